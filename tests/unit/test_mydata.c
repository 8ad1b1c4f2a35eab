/*
 * test_mydata.c - 我的数据: who looked, the export, closing an account.
 */
#include "campus.h"
#include "deal.h"

#include "account/register.h"
#include "http/rate.h"
#include "identity/identity.h"
#include "look/look.h"
#include "mydata/mydata.h"
#include "password.h"
#include "realname/realname.h"

static int64_t
number(struct client *c, const char *sql)
{
	return world_number(c->t->world, sql);
}

/* Every column of the schema that names an account, as "table.column". */
SQL(SQL_TEST_REFERENCES, "SELECT m.name || '.' || f.\"from\" FROM sqlite_schema m,"
			 " pragma_foreign_key_list(m.name) f WHERE m.type = 'table' AND "
			 "f.\"table\" = 'account'"
			 " UNION SELECT m.name || '.' || i.name FROM sqlite_schema m, "
			 "pragma_table_info(m.name) i"
			 " WHERE m.type = 'table' AND i.name = 'account_id' ORDER BY 1");

static bool
is_listed(struct str ref)
{
	for (size_t i = 0; i < mydata_ntables; i++)
		if (str_is(ref, mydata_tables[i].refs))
			return true;
	return false;
}

static void
test_tables(void **state)
{
	struct client *c = *state;
	struct db_stmt *st = NULL;
	bool row;
	int n = 0;

	assert_int_equal(
	    db_prepare_text(c->app.db, &st, str_of(SQL_TEST_REFERENCES)), JY_OK);
	while (db_step(st, &row) == JY_OK && row) {
		n++;
		if (!is_listed(db_str(st, 0)))
			fail_msg(STR_FMT " names a person: mydata_tables[] must say what "
					 "of it is hers,"
					 " and whether it goes with her account",
			    STR_ARG(db_str(st, 0)));
	}
	db_finish(st);
	assert_true(n > 20);
	for (size_t i = 0; i < mydata_ntables; i++) {
		const struct mydata_table *t = &mydata_tables[i];

		assert_int_equal(t->label != NULL, t->sql != NULL);
		/* what is neither erased nor explained is forgotten; resumes go apart */
		if (t->erase == NULL && t->why == NULL)
			assert_string_equal(t->refs, "resume.account_id");
	}
}

static void
test_looks(void **state)
{
	struct client *c = *state;

	campus_as(c, LIN);
	client_get(c, "/my/data");
	status_is(c, 200);
	sees(c, "还没有人查看过");
	campus_as(c, URUMQI);
	assert_int_equal(db_begin(c->app.db), JY_OK);
	assert_int_equal(look_put(&c->t->act, LIN, STR("现场审核中的身份证号")), JY_OK);
	assert_int_equal(look_put(&c->t->act, AYGUL, STR("求职补贴银行账号")), JY_OK);
	assert_int_equal(db_end(c->app.db, JY_OK), JY_OK);
	world_sql(c->t->world,
	    "INSERT INTO resume_view(account_id, resume_name, employer_id, at) VALUES"
	    "(8, '教师岗位', 1, 1795470000), (8, '教师岗位', 1, 1795470060),"
	    "(8, '教师岗位', 2, 1795470060)");
	campus_as(c, LIN);
	client_get(c, "/my/data");
	sees(c, "现场审核中的身份证号");
	sees(c, "乌鲁木齐市人社局");
	sees(c, "地州人社部门");
	sees(c, "简历“教师岗位”");
	sees_not(c, "求职补贴银行账号");
	assert_int_equal(number(c, "SELECT count(*) FROM data_look"), 2);
	campus_as(c, BOSS);
	client_get(c, "/my/data");
	status_is(c, 403);
}

/* Where offices are shown a whole number, the person sees it. */
static void
test_hooked(void **state)
{
	static const char *const none[] = { NULL };
	struct client *c = *state;
	struct db_stmt *st = NULL;
	const char *path;

	assert_int_equal(db_prepare_text(c->app.db, &st,
			     STR("SELECT uid FROM student WHERE account_id = 8")),
	    JY_OK);
	assert_int_equal(db_one(st), JY_OK);
	path = arena_printf(
	    &c->t->arena, "/office/students/" STR_FMT, STR_ARG(db_str(st, 0)))
		   .p;
	db_finish(st);
	campus_as(c, SCHOOL_CLERK);
	client_get(c, path);
	status_is(c, 200);
	assert_int_equal(number(c, "SELECT count(*) FROM data_look"), 0);
	path = arena_printf(&c->t->arena, "%s/id-number", path).p;
	client_submit(c, path, none);
	status_is(c, 200);
	assert_int_equal(number(c, "SELECT count(*) FROM data_look WHERE account_id = 8"
				   " AND what = '生源信息中的身份证号'"),
	    1);
}

