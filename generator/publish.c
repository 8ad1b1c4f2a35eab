/*
 * publish.c - making the plan live (see publish.h). The order of pages that link to
 * each other is order.c's part.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compress.h"
#include "crypto.h"
#include "manifest.h"
#include "order.h"
#include "output.h"
#include "publish.h"
#include "redirect.h"
#include "tree.h"

#define GUARD_LEAST 50 /* smaller sites are not guarded */

/* In table journal. */
enum journal_op {
	J_PUT,  /* rename from the stage */
	J_HOLD, /* a notice, unless the page is there */
	J_GONE, /* a notice in place of a page that is about to go */
	J_DELETE
};

static const char NOTICE[] =
    "<!DOCTYPE html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\">"
    "<meta name=\"robots\" content=\"noindex\"><meta http-equiv=\"refresh\" "
    "content=\"5\">"
    "<title>页面正在更新</title></head><body><p>页面正在更新，请稍候。</p></body></"
    "html>\n";

MAN_SQL(SQL_OUTPUT_PROBE, "SELECT size FROM output WHERE path = 'site/manifest.json'");
MAN_SQL(SQL_JOURNAL_NEXT,
    "SELECT seq, op, path, staged, variants, had FROM journal WHERE seq > :seq"
    " ORDER BY seq LIMIT 1");
MAN_SQL(SQL_JOURNAL_CLEAR, "DELETE FROM journal");
MAN_SQL(SQL_PLAN_CLEAR, "DELETE FROM plan");
MAN_SQL(SQL_JOURNAL_ADD, "INSERT INTO journal(op, path, staged, variants, had)"
			 " SELECT :op, path, staged, variants, had FROM plan"
			 " WHERE path = :path");
MAN_SQL(SQL_JOURNAL_CHANGED, /* pages, then what is no page */
    "INSERT INTO journal(op, path, staged, variants, had)"
    " SELECT 0, path, staged, variants, had FROM plan" /* J_PUT */
    " WHERE op IN (0, 2) AND existed = 1 ORDER BY path NOT LIKE '%.html', path");
MAN_SQL(SQL_JOURNAL_LEAVES,
    "INSERT INTO journal(op, path, staged, variants, had)"
    " SELECT :journal, path, staged, variants, had FROM plan"
    " WHERE op = :op AND existed = :existed AND path NOT LIKE '%.html' ORDER BY path");
MAN_SQL(SQL_PLAN_PAGES, "SELECT path, staged FROM plan WHERE op = :op"
			" AND existed = :existed AND path LIKE '%.html' ORDER BY path");
MAN_SQL(SQL_PLAN_PAGE_COUNT, "SELECT count(*) FROM plan WHERE op = :op"
			     " AND existed = :existed AND path LIKE '%.html'");
MAN_SQL(SQL_PLAN_DELETED, "SELECT count(*) FROM plan WHERE op = 1 AND existed = 1");
MAN_SQL(SQL_PLAN_ALL, "SELECT op, existed, path FROM plan"
		      " WHERE op = 0 OR existed = 1 ORDER BY path");
MAN_SQL(SQL_OUTPUT_DIGEST, "SELECT digest FROM output WHERE path = :path");
MAN_SQL(SQL_OUTPUT_KNOWN, "SELECT 1 FROM output WHERE path = :path");

static const char *
beside(struct gen *g, const char *tail)
{
	return arena_printf(&g->arena, "%s%s", g->conf.path.public_dir, tail).p;
}

/* Follow a symbolic link to the site once, so that renames hit the folder. */
static void
resolve_root(struct gen *g)
{
	char *real = realpath(g->conf.path.public_dir, NULL);
	const char *copy = real != NULL ? arena_strdup(&g->arena, real) : NULL;
	size_t n;

	free(real);
	if (copy == NULL)
		copy = arena_strdup(&g->arena, g->conf.path.public_dir);
	if (copy == NULL)
		return;
	for (n = strlen(copy); n > 1 && copy[n - 1] == '/'; n--)
		;
	g->conf.path.public_dir = arena_cstr(&g->arena, (struct str){ copy, n });
}

