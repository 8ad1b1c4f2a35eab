/*
 * markdown.h - Markdown (CommonMark, libcmark in safe mode) as HTML and as plain
 * text. Raw HTML is left out; a link that is not http, https, mailto or within the
 * site loses its target.
 */
#ifndef JY_MARKDOWN_H
#define JY_MARKDOWN_H

#include "arena.h"
#include "buf.h"
#include "err.h"
#include "str.h"

/* Called for the target of each link and image; may set *to (which must live until
 * the call returns) to another. False: leave it as it is. */
typedef bool markdown_link(void *arg, struct str target, struct str *to);

/* Called for each image instead: may append an <img> of its own, which comes out as it is.
 * `alt` and `title` are plain text. False, with nothing appended: a plain one will do. */
typedef bool markdown_image(
    void *arg, struct str target, struct str alt, struct str title, struct buf *html);

/* What becomes of links and images; each function may be NULL. */
struct markdown_fix {
	markdown_link *link;
	markdown_image *image;
	void *arg;
};

/* Append the HTML of `text`. `fix` may be NULL. JY_ENOMEM. */
enum jy_err markdown_html(
    struct str text, const struct markdown_fix *fix, struct buf *out);

/* Append the first `max` code points of the plain text, on one line, and "…" when
 * there is more. JY_ENOMEM. */
enum jy_err markdown_excerpt(struct str text, size_t max, struct buf *out);

/* A text and what was read of it, for more than one use. {0} is an empty one. */
struct markdown {
	struct arena arena; /* everything of it */
	struct str text;
	void *doc;
};

/* Read `text` (copied), unless it is the one read last. JY_ENOMEM. */
enum jy_err markdown_read(struct markdown *m, struct str text);
void markdown_release(struct markdown *m);

/* As markdown_html() without `fix`, and markdown_excerpt(). */
enum jy_err markdown_put_html(struct markdown *m, struct buf *out);
enum jy_err markdown_put_excerpt(struct markdown *m, size_t max, struct buf *out);

#endif
