/*
 * upload.c - see upload.h.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "escape.h"
#include "file.h"
#include "picture.h"
#include "file/upload.h"
#include "log.h"

#define UID_BYTES 16
#define FILE_MODE 0640

SQL(SQL_UPLOAD_TOTAL,
    "SELECT count(*), coalesce(sum(size), 0) FROM file WHERE account_id = :account");
SQL(SQL_UPLOAD_INSERT,
    "INSERT INTO file(uid, account_id, purpose, name, type, size, sha256, created_at)"
    " VALUES(:uid, :account, :purpose, :name, :type, :size, :sha256, :now)");
SQL(SQL_UPLOAD_WAIT,
    "INSERT INTO file_waiting(uid, purpose, name, type, size, sha256, until)"
    " VALUES(:uid, :purpose, :name, :type, :size, :sha256, :until)");
SQL(SQL_UPLOAD_WAITS, "SELECT purpose, name, type, size, sha256 FROM file_waiting"
		      " WHERE uid = :uid AND until > :now");
SQL(SQL_UPLOAD_DUE, "SELECT uid FROM file_waiting WHERE until <= :now LIMIT 100");
SQL(SQL_UPLOAD_WAITED, "DELETE FROM file_waiting WHERE uid = :uid");
SQL(SQL_UPLOAD_FIND,
    "SELECT id, account_id, size, uid, name, type FROM file WHERE id = :id");
SQL(SQL_UPLOAD_OWN, "SELECT id, account_id, size, uid, name, type FROM file"
		    " WHERE uid = :uid AND account_id = :account");
SQL(SQL_UPLOAD_DROP, "DELETE FROM file WHERE id = :id");

static const struct {
	const char *name;
	unsigned width, height; /* of a picture at most */
	bool pdf;
} purposes[] = {
	[UPLOAD_PHOTO] = { "photo", 480, 640, false },
	[UPLOAD_LICENCE] = { "licence", 2400, 2400, true },
	[UPLOAD_MATERIAL] = { "material", 2400, 2400, true },
	[UPLOAD_SCAN] = { "scan", 2400, 2400, true },
};

/* Which endings a type may have; the first is given to what is written anew. */
static const struct {
	const char *type, *endings[3];
} types[] = {
	{ "image/jpeg", { ".jpg", ".jpeg", NULL } },
	{ "image/png", { ".png", NULL } },
	{ "application/pdf", { ".pdf", NULL } },
};

/* A uid has only letters that are safe in a path: it is checked here once more. */
static struct str
path_of(struct arena *a, const char *folder, struct str uid)
{
	if (uid.n != UPLOAD_UID_CHARS)
		return STR_NONE;
	for (size_t i = 0; i < uid.n; i++)
		if (strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
			   "0123456789-_",
			uid.p[i]) == NULL)
			return STR_NONE;
	return arena_printf(a, "%s/" STR_FMT, folder, STR_ARG(uid));
}

static bool
has_ending(struct str name, const char *ending)
{
	size_t n = strlen(ending);

	return name.n > n && strncasecmp(name.p + name.n - n, ending, n) == 0;
}

static bool
name_fits(struct str name, const char *type)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		for (int k = 0;
		     strcmp(types[i].type, type) == 0 && types[i].endings[k] != NULL; k++)
			if (has_ending(name, types[i].endings[k]))
				return true;
	return false;
}

/* --- in */

/* What was never entered into the store goes with its request. */
static void
forget(void *arg)
{
	struct upload *u = arg;
	char path[4200];

	if (!u->written || u->kept)
		return;
	snprintf(path, sizeof(path), "%s/%s", u->folder, u->uid);
	if (unlink(path) != 0)
		log_warn("upload", LOG_STR("cause", strerror(errno)));
}

enum jy_err
upload_new(struct act *act, enum upload_purpose purpose, const struct form_value *v,
    struct upload **out)
{
	struct upload *u = arena_alloc(act->arena, sizeof(*u));
	enum jy_err err;

