/*
 * account.c - accounts by their names, and what a new password must be.
 */
#include "account/account.h"
#include "audit/audit.h"
#include "clock.h"
#include "code/sms.h"
#include "http/session.h"
#include "idcheck.h"
#include "sealed.h"
#include "utf8.h"

#define ACCOUNT_COLUMNS                                                       \
	"SELECT id, role, state, uid, name, login, password, mobile_sealed, " \
	"id_no_sealed"                                                        \
	" FROM account WHERE "

SQL(SQL_ACCOUNT_BY_ID, ACCOUNT_COLUMNS "id = :key");
SQL(SQL_ACCOUNT_BY_ID_NO, ACCOUNT_COLUMNS "id_no_index = :key");
SQL(SQL_ACCOUNT_BY_MOBILE, ACCOUNT_COLUMNS "mobile_index = :key");
SQL(SQL_ACCOUNT_BY_LOGIN, ACCOUNT_COLUMNS "login = :key");
SQL(SQL_ACCOUNT_PASSWORD, "UPDATE account SET password = :password, password_at = :now"
			  " WHERE id = :id AND state = 'active'");

const char *const member_names[MEMBER_COUNT] = { "graduate", "employer", "staff" };
const char *const member_labels[MEMBER_COUNT] = { "个人会员", "单位会员", "管理部门" };
static const unsigned member_roles[MEMBER_COUNT] = { ROLE_GRADUATE, ROLE_EMPLOYER,
	ROLES_STAFF };

enum member
member_of(struct str name)
{
	for (int i = 0; i < MEMBER_COUNT; i++)
		if (str_is(name, member_names[i]))
			return (enum member)i;
	return MEMBER_COUNT;
}

/* A sealed column of the row, in clear; null gives the empty string. */
static enum jy_err
opened(struct act *act, struct db_stmt *st, int column, enum sealed_column what,
    struct str uid, struct str *out)
{
	*out = STR_NONE;
	if (db_type(st, column) == DB_NULL)
		return JY_OK;
	return sealed_get(act->keys, act->arena, what, uid, db_str(st, column), out);
}

static enum jy_err
read_row(struct act *act, struct db_stmt *st, struct account *out)
{
	enum jy_err err;

	out->role = role_of(db_str(st, 1));
	out->active = str_is(db_str(st, 2), "active");
	out->uid = arena_str(act->arena, db_str(st, 3));
	out->name = arena_str(act->arena, db_str(st, 4));
	out->login = arena_str(act->arena, db_str(st, 5));
	out->password = arena_str(act->arena, db_str(st, 6));
	if (out->uid.p == NULL || out->name.p == NULL || out->password.p == NULL)
		return JY_ENOMEM;
	if ((err = opened(act, st, 7, SEALED_ACCOUNT_MOBILE, out->uid, &out->mobile)) !=
		JY_OK ||
	    (err = opened(act, st, 8, SEALED_ACCOUNT_ID_NO, out->uid, &out->id_no)) !=
		JY_OK)
		return err;
	out->id = db_int(st, 0);
	return JY_OK;
}

/* One row of a statement whose :key is bound. */
static enum jy_err
one_account(struct act *act, struct db_stmt *st, struct account *out)
{
	enum jy_err err = db_one(st);

	*out = (struct account){ 0 };
	if (err == JY_OK)
		err = read_row(act, st, out);
	db_finish(st);
	return err;
}

static enum jy_err
find_by_index(struct act *act, const char *sql, enum sealed_column column,
    struct str value, struct account *out)
{
	uint8_t index[SHA256_SIZE];
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = sealed_index(act->keys, column, value, index)) != JY_OK ||
	    (err = db_prepare(act->db, &st, sql)) != JY_OK)
		return err;
	db_bind_blob(st, ":key", index, sizeof(index));
	return one_account(act, st, out);
}

static enum jy_err
find_by_login(struct act *act, struct str login, struct account *out)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_ACCOUNT_BY_LOGIN);

	if (err != JY_OK)
		return err;
	db_bind_str(st, ":key", login);
	return one_account(act, st, out);
}

