/*
 * markdown.c - libcmark with our rules for links (see markdown.h).
 */
#include <stddef.h>
#include <stdlib.h>
#include <strings.h>

#include <cmark.h>

#include "markdown.h"
#include "utf8.h"

#define OPTIONS (CMARK_OPT_DEFAULT | CMARK_OPT_VALIDATE_UTF8)

/* http, https, mailto, or no scheme at all. */
static bool
is_allowed(struct str target)
{
	static const char *const schemes[] = { "http:", "https:", "mailto:" };
	size_t i;

	for (i = 0; i < 3; i++) {
		if (target.n >= strlen(schemes[i]) &&
		    strncasecmp(target.p, schemes[i], strlen(schemes[i])) == 0)
			return true;
	}
	if (str_starts(target, "//"))
		return false;
	for (i = 0; i < target.n; i++) {
		if (target.p[i] == '/' || target.p[i] == '?' || target.p[i] == '#')
			return true;
		if (target.p[i] == ':')
			return false;
	}
	return true;
}

/* --- all memory of a document comes from one arena and goes with it, which costs half of
 * what malloc() and free() of every node do */

static _Thread_local struct arena *memory;

static void *
take(size_t n, size_t size)
{
	size_t *p, total;

	if (__builtin_mul_overflow(n, size, &total) ||
	    __builtin_add_overflow(total, sizeof(max_align_t), &total) ||
	    (p = arena_room(memory, total)) == NULL)
		abort(); /* as cmark's own does: it cannot go on */
	memset(p, 0, total);
	*p = total - sizeof(max_align_t);
	return (char *)p + sizeof(max_align_t);
}

static void *
take_again(void *old, size_t size)
{
	void *p = take(1, size);
	size_t had;

	if (old != NULL) {
		had = *(size_t *)((char *)old - sizeof(max_align_t));
		memcpy(p, old, had < size ? had : size);
	}
	return p;
}

static void
give_back(void *p)
{
	(void)p;
}

static cmark_mem allocator = { take, take_again, give_back };

/* --- links and images */

/* Text of a node, or a blank between blocks and lines. */
static struct str
text_of(cmark_node *node, cmark_event_type ev)
{
	switch (cmark_node_get_type(node)) {
	case CMARK_NODE_TEXT:
	case CMARK_NODE_CODE:
		return str_of(cmark_node_get_literal(node));
	case CMARK_NODE_SOFTBREAK:
	case CMARK_NODE_LINEBREAK:
		return STR(" ");
	case CMARK_NODE_PARAGRAPH:
	case CMARK_NODE_HEADING:
	case CMARK_NODE_ITEM:
		return ev == CMARK_EVENT_EXIT ? STR(" ") : STR_NONE;
	default:
		return STR_NONE;
	}
}

/* Another target, as `fix` says. */
static bool
fix_target(cmark_node *node, const struct markdown_fix *fix)
{
	struct str target = str_of(cmark_node_get_url(node)), to;
	char *copy;
	int ok;

	if (!is_allowed(target))
		return cmark_node_set_url(node, "") != 0;
	if (fix == NULL || fix->link == NULL || !fix->link(fix->arg, target, &to))
		return true;
	if ((copy = strndup(to.p, to.n)) == NULL)
		return false;
	ok = cmark_node_set_url(node, copy);
	free(copy);
	return ok != 0;
}

/* Put what the image's function writes in its place. */
static bool
fix_image(cmark_node *node, const struct markdown_fix *fix)
{
	struct str target = str_of(cmark_node_get_url(node));
	struct buf alt = BUF_INIT, html = BUF_INIT;
	cmark_iter *iter = cmark_iter_new(node);
	cmark_node *own = NULL;
	cmark_event_type ev;
	bool ok = true;

	while ((ev = cmark_iter_next(iter)) != CMARK_EVENT_DONE)
		buf_str(&alt, text_of(cmark_iter_get_node(iter), ev));
	cmark_iter_free(iter);
	if (is_allowed(target) && fix->image(fix->arg, target, buf_view(&alt),
				      str_of(cmark_node_get_title(node)), &html)) {
		own = cmark_node_new_with_mem(CMARK_NODE_CUSTOM_INLINE, &allocator);
		ok = buf_ok(&html) && own != NULL &&
		     cmark_node_set_on_enter(own, html.data) != 0 &&
		     cmark_node_replace(node, own) != 0;
	}
	buf_release(&alt);
	buf_release(&html);
	return own != NULL ? ok : fix_target(node, fix);
}

