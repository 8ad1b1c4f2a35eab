/*
 * cursor.h - the members of one facet as paging.h wants to count them.
 */
#ifndef GEN_CURSOR_H
#define GEN_CURSOR_H

#include "gen.h"
#include "paging.h"

struct cursor {
	struct gen *g;
	int64_t facet;
};

/* A paging over the members of c->facet, with `cap` entries a page and spans of at
 * least 2^unit_bits keys. */
struct paging cursor_paging(struct cursor *c, int unit_bits, int cap, int least);

#endif
