/*
 * test_application.c - sending resumes to jobs, and what may become of it.
 */
#include "market.h"

#include "application/application.h"

#define WHOLE STR("resume0000000000000000")
#define PART STR("resume0000000000000001")
#define SECOND STR("resume0000000000000002")
#define OF_LI STR("resume0000000000000003")

static enum apply_answer
send_to(struct actor *t, int64_t job, struct str resume, bool knows)
{
	struct apply_result r;

	assert_int_equal(application_send(&t->act, job, resume, knows, &r), JY_OK);
	return r.answer;
}

static void
test_answers(void **state)
{
	static const struct {
		const char *name;
		int job;
		const char *resume;
		enum apply_answer answer;
	} cases[] = {
		{ "an incomplete resume", TEACHER, "resume0000000000000001",
		    APPLY_RESUME },
		{ "another's resume", TEACHER, "resume0000000000000003", APPLY_RESUME },
		{ "no resume", TEACHER, "", APPLY_RESUME },
		{ "a complete one", TEACHER, "resume0000000000000000", APPLY_SENT },
		{ "the same again", TEACHER, "resume0000000000000000", APPLY_ALREADY },
		{ "another resume", TEACHER, "resume0000000000000002", APPLY_ALREADY },
		{ "another job", WELDER, "resume0000000000000002", APPLY_SENT },
		{ "an expired job", EXPIRED, "resume0000000000000000", APPLY_OVER },
		{ "a job of an employer that is not verified", OF_UNVERIFIED,
		    "resume0000000000000000", APPLY_OVER },
		{ "a job on its last second", CLOSING, "resume0000000000000000",
		    APPLY_SENT },
	};
	struct actor *t = *state;
	struct apply_result r;

	t->act.now = 1795478459;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (send_to(t, cases[i].job, str_of(cases[i].resume), false) !=
		    cases[i].answer)
			fail_msg("%s", cases[i].name);
	assert_int_equal(
	    application_send(&t->act, DRAFT, WHOLE, false, &r), JY_ENOTFOUND);
	assert_int_equal(application_send(&t->act, 999, WHOLE, false, &r), JY_ENOTFOUND);
	assert_int_equal(world_number(t->world, "SELECT count(*) FROM application"), 3);
}

static void
test_boundary(void **state)
{
	struct actor *t = *state;

	t->act.now = 1795478460;
	assert_int_equal(send_to(t, CLOSING, WHOLE, false), APPLY_OVER);
	world_sql(t->world, "UPDATE job SET state = 'closed' WHERE id = 1");
	assert_int_equal(send_to(t, TEACHER, WHOLE, false), APPLY_OVER);
	world_sql(t->world, "UPDATE employer SET state = 'suspended' WHERE id = 2");
	assert_int_equal(send_to(t, WELDER, WHOLE, false), APPLY_OVER);
}

