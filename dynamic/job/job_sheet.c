/*
 * job_sheet.c - job postings as the pages of their employer and of the authority show
 * them (see job_edit.h).
 */
#include "clock.h"
#include "job/job.h"
#include "job/job_edit.h"
#include "job/job_links.h"
#include "job/job_words.h"
#include "markdown.h"

#define DAY 86400

/* 喀什地区疏附县 */
#define PLACE                                                                          \
	"coalesce((SELECT name FROM region WHERE code = substr(j.region_code, 1, 4))," \
	" (SELECT name FROM region WHERE code = j.region_code), '')"                   \
	" || CASE WHEN length(j.region_code) > 4"                                      \
	" THEN coalesce((SELECT name FROM region WHERE code = j.region_code), '')"     \
	" ELSE '' END"

SQL(SQL_JOB_SHEET,
    "SELECT j.id, j.title, e.name, j.category, j.workplace, j.contact_name,"
    " j.contact_phone, " PLACE ", (SELECT label FROM dict WHERE kind = 'education' AND"
    " code = j.education), (SELECT label FROM dict WHERE kind = 'employment' AND"
    " code = j.employment), j.closes_on, j.mailbox, j.reason, j.description, j.headcount,"
    " j.salary_min, j.salary_max, j.published_at, j.closes_at, j.state, e.id, e.state"
    " FROM job j JOIN employer e ON e.id = j.employer_id WHERE j.id = :id AND "
    "j.deleted_at IS NULL"
    " AND (:employer = 0 OR j.employer_id = :employer)");
SQL(SQL_JOB_LIST_OWN,
    "SELECT j.id, j.title, j.state, " PLACE ", j.closes_on, j.closes_at,"
    " (SELECT count(*) FROM application a WHERE a.job_id = j.id"
    " AND (a.state <> 'withdrawn' OR a.viewed_at IS NOT NULL)),"
    " (SELECT count(*) FROM application a WHERE a.job_id = j.id AND a.state = 'sent')"
    " FROM job j WHERE j.employer_id = :employer AND j.deleted_at IS NULL AND (:state = "
    "'' OR j.state = :state)"
    " AND (:before = 0 OR j.id < :before) ORDER BY j.id DESC LIMIT :limit");
SQL(SQL_JOB_COUNT_OWN, "SELECT state, count(*) FROM job WHERE employer_id = :employer "
		       "AND deleted_at IS NULL GROUP BY state");

static bool
closes_soon(const struct act *act, struct str state, int64_t closes_at)
{
	return str_is(state, "published") && closes_at > act->now &&
	       closes_at <= act->now + (int64_t)JOB_WARN_DAYS * DAY;
}

static enum jy_err
put_body(struct act *act, struct val *out, struct str description)
{
	struct buf html = BUF_INIT;
	enum jy_err err = markdown_html(description, NULL, &html);

	if (err == JY_OK)
		val_set(out, "body", val_html(arena_str(act->arena, buf_view(&html))));
	buf_release(&html);
	return err;
}

static void
put_warnings(struct act *act, struct val *out, struct db_stmt *st)
{
	struct val list = val_list(act->arena);

	for (int i = 1; i <= 13; i++)
		if (i == 1 || i == 3 || i == 4 || i == 13)
			job_words_find(act->arena, db_str(st, i), &list);
	val_set(out, "warnings", list);
	val_set(out, "some_warnings", val_bool(val_len(&list) > 0));
}

static void
put_times(struct act *act, struct val *out, struct db_stmt *st)
{
	char day[11];

	if (db_type(st, 17) != DB_NULL) {
		clock_date(db_int(st, 17), day);
		val_set(out, "published", val_text(arena_strdup(act->arena, day)));
	}
	val_set(out, "soon", val_bool(closes_soon(act, db_str(st, 19), db_int(st, 18))));
	val_set(out, "over", val_bool(db_int(st, 18) <= act->now));
	if (str_is(db_str(st, 19), "published") && str_is(db_str(st, 21), "verified"))
		val_set(out, "public_href",
		    val_str(arena_printf(act->arena, "/jobs/%04lld/%lld.html",
			(long long)(db_int(st, 0) / 1000), (long long)db_int(st, 0))));
}