static bool
fix_links(cmark_node *doc, const struct markdown_fix *fix)
{
	cmark_iter *iter = cmark_iter_new(doc);
	cmark_event_type ev;
	cmark_node_type type;
	cmark_node *node;
	bool ok = true;

	while (ok && (ev = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		if (ev != CMARK_EVENT_EXIT)
			continue; /* behind its children a node may be replaced */
		node = cmark_iter_get_node(iter);
		type = cmark_node_get_type(node);
		if (type == CMARK_NODE_IMAGE && fix != NULL && fix->image != NULL)
			ok = fix_image(node, fix);
		else if (type == CMARK_NODE_LINK || type == CMARK_NODE_IMAGE)
			ok = fix_target(node, fix);
	}
	cmark_iter_free(iter);
	return ok;
}

/* --- reading and printing */

enum jy_err
markdown_read(struct markdown *m, struct str text)
{
	cmark_parser *parser;

	if (m->doc != NULL && str_eq(text, m->text))
		return JY_OK;
	arena_reset(&m->arena);
	m->doc = NULL;
	m->text = arena_str(&m->arena, text);
	if (m->text.p == NULL)
		return JY_ENOMEM;
	memory = &m->arena;
	/* cmark's own look at every code point costs a fifth of its work */
	parser = cmark_parser_new_with_mem(
	    utf8_valid(text) ? CMARK_OPT_DEFAULT : OPTIONS, &allocator);
	cmark_parser_feed(parser, m->text.p, m->text.n);
	m->doc = cmark_parser_finish(parser);
	cmark_parser_free(parser);
	return m->doc != NULL ? JY_OK : JY_ENOMEM;
}

void
markdown_release(struct markdown *m)
{
	arena_release(&m->arena);
	*m = (struct markdown){ .doc = NULL };
}

static enum jy_err
put_html(struct markdown *m, const struct markdown_fix *fix, struct buf *out)
{
	memory = &m->arena;
	if (!fix_links(m->doc, fix))
		return JY_ENOMEM;
	buf_puts(out, cmark_render_html(m->doc, OPTIONS));
	return buf_ok(out) ? JY_OK : JY_ENOMEM;
}

enum jy_err
markdown_put_html(struct markdown *m, struct buf *out)
{
	return put_html(m, NULL, out);
}

enum jy_err
markdown_html(struct str text, const struct markdown_fix *fix, struct buf *out)
{
	struct markdown m = { .doc = NULL };
	enum jy_err err;

	if ((err = markdown_read(&m, text)) == JY_OK)
		err = put_html(&m, fix, out);
	markdown_release(&m);
	return err;
}

/* --- plain text */

static bool
is_blank(char c)
{
	return (unsigned char)c <= ' ' &&
	       (c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\0');
}

static void
add_squeezed(struct buf *b, struct str s)
{
	size_t i, from;

	for (i = 0; i < s.n; i++) {
		for (from = i; i < s.n && !is_blank(s.p[i]); i++)
			;
		buf_add(b, s.p + from, i - from);
		if (i < s.n && b->len > 0 && b->data[b->len - 1] != ' ')
			buf_char(b, ' ');
	}
}

enum jy_err
markdown_put_excerpt(struct markdown *m, size_t max, struct buf *out)
{
	size_t enough = (max + 1) * 4; /* bytes of more than `max` code points */
	struct buf plain = BUF_INIT;
	struct str all, cut;
	cmark_event_type ev;
	cmark_iter *iter;

	memory = &m->arena;
	(void)buf_reserve(&plain, enough);
	iter = cmark_iter_new(m->doc);
	while ((ev = cmark_iter_next(iter)) != CMARK_EVENT_DONE && plain.len < enough)
		add_squeezed(&plain, text_of(cmark_iter_get_node(iter), ev));
	cmark_iter_free(iter);
	all = str_trim(buf_view(&plain));
	cut = utf8_cut(all, max);
	buf_str(out, cut);
	if (cut.n < all.n)
		buf_puts(out, "…");
	buf_release(&plain);
	return buf_ok(out) ? JY_OK : JY_ENOMEM;
}

enum jy_err
markdown_excerpt(struct str text, size_t max, struct buf *out)
{
	struct markdown m = { .doc = NULL };
	enum jy_err err;

	if ((err = markdown_read(&m, text)) == JY_OK)
		err = markdown_put_excerpt(&m, max, out);
	markdown_release(&m);
	return err;
}
