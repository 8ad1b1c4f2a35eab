/*
 * build.h - one build from configuration to publication:
 * lock, unfinished business, has anything changed?, plugins, items, lists, pages,
 * feeds and maps, publish.
 */
#ifndef GEN_BUILD_H
#define GEN_BUILD_H

#include <stdbool.h>
#include <stdint.h>

#include "err.h"

struct build_options {
	const char *conf; /* NULL: see conf_path() */
	int64_t clock;    /* the time to build for; -1: now */
	bool full, dry, force, wait, quiet;
	bool profile; /* print what each stage took */
	bool json;    /* the caller prints JSON: nothing else on standard output */
};

/* What a build did. */
struct build_result {
	int64_t written, deleted, outputs, next_at, ms;
	int warnings;
	bool nothing; /* nothing had changed */
};

/*
 * Run a build; *d gets the first error.
 *   JY_EBUSY  another build holds the lock (not with .wait)
 *   others    nothing live was touched, unless d says "the next build carries on"
 */
enum jy_err build_run(
    const struct build_options *opt, struct build_result *result, struct diag *d);

/* When time alone will next change the site that was built last; 0: never. */
struct gen;
enum jy_err build_next(struct gen *g, int64_t *next_at);

#endif
