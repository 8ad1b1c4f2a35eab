/*
 * items.c - which items of a section changed, and bringing them up to date (see
 * items.h). Asking the plugin is plugin_call.c's part, lists are members.c's.
 */
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "ahead.h"
#include "ask.h"
#include "file.h"
#include "items.h"
#include "manifest.h"
#include "members.h"
#include "output.h"
#include "picture.h"
#include "plugin.h"
#include "redirect.h"
#include "render.h"
#include "search.h"
#include "search_words.h"
#include "source.h"
#include "valjson.h"

#define ATTACHED_MAX (32 * 1024 * 1024)

MAN_SQL(
    SQL_SECTION_ADD, "INSERT INTO section(name) VALUES(:name) ON CONFLICT DO NOTHING");
MAN_SQL(SQL_SECTION_ID, "SELECT id FROM section WHERE name = :name");
MAN_SQL(SQL_SECTIONS, "SELECT id, name FROM section ORDER BY id");
MAN_SQL(SQL_SECTION_ITEMS, "UPDATE section SET items = items + :items,"
			   " listed = listed + :listed WHERE id = :section");
MAN_SQL(SQL_SECTION_ITEMS_ALL,
    "UPDATE section SET (items, listed) = (SELECT count(*), coalesce(sum(listed), 0)"
    " FROM item WHERE section = :section AND (path IS NOT NULL OR listed))"
    " WHERE id = :section");
MAN_SQL(SQL_ITEM_GET,
    "SELECT id, ord, path, lastmod, facets, contacts, extra, asks, card, entry, next_at,"
    " listed, noindex, search, aliases FROM item JOIN detail ON detail.item = item.id"
    " WHERE section = :section AND key = :key");
MAN_SQL(SQL_ITEM_ADD,
    "INSERT INTO item(section, key, ord, path, listed, noindex, next_at, lastmod,"
    " contacts, aliases, card) VALUES(:section, :key, :ord, :path, :listed, :noindex,"
    " :next_at, :lastmod, :contacts, :aliases, :card)");
MAN_SQL(SQL_DETAIL_ADD, "INSERT INTO detail(item, facets, extra, asks, entry, search)"
			" VALUES(:item, :facets, :extra, :asks, :entry, :search)");
MAN_SQL(SQL_ITEM_SET,
    "UPDATE item SET ord = :ord, path = :path, listed = :listed, noindex = :noindex,"
    " next_at = :next_at, lastmod = :lastmod, contacts = :contacts,"
    " aliases = :aliases, card = :card WHERE id = :id");
MAN_SQL(SQL_DETAIL_SET,
    "UPDATE detail SET facets = :facets, extra = :extra, asks = :asks, entry = :entry,"
    " search = :search WHERE item = :item");
MAN_SQL(SQL_ITEM_DROP, "DELETE FROM item WHERE id = :id");
MAN_SQL(SQL_DETAIL_DROP, "DELETE FROM detail WHERE item = :item");
MAN_SQL(
    SQL_ITEMS_DUE, "SELECT key FROM item WHERE next_at <= :now AND +section = :section");
MAN_SQL(SQL_ITEMS_ASKING,
    "SELECT DISTINCT item.key FROM topic CROSS JOIN dep ON dep.topic = topic.name"
    " CROSS JOIN item ON item.id = CAST(substr(dep.dependent, 6) AS INTEGER)"
    " WHERE dep.dependent LIKE 'item %' AND item.section = :section");
MAN_SQL(SQL_ITEMS_NEXT, "SELECT min(next_at) FROM item WHERE next_at > :now");
MAN_SQL(SQL_ITEM_UNSEEN,
    "SELECT id, key FROM item WHERE section = :section AND id > :after"
    " AND id NOT IN (SELECT item FROM seen) ORDER BY id LIMIT 1");
MAN_SQL(SQL_SEEN_ADD, "INSERT INTO seen(item) VALUES(:item) ON CONFLICT DO NOTHING");
MAN_SQL(SQL_DIRTY_ADD, "INSERT INTO dirty(key) VALUES(:key) ON CONFLICT DO NOTHING");
MAN_SQL(SQL_DIRTY_ALL, "SELECT key FROM dirty ORDER BY key");
MAN_SQL(SQL_DIRTY_CLEAR, "DELETE FROM dirty");

