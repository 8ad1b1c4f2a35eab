/*
 * ask.c - answers for ctx from the manifest (see ask.h).
 */
#include "ask.h"
#include "keep.h"
#include "manifest.h"
#include "members.h"
#include "output.h"
#include "plugin.h"
#include "source.h"

#define LATEST_MAX 200

MAN_SQL(SQL_LATEST,
    "SELECT member.key, item.path, item.card, item.lastmod FROM facet"
    " JOIN member ON member.facet = facet.id"
    " JOIN item ON item.id = member.item"
    " WHERE facet.section = :section AND facet.name = :name AND facet.key = :key"
    " ORDER BY member.ord DESC, member.key DESC LIMIT :n");
MAN_SQL(SQL_COUNT, "SELECT count, " MEMBERS_NEWEST_LASTMOD " FROM facet"
		   " WHERE section = :section AND name = :name AND key = :key");
/* Empty ones are there for keep_find(). */
MAN_SQL(SQL_FACETS,
    "SELECT key, count, " MEMBERS_NEWEST_FACETS ", " MEMBERS_NEWEST_LASTMOD " FROM facet"
    " WHERE section = :section AND name = :name ORDER BY key");

SQL(SQL_CHANGED_KINDS, "SELECT DISTINCT kind FROM public_change WHERE seq > :seq");

void
ask_begin(struct gen *g, struct arena *a, const struct section *item_of)
{
	memset(&g->ask, 0, sizeof(g->ask));
	g->ask.allowed = true;
	g->ask.item_of = item_of;
	g->ask.arena = a;
}

void
ask_end(struct gen *g)
{
	g->ask.allowed = false;
}

struct str
topic_of(struct arena *a, struct str section, struct str facet, const struct key *key)
{
	struct str k;

	if (key == NULL)
		return arena_printf(
		    a, STR_FMT "/" STR_FMT, STR_ARG(section), STR_ARG(facet));
	k = key_text(a, *key);
	return arena_printf(a, STR_FMT "/" STR_FMT "/%s" STR_FMT, STR_ARG(section),
	    STR_ARG(facet), key->is_int ? "#" : "", STR_ARG(k));
}

enum jy_err
ask_note(struct gen *g, struct str topic)
{
	struct asker *ask = &g->ask;
	struct str *wider;
	size_t i;

	for (i = 0; i < ask->topic_count; i++) {
		if (str_eq(ask->topics[i], topic))
			return JY_OK;
	}
	if (ask->topic_count == ask->topic_size) {
		ask->topic_size = ask->topic_size * 2 + 8;
		wider = arena_array(ask->arena, ask->topic_size, sizeof(*wider));
		if (wider == NULL)
			return gen_mem(g, NULL);
		if (ask->topic_count > 0)
			memcpy(wider, ask->topics, ask->topic_count * sizeof(*wider));
		ask->topics = wider;
	}
	ask->topics[ask->topic_count++] = topic;
	return topic.p != NULL ? JY_OK : gen_mem(g, NULL);
}

static void
note_lastmod(struct gen *g, int64_t at)
{
	if (at > g->ask.lastmod)
		g->ask.lastmod = at;
}

/* Find the section and see whether it may be asked. JY_ENOTFOUND: no plugin declares it. */
static enum jy_err
admit(struct gen *g, struct str name, const struct section **out)
{
	const struct section *s = site_section(&g->site, name), *of = g->ask.item_of;
	size_t i;

	*out = s;
	if (!g->ask.allowed)
		return gen_fail(g, JY_EINPUT, NULL, 0,
		    "ctx may only be asked in item(), landing() and data()");
	if (s == NULL && of == NULL)
		gen_warn_missing(g, name);
	if (of == NULL)
		return s == NULL ? JY_ENOTFOUND
		       : s->done ? JY_OK
				 : gen_fail(g, JY_EINPUT, NULL, 0,
				       "ctx: the section " STR_FMT " is not built yet",
				       STR_ARG(name));
	for (i = 0; of->after[i] != NULL; i++) {
		if (str_is(name, of->after[i]))
			return s != NULL ? JY_OK : JY_ENOTFOUND;
	}
	return gen_fail(g, JY_EINPUT, NULL, 0,
	    "ctx: the section %s asks about " STR_FMT
	    " in item(): say so with after = { \"" STR_FMT "\" }",
	    of->name, STR_ARG(name), STR_ARG(name));
}

