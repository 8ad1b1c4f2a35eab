/*
 * sitemap.c - sitemaps (sitemaps.org 0.9) and robots.txt (see sitemap.h).
 */
#include <inttypes.h>

#include "clock.h"
#include "crypto.h"
#include "escape.h"
#include "leaves.h"
#include "manifest.h"
#include "members.h"
#include "output.h"
#include "pages.h"
#include "sitemap.h"

#define UNIT_BITS 9
#define SHARD_MAX 1000
/* Addresses of single and list pages in one shard (the protocol allows 50,000): a new item
 * changes many of them, and these should stand together. */
#define BUCKET_AIM 20000
#define DAY_TEXT 10 /* of an instant as text: its day */

MAN_SQL(SQL_MAP_FACET, "INSERT INTO facet(section, name, key) VALUES(:section, '@', '')"
		       " ON CONFLICT DO NOTHING");
MAN_SQL(SQL_MAP_FACET_ID,
    "SELECT id FROM facet WHERE section = :section AND name = '@' AND key = ''");
MAN_SQL(SQL_MAP_LIST_ADD,
    "INSERT INTO list(section, name, key, facet, head, low, path, lastmod, noindex)"
    " VALUES(:section, '@', '', :facet, x'', 0, '', 0, 1) ON CONFLICT DO NOTHING");
MAN_SQL(SQL_MAP_LIST_ID,
    "SELECT id FROM list WHERE section = :section AND name = '@' AND key = ''");
MAN_SQL(SQL_MAP_LEAVES_DROP, "DELETE FROM leaf WHERE list IN"
			     " (SELECT id FROM list WHERE section = :section"
			     " AND name = '@')");
MAN_SQL(SQL_MAP_LIST_DROP, "DELETE FROM list WHERE section = :section AND name = '@'");
MAN_SQL(SQL_MAP_ITEMS,
    "SELECT item.path, item.lastmod FROM member JOIN item ON item.id = member.item"
    " WHERE member.facet = :facet AND member.ord >= :first AND member.ord < :end"
    " ORDER BY member.ord, member.key");
MAN_SQL(SQL_MAP_SHARDS, "SELECT leaf.path, leaf.lastmod FROM leaf"
			" JOIN list ON list.id = leaf.list WHERE list.name = '@'"
			" ORDER BY leaf.path");
MAN_SQL(SQL_MAP_LISTS, "SELECT path, lastmod, section FROM list WHERE noindex = 0"
		       " ORDER BY path");

struct map {
	struct gen *g;
	const struct section *s;
	int64_t facet;
};

enum precision { TO_THE_DAY, TO_THE_SECOND };

/* What each new item changes tells of the day only, and so changes once a day. */
static void
put_url(struct gen *g, struct buf *b, const char *tag, struct str address,
    int64_t lastmod, enum precision precision)
{
	char text[26];

	buf_printf(b, "<%s><loc>", tag);
	html_escape(b, str_of(g->conf.site.base_url));
	html_escape(b, address);
	buf_puts(b, "</loc>");
	if (lastmod != 0) {
		clock_rfc3339(lastmod, text);
		if (precision == TO_THE_DAY)
			text[DAY_TEXT] = '\0';
		buf_printf(b, "<lastmod>%s</lastmod>", text);
	}
	buf_printf(b, "</%s>\n", tag);
}

static void
open_tag(struct buf *b, const char *tag)
{
	buf_printf(b,
	    "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
	    "<%s xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
	    tag);
}

static enum jy_err
put_file(struct gen *g, struct str path, struct str owner, struct buf *b, const char *tag)
{
	struct output o = { .path = path, .owner = owner, .role = OUT_SITEMAP };

	buf_printf(b, "</%s>\n", tag);
	if (!buf_ok(b))
		return gen_mem(g, NULL);
	o.bytes = buf_view(b);
	return output_put(g, &o);
}

/* --- shards of a section's items */

static struct str
shard_path(void *arg, struct arena *a, struct span span)
{
	struct map *m = arg;

	return arena_printf(
	    a, "sitemap/%s-%" PRId64 ".xml", m->s->name, (span.first >> UNIT_BITS) + 1);
}

static enum jy_err
render_shard(
    void *arg, struct arena *a, struct span span, struct str path, int64_t *lastmod)
{
	struct map *m = arg;
	struct buf b = BUF_INIT;
	struct db_stmt *st;
	enum jy_err err;
	bool row;

	open_tag(&b, "urlset");
	if ((err = man_prepare(m->g, &st, SQL_MAP_ITEMS)) != JY_OK)
		return err;
	db_bind_int(st, ":facet", m->facet);
	db_bind_int(st, ":first", span.first);
	db_bind_int(st, ":end", span.end);
	while ((err = man_step(m->g, st, &row)) == JY_OK && row) {
		put_url(m->g, &b, "url", output_address(a, db_str(st, 0)), db_int(st, 1),
		    TO_THE_SECOND);
		if (db_int(st, 1) > *lastmod)
			*lastmod = db_int(st, 1);
	}
	db_finish(st);
	if (err == JY_OK)
		err = put_file(
		    m->g, path, arena_printf(a, "sitemap %s", m->s->name), &b, "urlset");
	buf_release(&b);
	return err;
}

