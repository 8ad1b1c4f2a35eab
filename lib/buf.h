/*
 * buf.h - a growing byte buffer with a limit and a sticky error.
 * Writers append without looking; whoever finishes asks buf_ok() once. After a
 * failure (memory, or the limit) the contents are meaningless and further
 * appends do nothing.
 */
#ifndef JY_BUF_H
#define JY_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "str.h"

struct buf {
	char *data; /* len bytes, then a NUL once anything was added */
	size_t len, cap;
	size_t max; /* len may not pass this; 0: no limit */
	bool failed;
};

#define BUF_INIT                     \
	{                            \
		NULL, 0, 0, 0, false \
	}

void buf_init(struct buf *b, size_t max); /* make ready; allocates nothing */
void buf_release(struct buf *b);          /* free the contents; usable again */
void buf_reset(struct buf *b);            /* empty, keeps the memory, clears the error */
bool buf_reserve(struct buf *b, size_t more);

void buf_grow_add(struct buf *b, const void *p, size_t n); /* buf_add() without room */
void buf_printf(struct buf *b, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void buf_int(struct buf *b, int64_t v);

/* Is there room for n bytes and the NUL? The limit counts as none. */
static inline bool
buf_has_room(const struct buf *b, size_t n)
{
	return n < b->cap - b->len && (b->max == 0 || n <= b->max - b->len) && !b->failed;
}

static inline void
buf_add(struct buf *b, const void *p, size_t n)
{
	if (n > 0 && b->data != NULL && buf_has_room(b, n)) {
		memcpy(b->data + b->len, p, n);
		b->len += n;
		b->data[b->len] = '\0';
	} else {
		buf_grow_add(b, p, n);
	}
}

static inline void
buf_char(struct buf *b, char c)
{
	if (buf_has_room(b, 1)) {
		b->data[b->len++] = c;
		b->data[b->len] = '\0';
	} else {
		buf_grow_add(b, &c, 1);
	}
}

static inline void
buf_str(struct buf *b, struct str s)
{
	buf_add(b, s.p, s.n);
}

static inline void
buf_puts(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

static inline bool
buf_ok(const struct buf *b)
{
	return !b->failed;
}

/* What it holds now; valid until the next append. */
static inline struct str
buf_view(const struct buf *b)
{
	return (struct str){ b->data, b->len };
}

#endif
