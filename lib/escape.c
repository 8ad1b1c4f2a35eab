/*
 * escape.c - the escapers. HTML and JSON are looked at in words of eight bytes, of which most
 * hold nothing that must be replaced.
 */
#include <endian.h>

#include "escape.h"
#include "utf8.h"

#define EACH_BYTE 0x0101010101010101u
#define EACH_HIGH 0x8080808080808080u /* the top bit of each */
#define PIECE 256                     /* bytes of a text that are written together */
#define PIECE_ROOM ((PIECE + 8) * 6)

/* What stands for a byte. */
struct form {
	char s[7];
	uint8_t n;
};

/* --- HTML */

/* Does one of eight bytes, but for the bits not in `mask`, equal c? */
static inline bool
has_byte(uint64_t word, uint64_t mask, unsigned char c)
{
	uint64_t w = (word ^ EACH_BYTE * c) & EACH_BYTE * mask;

	return ((w - EACH_BYTE) & ~w & EACH_HIGH) != 0;
}

/* Is one of the five among these eight? '&' and '\'' differ in bit 0, '<' and '>' in bit 1. */
static inline bool
has_html(const char p[8])
{
	uint64_t word;

	memcpy(&word, p, sizeof(word));
	return (word & EACH_HIGH) != EACH_HIGH &&
	       (has_byte(word, 0xFE, '&') || has_byte(word, 0xFD, '<') ||
		   has_byte(word, 0xFF, '"'));
}

void
html_escape(struct buf *b, struct str s)
{
	static const struct form forms[256] = {
		['&'] = { "&amp;", 5 },
		['<'] = { "&lt;", 4 },
		['>'] = { "&gt;", 4 },
		['"'] = { "&quot;", 6 },
		['\''] = { "&#39;", 5 },
	};
	size_t from = 0, i = 0, stop;
	const struct form *f;

	while (i < s.n) {
		stop = s.n - i < 8 ? s.n : i + 8;
		if (stop == i + 8 && !has_html(s.p + i)) {
			i = stop;
			continue;
		}
		for (; i < stop; i++) {
			f = &forms[(unsigned char)s.p[i]];
			if (f->n == 0)
				continue;
			buf_add(b, s.p + from, i - from);
			buf_add(b, f->s, f->n);
			from = i + 1;
		}
	}
	if (s.n > from)
		buf_add(b, s.p + from, s.n - from);
}

/* --- JSON */

/* What a byte is in a JSON string. Nearly all Chinese text is made of code points of three
 * bytes that begin with a HAN byte: none of them is ever replaced, and all are valid. */
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
	[0xED] = OTHER,
	[0xEE ... 0xEF] = HAN,
	[0xF0 ... 0xFF] = OTHER,
};

/* Up to 6 bytes stand for a code point, and up to 8 are overwritten. */
static size_t
json_put_escape(char to[8], uint32_t cp)
{
	static const struct form named[128] = {
		['"'] = { "\\\"", 2 },
		['\\'] = { "\\\\", 2 },
		['\b'] = { "\\b", 2 },
		['\f'] = { "\\f", 2 },
		['\n'] = { "\\n", 2 },
		['\r'] = { "\\r", 2 },
		['\t'] = { "\\t", 2 },
		['<'] = { "\\u003c", 6 },
		['>'] = { "\\u003e", 6 },
		['&'] = { "\\u0026", 6 },
	};
	static const char hex[] = "0123456789abcdef";

	if (cp < 0x80 && named[cp].n > 0) {
		memcpy(to, &named[cp], sizeof(named[cp]));
		return named[cp].n;
	}
	memcpy(to, "\\u", 2);
	for (int i = 0; i < 4; i++)
		to[2 + i] = hex[cp >> (12 - 4 * i) & 15];
	return 6;
}

/* Where reading and writing are. */
struct place {
	const char *in;
	char *out;
};

/* The code points at the front that begin with a HAN byte; at the end of the text one may be
 * left, as four bytes are read at a time. */
static inline struct place
json_put_han(struct place at, const char *end)
{
	uint32_t word;

	for (; end - at.in >= 4; at.in += 3, at.out += 3) {
		memcpy(&word, at.in, sizeof(word));
		if (json_bytes[(unsigned char)at.in[0]] != HAN ||
		    (le32toh(word) & 0xC0C000) != 0x808000)
			break;
		memcpy(at.out, &word, sizeof(word));
	}
	return at;
}

/* A code point beyond ASCII, or a byte that is none. */
static struct place
json_put_other(struct place at, const char *end, bool script)
{
	struct str rest = { at.in, (size_t)(end - at.in) }, s = STR("\uFFFD");
	uint32_t cp = utf8_next(&rest);
	size_t n = (size_t)(end - at.in) - rest.n;

	if (script && (cp == 0x2028 || cp == 0x2029))
		return (struct place){ at.in + n, at.out + json_put_escape(at.out, cp) };
	if (cp != UTF8_INVALID)
		s = (struct str){ at.in, n };
	memcpy(at.out, s.p, s.n);
	return (struct place){ at.in + n, at.out + s.n };
}

/* What stands for the front of `s`, PIECE bytes of it or a few more, which are taken off.
 * `plain`: bytes of that kind and below stand as they are. */
static struct str
json_piece(char piece[PIECE_ROOM], struct str *s, uint8_t plain)
{
	struct place at = { s->p, piece };
	const char *end = s->p + s->n, *until = s->n < PIECE ? end : s->p + PIECE, *was;

	while (at.in < until) {
		was = at.in;
		if (json_bytes[(unsigned char)*at.in] <= plain)
			*at.out++ = *at.in++;
		else if ((unsigned char)*at.in < 0x80)
			at.out += json_put_escape(at.out, (unsigned char)*at.in++);
		else if ((at = json_put_han(at, until)).in == was)
			at = json_put_other(at, end, plain == PLAIN);
	}
	*s = (struct str){ at.in, (size_t)(end - at.in) };
	return (struct str){ piece, (size_t)(at.out - piece) };
}

static void
json_put(struct buf *b, struct str s, uint8_t plain)
{
	char piece[PIECE_ROOM];

	while (s.n > 0)
		buf_str(b, json_piece(piece, &s, plain));
}

void
json_escape(struct buf *b, struct str s)
{
	json_put(b, s, SCRIPT);
}

void
json_escape_script(struct buf *b, struct str s)
{
	json_put(b, s, PLAIN);
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
