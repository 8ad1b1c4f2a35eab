/*
 * show_pages.c - a resume as others see it: preview (3.2.f8), and export as one HTML file
 * (3.2.f5).
 */
#include "audit/audit.h"
#include "clock.h"
#include "file/upload.h"
#include "profile/profile.h"
#include "resume/pages.h"

#define PHOTO_BYTES_MAX (2 * 1024 * 1024)

/* How to reach her: what an employer gets with an application. */
static struct val
contact_val(struct arena *a, const struct profile *p)
{
	const struct {
		const char *label;
		struct str value;
	} rows[] = { { "手机", p->mobile }, { "邮箱", p->email } };
	struct val list = val_list(a), v;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (rows[i].value.n == 0)
			continue;
		v = val_map(a);
		val_set(&v, "label", val_text(rows[i].label));
		val_set(&v, "value", val_str(rows[i].value));
		val_push(&list, v);
	}
	return list;
}

/* What both pages show: name, contact data if `whole`, and the sections. */
static enum jy_err
put_resume(struct request *rq, const struct resume *r, bool whole, struct val *data)
{
	struct arena *a = rq->act.arena;
	struct val one, sections;
	struct profile p;
	char at[11];
	enum jy_err err;

	if ((err = resume_val(&rq->act, r, &one)) != JY_OK ||
	    (err = resume_view(&rq->act, r->content, &sections)) != JY_OK ||
	    (err = profile_load(&rq->act, r->account_id, &p)) != JY_OK)
		return err;
	clock_date(r->updated_at, at);
	val_set(data, "resume", one);
	val_set(data, "sections", sections);
	val_set(data, "name", val_str(whole ? p.name : resume_masked(a, p.name)));
	val_set(data, "updated", val_text(arena_strdup(a, at)));
	if (whole)
		val_set(data, "contact", contact_val(a, &p));
	return JY_OK;
}

static enum jy_err
preview_page(struct request *rq)
{
	bool whole = str_is(request_query(rq, "as"), "applied");
	struct val data = val_map(rq->act.arena);
	struct resume r;
	struct stored photo;
	enum jy_err err;

	if ((err = resume_load(&rq->act, rq->param, &r)) != JY_OK ||
	    (err = put_resume(rq, &r, whole, &data)) != JY_OK)
		return err;
	if (r.photo_id != 0) {
		if ((err = upload_find(&rq->act, r.photo_id, &photo)) != JY_OK)
			return err;
		val_set(&data, "photo",
		    val_str(arena_printf(
			rq->act.arena, "/my/files/" STR_FMT, STR_ARG(photo.uid))));
	}
	val_set(&data, "whole", val_bool(whole));
	val_set(&data, "here", val_str(rq->in.path));
	resume_crumbs(rq, &data, &r);
	return reply_page(rq, 200, "resume/preview", "预览简历", data);
}

/* The photo as base64, for a file that stands by itself. */
static enum jy_err
put_photo(struct request *rq, int64_t id, struct val *data)
{
	struct buf bytes = BUF_INIT, text = BUF_INIT;
	struct stored photo;
	struct str out;
	enum jy_err err;

	if ((err = upload_find(&rq->act, id, &photo)) != JY_OK ||
	    photo.size > PHOTO_BYTES_MAX)
		return err;
	if ((err = upload_read(&rq->act, &photo, &bytes)) == JY_OK) {
		base64_encode(&text, buf_view(&bytes));
		out =
		    buf_ok(&text) ? arena_str(rq->act.arena, buf_view(&text)) : STR_NONE;
		val_set(data, "photo_base64", val_str(out));
		err = out.p != NULL ? JY_OK : JY_ENOMEM;
	}
	buf_release(&bytes);
	buf_release(&text);
	return err;
}

static enum jy_err
audit_export(struct request *rq, const struct resume *r)
{
	enum jy_err err;

	if ((err = db_begin(rq->act.db)) != JY_OK)
		return err;
	return db_end(rq->act.db,
	    audit_act(&rq->act, "resume.export", "resume", r->id, NULL, STR_NONE));
}

static enum jy_err
export_file(struct request *rq)
{
	struct val data = val_map(rq->act.arena);
	struct resume r;
	struct str name;
	enum jy_err err;

	if ((err = resume_load(&rq->act, rq->param, &r)) != JY_OK ||
	    (err = put_resume(rq, &r, true, &data)) != JY_OK ||
	    (r.photo_id != 0 && (err = put_photo(rq, r.photo_id, &data)) != JY_OK) ||
	    (err = audit_export(rq, &r)) != JY_OK)
		return err;
	name = arena_printf(rq->act.arena, STR_FMT ".html", STR_ARG(r.name));
	if (name.p == NULL)
		return JY_ENOMEM;
	reply_file_name(rq, "attachment", name);
	reply_header(rq, "content-security-policy", STR("sandbox"));
	return reply_page(
	    rq, 200, "resume/export", arena_cstr(rq->act.arena, r.name), data);
}

/* clang-format off */
const struct route resume_show_routes[] = {
	{ METHOD_GET, RESUMES "/*/preview", ROLE_GRADUATE, CSRF_NO, RATE_NONE, NO_FIELDS, preview_page, NULL, NULL },
	{ METHOD_GET, RESUMES "/*/export", ROLE_GRADUATE, CSRF_NO, RATE_EXPORT, NO_FIELDS, export_file, NULL, NULL },
	{ .path = NULL },
};
/* clang-format on */
