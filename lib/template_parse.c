/*
 * template_parse.c - tokens to nodes: which lines a tag takes with it, and what
 * is indented.
 *
 * The rules are those of the specification and of its note on whitespace:
 * A tag other than an interpolation that is alone on its line is standalone: the
 * line goes, and the blanks before a partial or parent indent what comes in. A
 * parent, and a block outside of a parent (a parameter), is also standalone as a
 * whole when nothing stands before its opening tag and nothing behind its closing
 * tag. Directly inside a parent only blocks count (arguments): the rest of the
 * line behind the opening tag is dropped, the blanks of the next line are the
 * indentation of the argument and are taken off each of its lines.
 */
#include "template_int.h"
#include "utf8.h"

/* What a tag takes away around itself. */
struct cut {
	size_t from, to;  /* from <= start, to >= end */
	bool alone;       /* stands where a line begins, and the line is its own */
	struct str strip; /* of a wrapping tag: what was taken off before it */
};

struct parser {
	struct template *t;
	struct source src;
	struct arena scratch; /* tokens, growing arrays; what stays is in t->arena */
	struct tokens tokens;
	struct cut *cut;  /* one for each token */
	uint32_t *opened; /* node of each wrapping token */
	size_t owner;     /* innermost open tag, or NO_TOKEN */
	struct str strip; /* taken off each line that begins with it */
	bool line_start;  /* nothing of this line became a node yet */
	struct node *node;
	uint32_t n, cap;
	struct ref **ref;
	size_t nref, cap_ref;
	bool failed; /* memory is exhausted */
	struct node nowhere;
};

/* --- what stands around a tag */

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Only blanks between the line's beginning, put in *line, and `at`? */
static bool
clear_left(struct str text, size_t at, size_t *line)
{
	while (at > 0 && is_blank(text.p[at - 1]))
		at--;
	*line = at;
	return at == 0 || text.p[at - 1] == '\n';
}

/* Only blanks between `at` and the line's end? *end is where the line end
 * begins, *next where the next line does. */
static bool
clear_right(struct str text, size_t at, size_t *end, size_t *next)
{
	while (at < text.n && is_blank(text.p[at]))
		at++;
	*end = *next = at;
	if (at + 1 < text.n && text.p[at] == '\r' && text.p[at + 1] == '\n')
		*next = at + 2;
	else if (at < text.n && text.p[at] == '\n')
		*next = at + 1;
	return at == text.n || *next > at;
}

static struct str
part(const struct parser *p, size_t from, size_t to)
{
	return (struct str){ p->src.text.p + from, to - from };
}

/* The blanks from `at` on. */
static struct str
blanks(const struct parser *p, size_t at)
{
	size_t to = at;

	while (to < p->src.text.n && is_blank(p->src.text.p[to]))
		to++;
	return part(p, at, to);
}

static bool
is_argument(const struct parser *p, const struct token *t)
{
	return t->tag == TAG_BLOCK && t->owner != NO_TOKEN &&
	       p->tokens.t[t->owner].tag == TAG_PARENT;
}

/* --- cuts */

/* A tag by itself: if it is alone on its line, the line goes. */
static bool
cut_line(struct parser *p, size_t k)
{
	const struct token *t = &p->tokens.t[k];
	size_t line, end, next;

	if (!clear_left(p->src.text, t->start, &line) ||
	    !clear_right(p->src.text, t->end, &end, &next))
		return false;
	p->cut[k].from = line;
	p->cut[k].to = next;
	p->cut[k].alone = true;
	return true;
}

/* A parent or parameter: alone as a whole? */
static void
cut_pair(struct parser *p, size_t k)
{
	const struct token *open = &p->tokens.t[k], *close = &p->tokens.t[open->mate];
	size_t line, end, next;

	cut_line(p, k);
	if (clear_left(p->src.text, open->start, &line) &&
	    clear_right(p->src.text, close->end, &end, &next)) {
		p->cut[k].from = line;
		p->cut[k].alone = true;
		p->cut[open->mate].to = next;
	}
	cut_line(p, open->mate);
}

