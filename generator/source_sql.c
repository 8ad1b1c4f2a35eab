/*
 * source_sql.c - rows of a plugin's query over the public_ views. The query is
 * wrapped, so that the same text serves for all rows and for one.
 */
#include "manifest.h"
#include "plugin.h"
#include "source.h"

/* The kind is hidden from the planner: new changes are few, those of a kind many. */
SQL(SQL_CHANGES,
    "SELECT item_id FROM public_change WHERE seq > :seq AND kind || '' = :kind");

/* `at`: the byte of the plugin's text that is to blame; the beginning when unknown. */
static enum jy_err
failed_at(struct gen *g, const struct section *s, enum jy_err err, size_t at)
{
	unsigned line = s->source.sql_line;
	size_t i;

	for (i = 0; i < at && s->source.sql[i] != '\0'; i++)
		line += s->source.sql[i] == '\n';
	return gen_fail(g, err == JY_EDB ? JY_EPARSE : err, plugin_name(s->plugin), line,
	    "section %s: sql: %s", s->name, db_message(g->store));
}

static enum jy_err
failed(struct gen *g, const struct section *s, enum jy_err err)
{
	return failed_at(g, s, err, 0);
}

static enum jy_err
prepare(struct gen *g, struct arena *a, const struct section *s, bool one,
    struct db_stmt **st)
{
	const struct source *src = &s->source;
	size_t before, at;
	struct str sql;
	enum jy_err err;

	sql = one ? arena_printf(
			a, "SELECT * FROM (%s) WHERE %s = :key", src->sql, src->key)
		  : arena_printf(a, "SELECT %s FROM (%s) ORDER BY 1", src->key, src->sql);
	*st = NULL;
	if (sql.p == NULL)
		return gen_mem(g, NULL);
	err = db_prepare_text(g->store, st, sql);
	if (err == JY_OK)
		return JY_OK;
	before =
	    one ? strlen("SELECT * FROM (") : strlen("SELECT  FROM (") + strlen(src->key);
	at = db_error_offset(g->store);
	return failed_at(g, s, err, at > before ? at - before : 0);
}

struct val
source_column(const struct db_stmt *st, int i, struct arena *a)
{
	switch (db_type(st, i)) {
	case DB_INT:
		return val_int(db_int(st, i));
	case DB_REAL:
		return val_real(db_real(st, i));
	case DB_TEXT:
		return val_str(arena_str(a, db_str(st, i)));
	default:
		return val_null();
	}
}

/* What is the same of all rows of a statement. */
struct columns {
	struct column {
		struct str name;
		uint32_t hash;
		bool hidden; /* a later one has the same name */
	} * column;
	int n, key; /* the key's; -1: there is none */
};

static enum jy_err
read_columns(struct gen *g, const struct section *s, const struct db_stmt *st,
    struct arena *a, struct columns *c)
{
	struct str name;
	int i, k;

	*c = (struct columns){ .n = db_columns(st), .key = -1 };
	if ((c->column = arena_array(a, (size_t)c->n, sizeof(*c->column))) == NULL)
		return gen_mem(g, NULL);
	for (i = 0; i < c->n; i++) {
		name = arena_str(a, str_of(db_column_name(st, i)));
		c->column[i] = (struct column){ name, val_hash(name), false };
		for (k = 0; k < i; k++)
			c->column[k].hidden |= str_eq(c->column[k].name, name);
		if (str_is(name, s->source.key))
			c->key = i;
	}
	return JY_OK;
}

static enum jy_err
take_row(struct gen *g, const struct section *s, const struct db_stmt *st,
    const struct columns *c, struct arena *a, struct row *row)
{
	const struct column *col;
	int i;

	*row = (struct row){ .fields = val_map_for(a, (size_t)c->n) };
	for (i = 0; i < c->n; i++) {
		col = &c->column[i];
		if (!col->hidden)
			val_add(
			    &row->fields, col->name, col->hash, source_column(st, i, a));
	}
	if (c->key < 0 || db_type(st, c->key) != DB_INT)
		return gen_fail(g, JY_EPARSE, plugin_name(s->plugin), 0,
		    "section %s: sql has no integer column %s", s->name, s->source.key);
	row->key = key_int(db_int(st, c->key));
	return JY_OK;
}

/* Keys first, then row by row: whole rows might have to be sorted in memory. */
static enum jy_err
each(struct gen *g, const struct section *s, source_row *fn, void *arg)
{
	struct db_stmt *keys, *st = NULL;
	struct columns columns;
	struct arena a;
	struct row row;
	enum jy_err err;
	bool more;

	arena_init(&a, 0);
	if ((err = prepare(g, &g->arena, s, false, &keys)) != JY_OK ||
	    (err = prepare(g, &g->arena, s, true, &st)) != JY_OK ||
	    (err = read_columns(g, s, st, &g->arena, &columns)) != JY_OK)
		goto out;
	while ((err = db_step(keys, &more)) == JY_OK && more) {
		arena_reset(&a);
		db_reset(st);
		key_bind(st, ":key", key_column(keys, 0, &a));
		if ((err = db_one(st)) != JY_OK ||
		    (err = take_row(g, s, st, &columns, &a, &row)) != JY_OK ||
		    (err = fn(arg, &a, &row)) != JY_OK)
			break;
	}
	if (err != JY_OK && g->diag.text[0] == '\0')
		failed(g, s, err);
out:
	db_finish(keys);
	db_finish(st);
	arena_release(&a);
	return err;
}

static enum jy_err
one(struct gen *g, const struct section *s, struct key key, struct arena *a,
    source_row *fn, void *arg)
{
	struct columns columns;
	struct db_stmt *st;
	struct row row;
	enum jy_err err;

	if ((err = prepare(g, a, s, true, &st)) != JY_OK)
		return err;
	key_bind(st, ":key", key);
	if ((err = db_one(st)) != JY_OK && err != JY_ENOTFOUND)
		failed(g, s, err);
	if (err == JY_OK && (err = read_columns(g, s, st, a, &columns)) == JY_OK &&
	    (err = take_row(g, s, st, &columns, a, &row)) == JY_OK)
		err = fn(arg, a, &row);
	db_finish(st);
	return err;
}

static enum jy_err
changes(struct gen *g, const struct section *s, source_key *fn, void *arg)
{
	struct db_stmt *st;
	enum jy_err err;
	int64_t seq;
	bool row;

	if ((err = state_int(g, "change_seq", 0, &seq)) != JY_OK)
		return err;
	if ((err = db_prepare(g->store, &st, SQL_CHANGES)) != JY_OK)
		return failed(g, s, err);
	db_bind_text(st, ":kind", s->source.kind);
	db_bind_int(st, ":seq", seq);
	while ((err = db_step(st, &row)) == JY_OK && row) {
		if ((err = fn(arg, key_int(db_int(st, 0)))) != JY_OK)
			break;
	}
	if (err != JY_OK && g->diag.text[0] == '\0')
		failed(g, s, err);
	db_finish(st);
	return err;
}

const struct source_type_ops source_sql = { each, one, changes };
