/*
 * plugin_watch.c - the limits on how long a call of a plugin takes. A thread looks on.
 *
 * Lua stops at each instruction while they are counted, and nearly all calls are over in a
 * moment: counting begins when the thread sees a call for the second time. It tells the
 * calling thread by a signal, for only that one may set the hook.
 *
 * One call of Lua's own library is a single instruction, however long it takes: a pattern
 * that tries every way, string.rep of nothing, table.move over a thousand billion places. It
 * cannot be interrupted, so the program is ended when a call used up [build] lua_seconds of a
 * processor. The live site stays as it is; the next build tidies what this one had staged.
 */
#include <errno.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "clock.h"
#include "options.h"
#include "plugin_int.h"
#include "run.h"

#define LOOK_MS 20
#define COUNT_EVERY 10000 /* instructions */

struct plugin_watch {
	struct gen *g;
	pthread_t thread;
	sem_t done;
	size_t count; /* of plugins */
	struct {
		uint64_t call;
		int64_t since_ms; /* of the thread's processor time */
	} * seen;
};

/* The innermost call of this thread. */
static _Thread_local struct plugin *running;

/* --- instructions */

static void
on_count(lua_State *L, lua_Debug *ar)
{
	struct plugin *pl = plugin_of(L);

	pl->instructions -= COUNT_EVERY;
	if (pl->instructions > 0)
		return;
	/* From here on at each one: pcall() may catch this, but nothing goes on. */
	lua_sethook(L, on_count, LUA_MASKCOUNT, 1);
	lua_getinfo(L, "Sl", ar);
	lua_pushfstring(L, "%s:%d: too many instructions ([build] lua_instructions)",
	    ar->short_src, ar->currentline);
	lua_error(L);
}

/* Lua allows this at any moment, within its own thread. */
static void
on_slow(int sig)
{
	struct plugin *pl;

	(void)sig;
	for (pl = running; pl != NULL; pl = pl->around) {
		if (atomic_load(&pl->slow) == atomic_load(&pl->calls) &&
		    lua_gethookmask(pl->L) == 0)
			lua_sethook(pl->L, on_count, LUA_MASKCOUNT, COUNT_EVERY);
	}
}

/* Only the thread that calls writes it. */
static void
count_call(struct plugin *pl)
{
	uint64_t n = atomic_load_explicit(&pl->calls, memory_order_relaxed);

	atomic_store_explicit(&pl->calls, n + 1, memory_order_release);
}

void
plugin_watch_enter(struct plugin *pl)
{
	static _Thread_local clockid_t
	    used; /* may be asked for when the thread is over */
	static _Thread_local pid_t self;

	if (self == 0) {
		self = gettid();
		if (pthread_getcpuclockid(pthread_self(), &used) != 0)
			used = CLOCK_PROCESS_CPUTIME_ID;
	}
	if (lua_gethookmask(pl->L) != 0) /* of a slow call before */
		lua_sethook(pl->L, NULL, 0, 0);
	pl->instructions = pl->g->conf.build.lua_instructions;
	atomic_store_explicit(&pl->caller, self, memory_order_relaxed);
	atomic_store_explicit(&pl->used, used, memory_order_relaxed);
	pl->around = running;
	running = pl;
	count_call(pl);
}

void
plugin_watch_leave(struct plugin *pl)
{
	count_call(pl);
	running = pl->around;
}

/* --- seconds */

/* What the stuck thread says of itself, from within its signal handler. */
static struct {
	struct plugin *plugin;
	char file[LUA_IDSIZE];
	int line;
	sem_t said;
} stuck;

/* The innermost line of the plugin; nothing here allocates or locks. */
static void
on_signal(int sig)
{
	lua_State *L = stuck.plugin->L;
	lua_Debug ar;

	(void)sig;
	for (int level = 0; lua_getstack(L, level, &ar) != 0; level++) {
		lua_getinfo(L, "Sl", &ar);
		if (ar.currentline > 0 && strncmp(ar.short_src, "plugins/", 8) == 0) {
			memcpy(stuck.file, ar.short_src, sizeof(stuck.file));
			stuck.line = ar.currentline;
			break;
		}
	}
	sem_post(&stuck.said);
}

