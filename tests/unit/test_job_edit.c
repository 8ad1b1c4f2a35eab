/*
 * test_job_edit.c - what employers write and what is looked for in it: dates, ownership,
 * reminders, words.
 */
#include "market.h"

#include "employer/employer.h"
#include "job/job.h"
#include "job/job_edit.h"
#include "job/job_words.h"

static struct job_posting
posting(const char *day)
{
	return (struct job_posting){ .title = STR("木工"),
		.employment = STR("full_time"),
		.region = STR("653101"),
		.education = STR("any"),
		.description = STR("打家具"),
		.closes_on = str_of(day),
		.headcount = 2 };
}

static void
test_days(void **state)
{
	static const struct {
		const char *day;
		bool fine;
	} cases[] = {
		{ "2026-11-24", true },  /* today */
		{ "2026-11-23", false }, /* yesterday */
		{ "2027-11-24", true },
		{ "2027-11-27", false },
		{ "2026-02-30", false },
		{ "", false },
	};
	struct actor *t = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct job_posting p = posting(cases[i].day);
		int64_t id;

		market_as(t, ROLE_EMPLOYER, BOSS, SCHOOL);
		if ((job_day_fault(&t->act, p.closes_on) == NULL) != cases[i].fine ||
		    (job_create(&t->act, &p, &id) == JY_OK) != cases[i].fine)
			fail_msg("%s", cases[i].day);
	}
}

/* The closing instant is the end of the day in the zone. */
static void
test_instant(void **state)
{
	struct actor *t = *state;
	struct job_posting p = posting("2026-11-30");
	int64_t id;

	market_as(t, ROLE_EMPLOYER, BOSS, SCHOOL);
	assert_int_equal(job_create(&t->act, &p, &id), JY_OK);
	assert_int_equal(world_number(t->world, "SELECT closes_at FROM job WHERE title = "
						"'木工'"),
	    1796054400);
}

static void
test_ownership(void **state)
{
	struct actor *t = *state;
	struct job_posting p = posting("2026-12-30");
	const struct flow_input in = { STR(""), &p };
	struct val sheet;

	market_as(t, ROLE_EMPLOYER, BOSS, SCHOOL);
	assert_int_equal(job_posting_load(&t->act, WELDER, &p), JY_ENOTFOUND);
	assert_int_equal(job_sheet(&t->act, WELDER, &sheet), JY_ENOTFOUND);
	assert_int_equal(
	    flow_apply(&t->act, &job_flow, WELDER, "edit", &in, NULL), JY_ENOTFOUND);
	p = posting("2026-12-30");
	assert_int_equal(
	    flow_apply(&t->act, &job_flow, TEACHER, "edit", &in, NULL), JY_OK);
	assert_int_equal(world_number(t->world, "SELECT count(*) FROM job WHERE id = 1"
						" AND title = '木工' AND state = "
						"'pending'"),
	    1);
	/* and the search has forgotten it */
	assert_int_equal(
	    world_number(t->world, "SELECT count(*) FROM job_live WHERE job_id = 1"), 0);
}

/* published_at is of the publication, not of what happens to the job afterwards. */
static void
test_remind(void **state)
{
	struct actor *t = *state;
	int told;

	market_as(t, ROLE_SYSTEM, 0, 0);
	assert_int_equal(job_remind(&t->act, &told), JY_OK);
	assert_true(told > 0);
	assert_int_equal(job_remind(&t->act, &told), JY_OK);
	assert_int_equal(told, 0);
	assert_int_equal(
	    world_number(t->world, "SELECT published_at FROM job WHERE id = 1"),
	    1795000001);
	assert_int_equal(
	    world_number(t->world, "SELECT count(*) FROM message WHERE account_id = 3"
				   " AND title = '职位即将到期：高中数学教师'"),
	    1);
	/* published anew, it is told of anew */
	world_sql(t->world, "UPDATE job SET published_at = 1795478401 WHERE id = 1");
	t->act.now += 10;
	assert_int_equal(job_remind(&t->act, &told), JY_OK);
	assert_int_equal(told, 1);
}

