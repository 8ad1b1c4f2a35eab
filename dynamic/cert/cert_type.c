/*
 * cert_type.c - which certificates can be replaced, and whether requests for them are
 * taken now (7.2.q3).
 */
#include "audit/audit.h"
#include "cert/cert.h"

SQL(SQL_CERT_TYPES,
    "SELECT t.code, d.label, t.is_open, t.note FROM cert_type t JOIN dict d"
    " ON d.kind = 'certificate' AND d.code = t.code ORDER BY d.position,"
    " t.code");
SQL(SQL_CERT_TYPE_SET, "UPDATE cert_type SET is_open = :open, note = :note, updated_at ="
		       " :now WHERE code = :code");
SQL(SQL_CERT_TYPE_ADD, "INSERT INTO cert_type(code, is_open, updated_at)"
		       " VALUES(:code, 0, :now)");
SQL(SQL_CERT_TYPE_LABEL,
    "INSERT INTO dict(kind, code, label, position) SELECT 'certificate', :code, :label,"
    " coalesce(max(position), 0) + 1 FROM dict WHERE kind = 'certificate'");

enum jy_err
cert_types(struct act *act, struct val *out)
{
	struct db_stmt *st = NULL;
	enum jy_err err;
	struct val v;
	bool row;

	*out = val_list(act->arena);
	if ((err = db_prepare(act->db, &st, SQL_CERT_TYPES)) != JY_OK)
		return err;
	while ((err = db_step(st, &row)) == JY_OK && row) {
		v = val_map(act->arena);
		val_set(&v, "code", val_str(arena_str(act->arena, db_str(st, 0))));
		val_set(&v, "label", val_str(arena_str(act->arena, db_str(st, 1))));
		val_set(&v, "open", val_bool(db_int(st, 2) != 0));
		val_set(&v, "note", val_str(arena_str(act->arena, db_str(st, 3))));
		val_push(out, v);
	}
	db_finish(st);
	return err;
}

static enum jy_err
set(struct act *act, struct str code, bool open, struct str note)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_CERT_TYPE_SET);

	if (err != JY_OK)
		return err;
	db_bind_str(st, ":code", code);
	db_bind_int(st, ":open", open);
	db_bind_str(st, ":note", note.p != NULL ? note : STR(""));
	db_bind_int(st, ":now", act->now);
	if ((err = db_run(st)) == JY_OK && db_changes(act->db) == 0)
		err = JY_ENOTFOUND;
	db_finish(st);
	if (err != JY_OK)
		return err;
	return audit_act(
	    act, "cert_type.set", "cert_type", 0, open ? "open" : "closed", code);
}

enum jy_err
cert_type_set(struct act *act, struct str code, bool open, struct str note)
{
	enum jy_err err = db_begin(act->db);

	return err != JY_OK ? err : db_end(act->db, set(act, code, open, note));
}

/* Run one of the two inserts. */
static enum jy_err
add(struct act *act, const char *sql, struct str code, struct str label)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, sql);

	if (err != JY_OK)
		return err;
	db_bind_str(st, ":code", code);
	if (sql == SQL_CERT_TYPE_LABEL)
		db_bind_str(st, ":label", label);
	else
		db_bind_int(st, ":now", act->now);
	err = db_run(st);
	db_finish(st);
	return err;
}

enum jy_err
cert_type_add(struct act *act, struct str code, struct str label)
{
	enum jy_err err = db_begin(act->db);

	if (err != JY_OK)
		return err;
	if ((err = add(act, SQL_CERT_TYPE_LABEL, code, label)) == JY_OK &&
	    (err = add(act, SQL_CERT_TYPE_ADD, code, label)) == JY_OK)
		err = audit_act(act, "cert_type.add", "cert_type", 0, NULL, label);
	return db_end(act->db, err);
}