#define PASSWORD "hulusi26"

static void
give_password(struct client *c, int64_t account)
{
	char hash[PASSWORD_STORED_SIZE];

	assert_int_equal(password_hash(c->app.keys, STR(PASSWORD), hash), JY_OK);
	world_sql(c->t->world, arena_printf(&c->t->arena,
				   "UPDATE account SET password = '%s' WHERE id = %lld",
				   hash, (long long)account)
				   .p);
}

static void
test_export(void **state)
{
	struct client *c = *state;

	world_sql(c->t->world, "INSERT INTO message(account_id, at, title) VALUES(8, "
			       "1795470000, '给林晓的消息'),"
			       " (9, 1795470000, '给别人的消息')");
	give_password(c, LIN);
	campus_as(c, LIN);
	client_get(c, "/my/data");
	SUBMIT(c, "/my/data/export", "format", "json", "password", PASSWORD);
	status_is(c, 200);
	sees(c, "\"身份证号\":\"" LIN_ID "\"");
	sees(c, "\"手机号\":\"13800000001\"");
	sees(c, "给林晓的消息");
	sees_not(c, "给别人的消息");
	sees_not(c, AYGUL_ID);
	sees_not(c, "#uid");
	for (size_t i = 0; i < mydata_ntables; i++)
		if (mydata_tables[i].label != NULL)
			sees(c,
			    arena_printf(&c->t->arena, "\"%s\":[", mydata_tables[i].label)
				.p);
	client_get(c, "/my/data");
	SUBMIT(c, "/my/data/export", "format", "html", "password", PASSWORD);
	status_is(c, 200);
	sees(c, LIN_ID);
	sees(c, "给林晓的消息");
	sees_not(c, "<script");
	sees_not(c, "href=");
	sees_not(c, "src=");
	assert_int_equal(
	    number(c, "SELECT count(*) FROM audit_event WHERE act = 'mydata.export'"), 2);
}

/* The whole of hers is not for whoever sits down at her open browser. */
static void
test_export_password(void **state)
{
	static const char *const wrong[] = { "", "hulusi27", " " PASSWORD };
	struct client *c = *state;

	give_password(c, LIN);
	campus_as(c, LIN);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		client_get(c, "/my/data");
		SUBMIT(c, "/my/data/export", "format", "json", "password", wrong[i]);
		status_is(c, 422);
		sees(c, i == 0 ? "请填写登录密码" : "登录密码不正确");
		sees(c, "谁查看了我的信息");
		sees_not(c, LIN_ID);
	}
	assert_int_equal(
	    number(c, "SELECT count(*) FROM audit_event WHERE act = 'mydata.export' AND"
		      " result = 'refused'"),
	    2);
	assert_int_equal(rate_hits(&c->t->act, RATE_RULE_LOGIN_ADDRESS, STR_NONE), 2);
	/* too many: the right one is not looked at either */
	c->t->conf.limit.login_failures = 2;
	client_get(c, "/my/data");
	SUBMIT(c, "/my/data/export", "format", "json", "password", PASSWORD);
	status_is(c, 422);
	sees(c, "操作过于频繁");
	sees_not(c, LIN_ID);
}

/* --- closing */

static int
close_it(struct client *c, const char *password)
{
	client_get(c, "/my/data/close");
	return SUBMIT(c, "/my/data/close", "old_password", password, "sure", "yes");
}