enum jy_err
account_find_mobile(struct act *act, struct str mobile, struct account *out)
{
	return find_by_index(
	    act, SQL_ACCOUNT_BY_MOBILE, SEALED_ACCOUNT_MOBILE, mobile, out);
}

enum jy_err
account_find_id(struct act *act, int64_t id, struct account *out)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_ACCOUNT_BY_ID);

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":key", id);
	return one_account(act, st, out);
}

struct str
login_key(struct arena *a, enum member member, struct str name)
{
	return arena_printf(a, "%s:" STR_FMT, member_names[member], STR_ARG(name));
}

enum jy_err
account_find_login(struct act *act, enum member member, struct str typed,
    struct account *out, struct str *key)
{
	struct id_number id_no;
	char mobile[12], credit[19];
	struct str name = utf8_trim(typed);
	enum jy_err err;

	*out = (struct account){ 0 };
	if (member == MEMBER_GRADUATE &&
	    id_number_parse(name, clock_day_number(act->now), &id_no) == ID_OK) {
		name = str_of(id_no.text);
		err = find_by_index(
		    act, SQL_ACCOUNT_BY_ID_NO, SEALED_ACCOUNT_ID_NO, name, out);
	} else if (member != MEMBER_STAFF && mobile_parse(name, mobile) == ID_OK) {
		name = str_of(mobile);
		err = account_find_mobile(act, name, out);
	} else if (member == MEMBER_EMPLOYER &&
		   credit_code_parse(name, credit) == ID_OK) {
		name = str_of(credit);
		err = find_by_login(act, name, out);
	} else {
		err = find_by_login(act, name, out);
	}
	*key =
	    arena_printf(act->arena, "%s:" STR_FMT, member_names[member], STR_ARG(name));
	if (key->p == NULL)
		return JY_ENOMEM;
	if (err == JY_OK && (out->role & member_roles[member]) == 0) {
		*out = (struct account){ 0 };
		err = JY_ENOTFOUND;
	}
	return err;
}

struct password_owner
account_owner(const struct account *a)
{
	return (struct password_owner){ a->role, a->mobile, a->id_no, a->name, a->login };
}

static enum password_profile
profile_of(const struct act *act, enum role role)
{
	const char *name = (role & ROLES_STAFF) != 0 ? act->conf->password.staff_profile
						     : act->conf->password.profile;

	return strcmp(name, "strong") == 0 ? PASSWORD_STRONG : PASSWORD_MANUAL;
}

const char *
account_password_fault(
    const struct act *act, const struct password_owner *o, struct str password)
{
	enum password_profile profile = profile_of(act, o->role);
	struct str words[] = { o->mobile, o->id_no, o->name, o->login,
		str_of(act->conf->site.name) };
	enum password_fault fault =
	    password_check(profile, password, words, sizeof(words) / sizeof(words[0]));

	return fault == PASSWORD_OK ? NULL : password_fault_zh(profile, fault);
}

const char *
account_password_hint(const struct act *act, enum role role)
{
	return profile_of(act, role) == PASSWORD_STRONG
		   ? "10至128个字符，可用任意字符，建议使用较长的短语；不能是常见密码或含"
		     "个人信息。"
		   : "6-10位的数字或字母；不能是常见密码或含个人信息。";
}

enum jy_err
account_set_password(struct act *act, const struct account *account, const char *hash,
    bool reset, const uint8_t *keep)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_prepare(act->db, &st, SQL_ACCOUNT_PASSWORD)) != JY_OK)
		return err;
	db_bind_text(st, ":password", hash);
	db_bind_int(st, ":now", act->now);
	db_bind_int(st, ":id", account->id);
	if ((err = db_run(st)) == JY_OK && db_changes(act->db) == 0)
		err = JY_ECONFLICT;
	db_finish(st);
	if (err != JY_OK || (err = session_end_others(act, account->id, keep)) != JY_OK)
		return err;
	err = sms_notify(
	    act, reset ? SMS_PASSWORD_RESET : SMS_PASSWORD_CHANGED, account->mobile);
	if (err != JY_OK)
		return err;
	return audit_act(act, reset ? "password.reset" : "password.change", "account",
	    account->id, NULL, STR_NONE);
}
