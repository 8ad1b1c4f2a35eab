/*
 * site.h - what the plugins declared: sections, single pages, redirects, assets
 * (docs/plugins.md). Filled once by plugins_load() from the build's arena, then
 * only read, but for the marks `id`, `dirty` and `all` that the build sets.
 */
#ifndef GEN_SITE_H
#define GEN_SITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "str.h"

struct facet_value;
struct plugin;
struct val;

/* A Lua function kept in its plugin's registry. */
typedef struct {
	int ref; /* 0: none */
} lua_fn;

/* A path or title that is either fixed or computed from a facet's value. */
struct text_or_fn {
	const char *text;
	lua_fn fn;
};

enum source_type { SOURCE_SQL, SOURCE_FILES, SOURCE_FEED };

struct source {
	enum source_type type;
	const char *kind, *key, *sql; /* SQL; `key` also JSON and CSV feeds */
	unsigned sql_line;            /* where `sql` begins in the plugin */
	const char *folder;           /* files, below site-src/content/ */
	const char **fields;          /* files: further keys allowed, NULL-terminated */
	const char *url, *format, *items; /* feed */
	int64_t every, max;               /* feed: seconds, bytes */
};

struct list_def {
	const char *name, *facet, *template; /* facet "": the whole section */
	struct text_or_fn path;
	lua_fn head, landing;
	lua_fn kept_by; /* list or function: the values whose lists stay when empty */
	struct facet_value *kept; /* keep.c; labels name lists that have no members */
	size_t kept_count;
	bool keep, noindex;
	bool dirty; /* its template or plugin changed: every page again */
};

struct feed_def {
	struct plugin *plugin; /* whose functions these are */
	const char *section;   /* NULL: the one that declares it */
	const char *facet;     /* "": the whole section */
	struct text_or_fn path, title;
	int64_t entries;
};

struct sitemap_def {
	struct plugin *plugin; /* NULL: there is none */
	const char **sections; /* NULL-terminated; NULL: all */
	const char **disallow; /* for robots.txt */
};

struct section {
	const char *name;
	struct plugin *plugin;
	struct source source;
	const char **after; /* NULL-terminated */
	lua_fn item;
	const char *item_where;  /* "plugins/jobs.lua:40: item()", for messages */
	const char *page, *card; /* templates, may be NULL */
	const char *search;      /* address of its search files, NULL: it has none */
	struct list_def *lists;
	size_t list_count;
	struct feed_def *feeds;
	size_t feed_count;
	bool in_sitemap;
	int64_t id; /* in the manifest */
	bool all;   /* every item again: plugin, page or card template changed */
	bool plugin_changed;
	const struct val *feed_links; /* what its pages say of its feeds (render.c) */
	bool done;                    /* its items are final: others may ask about them */
};

struct page_def {
	struct plugin *plugin;
	const char *path, *template; /* NULL: a file { } */
	const char *nav, *title, *description;
	lua_fn data; /* without a template, a file { }: text() */
	bool noindex, sitemap, dirty;
};

/* hooks { } of one plugin (hooks.h). */
struct hook_def {
	struct plugin *plugin;
	lua_fn before, page, after;
};

struct redirect_def {
	const char *from, *to, *plugin;
};

struct site {
	struct section *sections; /* in the order in which they are built */
	size_t section_count;
	struct page_def *pages;
	size_t page_count;
	struct redirect_def *redirects;
	size_t redirect_count;
	struct feed_def *feeds; /* of feeds { }; those of sections are with them */
	size_t feed_count;
	struct sitemap_def sitemap;
	struct hook_def *hooks;
	size_t hook_count;
	bool page_hooks;  /* any of them is called for each page */
	const char **npm; /* asset files below [path] assets */
	size_t npm_count;
};

/* NULL when there is none of that name. */
struct section *site_section(const struct site *site, struct str name);

#endif
