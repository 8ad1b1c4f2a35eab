/*
 * utf8.c - decoding, normal forms by utf8proc, and the gate for typed text.
 */
#include <endian.h>
#include <stdlib.h>

#include <utf8proc.h>

#include "utf8.h"

#define REPLACEMENT 0xFFFDu
#define MARKS_MAX 30
#define ASCII_HIGH 0x8080808080808080u /* the top bit of each of eight bytes */

/* Nearly all Chinese text is made of code points of three bytes. Those that begin so are valid
 * whatever the other two hold; with 0xE0 some are too small, with 0xED some are surrogates. */
static inline bool
is_plain_lead(unsigned char c)
{
	return c >= 0xE1 && c <= 0xEF && c != 0xED;
}

/* Is one of these at the front? */
static inline bool
is_triple(struct str s)
{
	const unsigned char *p = (const unsigned char *)s.p;

	return s.n >= 3 && is_plain_lead(p[0]) && (p[1] & 0xC0) == 0x80 &&
	       (p[2] & 0xC0) == 0x80;
}

/* Two of them, in eight bytes? */
static inline bool
is_triple_pair(const char p[8])
{
	uint64_t word;

	memcpy(&word, p, sizeof(word));
	word = le64toh(word);
	return (word & 0xC0C000C0C000) == 0x808000808000 && is_plain_lead(word & 0xFF) &&
	       is_plain_lead(word >> 24 & 0xFF);
}

/* The length of the code point at the front of s (n > 0), 0 if it is not valid. */
static size_t
decode_any(struct str s, uint32_t *out)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const unsigned char *p = (const unsigned char *)s.p;
	size_t len = p[0] < 0x80   ? 1
		     : p[0] < 0xC2 ? 0
		     : p[0] < 0xE0 ? 2
		     : p[0] < 0xF0 ? 3
		     : p[0] < 0xF5 ? 4
				   : 0;
	uint32_t cp = len < 2 ? p[0] : p[0] & (0x7Fu >> len);

	if (len == 0 || len > s.n)
		return 0;
	for (size_t i = 1; i < len; i++) {
		if ((p[i] & 0xC0) != 0x80)
			return 0;
		cp = cp << 6 | (p[i] & 0x3Fu);
	}
	if (cp < least[len] || cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF))
		return 0;
	*out = cp;
	return len;
}

/* The same, quickly for nearly all that comes. */
static inline size_t
decode(struct str s, uint32_t *out)
{
	const unsigned char *p = (const unsigned char *)s.p;

	if (p[0] < 0x80) {
		*out = p[0];
		return 1;
	}
	if (!is_triple(s))
		return decode_any(s, out);
	*out = (p[0] & 0x0Fu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
	return 3;
}

/* How many bytes at the front are ASCII. */
static size_t
ascii_span(struct str s)
{
	size_t i = 0;
	uint64_t word;

	for (; s.n - i >= sizeof(word); i += sizeof(word)) {
		memcpy(&word, s.p + i, sizeof(word));
		if ((word & ASCII_HIGH) != 0)
			break;
	}
	while (i < s.n && (unsigned char)s.p[i] < 0x80)
		i++;
	return i;
}

/* How many bytes at the front are such code points. */
static size_t
triple_span(struct str s)
{
	size_t i = 0;

	while (s.n - i >= 8 && is_triple_pair(s.p + i))
		i += 6;
	while (is_triple(str_from(s, i)))
		i += 3;
	return i;
}

bool
utf8_valid(struct str s)
{
	uint32_t cp;
	size_t n;

	while ((s = str_from(s, ascii_span(s))).n > 0) {
		if ((n = triple_span(s)) == 0 && (n = decode(s, &cp)) == 0)
			return false;
		s = str_from(s, n);
	}
	return true;
}

size_t
utf8_count(struct str s)
{
	size_t n = 0;

	while (s.n > 0) {
		utf8_next(&s);
		n++;
	}
	return n;
}

static inline uint32_t
next(struct str *rest)
{
	uint32_t cp = UTF8_INVALID;
	size_t len = decode(*rest, &cp);

	*rest = str_from(*rest, len == 0 ? 1 : len);
	return cp;
}

uint32_t
utf8_next(struct str *rest)
{
	return next(rest);
}

void
utf8_put(struct buf *b, uint32_t cp)
{
	char bytes[4];
	size_t n;

	if (cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF))
		cp = REPLACEMENT;
	n = cp < 0x80 ? 1 : cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
	if (n == 1) {
		bytes[0] = (char)cp;
	} else {
		for (size_t i = n - 1; i > 0; i--, cp >>= 6)
			bytes[i] = (char)(0x80 | (cp & 0x3F));
		bytes[0] = (char)((0xF00u >> n & 0xFFu) | cp);
	}
	buf_add(b, bytes, n);
}

