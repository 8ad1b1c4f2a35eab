/*
 * sitemap.h - /sitemap.xml, its shards of at most 1,000 addresses, and robots.txt.
 * A section's items are cut like the pages of a list, so that a changed item
 * concerns one shard.
 */
#ifndef GEN_SITEMAP_H
#define GEN_SITEMAP_H

#include "gen.h"

/* If a plugin declares it. Items, lists and single pages are final. */
enum jy_err sitemap_build(struct gen *g);

/* The text of robots.txt; a plugin declares sitemap { }. */
void sitemap_robots(const struct gen *g, struct buf *b);

#endif