enum jy_err
publish_open(struct gen *g)
{
	const char *stage;
	struct stat a, b;
	int parent;

	resolve_root(g);
	g->stage = -1;
	g->live = tree_open(g->conf.path.public_dir, false);
	if (g->live == -1 && errno != ENOENT)
		return gen_fail(g, JY_EIO, g->conf.path.public_dir, 0,
		    "cannot be opened: %s", strerror(errno));
	if (g->live == -1)
		return JY_OK;
	if ((stage = beside(g, "/..")) == NULL)
		return gen_mem(g, NULL);
	parent = tree_open(stage, false);
	if (parent != -1 && fstat(parent, &a) == 0 && fstat(g->live, &b) == 0 &&
	    a.st_dev != b.st_dev)
		gen_fail(g, JY_ECONF, g->conf.path.public_dir, 0,
		    "is a file system of its own; builds are staged beside it and "
		    "renamed, so "
		    "mount the folder above it, or set [path] public to a folder in it");
	if (parent != -1)
		close(parent);
	return g->diag.text[0] != '\0' ? JY_ECONF : JY_OK;
}

void
publish_close(struct gen *g)
{
	if (g->stage != -1)
		close(g->stage);
	if (g->live != -1)
		close(g->live);
	g->stage = g->live = -1;
}

enum jy_err
publish_matches(struct gen *g, bool *matches)
{
	struct db_stmt *st;
	struct stat sb;
	enum jy_err err;

	*matches = false;
	if (g->live == -1)
		return JY_OK;
	if ((err = man_prepare(g, &st, SQL_OUTPUT_PROBE)) != JY_OK)
		return err;
	if ((err = man_one(g, st)) == JY_OK)
		*matches = fstatat(g->live, "site/manifest.json", &sb, 0) == 0 &&
			   sb.st_size == db_int(st, 0);
	db_finish(st);
	return err == JY_ENOTFOUND ? JY_OK : err;
}

enum jy_err
publish_stage(struct gen *g)
{
	const char *path;
	enum jy_err err;

	if (g->stage != -1)
		return JY_OK;
	if ((path = beside(g, g->fresh ? ".next" : ".stage")) == NULL)
		return gen_mem(g, NULL);
	if ((err = tree_remove(path)) != JY_OK ||
	    (g->stage = tree_open(path, true)) == -1)
		return gen_fail(g, err != JY_OK ? err : JY_EIO, path, 0,
		    "the stage cannot be made: %s", strerror(errno));
	return JY_OK;
}

/* --- the guard */

struct stray {
	struct gen *g;
	int64_t files, gone;
};

static enum jy_err
count_stray(void *arg, struct str path, const struct stat *sb)
{
	struct stray *s = arg;
	struct db_stmt *st;
	enum jy_err err;

	(void)sb;
	if (str_ends(path, ".gz") || str_ends(path, ".br"))
		return JY_OK;
	s->files++;
	if ((err = man_prepare(s->g, &st, SQL_OUTPUT_KNOWN)) != JY_OK)
		return err;
	db_bind_str(st, ":path", path);
	err = man_one(s->g, st);
	db_finish(st);
	s->gone += err == JY_ENOTFOUND;
	return err == JY_ENOTFOUND ? JY_OK : err;
}

static enum jy_err
count_deleted(struct gen *g, int64_t *before, int64_t *deleted)
{
	struct stray s = { g, 0, 0 };
	struct db_stmt *st;
	enum jy_err err;

	if (g->fresh) {
		if ((err = tree_walk(g->live, count_stray, &s)) != JY_OK)
			gen_fail(
			    g, err, g->conf.path.public_dir, 0, "cannot be read: %m");
		*before = s.files;
		*deleted = s.gone;
		return err;
	}
	*before = g->counts.before;
	if ((err = man_prepare(g, &st, SQL_PLAN_DELETED)) != JY_OK)
		return err;
	if ((err = man_one(g, st)) == JY_OK)
		*deleted = db_int(st, 0);
	db_finish(st);
	return err;
}

enum jy_err
publish_guard(struct gen *g)
{
	int64_t before = 0, deleted = 0;
	enum jy_err err;

	if ((err = count_deleted(g, &before, &deleted)) != JY_OK)
		return err;
	g->counts.deleted = deleted;
	if (g->force || before < GUARD_LEAST ||
	    deleted * 100 <= before * g->conf.build.delete_percent)
		return JY_OK;
	return gen_fail(g, JY_ECONFLICT, NULL, 0,
	    "this build would delete %lld of %lld files, more than %lld %% ([build] "
	    "delete_percent); look at --dry-run, then use --force if that is right",
	    (long long)deleted, (long long)before,
	    (long long)g->conf.build.delete_percent);
}

