/*
 * test_account.c - registration, login and passwords without pages: who gets in,
 * who does not, and what is left in the store.
 */
#include "actor.h"

#include <argon2.h>

#include "account/login.h"
#include "account/recover.h"
#include "account/register.h"
#include "code/code.h"
#include "http/rate.h"
#include "http/session.h"

#define PASSWORD "kaoshi2026"
#define MOBILE "13899110001"

/* The n-th valid ID number of a person born in Ürümqi in 2004. */
static struct str
id_no(struct actor *t, int n)
{
	static const int weights[17] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4,
		2 };
	char digits[24];
	int sum = 0;

	snprintf(
	    digits, sizeof(digits), "65010220040%d15%03d", n / 1000 % 9 + 1, n % 1000);
	for (int i = 0; i < 17; i++)
		sum += (digits[i] - '0') * weights[i];
	digits[17] = "10X98765432"[sum % 11];
	return arena_str(&t->arena, (struct str){ digits, 18 });
}

static struct registration
graduate(struct actor *t, int n)
{
	struct hash_job *job;

	assert_int_equal(
	    hash_job_new(&t->act, NULL, STR_NONE, STR(PASSWORD), &job), JY_OK);
	hash_job_run(job);
	assert_int_equal(job->err, JY_OK);
	return (struct registration){
		.member = MEMBER_GRADUATE,
		.name = STR("古丽·艾合买提"),
		.mobile = arena_printf(&t->arena, "1389911%04d", n),
		.id_no = id_no(t, n),
		.agreement = STR("2026-09 sha256:0011223344556677"),
		.password = arena_str(&t->arena, str_of(job->hash)),
	};
}

static struct registration
employer(struct actor *t)
{
	struct registration r = graduate(t, 500);

	r.member = MEMBER_EMPLOYER;
	r.id_no = STR_NONE;
	r.employer = STR("天山测试有限公司");
	r.credit_code = STR("91350100M000100Y43");
	return r;
}

static int64_t
registered(struct actor *t, struct registration r)
{
	struct taken taken;
	int64_t id = 0;

	assert_int_equal(registration_commit(&t->act, &r, 0, &id, &taken), JY_OK);
	assert_int_not_equal(id, 0);
	return id;
}

/* One try to log in, from begin to end. */
static enum jy_err
try(struct actor *t, enum member member, const char *name, const char *password)
{
	struct login l;
	int64_t wait;
	enum jy_err err =
	    login_begin(&t->act, member, str_of(name), str_of(password), &l, &wait);

	if (err != JY_OK)
		return err;
	hash_job_run(l.job);
	assert_int_equal(l.job->err, JY_OK);
	if (!login_matches(&l)) {
		assert_int_equal(login_refuse(&t->act, &l), JY_OK);
		return JY_EINPUT;
	}
	assert_int_equal(db_begin(t->act.db), JY_OK);
	return db_end(t->act.db, login_accept(&t->act, &l));
}

static int64_t
number(struct actor *t, const char *sql)
{
	return world_number(t->world, sql);
}

static void
add_session(struct actor *t, int64_t account, const char *token32)
{
	struct db_stmt *st = NULL;

	assert_int_equal(
	    db_prepare_text(t->act.db, &st,
		STR("INSERT INTO session(token_hash, account_id, created_at, seen_at)"
		    " VALUES(:t, :a, 1, 1)")),
	    JY_OK);
	db_bind_blob(st, ":t", token32, 32);
	db_bind_int(st, ":a", account);
	assert_int_equal(db_run(st), JY_OK);
	db_finish(st);
}

/* --- registration */

