/*
 * key.h - what names an item in its section, or a value of a facet: an integer
 * or text, as the plugin gave it. The manifest keeps both in one column and
 * sorts integers first.
 */
#ifndef GEN_KEY_H
#define GEN_KEY_H

#include "arena.h"
#include "buf.h"
#include "db.h"
#include "str.h"

struct key {
	bool is_int;
	int64_t i;
	struct str s; /* text, when it is no integer */
};

struct key key_int(int64_t i);
struct key key_str(struct str s);

/* Integers before text; text by bytes. */
int key_cmp(struct key a, struct key b);

/* For messages and paths: decimal, or the text itself. */
struct str key_text(struct arena *a, struct key k);
void key_put(struct buf *out, struct key k);

/* Text must live until the statement has run. */
void key_bind(struct db_stmt *st, const char *name, struct key k);

/* The text is copied to `a`. */
struct key key_column(const struct db_stmt *st, int column, struct arena *a);

#endif
