/*
 * recover.c - see recover.h.
 */
#include "account/login.h"
#include "account/recover.h"
#include "code/code.h"

enum jy_err
recover_send(struct act *act, struct str presession, struct str mobile, int64_t *wait)
{
	struct code_bond bond = { CODE_RESET, mobile, presession };
	struct account account;
	enum jy_err err = account_find_mobile(act, mobile, &account);

	if (err != JY_OK && err != JY_ENOTFOUND)
		return err;
	return code_send(act, &bond, account.id != 0 && account.active, wait);
}

enum jy_err
recover_check(struct act *act, struct str presession, struct str mobile, struct str code,
    struct account *out, int64_t *code_id)
{
	struct code_bond bond = { CODE_RESET, mobile, presession };
	enum jy_err err;

	*out = (struct account){ 0 };
	if ((err = code_check(act, &bond, code, code_id)) != JY_OK)
		return err;
	err = account_find_mobile(act, mobile, out);
	return err == JY_ENOTFOUND || (err == JY_OK && !out->active) ? JY_EINPUT : err;
}

enum jy_err
recover_commit(
    struct act *act, const struct account *account, int64_t code_id, const char *hash)
{
	enum jy_err err;

	if ((err = db_begin(act->db)) != JY_OK)
		return err;
	if ((err = code_use(act, code_id)) == JY_OK &&
	    (err = account_set_password(act, account, hash, true, NULL)) == JY_OK)
		err = login_forget(act, account);
	return db_end(act->db, err);
}
