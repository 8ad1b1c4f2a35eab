/*
 * took.c - run a program and tell what it took: bench/took PROGRAM ARGUMENT…
 * The last line on stderr is "WALL CPU PEAK": microseconds on the clock from its start to
 * its end, microseconds of processor time, kilobytes of memory. Status: the program's.
 */
#include <errno.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int64_t
now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static int64_t
us(struct timeval t)
{
	return (int64_t)t.tv_sec * 1000000 + t.tv_usec;
}

int
main(int argc, char **argv)
{
	struct rusage used;
	int64_t began;
	int status;
	pid_t pid;

	if (argc < 2) {
		fprintf(stderr, "usage: took PROGRAM ARGUMENT…\n");
		return 2;
	}
	began = now_us();
	if ((errno = posix_spawnp(&pid, argv[1], NULL, NULL, argv + 1, environ)) != 0 ||
	    wait4(pid, &status, 0, &used) == -1) {
		fprintf(stderr, "took: %s: %s\n", argv[1], strerror(errno));
		return 2;
	}
	fprintf(stderr, "%lld %lld %ld\n", (long long)(now_us() - began),
	    (long long)(us(used.ru_utime) + us(used.ru_stime)), used.ru_maxrss);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
