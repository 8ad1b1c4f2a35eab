/*
 * job_desk.h - 职位审核, the authority's desk (4.1.i5): /office/jobs, /office/jobs/N.
 */
#ifndef JY_JOB_DESK_H
#define JY_JOB_DESK_H

#include "crypto.h"
#include "flow/desk.h"
#include "http/route.h"

/* Jobs in a state, in the order in which they came to it: [{id, title, employer,
 * employer_id, place, at, warnings (how many; absent when none)}]. *next: where the next
 * page begins; STR_NONE: there is none. */
enum jy_err job_desk_list(struct act *act, const char *state, struct desk_place from,
    int limit, struct val *out, struct str *next) MUST_CHECK;

/* The job that waits next after `id`, or the one that has waited longest; 0: none. */
enum jy_err job_desk_next(struct act *act, int64_t id, int64_t *next) MUST_CHECK;

extern const struct route job_desk_routes[];

#endif
