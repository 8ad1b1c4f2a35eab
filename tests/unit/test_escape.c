/*
 * test_escape.c - one escaper for each context.
 */
#include "escape.h"
#include "unit.h"

typedef void escaper(struct buf *, struct str);

static void
each_context(void **state)
{
	static const struct {
		escaper *fn;
		struct str in;
		const char *out;
	} cases[] = {
		{ html_escape, STR("<a href='x'>\"&amp;\"</a>"),
		    "&lt;a href=&#39;x&#39;&gt;&quot;&amp;amp;&quot;&lt;/a&gt;" },
		{ html_escape, STR("就业"), "就业" },
		{ html_escape, STR(""), "" },
		{ json_escape, STR("a\"b\\c\n\t\x01\x7f</script>就"),
		    "a\\\"b\\\\c\\n\\t\\u0001\\u007f</script>就" },
		{ json_escape, STR("a\0b"), "a\\u0000b" },
		{ json_escape,
		    STR("a\xFF"
			"b"),
		    "a\uFFFD"
		    "b" },
		{ json_escape,
		    STR("\xE5\xB0\xB1\xE5\xB0"
			"<\xE3\x80\x82&é\xE5"),
		    "就\uFFFD\uFFFD<。&é\uFFFD" },
		{ json_escape_script, STR("就\n\U0001F600<é>\xE3\x80"),
		    "就\\n\U0001F600\\u003cé\\u003e\uFFFD\uFFFD" },
		{ json_escape_script, STR("</script><!-- & \u2028\u2029"),
		    "\\u003c/script\\u003e\\u003c!-- \\u0026 \\u2028\\u2029" },
		{ url_escape, STR("a b/c?d=e&f+~_.-"), "a%20b%2Fc%3Fd%3De%26f%2B~_.-" },
		{ url_escape, STR("就"), "%E5%B0%B1" },
		{ csv_field, STR("plain"), "plain" },
		{ csv_field, STR(""), "" },
		{ csv_field, STR("a,b"), "\"a,b\"" },
		{ csv_field, STR("say \"hi\""), "\"say \"\"hi\"\"\"" },
		{ csv_field, STR("two\r\nlines"), "\"two\r\nlines\"" },
		{ csv_field, STR(" x"), "\" x\"" },
		{ csv_field, STR("=1+1"), "'=1+1" },
		{ csv_field, STR("+86"), "'+86" },
		{ csv_field, STR("-1"), "'-1" },
		{ csv_field, STR("@SUM(A1,A2)"), "\"'@SUM(A1,A2)\"" },
		{ csv_field, STR("\t=1"), "\"'\t=1\"" },
		{ csv_field, STR("\r=1"), "\"'\r=1\"" },
		{ csv_field, STR("＝1"), "'＝1" },
		{ csv_field, STR("a=1"), "a=1" },
	};
	struct buf b = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		buf_reset(&b);
		cases[i].fn(&b, cases[i].in);
		assert_str(buf_view(&b), cases[i].out);
	}
	buf_release(&b);
}

/* A text is looked at in words and written in pieces: the same must come out as of its code
 * points one by one, wherever they lie. */
static void
long_texts(void **state)
{
	static const char *const parts[] = { "就", "业", "，", "a", "<", "é", "\n", "就",
		"\u2028", "\xE5\xB0", "&", "abcdefgh", "\"", "\U0001F600", "\xFF", "就" };
	static escaper *const fns[] = { html_escape, json_escape, json_escape_script };
	struct buf in = BUF_INIT, out = BUF_INIT, one = BUF_INIT;

	(void)state;
	for (size_t f = 0; f < 3; f++) {
		for (size_t step = 1; step < 16; step++) {
			buf_reset(&in);
			buf_reset(&one);
			for (size_t i = 0; in.len < 700; i += step) {
				struct str part = str_of(parts[i % 16]);

				buf_str(&in, part);
				fns[f](&one, part);
				buf_reset(&out);
				fns[f](&out, buf_view(&in));
				assert_true(str_eq(buf_view(&out), buf_view(&one)));
			}
		}
	}
	buf_release(&in);
	buf_release(&out);
	buf_release(&one);
}

static void
decoding_is_strict(void **state)
{
	static const struct {
		struct str in;
		bool plus;
		enum jy_err err;
		struct str out;
	} cases[] = {
		{ STR("a%20b%2fC+d"), false, JY_OK, STR("a b/C+d") },
		{ STR("a+b"), true, JY_OK, STR("a b") },
		{ STR("%2B"), true, JY_OK, STR("+") },
		{ STR("%00"), true, JY_OK, STR("\0") },
		{ STR(""), true, JY_OK, STR("") },
		{ STR("%"), true, JY_EPARSE, STR("") },
		{ STR("%2"), true, JY_EPARSE, STR("") },
		{ STR("%zz"), true, JY_EPARSE, STR("") },
		{ STR("%2g"), true, JY_EPARSE, STR("") },
		{ STR("100%"), true, JY_EPARSE, STR("") },
	};
	struct arena a;

	(void)state;
	arena_init(&a, 0);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct str out = STR_NONE;

		assert_int_equal(
		    url_decode(&a, cases[i].in, cases[i].plus, &out), cases[i].err);
		if (cases[i].err == JY_OK)
			assert_true(str_eq(out, cases[i].out));
	}
	arena_release(&a);
}

static void
every_byte_comes_back(void **state)
{
	struct arena a;
	struct buf b = BUF_INIT;
	char all[256];
	struct str out;

	(void)state;
	arena_init(&a, 0);
	for (int i = 0; i < 256; i++)
		all[i] = (char)i;
	url_escape(&b, (struct str){ all, sizeof(all) });
	assert_int_equal(url_decode(&a, buf_view(&b), true, &out), JY_OK);
	assert_true(str_eq(out, (struct str){ all, sizeof(all) }));
	buf_release(&b);
	arena_release(&a);
}

static void
header_values(void **state)
{
	(void)state;
	assert_true(header_value_ok(STR("text/html; charset=utf-8")));
	assert_true(header_value_ok(STR("")));
	assert_false(header_value_ok(STR("a\r\nSet-Cookie: x")));
	assert_false(header_value_ok(STR("a\nb")));
	assert_false(header_value_ok(STR("a\0b")));
	assert_false(header_value_ok(STR("就业")));
}

static const struct CMUnitTest cases[] = {
	CASE("each context has its own escaping", each_context),
	CASE("a long text is escaped as its parts are", long_texts),
	CASE("a broken percent escape is refused", decoding_is_strict),
	CASE("every byte comes back from a URL", every_byte_comes_back),
	CASE("a header value cannot start a new header", header_values),
};

int
main(void)
{
	return RUN(cases);
}
