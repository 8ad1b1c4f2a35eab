/*
 * escape.c - the escapers. Each copies the longest stretch that needs nothing,
 * then the replacement of the byte that stopped it.
 */
#include "escape.h"
#include "utf8.h"

/* Copy `s`, replacing each byte that has a row in `table`. */
static void
replace_bytes(struct buf *b, struct str s, const char *const table[256])
{
	size_t from = 0;

	for (size_t i = 0; i < s.n; i++) {
		const char *r = table[(unsigned char)s.p[i]];

		if (r == NULL)
			continue;
		buf_add(b, s.p + from, i - from);
		buf_puts(b, r);
		from = i + 1;
	}
	if (s.n > from)
		buf_add(b, s.p + from, s.n - from);
}

void
html_escape(struct buf *b, struct str s)
{
	static const char *const table[256] = {
		['&'] = "&amp;",
		['<'] = "&lt;",
		['>'] = "&gt;",
		['"'] = "&quot;",
		['\''] = "&#39;",
	};

	replace_bytes(b, s, table);
}

/* What a byte is in a JSON string. Nearly all Chinese text (U+3000 to U+CFFF) is made of
 * code points that begin with a HAN byte, and none of those is ever replaced. */
enum json_byte { PLAIN, SCRIPT, HAN, OTHER, STOP };

static const uint8_t json_bytes[256] = {
	[0x00 ... 0x1F] = STOP,
	['"'] = STOP,
	['\\'] = STOP,
	[0x7F] = STOP,
	['<'] = SCRIPT,
	['>'] = SCRIPT,
	['&'] = SCRIPT,
	[0x80 ... 0xE2] = OTHER,
	[0xE3 ... 0xEC] = HAN,
	[0xED ... 0xFF] = OTHER,
};

/* How many bytes at the front stand as they are; `plain`: bytes of that kind and below do. */
static size_t
json_span(struct str s, uint8_t plain)
{
	const unsigned char *p = (const unsigned char *)s.p;
	size_t i = 0;

	for (;;) {
		while (i < s.n && json_bytes[p[i]] <= plain)
			i++;
		if (s.n - i < 3 || json_bytes[p[i]] != HAN || (p[i + 1] & 0xC0) != 0x80 ||
		    (p[i + 2] & 0xC0) != 0x80)
			return i;
		i += 3;
	}
}

/* Must this code point, which did not stand in a span, be replaced? */
static bool
json_stops(uint32_t cp, bool script)
{
	return cp < 0x80 || cp == UTF8_INVALID ||
	       (script && (cp == 0x2028 || cp == 0x2029));
}

static void
json_replace(struct buf *b, uint32_t cp)
{
	static const char *const named[128] = {
		['"'] = "\\\"",
		['\\'] = "\\\\",
		['\b'] = "\\b",
		['\f'] = "\\f",
		['\n'] = "\\n",
		['\r'] = "\\r",
		['\t'] = "\\t",
		['<'] = "\\u003c",
		['>'] = "\\u003e",
		['&'] = "\\u0026",
	};

	if (cp == UTF8_INVALID)
		utf8_put(b, cp);
	else if (cp < 0x80 && named[cp] != NULL)
		buf_puts(b, named[cp]);
	else
		buf_printf(b, "\\u%04x", cp);
}

/* The code point at the front, which ended a span. */
static void
json_put_one(struct buf *b, struct str *s, bool script)
{
	struct str was = *s;
	uint32_t cp = utf8_next(s);

	if (json_stops(cp, script))
		json_replace(b, cp);
	else
		buf_add(b, was.p, was.n - s->n);
}

static void
json_put(struct buf *b, struct str s, bool script)
{
	size_t n;

	while (s.n > 0) {
		if ((n = json_span(s, script ? PLAIN : SCRIPT)) > 0)
			buf_add(b, s.p, n);
		if ((s = str_from(s, n)).n > 0)
			json_put_one(b, &s, script);
	}
}

void
json_escape(struct buf *b, struct str s)
{
	json_put(b, s, false);
}

void
json_escape_script(struct buf *b, struct str s)
{
	json_put(b, s, true);
}

static bool
is_unreserved(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	       (c >= 'a' && c <= 'z') || c == '-' || c == '.' || c == '_' || c == '~';
}

static void
escape_url(struct buf *b, struct str s, char also)
{
	static const char digits[] = "0123456789ABCDEF";

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (is_unreserved(s.p[i]) || (s.p[i] == also && c != 0)) {
			buf_char(b, s.p[i]);
			continue;
		}
		buf_char(b, '%');
		buf_char(b, digits[c >> 4]);
		buf_char(b, digits[c & 15]);
	}
}

void
url_escape(struct buf *b, struct str s)
{
	escape_url(b, s, '\0');
}

void
url_escape_path(struct buf *b, struct str s)
{
	escape_url(b, s, '/');
}

enum jy_err
url_decode(struct arena *a, struct str in, bool plus_is_space, struct str *out)
{
	char *p;
	size_t n = 0;

	if ((p = arena_alloc(a, in.n + 1)) == NULL)
		return JY_ENOMEM;
	for (size_t i = 0; i < in.n; i++) {
		char c = in.p[i];

		if (c == '%') {
			if (in.n - i < 3 || hex_value(in.p[i + 1]) < 0 ||
			    hex_value(in.p[i + 2]) < 0)
				return JY_EPARSE;
			c = (char)(hex_value(in.p[i + 1]) * 16 + hex_value(in.p[i + 2]));
			i += 2;
		} else if (c == '+' && plus_is_space) {
			c = ' ';
		}
		p[n++] = c;
	}
	*out = (struct str){ p, n };
	return JY_OK;
}

/* Would a spreadsheet calculate what begins like this? */
static bool
is_formula(struct str s)
{
	static const char *const start[] = { "=", "+", "-", "@", "\t", "\r", "\n",
		"\uff1d", "\uff0b", "\uff0d", "\uff20" };

	for (size_t i = 0; i < sizeof(start) / sizeof(start[0]); i++) {
		if (str_starts(s, start[i]))
			return true;
	}
	return false;
}

void
csv_field(struct buf *b, struct str s)
{
	bool quote = s.n > 0 && (s.p[0] == ' ' || s.p[s.n - 1] == ' ');
	bool formula = is_formula(s);

	for (size_t i = 0; i < s.n && !quote; i++)
		quote = s.p[i] != '\0' && strchr(",\"\r\n\t", s.p[i]) != NULL;
	if (quote)
		buf_char(b, '"');
	if (formula)
		buf_char(b, '\'');
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '"')
			buf_char(b, '"');
		buf_char(b, s.p[i]);
	}
	if (quote)
		buf_char(b, '"');
}

bool
header_value_ok(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < 0x20 || s.p[i] > 0x7E)
			return false;
	}
	return true;
}
