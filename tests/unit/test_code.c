/*
 * test_code.c - SMS codes: one use, tries, life, what they are bound to, limits;
 * and that nothing tells whether a number is known.
 */
#include "actor.h"

#include "code/code.h"
#include "code/sms.h"

static const struct code_bond phone = { CODE_RESET, { "13800138000", 11 },
	{ "this browser", 12 } };

static void
sent(struct actor *t, const struct code_bond *bond, bool deliver)
{
	int64_t wait;

	assert_int_equal(code_send(&t->act, bond, deliver, &wait), JY_OK);
}

static enum jy_err
used(struct actor *t, int64_t id)
{
	assert_int_equal(db_begin(t->act.db), JY_OK);
	return db_end(t->act.db, code_use(&t->act, id));
}

static struct str
other_than(struct actor *t, struct str code)
{
	char *p = arena_cstr(&t->arena, code);

	p[5] = p[5] == '0' ? '1' : '0';
	return str_of(p);
}

static void
test_one_use(void **state)
{
	struct actor *t = *state;
	struct str code;
	int64_t id, again;

	sent(t, &phone, true);
	code = actor_code(t);
	assert_int_equal(code.n, CODE_DIGITS);
	assert_int_equal(code_check(&t->act, &phone, code, &id), JY_OK);
	assert_int_equal(code_check(&t->act, &phone, code, &again), JY_OK);
	assert_int_equal(used(t, id), JY_OK);
	assert_int_equal(used(t, again), JY_ECONFLICT);
	assert_int_equal(code_check(&t->act, &phone, code, &id), JY_EINPUT);
}

static void
test_tries(void **state)
{
	struct actor *t = *state;
	struct str code;
	int64_t id;

	sent(t, &phone, true);
	code = actor_code(t);
	for (int i = 0; i < CODE_TRIES; i++)
		assert_int_equal(
		    code_check(&t->act, &phone, other_than(t, code), &id), JY_EINPUT);
	assert_int_equal(code_check(&t->act, &phone, code, &id), JY_EINPUT);
}

static void
test_life(void **state)
{
	struct actor *t = *state;
	int64_t id;

	sent(t, &phone, true);
	actor_wait(t, 60 * t->conf.sms.code_minutes - 1);
	assert_int_equal(code_check(&t->act, &phone, actor_code(t), &id), JY_OK);
	actor_wait(t, 1);
	assert_int_equal(used(t, id), JY_ECONFLICT);
	assert_int_equal(code_check(&t->act, &phone, actor_code(t), &id), JY_EINPUT);
}

static void
test_bond(void **state)
{
	struct code_bond purpose = phone, mobile = phone, browser = phone;
	struct actor *t = *state;
	int64_t id;

	purpose.purpose = CODE_REGISTER;
	mobile.mobile = STR("13800138001");
	browser.presession = STR("other browser");
	sent(t, &phone, true);
	assert_int_equal(code_check(&t->act, &purpose, actor_code(t), &id), JY_EINPUT);
	assert_int_equal(code_check(&t->act, &mobile, actor_code(t), &id), JY_EINPUT);
	assert_int_equal(code_check(&t->act, &browser, actor_code(t), &id), JY_EINPUT);
	assert_int_equal(code_check(&t->act, &phone, STR(""), &id), JY_EINPUT);
	assert_int_equal(code_check(&t->act, &phone, actor_code(t), &id), JY_OK);
}

static void
test_newest_counts(void **state)
{
	struct actor *t = *state;
	struct str first;
	int64_t id;

	sent(t, &phone, true);
	first = actor_code(t);
	actor_wait(t, t->conf.sms.pause_seconds);
	do {
		sent(t, &phone, true);
		actor_wait(t, t->conf.sms.pause_seconds);
	} while (str_eq(first, actor_code(t)));
	assert_int_equal(code_check(&t->act, &phone, first, &id), JY_EINPUT);
	assert_int_equal(code_check(&t->act, &phone, actor_code(t), &id), JY_OK);
}

static void
test_limits(void **state)
{
	struct code_bond register_ = phone;
	struct actor *t = *state;
	int64_t wait;

	register_.purpose = CODE_REGISTER;
	sent(t, &phone, true);
	actor_wait(t, 20);
	assert_int_equal(code_send(&t->act, &register_, true, &wait), JY_ELIMIT);
	assert_int_equal(wait, t->conf.sms.pause_seconds - 20);
	for (int64_t i = 1; i < t->conf.sms.per_day; i++) {
		actor_wait(t, t->conf.sms.pause_seconds);
		sent(t, i % 2 ? &register_ : &phone, true);
	}
	actor_wait(t, 3600);
	assert_int_equal(code_send(&t->act, &phone, true, &wait), JY_ELIMIT);
	actor_wait(t, wait - 1);
	assert_int_equal(code_send(&t->act, &phone, true, &wait), JY_ELIMIT);
	actor_wait(t, 1);
	sent(t, &phone, true);
}

static void
test_nobody(void **state)
{
	struct actor *t = *state;
	int64_t wait;

	sent(t, &phone, false);
	assert_str(actor_sms(t), "");
	assert_int_equal(world_number(t->world, "SELECT count(*) FROM sms_code"), 1);
	assert_int_equal(world_number(t->world, "SELECT count(*) FROM audit_event"), 1);
	assert_int_equal(code_send(&t->act, &phone, false, &wait), JY_ELIMIT);
	assert_int_equal(world_number(t->world, "SELECT count(*) FROM sms_code"), 1);
}

static void
test_texts(void **state)
{
	struct actor *t = *state;

	t->conf.site.name = "某网";
	for (int i = 0; i < SMS_TEXT_COUNT; i++) {
		struct str text = sms_compose(&t->act, (enum sms_text)i, STR("123456"));

		assert_true(str_starts(text, "【某网】"));
		assert_true(str_ends(text, "。"));
		assert_null(memchr(text.p, '{', text.n));
	}
	assert_str(sms_compose(&t->act, SMS_CODE_REGISTER, STR("123456")),
	    "【某网】您的注册验证码是123456，5分钟内有效。如非本人操作，请忽略。");
	assert_non_null(strstr(
	    sms_compose(&t->act, SMS_PASSWORD_RESET, STR_NONE).p, "2026-11-24 08:00"));
}

int
main(void)
{
	const struct CMUnitTest cases[] = {
		CASE_WITH("1.4.i1 a code serves once", test_one_use, actor_setup,
		    actor_teardown),
		CASE_WITH("1.4.i1 after five wrong tries the right code is refused too",
		    test_tries, actor_setup, actor_teardown),
		CASE_WITH(
		    "1.4.i1 a code expires", test_life, actor_setup, actor_teardown),
		CASE_WITH(
		    "1.4.r1 a code is of no use for another purpose, number or browser",
		    test_bond, actor_setup, actor_teardown),
		CASE_WITH("1.4.i1 only the newest code counts", test_newest_counts,
		    actor_setup, actor_teardown),
		CASE_WITH("1.4.i1 sends to one number are limited by minute and day",
		    test_limits, actor_setup, actor_teardown),
		CASE_WITH(
		    "1.4.r1 an unknown number leaves the same traces but gets nothing",
		    test_nobody, actor_setup, actor_teardown),
		CASE_WITH("texts are signed and their blanks filled", test_texts,
		    actor_setup, actor_teardown),
	};

	return RUN(cases);
}