/* What is kept, and who hears of it. */
static void
test_kept(void **state)
{
	struct actor *t = *state;
	struct apply_result r;
	struct db_stmt *st;
	struct str contact = STR_NONE;

	assert_int_equal(application_send(&t->act, TEACHER, WHOLE, false, &r), JY_OK);
	assert_true(r.mailed);
	assert_str(r.title, "高中数学教师");
	world_sql(t->world, "UPDATE resume SET content = '{}', name = '改名'");
	world_sql(t->world, "DELETE FROM resume WHERE id = 1");
	assert_int_equal(db_prepare_text(t->act.db, &st,
			     STR("SELECT snapshot, resume_name, uid, contact_sealed,"
				 " resume_id FROM application")),
	    JY_OK);
	assert_int_equal(db_one(st), JY_OK);
	assert_str(db_str(st, 0), ZHANG_RESUME);
	assert_str(db_str(st, 1), "教师简历");
	assert_int_equal(db_type(st, 4), DB_NULL);
	assert_int_equal(sealed_get(t->act.keys, &t->arena, SEALED_APPLICATION_CONTACT,
			     db_str(st, 2), db_str(st, 3), &contact),
	    JY_OK);
	db_finish(st);
	assert_str(contact, "{\"mobile\":\"13800138000\",\"email\":\"\"}");
	assert_int_equal(
	    world_number(t->world, "SELECT count(*) FROM message WHERE account_id = 3"
				   " AND title = '收到新的简历：高中数学教师'"
				   " AND link = '/org/applications/' ||"
				   " (SELECT uid FROM application)"),
	    1);
	assert_non_null(strstr(actor_sms(t).p, "求职者 张三"));
	assert_non_null(strstr(actor_sms(t).p, "手机：13800138000"));
	assert_non_null(
	    strstr(actor_sms(t).p, "【基本信息】\n最高学历：本科\n毕业院校：新疆大学\n"));
	assert_non_null(strstr(actor_sms(t).p, "【自我评价】\n自我评价：\n认真负责\n"));
	assert_int_equal(
	    world_number(t->world, "SELECT count(*) FROM audit_event WHERE act ="
				   " 'application.send' AND object = 'application:1'"),
	    1);
	/* no mailbox, no mail */
	assert_int_equal(application_send(&t->act, INTERN, SECOND, false, &r), JY_OK);
	assert_false(r.mailed);
	assert_int_equal(
	    world_number(t->world,
		"SELECT count(*) FROM outbox WHERE subject LIKE '【职位投递】%'"),
	    1);
}

static void
test_blocked(void **state)
{
	struct actor *t = *state;
	struct apply_result r;

	world_sql(t->world, "INSERT INTO resume_block VALUES(1, 2, 1)");
	assert_int_equal(application_ask(&t->act, WELDER, &r), JY_OK);
	assert_true(r.blocked);
	assert_int_equal(r.answer, APPLY_SENT);
	assert_int_equal(send_to(t, WELDER, WHOLE, false), APPLY_BLOCKED);
	assert_int_equal(world_number(t->world, "SELECT count(*) FROM application"), 0);
	assert_int_equal(send_to(t, WELDER, WHOLE, true), APPLY_SENT);
	assert_int_equal(send_to(t, TEACHER, WHOLE, false), APPLY_SENT);
}

/* The store itself refuses a second one. */
static void
test_once(void **state)
{
	static const char twice[] =
	    "INSERT INTO application(uid, account_id, job_id, employer_id, resume_name,"
	    " snapshot, contact_sealed, created_at, updated_at)"
	    " VALUES('twice00000000000000000', 1, 1, 1, 'x', '{}', 'x', 1, 1)";
	struct actor *t = *state;
	const char *why;
	struct val list;
	int64_t older;
	struct val row;

	assert_int_equal(send_to(t, TEACHER, WHOLE, false), APPLY_SENT);
	assert_int_equal(db_exec(t->act.db, twice), JY_ECONFLICT);
	/* withdrawn, it may be sent again */
	assert_int_equal(application_list(&t->act, 0, 20, &list, &older), JY_OK);
	row = val_at(&list, 0);
	assert_int_equal(
	    application_withdraw(&t->act, val_get(&row, STR("uid"))->s, &why), JY_OK);
	assert_int_equal(send_to(t, TEACHER, SECOND, false), APPLY_SENT);
}

/* --- the list */

static struct val
listed(struct actor *t, int64_t before, int limit, int64_t *older)
{
	struct val list;

	assert_int_equal(application_list(&t->act, before, limit, &list, older), JY_OK);
	return list;
}

