/*
 * world.h - a fresh portal for one test: a migrated store in a folder of its own,
 * a keyring, and a clock that stands still at WORLD_NOW. Use as fixture:
 * CASE_WITH("...", test, world_setup, world_teardown); *state is a struct world.
 */
#ifndef WORLD_H
#define WORLD_H

#include "unit.h"

#include <ftw.h>
#include <unistd.h>

#include "clock.h"
#include "db.h"
#include "keys.h"
#include "migrate.h"

#define WORLD_NOW 1795478400 /* 2026-11-24 08:00 in Shanghai */

struct world {
	char dir[64], url[128];
	struct db *db;
	struct keyring *keys;
};

static inline int
world_setup(void **state)
{
	static const uint8_t master[KEY_SIZE] = { 1, 2, 3 };
	struct world *w = calloc(1, sizeof(*w));
	int applied;

	*state = w;
	snprintf(w->dir, sizeof(w->dir), "/tmp/jiuye-world-XXXXXX");
	if (mkdtemp(w->dir) == NULL)
		return -1;
	snprintf(w->url, sizeof(w->url), "sqlite:%s/jiuye.db", w->dir);
	clock_set(WORLD_NOW);
	return clock_zone("Asia/Shanghai", NULL) == JY_OK &&
		       keyring_of(master, &w->keys) == JY_OK &&
		       db_open(&w->db, w->url, DB_CREATE, NULL) == JY_OK &&
		       db_exec(w->db, "PRAGMA synchronous=OFF") == JY_OK &&
		       migrate(w->db, &applied, NULL) == JY_OK
		   ? 0
		   : -1;
}

static inline int
world_remove(const char *path, const struct stat *sb, int type, struct FTW *ftw)
{
	(void)sb;
	(void)type;
	(void)ftw;
	return remove(path);
}

static inline int
world_teardown(void **state)
{
	struct world *w = *state;

	clock_set(-1);
	db_close(w->db);
	keyring_free(w->keys);
	nftw(w->dir, world_remove, 8, FTW_DEPTH | FTW_PHYS);
	free(w);
	return 0;
}

/* Run SQL that the product does not have: how a test tampers. */
static inline void
world_sql(struct world *w, const char *sql)
{
	if (db_exec(w->db, sql) != JY_OK)
		fail_msg("%s: %s", sql, db_message(w->db));
}

/* The one number that a query gives. */
static inline int64_t
world_number(struct world *w, const char *sql)
{
	struct db_stmt *st = NULL;
	int64_t v;

	if (db_prepare_text(w->db, &st, str_of(sql)) != JY_OK || db_one(st) != JY_OK)
		fail_msg("%s: %s", sql, db_message(w->db));
	v = db_int(st, 0);
	db_finish(st);
	return v;
}

#endif