/* An item as the manifest has it, or is to have it. */
struct record {
	int64_t id, order, next_at, lastmod;
	struct str path; /* file; .p NULL: none */
	bool listed, noindex, asks;
	struct str facets, contacts, extra, aliases, card, entry, search;
};

struct work {
	struct gen *g;
	struct section *s;
};

/* --- the manifest's side */

static enum jy_err
number(struct gen *g, const char *sql, const char *name, int64_t *id)
{
	struct db_stmt *st;
	enum jy_err err;

	if ((err = man_prepare(g, &st, sql)) != JY_OK)
		return err;
	db_bind_text(st, ":name", name);
	if (id == NULL)
		err = man_run(g, st);
	else if ((err = man_one(g, st)) == JY_OK)
		*id = db_int(st, 0);
	db_finish(st);
	return err;
}

enum jy_err
section_number(struct gen *g, const char *name, int64_t *id)
{
	enum jy_err err = number(g, SQL_SECTION_ADD, name, NULL);

	return err == JY_OK ? number(g, SQL_SECTION_ID, name, id) : err;
}

static enum jy_err
record_get(struct gen *g, const struct section *s, struct key key, struct arena *a,
    struct record *r)
{
	struct db_stmt *st;
	enum jy_err err;

	memset(r, 0, sizeof(*r));
	if ((err = man_prepare(g, &st, SQL_ITEM_GET)) != JY_OK)
		return err;
	db_bind_int(st, ":section", s->id);
	key_bind(st, ":key", key);
	if ((err = man_one(g, st)) == JY_OK) {
		r->id = db_int(st, 0);
		r->order = db_int(st, 1);
		if (db_type(st, 2) != DB_NULL)
			r->path = arena_str(a, db_str(st, 2));
		r->lastmod = db_int(st, 3);
		r->facets = arena_str(a, db_str(st, 4));
		r->contacts = arena_str(a, db_str(st, 5));
		r->extra = arena_str(a, db_str(st, 6));
		r->asks = db_int(st, 7) != 0;
		r->card = arena_str(a, db_blob(st, 8));
		r->entry = arena_str(a, db_blob(st, 9));
		r->next_at = db_int(st, 10);
		r->listed = db_int(st, 11) != 0;
		r->noindex = db_int(st, 12) != 0;
		r->search = arena_str(a, db_str(st, 13));
		r->aliases = arena_str(a, db_str(st, 14));
	}
	db_finish(st);
	return err == JY_ENOTFOUND ? JY_OK : err;
}

static void
record_bind(struct db_stmt *st, const struct record *r)
{
	db_bind_int(st, ":ord", r->order);
	if (r->path.p != NULL)
		db_bind_str(st, ":path", r->path);
	else
		db_bind_null(st, ":path");
	db_bind_int(st, ":listed", r->listed);
	db_bind_int(st, ":noindex", r->noindex);
	if (r->next_at != 0)
		db_bind_int(st, ":next_at", r->next_at);
	else
		db_bind_null(st, ":next_at");
	db_bind_int(st, ":lastmod", r->lastmod);
	db_bind_str(st, ":contacts", r->contacts);
	db_bind_str(st, ":aliases", r->aliases);
	db_bind_blob(st, ":card", r->card.p, r->card.n);
}

/* Run a statement with the columns of detail. */
static enum jy_err
detail_run(struct gen *g, const char *sql, const struct record *r)
{
	struct db_stmt *st;
	enum jy_err err;

	if ((err = man_prepare(g, &st, sql)) != JY_OK)
		return err;
	db_bind_int(st, ":item", r->id);
	db_bind_str(st, ":facets", r->facets);
	db_bind_str(st, ":extra", r->extra);
	db_bind_int(st, ":asks", r->asks);
	db_bind_blob(st, ":entry", r->entry.p, r->entry.n);
	if (r->search.n > 0)
		db_bind_str(st, ":search", r->search);
	else
		db_bind_null(st, ":search");
	err = man_run(g, st);
	db_finish(st);
	return err;
}

