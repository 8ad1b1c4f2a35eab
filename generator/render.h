/*
 * render.h - a page from its template: what every template sees, and the plugin's
 * data beside it.
 */
#ifndef GEN_RENDER_H
#define GEN_RENDER_H

#include "gen.h"
#include "plugin.h"

struct meta {
	struct str address; /* "/jobs/" */
	struct str title, description, image;
	const char *nav; /* NULL: none */
	bool noindex;
	int64_t lastmod;               /* 0: unknown */
	const struct section *section; /* whose feeds are named; NULL: none */
};

/*
 * Append the page. `data` and `more` are maps whose members stand beside `page`,
 * `site`, `asset` and `nav`; `list` is for lists only. Any may be null.
 *   JY_EPARSE  the template; `who` ("item jobs 17") is added to the words
 */
enum jy_err render_page(struct gen *g, struct arena *a, const char *template,
    const struct meta *meta, const struct val *data, const struct val *more,
    const struct val *list, const char *who, struct buf *out);

/* Append a card: its own data and nothing else. */
enum jy_err render_card(struct gen *g, const char *template, const struct val *data,
    const char *who, struct buf *out);

/* Fill g->site_val. */
void render_open(struct gen *g);

/* Fill section->feed_links, before the first of its pages. */
enum jy_err render_section_open(struct gen *g, struct section *s);

#endif
