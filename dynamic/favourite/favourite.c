/*
 * favourite.c - keeping jobs, letting them go, listing them.
 */
#include "favourite/favourite.h"
#include "audit/audit.h"
#include "clock.h"
#include "job/job_links.h"

SQL(SQL_FAVOURITE_ADD,
    "INSERT INTO favourite(account_id, job_id, at) SELECT :account, j.id, :now"
    " FROM job j JOIN employer e ON e.id = j.employer_id WHERE j.id = :job"
    " AND j.state = 'published' AND j.closes_at > :now AND e.state = 'verified'"
    " ON CONFLICT DO NOTHING");
SQL(SQL_FAVOURITE_HAS,
    "SELECT 1 FROM favourite WHERE account_id = :account AND job_id = :job");
SQL(SQL_FAVOURITE_COUNT, "SELECT count(*) FROM favourite WHERE account_id = :account");
SQL(SQL_FAVOURITE_REMOVE,
    "DELETE FROM favourite WHERE account_id = :account AND job_id = :job");
SQL(SQL_FAVOURITE_LIST,
    "SELECT f.job_id, f.at, j.title, e.id, e.name, j.salary_min, j.salary_max,"
    " coalesce((SELECT name FROM region WHERE code = j.region_code), ''),"
    " coalesce((SELECT label FROM dict WHERE kind = 'education' AND code = j.education),"
    " ''), coalesce((SELECT label FROM dict WHERE kind = 'employment'"
    " AND code = j.employment), ''), j.closes_on,"
    " j.state = 'published' AND j.closes_at > :now AND e.state = 'verified',"
    " coalesce((SELECT max(created_at) FROM application a WHERE a.account_id = :account"
    " AND a.job_id = j.id AND a.state <> 'withdrawn'), 0)"
    " FROM favourite f JOIN job j ON j.id = f.job_id"
    " JOIN employer e ON e.id = j.employer_id WHERE f.account_id = :account"
    " AND (:at = 0 OR f.at < :at OR (f.at = :at AND f.job_id < :job))"
    " AND (:like = '' OR j.title LIKE :like ESCAPE '\\' OR e.name LIKE :like ESCAPE '\\')"
    " AND substr(j.region_code, 1, length(:region)) = :region"
    " AND (:education = '' OR j.education = :education)"
    " AND (:employment = '' OR j.employment = :employment)"
    " AND (:open = '' OR (:open = 'yes') = (j.state = 'published'"
    " AND j.closes_at > :now AND e.state = 'verified'))"
    " ORDER BY f.at DESC, f.job_id DESC LIMIT :limit");

/* Run a statement over (account, job[, now]); *changed counts its rows. */
static enum jy_err
run(struct act *act, const char *sql, int64_t job, bool timed, int64_t *changed)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_prepare(act->db, &st, sql)) != JY_OK)
		return err;
	db_bind_int(st, ":account", act->who.account_id);
	db_bind_int(st, ":job", job);
	if (timed)
		db_bind_int(st, ":now", act->now);
	if ((err = db_run(st)) == JY_OK)
		*changed = db_changes(act->db);
	db_finish(st);
	return err;
}

static enum jy_err
has(struct act *act, int64_t job, bool *yes)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_prepare(act->db, &st, SQL_FAVOURITE_HAS)) != JY_OK)
		return err;
	db_bind_int(st, ":account", act->who.account_id);
	db_bind_int(st, ":job", job);
	err = db_step(st, yes);
	db_finish(st);
	return err;
}

static enum jy_err
check_count(struct act *act)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_prepare(act->db, &st, SQL_FAVOURITE_COUNT)) != JY_OK)
		return err;
	db_bind_int(st, ":account", act->who.account_id);
	if ((err = db_one(st)) == JY_OK && db_int(st, 0) > FAVOURITES_MAX)
		err = JY_ELIMIT;
	db_finish(st);
	return err;
}

static enum jy_err
add_one(struct act *act, int64_t job, int *added, int *kept)
{
	int64_t changed = 0;
	enum jy_err err;
	bool there = false;

	if ((err = run(act, SQL_FAVOURITE_ADD, job, true, &changed)) != JY_OK)
		return err;
	if (changed > 0) {
		++*added;
		return audit_act(act, "favourite.add", "job", job, NULL, STR_NONE);
	}
	err = has(act, job, &there);
	*kept += there;
	return err;
}

