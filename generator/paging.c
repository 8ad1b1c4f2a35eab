/*
 * paging.c - aligned binary intervals of the key space (see paging.h).
 */
#include <stdbool.h>

#include "paging.h"

#define TOP_BITS 62

static struct span
aligned(int64_t key, int bits)
{
	int64_t first = key >> bits << bits;

	return (struct span){ first, first + ((int64_t)1 << bits) };
}

/* Does the interval of 2^bits keys hold no more than `cap`? */
static enum jy_err
fits(struct paging *p, int64_t key, int bits, bool *yes)
{
	enum jy_err err;
	int n = 0;

	err = p->count(p->arg, aligned(key, bits), p->cap + 1, &n);
	*yes = n <= p->cap;
	return err;
}

/* A wider interval holds no less: gallop up to one that does not fit, then halve. */
static enum jy_err
find_span(struct paging *p, int64_t key, struct span *out)
{
	int good = p->unit_bits, bad = TOP_BITS + 1, step, bits;
	enum jy_err err;
	bool yes;

	for (step = 1; bad - good > 1; step = bad > TOP_BITS ? step * 2 : step) {
		bits = bad > TOP_BITS && good + step <= TOP_BITS
			   ? good + step
			   : good + (bad - good) / 2;
		if ((err = fits(p, key, bits, &yes)) != JY_OK)
			return err;
		if (yes)
			good = bits;
		else
			bad = bits;
	}
	*out = aligned(key, good);
	return JY_OK;
}

enum jy_err
paging_span(struct paging *p, int64_t key, struct span *out)
{
	struct span *m;
	enum jy_err err;

	for (m = p->memo; m < p->memo + PAGING_MEMO; m++) {
		if (key >= m->first && key < m->end) {
			*out = *m;
			return JY_OK;
		}
	}
	if ((err = find_span(p, key, out)) == JY_OK)
		p->memo[p->memo_next++ % PAGING_MEMO] = *out;
	return err;
}

enum jy_err
paging_landing(struct paging *p, int64_t *low)
{
	int64_t before = PAGING_KEY_MAX;
	struct span span;
	enum jy_err err;
	int n, total = 0;

	*low = 0;
	while (total < p->least) {
		if ((err = paging_prev(p, before, &span)) == JY_ENOTFOUND)
			return JY_OK;
		if (err == JY_OK)
			err = p->count(p->arg, span, p->cap + 1, &n);
		if (err != JY_OK)
			return err;
		total += n;
		before = *low = span.first;
	}
	return JY_OK;
}

enum jy_err
paging_next(struct paging *p, int64_t from, int64_t low, struct span *out)
{
	enum jy_err err;
	int64_t key;

	if ((err = p->next(p->arg, from, &key)) != JY_OK)
		return err;
	return key < low ? paging_span(p, key, out) : JY_ENOTFOUND;
}

enum jy_err
paging_prev(struct paging *p, int64_t before, struct span *out)
{
	enum jy_err err;
	int64_t key;

	if ((err = p->prev(p->arg, before, &key)) != JY_OK)
		return err;
	return paging_span(p, key, out);
}

int64_t
paging_number(struct paging *p, struct span span)
{
	return (span.first >> p->unit_bits) + 1;
}
