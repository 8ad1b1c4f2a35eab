/*
 * saved_search.c - keeping searches and ending their alerts. Telling is saved_search_tick.c's.
 */
#include "audit/audit.h"
#include "clock.h"
#include "crypto.h"
#include "job/saved_search.h"
#include "job/search.h"

#define UID_BYTES 16

SQL(SQL_SAVED_COUNT, "SELECT count(*) FROM saved_search WHERE account_id = :account");
SQL(SQL_SAVED_ADD,
    "INSERT INTO saved_search(uid, account_id, name, query, alert, seen_at, created_at)"
    " VALUES(:uid, :account, :name, :query, :alert, :now, :now)");
SQL(SQL_SAVED_LIST, "SELECT uid, name, query, alert, created_at FROM saved_search"
		    " WHERE account_id = :account ORDER BY id DESC");
SQL(SQL_SAVED_REMOVE,
    "DELETE FROM saved_search WHERE uid = :uid AND account_id = :account");
SQL(SQL_SAVED_ALERT, "UPDATE saved_search SET alert = :alert, seen_at = :now"
		     " WHERE uid = :uid AND account_id = :account");
SQL(SQL_SAVED_NAME, "SELECT name FROM saved_search WHERE uid = :uid");
SQL(SQL_SAVED_OFF, "UPDATE saved_search SET alert = 0 WHERE uid = :uid");

/* --- hers */

static enum jy_err
check_count(struct act *act)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_prepare(act->db, &st, SQL_SAVED_COUNT)) != JY_OK)
		return err;
	db_bind_int(st, ":account", act->who.account_id);
	if ((err = db_one(st)) == JY_OK && db_int(st, 0) >= SAVED_SEARCHES_MAX)
		err = JY_ELIMIT;
	db_finish(st);
	return err;
}

static enum jy_err
insert(struct act *act, const char *uid, struct str name, struct str query, bool alert)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_prepare(act->db, &st, SQL_SAVED_ADD)) != JY_OK)
		return err;
	db_bind_text(st, ":uid", uid);
	db_bind_int(st, ":account", act->who.account_id);
	db_bind_str(st, ":name", name);
	db_bind_str(st, ":query", query);
	db_bind_int(st, ":alert", alert);
	db_bind_int(st, ":now", act->now);
	err = db_run(st);
	db_finish(st);
	return err;
}

enum jy_err
saved_search_add(struct act *act, struct str name, struct str query, bool alert)
{
	char uid[RANDOM_TEXT_SIZE(UID_BYTES)];
	struct buf kept = BUF_INIT;
	struct search s;
	enum jy_err err;

	if ((err = search_parse(act->arena, query, &s)) != JY_OK ||
	    (err = random_text(uid, UID_BYTES)) != JY_OK)
		return err;
	search_query(&s, true, &kept);
	if (name.n == 0)
		name = s.keyword.n > 0 ? s.keyword : STR("我的搜索");
	if (!buf_ok(&kept) || (err = db_begin(act->db)) != JY_OK)
		goto out;
	if ((err = check_count(act)) == JY_OK &&
	    (err = insert(act, uid, name, buf_view(&kept), alert)) == JY_OK)
		err = audit_act(act, "search.save", "saved_search", db_last_id(act->db),
		    NULL, STR_NONE);
	err = db_end(act->db, err);
out:
	if (err == JY_OK && !buf_ok(&kept))
		err = JY_ENOMEM;
	buf_release(&kept);
	return err;
}

enum jy_err
saved_search_list(struct act *act, struct val *out)
{
	struct arena *a = act->arena;
	struct db_stmt *st = NULL;
	enum jy_err err;
	char at[17];
	bool row;

	*out = val_list(a);
	if ((err = db_prepare(act->db, &st, SQL_SAVED_LIST)) != JY_OK)
		return err;
	db_bind_int(st, ":account", act->who.account_id);
	while ((err = db_step(st, &row)) == JY_OK && row) {
		struct val v = val_map(a);

		clock_minute(db_int(st, 4), at);
		val_set(&v, "uid", val_str(arena_str(a, db_str(st, 0))));
		val_set(&v, "name", val_str(arena_str(a, db_str(st, 1))));
		val_set(&v, "href",
		    val_str(
			arena_printf(a, "/my/search?" STR_FMT, STR_ARG(db_str(st, 2)))));
		val_set(&v, "alert", val_bool(db_int(st, 3) != 0));
		val_set(&v, "saved", val_text(arena_strdup(a, at)));
		val_push(out, v);
	}
	db_finish(st);
	return err;
}

