/*
 * job_links.h - where the portal shows a job and an employer to who is logged in: pages that
 * stay when the public ones have gone (3.4.f3).
 */
#ifndef JY_JOB_LINKS_H
#define JY_JOB_LINKS_H

#include "arena.h"

/* "/my/jobs/17", "/my/employers/3"; STR_NONE when memory is exhausted. */
struct str job_href(struct arena *a, int64_t job_id);
struct str employer_href(struct arena *a, int64_t employer_id);

/* "6000–8000 元/月", 面议. */
struct str salary_text(struct arena *a, int64_t min, int64_t max);

#endif
