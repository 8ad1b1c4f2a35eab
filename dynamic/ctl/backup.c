/*
 * backup.c - `portalctl backup`: a copy of the store while it is in use, the
 * configuration and the uploaded files, in one encrypted archive. The keys are not in it.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "clock.h"
#include "ctl/backup.h"
#include "file.h"
#include "migrate.h"

static const char *const names[BACKUP_FILES] = { "store.db", "jiuye.conf" };

void
backup_manifest_put(const struct backup_manifest *m, struct buf *out)
{
	char head[AUDIT_HEAD_SIZE];

	audit_head_text(&m->head, head);
	buf_printf(out, "jiuye-backup 2\nmade %s\nschema %" PRId64 "\naudit %s\n",
	    m->made, m->schema, head);
	for (int i = 0; i < BACKUP_FILES; i++) {
		buf_printf(out, "file %s %" PRId64 " ", m->file[i].name, m->file[i].size);
		hex_encode(out, STR_BYTES(m->file[i].sha256));
		buf_char(out, '\n');
	}
}

/* The rest of a line that begins with `word` and a blank. */
static bool
line_of(struct str *text, const char *word, struct str *rest)
{
	struct str first;

	return str_split(text, '\n', rest) && str_split(rest, ' ', &first) &&
	       str_is(first, word);
}

static bool
parse_file(struct backup_file *f, const char *name, struct str line)
{
	struct str part;

	f->name = name;
	return str_split(&line, ' ', &part) && str_is(part, name) &&
	       str_split(&line, ' ', &part) && str_int(part, 0, INT64_MAX, &f->size) &&
	       hex_decode(line, f->sha256, SHA256_SIZE);
}

enum jy_err
backup_manifest_parse(struct backup_manifest *m, struct str text, struct diag *d)
{
	struct str rest;
	bool ok;

	memset(m, 0, sizeof(*m));
	ok = line_of(&text, "jiuye-backup", &rest) && str_is(rest, "2") &&
	     line_of(&text, "made", &rest) && rest.n < sizeof(m->made);
	if (ok)
		memcpy(m->made, rest.p, rest.n);
	ok = ok && line_of(&text, "schema", &rest) &&
	     str_int(rest, 1, 9999, &m->schema) && line_of(&text, "audit", &rest) &&
	     audit_head_parse(rest, &m->head);
	for (int i = 0; i < BACKUP_FILES && ok; i++)
		ok = line_of(&text, "file", &rest) &&
		     parse_file(&m->file[i], names[i], rest);
	if (ok && text.n == 0)
		return JY_OK;
	return diag_set(
	    d, JY_EPARSE, "", 0, 0, "the backup's manifest is not understood");
}

enum jy_err
backup_key(struct ctl *c, const char *passphrase_file, struct archive_key *key)
{
	struct buf text = BUF_INIT;
	enum jy_err err;

	*key = (struct archive_key){ .keys = c->keys };
	if (passphrase_file == NULL)
		return JY_OK;
	if ((err = file_read(passphrase_file, 1024, &text, &c->diag)) == JY_OK) {
		key->passphrase = arena_str(&c->arena, str_trim(buf_view(&text)));
		if (key->passphrase.n < 12)
			err = ctl_fail(
			    c, JY_EINPUT, "the passphrase has less than 12 bytes");
	}
	buf_release(&text);
	return err;
}

/* Call put() for each piece of a file. */
static enum jy_err
each_piece(struct ctl *c, const char *path,
    enum jy_err (*put)(void *arg, struct str bytes, struct diag *d), void *arg)
{
	enum jy_err err = JY_OK;
	char bytes[65536];
	FILE *fp;
	size_t n;

	if ((fp = fopen(path, "re")) == NULL)
		return diag_set(&c->diag, JY_EIO, path, 0, 0, "%s", strerror(errno));
	while (err == JY_OK && (n = fread(bytes, 1, sizeof(bytes), fp)) > 0)
		err = put(arg, (struct str){ bytes, n }, &c->diag);
	if (err == JY_OK && ferror(fp))
		err = diag_set(&c->diag, JY_EIO, path, 0, 0, "cannot be read");
	fclose(fp);
	return err;
}

struct measure {
	struct sha256 hash;
	int64_t size;
};

static enum jy_err
put_measure(void *arg, struct str bytes, struct diag *d)
{
	struct measure *m = arg;

	(void)d;
	sha256_add(&m->hash, bytes);
	m->size += (int64_t)bytes.n;
	return JY_OK;
}

static enum jy_err
put_archive(void *arg, struct str bytes, struct diag *d)
{
	return archive_write(arg, bytes, d);
}

