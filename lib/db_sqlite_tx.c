/*
 * db_sqlite_tx.c - transactions of db.h over SQLite: reading, writing, waiting for the disk
 * or not, and several in one commit.
 */
#include "db_sqlite.h"

/* The words around transactions are prepared once, as all statements. */
static enum jy_err
run_kept(struct db *db, const char *sql)
{
	struct db_stmt *st;
	enum jy_err err;

	if ((err = db_prepare(db, &st, sql)) != JY_OK)
		return err;
	err = db_run(st);
	db_finish(st);
	return err;
}

void
db_hold(struct db *db)
{
	static const char sql[] = "BEGIN";

	if (!db->in_tx && !db->held && !db->grouped)
		db->held = run_kept(db, sql) == JY_OK;
}

void
db_let_go(struct db *db)
{
	static const char sql[] = "COMMIT";

	if (db->held && run_kept(db, sql) != JY_OK)
		sqlite3_exec(db->h, "ROLLBACK", NULL, NULL, NULL);
	db->held = false;
}

static enum jy_err
begin_write(struct db *db)
{
	static const char sql[] = "BEGIN IMMEDIATE";

	db_let_go(db);
	return run_kept(db, sql);
}

/* --- groups */

/* A transaction of a group: a savepoint in the one that is committed at its end. */
static enum jy_err
part_begin(struct db *db)
{
	static const char sql[] = "SAVEPOINT part";
	enum jy_err err;

	if (db->group_err != JY_OK)
		return JY_EBUSY;
	if (!db->grouped && (err = begin_write(db)) != JY_OK)
		return err;
	db->grouped = true;
	if ((err = run_kept(db, sql)) == JY_OK)
		db->part = PART;
	return err;
}

/* The store takes all of a transaction back when, say, the disk is full. */
static void
check_group(struct db *db, enum jy_err err)
{
	if (!db->grouped || !sqlite3_get_autocommit(db->h))
		return;
	db->grouped = false;
	db->group_err = err != JY_OK ? err : JY_EDB;
}

static enum jy_err
part_end(struct db *db, enum jy_err err)
{
	static const char release[] = "RELEASE part", back[] = "ROLLBACK TO part";
	bool reading = db->part == PART_READ;
	enum jy_err end;

	db->part = WHOLE;
	if (reading)
		return err;
	check_group(db, err);
	if (db->group_err != JY_OK)
		return err != JY_OK ? err : db->group_err;
	if (err != JY_OK)
		(void)run_kept(db, back);
	if ((end = run_kept(db, release)) != JY_OK && err == JY_OK)
		err = end;
	check_group(db, err);
	return err;
}

void
db_group(struct db *db)
{
	db->group = true;
}

bool
db_grouped(const struct db *db)
{
	return db->grouped || db->group_err != JY_OK;
}

enum jy_err
db_group_end(struct db *db)
{
	static const char sql[] = "COMMIT";
	enum jy_err err = db->group_err;

	if (db->grouped && (err = run_kept(db, sql)) != JY_OK &&
	    !sqlite3_get_autocommit(db->h))
		sqlite3_exec(db->h, "ROLLBACK", NULL, NULL, NULL);
	db->group = db->grouped = false;
	db->group_err = JY_OK;
	return err;
}

/* --- transactions */

enum jy_err
db_begin(struct db *db)
{
	enum jy_err err = db->group ? part_begin(db) : begin_write(db);

	db->in_tx = err == JY_OK;
	return err;
}

/* After a soft transaction. */
static void
harden(struct db *db)
{
	if (db->soft)
		db_exec(db, "PRAGMA synchronous=FULL");
	db->soft = false;
}

/* True: commits wait for the disk. */
static bool
is_full(struct db *db)
{
	static const char sql[] = "PRAGMA synchronous";
	struct db_stmt *st;
	bool full;

	if (db_prepare(db, &st, sql) != JY_OK)
		return false;
	full = db_one(st) == JY_OK && db_int(st, 0) >= 2;
	db_finish(st);
	return full;
}

enum jy_err
db_begin_soft(struct db *db)
{
	enum jy_err err;

	if (db_grouped(db))
		return db_begin(db);
	db_let_go(db);
	if (is_full(db))
		db->soft = db_exec(db, "PRAGMA synchronous=NORMAL") == JY_OK;
	if ((err = begin_write(db)) != JY_OK)
		harden(db);
	db->in_tx = err == JY_OK;
	return err;
}

enum jy_err
db_begin_read(struct db *db)
{
	static const char sql[] = "BEGIN";
	enum jy_err err = JY_OK;

	if (db->held || db->grouped)
		db->part = PART_READ;
	else
		err = run_kept(db, sql);
	db->in_tx = err == JY_OK;
	return err;
}

enum jy_err
db_end(struct db *db, enum jy_err err)
{
	static const char sql[] = "COMMIT";
	enum jy_err end;

	db->in_tx = false;
	if (db->part != WHOLE)
		return part_end(db, err);
	if (err == JY_OK && (end = run_kept(db, sql)) != JY_OK)
		err = end;
	if (err != JY_OK && !sqlite3_get_autocommit(db->h))
		sqlite3_exec(db->h, "ROLLBACK", NULL, NULL, NULL);
	harden(db);
	return err;
}

bool
db_in_transaction(const struct db *db)
{
	return db->in_tx;
}