static void
test_rename(void **state)
{
	const struct employer_name name = { STR("新天山中学"),
		STR("000000000000000009") };
	const struct flow_input in = { STR(""), &name };
	struct actor *t = *state;

	market_as(t, ROLE_EMPLOYER, BOSS, SCHOOL);
	assert_int_equal(
	    flow_apply(&t->act, &employer_flow, SCHOOL, "rename", &in, NULL), JY_OK);
	assert_int_equal(
	    world_number(t->world, "SELECT count(*) FROM employer e JOIN account a"
				   " ON a.employer_id = e.id WHERE e.state = 'pending'"
				   " AND a.login = '000000000000000009'"),
	    1);
	assert_int_equal(
	    flow_apply(&t->act, &employer_flow, FACTORY, "rename", &in, NULL),
	    JY_ENOTFOUND);
}

/* --- words */

static void
test_words(void **state)
{
	static const char rules[] = "return { { '押金', '不得收取押金' },"
				    " { 'vx', '引导到站外' }, }";
	struct actor *t = *state;
	struct val list = val_list(&t->arena), one;

	assert_int_equal(job_words_read(STR(rules), "rules", NULL), JY_OK);
	job_words_find(&t->arena, STR("入职前交押金，离职退押金。加 VX 详谈"), &list);
	assert_int_equal(val_len(&list), 2);
	one = val_at(&list, 0);
	assert_str(val_get(&one, STR("pattern"))->s, "押金");
	assert_str(val_get(&one, STR("before"))->s, "入职前交");
	assert_str(val_get(&one, STR("after"))->s, "，离职退押金。加 VX 详谈");
	one = val_at(&list, 1);
	assert_str(val_get(&one, STR("pattern"))->s, "VX");
}

static void
test_words_refused(void **state)
{
	static const char *const bad[] = { "return 1", "return { 'x' }",
		"return { { 'x' } }", "return { { '', 'y' } }", "retrun {}",
		"while true do end", "return os.time()", "\x1bLua",
		"local t = {} for i = 1, 1e7 do t[i] = {} end return t" };
	struct actor *t = *state;
	struct val list = val_list(&t->arena);
	struct diag d;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		d = (struct diag){ .line = 0 };
		if (job_words_read(str_of(bad[i]), "rules", &d) != JY_EPARSE ||
		    d.text[0] == '\0')
			fail_msg("%s", bad[i]);
	}
	job_words_find(&t->arena, STR("x"), &list);
	assert_int_equal(val_len(&list), 0);
}

/* The list that is shipped. */
static void
test_words_shipped(void **state)
{
	struct actor *t = *state;
	struct val list = val_list(&t->arena);
	struct diag d = { .line = 0 };

	t->conf.path.plugins = "plugins";
	if (job_words_load(&t->conf, &d) != JY_OK)
		fail_msg("%s", d.text);
	job_words_find(&t->arena, STR("须交报名费"), &list);
	assert_int_equal(val_len(&list), 1);
	t->conf.path.plugins = "/nonexistent";
	assert_int_equal(job_words_load(&t->conf, &d), JY_OK);
}

#define T(label, fn) CASE_WITH(label, fn, market_setup, market_teardown)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		T("4.1.i5 the closing date is a day of the coming year", test_days),
		T("4.1.i4 4.1.i5 a job closes at the end of its day", test_instant),
		T("0.i1 4.1.i5 another's job is not there; a change is reviewed again",
		    test_ownership),
		T("4.1.i5 before a job closes its employer is told, once", test_remind),
		T("1.1.i3 another name is verified again and is the new login",
		    test_rename),
		T("4.1.i5 words of the list are found where they stand", test_words),
		T("a malformed or greedy list of words is refused", test_words_refused),
		T("the list of words that is shipped", test_words_shipped),
	};

	return RUN(tests);
}