static void
test_register(void **state)
{
	struct actor *t = *state;
	struct account a;
	int64_t id = registered(t, graduate(t, 1));

	assert_int_equal(account_find_mobile(&t->act, STR(MOBILE), &a), JY_OK);
	assert_int_equal(a.id, id);
	assert_true(a.active);
	assert_int_equal(a.role, ROLE_GRADUATE);
	assert_str(a.mobile, MOBILE);
	assert_true(str_eq(a.id_no, id_no(t, 1)));
	assert_int_equal(
	    number(t, "SELECT count(*) FROM account WHERE agreement ="
		      " '2026-09 sha256:0011223344556677' AND agreement_at = 1795478400"),
	    1);
	assert_int_equal(number(t, "SELECT count(*) FROM audit_event WHERE act ="
				   " 'account.register' AND object = 'account:1'"),
	    1);
}

static void
test_nothing_in_clear(void **state)
{
	struct actor *t = *state;

	registered(t, graduate(t, 1));
	assert_int_equal(number(t, "SELECT count(*) FROM account WHERE password LIKE"
				   " '$argon2id$%' AND password NOT LIKE '%kaoshi%'"),
	    1);
	assert_int_equal(number(t, "SELECT count(*) FROM account WHERE id_no_sealed LIKE"
				   " '%65010220%' OR mobile_sealed LIKE '%13899%'"),
	    0);
}

static const struct taken_case {
	int mobile, id_no;
	const char *field; /* NULL: registered */
} taken_cases[] = {
	{ 1, 1, "mobile" },
	{ 2, 1, "id_no" },
	{ 1, 2, "mobile" },
	{ 2, 2, NULL },
};

static void
test_taken(void **state)
{
	struct actor *t = *state;

	registered(t, graduate(t, 1));
	for (size_t i = 0; i < sizeof(taken_cases) / sizeof(taken_cases[0]); i++) {
		const struct taken_case *c = &taken_cases[i];
		struct registration r = graduate(t, c->mobile);
		struct taken taken;
		int64_t id;

		r.id_no = id_no(t, c->id_no);
		r.name = STR("另一个人");
		assert_int_equal(registration_commit(&t->act, &r, 0, &id, &taken),
		    c->field != NULL ? JY_ECONFLICT : JY_OK);
		if (c->field == NULL)
			continue;
		assert_string_equal(taken.field, c->field);
		assert_null(strstr(taken.text, "古丽"));
		assert_null(strstr(taken.text, "1389"));
	}
	assert_int_equal(number(t, "SELECT count(*) FROM account"), 2);
}

static void
test_employer(void **state)
{
	struct actor *t = *state;
	struct registration r = employer(t);
	struct taken taken;
	int64_t id = registered(t, r), again;

	assert_int_equal(
	    number(t, "SELECT count(*) FROM account a JOIN employer e"
		      " ON e.id = a.employer_id WHERE e.state = 'pending' AND"
		      " a.login = e.credit_code AND e.contact_name = a.name"),
	    1);
	r.mobile = STR("13700000000");
	assert_int_equal(
	    registration_commit(&t->act, &r, 0, &again, &taken), JY_ECONFLICT);
	assert_string_equal(taken.field, "credit_code");
	assert_int_equal(number(t, "SELECT count(*) FROM employer"), 1);
	assert_int_not_equal(id, 0);
}

static void
test_pending(void **state)
{
	struct actor *t = *state;
	struct registration r = graduate(t, 1), out;
	struct str token, cut;

	assert_int_equal(registration_seal(&t->act, BROWSER, &r, &token), JY_OK);
	assert_int_equal(registration_open(&t->act, BROWSER, token, &out), JY_OK);
	assert_int_equal(out.member, MEMBER_GRADUATE);
	assert_true(str_eq(out.name, r.name) && str_eq(out.mobile, r.mobile));
	assert_true(str_eq(out.id_no, r.id_no) && str_eq(out.password, r.password));
	assert_true(str_eq(out.agreement, r.agreement));
	assert_int_equal(
	    registration_open(&t->act, OTHER_BROWSER, token, &out), JY_EINPUT);
	cut = (struct str){ token.p, token.n - 4 };
	assert_int_equal(registration_open(&t->act, BROWSER, cut, &out), JY_EINPUT);
	assert_int_equal(registration_open(&t->act, BROWSER, STR("x"), &out), JY_EINPUT);
	actor_wait(t, 60 * t->conf.sms.code_minutes);
	assert_int_equal(registration_open(&t->act, BROWSER, token, &out), JY_EINPUT);
}

