/*
 * gen.h - one run of the generator: what all its parts share. The run owns one
 * arena, the store's public connection, the manifest, the plugins and the first
 * error; functions return enum jy_err and leave the words in run->diag.
 */
#ifndef GEN_GEN_H
#define GEN_GEN_H

#include <stdarg.h>

#include "arena.h"
#include "buf.h"
#include "conf.h"
#include "db.h"
#include "err.h"
#include "key.h"
#include "site.h"
#include "template.h"
#include "val.h"

struct asset_list;
struct facet_memo;
struct moved;
struct plugin;
struct plugin_watch;
struct profile;
struct search;
struct writer;

/* What the function of a plugin that runs just now may ask with ctx. */
struct asker {
	bool allowed;
	const struct section *item_of; /* item(): only sections in its `after` */
	struct arena *arena;           /* topics live here */
	struct str *topics;            /* what was asked about */
	size_t topic_count, topic_size;
	int64_t lastmod; /* when the newest that was told of changed; 0: not known */
};

struct counts {
	int64_t items;                       /* looked at */
	int64_t written, deleted, unchanged; /* outputs */
	int64_t outputs;                     /* that the site has now */
	int64_t before;                      /* that it had */
};

struct gen {
	struct conf conf;
	struct diag diag;
	struct arena arena; /* lives as long as the run */
	struct db *store;   /* public views only; one read transaction */
	struct db *man;     /* the manifest, in one write transaction */
	struct site site;
	struct plugin **plugins;
	size_t plugin_count;
	struct plugin_watch *plugin_watch;
	struct template_set *templates;
	struct asset_list *assets;      /* assets.c */
	struct facet_memo *facet_memo;  /* members.c */
	struct moved *moved;            /* moved.c; what it knows of renamed files */
	struct search *search;          /* search.c; what changed, by section */
	struct profile *profile;        /* profile.c; NULL: not asked for */
	struct writer *writer;          /* writer.c; NULL: files are made at once */
	struct val site_val, asset_val; /* `site` and `asset` of every template */
	struct val shared_val;          /* `shared` of pages; null: none (hooks.h) */
	struct buf text; /* what is being made just now, by whoever empties it first */
	struct asker ask;
	struct counts counts;
	int64_t now;
	int64_t feeds_at;  /* when a remote feed is due again; 0: there is none */
	int64_t lua_bytes; /* memory of all plugins */
	int stage;         /* folder handle where outputs wait, -1: none yet */
	int64_t staged;    /* names given so far */
	int lock;          /* descriptor of the build lock, -1: not taken */
	int live;          /* folder handle of the live site, -1: there is none */
	bool full, dry, force, progress;
	bool fresh;           /* whole tree beside the live one, then exchanged */
	bool plugins_changed; /* any: what they declare may differ */
	bool base_changed;    /* what every page depends on */
	bool
	    compress_changed; /* [build] compress: files that stay get others beside them */
	bool committed;       /* the journal stands: what is staged is needed */
	bool scratch;         /* failed in a way that a build from scratch mends */
	int warnings;
	char warned[2000]; /* the first of them, one a line */
};

/* Record the first error, with or without a place. Returns err. */
enum jy_err gen_fail(struct gen *g, enum jy_err err, const char *file, unsigned line,
    const char *fmt, ...) __attribute__((format(printf, 5, 6)));

/* Append to the recorded error: " (item jobs 17)". */
void gen_fail_in(struct gen *g, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* One line on standard error; the build goes on. */
void gen_warn(struct gen *g, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* A plugin speaks of a section that none declares; said once for each. For the main thread. */
void gen_warn_missing(struct gen *g, struct str section);

/* JY_ENOMEM if p is NULL, with words. */
enum jy_err gen_mem(struct gen *g, const void *p);

#endif
