/*
 * restore.c - `portalctl restore`: read an archive to its end, verify everything that
 * can be verified, and only then put the uploads and the store in their places, the store
 * in one rename. Uploads that the store does not know stay where they are.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "ctl/backup.h"
#include "file.h"
#include "migrate.h"

#define CONF_MAX (1024 * 1024)

SQL(SQL_RESTORE_INTEGRITY, "PRAGMA integrity_check");
SQL(SQL_RESTORE_KEYS, "PRAGMA foreign_key_check");

struct restore {
	struct ctl *c;
	const char *file, *part; /* the archive; the store beside its place */
	const char *folder;      /* for the uploads beside theirs; NULL: only verify */
	struct backup_uploads uploads;
	struct backup_manifest m;
	struct buf conf;
};

/* The next n bytes of the archive into a file or a buffer, and their digest. */
static enum jy_err
copy_out(struct restore *r, struct archive *a, const struct backup_file *f, FILE *to,
    struct buf *into)
{
	uint8_t bytes[65536], digest[SHA256_SIZE];
	struct diag *d = &r->c->diag;
	struct sha256 hash;
	enum jy_err err = JY_OK, done;

	sha256_init(&hash);
	for (int64_t left = f->size; left > 0 && err == JY_OK;) {
		size_t n = left < (int64_t)sizeof(bytes) ? (size_t)left : sizeof(bytes);

		if ((err = archive_read(a, bytes, n, d)) != JY_OK)
			break;
		left -= (int64_t)n;
		sha256_add(&hash, (struct str){ (const char *)bytes, n });
		if (into != NULL)
			buf_add(into, bytes, n);
		else if (fwrite(bytes, 1, n, to) != n)
			err = diag_set(d, errno == ENOSPC ? JY_ENOSPC : JY_EIO, r->part,
			    0, 0, "%s", strerror(errno));
	}
	done = sha256_done(&hash, digest);
	if (err == JY_OK && (err = done) == JY_OK &&
	    memcmp(digest, f->sha256, SHA256_SIZE) != 0)
		err = diag_set(d, JY_ECRYPTO, r->file, 0, 0,
		    "%s is not what the manifest says", f->name);
	return err;
}

static enum jy_err
read_manifest(struct restore *r, struct archive *a)
{
	char text[BACKUP_MANIFEST_MAX];
	uint8_t length[4];
	size_t n = 0;
	enum jy_err err;

	if ((err = archive_read(a, length, sizeof(length), &r->c->diag)) != JY_OK)
		return err;
	for (int i = 0; i < 4; i++)
		n = n << 8 | length[i];
	if (n > sizeof(text))
		return diag_set(
		    &r->c->diag, JY_EPARSE, r->file, 0, 0, "its manifest is too long");
	if ((err = archive_read(a, text, n, &r->c->diag)) != JY_OK)
		return err;
	return backup_manifest_parse(&r->m, (struct str){ text, n }, &r->c->diag);
}

static enum jy_err
extract(struct restore *r, const struct archive_key *key)
{
	struct diag *d = &r->c->diag;
	struct archive *a = NULL;
	FILE *fp = NULL;
	enum jy_err err;

	if ((err = archive_open(&a, r->file, key, d)) != JY_OK ||
	    (err = read_manifest(r, a)) != JY_OK)
		goto out;
	if ((fp = fopen(r->part, "wxe")) == NULL) {
		err = diag_set(d, JY_EIO, r->part, 0, 0, "%s", strerror(errno));
		goto out;
	}
	if ((err = copy_out(r, a, &r->m.file[BACKUP_STORE], fp, NULL)) == JY_OK &&
	    (err = copy_out(r, a, &r->m.file[BACKUP_CONF], NULL, &r->conf)) == JY_OK &&
	    (fflush(fp) != 0 || fsync(fileno(fp)) != 0))
		err = diag_set(d, JY_EIO, r->part, 0, 0, "%s", strerror(errno));
	if (err == JY_OK &&
	    (err = backup_uploads_get(r->c, r->part, a, r->folder, &r->uploads)) == JY_OK)
		err = archive_at_end(a, d);
	if (err == JY_OK && !buf_ok(&r->conf))
		err = diag_set(
		    d, JY_ETOOBIG, r->file, 0, 0, "its configuration is too large");
out:
	if (fp != NULL)
		fclose(fp);
	archive_close(a);
	return err;
}

