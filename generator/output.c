/*
 * output.c - comparing, checking, staging one file (see output.h). What is planned
 * stands in the manifest's table `plan`; carrying it out is publish.c's part.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include <xxhash.h>

#include "compress.h"
#include "file.h"
#include "gate.h"
#include "manifest.h"
#include "output.h"
#include "publish.h"
#include "tree.h"
#include "writer.h"

MAN_SQL(SQL_OUTPUT_GET,
    "SELECT owner, digest, variants, role FROM output WHERE path = :path");
MAN_SQL(SQL_OUTPUT_SET,
    "INSERT INTO output(path, owner, role, digest, size, variants)"
    " VALUES(:path, :owner, :role, :digest, :size, :variants)"
    " ON CONFLICT(path) DO UPDATE SET owner = excluded.owner, role = excluded.role,"
    " digest = excluded.digest, size = excluded.size, variants = excluded.variants");
MAN_SQL(SQL_OUTPUT_ADD,
    "INSERT INTO output(path, owner, role, digest, size, variants)"
    " VALUES(:path, :owner, :role, :digest, :size, :variants) ON CONFLICT DO NOTHING");
MAN_SQL(SQL_OUTPUT_OWNER,
    "UPDATE output SET owner = :owner, role = :role WHERE path = :path");
MAN_SQL(SQL_OUTPUT_DROP, "DELETE FROM output WHERE path = :path");
MAN_SQL(SQL_PLAN_SET,
    "INSERT INTO plan(path, op, existed, staged, variants, had)"
    " VALUES(:path, :op, :existed, :staged, :variants, :had)"
    " ON CONFLICT(path) DO UPDATE SET op = excluded.op, staged = excluded.staged,"
    " variants = excluded.variants");
MAN_SQL(SQL_CLAIM_ADD, "INSERT INTO claim(path, owner) VALUES(:path, :owner)"
		       " ON CONFLICT(path) DO UPDATE SET owner = excluded.owner");
MAN_SQL(SQL_CLAIM_DROP, "DELETE FROM claim WHERE path = :path AND owner = :owner");
MAN_SQL(SQL_CLAIM_ANY, "SELECT claim.path, claim.owner, output.owner FROM claim"
		       " JOIN output ON output.path = claim.path LIMIT 1");
MAN_SQL(SQL_KEEP_ADD, "INSERT INTO kept(path) VALUES(:path) ON CONFLICT DO NOTHING");
MAN_SQL(SQL_SWEEP, "SELECT path, owner FROM output WHERE role = :role AND role > 3"
		   " AND path NOT IN (SELECT path FROM kept) LIMIT 1");

enum jy_err
output_file(struct gen *g, struct arena *a, struct str address, struct str *path)
{
	struct str inner = str_from(address, 1);

	if (!str_starts(address, "/"))
		return gen_fail(g, JY_EINPUT, NULL, 0,
		    "the path \"" STR_FMT "\" does not begin with /", STR_ARG(address));
	*path = inner;
	if (inner.n == 0 || str_ends(inner, "/"))
		*path = arena_printf(a, STR_FMT "index.html", STR_ARG(inner));
	if (path->p == NULL)
		return gen_mem(g, NULL);
	if (!path_is_clean(*path) || memchr(path->p, '?', path->n) != NULL ||
	    memchr(path->p, '#', path->n) != NULL)
		return gen_fail(g, JY_EINPUT, NULL, 0,
		    "the path \"" STR_FMT "\" is not one of the site", STR_ARG(address));
	return JY_OK;
}

struct str
output_address(struct arena *a, struct str path)
{
	if (str_is(path, "index.html"))
		return STR("/");
	if (str_ends(path, "/index.html"))
		path.n -= 10;
	return arena_printf(a, "/" STR_FMT, STR_ARG(path));
}

void
output_digest(struct str bytes, uint8_t out[OUTPUT_DIGEST])
{
	XXH128_canonical_t text;

	XXH128_canonicalFromHash(&text, XXH3_128bits(bytes.p, bytes.n));
	memcpy(out, text.digest, OUTPUT_DIGEST);
}

struct known {
	bool there, same_owner, same_role;
	char owner[512];
	uint8_t digest[OUTPUT_DIGEST];
	int variants;
};

static enum jy_err
claim(struct gen *g, const char *sql, struct str path, struct str owner)
{
	struct db_stmt *st;
	enum jy_err err;

	if ((err = man_prepare(g, &st, sql)) != JY_OK)
		return err;
	db_bind_str(st, ":path", path);
	db_bind_str(st, ":owner", owner);
	err = man_run(g, st);
	db_finish(st);
	return err;
}

/* What the manifest knows of a path. */
static enum jy_err
look_up(struct gen *g, const struct output *o, struct known *k)
{
	struct db_stmt *st;
	enum jy_err err;
	struct str digest;

	memset(k, 0, sizeof(*k));
	if ((err = man_prepare(g, &st, SQL_OUTPUT_GET)) != JY_OK)
		return err;
	db_bind_str(st, ":path", o->path);
	if ((err = man_one(g, st)) == JY_OK) {
		k->there = true;
		snprintf(k->owner, sizeof(k->owner), STR_FMT, STR_ARG(db_str(st, 0)));
		k->same_owner = str_eq(db_str(st, 0), o->owner);
		k->same_role = db_int(st, 3) == (int64_t)o->role;
		digest = db_blob(st, 1);
		if (digest.n == sizeof(k->digest))
			memcpy(k->digest, digest.p, sizeof(k->digest));
		k->variants = (int)db_int(st, 2);
	}
	db_finish(st);
	return err == JY_ENOTFOUND ? JY_OK : err;
}