struct str
utf8_cut(struct str s, size_t max)
{
	struct str rest = s;

	while (rest.n > 0 && max-- > 0)
		next(&rest);
	return (struct str){ s.p, s.n - rest.n };
}

bool
utf8_is_han(uint32_t cp)
{
	return cp == 0x3007 || (cp >= 0x3400 && cp <= 0x4DBF) ||
	       (cp >= 0x4E00 && cp <= 0x9FFF) || (cp >= 0xF900 && cp <= 0xFAFF) ||
	       (cp >= 0x20000 && cp <= 0x3FFFD && (cp & 0xFFFE) != 0xFFFE);
}

static bool
is_space(uint32_t cp)
{
	return (cp >= 9 && cp <= 13) || cp == ' ' || cp == 0x85 || cp == 0xA0 ||
	       cp == 0x1680 || (cp >= 0x2000 && cp <= 0x200A) || cp == 0x2028 ||
	       cp == 0x2029 || cp == 0x202F || cp == 0x205F || cp == 0x3000;
}

struct str
utf8_trim(struct str s)
{
	struct str rest = s, end = { s.p, 0 };

	while (rest.n > 0) {
		struct str at = rest;

		if (is_space(utf8_next(&rest))) {
			if (end.n == 0)
				end.p = rest.p;
		} else {
			end.n = (size_t)(at.p + (at.n - rest.n) - end.p);
		}
	}
	return end.n == 0 ? (struct str){ s.p, 0 } : end;
}

/* Do more combining marks follow each other than any language needs? */
static bool
is_stacked(struct str s)
{
	size_t run = 0;

	while (s.n > 0 && run <= MARKS_MAX) {
		uint32_t cp = utf8_next(&s);

		if (utf8proc_get_property((utf8proc_int32_t)cp)->combining_class != 0)
			run++;
		else
			run = 0;
	}
	return run > MARKS_MAX;
}

enum jy_err
utf8_normalise(struct arena *a, struct str in, enum utf8_form form, struct str *out)
{
	utf8proc_option_t how = UTF8PROC_STABLE | UTF8PROC_COMPOSE |
				(form == UTF8_NFKC ? UTF8PROC_COMPAT : 0);
	utf8proc_uint8_t *made = NULL;
	utf8proc_ssize_t n;
	enum jy_err err = JY_OK;

	if (ascii_span(in) == in.n) {
		*out = in;
		return JY_OK;
	}
	if (!utf8_valid(in) || is_stacked(in))
		return JY_EINPUT;
	n = utf8proc_map(
	    (const utf8proc_uint8_t *)in.p, (utf8proc_ssize_t)in.n, &made, how);
	if (n < 0)
		return n == UTF8PROC_ERROR_NOMEM ? JY_ENOMEM : JY_EINPUT;
	*out = arena_str(a, (struct str){ (const char *)made, (size_t)n });
	if (out->p == NULL)
		err = JY_ENOMEM;
	free(made);
	return err;
}

static bool
is_zero_width(uint32_t cp)
{
	return cp == 0xAD || cp == 0x61C || cp == 0x180E ||
	       (cp >= 0x200B && cp <= 0x200F) || (cp >= 0x2060 && cp <= 0x206F) ||
	       cp == 0xFEFF || (cp >= 0xFE00 && cp <= 0xFE0F) || cp >= 0xE0000;
}

static bool
is_latin(uint32_t cp)
{
	return (cp >= 'A' && cp <= 'Z') || (cp >= 'a' && cp <= 'z') ||
	       (cp >= 0xC0 && cp <= 0x24F && cp != 0xD7 && cp != 0xF7) ||
	       (cp >= 0x1E00 && cp <= 0x1EFF);
}

