/*
 * mydata_close.c - 注销账号: what stands against it, what goes and what stays, and doing it.
 */
#include "application/application.h"
#include "audit/audit.h"
#include "crypto.h"
#include "file/upload.h"
#include "identity/identity.h"
#include "mydata/mydata.h"
#include "resume/resume.h"
#include "rural/apply.h"
#include "sealed.h"

#define FILES_MAX 200

SQL(SQL_CLOSE_APPLICATIONS, "SELECT id FROM application WHERE account_id = :account AND"
			    " state IN ('sent', 'viewed', 'interview') LIMIT 1");
SQL(SQL_CLOSE_FILES, "SELECT id FROM file WHERE account_id = :account LIMIT :limit");
/* Numbers that nobody has stand in for hers: she, or whoever gets her number, can register
 * again. The name stays where a document names her. */
SQL(SQL_CLOSE_ACCOUNT,
    "UPDATE account SET state = 'closed', password = '', login_at = NULL,"
    " id_no_sealed = :id_no, id_no_index = :id_no_index, mobile_sealed = :mobile,"
    " mobile_index = :mobile_index, name = CASE WHEN EXISTS(SELECT 1 FROM document"
    " WHERE account_id = :account) THEN name ELSE '已注销用户' END"
    " WHERE id = :account AND state = 'active' AND role = 'graduate'");

enum jy_err
mydata_blocked(struct act *act, struct val *out)
{
	struct db_stmt *st;
	struct val v;
	enum jy_err err = JY_OK;

	*out = val_list(act->arena);
	for (size_t i = 0; i < mydata_nblockers && err == JY_OK; i++) {
		if ((err = db_prepare(act->db, &st, mydata_blockers[i].sql)) != JY_OK)
			return err;
		db_bind_int(st, ":account", act->who.account_id);
		if ((err = db_one(st)) == JY_OK && db_int(st, 0) > 0) {
			v = val_map(act->arena);
			val_set(&v, "text", val_text(mydata_blockers[i].text));
			val_set(&v, "href", val_text(mydata_blockers[i].href));
			val_push(out, v);
		}
		db_finish(st);
	}
	return err;
}

struct val
mydata_fate(struct arena *a)
{
	struct val fate = val_map(a), erased = val_list(a), kept = val_list(a), v;
	const struct mydata_table *t;

	for (size_t i = 0; i < mydata_ntables; i++) {
		t = &mydata_tables[i];
		if (t->label == NULL)
			continue;
		if (t->why == NULL) {
			val_push(&erased, val_text(t->label));
			continue;
		}
		v = val_map(a);
		val_set(&v, "label", val_text(t->label));
		val_set(&v, "why", val_text(t->why));
		val_push(&kept, v);
	}
	val_set(&fate, "erased", erased);
	val_set(&fate, "kept", kept);
	return fate;
}

/* --- doing it */

static enum jy_err
one_id(struct act *act, const char *sql, int64_t *id)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, sql);
	bool row = false;

	*id = 0;
	if (err != JY_OK)
		return err;
	db_bind_int(st, ":account", act->who.account_id);
	if ((err = db_step(st, &row)) == JY_OK && row)
		*id = db_int(st, 0);
	db_finish(st);
	return err;
}

/* Employers learn that she does not wait any more. */
static enum jy_err
withdraw_applications(struct act *act)
{
	enum jy_err err;
	int64_t id;

	while ((err = one_id(act, SQL_CLOSE_APPLICATIONS, &id)) == JY_OK && id != 0)
		if ((err = flow_apply(
			 act, &application_flow, id, "withdraw", NULL, NULL)) != JY_OK)
			break;
	return err;
}

static enum jy_err
erase_tables(struct act *act)
{
	struct db_stmt *st;
	enum jy_err err = JY_OK;

	for (size_t i = 0; i < mydata_ntables && err == JY_OK; i++) {
		if (mydata_tables[i].erase == NULL)
			continue;
		if ((err = db_prepare(act->db, &st, mydata_tables[i].erase)) != JY_OK)
			return err;
		db_bind_int(st, ":account", act->who.account_id);
		err = db_run(st);
		db_finish(st);
	}
	return err;
}

