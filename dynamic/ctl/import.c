/*
 * import.c - `portalctl import`: a CSV file into the store, by the table of its
 * kind. All rows are checked before one is written; a file with faults changes
 * nothing unless --partial asks for its good rows.
 */
#include <stdio.h>
#include <stdlib.h>

#include "audit/audit.h"
#include "clock.h"
#include "crypto.h"
#include "ctl/import.h"
#include "file.h"
#include "job/job_index.h"

static const struct import_kind *const kinds[] = { &import_students, &import_employers,
	&import_jobs, &import_offices, &import_regions };
#define NKINDS (sizeof(kinds) / sizeof(kinds[0]))

void
import_fault(struct import *im, struct import_row *row, int column, const char *fmt, ...)
{
	const char *sep = column < 0 ? "" : ": ";
	struct str name = STR_NONE;
	va_list ap;

	im->bad += !row->bad;
	row->bad = true;
	if (++im->faults > IMPORT_FAULTS_MAX)
		return;
	if (column >= 0 && im->index[column] >= 0)
		name = im->csv->header.cell[im->index[column]];
	else if (column >= 0)
		name = (struct str){ im->kind->columns[column].names,
			strcspn(im->kind->columns[column].names, "|") };
	fprintf(stderr, "portalctl: %s:%u: " STR_FMT "%s", im->csv->file,
	    row->cells->line, STR_ARG(name), sep);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
}

/* Find the columns; say which of the file are left out on purpose. */
static enum jy_err
map_columns(struct import *im)
{
	size_t n = im->kind->n;
	struct csv_column *want = arena_array(&im->c->arena, n, sizeof(*want));
	enum jy_err err;

	im->index = arena_array(&im->c->arena, n, sizeof(*im->index));
	if (want == NULL || im->index == NULL)
		return JY_ENOMEM;
	for (size_t i = 0; i < n; i++)
		want[i] = (struct csv_column){ im->kind->columns[i].names,
			im->kind->columns[i].required };
	if ((err = csv_map(im->csv, want, n, im->index, &im->c->diag)) != JY_OK)
		return err;
	for (size_t i = 0; i < n; i++)
		if (im->kind->columns[i].type == IMPORT_DROP && im->index[i] >= 0)
			fprintf(stderr,
			    "portalctl: %s:%u: “" STR_FMT "”列不予保存，已略去\n",
			    im->csv->file, im->csv->header.line,
			    STR_ARG(im->csv->header.cell[im->index[i]]));
	return JY_OK;
}

static int
by_key(const void *a, const void *b)
{
	const struct import_row *x = a, *y = b;
	int order = str_cmp(x->key, y->key);

	return order != 0 ? order
			  : (x->cells->line > y->cells->line) -
				(x->cells->line < y->cells->line);
}

static int
by_line(const void *a, const void *b)
{
	const struct import_row *x = a, *y = b;

	return (x->cells->line > y->cells->line) - (x->cells->line < y->cells->line);
}

/* What may stand in a file once stands there once. */
static void
find_duplicates(struct import *im)
{
	size_t n = im->csv->row_count;

	qsort(im->rows, n, sizeof(im->rows[0]), by_key);
	for (size_t i = 1; i < n; i++)
		if (im->rows[i].key.n > 0 && str_eq(im->rows[i].key, im->rows[i - 1].key))
			import_fault(im, &im->rows[i], -1, "与第 %u 行重复",
			    im->rows[i - 1].cells->line);
	if (!im->kind->sorted)
		qsort(im->rows, n, sizeof(im->rows[0]), by_line);
}

static enum jy_err
check_rows(struct import *im)
{
	size_t n = im->csv->row_count, width = im->kind->read;
	struct import_value *values =
	    arena_array(&im->c->arena, n * width, sizeof(*values));
	struct progress bar;
	enum jy_err err = JY_OK;

	im->rows = arena_array(&im->c->arena, n, sizeof(im->rows[0]));
	if (im->rows == NULL || values == NULL)
		return JY_ENOMEM;
	progress_start(&bar, "checking", n);
	for (size_t i = 0; i < n && err == JY_OK; i++) {
		progress_at(&bar, i);
		im->rows[i].cells = &im->csv->rows[i];
		im->rows[i].value = values + i * width;
		import_parse(im, &im->rows[i]);
		if (!im->rows[i].bad)
			err = im->kind->check(im, &im->rows[i]);
	}
	progress_end(&bar);
	if (err == JY_OK)
		find_duplicates(im);
	return err;
}