/* --- the journal */

static enum jy_err
journal_add(struct gen *g, enum journal_op op, struct str path)
{
	struct db_stmt *st;
	enum jy_err err;

	if ((err = man_prepare(g, &st, SQL_JOURNAL_ADD)) != JY_OK)
		return err;
	db_bind_int(st, ":op", op);
	db_bind_str(st, ":path", path);
	err = man_run(g, st);
	db_finish(st);
	return err;
}

static enum jy_err
journal_leaves(struct gen *g, enum plan_op op, bool existed, enum journal_op journal)
{
	struct db_stmt *st;
	enum jy_err err;

	if ((err = man_prepare(g, &st, SQL_JOURNAL_LEAVES)) != JY_OK)
		return err;
	db_bind_int(st, ":op", op);
	db_bind_int(st, ":existed", existed);
	db_bind_int(st, ":journal", journal);
	err = man_run(g, st);
	db_finish(st);
	return err;
}

static enum jy_err
page_count(struct gen *g, enum plan_op op, bool existed, size_t *n)
{
	struct db_stmt *st;
	enum jy_err err;

	if ((err = man_prepare(g, &st, SQL_PLAN_PAGE_COUNT)) != JY_OK)
		return err;
	db_bind_int(st, ":op", op);
	db_bind_int(st, ":existed", existed);
	if ((err = man_one(g, st)) == JY_OK)
		*n = (size_t)db_int(st, 0);
	db_finish(st);
	return err;
}

/* The pages of one kind of plan and the links between them: new ones are read from
 * the stage, those about to go from the live site. */
static enum jy_err
load_pages(
    struct gen *g, enum plan_op op, bool existed, struct order *o, struct str *source)
{
	struct db_stmt *st;
	enum jy_err err;
	bool row = true;
	size_t i = 0;

	if ((err = man_prepare(g, &st, SQL_PLAN_PAGES)) != JY_OK)
		return err;
	db_bind_int(st, ":op", op);
	db_bind_int(st, ":existed", existed);
	while (i < o->n && (err = man_step(g, st, &row)) == JY_OK && row) {
		o->path[i] = arena_str(o->a, db_str(st, 0));
		source[i] = op == PLAN_PUT ? arena_str(o->a, db_str(st, 1)) : o->path[i];
		if (source[i].p == NULL)
			err = gen_mem(g, NULL);
		i++;
	}
	db_finish(st);
	return err;
}

static enum jy_err
load_links(struct gen *g, int root, struct order *o, const struct str *source)
{
	struct buf b = BUF_INIT;
	enum jy_err err = JY_OK;
	size_t i;

	for (i = 0; i < o->n && err == JY_OK; i++) {
		buf_reset(&b);
		/* Somebody may have put what he likes in a live page's place. */
		if (o->n > 1 && (err = tree_read(root, source[i].p, &b)) != JY_OK &&
		    (root == g->stage || err == JY_ENOMEM))
			gen_fail(g, err, source[i].p, 0, "cannot be read: %m");
		else if ((err = order_links(o, i, buf_view(&b))) != JY_OK)
			gen_mem(g, NULL);
	}
	buf_release(&b);
	return err;
}

static enum jy_err
order_pages(struct gen *g, struct arena *a, enum plan_op op, struct order *o)
{
	bool existed = op == PLAN_DELETE;
	struct str *source;
	enum jy_err err;
	size_t n = 0;

	if ((err = page_count(g, op, existed, &n)) != JY_OK)
		return err;
	source = arena_array(a, n, sizeof(*source));
	if (source == NULL || !order_init(o, a, n))
		return gen_mem(g, NULL);
	if ((err = load_pages(g, op, existed, o, source)) != JY_OK ||
	    (err = load_links(g, op == PLAN_PUT ? g->stage : g->live, o, source)) !=
		JY_OK)
		return err;
	return order_solve(o) == JY_OK ? JY_OK : gen_mem(g, NULL);
}