/* Files that nothing refers to any more; *n uids of those that are to be unlinked. */
static enum jy_err
drop_files(struct act *act, struct str uids[FILES_MAX], int *n)
{
	int64_t ids[FILES_MAX];
	struct db_stmt *st = NULL;
	int count = 0;
	enum jy_err err = db_prepare(act->db, &st, SQL_CLOSE_FILES);
	bool row;

	*n = 0;
	if (err != JY_OK)
		return err;
	db_bind_int(st, ":account", act->who.account_id);
	db_bind_int(st, ":limit", FILES_MAX);
	while ((err = db_step(st, &row)) == JY_OK && row)
		ids[count++] = db_int(st, 0);
	db_finish(st);
	for (int i = 0; i < count && err == JY_OK; i++) {
		if ((err = upload_drop(act, ids[i], &uids[*n])) == JY_OK)
			(*n)++;
		else if (err == JY_ECONFLICT)
			err = JY_OK; /* a document's */
	}
	return err;
}

/* A number that nobody has, in the place of one of hers. */
static enum jy_err
nobody(struct act *act, struct db_stmt *st, const char *sealed_name, struct buf *sealed,
    enum sealed_column column, const char *index_name, uint8_t index[SHA256_SIZE])
{
	enum jy_err err =
	    sealed_put(act->keys, column, act->who.uid, STR("已注销"), sealed);

	if (err == JY_OK)
		err = random_bytes(index, SHA256_SIZE);
	db_bind_str(st, sealed_name, buf_view(sealed));
	db_bind_blob(st, index_name, index, SHA256_SIZE);
	return err;
}

static enum jy_err
close_account(struct act *act)
{
	uint8_t id_no[SHA256_SIZE], mobile[SHA256_SIZE];
	struct buf id_no_text = BUF_INIT, mobile_text = BUF_INIT;
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_CLOSE_ACCOUNT);

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":account", act->who.account_id);
	if ((err = nobody(act, st, ":id_no", &id_no_text, SEALED_ACCOUNT_ID_NO,
		 ":id_no_index", id_no)) == JY_OK &&
	    (err = nobody(act, st, ":mobile", &mobile_text, SEALED_ACCOUNT_MOBILE,
		 ":mobile_index", mobile)) == JY_OK &&
	    (err = db_run(st)) == JY_OK && db_changes(act->db) != 1)
		err = JY_ECONFLICT;
	db_finish(st);
	buf_release(&id_no_text);
	buf_release(&mobile_text);
	return err;
}

static enum jy_err
close_all(struct act *act, struct str uids[FILES_MAX], int *n)
{
	struct val blocked;
	enum jy_err err = mydata_blocked(act, &blocked);

	if (err == JY_OK && val_len(&blocked) > 0)
		err = JY_ECONFLICT;
	if (err != JY_OK || (err = withdraw_applications(act)) != JY_OK ||
	    (err = identity_release(act, act->who.account_id)) != JY_OK ||
	    (err = apply_leave(act)) != JY_OK || (err = erase_tables(act)) != JY_OK ||
	    (err = drop_files(act, uids, n)) != JY_OK ||
	    (err = close_account(act)) != JY_OK)
		return err;
	return audit_act(
	    act, "account.close", "account", act->who.account_id, NULL, STR_NONE);
}

enum jy_err
mydata_close(struct act *act)
{
	struct str *uids = arena_array(act->arena, FILES_MAX, sizeof(*uids));
	int n = 0;
	enum jy_err err;

	if (uids == NULL)
		return JY_ENOMEM;
	if ((err = db_begin(act->db)) != JY_OK)
		return err;
	if ((err = db_end(act->db, close_all(act, uids, &n))) != JY_OK)
		return err;
	for (int i = 0; i < n; i++)
		upload_unlink(act, uids[i]);
	return JY_OK;
}
