/*
 * search.c - finding the jobs that meet the conditions of search.h.
 *
 * Words and conditions with a list of choices are looked up in the full-text index, whose
 * rowids ascend from the newest job to the oldest (in a second one from the best paid to
 * the least), so that a page is read from the beginning of what was found; search_match.c
 * writes the expression. Without any of them a page is read from job_live in its order.
 * Rows come from job_live either way, which knows what is on offer at this moment.
 */
#include "clock.h"
#include "job/search.h"
#include "job/search_match.h"
#include "job/search_memo.h"

#define ROW_COLUMNS "l.rank, l.salary_max"

/* On offer, and the conditions that are no words of the index. A unary plus keeps a
 * column's index out of it. */
#define MEETS                                                                  \
	" l.offered = 1 AND +l.closes_at > :now AND +l.published_at >= :since" \
	" AND +l.published_at < :until"                                        \
	" AND (:category = '' OR +l.category = :category)"                     \
	" AND (:salary_min = 0 OR +l.salary_max >= :salary_min)"               \
	" AND (:salary_max = 0 OR (+l.salary_max > 0 AND l.salary_min <= :salary_max))"

#define FROM_ALL "SELECT " ROW_COLUMNS " FROM job_live l WHERE" MEETS
#define FROM_FOUND                                                    \
	"SELECT " ROW_COLUMNS " FROM job_fts f CROSS JOIN job_live l" \
	" ON l.rank = f.rowid WHERE f.job_fts MATCH :match AND" MEETS

/* rowid = -salary_max * 4294967296 + rank */
#define PAY_SHIFT 32
#define FROM_PAY                                                          \
	"SELECT " ROW_COLUMNS " FROM job_fts_pay f CROSS JOIN job_live l" \
	" ON l.rank = (f.rowid & 4294967295) - 4294967296"                \
	" WHERE f.job_fts_pay MATCH :match AND" MEETS

#define RANKS(column) " AND " column " > :after AND " column " < :before"
#define SALARY_DOWN \
	" AND l.salary_max <= :salary AND (l.salary_max < :salary OR l.rank > :after)"
#define SALARY_UP \
	" AND l.salary_max >= :salary AND (l.salary_max > :salary OR l.rank < :before)"
#define ONE_PAGE " LIMIT 21" /* SEARCH_ROWS, and whether there is more */

SQL(SQL_SEARCH_ALL, FROM_ALL RANKS("l.rank") " ORDER BY l.rank" ONE_PAGE);
SQL(SQL_SEARCH_ALL_BACK, FROM_ALL RANKS("l.rank") " ORDER BY l.rank DESC" ONE_PAGE);
SQL(SQL_SEARCH_FOUND, FROM_FOUND RANKS("f.rowid") " ORDER BY f.rowid" ONE_PAGE);
SQL(SQL_SEARCH_FOUND_BACK, FROM_FOUND RANKS("f.rowid") " ORDER BY f.rowid DESC" ONE_PAGE);
SQL(SQL_SEARCH_PAY_ALL,
    FROM_ALL SALARY_DOWN " ORDER BY l.salary_max DESC, l.rank" ONE_PAGE);
SQL(SQL_SEARCH_PAY_ALL_BACK,
    FROM_ALL SALARY_UP " ORDER BY l.salary_max, l.rank DESC" ONE_PAGE);
SQL(SQL_SEARCH_PAY_FOUND, FROM_PAY RANKS("f.rowid") " ORDER BY f.rowid" ONE_PAGE);
SQL(SQL_SEARCH_PAY_FOUND_BACK,
    FROM_PAY RANKS("f.rowid") " ORDER BY f.rowid DESC" ONE_PAGE);

#define COUNT(from) "SELECT count(*) FROM (" from " LIMIT 1001)"
SQL(SQL_SEARCH_COUNT_ALL, COUNT("SELECT 1 FROM job_live l WHERE" MEETS RANKS("l.rank")));
SQL(SQL_SEARCH_COUNT_FOUND,
    COUNT("SELECT 1 FROM job_fts f CROSS JOIN job_live l ON l.rank = f.rowid"
	  " WHERE f.job_fts MATCH :match AND" MEETS RANKS("f.rowid")));

/* The rank of the last job that was published since then: later ones need not be read. */
SQL(SQL_SEARCH_BOUND, "SELECT max(rank) FROM job_live WHERE published_at >= :since");

SQL(SQL_SEARCH_ROW,
    "SELECT rank, job_id, employer_id, title, employer, place, brief, education,"
    " employment, salary_min, salary_max, headcount, published_at, closes_at"
    " FROM job_live WHERE rank = :rank");

