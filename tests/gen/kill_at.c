/*
 * kill_at.c - preloaded into sitegen: counts the calls that change a file, and
 * kills the process (as kill -9 does) just before the KILL_AT-th. With KILL_COUNT
 * it writes their number to that file at the end.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>

static long calls, at = -1;

static void
step(void)
{
	if (at < 0)
		at = getenv("KILL_AT") != NULL ? atol(getenv("KILL_AT")) : 0;
	if (++calls == at)
		raise(SIGKILL);
}

__attribute__((destructor)) static void
finish(void)
{
	const char *file = getenv("KILL_COUNT");
	FILE *fp = file != NULL ? fopen(file, "w") : NULL;

	if (fp != NULL) {
		fprintf(fp, "%ld\n", calls);
		fclose(fp);
	}
}

#define REAL(name, type) ((type)dlsym(RTLD_NEXT, name))

int
renameat(int a, const char *from, int b, const char *to)
{
	step();
	return REAL("renameat", int (*)(int, const char *, int, const char *))(a, from, b, to);
}

int
renameat2(int a, const char *from, int b, const char *to, unsigned flags)
{
	step();
	return REAL("renameat2", int (*)(int, const char *, int, const char *, unsigned))(
	    a, from, b, to, flags);
}

int
rename(const char *from, const char *to)
{
	step();
	return REAL("rename", int (*)(const char *, const char *))(from, to);
}

int
unlinkat(int dir, const char *path, int flags)
{
	step();
	return REAL("unlinkat", int (*)(int, const char *, int))(dir, path, flags);
}

int
unlink(const char *path)
{
	step();
	return REAL("unlink", int (*)(const char *))(path);
}

ssize_t
write(int fd, const void *p, size_t n)
{
	step();
	return REAL("write", ssize_t (*)(int, const void *, size_t))(fd, p, n);
}

ssize_t
pwrite64(int fd, const void *p, size_t n, off64_t off)
{
	step();
	return REAL("pwrite64", ssize_t (*)(int, const void *, size_t, off64_t))(fd, p, n, off);
}
