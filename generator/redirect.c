/*
 * redirect.c - redirects as pages and as an nginx map (see redirect.h).
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "escape.h"
#include "file.h"
#include "manifest.h"
#include "moved.h"
#include "output.h"
#include "redirect.h"

MAN_SQL(SQL_ALIASES, "SELECT aliases, path FROM item"
		     " WHERE aliases <> '' AND path IS NOT NULL ORDER BY aliases");

void
redirect_html(struct buf *out, const char *base_url, struct str to)
{
	buf_puts(out,
	    "<!DOCTYPE html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\">"
	    "<meta http-equiv=\"refresh\" content=\"0; url=");
	html_escape(out, to);
	buf_puts(out, "\"><link rel=\"canonical\" href=\"");
	if (str_starts(to, "/"))
		html_escape(out, str_of(base_url));
	html_escape(out, to);
	buf_puts(out,
	    "\"><meta name=\"robots\" content=\"noindex\">"
	    "<title>页面已移动</title></head>\n<body><p>页面已移动到 <a href=\"");
	html_escape(out, to);
	buf_puts(out, "\">");
	html_escape(out, to);
	buf_puts(out, "</a>。</p></body></html>\n");
}

static int
by_from(const void *a, const void *b)
{
	const struct redirect_def *x = a, *y = b;

	return strcmp(x->from, y->from);
}

static bool
fits_quotes(struct str s)
{
	size_t i;

	for (i = 0; i < s.n; i++) {
		if (s.p[i] == '"' || s.p[i] == '\\')
			return false;
	}
	return true;
}

/* A line of nginx's map; what would end the quotes has a page only. */
static void
map_line(struct buf *map, struct str from, struct str to)
{
	if (fits_quotes(from) && fits_quotes(to))
		buf_printf(map, "\"" STR_FMT "\" \"" STR_FMT "\";\n", STR_ARG(from),
		    STR_ARG(to));
}

/* Old addresses of items; their pages are items.c's part. */
static enum jy_err
map_aliases(struct gen *g, struct buf *map)
{
	struct str rest, line;
	struct db_stmt *st;
	struct arena a;
	enum jy_err err;
	bool row;

	if ((err = man_prepare(g, &st, SQL_ALIASES)) != JY_OK)
		return err;
	arena_init(&a, 0);
	while ((err = man_step(g, st, &row)) == JY_OK && row) {
		rest = db_str(st, 0);
		while (str_split(&rest, '\n', &line)) {
			if (line.n > 0)
				map_line(map, output_address(&a, line),
				    output_address(&a, db_str(st, 1)));
		}
		arena_reset(&a);
	}
	db_finish(st);
	arena_release(&a);
	return err;
}

static enum jy_err
put(struct gen *g, const struct redirect_def *r, struct buf *map)
{
	struct output o = { .owner = arena_printf(&g->arena, "redirect %s", r->from),
		.role = OUT_REDIRECT };
	struct buf b = BUF_INIT;
	enum jy_err err;

	redirect_html(&b, g->conf.site.base_url, str_of(r->to));
	o.bytes = buf_view(&b);
	if ((err = output_file(g, &g->arena, str_of(r->from), &o.path)) == JY_OK)
		err = output_put(g, &o);
	if (err != JY_OK)
		gen_fail_in(g, " (redirects in %s)", r->plugin);
	map_line(map, str_of(r->from), str_of(r->to));
	buf_release(&b);
	return err;
}

struct putting {
	struct gen *g;
	struct buf *map;
};

/* The old address of a renamed file, unless somebody else has it now. */
static enum jy_err
put_moved(void *arg, struct arena *a, struct str from, struct str to)
{
	struct putting *p = arg;
	struct output o = { .path = from,
		.owner = arena_printf(a, "moved " STR_FMT, STR_ARG(from)),
		.role = OUT_MOVED };
	struct buf b = BUF_INIT;
	enum jy_err err;
	bool is_free;

	if ((err = output_is_free(p->g, from, o.owner, &is_free)) != JY_OK)
		return err;
	if (!is_free || to.n == 0)
		return output_drop(p->g, from, o.owner);
	to = output_address(a, to);
	redirect_html(&b, p->g->conf.site.base_url, to);
	o.bytes = buf_view(&b);
	if ((err = output_put(p->g, &o)) == JY_OK)
		map_line(p->map, output_address(a, from), to);
	buf_release(&b);
	return err;
}

static bool
map_is(const char *path, struct str map)
{
	struct buf b = BUF_INIT;
	bool same;

	same = file_read(path, map.n + 1, &b, NULL) == JY_OK && str_eq(buf_view(&b), map);
	buf_release(&b);
	return same;
}

static enum jy_err
put_declared(struct gen *g, struct buf *map)
{
	enum jy_err err = JY_OK;
	size_t i;

	if (g->site.redirect_count > 0)
		qsort(g->site.redirects, g->site.redirect_count,
		    sizeof(*g->site.redirects), by_from);
	for (i = 0; i < g->site.redirect_count && err == JY_OK; i++) {
		if (i > 0 &&
		    by_from(&g->site.redirects[i - 1], &g->site.redirects[i]) == 0)
			err = gen_fail(g, JY_EPARSE, g->site.redirects[i].plugin, 0,
			    "%s is redirected twice", g->site.redirects[i].from);
		else
			err = put(g, &g->site.redirects[i], map);
	}
	return err;
}

/* Beside the live map until redirects_publish(). */
static enum jy_err
stage_map(struct gen *g, struct str map)
{
	struct arena *a = &g->arena;
	const char *live = arena_printf(a, "%s/redirects.map", g->conf.path.cache).p;
	const char *next = arena_printf(a, "%s/redirects.map.next", g->conf.path.cache).p;

	if (live == NULL || next == NULL)
		return gen_mem(g, NULL);
	if (g->dry)
		return JY_OK;
	if (!map_is(live, map))
		return file_write(next, map, 0644, FILE_FAST, &g->diag);
	if (unlink(next) != 0 && errno != ENOENT)
		return gen_fail(g, JY_EIO, next, 0, "cannot be removed: %m");
	return JY_OK;
}

enum jy_err
redirects_build(struct gen *g)
{
	struct buf map = BUF_INIT;
	struct putting p = { g, &map };
	enum jy_err err;

	if ((err = put_declared(g, &map)) == JY_OK &&
	    (err = output_sweep(g, OUT_REDIRECT)) == JY_OK &&
	    (err = map_aliases(g, &map)) == JY_OK &&
	    (err = moved_each(g, put_moved, &p)) == JY_OK &&
	    (err = output_sweep(g, OUT_MOVED)) == JY_OK)
		err = stage_map(g, buf_view(&map));
	buf_release(&map);
	return err;
}

enum jy_err
redirects_publish(struct gen *g)
{
	struct arena *a = &g->arena;
	const char *live = arena_printf(a, "%s/redirects.map", g->conf.path.cache).p;
	const char *next = arena_printf(a, "%s/redirects.map.next", g->conf.path.cache).p;

	if (live == NULL || next == NULL)
		return gen_mem(g, NULL);
	if (rename(next, live) != 0 && errno != ENOENT)
		return gen_fail(
		    g, JY_EIO, live, 0, "cannot be renamed: %s", strerror(errno));
	return JY_OK;
}