/* Begin a question and remember it as `topic`. A section that nobody declares has number 0,
 * which no section has: it is empty until there is one. */
static enum jy_err
open_query(struct gen *g, const struct query *q, const char *sql, struct str topic,
    struct db_stmt **st)
{
	const struct section *s;
	enum jy_err err;

	*st = NULL;
	if ((err = admit(g, q->section, &s)) != JY_OK && err != JY_ENOTFOUND)
		return err;
	if ((err = ask_note(g, topic)) != JY_OK ||
	    (err = man_prepare(g, st, sql)) != JY_OK)
		return err;
	db_bind_int(*st, ":section", s != NULL ? s->id : 0);
	db_bind_str(*st, ":name", q->facet);
	return JY_OK;
}

enum jy_err
ask_latest(
    struct gen *g, struct arena *a, const struct query *q, int64_t n, struct val *out)
{
	struct val entry;
	struct db_stmt *st;
	enum jy_err err;
	struct key key;
	bool row;

	*out = val_list(a);
	if ((err = open_query(g, q, SQL_LATEST,
		 topic_of(g->ask.arena, q->section, q->facet, &q->key), &st)) != JY_OK)
		goto out;
	key_bind(st, ":key", q->key);
	db_bind_int(st, ":n", n < 0 ? 0 : n > LATEST_MAX ? LATEST_MAX : n);
	while ((err = man_step(g, st, &row)) == JY_OK && row) {
		entry = val_map(a);
		key = key_column(st, 0, a);
		val_set(&entry, "key", key.is_int ? val_int(key.i) : val_str(key.s));
		if (db_type(st, 1) != DB_NULL)
			val_set(
			    &entry, "path", val_str(output_address(a, db_str(st, 1))));
		val_set(&entry, "card", val_html(arena_str(a, db_blob(st, 2))));
		val_push(out, entry);
		note_lastmod(g, db_int(st, 3));
	}
out:
	db_finish(st);
	return err;
}

enum jy_err
ask_count(struct gen *g, const struct query *q, int64_t *n)
{
	struct db_stmt *st;
	enum jy_err err;

	*n = 0;
	if ((err = open_query(g, q, SQL_COUNT,
		 topic_of(g->ask.arena, q->section, q->facet, &q->key), &st)) != JY_OK)
		goto out;
	key_bind(st, ":key", q->key);
	if ((err = man_one(g, st)) == JY_OK) {
		*n = db_int(st, 0);
		note_lastmod(g, db_int(st, 1));
	} else if (err == JY_ENOTFOUND)
		err = JY_OK;
out:
	db_finish(st);
	return err;
}

/* The index of a facet, or NULL. */
static const struct list_def *
index_of(const struct section *s, struct str facet)
{
	size_t i;

	for (i = 0; i < s->list_count; i++) {
		if (str_is(facet, s->lists[i].facet))
			return &s->lists[i];
	}
	return NULL;
}

/* A value that has members, or whose list is kept without. */
static enum jy_err
put_facet(struct gen *g, struct arena *a, const struct section *s, struct str facet,
    const struct list_def *l, const struct db_stmt *st, struct val *out)
{
	struct key key = key_column(st, 0, a);
	struct str label = members_label(db_str(st, 2), facet, key), path = STR_NONE;
	const struct facet_value *kept = l != NULL ? keep_find(l, key) : NULL;
	struct val entry = val_map(a);
	enum jy_err err;

	if (db_int(st, 1) == 0 && kept == NULL)
		return JY_OK;
	label = label.n == 0 && kept != NULL ? kept->label : arena_str(a, label);
	if (l != NULL &&
	    (err = plugin_text(g, s->plugin, &l->path, key, label, a, &path)) != JY_OK)
		return err;
	val_set(&entry, "key", key.is_int ? val_int(key.i) : val_str(key.s));
	val_set(&entry, "count", val_int(db_int(st, 1)));
	if (label.n > 0)
		val_set(&entry, "label", val_str(label));
	if (path.n > 0)
		val_set(&entry, "path", val_str(path));
	val_push(out, entry);
	note_lastmod(g, db_int(st, 3));
	return JY_OK;
}