	if (u == NULL)
		return JY_ENOMEM;
	*u = (struct upload){ .purpose = purpose,
		.name = v->text,
		.bytes = v->bytes,
		.folder = act->conf->path.files };
	if ((err = random_text(u->uid, UID_BYTES)) != JY_OK)
		return err;
	if (!arena_defer(act->arena, forget, u))
		return JY_ENOMEM;
	*out = u;
	return JY_OK;
}

/* Without a parser for it: a PDF that begins and ends as one (ISO 32000-1 7.5). */
static bool
is_pdf(struct str b)
{
	size_t tail = b.n < 1024 ? b.n : 1024;

	return b.n > 16 && memcmp(b.p, "%PDF-", 5) == 0 &&
	       (b.p[5] == '1' || b.p[5] == '2') && b.p[6] == '.' &&
	       memmem(b.p + b.n - tail, tail, "%%EOF", 5) != NULL;
}

static const char *
fault_text(const struct upload *u, enum picture_fault fault)
{
	switch (fault) {
	case PICTURE_OK:
	case PICTURE_MEMORY:
		return NULL;
	case PICTURE_TYPE:
		return purposes[u->purpose].pdf
			   ? "只能上传 JPEG、PNG 图片或 PDF "
			     "文件，且文件名后缀要与内容一致。"
			   : "只能上传 JPEG 或 PNG 图片，且文件名后缀要与内容一致。";
	case PICTURE_LARGE:
		return "图片尺寸过大，请缩小到 1600 万像素以内。";
	case PICTURE_SMALL:
		return "图片太小，宽和高至少 60 像素。";
	case PICTURE_WRONG:
		break;
	}
	return "文件已损坏或不完整，请重新导出后再上传。";
}

static void
write_it(struct upload *u, struct str bytes, const char *type)
{
	struct diag d = { .text = "" };
	char path[4200];

	u->type = type;
	u->size = (int64_t)bytes.n;
	if ((u->err = sha256(bytes, u->sha256)) != JY_OK)
		return;
	snprintf(path, sizeof(path), "%s/%s", u->folder, u->uid);
	u->err = file_write(path, bytes, FILE_MODE, FILE_SYNC, &d);
	u->written = u->err == JY_OK;
	if (!u->written)
		log_error("upload", LOG_STR("cause", d.text));
}

void
upload_run(void *arg)
{
	struct upload *u = arg;
	const char *type = picture_type(u->bytes);
	struct buf clean = BUF_INIT;
	enum picture_fault fault = PICTURE_TYPE;

	if (purposes[u->purpose].pdf && is_pdf(u->bytes) &&
	    name_fits(u->name, "application/pdf")) {
		write_it(u, u->bytes, "application/pdf");
		return;
	}
	if (type != NULL && name_fits(u->name, type))
		fault = picture_make(u->bytes, purposes[u->purpose].width,
		    purposes[u->purpose].height, &clean);
	u->fault = fault_text(u, fault);
	if (fault == PICTURE_MEMORY)
		u->err = JY_ENOMEM;
	if (fault == PICTURE_OK)
		write_it(u, buf_view(&clean), "image/jpeg");
	buf_release(&clean);
}

/* The shown name: what was sent, with the ending of what is kept. */
static struct str
kept_name(struct arena *a, const struct upload *u)
{
	struct str name = u->name;

	if (strcmp(u->type, "image/jpeg") != 0 || !has_ending(name, ".png"))
		return name;
	return arena_printf(a, "%.*s.jpg", (int)(name.n - 4), name.p);
}

static enum jy_err
check_total(struct act *act, struct upload *u)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if (act->who.role != ROLE_GRADUATE && act->who.role != ROLE_EMPLOYER)
		return JY_OK;
	if ((err = db_prepare(act->db, &st, SQL_UPLOAD_TOTAL)) != JY_OK)
		return err;
	db_bind_int(st, ":account", act->who.account_id);
	if ((err = db_one(st)) == JY_OK &&
	    (db_int(st, 0) >= UPLOAD_FILES_MAX ||
		db_int(st, 1) + u->size > UPLOAD_BYTES_MAX)) {
		u->fault = "您保存的文件已达到上限，请先删除不用的文件。";
		err = JY_EINPUT;
	}
	db_finish(st);
	return err;
}

