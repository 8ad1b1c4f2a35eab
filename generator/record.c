/*
 * record.c - see record.h.
 */
#include "manifest.h"
#include "record.h"

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

enum jy_err
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

enum jy_err
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

enum jy_err
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

enum jy_err
record_drop(struct gen *g, const struct record *r)
{
	enum jy_err err = man_run_int(g, SQL_DETAIL_DROP, ":item", r->id);

	return err == JY_OK ? man_run_int(g, SQL_ITEM_DROP, ":id", r->id) : err;
}

bool
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
