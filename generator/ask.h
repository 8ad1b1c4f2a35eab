/*
 * ask.h - what ctx tells a plugin about what else is published, and the note of
 * what was asked, so that the page is made again when the answer changes.
 */
#ifndef GEN_ASK_H
#define GEN_ASK_H

#include "gen.h"

/* Who asks from now on; item_of: the section whose item() runs, or NULL. */
void ask_begin(struct gen *g, struct arena *a, const struct section *item_of);
void ask_end(struct gen *g); /* nobody may; the topics stay for deps_replace() */

/* Add a topic to what the last call asked about: "file:content/x.csv". */
enum jy_err ask_note(struct gen *g, struct str topic);

struct query {
	struct str section, facet; /* facet empty: the whole section */
	struct key key;
};

/* JY_EINPUT with words in g->diag: no such section, or it may not be asked now. */
enum jy_err ask_latest(
    struct gen *g, struct arena *a, const struct query *q, int64_t n, struct val *out);
enum jy_err ask_count(struct gen *g, const struct query *q, int64_t *n);
enum jy_err ask_facets(
    struct gen *g, struct arena *a, const struct query *q, struct val *out);

/*
 * The rows of a query over the public_ views, each a map of its columns. Its page is
 * made again when public_change has something new of `kind`.
 *   JY_EINPUT  the query fails, gives more than ASK_ROWS_MAX rows, or may not be asked
 *              now (item() may not)
 */
#define ASK_ROWS_MAX 10000
enum jy_err ask_rows(
    struct gen *g, struct arena *a, struct str kind, struct str sql, struct val *out);

/* Tell those who asked for rows of the kinds that changed since the last build. */
enum jy_err ask_changed(struct gen *g);

/* The topics of a facet's value and of the facet: "jobs/prefecture/6501". */
struct str topic_of(
    struct arena *a, struct str section, struct str facet, const struct key *key);

#endif
