/*
 * job_desk.h - 职位审核, the authority's desk (4.1.i5): /office/jobs, /office/jobs/N.
 */
#ifndef JY_JOB_DESK_H
#define JY_JOB_DESK_H

#include "desk/desk.h"

extern const struct desk job_desk;
extern const struct route job_desk_routes[];

#endif
