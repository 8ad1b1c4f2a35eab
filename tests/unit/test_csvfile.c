/*
 * test_csvfile.c - CSV files in both encodings, with exact lines in errors.
 */
#include "buf.h"
#include "csvfile.h"
#include "unit.h"

static const struct csv_limits small = { 4096, 3, 4 };

/* The file written back: LINE:cell|cell;LINE:cell|cell */
static void
describe(const struct csv *csv, struct buf *b)
{
	for (size_t r = 0; r <= csv->row_count; r++) {
		const struct csv_row *row = r == 0 ? &csv->header : &csv->rows[r - 1];

		buf_printf(b, "%s%u:", r == 0 ? "" : ";", row->line);
		for (size_t c = 0; c < row->n; c++) {
			buf_puts(b, c == 0 ? "" : "|");
			buf_str(b, row->cell[c]);
		}
	}
}

static void
good_files(void **state)
{
	static const struct {
		struct str in;
		const char *encoding, *out;
	} cases[] = {
		{ STR("a,b\n1,2\n3,4\n"), "UTF-8", "1:a|b;2:1|2;3:3|4" },
		{ STR("a,b\r\n1,2\r\n3,4"), "UTF-8", "1:a|b;2:1|2;3:3|4" },
		{ STR("a,b\r1,2\r3,4\r"), "UTF-8", "1:a|b;2:1|2;3:3|4" },
		{ STR("\xEF\xBB\xBF姓名,学校\n张三,广西大学\n"), "UTF-8",
		    "1:姓名|学校;2:张三|广西大学" },
		{ STR("\xD0\xD5\xC3\xFB\n\xD5\xC5\xC8\xFD\n\x95\x34\xB2\x35\n"),
		    "GB18030", "1:姓名;2:张三;3:𠮷" },
		{ STR("a,b\n\"x,\"\"y\"\"\",\"two\nlines\"\nz,w\n"), "UTF-8",
		    "1:a|b;2:x,\"y\"|two\nlines;4:z|w" },
		{ STR("\n\na,b\n\n,,\n1,2\n\n"), "UTF-8", "3:a|b;6:1|2" },
		{ STR("a,b,,\n1,2,,\n , 3 ,,\n"), "UTF-8", "1:a|b;2:1|2;3:|3" },
		{ STR("a,b\n1,\n"), "UTF-8", "1:a|b;2:1|" },
		{ STR("a\n\" x \"\n"), "UTF-8", "1:a;2: x " },
		{ STR("a"), "UTF-8", "1:a" },
		{ STR("a\n\"x\ny\""), "UTF-8", "1:a;2:x\ny" },
	};
	struct arena a;
	struct buf b = BUF_INIT;

	(void)state;
	arena_init(&a, 0);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct diag d = { 0 };
		struct csv *csv;

		if (csv_open(&a, "f.csv", cases[i].in, &small, &csv, &d) != JY_OK)
			fail_msg("row %zu: %s", i, d.text);
		buf_reset(&b);
		describe(csv, &b);
		assert_str(buf_view(&b), cases[i].out);
		assert_string_equal(csv->encoding, cases[i].encoding);
		arena_reset(&a);
	}
	buf_release(&b);
	arena_release(&a);
}

