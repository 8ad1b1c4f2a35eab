/*
 * picture_sides.c - how wide and high a GIF, WebP or SVG says it is, from its first bytes
 * (see picture.h). Its pixels are nobody's concern here.
 */
#include <string.h>

#include "picture.h"
#include "str.h"

static unsigned
little(struct str s, size_t at, size_t bytes)
{
	unsigned n = 0;

	while (bytes-- > 0)
		n = n << 8 | (uint8_t)s.p[at + bytes];
	return n;
}

static bool
gif(struct str s, unsigned *w, unsigned *h)
{
	if (s.n < 10 || (!str_starts(s, "GIF87a") && !str_starts(s, "GIF89a")))
		return false;
	*w = little(s, 6, 2);
	*h = little(s, 8, 2);
	return true;
}

/* Lossy, lossless, or with more than one part. */
static bool
webp(struct str s, unsigned *w, unsigned *h)
{
	if (s.n < 30 || !str_starts(s, "RIFF") || !str_starts(str_from(s, 8), "WEBPVP8"))
		return false;
	switch (s.p[15]) {
	case ' ':
		*w = little(s, 26, 2) & 0x3FFF;
		*h = little(s, 28, 2) & 0x3FFF;
		return str_starts(str_from(s, 23), "\x9D\x01\x2A");
	case 'L':
		*w = (little(s, 21, 4) & 0x3FFF) + 1;
		*h = (little(s, 21, 4) >> 14 & 0x3FFF) + 1;
		return s.p[20] == 0x2F;
	case 'X':
		*w = little(s, 24, 3) + 1;
		*h = little(s, 27, 3) + 1;
		return true;
	default:
		return false;
	}
}

/* The value of an attribute within a tag; empty: it has none. */
static struct str
attribute(struct str tag, const char *name)
{
	size_t n = strlen(name), i, end;

	for (i = 1; i + n + 2 < tag.n; i++) {
		if (strchr(" \t\r\n", tag.p[i - 1]) == NULL ||
		    memcmp(tag.p + i, name, n) != 0 || tag.p[i + n] != '=' ||
		    (tag.p[i + n + 1] != '"' && tag.p[i + n + 1] != '\''))
			continue;
		i += n + 2;
		for (end = i; end < tag.n && tag.p[end] != tag.p[i - 1]; end++)
			;
		return (struct str){ tag.p + i, end - i };
	}
	return STR_NONE;
}

/* A number of pixels, its fraction cut off: "24", "24.5px". 0: another unit, or none. */
static unsigned
pixels(struct str s)
{
	struct str whole = STR_NONE;
	int64_t n;

	if (str_ends(s, "px"))
		s.n -= 2;
	str_split(&s, '.', &whole);
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return 0;
	}
	return str_int(whole, 1, 1 << 16, &n) ? (unsigned)n : 0;
}

/* "0 0 120 60", or with commas: the last two. */
static void
view_box(struct str s, unsigned *w, unsigned *h)
{
	unsigned found[4] = { 0 }, n = 0;
	size_t i, begin;

	for (i = 0; i < s.n && n < 4; i++) {
		if (strchr(" ,\t\r\n", s.p[i]) != NULL)
			continue;
		for (begin = i; i < s.n && strchr(" ,\t\r\n", s.p[i]) == NULL; i++)
			;
		found[n++] = pixels((struct str){ s.p + begin, i - begin });
	}
	*w = found[2];
	*h = found[3];
}

/* As its root says; without sides, as far as its coordinates go. */
static bool
svg(struct str s, unsigned *w, unsigned *h)
{
	struct str tag = { memmem(s.p, s.n, "<svg", 4), 0 };
	const char *end;

	if (tag.p == NULL)
		return false;
	tag.n = s.n - (size_t)(tag.p - s.p);
	if ((end = memchr(tag.p, '>', tag.n)) == NULL)
		return false;
	tag.n = (size_t)(end - tag.p);
	*w = pixels(attribute(tag, "width"));
	*h = pixels(attribute(tag, "height"));
	if (*w == 0 || *h == 0)
		view_box(attribute(tag, "viewBox"), w, h);
	return true;
}

bool
picture_sides(struct str bytes, unsigned *width, unsigned *height)
{
	*width = *height = 0;
	return bytes.n > 0 &&
	       (gif(bytes, width, height) || webp(bytes, width, height) ||
		   svg(bytes, width, height)) &&
	       *width > 0 && *height > 0;
}
