/*
 * leaves.h - which numbered pages of a list (or shards of a sitemap) must be made
 * again, and which go: those that something touched, what they split into or joined
 * with, and their neighbours, whose links lead to them.
 */
#ifndef GEN_LEAVES_H
#define GEN_LEAVES_H

#include "cursor.h"
#include "gen.h"

struct leaves {
	struct gen *g;
	struct cursor cursor; /* over the list's facet */
	struct paging paging;
	int64_t list;         /* its number in the manifest */
	int64_t low, old_low; /* keys from here on are on the landing page */
	bool all;             /* every page again */
	bool linked;          /* pages link to their neighbours */
	struct str owner;     /* of the outputs */
	void *arg;
	/* The file of a page, in `a`. STR_NONE: memory. */
	struct str (*path)(void *arg, struct arena *a, struct span span);
	/* Make the page of a span and put it; *lastmod is kept beside it. */
	enum jy_err (*render)(void *arg, struct arena *a, struct span span,
	    struct str path, int64_t *lastmod);
};

enum jy_err leaves_update(struct leaves *l);

/* Take all pages of a list off the site. */
enum jy_err leaves_drop(struct gen *g, int64_t list, struct str owner);

#endif
