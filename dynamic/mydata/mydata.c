/*
 * mydata.c - see mydata.h: who looked, and the export. Closing is mydata_close.c's.
 */
#include "audit/audit.h"
#include "clock.h"
#include "mydata/mydata.h"
#include "sealed.h"

/* An employer's looks at one resume are one line a day. */
SQL(SQL_MYDATA_LOOKS,
    "SELECT at, viewer, viewer_role, what FROM data_look WHERE account_id = :account"
    " UNION ALL SELECT max(v.at), e.name, 'employer', '简历“' || v.resume_name || '”'"
    " FROM resume_view v JOIN employer e ON e.id = v.employer_id"
    " WHERE v.account_id = :account GROUP BY v.employer_id, v.resume_name, v.at / 86400"
    " ORDER BY 1 DESC LIMIT :limit OFFSET :skip");

enum jy_err
mydata_looks(struct act *act, int skip, int limit, struct val *out, bool *more)
{
	struct arena *a = act->arena;
	struct db_stmt *st = NULL;
	struct val v;
	enum jy_err err = db_prepare(act->db, &st, SQL_MYDATA_LOOKS);
	bool row;
	char at[17];

	*out = val_list(a);
	*more = false;
	if (err != JY_OK)
		return err;
	db_bind_int(st, ":account", act->who.account_id);
	db_bind_int(st, ":limit", limit + 1);
	db_bind_int(st, ":skip", skip);
	while ((err = db_step(st, &row)) == JY_OK && row && !*more) {
		if (val_len(out) == (size_t)limit) {
			*more = true;
			continue;
		}
		v = val_map(a);
		clock_minute(db_int(st, 0), at);
		val_set(&v, "at", val_text(arena_strdup(a, at)));
		val_set(&v, "viewer", val_str(arena_str(a, db_str(st, 1))));
		val_set(&v, "role", val_text(role_label(role_of(db_str(st, 2)))));
		val_set(&v, "what", val_str(arena_str(a, db_str(st, 3))));
		val_push(out, v);
	}
	db_finish(st);
	return err;
}

/* --- export */

static struct str
uid_of(struct act *act, struct db_stmt *st)
{
	for (int i = 0; i < db_columns(st); i++)
		if (strcmp(db_column_name(st, i), "#uid") == 0)
			return arena_str(act->arena, db_str(st, i));
	return STR_NONE;
}

/* A cell as text; what stands behind the @ of its column's name says how. */
static enum jy_err
cell(struct act *act, struct db_stmt *st, int i, const char *how, struct str *out)
{
	enum sealed_column column;
	char at[17];

	*out = STR("");
	if (db_type(st, i) == DB_NULL || (how != NULL && db_str(st, i).n == 0))
		return JY_OK;
	if (how == NULL && db_type(st, i) == DB_INT)
		*out = arena_printf(act->arena, "%lld", (long long)db_int(st, i));
	else if (how == NULL)
		*out = arena_str(act->arena, db_str(st, i));
	else if (strcmp(how, "time") == 0) {
		clock_minute(db_int(st, i), at);
		*out = arena_str(act->arena, str_of(at));
	} else if (sealed_find(how, &column))
		return sealed_get(
		    act->keys, act->arena, column, uid_of(act, st), db_str(st, i), out);
	else
		return JY_EINTERNAL;
	return JY_OK;
}

static enum jy_err
export_row(struct act *act, struct db_stmt *st, struct val *out)
{
	struct val cells = val_list(act->arena), v;
	struct str name, value;
	const char *how;
	enum jy_err err;

	for (int i = 0; i < db_columns(st); i++) {
		name = arena_str(act->arena, str_of(db_column_name(st, i)));
		if (name.p == NULL)
			return JY_ENOMEM;
		if (name.p[0] == '#')
			continue;
		if ((how = strchr(name.p, '@')) != NULL) {
			name.n = (size_t)(how - name.p);
			how++;
		}
		if ((err = cell(act, st, i, how, &value)) != JY_OK)
			return err;
		v = val_map(act->arena);
		val_set(&v, "label", val_str(name));
		val_set(&v, "value", val_str(value));
		val_push(&cells, v);
	}
	*out = val_map(act->arena);
	val_set(out, "cells", cells);
	return JY_OK;
}

static enum jy_err
export_table(struct act *act, const struct mydata_table *t, struct val *out)
{
	struct val part = val_map(act->arena), rows = val_list(act->arena), v;
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, t->sql);
	bool row;

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":account", act->who.account_id);
	while ((err = db_step(st, &row)) == JY_OK && row &&
	       (err = export_row(act, st, &v)) == JY_OK)
		val_push(&rows, v);
	db_finish(st);
	val_set(&part, "label", val_text(t->label));
	val_set(&part, "rows", rows);
	val_set(&part, "some", val_bool(val_len(&rows) > 0));
	val_push(out, part);
	return err;
}

enum jy_err
mydata_export(struct act *act, struct val *out)
{
	enum jy_err err = db_begin(act->db);

	*out = val_list(act->arena);
	if (err != JY_OK)
		return err;
	for (size_t i = 0; i < mydata_ntables && err == JY_OK; i++)
		if (mydata_tables[i].sql != NULL)
			err = export_table(act, &mydata_tables[i], out);
	if (err == JY_OK)
		err = audit_act(
		    act, "mydata.export", "account", act->who.account_id, NULL, STR_NONE);
	return db_end(act->db, err);
}
