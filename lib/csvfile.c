/*
 * csvfile.c - CSV by libcsv, fed line by line, so that each row knows its line.
 */
#include <iconv.h>
#include <stdlib.h>

#include <csv.h> /* libcsv's */

#include "buf.h"
#include "csvfile.h"
#include "utf8.h"

#define CELL_BYTES_MAX 65536
#define NO_MEMORY "内存不足"

const struct csv_limits CSV_IMPORT_LIMITS = { 2 * 1024 * 1024, 5000, 64 };

/* A file being read. */
struct reader {
	struct arena *a;
	const struct csv_limits *limits;
	struct csv *csv;
	struct diag *d;
	struct buf cells;  /* struct str, of the row being filled */
	struct buf rows;   /* struct csv_row */
	unsigned line;     /* being fed to libcsv */
	unsigned row_line; /* where the row began, 0 between rows */
	bool filled;       /* a cell of the row is not empty */
	enum jy_err err;   /* the first error */
};

static void
fail(struct reader *r, enum jy_err err, unsigned line, const char *text)
{
	if (r->err == JY_OK)
		r->err = diag_set(r->d, err, r->csv->file, line, 0, "%s", text);
}

/* libcsv: a cell is complete. */
static void
on_cell(void *bytes, size_t n, void *arg)
{
	struct reader *r = arg;
	struct str cell;

	if (r->err != JY_OK)
		return;
	if (r->cells.len / sizeof(cell) >= r->limits->columns) {
		fail(r, JY_ETOOBIG, r->row_line, "列数过多");
		return;
	}
	cell = arena_str(r->a, (struct str){ bytes, n });
	if (cell.p == NULL)
		fail(r, JY_ENOMEM, r->row_line, NO_MEMORY);
	r->filled = r->filled || n > 0;
	buf_add(&r->cells, &cell, sizeof(cell));
}

/* Move the cells of the finished row into the arena. */
static bool
take_row(struct reader *r, struct csv_row *row)
{
	struct str *cell = arena_alloc(r->a, r->cells.len);

	if (cell == NULL || !buf_ok(&r->cells)) {
		fail(r, JY_ENOMEM, r->row_line, NO_MEMORY);
		return false;
	}
	memcpy(cell, r->cells.data, r->cells.len);
	*row = (struct csv_row){ r->row_line, r->cells.len / sizeof(*cell), cell };
	return true;
}

/* Empty cells at the end are what spreadsheets leave behind. */
static void
cut_empty_end(struct csv_row *row, size_t least)
{
	while (row->n > least && row->cell[row->n - 1].n == 0)
		row->n--;
}

static void
take_header(struct reader *r, struct csv_row *row)
{
	cut_empty_end(row, 0);
	for (size_t i = 0; i < row->n; i++) {
		if (row->cell[i].n == 0)
			fail(r, JY_EPARSE, row->line, "表头中有一列没有名称");
		for (size_t j = 0; j < i && r->err == JY_OK; j++) {
			if (str_eq(row->cell[i], row->cell[j]))
				r->err = diag_set(r->d, JY_EPARSE, r->csv->file,
				    row->line, 0, "列“" STR_FMT "”出现了两次",
				    STR_ARG(row->cell[i]));
		}
	}
	r->csv->header = *row;
}

static void
take_data(struct reader *r, struct csv_row *row)
{
	size_t want = r->csv->header.n;

	cut_empty_end(row, want);
	if (row->n != want)
		r->err = diag_set(r->d, JY_EPARSE, r->csv->file, row->line, 0,
		    "此行有%zu列，表头有%zu列", row->n, want);
	else if (r->rows.len / sizeof(*row) >= r->limits->rows)
		r->err = diag_set(r->d, JY_ETOOBIG, r->csv->file, row->line, 0,
		    "行数超过%zu行", r->limits->rows);
	else
		buf_add(&r->rows, row, sizeof(*row));
}

/* libcsv: a row is complete. */
static void
on_row(int end, void *arg)
{
	struct reader *r = arg;
	struct csv_row row;

	(void)end;
	if (r->err == JY_OK && r->filled && take_row(r, &row)) {
		if (r->csv->header.n == 0)
			take_header(r, &row);
		else
			take_data(r, &row);
	}
	buf_reset(&r->cells);
	r->filled = false;
	r->row_line = 0;
}

/* The first line of *rest with its end: LF, CR LF or a CR alone. */
static struct str
cut_line(struct str *rest)
{
	struct str line = { rest->p, 0 };

	while (line.n < rest->n) {
		char c = rest->p[line.n++];

		if (c == '\n' ||
		    (c == '\r' && (line.n == rest->n || rest->p[line.n] != '\n')))
			break;
	}
	*rest = str_from(*rest, line.n);
	return line;
}

static void
parse(struct reader *r, struct str text)
{
	struct csv_parser parser;

	if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0) {
		fail(r, JY_ENOMEM, 0, NO_MEMORY);
		return;
	}
	while (text.n > 0 && r->err == JY_OK) {
		struct str line = cut_line(&text);

		r->line++;
		if (r->row_line == 0)
			r->row_line = r->line;
		if (csv_parse(&parser, line.p, line.n, on_cell, on_row, r) != line.n)
			fail(r, JY_EPARSE, r->line,
			    "引号使用有误：引号应成对，内部的引号写两次");
		else if (parser.entry_pos > CELL_BYTES_MAX)
			fail(r, JY_EPARSE, r->row_line, "引号没有闭合，或单元格过长");
		else if (!parser.quoted && text.n > 0)
			r->row_line = 0; /* the row is done, or the line was blank */
	}
	if (r->err == JY_OK && csv_fini(&parser, on_cell, on_row, r) != 0)
		fail(r, JY_EPARSE, r->row_line, "引号没有闭合");
	csv_free(&parser);
}

