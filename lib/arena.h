/*
 * arena.h - memory that goes away together.
 * One request, one page or one record takes its memory from one arena, which is
 * reset or released at its end. What is not memory (a file, a handle) registers
 * its release with arena_defer(). Not thread-safe: one owner at a time.
 */
#ifndef JY_ARENA_H
#define JY_ARENA_H

#include <stdarg.h>
#include <stddef.h>

#include "str.h"

struct arena_block;
struct arena_cleanup;

struct arena {
	char *at, *end;                /* what is free of the newest block */
	struct arena_block *block;     /* the newest; older ones behind it */
	struct arena_cleanup *cleanup; /* newest first */
	size_t limit;                  /* bytes it may hold in all; 0: no limit */
	size_t total;                  /* bytes taken from malloc */
};

/* Make ready; allocates nothing. `limit` bounds the total, 0 for none. */
void arena_init(struct arena *a, size_t limit);

/* Run the cleanups, newest first; keep one block for the next round. */
void arena_reset(struct arena *a);

/* Run the cleanups and free everything; the arena may be used again. */
void arena_release(struct arena *a);

/* `size` zeroed bytes, aligned for any type. NULL when memory or the limit is
 * exhausted: the caller answers JY_ENOMEM. Size 0 gives a unique pointer. */
void *arena_alloc(struct arena *a, size_t size) __attribute__((malloc));

/* The same with whatever they held, for what is filled at once. Nearly every call finds the
 * room here; under AddressSanitizer none does, so that the rest stays poisoned. */
#define ARENA_ALIGN 16
#if defined(__SANITIZE_ADDRESS__)
#define ARENA_POISONED 1
#else
#define ARENA_POISONED 0
#endif
void *arena_more(struct arena *a, size_t size) __attribute__((malloc));
__attribute__((malloc)) static inline void *
arena_room(struct arena *a, size_t size)
{
	size_t need = (size + ARENA_ALIGN - 1) & ~(size_t)(ARENA_ALIGN - 1);
	char *p = a->at;

	/* need is 0 for nothing, and for too much */
	if (ARENA_POISONED || need - 1 >= (size_t)(a->end - p))
		return arena_more(a, size);
	a->at = p + need;
	return p;
}

/* An array of n zeroed elements; NULL also when n * size overflows. */
void *arena_array(struct arena *a, size_t n, size_t size);

/* Copies that end in a NUL. NULL (or STR_NONE) when memory is exhausted. */
char *arena_strdup(struct arena *a, const char *s);
char *arena_cstr(struct arena *a, struct str s);
static inline struct str
arena_str(struct arena *a, struct str s)
{
	char *p = arena_cstr(a, s);

	return p == NULL ? STR_NONE : (struct str){ p, s.n };
}

/* printf into the arena. STR_NONE when memory is exhausted. */
struct str arena_printf(struct arena *a, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
struct str arena_vprintf(struct arena *a, const char *fmt, va_list ap)
    __attribute__((format(printf, 2, 0)));

/* Call fn(arg) when the arena is reset or released. False: no memory, and fn
 * was called at once. */
bool arena_defer(struct arena *a, void (*fn)(void *), void *arg);

#endif
