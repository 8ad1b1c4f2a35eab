/*
 * sheet.h - a table of text that leaves the portal as a file: CSV or a spreadsheet.
 * Cells are text in both, so that a student number keeps its zeros and an ID number its
 * digits, and no cell is ever a formula.
 */
#ifndef SHEET_H
#define SHEET_H

#include "arena.h"
#include "buf.h"
#include "err.h"

struct sheet {
	struct arena *arena; /* of the cells */
	const char *title;   /* of the spreadsheet's one page; at most 31 characters */
	const char *const *heads; /* one for each column */
	size_t columns;
	struct str *cells; /* row after row */
	size_t n, room;
	bool failed; /* no memory: sticky, asked for when the file is made */
};

#define SHEET(arena, title, heads)                                                      \
	((struct sheet){ (arena), (title), (heads), sizeof(heads) / sizeof((heads)[0]), \
	    NULL, 0, 0, false })

/* Add the next cell; the text is not copied. */
void sheet_add(struct sheet *s, struct str cell);

/* UTF-8 with a byte order mark, which spreadsheets want; CR LF; RFC 4180; a cell that
 * would be taken for a formula begins with '. */
enum jy_err sheet_csv(const struct sheet *s, struct buf *out);

/*
 * Office Open XML. Slow (temporary files, compression): for a thread, see
 * sheet_reply(). Touches nothing but the sheet and `out`.
 *   JY_EIO  the temporary folder cannot be written
 */
enum jy_err sheet_xlsx(const struct sheet *s, struct buf *out);

#endif
