/*
 * feed.h - Atom feeds (RFC 4287) of sections, from the entries kept in the manifest; beside
 * those of whole sections the same as JSON Feed 1.1.
 */
#ifndef GEN_FEED_H
#define GEN_FEED_H

#include "gen.h"

/* Make the feeds of lists that something touched, or all after a change of a plugin. */
enum jy_err feeds_build(struct gen *g);

/* "/jobs/feed.xml" to "/jobs/feed.json"; empty when there is none. */
struct str feed_json_address(struct arena *a, struct str address);

#endif