static void
test_list(void **state)
{
	struct actor *t = *state;
	struct val list, row;
	struct str uids[2];
	int64_t older;
	int n;

	assert_int_equal(send_to(t, TEACHER, WHOLE, false), APPLY_SENT);
	assert_int_equal(send_to(t, WELDER, SECOND, false), APPLY_SENT);
	assert_int_equal(send_to(t, INTERN, SECOND, false), APPLY_SENT);
	world_sql(t->world, "UPDATE job SET state = 'expired' WHERE id = 1");
	list = listed(t, 0, 2, &older);
	assert_int_equal(val_len(&list), 2);
	list = listed(t, older, 2, &older);
	assert_int_equal(val_len(&list), 1);
	assert_int_equal(older, 0);
	row = val_at(&list, 0);
	assert_str(val_get(&row, STR("title"))->s, "高中数学教师");
	assert_str(val_get(&row, STR("resume"))->s, "教师简历");
	assert_str(val_get(&row, STR("employer"))->s, "天山中学");
	assert_str(val_get(&row, STR("job_href"))->s, "/my/jobs/1");
	assert_str(val_get(&row, STR("employer_href"))->s, "/my/employers/1");
	assert_str(val_get(&row, STR("state"))->s, "已投递");
	assert_str(val_get(&row, STR("sent"))->s, "2026-11-24 08:00");
	assert_true(val_get(&row, STR("over"))->b);

	uids[0] = val_get(&row, STR("uid"))->s;
	uids[1] = STR("nobody0000000000000000");
	market_as(t, ROLE_GRADUATE, LI, 0);
	assert_int_equal(application_hide(&t->act, uids, 2, &n), JY_OK);
	assert_int_equal(n, 0);
	market_as(t, ROLE_GRADUATE, ZHANG, 0);
	assert_int_equal(application_hide(&t->act, uids, 2, &n), JY_OK);
	assert_int_equal(n, 1);
	list = listed(t, 0, 20, &older);
	assert_int_equal(val_len(&list), 2);
	/* 3.4.i1: still there for the employer */
	assert_int_equal(world_number(t->world, "SELECT count(*) FROM application"
						" WHERE employer_id = 1"),
	    1);
	assert_int_equal(send_to(t, TEACHER, WHOLE, false), APPLY_ALREADY);
}

/* --- the workflow: from each state, by each party */

static const struct {
	const char *from, *action;
	enum role role;
	const char *to; /* NULL: refused */
} moves[] = {
	{ "sent", "view", ROLE_EMPLOYER, "viewed" },
	{ "sent", "view", ROLE_GRADUATE, NULL },
	{ "viewed", "view", ROLE_EMPLOYER, NULL },
	{ "viewed", "invite", ROLE_EMPLOYER, "interview" },
	{ "interview", "invite", ROLE_EMPLOYER, "interview" },
	{ "unsuitable", "invite", ROLE_EMPLOYER, NULL },
	{ "withdrawn", "invite", ROLE_EMPLOYER, NULL },
	{ "sent", "hire", ROLE_GRADUATE, NULL },
	{ "interview", "hire", ROLE_EMPLOYER, "hired" },
	{ "hired", "hire", ROLE_EMPLOYER, NULL },
	{ "viewed", "reject", ROLE_EMPLOYER, "unsuitable" },
	{ "hired", "reject", ROLE_EMPLOYER, NULL },
	{ "sent", "withdraw", ROLE_GRADUATE, "withdrawn" },
	{ "interview", "withdraw", ROLE_GRADUATE, "withdrawn" },
	{ "sent", "withdraw", ROLE_EMPLOYER, NULL },
	{ "unsuitable", "withdraw", ROLE_GRADUATE, NULL },
	{ "hired", "withdraw", ROLE_GRADUATE, NULL },
	{ "withdrawn", "withdraw", ROLE_GRADUATE, NULL },
	{ "sent", "view", ROLE_AUTHORITY, NULL },
	{ "sent", "withdraw", ROLE_VISITOR, NULL },
};

