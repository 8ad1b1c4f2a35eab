/*
 * postings.c - see postings.h. A hash table of lists; items mostly arrive in order, so a
 * list is a sorted array that is appended to, and searched only for what comes late.
 */
#include <stdlib.h>

#include "postings.h"
#include "utf8.h"
#include "val.h"

struct list {
	struct list *next; /* in its slot */
	struct str word;
	unsigned bucket;
	bool title;
	uint32_t n, room;
	uint32_t *item;
};

struct postings {
	struct arena *a;
	unsigned buckets;
	struct list **slot;
	size_t slots, n;
	bool out_of_memory;
};

static void
release(void *arg)
{
	struct postings *p = arg;
	struct list *l;
	size_t i;

	for (i = 0; i < p->slots; i++)
		for (l = p->slot[i]; l != NULL; l = l->next)
			free(l->item);
	free(p->slot);
}

struct postings *
postings_new(struct arena *a, unsigned buckets)
{
	struct postings *p = arena_alloc(a, sizeof(*p));

	if (p == NULL)
		return NULL;
	p->a = a;
	p->buckets = buckets;
	p->slots = 1024;
	if ((p->slot = calloc(p->slots, sizeof(*p->slot))) == NULL ||
	    !arena_defer(a, release, p))
		return NULL;
	return p;
}

static size_t
slot_of(const struct postings *p, struct str word, bool title)
{
	return (val_hash(word) * 2 + title) & (p->slots - 1);
}

static bool
widen(struct postings *p)
{
	struct list **old = p->slot, *l, *next;
	size_t i, n = p->slots;

	if ((p->slot = calloc(n * 4, sizeof(*p->slot))) == NULL) {
		p->slot = old;
		return false;
	}
	p->slots = n * 4;
	for (i = 0; i < n; i++)
		for (l = old[i]; l != NULL; l = next) {
			struct list **to = &p->slot[slot_of(p, l->word, l->title)];

			next = l->next;
			l->next = *to;
			*to = l;
		}
	free(old);
	return true;
}

static struct list *
find(struct postings *p, struct str word, bool title)
{
	struct list **at = &p->slot[slot_of(p, word, title)], *l;

	for (l = *at; l != NULL; l = l->next)
		if (l->title == title && str_eq(l->word, word))
			return l;
	if (p->n > p->slots * 2) {
		if (!widen(p))
			return NULL;
		at = &p->slot[slot_of(p, word, title)];
	}
	if ((l = arena_alloc(p->a, sizeof(*l))) == NULL)
		return NULL;
	l->word = arena_str(p->a, word);
	l->bucket = postings_bucket(word, p->buckets);
	l->title = title;
	l->next = *at;
	*at = l;
	p->n++;
	return l;
}

