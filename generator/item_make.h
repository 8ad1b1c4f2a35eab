/*
 * item_make.h - what item() returned becomes files of the site and a record of the manifest.
 */
#ifndef GEN_ITEM_MAKE_H
#define GEN_ITEM_MAKE_H

#include "plugin.h"
#include "record.h"
#include "source.h"

/* "jobs 17": who owns the outputs of an item. */
struct str item_owner(
    struct gen *g, struct arena *a, const struct section *s, struct key key);

/* Put everything that is published of an item, but for its places in lists, and fill what
 * the manifest is to know of it; r->id, next_at and asks are the caller's. */
enum jy_err item_make(struct gen *g, const struct section *s, struct arena *a,
    const struct item *it, const struct row *row, struct record *r);

#endif
