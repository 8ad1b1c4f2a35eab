/*
 * leaves.c - the ranges of keys that a build touched, and the pages over them (see
 * leaves.h).
 */
#include "leaves.h"
#include "manifest.h"
#include "output.h"

MAN_SQL(SQL_LEAF_SET, "INSERT INTO leaf(list, first, end, path, lastmod)"
		      " VALUES(:list, :first, :end, :path, :lastmod)"
		      " ON CONFLICT(list, first) DO UPDATE SET end = excluded.end,"
		      " path = excluded.path, lastmod = excluded.lastmod");
MAN_SQL(SQL_LEAF_DROP, "DELETE FROM leaf WHERE list = :list AND first = :first");
/* Leaves do not overlap: the one before :first is the only one that may reach in. */
MAN_SQL(SQL_LEAVES_IN,
    "SELECT first, end, path FROM leaf WHERE list = :list AND first < :end AND first >="
    " coalesce((SELECT max(first) FROM leaf WHERE list = :list AND first <= :first), 0)"
    " AND end > :first ORDER BY first");
MAN_SQL(SQL_TOUCHED, "SELECT ord FROM touched WHERE facet = :facet AND ord > :after"
		     " ORDER BY ord LIMIT 1");
MAN_SQL(SQL_TOUCHED_ALL, "SELECT 1 FROM touched WHERE facet = :facet AND ord = -1");

struct leaf {
	struct span span;
	struct str path;
	bool kept;
};

struct leaf_list {
	struct leaf *v;
	size_t n;
};

static enum jy_err
leaf_set(struct leaves *l, struct span span, struct str path, int64_t lastmod)
{
	struct db_stmt *st;
	enum jy_err err;

	if ((err = man_prepare(l->g, &st, SQL_LEAF_SET)) != JY_OK)
		return err;
	db_bind_int(st, ":list", l->list);
	db_bind_int(st, ":first", span.first);
	db_bind_int(st, ":end", span.end);
	db_bind_str(st, ":path", path);
	db_bind_int(st, ":lastmod", lastmod);
	err = man_run(l->g, st);
	db_finish(st);
	return err;
}

static enum jy_err
leaf_drop(struct gen *g, int64_t list, const struct leaf *leaf, struct str owner)
{
	struct db_stmt *st;
	enum jy_err err;

	if ((err = output_drop(g, leaf->path, owner)) != JY_OK ||
	    (err = man_prepare(g, &st, SQL_LEAF_DROP)) != JY_OK)
		return err;
	db_bind_int(st, ":list", list);
	db_bind_int(st, ":first", leaf->span.first);
	err = man_run(g, st);
	db_finish(st);
	return err;
}

/* The leaves of the last build that overlap a range. */
static enum jy_err
leaves_in(struct gen *g, int64_t list, struct span range, struct arena *a,
    struct leaf_list *out)
{
	size_t room = 0;
	struct leaf *wider;
	struct db_stmt *st;
	enum jy_err err;
	bool row;

	out->v = NULL;
	out->n = 0;
	if ((err = man_prepare(g, &st, SQL_LEAVES_IN)) != JY_OK)
		return err;
	db_bind_int(st, ":list", list);
	db_bind_int(st, ":first", range.first);
	db_bind_int(st, ":end", range.end);
	while ((err = man_step(g, st, &row)) == JY_OK && row) {
		if (out->n == room) {
			room = room * 2 + 16;
			if ((wider = arena_array(a, room, sizeof(*wider))) == NULL) {
				err = gen_mem(g, NULL);
				break;
			}
			if (out->n > 0)
				memcpy(wider, out->v, out->n * sizeof(*wider));
			out->v = wider;
		}
		out->v[out->n++] = (struct leaf){ { db_int(st, 0), db_int(st, 1) },
			arena_str(a, db_str(st, 2)), false };
	}
	db_finish(st);
	return err;
}

static enum jy_err
make(struct leaves *l, struct arena *a, struct span span)
{
	struct str path = l->path(l->arg, a, span);
	int64_t lastmod = 0;
	enum jy_err err;

	if (path.p == NULL)
		return gen_mem(l->g, NULL);
	if ((err = l->render(l->arg, a, span, path, &lastmod)) != JY_OK)
		return err;
	return leaf_set(l, span, path, lastmod);
}

/* The pages just before and after a range link into it. */
static enum jy_err
make_neighbours(struct leaves *l, struct arena *a, struct span range)
{
	struct span span;
	enum jy_err err;

	if (!l->linked)
		return JY_OK;
	err = paging_prev(&l->paging, range.first, &span);
	if (err == JY_OK && span.first < l->low)
		err = make(l, a, span);
	if (err != JY_OK && err != JY_ENOTFOUND)
		return err;
	err = paging_next(&l->paging, range.end, l->low, &span);
	if (err == JY_OK)
		err = make(l, a, span);
	return err == JY_ENOTFOUND ? JY_OK : err;
}

