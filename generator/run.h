/*
 * run.h - beginning and ending a run: configuration, clock, store, manifest. For
 * every command that works on a built site.
 */
#ifndef GEN_RUN_H
#define GEN_RUN_H

#include "gen.h"

/* Configuration, time zone and clock (-1: real time). Release also after an error. */
enum jy_err run_open(struct gen *g, const char *conf, int64_t clock);

/* The same for a look at what was built: the manifest is open, the time
 * is that of the last build, nothing is locked.
 *   JY_ENOTFOUND  nothing was built yet */
enum jy_err run_open_built(struct gen *g, const char *conf);
void run_close(struct gen *g);

/* The store, read-only (DB_READ or DB_STILL), public views only, in one read transaction;
 * its version is checked. */
enum jy_err run_open_store(struct gen *g, enum db_mode mode);
void run_close_store(struct gen *g);

/* Take the build lock until run_close(). JY_EBUSY: somebody has it, and !wait. */
enum jy_err run_lock(struct gen *g, bool wait);

/* What went wrong is kept for `sitegen status`, until a build goes well. */
void run_note(struct gen *g, enum jy_err err, const struct diag *d);

#endif
