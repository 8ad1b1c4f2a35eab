/*
 * search_match.h - the conditions of a search as an expression for the full-text indexes.
 */
#ifndef JY_SEARCH_MATCH_H
#define JY_SEARCH_MATCH_H

#include "job/search.h"

/*
 * *out: the words and the conditions that are words of the column facet (job_index.c writes
 * them); "" when there are none. Salaries and days are words in steps, so the rows are
 * asked once more. `since`: 0, or the second from which on a job counts; `now`: the last day
 * that there can be. *hopeless: the keyword has no letter, nothing can meet it. JY_ENOMEM
 */
enum jy_err search_match(struct arena *a, const struct search *s, int64_t since,
    int64_t now, struct str *out, bool *hopeless);

#endif