static void
test_blocked(void **state)
{
	static const struct {
		const char *open, *over, *sees;
	} all[] = {
		{ "INSERT INTO cert_request(uid, account_id, holder, school, year, cause,"
		  " created_at, updated_at) VALUES('c', 8, '林晓', '天山大学', 2026, "
		  "'x', 1,"
		  " 1)",
		    "UPDATE cert_request SET state = 'withdrawn'", "报到证遗失补办" },
		{ "INSERT INTO document(uid, kind, account_id, employer, terms, position,"
		  " state, effective_at, created_at, updated_at) VALUES("
		  "'dddddddddddddddddddddd', 'agreement', 8, '某公司', '{}', 'x',"
		  " 'effective', 1, 1, 1)",
		    "UPDATE document SET state = 'revoked'", "合同、协议书" },
		{ "INSERT INTO invitation(uid, kind, employer_id, account_id, letter, "
		  "terms,"
		  " position, expires_on, expires_at, created_at, updated_at) VALUES("
		  "'iiiiiiiiiiiiiiiiiiiiii', 'contract', 1, 8, 'x', '{}', 'x',"
		  " '2026-12-31', 1798700000, 1, 1)",
		    "UPDATE invitation SET state = 'declined'", "签约邀请" },
		{ "INSERT INTO subsidy(uid, account_id, student_id, school_id, "
		  "faculty_id, year,"
		  " type, bank, holder, card_sealed, phone_sealed, state, created_at, "
		  "updated_at)"
		  " SELECT 'ssssssssssssssssssssss', 8, id, school_id, 5, 2026, 'loan', "
		  "'x', 'x',"
		  " 'x', 'x', 'approved', 1, 1 FROM student WHERE account_id = 8",
		    "UPDATE subsidy SET state = 'withdrawn'", "求职补贴" },
	};
	struct client *c = *state;

	campus_as(c, LIN);
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		world_sql(c->t->world, all[i].open);
		client_get(c, "/my/data/close");
		sees(c, "暂时不能注销");
		sees(c, all[i].sees);
		sees_not(c, "name=\"old_password\"");
		assert_int_equal(mydata_close(&c->t->act), JY_ECONFLICT);
		assert_int_equal(
		    number(c, "SELECT state = 'active' FROM account WHERE id = 8"), 1);
		world_sql(c->t->world, all[i].over);
		client_get(c, "/my/data/close");
		sees_not(c, "暂时不能注销");
	}
}

static void
test_password(void **state)
{
	struct client *c = *state;

	give_password(c, LIN);
	campus_as(c, LIN);
	close_it(c, "wrong");
	status_is(c, 422);
	sees(c, "登录密码不正确");
	client_get(c, "/my/data/close");
	SUBMIT(c, "/my/data/close", "old_password", PASSWORD);
	status_is(c, 422);
	assert_int_equal(
	    number(c, "SELECT state = 'active' FROM account WHERE id = 8"), 1);
	close_it(c, PASSWORD);
	status_is(c, 303);
	assert_str(c->location, "/auth/login?done=closed");
	assert_int_equal(
	    number(c, "SELECT state = 'closed' FROM account WHERE id = 8"), 1);
	client_get(c, "/my/data");
	status_is(c, 303); /* nobody is logged in any more */
}

static void
fill(struct client *c)
{
	world_sql(c->t->world,
	    "INSERT INTO resume(uid, account_id, name, created_at, updated_at) VALUES("
	    "'rrrrrrrrrrrrrrrrrrrrrr', 8, '我的简历', 1, 1);"
	    "INSERT INTO resume_live VALUES(-1, 1, 8, 0, 1);"
	    "INSERT INTO job(id, employer_id, title, region_code, closes_on, closes_at,"
	    " state, published_at, created_at, updated_at) VALUES(1, 1, '教师', '6531',"
	    " '2026-12-31', 1798700000, 'published', 1, 1, 1);"
	    "INSERT INTO application(uid, account_id, job_id, employer_id, resume_id,"
	    " resume_name, snapshot, contact_sealed, state, created_at, updated_at) "
	    "VALUES("
	    "'aaaaaaaaaaaaaaaaaaaaaa', 8, 1, 1, 1, '我的简历', '{\"x\":1}', 'sealed',"
	    " 'viewed', 1, 1);"
	    "INSERT INTO favourite VALUES(8, 1, 1);"
	    "INSERT INTO message(account_id, at, title) VALUES(8, 1, 'x');"
	    "INSERT INTO file(uid, account_id, purpose, name, type, size, sha256, "
	    "created_at)"
	    " VALUES('ffffffffffffffffffffff', 8, 'photo', 'x.jpg', 'image/jpeg', 1,"
	    " zeroblob(32), 1), ('gggggggggggggggggggggg', 8, 'scan', 'y.jpg',"
	    " 'image/jpeg', 1, zeroblob(32), 1);"
	    "INSERT INTO document(uid, kind, account_id, employer, terms, position, "
	    "state,"
	    " effective_at, scan_id, created_at, updated_at) VALUES("
	    "'dddddddddddddddddddddd', 'agreement', 8, '某公司', '{}', 'x', 'revoked', 1,"
	    " 2, 1, 1);");
}

