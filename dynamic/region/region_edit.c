/*
 * region_edit.c - see region_edit.h.
 */
#include "audit/audit.h"
#include "region/region.h"
#include "region/region_edit.h"
#include "region/region_index.h"

SQL(SQL_REGION_ADD, "INSERT INTO region(code, name, level, parent)"
		    " VALUES(:code, :name, :level, nullif(:parent, ''))");
SQL(SQL_REGION_RENAME, "UPDATE region SET name = :name WHERE code = :code");
SQL(SQL_REGION_END,
    "INSERT INTO region_ended(code, at) SELECT code, :now FROM region"
    " WHERE code >= :code AND code < :code || ':' ON CONFLICT DO NOTHING");
SQL(SQL_REGION_UNEND,
    "DELETE FROM region_ended WHERE code >= :code AND code < :code || ':'");
SQL(SQL_REGION_PARTS,
    "SELECT r.code, r.name, EXISTS(SELECT 1 FROM region_ended e WHERE e.code = r.code),"
    " r.level < 5 FROM region r WHERE coalesce(r.parent, '') = :code ORDER BY r.code");
SQL(SQL_REGION_IS_ENDED, "SELECT 1 FROM region_ended WHERE code = :code");

static const size_t digits[] = { 0, REGION_PROVINCE, REGION_PREFECTURE, REGION_COUNTY,
	REGION_TOWNSHIP, REGION_VILLAGE };
#define LEVELS 5

static enum jy_err
note(struct act *act, const char *what, struct str code, struct str name)
{
	struct str text =
	    arena_printf(act->arena, STR_FMT " " STR_FMT, STR_ARG(code), STR_ARG(name));

	return text.p == NULL ? JY_ENOMEM : audit_act(act, what, "region", 0, NULL, text);
}

static enum jy_err
insert(struct act *act, struct str code, struct str name, int level)
{
	struct str parent = { code.p, digits[level - 1] };
	struct db_stmt *st = NULL;
	struct region above;
	enum jy_err err = JY_OK;

	if (level > 1 && (err = region_get(act, parent, &above)) != JY_OK)
		return err;
	if ((err = db_prepare(act->db, &st, SQL_REGION_ADD)) != JY_OK)
		return err;
	db_bind_str(st, ":code", code);
	db_bind_str(st, ":name", name);
	db_bind_int(st, ":level", level);
	db_bind_str(st, ":parent", level > 1 ? parent : STR(""));
	err = db_run(st);
	db_finish(st);
	return err;
}

enum jy_err
region_add(struct act *act, struct str code, struct str name)
{
	int level = LEVELS;
	int64_t number;
	enum jy_err err;

	while (level > 0 && digits[level] != code.n)
		level--;
	if (level == 0 || !str_int(code, 1, INT64_MAX, &number))
		return JY_EINPUT;
	if ((err = db_begin(act->db)) != JY_OK)
		return err;
	if ((err = insert(act, code, name, level)) == JY_OK &&
	    (err = region_index_add(act->db, code)) == JY_OK)
		err = note(act, "region.add", code, name);
	return db_end(act->db, err);
}

/* A change that the index must follow. */
static enum jy_err
change(struct act *act, const char *sql, struct str code, struct str name)
{
	struct db_stmt *st = NULL;
	enum jy_err err = region_index_forget(act->db, code);

	if (err != JY_OK || (err = db_prepare(act->db, &st, sql)) != JY_OK)
		return err;
	db_bind_str(st, ":code", code);
	if (sql == SQL_REGION_RENAME)
		db_bind_str(st, ":name", name);
	if (sql == SQL_REGION_END)
		db_bind_int(st, ":now", act->now);
	err = db_run(st);
	db_finish(st);
	return err != JY_OK ? err : region_index_renew(act->db, code);
}

static enum jy_err
changed(
    struct act *act, const char *sql, const char *what, struct str code, struct str name)
{
	struct region r;
	enum jy_err err = db_begin(act->db);

	if (err != JY_OK)
		return err;
	if ((err = region_get(act, code, &r)) == JY_OK &&
	    (err = change(act, sql, code, name)) == JY_OK)
		err = note(act, what, code, name);
	return db_end(act->db, err);
}

enum jy_err
region_rename(struct act *act, struct str code, struct str name)
{
	return changed(act, SQL_REGION_RENAME, "region.rename", code, name);
}

enum jy_err
region_end(struct act *act, struct str code, bool ended)
{
	return changed(act, ended ? SQL_REGION_END : SQL_REGION_UNEND,
	    ended ? "region.end" : "region.restore", code, STR(""));
}

enum jy_err
region_parts(struct act *act, struct str code, struct val *out)
{
	struct arena *a = act->arena;
	struct db_stmt *st = NULL;
	struct val v;
	enum jy_err err = db_prepare(act->db, &st, SQL_REGION_PARTS);
	bool row;

	*out = val_list(a);
	if (err != JY_OK)
		return err;
	db_bind_str(st, ":code", code.n > 0 ? code : STR(""));
	while ((err = db_step(st, &row)) == JY_OK && row) {
		v = val_map(a);
		val_set(&v, "code", val_str(arena_str(a, db_str(st, 0))));
		val_set(&v, "name", val_str(arena_str(a, db_str(st, 1))));
		val_set(&v, "ended", val_bool(db_int(st, 2) != 0));
		val_set(&v, "deeper", val_bool(db_int(st, 3) != 0));
		val_push(out, v);
	}
	db_finish(st);
	return err;
}

enum jy_err
region_is_ended(struct act *act, struct str code, bool *ended)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_REGION_IS_ENDED);

	if (err != JY_OK)
		return err;
	db_bind_str(st, ":code", code);
	err = db_step(st, ended);
	db_finish(st);
	return err;
}
