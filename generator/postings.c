/*
 * postings.c - see postings.h. A hash table of words. Items mostly arrive in order and are
 * kept as they will be written; what comes late, or goes, turns a list into an array first.
 */
#include <stdlib.h>

#include "arena.h"
#include "postings.h"
#include "utf8.h"
#include "val.h"

enum form {
	FORM_STEPS, /* differences, as varints; `last` is known */
	FORM_FILE,  /* as it was read */
	FORM_ITEMS  /* uint32_t, growing */
};

struct list {
	unsigned char *bytes;
	size_t len, room;
	uint32_t n, last;
	enum form form;
	bool bitmap; /* FORM_FILE */
};

struct word {
	struct word *next; /* in its slot */
	struct str text;
	unsigned bucket;
	struct list level[POSTINGS_LEVELS];
};

struct postings {
	struct arena arena;
	struct word **slot;
	size_t slots, n, bytes; /* bytes: those of lists */
	struct buf steps, bits;
};

#define SLOTS 1024

struct postings *
postings_new(void)
{
	struct postings *p = calloc(1, sizeof(*p));

	if (p == NULL)
		return NULL;
	arena_init(&p->arena, 0);
	p->slots = SLOTS;
	if ((p->slot = calloc(p->slots, sizeof(*p->slot))) == NULL) {
		free(p);
		return NULL;
	}
	return p;
}

void
postings_reset(struct postings *p)
{
	struct word *w;
	size_t i, k;

	for (i = 0; i < p->slots; i++)
		for (w = p->slot[i]; w != NULL; w = w->next)
			for (k = 0; k < POSTINGS_LEVELS; k++)
				free(w->level[k].bytes);
	memset(p->slot, 0, p->slots * sizeof(*p->slot));
	arena_reset(&p->arena);
	p->n = p->bytes = 0;
}

void
postings_free(struct postings *p)
{
	if (p == NULL)
		return;
	postings_reset(p);
	arena_release(&p->arena);
	buf_release(&p->steps);
	buf_release(&p->bits);
	free(p->slot);
	free(p);
}

size_t
postings_size(const struct postings *p)
{
	return p->bytes + p->arena.total + p->slots * sizeof(*p->slot);
}

static struct word **
slot_of(struct postings *p, struct str text)
{
	return &p->slot[val_hash(text) & (p->slots - 1)];
}

static bool
widen(struct postings *p)
{
	struct word **old = p->slot, *w, *next, **to;
	size_t i, n = p->slots;

	if ((p->slot = calloc(n * 4, sizeof(*p->slot))) == NULL) {
		p->slot = old;
		return false;
	}
	p->slots = n * 4;
	for (i = 0; i < n; i++)
		for (w = old[i]; w != NULL; w = next) {
			next = w->next;
			to = slot_of(p, w->text);
			w->next = *to;
			*to = w;
		}
	free(old);
	return true;
}

struct word *
postings_word(struct postings *p, unsigned bucket, struct str text)
{
	struct word **at = slot_of(p, text), *w;

	for (w = *at; w != NULL; w = w->next)
		if (str_eq(w->text, text))
			return w;
	if (p->n > p->slots * 2) {
		if (!widen(p))
			return NULL;
		at = slot_of(p, text);
	}
	if ((w = arena_alloc(&p->arena, sizeof(*w))) == NULL)
		return NULL;
	w->text = arena_str(&p->arena, text);
	w->bucket = bucket;
	w->next = *at;
	*at = w;
	p->n++;
	return w->text.p != NULL ? w : NULL;
}

/* --- one list */

/* Room for `more` bytes. */
static bool
reserve(struct postings *p, struct list *l, size_t more)
{
	size_t room = l->room + l->room / 4 + 8;
	unsigned char *wider;

	if (l->room - l->len >= more)
		return true;
	if (room < l->len + more)
		room = l->len + more;
	if ((wider = realloc(l->bytes, room)) == NULL)
		return false;
	p->bytes += room - l->room;
	l->bytes = wider;
	l->room = room;
	return true;
}