/* A statement with what both tables say of a file. */
static enum jy_err
prepare_facts(
    struct act *act, const struct upload *u, const char *sql, struct db_stmt **st)
{
	struct str name = kept_name(act->arena, u);
	enum jy_err err;

	if (name.p == NULL)
		return JY_ENOMEM;
	if ((err = db_prepare(act->db, st, sql)) != JY_OK)
		return err;
	db_bind_text(*st, ":uid", u->uid);
	db_bind_text(*st, ":purpose", purposes[u->purpose].name);
	db_bind_str(*st, ":name", name);
	db_bind_text(*st, ":type", u->type);
	db_bind_int(*st, ":size", u->size);
	db_bind_blob(*st, ":sha256", u->sha256, sizeof(u->sha256));
	return JY_OK;
}

enum jy_err
upload_keep(struct act *act, struct upload *u, int64_t *id)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if (u->fault != NULL || u->err != JY_OK)
		return u->fault != NULL ? JY_EINPUT : u->err;
	if ((err = check_total(act, u)) != JY_OK ||
	    (err = prepare_facts(act, u, SQL_UPLOAD_INSERT, &st)) != JY_OK)
		return err;
	db_bind_int(st, ":account", act->who.account_id);
	db_bind_int(st, ":now", act->now);
	if ((err = db_run(st)) == JY_OK)
		*id = db_last_id(act->db);
	db_finish(st);
	return err;
}

/* --- before their account */

enum jy_err
upload_wait(struct act *act, struct upload *u)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if (u->fault != NULL || u->err != JY_OK)
		return u->fault != NULL ? JY_EINPUT : u->err;
	if ((err = prepare_facts(act, u, SQL_UPLOAD_WAIT, &st)) != JY_OK)
		return err;
	db_bind_int(st, ":until", act->now + UPLOAD_WAIT_SECONDS);
	err = db_run(st);
	db_finish(st);
	return err;
}

/* The row of one that waits. */
static enum jy_err
load_waiting(struct act *act, struct upload *u)
{
	struct db_stmt *st = NULL;
	struct str sum;
	enum jy_err err;

	if ((err = db_prepare(act->db, &st, SQL_UPLOAD_WAITS)) != JY_OK)
		return err;
	db_bind_text(st, ":uid", u->uid);
	db_bind_int(st, ":now", act->now);
	if ((err = db_one(st)) != JY_OK)
		goto out;
	for (size_t i = 0; i < sizeof(purposes) / sizeof(purposes[0]); i++)
		if (str_is(db_str(st, 0), purposes[i].name))
			u->purpose = (enum upload_purpose)i;
	u->name = arena_str(act->arena, db_str(st, 1));
	u->type = arena_cstr(act->arena, db_str(st, 2));
	u->size = db_int(st, 3);
	sum = db_blob(st, 4);
	if (u->name.p == NULL || u->type == NULL || sum.n != sizeof(u->sha256))
		err = JY_ENOMEM;
	else
		memcpy(u->sha256, sum.p, sum.n);
out:
	db_finish(st);
	return err;
}

static enum jy_err
wait_no_longer(struct act *act, struct str uid)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_UPLOAD_WAITED);

	if (err != JY_OK)
		return err;
	db_bind_str(st, ":uid", uid);
	err = db_run(st);
	db_finish(st);
	return err;
}

enum jy_err
upload_resume(struct act *act, struct str uid, struct upload **out)
{
	struct upload *u = arena_alloc(act->arena, sizeof(*u));
	enum jy_err err;

	if (u == NULL)
		return JY_ENOMEM;
	if (uid.n != UPLOAD_UID_CHARS)
		return JY_ENOTFOUND;
	*u = (struct upload){ .folder = act->conf->path.files, .kept = true };
	memcpy(u->uid, uid.p, uid.n);
	if ((err = load_waiting(act, u)) != JY_OK)
		return err;
	*out = u;
	return wait_no_longer(act, uid);
}

