/*
 * csvfile.h - CSV files as people export them, read whole and strictly.
 * libcsv splits fields, iconv converts. UTF-8 with or without a byte order mark
 * is taken as it is, else the file is GB18030. Rows of empty cells are passed
 * over. The first row names the columns. What the cells mean is the caller's.
 * (The header is not called csv.h because libcsv's is.)
 */
#ifndef JY_CSVFILE_H
#define JY_CSVFILE_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"
#include "err.h"
#include "str.h"

struct csv_limits {
	size_t bytes;   /* of the file */
	size_t rows;    /* without the header */
	size_t columns; /* in any row */
};

/* What an import may have: 2 MiB, 5,000 rows, 64 columns. */
extern const struct csv_limits CSV_IMPORT_LIMITS;

struct csv_row {
	unsigned line;          /* of the file, where the row begins; 1 is the first */
	size_t n;               /* cells: always as many as the header has */
	const struct str *cell; /* UTF-8, blanks around unquoted cells cut */
};

struct csv {
	const char *file;     /* for messages */
	const char *encoding; /* "UTF-8" or "GB18030" */
	struct csv_row header;
	const struct csv_row *rows;
	size_t row_count;
};

/*
 * Parse all of `bytes`; *out and all it holds live in `a`. `file` names the
 * source in messages and is not copied.
 *   JY_ETOOBIG  past one of the limits
 *   JY_EPARSE   neither UTF-8 nor GB18030, a NUL, a broken quote, a row with
 *               more or fewer cells than the header, no header, a column twice
 *   JY_ENOMEM   memory is exhausted
 * d holds file, line and cause (in Chinese: the importing clerk reads it).
 */
enum jy_err csv_open(struct arena *a, const char *file, struct str bytes,
    const struct csv_limits *limits, struct csv **out, struct diag *d);

struct csv_column {
	const char *name; /* as in the header; alternatives separated by '|' */
	bool required;
};

/* Find n columns by name: index[i] is the place of want[i], -1 if it is not
 * there.
 *   JY_EPARSE  a required column is missing, or the file has one that nobody
 *              asked for; d names it */
enum jy_err csv_map(const struct csv *csv, const struct csv_column *want, size_t n,
    int *index, struct diag *d);

/* The cell in a column that csv_map() gave; empty for column -1. */
struct str csv_cell(const struct csv_row *row, int column);

#endif