static void
test_code_once(void **state)
{
	struct actor *t = *state;
	struct registration r = graduate(t, 1), second = graduate(t, 2);
	struct code_bond bond = { CODE_REGISTER, r.mobile, BROWSER };
	struct taken taken;
	int64_t wait, code, id;

	assert_int_equal(code_send(&t->act, &bond, true, &wait), JY_OK);
	assert_int_equal(code_check(&t->act, &bond, actor_code(t), &code), JY_OK);
	assert_int_equal(registration_commit(&t->act, &r, code, &id, &taken), JY_OK);
	assert_int_equal(
	    registration_commit(&t->act, &second, code, &id, &taken), JY_ECONFLICT);
	assert_null(taken.field);
	assert_int_equal(number(t, "SELECT count(*) FROM account"), 1);
}

/* --- the policy */

static const struct policy_case {
	const char *label, *profile, *password;
	bool good;
} policies[] = {
	{ "5 characters", "manual", "ab3k9", false },
	{ "6 characters", "manual", "ab3k9x", true },
	{ "10 characters", "manual", "ab3k9xQ7zw", true },
	{ "11 characters", "manual", "ab3k9xQ7zw1", false },
	{ "an underscore", "manual", "abc_123", false },
	{ "Chinese", "manual", "中文密码字符", false },
	{ "a blank", "manual", "ab3 k9x", false },
	{ "full-width digits", "manual", "１２３４５６", false },
	{ "the most common", "manual", "123456", false },
	{ "a part of the phone", "manual", "99110001", false },
	{ "the end of the ID number", "manual", "040215001", true },
	{ "nothing", "manual", "", false },
	{ "9 characters", "strong", "ab3k9xQ7z", false },
	{ "10 characters, any", "strong", "密码 qk!_7zw", true },
	{ "a sentence", "strong", "骆驼在晚上数着星星慢慢走回家", true },
	{ "holding the name", "strong", "我是古丽·艾合买提啊啊啊", false },
};

static void
test_policy(void **state)
{
	struct actor *t = *state;
	struct password_owner who = { ROLE_GRADUATE, STR(MOBILE),
		STR("650102200401150019"), STR("古丽·艾合买提"), STR_NONE };

	for (size_t i = 0; i < sizeof(policies) / sizeof(policies[0]); i++) {
		const char *fault;

		t->conf.password.profile = policies[i].profile;
		fault =
		    account_password_fault(&t->act, &who, str_of(policies[i].password));
		if ((fault == NULL) != policies[i].good)
			fail_msg("%s: %s", policies[i].label,
			    fault != NULL ? fault : "accepted");
	}
}

static void
test_staff_policy(void **state)
{
	struct actor *t = *state;
	struct password_owner who = { .role = ROLE_SCHOOL };

	assert_non_null(account_password_fault(&t->act, &who, STR("ab3k9xQ7")));
	who.role = ROLE_GRADUATE;
	assert_null(account_password_fault(&t->act, &who, STR("ab3k9xQ7")));
}

/* --- login */

