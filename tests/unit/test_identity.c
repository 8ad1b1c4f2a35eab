/*
 * test_identity.c - 身份认证 (2.2, 2.3): what agrees and what does not, the steps and who
 * may take them, and the pages of both sides.
 */
#include "campus.h"

#include <sys/wait.h>

#include "identity/identity.h"

static int64_t
number(struct client *c, const char *sql)
{
	return world_number(c->t->world, sql);
}

static void
state_is(struct client *c, const char *want)
{
	struct identity i;

	assert_int_equal(identity_own(&c->t->act, &i), JY_OK);
	assert_str(i.state, want);
}

/* --- 生源比对 */

static void
test_confirm(void **state)
{
	struct client *c = *state;
	struct profile p;

	campus_record(c, TIANSHAN, PHYSICS, 2026, "林晓", LIN_ID);
	campus_profile(c, LIN, "天山大学");
	client_get(c, "/my/identity");
	sees(c, "value=\"2026\"");
	SUBMIT(c, "/my/identity/match", "year", "2026");
	status_is(c, 303);
	assert_str(c->location, "/my/identity/record");
	client_get(c, "/my/identity/record");
	sees(c, "生源信息");
	sees(c, "应用物理");
	sees(c, "650***********001X");
	sees_not(c, LIN_ID);
	state_is(c, "matched");
	assert_false(identity_is_verified(&c->t->act, LIN)); /* not before 马上确认 */
	SUBMIT(c, "/my/identity/confirm", "csrf",
	    arena_cstr(&c->t->arena, client_input(c, "identity/confirm", "csrf")));
	status_is(c, 303);
	state_is(c, "verified");
	assert_true(identity_is_verified(&c->t->act, LIN));
	assert_int_equal(profile_load(&c->t->act, LIN, &p), JY_OK);
	assert_str(p.major, "应用物理"); /* 2.2.r4 */
	assert_str(p.region, "653122");
	assert_str(p.faculty, "物理学院");
	assert_int_equal(number(c, "SELECT account_id FROM student"), LIN);
	client_get(c, "/my/identity");
	sees(c, "已认证");
	sees(c, "生源比对");
	assert_int_equal(number(c, "SELECT count(*) FROM audit_event WHERE act IN"
				   " ('identity.match', 'identity.confirm')"),
	    2);
}

static const struct differ_case {
	const char *label;
	int64_t school, year;
	const char *name, *id_no;
	const char *asked; /* year */
	const char *says;
} differs[] = {
	{ "another ID number", TIANSHAN, 2026, "林晓", AYGUL_ID, "2026",
	    "生源库中没有您的身份证号" },
	{ "another year", TIANSHAN, 2025, "林晓", LIN_ID, "2026",
	    "身份证号不存在于生源库 2026 年度" },
	{ "the other year asked", TIANSHAN, 2026, "林晓", LIN_ID, "2024",
	    "身份证号不存在于生源库 2024 年度" },
	{ "another name", TIANSHAN, 2026, "林小", LIN_ID, "2026",
	    "姓名不一致：您填写的“林晓”" },
	{ "another school", KUNLUN, 2026, "林晓", LIN_ID, "2026",
	    "毕业院校不一致：您填写的“天山大学”" },
	{ "of another region", XIAN, 2026, "林晓", LIN_ID, "2026",
	    "生源库中没有您的身份证号" },
};

static void
test_differ(void **state)
{
	struct client *c = *state;

	campus_profile(c, LIN, "天山大学");
	for (size_t i = 0; i < sizeof(differs) / sizeof(differs[0]); i++) {
		world_sql(c->t->world, "UPDATE identity SET student_id = NULL;"
				       "DELETE FROM student");
		campus_record(c, differs[i].school, 0, differs[i].year, differs[i].name,
		    differs[i].id_no);
		client_get(c, "/my/identity");
		SUBMIT(c, "/my/identity/match", "year", differs[i].asked);
		status_is(c, 303);
		assert_str(c->location, "/my/identity");
		client_get(c, "/my/identity");
		sees(c, differs[i].says);
		sees(c, "就业处 0991-1234567"); /* 2.2.r3: whom to ask */
		sees_not(c, "林小");            /* what the record says is not told */
		state_is(c, "failed");
		assert_false(identity_is_verified(&c->t->act, LIN));
	}
}

