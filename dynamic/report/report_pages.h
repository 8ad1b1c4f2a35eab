/*
 * report_pages.h - /auth/report/JOB, where a job is reported, and 职位举报 of the authority:
 * /office/reports, /office/reports/UID.
 */
#ifndef JY_REPORT_PAGES_H
#define JY_REPORT_PAGES_H

#include "desk/desk.h"

extern const struct desk report_desk;
extern const struct route report_routes[];

#endif
