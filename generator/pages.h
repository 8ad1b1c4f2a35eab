/*
 * pages.h - single pages: home, 404 and what else plugins declare with page { }.
 */
#ifndef GEN_PAGES_H
#define GEN_PAGES_H

#include "gen.h"

/* Make those that changed, or whose answers from ctx did; lists are final. */
enum jy_err pages_build(struct gen *g);

/* Is one of them due because of the time? */
enum jy_err pages_due(struct gen *g, bool *due);

/* The earliest instant at which time alone changes one; 0: never. */
enum jy_err pages_next(struct gen *g, int64_t *next_at);

/* When the newest item it was told of changed (ask.h), or what data() says; 0: not known. */
enum jy_err pages_lastmod(
    struct gen *g, struct arena *a, const struct page_def *p, int64_t *at);

/* The page, or the text of a file { }, in `out`; *next_at: when it will differ. Of `o` the
 * path and the owner count. */
struct output;
enum jy_err page_render(struct gen *g, const struct page_def *p, struct arena *a,
    const struct output *o, struct buf *out, int64_t *next_at);

#endif