static void
test_every_difference(void **state)
{
	struct client *c = *state;
	const char *why;
	struct identity i;

	campus_profile(c, LIN, "天山大学");
	campus_record(c, KUNLUN, 0, 2025, "林小", LIN_ID);
	assert_int_equal(identity_match(&c->t->act, 2026, &why), JY_OK);
	assert_int_equal(identity_own(&c->t->act, &i), JY_OK);
	assert_non_null(strstr(arena_cstr(&c->t->arena, i.reason), "毕业年度不一致"));
	assert_non_null(strstr(arena_cstr(&c->t->arena, i.reason), "姓名不一致"));
	assert_non_null(strstr(arena_cstr(&c->t->arena, i.reason), "毕业院校不一致"));
}

static void
test_configured(void **state)
{
	struct client *c = *state;
	const char *why;

	campus_profile(c, LIN, "天山大学");
	campus_record(c, TIANSHAN, 0, 2026, "林晓", LIN_ID); /* another major */
	assert_int_equal(identity_match(&c->t->act, 2026, &why), JY_OK);
	state_is(c, "matched");
	c->t->conf.identity.match = "name school education major";
	assert_int_equal(identity_match(&c->t->act, 2026, &why), JY_OK);
	state_is(c, "failed");
	c->t->conf.identity.match = "";
	world_sql(c->t->world, "UPDATE student SET name = '别人'");
	assert_int_equal(identity_match(&c->t->act, 2026, &why), JY_OK);
	state_is(c, "matched");
}

static void
test_retry(void **state)
{
	struct client *c = *state;
	struct db_stmt *st = NULL;
	struct str uid;
	const char *why;

	campus_profile(c, LIN, "天山大学");
	campus_record(c, TIANSHAN, 0, 2026, "林小", LIN_ID);
	assert_int_equal(identity_match(&c->t->act, 2026, &why), JY_OK);
	state_is(c, "failed");
	campus_as(c, TIANSHAN); /* the school corrects it (2.2.i2) */
	assert_int_equal(
	    db_prepare_text(c->app.db, &st, STR("SELECT uid FROM student")), JY_OK);
	assert_int_equal(db_one(st), JY_OK);
	uid = arena_str(&c->t->arena, db_str(st, 0));
	db_finish(st);
	assert_int_equal(student_correct(&c->t->act, uid,
			     &(struct student_data){ .name = STR("林晓") }, &why),
	    JY_OK);
	campus_as(c, LIN);
	assert_int_equal(
	    number(c, "SELECT count(*) FROM message WHERE account_id = 8"), 1);
	assert_int_equal(identity_match(&c->t->act, 2026, &why), JY_OK);
	state_is(c, "matched");
	assert_int_equal(identity_confirm(&c->t->act, &why), JY_OK);
	state_is(c, "verified");
}

static void
test_changed_between(void **state)
{
	struct client *c = *state;
	const char *why;

	campus_profile(c, LIN, "天山大学");
	campus_record(c, TIANSHAN, 0, 2026, "林晓", LIN_ID);
	assert_int_equal(identity_match(&c->t->act, 2026, &why), JY_OK);
	world_sql(c->t->world, "UPDATE student SET name = '林小'");
	assert_int_equal(identity_confirm(&c->t->act, &why), JY_ECONFLICT);
	assert_non_null(strstr(why, "重新进行生源比对"));
	state_is(c, "matched");
}