/* By order, by whether the index is asked, by direction. */
static const char *const statements[2][2][2] = {
	[SEARCH_NEWEST] = { { SQL_SEARCH_ALL, SQL_SEARCH_ALL_BACK },
	    { SQL_SEARCH_FOUND, SQL_SEARCH_FOUND_BACK } },
	[SEARCH_SALARY] = { { SQL_SEARCH_PAY_ALL, SQL_SEARCH_PAY_ALL_BACK },
	    { SQL_SEARCH_PAY_FOUND, SQL_SEARCH_PAY_FOUND_BACK } },
};

/* What a statement is asked with: the conditions, made ready. */
struct ask {
	const struct search *s;
	struct str match; /* for the index; "" without words or lists */
	bool hopeless;    /* words without a letter: nothing can meet them */
	int64_t since, until;
	int64_t version; /* of job_live */
	int64_t beyond;  /* ranks that need not be read: this one and later ones */
};

/* Work out, or remember, from which rank on no job is as young as ask->since. */
static enum jy_err
ask_bound(struct act *act, struct ask *ask)
{
	struct str key = arena_printf(act->arena, "since %lld", (long long)ask->since);
	struct db_stmt *st = NULL;
	enum jy_err err;

	if (search_memo_get(key, ask->version, act->now, &ask->beyond))
		return JY_OK;
	if ((err = db_prepare(act->db, &st, SQL_SEARCH_BOUND)) != JY_OK)
		return err;
	db_bind_int(st, ":since", ask->since);
	if ((err = db_one(st)) == JY_OK)
		ask->beyond = db_type(st, 0) == DB_NULL ? INT64_MIN : db_int(st, 0) + 1;
	db_finish(st);
	return err != JY_OK
		   ? err
		   : search_memo_put(act->db, key, ask->version, act->now, ask->beyond);
}

static enum jy_err
ask_prepare(struct act *act, const struct search *s, int64_t since, int64_t until,
    struct ask *ask)
{
	enum jy_err err;

	*ask =
	    (struct ask){ .s = s, .since = since, .until = until, .beyond = INT64_MAX };
	if ((err = search_match(
		 act->arena, s, since, act->now, &ask->match, &ask->hopeless)) != JY_OK ||
	    (err = search_memo_version(act->db, &ask->version)) != JY_OK)
		return err;
	return since > 0 ? ask_bound(act, ask) : JY_OK;
}

/* The first second of the first day that counts. */
static int64_t
first_day(const struct act *act, const struct search *s)
{
	return s->days > 0 ? clock_day_start(act->now, -(int)s->days) : 0;
}

static void
ask_bind(struct act *act, const struct ask *ask, struct db_stmt *st)
{
	if (ask->match.n > 0)
		db_bind_str(st, ":match", ask->match);
	db_bind_int(st, ":now", act->now);
	db_bind_int(st, ":since", ask->since);
	db_bind_int(st, ":until", ask->until);
	db_bind_str(st, ":category", ask->s->category);
	db_bind_int(st, ":salary_min", ask->s->salary_min);
	db_bind_int(st, ":salary_max", ask->s->salary_max);
}

static void
row_read(struct arena *a, struct db_stmt *st, struct search_row *r)
{
	*r = (struct search_row){
		.rank = db_int(st, 0),
		.job_id = db_int(st, 1),
		.employer_id = db_int(st, 2),
		.title = arena_str(a, db_str(st, 3)),
		.employer = arena_str(a, db_str(st, 4)),
		.place = arena_str(a, db_str(st, 5)),
		.brief = arena_str(a, db_str(st, 6)),
		.education = arena_str(a, db_str(st, 7)),
		.employment = arena_str(a, db_str(st, 8)),
		.salary_min = db_int(st, 9),
		.salary_max = db_int(st, 10),
		.headcount = db_int(st, 11),
		.published_at = db_int(st, 12),
		.closes_at = db_int(st, 13),
	};
}

/* Rows in the statement's order; *more says that there was one beyond the page. */
static enum jy_err
rows_read(struct db_stmt *st, struct search_result *out, bool *more)
{
	enum jy_err err;
	bool row;

	*more = false;
	while ((err = db_step(st, &row)) == JY_OK && row) {
		if ((*more = out->n == SEARCH_ROWS))
			break;
		out->row[out->n++] = (struct search_row){ .rank = db_int(st, 0),
			.salary_max = db_int(st, 1) };
	}
	return err;
}

static void
turn_round(struct search_result *r)
{
	for (size_t i = 0; i < r->n / 2; i++) {
		struct search_row row = r->row[i];

		r->row[i] = r->row[r->n - 1 - i];
		r->row[r->n - 1 - i] = row;
	}
}