/* What is left when Lin has closed her account. */
static const struct {
	const char *sql;
	int64_t want;
} left[] = {
	{ "SELECT count(*) FROM profile WHERE account_id = 8", 0 },
	{ "SELECT count(*) FROM resume", 0 },
	{ "SELECT count(*) FROM resume_live", 0 },
	{ "SELECT count(*) FROM favourite", 0 },
	{ "SELECT count(*) FROM message WHERE account_id = 8", 0 },
	{ "SELECT count(*) FROM session WHERE account_id = 8", 0 },
	{ "SELECT count(*) FROM file WHERE purpose = 'photo'", 0 },
	{ "SELECT count(*) FROM file WHERE purpose = 'scan'", 1 },
	{ "SELECT count(*) FROM document", 1 },
	{ "SELECT count(*) FROM application WHERE state = 'withdrawn' AND "
	  "snapshot ="
	  " '{}' AND contact_sealed = ''",
	    1 },
	{ "SELECT count(*) FROM identity WHERE account_id = 8 AND state = 'none' "
	  "AND"
	  " student_id IS NULL",
	    1 },
	{ "SELECT count(*) FROM student WHERE account_id = 8", 0 },
	{ "SELECT count(*) FROM realname_record", 1 },
	{ "SELECT count(*) FROM audit_event WHERE act = 'account.close' AND "
	  "result ="
	  " 'ok'",
	    1 },
	/* somebody else's are left alone */
	{ "SELECT count(*) FROM profile WHERE account_id = 9", 1 },
	{ "SELECT count(*) FROM student WHERE account_id = 9", 1 },
};

/* Her numbers lead nowhere any more, and are free. */
static void
comes_again(struct client *c)
{
	const char *why = NULL;
	struct identity own;
	struct account a;

	assert_int_equal(
	    account_find_mobile(&c->t->act, STR("13800000001"), &a), JY_ENOTFOUND);
	campus_account(c, ROLE_GRADUATE, LIN_ID, "林晓", 0, "13800000001");
	assert_int_equal(account_find_mobile(&c->t->act, STR("13800000001"), &a), JY_OK);
	assert_true(a.active);
	assert_int_not_equal(a.id, LIN);
	/* and is verified by the same record */
	campus_profile(c, a.id, "天山大学");
	world_sql(c->t->world,
	    arena_printf(&c->t->arena, "UPDATE account SET name = '林晓' WHERE id = %lld",
		(long long)a.id)
		.p);
	campus_as(c, a.id);
	if (identity_match(&c->t->act, 2026, &why) != JY_OK)
		fail_msg("%s", why);
	assert_int_equal(identity_own(&c->t->act, &own), JY_OK);
	assert_str(own.reason, "");
	assert_str(own.state, "matched");
}

static void
test_close(void **state)
{
	struct client *c = *state;
	struct realname_deal deal = { .account_id = LIN,
		.kind = "agreement",
		.document_id = 1,
		.employer = STR("某公司") };

	world_sql(c->t->world, "UPDATE student SET leaving_on = '2026-06-30'");
	fill(c);
	campus_as(c, LIN);
	assert_int_equal(db_begin(c->app.db), JY_OK);
	assert_int_equal(
	    db_end(c->app.db, realname_on_effective(&c->t->act, &deal)), JY_OK);
	assert_int_equal(mydata_close(&c->t->act), JY_OK);
	for (size_t i = 0; i < sizeof(left) / sizeof(left[0]); i++)
		if (number(c, left[i].sql) != left[i].want)
			fail_msg(
			    "%s: %lld", left[i].sql, (long long)number(c, left[i].sql));
	assert_int_equal(mydata_close(&c->t->act), JY_ECONFLICT); /* is closed */
	comes_again(c);
}

int
main(void)
{
	const struct CMUnitTest cases[] = {
		CASE_WITH(
		    "0.i1 every table that names a person is exported and erased, or says"
		    " why not",
		    test_tables, deal_setup, deal_teardown),
		CASE_WITH(
		    "0.i1 0.i3 who looked at her data and resumes is shown to her, and to"
		    " nobody else",
		    test_looks, deal_setup, deal_teardown),
		CASE_WITH("0.i3 a whole ID number at a school's desk is a look",
		    test_hooked, deal_setup, deal_teardown),
		CASE_WITH("0.i1 the export has all of hers and nothing of others",
		    test_export, deal_setup, deal_teardown),
		CASE_WITH("0.i1 1.2.i3 the export asks for the password again; a wrong"
			  " one counts like a failed login",
		    test_export_password, deal_setup, deal_teardown),
		CASE_WITH(
		    "0.i3 an account with something open is not closed, and why is said",
		    test_blocked, deal_setup, deal_teardown),
		CASE_WITH("0.i3 closing asks for the password again", test_password,
		    deal_setup, deal_teardown),
		CASE_WITH("0.i3 1.1.i1 2.2.i3 closing erases, keeps what the law keeps, "
			  "and frees"
			  " her numbers and her student record",
		    test_close, deal_setup, deal_teardown),
	};

	return RUN(cases);
}
