/*
 * lookup_pages.c - 查找 of an employer: the form stands in its zone, /org/lookup shows what was found.
 */
#include "employer/employer_pages.h"
#include "employer/lookup.h"
#include "http/request.h"

#define LOOKUP_CHARS 40

static enum jy_err
lookup_page(struct request *rq)
{
	struct val data = val_map(rq->act.arena), list;
	struct str asked = request_words(rq, "q", LOOKUP_CHARS);
	bool more;
	enum jy_err err = org_lookup(&rq->act, asked, &list, &more);

	if (err != JY_OK)
		return err;
	val_set(&data, "q", val_str(asked));
	val_set(&data, "asked", val_bool(asked.n > 0));
	val_set(&data, "found", list);
	val_set(&data, "some_found", val_bool(val_len(&list) > 0));
	val_set(&data, "n", val_int((int64_t)val_len(&list)));
	val_set(&data, "more", val_bool(more));
	return reply_page(rq, 200, "employer/lookup", "查找", data);
}

/* clang-format off */
const struct route org_lookup_routes[] = {
	{ METHOD_GET, "/org/lookup", ROLE_EMPLOYER, CSRF_NO, RATE_NONE, NO_FIELDS, lookup_page, NULL, NULL },
	{ .path = NULL },
};
/* clang-format on */