static void
test_once(void **state)
{
	struct client *c = *state;
	const char *why;

	campus_profile(c, LIN, "天山大学");
	campus_record(c, TIANSHAN, 0, 2026, "林晓", LIN_ID);
	assert_int_equal(identity_match(&c->t->act, 2026, &why), JY_OK);
	/* Somebody else is verified by it meanwhile. */
	world_sql(c->t->world, "UPDATE student SET account_id = 9");
	assert_int_equal(identity_confirm(&c->t->act, &why), JY_ECONFLICT);
	assert_int_equal(identity_match(&c->t->act, 2026, &why), JY_OK);
	state_is(c, "failed");
	/* And the store itself refuses a second account. */
	world_sql(c->t->world,
	    "INSERT INTO identity(uid, account_id, state, student_id, created_at,"
	    " updated_at) VALUES('z', 9, 'verified', 1, 1, 1)");
	assert_int_not_equal(
	    db_exec(
		c->app.db, "UPDATE identity SET state = 'verified' WHERE account_id = 8"),
	    JY_OK);
	assert_int_not_equal(
	    db_exec(c->app.db,
		"INSERT INTO student(id, uid, school_id, year, name,"
		" id_no_sealed, id_no_index, education, account_id,"
		" created_at, updated_at) VALUES(9, 'q', 4, 2020, 'a', 's',"
		" x'00', 'bachelor', 9, 1, 1)"),
	    JY_OK);
}

/* Two processes confirm at once: one process stands for one worker. */
static void
test_race(void **state)
{
	struct client *c = *state;
	const char *why;
	int won = 0, status;
	pid_t child[2];

	campus_profile(c, LIN, "天山大学");
	campus_record(c, TIANSHAN, 0, 2026, "林晓", LIN_ID);
	assert_int_equal(identity_match(&c->t->act, 2026, &why), JY_OK);
	for (int i = 0; i < 2; i++) {
		if ((child[i] = fork()) == 0) {
			struct act act = c->t->act;

			if (db_open(&act.db, c->t->world->url, DB_WRITE, NULL) != JY_OK)
				_exit(9);
			_exit(identity_confirm(&act, &why) == JY_OK ? 0 : 1);
		}
	}
	for (int i = 0; i < 2; i++) {
		assert_int_equal(waitpid(child[i], &status, 0), child[i]);
		assert_true(WIFEXITED(status) && WEXITSTATUS(status) <= 1);
		won += WEXITSTATUS(status) == 0;
	}
	assert_int_equal(won, 1);
	assert_int_equal(number(c, "SELECT count(*) FROM flow_event WHERE kind = "
				   "'identity' AND to_state = 'verified'"),
	    1);
}

static void
test_which_way(void **state)
{
	struct client *c = *state;
	const char *why;

	campus_as(c, LIN);
	client_get(c, "/my/identity");
	sees(c, "请先完善个人基本信息"); /* 2.3.r1 */
	sees(c, "href=\"/my/profile\"");
	sees_not(c, "生源比对</button>");
	assert_int_equal(identity_match(&c->t->act, 2026, &why), JY_ECONFLICT);
	assert_int_equal(identity_system(&c->t->act, &why), JY_ECONFLICT);
	assert_int_equal(identity_apply(&c->t->act, KASHGAR, &why), JY_ECONFLICT);
	assert_int_equal(number(c, "SELECT count(*) FROM identity"), 0);
	campus_profile(c, LIN, "天山大学");
	client_get(c, "/my/identity");
	sees_not(c, "资质审核须知");
	assert_int_equal(identity_system(&c->t->act, &why), JY_ECONFLICT);
	assert_non_null(strstr(why, "生源比对"));
	campus_profile(c, LIN, "秦岭科技大学");
	client_get(c, "/my/identity");
	sees(c, "资质审核须知");
	sees(c, "系统审核</button>");
	sees(c, "现场审核</button>");
	sees(c, ">暂不申请</a>");
	assert_int_equal(identity_match(&c->t->act, 2026, &why), JY_ECONFLICT);
}

/* --- 系统审核 */

static const struct system_case {
	const char *label;
	int64_t school, year;
	const char *name, *id_no, *want;
} systems[] = {
	{ "all three agree", XIAN, 2026, "林晓", LIN_ID, "verified" },
	{ "the name is not compared", XIAN, 2026, "林小", LIN_ID, "verified" },
	{ "another year", XIAN, 2025, "林晓", LIN_ID, "failed" },
	{ "another ID number", XIAN, 2026, "林晓", AYGUL_ID, "failed" },
	{ "a record of the region", TIANSHAN, 2026, "林晓", LIN_ID, "failed" },
};