static size_t
put_varint(unsigned char out[10], uint64_t v)
{
	size_t n = 0;

	for (; v > 127; v >>= 7)
		out[n++] = (unsigned char)((v & 127) | 128);
	out[n++] = (unsigned char)v;
	return n;
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

static bool
append_step(struct postings *p, struct list *l, uint32_t item)
{
	if (!reserve(p, l, 10))
		return false;
	l->len += put_varint(l->bytes + l->len, item - l->last);
	l->last = item;
	l->n++;
	return true;
}

/* What a file says of its length is true? */
static bool
counts(const struct list *l)
{
	size_t i, n = 0;

	if (!l->bitmap && l->len > 0 && l->bytes[l->len - 1] > 127)
		return false;
	for (i = 0; i < l->len; i++)
		n += l->bitmap ? (size_t)__builtin_popcount(l->bytes[i])
			       : l->bytes[i] < 128;
	return n == l->n;
}

/* The items of a list as an array of l->n, with room for one more. NULL: no memory. */
static uint32_t *
unpacked(const struct list *l)
{
	struct str rest = { (const char *)l->bytes, l->len };
	uint32_t *item = calloc(l->n + 1, sizeof(*item)), n = 0;
	uint64_t v = 0, step;
	size_t i;

	for (i = 0; item != NULL && l->bitmap && i < l->len * 8; i++)
		if ((l->bytes[i / 8] >> i % 8 & 1) != 0)
			item[n++] = (uint32_t)i;
	while (item != NULL && !l->bitmap && n < l->n && get_varint(&rest, &step))
		item[n++] = (uint32_t)(v += step);
	return item;
}

static bool
unpack(struct postings *p, struct list *l)
{
	uint32_t *item;

	if (l->form == FORM_ITEMS)
		return true;
	if ((item = unpacked(l)) == NULL)
		return false;
	free(l->bytes);
	p->bytes -= l->room;
	l->bytes = (unsigned char *)item;
	l->len = l->n * sizeof(*item);
	l->room = l->len + sizeof(*item);
	p->bytes += l->room;
	l->form = FORM_ITEMS;
	return true;
}

static uint32_t *
items(const struct list *l)
{
	return (uint32_t *)(void *)l->bytes;
}

/* Where `item` stands or belongs in an array. */
static uint32_t
place(const struct list *l, uint32_t item)
{
	const uint32_t *v = items(l);
	uint32_t lo = 0, hi = l->n, mid;

	if (l->n == 0 || v[l->n - 1] < item)
		return l->n;
	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (v[mid] < item)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static bool
add(struct postings *p, struct list *l, uint32_t item)
{
	uint32_t at, *v;

	if (l->form == FORM_STEPS && (l->n == 0 || item > l->last))
		return append_step(p, l, item);
	if (l->form == FORM_STEPS && item == l->last)
		return true;
	if (!unpack(p, l))
		return false;
	at = place(l, item);
	if (at < l->n && items(l)[at] == item)
		return true;
	if (!reserve(p, l, sizeof(item)))
		return false;
	v = items(l);
	memmove(v + at + 1, v + at, (l->n - at) * sizeof(*v));
	v[at] = item;
	l->n++;
	l->len += sizeof(*v);
	return true;
}

static bool
drop(struct postings *p, struct list *l, uint32_t item)
{
	uint32_t at, *v;

	if (l->n == 0)
		return true;
	if (!unpack(p, l))
		return false;
	at = place(l, item);
	v = items(l);
	if (at == l->n || v[at] != item)
		return true;
	memmove(v + at, v + at + 1, (l->n - at - 1) * sizeof(*v));
	l->n--;
	l->len -= sizeof(*v);
	return true;
}

static bool
holds(struct postings *p, struct list *l, uint32_t item, bool *there)
{
	uint32_t at;

	*there = l->n > 0 && l->form == FORM_STEPS && item == l->last;
	if (l->n == 0 || (l->form == FORM_STEPS && item >= l->last))
		return true;
	if (!unpack(p, l))
		return false;
	at = place(l, item);
	*there = at < l->n && items(l)[at] == item;
	return true;
}

bool
postings_set(struct postings *p, struct word *w, enum postings_level level, int64_t item,
    bool there)
{
	uint32_t v = (uint32_t)item;
	bool higher = false;
	size_t k;

	if (w == NULL || item < 0 || item > UINT32_MAX)
		return false;
	if (!there)
		return drop(p, &w->level[level], v);
	for (k = level + 1; k < POSTINGS_LEVELS && !higher; k++)
		if (!holds(p, &w->level[k], v, &higher))
			return false;
	return higher || add(p, &w->level[level], v);
}

/* --- files */

static void
put_number(struct buf *out, uint64_t v)
{
	unsigned char bytes[10];

	buf_add(out, bytes, put_varint(bytes, v));
}

static void
put_items(struct buf *out, const struct list *l)
{
	const uint32_t *v = items(l);
	uint32_t i, last = 0;

	for (i = 0; i < l->n; last = v[i++])
		put_number(out, v[i] - last);
}

/* What differences say, as bits. */
static void
put_bits(struct buf *out, struct str steps, size_t bytes)
{
	uint64_t v = 0, step;
	char *bits;

	if (!buf_reserve(out, bytes))
		return;
	bits = out->data;
	memset(bits, 0, bytes + 1);
	while (get_varint(&steps, &step)) {
		v += step;
		bits[v / 8] = (char)((unsigned char)bits[v / 8] | 1u << v % 8);
	}
	out->len = bytes;
}

/* A list's bytes; p->steps and p->bits are what they may be made in. */
static struct str
coded(struct postings *p, const struct list *l, bool *bitmap)
{
	struct str steps = { (const char *)l->bytes, l->len };
	uint32_t last = l->last;

	*bitmap = l->bitmap;
	if (l->form == FORM_FILE)
		return steps;
	buf_reset(&p->steps);
	buf_reset(&p->bits);
	if (l->form == FORM_ITEMS) {
		put_items(&p->steps, l);
		steps = buf_view(&p->steps);
		last = items(l)[l->n - 1];
	}
	*bitmap = last / 8 + 1 < steps.n;
	if (!*bitmap)
		return steps;
	put_bits(&p->bits, steps, last / 8 + 1);
	return buf_view(&p->bits);
}

static void
put_list(struct postings *p, const struct word *w, size_t level, struct buf *out)
{
	const struct list *l = &w->level[level];
	bool bitmap;
	struct str bytes = coded(p, l, &bitmap);

	put_number(out, w->text.n);
	buf_str(out, w->text);
	buf_char(out, (char)(level | (bitmap ? POSTINGS_BITMAP : 0)));
	put_number(out, l->n);
	put_number(out, bytes.n);
	buf_str(out, bytes);
	if (p->steps.failed || p->bits.failed)
		out->failed = true;
}

/* Append what was read to a list that has items. */
static bool
join(struct postings *p, struct list *l, const struct list *more)
{
	uint32_t *item = unpacked(more), i;
	bool ok = item != NULL;

	for (i = 0; ok && i < more->n; i++)
		ok = add(p, l, item[i]);
	free(item);
	return ok;
}

/* One list of a file, from the byte behind the word. */
static enum jy_err
read_list(struct postings *p, unsigned bucket, struct str word, struct str *in)
{
	struct list more = { .form = FORM_FILE }, *l;
	uint64_t n, bytes;
	struct word *w;
	unsigned level;

	if (in->n == 0)
		return JY_EPARSE;
	level = (unsigned char)in->p[0] & (POSTINGS_BITMAP - 1);
	more.bitmap = ((unsigned char)in->p[0] & POSTINGS_BITMAP) != 0;
	*in = str_from(*in, 1);
	if (level >= POSTINGS_LEVELS || !get_varint(in, &n) || !get_varint(in, &bytes) ||
	    bytes == 0 || bytes > in->n || n > UINT32_MAX)
		return JY_EPARSE;
	more.bytes = (unsigned char *)(uintptr_t)in->p;
	more.len = bytes;
	more.n = (uint32_t)n;
	*in = str_from(*in, bytes);
	if (!counts(&more))
		return JY_EPARSE;
	if ((w = postings_word(p, bucket, word)) == NULL)
		return JY_ENOMEM;
	l = &w->level[level];
	if (l->n > 0)
		return join(p, l, &more) ? JY_OK : JY_ENOMEM;
	if (!reserve(p, l, bytes))
		return JY_ENOMEM;
	memcpy(l->bytes, more.bytes, more.len);
	l->len = bytes;
	l->n = more.n;
	l->bitmap = more.bitmap;
	l->form = FORM_FILE;
	return JY_OK;
}

enum jy_err
postings_read(struct postings *p, unsigned bucket, struct str file)
{
	enum jy_err err = JY_OK;
	struct str word;
	uint64_t n;

	while (file.n > 0 && err == JY_OK) {
		if (!get_varint(&file, &n) || n > file.n)
			return JY_EPARSE;
		word = (struct str){ file.p, n };
		file = str_from(file, n);
		err = read_list(p, bucket, word, &file);
	}
	return err;
}

static int
by_place(const void *a, const void *b)
{
	const struct word *x = *(struct word *const *)a, *y = *(struct word *const *)b;

	if (x->bucket != y->bucket)
		return x->bucket < y->bucket ? -1 : 1;
	return str_cmp(x->text, y->text);
}

/* All words, with a NULL behind the last. */
static struct word **
sorted(struct postings *p)
{
	struct word **all = calloc(p->n + 1, sizeof(*all)), *w;
	size_t i, n = 0;

	for (i = 0; all != NULL && i < p->slots; i++)
		for (w = p->slot[i]; w != NULL; w = w->next)
			all[n++] = w;
	if (n > 1)
		qsort(all, n, sizeof(*all), by_place);
	return all;
}

enum jy_err
postings_write(struct postings *p, postings_file *fn, void *arg)
{
	struct word **all = sorted(p);
	struct buf out = BUF_INIT;
	enum jy_err err = JY_OK;
	size_t i = 0, k;
	unsigned bucket;

	if (all == NULL)
		return JY_ENOMEM;
	while (err == JY_OK && all[i] != NULL) {
		bucket = all[i]->bucket;
		buf_reset(&out);
		for (; all[i] != NULL && all[i]->bucket == bucket; i++)
			for (k = POSTINGS_LEVELS; k-- > 0;)
				if (all[i]->level[k].n > 0)
					put_list(p, all[i], k, &out);
		err = buf_ok(&out) ? fn(arg, bucket, buf_view(&out)) : JY_ENOMEM;
	}
	buf_release(&out);
	free(all);
	return err;
}

static uint32_t
fnv1a(const char *p, const char *end)
{
	uint32_t h = 2166136261u;

	for (; p < end; p++)
		h = (h ^ (unsigned char)*p) * 16777619u;
	return h;
}

unsigned
postings_bucket(struct str word, unsigned buckets)
{
	const char *end = word.p + word.n, *second, *third;
	struct str rest = word;

	if (word.n > 0 && word.p[0] == '@')
		return fnv1a(word.p, end) % buckets;
	if (rest.n > 0)
		utf8_next(&rest);
	second = end - rest.n;
	if (rest.n > 0)
		utf8_next(&rest);
	third = end - rest.n;
	return fnv1a(word.p, second) % (buckets / POSTINGS_SPREAD) * POSTINGS_SPREAD +
	       fnv1a(second, third) % POSTINGS_SPREAD;
}
