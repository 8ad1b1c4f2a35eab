/*
 * find_pages.c - the employers' 简历搜索: conditions and what was found, and a resume that
 * is opened. Opening is a POST, since it is recorded; the page is shown afterwards.
 */
#include "clock.h"
#include "escape.h"
#include "file/upload.h"
#include "http/csrf.h"
#include "resume/find.h"
#include "resume/pages.h"

#define FOUND "/org/resumes"
#define OPEN FOUND "/open"

static const struct field find_fields[] = {
	{ "keyword", "关键词", FIELD_TEXT, 0, 60, 0, NULL, NULL, NULL, NULL },
	{ "position", "期望职位", FIELD_TEXT, 0, 40, 0, NULL, NULL, NULL, NULL },
	{ "region", "期望地区", FIELD_CHOICE, 0, 0, 0, NULL, NULL, NULL, "region:65" },
	{ "education", "最低学历", FIELD_CHOICE, 0, 0, 0, NULL, NULL, NULL, "degree" },
	{ "salary", "期望月薪不高于（元）", FIELD_NUMBER, 1, 999999, 0, NULL, NULL, NULL,
	    NULL },
};
static const struct field open_fields[] = {
	{ "id", "简历", FIELD_TOKEN, RESUME_UID_CHARS, RESUME_UID_CHARS, F_REQUIRED, NULL,
	    NULL, NULL, NULL },
};
#define NFIND (sizeof(find_fields) / sizeof(find_fields[0]))

static enum jy_err
read_conditions(struct request *rq, struct find *f)
{
	struct form *c = &rq->conditions;
	enum jy_err err = request_conditions(rq, find_fields, NFIND);

	*f = (struct find){ .keyword = form_good(c, "keyword"),
		.position = form_good(c, "position"),
		.region = form_good(c, "region"),
		.education = form_good(c, "education"),
		.salary = form_number(c, "salary") };
	str_int(request_query(rq, "after"), INT64_MIN, -1, &f->after);
	return err;
}

/* The address of the next page: the same conditions. */
static struct str
next_href(struct request *rq, int64_t next)
{
	struct buf b = BUF_INIT;
	struct str out, value;

	buf_printf(&b, FOUND "?after=%lld", (long long)next);
	for (size_t i = 0; i < NFIND; i++) {
		value = form_good(&rq->conditions, find_fields[i].name);
		if (value.n == 0)
			continue;
		buf_printf(&b, "&%s=", find_fields[i].name);
		url_escape(&b, value);
	}
	out = buf_ok(&b) ? arena_str(rq->act.arena, buf_view(&b)) : STR_NONE;
	buf_release(&b);
	return out;
}

/* Employers that are not verified see why they see nothing. */
static enum jy_err
not_verified(struct request *rq)
{
	return reply_page(
	    rq, 403, "resume/not_verified", "简历搜索", val_map(rq->act.arena));
}

static enum jy_err
find_page(struct request *rq)
{
	struct val data = val_map(rq->act.arena), list;
	struct find f;
	int64_t next, left;
	enum jy_err err;
	bool allowed;

	if ((err = find_allowed(&rq->act, &allowed)) != JY_OK)
		return err;
	if (!allowed)
		return not_verified(rq);
	if ((err = read_conditions(rq, &f)) != JY_OK ||
	    (err = find_run(&rq->act, &f, &list, &next)) != JY_OK ||
	    (err = find_left(&rq->act, &left)) != JY_OK)
		return err;
	val_set(&data, "resumes", list);
	val_set(&data, "some", val_bool(val_len(&list) > 0));
	val_set(&data, "open",
	    val_bool(val_len(&list) == 0 || rq->in.query.n == 0 ||
		     form_failed(&rq->conditions)));
	val_set(&data, "later", val_bool(f.after != 0));
	if (next != 0)
		val_set(&data, "next_href", val_str(next_href(rq, next)));
	val_set(&data, "left", val_int(left));
	val_set(&data, "open_csrf", val_str(csrf_token(rq, OPEN)));
	val_set(&data, "limit", val_int(rq->act.conf->limit.resume_views_day));
	return reply_page(rq, 200, "resume/find", "简历搜索", data);
}