enum jy_err
ask_facets(struct gen *g, struct arena *a, const struct query *q, struct val *out)
{
	const struct section *s = NULL;
	struct db_stmt *st;
	enum jy_err err;
	bool row;

	*out = val_list(a);
	if ((err = open_query(g, q, SQL_FACETS,
		 topic_of(g->ask.arena, q->section, q->facet, NULL), &st)) != JY_OK)
		goto out;
	s = site_section(&g->site, q->section);
	while (
	    (err = man_step(g, st, &row)) == JY_OK && row &&
	    (err = put_facet(g, a, s, q->facet, index_of(s, q->facet), st, out)) == JY_OK)
		;
out:
	db_finish(st);
	return err;
}

/* --- rows of the store */

static enum jy_err
rows_failed(struct gen *g, const char *why)
{
	return gen_fail(g, JY_EINPUT, NULL, 0, "ctx.rows: %s", why);
}

static enum jy_err
note_rows(struct gen *g, struct str kind)
{
	if (!g->ask.allowed || g->ask.item_of != NULL)
		return rows_failed(
		    g, "may only be asked in landing(), data() and text()");
	return ask_note(g, arena_printf(g->ask.arena, "rows:" STR_FMT, STR_ARG(kind)));
}

/* The names end with the statement, the row does not. */
static struct val
take_row(const struct db_stmt *st, struct arena *a)
{
	struct val row = val_map(a);
	const char *name;
	int i;

	for (i = 0; i < db_columns(st); i++) {
		name = arena_cstr(a, str_of(db_column_name(st, i)));
		if (name != NULL)
			val_set(&row, name, source_column(st, i, a));
	}
	return row;
}

enum jy_err
ask_rows(struct gen *g, struct arena *a, struct str kind, struct str sql, struct val *out)
{
	struct db_stmt *st = NULL;
	enum jy_err err;
	bool more;

	*out = val_list(a);
	if ((err = note_rows(g, kind)) != JY_OK)
		return err;
	if (db_prepare_text(g->store, &st, sql) != JY_OK)
		err = rows_failed(g, db_message(g->store));
	while (err == JY_OK && (err = db_step(st, &more)) == JY_OK && more) {
		val_push(out, take_row(st, a));
		if (val_len(out) > ASK_ROWS_MAX)
			err = rows_failed(g, "too many rows");
	}
	if (err != JY_OK && g->diag.text[0] == '\0')
		rows_failed(g, db_message(g->store));
	db_finish(st);
	return err;
}

enum jy_err
ask_changed(struct gen *g)
{
	struct db_stmt *st = NULL;
	enum jy_err err;
	int64_t seq;
	bool row;

	if (g->fresh)
		return JY_OK;
	if ((err = state_int(g, "change_seq", 0, &seq)) != JY_OK)
		return err;
	if ((err = db_prepare(g->store, &st, SQL_CHANGED_KINDS)) != JY_OK)
		goto out;
	db_bind_int(st, ":seq", seq);
	while ((err = db_step(st, &row)) == JY_OK && row) {
		if ((err = topic_changed(g, arena_printf(&g->arena, "rows:" STR_FMT,
						STR_ARG(db_str(st, 0))))) != JY_OK)
			break;
	}
out:
	if (err != JY_OK && g->diag.text[0] == '\0')
		gen_fail(g, err, g->conf.path.store, 0, "%s", db_message(g->store));
	db_finish(st);
	return err;
}