/* Run `add`, then read the number that `get` gives. */
static enum jy_err
number(struct gen *g, const char *add, const char *get, int64_t section, int64_t facet,
    int64_t *id)
{
	struct db_stmt *st;
	enum jy_err err;

	if ((err = man_prepare(g, &st, add)) != JY_OK)
		return err;
	db_bind_int(st, ":section", section);
	if (facet != 0)
		db_bind_int(st, ":facet", facet);
	err = man_run(g, st);
	db_finish(st);
	if (err != JY_OK || (err = man_prepare(g, &st, get)) != JY_OK)
		return err;
	db_bind_int(st, ":section", section);
	if ((err = man_one(g, st)) == JY_OK)
		*id = db_int(st, 0);
	db_finish(st);
	return err;
}

/* It is in no sitemap, or no more: its shards are swept. */
static enum jy_err
drop_section(struct gen *g, const struct section *s)
{
	static const char *const sql[] = { SQL_MAP_LEAVES_DROP, SQL_MAP_LIST_DROP };
	struct db_stmt *st;
	enum jy_err err = JY_OK;

	for (size_t i = 0; i < 2 && err == JY_OK && !g->fresh; i++) {
		if ((err = man_prepare(g, &st, sql[i])) != JY_OK)
			return err;
		db_bind_int(st, ":section", s->id);
		err = man_run(g, st);
		db_finish(st);
	}
	return err;
}

static enum jy_err
build_section(struct gen *g, const struct section *s)
{
	struct map m = { g, s, 0 };
	struct leaves l = { .g = g,
		.low = PAGING_KEY_MAX,
		.old_low = PAGING_KEY_MAX,
		.all = g->base_changed || g->fresh,
		.arg = &m,
		.path = shard_path,
		.render = render_shard };
	enum jy_err err;

	if (!s->in_sitemap)
		return drop_section(g, s);
	if ((err = number(g, SQL_MAP_FACET, SQL_MAP_FACET_ID, s->id, 0, &m.facet)) !=
		JY_OK ||
	    (err = number(
		 g, SQL_MAP_LIST_ADD, SQL_MAP_LIST_ID, s->id, m.facet, &l.list)) != JY_OK)
		return err;
	cursor_init(&l.cursor, g, m.facet);
	l.paging = cursor_paging(&l.cursor, UNIT_BITS, SHARD_MAX, 0);
	l.owner = arena_printf(&g->arena, "sitemap %s", s->name);
	return leaves_update(&l);
}

/* --- lists and single pages: as many shards as they need, by a hash of the path */

struct entry {
	struct str address;
	int64_t lastmod;
	unsigned hash;
};

struct entries {
	struct entry *v;
	size_t n, room;
};

static unsigned
hash_of(struct str s)
{
	unsigned h = 2166136261u;
	size_t i;

	for (i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.p[i]) * 16777619u;
	return h ^ h >> 15;
}

static enum jy_err
add_entry(struct gen *g, struct arena *a, struct entries *e, struct str address,
    int64_t lastmod)
{
	struct entry *wider;

	if (e->v == NULL || e->n == e->room) {
		e->room = e->room * 2 + 64;
		if ((wider = arena_array(a, e->room, sizeof(*wider))) == NULL)
			return gen_mem(g, NULL);
		if (e->n > 0)
			memcpy(wider, e->v, e->n * sizeof(*wider));
		e->v = wider;
	}
	e->v[e->n++] = (struct entry){ address, lastmod, hash_of(address) };
	return JY_OK;
}

static bool
is_mapped(const struct site *site, int64_t section)
{
	size_t i;

	for (i = 0; i < site->section_count; i++) {
		if (site->sections[i].id == section)
			return site->sections[i].in_sitemap;
	}
	return false;
}