static enum jy_err
measure_file(struct ctl *c, const char *path, struct backup_file *f)
{
	struct measure m = { .size = 0 };
	enum jy_err err, done;

	sha256_init(&m.hash);
	err = each_piece(c, path, put_measure, &m);
	done = sha256_done(&m.hash, f->sha256);
	f->size = m.size;
	return err != JY_OK ? err : done;
}

static enum jy_err
write_archive(struct ctl *c, struct archive *a, const struct backup_manifest *m,
    const char *const *paths, struct backup_uploads *uploads)
{
	struct buf text = BUF_INIT;
	uint8_t length[4];
	enum jy_err err;

	backup_manifest_put(m, &text);
	for (int i = 0; i < 4; i++)
		length[i] = (uint8_t)(text.len >> (24 - 8 * i));
	err = !buf_ok(&text) ? JY_ENOMEM : archive_write(a, STR_BYTES(length), &c->diag);
	if (err == JY_OK)
		err = archive_write(a, buf_view(&text), &c->diag);
	for (int i = 0; i < BACKUP_FILES && err == JY_OK; i++)
		err = each_piece(c, paths[i], put_archive, a);
	if (err == JY_OK)
		err = backup_uploads_put(c, paths[BACKUP_STORE], a, uploads);
	buf_release(&text);
	return err == JY_OK ? archive_finish(a, &c->diag) : err;
}

/* That a backup was made is in the trail, and so in the backup. */
static enum jy_err
record(struct ctl *c)
{
	enum jy_err err;

	if ((err = db_begin(c->db)) != JY_OK)
		return err;
	return db_end(
	    c->db, audit_act(&c->act, "backup.make", "store", 0, NULL, STR_NONE));
}

/* The audit head as the copy has it, which others write past meanwhile. */
static enum jy_err
copy_head(struct ctl *c, const char *copy, struct audit_head *head)
{
	const char *url = arena_printf(&c->arena, "sqlite:%s", copy).p;
	struct db *db = NULL;
	enum jy_err err;

	if (url == NULL)
		return JY_ENOMEM;
	if ((err = db_open(&db, url, DB_READ, &c->diag)) == JY_OK)
		err = audit_head(db, head);
	db_close(db);
	return err;
}

static enum jy_err
back_up(struct ctl *c, const char *file, const char *copy, const struct archive_key *key)
{
	const char *paths[BACKUP_FILES] = { copy, c->conf.file };
	struct backup_manifest m = { .schema = migrations_count };
	struct backup_uploads uploads = { 0, 0 };
	struct archive *a = NULL;
	enum jy_err err;

	if ((err = record(c)) != JY_OK ||
	    (err = db_backup(c->db, copy, &c->diag)) != JY_OK ||
	    (err = copy_head(c, copy, &m.head)) != JY_OK)
		return err;
	clock_rfc3339(c->act.now, m.made);
	for (int i = 0; i < BACKUP_FILES && err == JY_OK; i++) {
		m.file[i].name = names[i];
		err = measure_file(c, paths[i], &m.file[i]);
	}
	if (err == JY_OK && (err = archive_create(&a, file, key, &c->diag)) == JY_OK)
		err = write_archive(c, a, &m, paths, &uploads);
	archive_close(a);
	if (err == JY_OK)
		printf("%s: store %" PRId64 " bytes, uploads %" PRId64
		       ", missing %" PRId64 ", audit head %" PRId64 "\n",
		    file, m.file[BACKUP_STORE].size, uploads.kept, uploads.missing,
		    m.head.seq);
	return err;
}

/* The copy lies beside the archive and goes when that is written. */
enum jy_err
ctl_backup(struct ctl *c, int argc, char **argv)
{
	static const char *const ends[] = { "", "-wal", "-shm", "-journal" };
	const char *phrase = NULL, *args[2];
	const struct ctl_option options[] = { { "passphrase-file", &phrase, NULL } };
	struct archive_key key;
	const char *copy;
	enum jy_err err;

	if ((err = ctl_arguments(c, argc, argv, options, 1, args, 1, 1)) != JY_OK ||
	    (err = backup_key(c, phrase, &key)) != JY_OK)
		return err;
	if (access(args[0], F_OK) == 0)
		return diag_set(&c->diag, JY_ECONFLICT, args[0], 0, 0, "exists already");
	copy = arena_printf(&c->arena, "%s.copy-%d", args[0], (int)getpid()).p;
	if (copy == NULL)
		return JY_ENOMEM;
	err = back_up(c, args[0], copy, &key);
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		struct str path = arena_printf(&c->arena, "%s%s", copy, ends[i]);

		if (path.p != NULL)
			unlink(path.p);
	}
	return err;
}
