/*
 * db.h - the store, by URL: "sqlite:PATH" today, "postgresql:..." later behind the
 * same functions. SQL keeps to what both share and binds every value by name.
 *
 * One connection belongs to one thread. A statement that is prepared from a
 * constant is kept by the connection and used again; db_finish() gives it back.
 */
#ifndef JY_DB_H
#define JY_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err.h"
#include "str.h"

struct db;
struct db_stmt;

enum db_mode {
	DB_READ,  /* only reads; the file must exist */
	DB_STILL, /* as DB_READ for a short look, and neither makes nor writes files beside
		     * the store, as a reader else does. It may fail where DB_READ would not,
		     * and what it read holds only if the store was let alone meanwhile (its
		     * file is as it was, and still has no -wal, where it had none) */
	DB_WRITE,   /* reads and writes; the file must exist */
	DB_CREATE,  /* as DB_WRITE, made (mode 0600) where it is missing */
	DB_CHECKED, /* as DB_CREATE, with a checksum on each page: what others or a failing
		     * disk changed is JY_EDB when it is read. From its first page on */
	DB_PUBLIC   /* as DB_READ, and sees only the views named public_... */
};

/* A statement's place in the inventory that a test prepares on a fresh schema:
 * SQL(NAME, "text") defines `static const char NAME[]` and registers it. */
