/*
 * report_pages.h - /auth/report/JOB, where a job is reported, and 职位举报 of the authority:
 * /office/reports, /office/reports/UID.
 */
#ifndef JY_REPORT_PAGES_H
#define JY_REPORT_PAGES_H

#include "http/route.h"

extern const struct route report_routes[];

#endif