/* Add the record and set r->id. */
static enum jy_err
record_add(struct gen *g, const struct section *s, struct key key, struct record *r)
{
	struct db_stmt *st;
	enum jy_err err;

	if ((err = man_prepare(g, &st, SQL_ITEM_ADD)) != JY_OK)
		return err;
	db_bind_int(st, ":section", s->id);
	key_bind(st, ":key", key);
	record_bind(st, r);
	err = man_run(g, st);
	r->id = db_last_id(g->man);
	db_finish(st);
	return err == JY_OK ? detail_run(g, SQL_DETAIL_ADD, r) : err;
}

static enum jy_err
record_set(struct gen *g, const struct record *r)
{
	struct db_stmt *st;
	enum jy_err err;

	if ((err = man_prepare(g, &st, SQL_ITEM_SET)) != JY_OK)
		return err;
	db_bind_int(st, ":id", r->id);
	record_bind(st, r);
	err = man_run(g, st);
	db_finish(st);
	return err == JY_OK ? detail_run(g, SQL_DETAIL_SET, r) : err;
}

/* Run a statement with one integer. */
static enum jy_err
run_int(struct gen *g, const char *sql, const char *name, int64_t v)
{
	struct db_stmt *st;
	enum jy_err err;

	if ((err = man_prepare(g, &st, sql)) != JY_OK)
		return err;
	db_bind_int(st, name, v);
	err = man_run(g, st);
	db_finish(st);
	return err;
}

static bool
record_same(const struct record *a, const struct record *b)
{
	return a->order == b->order && a->next_at == b->next_at &&
	       a->lastmod == b->lastmod &&
	       (a->path.p == NULL ? b->path.p == NULL
				  : b->path.p != NULL && str_eq(a->path, b->path)) &&
	       a->listed == b->listed && a->noindex == b->noindex && a->asks == b->asks &&
	       str_eq(a->facets, b->facets) && str_eq(a->contacts, b->contacts) &&
	       str_eq(a->extra, b->extra) && str_eq(a->aliases, b->aliases) &&
	       str_eq(a->card, b->card) && str_eq(a->entry, b->entry) &&
	       str_eq(a->search, b->search);
}

/* Tell the search of what it shows. */
static enum jy_err
note_search(struct gen *g, const struct section *s, struct key key,
    const struct record *old, const struct record *now)
{
	if (g->fresh || s->search == NULL ||
	    (str_eq(old->search, now->search) && str_eq(old->card, now->card) &&
		str_eq(old->contacts, now->contacts)))
		return JY_OK;
	return search_note(g, s, key, old->search, now->search);
}

/* Keep the section's counts. A fresh build counts all at once (build_all()). */
static enum jy_err
count_items(struct gen *g, const struct section *s, const struct record *old,
    const struct record *now)
{
	int items =
	    (now->path.p != NULL || now->listed) - (old->path.p != NULL || old->listed);
	int listed = now->listed - old->listed;
	struct db_stmt *st;
	enum jy_err err;

	if (g->fresh || (items == 0 && listed == 0))
		return JY_OK;
	if ((err = man_prepare(g, &st, SQL_SECTION_ITEMS)) != JY_OK)
		return err;
	db_bind_int(st, ":section", s->id);
	db_bind_int(st, ":items", items);
	db_bind_int(st, ":listed", listed);
	err = man_run(g, st);
	db_finish(st);
	return err;
}

static struct str
owner_of(struct arena *a, const struct section *s, struct key key)
{
	struct str k = key_text(a, key);

	return arena_printf(a, "%s " STR_FMT, s->name, STR_ARG(k));
}

static struct str
dependent_of(struct arena *a, int64_t id)
{
	return arena_printf(a, "item %" PRId64, id);
}

/* Drop the outputs in the lines of `old` that are not in `now`. */
static enum jy_err
drop_extra(struct gen *g, struct str old, struct str now, struct str owner)
{
	struct str line, other, rest;
	enum jy_err err = JY_OK;
	bool kept;

	while (err == JY_OK && str_split(&old, '\n', &line)) {
		kept = line.n == 0;
		rest = now;
		while (!kept && str_split(&rest, '\n', &other))
			kept = str_eq(other, line);
		if (!kept)
			err = output_drop(g, line, owner);
	}
	return err;
}

/* --- what item() returned becomes a record */

