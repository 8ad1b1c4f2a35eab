/*
 * fault_at.c - preloaded into sitegen: makes one of its calls on files fail, or kills it
 * there. Calls are counted by class (enum call); SQLite's are among them.
 *   FAULT_CALLS  the classes that count: "write rename"
 *   FAULT_AT     the how manieth of them is hit
 *   FAULT        kill (as kill -9 does, before the call), short (half of what was to be
 *                written), ENOSPC, EIO or EMFILE
 *   FAULT_STAYS  set: each one after it as well, as on a disk that is full
 *   FAULT_COUNT  a file that gets the number of each class at the end
 * ENOSPC leaves alone what opens a file that is there. Nothing is synced to the disk:
 * processes die here, not machines.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum call { OPEN, READ, WRITE, SYNC, RENAME, UNLINK, MKDIR, LINK, TRUNCATE, MODE, CLOSE, CALLS };

static const char *const names[CALLS] = { "open", "read", "write", "sync", "rename",
	"unlink", "mkdir", "link", "truncate", "mode", "close" };
static const struct {
	const char *name;
	int code;
} errors[] = { { "ENOSPC", ENOSPC }, { "EIO", EIO }, { "EMFILE", EMFILE } };

static atomic_long counts[CALLS], counted;
static bool counts_in[CALLS], stays, killing, shortening;
static long at;
static int code;

/* Words are separated by blanks. */
static bool
has_word(const char *list, const char *word)
{
	size_t n = strlen(word);

	for (; list != NULL; list = strchr(list, ' ')) {
		list += *list == ' ';
		if (strncmp(list, word, n) == 0 && (list[n] == ' ' || list[n] == '\0'))
			return true;
	}
	return false;
}

__attribute__((constructor)) static void
start(void)
{
	const char *calls = getenv("FAULT_CALLS"), *fault = getenv("FAULT");
	size_t i;

	at = getenv("FAULT_AT") != NULL ? atol(getenv("FAULT_AT")) : 0;
	stays = getenv("FAULT_STAYS") != NULL;
	for (i = 0; calls != NULL && i < CALLS; i++)
		counts_in[i] = has_word(calls, names[i]);
	killing = fault != NULL && strcmp(fault, "kill") == 0;
	shortening = fault != NULL && strcmp(fault, "short") == 0;
	for (i = 0; fault != NULL && i < sizeof(errors) / sizeof(errors[0]); i++) {
		if (strcmp(fault, errors[i].name) == 0)
			code = errors[i].code;
	}
}

__attribute__((destructor)) static void
finish(void)
{
	const char *file = getenv("FAULT_COUNT");
	FILE *fp = file != NULL ? fopen(file, "w") : NULL;
	size_t i;

	for (i = 0; fp != NULL && i < CALLS; i++)
		fprintf(fp, "%s %ld\n", names[i], counts[i]);
	if (fp != NULL)
		fclose(fp);
}

/* Count a call; is it one that is hit? */
static bool
is_hit(enum call c)
{
	long n;

	counts[c]++;
	if (!counts_in[c])
		return false;
	n = ++counted;
	if (at == 0 || !(n == at || (stays && n > at)))
		return false;
	if (killing)
		raise(SIGKILL);
	return true;
}

/* The same for calls that fail as a whole: errno is set. */
static bool
fails(enum call c)
{
	if (!is_hit(c) || code == 0)
		return false;
	errno = code;
	return true;
}

static bool
open_fails(int flags)
{
	if (code == ENOSPC && (flags & O_CREAT) == 0)
		return false;
	return fails(OPEN);
}

