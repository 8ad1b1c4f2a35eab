/*
 * search_pages.h - /my/search: 高级搜索 (4.1) and the searches that are kept.
 */
#ifndef JY_SEARCH_PAGES_H
#define JY_SEARCH_PAGES_H

#include "http/route.h"

extern const struct route search_routes[], saved_search_routes[];

/* Its handler, for other forms of the page: draws the search of rq->in.query, with the
 * errors of rq->form. */
enum jy_err search_page(struct request *rq);

#endif
