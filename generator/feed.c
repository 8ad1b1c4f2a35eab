/*
 * feed.c - Atom and JSON feeds (see feed.h).
 */
#include "clock.h"
#include "escape.h"
#include "feed.h"
#include "feed_entry.h"
#include "manifest.h"
#include "members.h"
#include "output.h"
#include "plugin.h"
#include "valjson.h"

MAN_SQL(SQL_FEED_FACETS,
    "SELECT id, key, count, " MEMBERS_NEWEST_FACETS " FROM facet"
    " WHERE section = :section AND name = :name AND id > :after"
    " AND (:all OR EXISTS(SELECT 1 FROM touched WHERE touched.facet = facet.id))"
    " ORDER BY id LIMIT 1");
MAN_SQL(SQL_FEED_ENTRIES,
    "SELECT detail.entry, item.path, member.key, item.lastmod, item.contacts FROM member"
    " JOIN item ON item.id = member.item JOIN detail ON detail.item = member.item"
    " WHERE member.facet = :facet"
    " ORDER BY member.ord DESC, member.key DESC LIMIT :n");
MAN_SQL(SQL_FEED_FILE, "SELECT path FROM output WHERE role = :role AND role > 3"
		       " AND owner = :owner");
MAN_SQL(SQL_FEED_ALL_FACET,
    "INSERT INTO facet(section, name, key) VALUES(:section, '', '')"
    " ON CONFLICT DO NOTHING");

struct feed {
	struct gen *g;
	struct section *s;
	const struct feed_def *def;
	struct arena *a;
	struct key key;
	struct str label, address, title;
	int64_t facet, count, updated;
	struct buf entries, contacts;
	struct val items; /* the entries of the JSON feed */
};

static void
element(struct buf *b, const char *name, struct str text)
{
	if (text.n == 0)
		return;
	buf_printf(b, "<%s>", name);
	html_escape(b, text);
	buf_printf(b, "</%s>", name);
}

static void
element_time(struct buf *b, const char *name, int64_t at)
{
	char text[26];

	clock_rfc3339(at, text);
	element(b, name, str_of(text));
}

static void
set_text(struct val *map, const char *name, struct str text)
{
	if (text.n > 0)
		val_set(map, name, val_str(text));
}

static void
set_time(struct feed *f, struct val *map, const char *name, int64_t at)
{
	char text[26];

	if (at == 0)
		return;
	clock_rfc3339(at, text);
	val_set(map, name, val_str(arena_str(f->a, str_of(text))));
}

static void
set_author(struct feed *f, struct val *map, struct str name)
{
	struct val list = val_list(f->a), one = val_map(f->a);

	if (name.n == 0)
		return;
	val_set(&one, "name", val_str(name));
	val_push(&list, one);
	val_set(map, "authors", list);
}

/* The entry for the JSON feed, which wants a content of each. */
static void
add_item(struct feed *f, const struct feed_entry *e, struct str id, bool has_page,
    int64_t updated)
{
	struct val item = val_map(f->a);

	set_text(&item, "id", id);
	if (has_page)
		set_text(&item, "url", id);
	set_text(&item, "title", e->title);
	set_text(&item, "summary", e->summary);
	if (e->html.n > 0)
		set_text(&item, "content_html", e->html);
	else
		set_text(&item, "content_text", e->summary.n > 0 ? e->summary : e->title);
	set_time(f, &item, "date_published", e->published);
	set_time(f, &item, "date_modified", updated);
	set_author(f, &item, e->author);
	val_push(&f->items, item);
}

static void
write_entry(struct feed *f, const struct feed_entry *e, struct str address,
    struct str key, int64_t lastmod)
{
	struct buf *b = &f->entries;
	int64_t otherwise = lastmod != 0 ? lastmod : e->published;
	int64_t updated = e->updated != 0 ? e->updated : otherwise;
	struct str id =
	    arena_printf(f->a, "%s" STR_FMT, f->g->conf.site.base_url, STR_ARG(address));