enum jy_err
favourite_add(struct act *act, const int64_t *jobs, size_t n, int *added, int *kept)
{
	enum jy_err err;

	*added = *kept = 0;
	if ((err = db_begin(act->db)) != JY_OK)
		return err;
	for (size_t i = 0; i < n && err == JY_OK; i++)
		err = add_one(act, jobs[i], added, kept);
	if (err == JY_OK && *added > 0)
		err = check_count(act);
	return db_end(act->db, err);
}

enum jy_err
favourite_remove(struct act *act, const int64_t *jobs, size_t n, int *removed)
{
	int64_t changed = 0;
	enum jy_err err;

	*removed = 0;
	if ((err = db_begin(act->db)) != JY_OK)
		return err;
	for (size_t i = 0; i < n && err == JY_OK; i++) {
		err = run(act, SQL_FAVOURITE_REMOVE, jobs[i], false, &changed);
		if (err != JY_OK || changed == 0)
			continue;
		++*removed;
		err = audit_act(act, "favourite.remove", "job", jobs[i], NULL, STR_NONE);
	}
	return db_end(act->db, err);
}

/* "%part%" for LIKE, its own signs escaped; "" for no keyword. */
static struct str
like(struct arena *a, struct str part)
{
	struct buf b = BUF_INIT;
	struct str out;

	for (size_t i = 0; i < part.n; i++) {
		if (strchr("%_\\", part.p[i]) != NULL)
			buf_char(&b, '\\');
		buf_char(&b, part.p[i]);
	}
	out = part.n == 0 || !buf_ok(&b)
		  ? STR("")
		  : arena_printf(a, "%%" STR_FMT "%%", STR_ARG(buf_view(&b)));
	buf_release(&b);
	return out;
}

static struct val
row_val(struct arena *a, struct db_stmt *st)
{
	struct val v = val_map(a);
	char at[17], applied[17] = "";

	clock_minute(db_int(st, 1), at);
	if (db_int(st, 12) != 0)
		clock_minute(db_int(st, 12), applied);
	val_set(&v, "job_id", val_int(db_int(st, 0)));
	val_set(&v, "at", val_text(arena_strdup(a, at)));
	val_set(&v, "title", val_str(arena_str(a, db_str(st, 2))));
	val_set(&v, "job_href", val_str(job_href(a, db_int(st, 0))));
	val_set(&v, "employer", val_str(arena_str(a, db_str(st, 4))));
	val_set(&v, "employer_href", val_str(employer_href(a, db_int(st, 3))));
	val_set(&v, "salary", val_str(salary_text(a, db_int(st, 5), db_int(st, 6))));
	val_set(&v, "place", val_str(arena_str(a, db_str(st, 7))));
	val_set(&v, "education", val_str(arena_str(a, db_str(st, 8))));
	val_set(&v, "employment", val_str(arena_str(a, db_str(st, 9))));
	val_set(&v, "closes_on", val_str(arena_str(a, db_str(st, 10))));
	val_set(&v, "open", val_bool(db_int(st, 11) != 0));
	val_set(&v, "applied", val_text(arena_strdup(a, applied)));
	return v;
}

enum jy_err
favourite_list(struct act *act, const struct favourite_search *s,
    const struct favourite_place *from, int limit, struct val *out,
    struct favourite_place *next)
{
	struct favourite_place last = { 0, 0 };
	struct db_stmt *st = NULL;
	enum jy_err err;
	bool row;

	*next = last;
	*out = val_list(act->arena);
	if ((err = db_prepare(act->db, &st, SQL_FAVOURITE_LIST)) != JY_OK)
		return err;
	db_bind_int(st, ":account", act->who.account_id);
	db_bind_int(st, ":now", act->now);
	db_bind_int(st, ":at", from->at);
	db_bind_int(st, ":job", from->job_id);
	db_bind_int(st, ":limit", limit + 1);
	db_bind_str(st, ":like", like(act->arena, s->keyword));
	db_bind_str(st, ":region", s->region);
	db_bind_str(st, ":education", s->education);
	db_bind_str(st, ":employment", s->employment);
	db_bind_str(st, ":open", s->open);
	while ((err = db_step(st, &row)) == JY_OK && row) {
		if (val_len(out) == (size_t)limit) {
			*next = last;
			break;
		}
		last = (struct favourite_place){ db_int(st, 1), db_int(st, 0) };
		val_push(out, row_val(act->arena, st));
	}
	db_finish(st);
	return err;
}
