/*
 * subsidy_files.c - the papers that prove an application: which there are, and who may
 * add, take away and read them. Their bytes are file/upload.h's.
 */
#include "file/upload.h"
#include "subsidy/subsidy_row.h"

SQL(SQL_SUBSIDY_FILES,
    "SELECT f.uid, f.name FROM subsidy_file x JOIN file f ON f.id = x.file_id"
    " WHERE x.subsidy_id = :id ORDER BY f.id");
SQL(SQL_SUBSIDY_ATTACH,
    "INSERT INTO subsidy_file(subsidy_id, file_id) SELECT id, :file FROM subsidy WHERE"
    " id = :id AND state = :state AND (SELECT count(*) FROM subsidy_file WHERE"
    " subsidy_id = :id) < :most");
SQL(SQL_SUBSIDY_FILE_OF,
    "SELECT x.file_id FROM subsidy_file x JOIN file f ON f.id = x.file_id WHERE"
    " x.subsidy_id = :id AND f.uid = :file");
SQL(SQL_SUBSIDY_DETACH,
    "DELETE FROM subsidy_file WHERE file_id = :file AND EXISTS(SELECT 1 FROM subsidy"
    " WHERE id = :id AND state = :state)");
SQL(SQL_SUBSIDY_FILE,
    "SELECT x.file_id FROM file f JOIN subsidy_file x ON x.file_id ="
    " f.id JOIN subsidy b ON b.id = x.subsidy_id WHERE f.uid = :file" SUBSIDY_SEEN);

enum jy_err
subsidy_files(struct act *act, int64_t id, struct val *out)
{
	struct db_stmt *st = NULL;
	struct val one;
	enum jy_err err = db_prepare(act->db, &st, SQL_SUBSIDY_FILES);
	bool row;

	*out = val_list(act->arena);
	if (err != JY_OK)
		return err;
	db_bind_int(st, ":id", id);
	while ((err = db_step(st, &row)) == JY_OK && row) {
		one = val_map(act->arena);
		val_set(&one, "uid", val_str(arena_str(act->arena, db_str(st, 0))));
		val_set(&one, "name", val_str(arena_str(act->arena, db_str(st, 1))));
		val_push(out, one);
	}
	db_finish(st);
	return err;
}

bool
subsidy_is_editable(struct act *act, const struct subsidy *s)
{
	struct subsidy copy = *s;
	const struct flow_doc doc = { &subsidy_flow, s->id, s->state, &copy };
	struct val may = flow_may(act, &doc);
	const struct val *edit = val_get(&may, STR("edit"));

	return s->account_id == act->who.account_id && edit != NULL &&
	       val_true(val_get(edit, STR("allowed")));
}

enum jy_err
subsidy_attach(struct act *act, const struct subsidy *s, int64_t file)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if (!subsidy_is_editable(act, s))
		return JY_ECONFLICT;
	if ((err = db_prepare(act->db, &st, SQL_SUBSIDY_ATTACH)) != JY_OK)
		return err;
	db_bind_int(st, ":id", s->id);
	db_bind_int(st, ":file", file);
	db_bind_str(st, ":state", s->state); /* it may have been reviewed meanwhile */
	db_bind_int(st, ":most", SUBSIDY_FILES_MAX);
	err = db_run(st);
	if (err == JY_OK && db_changes(act->db) != 1)
		err = JY_ECONFLICT;
	db_finish(st);
	return err;
}

static enum jy_err
find(struct act *act, int64_t subsidy, struct str file, int64_t *id)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_SUBSIDY_FILE_OF);

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":id", subsidy);
	db_bind_str(st, ":file", file);
	if ((err = db_one(st)) == JY_OK)
		*id = db_int(st, 0);
	db_finish(st);
	return err;
}

enum jy_err
subsidy_detach(struct act *act, const struct subsidy *s, struct str file)
{
	struct db_stmt *st = NULL;
	struct str uid;
	int64_t id = 0;
	enum jy_err err;

	if (!subsidy_is_editable(act, s))
		return JY_ECONFLICT;
	if ((err = find(act, s->id, file, &id)) != JY_OK ||
	    (err = db_prepare(act->db, &st, SQL_SUBSIDY_DETACH)) != JY_OK)
		return err;
	db_bind_int(st, ":file", id);
	db_bind_int(st, ":id", s->id);
	db_bind_str(st, ":state", s->state);
	if ((err = db_run(st)) == JY_OK && db_changes(act->db) != 1)
		err = JY_ECONFLICT;
	db_finish(st);
	return err != JY_OK ? err : upload_drop(act, id, &uid);
}

enum jy_err
subsidy_file(struct act *act, struct str file, int64_t *id)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_SUBSIDY_FILE);

	if (err != JY_OK)
		return err;
	db_bind_str(st, ":file", file);
	subsidy_bind_scope(act, st);
	if ((err = db_one(st)) == JY_OK)
		*id = db_int(st, 0);
	db_finish(st);
	return err;
}
