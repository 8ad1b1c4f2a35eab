/*
 * feed.h - Atom feeds (RFC 4287) of sections, from the entries kept in the manifest.
 */
#ifndef GEN_FEED_H
#define GEN_FEED_H

#include "gen.h"

/* Make the feeds of lists that something touched, or all after a change of a plugin. */
enum jy_err feeds_build(struct gen *g);

#endif