static void
cut_argument(struct parser *p, size_t k)
{
	const struct token *open = &p->tokens.t[k], *close = &p->tokens.t[open->mate];
	size_t line, end, next;

	if (clear_right(p->src.text, open->end, &end, &next))
		p->cut[k].to = next;
	if (clear_left(p->src.text, close->start, &line) && line >= p->cut[k].to) {
		p->cut[open->mate].from = line;
		p->cut[open->mate].alone = true;
	}
}

static void
cut_all(struct parser *p)
{
	for (size_t k = 0; k < p->tokens.n; k++) {
		p->cut[k].from = p->tokens.t[k].start;
		p->cut[k].to = p->tokens.t[k].end;
	}
	for (size_t k = 0; k < p->tokens.n; k++) {
		const struct token *t = &p->tokens.t[k];

		switch (t->tag) {
		case TAG_VAR:
		case TAG_RAW:
			break;
		case TAG_PARENT:
			cut_pair(p, k);
			break;
		case TAG_BLOCK:
			if (is_argument(p, t))
				cut_argument(p, k);
			else
				cut_pair(p, k);
			break;
		case TAG_CLOSE: /* of parents and blocks: done with the opening */
			if (p->tokens.t[t->mate].tag == TAG_SECTION ||
			    p->tokens.t[t->mate].tag == TAG_INVERTED)
				cut_line(p, k);
			break;
		default:
			cut_line(p, k);
		}
	}
}

/* --- nodes */

static void *
keep(struct parser *p, size_t n, size_t size)
{
	void *mem = arena_array(&p->t->arena, n, size);

	p->failed = p->failed || mem == NULL;
	return mem;
}

static struct node *
add_node(struct parser *p, enum node_type type, size_t at)
{
	struct node *grown;

	if (p->n == p->cap) {
		p->cap = p->cap == 0 ? 64 : p->cap * 2;
		if ((grown = arena_array(&p->scratch, p->cap, sizeof(*grown))) == NULL) {
			p->failed = true;
			p->cap = p->n;
			return &p->nowhere;
		}
		if (p->n > 0)
			memcpy(grown, p->node, p->n * sizeof(*grown));
		p->node = grown;
	}
	p->node[p->n] = (struct node){ .type = (uint8_t)type,
		.line_start = p->line_start,
		.end = p->n + 1,
		.at = (uint32_t)at };
	p->line_start = false;
	return &p->node[p->n++];
}

static void
add_text(struct parser *p, struct str text)
{
	if (text.n == 0)
		return;
	add_node(p, NODE_TEXT, (size_t)(text.p - p->src.text.p))->text = text;
	p->line_start = text.p[text.n - 1] == '\n';
}

/* Blanks at the beginning of a line, without what is taken off there. */
static struct str
without_strip(const struct parser *p, struct str s)
{
	if (s.n >= p->strip.n &&
	    (p->strip.n == 0 || memcmp(s.p, p->strip.p, p->strip.n) == 0))
		return str_from(s, p->strip.n);
	return s;
}

static void
add_source(struct parser *p, size_t from, size_t to)
{
	struct str rest, line;
	const char *nl;

	if (from >= to)
		return;
	rest = part(p, from, to);
	if (p->strip.n == 0) {
		add_text(p, rest);
		return;
	}
	while (rest.n > 0) {
		nl = memchr(rest.p, '\n', rest.n);
		line = rest;
		line.n = nl != NULL ? (size_t)(nl - rest.p) + 1 : rest.n;
		rest = str_from(rest, line.n);
		if (line.p == p->src.text.p || line.p[-1] == '\n')
			line = without_strip(p, line);
		add_text(p, line);
	}
}

static struct path
make_path(struct parser *p, struct str name)
{
	struct str rest = name, one;
	struct path path = { NULL, 0 };
	struct key *key;
	size_t n = 1;

	if (name.n == 0)
		return path;
	for (size_t i = 0; i < name.n; i++)
		n += name.p[i] == '.';
	if ((key = keep(p, n, sizeof(*key))) == NULL)
		return path;
	for (size_t i = 0; i < n && str_split(&rest, '.', &one); i++)
		key[i] = (struct key){ one, val_hash(one) };
	return (struct path){ key, n };
}

