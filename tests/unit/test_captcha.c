/*
 * test_captcha.c - one use, short life, bound to its browser; the picture; the
 * proof of work as the browser's script computes it.
 */
#include "actor.h"

#include "captcha/captcha.h"

/* fontconfig keeps its caches until the process ends. */
const char *__lsan_default_suppressions(void);
const char *
__lsan_default_suppressions(void)
{
	return "leak:libfontconfig";
}

static struct str
new_id(struct actor *t)
{
	struct str id = STR_NONE;

	assert_int_equal(captcha_new(&t->act, BROWSER, &id), JY_OK);
	return id;
}

static enum jy_err
answer(struct actor *t, struct str browser, struct str id, const char *text)
{
	struct captcha_answer in = { .id = id, .text = str_of(text) };
	const char *why;
	enum jy_err err = captcha_check(&t->act, browser, &in, &why);

	assert_true((why == NULL) == (err == JY_OK));
	return err;
}

static const struct answer_case {
	const char *mode, *text;
	enum jy_err want;
} answers[] = {
	{ "test", "0000", JY_OK },
	{ "test", " 0000 ", JY_OK },
	{ "test", "0001", JY_EINPUT },
	{ "test", "", JY_EINPUT },
	{ "test", "000000000000000000000000", JY_EINPUT },
	{ "picture", "0000", JY_EINPUT },
	{ "off", "", JY_OK },
};

static void
test_answers(void **state)
{
	struct actor *t = *state;

	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		t->conf.captcha.mode = answers[i].mode;
		assert_int_equal(
		    answer(t, BROWSER, new_id(t), answers[i].text), answers[i].want);
	}
}

static void
test_one_use(void **state)
{
	struct actor *t = *state;
	struct str right = new_id(t), wrong = new_id(t);

	t->conf.captcha.mode = "test";
	assert_int_equal(answer(t, BROWSER, right, "0000"), JY_OK);
	assert_int_equal(answer(t, BROWSER, right, "0000"), JY_EINPUT);
	assert_int_equal(answer(t, BROWSER, wrong, "9999"), JY_EINPUT);
	assert_int_equal(answer(t, BROWSER, wrong, "0000"), JY_EINPUT);
}

static void
test_life(void **state)
{
	struct actor *t = *state;
	struct str id = new_id(t), late = new_id(t);

	t->conf.captcha.mode = "test";
	actor_wait(t, t->conf.captcha.seconds - 1);
	assert_int_equal(answer(t, BROWSER, id, "0000"), JY_OK);
	actor_wait(t, 1);
	assert_int_equal(answer(t, BROWSER, late, "0000"), JY_EINPUT);
}

static void
test_browser(void **state)
{
	struct actor *t = *state;
	struct str id = new_id(t);
	char forged[64];

	t->conf.captcha.mode = "test";
	assert_int_equal(answer(t, OTHER_BROWSER, id, "0000"), JY_EINPUT);
	snprintf(forged, sizeof(forged), STR_FMT, STR_ARG(id));
	forged[3] = forged[3] == 'A' ? 'B' : 'A'; /* a later end */
	assert_int_equal(answer(t, BROWSER, str_of(forged), "0000"), JY_EINPUT);
	assert_int_equal(answer(t, BROWSER, STR(""), "0000"), JY_EINPUT);
	/* None of that used the real one up. */
	assert_int_equal(answer(t, BROWSER, id, "0000"), JY_OK);
}

static void
test_shown_only(void **state)
{
	struct actor *t = *state;

	new_id(t);
	new_id(t);
	assert_int_equal(world_number(t->world, "SELECT count(*) FROM captcha"), 0);
}

