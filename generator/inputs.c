/*
 * inputs.c - stamps and digests of input files (see inputs.h).
 */
#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "assets.h"
#include "crypto.h"
#include "file.h"
#include "hooks.h"
#include "inputs.h"
#include "manifest.h"
#include "moved.h"
#include "output.h"
#include "tree.h"

#define CONTENT_MAX (64 * 1024 * 1024)

MAN_SQL(SQL_INPUT_GET, "SELECT stamp, digest FROM input WHERE path = :path");
MAN_SQL(SQL_INPUT_SET,
    "INSERT INTO input(path, stamp, digest) VALUES(:path, :stamp, :digest)"
    " ON CONFLICT(path) DO UPDATE SET stamp = excluded.stamp,"
    " digest = excluded.digest");
MAN_SQL(SQL_INPUT_ALL, "SELECT path FROM input ORDER BY path");
MAN_SQL(SQL_INPUT_DROP, "DELETE FROM input WHERE path = :path");

struct stamps {
	struct sha256 h;
	int64_t newest_ms;
};

int64_t
inputs_real_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_REALTIME, &ts);
	return ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static struct str
stamp_text(const struct stat *st, char text[96])
{
	int n = snprintf(text, 96, "%" PRId64 " %" PRId64 ".%09ld %" PRIu64,
	    (int64_t)st->st_size, (int64_t)st->st_ctim.tv_sec, st->st_ctim.tv_nsec,
	    (uint64_t)st->st_ino);

	return (struct str){ text, (size_t)n };
}

static enum jy_err
add_stamp(void *arg, struct str path, const struct stat *st)
{
	int64_t ms = st->st_ctim.tv_sec * 1000 + st->st_ctim.tv_nsec / 1000000;
	struct stamps *s = arg;
	char text[96];

	sha256_add(&s->h, path);
	sha256_add(&s->h, STR("\t"));
	sha256_add(&s->h, stamp_text(st, text));
	sha256_add(&s->h, STR("\n"));
	if (ms > s->newest_ms)
		s->newest_ms = ms;
	return JY_OK;
}

static void
add_file(struct stamps *s, const char *path)
{
	struct stat st;

	memset(&st, 0, sizeof(st));
	if (stat(path, &st) == 0)
		add_stamp(s, str_of(path), &st);
	else
		sha256_add(&s->h, STR("missing\n"));
}

static enum jy_err
add_tree(struct gen *g, struct stamps *s, const char *path)
{
	enum jy_err err;
	int fd;

	if ((err = tree_find(path, &fd)) == JY_OK)
		err = tree_walk(fd, add_stamp, s);
	sha256_add(&s->h, STR("--\n"));
	if (fd != -1)
		close(fd);
	return err == JY_OK ? JY_OK : gen_fail(g, err, path, 0, "cannot be read: %m");
}

/* The settings that pages depend on. */
static struct str
settings(struct gen *g, struct arena *a)
{
	const struct conf *c = &g->conf;

	return arena_printf(a,
	    "%s\n%s\n%s\n%s\n%s\n%" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64
	    "\n%s\n",
	    c->site.name, c->site.base_url, c->site.zone, c->site.contact, c->site.icp,
	    c->build.page_entries, c->build.feed_entries, c->build.job_keep_days,
	    c->build.notice_keep_days, c->build.statistics_min, c->build.compress);
}

static void
add_npm(struct gen *g, struct stamps *s, struct str list, struct arena *a)
{
	struct str line;

	while (str_split(&list, '\n', &line)) {
		if (line.n > 0)
			add_file(s, arena_printf(a, "%s/" STR_FMT, g->conf.path.assets,
					STR_ARG(line))
					.p);
	}
}

enum jy_err
inputs_stamp(struct gen *g, struct str npm, int64_t since, uint8_t out[32], bool *settled)
{
	struct stamps s = { .newest_ms = 0 };
	struct arena a;
	enum jy_err err;

	arena_init(&a, 0);
	sha256_init(&s.h);
	sha256_add(&s.h, settings(g, &a));
	sha256_add(&s.h, str_of(g->conf.build.indexnow)); /* a file, and in no page */
	add_file(&s, "/proc/self/exe");
	if ((err = add_tree(g, &s, g->conf.path.plugins)) == JY_OK)
		err = add_tree(g, &s, g->conf.path.source);
	add_npm(g, &s, npm, &a);
	*settled = since - s.newest_ms > INPUTS_SETTLED_MS;
	if (sha256_done(&s.h, out) != JY_OK && err == JY_OK)
		err = gen_fail(g, JY_ECRYPTO, NULL, 0, "a digest failed");
	arena_release(&a);
	return err;
}

/* The program's own digest: another program may print other pages. */
static enum jy_err
digest_program(struct gen *g, uint8_t out[OUTPUT_DIGEST])
{
	struct buf b = BUF_INIT;
	enum jy_err err = file_read("/proc/self/exe", CONTENT_MAX, &b, &g->diag);

	if (err == JY_OK)
		output_digest(buf_view(&b), out);
	buf_release(&b);
	return err;
}

