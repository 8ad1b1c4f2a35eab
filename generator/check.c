/*
 * check.c - looking over the live site (see check.h). Pages are visited along their
 * links from the home page; what is left over is looked at afterwards.
 */
#include <stdio.h>
#include <sys/stat.h>

#include "check.h"
#include "compress.h"
#include "crypto.h"
#include "links.h"
#include "manifest.h"
#include "options.h"
#include "output.h"
#include "publish.h"
#include "run.h"
#include "say.h"
#include "tree.h"

static const char VISIT_TABLE[] =
    "CREATE TEMP TABLE visit(path TEXT PRIMARY KEY, done INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE INDEX temp.visit_open ON visit(path) WHERE done = 0;";

/* Not in the inventory: they speak of a table that only a check has. */
static const char SQL_VISIT_ADD[] =
    "INSERT INTO temp.visit(path, done) SELECT path, 0 FROM output WHERE path = :path"
    " ON CONFLICT DO NOTHING";
static const char SQL_VISIT_NEXT[] = "SELECT path FROM temp.visit WHERE done = 0 LIMIT 1";
static const char SQL_VISIT_DONE[] = "UPDATE temp.visit SET done = 1 WHERE path = :path";
static const char SQL_UNVISITED[] =
    "SELECT path, role FROM output WHERE path LIKE '%.html' AND path > :after"
    " AND path NOT IN (SELECT path FROM temp.visit) ORDER BY path LIMIT 1";

MAN_SQL(SQL_CHECK_OUTPUT, "SELECT digest, variants FROM output WHERE path = :path");
MAN_SQL(SQL_CHECK_OUTPUTS, "SELECT path FROM output ORDER BY path");

struct check {
	struct gen g;
	struct arena a;  /* of one page */
	struct str page; /* the one being looked at */
	int64_t problems;
	struct val found; /* for --json; null: print them */
	enum jy_err err;
};

static void
problem(struct check *c, struct str path, const char *what, struct str detail)
{
	struct arena *a = &c->g.arena;
	struct val one;

	c->problems++;
	if (c->found.type == VAL_LIST) {
		one = val_map(a);
		val_set(
		    &one, "path", val_str(arena_printf(a, "/" STR_FMT, STR_ARG(path))));
		val_set(&one, "problem",
		    val_str(arena_printf(a, "%s" STR_FMT, what, STR_ARG(detail))));
		val_push(&c->found, one);
		return;
	}
	printf("/" STR_FMT ": %s" STR_FMT "\n", STR_ARG(path), what, STR_ARG(detail));
}

/* Run a statement about one path. */
static enum jy_err
run_path(struct check *c, const char *sql, struct str path)
{
	struct db_stmt *st;
	enum jy_err err;

	if ((err = man_prepare(&c->g, &st, sql)) != JY_OK)
		return err;
	db_bind_str(st, ":path", path);
	err = man_run(&c->g, st);
	db_finish(st);
	return err;
}

/* What the manifest says of a path; JY_ENOTFOUND: nothing. */
static enum jy_err
look_up(struct check *c, struct str path, struct str *digest, int *variants)
{
	struct db_stmt *st;
	enum jy_err err;

	if ((err = man_prepare(&c->g, &st, SQL_CHECK_OUTPUT)) != JY_OK)
		return err;
	db_bind_str(st, ":path", path);
	if ((err = man_one(&c->g, st)) == JY_OK) {
		*digest = arena_str(&c->a, db_blob(st, 0));
		*variants = (int)db_int(st, 1);
	}
	db_finish(st);
	return err;
}

static bool
on_find(void *arg, enum link_find what, struct str value)
{
	struct check *c = arg;
	struct str path, digest;
	int variants;

	if (what == LINK_NO_ALT)
		problem(c, c->page, "a picture without alt text: ", value);
	if (what != LINK_TO || !links_resolve(&c->a, c->page, value, &path))
		return true;
	c->err = look_up(c, path, &digest, &variants);
	if (c->err == JY_ENOTFOUND) {
		problem(c, c->page, "broken link: ", value);
		c->err = JY_OK;
	} else if (c->err == JY_OK && str_ends(path, ".html")) {
		c->err = run_path(c, SQL_VISIT_ADD, path);
	}
	return c->err == JY_OK;
}

static enum jy_err
check_page(struct check *c, struct str path)
{
	struct buf html = BUF_INIT;

	c->page = path;
	c->err = JY_OK;
	if (tree_read(c->g.live, arena_cstr(&c->a, path), &html) == JY_OK)
		links_scan(&c->a, buf_view(&html), on_find, c);
	buf_release(&html);
	return c->err;
}

static enum jy_err
next_path(struct check *c, const char *sql, struct str *path, int *role)
{
	struct db_stmt *st;
	enum jy_err err;

	if ((err = man_prepare(&c->g, &st, sql)) != JY_OK)
		return err;
	if (role != NULL)
		db_bind_str(st, ":after", *path);
	if ((err = man_one(&c->g, st)) == JY_OK) {
		*path = arena_str(&c->a, db_str(st, 0));
		if (role != NULL)
			*role = (int)db_int(st, 1);
	}
	db_finish(st);
	return err;
}

/* Everything that can be reached from the home page. */
static enum jy_err
visit_all(struct check *c)
{
	enum jy_err err;
	struct str path;

	if ((err = man_exec(&c->g, VISIT_TABLE)) != JY_OK ||
	    (err = run_path(c, SQL_VISIT_ADD, STR("index.html"))) != JY_OK)
		return err;
	while ((err = next_path(c, SQL_VISIT_NEXT, &path, NULL)) == JY_OK) {
		if ((err = run_path(c, SQL_VISIT_DONE, path)) != JY_OK ||
		    (err = check_page(c, path)) != JY_OK)
			return err;
		arena_reset(&c->a);
	}
	return err == JY_ENOTFOUND ? JY_OK : err;
}

