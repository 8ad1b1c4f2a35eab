/*
 * feed_entry.h - an entry of a feed as the manifest keeps it, of which feeds show the
 * newest few: written for every item, so in fewer steps than JSON would be.
 */
#ifndef GEN_FEED_ENTRY_H
#define GEN_FEED_ENTRY_H

#include "buf.h"
#include "val.h"

struct feed_entry {
	struct str title, summary, html, author; /* empty: not told */
	int64_t published, updated;              /* 0: not told */
};

/* Append what of item()'s `entry` (docs/plugins.md) is for feeds. */
void feed_entry_put(struct buf *b, const struct val *entry);

/* Read what that wrote; texts are parts of it. False: it is nothing of the kind. */
bool feed_entry_read(struct str text, struct feed_entry *e);

#endif
