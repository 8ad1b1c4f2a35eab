/*
 * manifest.c - the tables of the manifest, opening it, and the small facts, topics
 * and signatures in it. Items, lists and outputs are next to their code.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"
#include "manifest.h"

#define VERSION 12

static const char TABLES[] =
    "CREATE TABLE state(name TEXT PRIMARY KEY, value) WITHOUT ROWID;"
    /* items: those with a page or in a list; listed: in a list */
    "CREATE TABLE section(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,"
    " items INTEGER NOT NULL DEFAULT 0, listed INTEGER NOT NULL DEFAULT 0);"
    /* What item() returned, as lists read it. `path` is a file below public; `contacts`
     * and `aliases` (outputs that lead to `path`) are lines. */
    "CREATE TABLE item(id INTEGER PRIMARY KEY, section INTEGER NOT NULL, key NOT NULL,"
    " ord INTEGER NOT NULL, path TEXT, listed INTEGER NOT NULL, noindex INTEGER NOT NULL,"
    " next_at INTEGER, lastmod INTEGER NOT NULL, contacts TEXT NOT NULL,"
    " aliases TEXT NOT NULL, card BLOB, UNIQUE(section, key));"
    "CREATE INDEX item_next ON item(next_at) WHERE next_at IS NOT NULL;"
    "CREATE INDEX item_aliases ON item(aliases) WHERE aliases <> '';"
    /* The rest of it, kept apart so that a list's items are few pages of this file.
     * `facets` and `extra` (all further outputs) are lines; `asks`: it has rows in dep;
     * `entry`: see feed_entry.h; `search`: see search.h. */
    "CREATE TABLE detail(item INTEGER PRIMARY KEY, facets TEXT NOT NULL,"
    " extra TEXT NOT NULL, asks INTEGER NOT NULL, entry BLOB, search TEXT);"
    /* Items of which the search's words files hold other words: see search_late.h. */
    "CREATE TABLE late(section INTEGER, key INTEGER, old TEXT NOT NULL,"
    " PRIMARY KEY(section, key)) WITHOUT ROWID;"
    /* One value of one facet; name '' is the whole section, '@' the sitemap. */
    "CREATE TABLE facet(id INTEGER PRIMARY KEY, section INTEGER NOT NULL,"
    " name TEXT NOT NULL, key NOT NULL, count INTEGER NOT NULL DEFAULT 0,"
    " UNIQUE(section, name, key));"
    "CREATE TABLE member(facet INTEGER, ord INTEGER, key NOT NULL,"
    " item INTEGER NOT NULL, PRIMARY KEY(facet, ord, key)) WITHOUT ROWID;"
    /* A published list: digest of its head, where its landing page begins. */
    "CREATE TABLE list(id INTEGER PRIMARY KEY, section INTEGER NOT NULL,"
    " name TEXT NOT NULL, key NOT NULL, facet INTEGER NOT NULL, head BLOB NOT NULL,"
    " low INTEGER NOT NULL, path TEXT NOT NULL, lastmod INTEGER NOT NULL,"
    " noindex INTEGER NOT NULL,"
    " UNIQUE(section, name, key));"
    "CREATE TABLE leaf(list INTEGER, first INTEGER, end INTEGER NOT NULL,"
    " path TEXT NOT NULL, lastmod INTEGER NOT NULL, PRIMARY KEY(list, first)) WITHOUT "
    "ROWID;"
    /* Files below public. variants: 1 .gz, 2 .br */
    "CREATE TABLE output(path TEXT PRIMARY KEY, owner TEXT NOT NULL, role INTEGER NOT "
    "NULL,"
    " digest BLOB NOT NULL, size INTEGER NOT NULL, variants INTEGER NOT NULL) WITHOUT "
    "ROWID;"
    "CREATE INDEX output_role ON output(role) WHERE role > 3;"
    "CREATE TABLE dep(topic TEXT, dependent TEXT, PRIMARY KEY(topic, dependent)) WITHOUT "
    "ROWID;"
    "CREATE INDEX dep_of ON dep(dependent);"
    "CREATE TABLE signature(name TEXT PRIMARY KEY, digest BLOB NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE input(path TEXT PRIMARY KEY, stamp TEXT NOT NULL, digest BLOB NOT NULL)"
    " WITHOUT ROWID;"
    /* Content files: what tells one that was renamed (moved.h). */
    "CREATE TABLE doc(path TEXT PRIMARY KEY, text BLOB, title TEXT) WITHOUT ROWID;"
    /* The publication under way: redo log, in order. */
    "CREATE TABLE journal(seq INTEGER PRIMARY KEY, op INTEGER NOT NULL, path TEXT NOT "
    "NULL,"
    " staged TEXT NOT NULL, variants INTEGER NOT NULL, had INTEGER NOT NULL);"
    /* Pages of which search engines have not been told (indexnow.h). */
    "CREATE TABLE announce(path TEXT PRIMARY KEY) WITHOUT ROWID;"
    /* Scratch of one build. touched.ord -1: the whole facet. */
    "CREATE TABLE touched(facet INTEGER, ord INTEGER, PRIMARY KEY(facet, ord)) WITHOUT "
    "ROWID;"
    "CREATE TABLE topic(name TEXT PRIMARY KEY) WITHOUT ROWID;"
    "CREATE TABLE seen(item INTEGER PRIMARY KEY);"
    "CREATE TABLE dirty(key PRIMARY KEY) WITHOUT ROWID;"
    "CREATE TABLE plan(path TEXT PRIMARY KEY, op INTEGER NOT NULL, existed INTEGER NOT "
    "NULL,"
    " staged TEXT NOT NULL, variants INTEGER NOT NULL, had INTEGER NOT NULL) WITHOUT "
    "ROWID;"
    "CREATE TABLE kept(path TEXT PRIMARY KEY) WITHOUT ROWID;"
    "CREATE TABLE claim(path TEXT PRIMARY KEY, owner TEXT NOT NULL) WITHOUT ROWID;";

