/*
 * search_pages.h - GET /my/search: 高级搜索 (4.1).
 */
#ifndef JY_SEARCH_PAGES_H
#define JY_SEARCH_PAGES_H

#include "http/route.h"

extern const struct route search_routes[];

#endif
