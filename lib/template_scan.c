/*
 * template_scan.c - cut a template into tags and find which tag closes which.
 * It knows names and delimiters, and nothing of lines: see template_parse.c.
 */
#include <stdio.h>

#include "template_int.h"

struct scanner {
	const struct source *src;
	struct arena *arena;
	struct str open, close; /* the delimiters in force */
	struct token *t;
	size_t n, cap;
	size_t stack[TEMPLATE_NEST_MAX]; /* open tags */
	size_t depth;
};

static const struct sigil {
	char c;
	enum tag tag;
} sigils[] = {
	{ '&', TAG_RAW },
	{ '{', TAG_RAW },
	{ '#', TAG_SECTION },
	{ '^', TAG_INVERTED },
	{ '<', TAG_PARENT },
	{ '$', TAG_BLOCK },
	{ '/', TAG_CLOSE },
	{ '>', TAG_PARTIAL },
	{ '!', TAG_COMMENT },
	{ '=', TAG_DELIMITERS },
};

static const char *const kinds[] = {
	[TAG_SECTION] = "section",
	[TAG_INVERTED] = "section",
	[TAG_PARENT] = "parent",
	[TAG_BLOCK] = "block",
};

#define SHOWN_MAX 80 /* bytes of a name in a message */
#define SHOW(s) (int)((s).n < SHOWN_MAX ? (s).n : SHOWN_MAX), (s).n > 0 ? (s).p : "."

void
source_place(struct str text, size_t at, unsigned *line, unsigned *column)
{
	*line = *column = 1;
	for (size_t i = 0; i < at && i < text.n; i++) {
		if (text.p[i] == '\n') {
			++*line;
			*column = 1;
		} else if (((unsigned char)text.p[i] & 0xc0) != 0x80) {
			++*column;
		}
	}
}

enum jy_err
source_error(const struct source *src, size_t at, const char *fmt, ...)
{
	char text[sizeof(src->diag->text)];
	unsigned line, column;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	source_place(src->text, at, &line, &column);
	return diag_set(src->diag, JY_EPARSE, src->file, line, column, "%s", text);
}

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Where `what` begins at or behind `from`; the length of the text if nowhere. */
static size_t
find(struct str text, size_t from, struct str what)
{
	const char *p = NULL;

	if (from < text.n)
		p = memmem(text.p + from, text.n - from, what.p, what.n);
	return p != NULL ? (size_t)(p - text.p) : text.n;
}

/* Where a tag whose content begins at `from` ends: at the closing delimiter,
 * with `before` in front of it unless that is 0. */
static size_t
find_close(const struct scanner *s, size_t from, char before)
{
	struct str text = s->src->text;
	size_t at = find(text, from, s->close);

	while (before != 0 && at < text.n && (at == from || text.p[at - 1] != before))
		at = find(text, at + 1, s->close);
	return before != 0 && at < text.n ? at - 1 : at;
}

static enum jy_err
push(struct scanner *s, const struct token *t)
{
	struct token *grown;

	if (s->n == s->cap) {
		s->cap = s->cap == 0 ? 64 : s->cap * 2;
		if ((grown = arena_array(s->arena, s->cap, sizeof(*grown))) == NULL)
			return JY_ENOMEM;
		if (s->n > 0)
			memcpy(grown, s->t, s->n * sizeof(*grown));
		s->t = grown;
	}
	s->t[s->n++] = *t;
	return JY_OK;
}

/* --- names */

static bool
is_dotted(const struct token *t)
{
	switch (t->tag) {
	case TAG_VAR:
	case TAG_RAW:
	case TAG_SECTION:
	case TAG_INVERTED:
		return true;
	default:
		return t->dynamic;
	}
}

static enum jy_err
check_parts(const struct source *src, const struct token *t)
{
	struct str rest = t->name, part;

	while (str_split(&rest, '.', &part))
		if (part.n == 0)
			return source_error(src, t->start,
			    "the name '%.*s' has an empty part", SHOW(t->name));
	return JY_OK;
}

/* "* a.b" is the dynamic name "a.b". */
static void
set_dynamic(struct token *t)
{
	if (!str_starts(t->name, "*"))
		return;
	t->dynamic = true;
	t->name = str_trim(str_from(t->name, 1));
}

/* Take the name from the content of a tag. */
static enum jy_err
set_name(const struct scanner *s, struct token *t, struct str content)
{
	t->name = str_trim(content);
	if (t->tag == TAG_PARTIAL || t->tag == TAG_PARENT ||
	    (t->tag == TAG_CLOSE && t->name.n > 1 && is_space(t->name.p[1])))
		set_dynamic(t);
	if (t->name.n == 0)
		return source_error(s->src, t->start, "empty tag");
	if (find(t->name, 0, s->open) < t->name.n)
		return source_error(s->src, t->start,
		    "unclosed tag: another begins before its '%.*s'", SHOW(s->close));
	for (size_t i = 0; i < t->name.n; i++)
		if (is_space(t->name.p[i]) || t->name.p[i] == '\0')
			return source_error(s->src, t->start,
			    "the name '%.*s' holds a blank", SHOW(t->name));
	if (!is_dotted(t))
		return JY_OK;
	if (str_is(t->name, ".")) {
		t->name.n = 0;
		return JY_OK;
	}
	return check_parts(s->src, t);
}

