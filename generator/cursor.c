/*
 * cursor.c - counting members of a facet in the manifest (see cursor.h).
 */
#include "cursor.h"
#include "manifest.h"

MAN_SQL(SQL_SPAN_COUNT, "SELECT count(*) FROM (SELECT 1 FROM member WHERE facet = :facet"
			" AND ord >= :first AND ord < :end LIMIT :most)");
MAN_SQL(SQL_KEY_NEXT, "SELECT ord FROM member WHERE facet = :facet AND ord >= :key"
		      " ORDER BY ord LIMIT 1");
MAN_SQL(SQL_KEY_PREV, "SELECT ord FROM member WHERE facet = :facet AND ord < :key"
		      " ORDER BY ord DESC LIMIT 1");

static enum jy_err
count(void *arg, struct span span, int most, int *n)
{
	struct cursor *c = arg;
	struct db_stmt *st;
	enum jy_err err;

	if ((err = man_prepare(c->g, &st, SQL_SPAN_COUNT)) != JY_OK)
		return err;
	db_bind_int(st, ":facet", c->facet);
	db_bind_int(st, ":first", span.first);
	db_bind_int(st, ":end", span.end);
	db_bind_int(st, ":most", most);
	if ((err = man_one(c->g, st)) == JY_OK)
		*n = (int)db_int(st, 0);
	db_finish(st);
	return err;
}

static enum jy_err
neighbour(struct cursor *c, const char *sql, int64_t from, int64_t *key)
{
	struct db_stmt *st;
	enum jy_err err;

	if ((err = man_prepare(c->g, &st, sql)) != JY_OK)
		return err;
	db_bind_int(st, ":facet", c->facet);
	db_bind_int(st, ":key", from);
	if ((err = man_one(c->g, st)) == JY_OK)
		*key = db_int(st, 0);
	db_finish(st);
	return err;
}

static enum jy_err
next(void *arg, int64_t from, int64_t *key)
{
	return neighbour(arg, SQL_KEY_NEXT, from, key);
}

static enum jy_err
prev(void *arg, int64_t before, int64_t *key)
{
	return neighbour(arg, SQL_KEY_PREV, before, key);
}

struct paging
cursor_paging(struct cursor *c, int unit_bits, int cap, int least)
{
	return (struct paging){ .unit_bits = unit_bits,
		.cap = cap,
		.least = least,
		.arg = c,
		.count = count,
		.next = next,
		.prev = prev };
}
