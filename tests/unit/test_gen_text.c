/*
 * Texts of the generator: Markdown, excerpts, front matter, values as JSON.
 */
#include "unit.h"

#include "clock.h"
#include "feed_entry.h"
#include "frontmatter.h"
#include "markdown.h"
#include "valjson.h"

static void
test_markdown(void **state)
{
	static const struct {
		const char *in, *out;
	} rows[] = {
		{ "# 标题\n\n**重要**", "<h1>标题</h1>\n<p><strong>重要</strong></p>\n" },
		{ "[x](https://e.cn/?a=1&b=2)",
		    "<p><a href=\"https://e.cn/?a=1&amp;b=2\">x</a></p>\n" },
		{ "[x](/jobs/) [y](a.html#b) [z](mailto:a@e.cn)",
		    "<p><a href=\"/jobs/\">x</a> <a href=\"a.html#b\">y</a> "
		    "<a href=\"mailto:a@e.cn\">z</a></p>\n" },
		{ "[x](javascript:alert)", "<p><a href=\"\">x</a></p>\n" },
		{ "[x](JaVaScRiPt:alert)", "<p><a href=\"\">x</a></p>\n" },
		{ "![x](data:image/png;base64,AA)",
		    "<p><img src=\"\" alt=\"x\" /></p>\n" },
		{ "[x](//evil.cn/)", "<p><a href=\"\">x</a></p>\n" },
		{ "<script>alert(1)</script>", "<!-- raw HTML omitted -->\n" },
		{ "a <b onclick=x>b</b>",
		    "<p>a <!-- raw HTML omitted -->b<!-- raw HTML omitted --></p>\n" },
		{ "", "" },
	};
	struct buf b = BUF_INIT;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		buf_reset(&b);
		assert_int_equal(markdown_html(str_of(rows[i].in), NULL, &b), JY_OK);
		assert_str(buf_view(&b), rows[i].out);
	}
	buf_release(&b);
}

static void
test_excerpt(void **state)
{
	static const struct {
		const char *in;
		size_t max;
		const char *out;
	} rows[] = {
		{ "# 标题\n\n**重要**的\n事", 20, "标题 重要的 事" },
		{ "一二三四五", 3, "一二三…" },
		{ "一二三", 3, "一二三" },
		{ "见[这里](/x)和`码`", 20, "见这里和码" },
		{ "<script>x</script>", 20, "" },
		{ "", 5, "" },
	};
	struct buf b = BUF_INIT;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		buf_reset(&b);
		assert_int_equal(
		    markdown_excerpt(str_of(rows[i].in), rows[i].max, &b), JY_OK);
		assert_str(buf_view(&b), rows[i].out);
	}
	buf_release(&b);
}

static const char *const no_fields[] = { NULL };

static void
test_front_matter(void **state)
{
	static const char text[] =
	    "---\ntitle: 春季招聘会\ndate: 2026-03-01\n"
	    "publish: 2026-02-20 09:00\ndraft: false\npinned: true\n"
	    "attachments:\n  - plan.pdf\n  - file: a.pdf\n    title: 甲\n"
	    "aliases: [/a.html, /b.html]\nversion: 3\n---\n正文\n";
	static const char *const fields[] = { "version", NULL };
	struct frontmatter fm;
	struct diag d = { .line = 0 };
	struct arena a;

	(void)state;
	arena_init(&a, 0);
	assert_int_equal(clock_zone("Asia/Shanghai", NULL), JY_OK);
	assert_int_equal(
	    frontmatter_parse(&a, "x.md", str_of(text), fields, &fm, &d), JY_OK);
	assert_str(fm.title, "春季招聘会");
	assert_int_equal(fm.date, 1772294400);
	assert_int_equal(fm.publish, 1771549200);
	assert_int_equal(fm.expire, 0);
	assert_true(fm.pinned && !fm.draft);
	assert_int_equal(fm.file_count, 2);
	assert_str(fm.files[0].file, "plan.pdf");
	assert_str(fm.files[1].title, "甲");
	assert_str(fm.aliases, "/a.html\n/b.html\n");
	assert_str(val_get(&fm.more, STR("version"))->s, "3");
	assert_str(fm.body, "正文\n");
	assert_int_equal(fm.body_line, 14);
	arena_release(&a);
}

