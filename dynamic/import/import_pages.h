/*
 * import_pages.h - the page on which an office brings a CSV file by a table of columns
 * (import.h): what the columns are, a file with their names only, the faults by row and
 * column, or what was taken.
 */
#ifndef IMPORT_PAGES_H
#define IMPORT_PAGES_H

#include "http/route.h"
#include "import/import.h"

/* Of one kind of file. */
struct import_page {
	const struct import_kind *kind;
	const char *title;             /* 导入生源信息 */
	const char *list, *list_label; /* the page it belongs to, and its name */
	const char *blank; /* where the file with the columns' names is; ends /template */
	const char *rule;  /* what makes two rows the same record, in a sentence */
	const char *const *notes; /* pairs of term and text, NULL at the end; or NULL */
};

/* The form: one file. For the GET and the POST row of the page. */
extern const struct field import_fields[1];

/* The page before a file came. */
enum jy_err import_draw(struct request *rq, const struct import_page *page);

/* Take the file: all of it or, with its faults on the page, nothing. */
enum jy_err import_take(struct request *rq, const struct import_page *page);

/* The file with the names of the columns, as Chinese as the table has them. */
enum jy_err import_blank(struct request *rq, const struct import_page *page);

#endif
