/*
 * test_utf8.c - code points, normal forms and the gate for typed text.
 */
#include "unit.h"
#include "utf8.h"

static void
valid_utf8_only(void **state)
{
	static const struct {
		struct str s;
		bool valid;
		size_t count;
	} cases[] = {
		{ STR(""), true, 0 },
		{ STR("abc"), true, 3 },
		{ STR("就业"), true, 2 },
		{ STR("\xF0\xA0\xAE\xB7"), true, 1 },   /* U+20BB7 */
		{ STR("\xF4\x8F\xBF\xBF"), true, 1 },   /* U+10FFFF */
		{ STR("\xF4\x90\x80\x80"), false, 4 },  /* U+110000 */
		{ STR("\xED\xA0\x80"), false, 3 },      /* a surrogate */
		{ STR("\xC0\xAF"), false, 2 },          /* overlong */
		{ STR("\xE0\x80\xAF"), false, 3 },      /* overlong */
		{ STR("\xF0\x80\x80\xAF"), false, 4 },  /* overlong */
		{ STR("\x80"), false, 1 },              /* a tail alone */
		{ STR("12345678\xE5\xB0"), false, 10 }, /* cut short */
		{ STR("\xFF\xFE"), false, 2 },
		{ STR("a\0b"), true, 3 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(utf8_valid(cases[i].s), cases[i].valid);
		assert_int_equal(utf8_count(cases[i].s), cases[i].count);
	}
}

/* All that could be a code point of three bytes, alone and among others, where words of eight
 * bytes are looked at. */
static void
three_bytes(void **state)
{
	char text[] = "就abc就业人员";
	char *three = text + 6;
	bool valid;

	(void)state;
	for (unsigned n = 0xE00000; n <= 0xEFFFFF; n++) {
		for (int i = 0; i < 3; i++)
			three[i] = (char)(n >> (16 - 8 * i));
		valid = (n & 0xC0C0) == 0x8080 && n >= 0xE0A080 && /* long enough */
			(n < 0xEDA080 || n > 0xEDBFBF);            /* no surrogate */
		if (utf8_valid((struct str){ three, 3 }) != valid ||
		    utf8_valid((struct str){ three, 9 }) != valid ||
		    utf8_valid((struct str){ text + 3, sizeof(text) - 4 }) != valid ||
		    (utf8_count((struct str){ three, 3 }) == 1) != valid)
			fail_msg("%06x", n);
	}
}

static void
every_code_point_survives(void **state)
{
	struct buf b = BUF_INIT;
	struct str s;

	(void)state;
	for (uint32_t cp = 0; cp <= 0x10FFFF; cp++) {
		if (cp == 0xD800)
			cp = 0xE000;
		buf_reset(&b);
		utf8_put(&b, cp);
		s = buf_view(&b);
		assert_int_equal(utf8_next(&s), cp);
		assert_int_equal(s.n, 0);
	}
	buf_reset(&b);
	utf8_put(&b, 0xD800);
	utf8_put(&b, 0x110000);
	assert_str(buf_view(&b), "\xEF\xBF\xBD\xEF\xBF\xBD");
	buf_release(&b);
}

static void
cut_and_trim_keep_whole_characters(void **state)
{
	(void)state;
	assert_str(utf8_cut(STR("就业网站"), 2), "就业");
	assert_str(utf8_cut(STR("就业"), 9), "就业");
	assert_str(utf8_cut(STR("就业"), 0), "");
	assert_str(utf8_trim(STR("\u3000 就 业\t\n\u00a0")), "就 业");
	assert_str(utf8_trim(STR(" \u3000\n")), "");
	assert_str(utf8_trim(STR("")), "");
}

static void
normal_forms(void **state)
{
	struct arena a;
	struct str out;
	struct buf marks = BUF_INIT;

	(void)state;
	arena_init(&a, 0);
	assert_int_equal(utf8_normalise(&a, STR("e\u0301"), UTF8_NFC, &out), JY_OK);
	assert_str(out, "\u00e9");
	assert_int_equal(utf8_normalise(&a, STR("１２Ｘ"), UTF8_NFC, &out), JY_OK);
	assert_str(out, "１２Ｘ");
	assert_int_equal(utf8_normalise(&a, STR("１２Ｘ\u3000"), UTF8_NFKC, &out), JY_OK);
	assert_str(out, "12X ");
	assert_int_equal(utf8_normalise(&a, STR("\xFF"), UTF8_NFC, &out), JY_EINPUT);
	buf_char(&marks, 'a');
	for (int i = 0; i < 30; i++)
		utf8_put(&marks, i % 2 == 0 ? 0x301 : 0x316);
	assert_int_equal(utf8_normalise(&a, buf_view(&marks), UTF8_NFC, &out), JY_OK);
	utf8_put(&marks, 0x301);
	assert_int_equal(utf8_normalise(&a, buf_view(&marks), UTF8_NFC, &out), JY_EINPUT);
	assert_int_equal(utf8_clean(&a, buf_view(&marks), TEXT_LONG, &out), TEXT_STACKED);
	buf_release(&marks);
	arena_release(&a);
}

static void
typed_text(void **state)
{
	static const struct {
		struct str in;
		enum text_kind kind;
		enum text_fault fault;
		const char *out;
	} cases[] = {
		{ STR("  软件 工程师\u3000"), TEXT_LINE, TEXT_OK, "软件 工程师" },
		{ STR(""), TEXT_LINE, TEXT_OK, "" },
		{ STR("a\r\nb\tc\n\n"), TEXT_LONG, TEXT_OK, "a\nb\tc" },
		{ STR("a\rb"), TEXT_LONG, TEXT_CONTROL, NULL },
		{ STR("a\nb"), TEXT_LINE, TEXT_CONTROL, NULL },
		{ STR("a\tb"), TEXT_LINE, TEXT_CONTROL, NULL },
		{ STR("a\0b"), TEXT_LONG, TEXT_CONTROL, NULL },
		{ STR("a\x1b[31m"), TEXT_LONG, TEXT_CONTROL, NULL },
		{ STR("a\x7f"
		      "b"),
		    TEXT_LONG, TEXT_CONTROL, NULL },
		{ STR("a\xC2\x85"
		      "b"),
		    TEXT_LONG, TEXT_CONTROL, NULL },
		{ STR("a\u202e"
		      "b"),
		    TEXT_LONG, TEXT_BIDI, NULL },
		{ STR("a\u2066"
		      "b"),
		    TEXT_LINE, TEXT_BIDI, NULL },
		{ STR("a\xC0\x80"), TEXT_LONG, TEXT_NOT_UTF8, NULL },
		{ STR("e\u0301"), TEXT_LINE, TEXT_OK, "\u00e9" },
		{ STR("a\u200b"
		      "b"),
		    TEXT_LINE, TEXT_OK,
		    "a\u200b"
		    "b" },
		{ STR("张三"), TEXT_NAME, TEXT_OK, "张三" },
		{ STR(" 张三 "), TEXT_NAME, TEXT_OK, "张三" },
		{ STR("𠮷野"), TEXT_NAME, TEXT_OK, "𠮷野" },
		{ STR("\U0003106C〇"), TEXT_NAME, TEXT_OK, "\U0003106C〇" },
		{ STR("买买提·艾力"), TEXT_NAME, TEXT_OK, "买买提·艾力" },
		{ STR("买买提•艾力"), TEXT_NAME, TEXT_OK, "买买提·艾力" },
		{ STR("John  O Neil"), TEXT_NAME, TEXT_OK, "John O Neil" },
		{ STR("José"), TEXT_NAME, TEXT_OK, "José" },
		{ STR("张"), TEXT_NAME, TEXT_NAME_LENGTH, NULL },
		{ STR("  "), TEXT_NAME, TEXT_NAME_LENGTH, NULL },
		{ STR("张\u200b三"), TEXT_NAME, TEXT_INVISIBLE, NULL },
		{ STR("张\ufeff三"), TEXT_NAME, TEXT_INVISIBLE, NULL },
		{ STR("张三1"), TEXT_NAME, TEXT_NAME_CHAR, NULL },
		{ STR("张<b>"), TEXT_NAME, TEXT_NAME_CHAR, NULL },
		{ STR("张\ue000"), TEXT_NAME, TEXT_NAME_CHAR, NULL },
		{ STR("张\n三"), TEXT_NAME, TEXT_CONTROL, NULL },
	};
	struct arena a;

	(void)state;
	arena_init(&a, 0);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct str out = STR_NONE;
		enum text_fault fault = utf8_clean(&a, cases[i].in, cases[i].kind, &out);

		if (fault != cases[i].fault)
			fail_msg("row %zu: fault %d, wanted %d", i, (int)fault,
			    (int)cases[i].fault);
		assert_int_equal(text_fault_zh(fault)[0] == '\0', fault == TEXT_OK);
		if (fault == TEXT_OK)
			assert_str(out, cases[i].out);
	}
	arena_release(&a);
}

static void
names_of_two_to_fifty(void **state)
{
	struct arena a;
	struct buf b = BUF_INIT;
	struct str out;

	(void)state;
	arena_init(&a, 0);
	for (int n = 1; n <= 51; n++) {
		buf_puts(&b, "𠮷");
		assert_int_equal(utf8_clean(&a, buf_view(&b), TEXT_NAME, &out),
		    n >= 2 && n <= 50 ? TEXT_OK : TEXT_NAME_LENGTH);
	}
	buf_release(&b);
	arena_release(&a);
}

static const struct CMUnitTest cases[] = {
	CASE(
	    "only valid UTF-8 passes, and it is counted in code points", valid_utf8_only),
	CASE("three bytes are judged alike wherever they lie", three_bytes),
	CASE("every code point survives writing and reading", every_code_point_survives),
	CASE("cutting and trimming keep whole characters",
	    cut_and_trim_keep_whole_characters),
	CASE("text is brought to NFC or NFKC, marks without end are refused",
	    normal_forms),
	CASE("typed text is cleaned or refused with a reason", typed_text),
	CASE("a name has 2 to 50 code points", names_of_two_to_fifty),
};

int
main(void)
{
	return RUN(cases);
}
