/*
 * The words files of the static search: what is set comes back, edits equal a file made
 * from nothing, and a broken file is refused.
 */
#include "unit.h"

#include "arena.h"
#include "postings.h"

static enum jy_err
keep(void *arg, unsigned bucket, struct str file)
{
	buf_printf(arg, "[%u:", bucket);
	buf_str(arg, file);
	buf_char(arg, ']');
	return JY_OK;
}

static struct str
written(struct arena *a, struct postings *p)
{
	struct buf b = BUF_INIT;
	struct str s;

	assert_int_equal(postings_write(p, keep, &b), JY_OK);
	s = arena_str(a, buf_view(&b));
	buf_release(&b);
	return s;
}

/* Of 教师 in bucket 7. */
static void
set(struct postings *p, enum postings_level level, int64_t item, bool there)
{
	assert_true(
	    postings_set(p, postings_word(p, 7, STR("教师")), level, item, there));
}

static void
test_edits(void **state)
{
	struct arena a;
	struct postings *direct = postings_new(), *edited = postings_new();
	struct buf file = BUF_INIT;
	struct str one;
	int64_t i;

	(void)state;
	arena_init(&a, 0);
	for (i = 0; i < 5000; i++) {
		if (i % 1000 == 1)
			set(direct, POSTINGS_TITLE, i, true);
		if (i % 3 == 0 && i != 300)
			set(direct, POSTINGS_TEXT, i, true);
		if (i % 6 == 0) /* some late, some to be taken out again */
			set(edited, POSTINGS_TEXT, i, true);
	}
	for (i = 4999; i >= 0; i--) {
		if (i % 1000 == 1)
			set(edited, POSTINGS_TITLE, i, true);
		if (i % 6 == 3)
			set(edited, POSTINGS_TEXT, i, true);
	}
	set(edited, POSTINGS_TEXT, 300, false);
	assert_true(postings_set(
	    edited, postings_word(edited, 7, STR("会计")), POSTINGS_BY, 9, true));
	assert_true(postings_set(
	    edited, postings_word(edited, 7, STR("会计")), POSTINGS_BY, 9, false));
	one = written(&a, direct);
	assert_true(str_eq(written(&a, edited), one));
	buf_str(&file, (struct str){ one.p + 3, one.n - 4 });
	postings_reset(edited);
	assert_int_equal(postings_read(edited, 7, buf_view(&file)), JY_OK);
	assert_true(str_eq(written(&a, edited), one));
	set(edited, POSTINGS_TEXT, 301, true); /* what was read can be changed */
	set(edited, POSTINGS_TEXT, 301, false);
	assert_true(str_eq(written(&a, edited), one));
	buf_release(&file);
	postings_free(direct);
	postings_free(edited);
	arena_release(&a);
}

static void
test_levels(void **state)
{
	struct arena a;
	struct postings *once = postings_new(), *twice = postings_new();
	struct str one;

	(void)state;
	arena_init(&a, 0);
	set(once, POSTINGS_TITLE, 5, true);
	set(once, POSTINGS_BY, 6, true);
	one = written(&a, once);
	set(twice, POSTINGS_TITLE, 5, true);
	set(twice, POSTINGS_BY, 5, true);
	set(twice, POSTINGS_TEXT, 5, true);
	set(twice, POSTINGS_BY, 6, true);
	set(twice, POSTINGS_TEXT, 6, true);
	assert_true(str_eq(written(&a, twice), one));
	postings_free(once);
	postings_free(twice);
	arena_release(&a);
}

static void
test_forms(void **state)
{
	static const char wanted[] = "[0:\x01"
				     "a"
				     "\x01\x02\x03\x03\xa9\x02"
				     "]";
	struct arena a;
	struct postings *p = postings_new();
	struct str out;
	int64_t i;

	(void)state;
	arena_init(&a, 0);
	assert_true(postings_set(p, postings_word(p, 0, STR("a")), POSTINGS_BY, 3, true));
	assert_true(
	    postings_set(p, postings_word(p, 0, STR("a")), POSTINGS_BY, 300, true));
	out = written(&a, p);
	assert_int_equal(out.n, sizeof(wanted) - 1);
	assert_memory_equal(out.p, wanted, out.n);
	postings_reset(p);
	for (i = 0; i < 16; i++)
		assert_true(postings_set(
		    p, postings_word(p, 0, STR("a")), POSTINGS_TEXT, i, i != 4));
	out = written(&a, p);
	assert_true(str_eq(out, STR("[0:\x01"
				    "a\x04\x0f\x02\xef\xff]")));
	postings_free(p);
	arena_release(&a);
}

static void
test_broken(void **state)
{
	static const struct str rows[] = { STR("\x05"
					       "a"),
		STR("\x01"
		    "a"),
		STR("\x01"
		    "a\x01\x02\x09\x03"),
		STR("\x01"
		    "a\x01\x01\x01\x83"),
		STR("\x01"
		    "a\x03\x01\x01\x03"), /* no such level */
		STR("\x01"
		    "a\x04\x02\x01\x01") /* fewer bits than it says */ };
	struct postings *p = postings_new();
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(postings_read(p, 0, rows[i]), JY_EPARSE);
	postings_free(p);
}

static void
test_buckets(void **state)
{
	static const struct str words[] = { STR("教师"), STR("教育"), STR("教"),
		STR("教学") };
	unsigned first = 0xe40c292c % 64 * POSTINGS_SPREAD, i; /* FNV-1a of "a" */

	(void)state;
	for (i = 1; i < sizeof(words) / sizeof(words[0]); i++)
		assert_int_equal(postings_bucket(words[i], 512) / POSTINGS_SPREAD,
		    postings_bucket(words[0], 512) / POSTINGS_SPREAD);
	assert_int_equal(
	    postings_bucket(STR("教师"), 512), postings_bucket(STR("教师资格"), 512));
	assert_int_equal(
	    postings_bucket(STR("a"), 512), first + 2166136261u % POSTINGS_SPREAD);
	assert_int_not_equal(
	    postings_bucket(STR("@p6501"), 512), postings_bucket(STR("@p6502"), 512));
}

int
main(void)
{
	static const struct CMUnitTest cases[] = {
		CASE("a list that was edited equals one made from nothing", test_edits),
		CASE("an item counts once for a word, where it is worth most",
		    test_levels),
		CASE("differences are varints, where bits are not shorter", test_forms),
		CASE("a broken file is refused", test_broken),
		CASE("a word's first two characters decide on its bucket", test_buckets),
	};

	return RUN(cases);
}