struct db_sql {
	const char *name, *file, *text;
};
#define SQL(name, ...)                                          \
	static const char name[] = __VA_ARGS__;                 \
	static const struct db_sql name##_entry __attribute__(( \
	    used, section("jy_sql"), aligned(8))) = { #name, __FILE__, name }

/* Every statement that the linked program defines: [*first, *end). */
void db_sql_inventory(const struct db_sql **first, const struct db_sql **end);

/*
 * Open `url`. On error *out is NULL and `d` (may be NULL) says why.
 *   JY_ENOTFOUND  no such store
 *   JY_EINPUT     the URL names no driver
 *   JY_EDB        it is no store, is damaged, or cannot be read
 *   JY_EIO        a file cannot be opened or written
 *   JY_ENOSPC     the disk is full: opening needs a little of it
 */
enum jy_err db_open(struct db **out, const char *url, enum db_mode mode, struct diag *d);
void db_close(struct db *db); /* NULL is fine */

/* A DB_READ connection from now on is a DB_PUBLIC one. */
void db_make_public(struct db *db);

/* A write transaction (BEGIN IMMEDIATE). JY_EBUSY: others wrote for 5 s. */
enum jy_err db_begin(struct db *db);

/* As db_begin(), but what it commits may be lost when the power fails (it is never half
 * there): for counters and the like. It costs no wait for the disk. */
enum jy_err db_begin_soft(struct db *db);

/* A read transaction: every statement in it sees one state of the store. */
enum jy_err db_begin_read(struct db *db);

/* End any kind: COMMIT when err is JY_OK, else ROLLBACK. Returns err, or why
 * the commit failed; then nothing was written. */
enum jy_err db_end(struct db *db, enum jy_err err);

/*
 * One state of the store for all that is read until db_let_go(), and one lock for it
 * instead of one a statement; reads of db_begin_read() are a part of it. A write
 * transaction ends it. It is no transaction to db_in_transaction(): whoever writes
 * begins one.
 */
void db_hold(struct db *db);
void db_let_go(struct db *db);

/*
 * One commit for the transactions of several requests. After db_group(), db_begin()
 * and db_end() begin and end a part of one transaction (a part that fails takes back
 * its own changes only), which db_group_end() commits. Nobody may be told of what a
 * part did before that said JY_OK: on an error none of them happened.
 * db_grouped(): a part was ended, and waits.
 */
void db_group(struct db *db);
bool db_grouped(const struct db *db);
enum jy_err db_group_end(struct db *db);

/* True between db_begin() and db_end(). */
bool db_in_transaction(const struct db *db);

/* For what is one transaction, or a part of its caller's: begin unless one is open;
 * *own says which. db_leave() ends what db_join() began, and leaves alone what it did
 * not. */
static inline enum jy_err
db_join(struct db *db, bool *own)
{
	*own = !db_in_transaction(db);
	return *own ? db_begin(db) : JY_OK;
}
static inline enum jy_err
db_leave(struct db *db, bool own, enum jy_err err)
{
	return own ? db_end(db, err) : err;
}

/* Get the statement of the constant `sql` (kept by address). */
enum jy_err db_prepare(struct db *db, struct db_stmt **out, const char *sql);

/* Prepare SQL that is no constant (a plugin's query, a test's): not kept, freed
 * by db_finish(). JY_EDB: malformed, or not allowed; db_message() says why. */
enum jy_err db_prepare_text(struct db *db, struct db_stmt **out, struct str sql);

/* Bind by name with its colon. Text and blobs are not copied: they must live
 * until the statement is run or finished. An unknown name is remembered and
 * makes the next step fail with JY_EINTERNAL. */
void db_bind_int(struct db_stmt *st, const char *name, int64_t v);
void db_bind_real(struct db_stmt *st, const char *name, double v);
void db_bind_str(struct db_stmt *st, const char *name, struct str v);
void db_bind_text(struct db_stmt *st, const char *name, const char *v); /* NULL: null */
void db_bind_blob(struct db_stmt *st, const char *name, const void *p, size_t n);
void db_bind_null(struct db_stmt *st, const char *name);

/* Next row: *row says whether there is one. JY_ECONFLICT: a constraint refused
 * the write (db_conflict() names it). JY_ENOSPC: the disk is full. JY_EIO: a file could not
 * be written. JY_EDB: the store is damaged, or the statement is not for it. */
enum jy_err db_step(struct db_stmt *st, bool *row);

/* Run a statement that returns no rows; it may be bound and run again. */
enum jy_err db_run(struct db_stmt *st);

/* Step once and insist on a row: JY_ENOTFOUND when there is none. */
enum jy_err db_one(struct db_stmt *st);

/* Make ready for another run with other bindings. */
void db_reset(struct db_stmt *st);

/* Give back; NULL is fine. Column values die here. */
void db_finish(struct db_stmt *st);

/* Columns of the row, from 0. Text and blobs live until the next step. */
int db_columns(const struct db_stmt *st);
const char *db_column_name(const struct db_stmt *st, int i);
enum db_type { DB_NULL, DB_INT, DB_REAL, DB_TEXT, DB_BLOB };
enum db_type db_type(const struct db_stmt *st, int i);
int64_t db_int(const struct db_stmt *st, int i);
double db_real(const struct db_stmt *st, int i);
struct str db_str(const struct db_stmt *st, int i);  /* null gives STR_NONE */
struct str db_blob(const struct db_stmt *st, int i); /* bytes */

/* Rows changed by the last write; the id that the last INSERT made. */
int64_t db_changes(const struct db *db);
int64_t db_last_id(const struct db *db);

/* After an error: the driver's words, for the log and for tools, never for a
 * page. After JY_ECONFLICT: the columns or the check that refused, as
 * "account.mobile_index", or "" when unknown. */
const char *db_message(const struct db *db);
const char *db_conflict(const struct db *db);

/* After db_prepare_text() said JY_EDB: the byte of the text that the driver stumbled
 * over; 0 when it does not know. */
size_t db_error_offset(const struct db *db);

/* One statement without parameters from a trusted constant: pragmas, DDL. May
 * hold several, separated by ';'. */
enum jy_err db_exec(struct db *db, const char *sql);

/*
 * Copy the store into a new file while it is in use, and check the copy
 * (integrity and foreign keys). The file must not exist.
 */
enum jy_err db_backup(struct db *db, const char *path, struct diag *d);

/* Forget the pages that were read: their memory is others' until they are read again. */
void db_trim(struct db *db);

/* A number that changes when another connection has committed; for caches. */
int64_t db_data_version(struct db *db);

#endif
