/*
 * inputs.h - the files a build reads: has any of them changed since the last one?
 */
#ifndef GEN_INPUTS_H
#define GEN_INPUTS_H

#include "gen.h"

#define INPUTS_SETTLED_MS 1500 /* file systems count time in coarse steps */

/*
 * A digest over the stamps (size, change time, inode) of the program, plugins,
 * templates, content and assets, of the npm files named in `npm`, one a line, and over
 * the settings. They were, or will be, read from `since` on (inputs_real_ms()): *settled
 * is false when a file is so new that another change might not show in its stamp, or that
 * what was read may be older.
 */
enum jy_err inputs_stamp(
    struct gen *g, struct str npm, int64_t since, uint8_t out[32], bool *settled);

/* A digest over what every page depends on: program, settings, assets, words. */
enum jy_err inputs_base(struct gen *g, int64_t words_seq, uint8_t out[32]);

/* Note the changed, new and removed files below site-src/content/ as topics
 * "file:content/x.md". */
enum jy_err inputs_content(struct gen *g);

/* Milliseconds of the clock that stamps files, whatever --clock says. */
int64_t inputs_real_ms(void);

#endif
