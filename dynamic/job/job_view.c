/*
 * job_view.c - see job_view.h.
 */
#include "clock.h"
#include "job/job_links.h"
#include "job/job_view.h"
#include "markdown.h"

#define PUBLIC_JOB                                                                  \
	"(j.state = 'published' OR (j.state = 'expired' AND j.closes_at > :since))" \
	" AND e.state = 'verified'"

SQL(SQL_JOB_VIEW,
    "SELECT j.id, j.title, e.id, e.name, j.salary_min, j.salary_max,"
    " coalesce((SELECT name FROM region WHERE code = j.region_code), ''),"
    " coalesce((SELECT label FROM dict WHERE kind = 'education' AND code = j.education),"
    " ''), coalesce((SELECT label FROM dict WHERE kind = 'employment'"
    " AND code = j.employment), ''), j.category, j.headcount, j.workplace,"
    " j.description, j.contact_name, j.contact_phone, j.closes_on,"
    " coalesce(j.published_at, 0), j.state,"
    " j.state = 'published' AND j.closes_at > :now AND e.state = 'verified'," PUBLIC_JOB
    ", coalesce((SELECT max(created_at) FROM application a"
    " WHERE a.account_id = :account AND a.job_id = j.id AND a.state <> 'withdrawn'), 0),"
    " EXISTS(SELECT 1 FROM favourite f"
    " WHERE f.account_id = :account AND f.job_id = j.id)"
    " FROM job j JOIN employer e ON e.id = j.employer_id"
    " WHERE j.id = :id AND j.published_at IS NOT NULL AND j.state <> 'draft'"
    " AND ((j.state IN ('published', 'expired') AND e.state = 'verified')"
    " OR EXISTS(SELECT 1 FROM application a"
    " WHERE a.account_id = :account AND a.job_id = j.id)"
    " OR EXISTS(SELECT 1 FROM favourite f"
    " WHERE f.account_id = :account AND f.job_id = j.id))");

SQL(SQL_EMPLOYER_VIEW,
    "SELECT e.id, e.name, coalesce((SELECT label FROM dict"
    " WHERE kind = 'employer_kind' AND code = e.kind), ''),"
    " coalesce((SELECT label FROM dict WHERE kind = 'industry' AND code = e.industry),"
    " ''), e.address, e.intro, e.website, e.contact_name, e.contact_phone,"
    " e.state = 'verified' FROM employer e WHERE e.id = :id"
    " AND e.verified_at IS NOT NULL");
SQL(SQL_EMPLOYER_VIEW_JOBS,
    "SELECT j.id, j.title, j.salary_min, j.salary_max, j.closes_on FROM job j"
    " JOIN employer e ON e.id = j.employer_id WHERE j.employer_id = :id"
    " AND j.state = 'published' AND j.closes_at > :now AND e.state = 'verified'"
    " ORDER BY j.published_at DESC, j.id DESC LIMIT 50");

/* Columns from `first` on, as text under their names; one that is '' is left out. */
static void
set_texts(struct arena *a, struct db_stmt *st, struct val *v, int first,
    const char *const *names, int n)
{
	for (int i = 0; i < n; i++)
		if (names[i] != NULL && db_str(st, first + i).n > 0)
			val_set(
			    v, names[i], val_str(arena_str(a, db_str(st, first + i))));
}

static enum jy_err
set_body(struct arena *a, struct val *v, struct str markdown)
{
	struct buf html = BUF_INIT;
	enum jy_err err = markdown_html(markdown, NULL, &html);

	if (err == JY_OK && html.len > 0)
		val_set(v, "body", val_html(arena_str(a, buf_view(&html))));
	buf_release(&html);
	return err;
}

/* The generator's place for it (plugins/lib/words.lua). */
static struct str
public_path(struct arena *a, const char *folder, int64_t id)
{
	return arena_printf(
	    a, "/%s/%04lld/%lld.html", folder, (long long)(id / 1000), (long long)id);
}