/* A pragma that answers `good`, or with no row at all. */
static enum jy_err
ask(struct restore *r, struct db *db, const char *pragma, const char *good)
{
	struct db_stmt *st = NULL;
	enum jy_err err;
	bool row;

	if ((err = db_prepare(db, &st, pragma)) == JY_OK &&
	    (err = db_step(st, &row)) == JY_OK && row &&
	    (good == NULL || !str_is(db_str(st, 0), good)))
		err = JY_EDB;
	db_finish(st);
	if (err != JY_OK)
		diag_set(&r->c->diag, err, r->file, 0, 0,
		    "the store in it is damaged (%s)", pragma);
	return err;
}

static enum jy_err
verify_audit(struct restore *r, struct db *db)
{
	struct audit_report rep;
	enum jy_err err;

	err = audit_verify(db, r->c->keys, &r->m.head, &rep);
	if (err == JY_OK && rep.fault != AUDIT_WHOLE)
		err = diag_set(&r->c->diag, JY_EDB, r->file, 0, 0,
		    "audit record %" PRId64 ": %s", rep.seq, audit_fault_text(rep.fault));
	return err;
}

static enum jy_err
verify(struct restore *r)
{
	const char *url = arena_printf(&r->c->arena, "sqlite:%s", r->part).p;
	struct db *db = NULL;
	enum jy_err err;

	if (r->m.schema > migrations_count)
		return diag_set(&r->c->diag, JY_EVERSION, r->file, 0, 0,
		    "its store has version %" PRId64
		    ", this program knows %d: install the newer "
		    "program",
		    r->m.schema, migrations_count);
	if (url == NULL)
		return JY_ENOMEM;
	if ((err = db_open(&db, url, DB_READ, &r->c->diag)) == JY_OK &&
	    (err = ask(r, db, SQL_RESTORE_INTEGRITY, "ok")) == JY_OK &&
	    (err = ask(r, db, SQL_RESTORE_KEYS, NULL)) == JY_OK)
		err = verify_audit(r, db);
	db_close(db);
	return err;
}

static const char *
beside(struct restore *r, const char *end)
{
	return arena_printf(&r->c->arena, "%s%s", r->c->conf.path.store, end).p;
}

/* Bring the old store to rest: all of it in one file, nobody has it open. */
static enum jy_err
settle_old(struct restore *r)
{
	const char *url = ctl_store_url(r->c), *wal = beside(r, "-wal");
	struct db *db = NULL;
	enum jy_err err;

	if (url == NULL || wal == NULL)
		return JY_ENOMEM;
	if ((err = db_open(&db, url, DB_WRITE, NULL)) == JY_OK)
		err = db_exec(db, "PRAGMA wal_checkpoint(TRUNCATE)");
	db_close(db);
	if (access(wal, F_OK) != 0)
		return JY_OK; /* also a damaged one: it is only moved aside */
	return diag_set(&r->c->diag, JY_EBUSY, r->c->conf.path.store, 0, 0,
	    err == JY_OK ? "is in use: stop the portal and the timers first"
			 : "is damaged and has a -wal file: move both away first");
}

/* One rename; the old store stays as STORE.replaced. */
static enum jy_err
put_in_place(struct restore *r, bool exists)
{
	const char *store = r->c->conf.path.store, *old = beside(r, ".replaced");
	const char *dir = beside(r, "");
	struct str path = str_of(dir);
	enum jy_err err;
	int fd;

	if (old == NULL || dir == NULL)
		return JY_ENOMEM;
	if (exists) {
		if ((err = settle_old(r)) != JY_OK)
			return err;
		unlink(old);
		if (link(store, old) != 0)
			return diag_set(
			    &r->c->diag, JY_EIO, old, 0, 0, "%s", strerror(errno));
	}
	if (rename(r->part, store) != 0)
		return diag_set(&r->c->diag, JY_EIO, store, 0, 0, "%s", strerror(errno));
	while (path.n > 0 && path.p[path.n - 1] != '/')
		path.n--;
	dir = path.n > 0 ? arena_cstr(&r->c->arena, path) : ".";
	if (dir != NULL && (fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) >= 0) {
		fsync(fd);
		close(fd);
	}
	return JY_OK;
}

/* The trail says that here an older state came back. */
static enum jy_err
record(struct restore *r)
{
	struct ctl *c = r->c;
	enum jy_err err;

	if (r->m.schema != migrations_count) {
		puts("the store is of an older version; run: portalctl migrate");
		return JY_OK;
	}
	if ((err = ctl_open(c, CTL_STORE)) != JY_OK || (err = db_begin(c->db)) != JY_OK)
		return err;
	return db_end(c->db,
	    audit_act(&c->act, "backup.restore", "store", 0, NULL, str_of(r->m.made)));
}

