/*
 * file.c - reading, atomic writing, folders, clean paths.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"
#include "utf8.h"

#define PATH_BYTES_MAX 1024

/* The error code for what a system call said. */
static enum jy_err
errno_err(int e)
{
	if (e == ENOENT || e == ENOTDIR)
		return JY_ENOTFOUND;
	if (e == ENOSPC || e == EDQUOT)
		return JY_ENOSPC;
	return e == ENOMEM ? JY_ENOMEM : JY_EIO;
}

/* Set d from errno. A missing folder is no JY_ENOTFOUND for a writer. */
static enum jy_err
failed(struct diag *d, const char *path, const char *what, bool writing)
{
	int e = errno;
	enum jy_err err = errno_err(e);

	if (writing && err == JY_ENOTFOUND)
		err = JY_EIO;
	return diag_set(d, err, path, 0, 0, "cannot %s: %s", what, strerror(e));
}

/* Append at most `max` bytes of fd. */
static enum jy_err
read_all(int fd, const char *path, size_t max, struct buf *out, struct diag *d)
{
	char chunk[65536];
	size_t total = 0;
	ssize_t n;

	while ((n = read(fd, chunk, sizeof(chunk))) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return failed(d, path, "read it", false);
		if ((size_t)n > max - total)
			return diag_set(
			    d, JY_ETOOBIG, path, 0, 0, "larger than %zu bytes", max);
		total += (size_t)n;
		buf_add(out, chunk, (size_t)n);
	}
	return buf_ok(out) ? JY_OK : diag_set(d, JY_ENOMEM, path, 0, 0, "no memory");
}

enum jy_err
file_read(const char *path, size_t max, struct buf *out, struct diag *d)
{
	struct stat st;
	enum jy_err err;
	int fd;

	if ((fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)) == -1)
		return failed(d, path, "open it", false);
	if (fstat(fd, &st) == -1)
		err = failed(d, path, "look at it", false);
	else if (!S_ISREG(st.st_mode))
		err = diag_set(d, JY_EIO, path, 0, 0, "not a regular file");
	else
		err = read_all(fd, path, max, out, d);
	close(fd);
	return err;
}

static bool
write_all(int fd, struct str s)
{
	ssize_t n;

	for (; s.n > 0; s = str_from(s, (size_t)n)) {
		if ((n = write(fd, s.p, s.n)) < 0) {
			if (errno != EINTR)
				return false;
			n = 0;
		}
	}
	return true;
}

/* The folder of a path, opened; "" means the current one. */
static int
open_folder(const char *path)
{
	const char *slash = strrchr(path, '/');
	char folder[PATH_MAX];

	if (slash == NULL)
		return open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if ((size_t)(slash - path) >= sizeof(folder)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(folder, path, (size_t)(slash - path));
	folder[slash - path] = '\0';
	return open(slash == path ? "/" : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static bool
sync_folder(const char *path)
{
	int fd = open_folder(path);
	bool ok;

	if (fd == -1)
		return false;
	ok = fsync(fd) == 0;
	close(fd);
	return ok;
}

/* Fill the temporary file; it is closed in any case. */
static bool
fill(int fd, struct str bytes, mode_t mode, enum file_sync sync)
{
	bool ok = write_all(fd, bytes) && fchmod(fd, mode) == 0 &&
		  (sync == FILE_FAST || fsync(fd) == 0);
	int e = errno;

	if (close(fd) != 0)
		return false;
	errno = e;
	return ok;
}

enum jy_err
file_write(
    const char *path, struct str bytes, mode_t mode, enum file_sync sync, struct diag *d)
{
	char tmp[PATH_MAX];
	int fd, e;

	if (snprintf(tmp, sizeof(tmp), "%s.XXXXXX", path) >= (int)sizeof(tmp)) {
		errno = ENAMETOOLONG;
		return failed(d, path, "write it", true);
	}
	if ((fd = mkostemp(tmp, O_CLOEXEC)) == -1)
		return failed(d, path, "create a file beside it", true);
	if (!fill(fd, bytes, mode, sync) || rename(tmp, path) != 0) {
		e = errno;
		unlink(tmp);
		errno = e;
		return failed(d, path, "write it", true);
	}
	if (sync == FILE_SYNC && !sync_folder(path))
		return failed(d, path, "sync its folder", true);
	return JY_OK;
}

enum jy_err
file_mkdirs(const char *path, mode_t mode, struct diag *d)
{
	char part[PATH_MAX];
	struct stat st;
	size_t n = strlen(path);

	if (n == 0 || n >= sizeof(part)) {
		errno = n == 0 ? EINVAL : ENAMETOOLONG;
		return failed(d, path, "make the folder", true);
	}
	for (size_t i = 1; i <= n; i++) {
		if (path[i] != '/' && path[i] != '\0')
			continue;
		memcpy(part, path, i);
		part[i] = '\0';
		if (mkdir(part, mode) == 0 || (errno == EEXIST && path[i] == '/'))
			continue;
		if (errno != EEXIST || stat(part, &st) != 0 || !S_ISDIR(st.st_mode)) {
			return failed(d, path, "make the folder", true);
		}
	}
	return JY_OK;
}

bool
path_is_clean(struct str path)
{
	struct str part, rest = path;

	if (path.n == 0 || path.n > PATH_BYTES_MAX || !utf8_valid(path))
		return false;
	for (size_t i = 0; i < path.n; i++) {
		unsigned char c = (unsigned char)path.p[i];

		if (c < 0x20 || c == 0x7F || c == '\\')
			return false;
	}
	while (str_split(&rest, '/', &part)) {
		if (part.n == 0 || str_is(part, ".") || str_is(part, ".."))
			return false;
	}
	return true;
}