static enum jy_err
remember(
    struct gen *g, const char *sql, const struct output *o, const struct output_made *m)
{
	struct db_stmt *st;
	enum jy_err err;

	if ((err = man_prepare(g, &st, sql)) != JY_OK)
		return err;
	db_bind_str(st, ":path", o->path);
	db_bind_str(st, ":owner", o->owner);
	db_bind_int(st, ":role", o->role);
	db_bind_blob(st, ":digest", m->digest, sizeof(m->digest));
	db_bind_int(st, ":size", (int64_t)o->bytes.n);
	db_bind_int(st, ":variants", m->variants);
	err = man_run(g, st);
	db_finish(st);
	return err;
}

static enum jy_err
change_owner(struct gen *g, const struct output *o)
{
	struct db_stmt *st;
	enum jy_err err;

	if ((err = man_prepare(g, &st, SQL_OUTPUT_OWNER)) != JY_OK)
		return err;
	db_bind_str(st, ":path", o->path);
	db_bind_str(st, ":owner", o->owner);
	db_bind_int(st, ":role", o->role);
	err = man_run(g, st);
	db_finish(st);
	return err;
}

static enum jy_err
plan(struct gen *g, struct str path, enum plan_op op, const char *staged, int variants,
    const struct known *k)
{
	struct db_stmt *st;
	enum jy_err err;

	if ((err = man_prepare(g, &st, SQL_PLAN_SET)) != JY_OK)
		return err;
	db_bind_str(st, ":path", path);
	db_bind_int(st, ":op", op);
	db_bind_int(st, ":existed", k->there);
	db_bind_text(st, ":staged", staged);
	db_bind_int(st, ":variants", variants);
	db_bind_int(st, ":had", k->variants);
	err = man_run(g, st);
	db_finish(st);
	return err;
}

/* Write one file to the stage. In a fresh build the stage is the new tree: a file
 * that the old tree has with the same bytes keeps its time. */
static enum jy_err
stage_file(struct gen *g, struct str path, const char *name, struct str bytes)
{
	struct buf old = BUF_INIT;
	enum jy_err err = JY_ENOTFOUND;

	if (g->fresh && g->live != -1 && tree_read(g->live, name, &old) == JY_OK &&
	    str_eq(buf_view(&old), bytes))
		err = tree_link(g->live, name, g->stage, name);
	buf_release(&old);
	if (err != JY_OK)
		err = tree_write(g->stage, name, bytes, false);
	if (err == JY_OK || (err == JY_ECONFLICT && g->fresh))
		return err;
	return gen_fail(g, err, NULL, 0, "/" STR_FMT " cannot be staged: %s",
	    STR_ARG(path), err == JY_ENOSPC ? "the disk is full" : strerror(errno));
}

/* The compressed forms that are wanted of it. */
static int
wanted_of(const struct gen *g, const struct output *o)
{
	return variants_for(variants_parse(g->conf.build.compress), o->path, o->bytes);
}

/* The output, if not only its compressed forms, and these; *variants: which there are. */
static enum jy_err
stage_all(struct gen *g, const struct output *o, const char *name, enum plan_op op,
    int *variants)
{
	int wanted = wanted_of(g, o);
	enum jy_err err = op == PLAN_PUT ? stage_file(g, o->path, name, o->bytes) : JY_OK;
	struct buf b = BUF_INIT;
	char full[1280];
	int v;

	*variants = 0;
	for (v = VARIANT_GZIP; v <= VARIANT_BROTLI && err == JY_OK; v <<= 1) {
		buf_reset(&b);
		if ((wanted & v) == 0 || !variant_make(v, o->bytes, &b))
			continue;
		snprintf(full, sizeof(full), "%s%s", name, variant_suffix(v));
		err = stage_file(g, o->path, full, buf_view(&b));
		*variants |= v;
	}
	buf_release(&b);
	return err;
}

