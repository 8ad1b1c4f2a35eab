/*
 * str.h - a string as pointer and length. It owns nothing: whoever made the
 * bytes (an arena, a buffer, a literal) says how long they live. The bytes are
 * UTF-8 unless a comment says otherwise, and need not end in a NUL.
 */
#ifndef JY_STR_H
#define JY_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct str {
	const char *p; /* never NULL when n > 0 */
	size_t n;      /* bytes */
};

#define STR(literal) ((struct str){ (literal), sizeof(literal) - 1 })
#define STR_NONE ((struct str){ NULL, 0 })
#define STR_FMT "%.*s"
#define STR_ARG(s) (int)(s).n, (s).p != NULL ? (s).p : ""

/* The bytes of a C string; NULL gives the empty string. */
static inline struct str
str_of(const char *s)
{
	return (struct str){ s, s != NULL ? strlen(s) : 0 };
}

static inline bool
str_eq(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static inline bool
str_is(struct str a, const char *b)
{
	return str_eq(a, str_of(b));
}

static inline bool
str_starts(struct str a, const char *prefix)
{
	size_t n = strlen(prefix);

	return a.n >= n && memcmp(a.p, prefix, n) == 0;
}

static inline bool
str_ends(struct str a, const char *suffix)
{
	size_t n = strlen(suffix);

	return a.n >= n && memcmp(a.p + a.n - n, suffix, n) == 0;
}

/* The part from byte `from` on; empty when from >= n. */
static inline struct str
str_from(struct str a, size_t from)
{
	return from >= a.n ? STR_NONE : (struct str){ a.p + from, a.n - from };
}

/* Without blanks, tabs and line ends at both ends (ASCII only). */
struct str str_trim(struct str s);

/* Cut *rest at the first `sep`; returns the part before it (all, if none) and
 * leaves the part after it in *rest. False once *rest was used up. */
bool str_split(struct str *rest, char sep, struct str *part);

/* Whole-string decimal number: optional '-', digits, nothing else, in
 * [min, max]. False leaves *out alone. */
bool str_int(struct str s, int64_t min, int64_t max, int64_t *out);

/* The value of a hex digit of either case, -1 for anything else. */
int hex_value(char c);

/* Like strcmp over bytes; a shorter string that is a prefix sorts first. */
int str_cmp(struct str a, struct str b);

#endif
