/*
 * student_pages.c - the list of student records with its filters, and one record with
 * its ID number's middle hidden; shown whole only on request, which is recorded.
 */
#include "escape.h"
#include "http/view.h"
#include "idcheck.h"
#include "region/region.h"
#include "student/pages.h"

#define PAGE_ROWS 20
#define FILTER_CHARS 30

SQL(SQL_DESK_FACULTIES, "SELECT id, name FROM office WHERE kind = 'faculty'"
			" AND parent_id = :office ORDER BY code");
SQL(SQL_DESK_SCHOOLS, "SELECT id, name FROM office WHERE kind = 'school'"
		      " AND in_region = 0 AND :office <> 0 ORDER BY name");

int64_t
student_number(struct str text)
{
	int64_t n = 0;

	return str_int(text, 1, INT64_MAX, &n) ? n : 0;
}

static enum jy_err
put_list(struct request *rq, struct val *data, const char *key, const char *sql,
    struct str chosen)
{
	struct val list = val_list(rq->act.arena), v;
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(rq->act.db, &st, sql);
	struct str id;
	bool row;

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":office", rq->act.who.office_id);
	while ((err = db_step(st, &row)) == JY_OK && row) {
		id = arena_printf(rq->act.arena, "%lld", (long long)db_int(st, 0));
		v = val_map(rq->act.arena);
		val_set(&v, "id", val_str(id));
		val_set(&v, "name", val_str(arena_str(rq->act.arena, db_str(st, 1))));
		val_set(&v, "selected", val_bool(str_eq(id, chosen)));
		val_push(&list, v);
	}
	db_finish(st);
	val_set(data, key, list);
	return err;
}

enum jy_err
student_put_offices(
    struct request *rq, struct val *data, struct str faculty, struct str school)
{
	if (rq->act.who.role == ROLE_AUTHORITY)
		return put_list(rq, data, "schools", SQL_DESK_SCHOOLS, school);
	return put_list(rq, data, "faculties", SQL_DESK_FACULTIES, faculty);
}

/* --- the list */

static void
put_row(struct val *v, const struct student *s)
{
	val_set(v, "uid", val_str(s->uid));
	val_set(v, "school", val_str(s->school));
	val_set(v, "faculty", val_str(s->faculty));
	val_set(v, "year", val_int(s->year));
	val_set(v, "student_no", val_str(s->student_no));
	val_set(v, "name", val_str(s->name));
	val_set(v, "id_no", val_str(s->id_no));
	val_set(v, "education", val_str(s->education_label));
	val_set(v, "major", val_str(s->major));
	val_set(v, "leaving_on", val_str(s->leaving_on));
	val_set(v, "verified", val_bool(s->account_id != 0));
}

/* A page that is being filled. */
struct page {
	struct arena *arena;
	struct val rows;
	int64_t last;
	bool more;
};

static bool
add_row(void *arg, const struct student *s)
{
	struct page *p = arg;
	struct val v;

	if ((p->more = val_len(&p->rows) == PAGE_ROWS))
		return false;
	v = val_map(p->arena);
	put_row(&v, s);
	val_push(&p->rows, v);
	p->last = s->id;
	return true;
}

/* The filter as the beginning of an address, for the other pages of the list. */
static struct str
filter_query(struct request *rq, const struct student_filter *f)
{
	struct buf b = BUF_INIT;
	struct str query;

	buf_printf(&b, "year=%.0lld", (long long)f->year);
	buf_printf(&b, "&faculty=%.0lld&school=%.0lld&name=", (long long)f->faculty_id,
	    (long long)f->school_id);
	url_escape(&b, f->name);
	buf_puts(&b, "&student_no=");
	url_escape(&b, f->student_no);
	query = buf_ok(&b) ? arena_str(rq->act.arena, buf_view(&b)) : STR_NONE;
	buf_release(&b);
	return query;
}

static void
put_filter(struct request *rq, struct val *data, const struct student_filter *f)
{
	struct val v = val_map(rq->act.arena);

	if (f->year != 0)
		val_set(&v, "year", val_int(f->year));
	if (f->faculty_id != 0)
		val_set(&v, "faculty", val_int(f->faculty_id));
	if (f->school_id != 0)
		val_set(&v, "school", val_int(f->school_id));
	val_set(&v, "name", val_str(f->name));
	val_set(&v, "student_no", val_str(f->student_no));
	val_set(&v, "query", val_str(filter_query(rq, f)));
	val_set(data, "filter", v);
	val_set(data, "filtered",
	    val_bool(f->year != 0 || f->name.n > 0 || f->student_no.n > 0 ||
		     f->faculty_id != 0 || f->school_id != 0));
}