/* The lists an item stands in, as lines (members.h). */
static struct str
facet_lines(struct arena *a, const struct item *it, bool in_sitemap)
{
	struct buf b = BUF_INIT;
	struct str k, lines;
	size_t i;

	if (it->listed)
		buf_puts(&b, FACET_ALL "\ts\t\t\n");
	if (in_sitemap)
		buf_puts(&b, FACET_SITEMAP "\ts\t\t\n");
	for (i = 0; it->listed && i < it->facet_count; i++) {
		k = key_text(a, it->facets[i].key);
		buf_printf(&b, STR_FMT "\t%c\t" STR_FMT "\t" STR_FMT "\n",
		    STR_ARG(it->facets[i].facet), it->facets[i].key.is_int ? 'i' : 's',
		    STR_ARG(k), STR_ARG(it->facets[i].label));
	}
	lines = arena_str(a, buf_view(&b));
	buf_release(&b);
	return lines;
}

static enum jy_err
make_page(struct gen *g, const struct section *s, struct arena *a, const struct item *it,
    const struct record *r, struct str owner)
{
	struct meta meta = { .address = it->path,
		.title = it->title,
		.description = it->description,
		.image = it->image,
		.nav = s->name,
		.noindex = it->noindex,
		.lastmod = it->lastmod,
		.section = s };
	struct output o = { .path = r->path,
		.owner = owner,
		.role = it->listed ? OUT_ITEM : OUT_UNLISTED,
		.contacts = it->contacts };
	const char *who = arena_printf(a, "item " STR_FMT, STR_ARG(owner)).p;
	struct buf page = BUF_INIT;
	enum jy_err err;

	err = render_page(g, a, s->page, &meta, &it->data, NULL, NULL, who, &page);
	o.bytes = buf_view(&page);
	if (err == JY_OK)
		err = output_put(g, &o);
	buf_release(&page);
	return err;
}

/* Card and entry, kept for lists and feeds. */
static enum jy_err
make_fragments(struct gen *g, const struct section *s, struct arena *a,
    const struct item *it, struct str owner, struct record *r)
{
	const char *who = arena_printf(a, "item " STR_FMT, STR_ARG(owner)).p;
	struct buf b = BUF_INIT;
	enum jy_err err = JY_OK;

	if (it->listed && s->card != NULL && it->card.type == VAL_MAP) {
		err = render_card(g, s->card, &it->card, who, &b);
		r->card = arena_str(a, buf_view(&b));
	}
	if (err == JY_OK && it->listed && it->entry.type == VAL_MAP) {
		buf_reset(&b);
		val_json(&b, &it->entry, false);
		r->entry = arena_str(a, buf_view(&b));
	}
	if (err == JY_OK && !buf_ok(&b))
		err = gen_mem(g, NULL);
	buf_release(&b);
	return err;
}

static enum jy_err
put_attached(struct gen *g, struct arena *a, const struct attached *f, struct str owner)
{
	const char *path = arena_printf(a, "%s/" STR_FMT,
	    f->made ? g->conf.path.cache : g->conf.path.source, STR_ARG(f->source))
			       .p;
	struct output o = { .path = f->path, .owner = owner, .role = OUT_EXTRA };
	struct buf b = BUF_INIT, plain = BUF_INIT;
	enum picture_fault fault = PICTURE_TYPE;
	enum jy_err err;

	if ((err = file_read(path, ATTACHED_MAX, &b, &g->diag)) == JY_OK) {
		if (!f->made) /* a photo says where it was taken */
			fault = picture_strip(buf_view(&b), &plain);
		o.bytes = buf_view(fault == PICTURE_OK ? &plain : &b);
		if (fault == PICTURE_OK || fault == PICTURE_TYPE)
			err = output_put(g, &o);
		else
			err = gen_fail(
			    g, JY_EPARSE, path, 0, "is damaged: no whole JPEG or PNG");
	}
	buf_release(&plain);
	buf_release(&b);
	return err;
}

static enum jy_err
put_alias(struct gen *g, struct arena *a, struct str from, struct str to,
    struct str owner, struct buf *lines)
{
	struct output o = { .owner = owner, .role = OUT_EXTRA };
	struct buf b = BUF_INIT;
	enum jy_err err;

