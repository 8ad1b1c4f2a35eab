/*
 * mobile.c - see mobile.h.
 */
#include "audit/audit.h"
#include "code/code.h"
#include "code/sms.h"
#include "http/session.h"
#include "message/message.h"
#include "profile/mobile.h"
#include "sealed.h"

SQL(SQL_MOBILE_PUT,
    "UPDATE account SET mobile_sealed = :sealed, mobile_index = :mobile WHERE id = :id"
    " AND state = 'active' AND role IN ('graduate', 'employer')");

enum jy_err
mobile_send(struct act *act, struct str presession, struct str mobile, int64_t *wait)
{
	struct code_bond bond = { CODE_MOBILE, mobile, presession };
	struct account other;
	enum jy_err err = account_find_mobile(act, mobile, &other);

	if (err != JY_OK && err != JY_ENOTFOUND)
		return err;
	return code_send(act, &bond, other.id == 0, wait);
}

/* JY_ECONFLICT: another account has the number, or this one may have none. */
static enum jy_err
put(struct act *act, const struct account *a, struct str mobile)
{
	struct buf sealed = BUF_INIT;
	uint8_t index[SHA256_SIZE];
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = sealed_put(
		 act->keys, SEALED_ACCOUNT_MOBILE, a->uid, mobile, &sealed)) != JY_OK ||
	    (err = sealed_index(act->keys, SEALED_ACCOUNT_MOBILE, mobile, index)) !=
		JY_OK ||
	    (err = db_prepare(act->db, &st, SQL_MOBILE_PUT)) != JY_OK)
		goto out;
	db_bind_int(st, ":id", a->id);
	db_bind_str(st, ":sealed", buf_view(&sealed));
	db_bind_blob(st, ":mobile", index, sizeof(index));
	if ((err = db_run(st)) == JY_OK && db_changes(act->db) == 0)
		err = JY_ECONFLICT;
out:
	db_finish(st);
	buf_release(&sealed);
	return err;
}

/* What belongs to a change, whoever makes it; in the caller's transaction. */
static enum jy_err
replace(struct act *act, const struct account *a, struct str mobile, const char *what,
    struct str reason, const uint8_t *keep)
{
	enum jy_err err;

	if ((err = put(act, a, mobile)) != JY_OK ||
	    (err = session_end_others(act, a->id, keep)) != JY_OK ||
	    (err = sms_notify(act, SMS_MOBILE_CHANGED, a->mobile)) != JY_OK ||
	    (err = sms_notify(act, SMS_MOBILE_CHANGED, mobile)) != JY_OK ||
	    (err = message_put(act, a->id, STR("您的注册手机号已变更"),
		 STR("如非本人操作，请立即修改登录密码并联系我们。"), STR(""))) != JY_OK)
		return err;
	return audit_act(act, what, "account", a->id, NULL, reason);
}

enum jy_err
mobile_change(struct act *act, struct str presession, struct str mobile, struct str code,
    const uint8_t *keep)
{
	struct code_bond bond = { CODE_MOBILE, mobile, presession };
	struct account a;
	int64_t code_id;
	enum jy_err err;

	if ((err = code_check(act, &bond, code, &code_id)) != JY_OK ||
	    (err = account_find_id(act, act->who.account_id, &a)) != JY_OK ||
	    (err = db_begin(act->db)) != JY_OK)
		return err;
	if ((err = code_use(act, code_id)) == JY_OK)
		err = replace(act, &a, mobile, "account.mobile", STR_NONE, keep);
	err = db_end(act->db, err);
	return err == JY_ECONFLICT ? JY_EINPUT : err;
}

enum jy_err
mobile_reset(struct act *act, struct str login, struct str name, struct str mobile,
    struct str reason)
{
	struct account a;
	struct str key;
	enum jy_err err;

	err = account_find_login(act, MEMBER_GRADUATE, login, &a, &key);
	if (err == JY_ENOTFOUND)
		err = account_find_login(act, MEMBER_EMPLOYER, login, &a, &key);
	if (err == JY_ENOTFOUND || (err == JY_OK && (!a.active || !str_eq(a.name, name))))
		return JY_EINPUT;
	if (err != JY_OK || (err = db_begin(act->db)) != JY_OK)
		return err;
	return db_end(
	    act->db, replace(act, &a, mobile, "account.mobile_reset", reason, NULL));
}