static void
broken_files(void **state)
{
	static const struct {
		struct str in;
		enum jy_err err;
		unsigned line;
	} cases[] = {
		{ STR(""), JY_EPARSE, 1 },
		{ STR("\n \n"), JY_EPARSE, 1 },
		{ STR("a,b\n1\n"), JY_EPARSE, 2 },
		{ STR("a,b\n1,2\n1,2,3\n"), JY_EPARSE, 3 },
		{ STR("a,a\n"), JY_EPARSE, 1 },
		{ STR("a,,b\n"), JY_EPARSE, 1 },
		{ STR("a,b\n1,x\"y\n"), JY_EPARSE, 2 },
		{ STR("a,b\n\"x\n\"y,2\n"), JY_EPARSE, 3 },
		{ STR("a,b\n1,2\n3,\"open\n5,6\n"), JY_EPARSE, 3 },
		{ STR("a\n1\n2\0\n"), JY_EPARSE, 3 },
		{ STR("a\n1\n\xD0\xD5\n\xFF\n"), JY_EPARSE, 4 },
		{ STR("a\n1\n\xD0\xD5\n\xD5"), JY_EPARSE, 4 },
		{ STR("a\n1\n2\n3\n4\n"), JY_ETOOBIG, 5 },
		{ STR("a,b,c,d,e\n"), JY_ETOOBIG, 1 },
	};
	struct arena a;
	struct buf big = BUF_INIT;
	struct diag d = { 0 };
	struct csv *csv;

	(void)state;
	arena_init(&a, 0);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		d = (struct diag){ 0 };
		if (csv_open(&a, "f.csv", cases[i].in, &small, &csv, &d) !=
			cases[i].err ||
		    d.line != cases[i].line)
			fail_msg("row %zu: line %u, '%s'", i, d.line, d.text);
		assert_null(csv);
		assert_string_equal(d.file, "f.csv");
	}
	while (big.len <= small.bytes)
		buf_puts(&big, "a\n");
	assert_int_equal(
	    csv_open(&a, "f.csv", buf_view(&big), &small, &csv, &d), JY_ETOOBIG);
	buf_release(&big);
	arena_release(&a);
}

static void
columns_by_name(void **state)
{
	static const struct csv_column want[] = { { "姓名|name", true }, { "学校", true },
		{ "备注", false } };
	static const struct {
		struct str in;
		enum jy_err err;
		const char *says;
		int index[3];
	} cases[] = {
		{ STR("学校,姓名\nx,y\n"), JY_OK, "", { 1, 0, -1 } },
		{ STR("备注,学校,name\nn,x,y\n"), JY_OK, "", { 2, 1, 0 } },
		{ STR("学校\nx\n"), JY_EPARSE, "缺少列“姓名”", { 0 } },
		{ STR("学校,姓名,name\nx,y,z\n"), JY_EPARSE, "列“姓名”出现了两次",
		    { 0 } },
		{ STR("学校,姓名,电话\nx,y,z\n"), JY_EPARSE, "不认识的列“电话”", { 0 } },
	};
	struct arena a;

	(void)state;
	arena_init(&a, 0);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct diag d = { 0 };
		struct csv *csv;
		int index[3];

		assert_int_equal(
		    csv_open(&a, "f.csv", cases[i].in, &small, &csv, &d), JY_OK);
		assert_int_equal(csv_map(csv, want, 3, index, &d), cases[i].err);
		assert_string_equal(d.text, cases[i].says);
		if (cases[i].err != JY_OK)
			continue;
		assert_memory_equal(index, cases[i].index, sizeof(index));
		assert_str(csv_cell(&csv->rows[0], index[0]), "y");
		assert_int_equal(csv_cell(&csv->rows[0], -1).n, 0);
	}
	arena_release(&a);
}

static void
little_memory(void **state)
{
	struct arena a;
	struct csv *csv;
	struct buf b = BUF_INIT;

	(void)state;
	buf_puts(&b, "a\n");
	while (b.len < 4000)
		buf_puts(&b, "\"x\ny\"\n");
	for (size_t limit = 1; limit < 20000; limit += 500) {
		static const struct csv_limits many = { 4096, 5000, 4 };
		enum jy_err err;

		arena_init(&a, limit);
		err = csv_open(&a, "f.csv", buf_view(&b), &many, &csv, NULL);
		assert_true(err == JY_ENOMEM || (err == JY_OK && csv->row_count > 600));
		arena_release(&a);
	}
	buf_release(&b);
}

static const struct CMUnitTest cases[] = {
	CASE("UTF-8 and GB18030 files are read, each row knows its line", good_files),
	CASE("a broken file is refused with its line", broken_files),
	CASE("columns are found by name", columns_by_name),
	CASE("without memory the answer is JY_ENOMEM", little_memory),
};

int
main(void)
{
	return RUN(cases);
}