static enum jy_err
journal_new(struct gen *g, const struct order *o)
{
	enum jy_err err = JY_OK;
	size_t i;

	for (i = 0; i < o->n && err == JY_OK; i++) {
		if (o->held[i])
			err = journal_add(g, J_HOLD, o->path[i]);
	}
	if (err == JY_OK)
		err = journal_leaves(g, PLAN_PUT, false, J_PUT);
	for (i = 0; i < o->n && err == JY_OK; i++)
		err = journal_add(g, J_PUT, o->path[o->out[i]]);
	return err;
}

static enum jy_err
journal_deleted(struct gen *g, const struct order *o)
{
	enum jy_err err = JY_OK;
	size_t i;

	for (i = 0; i < o->n && err == JY_OK; i++) {
		if (o->holds[i])
			err = journal_add(g, J_GONE, o->path[i]);
	}
	for (i = o->n; i > 0 && err == JY_OK; i--)
		err = journal_add(g, J_DELETE, o->path[o->out[i - 1]]);
	return err == JY_OK ? journal_leaves(g, PLAN_DELETE, true, J_DELETE) : err;
}

static enum jy_err
journal_write(struct gen *g)
{
	struct order new_pages = { 0 }, old_pages = { 0 };
	struct db_stmt *st;
	struct arena a;
	enum jy_err err;

	arena_init(&a, 0);
	if ((err = order_pages(g, &a, PLAN_PUT, &new_pages)) != JY_OK ||
	    (err = order_pages(g, &a, PLAN_DELETE, &old_pages)) != JY_OK ||
	    (err = journal_new(g, &new_pages)) != JY_OK)
		goto out;
	if ((err = man_prepare(g, &st, SQL_JOURNAL_CHANGED)) != JY_OK)
		goto out;
	err = man_run(g, st);
	db_finish(st);
	if (err == JY_OK)
		err = journal_deleted(g, &old_pages);
out:
	arena_release(&a);
	return err;
}

/* --- carrying it out */

struct step {
	int64_t seq;
	enum journal_op op;
	char path[1100], staged[1100];
	int variants, had;
};

/* Is a page the one that the manifest speaks of? */
static enum jy_err
look_live(struct gen *g, const char *path, bool *is)
{
	uint8_t digest[OUTPUT_DIGEST];
	struct buf b = BUF_INIT;
	struct db_stmt *st;
	enum jy_err err;

	*is = false;
	if ((err = man_prepare(g, &st, SQL_OUTPUT_DIGEST)) != JY_OK)
		return err;
	db_bind_text(st, ":path", path);
	if ((err = man_one(g, st)) == JY_OK &&
	    (err = tree_read(g->live, path, &b)) == JY_OK) {
		output_digest(buf_view(&b), digest);
		*is = str_eq(db_blob(st, 0), STR_BYTES(digest));
	}
	db_finish(st);
	buf_release(&b);
	return err == JY_ENOTFOUND ? JY_OK : err;
}

/* What the stage does not have was put in its place before a build was killed, or the
 * stage is not the one that the journal was written for. */
static enum jy_err
put_before(struct gen *g, const char *path)
{
	enum jy_err err;
	bool is;

	if ((err = look_live(g, path, &is)) != JY_OK || is)
		return err;
	g->scratch = true;
	return gen_fail(g, JY_ENOTFOUND, NULL, 0,
	    "the stage of the unfinished build does not have /%s any more", path);
}

static enum jy_err
put_file(struct gen *g, const struct step *s, const char *suffix)
{
	char from[1110], to[1110];
	enum jy_err err;

	snprintf(from, sizeof(from), "%s%s", s->staged, suffix);
	snprintf(to, sizeof(to), "%s%s", s->path, suffix);
	if ((err = tree_rename(g->stage, from, g->live, to)) != JY_ENOTFOUND)
		return err;
	return suffix[0] == '\0' ? put_before(g, s->path) : JY_OK;
}

static enum jy_err
drop_file(struct gen *g, const struct step *s, const char *suffix)
{
	char path[1110];

	snprintf(path, sizeof(path), "%s%s", s->path, suffix);
	return tree_unlink(g->live, path);
}

