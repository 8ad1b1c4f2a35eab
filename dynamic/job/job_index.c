/*
 * job_index.c - the full-text indexes of the jobs on offer, by date and by salary; see job_index.h.
 */
#include "job/job_index.h"

SQL(SQL_INDEX_STALE, "SELECT 1 FROM job_fts_stale LIMIT 1");
SQL(SQL_INDEX_FORGET_PAY,
    "INSERT INTO job_fts_pay(job_fts_pay, rowid, title, employer, body, facet)"
    " SELECT 'delete', a.pay, f.title, f.employer, f.body, f.facet FROM job_fts_stale s"
    " JOIN job_fts f ON f.rowid = s.rank JOIN job_fts_at a ON a.rank = s.rank");
SQL(SQL_INDEX_FORGET_AT,
    "DELETE FROM job_fts_at WHERE rank IN (SELECT rank FROM job_fts_stale)");
SQL(SQL_INDEX_FORGET,
    "DELETE FROM job_fts WHERE rowid IN (SELECT rank FROM job_fts_stale)");
/* '_' parts words and '#' does not, so "tfull#time" is one word; search_match.c asks for
 * them. */
SQL(SQL_INDEX_ADD,
    "INSERT INTO job_fts(rowid, title, employer, body, facet)"
    " SELECT l.rank, l.title, l.employer, o.body, 'r' || substr(l.region_code, 1, 2)"
    " || ' r' || substr(l.region_code, 1, 4) || ' r' || substr(l.region_code, 1, 6)"
    " || ' r' || substr(l.region_code, 1, 9) || ' r' || l.region_code || ' c' || "
    "l.category"
    " || replace(' i' || l.industry || ' k' || l.employer_kind || ' t' || l.employment"
    " || ' e' || l.education, '_', '#')"
    " || ' s' || CASE WHEN l.salary_max < 50000 THEN l.salary_max / 500 ELSE 100 END"
    " || ' p' || CASE WHEN l.salary_max < 50000 THEN l.salary_max / 5000 ELSE 10 END"
    " || CASE WHEN l.salary_max = 0 THEN ''"
    " ELSE ' m' || CASE WHEN l.salary_min < 50000 THEN l.salary_min / 500 ELSE 100 END"
    " || ' n' || CASE WHEN l.salary_min < 50000 THEN l.salary_min / 5000 ELSE 10 END END"
    " || ' d' || (l.published_at / 86400) || ' o' || (l.published_at / 1382400)"
    " FROM job_fts_stale s JOIN job_live l ON l.rank = s.rank"
    " JOIN job_offer o ON o.job_id = l.job_id ORDER BY l.rank");
SQL(SQL_INDEX_ADD_AT,
    "INSERT INTO job_fts_at(rank, pay) SELECT l.rank, -l.salary_max * 4294967296 + l.rank"
    " FROM job_fts_stale s JOIN job_live l ON l.rank = s.rank");
SQL(SQL_INDEX_ADD_PAY,
    "INSERT INTO job_fts_pay(rowid, title, employer, body, facet)"
    " SELECT a.pay, f.title, f.employer, f.body, f.facet FROM job_fts_stale s"
    " JOIN job_fts f ON f.rowid = s.rank JOIN job_fts_at a ON a.rank = s.rank"
    " ORDER BY a.pay");
SQL(SQL_INDEX_FRESH, "DELETE FROM job_fts_stale");
SQL(SQL_INDEX_VERSION, "UPDATE job_live_version SET version = version + 1");

SQL(SQL_INDEX_EMPTY, "DELETE FROM job_live");
SQL(SQL_INDEX_FILL,
    "INSERT INTO job_live SELECT -row_number() OVER (ORDER BY published_at, job_id),"
    " job_id, employer_id, offered, closes_at, published_at, salary_min, salary_max,"
    " region_code, industry, category, employer_kind, employment, education, headcount,"
    " title, employer, place, brief FROM job_offer");
SQL(SQL_INDEX_FTS_EMPTY, "DELETE FROM job_fts");
SQL(SQL_INDEX_AT_EMPTY, "DELETE FROM job_fts_at");
SQL(SQL_INDEX_PAY_EMPTY, "INSERT INTO job_fts_pay(job_fts_pay) VALUES('delete-all')");
SQL(SQL_INDEX_PAY_OPTIMIZE, "INSERT INTO job_fts_pay(job_fts_pay) VALUES('optimize')");
SQL(SQL_INDEX_FTS_OPTIMIZE, "INSERT INTO job_fts(job_fts) VALUES('optimize')");

static enum jy_err
run_all(struct db *db, const char *const *sql, size_t n)
{
	struct db_stmt *st = NULL;
	enum jy_err err = JY_OK;

	for (size_t i = 0; i < n && err == JY_OK; i++) {
		if ((err = db_prepare(db, &st, sql[i])) == JY_OK)
			err = db_run(st);
		db_finish(st);
		st = NULL;
	}
	return err;
}

static enum jy_err
is_stale(struct db *db, bool *stale)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_prepare(db, &st, SQL_INDEX_STALE)) == JY_OK)
		err = db_step(st, stale);
	db_finish(st);
	return err;
}

enum jy_err
job_index_update(struct db *db)
{
	static const char *const steps[] = { SQL_INDEX_FORGET_PAY, SQL_INDEX_FORGET_AT,
		SQL_INDEX_FORGET, SQL_INDEX_ADD, SQL_INDEX_ADD_AT, SQL_INDEX_ADD_PAY,
		SQL_INDEX_FRESH, SQL_INDEX_VERSION };
	enum jy_err err;
	bool stale = false;

	if ((err = is_stale(db, &stale)) != JY_OK || !stale)
		return err;
	return run_all(db, steps, sizeof(steps) / sizeof(steps[0]));
}

enum jy_err
job_index_rebuild(struct db *db)
{
	static const char *const steps[] = { SQL_INDEX_EMPTY, SQL_INDEX_FTS_EMPTY,
		SQL_INDEX_PAY_EMPTY, SQL_INDEX_AT_EMPTY, SQL_INDEX_FRESH, SQL_INDEX_FILL,
		SQL_INDEX_ADD, SQL_INDEX_ADD_AT, SQL_INDEX_ADD_PAY, SQL_INDEX_FRESH,
		SQL_INDEX_FTS_OPTIMIZE, SQL_INDEX_PAY_OPTIMIZE };

	return run_all(db, steps, sizeof(steps) / sizeof(steps[0]));
}
