/*
 * items.c - which items of a section changed, and bringing them up to date (see
 * items.h). Asking the plugin is plugin_item.c's part, what is made of its answer
 * item_make.c's, lists are members.c's.
 */
#include <inttypes.h>

#include "ahead.h"
#include "ask.h"
#include "item_make.h"
#include "items.h"
#include "manifest.h"
#include "members.h"
#include "output.h"
#include "record.h"
#include "render.h"
#include "search.h"
#include "source.h"

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

struct work {
	struct gen *g;
	struct section *s;
};

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

static enum jy_err
remove_item(struct gen *g, const struct section *s, struct arena *a, struct key key,
    const struct record *old)
{
	struct members_of was = { old->id, old->order, key, old->facets };
	struct members_of now = { old->id, old->order, key, STR_NONE };
	struct str owner = item_owner(g, a, s, key);
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
	return err == JY_OK ? record_drop(g, old) : err;
}

/* Store what differs, and give up what is no longer published. */
static enum jy_err
settle(struct gen *g, const struct section *s, struct arena *a, struct key key,
    const struct record *old, struct record *r)
{
	struct members_of was = { old->id, old->order, key, old->facets }, now;
	struct str owner = item_owner(g, a, s, key);
	bool changed;
	enum jy_err err = JY_OK;

	r->id = old->id;
	if ((err = count_items(g, s, old, r)) != JY_OK ||
	    (err = note_search(g, s, key, old, r)) != JY_OK ||
	    (old->id == 0 && (err = record_add(g, s, key, r)) != JY_OK))
		return err;
	was.item = r->id;
	now = (struct members_of){ r->id, r->order, key, r->facets };
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
		err = man_run_int(g, SQL_SEEN_ADD, ":item", r->id);
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
	if (it->publish && (err = item_make(g, w->s, a, it, row, &r)) != JY_OK)
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
	err = man_run_int(w->g, SQL_SECTION_ITEMS_ALL, ":section", w->s->id);
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
