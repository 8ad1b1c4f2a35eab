/*
 * code.c - SMS codes in the store: limits, tries, one use. Texts are sms.c's.
 */
#include <stdio.h>

#include "audit/audit.h"
#include "code/code.h"
#include "code/sms.h"
#include "http/rate.h"
#include "outbox/outbox.h"
#include "sealed.h"

const char CODE_WRONG[] = "短信验证码不正确或已失效，请核对后重填，或重新获取。";

static const struct {
	const char *name; /* sms_code.purpose */
	enum sms_text text;
} purposes[] = {
	[CODE_REGISTER] = { "register", SMS_CODE_REGISTER },
	[CODE_RESET] = { "reset", SMS_CODE_RESET },
	[CODE_MOBILE] = { "mobile", SMS_CODE_MOBILE },
	[CODE_SIGN] = { "sign", SMS_CODE_SIGN },
};

SQL(SQL_CODE_ADD,
    "INSERT INTO sms_code(purpose, mobile_index, presession, code_mac, created_at,"
    " expires_at) VALUES(:purpose, :mobile, :browser, :mac, :now, :until)");
SQL(SQL_CODE_NEWEST,
    "SELECT id, code_mac FROM sms_code WHERE mobile_index = :mobile AND purpose = "
    ":purpose"
    " AND presession = :browser AND used_at IS NULL AND expires_at > :now"
    " ORDER BY created_at DESC, id DESC LIMIT 1");
SQL(SQL_CODE_TRY,
    "UPDATE sms_code SET tries = tries + 1 WHERE id = :id AND tries < :most");
SQL(SQL_CODE_USE, "UPDATE sms_code SET used_at = :now"
		  " WHERE id = :id AND used_at IS NULL AND expires_at > :now");

static enum jy_err
bond_index(const struct act *act, const struct code_bond *bond, uint8_t out[SHA256_SIZE])
{
	return sealed_index(act->keys, SEALED_ACCOUNT_MOBILE, bond->mobile, out);
}

static enum jy_err
mac_of(const struct act *act, const struct code_bond *bond, struct str code,
    uint8_t out[SHA256_SIZE])
{
	struct str parts[] = { STR("sms-code"), str_of(purposes[bond->purpose].name),
		bond->mobile, bond->presession, code };

	return hmac_sha256_framed(keyring_key(act->keys, KEY_TOKEN), parts, 5, out);
}

/* The limits of a number and of an address. */
static const struct {
	enum rate_rule rule;
	bool by_number;
} limits[] = {
	{ RATE_RULE_SMS_PAUSE, true },
	{ RATE_RULE_SMS_NUMBER, true },
	{ RATE_RULE_SMS_ADDRESS, false },
};
#define NLIMITS (sizeof(limits) / sizeof(limits[0]))

enum jy_err
code_allowed(struct act *act, struct str mobile, int64_t *wait)
{
	enum jy_err err = JY_OK;

	for (size_t i = 0; i < NLIMITS && err == JY_OK; i++)
		err = rate_check(
		    act, limits[i].rule, limits[i].by_number ? mobile : STR_NONE, wait);
	return err;
}

static enum jy_err
count(struct act *act, struct str mobile, int64_t *wait)
{
	enum jy_err err = JY_OK;

	for (size_t i = 0; i < NLIMITS && err == JY_OK; i++)
		err = rate_hit(
		    act, limits[i].rule, limits[i].by_number ? mobile : STR_NONE, wait);
	return err;
}

static enum jy_err
code_add(const struct act *act, const struct code_bond *bond,
    const uint8_t mobile[SHA256_SIZE], struct str code, int64_t *id)
{
	uint8_t mac[SHA256_SIZE];
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = mac_of(act, bond, code, mac)) != JY_OK ||
	    (err = db_prepare(act->db, &st, SQL_CODE_ADD)) != JY_OK)
		return err;
	db_bind_text(st, ":purpose", purposes[bond->purpose].name);
	db_bind_blob(st, ":mobile", mobile, SHA256_SIZE);
	db_bind_blob(st, ":browser", bond->presession.p, bond->presession.n);
	db_bind_blob(st, ":mac", mac, sizeof(mac));
	db_bind_int(st, ":now", act->now);
	db_bind_int(st, ":until", act->now + 60 * act->conf->sms.code_minutes);
	if ((err = db_run(st)) == JY_OK)
		*id = db_last_id(act->db);
	db_finish(st);
	return err;
}

