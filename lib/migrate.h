/*
 * migrate.h - bringing a store to the version of the program.
 * The numbered files of schema/ are compiled in. Each is applied once, in order,
 * in one transaction, and recorded with the SHA-256 of its text; a file that was
 * applied may never change afterwards.
 */
#ifndef JY_MIGRATE_H
#define JY_MIGRATE_H

#include "db.h"
#include "err.h"

struct migration {
	int version;      /* 1, 2, 3 … without gaps */
	const char *name; /* "0001_places.sql" */
	const char *sql;
};

/* All of them, in order (generated from schema/). */
extern const struct migration migrations[];
extern const int migrations_count;

/* Apply what is missing; *applied counts. Idempotent; two at once: the second
 * waits and finds nothing to do.
 *   JY_EVERSION  the store is newer than the program, or an applied file changed */
enum jy_err migrate(struct db *db, int *applied, struct diag *d);

/* Is the store exactly of this program's version? JY_EVERSION with what to run. */
enum jy_err migrate_check(struct db *db, struct diag *d);

#endif
