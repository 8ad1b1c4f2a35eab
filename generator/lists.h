/*
 * lists.h - the pages of lists: a landing page with the newest entries, older ones
 * numbered from the oldest (paging.h). Only pages that something touched are made.
 */
#ifndef GEN_LISTS_H
#define GEN_LISTS_H

#include "gen.h"

/* Bring the lists of all sections up to date; their items are final. */
enum jy_err lists_build(struct gen *g);

#endif
