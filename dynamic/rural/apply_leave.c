/*
 * apply_leave.c - what stays of applications whose person closes her account (apply.h).
 */
#include "rural/apply_row.h"
#include "sealed.h"

#define OVER "(SELECT id FROM campaign WHERE state = 'closed' OR closes_at <= :now)"

SQL(SQL_LEAVE_ID_NO, "SELECT id_no_sealed FROM account WHERE id = :account");
SQL(SQL_LEAVE_NEXT, "SELECT id, uid FROM post_application WHERE account_id = :account AND"
		    " id_no_sealed = '' LIMIT 1");
SQL(SQL_LEAVE_KEEP, "UPDATE post_application SET id_no_sealed = :id_no WHERE id = :id");
SQL(SQL_LEAVE_ERASE,
    "UPDATE post_application SET contact_sealed = '', experience = '' WHERE account_id ="
    " :account AND campaign_id IN " OVER);
SQL(SQL_LEAVE_SWEEP,
    "UPDATE post_application SET contact_sealed = '', experience = '' WHERE"
    " contact_sealed <> '' AND state <> 'pending' AND account_id IN (SELECT id FROM"
    " account WHERE state = 'closed') AND campaign_id IN " OVER);

static enum jy_err
own_id_no(struct act *act, struct str *id_no)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_LEAVE_ID_NO);

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":account", act->who.account_id);
	if ((err = db_one(st)) == JY_OK)
		err = sealed_get(act->keys, act->arena, SEALED_ACCOUNT_ID_NO,
		    act->who.uid, db_str(st, 0), id_no);
	db_finish(st);
	return err;
}

/* The next application that has no number of its own; 0: there is none. */
static enum jy_err
next_one(struct act *act, int64_t *id, struct str *uid)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_LEAVE_NEXT);
	bool row = false;

	*id = 0;
	if (err != JY_OK)
		return err;
	db_bind_int(st, ":account", act->who.account_id);
	if ((err = db_step(st, &row)) == JY_OK && row) {
		*id = db_int(st, 0);
		*uid = arena_str(act->arena, db_str(st, 1));
	}
	db_finish(st);
	return err;
}

static enum jy_err
keep(struct act *act, int64_t id, struct str uid, struct str id_no)
{
	struct buf sealed = BUF_INIT;
	struct db_stmt *st = NULL;
	enum jy_err err = sealed_put(act->keys, SEALED_POST_ID_NO, uid, id_no, &sealed);

	if (err == JY_OK && (err = db_prepare(act->db, &st, SQL_LEAVE_KEEP)) == JY_OK) {
		db_bind_int(st, ":id", id);
		db_bind_str(st, ":id_no", buf_view(&sealed));
		err = db_run(st);
		db_finish(st);
	}
	buf_release(&sealed);
	return err;
}

static enum jy_err
erase(struct act *act, const char *sql, int64_t account, int64_t *rows)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, sql);

	if (err != JY_OK)
		return err;
	if (account != 0)
		db_bind_int(st, ":account", account);
	db_bind_int(st, ":now", act->now);
	if ((err = db_run(st)) == JY_OK)
		*rows += db_changes(act->db);
	db_finish(st);
	return err;
}

enum jy_err
apply_leave(struct act *act)
{
	struct str id_no, uid;
	int64_t id, rows = 0;
	enum jy_err err = own_id_no(act, &id_no);

	while (err == JY_OK && (err = next_one(act, &id, &uid)) == JY_OK && id != 0)
		err = keep(act, id, uid, id_no);
	return err != JY_OK ? err
			    : erase(act, SQL_LEAVE_ERASE, act->who.account_id, &rows);
}

enum jy_err
apply_sweep(struct act *act, int64_t *removed)
{
	enum jy_err err;

	if ((err = db_begin(act->db)) != JY_OK)
		return err;
	return db_end(act->db, erase(act, SQL_LEAVE_SWEEP, 0, removed));
}