static enum jy_err
gather(struct gen *g, struct arena *a, struct entries *e)
{
	const struct page_def *p;
	struct db_stmt *st;
	enum jy_err err;
	struct str file;
	int64_t lastmod;
	bool row;
	size_t i;

	for (i = 0; i < g->site.page_count; i++) {
		p = &g->site.pages[i];
		if (!p->sitemap)
			continue;
		if ((err = output_file(g, a, str_of(p->path), &file)) != JY_OK ||
		    (err = pages_lastmod(g, a, p, &lastmod)) != JY_OK ||
		    (err = add_entry(g, a, e, output_address(a, file), lastmod)) != JY_OK)
			return err;
	}
	if ((err = man_prepare(g, &st, SQL_MAP_LISTS)) != JY_OK)
		return err;
	while ((err = man_step(g, st, &row)) == JY_OK && row) {
		if (is_mapped(&g->site, db_int(st, 2)) &&
		    (err = add_entry(g, a, e, output_address(a, db_str(st, 0)),
			 db_int(st, 1))) != JY_OK)
			break;
	}
	db_finish(st);
	return err;
}

static enum jy_err
build_bucket(struct gen *g, struct arena *a, const struct entries *e, unsigned bucket,
    unsigned count, struct buf *index)
{
	struct str path = arena_printf(a, "sitemap/pages-%u.xml", bucket + 1);
	struct buf b = BUF_INIT;
	int64_t lastmod = 0;
	bool any = false;
	enum jy_err err = JY_OK;
	size_t i;

	open_tag(&b, "urlset");
	for (i = 0; i < e->n; i++) {
		if ((e->v[i].hash & (count - 1)) != bucket)
			continue;
		put_url(g, &b, "url", e->v[i].address, e->v[i].lastmod, TO_THE_DAY);
		lastmod = e->v[i].lastmod > lastmod ? e->v[i].lastmod : lastmod;
		any = true;
	}
	if (any) {
		err = put_file(g, path, STR("sitemap pages"), &b, "urlset");
		put_url(
		    g, index, "sitemap", output_address(a, path), lastmod, TO_THE_DAY);
	}
	buf_release(&b);
	return err;
}

static enum jy_err
build_pages(struct gen *g, struct arena *a, struct buf *index)
{
	struct entries e = { .n = 0 };
	unsigned i, count = 1;
	enum jy_err err;

	if ((err = gather(g, a, &e)) != JY_OK)
		return err;
	while (e.n > (size_t)count * BUCKET_AIM)
		count *= 2;
	for (i = 0; i < count && err == JY_OK; i++)
		err = build_bucket(g, a, &e, i, count, index);
	return err;
}

/* --- the index, robots.txt */

static enum jy_err
index_shards(struct gen *g, struct arena *a, struct buf *b)
{
	struct db_stmt *st;
	enum jy_err err;
	bool row;

	if ((err = man_prepare(g, &st, SQL_MAP_SHARDS)) != JY_OK)
		return err;
	while ((err = man_step(g, st, &row)) == JY_OK && row) {
		put_url(g, b, "sitemap", output_address(a, db_str(st, 0)), db_int(st, 1),
		    TO_THE_DAY);
		if ((err = output_keep(g, db_str(st, 0))) != JY_OK)
			break;
	}
	db_finish(st);
	return err;
}

void
sitemap_robots(const struct gen *g, struct buf *b)
{
	const char **path = g->site.sitemap.disallow;

	buf_puts(b, "User-agent: *\n");
	if (*path == NULL)
		buf_puts(b, "Disallow:\n");
	for (; *path != NULL; path++)
		buf_printf(b, "Disallow: %s\n", *path);
	buf_printf(b, "\nSitemap: %s/sitemap.xml\n", g->conf.site.base_url);
}

static enum jy_err
put_robots(struct gen *g)
{
	struct output o = {
		.path = STR("robots.txt"), .owner = STR("robots"), .role = OUT_CORE
	};
	struct buf b = BUF_INIT;
	enum jy_err err;

	sitemap_robots(g, &b);
	o.bytes = buf_view(&b);
	err = buf_ok(&b) ? output_put(g, &o) : gen_mem(g, NULL);
	buf_release(&b);
	return err;
}

static enum jy_err
put_index(struct gen *g)
{
	struct buf index = BUF_INIT;
	struct arena a;
	enum jy_err err;

	arena_init(&a, 0);
	open_tag(&index, "sitemapindex");
	if ((err = build_pages(g, &a, &index)) == JY_OK &&
	    (err = index_shards(g, &a, &index)) == JY_OK)
		err = put_file(
		    g, STR("sitemap.xml"), STR("sitemap"), &index, "sitemapindex");
	arena_release(&a);
	buf_release(&index);
	return err;
}

enum jy_err
sitemap_build(struct gen *g)
{
	enum jy_err err = JY_OK;
	size_t i;

	for (i = 0; i < g->site.section_count && err == JY_OK; i++)
		err = build_section(g, &g->site.sections[i]);
	if (err == JY_OK && g->site.sitemap.plugin != NULL &&
	    (err = put_index(g)) == JY_OK)
		err = put_robots(g);
	return err == JY_OK ? output_sweep(g, OUT_SITEMAP) : err;
}
