/*
 * create.c - adding an account's row.
 */
#include "account/create.h"
#include "sealed.h"

#define UID_BYTES 16

SQL(SQL_ACCOUNT_ADD,
    "INSERT INTO account(uid, role, login, name, id_no_sealed, id_no_index,"
    " mobile_sealed, mobile_index, password, password_at, office_id, employer_id,"
    " agreement, agreement_at, created_at) VALUES(:uid, :role, :login, :name,"
    " :id_no_sealed, :id_no_index, :mobile_sealed, :mobile_index, :password, :now,"
    " :office, :employer, :agreement, :agreed_at, :now)");

/* A value that is kept sealed and found by its index. */
struct secret {
	struct buf sealed;
	uint8_t index[SHA256_SIZE];
	bool given;
};

static enum jy_err
secret_make(struct secret *s, const struct keyring *keys, enum sealed_column column,
    const char *uid, struct str value)
{
	enum jy_err err;

	if (!(s->given = value.n > 0))
		return JY_OK;
	if ((err = sealed_put(keys, column, str_of(uid), value, &s->sealed)) != JY_OK)
		return err;
	return sealed_index(keys, column, value, s->index);
}

static void
secret_bind(
    struct db_stmt *st, const struct secret *s, const char *sealed, const char *index)
{
	if (!s->given) {
		db_bind_null(st, sealed);
		db_bind_null(st, index);
		return;
	}
	db_bind_str(st, sealed, buf_view(&s->sealed));
	db_bind_blob(st, index, s->index, sizeof(s->index));
}

static void
bind_id(struct db_stmt *st, const char *name, int64_t id)
{
	if (id == 0)
		db_bind_null(st, name);
	else
		db_bind_int(st, name, id);
}

enum jy_err
account_create(const struct act *act, const struct account_new *account, int64_t *id)
{
	struct secret id_no = { .sealed = BUF_INIT }, mobile = { .sealed = BUF_INIT };
	char uid[RANDOM_TEXT_SIZE(UID_BYTES)];
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = random_text(uid, UID_BYTES)) != JY_OK ||
	    (err = secret_make(&id_no, act->keys, SEALED_ACCOUNT_ID_NO, uid,
		 account->id_no)) != JY_OK ||
	    (err = secret_make(&mobile, act->keys, SEALED_ACCOUNT_MOBILE, uid,
		 account->mobile)) != JY_OK ||
	    (err = db_prepare(act->db, &st, SQL_ACCOUNT_ADD)) != JY_OK)
		goto out;
	db_bind_text(st, ":uid", uid);
	db_bind_text(st, ":role", role_name(account->role));
	if (account->login.n > 0)
		db_bind_str(st, ":login", account->login);
	else
		db_bind_null(st, ":login");
	db_bind_str(st, ":name", account->name);
	secret_bind(st, &id_no, ":id_no_sealed", ":id_no_index");
	secret_bind(st, &mobile, ":mobile_sealed", ":mobile_index");
	db_bind_text(st, ":password", account->password);
	db_bind_int(st, ":now", act->now);
	bind_id(st, ":office", account->office_id);
	bind_id(st, ":employer", account->employer_id);
	db_bind_text(st, ":agreement", account->agreement);
	bind_id(st, ":agreed_at", account->agreement != NULL ? act->now : 0);
	if ((err = db_run(st)) == JY_OK)
		*id = db_last_id(act->db);
out:
	db_finish(st);
	buf_release(&id_no.sealed);
	buf_release(&mobile.sealed);
	return err;
}
