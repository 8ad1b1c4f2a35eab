/*
 * import.h - how a kind of CSV file is described: a table of columns, and functions
 * for what a single cell cannot say. import.c reads a file by such a table, checks
 * every row, reports by row and column, and stores all or nothing.
 *
 * Causes are in Chinese: the clerk whose file it is reads them.
 */
#ifndef CTL_IMPORT_H
#define CTL_IMPORT_H

#include "csvfile.h"
#include "ctl/ctl.h"

enum import_type {
	IMPORT_LINE,   /* text; min to max code points */
	IMPORT_LONG,   /* text of several lines */
	IMPORT_NAME,   /* a person's name */
	IMPORT_CODE,   /* ASCII letters, digits and -; min to max of them */
	IMPORT_ID_NO,  /* normalised */
	IMPORT_CREDIT, /* normalised */
	IMPORT_PHONE,  /* digits + - ( ) and blanks, as it is shown */
	IMPORT_EMAIL,
	IMPORT_URL,    /* http or https */
	IMPORT_NUMBER, /* min to max; value.number */
	IMPORT_DATE, /* 2026-06-30, 2026/6/30 or 20260630; text is ISO, number its first second */
	IMPORT_DICT, /* code or label of a dict kind; text is the code */
	IMPORT_REGION, /* code or name of levels 1 to 3, at least min digits; text is the code */
	IMPORT_YESNO,  /* number 1 or 0 */
	IMPORT_IGNORE, /* may be there, is not read */
	IMPORT_DROP    /* must not be kept; the report says that it was left out */
};

/* A row of a kind's table. What is not read stands at its end. */
struct import_column {
	const char *names; /* in the header; alternatives by '|' */
	enum import_type type;
	bool required; /* the column, and a value in each row */
	int64_t min, max;
	const char *dict;    /* IMPORT_DICT: which */
	const char *initial; /* taken for an empty cell; NULL: empty */
};

struct import_value {
	struct str text;
	int64_t number;
};

struct import_row {
	const struct csv_row *cells;
	struct import_value *value; /* one for each column that is read */
	struct str key; /* what may stand in the file once; kind->check() sets it */
	bool bad;
};

struct import;
struct import_kind {
	const char *name, *act; /* "students", "import.students" */
	const struct import_column *columns;
	size_t n, read; /* columns; those that are read */
	const struct csv_limits *limits;

	/* After all cells of a row are good: what they mean together. Sets row->key;
	 * reports by import_fault(). */
	enum jy_err (*check)(struct import *im, struct import_row *row);
	/* Write a row; counts it in im->added or im->changed. JY_ECONFLICT: the store
	 * refuses the row. */
	enum jy_err (*store)(struct import *im, struct import_row *row);
	bool sorted; /* store in the order of keys */
};

struct import {
	struct ctl *c;
	const struct import_kind *kind;
	const struct csv *csv;
	int *index; /* of each column in the file; -1: it has none */
	struct import_row *rows;
	size_t faults, bad, added, changed;
	int today; /* YYYYMMDD */
	bool partial;
};

#define IMPORT_FAULTS_MAX 1000 /* shown */

extern const struct import_kind import_students, import_employers, import_jobs,
    import_offices, import_regions;

/* Report "FILE:LINE: column: cause" and mark the row; column -1: the whole row. */
void import_fault(struct import *im, struct import_row *row, int column, const char *fmt,
    ...) __attribute__((format(printf, 4, 5)));

/* Fill row->value from its cells; faults are reported. */
void import_parse(struct import *im, struct import_row *row);

/* Bind a column's text: null where the file has no such column, so that an update
 * leaves alone what the file does not speak of. */
void import_bind(struct db_stmt *st, const char *name, const struct import *im,
    const struct import_row *row, int column);
void import_bind_number(struct db_stmt *st, const char *name, const struct import *im,
    const struct import_row *row, int column);

/*
 * Import `bytes`, which were read from `file`, in the caller's transaction; nothing
 * is printed but faults and notes (to standard error).
 *   JY_EPARSE  the file or rows of it are wrong: roll back
 *   others     the store, memory
 */
enum jy_err import_bytes(struct ctl *c, const struct import_kind *kind, const char *file,
    struct str bytes, bool partial, struct import *im);

#endif