static enum jy_err
sheet_row(struct act *act, struct db_stmt *st, struct val *out)
{
	static const char *const inner[] = { NULL, "title", "employer", "category",
		"workplace", "contact_name", "contact_phone" };
	static const char *const outer[] = { "place", "education", "employment", "closes",
		"mailbox", "reason" };
	struct val job = val_map(act->arena);

	*out = val_map(act->arena);
	for (int i = 1; i <= 6; i++)
		val_set(&job, inner[i], val_str(arena_str(act->arena, db_str(st, i))));
	for (int i = 0; i < 6; i++)
		val_set(out, outer[i], val_str(arena_str(act->arena, db_str(st, 7 + i))));
	val_set(&job, "id", val_int(db_int(st, 0)));
	val_set(&job, "headcount", val_int(db_int(st, 14)));
	val_set(out, "job", job);
	val_set(out, "salary",
	    val_str(salary_text(act->arena, db_int(st, 15), db_int(st, 16))));
	val_set(out, "employer_id", val_int(db_int(st, 20)));
	val_set(out, "employer_verified", val_bool(str_is(db_str(st, 21), "verified")));
	put_times(act, out, st);
	put_warnings(act, out, st);
	return put_body(act, out, db_str(st, 13));
}

enum jy_err
job_sheet(struct act *act, int64_t id, struct val *out)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_prepare(act->db, &st, SQL_JOB_SHEET)) != JY_OK)
		return err;
	db_bind_int(st, ":id", id);
	db_bind_int(
	    st, ":employer", act->who.role == ROLE_EMPLOYER ? act->who.employer_id : 0);
	if ((err = db_one(st)) == JY_OK)
		err = sheet_row(act, st, out);
	db_finish(st);
	return err;
}

static struct val
list_row(struct act *act, struct db_stmt *st)
{
	const struct flow_state *state = flow_state(&job_flow, db_str(st, 2));
	struct val v = val_map(act->arena);

	val_set(&v, "id", val_int(db_int(st, 0)));
	val_set(&v, "title", val_str(arena_str(act->arena, db_str(st, 1))));
	val_set(&v, "state", val_text(state->label));
	val_set(&v, "tone", val_text(state->tone));
	val_set(&v, "place", val_str(arena_str(act->arena, db_str(st, 3))));
	val_set(&v, "closes", val_str(arena_str(act->arena, db_str(st, 4))));
	val_set(&v, "soon", val_bool(closes_soon(act, db_str(st, 2), db_int(st, 5))));
	val_set(&v, "applications", val_int(db_int(st, 6)));
	val_set(&v, "some_applications", val_bool(db_int(st, 6) > 0));
	if (db_int(st, 7) > 0)
		val_set(&v, "unread", val_int(db_int(st, 7)));
	return v;
}

enum jy_err
job_list_own(struct act *act, struct str state, int64_t before, int limit,
    struct val *out, int64_t *older)
{
	struct db_stmt *st = NULL;
	int64_t last = 0;
	enum jy_err err;
	bool row;

	*older = 0;
	*out = val_list(act->arena);
	if ((err = db_prepare(act->db, &st, SQL_JOB_LIST_OWN)) != JY_OK)
		return err;
	db_bind_int(st, ":employer", act->who.employer_id);
	db_bind_str(st, ":state", state.p != NULL ? state : STR(""));
	db_bind_int(st, ":before", before);
	db_bind_int(st, ":limit", limit + 1);
	while ((err = db_step(st, &row)) == JY_OK && row) {
		if (val_len(out) == (size_t)limit) {
			*older = last;
			break;
		}
		last = db_int(st, 0);
		val_push(out, list_row(act, st));
	}
	db_finish(st);
	return err;
}

enum jy_err
job_count_own(struct act *act, struct val *out)
{
	struct db_stmt *st = NULL;
	const struct flow_state *state;
	enum jy_err err;
	struct val v;
	bool row;

	*out = val_list(act->arena);
	if ((err = db_prepare(act->db, &st, SQL_JOB_COUNT_OWN)) != JY_OK)
		return err;
	db_bind_int(st, ":employer", act->who.employer_id);
	while ((err = db_step(st, &row)) == JY_OK && row) {
		state = flow_state(&job_flow, db_str(st, 0));
		v = val_map(act->arena);
		val_set(&v, "name", val_text(state->name));
		val_set(&v, "label", val_text(state->label));
		val_set(&v, "n", val_int(db_int(st, 1)));
		val_push(out, v);
	}
	db_finish(st);
	return err;
}
