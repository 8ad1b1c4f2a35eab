/*
 * db_sqlite.c - db.h over SQLite: pragmas, error mapping, the statement cache,
 * the authorizer of public readers, online backup; transactions are db_sqlite_tx.c's. No SQL
 * of the product.
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#include "bigram.h"
#include "buf.h"
#include "db_sqlite.h"
#include "escape.h"
#include "log.h"

#define BUSY_MS 5000

extern const struct db_sql __start_jy_sql[] __attribute__((weak));
extern const struct db_sql __stop_jy_sql[] __attribute__((weak));

void
db_sql_inventory(const struct db_sql **first, const struct db_sql **end)
{
	*first = __start_jy_sql;
	*end = __stop_jy_sql;
}

static enum jy_err
disk_full(struct db *db)
{
	snprintf(db->message, sizeof(db->message), "the disk is full");
	return JY_ENOSPC;
}

/* A file failed: the driver says less than the system. What cannot be read back is as good
 * as damaged. */
static enum jy_err
file_failed(struct db *db, int rc)
{
	int e = errno; /* that of a commit the driver does not keep */

	if (sqlite3_system_errno(db->h) != 0)
		e = sqlite3_system_errno(db->h);
	if (e == ENOSPC || e == EDQUOT)
		return disk_full(db);
	if (e != 0 && rc != SQLITE_IOERR_SHORT_READ)
		snprintf(db->message, sizeof(db->message), "%s (%s)",
		    sqlite3_errmsg(db->h), strerror(e));
	log_error("store", LOG_STR("message", db->message), LOG_INT("code", rc));
	return rc == SQLITE_IOERR_READ || rc == SQLITE_IOERR_SHORT_READ ? JY_EDB : JY_EIO;
}

/* Keep the driver's words and turn its code into ours. */
static enum jy_err
failed(struct db *db, int rc)
{
	static const char unique[] = "UNIQUE constraint failed: ";
	static const char check[] = "CHECK constraint failed: ";
	const char *msg = sqlite3_errmsg(db->h);

	snprintf(db->message, sizeof(db->message), "%s", msg);
	db->conflict[0] = '\0';
	switch (rc & 0xff) {
	case SQLITE_CONSTRAINT:
		if (strncmp(msg, unique, sizeof(unique) - 1) == 0)
			msg += sizeof(unique) - 1;
		else if (strncmp(msg, check, sizeof(check) - 1) == 0)
			msg += sizeof(check) - 1;
		snprintf(db->conflict, sizeof(db->conflict), "%s", msg);
		return JY_ECONFLICT;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return JY_EBUSY;
	case SQLITE_FULL:
		return disk_full(db);
	case SQLITE_IOERR:
	case SQLITE_CANTOPEN:
		return file_failed(db, rc);
	case SQLITE_NOMEM:
		return JY_ENOMEM;
	case SQLITE_TOOBIG:
		return JY_ETOOBIG;
	default:
		log_error("store", LOG_STR("message", db->message), LOG_INT("code", rc));
		return (rc & 0xff) == SQLITE_READONLY ? JY_EIO : JY_EDB;
	}
}

/* Poll every 200 us, up to BUSY_MS: SQLite's own handler sleeps up to 100 ms and
 * would stall an event loop. */
static int
busy(void *arg, int tries)
{
	struct timespec now, nap = { 0, 200000 };
	struct db *db = arg;

	clock_gettime(CLOCK_MONOTONIC, &now);
	if (tries == 0)
		db->busy_since = now;
	if ((now.tv_sec - db->busy_since.tv_sec) * 1000 +
		(now.tv_nsec - db->busy_since.tv_nsec) / 1000000 >
	    BUSY_MS)
		return 0;
	nanosleep(&nap, NULL);
	return 1;
}

static bool
is_word(char c)
{
	return c == '_' || c == '$' || (unsigned char)c >= 0x80 ||
	       isalnum((unsigned char)c);
}

static bool
is_public(const char *name)
{
	return name != NULL && strncmp(name, "public_", 7) == 0;
}

/* What a DB_PUBLIC connection may do: SELECT from public_ views, and what those
 * views themselves read. */
static int
authorize_public(void *arg, int action, const char *a, const char *b, const char *dbname,
    const char *inner)
{
	(void)arg;
	(void)b;
	(void)dbname;
	switch (action) {
	case SQLITE_SELECT:
	case SQLITE_TRANSACTION:
		return SQLITE_OK;
	case SQLITE_FUNCTION:
		return b != NULL && strcmp(b, "load_extension") == 0 ? SQLITE_DENY
								     : SQLITE_OK;
	case SQLITE_READ:
		return is_public(a) || is_public(inner) || a[0] == '\0' ? SQLITE_OK
									: SQLITE_DENY;
	default:
		return SQLITE_DENY;
	}
}

