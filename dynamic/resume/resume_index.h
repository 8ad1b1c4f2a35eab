/*
 * resume_index.h - what the employers' resume search reads (resume_live, resume_fts): a
 * row for each resume that is 公开 and complete.
 */
#ifndef JY_RESUME_INDEX_H
#define JY_RESUME_INDEX_H

#include "db.h"
#include "err.h"

/* Bring one resume's row up to date, in the transaction of its change. It becomes the
 * newest. Before a resume is deleted: resume_index_remove(). */
enum jy_err resume_index_update(struct db *db, int64_t resume_id);
enum jy_err resume_index_remove(struct db *db, int64_t resume_id);

/* All of them anew, by the time of their last change; in the caller's transaction. */
enum jy_err resume_index_rebuild(struct db *db);

#endif