static void
test_system(void **state)
{
	struct client *c = *state;
	const char *why;

	for (size_t i = 0; i < sizeof(systems) / sizeof(systems[0]); i++) {
		world_sql(c->t->world, "DELETE FROM identity; DELETE FROM student");
		campus_profile(c, LIN, "秦岭科技大学");
		campus_record(c, systems[i].school, 0, systems[i].year, systems[i].name,
		    systems[i].id_no);
		assert_int_equal(identity_system(&c->t->act, &why), JY_OK);
		state_is(c, systems[i].want);
	}
}

static void
test_system_school(void **state)
{
	struct client *c = *state;
	const char *why;

	campus_record(c, XIAN, 0, 2026, "林晓", LIN_ID);
	campus_profile(c, LIN, "长安某学院"); /* free text that is no office */
	assert_int_equal(identity_system(&c->t->act, &why), JY_OK);
	state_is(c, "failed");
	campus_profile(c, LIN, "秦岭科技大学");
	assert_int_equal(identity_system(&c->t->act, &why), JY_OK);
	state_is(c, "verified");
}

static void
test_first_year(void **state)
{
	struct client *c = *state;
	struct identity i;
	const char *why;

	campus_record(c, XIAN, 0, 2013, "林晓", LIN_ID);
	campus_profile(c, LIN, "秦岭科技大学");
	world_sql(c->t->world, "UPDATE profile SET year = 2013");
	assert_int_equal(identity_system(&c->t->act, &why), JY_OK);
	assert_int_equal(identity_own(&c->t->act, &i), JY_OK);
	assert_str(i.state, "failed");
	assert_non_null(strstr(arena_cstr(&c->t->arena, i.reason), "2014 年及以后"));
	c->t->conf.identity.first_year = 2013;
	assert_int_equal(identity_system(&c->t->act, &why), JY_OK);
	state_is(c, "verified");
}

/* --- 现场审核 */

static struct str
uid_of(struct client *c)
{
	struct identity i;

	assert_int_equal(identity_own(&c->t->act, &i), JY_OK);
	return i.uid;
}

static void
test_onsite(void **state)
{
	struct client *c = *state;
	struct str uid, url;
	const char *act;

	campus_profile(c, AYGUL, "秦岭科技大学");
	client_get(c, "/my/identity");
	sees(c, "value=\"3\" selected"); /* of her household */
	SUBMIT(c, "/my/identity/apply", "prefecture", "3");
	status_is(c, 303);
	state_is(c, "onsite");
	client_get(c, "/my/identity");
	sees(c, "待现场审核");
	sees(c, "喀什市解放北路1号");
	uid = uid_of(c);
	url = arena_printf(&c->t->arena, "/office/identity/" STR_FMT, STR_ARG(uid));
	assert_int_equal(
	    number(c, "SELECT count(*) FROM message WHERE account_id = 3"), 1);

	campus_as(c, URUMQI); /* another prefecture sees nothing of it */
	client_get(c, "/office/identity");
	sees(c, "没有“待现场审核”的现场审核申请");
	assert_int_equal(client_get(c, url.p), 404);

	campus_as(c, KASHGAR);
	client_get(c, "/office/identity");
	sees(c, "阿依古丽");
	client_get(c, url.p);
	status_is(c, 200);
	sees(c, "653***********0029");
	sees_not(c, AYGUL_ID);
	SUBMIT(c, arena_printf(&c->t->arena, "%s/id-number", url.p).p, "csrf",
	    arena_cstr(&c->t->arena, client_input(c, "/id-number", "csrf")));
	status_is(c, 200);
	sees(c, AYGUL_ID);
	assert_int_equal(number(c, "SELECT count(*) FROM audit_event WHERE act ="
				   " 'identity.id_number' AND object = 'account:9'"),
	    1);
	client_get(c, url.p);
	act = arena_printf(&c->t->arena, "%s?state=onsite", url.p).p;
	SUBMIT(c, act, "action", "refuse", "reason", " ");
	status_is(c, 422);
	sees(c, "请填写原因");
	SUBMIT(c, act, "action", "approve");
	status_is(c, 303);
	client_get(c, "/office/identity?state=verified");
	sees(c, "阿依古丽");

	campus_as(c, AYGUL);
	state_is(c, "verified");
	assert_true(identity_is_verified(&c->t->act, AYGUL));
	assert_int_equal(
	    number(c, "SELECT count(*) FROM message WHERE account_id = 9"), 1);
	client_get(c, "/my/profile");
	sees(c, "现场核验");
}

