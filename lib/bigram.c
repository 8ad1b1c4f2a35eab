/*
 * bigram.c - cutting text into pairs of Han characters and words of letters.
 */
#include "bigram.h"
#include "utf8.h"

enum kind { OTHER, HAN, WORD };

/* Full-width ASCII to ASCII, capital letters of ASCII, Latin, Greek, Cyrillic to
 * small: what names of skills and firms are made of. */
static uint32_t
fold(uint32_t c)
{
	if (c >= 0xFF01 && c <= 0xFF5E)
		c -= 0xFEE0;
	if ((c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE && c != 0xD7) ||
	    (c >= 0x391 && c <= 0x3A9) || (c >= 0x410 && c <= 0x42F))
		return c + 32;
	return c;
}

static enum kind
kind_of(uint32_t c)
{
	if (utf8_is_han(c))
		return HAN;
	if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '+' || c == '#' ||
	    (c >= 0xC0 && c <= 0x24F) || (c >= 0x370 && c <= 0x5FF) ||
	    (c >= 0x600 &&
		c <= 0x6FF)) /* Uyghur and Kazakh are written in Arabic letters */
		return WORD;
	return OTHER;
}

/* The character at text[at], folded; *next is where the one behind it begins. */
static uint32_t
char_at(struct str text, size_t at, size_t *next)
{
	struct str rest = str_from(text, at);
	uint32_t c = utf8_next(&rest);

	*next = text.n - rest.n;
	if (*next <= at)
		*next = at + 1;
	return fold(c);
}

/* A word of letters from `at` on; returns its end. */
static size_t
word(struct str text, size_t at, bigram_fn *fn, void *arg, bool *go)
{
	struct buf token;
	size_t start = at, next;
	uint32_t c;

	buf_init(&token, 0);
	while (at < text.n && kind_of(c = char_at(text, at, &next)) == WORD) {
		if (token.len + 4 <= BIGRAM_TOKEN_MAX)
			utf8_put(&token, c);
		at = next;
	}
	if (buf_ok(&token))
		*go = fn(arg, buf_view(&token), start, at);
	buf_release(&token);
	return at;
}

/* A run of Han characters from `at` on; returns its end. */
static size_t
run(struct str text, size_t at, bool query, bigram_fn *fn, void *arg, bool *go)
{
	size_t start = at, first_end, end;
	bool alone = true;

	char_at(text, at, &first_end);
	while (
	    first_end < text.n && *go && kind_of(char_at(text, first_end, &end)) == HAN) {
		*go = fn(arg, (struct str){ text.p + at, end - at }, at, end);
		at = first_end;
		first_end = end;
		alone = false;
	}
	if (*go && (alone || !query))
		*go = fn(arg, (struct str){ text.p + at, first_end - at }, at, first_end);
	return first_end > start ? first_end : start + 1;
}

void
bigram_tokens(struct str text, bool query, bigram_fn *fn, void *arg)
{
	size_t at = 0, next;
	bool go = true;

	while (at < text.n && go) {
		switch (kind_of(char_at(text, at, &next))) {
		case HAN:
			at = run(text, at, query, fn, arg, &go);
			break;
		case WORD:
			at = word(text, at, fn, arg, &go);
			break;
		case OTHER:
			at = next;
			break;
		}
	}
}

/* What a blank-free word consists of: how many tokens, and whether the last one is
 * a single Han character or letters, which a prefix must find. */
struct shape {
	size_t tokens;
	bool open;
};

static bool
measure(void *arg, struct str token, size_t start, size_t end)
{
	struct shape *s = arg;
	struct str rest = token;

	(void)start;
	(void)end;
	utf8_next(&rest);
	s->tokens++;
	s->open = rest.n == 0 || (unsigned char)token.p[0] < 0xE0;
	return true;
}

/* Put a word in quotes; a quote in it ends nothing because it is left out. */
static void
quote(struct buf *out, struct str w)
{
	buf_char(out, '"');
	for (size_t i = 0; i < w.n; i++)
		if (w.p[i] != '"' && w.p[i] != '\0')
			buf_char(out, w.p[i]);
	buf_char(out, '"');
}

bool
bigram_match(struct str words, struct buf *out)
{
	size_t at = 0, end, n = 0;

	while (at < words.n) {
		struct shape shape = { 0, false };
		struct str w;

		for (end = at; end < words.n && strchr(" \t\r\n", words.p[end]) == NULL;
		     end++)
			;
		w = (struct str){ words.p + at, end - at };
		bigram_tokens(w, true, measure, &shape);
		if (shape.tokens > 0) {
			if (n++ > 0)
				buf_puts(out, " AND ");
			quote(out, w);
			if (shape.open)
				buf_char(out, '*');
		}
		at = end + 1;
	}
	return n > 0;
}
