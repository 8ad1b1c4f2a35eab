/*
 * What may not be on the public site: forms that post and personal numbers, wherever in a
 * page they stand.
 */
#include "unit.h"

#include "buf.h"
#include "gate.h"

/* What the gate says to a page; empty: nothing. */
static const char *
said(struct gen *g, const char *path, struct str bytes, const char *contacts)
{
	memset(&g->diag, 0, sizeof(g->diag));
	(void)gate_check(g, str_of(path), bytes, str_of(contacts));
	return g->diag.text;
}

static void
test_forms(void **state)
{
	static const struct {
		const char *html;
		bool posts;
	} rows[] = {
		{ "<form method=\"post\">", true },
		{ "<FORM action=/x METHOD='POST'>", true },
		{ "<fOrM\nmethod = post", true },
		{ "<form><form action=\"/a\"><form method=post>", true },
		{ "<form method=\"get\"><footer><p method=\"post\">", false },
		{ "<form>method=post", false },
		{ "<for m method=post>", false },
		{ "<form", false },
		{ "<for", false },
		{ "<", false },
		{ "", false },
	};
	static struct gen g;
	struct buf page = BUF_INIT;
	size_t i;
	int before;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		buf_reset(&page);
		for (before = 0; before < 600; before++) {
			page.len = (size_t)before;
			buf_puts(&page, rows[i].html);
			if ((said(&g, "a.html", buf_view(&page), "")[0] != '\0') !=
			    rows[i].posts)
				fail_msg("%s behind %d bytes", rows[i].html, before);
			page.len = (size_t)before;
			buf_char(&page, before % 7 == 3 ? '<' : 'f');
		}
	}
	buf_release(&page);
	assert_str(str_of(said(&g, "a.txt", STR("<form method=post>"), "")), "");
}

static void
test_numbers(void **state)
{
	static const struct {
		const char *text, *contacts, *said;
	} rows[] = {
		{ "<p>\n13800138000", "",
		    "a mobile number that is not in contacts (line 2" },
		{ "13800138000", "13900139000 13800138000 ", "" },
		{ "13800138000 13900139000", "13900139000 ", "a mobile number" },
		{ "11010519491231002X", "11010519491231002X",
		    "a full ID number (line 1" },
		{ "\n\n6222020200000000006", "", "a bank card number (line 3" },
	};
	static struct gen g;
	const char *text;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		text = said(&g, "a.txt", str_of(rows[i].text), rows[i].contacts);
		if (strstr(text, rows[i].said) == NULL ||
		    (rows[i].said[0] == '\0' && text[0] != '\0'))
			fail_msg("%s: %s", rows[i].text, text);
	}
}

int
main(void)
{
	static const struct CMUnitTest cases[] = {
		CASE("a form that posts is found wherever in a page it stands",
		    test_forms),
		CASE("personal numbers are found, but for those that are contacts",
		    test_numbers),
	};

	return RUN(cases);
}