/* --- encodings */

static unsigned
line_of(struct str s, size_t at)
{
	unsigned line = 1;

	for (size_t i = 0; i < at && i < s.n; i++)
		line += s.p[i] == '\n';
	return line;
}

/* GB18030 to UTF-8, strictly. */
static enum jy_err
from_gb18030(
    struct arena *a, struct csv *csv, struct str in, struct str *out, struct diag *d)
{
	size_t left = in.n, room = in.n * 2 + 16; /* two bytes become three, four four */
	char *from = (char *)in.p, *start, *to;
	enum jy_err err = JY_OK;
	iconv_t cd;

	if ((to = start = arena_alloc(a, room)) == NULL)
		return diag_set(d, JY_ENOMEM, csv->file, 0, 0, NO_MEMORY);
	if ((cd = iconv_open("UTF-8", "GB18030")) == (iconv_t)-1)
		return diag_set(
		    d, JY_EINTERNAL, csv->file, 0, 0, "系统缺少GB18030编码转换");
	if (iconv(cd, &from, &left, &to, &room) == (size_t)-1)
		err = diag_set(d, JY_EPARSE, csv->file, line_of(in, in.n - left), 0,
		    "既不是UTF-8也不是GB18030编码，请另存为“CSV UTF-8”后再导入");
	iconv_close(cd);
	csv->encoding = "GB18030";
	*out = (struct str){ start, (size_t)(to - start) };
	return err;
}

static enum jy_err
decode(struct arena *a, struct csv *csv, struct str in, struct str *out, struct diag *d)
{
	const char *nul = in.n > 0 ? memchr(in.p, '\0', in.n) : NULL;

	csv->encoding = "UTF-8";
	if (nul != NULL)
		return diag_set(d, JY_EPARSE, csv->file,
		    line_of(in, (size_t)(nul - in.p)), 0,
		    "含有空字节，不是CSV文件，请另存为“CSV UTF-8”后再导入");
	if (str_starts(in, "\xEF\xBB\xBF"))
		in = str_from(in, 3);
	*out = in;
	return utf8_valid(in) ? JY_OK : from_gb18030(a, csv, in, out, d);
}

/* --- what callers use */

static enum jy_err
finish(struct reader *r)
{
	struct csv_row *rows;

	if (r->err == JY_OK && r->csv->header.n == 0)
		fail(r, JY_EPARSE, 1, "文件中没有表头");
	if (r->err != JY_OK)
		return r->err;
	rows = arena_alloc(r->a, r->rows.len);
	if (rows == NULL || !buf_ok(&r->rows)) {
		fail(r, JY_ENOMEM, 0, NO_MEMORY);
		return r->err;
	}
	if (r->rows.len > 0)
		memcpy(rows, r->rows.data, r->rows.len);
	r->csv->rows = rows;
	r->csv->row_count = r->rows.len / sizeof(*rows);
	return JY_OK;
}

enum jy_err
csv_open(struct arena *a, const char *file, struct str bytes,
    const struct csv_limits *limits, struct csv **out, struct diag *d)
{
	struct reader r = { .a = a, .limits = limits, .d = d };
	struct str text = STR_NONE;
	enum jy_err err;

	*out = NULL;
	if (bytes.n > limits->bytes)
		return diag_set(
		    d, JY_ETOOBIG, file, 0, 0, "文件超过%zu字节", limits->bytes);
	if ((r.csv = arena_alloc(a, sizeof(*r.csv))) == NULL)
		return diag_set(d, JY_ENOMEM, file, 0, 0, NO_MEMORY);
	r.csv->file = file;
	if ((err = decode(a, r.csv, bytes, &text, d)) != JY_OK)
		return err;
	parse(&r, text);
	if ((err = finish(&r)) == JY_OK)
		*out = r.csv;
	buf_release(&r.cells);
	buf_release(&r.rows);
	return err;
}

/* Is the cell one of the names between '|'? */
static bool
is_named(struct str cell, const char *names)
{
	struct str rest = str_of(names), name;

	while (str_split(&rest, '|', &name)) {
		if (str_eq(cell, name))
			return true;
	}
	return false;
}

/* The place of the column with one of these names, -1 for none, -2 for several. */
static int
find_column(const struct csv_row *header, const char *names)
{
	int at = -1;

	for (size_t i = 0; i < header->n; i++) {
		if (!is_named(header->cell[i], names))
			continue;
		if (at != -1)
			return -2;
		at = (int)i;
	}
	return at;
}

static bool
is_wanted(const int *index, size_t n, size_t column)
{
	for (size_t i = 0; i < n; i++) {
		if (index[i] == (int)column)
			return true;
	}
	return false;
}

enum jy_err
csv_map(const struct csv *csv, const struct csv_column *want, size_t n, int *index,
    struct diag *d)
{
	const struct csv_row *h = &csv->header;

	for (size_t i = 0; i < n; i++) {
		index[i] = find_column(h, want[i].name);
		if (index[i] == -2 || (index[i] == -1 && want[i].required))
			return diag_set(d, JY_EPARSE, csv->file, h->line, 0,
			    index[i] == -1 ? "缺少列“%.*s”" : "列“%.*s”出现了两次",
			    (int)strcspn(want[i].name, "|"), want[i].name);
	}
	for (size_t c = 0; c < h->n; c++) {
		if (!is_wanted(index, n, c))
			return diag_set(d, JY_EPARSE, csv->file, h->line, 0,
			    "不认识的列“" STR_FMT "”", STR_ARG(h->cell[c]));
	}
	return JY_OK;
}

struct str
csv_cell(const struct csv_row *row, int column)
{
	return column < 0 || (size_t)column >= row->n ? STR_NONE : row->cell[column];
}
