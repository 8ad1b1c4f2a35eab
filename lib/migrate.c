/*
 * migrate.c - applies and checks the numbered schema files.
 */
#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "crypto.h"
#include "migrate.h"

SQL(SQL_APPLIED, "SELECT version, name, checksum FROM schema_migration ORDER BY version");
SQL(SQL_RECORD, "INSERT INTO schema_migration(version, name, checksum, applied_at)"
		" VALUES(:version, :name, :checksum, :at)");

static const char SQL_TABLE[] = "CREATE TABLE IF NOT EXISTS schema_migration("
				" version INTEGER PRIMARY KEY, name TEXT NOT NULL,"
				" checksum BLOB NOT NULL, applied_at INTEGER NOT NULL)";

/* Compare what was applied with what is compiled in; *version gets the count. */
static enum jy_err
compare(struct db *db, int *version, struct diag *d)
{
	const struct migration *m;
	struct db_stmt *st = NULL;
	uint8_t sum[32];
	enum jy_err err;
	bool row;

	*version = 0;
	if ((err = db_prepare(db, &st, SQL_APPLIED)) != JY_OK)
		return err;
	while ((err = db_step(st, &row)) == JY_OK && row) {
		if (*version == migrations_count) {
			err = diag_set(d, JY_EVERSION, "", 0, 0,
			    "the store has version %lld, this program knows "
			    "%d: install the newer "
			    "program",
			    (long long)db_int(st, 0), migrations_count);
			break;
		}
		m = &migrations[*version];
		if ((err = sha256(str_of(m->sql), sum)) != JY_OK)
			break;
		if (db_int(st, 0) != m->version ||
		    !str_eq(
			db_blob(st, 2), (struct str){ (const char *)sum, sizeof(sum) })) {
			err = diag_set(d, JY_EVERSION, m->name, 0, 0,
			    "differs from the file that made this store");
			break;
		}
		(*version)++;
	}
	db_finish(st);
	return err;
}

static enum jy_err
apply(struct db *db, const struct migration *m, struct diag *d)
{
	struct db_stmt *st = NULL;
	uint8_t sum[32];
	enum jy_err err;

	if ((err = sha256(str_of(m->sql), sum)) != JY_OK ||
	    (err = db_exec(db, m->sql)) != JY_OK ||
	    (err = db_prepare(db, &st, SQL_RECORD)) != JY_OK) {
		diag_set(d, err, m->name, 0, 0, "%s", db_message(db));
		return err;
	}
	db_bind_int(st, ":version", m->version);
	db_bind_text(st, ":name", m->name);
	db_bind_blob(st, ":checksum", sum, sizeof(sum));
	db_bind_int(st, ":at", clock_now());
	err = db_run(st);
	db_finish(st);
	return err;
}

enum jy_err
migrate(struct db *db, int *applied, struct diag *d)
{
	int version = 0;
	enum jy_err err;

	*applied = 0;
	do {
		if ((err = db_begin(db)) != JY_OK)
			return err;
		if ((err = db_exec(db, SQL_TABLE)) == JY_OK &&
		    (err = compare(db, &version, d)) == JY_OK &&
		    version < migrations_count)
			err = apply(db, &migrations[version], d);
		err = db_end(db, err);
		if (err == JY_OK && version < migrations_count)
			(*applied)++;
	} while (err == JY_OK && version < migrations_count);
	return err;
}

enum jy_err
migrate_check(struct db *db, struct diag *d)
{
	int version = 0;
	enum jy_err err;

	err = compare(db, &version, d);
	if (err == JY_EDB && strncmp(db_message(db), "no such table", 13) == 0)
		return diag_set(d, JY_EVERSION, "", 0, 0,
		    "the store is empty or not Jiuye's; run: portalctl migrate");
	if (err != JY_OK)
		return diag_set(d, err, "", 0, 0, "the store: %s", db_message(db));
	if (version == migrations_count)
		return err;
	return diag_set(d, JY_EVERSION, "", 0, 0,
	    "the store has version %d, this program needs %d; run: portalctl migrate",
	    version, migrations_count);
}