/* Where `item` stands or belongs. */
static uint32_t
place(const struct list *l, uint32_t item)
{
	uint32_t lo = 0, hi = l->n, mid;

	if (l->n == 0 || l->item[l->n - 1] < item)
		return l->n;
	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (l->item[mid] < item)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static bool
insert(struct list *l, uint32_t at, uint32_t item)
{
	uint32_t room = l->room == 0 ? 4 : l->room * 2, *wider;

	if (l->n == l->room) {
		if ((wider = realloc(l->item, room * sizeof(*wider))) == NULL)
			return false;
		l->item = wider;
		l->room = room;
	}
	memmove(l->item + at + 1, l->item + at, (l->n - at) * sizeof(*l->item));
	l->item[at] = item;
	l->n++;
	return true;
}

bool
postings_set(struct postings *p, struct str word, bool title, int64_t item, bool there)
{
	struct list *l = find(p, word, title);
	uint32_t at, v = (uint32_t)item;
	bool found;

	if (l == NULL || item < 0 || item > UINT32_MAX)
		return false;
	at = place(l, v);
	found = at < l->n && l->item[at] == v;
	if (there)
		return found || insert(l, at, v);
	if (found) {
		memmove(
		    l->item + at, l->item + at + 1, (l->n - at - 1) * sizeof(*l->item));
		l->n--;
	}
	return true;
}

/* --- files */

static void
put_varint(struct buf *out, uint64_t v)
{
	for (; v > 127; v >>= 7)
		buf_char(out, (char)((v & 127) | 128));
	buf_char(out, (char)v);
}

static bool
get_varint(struct str *in, uint64_t *v)
{
	unsigned shift = 0;
	unsigned char c;

	*v = 0;
	do {
		if (in->n == 0 || shift > 56)
			return false;
		c = (unsigned char)in->p[0];
		*in = str_from(*in, 1);
		*v |= (uint64_t)(c & 127) << shift;
		shift += 7;
	} while (c > 127);
	return true;
}

static void
put_differences(const struct list *l, struct buf *out)
{
	uint32_t i, last = 0;

	for (i = 0; i < l->n; last = l->item[i++])
		put_varint(out, l->item[i] - last);
}

static void
put_bits(const struct list *l, struct buf *out)
{
	size_t bytes = l->item[l->n - 1] / 8 + 1;
	uint32_t i;
	char *bits;

	if (!buf_reserve(out, bytes))
		return;
	bits = out->data + out->len;
	memset(bits, 0, bytes + 1);
	for (i = 0; i < l->n; i++)
		bits[l->item[i] / 8] =
		    (char)((unsigned char)bits[l->item[i] / 8] | 1u << l->item[i] % 8);
	out->len += bytes;
}

static void
put_list(const struct list *l, struct buf *scratch, struct buf *out)
{
	bool bitmap = l->item[l->n - 1] / 8 + 1 < l->n;

	buf_reset(scratch);
	if (bitmap)
		put_bits(l, scratch);
	else
		put_differences(l, scratch);
	put_varint(out, l->word.n);
	buf_str(out, l->word);
	buf_char(out,
	    (char)((l->title ? POSTINGS_TITLE : 0) | (bitmap ? POSTINGS_BITMAP : 0)));
	put_varint(out, l->n);
	put_varint(out, scratch->len);
	buf_str(out, buf_view(scratch));
	if (scratch->failed)
		out->failed = true;
}

/* One list of a file, from the byte behind the word. */
static bool
read_list(struct postings *p, struct str word, struct str *in)
{
	uint64_t n, bytes, v = 0, step;
	struct str part;
	unsigned flags;
	size_t i;

	if (in->n == 0)
		return false;
	flags = (unsigned char)in->p[0];
	*in = str_from(*in, 1);
	if (!get_varint(in, &n) || !get_varint(in, &bytes) || bytes > in->n)
		return false;
	part = (struct str){ in->p, bytes };
	*in = str_from(*in, bytes);
	for (i = 0; (flags & POSTINGS_BITMAP) != 0 && i < part.n * 8; i++)
		if (((unsigned char)part.p[i / 8] >> i % 8 & 1) != 0 &&
		    !postings_set(
			p, word, (flags & POSTINGS_TITLE) != 0, (int64_t)i, true))
			return false;
	while ((flags & POSTINGS_BITMAP) == 0 && part.n > 0) {
		if (!get_varint(&part, &step))
			return false;
		v += step;
		if (!postings_set(
			p, word, (flags & POSTINGS_TITLE) != 0, (int64_t)v, true))
			return false;
	}
	return true;
}

enum jy_err
postings_read(struct postings *p, struct str file)
{
	struct str word;
	uint64_t n;

	while (file.n > 0) {
		if (!get_varint(&file, &n) || n > file.n)
			return JY_EPARSE;
		word = (struct str){ file.p, n };
		file = str_from(file, n);
		if (!read_list(p, word, &file))
			return JY_EPARSE;
	}
	return JY_OK;
}

static int
by_place(const void *a, const void *b)
{
	const struct list *x = *(struct list *const *)a, *y = *(struct list *const *)b;
	int c;

	if (x->bucket != y->bucket)
		return x->bucket < y->bucket ? -1 : 1;
	c = str_cmp(x->word, y->word);
	return c != 0 ? c : x->title - y->title;
}

/* All lists, with a NULL behind the last. */
static struct list **
sorted(struct postings *p)
{
	struct list **all = calloc(p->n + 1, sizeof(*all)), *l;
	size_t i, n = 0;

	for (i = 0; all != NULL && i < p->slots; i++)
		for (l = p->slot[i]; l != NULL; l = l->next)
			all[n++] = l;
	if (n > 1)
		qsort(all, n, sizeof(*all), by_place);
	return all;
}

enum jy_err
postings_write(struct postings *p, postings_file *fn, void *arg)
{
	struct list **all = sorted(p);
	struct buf out = BUF_INIT, scratch = BUF_INIT;
	enum jy_err err = JY_OK;
	size_t i = 0;
	unsigned bucket;

	if (all == NULL)
		return JY_ENOMEM;
	while (err == JY_OK && all[i] != NULL) {
		bucket = all[i]->bucket;
		buf_reset(&out);
		for (; all[i] != NULL && all[i]->bucket == bucket; i++)
			if (all[i]->n > 0)
				put_list(all[i], &scratch, &out);
		err = buf_ok(&out) ? fn(arg, bucket, buf_view(&out)) : JY_ENOMEM;
	}
	buf_release(&out);
	buf_release(&scratch);
	free(all);
	return err;
}

unsigned
postings_bucket(struct str word, unsigned buckets)
{
	uint32_t h = 2166136261u; /* FNV-1a */
	struct str first = word;
	size_t i, n = word.n;

	if (n > 0 && word.p[0] != '@') {
		utf8_next(&first);
		n -= first.n;
	}
	for (i = 0; i < n; i++)
		h = (h ^ (unsigned char)word.p[i]) * 16777619u;
	return h % buckets;
}