static const struct login_case {
	const char *label;
	enum member member;
	const char *name, *password;
	enum jy_err want;
} logins[] = {
	{ "by ID number", MEMBER_GRADUATE, NULL, PASSWORD, JY_OK },
	{ "by mobile", MEMBER_GRADUATE, MOBILE, PASSWORD, JY_OK },
	{ "by mobile with blanks", MEMBER_GRADUATE, " +86 138-9911-0001 ", PASSWORD,
	    JY_OK },
	{ "wrong password", MEMBER_GRADUATE, MOBILE, "kaoshi2027", JY_EINPUT },
	{ "password in other case", MEMBER_GRADUATE, MOBILE, "Kaoshi2026", JY_EINPUT },
	{ "unknown mobile", MEMBER_GRADUATE, "13899119999", PASSWORD, JY_EINPUT },
	{ "as an employer", MEMBER_EMPLOYER, MOBILE, PASSWORD, JY_EINPUT },
	{ "as staff", MEMBER_STAFF, MOBILE, PASSWORD, JY_EINPUT },
	{ "an employer's code", MEMBER_EMPLOYER, "91350100m000100y43", PASSWORD, JY_OK },
	{ "an employer's mobile", MEMBER_EMPLOYER, "13899110500", PASSWORD, JY_OK },
	{ "an employer as graduate", MEMBER_GRADUATE, "13899110500", PASSWORD,
	    JY_EINPUT },
	{ "staff", MEMBER_STAFF, "xj-authority", PASSWORD, JY_OK },
	{ "staff as graduate", MEMBER_GRADUATE, "xj-authority", PASSWORD, JY_EINPUT },
	{ "nothing", MEMBER_GRADUATE, "", "", JY_EINPUT },
	{ "SQL", MEMBER_STAFF, "' OR 1=1 --", "x", JY_EINPUT },
};

static void
add_staff(struct actor *t)
{
	struct db_stmt *st = NULL;

	world_sql(t->world, "INSERT INTO account(uid, role, login, name, password, "
			    "password_at, created_at)"
			    " SELECT 'staff-staff-staff-sta1', 'admin', 'xj-authority', "
			    "'管理员', password, 1, 1"
			    " FROM account LIMIT 1");
	db_finish(st);
}

static void
test_logins(void **state)
{
	struct actor *t = *state;
	struct str id = id_no(t, 1);

	registered(t, graduate(t, 1));
	registered(t, employer(t));
	add_staff(t);
	for (size_t i = 0; i < sizeof(logins) / sizeof(logins[0]); i++) {
		const struct login_case *c = &logins[i];
		enum jy_err got =
		    try(t, c->member, c->name != NULL ? c->name : id.p, c->password);

		if (got != c->want)
			fail_msg("%s: %s", c->label, err_info(got)->name);
	}
}

static void
test_disabled(void **state)
{
	struct actor *t = *state;

	registered(t, graduate(t, 1));
	world_sql(t->world, "UPDATE account SET state = 'disabled'");
	assert_int_equal(try(t, MEMBER_GRADUATE, MOBILE, PASSWORD), JY_EINPUT);
}

static void
test_login_trail(void **state)
{
	struct actor *t = *state;

	registered(t, graduate(t, 1));
	assert_int_equal(try(t, MEMBER_GRADUATE, MOBILE, "falsch"), JY_EINPUT);
	assert_int_equal(try(t, MEMBER_GRADUATE, "13500000000", "falsch"), JY_EINPUT);
	assert_int_equal(try(t, MEMBER_GRADUATE, MOBILE, PASSWORD), JY_OK);
	assert_int_equal(
	    number(t, "SELECT count(*) FROM audit_event WHERE act = 'session.login' AND"
		      " ((object = 'account:1' AND result = 'refused') OR"
		      " (object = 'account' AND result = 'refused') OR"
		      " (actor_id = 1 AND result = 'ok'))"),
	    3);
	assert_int_equal(number(t, "SELECT login_at FROM account"), WORLD_NOW);
}

/* A hash of other parameters, as an earlier version might have made it. */
static void
weaken(struct actor *t)
{
	uint8_t salt[16] = { 9 }, raw[32], tag[32];
	struct buf text = BUF_INIT;
	struct db_stmt *st = NULL;
	struct str part = STR_BYTES(raw);

	assert_int_equal(argon2id_hash_raw(1, 1024, 1, PASSWORD, sizeof(PASSWORD) - 1,
			     salt, sizeof(salt), raw, sizeof(raw)),
	    ARGON2_OK);
	assert_int_equal(
	    hmac_sha256(keyring_key(t->act.keys, KEY_PEPPER), &part, 1, tag), JY_OK);
	buf_printf(&text, "$argon2id$v=19$m=1024,t=1,p=1,keyid=" STR_FMT "$",
	    STR_ARG(keyring_id(t->act.keys)));
	base64url_encode(&text, STR_BYTES(salt));
	buf_char(&text, '$');
	base64url_encode(&text, STR_BYTES(tag));
	assert_int_equal(
	    db_prepare_text(t->act.db, &st, STR("UPDATE account SET password = :p")),
	    JY_OK);
	db_bind_str(st, ":p", buf_view(&text));
	assert_int_equal(db_run(st), JY_OK);
	db_finish(st);
	buf_release(&text);
}