static void
test_picture(void **state)
{
	struct actor *t = *state;
	struct str id = new_id(t), next = new_id(t);
	struct buf a = BUF_INIT, again = BUF_INIT, b = BUF_INIT, none = BUF_INIT;

	assert_int_equal(captcha_prepare(), JY_OK);
	assert_int_equal(captcha_picture(&t->act, BROWSER, id, &a), JY_OK);
	assert_int_equal(captcha_picture(&t->act, BROWSER, id, &again), JY_OK);
	assert_int_equal(captcha_picture(&t->act, BROWSER, next, &b), JY_OK);
	assert_true(str_starts(buf_view(&a), "\x89PNG"));
	assert_true(a.len < 16 * 1024);
	assert_true(str_eq(buf_view(&a), buf_view(&again)));
	assert_false(str_eq(buf_view(&a), buf_view(&b)));
	assert_int_equal(
	    captcha_picture(&t->act, OTHER_BROWSER, id, &none), JY_ENOTFOUND);
	actor_wait(t, t->conf.captcha.seconds);
	assert_int_equal(captcha_picture(&t->act, BROWSER, id, &none), JY_ENOTFOUND);
	assert_int_equal(none.len, 0);
	buf_release(&a);
	buf_release(&again);
	buf_release(&b);
}

/* What site-src/assets/captcha.js does. */
static int64_t
work(const struct captcha_challenge *c)
{
	uint8_t want[SHA256_SIZE], got[SHA256_SIZE];
	char text[80];

	assert_true(hex_decode(c->challenge, want, sizeof(want)));
	for (int64_t n = 0; n < c->work; n++) {
		snprintf(
		    text, sizeof(text), STR_FMT "%lld", STR_ARG(c->salt), (long long)n);
		assert_int_equal(sha256(str_of(text), got), JY_OK);
		if (memcmp(want, got, sizeof(got)) == 0)
			return n;
	}
	return -1;
}

static enum jy_err
prove(struct actor *t, struct str browser, struct str salt, int64_t number)
{
	struct captcha_answer in = { .proof = arena_printf(&t->arena, STR_FMT ".%lld",
					 STR_ARG(salt), (long long)number) };
	const char *why;

	return captcha_check(&t->act, browser, &in, &why);
}

static void
test_proof(void **state)
{
	struct actor *t = *state;
	struct captcha_challenge c, other;
	int64_t number;

	assert_int_equal(captcha_challenge(&t->act, BROWSER, &c), JY_OK);
	assert_int_equal(captcha_challenge(&t->act, BROWSER, &other), JY_OK);
	number = work(&c);
	assert_in_range(number, 0, CAPTCHA_WORK - 1);
	assert_int_equal(prove(t, OTHER_BROWSER, c.salt, number), JY_EINPUT);
	assert_int_equal(prove(t, BROWSER, c.salt, number), JY_OK);
	assert_int_equal(prove(t, BROWSER, c.salt, number), JY_EINPUT);
	assert_int_equal(prove(t, BROWSER, other.salt, work(&other) + 1), JY_EINPUT);
	assert_int_equal(prove(t, BROWSER, new_id(t), 0), JY_EINPUT);
	assert_int_equal(prove(t, BROWSER, STR(""), 0), JY_EINPUT);
}

int
main(void)
{
	const struct CMUnitTest cases[] = {
		CASE_WITH("1.2.r1 the code is asked for, right or refused, as configured",
		    test_answers, actor_setup, actor_teardown),
		CASE_WITH("1.2.i4 a code is used up by any answer, right or wrong",
		    test_one_use, actor_setup, actor_teardown),
		CASE_WITH(
		    "1.2.i4 a code expires", test_life, actor_setup, actor_teardown),
		CASE_WITH(
		    "1.2.i4 a code is of no use to another browser, nor a forged one",
		    test_browser, actor_setup, actor_teardown),
		CASE_WITH("a code that is only shown leaves nothing in the store",
		    test_shown_only, actor_setup, actor_teardown),
		CASE_WITH("the picture belongs to its code and its browser", test_picture,
		    actor_setup, actor_teardown),
		CASE_WITH("a proof of work is accepted once, from its browser",
		    test_proof, actor_setup, actor_teardown),
	};

	return RUN(cases);
}
