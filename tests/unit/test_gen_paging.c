/*
 * Pages of a list: where they begin and end, over random sets of keys.
 */
#include "unit.h"

#include "cursor.h"
#include "manifest.h"
#include "paging.h"

#define MANY 600

struct set {
	int64_t key[MANY];
	int n;
};

static enum jy_err
set_count(void *arg, struct span span, int most, int *n)
{
	const struct set *s = arg;
	int i;

	*n = 0;
	for (i = 0; i < s->n && *n < most; i++)
		*n += s->key[i] >= span.first && s->key[i] < span.end;
	return JY_OK;
}

static enum jy_err
set_next(void *arg, int64_t from, int64_t *key)
{
	const struct set *s = arg;
	int i;

	for (i = 0; i < s->n; i++) {
		if (s->key[i] >= from) {
			*key = s->key[i];
			return JY_OK;
		}
	}
	return JY_ENOTFOUND;
}

static enum jy_err
set_prev(void *arg, int64_t before, int64_t *key)
{
	const struct set *s = arg;
	int i;

	for (i = s->n - 1; i >= 0; i--) {
		if (s->key[i] < before) {
			*key = s->key[i];
			return JY_OK;
		}
	}
	return JY_ENOTFOUND;
}

static struct paging
paging_over(struct set *s)
{
	return (struct paging){ .unit_bits = 4,
		.cap = 20,
		.least = 10,
		.arg = s,
		.count = set_count,
		.next = set_next,
		.prev = set_prev };
}

static int
by_key(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static uint64_t seed = 88172645463325252u;

static int64_t
chance(int64_t below)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (int64_t)(seed % (uint64_t)below);
}

/* Up to MANY different keys below `range`. */
static void
set_random(struct set *s, int n, int64_t range)
{
	int i, j = 0;

	for (i = 0; i < n; i++)
		s->key[i] = chance(range);
	qsort(s->key, (size_t)n, sizeof(s->key[0]), by_key);
	for (i = 0; i < n; i++) {
		if (i == 0 || s->key[i] != s->key[i - 1])
			s->key[j++] = s->key[i];
	}
	s->n = j;
}

static void
set_remove(struct set *s, int at)
{
	memmove(
	    &s->key[at], &s->key[at + 1], (size_t)(s->n - at - 1) * sizeof(s->key[0]));
	s->n--;
}

/* All spans, oldest first; the last is the landing's [low, ...). */
static int
layout(struct set *s, struct span *out)
{
	struct paging p = paging_over(s);
	int64_t low, from = 0;
	int n = 0;

	assert_int_equal(paging_landing(&p, &low), JY_OK);
	while (paging_next(&p, from, low, &out[n]) == JY_OK)
		from = out[n++].end;
	out[n++] = (struct span){ low, PAGING_KEY_MAX };
	return n;
}

static void
check_layout(struct set *s)
{
	static struct span spans[MANY + 1];
	struct paging p = paging_over(s);
	struct span prev;
	int i, members, pages = layout(s, spans), total = 0;

	for (i = 0; i < pages; i++) {
		set_count(s, spans[i], MANY, &members);
		total += members;
		assert_true(i == 0 || spans[i - 1].end <= spans[i].first);
		if (i == pages - 1) {
			assert_true(members <= 29);
			assert_true(members >= 10 || pages == 1);
		} else {
			assert_in_range(members, 1, 20);
		}
		if (i > 0) {
			assert_int_equal(paging_prev(&p, spans[i].first, &prev), JY_OK);
			assert_int_equal(prev.first, spans[i - 1].first);
			assert_int_equal(prev.end, spans[i - 1].end);
		}
	}
	assert_int_equal(total, s->n);
}

static void
test_every_set(void **state)
{
	static const int64_t ranges[] = { 20, 100, 700, 5000, 1000000, PAGING_KEY_MAX };
	struct set s;
	size_t r;
	int round;

	(void)state;
	for (r = 0; r < sizeof(ranges) / sizeof(ranges[0]); r++) {
		for (round = 0; round < 60; round++) {
			set_random(&s, (int)chance(MANY), ranges[r]);
			check_layout(&s);
		}
	}
}

static void
test_one_leaves(void **state)
{
	static struct span before[MANY + 1], after[MANY + 1];
	struct set s, less;
	int at, i, j, n, m, round, gone;

	(void)state;
	for (round = 0; round < 200; round++) {
		set_random(&s, MANY, 900);
		at = (int)chance(s.n - 60); /* away from the landing */
		less = s;
		set_remove(&less, at);
		n = layout(&s, before);
		m = layout(&less, after);
		gone = 0;
		for (i = 0; i < n; i++) {
			for (j = 0; j < m; j++) {
				if (before[i].first == after[j].first &&
				    before[i].end == after[j].end)
					break;
			}
			gone += j == m;
		}
		assert_true(gone <= 2); /* none, or two halves that became one */
	}
}