static void
test_rehash(void **state)
{
	struct actor *t = *state;

	registered(t, graduate(t, 1));
	weaken(t);
	assert_int_equal(try(t, MEMBER_GRADUATE, MOBILE, "falsch"), JY_EINPUT);
	assert_int_equal(
	    number(t, "SELECT count(*) FROM account WHERE password LIKE '%m=1024,%'"), 1);
	assert_int_equal(try(t, MEMBER_GRADUATE, MOBILE, PASSWORD), JY_OK);
	assert_int_equal(
	    number(t, "SELECT count(*) FROM account WHERE password LIKE '%m=19456,%'"),
	    1);
	assert_int_equal(try(t, MEMBER_GRADUATE, MOBILE, PASSWORD), JY_OK);
}

static void
test_stale_login(void **state)
{
	struct actor *t = *state;
	struct login l;
	int64_t wait;

	registered(t, graduate(t, 1));
	assert_int_equal(
	    login_begin(&t->act, MEMBER_GRADUATE, STR(MOBILE), STR(PASSWORD), &l, &wait),
	    JY_OK);
	hash_job_run(l.job);
	assert_true(login_matches(&l));
	world_sql(t->world, "UPDATE account SET password = password || 'x'");
	assert_int_equal(db_begin(t->act.db), JY_OK);
	assert_int_equal(db_end(t->act.db, login_accept(&t->act, &l)), JY_ECONFLICT);
}

/* --- throttling */

/* What the next try of a name with the right password comes to. */
static void
fail_times(struct actor *t, const char *name, int n)
{
	for (int i = 0; i < n; i++) {
		enum jy_err err;

		while ((err = try(t, MEMBER_GRADUATE, name, "falsch")) == JY_ELIMIT)
			actor_wait(t, 1);
		assert_int_equal(err, JY_EINPUT);
	}
}

static void
test_delays(void **state)
{
	struct actor *t = *state;
	const char *names[] = { MOBILE, "13899119999" };

	registered(t, graduate(t, 1));
	for (size_t i = 0; i < 2; i++) { /* known and unknown alike */
		fail_times(t, names[i], 4);
		assert_int_equal(try(t, MEMBER_GRADUATE, names[i], "falsch"), JY_EINPUT);
		assert_int_equal(try(t, MEMBER_GRADUATE, names[i], PASSWORD), JY_ELIMIT);
		actor_wait(t, 1);
		assert_int_equal(try(t, MEMBER_GRADUATE, names[i], "falsch"), JY_EINPUT);
		actor_wait(t, 1);
		assert_int_equal(try(t, MEMBER_GRADUATE, names[i], "falsch"), JY_ELIMIT);
		actor_wait(t, 1);
		assert_int_equal(try(t, MEMBER_GRADUATE, names[i], "falsch"), JY_EINPUT);
		actor_wait(t, 3);
		assert_int_equal(try(t, MEMBER_GRADUATE, names[i], PASSWORD), JY_ELIMIT);
	}
}

static void
test_success_forgets(void **state)
{
	struct actor *t = *state;

	registered(t, graduate(t, 1));
	fail_times(t, MOBILE, 4);
	assert_int_equal(try(t, MEMBER_GRADUATE, MOBILE, PASSWORD), JY_OK);
	fail_times(t, MOBILE, 4);
	assert_int_equal(try(t, MEMBER_GRADUATE, MOBILE, PASSWORD), JY_OK);
}

