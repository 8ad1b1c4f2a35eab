/*
 * paging.c - aligned binary intervals of the key space (see paging.h).
 */
#include "paging.h"

#define TOP_BITS 62

static struct span
aligned(int64_t key, int bits)
{
	int64_t first = key >> bits << bits;

	return (struct span){ first, first + ((int64_t)1 << bits) };
}

enum jy_err
paging_span(const struct paging *p, int64_t key, struct span *out)
{
	struct span wider;
	enum jy_err err;
	int bits, n;

	*out = aligned(key, p->unit_bits);
	for (bits = p->unit_bits + 1; bits <= TOP_BITS; bits++) {
		wider = aligned(key, bits);
		if ((err = p->count(p->arg, wider, p->cap + 1, &n)) != JY_OK)
			return err;
		if (n > p->cap)
			break;
		*out = wider;
	}
	return JY_OK;
}

enum jy_err
paging_landing(const struct paging *p, int64_t *low)
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
paging_next(const struct paging *p, int64_t from, int64_t low, struct span *out)
{
	enum jy_err err;
	int64_t key;

	if ((err = p->next(p->arg, from, &key)) != JY_OK)
		return err;
	return key < low ? paging_span(p, key, out) : JY_ENOTFOUND;
}

enum jy_err
paging_prev(const struct paging *p, int64_t before, struct span *out)
{
	enum jy_err err;
	int64_t key;

	if ((err = p->prev(p->arg, before, &key)) != JY_OK)
		return err;
	return paging_span(p, key, out);
}

int64_t
paging_number(const struct paging *p, struct span span)
{
	return (span.first >> p->unit_bits) + 1;
}
