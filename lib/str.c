/*
 * str.c - the parts of str.h that are too long to be inline.
 */
#include "str.h"

struct str
str_trim(struct str s)
{
	while (s.n > 0 && strchr(" \t\r\n", s.p[0]) != NULL && s.p[0] != '\0') {
		s.p++;
		s.n--;
	}
	while (s.n > 0 && strchr(" \t\r\n", s.p[s.n - 1]) != NULL && s.p[s.n - 1] != '\0')
		s.n--;
	return s;
}

bool
str_split(struct str *rest, char sep, struct str *part)
{
	const char *at;

	if (rest->p == NULL)
		return false;
	at = rest->n > 0 ? memchr(rest->p, sep, rest->n) : NULL;
	if (at == NULL) {
		*part = *rest;
		*rest = STR_NONE;
		return true;
	}
	part->p = rest->p;
	part->n = (size_t)(at - rest->p);
	rest->n -= part->n + 1;
	rest->p = at + 1;
	return true;
}

bool
str_int(struct str s, int64_t min, int64_t max, int64_t *out)
{
	int64_t v = 0;
	bool negative = false;
	size_t i = 0;

	if (s.n > 0 && s.p[0] == '-') {
		negative = true;
		i = 1;
	}
	if (i == s.n)
		return false;
	for (; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9' || __builtin_mul_overflow(v, 10, &v) ||
		    (negative ? __builtin_sub_overflow(v, s.p[i] - '0', &v)
			      : __builtin_add_overflow(v, s.p[i] - '0', &v)))
			return false;
	}
	if (v < min || v > max)
		return false;
	*out = v;
	return true;
}

int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

int
str_cmp(struct str a, struct str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int c = n > 0 ? memcmp(a.p, b.p, n) : 0;

	if (c != 0)
		return c;
	return a.n < b.n ? -1 : a.n > b.n;
}
