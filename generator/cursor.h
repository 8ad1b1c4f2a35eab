/*
 * cursor.h - the members of one facet as paging.h wants to count them. Their keys are read
 * some hundred at a time: a page asks for many that lie side by side.
 */
#ifndef GEN_CURSOR_H
#define GEN_CURSOR_H

#include "gen.h"
#include "paging.h"

#define CURSOR_WINDOW 1280 /* more than the largest page holds */

struct cursor {
	struct gen *g;
	int64_t facet;
	int64_t from, to;           /* all keys of [from, to) are in the window, */
	int64_t ord[CURSOR_WINDOW]; /* growing; those at the end may be `to` itself */
	int n, wide;                /* read at once: more each time */
};

/* A cursor that has read nothing yet. Members must not change while it is in use. */
void cursor_init(struct cursor *c, struct gen *g, int64_t facet);

/* A paging over the members of c->facet, with `cap` entries a page and spans of at
 * least 2^unit_bits keys. */
struct paging cursor_paging(struct cursor *c, int unit_bits, int cap, int least);

#endif