static void
test_dense(void **state)
{
	static struct span spans[MANY + 1];
	struct set s = { .n = 100 };
	struct paging p = paging_over(&s);
	int i, n;

	(void)state;
	for (i = 0; i < 100; i++)
		s.key[i] = i + 1;
	n = layout(&s, spans);
	assert_int_equal(n, 5 + 1); /* 80 to 100 are on the landing page */
	for (i = 0; i < n; i++)
		assert_int_equal(paging_number(&p, spans[i]), i + 1);
}

static void
test_small(void **state)
{
	static struct span spans[MANY + 1];
	struct set s = { .n = 0 };
	int i;

	(void)state;
	assert_int_equal(layout(&s, spans), 1);
	for (i = 0; i < 20; i++) {
		s.key[s.n++] = i * 1000003;
		assert_int_equal(layout(&s, spans), 1);
	}
	for (; i < 30; i++)
		s.key[s.n++] = i * 1000003;
	assert_true(layout(&s, spans) > 1);
}

static void
test_shared(void **state)
{
	static struct span spans[MANY + 1];
	struct set s = { .n = 0 };
	int i;

	(void)state;
	for (i = 0; i < 50; i++)
		s.key[s.n++] = i < 40 ? 7 : 10000 + i;
	assert_int_equal(
	    layout(&s, spans), 2); /* 40 on one page: they cannot be told apart */
	assert_int_equal(spans[0].first, 0);
	assert_int_equal(spans[0].end, 16);
}

/* --- counted in the manifest */

#define MEMBERS 4000

/* n members with growing keys, some of which share one. */
static void
members_make(struct gen *g, int64_t *key, int n, int64_t range)
{
	struct db_stmt *st;
	int i;

	for (i = 0; i < n; i++)
		key[i] = chance(range);
	qsort(key, (size_t)n, sizeof(key[0]), by_key);
	assert_int_equal(db_exec(g->man, "DELETE FROM member"), JY_OK);
	assert_int_equal(
	    db_prepare_text(g->man, &st,
		STR("INSERT INTO member(facet, ord, key, item) VALUES(7, :ord, :i, :i)")),
	    JY_OK);
	for (i = 0; i < n; i++) {
		db_bind_int(st, ":ord", key[i]);
		db_bind_int(st, ":i", i);
		assert_int_equal(db_run(st), JY_OK);
	}
	db_finish(st);
}

/* The first place whose key is not below `from`. */
static int
place_in(const int64_t *key, int n, int64_t from)
{
	int i = 0;

	while (i < n && key[i] < from)
		i++;
	return i;
}

static void
check_cursor(struct paging *p, const int64_t *key, int n, int64_t range)
{
	int64_t at = chance(range + range / 4 + 1), width = (int64_t)1 << chance(16),
		got = 0;
	struct span span = { at, chance(4) == 0 ? PAGING_KEY_MAX : at + width };
	int most = chance(2) == 0 ? 21 : 1001, found = -1;
	int from = place_in(key, n, at), want = place_in(key, n, span.end) - from;

	assert_int_equal(p->count(p->arg, span, most, &found), JY_OK);
	assert_int_equal(found, want < most ? want : most);
	assert_int_equal(p->next(p->arg, at, &got), from < n ? JY_OK : JY_ENOTFOUND);
	assert_true(from == n || got == key[from]);
	assert_int_equal(p->prev(p->arg, at, &got), from > 0 ? JY_OK : JY_ENOTFOUND);
	assert_true(from == 0 || got == key[from - 1]);
}

static void
test_cursor(void **state)
{
	static const int64_t ranges[] = { 3, 50, 5000, 100000 };
	static int64_t key[MEMBERS];
	static struct cursor c;
	struct paging p;
	struct gen g;
	int round, n, i;
	size_t r;

	(void)state;
	memset(&g, 0, sizeof(g));
	assert_int_equal(db_open(&g.man, "sqlite::memory:", DB_CREATE, NULL), JY_OK);
	assert_int_equal(manifest_create(g.man), JY_OK);
	for (r = 0; r < sizeof(ranges) / sizeof(ranges[0]); r++) {
		for (round = 0; round < 6; round++) {
			n = round == 0 ? 0 : (int)chance(MEMBERS);
			members_make(&g, key, n, ranges[r]);
			cursor_init(&c, &g, 7);
			p = cursor_paging(&c, 4, 20, 10);
			for (i = 0; i < 400; i++)
				check_cursor(&p, key, n, ranges[r]);
		}
	}
	db_close(g.man);
}

int
main(void)
{
	const struct CMUnitTest cases[] = {
		CASE("every member is on one page, none over the cap, neighbours agree",
		    test_every_set),
		CASE("a member that leaves changes one page or joins two",
		    test_one_leaves),
		CASE("dense keys give pages 1, 2, 3", test_dense),
		CASE("what fits the landing has no numbered pages", test_small),
		CASE("members that share a key stay together", test_shared),
		CASE("a facet's members are counted a window at a time, those that share "
		     "a "
		     "key too",
		    test_cursor),
	};

	return RUN(cases);
}