/* Queue the message; or, for nobody, only seal it, which is what takes time. */
static enum jy_err
deliver_or_not(
    const struct act *act, const struct code_bond *bond, struct str code, bool deliver)
{
	struct outbox_message m = {
		.channel = OUTBOX_SMS,
		.recipient = bond->mobile,
		.body = sms_compose(act, purposes[bond->purpose].text, code),
		.expires_at = act->now + 60 * act->conf->sms.code_minutes,
	};
	struct buf nowhere = BUF_INIT;
	enum jy_err err;

	if (m.body.p == NULL)
		return JY_ENOMEM;
	if (deliver)
		return outbox_put(act->db, act->keys, &m);
	err = sealed_put(
	    act->keys, SEALED_OUTBOX_RECIPIENT, STR("-"), m.recipient, &nowhere);
	if (err == JY_OK)
		err =
		    sealed_put(act->keys, SEALED_OUTBOX_BODY, STR("-"), m.body, &nowhere);
	buf_release(&nowhere);
	return err;
}

enum jy_err
code_send(struct act *act, const struct code_bond *bond, bool deliver, int64_t *wait)
{
	char code[CODE_DIGITS + 1] = "";
	uint8_t mobile[SHA256_SIZE];
	uint32_t number;
	int64_t id = 0;
	enum jy_err err;

	if ((err = bond_index(act, bond, mobile)) != JY_OK ||
	    (err = random_below(1000000, &number)) != JY_OK ||
	    (err = db_begin(act->db)) != JY_OK)
		return err;
	snprintf(code, sizeof(code), "%06u", number % 1000000);
	if ((err = count(act, bond->mobile, wait)) != JY_OK ||
	    (err = code_add(act, bond, mobile, str_of(code), &id)) != JY_OK ||
	    (err = deliver_or_not(act, bond, str_of(code), deliver)) != JY_OK)
		goto out;
	err = audit_act(
	    act, "code.send", "sms_code", id, NULL, str_of(purposes[bond->purpose].name));
out:
	secret_wipe(code, sizeof(code));
	return db_end(act->db, err);
}

/* The code that counts now. JY_ENOTFOUND: none. */
static enum jy_err
newest(const struct act *act, const struct code_bond *bond, int64_t *id,
    uint8_t mac[SHA256_SIZE])
{
	uint8_t mobile[SHA256_SIZE];
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = bond_index(act, bond, mobile)) != JY_OK ||
	    (err = db_prepare(act->db, &st, SQL_CODE_NEWEST)) != JY_OK)
		return err;
	db_bind_blob(st, ":mobile", mobile, sizeof(mobile));
	db_bind_text(st, ":purpose", purposes[bond->purpose].name);
	db_bind_blob(st, ":browser", bond->presession.p, bond->presession.n);
	db_bind_int(st, ":now", act->now);
	if ((err = db_one(st)) == JY_OK && db_blob(st, 1).n == SHA256_SIZE) {
		*id = db_int(st, 0);
		memcpy(mac, db_blob(st, 1).p, SHA256_SIZE);
	}
	db_finish(st);
	return err;
}

/* Take one of the tries. JY_ENOTFOUND: none is left. */
static enum jy_err
take_try(const struct act *act, int64_t id)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_CODE_TRY);

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":id", id);
	db_bind_int(st, ":most", CODE_TRIES);
	if ((err = db_run(st)) == JY_OK && db_changes(act->db) == 0)
		err = JY_ENOTFOUND;
	db_finish(st);
	return err;
}

enum jy_err
code_check(struct act *act, const struct code_bond *bond, struct str typed, int64_t *id)
{
	uint8_t want[SHA256_SIZE], got[SHA256_SIZE];
	enum jy_err err;

	if ((err = mac_of(act, bond, typed, got)) != JY_OK ||
	    (err = db_begin(act->db)) != JY_OK)
		return err;
	if ((err = newest(act, bond, id, want)) == JY_OK)
		err = take_try(act, *id);
	err = db_end(act->db, err);
	if (err == JY_ENOTFOUND)
		return JY_EINPUT;
	if (err == JY_OK && !secret_eq(STR_BYTES(want), STR_BYTES(got)))
		err = JY_EINPUT;
	return err;
}

enum jy_err
code_use(struct act *act, int64_t id)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_CODE_USE);

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":id", id);
	db_bind_int(st, ":now", act->now);
	if ((err = db_run(st)) == JY_OK && db_changes(act->db) == 0)
		err = JY_ECONFLICT;
	db_finish(st);
	return err;
}
