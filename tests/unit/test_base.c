/*
 * test_base.c - arenas, buffers, strings, errors and the clock.
 */
#include "unit.h"

#include <fcntl.h>
#include <unistd.h>

#include "arena.h"
#include "buf.h"
#include "clock.h"
#include "err.h"

static void
count_up(void *arg)
{
	(*(int *)arg)++;
}

static void
test_arena_cleanup(void **state)
{
	struct arena a;
	int ran = 0;

	(void)state;
	arena_init(&a, 0);
	assert_true(arena_defer(&a, count_up, &ran));
	arena_reset(&a);
	assert_int_equal(ran, 1);
	assert_true(arena_defer(&a, count_up, &ran));
	arena_release(&a);
	assert_int_equal(ran, 2);
}

static void
test_arena_limit(void **state)
{
	struct arena a;
	unsigned char *p;

	(void)state;
	arena_init(&a, 64 * 1024);
	assert_null(arena_alloc(&a, 65 * 1024));
	assert_null(arena_array(&a, SIZE_MAX / 2, 4));
	assert_non_null(p = arena_alloc(&a, 60 * 1024));
	assert_int_equal(p[60 * 1024 - 1], 0);
	assert_null(arena_alloc(&a, 60 * 1024));
	arena_reset(&a);
	assert_non_null(arena_alloc(&a, 32 * 1024));
	arena_release(&a);
}

static void
test_arena_text(void **state)
{
	struct arena a;

	(void)state;
	arena_init(&a, 0);
	assert_str(arena_printf(&a, "%s-%d", "就业", 7), "就业-7");
	assert_string_equal(arena_cstr(&a, (struct str){ "abcdef", 3 }), "abc");
	arena_release(&a);
}

static void
test_buf_limit(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b, 8);
	buf_puts(&b, "1234");
	buf_int(&b, -56);
	buf_char(&b, '7');
	assert_true(buf_ok(&b));
	assert_str(buf_view(&b), "1234-567");
	buf_char(&b, '8');
	assert_false(buf_ok(&b));
	buf_puts(&b, "x");
	assert_false(buf_ok(&b));
	buf_reset(&b);
	buf_printf(&b, "%s", "ok");
	assert_str(buf_view(&b), "ok");
	buf_release(&b);
}

static void
test_buf_int_extremes(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	buf_int(&b, INT64_MIN);
	buf_char(&b, ' ');
	buf_int(&b, INT64_MAX);
	assert_str(buf_view(&b), "-9223372036854775808 9223372036854775807");
	buf_release(&b);
}

static void
test_numbers(void **state)
{
	static const struct {
		const char *text;
		bool good;
		int64_t value;
	} cases[] = {
		{ "0", true, 0 },
		{ "42", true, 42 },
		{ "-7", true, -7 },
		{ "9223372036854775807", true, INT64_MAX },
		{ "-9223372036854775808", true, INT64_MIN },
		{ "9223372036854775808", false, 0 },
		{ "", false, 0 },
		{ "-", false, 0 },
		{ "12abc", false, 0 },
		{ " 1", false, 0 },
		{ "+1", false, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int64_t v = 0;

		if (str_int(str_of(cases[i].text), INT64_MIN, INT64_MAX, &v) !=
			cases[i].good ||
		    v != cases[i].value)
			fail_msg("'%s'", cases[i].text);
	}
}

static void
test_split(void **state)
{
	struct str rest = STR("a,,b"), part;

	(void)state;
	assert_true(str_split(&rest, ',', &part));
	assert_str(part, "a");
	assert_true(str_split(&rest, ',', &part));
	assert_str(part, "");
	assert_true(str_split(&rest, ',', &part));
	assert_str(part, "b");
	assert_false(str_split(&rest, ',', &part));
	assert_str(str_trim(STR(" \t x y\r\n")), "x y");
}

static void
test_error_table(void **state)
{
	(void)state;
	for (int e = 0; e < JY_ERR_COUNT; e++) {
		const struct err_info *info = err_info((enum jy_err)e);

		assert_non_null(info->name);
		assert_in_range(info->http, 200, 599);
		assert_true(info->text_zh[0] != '\0' && info->title_zh[0] != '\0');
	}
	assert_string_equal(err_info((enum jy_err)9999)->name, "EINTERNAL");
}

static void
test_diag(void **state)
{
	struct diag d = { 0 };
	char out[800];

	(void)state;
	diag_set(&d, JY_EPARSE, "a.lua", 12, 3, "bad %s", "thing");
	diag_set(&d, JY_EPARSE, "b.lua", 1, 1, "later");
	assert_string_equal(diag_str(&d, out, sizeof(out)), "a.lua:12:3: bad thing");
	d = (struct diag){ 0 };
	diag_set(&d, JY_EIO, "x", 0, 0, "gone");
	assert_string_equal(diag_str(&d, out, sizeof(out)), "x: gone");
	d = (struct diag){ 0 };
	diag_set(&d, JY_EIO, "", 0, 0, "gone");
	assert_string_equal(diag_str(&d, out, sizeof(out)), "gone");
}

static int
shanghai(void **state)
{
	(void)state;
	return clock_zone("Asia/Shanghai", NULL) == JY_OK ? 0 : -1;
}

static void
test_dates(void **state)
{
	static const struct {
		const char *text;
		int64_t at; /* -1: refused */
	} cases[] = {
		{ "2026-11-23", 1795363200 },
		{ "2026-11-23 08:30", 1795363200 + 8 * 3600 + 1800 },
		{ "2026-11-23T08:30:05", 1795363200 + 8 * 3600 + 1805 },
		{ "2026-11-23T00:30:00Z", 1795363200 + 8 * 3600 + 1800 },
		{ "2026-11-23T08:30:00+08:00", 1795363200 + 8 * 3600 + 1800 },
		{ "2024-02-29", 1709136000 },
		{ "2023-02-29", -1 },
		{ "2026-13-01", -1 },
		{ "2026-1-1", -1 },
		{ "2026-11-23T24:00", -1 },
		{ "2026-11-23T08:30x", -1 },
		{ "1899-12-31", -1 },
		{ "", -1 },
	};
	char out[40];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int64_t at = -1;

		clock_parse(str_of(cases[i].text), &at);
		if (at != cases[i].at)
			fail_msg("'%s': %lld", cases[i].text, (long long)at);
	}
	clock_date(1795363199, out);
	assert_string_equal(out, "2026-11-22");
	clock_rfc3339(1795363200, out);
	assert_string_equal(out, "2026-11-23T00:00:00+08:00");
	clock_rfc3339(-1, out);
	assert_string_equal(out, "1970-01-01T07:59:59+08:00");
	clock_minute(1795363200 + 31 * 3600 + 59, out);
	assert_string_equal(out, "2026-11-24 07:00");
	clock_date(253402271999, out);
	assert_string_equal(out, "9999-12-31");
	clock_date(253402272000, out);
	assert_string_equal(out, "");
	clock_date(INT64_MIN, out);
	assert_string_equal(out, "");
	clock_rfc3339_ms(1795363200123, out);
	assert_string_equal(out, "2026-11-22T16:00:00.123Z");
	assert_true(clock_day_start(1795363200 + 5000, 1) == 1795363200 + 86400);
}

