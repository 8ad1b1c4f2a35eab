/*
 * watch.c - the loop of `sitegen watch` (see watch.h).
 */
#include <errno.h>
#include <ftw.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "build.h"
#include "conf.h"
#include "options.h"
#include "preview.h"
#include "watch.h"

#define PORT 8000
#define ERROR_MAX 1024
#define STORE_POLL_MS 1000 /* a build that finds nothing takes a few ms */
#define SETTLE_MS 50       /* an editor writes a file in several steps */
#define FOLDERS_MAX 64     /* open at once while walking */

static volatile sig_atomic_t stopped;
static int notify; /* nftw() takes no argument for its callback */

static void
stop(int sig)
{
	(void)sig;
	stopped = 1;
}

static int
watch_folder(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	(void)at;
	if (type == FTW_D)
		inotify_add_watch(notify, path,
		    IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVE | IN_ONLYDIR);
	return 0;
}

/* All folders below source and plugins, new ones too. */
static void
watch_folders(const struct conf *conf)
{
	nftw(conf->path.source, watch_folder, FOLDERS_MAX, FTW_PHYS);
	nftw(conf->path.plugins, watch_folder, FOLDERS_MAX, FTW_PHYS);
}

/* Wait until a file changes and things have settled, or for the next look at the
 * store. */
static void
wait_for_change(void)
{
	struct pollfd fd = { .fd = notify, .events = POLLIN };
	char events[4096];
	int timeout = STORE_POLL_MS;

	while (poll(&fd, 1, timeout) > 0 && read(notify, events, sizeof(events)) > 0)
		timeout = SETTLE_MS;
}

/* `said` is the error of the build before, "" if it went well: the same one again
 * is not worth a line. */
static void
build(const struct build_options *opt, struct preview *p, char said[ERROR_MAX])
{
	struct build_result r;
	struct diag d = { .line = 0 };
	enum jy_err err = build_run(opt, &r, &d);
	char text[ERROR_MAX];

	if (err == JY_EBUSY)
		return;
	if (err != JY_OK) {
		diag_str(&d, text, sizeof(text));
		if (strcmp(text, said) != 0)
			report(err, &d);
		memcpy(said, text, sizeof(text));
		preview_error(p, text);
		return;
	}
	said[0] = '\0';
	preview_error(p, NULL);
	if (r.nothing || r.written + r.deleted == 0)
		return;
	printf("sitegen: %lld written, %lld deleted\n", (long long)r.written,
	    (long long)r.deleted);
	fflush(stdout);
	preview_changed(p);
}

static void
watch(const struct conf *conf, const char *file, struct preview *p)
{
	const struct build_options opt = { .conf = file, .clock = -1, .quiet = true };
	char said[ERROR_MAX] = "";

	while (!stopped) {
		watch_folders(conf);
		build(&opt, p, said);
		if (!stopped)
			wait_for_change();
	}
}

int
watch_cmd(int argc, char **argv)
{
	struct sigaction on_stop = { .sa_handler = stop };
	struct preview *p = NULL;
	struct diag d = { .line = 0 };
	struct options o;
	struct conf conf;
	enum jy_err err;

	if (!options_read(&o, argc, argv, "cp"))
		return 2;
	sigaction(SIGINT, &on_stop, NULL);
	sigaction(SIGTERM, &on_stop, NULL);
	notify = inotify_init1(IN_CLOEXEC);
	if ((err = conf_load(&conf, conf_path(o.conf), &d)) == JY_OK && notify < 0)
		err = diag_set(&d, JY_EIO, "", 0, 0, "inotify: %s", strerror(errno));
	if (err == JY_OK)
		err = preview_start(
		    &p, conf.path.public_dir, o.port < 0 ? PORT : o.port, &d);
	if (err == JY_OK) {
		printf("sitegen: preview at http://127.0.0.1:%d/ (Ctrl-C ends it)\n",
		    preview_port(p));
		fflush(stdout);
		watch(&conf, o.conf, p);
	}
	preview_stop(p);
	if (notify >= 0)
		close(notify);
	conf_release(&conf);
	return report(err, &d);
}