static enum jy_err
step_put(struct gen *g, const struct step *s)
{
	enum jy_err err = put_file(g, s, "");
	int v;

	for (v = VARIANT_GZIP; v <= VARIANT_BROTLI && err == JY_OK; v <<= 1) {
		if ((s->variants & v) != 0)
			err = put_file(g, s, variant_suffix(v));
		else if ((s->had & v) != 0)
			err = drop_file(g, s, variant_suffix(v));
	}
	return err;
}

static enum jy_err
drop_variants(struct gen *g, const struct step *s)
{
	enum jy_err err = JY_OK;
	int v;

	for (v = VARIANT_GZIP; v <= VARIANT_BROTLI && err == JY_OK; v <<= 1) {
		if ((s->had & v) != 0)
			err = drop_file(g, s, variant_suffix(v));
	}
	return err;
}

/* Put the notice in a page's place, if the page is there (or is not), as asked. */
static enum jy_err
step_notice(struct gen *g, const struct step *s, bool there)
{
	enum jy_err err;

	if ((faccessat(g->live, s->path, F_OK, AT_SYMLINK_NOFOLLOW) == 0) != there)
		return JY_OK;
	if ((err = drop_variants(g, s)) != JY_OK ||
	    (err = tree_unlink(g->stage, "notice/html")) != JY_OK ||
	    (err = tree_write(g->stage, "notice/html", STR(NOTICE), false)) != JY_OK)
		return err;
	return tree_rename(g->stage, "notice/html", g->live, s->path);
}

static enum jy_err
step_run(struct gen *g, const struct step *s)
{
	enum jy_err err;

	switch (s->op) {
	case J_PUT:
		return step_put(g, s);
	case J_HOLD:
		return step_notice(g, s, false);
	case J_GONE:
		return step_notice(g, s, true);
	case J_DELETE:
		err = drop_variants(g, s);
		return err == JY_OK ? drop_file(g, s, "") : err;
	}
	return JY_EINTERNAL;
}

static enum jy_err
next_step(struct gen *g, struct step *s, bool *more)
{
	struct db_stmt *st;
	enum jy_err err;

	*more = false;
	if ((err = man_prepare(g, &st, SQL_JOURNAL_NEXT)) != JY_OK)
		return err;
	db_bind_int(st, ":seq", s->seq);
	if ((err = man_one(g, st)) == JY_OK) {
		*more = true;
		s->seq = db_int(st, 0);
		s->op = (enum journal_op)db_int(st, 1);
		snprintf(s->path, sizeof(s->path), STR_FMT, STR_ARG(db_str(st, 2)));
		snprintf(s->staged, sizeof(s->staged), STR_FMT, STR_ARG(db_str(st, 3)));
		s->variants = (int)db_int(st, 4);
		s->had = (int)db_int(st, 5);
	}
	db_finish(st);
	return err == JY_ENOTFOUND ? JY_OK : err;
}

static enum jy_err
sync_tree(struct gen *g, int fd)
{
	if (g->conf.build.sync && fd != -1 && syncfs(fd) != 0)
		return gen_fail(g, JY_EIO, g->conf.path.public_dir, 0,
		    "cannot be synced to disk: %s", strerror(errno));
	return JY_OK;
}

static enum jy_err
carry_out(struct gen *g)
{
	struct step s = { .seq = 0 };
	enum jy_err err;
	bool more;

	while ((err = next_step(g, &s, &more)) == JY_OK && more) {
		if ((err = step_run(g, &s)) != JY_OK)
			return gen_fail(g, err, NULL, 0, "/%s cannot be published: %s",
			    s.path,
			    err == JY_ENOSPC ? "the disk is full" : strerror(errno));
	}
	if (err != JY_OK || (err = redirects_publish(g)) != JY_OK ||
	    (err = sync_tree(g, g->live)) != JY_OK)
		return err;
	return s.seq > 0 ? man_exec(g, SQL_JOURNAL_CLEAR) : JY_OK;
}

static enum jy_err
journal_run(struct gen *g)
{
	enum jy_err err = carry_out(g);

	if (err != JY_OK && !g->scratch)
		gen_fail_in(g, "; the next build carries on here");
	return err;
}

static void
remove_beside(struct gen *g, const char *tail)
{
	const char *path = beside(g, tail);

	if (path != NULL && tree_remove(path) != JY_OK)
		gen_warn(g, "%s cannot be removed: %s", path, strerror(errno));
}

