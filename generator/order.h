/*
 * order.h - in which order pages appear and go, so that no link is ever broken:
 * a graph of the pages of one plan and the links between them.
 */
#ifndef GEN_ORDER_H
#define GEN_ORDER_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"
#include "err.h"
#include "str.h"

struct order {
	struct arena *a;
	struct str *path; /* n pages, sorted by bytes */
	size_t n;
	int *edge, *edge_end; /* page i links to edge[edge_end[i - 1] .. edge_end[i]) */
	size_t edges, edge_room;
	int *out;    /* the order: each page after those that it links to */
	bool *held;  /* in a circle: linked to before it can be there */
	bool *holds; /* in a circle: links to a page that comes after it */
};

/* Room for n pages in `a`; fill path[]. False: memory. */
bool order_init(struct order *o, struct arena *a, size_t n);

/* Add the links of page i from its HTML; pages in turn, from 0. */
enum jy_err order_links(struct order *o, size_t i, struct str html);

/* Work out out[], held[] and holds[]. */
enum jy_err order_solve(struct order *o);

#endif
