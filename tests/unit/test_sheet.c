/*
 * test_sheet.c - tables that leave as CSV or spreadsheet.
 */
#include "unit.h"

#include <zlib.h>

#include "sheet/sheet.h"

static const char *const heads[] = { "姓名", "学号" };

static void
fill(struct sheet *s)
{
	sheet_add(s, STR("张三"));
	sheet_add(s, STR("0012"));
	sheet_add(s, STR("=1+1"));
	sheet_add(s, STR("a,\"b\""));
}

static void
test_csv(void **state)
{
	struct arena a;
	struct sheet s;
	struct buf out = BUF_INIT;

	(void)state;
	arena_init(&a, 0);
	s = SHEET(&a, "生源信息", heads);
	fill(&s);
	assert_int_equal(sheet_csv(&s, &out), JY_OK);
	assert_str(buf_view(&out), "\xef\xbb\xbf姓名,学号\r\n张三,0012\r\n"
				   "'=1+1,\"a,\"\"b\"\"\"\r\n");
	buf_release(&out);
	arena_release(&a);
}

/* The unpacked bytes of a zip's member, by its name; "" if it has none. */
static struct str
member(struct arena *a, struct str zip, const char *name)
{
	for (size_t at = 0; at + 46 < zip.n; at++) {
		const unsigned char *p = (const unsigned char *)zip.p + at;
		uint32_t packed, size, local;
		size_t len;
		z_stream z = { 0 };
		char *text;

		if (memcmp(p, "PK\1\2", 4) != 0)
			continue;
		len = p[28] | p[29] << 8;
		if (len != strlen(name) || memcmp(p + 46, name, len) != 0)
			continue;
		memcpy(&packed, p + 20, 4);
		memcpy(&size, p + 24, 4);
		memcpy(&local, p + 42, 4);
		p = (const unsigned char *)zip.p + local;
		z.next_in = (unsigned char *)zip.p + local + 30 + (p[26] | p[27] << 8) +
			    (p[28] | p[29] << 8);
		z.avail_in = packed;
		text = arena_alloc(a, size + 1);
		z.next_out = (unsigned char *)text;
		z.avail_out = size;
		assert_int_equal(inflateInit2(&z, -15), Z_OK);
		assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
		inflateEnd(&z);
		return (struct str){ text, size };
	}
	return STR("");
}

static void
test_xlsx(void **state)
{
	struct arena a;
	struct sheet s;
	struct buf out = BUF_INIT;
	struct str strings, page;

	(void)state;
	arena_init(&a, 0);
	s = SHEET(&a, "生源信息", heads);
	fill(&s);
	assert_int_equal(sheet_xlsx(&s, &out), JY_OK);
	strings = member(&a, buf_view(&out), "xl/sharedStrings.xml");
	page = member(&a, buf_view(&out), "xl/worksheets/sheet1.xml");
	assert_non_null(strstr(arena_cstr(&a, strings), "<t>张三</t>"));
	assert_non_null(strstr(arena_cstr(&a, strings), "<t>0012</t>"));
	assert_non_null(strstr(arena_cstr(&a, strings), "<t>=1+1</t>"));
	assert_null(strstr(arena_cstr(&a, page), "<f>")); /* no formula */
	assert_non_null(strstr(arena_cstr(&a, page), "r=\"B3\""));
	buf_release(&out);
	arena_release(&a);
}

int
main(void)
{
	const struct CMUnitTest cases[] = {
		CASE("2.2.i1 a CSV opens in a spreadsheet as text, never as a formula",
		    test_csv),
		CASE("2.2.i1 a spreadsheet holds every cell as text", test_xlsx),
	};

	return RUN(cases);
}
