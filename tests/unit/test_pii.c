/*
 * test_pii.c - personal numbers are found in text, and nothing else is.
 */
#include <time.h>

#include "buf.h"
#include "idcheck.h"
#include "unit.h"

struct notes {
	struct str text;
	struct buf found; /* "I11010519491231002X M13800138000 " */
	size_t stop_after;
};

static bool
note(void *arg, enum pii_kind kind, size_t at, size_t n)
{
	struct notes *notes = arg;

	buf_char(&notes->found, "IMB"[kind]);
	buf_add(&notes->found, notes->text.p + at, n);
	buf_char(&notes->found, ' ');
	return --notes->stop_after != 0;
}

/* The finds in a text, at most `most` of them. */
static void
assert_finds(struct str text, size_t most, const char *want)
{
	struct notes notes = { text, BUF_INIT, most };

	pii_scan(text, note, &notes);
	if (!str_is(buf_view(&notes.found), want))
		fail_msg("'" STR_FMT "': found '" STR_FMT "'", STR_ARG(text),
		    STR_ARG(buf_view(&notes.found)));
	buf_release(&notes.found);
}

static void
finds(void **state)
{
	static const struct {
		struct str text;
		const char *found;
	} cases[] = {
		{ STR("11010519491231002X"), "I11010519491231002X " },
		{ STR("<td>11010519491231002x</td>"), "I11010519491231002x " },
		{ STR("证号450103199912310028，手机13800138000。"),
		    "I450103199912310028 M13800138000 " },
		{ STR("tel:13800138000"), "M13800138000 " },
		{ STR("+8613800138000"), "M13800138000 " },
		{ STR("user13800138000@example.com"), "M13800138000 " },
		{ STR("13800138000,13900139000;18612345678"),
		    "M13800138000 M13900139000 M18612345678 " },
		{ STR("?q=%E6%89%8B13800138000"), "M13800138000 " },
		{ STR("?q=%2013800138000"), "M13800138000 " },
		{ STR("1.13800138000 2.13900139000"), "M13800138000 M13900139000 " },
		{ STR("6222020200000000006"), "B6222020200000000006 " },
		{ STR("4111111111111111"), "B4111111111111111 " },
		{ STR("9558800100000000008"), "B9558800100000000008 " },
		{ STR("        13800138000"), "M13800138000 " },
		/* nothing */
		{ STR(""), "" },
		{ STR("1380013800"), "" },
		{ STR("12800138000"), "" },
		{ STR("113800138000"), "" },
		{ STR("138001380001"), "" },
		{ STR("110105194912310021"), "" },  /* check digit */
		{ STR("1101051949123100211"), "" }, /* longer run */
		{ STR("011010519491231002X"), "" }, /* longer run */
		{ STR("11010519491231002Xy"), "" },
		{ STR("4111111111111112"), "" },                    /* Luhn */
		{ STR("7000000000000005"), "" },                    /* no issuer */
		{ STR("0.4111111111111111"), "" },                  /* a fraction */
		{ STR("41111111111111110000"), "" },                /* longer run */
		{ STR("ba7813800138000ade2223b00361a396"), "" },    /* a digest */
		{ STR("ba784111111111111111de5dae2223b003"), "" },  /* a digest */
		{ STR("2026-11-23T17:26:00Z 20261123172600"), "" }, /* times */
		{ STR("1764000000 1764000000000 1764000000000000000"), "" },
		{ STR("%138001380000"), "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_finds(cases[i].text, 99, cases[i].found);
	assert_finds(
	    STR("13800138000,13900139000,13700137000"), 2, "M13800138000 M13900139000 ");
}

static void
at_any_place(void **state)
{
	struct buf text = BUF_INIT;

	(void)state;
	for (int before = 0; before < 40; before++) {
		for (int after = 0; after < 14; after++) {
			buf_reset(&text);
			for (int i = 0; i < before; i++)
				buf_char(&text, i % 5 == 4 ? '7' : '-');
			buf_puts(&text, "号13800138000-12");
			for (int i = 0; i < after; i++)
				buf_char(&text, '-');
			buf_puts(&text, "号11010519491231002X");
			assert_finds(
			    buf_view(&text), 99, "M13800138000 I11010519491231002X ");
		}
	}
	buf_release(&text);
}

static bool
count(void *arg, enum pii_kind kind, size_t at, size_t n)
{
	(void)kind;
	(void)at;
	(void)n;
	++*(size_t *)arg;
	return true;
}

/* Processor seconds for a text of n bytes made of `unit`. */
static double
seconds(const char *unit, size_t n, size_t *finds)
{
	struct buf text = BUF_INIT;
	clock_t from;

	*finds = 0;
	while (text.len < n)
		buf_puts(&text, unit);
	from = clock();
	pii_scan(buf_view(&text), count, finds);
	buf_release(&text);
	return (double)(clock() - from) / CLOCKS_PER_SEC;
}

static void
no_text_is_slow(void **state)
{
	static const char *const units[] = {
		"<li class=\"job\"><a href=\"/jobs/12/3456.html\">软件工程师</a> "
		"5000-8000元</li>\n",
		"abcde12345678901",
		"12345678901 ",
		"1",
		"a1234567890123456",
		"13800138000,",
	};
	size_t finds;

	(void)state;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		assert_true(seconds(units[i], 4000000, &finds) < 2);
	assert_int_equal(finds, 4000000 / 12 + 1);
}

static const struct CMUnitTest cases[] = {
	CASE("whole ID, mobile and card numbers are found, parts of others are not",
	    finds),
	CASE("a number is found at any place", at_any_place),
	CASE("the time grows with the text and no faster", no_text_is_slow),
};

int
main(void)
{
	return RUN(cases);
}
