/*
 * profile.c - see profile.h.
 */
#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "profile.h"

#define ROWS_MAX 64

struct profile {
	int64_t last, last_cpu; /* µs */
	size_t n;
	struct row_of_time {
		const char *what, *section;
		int64_t us, cpu_us; /* wall clock, this thread's processor time */
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
	g->profile->last_cpu = now_us(CLOCK_THREAD_CPUTIME_ID);
	return JY_OK;
}

static void
add(struct profile *p, const struct row_of_time *r)
{
	if (p->n < ROWS_MAX)
		p->row[p->n++] = *r;
}

void
profile_stage(struct gen *g, const char *stage, const char *section)
{
	struct profile *p = g->profile;
	int64_t now, cpu;

	if (p == NULL)
		return;
	now = now_us(CLOCK_MONOTONIC);
	cpu = now_us(CLOCK_THREAD_CPUTIME_ID);
	add(p, &(struct row_of_time){
		   stage, section, now - p->last, cpu - p->last_cpu, false });
	p->last = now;
	p->last_cpu = cpu;
}

void
profile_thread(struct gen *g, const char *what, const char *section)
{
	int64_t cpu = now_us(CLOCK_THREAD_CPUTIME_ID);

	if (g->profile != NULL)
		add(g->profile, &(struct row_of_time){ what, section, 0, cpu, true });
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
		printf("  %-32s %9.1f ms", name, (double)r->cpu_us / 1000);
		if (!threads && total > 0)
			printf(" %9.1f ms %5.1f %%", (double)r->us / 1000,
			    (double)r->us * 100 / (double)total);
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
	puts("stages, processor time and wall clock:");
	print_rows(g->profile, false, total);
	puts("threads beside them, processor time:");
	print_rows(g->profile, true, total);
}