/* The authorizer is told the name of a common table expression as if it were a
 * view, so one called public_… would open every table: public readers have none. */
static bool
has_with(struct str sql)
{
	static const char word[] = "with";

	for (size_t i = 0; i + 4 <= sql.n; i++)
		if (strncasecmp(sql.p + i, word, 4) == 0 &&
		    (i == 0 || !is_word(sql.p[i - 1])) &&
		    (i + 4 == sql.n || !is_word(sql.p[i + 4])))
			return true;
	return false;
}

void
db_make_public(struct db *db)
{
	db->public_only = true;
	/* All that it sees is public, so what is sorted may leave memory. */
	sqlite3_exec(db->h, "PRAGMA temp_store=FILE", NULL, NULL, NULL);
	sqlite3_set_authorizer(db->h, authorize_public, NULL);
}

static bool
makes(enum db_mode mode)
{
	return mode == DB_CREATE || mode == DB_CHECKED;
}

static enum jy_err
configure(struct db *db, enum db_mode mode)
{
	static const char common[] =
	    "PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF; PRAGMA "
	    "cell_size_check=ON;"
	    "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-8000; PRAGMA mmap_size=0;";
	enum jy_err err;

	sqlite3_busy_handler(db->h, busy, db);
	sqlite3_db_config(db->h, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(db->h, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_db_config(db->h, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	sqlite3_extended_result_codes(db->h, 1);
	if ((mode == DB_CHECKED && !guard_pages(db->h)) || !bigram_register(db->h))
		return JY_EDB;
	if ((err = db_exec(db, common)) != JY_OK)
		return err;
	if (makes(mode) && (err = db_exec(db, "PRAGMA journal_mode=WAL")) != JY_OK)
		return err;
	if (mode == DB_WRITE || makes(mode))
		return db_exec(db, "PRAGMA synchronous=FULL");
	if ((err = db_exec(db,
		 "PRAGMA query_only=ON; SELECT count(*) FROM sqlite_schema")) != JY_OK)
		return err;
	if (mode == DB_PUBLIC)
		db_make_public(db);
	return JY_OK;
}

/* SQLite tries to open for reading what it could not make, and forgets why it could not. */
static bool
has_room(const char *path)
{
	const char *slash = strrchr(path, '/');
	char folder[PATH_MAX] = ".";
	struct statvfs fs;

	if (slash != NULL)
		snprintf(folder, sizeof(folder), "%.*s/", (int)(slash - path), path);
	return statvfs(folder, &fs) != 0 ||
	       (fs.f_bavail > 0 && (fs.f_files == 0 || fs.f_favail > 0));
}

/* SQLite would make the store readable for everybody. The files beside it get its mode. */
static void
make_private(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd != -1)
		close(fd);
}

/* The driver, run by root, gives files to the store's owner, who has them mostly: that
 * counts as a change of them. */
static int
own(int fd, uid_t user, gid_t group)
{
	struct stat st;

	if (fstat(fd, &st) == 0 && st.st_uid == user && st.st_gid == group)
		return 0;
	return fchown(fd, user, group);
}

/* How a store can be read as it is: where there is a log, somebody shares its index, or
 * left it; else the file itself is all. NULL: it cannot be read so. */
static const char *
still_option(const char *path)
{
	char wal[PATH_MAX], shm[PATH_MAX];

	if (snprintf(wal, sizeof(wal), "%s-wal", path) >= (int)sizeof(wal) ||
	    snprintf(shm, sizeof(shm), "%s-shm", path) >= (int)sizeof(shm))
		return NULL;
	if (access(wal, F_OK) != 0)
		return "immutable";
	return access(shm, F_OK) == 0 ? "readonly_shm" : NULL;
}

static int
open_still(const char *path, int flags, sqlite3 **h)
{
	char *real = realpath(path, NULL);
	const char *option = real != NULL ? still_option(real) : NULL;
	sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);
	struct buf url = BUF_INIT;
	int rc = SQLITE_BUSY;

	if (option != NULL && vfs != NULL &&
	    vfs->xSetSystemCall(vfs, "fchown", (sqlite3_syscall_ptr)own) == SQLITE_OK) {
		buf_puts(&url, "file:");
		url_escape_path(&url, str_of(real));
		buf_printf(&url, "?%s=1", option);
		if (buf_ok(&url))
			rc = sqlite3_open_v2(url.data, h,
			    flags | SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL);
	}
	buf_release(&url);
	free(real);
	return rc;
}

static int
open_file(const char *path, enum db_mode mode, sqlite3 **h)
{
	int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;

	if (mode == DB_STILL)
		return open_still(path, flags, h);
	return sqlite3_open_v2(path, h,
	    flags | SQLITE_OPEN_READWRITE | (makes(mode) ? SQLITE_OPEN_CREATE : 0), NULL);
}

enum jy_err
db_open(struct db **out, const char *url, enum db_mode mode, struct diag *d)
{
	static const char scheme[] = "sqlite:";
	const char *path;
	struct db *db;
	enum jy_err err = JY_OK;
	int rc;

	*out = NULL;
	if (strncmp(url, scheme, sizeof(scheme) - 1) != 0)
		return diag_set(
		    d, JY_EINPUT, url, 0, 0, "a store's URL begins with sqlite:");
	path = url + sizeof(scheme) - 1;
	if (!makes(mode) && access(path, F_OK) != 0)
		return diag_set(d, JY_ENOTFOUND, path, 0, 0,
		    "there is no store here; run: portalctl migrate");
	if ((db = calloc(1, sizeof(*db))) == NULL)
		return JY_ENOMEM;
	/* No statistics of memory: they are behind a lock that all threads share. Refused,
	 * and already so, from the second store on. */
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	if (mode == DB_CREATE && strcmp(path, ":memory:") != 0)
		make_private(path);
	rc = open_file(path, mode, &db->h);
	if (rc != SQLITE_OK)
		err = failed(db, rc);
	else
		err = configure(db, mode);
	if (err == JY_EIO && !has_room(path))
		err = disk_full(db);
	if (err != JY_OK) {
		diag_set(d, err, path, 0, 0, "cannot open the store: %s", db->message);
		db_close(db);
		return err;
	}
	*out = db;
	return JY_OK;
}

void
db_close(struct db *db)
{
	size_t i;

	if (db == NULL)
		return;
	for (i = 0; i < CACHE_SLOTS; i++) {
		if (db->cache[i] != NULL)
			sqlite3_finalize(db->cache[i]->s);
		free(db->cache[i]);
	}
	arena_release(&db->names);
	sqlite3_close(db->h);
	free(db);
}

enum jy_err
db_exec(struct db *db, const char *sql)
{
	int rc;

	errno = 0;
	rc = sqlite3_exec(db->h, sql, NULL, NULL, NULL);
	return rc == SQLITE_OK ? JY_OK : failed(db, rc);
}

size_t
db_error_offset(const struct db *db)
{
	int at = sqlite3_error_offset(db->h);

	return at < 0 ? 0 : (size_t)at;
}

static enum jy_err
compile(struct db *db, struct db_stmt *st, struct str sql, unsigned flags)
{
	const char *tail;
	int rc;

	if (sql.n > 100000)
		return JY_ETOOBIG;
	if (db->public_only && has_with(sql)) {
		snprintf(db->message, sizeof(db->message), "WITH is not allowed here");
		return JY_EDB;
	}
	rc = sqlite3_prepare_v3(db->h, sql.p, (int)sql.n, flags, &st->s, &tail);
	if (rc != SQLITE_OK)
		return failed(db, rc);
	if (st->s == NULL || str_trim(str_from(sql, (size_t)(tail - sql.p))).n != 0) {
		snprintf(db->message, sizeof(db->message), "not exactly one statement");
		sqlite3_finalize(st->s);
		st->s = NULL;
		return JY_EDB;
	}
	st->db = db;
	st->in_use = true;
	return JY_OK;
}

enum jy_err
db_prepare_text(struct db *db, struct db_stmt **out, struct str sql)
{
	struct db_stmt *st;
	enum jy_err err;

	*out = NULL;
	if ((st = calloc(1, sizeof(*st))) == NULL)
		return JY_ENOMEM;
	if ((err = compile(db, st, sql, 0)) != JY_OK) {
		free(st);
		return err;
	}
	*out = st;
	return JY_OK;
}

/* Learn the names of the parameters, for parameter(). */
static bool
learn_names(struct db_stmt *st)
{
	struct arena *a = &st->db->names;
	const char *name;
	int i, n = sqlite3_bind_parameter_count(st->s);

	if ((st->param = arena_array(a, (size_t)n + 1, sizeof(*st->param))) == NULL)
		return false;
	for (i = 1; i <= n; i++) {
		name = sqlite3_bind_parameter_name(st->s, i);
		st->param[i] = arena_strdup(a, name != NULL ? name : "");
		if (st->param[i] == NULL)
			return false;
	}
	st->params = n;
	return true;
}

/* A new statement, kept in a slot of the cache. */
static enum jy_err
keep(struct db *db, size_t slot, const char *sql)
{
	struct db_stmt *st;
	enum jy_err err;

	if ((st = calloc(1, sizeof(*st))) == NULL)
		return JY_ENOMEM;
	err = compile(db, st, str_of(sql), SQLITE_PREPARE_PERSISTENT);
	if (err == JY_OK && !learn_names(st))
		err = JY_ENOMEM;
	if (err != JY_OK) {
		sqlite3_finalize(st->s);
		free(st);
		return err;
	}
	st->sql = sql;
	db->cache[slot] = st;
	return JY_OK;
}

enum jy_err
db_prepare(struct db *db, struct db_stmt **out, const char *sql)
{
	size_t slot = ((uintptr_t)sql >> 3) % CACHE_SLOTS, probes = 0;
	struct db_stmt *st;
	enum jy_err err;

	*out = NULL;
	while ((st = db->cache[slot]) != NULL && (st->sql != sql || st->in_use)) {
		slot = (slot + 1) % CACHE_SLOTS;
		if (++probes == CACHE_SLOTS)
			return db_prepare_text(db, out, str_of(sql));
	}
	if (st == NULL) {
		if ((err = keep(db, slot, sql)) != JY_OK)
			return err;
		st = db->cache[slot];
	}
	st->in_use = true;
	*out = st;
	return JY_OK;
}

/* The number of a parameter. Most are bound in the order of the statement, again and again:
 * the driver would look through the names of all for each. */
static int
parameter(struct db_stmt *st, const char *name)
{
	int i = st->bound < st->params ? st->bound + 1 : 1;

	if (st->params == 0 || strcmp(st->param[i], name) != 0)
		i = sqlite3_bind_parameter_index(st->s, name);
	st->bound = i;
	if (i == 0) {
		snprintf(
		    st->db->message, sizeof(st->db->message), "no parameter %s", name);
		st->bad_bind = true;
	}
	return i;
}

void
db_bind_int(struct db_stmt *st, const char *name, int64_t v)
{
	sqlite3_bind_int64(st->s, parameter(st, name), v);
}

void
db_bind_real(struct db_stmt *st, const char *name, double v)
{
	sqlite3_bind_double(st->s, parameter(st, name), v);
}

void
db_bind_str(struct db_stmt *st, const char *name, struct str v)
{
	int i = parameter(st, name);

	if (sqlite3_bind_text64(st->s, i, v.p != NULL ? v.p : "", v.n, SQLITE_STATIC,
		SQLITE_UTF8) == SQLITE_TOOBIG)
		st->bad_bind = true;
}

void
db_bind_text(struct db_stmt *st, const char *name, const char *v)
{
	if (v == NULL)
		db_bind_null(st, name);
	else
		db_bind_str(st, name, str_of(v));
}

void
db_bind_blob(struct db_stmt *st, const char *name, const void *p, size_t n)
{
	if (sqlite3_bind_blob64(st->s, parameter(st, name), p != NULL ? p : "", n,
		SQLITE_STATIC) == SQLITE_TOOBIG)
		st->bad_bind = true;
}

void
db_bind_null(struct db_stmt *st, const char *name)
{
	sqlite3_bind_null(st->s, parameter(st, name));
}

enum jy_err
db_step(struct db_stmt *st, bool *row)
{
	int rc;

	*row = false;
	if (st->bad_bind) {
		log_error("store", LOG_STR("message", st->db->message));
		return JY_EINTERNAL;
	}
	errno = 0;
	st->running = true;
	rc = sqlite3_step(st->s);
	*row = rc == SQLITE_ROW;
	return rc == SQLITE_ROW || rc == SQLITE_DONE ? JY_OK : failed(st->db, rc);
}

/* The next step is the first again. */
static void
stop(struct db_stmt *st)
{
	if (st->running)
		sqlite3_reset(st->s);
	st->running = false;
}

enum jy_err
db_run(struct db_stmt *st)
{
	enum jy_err err;
	bool row;

	err = db_step(st, &row);
	stop(st);
	return err;
}

enum jy_err
db_one(struct db_stmt *st)
{
	enum jy_err err;
	bool row;

	if ((err = db_step(st, &row)) != JY_OK)
		return err;
	return row ? JY_OK : JY_ENOTFOUND;
}

void
db_reset(struct db_stmt *st)
{
	stop(st);
	sqlite3_clear_bindings(st->s);
	st->bad_bind = false;
	st->bound = 0;
}

void
db_finish(struct db_stmt *st)
{
	if (st == NULL)
		return;
	if (st->sql == NULL) {
		sqlite3_finalize(st->s);
		free(st);
		return;
	}
	db_reset(st);
	st->in_use = false;
}

int
db_columns(const struct db_stmt *st)
{
	return sqlite3_column_count(st->s);
}

const char *
db_column_name(const struct db_stmt *st, int i)
{
	return sqlite3_column_name(st->s, i);
}

enum db_type
db_type(const struct db_stmt *st, int i)
{
	switch (sqlite3_column_type(st->s, i)) {
	case SQLITE_INTEGER:
		return DB_INT;
	case SQLITE_FLOAT:
		return DB_REAL;
	case SQLITE_TEXT:
		return DB_TEXT;
	case SQLITE_BLOB:
		return DB_BLOB;
	default:
		return DB_NULL;
	}
}

int64_t
db_int(const struct db_stmt *st, int i)
{
	return sqlite3_column_int64(st->s, i);
}

double
db_real(const struct db_stmt *st, int i)
{
	return sqlite3_column_double(st->s, i);
}

struct str
db_str(const struct db_stmt *st, int i)
{
	const char *p = (const char *)sqlite3_column_text(st->s, i);

	return p == NULL ? STR_NONE
			 : (struct str){ p, (size_t)sqlite3_column_bytes(st->s, i) };
}

struct str
db_blob(const struct db_stmt *st, int i)
{
	const char *p = sqlite3_column_blob(st->s, i);

	return p == NULL ? STR_NONE
			 : (struct str){ p, (size_t)sqlite3_column_bytes(st->s, i) };
}

int64_t
db_changes(const struct db *db)
{
	return sqlite3_changes64(db->h);
}

int64_t
db_last_id(const struct db *db)
{
	return sqlite3_last_insert_rowid(db->h);
}

const char *
db_message(const struct db *db)
{
	return db->message;
}

const char *
db_conflict(const struct db *db)
{
	return db->conflict;
}

/* PRAGMA results of a copy: the first row must be "ok", or there must be none. */
static bool
pragma_clean(sqlite3 *h, const char *sql)
{
	sqlite3_stmt *s = NULL;
	bool clean = false;
	int rc;

	if (sqlite3_prepare_v2(h, sql, -1, &s, NULL) == SQLITE_OK) {
		rc = sqlite3_step(s);
		clean = rc == SQLITE_DONE ||
			(rc == SQLITE_ROW &&
			    strcmp((const char *)sqlite3_column_text(s, 0), "ok") == 0);
	}
	sqlite3_finalize(s);
	return clean;
}

enum jy_err
db_backup(struct db *db, const char *path, struct diag *d)
{
	sqlite3_backup *job;
	sqlite3 *copy = NULL;
	enum jy_err err = JY_OK;
	mode_t old;
	int rc;

	if (access(path, F_OK) == 0)
		return diag_set(d, JY_ECONFLICT, path, 0, 0, "exists already");
	old = umask(0077);
	rc = sqlite3_open_v2(
	    path, &copy, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);
	umask(old);
	if (rc == SQLITE_OK &&
	    (job = sqlite3_backup_init(copy, "main", db->h, "main")) != NULL) {
		while ((rc = sqlite3_backup_step(job, 4096)) == SQLITE_OK ||
		       rc == SQLITE_BUSY || rc == SQLITE_LOCKED)
			;
		sqlite3_backup_finish(job);
	}
	if (rc != SQLITE_DONE)
		err = diag_set(d, rc == SQLITE_FULL ? JY_ENOSPC : JY_EIO, path, 0, 0,
		    "the copy failed: %s", sqlite3_errstr(rc));
	else if (!pragma_clean(copy, "PRAGMA integrity_check") ||
		 !pragma_clean(copy, "PRAGMA foreign_key_check"))
		err = diag_set(d, JY_EDB, path, 0, 0, "the copy is damaged");
	sqlite3_close(copy);
	if (err != JY_OK)
		unlink(path);
	return err;
}

void
db_trim(struct db *db)
{
	sqlite3_db_release_memory(db->h);
	malloc_trim(0); /* the thread that read them may have ended */
}

int64_t
db_data_version(struct db *db)
{
	static const char sql[] = "PRAGMA data_version";
	struct db_stmt *st;
	int64_t v = -1;

	if (db_prepare(db, &st, sql) == JY_OK && db_one(st) == JY_OK)
		v = db_int(st, 0);
	db_finish(st);
	return v;
}
