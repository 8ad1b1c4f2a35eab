/*
 * test_bigram.c - tokens of Chinese text, and search through FTS5 with them.
 */
#include "unit.h"

#include <sqlite3.h>

#include "bigram.h"

static bool
collect(void *arg, struct str token, size_t start, size_t end)
{
	assert_true(start < end);
	if (((struct buf *)arg)->len > 0)
		buf_char(arg, '|');
	buf_str(arg, token);
	return true;
}

static void
test_tokens(void **state)
{
	static const struct {
		const char *text, *document, *query;
	} cases[] = {
		{ "", "", "" },
		{ "师", "师", "师" },
		{ "教师", "教师|师", "教师" },
		{ "高中教师", "高中|中教|教师|师", "高中|中教|教师" },
		{ "招聘C++工程师", "招聘|聘|c++|工程|程师|师", "招聘|c++|工程|程师" },
		{ "Ｊａｖａ 开发", "java|开发|发", "java|开发" },
		{ "乌鲁木齐，教师。", "乌鲁|鲁木|木齐|齐|教师|师",
		    "乌鲁|鲁木|木齐|教师" },
		{ "𠮷野家", "𠮷野|野家|家", "𠮷野|野家" },
		{ "2026年", "2026|年", "2026|年" },
		{ "\xff教\xe5师", "教|师", "教|师" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		for (int query = 0; query < 2; query++) {
			struct buf got = BUF_INIT;

			bigram_tokens(str_of(cases[i].text), query, collect, &got);
			assert_str(
			    buf_view(&got), query ? cases[i].query : cases[i].document);
			buf_release(&got);
		}
	}
}

static void
test_match_expression(void **state)
{
	static const struct {
		const char *words, *match; /* NULL: no word */
	} cases[] = {
		{ "教师", "\"教师\"" },
		{ "师", "\"师\"*" },
		{ "乌鲁木齐 教师", "\"乌鲁木齐\" AND \"教师\"" },
		{ "java", "\"java\"*" },
		{ "  ", NULL },
		{ "。，!", NULL },
		{ "a\" OR b", "\"a\"* AND \"OR\"* AND \"b\"*" },
		{ "title:教师", "\"title:教师\"" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf got = BUF_INIT;
		bool any = bigram_match(str_of(cases[i].words), &got);

		assert_int_equal(any, cases[i].match != NULL);
		assert_str(buf_view(&got), cases[i].match != NULL ? cases[i].match : "");
		buf_release(&got);
	}
}

/* The store finds what a person would expect, and only that. */
static void
test_search(void **state)
{
	static const struct {
		const char *words;
		int found; /* bits of the rows below */
	} cases[] = {
		{ "教师", 1 | 2 },
		{ "师", 1 | 2 | 4 },
		{ "数", 1 },
		{ "学教", 1 },
		{ "高中 数学", 1 },
		{ "高中 语文", 0 },
		{ "工程师", 4 },
		{ "程师工", 0 },
		{ "jav", 4 },
		{ "JAVA", 4 },
		{ "护士", 8 },
		{ "士", 8 },
		{ "\"", -1 },
		{ "教师*", 1 | 2 },
		{ "士1", 8 },
		{ "护士12", 8 },
		{ "护士2", 0 },
		{ "Java工程师", 4 },
	};
	sqlite3 *db;
	sqlite3_stmt *s;

	(void)state;
	assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
	assert_true(bigram_register(db));
	assert_int_equal(
	    sqlite3_exec(db,
		"CREATE VIRTUAL TABLE t USING fts5(x, tokenize='bigram');"
		"INSERT INTO t(rowid, x) VALUES(1, '高中数学教师'), (2, '教师（小学）'),"
		"(4, 'Java工程师'), (8, '护士12号')",
		NULL, NULL, NULL),
	    SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db,
			     "SELECT sum(rowid) FROM t WHERE t MATCH ?1", -1, &s, NULL),
	    SQLITE_OK);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf match = BUF_INIT;
		bool any = bigram_match(str_of(cases[i].words), &match);

		assert_int_equal(any, cases[i].found >= 0);
		if (any) {
			sqlite3_bind_text(
			    s, 1, match.data, (int)match.len, SQLITE_STATIC);
			assert_int_equal(sqlite3_step(s), SQLITE_ROW);
			if (sqlite3_column_int(s, 0) != cases[i].found)
				fail_msg(
				    "%s: %d", cases[i].words, sqlite3_column_int(s, 0));
			sqlite3_reset(s);
		}
		buf_release(&match);
	}
	sqlite3_finalize(s);
	sqlite3_close(db);
}

int
main(void)
{
	static const struct CMUnitTest cases[] = {
		CASE("Han runs become pairs, letters words", test_tokens),
		CASE("nothing a person types is an operator", test_match_expression),
		CASE("4.1.f3 words of one and two characters are found", test_search),
	};

	return RUN(cases);
}
