/*
 * seen.h - what the last build saw and left, in cache/seen: enough to find by reading and
 * looking alone that nothing changed since, so that such a build makes, writes and renames
 * nothing. A build that has something to do removes the file before it begins and writes it
 * when all is done. Where it is missing, damaged or of another time, the store and the
 * manifest themselves are asked.
 */
#ifndef GEN_SEEN_H
#define GEN_SEEN_H

#include "gen.h"

/* What a file was at one time; all 0: it was not there. */
struct seen_file {
	int64_t size, changed /* nanoseconds */, inode, device;
};

struct seen {
	char magic[8];
	int64_t change_seq, audit_seq; /* of the store */
	int64_t clock;                 /* the time that was built for */
	int64_t due;                   /* when there is something to do; 0: never */
	int64_t next_at, outputs;      /* for build_result */
	int64_t again;                 /* not 0: something is left to do anyway */
	uint8_t inputs[32];            /* inputs_stamp() */
	struct seen_file store, wal;   /* store all 0: too young to be known by this */
	struct seen_file manifest, site;
};

/* Begin what seen_write() will write: how the store's files are before it is opened. */
void seen_begin(struct gen *g, struct seen *s);

/* Is all at `now` as cache/seen says? If so *s is what it holds. The store is looked at
 * with DB_STILL, if at all; nothing stays open. */
bool seen_same(struct gen *g, int64_t now, struct seen *s);

/* Close the manifest and write the file; all but the manifest's and the site's files is
 * filled in. `npm`: as for inputs_stamp(). Where it cannot be written there is none. */
void seen_write(struct gen *g, struct seen *s, struct str npm);

/* From now on the last build's word does not hold. */
enum jy_err seen_forget(struct gen *g);

#endif