/* How much of n bytes to write; -1: none, it fails. */
static ssize_t
amount(size_t n)
{
	if (!is_hit(WRITE))
		return (ssize_t)n;
	if (shortening)
		return n > 1 ? (ssize_t)(n / 2) : (ssize_t)n;
	errno = code;
	return code != 0 ? -1 : (ssize_t)n;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static mode_t
mode_of(int flags, va_list ap)
{
	return (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(ap, mode_t) : 0;
}

int
open(const char *path, int flags, ...)
{
	va_list ap;
	mode_t mode;

	va_start(ap, flags);
	mode = mode_of(flags, ap);
	va_end(ap);
	return open_fails(flags) ? -1 : REAL(open)(path, flags, mode);
}

int
open64(const char *path, int flags, ...)
{
	va_list ap;
	mode_t mode;

	va_start(ap, flags);
	mode = mode_of(flags, ap);
	va_end(ap);
	return open_fails(flags) ? -1 : REAL(open64)(path, flags, mode);
}

int
openat64(int dir, const char *path, int flags, ...)
{
	va_list ap;
	mode_t mode;

	va_start(ap, flags);
	mode = mode_of(flags, ap);
	va_end(ap);
	return open_fails(flags) ? -1 : REAL(openat64)(dir, path, flags, mode);
}

FILE *
fopen64(const char *path, const char *mode)
{
	return open_fails(mode[0] == 'r' ? 0 : O_CREAT) ? NULL : REAL(fopen64)(path, mode);
}

int
mkostemp64(char *path, int flags)
{
	return open_fails(O_CREAT) ? -1 : REAL(mkostemp64)(path, flags);
}

int
scandirat64(int dir, const char *path, struct dirent64 ***list,
    int (*keep)(const struct dirent64 *),
    int (*order)(const struct dirent64 **, const struct dirent64 **))
{
	return open_fails(0) ? -1 : REAL(scandirat64)(dir, path, list, keep, order);
}

int
scandir64(const char *path, struct dirent64 ***list, int (*keep)(const struct dirent64 *),
    int (*order)(const struct dirent64 **, const struct dirent64 **))
{
	return open_fails(0) ? -1 : REAL(scandir64)(path, list, keep, order);
}

ssize_t
read(int fd, void *p, size_t n)
{
	return fails(READ) ? -1 : REAL(read)(fd, p, n);
}

ssize_t
pread64(int fd, void *p, size_t n, off64_t off)
{
	return fails(READ) ? -1 : REAL(pread64)(fd, p, n, off);
}

ssize_t
write(int fd, const void *p, size_t n)
{
	ssize_t some = amount(n);

	return some < 0 ? -1 : REAL(write)(fd, p, (size_t)some);
}

ssize_t
pwrite64(int fd, const void *p, size_t n, off64_t off)
{
	ssize_t some = amount(n);

	return some < 0 ? -1 : REAL(pwrite64)(fd, p, (size_t)some, off);
}

int
fsync(int fd)
{
	(void)fd;
	return fails(SYNC) ? -1 : 0;
}

int
fdatasync(int fd)
{
	return fsync(fd);
}

int
syncfs(int fd)
{
	return fsync(fd);
}

int
rename(const char *from, const char *to)
{
	return fails(RENAME) ? -1 : REAL(rename)(from, to);
}

int
renameat(int a, const char *from, int b, const char *to)
{
	return fails(RENAME) ? -1 : REAL(renameat)(a, from, b, to);
}

int
renameat2(int a, const char *from, int b, const char *to, unsigned flags)
{
	return fails(RENAME) ? -1 : REAL(renameat2)(a, from, b, to, flags);
}

int
unlink(const char *path)
{
	return fails(UNLINK) ? -1 : REAL(unlink)(path);
}

int
unlinkat(int dir, const char *path, int flags)
{
	return fails(UNLINK) ? -1 : REAL(unlinkat)(dir, path, flags);
}

int
mkdir(const char *path, mode_t mode)
{
	return fails(MKDIR) ? -1 : REAL(mkdir)(path, mode);
}

int
mkdirat(int dir, const char *path, mode_t mode)
{
	return fails(MKDIR) ? -1 : REAL(mkdirat)(dir, path, mode);
}

int
linkat(int a, const char *from, int b, const char *to, int flags)
{
	return fails(LINK) ? -1 : REAL(linkat)(a, from, b, to, flags);
}

int
ftruncate64(int fd, off64_t n)
{
	return fails(TRUNCATE) ? -1 : REAL(ftruncate64)(fd, n);
}

int
fchmod(int fd, mode_t mode)
{
	return fails(MODE) ? -1 : REAL(fchmod)(fd, mode);
}

int
futimens(int fd, const struct timespec times[2])
{
	return fails(MODE) ? -1 : REAL(futimens)(fd, times);
}

/* It is closed all the same, as Linux does. */
int
close(int fd)
{
	bool failing = fails(CLOSE);
	int e = errno, rc = REAL(close)(fd);

	if (failing)
		errno = e;
	return failing ? -1 : rc;
}