	if (address.n == 0)
		id = arena_printf(f->a, "%s" STR_FMT "#" STR_FMT,
		    f->g->conf.site.base_url, STR_ARG(f->address), STR_ARG(key));
	buf_puts(b, "<entry>");
	element(b, "title", e->title);
	element(b, "id", id);
	if (address.n > 0) {
		buf_puts(b, "<link href=\"");
		html_escape(b, id);
		buf_puts(b, "\"/>");
	}
	element_time(b, "updated", updated);
	if (e->published != 0)
		element_time(b, "published", e->published);
	if (e->author.n > 0) {
		buf_puts(b, "<author>");
		element(b, "name", e->author);
		buf_puts(b, "</author>");
	}
	element(b, "summary", e->summary);
	if (e->html.n > 0) {
		buf_puts(b, "<content type=\"html\">");
		html_escape(b, e->html);
		buf_puts(b, "</content>");
	}
	buf_puts(b, "</entry>\n");
	add_item(f, e, id, address.n > 0, updated);
	if (updated > f->updated)
		f->updated = updated;
}

static enum jy_err
write_entries(struct feed *f)
{
	struct str address;
	struct feed_entry e;
	struct db_stmt *st;
	enum jy_err err;
	bool row;

	if ((err = man_prepare(f->g, &st, SQL_FEED_ENTRIES)) != JY_OK)
		return err;
	db_bind_int(st, ":facet", f->facet);
	db_bind_int(st, ":n", f->def->entries);
	while ((err = man_step(f->g, st, &row)) == JY_OK && row) {
		if (!feed_entry_read(arena_str(f->a, db_blob(st, 0)), &e))
			continue; /* it has none */
		address = db_type(st, 1) == DB_NULL ? STR_NONE
						    : output_address(f->a, db_str(st, 1));
		write_entry(f, &e, address, key_text(f->a, key_column(st, 2, f->a)),
		    db_int(st, 3));
		buf_str(&f->contacts, db_str(st, 4));
	}
	db_finish(st);
	return err;
}

static void
write_feed(struct feed *f, struct buf *b)
{
	struct str id = arena_printf(
	    f->a, "%s" STR_FMT, f->g->conf.site.base_url, STR_ARG(f->address));

	buf_puts(b, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
		    "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"zh-CN\">\n");
	element(b, "title", f->title);
	element(b, "id", id);
	buf_puts(b, "<link rel=\"self\" href=\"");
	html_escape(b, id);
	buf_puts(b, "\"/>");
	element_time(b, "updated", f->updated);
	buf_puts(b, "<author>");
	element(b, "name", str_of(f->g->conf.site.name));
	buf_puts(b, "</author>\n");
	buf_str(b, buf_view(&f->entries));
	buf_puts(b, "</feed>\n");
}

struct str
feed_json_address(struct arena *a, struct str address)
{
	if (!str_ends(address, ".xml"))
		return STR_NONE;
	return arena_printf(a, "%.*s.json", (int)address.n - 4, address.p);
}

/* The same as a JSON feed, beside the feed of a whole section. */
static enum jy_err
put_json(struct feed *f)
{
	struct output o = { .role = OUT_FEED };
	struct str address = feed_json_address(f->a, f->address);
	struct val v = val_map(f->a);
	struct buf b = BUF_INIT;
	enum jy_err err;

	if (f->def->facet[0] != '\0' || address.n == 0)
		return JY_OK;
	val_set(&v, "version", val_text("https://jsonfeed.org/version/1.1"));
	set_text(&v, "title", f->title);
	val_set(&v, "language", val_text("zh-CN"));
	set_text(
	    &v, "home_page_url", arena_printf(f->a, "%s/", f->g->conf.site.base_url));
	set_text(&v, "feed_url",
	    arena_printf(f->a, "%s" STR_FMT, f->g->conf.site.base_url, STR_ARG(address)));
	set_author(f, &v, str_of(f->g->conf.site.name));
	val_set(&v, "items", f->items);
	val_json(&b, &v, false);
	buf_char(&b, '\n');
	o.owner = arena_printf(f->a, "feed %s json", f->s->name);
	o.bytes = buf_view(&b);
	o.contacts = buf_view(&f->contacts);
	if ((err = output_file(f->g, f->a, address, &o.path)) == JY_OK)
		err = buf_ok(&b) ? output_put(f->g, &o) : gen_mem(f->g, NULL);
	buf_release(&b);
	return err;
}

