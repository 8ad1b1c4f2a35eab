/*
 * links.h - what an HTML page refers to. A scanner of tags and attributes for our
 * own well-formed pages: comments, scripts and styles are passed over.
 */
#ifndef GEN_LINKS_H
#define GEN_LINKS_H

#include <stdbool.h>

#include "arena.h"
#include "str.h"

enum link_find {
	LINK_TO,     /* href or src: `value` is the reference, entities undone */
	LINK_NO_ALT, /* an <img> without alt: `value` is its src */
	LINK_ANCHOR  /* an id: `value` is its name */
};

/* Called for each find, in order; `value` lives in `a`. Return false to stop. */
typedef bool link_found(void *arg, enum link_find what, struct str value);

void links_scan(struct arena *a, struct str html, link_found *found, void *arg);

/*
 * The file that a reference on the page `from` ("jobs/index.html") leads to, in
 * *path: "../x.html?a#b" gives "x.html", a folder its index.html. False: it leads
 * elsewhere (another host, mailto:, the portal's own URL spaces), or only to a
 * place on the same page.
 */
bool links_resolve(struct arena *a, struct str from, struct str ref, struct str *path);

#endif
