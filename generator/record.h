/*
 * record.h - an item as the manifest has it: its rows in `item` and `detail`. Their
 * columns are described in manifest.c.
 */
#ifndef GEN_RECORD_H
#define GEN_RECORD_H

#include "gen.h"

struct record {
	int64_t id, order, next_at, lastmod; /* id 0: the manifest does not have it */
	struct str path;                     /* file; .p NULL: none */
	bool listed, noindex, asks;
	struct str facets, contacts, extra, aliases, card, entry, search;
};

/* The record of a key, its texts in `a`. */
enum jy_err record_get(struct gen *g, const struct section *s, struct key key,
    struct arena *a, struct record *r);

/* Add it, and set r->id. */
enum jy_err record_add(
    struct gen *g, const struct section *s, struct key key, struct record *r);

/* Put it in the place of the one with its id; take that one out. */
enum jy_err record_set(struct gen *g, const struct record *r);
enum jy_err record_drop(struct gen *g, const struct record *r);

/* The same but for the id? */
bool record_same(const struct record *a, const struct record *b);

#endif