/* The day's limit: said plainly, and when it ends. */
static enum jy_err
used_up(struct request *rq)
{
	struct val data = val_map(rq->act.arena);

	rq->retry_after = clock_day_start(rq->act.now, 1) - rq->act.now;
	reply_header(rq, "retry-after",
	    arena_printf(rq->act.arena, "%lld", (long long)rq->retry_after));
	val_set(&data, "limit", val_int(rq->act.conf->limit.resume_views_day));
	return reply_page(rq, 429, "resume/used_up", "今天的查看次数已用完", data);
}

static enum jy_err
open_post(struct request *rq)
{
	struct str uid = form_get(&rq->form, "id");
	enum jy_err err = find_open(&rq->act, uid);

	if (err == JY_ELIMIT)
		return used_up(rq);
	if (err != JY_OK)
		return err;
	return reply_redirect_str(
	    rq, arena_printf(rq->act.arena, FOUND "/" STR_FMT, STR_ARG(uid)));
}

/* Not opened today: what it means to open it. */
static enum jy_err
closed_page(struct request *rq)
{
	struct val data = val_map(rq->act.arena);
	int64_t left;
	enum jy_err err = find_left(&rq->act, &left);

	if (err != JY_OK)
		return err;
	val_set(&data, "uid", val_str(rq->param));
	val_set(&data, "left", val_int(left));
	val_set(&data, "open_csrf", val_str(csrf_token(rq, OPEN)));
	return reply_page(rq, 200, "resume/closed", "查看简历", data);
}

static enum jy_err
show_page(struct request *rq)
{
	struct val data = val_map(rq->act.arena), sections;
	struct resume r;
	struct str name;
	char at[11];
	enum jy_err err;
	bool opened;

	if ((err = find_show(&rq->act, rq->param, &r, &name, &opened)) != JY_OK)
		return err;
	if (!opened)
		return closed_page(rq);
	if ((err = resume_view(&rq->act, r.content, &sections)) != JY_OK)
		return err;
	clock_date(r.updated_at, at);
	val_set(&data, "name", val_str(name));
	val_set(&data, "updated", val_text(arena_strdup(rq->act.arena, at)));
	val_set(&data, "sections", sections);
	if (r.photo_id != 0)
		val_set(&data, "photo",
		    val_str(arena_printf(
			rq->act.arena, FOUND "/" STR_FMT "/photo", STR_ARG(r.uid))));
	return reply_page(rq, 200, "resume/open", "查看简历", data);
}

static enum jy_err
open_photo(struct request *rq)
{
	struct stored file;
	int64_t id;
	enum jy_err err;

	if ((err = find_photo(&rq->act, rq->param, &id)) != JY_OK ||
	    (err = upload_find(&rq->act, id, &file)) != JY_OK)
		return err;
	return upload_reply(rq, &file);
}

/* clang-format off */
const struct route resume_find_routes[] = {
	{ METHOD_GET, FOUND, ROLE_EMPLOYER, CSRF_NO, RATE_PAGE, NO_FIELDS, find_page, NULL, NULL },
	{ METHOD_POST, OPEN, ROLE_EMPLOYER, CSRF_YES, RATE_FORM, FIELDS(open_fields), open_post, NULL, NULL },
	{ METHOD_GET, FOUND "/*", ROLE_EMPLOYER, CSRF_NO, RATE_NONE, NO_FIELDS, show_page, NULL, NULL },
	{ METHOD_GET, FOUND "/*/photo", ROLE_EMPLOYER, CSRF_NO, RATE_NONE, NO_FIELDS, open_photo, NULL, NULL },
	{ .path = NULL },
};
/* clang-format on */
