/*
 * feedparse.h - a remote feed's document as rows: JSON (jansson), CSV (libcsv), RSS
 * and Atom (expat). A document that is malformed anywhere gives no rows at all.
 */
#ifndef GEN_FEEDPARSE_H
#define GEN_FEEDPARSE_H

#include "site.h"
#include "source.h"

/*
 * Rows of `text`, sorted by key, in `a`; `name` stands in messages.
 *   JY_EPARSE  malformed, a row without key, or two with the same; d says where
 */
enum jy_err feed_parse(struct arena *a, const struct source *src, const char *name,
    struct str text, struct row **rows, size_t *n, struct diag *d);

#endif
