/*
 * application_pages.h - /my/jobs/N/apply: choosing a resume and sending it (4.1.f5);
 * /my/applications: 已申请职位 (3.4).
 */
#ifndef JY_APPLICATION_PAGES_H
#define JY_APPLICATION_PAGES_H

#include "http/route.h"

extern const struct route application_routes[];

#endif