/* What the archive held, to what is there: a uid never names other bytes. */
static enum jy_err
move_uploads(struct restore *r)
{
	const char *to = r->c->conf.path.files;
	DIR *dir;
	enum jy_err err;

	if ((err = file_mkdirs(to, 0750, &r->c->diag)) != JY_OK)
		return err;
	if ((dir = opendir(r->folder)) == NULL)
		return diag_set(
		    &r->c->diag, JY_EIO, r->folder, 0, 0, "%s", strerror(errno));
	for (struct dirent *e; err == JY_OK && (e = readdir(dir)) != NULL;) {
		struct str from =
		    arena_printf(&r->c->arena, "%s/%s", r->folder, e->d_name);
		struct str into = arena_printf(&r->c->arena, "%s/%s", to, e->d_name);

		if (e->d_name[0] == '.')
			continue;
		if (from.p == NULL || into.p == NULL)
			err = JY_ENOMEM;
		else if (rename(from.p, into.p) != 0)
			err = diag_set(
			    &r->c->diag, JY_EIO, into.p, 0, 0, "%s", strerror(errno));
	}
	closedir(dir);
	return err;
}

/* The folder beside that of the uploads, with what was not moved. */
static void
remove_folder(struct restore *r)
{
	DIR *dir = r->folder != NULL ? opendir(r->folder) : NULL;

	if (dir == NULL)
		return;
	for (struct dirent *e; (e = readdir(dir)) != NULL;)
		if (e->d_name[0] != '.')
			unlinkat(dirfd(dir), e->d_name, 0);
	closedir(dir);
	rmdir(r->folder);
}

static enum jy_err
install(struct restore *r, bool force, const char *conf_file)
{
	bool exists = access(r->c->conf.path.store, F_OK) == 0;
	enum jy_err err;

	if (exists && !force)
		return diag_set(&r->c->diag, JY_ECONFLICT, r->c->conf.path.store, 0, 0,
		    "there is a store already; --force replaces it");
	if (conf_file != NULL && access(conf_file, F_OK) == 0)
		return diag_set(
		    &r->c->diag, JY_ECONFLICT, conf_file, 0, 0, "exists already");
	if (conf_file != NULL && (err = file_write(conf_file, buf_view(&r->conf), 0640,
				      FILE_SYNC, &r->c->diag)) != JY_OK)
		return err;
	if ((err = move_uploads(r)) != JY_OK || (err = put_in_place(r, exists)) != JY_OK)
		return err;
	printf("%s restored, as of %s, with %" PRId64 " uploads (%" PRId64
	       " were missing)\n",
	    r->c->conf.path.store, r->m.made, r->uploads.kept, r->uploads.missing);
	return record(r);
}

enum jy_err
ctl_restore(struct ctl *c, int argc, char **argv)
{
	bool check = false, force = false;
	const char *phrase = NULL, *conf_file = NULL, *args[2];
	const struct ctl_option options[] = { { "check", NULL, &check },
		{ "force", NULL, &force }, { "config", &conf_file, NULL },
		{ "passphrase-file", &phrase, NULL } };
	struct restore r = { .c = c, .conf = { .max = CONF_MAX } };
	struct archive_key key;
	enum jy_err err;

	if ((err = ctl_arguments(c, argc, argv, options, 4, args, 1, 1)) != JY_OK ||
	    (err = backup_key(c, phrase, &key)) != JY_OK)
		return err;
	r.file = args[0];
	r.part =
	    arena_printf(&c->arena, "%s.restore-%d", c->conf.path.store, (int)getpid()).p;
	if (r.part == NULL)
		return JY_ENOMEM;
	if (!check) {
		r.folder = arena_printf(
		    &c->arena, "%s.restore-%d", c->conf.path.files, (int)getpid())
			       .p;
		if (r.folder == NULL)
			return JY_ENOMEM;
		if ((err = file_mkdirs(r.folder, 0750, &c->diag)) != JY_OK)
			return err;
	}
	if ((err = extract(&r, &key)) == JY_OK && (err = verify(&r)) == JY_OK) {
		if (check)
			printf("%s: whole, made %s, uploads %" PRId64 ", missing %" PRId64
			       ", audit head %" PRId64 "\n",
			    r.file, r.m.made, r.uploads.kept, r.uploads.missing,
			    r.m.head.seq);
		else
			err = install(&r, force, conf_file);
	}
	for (int i = 0; i < 3; i++) {
		static const char *const ends[] = { "", "-wal", "-shm" };
		struct str path = arena_printf(&c->arena, "%s%s", r.part, ends[i]);

		if (path.p != NULL)
			unlink(path.p);
	}
	remove_folder(&r);
	buf_release(&r.conf);
	return err;
}