enum jy_err
upload_sweep(struct act *act, int64_t *removed)
{
	struct str uids[100];
	struct db_stmt *st = NULL;
	size_t n = 0;
	enum jy_err err;
	bool row;

	if ((err = db_begin(act->db)) != JY_OK)
		return err;
	if ((err = db_prepare(act->db, &st, SQL_UPLOAD_DUE)) == JY_OK) {
		db_bind_int(st, ":now", act->now);
		while (n < 100 && (err = db_step(st, &row)) == JY_OK && row)
			uids[n++] = arena_str(act->arena, db_str(st, 0));
		db_finish(st);
	}
	for (size_t i = 0; i < n && err == JY_OK; i++)
		err = wait_no_longer(act, uids[i]);
	if ((err = db_end(act->db, err)) != JY_OK)
		return err;
	for (size_t i = 0; i < n; i++)
		upload_unlink(act, uids[i]);
	*removed += (int64_t)n;
	return JY_OK;
}

/* --- kept files */

static enum jy_err
find(struct act *act, struct db_stmt *st, struct stored *out)
{
	enum jy_err err = db_one(st);

	if (err == JY_OK) {
		out->id = db_int(st, 0);
		out->account_id = db_int(st, 1);
		out->size = db_int(st, 2);
		out->uid = arena_str(act->arena, db_str(st, 3));
		out->name = arena_str(act->arena, db_str(st, 4));
		out->type = arena_str(act->arena, db_str(st, 5));
	}
	db_finish(st);
	return err;
}

enum jy_err
upload_find(struct act *act, int64_t id, struct stored *out)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_UPLOAD_FIND);

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":id", id);
	return find(act, st, out);
}

enum jy_err
upload_find_own(struct act *act, struct str uid, struct stored *out)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_UPLOAD_OWN);

	if (err != JY_OK)
		return err;
	db_bind_str(st, ":uid", uid);
	db_bind_int(st, ":account", act->who.account_id);
	return find(act, st, out);
}

/* The file itself, if it is what the store says. */
static enum jy_err
open_it(struct request *rq, const struct stored *file, int *fd)
{
	struct str path = path_of(rq->act.arena, rq->act.conf->path.files, file->uid);
	struct stat st;

	if (path.p == NULL)
		return JY_EINTERNAL;
	*fd = open(path.p, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (*fd >= 0 && fstat(*fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    st.st_size == file->size)
		return JY_OK;
	log_error("upload", LOG_STR("cause", "a kept file is not there as it was"));
	if (*fd >= 0)
		close(*fd);
	return JY_EIO;
}

enum jy_err
upload_read(struct act *act, const struct stored *file, struct buf *out)
{
	struct str path = path_of(act->arena, act->conf->path.files, file->uid);

	return path.p == NULL ? JY_EINTERNAL
			      : file_read(path.p, (size_t)file->size, out, NULL);
}

enum jy_err
upload_reply(struct request *rq, const struct stored *file)
{
	bool picture = str_starts(file->type, "image/");
	struct reply *r = &rq->reply;
	enum jy_err err;
	int fd = -1;

	if ((err = open_it(rq, file, &fd)) != JY_OK)
		return err;
	reply_file_name(rq, picture ? "inline" : "attachment", file->name);
	reply_header(rq, "content-security-policy", STR("sandbox"));
	r->status = 200;
	r->kind = REPLY_FILE;
	r->type = arena_cstr(rq->act.arena, file->type);
	r->fd = fd;
	r->offset = 0;
	r->length = file->size;
	return r->type != NULL ? JY_OK : JY_ENOMEM;
}

enum jy_err
upload_drop(struct act *act, int64_t id, struct str *uid)
{
	struct db_stmt *st = NULL;
	struct stored file;
	enum jy_err err;

	if ((err = upload_find(act, id, &file)) != JY_OK ||
	    (err = db_prepare(act->db, &st, SQL_UPLOAD_DROP)) != JY_OK)
		return err;
	db_bind_int(st, ":id", id);
	err = db_run(st);
	db_finish(st);
	*uid = file.uid;
	return err;
}

static void
remove_bytes(void *path)
{
	if (unlink(path) != 0 && errno != ENOENT)
		log_warn("upload", LOG_STR("cause", strerror(errno)));
}

void
upload_unlink(struct act *act, struct str uid)
{
	struct str path = path_of(act->arena, act->conf->path.files, uid);

	if (path.p != NULL)
		(void)act_after(act, remove_bytes, (char *)path.p);
}
