/*
 * cursor.c - counting members of a facet in the manifest (see cursor.h).
 */
#include "cursor.h"
#include "manifest.h"

#define WIDE_FIRST 16 /* a quarter of what is read first */

MAN_SQL(SQL_KEYS_FROM, "SELECT ord FROM member WHERE facet = :facet AND ord >= :from"
		       " ORDER BY ord LIMIT :most");
MAN_SQL(SQL_KEY_PREV, "SELECT ord FROM member WHERE facet = :facet AND ord < :key"
		      " ORDER BY ord DESC LIMIT 1");

void
cursor_init(struct cursor *c, struct gen *g, int64_t facet)
{
	c->g = g;
	c->facet = facet;
	c->from = c->to = 0;
	c->n = 0;
	c->wide = WIDE_FIRST;
}

/* Move the window: the keys from `from` on, more than `least` of them. */
static enum jy_err
load(struct cursor *c, int64_t from, int least)
{
	struct db_stmt *st;
	enum jy_err err;
	bool row;

	c->n = 0;
	c->wide = c->wide * 4 > least ? c->wide * 4 : least + 1;
	if (c->wide > CURSOR_WINDOW)
		c->wide = CURSOR_WINDOW;
	if ((err = man_prepare(c->g, &st, SQL_KEYS_FROM)) != JY_OK)
		return err;
	db_bind_int(st, ":facet", c->facet);
	db_bind_int(st, ":from", from);
	db_bind_int(st, ":most", c->wide);
	while ((err = man_step(c->g, st, &row)) == JY_OK && row)
		c->ord[c->n++] = db_int(st, 0);
	db_finish(st);
	c->from = from;
	c->to = c->n < c->wide ? INT64_MAX : c->ord[c->n - 1];
	return err;
}

/* The first place in the window whose key is not below `key`. */
static int
place(const struct cursor *c, int64_t key)
{
	int lo = 0, hi = c->n, mid;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (c->ord[mid] < key)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* Does the window tell how many there are, up to `most`? */
static bool
knows(const struct cursor *c, struct span span, int most, int *n)
{
	if (span.first < c->from || span.first >= c->to)
		return false;
	*n = place(c, span.end) - place(c, span.first);
	if (*n > most)
		*n = most;
	return span.end <= c->to || *n == most;
}

static enum jy_err
count(void *arg, struct span span, int most, int *n)
{
	struct cursor *c = arg;
	enum jy_err err = JY_OK;

	if (knows(c, span, most, n))
		return JY_OK;
	if ((err = load(c, span.first, most)) == JY_OK && !knows(c, span, most, n))
		*n = most; /* a windowful of one key */
	return err;
}

static enum jy_err
next(void *arg, int64_t from, int64_t *key)
{
	struct cursor *c = arg;
	enum jy_err err;
	int i;

	if ((from < c->from || from >= c->to) && (err = load(c, from, 0)) != JY_OK)
		return err;
	if ((i = place(c, from)) == c->n)
		return JY_ENOTFOUND;
	*key = c->ord[i];
	return JY_OK;
}

static enum jy_err
find_prev(struct cursor *c, int64_t before, int64_t *key)
{
	struct db_stmt *st;
	enum jy_err err;

	if ((err = man_prepare(c->g, &st, SQL_KEY_PREV)) != JY_OK)
		return err;
	db_bind_int(st, ":facet", c->facet);
	db_bind_int(st, ":key", before);
	if ((err = man_one(c->g, st)) == JY_OK)
		*key = db_int(st, 0);
	db_finish(st);
	return err;
}

static enum jy_err
prev(void *arg, int64_t before, int64_t *key)
{
	struct cursor *c = arg;
	enum jy_err err;
	int i;

	if (c->to == 0 && (err = load(c, 0, 0)) != JY_OK)
		return err;
	if (before > c->from && before <= c->to && (i = place(c, before)) > 0) {
		*key = c->ord[i - 1];
		return JY_OK;
	}
	return find_prev(c, before, key);
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
