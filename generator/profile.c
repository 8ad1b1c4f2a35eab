/*
 * profile.c - see profile.h.
 */
#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "profile.h"

#define ROWS_MAX 64

struct profile {
	int64_t last; /* µs */
	size_t n;
	struct row_of_time {
		const char *what, *section;
		int64_t us;
		bool is_thread;
	} row[ROWS_MAX];
};

static int64_t
now_us(clockid_t clock)
{
	struct timespec ts;

	clock_gettime(clock, &ts);
	return ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

enum jy_err
profile_start(struct gen *g)
{
	if ((g->profile = arena_alloc(&g->arena, sizeof(*g->profile))) == NULL)
		return gen_mem(g, NULL);
	g->profile->last = now_us(CLOCK_MONOTONIC);
	return JY_OK;
}

static void
add(struct profile *p, const char *what, const char *section, int64_t us, bool is_thread)
{
	if (p->n < ROWS_MAX)
		p->row[p->n++] = (struct row_of_time){ what, section, us, is_thread };
}

void
profile_stage(struct gen *g, const char *stage, const char *section)
{
	int64_t now;

	if (g->profile == NULL)
		return;
	now = now_us(CLOCK_MONOTONIC);
	add(g->profile, stage, section, now - g->profile->last, false);
	g->profile->last = now;
}

void
profile_thread(struct gen *g, const char *what, const char *section)
{
	if (g->profile != NULL)
		add(g->profile, what, section, now_us(CLOCK_THREAD_CPUTIME_ID), true);
}

static void
print_rows(const struct profile *p, bool threads, int64_t total)
{
	const struct row_of_time *r;
	char name[64];
	size_t i;

	for (i = 0; i < p->n; i++) {
		r = &p->row[i];
		if (r->is_thread != threads)
			continue;
		snprintf(name, sizeof(name), "%s%s%s", r->what,
		    r->section != NULL ? " " : "", r->section != NULL ? r->section : "");
		printf("  %-32s %9.1f ms", name, (double)r->us / 1000);
		if (!threads && total > 0)
			printf(" %5.1f %%", (double)r->us * 100 / (double)total);
		putchar('\n');
	}
}

void
profile_print(const struct gen *g)
{
	int64_t total = 0;
	size_t i;

	if (g->profile == NULL)
		return;
	for (i = 0; i < g->profile->n; i++)
		total += g->profile->row[i].is_thread ? 0 : g->profile->row[i].us;
	puts("stages, wall clock:");
	print_rows(g->profile, false, total);
	puts("threads beside them, processor time:");
	print_rows(g->profile, true, total);
}