/* New York's clock goes back on 2026-11-01 at 06:00 UTC. */
static void
test_days_of_two_offsets(void **state)
{
	static const struct {
		int64_t at;
		const char *text;
	} cases[] = {
		{ 1793512799, "2026-11-01T01:59:59-04:00" },
		{ 1793512800, "2026-11-01T01:00:00-05:00" },
		{ 1793512799, "2026-11-01T01:59:59-04:00" },
		{ 1793599200, "2026-11-02T01:00:00-05:00" },
	};
	char out[26];

	(void)state;
	clock_rfc3339(1793512799, out); /* of a day that another zone remembers */
	assert_string_equal(out, "2026-11-01T13:59:59+08:00");
	assert_int_equal(clock_zone("America/New_York", NULL), JY_OK);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		clock_rfc3339(cases[i].at, out);
		assert_string_equal(out, cases[i].text);
	}
	assert_int_equal(clock_zone("Asia/Shanghai", NULL), JY_OK);
}

static void
test_http_dates(void **state)
{
	char out[30];
	int64_t at = 0;

	(void)state;
	clock_http(784111777, out);
	assert_string_equal(out, "Sun, 06 Nov 1994 08:49:37 GMT");
	assert_true(clock_parse_http(STR("Sun, 06 Nov 1994 08:49:37 GMT"), &at));
	assert_true(at == 784111777);
	assert_false(clock_parse_http(STR("Mon, 06 Nov 1994 08:49:37 GMT"), &at));
	assert_false(clock_parse_http(STR("Sun, 06 Nov 1994 08:49:37 CET"), &at));
	assert_false(clock_parse_http(STR("Sun, 06 Nov 1994 08:49:3"), &at));
}

static void
test_clock_follows_file(void **state)
{
	char path[] = "/tmp/jiuye-clock-XXXXXX";
	int64_t day = 86400, before;
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0 && write(fd, &(int64_t){ 0 }, 8) == 8);
	assert_int_equal(clock_follow(path, NULL), JY_OK);
	before = clock_now();
	assert_int_equal(pwrite(fd, &day, 8, 0), 8);
	assert_true(clock_now() >= before + day);
	assert_int_equal(pwrite(fd, &(int64_t){ 0 }, 8, 0), 8);
	clock_set(1000);
	assert_true(clock_now() == 1000 && clock_now_ms() == 1000000);
	clock_set(-1);
	assert_int_equal(clock_follow("/nonexistent", NULL), JY_ECONF);
	close(fd);
	unlink(path);
}

int
main(void)
{
	static const struct CMUnitTest cases[] = {
		CASE("an arena runs its cleanups at reset and at release",
		    test_arena_cleanup),
		CASE("an arena keeps its limit and refuses overflow", test_arena_limit),
		CASE("an arena copies and formats text", test_arena_text),
		CASE("a buffer keeps its limit and stays failed", test_buf_limit),
		CASE("a buffer writes the extreme integers", test_buf_int_extremes),
		CASE("numbers are parsed whole or refused", test_numbers),
		CASE("strings split and trim", test_split),
		CASE("every error has a row", test_error_table),
		CASE("a diagnosis keeps the first error and its place", test_diag),
		CASE_WITH(
		    "dates are real, in the configured zone", test_dates, shanghai, NULL),
		CASE("HTTP dates are exact", test_http_dates),
		CASE("a day on which the clock is put back has two offsets",
		    test_days_of_two_offsets),
		CASE("a test can move the clock", test_clock_follows_file),
	};

	return RUN(cases);
}