static struct ref *
make_ref(struct parser *p, const struct token *t)
{
	struct ref **grown, *ref = keep(p, 1, sizeof(*ref));

	if (ref == NULL)
		return NULL;
	*ref = (struct ref){ t->name, t->start, t->tag == TAG_PARENT, NULL };
	if (p->nref == p->cap_ref) {
		p->cap_ref = p->cap_ref == 0 ? 8 : p->cap_ref * 2;
		if ((grown = keep(p, p->cap_ref, sizeof(struct ref *))) == NULL)
			return NULL;
		if (p->nref > 0)
			memcpy(grown, p->ref, p->nref * sizeof(struct ref *));
		p->ref = grown;
	}
	p->ref[p->nref++] = ref;
	return ref;
}

static void
add_include(struct parser *p, size_t k)
{
	const struct token *t = &p->tokens.t[k];
	const struct cut *cut = &p->cut[k];
	struct include *inc = keep(p, 1, sizeof(*inc));
	bool line_start = p->line_start;
	struct node *n;

	if (inc == NULL)
		return;
	if (t->dynamic) {
		inc->path = make_path(p, t->name);
		p->t->dynamic = true;
	} else {
		inc->ref = make_ref(p, t);
	}
	n = add_node(p, t->tag == TAG_PARENT ? NODE_PARENT : NODE_PARTIAL, t->start);
	n->include = inc;
	if (!cut->alone)
		return;
	inc->alone = true;
	inc->indent = without_strip(p, part(p, cut->from, t->start));
	n->line_start = false;
	p->line_start = line_start;
}

static struct key
make_key(struct str name)
{
	return (struct key){ name, val_hash(name) };
}

/* The text of an argument begins a line, so that it is indented where it goes. */
static void
open_argument(struct parser *p, size_t k)
{
	const struct token *t = &p->tokens.t[k];
	struct block *block = keep(p, 1, sizeof(*block));

	if (block == NULL)
		return;
	block->key = make_key(t->name);
	add_node(p, NODE_ARGUMENT, t->start)->block = block;
	p->line_start = true;
	p->strip = STR_NONE;
	if (p->cut[k].to > t->end)
		p->strip = blanks(p, p->cut[k].to);
}

/* The default of a parameter that has its lines for itself is left as it stands
 * in the source: the blanks before the opening tag move inside. */
static void
open_parameter(struct parser *p, size_t k)
{
	const struct token *t = &p->tokens.t[k], *close = &p->tokens.t[t->mate];
	struct block *block = keep(p, 1, sizeof(*block));
	size_t line = p->cut[k].from, end, next;
	bool line_start = p->line_start;
	struct node *n;

	if (block == NULL)
		return;
	block->key = make_key(t->name);
	n = add_node(p, NODE_PARAMETER, t->start);
	n->block = block;
	if (!p->cut[k].alone)
		return;
	n->line_start = false;
	p->line_start = line_start;
	if (!clear_right(p->src.text, close->end, &end, &next))
		return;
	block->alone = true;
	block->line_end = part(p, end, next);
	if (p->cut[k].to > t->end) {
		block->indent = without_strip(p, blanks(p, p->cut[k].to));
	} else {
		block->indent = without_strip(p, part(p, line, t->start));
		if (close->start > t->end)
			add_text(p, block->indent);
	}
}

static void
add_open(struct parser *p, size_t k)
{
	const struct token *t = &p->tokens.t[k];
	bool line_start = p->line_start;
	struct node *n;

	p->cut[k].strip = p->strip;
	p->opened[k] = p->n;
	switch (t->tag) {
	case TAG_PARENT:
		add_include(p, k);
		break;
	case TAG_BLOCK:
		if (is_argument(p, t))
			open_argument(p, k);
		else
			open_parameter(p, k);
		break;
	default:
		n = add_node(
		    p, t->tag == TAG_SECTION ? NODE_SECTION : NODE_INVERTED, t->start);
		n->path = make_path(p, t->name);
		if (p->cut[k].alone) {
			n->line_start = false;
			p->line_start = line_start;
		}
	}
	p->owner = k;
}