	redirect_html(&b, g->conf.site.base_url, to);
	o.bytes = buf_view(&b);
	if ((err = output_file(g, a, from, &o.path)) == JY_OK)
		err = output_put(g, &o);
	buf_str(lines, o.path);
	buf_char(lines, '\n');
	buf_release(&b);
	if (err != JY_OK)
		gen_fail_in(g, " (alias of " STR_FMT ")", STR_ARG(owner));
	return err;
}

/* Aliases and attached files; r->extra gets their paths, r->aliases those of the first. */
static enum jy_err
make_extra(struct gen *g, struct arena *a, const struct item *it, const struct row *row,
    struct str owner, struct record *r)
{
	struct buf extra = BUF_INIT, aliases = BUF_INIT;
	struct str rest = row->aliases, line;
	enum jy_err err = JY_OK;
	struct val v;
	size_t i;

	for (i = 0; i < row->file_count && err == JY_OK; i++) {
		err = put_attached(g, a, &row->files[i], owner);
		buf_str(&extra, row->files[i].path);
		buf_char(&extra, '\n');
	}
	for (i = 0; i < val_len(&it->aliases) && it->path.n > 0 && err == JY_OK; i++) {
		v = val_at(&it->aliases, i);
		if (v.type == VAL_TEXT)
			err = put_alias(g, a, v.s, it->path, owner, &aliases);
	}
	while (err == JY_OK && it->path.n > 0 && str_split(&rest, '\n', &line)) {
		if (line.n > 0)
			err = put_alias(g, a, line, it->path, owner, &aliases);
	}
	buf_str(&extra, buf_view(&aliases));
	r->aliases = arena_str(a, buf_view(&aliases));
	r->extra = arena_str(a, buf_view(&extra));
	buf_release(&aliases);
	buf_release(&extra);
	return err;
}

/* Everything that is published of an item, but for its places in lists. */
static enum jy_err
make(struct gen *g, const struct section *s, struct arena *a, const struct item *it,
    const struct row *row, struct record *r)
{
	struct str owner = owner_of(a, s, row->key);
	bool has_page = it->path.n > 0 && s->page != NULL;
	enum jy_err err;

	r->order = it->order;
	r->lastmod = it->lastmod;
	r->listed = it->listed;
	r->noindex = it->noindex;
	r->contacts = it->contacts;
	if (has_page) {
		if ((err = output_file(g, a, it->path, &r->path)) != JY_OK) {
			gen_fail_in(g, " (item " STR_FMT ")", STR_ARG(owner));
			return err;
		}
		if ((err = make_page(g, s, a, it, r, owner)) != JY_OK)
			return err;
	}
	if ((err = make_fragments(g, s, a, it, owner, r)) != JY_OK)
		return err;
	r->facets = facet_lines(a, it, has_page && !it->noindex && s->in_sitemap);
	if (s->search != NULL)
		r->search = search_text(a, it);
	return make_extra(g, a, it, row, owner, r);
}

/* --- one item */

static enum jy_err
remove_item(struct gen *g, const struct section *s, struct arena *a, struct key key,
    const struct record *old)
{
	struct members_of was = { old->id, old->order, old->facets };
	struct members_of now = { old->id, old->order, STR_NONE };
	struct str owner = owner_of(a, s, key);
	const struct record none = { .id = 0 };
	enum jy_err err;

	if (old->id == 0)
		return JY_OK;
	err = count_items(g, s, old, &none);
	if (err == JY_OK)
		err = note_search(g, s, key, old, &none);
	if (err == JY_OK && old->path.p != NULL)
		err = output_drop(g, old->path, owner);
	if (err == JY_OK)
		err = drop_extra(g, old->extra, STR_NONE, owner);
	if (err == JY_OK)
		err = members_update(g, s, a, &was, &now, false);
	if (err == JY_OK && old->asks)
		err = deps_drop(g, dependent_of(a, old->id));
	if (err == JY_OK)
		err = run_int(g, SQL_DETAIL_DROP, ":item", old->id);
	return err == JY_OK ? run_int(g, SQL_ITEM_DROP, ":id", old->id) : err;
}

