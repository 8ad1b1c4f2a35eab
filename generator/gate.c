/*
 * gate.c - the personal-data gate (see gate.h). Finding the numbers is
 * lib/idcheck.h's part.
 */
#include <strings.h>

#include "gate.h"
#include "idcheck.h"

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

/* Where "<form" stands, in letters of either case; s.n if nowhere. A byte that is none of
 * its letters tells that it does not begin among the five that end there. */
static size_t
find_form(struct str s)
{
	static const uint8_t to_end[256] = { ['<'] = 4,
		['f'] = 3,
		['F'] = 3,
		['o'] = 2,
		['O'] = 2,
		['r'] = 1,
		['R'] = 1 };
	uint8_t skip;
	size_t i;

	for (i = 4; i < s.n; i += skip != 0 ? skip : 5) {
		skip = to_end[(unsigned char)s.p[i]];
		if ((s.p[i] | 0x20) == 'm' && strncasecmp(s.p + i - 4, "<form", 5) == 0)
			return i - 4;
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
