/*
 * bare_resumes.c - what the statements of 简历管理 cost without a request around them.
 * bare_resumes STORE: microseconds of processor time.
 */
#include "bare.h"
#include "resume/resume.h"

#define ROUNDS 2000

int
main(int argc, char **argv)
{
	struct arena arena;
	struct act act;
	struct val list;
	double start;

	if (argc != 2 || !bare_open(&act, &arena, argv[1]))
		return 1;
	start = bare_us();
	for (int i = 0; i < ROUNDS; i++) {
		if (resume_list(&act, &list) != JY_OK)
			return 1;
		arena_reset(&arena);
	}
	printf("%.1f\n", (bare_us() - start) / ROUNDS);
	bare_close(&act);
	return 0;
}
