/*
 * markdown.c - libcmark with our rules for links (see markdown.h).
 */
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

/* Work over one link or image. */
static bool
fix_link(cmark_node *node, markdown_link *link, void *arg)
{
	bool image = cmark_node_get_type(node) == CMARK_NODE_IMAGE;
	struct str target = str_of(cmark_node_get_url(node)), to;
	char *copy;
	int ok;

	if (!is_allowed(target))
		return cmark_node_set_url(node, "") != 0;
	if (link == NULL || !link(arg, target, image, &to))
		return true;
	if ((copy = strndup(to.p, to.n)) == NULL)
		return false;
	ok = cmark_node_set_url(node, copy);
	free(copy);
	return ok != 0;
}

static bool
fix_links(cmark_node *doc, markdown_link *link, void *arg)
{
	cmark_iter *iter = cmark_iter_new(doc);
	cmark_event_type ev;
	cmark_node *node;
	bool ok = true;

	while (ok && (ev = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		node = cmark_iter_get_node(iter);
		if (ev == CMARK_EVENT_ENTER &&
		    (cmark_node_get_type(node) == CMARK_NODE_LINK ||
			cmark_node_get_type(node) == CMARK_NODE_IMAGE))
			ok = fix_link(node, link, arg);
	}
	cmark_iter_free(iter);
	return ok;
}

enum jy_err
markdown_html(struct str text, markdown_link *link, void *arg, struct buf *out)
{
	cmark_node *doc =
	    cmark_parse_document(text.p != NULL ? text.p : "", text.n, OPTIONS);
	char *html = NULL;

	if (doc != NULL && fix_links(doc, link, arg))
		html = cmark_render_html(doc, OPTIONS);
	if (html != NULL)
		buf_puts(out, html);
	free(html);
	if (doc != NULL)
		cmark_node_free(doc);
	return html != NULL && buf_ok(out) ? JY_OK : JY_ENOMEM;
}

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

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\0';
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

/* The paragraphs at the front that surely make more than `max` code points. All of it
 * where a link may be defined further down. */
static struct str
front(struct str text, size_t max)
{
	size_t least = max * 5 + 64;
	const char *gap;

	if (text.n <= least || memmem(text.p, text.n, "]:", 2) != NULL)
		return text;
	gap = memmem(text.p + least, text.n - least, "\n\n", 2);
	return gap == NULL ? text : (struct str){ text.p, (size_t)(gap - text.p) };
}

/* Append the plain text, at least `enough` bytes of it if there are so many. */
static enum jy_err
add_plain(struct str text, size_t enough, struct buf *plain)
{
	cmark_node *doc =
	    cmark_parse_document(text.p != NULL ? text.p : "", text.n, OPTIONS);
	cmark_event_type ev;
	cmark_iter *iter;

	if (doc == NULL)
		return JY_ENOMEM;
	iter = cmark_iter_new(doc);
	while ((ev = cmark_iter_next(iter)) != CMARK_EVENT_DONE && plain->len < enough)
		add_squeezed(plain, text_of(cmark_iter_get_node(iter), ev));
	cmark_iter_free(iter);
	cmark_node_free(doc);
	return JY_OK;
}

enum jy_err
markdown_excerpt(struct str text, size_t max, struct buf *out)
{
	struct str part = front(text, max), all, cut;
	struct buf plain = BUF_INIT;
	enum jy_err err;

	err = add_plain(part, (max + 1) * 4, &plain);
	if (err == JY_OK && part.n < text.n && plain.len < (max + 1) * 4) {
		buf_reset(&plain); /* mostly marks: the rest counts too */
		err = add_plain(text, (max + 1) * 4, &plain);
	}
	all = str_trim(buf_view(&plain));
	cut = utf8_cut(all, max);
	buf_str(out, cut);
	if (cut.n < all.n)
		buf_puts(out, "…");
	buf_release(&plain);
	return err == JY_OK && !buf_ok(out) ? JY_ENOMEM : err;
}
