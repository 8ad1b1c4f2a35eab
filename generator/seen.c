/*
 * seen.c - see seen.h. The file is a struct seen, the npm files' names, and a digest of both;
 * another program has other inputs, so nobody else's struct is taken for it.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core.h"
#include "crypto.h"
#include "file.h"
#include "inputs.h"
#include "manifest.h"
#include "run.h"
#include "seen.h"
#include "tree.h"

#define FILE_MAX (1024 * 1024)

static const char MAGIC[8] = "jyseen 1";
static const struct seen_file NONE;

static const char *
path_of(struct gen *g, const char *dir, const char *name)
{
	return arena_printf(&g->arena, "%s%s", dir, name).p;
}

static const char *
cache_file(struct gen *g, const char *name)
{
	return path_of(g, g->conf.path.cache, name);
}

static struct seen_file
look(const char *path)
{
	struct stat st;

	if (path == NULL || stat(path, &st) != 0)
		return NONE;
	return (struct seen_file){ st.st_size,
		st.st_ctim.tv_sec * 1000000000 + st.st_ctim.tv_nsec, (int64_t)st.st_ino,
		(int64_t)st.st_dev };
}

static bool
is_same(const struct seen_file *a, const struct seen_file *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

static bool
is_there(const struct seen_file *f)
{
	return !is_same(f, &NONE);
}

/* The store, and the log that stands beside the file itself, not beside a link to it. */
static void
look_store(struct gen *g, struct seen_file *store, struct seen_file *wal)
{
	char *real = realpath(g->conf.path.store, NULL);

	*store = look(real);
	*wal = real != NULL ? look(path_of(g, real, "-wal")) : NONE;
	free(real);
}

/* The site's file that each build with another result writes. */
static struct seen_file
look_site(struct gen *g)
{
	return look(path_of(g, g->conf.path.public_dir, "/site/manifest.json"));
}

void
seen_begin(struct gen *g, struct seen *s)
{
	int64_t old = (inputs_real_ms() - INPUTS_SETTLED_MS) * 1000000;

	memset(s, 0, sizeof(*s));
	memcpy(s->magic, MAGIC, sizeof(s->magic));
	look_store(g, &s->store, &s->wal);
	if (s->store.changed >= old || s->wal.changed >= old)
		s->store = NONE;
}

/* --- is it as it was? */

/* What the file says; *npm stands in b. */
static bool
read_seen(struct gen *g, struct seen *s, struct buf *b, struct str *npm)
{
	const char *path = cache_file(g, "/seen");
	uint8_t digest[SHA256_SIZE];
	struct str all;

	if (path == NULL || file_read(path, FILE_MAX, b, NULL) != JY_OK ||
	    b->len < sizeof(*s) + sizeof(digest))
		return false;
	all = (struct str){ b->data, b->len - sizeof(digest) };
	if (sha256(all, digest) != JY_OK ||
	    memcmp(b->data + all.n, digest, sizeof(digest)) != 0)
		return false;
	memcpy(s, b->data, sizeof(*s));
	*npm = str_from(all, sizeof(*s));
	return memcmp(s->magic, MAGIC, sizeof(s->magic)) == 0;
}

/* What the last build left is there, and nothing else that a build would tidy up. */
static bool
same_site(struct gen *g, const struct seen *s)
{
	static const char *const others[] = { "/manifest.db-wal", "/manifest.db-shm",
		"/failed" };
	struct seen_file now = look(cache_file(g, "/manifest.db"));
	bool same = is_same(&now, &s->manifest);

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		now = look(cache_file(g, others[i]));
		same = same && !is_there(&now);
	}
	now = look_site(g);
	return same && is_same(&now, &s->site);
}

static bool
same_inputs(struct gen *g, const struct seen *s, struct str npm)
{
	uint8_t stamp[SHA256_SIZE];
	bool settled;

	return inputs_stamp(g, npm, inputs_real_ms(), stamp, &settled) == JY_OK &&
	       settled && memcmp(stamp, s->inputs, sizeof(stamp)) == 0;
}

/* Somebody wrote to the store: what it says of changes. */
static bool
ask_store(struct gen *g, const struct seen *s)
{
	struct store_state now;
	bool same = run_open_store(g, DB_STILL) == JY_OK &&
		    store_state(g, &now) == JY_OK && now.change_seq == s->change_seq &&
		    now.audit_seq == s->audit_seq;

	run_close_store(g);
	return same;
}

static bool
same_store(struct gen *g, const struct seen *s)
{
	struct seen_file store, wal, store_after, wal_after;

	look_store(g, &store, &wal);
	if (is_same(&store, &s->store) && is_same(&wal, &s->wal))
		return is_there(&store);
	if (!ask_store(g, s))
		return false;
	look_store(g, &store_after, &wal_after);
	if (is_there(&wal) && is_there(&wal_after)) /* it was asked under a lock */
		return true;
	return is_same(&store, &store_after) && is_same(&wal, &wal_after);
}

bool
seen_same(struct gen *g, int64_t now, struct seen *s)
{
	struct buf b = BUF_INIT;
	struct str npm;
	bool same = read_seen(g, s, &b, &npm) && now >= s->clock &&
		    (s->due == 0 || now < s->due) && same_site(g, s) &&
		    same_inputs(g, s, npm) && same_store(g, s);

	buf_release(&b);
	if (!same) /* what went wrong will be met again */
		memset(&g->diag, 0, sizeof(g->diag));
	return same;
}

/* --- a build begins, and ends */

enum jy_err
seen_forget(struct gen *g)
{
	const char *path = cache_file(g, "/seen");

	if (path == NULL)
		return gen_mem(g, NULL);
	if (unlink(path) != 0 && errno != ENOENT)
		return gen_fail(g, JY_EIO, path, 0, "cannot be removed: %m");
	return JY_OK;
}

void
seen_write(struct gen *g, struct seen *s, struct str npm)
{
	const char *path = cache_file(g, "/seen");
	uint8_t digest[SHA256_SIZE];
	struct buf b = BUF_INIT;

	if (seen_forget(g) != JY_OK)
		return;
	manifest_close(g); /* its file now holds all that its log did */
	s->manifest = look(cache_file(g, "/manifest.db"));
	s->site = look_site(g);
	buf_add(&b, s, sizeof(*s));
	buf_str(&b, npm);
	if (path != NULL && buf_ok(&b) && sha256(buf_view(&b), digest) == JY_OK) {
		buf_add(&b, digest, sizeof(digest));
		if (buf_ok(&b)) /* half of it would be no more than none */
			(void)tree_write(AT_FDCWD, path, buf_view(&b), false);
	}
	buf_release(&b);
}