MAN_SQL(SQL_STATE_GET, "SELECT value FROM state WHERE name = :name");
MAN_SQL(SQL_STATE_SET, "INSERT INTO state(name, value) VALUES(:name, :value)"
		       " ON CONFLICT(name) DO UPDATE SET value = excluded.value");
MAN_SQL(SQL_SIGNATURE_GET, "SELECT digest FROM signature WHERE name = :name");
MAN_SQL(SQL_SIGNATURE_SET, "INSERT INTO signature(name, digest) VALUES(:name, :digest)"
			   " ON CONFLICT(name) DO UPDATE SET digest = excluded.digest");
MAN_SQL(SQL_TOPIC_ADD, "INSERT INTO topic(name) VALUES(:name) ON CONFLICT DO NOTHING");
MAN_SQL(SQL_DEP_ADD, "INSERT INTO dep(topic, dependent) VALUES(:topic, :dependent)"
		     " ON CONFLICT DO NOTHING");
MAN_SQL(SQL_DEP_DROP, "DELETE FROM dep WHERE dependent = :dependent");
MAN_SQL(SQL_DEP_CHANGED, "SELECT 1 FROM dep JOIN topic ON topic.name = dep.topic"
			 " WHERE dep.dependent = :dependent LIMIT 1");

extern const struct db_sql __start_gen_man_sql[] __attribute__((weak));
extern const struct db_sql __stop_gen_man_sql[] __attribute__((weak));

void
manifest_sql_inventory(const struct db_sql **first, const struct db_sql **end)
{
	*first = __start_gen_man_sql;
	*end = __stop_gen_man_sql;
}

enum jy_err
manifest_create(struct db *db)
{
	char version[64];
	enum jy_err err;

	snprintf(version, sizeof(version), "PRAGMA user_version = %d", VERSION);
	if ((err = db_exec(db, TABLES)) != JY_OK)
		return err;
	return db_exec(db, version);
}

static const char *
file_name(struct gen *g, const char *name)
{
	return arena_printf(&g->arena, "%s/%s", g->conf.path.cache, name).p;
}

static enum jy_err
said(struct gen *g, enum jy_err err)
{
	if (err == JY_OK)
		return JY_OK;
	/* It obeyed its rules when it was written. */
	g->scratch = err == JY_EDB || err == JY_ECONFLICT;
	return gen_fail(g, err, NULL, 0, "the manifest: %s", db_message(g->man));
}

static enum jy_err
check_version(struct gen *g)
{
	static const char sql[] = "PRAGMA user_version";
	struct db_stmt *st;
	enum jy_err err;

	if ((err = man_prepare(g, &st, sql)) != JY_OK)
		return err;
	if ((err = man_one(g, st)) == JY_OK && db_int(st, 0) != VERSION)
		err = JY_EVERSION;
	db_finish(st);
	return err;
}