static bool
is_scanned(const struct output *o)
{
	return o->role != OUT_ASSET &&
	       (str_ends(o->path, ".html") || str_ends(o->path, ".xml") ||
		   str_ends(o->path, ".json") || str_ends(o->path, ".txt") ||
		   str_ends(o->path, ".csv"));
}

/* Say in the error which item or list it was. */
static enum jy_err
name_it(struct gen *g, const struct output *o, enum jy_err err)
{
	if (err != JY_OK && o->role <= OUT_EXTRA)
		gen_fail_in(g, " (%s" STR_FMT ")", o->role == OUT_LIST ? "" : "item ",
		    STR_ARG(o->owner));
	return err;
}

static enum jy_err
put_changed(struct gen *g, const struct output *o, struct output_made *m,
    const struct known *k, enum plan_op op)
{
	char name[64];
	enum jy_err err;

	if (is_scanned(o) && op == PLAN_PUT &&
	    (err = gate_check(g, o->path, o->bytes, o->contacts)) != JY_OK)
		return err;
	snprintf(
	    name, sizeof(name), "%04" PRId64 "/%" PRId64, g->staged / 1000, g->staged);
	g->staged++;
	if (!g->dry && ((err = publish_stage(g)) != JY_OK ||
			   (err = stage_all(g, o, name, op, &m->variants)) != JY_OK))
		return err;
	g->counts.written++;
	if ((err = remember(g, SQL_OUTPUT_SET, o, m)) != JY_OK)
		return err;
	return plan(g, o->path, op, name, m->variants, k);
}

/* --- a fresh tree: nothing to compare with */

void
output_make(struct gen *g, const struct output *o, struct output_made *m)
{
	char name[1280];

	m->variants = 0;
	m->err = JY_OK;
	output_digest(o->bytes, m->digest);
	if (is_scanned(o))
		m->err = gate_check(g, o->path, o->bytes, o->contacts);
	if (m->err != JY_OK || g->dry)
		return;
	snprintf(name, sizeof(name), STR_FMT, STR_ARG(o->path));
	m->err = stage_all(g, o, name, PLAN_PUT, &m->variants);
}

/* The path was there before: fine if it is the same owner's. */
static enum jy_err
put_twice(struct gen *g, const struct output *o)
{
	struct known k;
	enum jy_err err;

	if ((err = look_up(g, o, &k)) != JY_OK)
		return err;
	if (k.there && k.same_owner)
		return JY_OK;
	if (!k.there)
		return gen_fail(g, JY_ECONFLICT, NULL, 0,
		    "/" STR_FMT " (" STR_FMT ") and another file cannot both be there: a "
		    "name is a file's or a folder's",
		    STR_ARG(o->path), STR_ARG(o->owner));
	return gen_fail(g, JY_ECONFLICT, NULL, 0,
	    "/" STR_FMT " is claimed by both %s and " STR_FMT, STR_ARG(o->path), k.owner,
	    STR_ARG(o->owner));
}

enum jy_err
output_made(struct gen *g, const struct output *o, const struct output_made *m)
{
	enum jy_err err;

	if (m->err == JY_ECONFLICT)
		return put_twice(g, o);
	if (m->err != JY_OK)
		return name_it(g, o, m->err);
	if ((err = remember(g, SQL_OUTPUT_ADD, o, m)) != JY_OK)
		return err;
	if (db_changes(g->man) == 0)
		return put_twice(g, o);
	g->counts.written++;
	return JY_OK;
}

static enum jy_err
put_fresh(struct gen *g, const struct output *o)
{
	struct output_made m;
	enum jy_err err;

	if (!g->dry && (err = publish_stage(g)) != JY_OK)
		return err;
	if (g->writer != NULL && o->bytes.n <= WRITER_MOST)
		return writer_put(g->writer, o);
	output_make(g, o, &m);
	return output_made(g, o, &m);
}

/* --- beside a live one */

/* Is the live file the one that the manifest speaks of? Asked by --full only. */
static bool
live_is(struct gen *g, const struct output *o, int variants)
{
	struct buf b = BUF_INIT;
	char name[1280];
	bool same;
	int v;

	snprintf(name, sizeof(name), STR_FMT, STR_ARG(o->path));
	same = tree_read(g->live, name, &b) == JY_OK && str_eq(buf_view(&b), o->bytes);
	for (v = VARIANT_GZIP; v <= VARIANT_BROTLI && same; v <<= 1) {
		if ((variants & v) == 0)
			continue;
		buf_reset(&b);
		snprintf(name, sizeof(name), STR_FMT "%s", STR_ARG(o->path),
		    variant_suffix(v));
		same = tree_read(g->live, name, &b) == JY_OK &&
		       variant_is(v, buf_view(&b), o->bytes);
	}
	buf_release(&b);
	return same;
}

