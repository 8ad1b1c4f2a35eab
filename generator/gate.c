/*
 * gate.c - the personal-data gate (see gate.h). Finding the numbers is
 * lib/idcheck.h's part.
 */
#include <strings.h>

#include "gate.h"
#include "idcheck.h"

#define BLOCK 128

struct scan {
	struct gen *g;
	struct str path, bytes, contacts;
	enum jy_err err;
};

static unsigned
line_of(struct str s, size_t at)
{
	unsigned line = 1;
	size_t i;

	for (i = 0; i < at && i < s.n; i++)
		line += s.p[i] == '\n';
	return line;
}

static bool
is_listed(struct str contacts, struct str mobile)
{
	struct str part;

	while (str_split(&contacts, ' ', &part)) {
		if (str_eq(part, mobile))
			return true;
	}
	return false;
}

static bool
on_find(void *arg, enum pii_kind kind, size_t at, size_t n)
{
	static const char *const what[] = { [PII_ID] = "a full ID number",
		[PII_MOBILE] = "a mobile number that is not in contacts",
		[PII_BANK] = "a bank card number" };
	struct scan *s = arg;

	if (kind == PII_MOBILE &&
	    is_listed(s->contacts, (struct str){ s->bytes.p + at, n }))
		return true;
	s->err = gen_fail(s->g, JY_EINPUT, NULL, 0,
	    "personal data: /" STR_FMT " holds %s (line %u of the page)",
	    STR_ARG(s->path), what[kind], line_of(s->bytes, at));
	return false;
}

/* Does "<f" begin at any of these bytes, the letter in either case? The loop has no way out,
 * so that the compiler looks at many of them at once. */
static bool
has_open_f(const char *p)
{
	unsigned char found = 0;
	int i;

	for (i = 0; i < BLOCK; i++)
		found |= (p[i] == '<') & ((p[i + 1] | 0x20) == 'f');
	return found != 0;
}

/* Where "<form" stands, in letters of either case; s.n if nowhere. */
static size_t
find_form(struct str s)
{
	size_t i, at, end;

	for (i = 0; i + 5 <= s.n; i += BLOCK) {
		if (s.n - i > BLOCK && !has_open_f(s.p + i))
			continue;
		end = s.n - i > BLOCK + 4 ? i + BLOCK : s.n - 4;
		for (at = i; at < end; at++)
			if (s.p[at] == '<' && strncasecmp(s.p + at, "<form", 5) == 0)
				return at;
	}
	return s.n;
}

/* Cut off what stands before a word, of either case, and the word; false: it is not there. */
static bool
skip_to(struct str *s, const char *word)
{
	size_t n = strlen(word);

	while (s->n >= n && strncasecmp(s->p, word, n) != 0)
		*s = str_from(*s, 1);
	if (s->n < n)
		return false;
	*s = str_from(*s, n);
	return true;
}

/* A <form> with method=post. */
static bool
has_post_form(struct str html)
{
	struct str tag;

	while ((html = str_from(html, find_form(html))).n > 0) {
		str_split(&html, '>', &tag);
		if (skip_to(&tag, "method") && skip_to(&tag, "post"))
			return true;
	}
	return false;
}

enum jy_err
gate_check(struct gen *g, struct str path, struct str bytes, struct str contacts)
{
	struct scan s = { g, path, bytes, contacts, JY_OK };

	if (str_ends(path, ".html") && has_post_form(bytes))
		return gen_fail(g, JY_EINPUT, NULL, 0,
		    "/" STR_FMT " holds a form that posts; forms belong to the portal",
		    STR_ARG(path));
	pii_scan(bytes, on_find, &s);
	return s.err;
}

void
gate_contact(struct buf *out, struct str in)
{
	char mobile[12];

	if (mobile_parse(in, mobile) == ID_OK) {
		buf_puts(out, mobile);
		buf_char(out, ' ');
	}
}
