/*
 * register.c - from a checked registration to an account; see register.h.
 */
#include "account/create.h"
#include "account/register.h"
#include "audit/audit.h"
#include "code/code.h"
#include "employer/employer.h"
#include "file/upload.h"
#include "sealed.h"

SQL(SQL_EMPLOYER_REGISTER,
    "INSERT INTO employer(name, credit_code, contact_name, created_at, updated_at)"
    " VALUES(:name, :credit_code, :contact, :now, :now)");

/* What a constraint's name means to the person. */
static const struct {
	const char *constraint;
	struct taken taken;
} conflicts[] = {
	{ "account.id_no_index",
	    { "id_no", "该身份证号已注册，可直接登录或找回密码。" } },
	{ "account.mobile_index",
	    { "mobile", "该手机号已注册，可直接登录或找回密码。" } },
	{ "account.login",
	    { "credit_code", "该统一社会信用代码已注册，可直接登录或找回密码。" } },
	{ "employer.credit_code",
	    { "credit_code", "该单位已在本站登记，可直接登录或找回密码；如从未开通账户，"
			     "请联系主管部门。" } },
};

struct password_owner
registration_owner(const struct registration *r)
{
	return (struct password_owner){
		.role = r->member == MEMBER_EMPLOYER ? ROLE_EMPLOYER : ROLE_GRADUATE,
		.mobile = r->mobile,
		.id_no = r->id_no,
		.name = r->name,
		.login = r->credit_code,
	};
}

/* The parts in the order in which they are sealed, one on a line: none of them can
 * hold a line end. */
#define PARTS 8
static void
parts_of(struct registration *r, struct str *parts[PARTS])
{
	struct str *const all[PARTS] = { &r->name, &r->mobile, &r->id_no, &r->employer,
		&r->credit_code, &r->licence, &r->agreement, &r->password };

	memcpy(parts, all, sizeof(all));
}

enum jy_err
registration_seal(struct act *act, struct str presession, const struct registration *r,
    struct str *token)
{
	struct buf plain = BUF_INIT, sealed = BUF_INIT, text = BUF_INIT;
	struct registration copy = *r;
	struct str *parts[PARTS];
	enum jy_err err = JY_ENOMEM;

	parts_of(&copy, parts);
	buf_int(&plain, act->now + 60 * act->conf->sms.code_minutes);
	buf_printf(&plain, "\n%s", member_names[r->member]);
	for (size_t i = 0; i < PARTS; i++) {
		buf_char(&plain, '\n');
		buf_str(&plain, *parts[i]);
	}
	if (!buf_ok(&plain) || (err = sealed_put(act->keys, SEALED_REGISTRATION,
				    presession, buf_view(&plain), &sealed)) != JY_OK)
		goto out;
	base64url_encode(&text, buf_view(&sealed));
	*token = buf_ok(&text) ? arena_str(act->arena, buf_view(&text)) : STR_NONE;
	err = token->p != NULL ? JY_OK : JY_ENOMEM;
out:
	secret_wipe(plain.data, plain.len);
	buf_release(&plain);
	buf_release(&sealed);
	buf_release(&text);
	return err;
}

static enum jy_err
parse(struct act *act, struct str plain, struct registration *out)
{
	struct str *parts[PARTS], end, member;
	int64_t until;

	if (!str_split(&plain, '\n', &end) || !str_split(&plain, '\n', &member) ||
	    !str_int(end, 0, INT64_MAX, &until) ||
	    (out->member = member_of(member)) == MEMBER_COUNT)
		return JY_EINPUT;
	parts_of(out, parts);
	for (size_t i = 0; i < PARTS; i++)
		if (!str_split(&plain, '\n', parts[i]))
			*parts[i] = STR_NONE;
	return act->now < until ? JY_OK : JY_EINPUT;
}

enum jy_err
registration_open(
    struct act *act, struct str presession, struct str token, struct registration *out)
{
	struct buf sealed = BUF_INIT;
	struct str plain;
	enum jy_err err = JY_EINPUT;

	*out = (struct registration){ 0 };
	if (base64url_decode(&sealed, token))
		err = sealed_get(act->keys, act->arena, SEALED_REGISTRATION, presession,
		    buf_view(&sealed), &plain);
	buf_release(&sealed);
	if (err == JY_OK)
		return parse(act, plain, out);
	return err == JY_ECRYPTO ? JY_EINPUT : err;
}

static enum jy_err
employer_add(struct act *act, const struct registration *r, int64_t *id)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_EMPLOYER_REGISTER);

	if (err != JY_OK)
		return err;
	db_bind_str(st, ":name", r->employer);
	db_bind_str(st, ":credit_code", r->credit_code);
	db_bind_str(st, ":contact", r->name);
	db_bind_int(st, ":now", act->now);
	if ((err = db_run(st)) == JY_OK)
		*id = db_last_id(act->db);
	db_finish(st);
	return err;
}

/* The file that came with the form is the new account's. One that is gone can be sent
 * again from 单位资料. */
static enum jy_err
licence_add(struct act *act, const struct registration *r, const struct account_new *n,
    int64_t account_id)
{
	struct act owner = *act;
	struct upload *u;
	struct str none;
	int64_t id;
	enum jy_err err = upload_resume(act, r->licence, &u);

	if (err != JY_OK)
		return err == JY_ENOTFOUND ? JY_OK : err;
	owner.who.role = ROLE_EMPLOYER;
	owner.who.account_id = account_id;
	owner.who.employer_id = n->employer_id;
	if ((err = upload_keep(&owner, u, &id)) != JY_OK)
		return err;
	return employer_set_licence(&owner, id, &none);
}

/* Everything but the transaction. */
static enum jy_err
commit(struct act *act, const struct registration *r, int64_t *account_id)
{
	bool employer = r->member == MEMBER_EMPLOYER;
	struct account_new n = {
		.role = employer ? ROLE_EMPLOYER : ROLE_GRADUATE,
		.name = r->name,
		.login = r->credit_code,
		.id_no = r->id_no,
		.mobile = r->mobile,
	};
	enum jy_err err;

	n.password = arena_cstr(act->arena, r->password);
	n.agreement = arena_cstr(act->arena, r->agreement);
	if (n.password == NULL || n.agreement == NULL)
		return JY_ENOMEM;
	if (employer && (err = employer_add(act, r, &n.employer_id)) != JY_OK)
		return err;
	if ((err = account_create(act, &n, account_id)) != JY_OK)
		return err;
	if (r->licence.n > 0 && (err = licence_add(act, r, &n, *account_id)) != JY_OK)
		return err;
	return audit_act(
	    act, "account.register", "account", *account_id, NULL, r->agreement);
}

enum jy_err
registration_commit(struct act *act, const struct registration *r, int64_t code_id,
    int64_t *account_id, struct taken *taken)
{
	enum jy_err err;

	*taken = (struct taken){ NULL, NULL };
	if ((err = db_begin(act->db)) != JY_OK)
		return err;
	if (code_id != 0)
		err = code_use(act, code_id);
	if (err == JY_OK && (err = commit(act, r, account_id)) == JY_ECONFLICT)
		for (size_t i = 0; i < sizeof(conflicts) / sizeof(conflicts[0]); i++)
			if (strcmp(db_conflict(act->db), conflicts[i].constraint) == 0)
				*taken = conflicts[i].taken;
	return db_end(act->db, err);
}
