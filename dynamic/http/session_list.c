/*
 * session_list.c - an account's sessions as their owner sees them, and the end of
 * those that are not the one at hand.
 */
#include "clock.h"
#include "crypto.h"
#include "session_store.h"

#define HANDLE_CHARS 16

SQL(SQL_SESSION_END_OTHERS,
    "DELETE FROM session WHERE account_id = :account AND token_hash <> :keep");
SQL(SQL_SESSION_LIST,
    "SELECT token_hash, device, created_at, seen_at FROM session"
    " WHERE account_id = :account ORDER BY seen_at DESC, created_at DESC");

enum jy_err
session_end_others(
    struct act *act, int64_t account_id, const uint8_t keep[SESSION_ID_SIZE])
{
	static const uint8_t none[SESSION_ID_SIZE];
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_prepare(act->db, &st, SQL_SESSION_END_OTHERS)) != JY_OK)
		return err;
	db_bind_int(st, ":account", account_id);
	db_bind_blob(st, ":keep", keep != NULL ? keep : none, SESSION_ID_SIZE);
	return session_run(act->db, st);
}

/* A session's name for its owner: the first hex digits of its id. */
static enum jy_err
handle_of(struct arena *a, struct str id, struct str *out)
{
	struct buf b;

	buf_init(&b, 0);
	hex_encode(&b, (struct str){ id.p, HANDLE_CHARS / 2 });
	*out = buf_ok(&b) ? arena_str(a, buf_view(&b)) : STR_NONE;
	buf_release(&b);
	return out->p != NULL ? JY_OK : JY_ENOMEM;
}

enum jy_err
session_end_one(struct act *act, int64_t account_id, struct str handle)
{
	struct db_stmt *st = NULL;
	struct str name;
	uint8_t id[SESSION_ID_SIZE];
	bool row, found = false;
	enum jy_err err;

	if ((err = db_prepare(act->db, &st, SQL_SESSION_LIST)) != JY_OK)
		return err;
	db_bind_int(st, ":account", account_id);
	while (!found && (err = db_step(st, &row)) == JY_OK && row) {
		if ((err = handle_of(act->arena, db_blob(st, 0), &name)) != JY_OK)
			break;
		if ((found = str_eq(name, handle)))
			memcpy(id, db_blob(st, 0).p, sizeof(id));
	}
	db_finish(st);
	if (err != JY_OK || !found)
		return err != JY_OK ? err : JY_ENOTFOUND;
	return session_delete(act->db, id);
}

enum jy_err
session_list(struct act *act, int64_t account_id, const uint8_t current[SESSION_ID_SIZE],
    struct val *out)
{
	struct db_stmt *st = NULL;
	struct val one;
	struct str name;
	char when[17];
	bool row;
	enum jy_err err;

	*out = val_list(act->arena);
	if ((err = db_prepare(act->db, &st, SQL_SESSION_LIST)) != JY_OK)
		return err;
	db_bind_int(st, ":account", account_id);
	while ((err = db_step(st, &row)) == JY_OK && row) {
		if ((err = handle_of(act->arena, db_blob(st, 0), &name)) != JY_OK)
			break;
		one = val_map(act->arena);
		val_set(&one, "handle", val_str(name));
		val_set(&one, "device", val_str(arena_str(act->arena, db_str(st, 1))));
		clock_minute(db_int(st, 2), when);
		val_set(&one, "created_at", val_str(arena_str(act->arena, str_of(when))));
		clock_minute(db_int(st, 3), when);
		val_set(&one, "seen_at", val_str(arena_str(act->arena, str_of(when))));
		val_set(&one, "current",
		    val_bool(current != NULL &&
			     memcmp(db_blob(st, 0).p, current, SESSION_ID_SIZE) == 0));
		val_push(out, one);
	}
	db_finish(st);
	return err;
}