enum jy_err
output_keep(struct gen *g, struct str path)
{
	struct db_stmt *st;
	enum jy_err err;

	if ((err = man_prepare(g, &st, SQL_KEEP_ADD)) != JY_OK)
		return err;
	db_bind_str(st, ":path", path);
	err = man_run(g, st);
	db_finish(st);
	return err;
}

enum jy_err
output_put(struct gen *g, const struct output *o)
{
	struct output_made m = { .variants = 0 };
	struct known k;
	enum jy_err err;

	if (g->fresh)
		return put_fresh(g, o);
	if (o->role >= OUT_PAGE && (err = output_keep(g, o->path)) != JY_OK)
		return err;
	output_digest(o->bytes, m.digest);
	if ((err = look_up(g, o, &k)) != JY_OK)
		return err;
	/* Another owner loses it, and must give it up before the build is over. */
	if (k.there && !k.same_owner &&
	    (err = claim(g, SQL_CLAIM_ADD, o->path, str_of(k.owner))) != JY_OK)
		return err;
	if (!k.there || memcmp(k.digest, m.digest, sizeof(m.digest)) != 0 ||
	    (g->full && !live_is(g, o, k.variants)))
		return name_it(g, o, put_changed(g, o, &m, &k, PLAN_PUT));
	if (g->compress_changed && k.variants != wanted_of(g, o))
		return put_changed(g, o, &m, &k, PLAN_COMPRESS);
	g->counts.unchanged++;
	return k.same_owner && k.same_role ? JY_OK : change_owner(g, o);
}

enum jy_err
output_is_free(struct gen *g, struct str path, struct str owner, bool *is_free)
{
	struct output o = { .path = path, .owner = owner };
	struct known k;
	enum jy_err err = look_up(g, &o, &k);

	*is_free = !k.there || k.same_owner;
	return err;
}

enum jy_err
output_drop(struct gen *g, struct str path, struct str owner)
{
	struct output o = { .path = path, .owner = owner };
	struct db_stmt *st;
	struct known k;
	enum jy_err err;

	if ((err = claim(g, SQL_CLAIM_DROP, path, owner)) != JY_OK ||
	    (err = look_up(g, &o, &k)) != JY_OK)
		return err;
	if (!k.there || !k.same_owner) /* given to another, who keeps it */
		return JY_OK;
	if ((err = man_prepare(g, &st, SQL_OUTPUT_DROP)) != JY_OK)
		return err;
	db_bind_str(st, ":path", path);
	err = man_run(g, st);
	db_finish(st);
	return err == JY_OK ? plan(g, path, PLAN_DELETE, "", 0, &k) : err;
}

static enum jy_err
sweep_one(struct gen *g, enum output_role role, struct arena *a, bool *more)
{
	struct str path = STR_NONE, owner = STR_NONE;
	struct db_stmt *st;
	enum jy_err err;

	*more = false;
	if ((err = man_prepare(g, &st, SQL_SWEEP)) != JY_OK)
		return err;
	db_bind_int(st, ":role", role);
	if ((err = man_one(g, st)) == JY_OK) {
		path = arena_str(a, db_str(st, 0));
		owner = arena_str(a, db_str(st, 1));
	}
	db_finish(st);
	if (err != JY_OK)
		return err == JY_ENOTFOUND ? JY_OK : err;
	*more = true;
	return output_drop(g, path, owner);
}

enum jy_err
output_sweep(struct gen *g, enum output_role role)
{
	struct arena a;
	enum jy_err err;
	bool more = true;

	if (g->fresh)
		return JY_OK;
	arena_init(&a, 0);
	do {
		arena_reset(&a);
		err = sweep_one(g, role, &a, &more);
	} while (err == JY_OK && more);
	arena_release(&a);
	return err;
}

enum jy_err
output_check_claims(struct gen *g)
{
	struct db_stmt *st;
	enum jy_err err;

	if ((err = man_prepare(g, &st, SQL_CLAIM_ANY)) != JY_OK)
		return err;
	if ((err = man_one(g, st)) == JY_OK)
		err = gen_fail(g, JY_ECONFLICT, NULL, 0,
		    "/" STR_FMT " is claimed by both " STR_FMT " and " STR_FMT,
		    STR_ARG(db_str(st, 0)), STR_ARG(db_str(st, 1)),
		    STR_ARG(db_str(st, 2)));
	else if (err == JY_ENOTFOUND)
		err = JY_OK;
	db_finish(st);
	return err;
}
