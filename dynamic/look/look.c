/*
 * look.c - see look.h.
 */
#include "look/look.h"

SQL(SQL_LOOK_PUT,
    "INSERT INTO data_look(account_id, viewer_id, viewer_role, viewer, what, at)"
    " SELECT :account, a.id, a.role, coalesce(o.name, e.name, a.name), :what, :now"
    " FROM account a LEFT JOIN office o ON o.id = a.office_id"
    " LEFT JOIN employer e ON e.id = a.employer_id WHERE a.id = :viewer");

enum jy_err
look_put(struct act *act, int64_t account_id, struct str what)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if (account_id == act->who.account_id)
		return JY_OK;
	if (!db_in_transaction(act->db))
		return JY_EINTERNAL;
	if ((err = db_prepare(act->db, &st, SQL_LOOK_PUT)) != JY_OK)
		return err;
	db_bind_int(st, ":account", account_id);
	db_bind_int(st, ":viewer", act->who.account_id);
	db_bind_str(st, ":what", what);
	db_bind_int(st, ":now", act->now);
	err = db_run(st);
	if (err == JY_OK && db_changes(act->db) != 1)
		err = JY_EINTERNAL;
	db_finish(st);
	return err;
}

enum jy_err
look_each(struct act *act, struct db_stmt *st, struct str what, int64_t *n)
{
	enum jy_err err;

	*n = 0;
	if (!db_in_transaction(act->db) || act->who.account_id == 0)
		return JY_EINTERNAL;
	db_bind_int(st, ":viewer", act->who.account_id);
	db_bind_str(st, ":what", what);
	db_bind_int(st, ":now", act->now);
	if ((err = db_run(st)) == JY_OK)
		*n = db_changes(act->db);
	return err;
}