static enum jy_err
set_delimiters(struct scanner *s, const struct token *t, struct str content)
{
	struct str both = str_trim(content), open = both, close;
	size_t i = 0;

	while (i < both.n && !is_space(both.p[i]))
		i++;
	open.n = i;
	close = str_trim(str_from(both, i));
	for (i = 0; i < close.n && !is_space(close.p[i]); i++)
		;
	if (close.n == 0 || i < close.n || memchr(both.p, '=', both.n) != NULL)
		return source_error(
		    s->src, t->start, "two delimiters are wanted, without blanks or '='");
	s->open = open;
	s->close = close;
	return JY_OK;
}

/* --- nesting */

static enum jy_err
open_tag(struct scanner *s, size_t i)
{
	if (s->depth == TEMPLATE_NEST_MAX)
		return source_error(
		    s->src, s->t[i].start, "nested deeper than %d", TEMPLATE_NEST_MAX);
	s->stack[s->depth++] = i;
	return JY_OK;
}

static enum jy_err
close_tag(struct scanner *s, size_t i)
{
	struct token *t = &s->t[i], *open;
	unsigned line, column;

	if (s->depth == 0)
		return source_error(s->src, t->start,
		    "closing '%.*s', but nothing is open", SHOW(t->name));
	open = &s->t[s->stack[s->depth - 1]];
	if (open->dynamic && !t->dynamic)
		set_dynamic(t);
	if (is_dotted(open) && str_is(t->name, "."))
		t->name.n = 0;
	if (!str_eq(t->name, open->name) || t->dynamic != open->dynamic) {
		source_place(s->src->text, open->start, &line, &column);
		return source_error(s->src, t->start,
		    "closing '%s%.*s' does not match '%s%.*s' opened at %u:%u",
		    t->dynamic ? "*" : "", SHOW(t->name), open->dynamic ? "*" : "",
		    SHOW(open->name), line, column);
	}
	t->mate = s->stack[--s->depth];
	t->owner = open->owner;
	open->mate = i;
	return JY_OK;
}

/* --- tags */

static enum jy_err
accept(struct scanner *s, struct token *t, struct str content)
{
	enum jy_err err = JY_OK;

	if (t->tag == TAG_DELIMITERS)
		err = set_delimiters(s, t, content);
	else if (t->tag != TAG_COMMENT)
		err = set_name(s, t, content);
	if (err != JY_OK || (err = push(s, t)) != JY_OK)
		return err;
	switch (t->tag) {
	case TAG_SECTION:
	case TAG_INVERTED:
	case TAG_PARENT:
	case TAG_BLOCK:
		return open_tag(s, s->n - 1);
	case TAG_CLOSE:
		return close_tag(s, s->n - 1);
	default:
		return JY_OK;
	}
}

/* The tag that begins at `at`. *next is where the text behind it begins. */
static enum jy_err
scan_tag(struct scanner *s, size_t at, size_t *next)
{
	struct token t = { .tag = TAG_VAR, .start = at, .mate = NO_TOKEN };
	struct str text = s->src->text;
	size_t from = at + s->open.n, to;
	char before = 0;

	while (from < text.n && is_space(text.p[from]))
		from++;
	for (size_t i = 0; from < text.n && i < sizeof(sigils) / sizeof(sigils[0]); i++) {
		if (text.p[from] != sigils[i].c)
			continue;
		t.tag = sigils[i].tag;
		before = sigils[i].c == '{' ? '}' : sigils[i].c == '=' ? '=' : 0;
		from++;
		break;
	}
	if ((to = find_close(s, from, before)) == text.n)
		return source_error(s->src, at, "unclosed tag: '%.*s%.*s' is missing",
		    before != 0, &before, SHOW(s->close));
	t.end = *next = to + (before != 0) + s->close.n;
	t.owner = s->depth > 0 ? s->stack[s->depth - 1] : NO_TOKEN;
	return accept(s, &t, (struct str){ text.p + from, to - from });
}

enum jy_err
template_scan(const struct source *src, struct arena *a, struct tokens *out)
{
	struct scanner s = {
		.src = src, .arena = a, .open = STR("{{"), .close = STR("}}")
	};
	const struct token *open;
	enum jy_err err;
	size_t at = 0;

	while ((at = find(src->text, at, s.open)) < src->text.n)
		if ((err = scan_tag(&s, at, &at)) != JY_OK)
			return err;
	if (s.depth > 0) {
		open = &s.t[s.stack[s.depth - 1]];
		return source_error(src, open->start, "unclosed %s '%.*s' opened here",
		    kinds[open->tag], SHOW(open->name));
	}
	*out = (struct tokens){ s.t, s.n };
	return JY_OK;
}
