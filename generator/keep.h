/*
 * keep.h - lists that stay when they are empty: `keep` of an index that names values of
 * its facet (docs/plugins.md).
 */
#ifndef GEN_KEEP_H
#define GEN_KEEP_H

#include "gen.h"
#include "plugin.h"

/* Ask the plugins which values are kept and see that each has its row in the manifest.
 * To be called once, before any item is made: items may ask for the values. */
enum jy_err keep_load(struct gen *g);

/* The kept value of that key, or NULL. */
const struct facet_value *keep_find(const struct list_def *l, struct key key);

#endif
