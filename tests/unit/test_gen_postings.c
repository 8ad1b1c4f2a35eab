/*
 * The words files of the static search: what is set comes back, edits equal a file made
 * from nothing, and a broken file is refused.
 */
#include "unit.h"

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

static void
test_edits(void **state)
{
	struct arena a;
	struct postings *direct, *edited;
	struct buf file = BUF_INIT;
	struct str one;
	int64_t i;

	(void)state;
	arena_init(&a, 0);
	direct = postings_new(&a, 1);
	edited = postings_new(&a, 1);
	for (i = 0; i < 5000; i++) {
		if (i % 3 == 0 && i != 300)
			assert_true(postings_set(direct, STR("教师"), false, i, true));
		if (i % 1000 == 1)
			assert_true(postings_set(direct, STR("教师"), true, i, true));
		if (i % 6 == 0) /* some late, some to be taken out again */
			assert_true(postings_set(edited, STR("教师"), false, i, true));
	}
	for (i = 4999; i >= 0; i--) {
		if (i % 6 == 3)
			assert_true(postings_set(edited, STR("教师"), false, i, true));
		if (i % 1000 == 1)
			assert_true(postings_set(edited, STR("教师"), true, i, true));
	}
	assert_true(postings_set(edited, STR("教师"), false, 300, false));
	assert_true(postings_set(edited, STR("会计"), false, 9, true));
	assert_true(postings_set(edited, STR("会计"), false, 9, false));
	one = written(&a, direct);
	assert_true(str_eq(written(&a, edited), one));
	buf_str(&file, (struct str){ one.p + 3, one.n - 4 });
	edited = postings_new(&a, 1);
	assert_int_equal(postings_read(edited, buf_view(&file)), JY_OK);
	assert_true(str_eq(written(&a, edited), one));
	buf_release(&file);
	arena_release(&a);
}

static void
test_forms(void **state)
{
	static const char wanted[] = "[0:\x01"
				     "a"
				     "\x00\x02\x03\x03\xa9\x02"
				     "]";
	struct arena a;
	struct postings *p;
	struct str out;

	(void)state;
	arena_init(&a, 0);
	p = postings_new(&a, 1);
	assert_true(postings_set(p, STR("a"), false, 3, true));
	assert_true(postings_set(p, STR("a"), false, 300, true));
	out = written(&a, p);
	assert_int_equal(out.n, sizeof(wanted) - 1);
	assert_memory_equal(out.p, wanted, out.n);
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
		    "a\x01\x01\x01\x83") };
	struct arena a;
	size_t i;

	(void)state;
	arena_init(&a, 0);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(postings_read(postings_new(&a, 1), rows[i]), JY_EPARSE);
	arena_release(&a);
}

static void
test_buckets(void **state)
{
	(void)state;
	assert_int_equal(
	    postings_bucket(STR("教师"), 512), postings_bucket(STR("教育"), 512));
	assert_int_equal(postings_bucket(STR("a"), 512), 0xe40c292c % 512); /* FNV-1a */
	assert_int_not_equal(
	    postings_bucket(STR("@p6501"), 512), postings_bucket(STR("@p6502"), 512));
}

int
main(void)
{
	static const struct CMUnitTest cases[] = {
		CASE("a list that was edited equals one made from nothing", test_edits),
		CASE("differences are varints", test_forms),
		CASE("a broken file is refused", test_broken),
		CASE("a word's first character decides on its bucket", test_buckets),
	};

	return RUN(cases);
}