enum jy_err
inputs_base(struct gen *g, int64_t words_seq, uint8_t out[32])
{
	uint8_t assets[SHA256_SIZE], program[OUTPUT_DIGEST];
	struct sha256 h;
	struct arena a;
	enum jy_err err;

	if ((err = assets_digest(g, assets)) != JY_OK ||
	    (err = digest_program(g, program)) != JY_OK)
		return err;
	arena_init(&a, 0);
	sha256_init(&h);
	sha256_add(&h, settings(g, &a));
	sha256_add(&h, arena_printf(&a, "%" PRId64 "\n", words_seq));
	sha256_add(&h, STR_BYTES(assets));
	sha256_add(&h, STR_BYTES(program));
	hooks_sign(g, &h);
	if (sha256_done(&h, out) != JY_OK)
		err = gen_fail(g, JY_ECRYPTO, NULL, 0, "a digest failed");
	arena_release(&a);
	return err;
}

/* --- content */

struct content {
	struct gen *g;
	int dir;
	struct arena a;
};

static enum jy_err
note(struct content *c, struct str path)
{
	struct str topic = arena_printf(&c->a, "file:content/" STR_FMT, STR_ARG(path));

	return topic.p != NULL ? topic_changed(c->g, topic) : gen_mem(c->g, NULL);
}

static enum jy_err
input_set(struct gen *g, struct str path, struct str stamp, const uint8_t digest[32])
{
	struct db_stmt *st;
	enum jy_err err;

	if ((err = man_prepare(g, &st, SQL_INPUT_SET)) != JY_OK)
		return err;
	db_bind_str(st, ":path", path);
	db_bind_str(st, ":stamp", stamp);
	db_bind_blob(st, ":digest", digest, SHA256_SIZE);
	err = man_run(g, st);
	db_finish(st);
	return err;
}

static enum jy_err
input_get(struct content *c, struct str path, struct str *stamp, struct str *digest)
{
	struct db_stmt *st;
	enum jy_err err;

	*stamp = *digest = STR_NONE;
	if ((err = man_prepare(c->g, &st, SQL_INPUT_GET)) != JY_OK)
		return err;
	db_bind_str(st, ":path", path);
	if ((err = man_one(c->g, st)) == JY_OK) {
		*stamp = arena_str(&c->a, db_str(st, 0));
		*digest = arena_str(&c->a, db_blob(st, 1));
	}
	db_finish(st);
	return err == JY_ENOTFOUND ? JY_OK : err;
}

/* The stamp of a file younger than the file system's clock is worth is not kept. */
static bool
is_settled(const struct stat *st)
{
	return inputs_real_ms() -
		   (st->st_ctim.tv_sec * 1000 + st->st_ctim.tv_nsec / 1000000) >
	       INPUTS_SETTLED_MS;
}

static enum jy_err
on_content(void *arg, struct str path, const struct stat *st)
{
	struct content *c = arg;
	uint8_t digest[SHA256_SIZE];
	struct str old_stamp, old_digest, stamp;
	struct buf b = BUF_INIT;
	enum jy_err err;
	char text[96];

	arena_reset(&c->a);
	stamp = stamp_text(st, text);
	if ((err = input_get(c, path, &old_stamp, &old_digest)) != JY_OK)
		return err;
	if (str_eq(stamp, old_stamp))
		return JY_OK;
	if ((err = tree_read(c->dir, path.p, &b)) == JY_OK &&
	    (err = sha256(buf_view(&b), digest)) == JY_OK)
		err = moved_seen(c->g, path, buf_view(&b), old_digest.n == 0);
	buf_release(&b);
	if (err != JY_OK)
		return gen_fail(c->g, err, path.p, 0, "cannot be read: %m");
	if (!str_eq(old_digest, STR_BYTES(digest)) && (err = note(c, path)) != JY_OK)
		return err;
	return input_set(c->g, path, is_settled(st) ? stamp : STR("young"), digest);
}

/* Files that are gone. */
static enum jy_err
drop_missing(struct content *c)
{
	struct db_stmt *st, *drop;
	enum jy_err err;
	struct str path;
	bool row;

	if ((err = man_prepare(c->g, &st, SQL_INPUT_ALL)) != JY_OK)
		return err;
	while ((err = man_step(c->g, st, &row)) == JY_OK && row) {
		arena_reset(&c->a);
		path = arena_str(&c->a, db_str(st, 0));
		if (path.p == NULL ||
		    (c->dir != -1 && faccessat(c->dir, path.p, F_OK, 0) == 0))
			continue;
		if ((err = note(c, path)) != JY_OK ||
		    (err = moved_gone(c->g, path)) != JY_OK ||
		    (err = man_prepare(c->g, &drop, SQL_INPUT_DROP)) != JY_OK)
			break;
		db_bind_str(drop, ":path", path);
		err = man_run(c->g, drop);
		db_finish(drop);
		if (err != JY_OK)
			break;
	}
	db_finish(st);
	return err;
}

enum jy_err
inputs_content(struct gen *g)
{
	const char *path = arena_printf(&g->arena, "%s/content", g->conf.path.source).p;
	struct content c = { .g = g, .dir = -1 };
	enum jy_err err;

	if (path == NULL)
		return gen_mem(g, NULL);
	arena_init(&c.a, 0);
	if ((err = moved_load(g)) == JY_OK && (err = tree_find(path, &c.dir)) == JY_OK &&
	    (err = tree_walk(c.dir, on_content, &c)) == JY_OK &&
	    (err = drop_missing(&c)) == JY_OK)
		err = moved_save(g);
	if (c.dir != -1)
		close(c.dir);
	arena_release(&c.a);
	return err == JY_OK ? JY_OK : gen_fail(g, err, path, 0, "cannot be read: %m");
}