static enum jy_err
store_rows(struct import *im)
{
	size_t n = im->csv->row_count;
	struct progress bar;
	enum jy_err err = JY_OK;

	progress_start(&bar, "storing ", n);
	for (size_t i = 0; i < n && err == JY_OK; i++) {
		progress_at(&bar, i);
		if (im->rows[i].bad || im->faults > IMPORT_FAULTS_MAX)
			continue;
		if ((err = im->kind->store(im, &im->rows[i])) == JY_ECONFLICT) {
			if (!im->rows[i].bad)
				import_fault(im, &im->rows[i], -1, "与已有数据冲突（%s）",
				    db_conflict(im->c->db));
			err = JY_OK;
		}
	}
	progress_end(&bar);
	return err;
}

/* One record for the file: what, how many rows, and the file's digest. */
static enum jy_err
record(struct import *im, struct str bytes)
{
	struct buf reason = BUF_INIT;
	uint8_t digest[SHA256_SIZE];
	enum jy_err err;

	if ((err = sha256(bytes, digest)) != JY_OK)
		return err;
	buf_printf(&reason, "added %zu, changed %zu, refused %zu, sha256 ", im->added,
	    im->changed, im->bad);
	hex_encode(&reason, STR_BYTES(digest));
	err = buf_ok(&reason) ? audit_act(&im->c->act, im->kind->act, "file", 0, NULL,
				    buf_view(&reason))
			      : JY_ENOMEM;
	buf_release(&reason);
	return err;
}

static enum jy_err
refuse(struct import *im)
{
	if (im->faults > IMPORT_FAULTS_MAX)
		fprintf(
		    stderr, "portalctl: and %zu more\n", im->faults - IMPORT_FAULTS_MAX);
	if (im->faults == 0 || im->partial)
		return JY_OK;
	return diag_set(&im->c->diag, JY_EPARSE, im->csv->file, 0, 0,
	    "%zu of %zu rows are wrong; nothing was imported", im->bad,
	    im->csv->row_count);
}

/* The day of `at` in the portal's zone as YYYYMMDD. */
static int
date_number(int64_t at)
{
	char date[11];
	int n = 0;

	clock_date(at, date);
	for (const char *p = date; *p != '\0'; p++)
		if (*p != '-')
			n = n * 10 + (*p - '0');
	return n;
}

enum jy_err
import_bytes(struct ctl *c, const struct import_kind *kind, const char *file,
    struct str bytes, bool partial, struct import *im)
{
	struct csv *csv;
	enum jy_err err;

	*im = (struct import){ .c = c, .kind = kind, .partial = partial };
	im->today = date_number(c->act.now);
	err = csv_open(&c->arena, file, bytes, kind->limits, &csv, &c->diag);
	if (err != JY_OK)
		return err;
	im->csv = csv;
	if ((err = map_columns(im)) == JY_OK && (err = check_rows(im)) == JY_OK &&
	    (im->faults == 0 || partial))
		err = store_rows(im);
	if (err == JY_OK && (err = refuse(im)) == JY_OK &&
	    (err = record(im, bytes)) == JY_OK)
		err = job_index_update(c->db);
	return err;
}

/* Read the file and import it, in one transaction. */
static enum jy_err
import_file(struct ctl *c, const struct import_kind *kind, const char *file, bool partial,
    struct import *im)
{
	struct buf bytes = BUF_INIT;
	enum jy_err err;

	err = file_read(file, kind->limits->bytes, &bytes, &c->diag);
	if (err == JY_OK && (err = db_begin(c->db)) == JY_OK)
		err = db_end(
		    c->db, import_bytes(c, kind, file, buf_view(&bytes), partial, im));
	buf_release(&bytes);
	return err;
}

enum jy_err
ctl_import(struct ctl *c, int argc, char **argv)
{
	bool partial = false;
	const struct ctl_option options[] = { { "partial", NULL, &partial } };
	const struct import_kind *kind = NULL;
	const char *args[3];
	struct import im;
	enum jy_err err;

	if ((err = ctl_arguments(c, argc, argv, options, 1, args, 2, 2)) != JY_OK)
		return err;
	for (size_t i = 0; i < NKINDS && kind == NULL; i++)
		if (strcmp(kinds[i]->name, args[0]) == 0)
			kind = kinds[i];
	if (kind == NULL)
		return ctl_usage(c, "'%s' is nothing that can be imported", args[0]);
	if ((err = import_file(c, kind, args[1], partial, &im)) != JY_OK)
		return err;
	printf("%s: %zu rows (%s): %zu added, %zu changed, %zu unchanged, %zu refused\n",
	    kind->name, im.csv->row_count, im.csv->encoding, im.added, im.changed,
	    im.csv->row_count - im.added - im.changed - im.bad, im.bad);
	return JY_OK;
}