/* Old addresses, ended items and the 404 page are reached from elsewhere. */
static bool
may_stand_alone(struct str path, int role)
{
	return role == OUT_REDIRECT || role == OUT_MOVED || role == OUT_EXTRA ||
	       role == OUT_UNLISTED || str_is(path, "404.html");
}

static enum jy_err
check_orphans(struct check *c)
{
	char after[1200] = "";
	struct str path;
	enum jy_err err;
	int role;

	for (;;) {
		path = str_of(after);
		if ((err = next_path(c, SQL_UNVISITED, &path, &role)) != JY_OK)
			break;
		if (!may_stand_alone(path, role))
			problem(c, path, "no page leads here", STR_NONE);
		if ((err = check_page(c, path)) != JY_OK)
			break;
		snprintf(after, sizeof(after), STR_FMT, STR_ARG(path));
		arena_reset(&c->a);
	}
	return err == JY_ENOTFOUND ? JY_OK : err;
}

/* --- files against the manifest */

/* Is it the .gz or .br of an output that has one? */
static enum jy_err
is_variant(struct check *c, struct str path, bool *yes)
{
	struct str base = { path.p, path.n > 3 ? path.n - 3 : 0 }, digest;
	int v = str_ends(path, ".gz") ? VARIANT_GZIP : VARIANT_BROTLI, variants = 0;
	enum jy_err err;

	*yes = false;
	if (!str_ends(path, ".gz") && !str_ends(path, ".br"))
		return JY_OK;
	err = look_up(c, base, &digest, &variants);
	*yes = err == JY_OK && (variants & v) != 0;
	return err == JY_ENOTFOUND ? JY_OK : err;
}

static enum jy_err
on_file(void *arg, struct str path, const struct stat *st)
{
	struct check *c = arg;
	struct str digest;
	enum jy_err err;
	int variants;
	bool variant;

	(void)st;
	arena_reset(&c->a);
	if ((err = look_up(c, path, &digest, &variants)) != JY_ENOTFOUND)
		return err;
	if ((err = is_variant(c, path, &variant)) == JY_OK && !variant)
		problem(c, path, "stale: the manifest does not know it", STR_NONE);
	return err;
}

/* The .gz and .br are served in place of the file. */
static void
check_variants(struct check *c, struct str path, struct str bytes, int variants)
{
	struct buf b = BUF_INIT;
	struct str file;
	int v;

	for (v = VARIANT_GZIP; v <= VARIANT_BROTLI; v <<= 1) {
		if ((variants & v) == 0)
			continue;
		buf_reset(&b);
		file =
		    arena_printf(&c->a, STR_FMT "%s", STR_ARG(path), variant_suffix(v));
		if (file.p == NULL || tree_read(c->g.live, file.p, &b) != JY_OK)
			problem(c, path, "missing: its ", str_of(variant_suffix(v)));
		else if (!variant_is(v, buf_view(&b), bytes))
			problem(c, file, "stale: not what was built", STR_NONE);
	}
	buf_release(&b);
}

static enum jy_err
check_bytes(struct check *c, struct str path)
{
	uint8_t actual[OUTPUT_DIGEST];
	struct buf b = BUF_INIT;
	struct str digest;
	enum jy_err err;
	int variants;

	if ((err = look_up(c, path, &digest, &variants)) != JY_OK)
		return err;
	if (tree_read(c->g.live, arena_cstr(&c->a, path), &b) != JY_OK)
		problem(c, path, "missing", STR_NONE);
	else {
		output_digest(buf_view(&b), actual);
		if (!str_eq(digest, STR_BYTES(actual)))
			problem(c, path, "stale: not what was built", STR_NONE);
		else
			check_variants(c, path, buf_view(&b), variants);
	}
	buf_release(&b);
	return JY_OK;
}

static enum jy_err
check_files(struct check *c)
{
	struct db_stmt *st;
	enum jy_err err;
	bool row;

	if ((err = tree_walk(c->g.live, on_file, c)) != JY_OK ||
	    (err = man_prepare(&c->g, &st, SQL_CHECK_OUTPUTS)) != JY_OK)
		return err;
	while ((err = man_step(&c->g, st, &row)) == JY_OK && row) {
		arena_reset(&c->a);
		if ((err = check_bytes(c, arena_str(&c->a, db_str(st, 0)))) != JY_OK)
			break;
	}
	db_finish(st);
	return err;
}

static enum jy_err
check_site(struct check *c, const struct options *o)
{
	struct gen *g = &c->g;
	enum jy_err err;

	if ((err = run_open_built(g, o->conf)) != JY_OK ||
	    (err = publish_open(g)) != JY_OK)
		return err;
	if (o->json)
		c->found = val_list(&g->arena);
	if (g->live == -1)
		return gen_fail(
		    g, JY_ENOTFOUND, g->conf.path.public_dir, 0, "there is no site");
	if ((err = visit_all(c)) != JY_OK || (err = check_orphans(c)) != JY_OK)
		return err;
	return check_files(c);
}

int
check_cmd(int argc, char **argv)
{
	struct options o;
	struct check c;
	enum jy_err err;
	int status;

	if (!options_read(&o, argc, argv, "cj"))
		return 2;
	memset(&c, 0, sizeof(c));
	arena_init(&c.a, 0);
	err = check_site(&c, &o);
	status = report(err, &c.g.diag);
	if (err == JY_OK && o.json)
		say_json(&c.found);
	else if (err == JY_OK)
		printf("sitegen: %lld problems\n", (long long)c.problems);
	arena_release(&c.a);
	run_close(&c.g);
	return status != 0 ? status : c.problems > 0;
}
