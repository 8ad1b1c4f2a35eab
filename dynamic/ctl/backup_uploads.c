/*
 * backup_uploads.c - the uploaded files in a backup: behind the store, in the order of
 * their uids, each announced by one byte. Which there are, how long and with which
 * digest, the store in the archive says; see backup.h.
 */
#include <stdio.h>

#include "ctl/backup.h"
#include "file.h"
#include "file/upload.h"

#define THERE '+'
#define MISSING '-'

SQL(SQL_BACKUP_UPLOADS, "SELECT uid, size, sha256 FROM file ORDER BY uid");

/* What is done with each row of a store. */
typedef enum jy_err (*upload_fn)(void *arg, struct db_stmt *st);

static enum jy_err
each_upload(struct ctl *c, const char *store, upload_fn fn, void *arg)
{
	const char *url = arena_printf(&c->arena, "sqlite:%s", store).p;
	struct db_stmt *st = NULL;
	struct db *db = NULL;
	enum jy_err err;
	bool row;

	if (url == NULL)
		return JY_ENOMEM;
	if ((err = db_open(&db, url, DB_READ, &c->diag)) == JY_OK &&
	    (err = db_prepare(db, &st, SQL_BACKUP_UPLOADS)) == JY_OK)
		while ((err = db_step(st, &row)) == JY_OK && row &&
		       (err = fn(arg, st)) == JY_OK)
			;
	db_finish(st);
	db_close(db);
	return err;
}

/* A place in a folder. NULL: the row's uid is none. */
static const char *
path_in(struct ctl *c, const char *folder, struct str uid)
{
	if (uid.n != UPLOAD_UID_CHARS || !path_is_clean(uid) ||
	    memchr(uid.p, '/', uid.n) != NULL)
		return NULL;
	return arena_printf(&c->arena, "%s/" STR_FMT, folder, STR_ARG(uid)).p;
}

static bool
is_as_stored(const struct db_stmt *st, struct str bytes)
{
	uint8_t digest[SHA256_SIZE];
	struct str want = db_blob(st, 2);

	return (int64_t)bytes.n == db_int(st, 1) && want.n == sizeof(digest) &&
	       sha256(bytes, digest) == JY_OK &&
	       memcmp(want.p, digest, sizeof(digest)) == 0;
}

/* --- into the archive */

struct putting {
	struct ctl *c;
	struct archive *a;
	struct backup_uploads *count;
};

static enum jy_err
put_one(void *arg, struct db_stmt *st)
{
	struct putting *p = arg;
	const char *path = path_in(p->c, p->c->conf.path.files, db_str(st, 0));
	struct buf bytes = BUF_INIT;
	enum jy_err err = JY_OK;
	bool there;

	there = path != NULL &&
		file_read(path, UPLOAD_DOCUMENT_MAX, &bytes, NULL) == JY_OK &&
		is_as_stored(st, buf_view(&bytes));
	if (there)
		p->count->kept++;
	else if (++p->count->missing <= 20)
		fprintf(stderr, "portalctl: upload " STR_FMT ": not there as it was\n",
		    STR_ARG(db_str(st, 0)));
	err = archive_write(p->a, (struct str){ there ? "+" : "-", 1 }, &p->c->diag);
	if (err == JY_OK && there)
		err = archive_write(p->a, buf_view(&bytes), &p->c->diag);
	buf_release(&bytes);
	return err;
}

enum jy_err
backup_uploads_put(
    struct ctl *c, const char *copy, struct archive *a, struct backup_uploads *count)
{
	struct putting p = { c, a, count };

	*count = (struct backup_uploads){ 0, 0 };
	return each_upload(c, copy, put_one, &p);
}

/* --- out of it */

struct getting {
	struct ctl *c;
	struct archive *a;
	const char *folder;
	struct backup_uploads *count;
};

static enum jy_err
get_bytes(struct getting *g, struct db_stmt *st, struct buf *out)
{
	struct diag *d = &g->c->diag;
	char piece[65536];
	enum jy_err err;

	for (int64_t left = db_int(st, 1); left > 0;) {
		size_t n = left < (int64_t)sizeof(piece) ? (size_t)left : sizeof(piece);

		if ((err = archive_read(g->a, piece, n, d)) != JY_OK)
			return err;
		buf_add(out, piece, n);
		left -= (int64_t)n;
	}
	if (!buf_ok(out))
		return JY_ENOMEM;
	return is_as_stored(st, buf_view(out))
		   ? JY_OK
		   : diag_set(d, JY_ECRYPTO, "", 0, 0,
			 "upload " STR_FMT " is not what the store says",
			 STR_ARG(db_str(st, 0)));
}

static enum jy_err
get_one(void *arg, struct db_stmt *st)
{
	struct getting *g = arg;
	struct buf bytes = { .max = UPLOAD_DOCUMENT_MAX };
	const char *path;
	enum jy_err err;
	char mark;

	if ((err = archive_read(g->a, &mark, 1, &g->c->diag)) != JY_OK)
		return err;
	if (mark == MISSING) {
		g->count->missing++;
		return JY_OK;
	}
	if (mark != THERE)
		return diag_set(&g->c->diag, JY_EPARSE, "", 0, 0,
		    "the uploads are not as the store says");
	if ((err = get_bytes(g, st, &bytes)) == JY_OK && g->folder != NULL) {
		path = path_in(g->c, g->folder, db_str(st, 0));
		err = path == NULL ? JY_EPARSE
				   : file_write(path, buf_view(&bytes), 0640, FILE_SYNC,
					 &g->c->diag);
	}
	g->count->kept += err == JY_OK;
	buf_release(&bytes);
	return err;
}

enum jy_err
backup_uploads_get(struct ctl *c, const char *store, struct archive *a,
    const char *folder, struct backup_uploads *count)
{
	struct getting g = { c, a, folder, count };

	*count = (struct backup_uploads){ 0, 0 };
	return each_upload(c, store, get_one, &g);
}
