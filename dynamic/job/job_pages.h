/*
 * job_pages.h - GET /auth/fragment/job?id=N: what the viewer of a static job page can
 * do with the job now; and the pages of jobs and employers for graduates who are logged in.
 */
#ifndef JOB_PAGES_H
#define JOB_PAGES_H

#include "http/route.h"

extern const struct route job_routes[], job_view_routes[];

#endif