static int64_t
used_ms(struct plugin *pl)
{
	struct timespec ts = { 0 };

	clock_gettime(atomic_load_explicit(&pl->used, memory_order_relaxed), &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* Was it posted in time? */
static bool
wait_ms(sem_t *sem, int64_t ms)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_nsec += ms % 1000 * 1000000;
	until.tv_sec += ms / 1000 + until.tv_nsec / 1000000000;
	until.tv_nsec %= 1000000000;
	while (sem_clockwait(sem, CLOCK_MONOTONIC, &until) != 0) {
		if (errno != EINTR)
			return false;
	}
	return true;
}

static void
give_up(struct plugin_watch *w, struct plugin *pl)
{
	struct sigaction act = { .sa_handler = on_signal };
	struct diag d = { .line = 0 };

	stuck.plugin = pl;
	snprintf(stuck.file, sizeof(stuck.file), "%s", pl->name);
	sem_init(&stuck.said, 0, 0);
	if (sigaction(SIGUSR2, &act, NULL) == 0 &&
	    tgkill(getpid(), pl->caller, SIGUSR2) == 0)
		(void)wait_ms(&stuck.said, 1000);
	diag_set(&d, JY_EPARSE, stuck.file, (unsigned)stuck.line, 0,
	    "one call took more than %lld s ([build] lua_seconds)",
	    (long long)w->g->conf.build.lua_seconds);
	run_note(w->g, JY_EPARSE, &d);
	_exit(report(JY_EPARSE, &d));
}

static void
look(struct plugin_watch *w)
{
	int64_t limit = w->g->conf.build.lua_seconds * 1000, used;
	struct plugin *pl;
	uint64_t call;

	for (size_t i = 0; i < w->count; i++) {
		pl = w->g->plugins[i];
		call = atomic_load_explicit(&pl->calls, memory_order_acquire);
		if (call % 2 == 0) /* none is running */
			continue;
		used = used_ms(pl);
		if (call != w->seen[i].call) {
			w->seen[i].call = call;
			w->seen[i].since_ms = used;
			continue;
		}
		atomic_store(&pl->slow, call);
		(void)tgkill(getpid(), pl->caller, SIGUSR1);
		if (used - w->seen[i].since_ms > limit &&
		    call == atomic_load_explicit(&pl->calls, memory_order_acquire))
			give_up(w, pl);
	}
}

static void *
work(void *arg)
{
	struct plugin_watch *w = arg;

	while (!wait_ms(&w->done, LOOK_MS))
		look(w);
	return NULL;
}

enum jy_err
plugin_watch_start(struct gen *g, size_t count)
{
	struct plugin_watch *w = arena_alloc(&g->arena, sizeof(*w));
	struct sigaction slow = { .sa_handler = on_slow, .sa_flags = SA_RESTART };

	if (w == NULL ||
	    (w->seen = arena_array(&g->arena, count, sizeof(*w->seen))) == NULL)
		return gen_mem(g, NULL);
	w->g = g;
	w->count = count;
	sem_init(&w->done, 0, 0);
	sigaction(SIGUSR1, &slow, NULL);
	if (pthread_create(&w->thread, NULL, work, w) != 0)
		return gen_fail(g, JY_ENOMEM, NULL, 0, "a thread cannot be started");
	g->plugin_watch = w;
	return JY_OK;
}

void
plugin_watch_stop(struct gen *g)
{
	struct plugin_watch *w = g->plugin_watch;

	if (w == NULL)
		return;
	sem_post(&w->done);
	pthread_join(w->thread, NULL);
	sem_destroy(&w->done);
	g->plugin_watch = NULL;
}
