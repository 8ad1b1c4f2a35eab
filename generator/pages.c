/*
 * pages.c - single pages (see pages.h).
 */
#include <stdio.h>

#include "manifest.h"
#include "output.h"
#include "pages.h"
#include "plugin.h"
#include "render.h"

MAN_SQL(SQL_PAGES_NEXT, "SELECT min(value) FROM state"
			" WHERE name >= 'next:' AND name < 'next;' AND value > :now");
MAN_SQL(SQL_PAGES_DUE, "SELECT 1 FROM state WHERE name >= 'next:' AND name < 'next;'"
		       " AND value > 0 AND value <= :now LIMIT 1");

MAN_SQL(SQL_PAGES_TIMERS, "SELECT name FROM state"
			  " WHERE name >= 'next:' AND name < 'next;' AND value > 0");

static enum jy_err
query(struct gen *g, const char *sql, int64_t *v)
{
	struct db_stmt *st;
	enum jy_err err;

	*v = 0;
	if ((err = man_prepare(g, &st, sql)) != JY_OK)
		return err;
	db_bind_int(st, ":now", g->now);
	if ((err = man_one(g, st)) == JY_OK)
		*v = db_int(st, 0);
	db_finish(st);
	return err == JY_ENOTFOUND ? JY_OK : err;
}

enum jy_err
pages_next(struct gen *g, int64_t *next_at)
{
	return query(g, SQL_PAGES_NEXT, next_at);
}

enum jy_err
pages_due(struct gen *g, bool *due)
{
	int64_t v;
	enum jy_err err = query(g, SQL_PAGES_DUE, &v);

	*due = v != 0;
	return err;
}

enum jy_err
page_render(struct gen *g, const struct page_def *p, struct arena *a,
    const struct output *o, struct buf *out, int64_t *next_at)
{
	struct meta meta = { .address = output_address(a, o->path),
		.title = str_of(p->title),
		.description = str_of(p->description),
		.nav = p->nav,
		.noindex = p->noindex };
	struct val data;
	struct str text;
	enum jy_err err;

	if (p->template == NULL) {
		if ((err = plugin_file(g, p, a, &text, next_at)) == JY_OK)
			buf_str(out, text);
		return err == JY_OK && !buf_ok(out) ? gen_mem(g, NULL) : err;
	}
	if ((err = plugin_page(g, p, a, &data, next_at)) != JY_OK)
		return err;
	meta.lastmod = g->ask.lastmod;
	return render_page(
	    g, a, p->template, &meta, &data, NULL, NULL, arena_cstr(a, o->owner), out);
}

static const char *
lastmod_of(struct arena *a, const struct page_def *p)
{
	return arena_printf(a, "lastmod:%s", p->path).p;
}

enum jy_err
pages_lastmod(struct gen *g, struct arena *a, const struct page_def *p, int64_t *at)
{
	return state_int(g, lastmod_of(a, p), 0, at);
}

static enum jy_err
make(struct gen *g, const struct page_def *p, struct arena *a, const char *timer,
    struct output *o)
{
	struct buf page = BUF_INIT;
	int64_t next_at;
	enum jy_err err;

	if ((err = page_render(g, p, a, o, &page, &next_at)) != JY_OK ||
	    (err = state_set_int(g, timer, next_at)) != JY_OK ||
	    (err = state_set_int(g, lastmod_of(a, p), g->ask.lastmod)) != JY_OK ||
	    (err = deps_replace(g, o->owner)) != JY_OK)
		goto out;
	o->bytes = buf_view(&page);
	err = output_put(g, o);
out:
	buf_release(&page);
	return err;
}

static enum jy_err
build_page(struct gen *g, const struct page_def *p, struct arena *a)
{
	const char *timer = arena_printf(a, "next:%s", p->path).p;
	struct output o = { .owner = arena_printf(a, "page %s", p->path),
		.role = OUT_PAGE };
	bool asked = false;
	int64_t next_at;
	enum jy_err err;

	o.contacts = STR_NONE;
	if ((err = output_file(g, a, str_of(p->path), &o.path)) != JY_OK ||
	    (err = deps_changed(g, o.owner, &asked)) != JY_OK ||
	    (err = state_int(g, timer, 0, &next_at)) != JY_OK)
		return err;
	if (g->fresh || p->dirty || asked || (next_at != 0 && next_at <= g->now))
		return make(g, p, a, timer, &o);
	return output_keep(g, o.path);
}

/* Is it still there whose instant a name in `state` tells? */
static bool
has_timer(const struct gen *g, struct str name)
{
	struct str whose = str_from(name, 5); /* "next:" */
	size_t i;

	for (i = 0; i < g->site.page_count; i++) {
		if (str_is(whose, g->site.pages[i].path))
			return true;
	}
	for (i = 0; i < g->site.hook_count; i++) {
		if (str_is(str_from(whose, 1), plugin_name(g->site.hooks[i].plugin)))
			return true;
	}
	return false;
}

/* The timers of pages and hooks that are declared no more would never be over. */
static enum jy_err
drop_timers(struct gen *g, struct arena *a)
{
	struct db_stmt *st;
	struct str name;
	enum jy_err err;
	bool row;

	if ((err = man_prepare(g, &st, SQL_PAGES_TIMERS)) != JY_OK)
		return err;
	while ((err = man_step(g, st, &row)) == JY_OK && row) {
		name = arena_str(a, db_str(st, 0));
		if (!has_timer(g, name) &&
		    (err = state_set_int(g, arena_cstr(a, name), 0)) != JY_OK)
			break;
	}
	db_finish(st);
	return err;
}

enum jy_err
pages_build(struct gen *g)
{
	enum jy_err err = JY_OK;
	struct arena a;
	size_t i;

	arena_init(&a, 0);
	for (i = 0; i < g->site.page_count && err == JY_OK; i++) {
		arena_reset(&a);
		err = build_page(g, &g->site.pages[i], &a);
	}
	if (err == JY_OK && g->plugins_changed)
		err = drop_timers(g, &a);
	arena_release(&a);
	return err == JY_OK ? output_sweep(g, OUT_PAGE) : err;
}
