/*
 * bare_places.c - what finding a village costs (8.1.f1), a line for each query: microseconds of
 * processor time, how many were found, the first. bare_places STORE
 */
#include "bare.h"
#include "region/region.h"

#define ROUNDS 20
#define CHOICES 12

int
main(int argc, char **argv)
{
	static const char *const usual[] = { "村", "团", "团结", "和田 团结",
		"新疆 和田 团结村", "天山区", "人民路社区", "北京 村", "四川 凉山", "龘",
		"没有这个村", "a" };
	int n = (int)(sizeof(usual) / sizeof(usual[0]));
	struct region found[CHOICES] = { { STR_NONE, STR_NONE } };
	struct arena arena;
	struct act act;
	int count = 0;
	double start;

	if (argc != 2 || !bare_open(&act, &arena, argv[1]))
		return 1;
	for (int w = 0; w < n * 2; w++) {
		start = bare_us();
		for (int i = 0; i < ROUNDS; i++) {
			arena_reset(&arena);
			if (region_find_home(&act, str_of(usual[w / 2]), w % 2 == 1,
				CHOICES, found, &count) != JY_OK)
				return 1;
		}
		printf("%8.0f us %2d  %s%s: " STR_FMT "\n", (bare_us() - start) / ROUNDS,
		    count, usual[w / 2], w % 2 == 1 ? " (乡镇)" : "",
		    STR_ARG(count > 0 ? found[0].path : STR_NONE));
	}
	bare_close(&act);
	return 0;
}
