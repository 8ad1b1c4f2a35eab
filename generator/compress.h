/*
 * compress.h - the .gz and .br beside a page. The same bytes give the same result.
 */
#ifndef GEN_COMPRESS_H
#define GEN_COMPRESS_H

#include <stdbool.h>

#include "buf.h"
#include "str.h"

enum { VARIANT_GZIP = 1, VARIANT_BROTLI = 2 };

/* "gzip brotli" as in [build] compress; unknown words are passed over. */
int variants_parse(const char *words);

/* Which of `wanted` suit this output: text of some size. */
int variants_for(int wanted, struct str path, struct str bytes);

/* ".gz" or ".br". */
const char *variant_suffix(int variant);

/* Append the compressed form. False: memory, or it is not smaller. */
bool variant_make(int variant, struct str bytes, struct buf *out);

/* Is `file` a compressed form of these bytes? */
bool variant_is(int variant, struct str file, struct str bytes);

#endif
