/*
 * favourite.h - 职位收藏 (4.2): the jobs that a graduate keeps for later. What is here stays
 * when the job has ended; it is then marked.
 */
#ifndef JY_FAVOURITE_H
#define JY_FAVOURITE_H

#include "act.h"
#include "err.h"
#include "val.h"

#define FAVOURITES_MAX 1000 /* of one graduate */

/*
 * Keep jobs, in one transaction; one that is kept already stays as it is (4.1.i3), one
 * that is not on offer is passed over. *added counts the new ones, *kept those that were
 * there.
 *   JY_ELIMIT  there would be more than FAVOURITES_MAX: nothing was added
 */
enum jy_err favourite_add(
    struct act *act, const int64_t *jobs, size_t n, int *added, int *kept) MUST_CHECK;

/* Let go of jobs, in one transaction (4.2.f4). *removed counts. */
enum jy_err favourite_remove(
    struct act *act, const int64_t *jobs, size_t n, int *removed) MUST_CHECK;

/* Conditions for the list (4.2.f2), all must be met; "" and 0: any. */
struct favourite_search {
	struct str keyword; /* part of the job's or the employer's name */
	struct str region;  /* a code's beginning */
	struct str education, employment;
	struct str open; /* "yes": still on offer; "no": no longer */
};

/* Where a page of the list begins: behind this row; all 0: at the newest. */
struct favourite_place {
	int64_t at, job_id;
};

/*
 * Favourites of the acting graduate, the newest first, at most `limit`: [{job_id, title,
 * job_href, employer, employer_href, place, salary, education, employment, closes_on, at,
 * open, applied (when, or "")}]. *next is where the next page begins; all 0: there is none.
 */
enum jy_err favourite_list(struct act *act, const struct favourite_search *s,
    const struct favourite_place *from, int limit, struct val *out,
    struct favourite_place *next) MUST_CHECK;

#endif