static void
test_again(void **state)
{
	const struct flow_input in = { STR("毕业证书不清晰"), NULL };
	struct client *c = *state;
	int64_t id;
	const char *why;

	campus_profile(c, AYGUL, "秦岭科技大学");
	assert_int_equal(identity_apply(&c->t->act, URUMQI, &why), JY_OK);
	assert_int_equal(identity_apply(&c->t->act, KASHGAR, &why), JY_ECONFLICT);
	assert_int_equal(identity_system(&c->t->act, &why), JY_ECONFLICT);
	client_get(c, "/my/profile"); /* under review: as it is */
	sees(c, "现场审核中");
	sees_not(c, "name=\"major\"");
	assert_int_equal(identity_withdraw(&c->t->act, &why), JY_OK);
	state_is(c, "none");
	assert_int_equal(identity_withdraw(&c->t->act, &why), JY_ECONFLICT);
	assert_int_equal(identity_apply(&c->t->act, KASHGAR, &why), JY_OK);
	id = number(c, "SELECT id FROM identity WHERE account_id = 9");
	campus_as(c, KASHGAR);
	assert_int_equal(
	    flow_apply(&c->t->act, &identity_flow, id, "refuse", &in, &why), JY_OK);
	assert_int_equal(
	    flow_apply(&c->t->act, &identity_flow, id, "approve", NULL, &why),
	    JY_ECONFLICT);
	campus_as(c, AYGUL);
	client_get(c, "/my/identity");
	sees(c, "毕业证书不清晰");
	client_get(c, "/auth/messages");
	sees(c, "毕业证书不清晰");
	assert_int_equal(identity_apply(&c->t->act, KASHGAR, &why), JY_OK);
	state_is(c, "onsite");
	assert_int_equal(identity_apply(&c->t->act, TIANSHAN, &why), JY_ENOTFOUND);
}

static void
test_queue(void **state)
{
	struct client *c = *state;
	const char *why;
	const char *first, *second;

	campus_profile(c, LIN, "秦岭科技大学");
	assert_int_equal(identity_apply(&c->t->act, KASHGAR, &why), JY_OK);
	actor_wait(c->t, 60);
	campus_profile(c, AYGUL, "秦岭科技大学");
	assert_int_equal(identity_apply(&c->t->act, KASHGAR, &why), JY_OK);
	campus_as(c, KASHGAR);
	client_get(c, "/office/identity");
	first = memmem(c->body.p, c->body.n, "林晓", strlen("林晓"));
	second = memmem(c->body.p, c->body.n, "阿依古丽", strlen("阿依古丽"));
	assert_non_null(first);
	assert_non_null(second);
	assert_true(first < second); /* oldest first */
}

/* --- the table */

static const struct refused_case {
	const char *state, *action;
	enum role role;
} refused[] = {
	{ "none", "confirm", ROLE_GRADUATE },
	{ "failed", "confirm", ROLE_GRADUATE },
	{ "verified", "match", ROLE_GRADUATE },
	{ "verified", "system", ROLE_GRADUATE },
	{ "verified", "apply", ROLE_GRADUATE },
	{ "verified", "withdraw", ROLE_GRADUATE },
	{ "none", "approve", ROLE_PREFECTURE },
	{ "failed", "approve", ROLE_PREFECTURE },
	{ "verified", "refuse", ROLE_PREFECTURE },
	{ "onsite", "approve", ROLE_GRADUATE },
	{ "onsite", "approve", ROLE_SCHOOL },
	{ "onsite", "approve", ROLE_AUTHORITY },
};