/* Store what differs, and give up what is no longer published. */
static enum jy_err
settle(struct gen *g, const struct section *s, struct arena *a, struct key key,
    const struct record *old, struct record *r)
{
	struct members_of was = { old->id, old->order, old->facets }, now;
	struct str owner = owner_of(a, s, key);
	bool changed;
	enum jy_err err = JY_OK;

	r->id = old->id;
	if ((err = count_items(g, s, old, r)) != JY_OK ||
	    (err = note_search(g, s, key, old, r)) != JY_OK ||
	    (old->id == 0 && (err = record_add(g, s, key, r)) != JY_OK))
		return err;
	was.item = r->id;
	now = (struct members_of){ r->id, r->order, r->facets };
	if (old->path.p != NULL && !str_eq(old->path, r->path) &&
	    (err = output_drop(g, old->path, owner)) != JY_OK)
		return err;
	if ((err = drop_extra(g, old->extra, r->extra, owner)) != JY_OK)
		return err;
	changed = !str_eq(old->card, r->card) || !str_eq(old->entry, r->entry) ||
		  !str_eq(old->path, r->path) || !str_eq(old->contacts, r->contacts) ||
		  old->lastmod != r->lastmod;
	if ((err = members_update(g, s, a, &was, &now, changed)) != JY_OK)
		return err;
	if ((r->asks || old->asks) &&
	    (err = deps_replace(g, dependent_of(a, r->id))) != JY_OK)
		return err;
	if (old->id != 0 && !record_same(old, r))
		err = record_set(g, r);
	if (err == JY_OK && s->all && !g->fresh)
		err = run_int(g, SQL_SEEN_ADD, ":item", r->id);
	return err;
}

static int64_t
earlier(int64_t a, int64_t b)
{
	return a == 0 ? b : b == 0 || a < b ? a : b;
}

static enum jy_err
update(void *arg, struct arena *a, const struct row *row, const struct item *it)
{
	struct work *w = arg;
	struct gen *g = w->g;
	struct record old = { .id = 0 }, r;
	enum jy_err err;
	size_t i;

	g->counts.items++;
	memset(&r, 0, sizeof(r));
	if (!g->fresh && (err = record_get(g, w->s, row->key, a, &old)) != JY_OK)
		return err;
	for (i = 0; i < row->topic_count; i++) {
		if ((err = ask_note(g, row->topics[i])) != JY_OK)
			return err;
	}
	r.next_at = earlier(it->next_at, row->next_at);
	r.asks = g->ask.topic_count > 0;
	if (!it->publish && r.next_at == 0 && !r.asks)
		return remove_item(g, w->s, a, row->key, &old);
	if (it->publish && (err = make(g, w->s, a, it, row, &r)) != JY_OK)
		return err;
	return settle(g, w->s, a, row->key, &old, &r);
}

static enum jy_err
update_key(struct work *w, struct arena *a, struct key key)
{
	struct record old;
	enum jy_err err;

	err = ahead_one(w->g, w->s, key, a, update, w);
	if (err != JY_ENOTFOUND)
		return err;
	if ((err = record_get(w->g, w->s, key, a, &old)) != JY_OK)
		return err;
	return remove_item(w->g, w->s, a, key, &old);
}

/* --- which ones */

static enum jy_err
add_dirty(void *arg, struct key key)
{
	struct gen *g = arg;
	struct db_stmt *st;
	enum jy_err err;

	if ((err = man_prepare(g, &st, SQL_DIRTY_ADD)) != JY_OK)
		return err;
	key_bind(st, ":key", key);
	err = man_run(g, st);
	db_finish(st);
	return err;
}

/* Add what a query over the manifest finds. */
static enum jy_err
add_found(struct gen *g, const struct section *s, const char *sql, bool with_now)
{
	struct db_stmt *st;
	struct arena a;
	enum jy_err err;
	bool row;

	arena_init(&a, 0);
	if ((err = man_prepare(g, &st, sql)) != JY_OK)
		return err;
	db_bind_int(st, ":section", s->id);
	if (with_now)
		db_bind_int(st, ":now", g->now);
	while ((err = man_step(g, st, &row)) == JY_OK && row &&
	       (err = add_dirty(g, key_column(st, 0, &a))) == JY_OK)
		arena_reset(&a);
	db_finish(st);
	arena_release(&a);
	return err;
}

static enum jy_err
update_dirty(struct work *w)
{
	struct gen *g = w->g;
	struct db_stmt *st;
	struct arena a;
	enum jy_err err;
	bool row;

	arena_init(&a, 0);
	if ((err = man_prepare(g, &st, SQL_DIRTY_ALL)) != JY_OK)
		return err;
	while ((err = man_step(g, st, &row)) == JY_OK && row &&
	       (err = update_key(w, &a, key_column(st, 0, &a))) == JY_OK)
		arena_reset(&a);
	db_finish(st);
	arena_release(&a);
	return err;
}