static void
test_moves(void **state)
{
	static const struct application_invitation when = { { "明天上午", 12 } };
	static const struct flow_input in = { { "专业不符", 12 }, &when };
	struct actor *t = *state;
	enum jy_err err;

	assert_int_equal(send_to(t, TEACHER, WHOLE, false), APPLY_SENT);
	for (size_t i = 0; i < sizeof(moves) / sizeof(moves[0]); i++) {
		struct str now;
		struct db_stmt *st;

		assert_int_equal(db_prepare_text(t->act.db, &st,
				     STR("UPDATE application SET state = :s")),
		    JY_OK);
		db_bind_text(st, ":s", moves[i].from);
		assert_int_equal(db_run(st), JY_OK);
		db_finish(st);
		market_as(t, moves[i].role, moves[i].role == ROLE_GRADUATE ? ZHANG : 0,
		    moves[i].role == ROLE_EMPLOYER ? SCHOOL : 0);
		err =
		    flow_apply(&t->act, &application_flow, 1, moves[i].action, &in, NULL);
		if ((err == JY_OK) != (moves[i].to != NULL))
			fail_msg("%s %s", moves[i].from, moves[i].action);
		assert_int_equal(
		    db_prepare_text(t->act.db, &st, STR("SELECT state FROM application")),
		    JY_OK);
		assert_int_equal(db_one(st), JY_OK);
		now = db_str(st, 0);
		assert_str(now, moves[i].to != NULL ? moves[i].to : moves[i].from);
		db_finish(st);
	}
}

static void
test_told(void **state)
{
	static const struct application_invitation when = { { "明天上午", 12 } };
	static const struct flow_input in = { { "专业不符", 12 }, &when };
	struct actor *t = *state;

	assert_int_equal(send_to(t, TEACHER, WHOLE, false), APPLY_SENT);
	/* another employer's is not there */
	market_as(t, ROLE_EMPLOYER, OTHER_BOSS, FACTORY);
	assert_int_equal(
	    flow_apply(&t->act, &application_flow, 1, "view", NULL, NULL), JY_ENOTFOUND);
	market_as(t, ROLE_EMPLOYER, BOSS, SCHOOL);
	assert_int_equal(
	    flow_apply(&t->act, &application_flow, 1, "reject", NULL, NULL), JY_EINPUT);
	assert_int_equal(
	    flow_apply(&t->act, &application_flow, 1, "invite", NULL, NULL), JY_EINPUT);
	assert_int_equal(
	    flow_apply(&t->act, &application_flow, 1, "invite", &in, NULL), JY_OK);
	assert_int_equal(
	    world_number(t->world, "SELECT count(*) FROM application WHERE invitation ="
				   " '明天上午' AND viewed_at = 1795478400"),
	    1);
	assert_int_equal(
	    world_number(t->world,
		"SELECT count(*) FROM message WHERE account_id = 1 AND"
		" title = '邀请您面试：高中数学教师' AND body LIKE '%明天上午'"
		" AND link = '/my/applications'"),
	    1);
}

/* The employer never had what was withdrawn before it looked. */
static void
test_withdrawn(void **state)
{
	struct actor *t = *state;

	assert_int_equal(send_to(t, TEACHER, WHOLE, false), APPLY_SENT);
	assert_int_equal(
	    flow_apply(&t->act, &application_flow, 1, "withdraw", NULL, NULL), JY_OK);
	market_as(t, ROLE_EMPLOYER, BOSS, SCHOOL);
	assert_int_equal(
	    flow_apply(&t->act, &application_flow, 1, "view", NULL, NULL), JY_ENOTFOUND);
	assert_int_equal(world_number(t->world, "SELECT count(*) FROM message"
						" WHERE title LIKE '%撤回%'"),
	    0);
}

#define T(label, fn) CASE_WITH(label, fn, market_setup, market_teardown)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		T("4.1.f5 4.1.i1 4.1.i2 4.1.i4 what can be sent to which job",
		    test_answers),
		T("4.1.i4 not one second after the closing date", test_boundary),
		T("3.2.i2 4.2.f3 the resume as sent is kept, employer and mailbox are "
		  "told",
		    test_kept),
		T("3.2.q2 a blocked employer only after a warning", test_blocked),
		T("4.1.i2 the store refuses a second live application", test_once),
		T("3.4.f1 3.4.f2 3.4.f3 3.4.i1 the list, rows taken out, ended jobs",
		    test_list),
		T("3.4.i2 from each state, only the steps of the table", test_moves),
		T("3.4.i2 the graduate is told what the employer does", test_told),
		T("3.4.i1 what was withdrawn unread the employer never had",
		    test_withdrawn),
	};

	return RUN(tests);
}
