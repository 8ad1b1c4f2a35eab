/*
 * upload_pages.c - see pages.h.
 */
#include "file/pages.h"
#include "file/upload.h"

static enum jy_err
own_file(struct request *rq)
{
	struct stored file;
	enum jy_err err;

	if ((err = upload_find_own(&rq->act, rq->param, &file)) != JY_OK)
		return err;
	return upload_reply(rq, &file);
}

const struct route upload_routes[] = {
	{ METHOD_GET, "/my/files/*", ROLE_GRADUATE, CSRF_NO, RATE_NONE, NO_FIELDS,
	    own_file, NULL, NULL },
	{ METHOD_GET, "/org/files/*", ROLE_EMPLOYER, CSRF_NO, RATE_NONE, NO_FIELDS,
	    own_file, NULL, NULL },
	{ .path = NULL },
};
