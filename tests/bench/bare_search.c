/*
 * bare_search.c - what the statements of a search cost without a request around them.
 * bare_search STORE QUERY...: microseconds of processor time a search, over all queries.
 */
#include <stdio.h>
#include <time.h>

#include "clock.h"
#include "job/search.h"

#define ROUNDS 300

static double
cpu_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static enum jy_err
once(struct act *act, const char *query)
{
	static const struct search_place first = { .side = SEARCH_FIRST };
	static struct search_result result;
	struct search s;
	enum jy_err err;

	if ((err = search_parse(act->arena, str_of(query), &s)) != JY_OK ||
	    (err = db_begin_read(act->db)) != JY_OK)
		return err;
	err = db_end(act->db, search_run(act, &s, &first, &result));
	arena_reset(act->arena);
	return err;
}

int
main(int argc, char **argv)
{
	struct arena arena;
	struct act act = { .arena = &arena, .now = clock_now() };
	char url[4200];
	double start = 0;

	if (argc < 3 || clock_zone("Asia/Shanghai", NULL) != JY_OK)
		return 2;
	arena_init(&arena, 0);
	snprintf(url, sizeof(url), "sqlite:%s", argv[1]);
	if (db_open(&act.db, url, DB_READ, NULL) != JY_OK)
		return 1;
	for (int round = 0; round <= ROUNDS; round++) {
		for (int i = 2; i < argc; i++)
			if (once(&act, argv[i]) != JY_OK)
				return 1;
		if (round == 0) /* warm */
			start = cpu_us();
	}
	printf("%.1f\n", (cpu_us() - start) / ROUNDS / (argc - 2));
	db_close(act.db);
	arena_release(&arena);
	return 0;
}
