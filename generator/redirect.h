/*
 * redirect.h - pages that lead on to where something has moved.
 */
#ifndef GEN_REDIRECT_H
#define GEN_REDIRECT_H

#include "gen.h"

/* A small page that leads to the address `to` of this site, or to a whole URL. */
void redirect_html(struct buf *out, const char *base_url, struct str to);

/* Put the declared redirects and those of renamed files (moved.h), when all else of the site
 * is put, and write redirects.map for nginx, which waits in the cache. */
enum jy_err redirects_build(struct gen *g);

/* The map takes its place, if one waits: with what it speaks of. */
enum jy_err redirects_publish(struct gen *g);

#endif
