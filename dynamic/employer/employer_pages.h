/*
 * employer_pages.h - 单位资料 of an employer, /org/profile: as the public page shows it, its
 * verification, and forms for what it says of itself, its licence, its name.
 */
#ifndef JY_EMPLOYER_PAGES_H
#define JY_EMPLOYER_PAGES_H

#include "http/route.h"

extern const struct route employer_routes[];
extern const struct route org_lookup_routes[]; /* 查找, see lookup.h */

#endif