/* Widen a range to whole pages, of now and of the last build. */
static enum jy_err
widen(struct leaves *l, struct arena *a, struct span *range, struct leaf_list *old)
{
	struct span first, last;
	enum jy_err err;

	if ((err = paging_span(&l->paging, range->first, &first)) != JY_OK ||
	    (err = paging_span(&l->paging, range->end - 1, &last)) != JY_OK)
		return err;
	*range = (struct span){ first.first, last.end };
	if ((err = leaves_in(l->g, l->list, *range, a, old)) != JY_OK)
		return err;
	if (old->n > 0 && old->v[0].span.first < range->first)
		range->first = old->v[0].span.first;
	if (old->n > 0 && old->v[old->n - 1].span.end > range->end)
		range->end = old->v[old->n - 1].span.end;
	return JY_OK;
}

static void
keep(struct leaf_list *old, int64_t first)
{
	size_t lo = 0, hi = old->n, mid;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (old->v[mid].span.first < first)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo < old->n && old->v[lo].span.first == first)
		old->v[lo].kept = true;
}

/* Make the pages over a range of whole pages, drop the `old` ones that are no more. */
static enum jy_err
make_range(struct leaves *l, struct span range, struct leaf_list *old)
{
	struct span span = { .end = range.first };
	struct arena a;
	enum jy_err err;
	size_t i;

	arena_init(&a, 0);
	while ((err = paging_next(&l->paging, span.end, l->low, &span)) == JY_OK &&
	       span.first < range.end) {
		keep(old, span.first);
		if ((err = make(l, &a, span)) != JY_OK)
			break;
		arena_reset(&a);
	}
	if (err == JY_OK || err == JY_ENOTFOUND)
		err = make_neighbours(l, &a, range);
	for (i = 0; i < old->n && err == JY_OK; i++) {
		if (!old->v[i].kept)
			err = leaf_drop(l->g, l->list, &old->v[i], l->owner);
	}
	arena_release(&a);
	return err;
}

static enum jy_err
update_range(struct leaves *l, struct arena *a, struct span *range)
{
	struct leaf_list old;
	enum jy_err err = widen(l, a, range, &old);

	return err == JY_OK ? make_range(l, *range, &old) : err;
}

static enum jy_err
update_all(struct leaves *l, struct arena *a)
{
	struct span range = { 0, PAGING_KEY_MAX };
	struct leaf_list old;
	enum jy_err err = leaves_in(l->g, l->list, range, a, &old);

	return err == JY_OK ? make_range(l, range, &old) : err;
}

static enum jy_err
next_touched(struct leaves *l, int64_t after, int64_t *ord)
{
	struct db_stmt *st;
	enum jy_err err;

	if ((err = man_prepare(l->g, &st, SQL_TOUCHED)) != JY_OK)
		return err;
	db_bind_int(st, ":facet", l->cursor.facet);
	db_bind_int(st, ":after", after);
	if ((err = man_one(l->g, st)) == JY_OK)
		*ord = db_int(st, 0);
	db_finish(st);
	return err;
}

static enum jy_err
touched_all(struct leaves *l, bool *all)
{
	struct db_stmt *st;
	enum jy_err err;

	if ((err = man_prepare(l->g, &st, SQL_TOUCHED_ALL)) != JY_OK)
		return err;
	db_bind_int(st, ":facet", l->cursor.facet);
	if ((err = man_one(l->g, st)) == JY_OK)
		*all = true;
	db_finish(st);
	return err == JY_ENOTFOUND ? JY_OK : err;
}

/* One range after the other, each from where the last one ended. */
static enum jy_err
update_touched(struct leaves *l, struct arena *a)
{
	int64_t done = 0, ord = -1;
	struct span range;
	enum jy_err err;

	while ((err = next_touched(l, ord, &ord)) == JY_OK) {
		if (ord < done)
			continue;
		range = (struct span){ ord, ord + 1 };
		if ((err = update_range(l, a, &range)) != JY_OK)
			return err;
		done = range.end;
		arena_reset(a);
	}
	return err == JY_ENOTFOUND ? JY_OK : err;
}

enum jy_err
leaves_update(struct leaves *l)
{
	struct span range;
	bool all = l->all;
	struct arena a;
	enum jy_err err;

	arena_init(&a, 0);
	if ((err = touched_all(l, &all)) != JY_OK)
		goto out;
	if (all) {
		err = update_all(l, &a);
		goto out;
	}
	if (l->low != l->old_low) {
		range.first = l->low < l->old_low ? l->low : l->old_low;
		range.end = l->low < l->old_low ? l->old_low : l->low;
		if ((err = update_range(l, &a, &range)) != JY_OK)
			goto out;
		arena_reset(&a);
	}
	err = update_touched(l, &a);
out:
	arena_release(&a);
	return err;
}

enum jy_err
leaves_drop(struct gen *g, int64_t list, struct str owner)
{
	struct leaf_list old;
	struct arena a;
	enum jy_err err;
	size_t i;

	arena_init(&a, 0);
	err = leaves_in(g, list, (struct span){ 0, PAGING_KEY_MAX }, &a, &old);
	for (i = 0; i < old.n && err == JY_OK; i++)
		err = leaf_drop(g, list, &old.v[i], owner);
	arena_release(&a);
	return err;
}