static void
test_front_matter_faults(void **state)
{
	static const struct {
		const char *text;
		unsigned line;
	} rows[] = {
		{ "", 1 },
		{ "正文\n", 1 },
		{ "---\ntitle: x\n", 1 },
		{ "---\n---\n", 2 },
		{ "---\ndate: 2026-01-01\n---\n", 1 },
		{ "---\ntitle: x\ntitel: y\n---\n", 3 },
		{ "---\ntitle: x\ntitle: y\n---\n", 3 },
		{ "---\ntitle: x\n\ndate: gestern\n---\n", 4 },
		{ "---\ntitle: x\ndraft: yes\n---\n", 3 },
		{ "---\ntitle: [x]\n---\n", 2 },
		{ "---\ntitle: x\nattachments:\n  - title: y\n---\n", 4 },
		{ "---\ntitle: x\nattachments:\n  - file: y\n    size: 3\n---\n", 5 },
		{ "---\ntitle: x\naliases: [old.html]\n---\n", 3 },
		{ "---\n- title\n---\n", 2 },
		{ "---\ntitle: \"x\n---\n", 3 },
		{ "---\ntitle: \xff\n---\n", 0 },
	};
	struct frontmatter fm;
	struct diag d;
	struct arena a;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		memset(&d, 0, sizeof(d));
		arena_init(&a, 0);
		assert_int_equal(frontmatter_parse(&a, "x.md", str_of(rows[i].text),
				     no_fields, &fm, &d),
		    JY_EPARSE);
		assert_string_equal(d.file, "x.md");
		if (d.line != rows[i].line)
			fail_msg("row %zu: line %u (%s)", i, d.line, d.text);
		arena_release(&a);
	}
}

static void
test_json(void **state)
{
	static const char in[] = "{\"b\":[1,-2.5,true,null],\"a\":{\"y\":\"</script>\","
				 "\"x\":null},\"c\":\"\\\"\\n\"}";
	struct buf b = BUF_INIT;
	struct arena a;
	struct val v;

	(void)state;
	arena_init(&a, 0);
	assert_int_equal(val_from_json(&a, "x", str_of(in), &v, NULL), JY_OK);
	val_json(&b, &v, false);
	assert_str(buf_view(&b),
	    "{\"a\":{\"y\":\"</script>\"},\"b\":[1,-2.5,true,null],\"c\":\"\\\"\\n\"}");
	buf_reset(&b);
	val_json(&b, &v, true);
	assert_null(memmem(b.data, b.len, "</", 2));
	buf_release(&b);
	arena_release(&a);
}

static void
test_feed_entry(void **state)
{
	static const char full[] =
	    "{\"title\":\"1:甲\",\"html\":\"<p>\",\"author\":\"b\","
	    "\"published\":-5,\"updated\":1800000000,\"more\":1}";
	static const char *const none[] = { "", "x", "1", "1:", "2:a", "-1:a",
		"1:a0:0:0:1:", "99999999999999999999:a", "0:0:0:0:1:a:", "{}" };
	struct buf b = BUF_INIT;
	struct feed_entry e;
	struct arena a;
	struct val v;
	size_t i;

	(void)state;
	arena_init(&a, 0);
	assert_int_equal(val_from_json(&a, "x", str_of(full), &v, NULL), JY_OK);
	feed_entry_put(&b, &v);
	assert_true(feed_entry_read(buf_view(&b), &e));
	assert_str(e.title, "1:甲");
	assert_int_equal(e.summary.n, 0);
	assert_str(e.html, "<p>");
	assert_str(e.author, "b");
	assert_int_equal(e.published, -5);
	assert_int_equal(e.updated, 1800000000);
	buf_reset(&b);
	v = val_map(&a);
	feed_entry_put(&b, &v);
	assert_true(feed_entry_read(buf_view(&b), &e));
	assert_int_equal(e.title.n + (size_t)e.published + (size_t)e.updated, 0);
	for (i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		assert_false(feed_entry_read(str_of(none[i]), &e));
	buf_release(&b);
	arena_release(&a);
}

int
main(void)
{
	static const struct CMUnitTest cases[] = {
		CASE("Markdown is HTML without scripts and strange links", test_markdown),
		CASE("an excerpt is plain text, cut between characters", test_excerpt),
		CASE("front matter gives its fields", test_front_matter),
		CASE("a fault in front matter is named with its line",
		    test_front_matter_faults),
		CASE("equal values give equal JSON, safe in a script", test_json),
		CASE("a feed's entry is read as it was put", test_feed_entry),
	};

	return RUN(cases);
}