/* Why nobody can apply, in a few words. */
static const char *
over_text(struct str state)
{
	static const struct {
		const char *state, *text;
	} words[] = {
		{ "published", "已截止" },
		{ "expired", "已过期" },
		{ "closed", "已关闭" },
		{ "taken_down", "已下架" },
		{ "pending", "暂停招聘" },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (str_is(state, words[i].state))
			return words[i].text;
	return "已停止招聘";
}

static void
set_time(struct arena *a, struct val *v, const char *name, int64_t at)
{
	char text[17];

	if (at == 0)
		return;
	clock_minute(at, text);
	val_set(v, name, val_text(arena_strdup(a, text)));
}

static enum jy_err
job_val(struct arena *a, struct db_stmt *st, struct val *out)
{
	static const char *const texts[] = { "place", "education", "employment",
		"category" };
	static const char *const more[] = { "workplace", NULL, "contact_name",
		"contact_phone", "closes_on" };
	struct val v = val_map(a);
	bool open = db_int(st, 18) != 0;

	val_set(&v, "id", val_int(db_int(st, 0)));
	val_set(&v, "title", val_str(arena_str(a, db_str(st, 1))));
	val_set(&v, "employer", val_str(arena_str(a, db_str(st, 3))));
	val_set(&v, "employer_href", val_str(employer_href(a, db_int(st, 2))));
	val_set(&v, "salary", val_str(salary_text(a, db_int(st, 4), db_int(st, 5))));
	set_texts(a, st, &v, 6, texts, 4);
	val_set(&v, "headcount", val_int(db_int(st, 10)));
	set_texts(a, st, &v, 11, more, 5);
	set_time(a, &v, "published", db_int(st, 16));
	val_set(&v, "open", val_bool(open));
	if (!open)
		val_set(&v, "state", val_text(over_text(db_str(st, 17))));
	if (db_int(st, 19) != 0)
		val_set(
		    &v, "public_href", val_str(public_path(a, "jobs", db_int(st, 0))));
	set_time(a, &v, "applied", db_int(st, 20));
	val_set(&v, "kept", val_bool(db_int(st, 21) != 0));
	*out = v;
	return set_body(a, &v, db_str(st, 12));
}

enum jy_err
job_view(struct act *act, int64_t id, struct val *out)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_prepare(act->db, &st, SQL_JOB_VIEW)) != JY_OK)
		return err;
	db_bind_int(st, ":id", id);
	db_bind_int(st, ":now", act->now);
	db_bind_int(st, ":since", act->now - act->conf->build.job_keep_days * 86400);
	db_bind_int(st, ":account", act->who.account_id);
	if ((err = db_one(st)) == JY_OK)
		err = job_val(act->arena, st, out);
	db_finish(st);
	return err;
}

static enum jy_err
set_jobs(struct act *act, int64_t employer, struct val *v)
{
	struct val list = val_list(act->arena), one;
	struct arena *a = act->arena;
	struct db_stmt *st = NULL;
	enum jy_err err;
	bool row;

	if ((err = db_prepare(act->db, &st, SQL_EMPLOYER_VIEW_JOBS)) != JY_OK)
		return err;
	db_bind_int(st, ":id", employer);
	db_bind_int(st, ":now", act->now);
	while ((err = db_step(st, &row)) == JY_OK && row) {
		one = val_map(a);
		val_set(&one, "title", val_str(arena_str(a, db_str(st, 1))));
		val_set(&one, "href", val_str(job_href(a, db_int(st, 0))));
		val_set(&one, "salary",
		    val_str(salary_text(a, db_int(st, 2), db_int(st, 3))));
		val_set(&one, "closes_on", val_str(arena_str(a, db_str(st, 4))));
		val_push(&list, one);
	}
	db_finish(st);
	val_set(v, "jobs", list);
	val_set(v, "has_jobs", val_bool(val_len(&list) > 0));
	return err;
}

enum jy_err
employer_view(struct act *act, int64_t id, struct val *out)
{
	static const char *const texts[] = { "name", "kind", "industry", "address",
		"intro", "website", "contact_name", "contact_phone" };
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_prepare(act->db, &st, SQL_EMPLOYER_VIEW)) != JY_OK)
		return err;
	db_bind_int(st, ":id", id);
	if ((err = db_one(st)) == JY_OK) {
		*out = val_map(act->arena);
		set_texts(act->arena, st, out, 1, texts, 8);
		err = set_body(act->arena, out, db_str(st, 5));
		val_set(out, "verified", val_bool(db_int(st, 9) != 0));
		if (db_int(st, 9) != 0)
			val_set(out, "public_href",
			    val_str(public_path(act->arena, "employers", id)));
	}
	db_finish(st);
	return err != JY_OK ? err : set_jobs(act, id, out);
}
