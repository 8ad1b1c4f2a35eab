/*
 * ahead.h - the rows of a section read, and given to its plugin's item(), by a thread of
 * their own, some rows ahead of the one that makes pages and fills the manifest.
 */
#ifndef GEN_AHEAD_H
#define GEN_AHEAD_H

#include "plugin.h"
#include "source.h"

/* A row and what item() made of it. `it` is empty when the row is hidden. */
typedef enum jy_err ahead_fn(
    void *arg, struct arena *a, const struct row *row, const struct item *it);

/*
 * Call fn for every row of the section, in order, in this thread, with g->ask as item()
 * left it. Rows of the store and files whose item() asks about no other section are
 * evaluated ahead where there is a second processor; fn may then touch neither g->store
 * nor a plugin.
 */
enum jy_err ahead_each(struct gen *g, const struct section *s, ahead_fn *fn, void *arg);

/* The same for one row, at once. */
enum jy_err ahead_one(struct gen *g, const struct section *s, struct key key,
    struct arena *a, ahead_fn *fn, void *arg);

#endif
