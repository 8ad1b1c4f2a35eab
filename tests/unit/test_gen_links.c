/*
 * What a page refers to, where that leads, and the order in which pages that link to
 * each other appear and go.
 */
#include "unit.h"

#include "buf.h"
#include "links.h"
#include "order.h"

static bool
note(void *arg, enum link_find what, struct str value)
{
	static const char *const names[] = {
		[LINK_TO] = "to", [LINK_NO_ALT] = "no-alt", [LINK_ANCHOR] = "id"
	};

	buf_printf(arg, "%s=" STR_FMT ";", names[what], STR_ARG(value));
	return true;
}

static void
test_scan(void **state)
{
	static const struct {
		const char *html, *found;
	} rows[] = {
		{ "<a href=\"/x\">x</a>", "to=/x;" },
		{ "<A HREF='/x' class=y>", "to=/x;" },
		{ "<a\nclass=\"c\"\nhref = /x >", "to=/x;" },
		{ "<a href=\"/x?a=1&amp;b=2\">", "to=/x?a=1&b=2;" },
		{ "<img src=\"a.png\" alt=\"\"/>", "to=a.png;" },
		{ "<img src=a.png><p id=\"p\">", "to=a.png;no-alt=a.png;id=p;" },
		{ "<!-- <a href=\"/x\"> --><a href=\"/y\">", "to=/y;" },
		{ "<script src=\"/s.js\">if (a < b) '<a href=\"/x\">'</script><b>",
		    "to=/s.js;" },
		{ "<style>a{}<a href=\"/x\"></style><a href=\"/y\">", "to=/y;" },
		{ "<a data-href=\"/x\">1 < 2 <a href=\"/y", "to=/y;" },
		{ "<", "" },
		{ "<a href", "to=;" },
		{ "", "" },
	};
	struct arena a;
	struct buf b = BUF_INIT;
	size_t i;

	(void)state;
	arena_init(&a, 0);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		buf_reset(&b);
		links_scan(&a, str_of(rows[i].html), note, &b);
		assert_str(buf_view(&b), rows[i].found);
	}
	buf_release(&b);
	arena_release(&a);
}

static void
test_resolve(void **state)
{
	static const struct {
		const char *from, *ref, *path; /* NULL: leads elsewhere */
	} rows[] = {
		{ "jobs/index.html", "17.html", "jobs/17.html" },
		{ "jobs/index.html", "../x.html?a#b", "x.html" },
		{ "jobs/index.html", "/", "index.html" },
		{ "jobs/index.html", "/jobs/", "jobs/index.html" },
		{ "jobs/index.html", ".", "jobs/index.html" },
		{ "jobs/index.html", "..", "index.html" },
		{ "jobs/0/1.html", "../../../../x", "x" },
		{ "index.html", "a%20b.pdf", "a b.pdf" },
		{ "index.html", "/%E4%B8%AD.html", "中.html" },
		{ "index.html", "./a/./b/", "a/b/index.html" },
		{ "index.html", "#top", NULL },
		{ "index.html", "", NULL },
		{ "index.html", "?q=1", NULL },
		{ "index.html", "https://e.cn/", NULL },
		{ "index.html", "//e.cn/x", NULL },
		{ "index.html", "mailto:a@e.cn", NULL },
		{ "index.html", "/auth/login", NULL },
		{ "index.html", "/my/", NULL },
		{ "index.html", "/mystery.html", "mystery.html" },
	};
	struct arena a;
	struct str path;
	size_t i;

	(void)state;
	arena_init(&a, 0);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (!links_resolve(
			&a, str_of(rows[i].from), str_of(rows[i].ref), &path)) {
			assert_null(rows[i].path);
			continue;
		}
		assert_non_null(rows[i].path);
		assert_str(path, rows[i].path);
	}
	arena_release(&a);
}

#define PAGES 40

/* Pages "00" to "39" with random links; `link[i][k]`: i links to k. */
static void
make_graph(struct order *o, struct arena *a, bool link[PAGES][PAGES], unsigned *seed,
    unsigned rarity)
{
	struct buf html = BUF_INIT;
	size_t i, k;

	assert_true(order_init(o, a, PAGES));
	for (i = 0; i < PAGES; i++)
		o->path[i] = arena_printf(a, "%02zu", i);
	for (i = 0; i < PAGES; i++) {
		buf_reset(&html);
		for (k = 0; k < PAGES; k++) {
			*seed = *seed * 1103515245u + 12345u;
			link[i][k] = (*seed >> 16) % rarity == 0;
			if (link[i][k])
				buf_printf(&html, "<a href=\"/%02zu\"></a>", k);
		}
		assert_int_equal(order_links(o, i, buf_view(&html)), JY_OK);
	}
	buf_release(&html);
	assert_int_equal(order_solve(o), JY_OK);
}

/* Pages appear in out[], those held are there from the start (as a notice). */
static void
check_appearing(const struct order *o, bool link[PAGES][PAGES])
{
	bool there[PAGES];
	size_t i, k;

	memcpy(there, o->held, sizeof(there));
	for (i = 0; i < PAGES; i++) {
		there[o->out[i]] = true;
		for (k = 0; k < PAGES; k++)
			assert_true(!link[o->out[i]][k] || there[k]);
	}
	for (i = 0; i < PAGES; i++)
		assert_true(there[i]);
}

/* They go the other way round; those that hold others lose their links first. */
static void
check_going(const struct order *o, bool link[PAGES][PAGES])
{
	bool gone[PAGES] = { false };
	size_t i, k, at;

	for (i = PAGES; i > 0; i--) {
		at = (size_t)o->out[i - 1];
		gone[at] = true;
		for (k = 0; k < PAGES; k++)
			assert_true(!link[k][at] || gone[k] || o->holds[k]);
	}
}

static void
test_order(void **state)
{
	static const unsigned rarity[] = { 3, 10, 20, 40, 80, 1000000 };
	static bool link[PAGES][PAGES];
	unsigned seed = 1, round;
	struct order o;
	struct arena a;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rarity) / sizeof(rarity[0]); i++) {
		for (round = 0; round < 50; round++) {
			arena_init(&a, 0);
			make_graph(&o, &a, link, &seed, rarity[i]);
			check_appearing(&o, link);
			check_going(&o, link);
			arena_release(&a);
		}
	}
}

static void
test_no_circle(void **state)
{
	static const char *const html[] = { "<a href=b>", "<a href=c><a href=b>", "" };
	struct order o;
	struct arena a;
	size_t i;

	(void)state;
	arena_init(&a, 0);
	assert_true(order_init(&o, &a, 3));
	for (i = 0; i < 3; i++)
		o.path[i] = arena_printf(&a, "%c", (char)('a' + i));
	for (i = 0; i < 3; i++)
		assert_int_equal(order_links(&o, i, str_of(html[i])), JY_OK);
	assert_int_equal(order_solve(&o), JY_OK);
	for (i = 0; i < 3; i++) {
		assert_int_equal(o.out[i], 2 - (int)i);
		assert_false(o.held[i] || o.holds[i]);
	}
	arena_release(&a);
}

int
main(void)
{
	static const struct CMUnitTest cases[] = {
		CASE("references are found in tags and nowhere else", test_scan),
		CASE(
		    "a reference leads to a file of the site or elsewhere", test_resolve),
		CASE("pages come before those that link to them, and go after",
		    test_order),
		CASE("without a circle nothing is held open", test_no_circle),
	};

	return RUN(cases);
}