static void
test_refused(void **state)
{
	struct client *c = *state;
	struct flow_input in = { STR("原因"), NULL };
	const char *why;
	enum jy_err err;

	campus_record(c, TIANSHAN, 0, 2026, "林晓", LIN_ID);
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		campus_profile(c, LIN, "天山大学");
		world_sql(
		    c->t->world, arena_printf(&c->t->arena,
				     "DELETE FROM identity; INSERT INTO identity(id,"
				     " uid, account_id, state, method, prefecture_id,"
				     " student_id, year, created_at, updated_at)"
				     " VALUES(1, 'u', 8, '%s', 'onsite', 3, 1, 2026, 1,"
				     " 1)",
				     refused[i].state)
				     .p);
		campus_as(c, refused[i].role == ROLE_GRADUATE     ? LIN
			     : refused[i].role == ROLE_PREFECTURE ? KASHGAR
			     : refused[i].role == ROLE_SCHOOL     ? TIANSHAN
								  : AUTHORITY);
		err = flow_apply(
		    &c->t->act, &identity_flow, 1, refused[i].action, &in, &why);
		if (err == JY_OK)
			fail_msg("%s from %s by %s", refused[i].action, refused[i].state,
			    role_name(refused[i].role));
	}
}

static void
test_contact(void **state)
{
	struct client *c = *state;
	const char *why;

	campus_as(c, TIANSHAN);
	client_get(c, "/office/contact");
	sees(c, "就业处 0991-1234567");
	SUBMIT(c, "/office/contact", "contact", "行政楼 102 室");
	status_is(c, 303);
	campus_profile(c, LIN, "天山大学");
	assert_int_equal(identity_match(&c->t->act, 2026, &why), JY_OK);
	client_get(c, "/my/identity");
	sees(c, "行政楼 102 室");
	assert_int_equal(client_get(c, "/office/contact"), 403);
}

static void
test_roles(void **state)
{
	struct client *c = *state;

	for (int i = AUTHORITY; i <= XIAN; i++) {
		campus_as(c, i);
		assert_int_equal(client_get(c, "/my/identity"), 403);
		assert_int_equal(client_get(c, "/office/identity"),
		    i == URUMQI || i == KASHGAR ? 200 : 403);
	}
	campus_as(c, LIN);
	assert_int_equal(client_get(c, "/office/identity"), 403);
}

#define PAGE(label, fn) CASE_WITH(label, fn, campus_setup, campus_teardown)

int
main(void)
{
	const struct CMUnitTest cases[] = {
		PAGE(
		    "2.2.f1 2.2.f2 2.2.r1 2.2.r4 match, look, 马上确认, and the record's "
		    "values are hers",
		    test_confirm),
		PAGE("2.2.r2 2.2.r3 a mismatch is told field by field, with whom to ask",
		    test_differ),
		PAGE("2.2.r2 every difference is named at once", test_every_difference),
		PAGE("2.2.q1 what must agree is configuration", test_configured),
		PAGE("2.2.r3 2.2.i2 after the school's correction she compares again",
		    test_retry),
		PAGE("2.2.f2 a record that changed in between is not confirmed",
		    test_changed_between),
		PAGE("n.18 2.2.i3 one record verifies one account", test_once),
		PAGE("2.2.i3 of two confirmations at once one wins", test_race),
		PAGE("2.3.r1 2.2.q2 2.3.f1 2.3.f2 the profile decides which way is shown",
		    test_which_way),
		PAGE("2.3.f3 2.3.r3 exactly ID number, year and school are compared",
		    test_system),
		PAGE("2.3.f3 the school is compared by its name", test_system_school),
		PAGE("2.3.r2 2.3.q1 the data begin with the configured year",
		    test_first_year),
		PAGE("2.3.f4 2.3.i1 2.1.i1 an application is filed, seen and approved",
		    test_onsite),
		PAGE("2.3.i3 2.3.f5 withdraw, refusal with its reason, apply again",
		    test_again),
		PAGE("2.3.i1 the queue is oldest first", test_queue),
		PAGE("0.i3 no step but those of the table", test_refused),
		PAGE("2.2.r3 a school says how it is reached, and graduates see it",
		    test_contact),
		PAGE("0.i1 each role has its own side of the check", test_roles),
	};

	return RUN(cases);
}
