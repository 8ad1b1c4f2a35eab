/*
 * db_sqlite.h - what the files of the SQLite driver share; nobody else includes it.
 */
#ifndef JY_DB_SQLITE_H
#define JY_DB_SQLITE_H

#include <time.h>

#include <sqlite3.h>

#include "arena.h"
#include "db.h"

#define CACHE_SLOTS 512 /* a power of two, above the number of statements in use */

struct db_stmt {
	struct db *db;
	sqlite3_stmt *s;
	const char *sql; /* the constant it was made from; NULL: not kept */
	bool in_use, bad_bind;
	bool running; /* stepped since it was reset */
	/* Of a kept one: its parameters by number, from 1, and the one bound last. */
	const char **param;
	int params, bound;
};

struct db {
	sqlite3 *h;
	struct db_stmt *cache[CACHE_SLOTS];
	struct arena names; /* of the parameters of what is in the cache */
	struct timespec busy_since;
	bool in_tx, public_only;
	bool soft;             /* synchronous is NORMAL until the transaction ends */
	bool held;             /* a read transaction around all reads; see db_hold() */
	bool group, grouped;   /* between db_group() and its end; something waits */
	enum jy_err group_err; /* the store took the group back */
	enum { WHOLE, PART, PART_READ } part; /* of what in_tx is a part */
	char message[256], conflict[128];
};

/* Checksums on the pages of the file that was just opened; see DB_CHECKED. */
bool guard_pages(sqlite3 *h);

#endif
