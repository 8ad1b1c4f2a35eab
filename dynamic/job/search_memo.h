/*
 * search_memo.h - numbers that many searches ask for (how many jobs meet these
 * conditions), remembered by a worker. One holds for one version of job_live and until the
 * next job closes, so what is remembered is never wrong. The memory is the process's own;
 * only its event loop uses it.
 */
#ifndef JY_SEARCH_MEMO_H
#define JY_SEARCH_MEMO_H

#include "db.h"
#include "err.h"
#include "str.h"

/* The version of job_live now: read it before the number is worked out. */
enum jy_err search_memo_version(struct db *db, int64_t *version);

/* True: *number is what was remembered under `key`. */
bool search_memo_get(struct str key, int64_t version, int64_t now, int64_t *number);

/* Remember a number that was just worked out; under a key that is too long it is not. */
enum jy_err search_memo_put(
    struct db *db, struct str key, int64_t version, int64_t now, int64_t number);

#endif