/* Between which rowids of the statement's table the page lies. */
static void
place_bind(const struct ask *ask, const struct search_place *from, struct db_stmt *st)
{
	bool back = from->side == SEARCH_BEFORE, pay = ask->s->sort == SEARCH_SALARY;
	int64_t at = from->rank, end = ask->beyond;

	if (pay && ask->match.n == 0) {
		db_bind_int(
		    st, ":salary", from->side == SEARCH_FIRST ? INT64_MAX : from->salary);
		end = INT64_MAX;
	} else if (pay) {
		if (at < -(INT64_C(1) << PAY_SHIFT) || at > 0)
			at = 0; /* no rank */
		at -= from->salary * (INT64_C(1) << PAY_SHIFT);
		end = INT64_MAX;
	}
	if (!back || !pay || ask->match.n > 0)
		db_bind_int(st, ":after", from->side == SEARCH_AFTER ? at : INT64_MIN);
	if (back || !pay || ask->match.n > 0)
		db_bind_int(st, ":before", back && at < end ? at : end);
}

static enum jy_err
page_read(struct act *act, const struct ask *ask, const struct search_place *from,
    struct search_result *out)
{
	bool back = from->side == SEARCH_BEFORE, more = false;
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_prepare(act->db, &st,
		 statements[ask->s->sort][ask->match.n > 0][back])) != JY_OK)
		return err;
	ask_bind(act, ask, st);
	place_bind(ask, from, st);
	err = rows_read(st, out, &more);
	db_finish(st);
	if (back)
		turn_round(out);
	out->newer = back ? more : from->side == SEARCH_AFTER;
	out->older = back || more;
	return err;
}

static enum jy_err
count(struct act *act, const struct ask *ask, int64_t *total)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_prepare(act->db, &st,
		 ask->match.n > 0 ? SQL_SEARCH_COUNT_FOUND : SQL_SEARCH_COUNT_ALL)) !=
	    JY_OK)
		return err;
	ask_bind(act, ask, st);
	db_bind_int(st, ":after", INT64_MIN);
	db_bind_int(st, ":before", ask->beyond);
	if ((err = db_one(st)) == JY_OK)
		*total = db_int(st, 0);
	db_finish(st);
	return err;
}

/* The same question under the same version of job_live has the same count, until a job
 * closes. */
static enum jy_err
count_cached(struct act *act, const struct ask *ask, struct search_result *out)
{
	struct str key = arena_printf(act->arena, STR_FMT "|%lld|%lld|%lld|" STR_FMT,
	    STR_ARG(ask->match), (long long)ask->since, (long long)ask->s->salary_min,
	    (long long)ask->s->salary_max, STR_ARG(ask->s->category));
	enum jy_err err = JY_OK;
	int64_t total = 0;

	if (!search_memo_get(key, ask->version, act->now, &total) &&
	    (err = count(act, ask, &total)) == JY_OK)
		err = search_memo_put(act->db, key, ask->version, act->now, total);
	out->more = total > SEARCH_COUNT_MAX;
	out->total = out->more ? SEARCH_COUNT_MAX : total;
	return err;
}

enum jy_err
search_ranks(struct act *act, const struct search *s, const struct search_place *from,
    struct search_result *out)
{
	struct ask ask;
	enum jy_err err;

	*out = (struct search_result){ .n = 0 };
	err = ask_prepare(act, s, first_day(act, s), INT64_MAX, &ask);
	if (err != JY_OK || ask.hopeless)
		return err;
	if ((err = count_cached(act, &ask, out)) != JY_OK)
		return err;
	return page_read(act, &ask, from, out);
}

enum jy_err
search_row(struct act *act, int64_t rank, struct search_row *out)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_prepare(act->db, &st, SQL_SEARCH_ROW)) != JY_OK)
		return err;
	db_bind_int(st, ":rank", rank);
	if ((err = db_one(st)) == JY_OK)
		row_read(act->arena, st, out);
	db_finish(st);
	return err;
}

/* All of the rows that were found. */
static enum jy_err
rows_complete(struct act *act, struct search_result *r)
{
	enum jy_err err = JY_OK;

	for (size_t i = 0; i < r->n && err == JY_OK; i++)
		err = search_row(act, r->row[i].rank, &r->row[i]);
	return err;
}

enum jy_err
search_run(struct act *act, const struct search *s, const struct search_place *from,
    struct search_result *out)
{
	enum jy_err err = search_ranks(act, s, from, out);

	return err == JY_OK ? rows_complete(act, out) : err;
}

enum jy_err
search_new(struct act *act, const struct search *s, int64_t since, int64_t until,
    struct search_result *out)
{
	static const struct search_place first = { .side = SEARCH_FIRST };
	struct search newest = *s;
	struct ask ask;
	enum jy_err err;

	*out = (struct search_result){ .n = 0 };
	newest.sort = SEARCH_NEWEST;
	newest.days = 0;
	err = ask_prepare(act, &newest, since, until, &ask);
	if (err != JY_OK || ask.hopeless)
		return err;
	if ((err = page_read(act, &ask, &first, out)) != JY_OK ||
	    (err = rows_complete(act, out)) != JY_OK)
		return err;
	return count(act, &ask, &out->total);
}
