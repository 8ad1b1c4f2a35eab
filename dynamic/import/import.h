/*
 * import.h - how a kind of CSV file is described: a table of columns, and functions
 * for what a single cell cannot say. import.c reads a file by such a table, checks
 * every row, reports by row and column, and stores all or nothing. The console
 * (portalctl import) and the offices' upload pages use the same tables.
 *
 * Causes are in Chinese: the clerk whose file it is reads them.
 */
#ifndef IMPORT_H
#define IMPORT_H

#include "act.h"
#include "csvfile.h"
#include "err.h"

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
	/* When all rows are stored; may be NULL. */
	enum jy_err (*finish)(struct import *im);
	bool sorted; /* store in the order of keys */
};

/* What is to be told: a fault of a row, or a note. `column` is as the header has it;
 * empty for the whole row. `text` lives in the act's arena. */
typedef void import_say(
    void *arg, bool fault, unsigned line, struct str column, struct str text);

/* Rows done of a pass over all of them; done = total ends it. */
typedef void import_progress(void *arg, const char *pass, size_t done, size_t total);

struct import {
	/* The caller's: who imports, where to tell of it. */
	struct act *act;
	struct diag *diag;
	import_say *say;
	import_progress *progress; /* may be NULL */
	void *arg;                 /* of both */
	bool partial;              /* store the good rows of a file with faults */

	/* import_bytes()'s. */
	const struct import_kind *kind;
	const struct csv *csv;
	int *index; /* of each column in the file; -1: it has none */
	struct import_row *rows;
	size_t faults, bad, added, changed;
	int today; /* YYYYMMDD */
};

#define IMPORT_FAULTS_MAX 1000 /* told */

/* Tell of a fault and mark the row; column -1: the whole row. */
void import_fault(struct import *im, struct import_row *row, int column, const char *fmt,
    ...) __attribute__((format(printf, 4, 5)));

/* Tell of something done beside what the row says. */
void import_note(struct import *im, const struct import_row *row, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Fill row->value from its cells; faults are reported. */
void import_parse(struct import *im, struct import_row *row);

/* Bind a column's text: null where the file has no such column, so that an update
 * leaves alone what the file does not speak of. */
void import_bind(struct db_stmt *st, const char *name, const struct import *im,
    const struct import_row *row, int column);
void import_bind_number(struct db_stmt *st, const char *name, const struct import *im,
    const struct import_row *row, int column);

/*
 * Import `bytes`, which were read from `file`, in the caller's transaction, with one
 * audit record. im's first part is filled by the caller, all else is zero.
 *   JY_EPARSE  the file or rows of it are wrong: roll back. im->faults is 0 when it
 *              is the file as a whole; im->diag says what
 *   others     the store, memory
 */
enum jy_err import_bytes(struct import *im, const struct import_kind *kind,
    const char *file, struct str bytes);

#endif
