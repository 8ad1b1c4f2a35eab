/*
 * job_edit_pages.h - 职位管理 of an employer: /org/jobs, /org/jobs/new, /org/jobs/N (as
 * the public page shows it, its history and its steps) and /org/jobs/N/edit.
 */
#ifndef JY_JOB_EDIT_PAGES_H
#define JY_JOB_EDIT_PAGES_H

#include "http/route.h"

extern const struct route job_edit_routes[];

#endif
