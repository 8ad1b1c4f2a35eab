/*
 * plugin.h - Lua files that declare the sections of the site (docs/plugins.md), and
 * the calls into them. Each file has a Lua state of its own with bounded memory and
 * instructions; an error in one is recorded in g->diag with file, line and item.
 */
#ifndef GEN_PLUGIN_H
#define GEN_PLUGIN_H

#include "gen.h"

/* Load every *.lua of [path] plugins in the order of their names, and fill g->site.
 *   JY_EPARSE  a plugin is wrong, or two declare the same */
enum jy_err plugins_load(struct gen *g);
void plugins_free(struct gen *g);

/* Until further notice the plugins of `g` work for `to`: a copy of it in another thread,
 * or itself again. */
void plugins_lend(struct gen *g, struct gen *to);

/* SHA-256 over a plugin's source and the shared files: its signature. */
const uint8_t *plugin_digest(const struct plugin *pl);

/* "plugins/jobs.lua" */
const char *plugin_name(const struct plugin *pl);

struct facet_value {
	struct str facet, label;
	struct key key;
};

/* What item() returned; everything in the arena that was given. */
struct item {
	bool publish;    /* false: nothing of it but next_at */
	struct str path; /* address, empty: no page */
	int64_t order;
	bool listed, noindex;
	int64_t next_at, lastmod; /* 0: none */
	struct str title, description, image;
	struct facet_value *facets; /* sorted */
	size_t facet_count;
	struct str contacts; /* mobile numbers, each followed by a blank */
	struct val data, card, entry, search; /* maps; null: none */
	struct val aliases;                   /* list */
};

enum jy_err plugin_item(struct gen *g, const struct section *s, struct key key,
    const struct val *row, struct arena *a, struct item *out);

/* The values that `keep` of an index names, sorted. */
enum jy_err plugin_kept(struct gen *g, const struct section *s, const struct list_def *l,
    struct arena *a, struct facet_value **values, size_t *n);

/* What head() returned. */
struct head {
	struct str title, description;
	bool noindex;
	struct val data;
};

enum jy_err plugin_head(struct gen *g, const struct section *s, const struct list_def *l,
    struct key key, struct str label, struct arena *a, struct head *out);

/* What landing() returned: a map, or null. */
enum jy_err plugin_landing(struct gen *g, const struct section *s,
    const struct list_def *l, struct key key, struct str label, struct arena *a,
    struct val *out);

/* A path or title for a value of a facet. */
enum jy_err plugin_text(struct gen *g, struct plugin *pl, const struct text_or_fn *what,
    struct key key, struct str label, struct arena *a, struct str *out);

/* What data() returned, and the instants at which it will differ. */
enum jy_err plugin_page(struct gen *g, const struct page_def *p, struct arena *a,
    struct val *data, int64_t *next_at);

/* The same of a file { }: its text. */
enum jy_err plugin_file(struct gen *g, const struct page_def *p, struct arena *a,
    struct str *text, int64_t *next_at);

#endif
