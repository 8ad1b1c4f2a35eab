/*
 * region_index.h - the words of townships and villages (region_fts), which
 * region_find_home() looks through. Who stores a place or changes a name says so here, in the
 * same transaction.
 */
#ifndef JY_REGION_INDEX_H
#define JY_REGION_INDEX_H

#include "db.h"
#include "err.h"
#include "str.h"

/* A place is new. Nothing to do for what is above townships. */
enum jy_err region_index_add(struct db *db, struct str code);

/* Around a change of a name: forget the place and all that belongs to it by their old words,
 * and note them by the new ones. */
enum jy_err region_index_forget(struct db *db, struct str code);
enum jy_err region_index_renew(struct db *db, struct str code);

/* All anew; in the caller's transaction. *n: how many. */
enum jy_err region_index_rebuild(struct db *db, int64_t *n);

#endif
