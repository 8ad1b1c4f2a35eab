/*
 * paging.h - where the pages of a list begin and end.
 *
 * A list's members have integer keys (>= 0, below 2^62). Pages are aligned binary
 * intervals of the key space: that of a key is the largest interval
 * [a, a + 2^j), a a multiple of 2^j, j >= unit_bits, around the key that holds at
 * most `cap` members (the smallest one whatever it holds, as keys may be
 * shared). Spans never overlap, and follow from the members alone, not from the
 * order in which they came: a member that comes or goes concerns one page and,
 * when it tips the balance, the halves of one.
 *
 * The landing page shows the newest spans, as few as hold `least` members; these
 * have no page of their own. Pure arithmetic over counting callbacks.
 */
#ifndef GEN_PAGING_H
#define GEN_PAGING_H

#include <stdint.h>

#include "err.h"

#define PAGING_KEY_MAX (((int64_t)1 << 62) - 1)
#define PAGING_MEMO 4

struct span {
	int64_t first, end; /* keys [first, end) */
};

struct paging {
	int unit_bits; /* smallest span: 2^unit_bits keys */
	int cap;       /* members of a page at most */
	int least;     /* members of the landing page at least, if there are any */
	void *arg;
	/* Members in [span.first, span.end), counted up to `most`. */
	enum jy_err (*count)(void *arg, struct span span, int most, int *n);
	/* The least key >= from; the greatest key < before. JY_ENOTFOUND: none. */
	enum jy_err (*next)(void *arg, int64_t from, int64_t *key);
	enum jy_err (*prev)(void *arg, int64_t before, int64_t *key);
	/* Spans found last, as a page names its neighbours; members must not change
	 * while a struct paging is in use. */
	struct span memo[PAGING_MEMO];
	unsigned memo_next;
};

/* The span of a key, whether or not it has members. */
enum jy_err paging_span(struct paging *p, int64_t key, struct span *out);

/* Keys >= *low are on the landing page; *low begins a span. An empty list gives 0. */
enum jy_err paging_landing(struct paging *p, int64_t *low);

/* The first span with members at or after `from`, and below the landing's `low`.
 * JY_ENOTFOUND: none, the landing follows. */
enum jy_err paging_next(struct paging *p, int64_t from, int64_t low, struct span *out);

/* The last span with members before `before`. JY_ENOTFOUND: none. */
enum jy_err paging_prev(struct paging *p, int64_t before, struct span *out);

/* What a page is called: 1, 2, 3 … where keys are dense. */
int64_t paging_number(struct paging *p, struct span span);

#endif
