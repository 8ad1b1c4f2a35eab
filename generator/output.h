/*
 * output.h - one file of the site: compared with what is published, checked by the
 * personal-data gate, compressed, staged. Nothing live is touched before
 * publish.h says so.
 */
#ifndef GEN_OUTPUT_H
#define GEN_OUTPUT_H

#include "gen.h"

/* Who makes an output; decides how it is found again (manifest: output_role). */
enum output_role {
	OUT_ITEM,     /* an item's page */
	OUT_LIST,     /* a page of a list */
	OUT_UNLISTED, /* the same of an item that stands in no list: kept for who knows it */
	OUT_EXTRA,    /* of an item: its aliases and attached files */
	OUT_PAGE,     /* page { } */
	OUT_REDIRECT, /* redirects { } */
	OUT_FEED,
	OUT_ASSET,
	OUT_SITEMAP,
	OUT_CORE, /* robots.txt, the site's manifest */
	OUT_SEARCH,
	OUT_MOVED /* the old address of a renamed file */
};

struct output {
	struct str path;  /* a file below public: "jobs/index.html" */
	struct str owner; /* "jobs 17": no two may claim one path */
	enum output_role role;
	struct str bytes;
	struct buf *buf;     /* where they are, if another may be given for it; or NULL */
	struct str contacts; /* mobile numbers it may hold, separated by blanks */
};

/* The file of a page's address: "/jobs/" gives "jobs/index.html". JY_EINPUT: does
 * not begin with '/', or leads out of the site. */
enum jy_err output_file(
    struct gen *g, struct arena *a, struct str address, struct str *path);

/* And back: "jobs/index.html" gives "/jobs/". */
struct str output_address(struct arena *a, struct str path);

/* What tells whether a file is the one that was written: XXH3, 128 bits. It finds what
 * changed; it is no proof against somebody who means to deceive. */
#define OUTPUT_DIGEST 16
void output_digest(struct str bytes, uint8_t out[OUTPUT_DIGEST]);

/* What became of one. */
struct output_made {
	enum jy_err err; /* JY_ECONFLICT: there is a file of that path already */
	uint8_t digest[OUTPUT_DIGEST];
	int variants; /* compress.h */
};

/*
 * A fresh tree's output in two steps: the file itself, which touches nothing of `g` but
 * its error (so that another thread may do it with a gen of its own), and what the
 * manifest is told.
 */
void output_make(struct gen *g, const struct output *o, struct output_made *m);
enum jy_err output_made(
    struct gen *g, const struct output *o, const struct output_made *m);

/* Publish with this build. JY_ECONFLICT: claimed by another; JY_EINPUT: the gate. */
enum jy_err output_put(struct gen *g, const struct output *o);

/* Is the path nobody's, or `owner`'s? */
enum jy_err output_is_free(
    struct gen *g, struct str path, struct str owner, bool *is_free);

/* Take off the site with this build, if `owner` still has it. */
enum jy_err output_drop(struct gen *g, struct str path, struct str owner);

/* It stays as it is, though this build does not put it. */
enum jy_err output_keep(struct gen *g, struct str path);

/* Drop the outputs of a role that this build neither put nor kept (only the roles from
 * OUT_PAGE on). */
enum jy_err output_sweep(struct gen *g, enum output_role role);

/* JY_ECONFLICT when a path is left with two owners. */
enum jy_err output_check_claims(struct gen *g);

#endif