/* Run a bound statement on one search, and record it. */
static enum jy_err
change(struct act *act, struct db_stmt *st, const char *what)
{
	enum jy_err err;

	if ((err = db_begin(act->db)) != JY_OK) {
		db_finish(st);
		return err;
	}
	err = db_run(st);
	db_finish(st);
	if (err == JY_OK && db_changes(act->db) == 0)
		err = JY_ENOTFOUND;
	if (err == JY_OK)
		err = audit_act(act, what, "saved_search", 0, NULL, STR_NONE);
	return db_end(act->db, err);
}

enum jy_err
saved_search_remove(struct act *act, struct str uid)
{
	struct db_stmt *st;
	enum jy_err err;

	if ((err = db_prepare(act->db, &st, SQL_SAVED_REMOVE)) != JY_OK)
		return err;
	db_bind_str(st, ":uid", uid);
	db_bind_int(st, ":account", act->who.account_id);
	return change(act, st, "search.remove");
}

enum jy_err
saved_search_alert(struct act *act, struct str uid, bool on)
{
	struct db_stmt *st;
	enum jy_err err;

	if ((err = db_prepare(act->db, &st, SQL_SAVED_ALERT)) != JY_OK)
		return err;
	db_bind_str(st, ":uid", uid);
	db_bind_int(st, ":account", act->who.account_id);
	db_bind_int(st, ":alert", on);
	db_bind_int(st, ":now", act->now);
	return change(act, st, on ? "search.alert_on" : "search.alert_off");
}

/* --- by the link of an alert */

enum jy_err
unsubscribe_token(const struct act *act, struct str uid, char out[UNSUBSCRIBE_TOKEN + 1])
{
	const struct str parts[] = { STR("saved_search.unsubscribe"), uid };
	uint8_t mac[SHA256_SIZE];
	struct buf text = BUF_INIT;
	enum jy_err err;

	err = hmac_sha256_framed(keyring_key(act->keys, KEY_TOKEN), parts, 2, mac);
	if (err != JY_OK)
		return err;
	base64url_encode(&text, STR_BYTES(mac));
	if (!buf_ok(&text) || text.len != UNSUBSCRIBE_TOKEN)
		err = JY_ENOMEM;
	else
		memcpy(out, text.data, UNSUBSCRIBE_TOKEN + 1);
	buf_release(&text);
	return err;
}

enum jy_err
unsubscribe_check(struct act *act, struct str uid, struct str token, struct str *name)
{
	char wanted[UNSUBSCRIBE_TOKEN + 1];
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = unsubscribe_token(act, uid, wanted)) != JY_OK)
		return err;
	if (!secret_eq(str_of(wanted), token))
		return JY_ENOTFOUND;
	if ((err = db_prepare(act->db, &st, SQL_SAVED_NAME)) != JY_OK)
		return err;
	db_bind_str(st, ":uid", uid);
	if ((err = db_one(st)) == JY_OK)
		*name = arena_str(act->arena, db_str(st, 0));
	db_finish(st);
	return err;
}

enum jy_err
unsubscribe_off(struct act *act, struct str uid, struct str token)
{
	struct db_stmt *st;
	struct str name;
	enum jy_err err;

	if ((err = unsubscribe_check(act, uid, token, &name)) != JY_OK ||
	    (err = db_prepare(act->db, &st, SQL_SAVED_OFF)) != JY_OK)
		return err;
	db_bind_str(st, ":uid", uid);
	return change(act, st, "search.unsubscribe");
}