/* The store itself first: what is left of its log alone is not taken for its. */
static enum jy_err
remove_store(struct gen *g, const char *path)
{
	static const char *const tails[] = { "", "-wal", "-shm" };
	const char *file;
	size_t i;

	for (i = 0; i < 3; i++) {
		file = arena_printf(&g->arena, "%s%s", path, tails[i]).p;
		if (file == NULL)
			return gen_mem(g, NULL);
		if (unlink(file) != 0 && errno != ENOENT)
			return gen_fail(g, JY_EIO, file, 0, "cannot be removed: %m");
	}
	return JY_OK;
}

static enum jy_err
open_store(struct gen *g, const char *path)
{
	struct str url = arena_printf(&g->arena, "sqlite:%s", path);
	enum jy_err err;

	if (url.p == NULL)
		return gen_mem(g, NULL);
	if ((err = db_open(&g->man, url.p, DB_CHECKED, &g->diag)) != JY_OK)
		return err;
	return man_exec(g, g->conf.build.sync ? "PRAGMA cache_size=-16000"
					      : "PRAGMA synchronous=OFF;"
						"PRAGMA cache_size=-16000");
}

static enum jy_err
open_fresh(struct gen *g)
{
	const char *path = g->dry ? ":memory:" : file_name(g, "manifest.next.db");
	enum jy_err err;

	g->fresh = true;
	if ((!g->dry && (err = remove_store(g, path)) != JY_OK) ||
	    (err = open_store(g, path)) != JY_OK)
		return err;
	/* Nobody reads it before it is adopted, and what fails is thrown away. */
	if ((err = db_exec(g->man, "PRAGMA journal_mode=MEMORY")) != JY_OK ||
	    (err = manifest_create(g->man)) != JY_OK)
		gen_fail(g, err, path, 0, "cannot be made: %s", db_message(g->man));
	return err;
}

enum jy_err
manifest_open(struct gen *g, bool scratch)
{
	const char *path = file_name(g, "manifest.db");
	enum jy_err err;
	struct stat st;

	if (path == NULL)
		return gen_mem(g, NULL);
	if (scratch || (stat(path, &st) != 0 && errno == ENOENT))
		return open_fresh(g);
	if ((err = open_store(g, path)) == JY_OK)
		err = check_version(g);
	if (err == JY_OK && !g->dry) /* of a build from scratch that was killed */
		err = remove_store(g, file_name(g, "manifest.next.db"));
	if (err != JY_EDB && err != JY_EVERSION)
		return err;
	gen_warn(g, "%s is damaged or of another version; building from scratch", path);
	memset(&g->diag, 0, sizeof(g->diag));
	g->scratch = false;
	manifest_close(g);
	return open_fresh(g);
}

enum jy_err
manifest_adopt(struct gen *g)
{
	const char *next = file_name(g, "manifest.next.db");
	const char *path = file_name(g, "manifest.db");

	manifest_close(g);
	if (rename(next, path) != 0)
		return gen_fail(g, JY_EIO, path, 0, "cannot be put in its place: %m");
	return open_store(g, path);
}

enum jy_err
manifest_forget(struct gen *g)
{
	const char *path = file_name(g, "manifest.db");

	if (path == NULL)
		return gen_mem(g, NULL);
	return remove_store(g, path);
}

void
manifest_close(struct gen *g)
{
	db_close(g->man);
	g->man = NULL;
}

enum jy_err
man_begin(struct gen *g)
{
	return said(g, db_begin(g->man));
}

enum jy_err
man_commit(struct gen *g)
{
	return said(g, db_end(g->man, JY_OK));
}

enum jy_err
man_prepare(struct gen *g, struct db_stmt **st, const char *sql)
{
	return said(g, db_prepare(g->man, st, sql));
}

enum jy_err
man_step(struct gen *g, struct db_stmt *st, bool *row)
{
	return said(g, db_step(st, row));
}

enum jy_err
man_one(struct gen *g, struct db_stmt *st)
{
	enum jy_err err = db_one(st);

	return err == JY_ENOTFOUND ? err : said(g, err);
}

enum jy_err
man_run(struct gen *g, struct db_stmt *st)
{
	return said(g, db_run(st));
}

enum jy_err
man_run_int(struct gen *g, const char *sql, const char *name, int64_t v)
{
	struct db_stmt *st;
	enum jy_err err;

	if ((err = man_prepare(g, &st, sql)) != JY_OK)
		return err;
	db_bind_int(st, name, v);
	err = man_run(g, st);
	db_finish(st);
	return err;
}

enum jy_err
man_exec(struct gen *g, const char *sql)
{
	return said(g, db_exec(g->man, sql));
}

