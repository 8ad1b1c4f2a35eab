/*
 * import.c - a CSV file into the store, by the table of its kind. All rows are
 * checked before one is written; a file with faults changes nothing unless
 * im->partial asks for its good rows. Cells are import_parse.c's.
 */
#include <stdlib.h>

#include "audit/audit.h"
#include "clock.h"
#include "crypto.h"
#include "import/import.h"

/* The header's name of a column, or the first that the table has for it. */
static struct str
column_name(const struct import *im, int column)
{
	const char *names;

	if (column < 0)
		return STR("");
	if (im->index[column] >= 0)
		return im->csv->header.cell[im->index[column]];
	names = im->kind->columns[column].names;
	return (struct str){ names, strcspn(names, "|") };
}

void
import_fault(struct import *im, struct import_row *row, int column, const char *fmt, ...)
{
	va_list ap;

	im->bad += !row->bad;
	row->bad = true;
	if (++im->faults > IMPORT_FAULTS_MAX)
		return;
	va_start(ap, fmt);
	im->say(im->arg, true, row->cells->line, column_name(im, column),
	    arena_vprintf(im->act->arena, fmt, ap));
	va_end(ap);
}

void
import_note(struct import *im, const struct import_row *row, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	im->say(im->arg, false, row->cells->line, STR(""),
	    arena_vprintf(im->act->arena, fmt, ap));
	va_end(ap);
}

/* Find the columns; say which of the file are left out on purpose. */
static enum jy_err
map_columns(struct import *im)
{
	size_t n = im->kind->n;
	struct csv_column *want = arena_array(im->act->arena, n, sizeof(*want));
	enum jy_err err;

	im->index = arena_array(im->act->arena, n, sizeof(*im->index));
	if (want == NULL || im->index == NULL)
		return JY_ENOMEM;
	for (size_t i = 0; i < n; i++)
		want[i] = (struct csv_column){ im->kind->columns[i].names,
			im->kind->columns[i].required };
	if ((err = csv_map(im->csv, want, n, im->index, im->diag)) != JY_OK)
		return err;
	for (size_t i = 0; i < n; i++)
		if (im->kind->columns[i].type == IMPORT_DROP && im->index[i] >= 0)
			im->say(im->arg, false, im->csv->header.line,
			    column_name(im, (int)i), STR("不予保存，已略去"));
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

static void
progress(const struct import *im, const char *pass, size_t done)
{
	if (im->progress != NULL)
		im->progress(im->arg, pass, done, im->csv->row_count);
}

static enum jy_err
check_rows(struct import *im)
{
	size_t n = im->csv->row_count, width = im->kind->read;
	struct import_value *values =
	    arena_array(im->act->arena, n * width, sizeof(*values));
	enum jy_err err = JY_OK;

	im->rows = arena_array(im->act->arena, n, sizeof(im->rows[0]));
	if (im->rows == NULL || values == NULL)
		return JY_ENOMEM;
	for (size_t i = 0; i < n && err == JY_OK; i++) {
		progress(im, "checking", i);
		im->rows[i].cells = &im->csv->rows[i];
		im->rows[i].value = values + i * width;
		import_parse(im, &im->rows[i]);
		if (!im->rows[i].bad)
			err = im->kind->check(im, &im->rows[i]);
	}
	progress(im, "checking", n);
	if (err == JY_OK)
		find_duplicates(im);
	return err;
}

static enum jy_err
store_rows(struct import *im)
{
	size_t n = im->csv->row_count;
	enum jy_err err = JY_OK;

	for (size_t i = 0; i < n && err == JY_OK; i++) {
		progress(im, "storing ", i);
		if (im->rows[i].bad || im->faults > IMPORT_FAULTS_MAX)
			continue;
		if ((err = im->kind->store(im, &im->rows[i])) == JY_ECONFLICT) {
			if (!im->rows[i].bad)
				import_fault(im, &im->rows[i], -1, "与已有数据冲突（%s）",
				    db_conflict(im->act->db));
			err = JY_OK;
		}
	}
	progress(im, "storing ", n);
	return err == JY_OK && im->kind->finish != NULL ? im->kind->finish(im) : err;
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
	err = buf_ok(&reason)
		  ? audit_act(im->act, im->kind->act, "file", 0, NULL, buf_view(&reason))
		  : JY_ENOMEM;
	buf_release(&reason);
	return err;
}

static enum jy_err
refuse(struct import *im)
{
	if (im->faults == 0 || im->partial)
		return JY_OK;
	return diag_set(im->diag, JY_EPARSE, im->csv->file, 0, 0,
	    "%zu of %zu rows are wrong; nothing was imported", im->bad,
	    im->csv->row_count);
}

enum jy_err
import_bytes(
    struct import *im, const struct import_kind *kind, const char *file, struct str bytes)
{
	struct csv *csv;
	enum jy_err err;

	im->kind = kind;
	im->today = clock_day_number(im->act->now);
	err = csv_open(im->act->arena, file, bytes, kind->limits, &csv, im->diag);
	if (err != JY_OK)
		return err;
	im->csv = csv;
	if ((err = map_columns(im)) == JY_OK && (err = check_rows(im)) == JY_OK &&
	    (im->faults == 0 || im->partial))
		err = store_rows(im);
	if (err == JY_OK && (err = refuse(im)) == JY_OK)
		err = record(im, bytes);
	return err;
}
