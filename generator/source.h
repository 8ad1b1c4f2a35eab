/*
 * source.h - where a section's items come from: the store, Markdown files, a remote
 * feed. A row is a map of fields, as item() sees it.
 */
#ifndef GEN_SOURCE_H
#define GEN_SOURCE_H

#include "gen.h"

/* A file that belongs to an item and is published with it. */
struct attached {
	struct str source; /* below [path] source */
	struct str path;   /* below public */
	bool made;         /* `source` is below [path] cache (image.h) */
};

struct row {
	struct key key;
	struct val fields;
	const struct attached *files;
	size_t file_count;
	const struct str *topics; /* files whose change makes the item anew */
	size_t topic_count;
	struct str aliases; /* old addresses, one a line */
	bool hidden;        /* a draft, not yet or no longer to be shown */
	int64_t next_at;    /* when that changes; 0: never */
};

/* Called for each row; everything lives in `a`, which is reset afterwards. */
typedef enum jy_err source_row(void *arg, struct arena *a, const struct row *row);

/* All rows, in the order of their keys. */
enum jy_err source_each(
    struct gen *g, const struct section *s, source_row *fn, void *arg);

/* One row. JY_ENOTFOUND: it is no more. */
enum jy_err source_one(struct gen *g, const struct section *s, struct key key,
    struct arena *a, source_row *fn, void *arg);

/* Keys of rows that are new or changed since the last build, as far as the source
 * itself can tell. */
typedef enum jy_err source_key(void *arg, struct key key);
enum jy_err source_changes(
    struct gen *g, const struct section *s, source_key *fn, void *arg);

/* What each kind of source provides. */
struct source_type_ops {
	enum jy_err (*each)(struct gen *, const struct section *, source_row *, void *);
	enum jy_err (*one)(struct gen *, const struct section *, struct key,
	    struct arena *, source_row *, void *);
	enum jy_err (*changes)(
	    struct gen *, const struct section *, source_key *, void *);
};
extern const struct source_type_ops source_sql, source_files, source_feed;

/* A column of the store's current row, as plugins see it; text lives in `a`. */
struct val source_column(const struct db_stmt *st, int i, struct arena *a);

/* Fetch what is due of the remote feeds (warns on failure); sets section.all where
 * the copy changed. */
enum jy_err source_feeds_fetch(struct gen *g);

#endif
