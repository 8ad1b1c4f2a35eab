/*
 * worker.c - what each worker process has for itself, its clock tick, and the system
 * calls that it may make.
 */
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <kore/kore.h>
#include <kore/hooks.h>
#include <kore/seccomp.h>

#include "db.h"
#include "edge.h"
#include "http/static.h"
#include "http/view.h"

#define KEEP_BYTES (4 << 20)
#define TICK_MS 250         /* bounds how late Kore's own timeouts run */
#define CHECK_EVERY_MS 1000 /* log file, generated site */

#ifdef JY_NO_SECCOMP /* sanitizers make calls of their own */
KORE_SECCOMP_FILTER("portal", KORE_BPF_RET(SECCOMP_RET_ALLOW))
#else
#define ALLOW KORE_SYSCALL_ALLOW
/* Beyond Kore's own list, on glibc 2.36: files (newfstatat faccessat2 openat2),
 * threads (clone3 rseq sched_getaffinity gettid tgkill), SQLite in WAL mode (pread64
 * to fchmod, unlink through unlinkat), kept files (rename), the watch for the parent, slow
 * work that gives way (setpriority). */
KORE_SECCOMP_FILTER("portal", ALLOW(newfstatat), ALLOW(faccessat2), ALLOW(openat2),
    ALLOW(clone3), ALLOW(rseq), ALLOW(sched_getaffinity), ALLOW(sched_yield),
    ALLOW(gettid), ALLOW(tgkill), ALLOW(pread64), ALLOW(pwrite64), ALLOW(fsync),
    ALLOW(fdatasync), ALLOW(ftruncate), ALLOW(mremap), ALLOW(fchown), ALLOW(fchmod),
    ALLOW(unlinkat), ALLOW(rename), ALLOW(umask), ALLOW(getppid), ALLOW(gettimeofday),
    ALLOW(time), ALLOW(setpriority), KORE_SYSCALL_ALLOW_ARG(prctl, 0, PR_SET_PDEATHSIG))
#endif

struct app edge_app;

/* Has the generator written another list of assets? */
static void
check_assets(struct app *app)
{
	static struct timespec seen;
	struct stat st;

	if (app->public_fd < 0 || fstatat(app->public_fd, VIEW_ASSETS, &st, 0) != 0 ||
	    (st.st_mtim.tv_sec == seen.tv_sec && st.st_mtim.tv_nsec == seen.tv_nsec))
		return;
	seen = st.st_mtim;
	view_assets(app);
}

static void
tick(void *arg, u_int64_t now)
{
	static u_int64_t checked;
	struct app *app = arg;

	if (now - checked < CHECK_EVERY_MS)
		return;
	checked = now;
	edge_log_check(app->conf);
	static_open(app);
	check_assets(app);
}

/* Called by Kore after the fork and in the sandbox. */
void
kore_worker_configure(void)
{
	struct app *app = &edge_app;
	struct diag d = { .text = "" };
	struct str url;

	/* What a request took is kept for the next, not given back and asked for anew. */
	mallopt(M_TRIM_THRESHOLD, KEEP_BYTES);
	mallopt(M_MMAP_THRESHOLD, KEEP_BYTES);
	edge_log_gather();
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != edge_parent)
		fatalx("the parent is gone");
	url = arena_printf(&app->arena, "sqlite:%s", app->conf->path.store);
	if (url.p == NULL || db_open(&app->db, url.p, DB_WRITE, &d) != JY_OK)
		fatalx("%s", d.text);
	app->public_fd = -1;
	static_open(app);
	check_assets(app);
	kore_timer_add(tick, TICK_MS, app, 0);
}

void
kore_worker_teardown(void)
{
	edge_log_flush();
	db_close(edge_app.db);
	edge_app.db = NULL;
	if (edge_is_working())
		_exit(0); /* exit() would take down what the threads still use */
}
