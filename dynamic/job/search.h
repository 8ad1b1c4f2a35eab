/*
 * search.h - 高级搜索 (4.1): the conditions of a search, as they stand in its URL, and the
 * jobs on offer that meet all of them.
 * No condition: everything on offer. Pages are found from a row's place in the order, not
 * by counting, so that a deep one costs what the first does.
 */
#ifndef JY_SEARCH_H
#define JY_SEARCH_H

#include "act.h"
#include "buf.h"
#include "err.h"

#define SEARCH_ROWS 20
#define SEARCH_COUNT_MAX 1000 /* more are not counted */
#define SEARCH_QUERY_MAX 1000 /* bytes of a query string */

enum search_sort { SEARCH_NEWEST, SEARCH_SALARY };

#define SEARCH_SALARY_MAX 1000000
#define SEARCH_DAYS_MAX 365

/* "" and 0: any. Text lives in the arena of search_parse(). */
struct search {
	struct str keyword; /* words parted by blanks, all must occur */
	struct str region;  /* of any of the five levels: the code's beginning */
	struct str industry, employer_kind, employment, education; /* dict codes */
	struct str category;
	int64_t salary_min, salary_max; /* yuan a month; the job's range meets it */
	int64_t days;                   /* published today or in so many days before */
	enum search_sort sort;
	bool detail; /* 列出职位详细信息 */
};

/* Where a page begins: behind or before a row. */
struct search_place {
	enum { SEARCH_FIRST, SEARCH_AFTER, SEARCH_BEFORE } side;
	int64_t salary, rank;
};

struct search_row {
	int64_t rank, job_id, employer_id;
	struct str title, employer, place, brief;
	struct str education, employment; /* dict codes */
	int64_t salary_min, salary_max, headcount, published_at;
	int64_t closes_at;
};

struct search_result {
	struct search_row row[SEARCH_ROWS]; /* of search_ranks(): rank and salary_max */
	size_t n;
	bool newer, older; /* there are rows on that side */
	int64_t total; /* at most SEARCH_COUNT_MAX; then `more` says if there are more */
	bool more;
};

/* Read the conditions from a query string ("keyword=…&region=6501"). What is malformed
 * or unknown is left out, a salary range written backwards is turned round: a search has
 * no errors. JY_ENOMEM only. */
enum jy_err search_parse(struct arena *a, struct str query, struct search *out);

/* The query string of the conditions, in one form, without paging: what a bookmark or a
 * saved search keeps. `how` also sort and view. */
void search_query(const struct search *s, bool how, struct buf *out);

/* Where a page begins, from "after" and "before" of a query string; search_at() writes
 * the value for a row. */
struct search_place search_place(struct arena *a, struct str query);
void search_at(const struct search *s, const struct search_row *row, struct buf *out);

/* One page of what meets all conditions, at act->now. Rows live in act->arena. */
enum jy_err search_run(struct act *act, const struct search *s,
    const struct search_place *from, struct search_result *out);

/* The same for who keeps rows by their rank: all else of a row is search_row()'s.
 * JY_ENOTFOUND: there is no such row any more. */
enum jy_err search_ranks(struct act *act, const struct search *s,
    const struct search_place *from, struct search_result *out);
enum jy_err search_row(struct act *act, int64_t rank, struct search_row *out);

/* Of what meets the conditions (but for `days`), the jobs published in [since, until),
 * newest first, at most SEARCH_ROWS; out->total says how many there are. For alerts. */
enum jy_err search_new(struct act *act, const struct search *s, int64_t since,
    int64_t until, struct search_result *out);

#endif