static void
put_role(struct request *rq, struct val *data)
{
	val_set(data, "keeps", val_bool((rq->act.who.role & STUDENT_KEEPERS) != 0));
	val_set(data, "inland", val_bool(rq->act.who.role == ROLE_AUTHORITY));
	val_set(data, "of_faculty", val_bool(rq->act.who.role == ROLE_FACULTY));
}

static enum jy_err
list_page(struct request *rq)
{
	struct val data = val_map(rq->act.arena);
	struct page page = { rq->act.arena, val_list(rq->act.arena), 0, false };
	static const struct field conditions[] = { YEAR_CONDITION };
	struct str faculty = request_query(rq, "faculty"),
		   school = request_query(rq, "school");
	struct student_filter filter = {
		.faculty_id = student_number(faculty),
		.school_id = student_number(school),
		.name = request_words(rq, "name", FILTER_CHARS),
		.student_no = request_words(rq, "student_no", FILTER_CHARS),
	};
	int64_t before = request_before(rq);
	enum jy_err err;

	if ((err = request_conditions(rq, conditions, 1)) != JY_OK)
		return err;
	filter.year = form_number(&rq->conditions, "year");
	if ((err = student_each(&rq->act, &filter, before, PAGE_ROWS + 1, false, add_row,
		 &page)) != JY_OK ||
	    (err = student_put_offices(rq, &data, faculty, school)) != JY_OK)
		return err;
	put_filter(rq, &data, &filter);
	put_role(rq, &data);
	val_set(&data, "rows", page.rows);
	val_set(&data, "some", val_bool(val_len(&page.rows) > 0));
	val_set(&data, "later", val_bool(before != 0));
	if (page.more)
		val_set(&data, "before", val_int(page.last));
	val_set(&data, "export_csrf", val_str(csrf_token(rq, "/office/students/export")));
	return reply_page(rq, 200, "student/list", "生源信息管理", data);
}

/* --- one record */

static enum jy_err
draw_record(struct request *rq, const struct student *s, bool whole)
{
	struct val data = val_map(rq->act.arena), row = val_map(rq->act.arena);
	struct arena *a = rq->act.arena;
	struct str base = arena_printf(a, "/office/students/" STR_FMT, STR_ARG(s->uid));
	struct buf id_no = BUF_INIT;
	struct region r;

	put_row(&row, s);
	mask_id(&id_no, s->id_no);
	if (!whole)
		val_set(&row, "id_no", val_str(arena_str(a, buf_view(&id_no))));
	buf_release(&id_no);
	if (region_get(&rq->act, s->region, &r) == JY_OK)
		val_set(&row, "region", val_str(r.path));
	val_set(&data, "student", row);
	val_set(&data, "whole", val_bool(whole));
	val_set(&data, "base", val_str(base));
	val_set(&data, "id_csrf",
	    val_str(csrf_token(rq, arena_printf(a, "%s/id-number", base.p).p)));
	put_role(rq, &data);
	return reply_page(rq, 200, "student/record", arena_cstr(a, s->name), data);
}

static enum jy_err
record_page(struct request *rq)
{
	struct student s;
	enum jy_err err = student_get(&rq->act, rq->param, &s);

	return err != JY_OK ? err : draw_record(rq, &s, false);
}

static enum jy_err
id_number_post(struct request *rq)
{
	struct student s;
	enum jy_err err;

	if ((err = student_get(&rq->act, rq->param, &s)) != JY_OK ||
	    (err = student_shown(&rq->act, &s)) != JY_OK)
		return err;
	return draw_record(rq, &s, true);
}

const struct route student_list_routes[] = {
	{ METHOD_GET, "/office/students", STUDENT_READERS, CSRF_NO, RATE_NONE, NO_FIELDS,
	    list_page, NULL, NULL },
	{ METHOD_GET, "/office/students/*", STUDENT_READERS, CSRF_NO, RATE_NONE,
	    NO_FIELDS, record_page, NULL, NULL },
	{ METHOD_POST, "/office/students/*/id-number", STUDENT_READERS, CSRF_YES,
	    RATE_FORM, NO_FIELDS, id_number_post, NULL, NULL },
	{ .path = NULL },
};