enum jy_err
publish_resume(struct gen *g)
{
	struct step s = { .seq = 0 };
	enum jy_err err;
	bool more;

	if ((err = next_step(g, &s, &more)) != JY_OK || !more)
		return err;
	if ((g->stage = tree_open(beside(g, ".stage"), true)) == -1)
		return gen_fail(g, JY_EIO, g->conf.path.public_dir, 0,
		    "the stage of an unfinished build cannot be opened: %s",
		    strerror(errno));
	gen_warn(g, "the last build was cut short; finishing it");
	g->committed = true;
	if ((err = journal_run(g)) != JY_OK)
		return err;
	g->committed = false;
	close(g->stage);
	g->stage = -1;
	return JY_OK;
}

bool
publish_left(struct gen *g)
{
	static const char *const tails[] = { ".stage", ".next" };
	const char *path;
	bool left = false;

	for (size_t i = 0; i < 2; i++) {
		path = beside(g, tails[i]);
		left = left || path == NULL || access(path, F_OK) == 0;
	}
	return left;
}

void
publish_tidy(struct gen *g)
{
	remove_beside(g, ".stage");
	remove_beside(g, ".next");
}

/* Exchange the new tree with the live one, which may not exist yet. */
static enum jy_err
swap(struct gen *g)
{
	const char *next = beside(g, ".next"), *live = g->conf.path.public_dir;
	int rc;

	if (next == NULL)
		return gen_mem(g, NULL);
	rc = g->live == -1 ? rename(next, live)
			   : renameat2(AT_FDCWD, next, AT_FDCWD, live, RENAME_EXCHANGE);
	if (rc != 0)
		return gen_fail(g, JY_EIO, live, 0,
		    "the new site cannot take its place: %s%s", strerror(errno),
		    errno == EBUSY || errno == EXDEV ? " (is it a mount point?)" : "");
	if (g->live != -1)
		close(g->live);
	g->live = g->stage;
	g->stage = -1;
	return JY_OK;
}

static enum jy_err
run_fresh(struct gen *g)
{
	enum jy_err err;

	if ((err = publish_stage(g)) != JY_OK ||
	    (err = sync_tree(g, g->stage)) != JY_OK || (err = man_commit(g)) != JY_OK)
		return err;
	g->committed = true;
	if ((err = manifest_forget(g)) != JY_OK || (err = swap(g)) != JY_OK ||
	    (err = redirects_publish(g)) != JY_OK ||
	    (err = sync_tree(g, g->live)) != JY_OK || (err = manifest_adopt(g)) != JY_OK)
		return err;
	remove_beside(g, ".next");
	return JY_OK;
}

enum jy_err
publish_run(struct gen *g)
{
	enum jy_err err;

	if (g->fresh)
		return run_fresh(g);
	if (g->counts.written == 0 && g->counts.deleted == 0)
		return (err = man_commit(g)) == JY_OK ? redirects_publish(g) : err;
	if ((err = publish_stage(g)) != JY_OK || (err = journal_write(g)) != JY_OK ||
	    (err = man_exec(g, SQL_PLAN_CLEAR)) != JY_OK ||
	    (err = sync_tree(g, g->stage)) != JY_OK)
		return err;
	err = man_commit(g);
	/* Failed after all was written, it may yet be found to be there. */
	g->committed = err != JY_ENOSPC;
	if (err != JY_OK || (err = journal_run(g)) != JY_OK)
		return err;
	remove_beside(g, ".stage");
	return JY_OK;
}

void
publish_discard(struct gen *g)
{
	if (g->stage != -1 && !g->committed)
		remove_beside(g, g->fresh ? ".next" : ".stage");
}

enum jy_err
publish_print(struct gen *g)
{
	static const char *const what[] = { "new     ", "changed ", "deleted " };
	struct db_stmt *st;
	enum jy_err err;
	bool row;
	int i;

	if ((err = man_prepare(g, &st, SQL_PLAN_ALL)) != JY_OK)
		return err;
	while ((err = man_step(g, st, &row)) == JY_OK && row) {
		i = db_int(st, 0) == PLAN_DELETE ? 2 : db_int(st, 1) != 0 ? 1 : 0;
		printf("%s/" STR_FMT "\n", what[i], STR_ARG(db_str(st, 2)));
	}
	db_finish(st);
	return err;
}
