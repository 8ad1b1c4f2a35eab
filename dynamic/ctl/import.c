/*
 * import.c - `portalctl import`: a CSV file into the store. What a file must be is
 * import/import.c's and the kinds'.
 */
#include <stdio.h>

#include "ctl/import.h"
#include "file.h"
#include "student/import_students.h"

static const struct import_kind *const kinds[] = { &import_students, &import_employers,
	&import_jobs, &import_offices, &import_regions };
#define NKINDS (sizeof(kinds) / sizeof(kinds[0]))

/* One import on a terminal. */
struct terminal {
	const char *file;
	struct progress bar;
	const char *pass; /* that the bar shows; NULL: none */
};

static void
say(void *arg, bool fault, unsigned line, struct str column, struct str text)
{
	const struct terminal *t = arg;

	(void)fault;
	fprintf(stderr, "portalctl: %s:%u: " STR_FMT "%s" STR_FMT "\n", t->file, line,
	    STR_ARG(column), column.n > 0 ? ": " : "", STR_ARG(text));
}

static void
progress(void *arg, const char *pass, size_t done, size_t total)
{
	struct terminal *t = arg;

	if (t->pass != pass)
		progress_start(&t->bar, pass, total);
	t->pass = pass;
	if (done < total) {
		progress_at(&t->bar, done);
		return;
	}
	progress_end(&t->bar);
	t->pass = NULL;
}

enum jy_err
ctl_import_bytes(struct ctl *c, const struct import_kind *kind, const char *file,
    struct str bytes, bool partial, struct import *im)
{
	struct terminal t = { .file = file };
	enum jy_err err;

	*im = (struct import){ .act = &c->act,
		.diag = &c->diag,
		.say = say,
		.progress = progress,
		.arg = &t,
		.partial = partial };
	err = import_bytes(im, kind, file, bytes);
	if (im->faults > IMPORT_FAULTS_MAX)
		fprintf(
		    stderr, "portalctl: and %zu more\n", im->faults - IMPORT_FAULTS_MAX);
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
		err = db_end(c->db,
		    ctl_import_bytes(c, kind, file, buf_view(&bytes), partial, im));
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
	if (im.bad > 0)
		return diag_set(&c->diag, JY_EINPUT, args[1], 0, 0,
		    "%zu rows were refused, the others are stored", im.bad);
	return JY_OK;
}