/* The facet has no items: nothing to name it by, so its feed is found by its owner. */
static enum jy_err
drop_feed(struct feed *f, struct str owner)
{
	struct db_stmt *st;
	struct str path = STR_NONE;
	enum jy_err err;

	if ((err = man_prepare(f->g, &st, SQL_FEED_FILE)) != JY_OK)
		return err;
	db_bind_int(st, ":role", OUT_FEED);
	db_bind_str(st, ":owner", owner);
	if ((err = man_one(f->g, st)) == JY_OK)
		path = arena_str(f->a, db_str(st, 0));
	db_finish(st);
	if (err != JY_OK)
		return err == JY_ENOTFOUND ? JY_OK : err;
	return output_drop(f->g, path, owner);
}

static enum jy_err
put_feed(struct feed *f)
{
	struct output o = { .role = OUT_FEED };
	struct str key = key_text(f->a, f->key);
	struct buf b = BUF_INIT;
	enum jy_err err;

	o.owner = arena_printf(
	    f->a, "feed %s/%s " STR_FMT, f->s->name, f->def->facet, STR_ARG(key));
	if (f->count == 0 && f->def->facet[0] != '\0')
		return drop_feed(f, o.owner);
	if ((err = plugin_text(f->g, f->def->plugin, &f->def->path, f->key, f->label,
		 f->a, &f->address)) != JY_OK ||
	    (err = plugin_text(f->g, f->def->plugin, &f->def->title, f->key, f->label,
		 f->a, &f->title)) != JY_OK ||
	    (err = output_file(f->g, f->a, f->address, &o.path)) != JY_OK)
		return err;
	if ((err = write_entries(f)) == JY_OK) {
		write_feed(f, &b);
		o.bytes = buf_view(&b);
		o.contacts = buf_view(&f->contacts);
		if ((err = output_put(f->g, &o)) == JY_OK)
			err = put_json(f);
	}
	buf_release(&b);
	return err;
}

/* The next list of a facet that needs its feed made. */
static enum jy_err
next_facet(struct feed *f)
{
	struct db_stmt *st;
	enum jy_err err;

	if ((err = man_prepare(f->g, &st, SQL_FEED_FACETS)) != JY_OK)
		return err;
	db_bind_int(st, ":section", f->s->id);
	db_bind_text(st, ":name", f->def->facet);
	db_bind_int(st, ":after", f->facet);
	db_bind_int(st, ":all", f->g->fresh || f->g->plugins_changed);
	if ((err = man_one(f->g, st)) == JY_OK) {
		f->facet = db_int(st, 0);
		f->key = key_column(st, 1, f->a);
		f->count = db_int(st, 2);
		f->label = arena_str(
		    f->a, members_label(db_str(st, 3), str_of(f->def->facet), f->key));
	}
	db_finish(st);
	return err;
}

static enum jy_err
make_facet(struct gen *g, const struct section *s)
{
	struct db_stmt *st;
	enum jy_err err;

	if ((err = man_prepare(g, &st, SQL_FEED_ALL_FACET)) != JY_OK)
		return err;
	db_bind_int(st, ":section", s->id);
	err = man_run(g, st);
	db_finish(st);
	return err;
}

static enum jy_err
build_def(struct gen *g, struct section *s, const struct feed_def *def)
{
	struct feed f = { .g = g, .s = s, .def = def };
	enum jy_err err = JY_OK;
	struct arena a;

	if (def->facet[0] == '\0' && (err = make_facet(g, s)) != JY_OK)
		return err;
	arena_init(&a, 0);
	f.a = &a;
	while (err == JY_OK && (err = next_facet(&f)) == JY_OK) {
		buf_reset(&f.entries);
		buf_reset(&f.contacts);
		f.updated = 0;
		f.items = val_list(&a);
		err = put_feed(&f);
		arena_reset(&a);
	}
	buf_release(&f.entries);
	buf_release(&f.contacts);
	arena_release(&a);
	return err == JY_ENOTFOUND ? JY_OK : err;
}

enum jy_err
feeds_build(struct gen *g)
{
	struct section *s;
	enum jy_err err = JY_OK;
	size_t i, k;

	for (i = 0; i < g->site.section_count && err == JY_OK; i++) {
		s = &g->site.sections[i];
		for (k = 0; k < s->feed_count && err == JY_OK; k++)
			err = build_def(g, s, &s->feeds[k]);
	}
	if (err == JY_OK && g->plugins_changed)
		err = output_sweep(g, OUT_FEED);
	return err;
}
