/*
 * photo_pages.c - the photo of a resume: sent, seen by its owner (/my/files), removed. It is
 * decoded and written anew beside the event loop.
 */
#include "file/upload.h"
#include "http/csrf.h"
#include "resume/pages.h"

static const struct field photo_fields[] = {
	{ "photo", "照片", FIELD_FILE, 1, UPLOAD_PHOTO_MAX, F_REQUIRED,
	    "JPEG 或 PNG，不超过 1 MB，竖版证件照为宜", NULL, NULL, UPLOAD_PHOTO_TYPES },
};

static enum jy_err
photo_page(struct request *rq)
{
	struct val data = val_map(rq->act.arena), one;
	struct resume r;
	enum jy_err err;

	if ((err = resume_load(&rq->act, rq->param, &r)) != JY_OK ||
	    (err = resume_val(&rq->act, &r, &one)) != JY_OK)
		return err;
	val_set(&data, "resume", one);
	val_set(&data, "remove_csrf",
	    val_str(
		csrf_token_for(rq, resume_path(rq->act.arena, r.uid, "photo/delete"))));
	resume_crumbs(rq, &data, &r);
	return reply_page(rq, 200, "resume/photo", "简历照片", data);
}

/* Another photo, or none: one transaction, then the old one's bytes go. */
static enum jy_err
set_photo(struct request *rq, struct upload *u)
{
	struct str old = STR("");
	int64_t id = 0;
	enum jy_err err;

	if ((err = db_begin(rq->act.db)) != JY_OK)
		return err;
	if (u == NULL || (err = upload_keep(&rq->act, u, &id)) == JY_OK)
		err = resume_set_photo(&rq->act, rq->param, id, &old);
	if ((err = db_end(rq->act.db, err)) != JY_OK)
		return err;
	if (u != NULL)
		u->kept = true;
	if (old.n > 0)
		upload_unlink(&rq->act, old);
	return reply_redirect_str(
	    rq, arena_printf(rq->act.arena, RESUMES "/" STR_FMT "?done=%s",
		    STR_ARG(rq->param), u != NULL ? "saved" : "deleted"));
}

/* The picture was looked at. A refusal draws the page again. */
static enum jy_err
photo_done(struct request *rq)
{
	struct upload *u = rq->work_arg;
	enum jy_err err = set_photo(rq, u);

	if (err == JY_EINPUT)
		return form_fail(&rq->form, "photo", u->fault);
	return err;
}

static enum jy_err
photo_post(struct request *rq)
{
	struct upload *u;
	struct resume r;
	enum jy_err err;

	if ((err = resume_load(&rq->act, rq->param, &r)) != JY_OK ||
	    (err = upload_new(
		 &rq->act, UPLOAD_PHOTO, form_value(&rq->form, "photo"), &u)) != JY_OK)
		return err;
	return request_defer(rq, upload_run, u, photo_done);
}

static enum jy_err
photo_remove(struct request *rq)
{
	return set_photo(rq, NULL);
}

/* clang-format off */
const struct route resume_photo_routes[] = {
	{ METHOD_GET, RESUMES "/*/photo", ROLE_GRADUATE, CSRF_NO, RATE_NONE, FIELDS(photo_fields), photo_page, NULL, NULL },
	{ METHOD_POST, RESUMES "/*/photo", ROLE_GRADUATE, CSRF_YES, RATE_UPLOAD, FIELDS(photo_fields), photo_post, photo_page, NULL },
	{ METHOD_POST, RESUMES "/*/photo/delete", ROLE_GRADUATE, CSRF_YES, RATE_FORM, NO_FIELDS, photo_remove, NULL, NULL },
	{ .path = NULL },
};
/* clang-format on */