static void
close_block(struct parser *p, const struct node *n)
{
	if (n->type == NODE_ARGUMENT)
		n->block->ends_line = p->line_start;
	else if (n->type == NODE_PARAMETER && n->block->alone && !p->line_start)
		add_text(p, n->block->line_end);
}

static void
add_close(struct parser *p, size_t k)
{
	const struct token *t = &p->tokens.t[k];
	uint32_t opened = p->opened[t->mate];

	if (p->node[opened].type == NODE_PARENT) {
		p->line_start = false;
	} else {
		if (p->line_start && !p->cut[k].alone &&
		    t->start > p->tokens.t[t->mate].end)
			add_node(p, NODE_TEXT, t->start)->text = STR("");
		close_block(p, &p->node[opened]);
	}
	p->node[opened].end = p->n;
	p->strip = p->cut[t->mate].strip;
	p->owner = t->owner;
}

/* --- all of it */

static void
add_token(struct parser *p, size_t k)
{
	const struct token *t = &p->tokens.t[k];

	switch (t->tag) {
	case TAG_VAR:
	case TAG_RAW:
		add_node(p, t->tag == TAG_VAR ? NODE_VAR : NODE_RAW, t->start)->path =
		    make_path(p, t->name);
		break;
	case TAG_PARTIAL:
		add_include(p, k);
		break;
	case TAG_CLOSE:
		add_close(p, k);
		break;
	case TAG_COMMENT:
	case TAG_DELIMITERS:
		break;
	default:
		add_open(p, k);
	}
}

static bool
in_parent(const struct parser *p)
{
	return p->owner != NO_TOKEN && p->tokens.t[p->owner].tag == TAG_PARENT;
}

static void
add_all(struct parser *p)
{
	struct str text = p->src.text;
	const struct token *t;
	size_t at = 0;

	p->owner = NO_TOKEN;
	p->line_start = true;
	for (size_t k = 0; k < p->tokens.n && !p->failed; k++) {
		t = &p->tokens.t[k];
		if (!in_parent(p)) {
			add_source(p, at, p->cut[k].from);
		} else if (!is_argument(p, t) && t->mate != p->owner) {
			if (t->mate != NO_TOKEN)
				k = t->mate; /* a section there means nothing */
			at = p->tokens.t[k].end;
			continue;
		}
		add_token(p, k);
		at = p->cut[k].to;
		if (at > t->end && text.p[at - 1] == '\n')
			p->line_start = true;
	}
	add_source(p, at, text.n);
}

static enum jy_err
parse(struct parser *p)
{
	enum jy_err err;

	if ((err = template_scan(&p->src, &p->scratch, &p->tokens)) != JY_OK)
		return err;
	p->cut = arena_array(&p->scratch, p->tokens.n, sizeof(*p->cut));
	p->opened = arena_array(&p->scratch, p->tokens.n, sizeof(*p->opened));
	if (p->cut == NULL || p->opened == NULL)
		return JY_ENOMEM;
	cut_all(p);
	add_all(p);
	if (p->failed || (p->t->node = keep(p, p->n, sizeof(*p->node))) == NULL)
		return JY_ENOMEM;
	if (p->n > 0)
		memcpy(p->t->node, p->node, p->n * sizeof(*p->node));
	p->t->n = p->n;
	p->t->ref = p->ref;
	p->t->nref = p->nref;
	return JY_OK;
}

/* Pages are UTF-8, so templates are. */
static enum jy_err
check_utf8(const struct source *src)
{
	struct str rest = src->text;

	while (rest.n > 0) {
		if (utf8_next(&rest) == UTF8_INVALID)
			return source_error(
			    src, src->text.n - rest.n - 1, "a byte that is not UTF-8");
	}
	return JY_OK;
}

enum jy_err
template_parse(struct template *t, struct diag *d)
{
	struct parser p = { .t = t, .src = { t->file, t->source, d } };
	enum jy_err err;

	arena_init(&p.scratch, 0);
	if ((err = check_utf8(&p.src)) == JY_OK)
		err = parse(&p);
	arena_release(&p.scratch);
	return err;
}