static enum jy_err
build_changed(struct work *w)
{
	struct gen *g = w->g;
	enum jy_err err;

	if ((err = man_exec(g, SQL_DIRTY_CLEAR)) != JY_OK ||
	    (err = source_changes(g, w->s, add_dirty, g)) != JY_OK ||
	    (err = add_found(g, w->s, SQL_ITEMS_DUE, true)) != JY_OK ||
	    (err = add_found(g, w->s, SQL_ITEMS_ASKING, false)) != JY_OK ||
	    (err = update_dirty(w)) != JY_OK)
		return err;
	return man_exec(g, SQL_DIRTY_CLEAR);
}

/* The next item of the section, by number, that this build did not see. */
static enum jy_err
remove_unseen(struct gen *g, const struct section *s, struct arena *a, int64_t *after)
{
	struct record old;
	struct db_stmt *st;
	struct key key = key_int(0);
	enum jy_err err;

	if ((err = man_prepare(g, &st, SQL_ITEM_UNSEEN)) != JY_OK)
		return err;
	db_bind_int(st, ":section", s->id);
	db_bind_int(st, ":after", *after);
	if ((err = man_one(g, st)) == JY_OK) {
		*after = db_int(st, 0);
		key = key_column(st, 1, a);
	}
	db_finish(st);
	if (err != JY_OK || (err = record_get(g, s, key, a, &old)) != JY_OK)
		return err;
	return remove_item(g, s, a, key, &old);
}

static enum jy_err
sweep(struct gen *g, const struct section *s)
{
	enum jy_err err = JY_OK;
	int64_t after = 0;
	struct arena a;

	arena_init(&a, 0);
	while (err == JY_OK) {
		arena_reset(&a);
		err = remove_unseen(g, s, &a, &after);
	}
	arena_release(&a);
	return err == JY_ENOTFOUND ? JY_OK : err;
}

static enum jy_err
build_all(struct work *w)
{
	static const char clear[] = "DELETE FROM seen";
	enum jy_err err;

	if ((err = man_exec(w->g, clear)) != JY_OK ||
	    (err = ahead_each(w->g, w->s, update, w)) != JY_OK)
		return err;
	if (!w->g->fresh)
		return sweep(w->g, w->s);
	err = run_int(w->g, SQL_SECTION_ITEMS_ALL, ":section", w->s->id);
	return err == JY_OK ? members_count(w->g, w->s) : err;
}

enum jy_err
items_build(struct gen *g, struct section *s)
{
	struct work w = { g, s };
	enum jy_err err = render_section_open(g, s);

	if (err == JY_OK)
		err = s->all ? build_all(&w) : build_changed(&w);

	s->done = true;
	return err;
}

enum jy_err
items_next(struct gen *g, int64_t *next_at)
{
	struct db_stmt *st;
	enum jy_err err;

	*next_at = 0;
	if ((err = man_prepare(g, &st, SQL_ITEMS_NEXT)) != JY_OK)
		return err;
	db_bind_int(st, ":now", g->now);
	if ((err = man_one(g, st)) == JY_OK)
		*next_at = db_int(st, 0);
	db_finish(st);
	return err;
}

enum jy_err
items_drop_undeclared(struct gen *g)
{
	static const char clear[] = "DELETE FROM seen";
	struct section gone = { .all = false };
	struct db_stmt *st;
	enum jy_err err;
	bool row;

	if ((err = man_exec(g, clear)) != JY_OK ||
	    (err = man_prepare(g, &st, SQL_SECTIONS)) != JY_OK)
		return err;
	while ((err = man_step(g, st, &row)) == JY_OK && row) {
		gone.id = db_int(st, 0);
		gone.name = arena_cstr(&g->arena, db_str(st, 1));
		if ((err = gen_mem(g, gone.name)) == JY_OK &&
		    site_section(&g->site, str_of(gone.name)) == NULL)
			err = sweep(g, &gone);
		if (err != JY_OK)
			break;
	}
	db_finish(st);
	return err;
}
