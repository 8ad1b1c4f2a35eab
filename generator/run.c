/*
 * run.c - what every run begins and ends with (see run.h).
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clock.h"
#include "file.h"
#include "manifest.h"
#include "migrate.h"
#include "plugin.h"
#include "publish.h"
#include "run.h"

enum jy_err
run_open(struct gen *g, const char *conf, int64_t clock)
{
	enum jy_err err;

	memset(g, 0, sizeof(*g));
	g->stage = g->live = g->lock = -1;
	arena_init(&g->arena, 0);
	if ((err = conf_load(&g->conf, conf_path(conf), &g->diag)) != JY_OK ||
	    (err = clock_zone(g->conf.site.zone, &g->diag)) != JY_OK)
		return err;
	if (clock < 0 && g->conf.test.clock_file[0] != '\0' &&
	    (err = clock_follow(g->conf.test.clock_file, &g->diag)) != JY_OK)
		return err;
	clock_set(clock);
	g->now = clock_now();
	return JY_OK;
}

void
run_close_store(struct gen *g)
{
	if (g->store != NULL && db_in_transaction(g->store))
		db_end(g->store, JY_OK);
	db_close(g->store);
	g->store = NULL;
}

void
run_close(struct gen *g)
{
	plugins_free(g);
	template_set_free(g->templates);
	if (g->man != NULL && db_in_transaction(g->man))
		db_end(g->man, JY_EINTERNAL);
	manifest_close(g);
	run_close_store(g);
	publish_close(g);
	if (g->lock != -1)
		close(g->lock);
	buf_release(&g->text);
	arena_release(&g->arena);
	conf_release(&g->conf);
}

enum jy_err
run_open_store(struct gen *g, enum db_mode mode)
{
	const char *url = arena_printf(&g->arena, "sqlite:%s", g->conf.path.store).p;
	enum jy_err err;

	if (url == NULL)
		return gen_mem(g, NULL);
	if ((err = db_open(&g->store, url, mode, &g->diag)) != JY_OK ||
	    (err = migrate_check(g->store, &g->diag)) != JY_OK)
		return err;
	db_make_public(g->store);
	if ((err = db_begin_read(g->store)) != JY_OK)
		gen_fail(g, err, g->conf.path.store, 0, "%s", db_message(g->store));
	return err;
}

/* Whoever may not write there can still look. -1: errno says why. */
static int
open_lock(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);

	if (fd == -1 && (errno == EACCES || errno == EROFS))
		fd = open(path, O_RDONLY | O_CLOEXEC);
	return fd;
}

enum jy_err
run_lock(struct gen *g, bool wait)
{
	const char *path = arena_printf(&g->arena, "%s/lock", g->conf.path.cache).p;
	enum jy_err err;

	if (path == NULL)
		return gen_mem(g, NULL);
	if ((g->lock = open_lock(path)) == -1 && errno == ENOENT) {
		if ((err = file_mkdirs(g->conf.path.cache, 0755, &g->diag)) != JY_OK)
			return err;
		g->lock = open_lock(path);
	}
	if (g->lock == -1)
		return gen_fail(
		    g, JY_EIO, path, 0, "cannot be opened: %s", strerror(errno));
	if (flock(g->lock, LOCK_EX | (wait ? 0 : LOCK_NB)) == 0)
		return JY_OK;
	if (errno == EWOULDBLOCK)
		return gen_fail(g, JY_EBUSY, NULL, 0,
		    "another build is running (--wait waits for it)");
	return gen_fail(g, JY_EIO, path, 0, "cannot be locked: %s", strerror(errno));
}

void
run_note(struct gen *g, enum jy_err err, const struct diag *d)
{
	char path[600], now[26], what[1024], text[1100];
	int n;

	n = snprintf(path, sizeof(path), "%s/failed", g->conf.path.cache);
	if (g->lock == -1 || g->dry || err == JY_EBUSY || n >= (int)sizeof(path))
		return;
	if (err == JY_OK) {
		unlink(path);
		return;
	}
	clock_rfc3339(clock_now(), now);
	snprintf(text, sizeof(text), "%s %s\n", now, diag_str(d, what, sizeof(what)));
	(void)file_write(path, str_of(text), 0644, FILE_FAST, NULL);
}

enum jy_err
run_open_built(struct gen *g, const char *conf)
{
	enum jy_err err;

	if ((err = run_open(g, conf, -1)) != JY_OK)
		return err;
	g->dry = true;
	if ((err = manifest_open(g, false)) != JY_OK)
		return err;
	if (g->fresh)
		return gen_fail(g, JY_ENOTFOUND, g->conf.path.cache, 0,
		    "nothing was built yet; run: sitegen build");
	return state_int(g, "clock", g->now, &g->now);
}