/* What one code point does in a text of this kind. */
static enum text_fault
fault_of(uint32_t cp, enum text_kind kind)
{
	if (cp < 0x20 || (cp >= 0x7F && cp <= 0x9F))
		return kind == TEXT_LONG && (cp == '\n' || cp == '\t') ? TEXT_OK
								       : TEXT_CONTROL;
	if ((cp >= 0x202A && cp <= 0x202E) || (cp >= 0x2066 && cp <= 0x2069))
		return TEXT_BIDI;
	if (kind != TEXT_NAME || cp == ' ' || cp == 0xB7 || is_latin(cp) ||
	    utf8_is_han(cp))
		return TEXT_OK;
	return is_zero_width(cp) ? TEXT_INVISIBLE : TEXT_NAME_CHAR;
}

/* The code point as it is stored; `before` stands in front of it. 0: leave out. */
static uint32_t
stored_form(uint32_t cp, uint32_t before, struct str rest, enum text_kind kind)
{
	if (cp == '\r' && rest.n > 0 && rest.p[0] == '\n')
		return 0;
	if (kind != TEXT_NAME)
		return cp;
	if (cp == 0x2022 || cp == 0x2027 || cp == 0x30FB)
		return 0xB7;
	if (cp == 0x3000 || cp == 0xA0)
		cp = ' ';
	return cp == ' ' && before == ' ' ? 0 : cp;
}

/* Copy `in` to `out` as it is stored. */
static enum text_fault
copy_checked(struct str in, enum text_kind kind, struct buf *out)
{
	enum text_fault fault;
	uint32_t cp, kept, before = 0;

	while (in.n > 0) {
		cp = utf8_next(&in);
		kept = cp == 0 ? 0 : stored_form(cp, before, in, kind);
		if (cp != 0 && kept == 0)
			continue;
		if ((fault = fault_of(kept, kind)) != TEXT_OK)
			return fault;
		utf8_put(out, kept);
		before = kept;
	}
	return TEXT_OK;
}

enum text_fault
utf8_clean(struct arena *a, struct str in, enum text_kind kind, struct str *out)
{
	struct buf copy = BUF_INIT;
	struct str s;
	enum text_fault fault = TEXT_NO_MEMORY;
	size_t count;

	if (!utf8_valid(in))
		return TEXT_NOT_UTF8;
	if (is_stacked(in))
		return TEXT_STACKED;
	if (utf8_normalise(a, utf8_trim(in), UTF8_NFC, &s) != JY_OK)
		return TEXT_NO_MEMORY;
	if (!buf_reserve(&copy, s.n) || (fault = copy_checked(s, kind, &copy)) != TEXT_OK)
		goto out;
	count = kind == TEXT_NAME ? utf8_count(buf_view(&copy)) : TEXT_NAME_MIN;
	if (count < TEXT_NAME_MIN || count > TEXT_NAME_MAX) {
		fault = TEXT_NAME_LENGTH;
		goto out;
	}
	s = arena_str(a, buf_view(&copy));
	if (!buf_ok(&copy) || s.p == NULL)
		fault = TEXT_NO_MEMORY;
	else
		*out = s;
out:
	buf_release(&copy);
	return fault;
}

const char *
text_fault_zh(enum text_fault fault)
{
	static const char *const table[TEXT_FAULT_COUNT] = {
		[TEXT_OK] = "",
		[TEXT_NOT_UTF8] = "内容的编码无法识别，请重新输入。",
		[TEXT_CONTROL] = "内容中含有不可见的控制字符，请删除后重新输入。",
		[TEXT_BIDI] = "内容中含有改变文字方向的字符，请删除后重新输入。",
		[TEXT_STACKED] = "内容中叠加的符号过多，请删除后重新输入。",
		[TEXT_INVISIBLE] = "姓名中含有不可见的字符，请删除后重新输入。",
		[TEXT_NAME_CHAR] = "姓名只能包含汉字、间隔号“·”、英文字母和空格。",
		[TEXT_NAME_LENGTH] = "姓名应为2至50个字。",
		[TEXT_NO_MEMORY] = "系统繁忙，请稍候再试。",
	};

	return table[fault < TEXT_FAULT_COUNT ? fault : TEXT_NO_MEMORY];
}
