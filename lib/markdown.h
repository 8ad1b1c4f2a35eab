/*
 * markdown.h - Markdown (CommonMark, libcmark in safe mode) as HTML and as plain
 * text. Raw HTML is left out; a link that is not http, https, mailto or within the
 * site loses its target.
 */
#ifndef JY_MARKDOWN_H
#define JY_MARKDOWN_H

#include "buf.h"
#include "err.h"
#include "str.h"

/* Called for the target of each link and image; may set *to (which must live until
 * the call returns) to another. False: leave it as it is. */
typedef bool markdown_link(void *arg, struct str target, bool image, struct str *to);

/* Append the HTML of `text`. `link` may be NULL. JY_ENOMEM. */
enum jy_err markdown_html(
    struct str text, markdown_link *link, void *arg, struct buf *out);

/* Append the first `max` code points of the plain text, on one line, and "…" when
 * there is more. JY_ENOMEM. */
enum jy_err markdown_excerpt(struct str text, size_t max, struct buf *out);

#endif
