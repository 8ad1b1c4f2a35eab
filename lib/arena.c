/*
 * arena.c - blocks of growing size, bump allocation, cleanups. Under AddressSanitizer
 * every byte that was not handed out is poisoned, a few behind each that was among them.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "arena.h"

#if ARENA_POISONED
#include <sanitizer/asan_interface.h>
#define POISON(p, n) ASAN_POISON_MEMORY_REGION((p), (n))
#define UNPOISON(p, n) ASAN_UNPOISON_MEMORY_REGION((p), (n))
#define RED_ZONE 16
#else
#define POISON(p, n) ((void)(p), (void)(n))
#define UNPOISON(p, n) ((void)(p), (void)(n))
#define RED_ZONE 0
#endif

#define BLOCK_FIRST (16 * 1024)
#define BLOCK_MAX (256 * 1024)

struct arena_block {
	struct arena_block *older;
	size_t size;
	_Alignas(ARENA_ALIGN) char data[];
};

struct arena_cleanup {
	struct arena_cleanup *older;
	void (*fn)(void *);
	void *arg;
};

void
arena_init(struct arena *a, size_t limit)
{
	*a = (struct arena){ .limit = limit };
}

static void
run_cleanups(struct arena *a)
{
	struct arena_cleanup *c;

	while ((c = a->cleanup) != NULL) {
		a->cleanup = c->older;
		c->fn(c->arg);
	}
}

static void
free_blocks(struct arena_block *b)
{
	struct arena_block *older;

	for (; b != NULL; b = older) {
		older = b->older;
		UNPOISON(b->data, b->size);
		free(b);
	}
}

void
arena_reset(struct arena *a)
{
	run_cleanups(a);
	if (a->block == NULL)
		return;
	free_blocks(a->block->older);
	a->block->older = NULL;
	a->at = a->block->data;
	a->total = a->block->size;
	POISON(a->block->data, a->block->size);
}

void
arena_release(struct arena *a)
{
	run_cleanups(a);
	free_blocks(a->block);
	*a = (struct arena){ .limit = a->limit };
}

static bool
add_block(struct arena *a, size_t need)
{
	struct arena_block *b;
	size_t size = a->block == NULL ? BLOCK_FIRST : a->block->size * 2;

	if (size > BLOCK_MAX)
		size = BLOCK_MAX;
	if (size < need)
		size = need;
	if (a->limit != 0 && (size > a->limit || a->total > a->limit - size))
		size = need;
	if (a->limit != 0 && (size > a->limit || a->total > a->limit - size))
		return false;
	if (size > SIZE_MAX - sizeof(*b) || (b = malloc(sizeof(*b) + size)) == NULL)
		return false;
	b->older = a->block;
	b->size = size;
	POISON(b->data, size);
	a->block = b;
	a->at = b->data;
	a->end = b->data + size;
	a->total += size;
	return true;
}

void *
arena_more(struct arena *a, size_t size)
{
	size_t need;
	char *p;

	if (__builtin_add_overflow(size, ARENA_ALIGN - 1 + RED_ZONE, &need))
		return NULL;
	need &= ~(size_t)(ARENA_ALIGN - 1);
	if (need == 0)
		need = ARENA_ALIGN;
	if ((size_t)(a->end - a->at) < need && !add_block(a, need))
		return NULL;
	p = a->at;
	a->at += need;
	UNPOISON(p, size);
	return p;
}

void *
arena_alloc(struct arena *a, size_t size)
{
	void *p = arena_room(a, size);

	return p != NULL ? memset(p, 0, size) : NULL;
}

void *
arena_array(struct arena *a, size_t n, size_t size)
{
	size_t total;

	return __builtin_mul_overflow(n, size, &total) ? NULL : arena_alloc(a, total);
}

char *
arena_cstr(struct arena *a, struct str s)
{
	char *p;

	if (s.n == SIZE_MAX || (p = arena_room(a, s.n + 1)) == NULL)
		return NULL;
	if (s.n > 0)
		memcpy(p, s.p, s.n);
	p[s.n] = '\0';
	return p;
}

char *
arena_strdup(struct arena *a, const char *s)
{
	return arena_cstr(a, str_of(s));
}

struct str
arena_vprintf(struct arena *a, const char *fmt, va_list ap)
{
	char first[256]; /* most is shorter, and is not formatted twice */
	va_list again;
	char *p;
	int n;

	va_copy(again, ap);
	n = vsnprintf(first, sizeof(first), fmt, again);
	va_end(again);
	if (n < 0 || (p = arena_room(a, (size_t)n + 1)) == NULL)
		return STR_NONE;
	if ((size_t)n < sizeof(first))
		memcpy(p, first, (size_t)n + 1);
	else
		vsnprintf(p, (size_t)n + 1, fmt, ap);
	return (struct str){ p, (size_t)n };
}

struct str
arena_printf(struct arena *a, const char *fmt, ...)
{
	struct str s;
	va_list ap;

	va_start(ap, fmt);
	s = arena_vprintf(a, fmt, ap);
	va_end(ap);
	return s;
}

bool
arena_defer(struct arena *a, void (*fn)(void *), void *arg)
{
	struct arena_cleanup *c;

	if ((c = arena_alloc(a, sizeof(*c))) == NULL) {
		fn(arg);
		return false;
	}
	c->fn = fn;
	c->arg = arg;
	c->older = a->cleanup;
	a->cleanup = c;
	return true;
}
