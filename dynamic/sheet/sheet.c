/*
 * sheet.c - see sheet.h. libxlsxwriter makes the spreadsheet.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <xlsxwriter.h>

#include "escape.h"
#include "sheet/sheet.h"
#include "utf8.h"

#define FIRST_CELLS 256
#define CELL_BYTES 32000 /* a spreadsheet's cell holds 32,767 characters */
#define WIDTH_MIN 8
#define WIDTH_MAX 40

void
sheet_add(struct sheet *s, struct str cell)
{
	size_t room = s->room > 0 ? s->room * 2 : FIRST_CELLS;
	struct str *more;

	if (s->n == s->room) {
		if ((more = arena_array(s->arena, room, sizeof(*more))) == NULL) {
			s->failed = true;
			return;
		}
		if (s->n > 0)
			memcpy(more, s->cells, s->n * sizeof(*more));
		s->cells = more;
		s->room = room;
	}
	s->cells[s->n++] = cell;
}

enum jy_err
sheet_csv(const struct sheet *s, struct buf *out)
{
	if (s->failed || s->columns == 0)
		return JY_ENOMEM;
	buf_puts(out, "\xef\xbb\xbf");
	for (size_t i = 0; i < s->columns; i++) {
		buf_puts(out, i > 0 ? "," : "");
		csv_field(out, str_of(s->heads[i]));
	}
	for (size_t i = 0; i < s->n; i++) {
		buf_puts(out, i % s->columns > 0 ? "," : "\r\n");
		csv_field(out, s->cells[i]);
	}
	buf_puts(out, "\r\n");
	return buf_ok(out) ? JY_OK : JY_ENOMEM;
}

/* Han is twice as wide as a digit. */
static size_t
width_of(struct str s)
{
	size_t n = 0;

	while (s.n > 0)
		n += utf8_next(&s) < 0x1100 ? 1 : 2;
	return n;
}

static void
set_widths(lxw_worksheet *page, const struct sheet *s)
{
	for (size_t c = 0; c < s->columns; c++) {
		size_t widest = width_of(str_of(s->heads[c])), w;

		for (size_t i = c; i < s->n; i += s->columns)
			if ((w = width_of(s->cells[i])) > widest)
				widest = w;
		widest = widest < WIDTH_MIN   ? WIDTH_MIN
			 : widest > WIDTH_MAX ? WIDTH_MAX
					      : widest;
		worksheet_set_column(
		    page, (lxw_col_t)c, (lxw_col_t)c, (double)widest + 2, NULL);
	}
}

/* libxlsxwriter wants text that ends in a NUL; what is longer than a cell is cut. */
static lxw_error
put(lxw_worksheet *page, size_t row, size_t column, struct str text)
{
	char cell[CELL_BYTES + 1];
	size_t n = text.n > CELL_BYTES ? CELL_BYTES : text.n;

	while (n < text.n && n > 0 && ((unsigned char)text.p[n] & 0xc0) == 0x80)
		n--;
	if (n == 0)
		return LXW_NO_ERROR;
	memcpy(cell, text.p, n);
	cell[n] = '\0';
	return worksheet_write_string(
	    page, (lxw_row_t)row, (lxw_col_t)column, cell, NULL);
}

static enum jy_err
write_book(const struct sheet *s, const char *path)
{
	lxw_workbook *book = workbook_new(path);
	lxw_worksheet *page =
	    book != NULL ? workbook_add_worksheet(book, s->title) : NULL;
	lxw_format *bold = page != NULL ? workbook_add_format(book) : NULL;
	lxw_error err = bold != NULL ? LXW_NO_ERROR : LXW_ERROR_MEMORY_MALLOC_FAILED;

	if (bold != NULL) {
		format_set_bold(bold);
		worksheet_freeze_panes(page, 1, 0);
		set_widths(page, s);
	}
	for (size_t c = 0; c < s->columns && err == LXW_NO_ERROR; c++)
		err = worksheet_write_string(page, 0, (lxw_col_t)c, s->heads[c], bold);
	for (size_t i = 0; i < s->n && err == LXW_NO_ERROR; i++)
		err = put(page, 1 + i / s->columns, i % s->columns, s->cells[i]);
	if (book != NULL && workbook_close(book) != LXW_NO_ERROR && err == LXW_NO_ERROR)
		err = LXW_ERROR_CREATING_XLSX_FILE;
	if (err == LXW_ERROR_MEMORY_MALLOC_FAILED)
		return JY_ENOMEM;
	return err == LXW_NO_ERROR ? JY_OK : JY_EIO;
}

static enum jy_err
read_all(int fd, struct buf *out)
{
	char chunk[16384];
	ssize_t n;

	while ((n = read(fd, chunk, sizeof(chunk))) > 0)
		buf_add(out, chunk, (size_t)n);
	if (n < 0)
		return JY_EIO;
	return buf_ok(out) ? JY_OK : JY_ENOMEM;
}

enum jy_err
sheet_xlsx(const struct sheet *s, struct buf *out)
{
	char path[] = "/tmp/jiuye-sheet-XXXXXX";
	enum jy_err err;
	int fd;

	if (s->failed || s->columns == 0)
		return JY_ENOMEM;
	if ((fd = mkstemp(path)) < 0)
		return JY_EIO;
	if ((err = write_book(s, path)) == JY_OK)
		err = read_all(fd, out);
	unlink(path);
	close(fd);
	return err;
}