enum jy_err
state_int(struct gen *g, const char *name, int64_t otherwise, int64_t *v)
{
	struct db_stmt *st;
	enum jy_err err;

	*v = otherwise;
	if ((err = man_prepare(g, &st, SQL_STATE_GET)) != JY_OK)
		return err;
	db_bind_text(st, ":name", name);
	if ((err = man_one(g, st)) == JY_OK)
		*v = db_int(st, 0);
	db_finish(st);
	return err == JY_ENOTFOUND ? JY_OK : err;
}

enum jy_err
state_set_int(struct gen *g, const char *name, int64_t v)
{
	struct db_stmt *st;
	enum jy_err err;

	if ((err = man_prepare(g, &st, SQL_STATE_SET)) != JY_OK)
		return err;
	db_bind_text(st, ":name", name);
	db_bind_int(st, ":value", v);
	err = man_run(g, st);
	db_finish(st);
	return err;
}

enum jy_err
state_text(struct gen *g, const char *name, struct arena *a, struct str *v)
{
	struct db_stmt *st;
	enum jy_err err;

	*v = STR_NONE;
	if ((err = man_prepare(g, &st, SQL_STATE_GET)) != JY_OK)
		return err;
	db_bind_text(st, ":name", name);
	if ((err = man_one(g, st)) == JY_OK)
		*v = arena_str(a, db_str(st, 0));
	db_finish(st);
	return err == JY_ENOTFOUND ? JY_OK : err;
}

enum jy_err
state_set_text(struct gen *g, const char *name, struct str v)
{
	struct db_stmt *st;
	enum jy_err err;

	if ((err = man_prepare(g, &st, SQL_STATE_SET)) != JY_OK)
		return err;
	db_bind_text(st, ":name", name);
	db_bind_str(st, ":value", v);
	err = man_run(g, st);
	db_finish(st);
	return err;
}

enum jy_err
signature_changed(
    struct gen *g, const char *name, const uint8_t digest[32], bool *changed)
{
	struct db_stmt *st;
	enum jy_err err;
	struct str old;

	*changed = true;
	if ((err = man_prepare(g, &st, SQL_SIGNATURE_GET)) != JY_OK)
		return err;
	db_bind_text(st, ":name", name);
	if ((err = man_one(g, st)) == JY_OK) {
		old = db_blob(st, 0);
		*changed = old.n != 32 || memcmp(old.p, digest, 32) != 0;
	}
	db_finish(st);
	if (err != JY_OK && err != JY_ENOTFOUND)
		return err;
	if (!*changed)
		return JY_OK;
	if ((err = man_prepare(g, &st, SQL_SIGNATURE_SET)) != JY_OK)
		return err;
	db_bind_text(st, ":name", name);
	db_bind_blob(st, ":digest", digest, 32);
	err = man_run(g, st);
	db_finish(st);
	return err;
}

enum jy_err
topic_changed(struct gen *g, struct str topic)
{
	struct db_stmt *st;
	enum jy_err err;

	if ((err = man_prepare(g, &st, SQL_TOPIC_ADD)) != JY_OK)
		return err;
	db_bind_str(st, ":name", topic);
	err = man_run(g, st);
	db_finish(st);
	return err;
}

enum jy_err
deps_drop(struct gen *g, struct str dependent)
{
	struct db_stmt *st;
	enum jy_err err;

	if ((err = man_prepare(g, &st, SQL_DEP_DROP)) != JY_OK)
		return err;
	db_bind_str(st, ":dependent", dependent);
	err = man_run(g, st);
	db_finish(st);
	return err;
}

enum jy_err
deps_replace(struct gen *g, struct str dependent)
{
	struct db_stmt *st;
	enum jy_err err;
	size_t i;

	if ((err = deps_drop(g, dependent)) != JY_OK ||
	    (err = man_prepare(g, &st, SQL_DEP_ADD)) != JY_OK)
		return err;
	for (i = 0; i < g->ask.topic_count && err == JY_OK; i++) {
		db_bind_str(st, ":topic", g->ask.topics[i]);
		db_bind_str(st, ":dependent", dependent);
		err = man_run(g, st);
	}
	db_finish(st);
	return err;
}

enum jy_err
deps_changed(struct gen *g, struct str dependent, bool *changed)
{
	struct db_stmt *st;
	enum jy_err err;

	*changed = false;
	if ((err = man_prepare(g, &st, SQL_DEP_CHANGED)) != JY_OK)
		return err;
	db_bind_str(st, ":dependent", dependent);
	if ((err = man_one(g, st)) == JY_OK)
		*changed = true;
	db_finish(st);
	return err == JY_ENOTFOUND ? JY_OK : err;
}
