/*
 * key.c - integer or text (see key.h).
 */
#include <inttypes.h>

#include "key.h"

struct key
key_int(int64_t i)
{
	return (struct key){ .is_int = true, .i = i };
}

struct key
key_str(struct str s)
{
	return (struct key){ .s = s };
}

int
key_cmp(struct key a, struct key b)
{
	if (a.is_int != b.is_int)
		return a.is_int ? -1 : 1;
	if (a.is_int)
		return (a.i > b.i) - (a.i < b.i);
	return str_cmp(a.s, b.s);
}

struct str
key_text(struct arena *a, struct key k)
{
	return k.is_int ? arena_printf(a, "%" PRId64, k.i) : k.s;
}

void
key_put(struct buf *out, struct key k)
{
	if (k.is_int)
		buf_int(out, k.i);
	else
		buf_str(out, k.s);
}

void
key_bind(struct db_stmt *st, const char *name, struct key k)
{
	if (k.is_int)
		db_bind_int(st, name, k.i);
	else
		db_bind_str(st, name, k.s);
}

struct key
key_column(const struct db_stmt *st, int column, struct arena *a)
{
	if (db_type(st, column) == DB_INT)
		return key_int(db_int(st, column));
	return key_str(arena_str(a, db_str(st, column)));
}