static void
test_closed(void **state)
{
	struct actor *t = *state;

	registered(t, graduate(t, 1));
	fail_times(t, MOBILE, (int)t->conf.limit.login_failures);
	actor_wait(t, 60);
	/* The same refusal as ever, though the password is right. */
	assert_int_equal(try(t, MEMBER_GRADUATE, MOBILE, PASSWORD), JY_EINPUT);
	actor_wait(t, 60 * t->conf.limit.login_close_minutes);
	assert_int_equal(try(t, MEMBER_GRADUATE, MOBILE, PASSWORD), JY_OK);
}

static void
test_address(void **state)
{
	struct actor *t = *state;
	int64_t wait;

	t->conf.limit.address_failures = 6;
	for (int i = 0; i < 6; i++) {
		assert_int_equal(rate_gate(&t->act, RATE_LOGIN, &wait), JY_OK);
		fail_times(t, arena_printf(&t->arena, "1370000%04d", i).p, 1);
	}
	assert_int_equal(rate_gate(&t->act, RATE_LOGIN, &wait), JY_ELIMIT);
	t->act.address = STR("198.51.100.1");
	assert_int_equal(rate_gate(&t->act, RATE_LOGIN, &wait), JY_OK);
}

/* --- changing and recovering */

static void
test_change(void **state)
{
	static const uint8_t keep[33] = "this browser's session..........";
	struct actor *t = *state;
	struct account a;
	struct hash_job *job;
	int64_t id = registered(t, graduate(t, 1));

	add_session(t, id, (const char *)keep);
	add_session(t, id, "another phone's session.........");
	assert_int_equal(account_find_id(&t->act, id, &a), JY_OK);
	assert_int_equal(
	    hash_job_new(&t->act, &a, STR("falsch"), STR("xin2026mi"), &job), JY_OK);
	hash_job_run(job);
	assert_false(job->match);
	assert_string_equal(job->hash, "");
	assert_int_equal(
	    hash_job_new(&t->act, &a, STR(PASSWORD), STR("xin2026mi"), &job), JY_OK);
	hash_job_run(job);
	assert_true(job->match);
	assert_int_equal(db_begin(t->act.db), JY_OK);
	assert_int_equal(
	    db_end(t->act.db, account_set_password(&t->act, &a, job->hash, false, keep)),
	    JY_OK);
	assert_int_equal(try(t, MEMBER_GRADUATE, MOBILE, PASSWORD), JY_EINPUT);
	assert_int_equal(try(t, MEMBER_GRADUATE, MOBILE, "xin2026mi"), JY_OK);
	assert_int_equal(number(t, "SELECT count(*) FROM session WHERE token_hash ="
				   " CAST('this browser''s session..........' AS BLOB)"),
	    1);
	assert_int_equal(number(t, "SELECT count(*) FROM session"), 1);
	assert_int_equal(number(t, "SELECT count(*) FROM audit_event WHERE act ="
				   " 'password.change' AND object = 'account:1'"),
	    1);
	assert_non_null(strstr(actor_sms(t).p, "已于2026-11-24 08:00修改"));
}

