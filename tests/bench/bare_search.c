/*
 * bare_search.c - what the statements of a search cost without a request around them.
 * bare_search STORE QUERY...: microseconds of processor time a search, over all queries.
 */
#include "bare.h"
#include "job/search.h"

#define ROUNDS 300

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
	err = db_end(act->db, search_ranks(act, &s, &first, &result));
	arena_reset(act->arena);
	return err;
}

int
main(int argc, char **argv)
{
	struct arena arena;
	struct act act;
	double start = 0;

	if (argc < 3 || !bare_open(&act, &arena, argv[1]))
		return 1;
	for (int round = 0; round <= ROUNDS; round++) {
		for (int i = 2; i < argc; i++)
			if (once(&act, argv[i]) != JY_OK)
				return 1;
		if (round == 0) /* warm */
			start = bare_us();
	}
	printf("%.1f\n", (bare_us() - start) / ROUNDS / (argc - 2));
	bare_close(&act);
	return 0;
}