static void
test_recover(void **state)
{
	struct actor *t = *state;
	struct hash_job *job;
	struct account a;
	int64_t wait, code, id = registered(t, graduate(t, 1));
	struct str digits;

	add_session(t, id, "another phone's session.........");
	fail_times(t, MOBILE, (int)t->conf.limit.login_failures);
	assert_int_equal(recover_send(&t->act, BROWSER, STR(MOBILE), &wait), JY_OK);
	digits = actor_code(t);
	assert_int_equal(
	    recover_check(&t->act, OTHER_BROWSER, STR(MOBILE), digits, &a, &code),
	    JY_EINPUT);
	assert_int_equal(
	    recover_check(&t->act, BROWSER, STR(MOBILE), digits, &a, &code), JY_OK);
	assert_int_equal(a.id, id);
	assert_int_equal(
	    hash_job_new(&t->act, NULL, STR_NONE, STR("hao2026ma"), &job), JY_OK);
	hash_job_run(job);
	assert_int_equal(recover_commit(&t->act, &a, code, job->hash), JY_OK);
	assert_int_equal(recover_commit(&t->act, &a, code, job->hash), JY_ECONFLICT);
	assert_int_equal(number(t, "SELECT count(*) FROM session"), 0);
	assert_non_null(strstr(actor_sms(t).p, "通过本手机号重置"));
	assert_int_equal(number(t, "SELECT count(*) FROM audit_event WHERE act ="
				   " 'password.reset' AND object = 'account:1'"),
	    1);
	/* Guessing had closed password login; the phone opened it again. */
	assert_int_equal(try(t, MEMBER_GRADUATE, MOBILE, PASSWORD), JY_EINPUT);
	assert_int_equal(try(t, MEMBER_GRADUATE, MOBILE, "hao2026ma"), JY_OK);
}

static void
test_recover_nobody(void **state)
{
	struct actor *t = *state;
	struct account a;
	int64_t wait, code;

	registered(t, graduate(t, 1));
	world_sql(t->world, "UPDATE account SET state = 'disabled'");
	assert_int_equal(recover_send(&t->act, BROWSER, STR(MOBILE), &wait), JY_OK);
	assert_int_equal(
	    recover_send(&t->act, BROWSER, STR("13511112222"), &wait), JY_OK);
	assert_str(actor_sms(t), "");
	assert_int_equal(number(t, "SELECT count(*) FROM sms_code"), 2);
	assert_int_equal(
	    recover_check(&t->act, BROWSER, STR("13511112222"), STR("000000"), &a, &code),
	    JY_EINPUT);
}

#define T(label, fn) CASE_WITH(label, fn, actor_setup, actor_teardown)

int
main(void)
{
	const struct CMUnitTest cases[] = {
		T("1.1.r4 1.1.r5 a registration makes an account and records the consent",
		    test_register),
		T("1.3.i2 1.1.r3 passwords, ID numbers and mobiles are not in the store "
		  "in clear",
		    test_nothing_in_clear),
		T("1.1.i1 1.1.i2 an ID number or mobile is taken once; nothing of the "
		  "other is told",
		    test_taken),
		T("1.1.i3 an employer waits for verification", test_employer),
		T("a registration in the browser's hands is sealed, bound to it and ends",
		    test_pending),
		T("1.1.q1 the SMS code of a registration makes one account",
		    test_code_once),
		T("1.3.r2 1.3.i1 1.3.q1 what a password may be", test_policy),
		T("1.3.q1 offices have a profile of their own", test_staff_policy),
		T("1.2.r1 1.2.r2 1.1.q2 1.2.i2 who comes in, by which name, at which "
		  "entrance",
		    test_logins),
		T("1.2.r1 a disabled account is refused like a wrong password",
		    test_disabled),
		T("0.i3 logins and refusals are in the audit trail", test_login_trail),
		T("1.3.i2 a hash of other parameters is renewed at the next login",
		    test_rehash),
		T("1.2.r1 a password that was changed meanwhile no longer opens",
		    test_stale_login),
		T("1.2.i3 from the fifth failure on tries must wait, whether or not the "
		  "name exists",
		    test_delays),
		T("1.2.i3 a login that succeeds forgets the failures",
		    test_success_forgets),
		T("1.2.i3 ten failures close password login for a while", test_closed),
		T("1.2.i3 an address that fails too often is refused", test_address),
		T("1.3.r1 1.3.i2 a change needs the old password and ends other sessions",
		    test_change),
		T("1.4.r1 recovery by phone: new password, all sessions end, the person "
		  "is told",
		    test_recover),
		T("1.4.r1 an unknown number or disabled account is answered alike, gets "
		  "nothing",
		    test_recover_nobody),
	};

	return RUN(cases);
}
