/*
 * tree.c - files below a folder handle (see tree.h).
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"
#include "tree.h"

#define PATH_ROOM 1200
#define DEPTH_MAX 32

static enum jy_err
from_errno(void)
{
	if (errno == ENOENT || errno == ENOTDIR)
		return JY_ENOTFOUND;
	if (errno == EEXIST)
		return JY_ECONFLICT;
	return errno == ENOSPC || errno == EDQUOT ? JY_ENOSPC : JY_EIO;
}

int
tree_open(const char *path, bool make)
{
	if (make && file_mkdirs(path, 0755, NULL) != JY_OK)
		return -1;
	return open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

enum jy_err
tree_find(const char *path, int *fd)
{
	enum jy_err err;

	if ((*fd = tree_open(path, false)) != -1)
		return JY_OK;
	err = from_errno();
	return err == JY_ENOTFOUND ? JY_OK : err;
}

/* The folders above a file. */
static enum jy_err
make_parents(int root, const char *path)
{
	char folder[PATH_ROOM];
	const char *slash;

	for (slash = strchr(path, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
		if (slash - path >= PATH_ROOM)
			return JY_EINPUT;
		memcpy(folder, path, (size_t)(slash - path));
		folder[slash - path] = '\0';
		if (mkdirat(root, folder, 0755) != 0 && errno != EEXIST)
			return from_errno();
	}
	return JY_OK;
}

static enum jy_err
fill(int fd, struct str bytes, bool sync)
{
	ssize_t n;

	for (; bytes.n > 0; bytes = str_from(bytes, (size_t)n)) {
		if ((n = write(fd, bytes.p, bytes.n)) < 0 && errno == EINTR)
			n = 0;
		if (n < 0)
			return from_errno();
	}
	return !sync || fsync(fd) == 0 ? JY_OK : from_errno();
}

enum jy_err
tree_write(int root, const char *path, struct str bytes, bool sync)
{
	const int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
	enum jy_err err;
	int fd;

	if ((fd = openat(root, path, flags, 0644)) == -1 && errno == ENOENT) {
		if ((err = make_parents(root, path)) != JY_OK)
			return err == JY_ENOTFOUND ? JY_ECONFLICT : err;
		fd = openat(root, path, flags, 0644);
	}
	if (fd == -1)
		return errno == ENOTDIR ? JY_ECONFLICT : from_errno();
	err = fill(fd, bytes, sync);
	if (close(fd) != 0 && err == JY_OK)
		err = from_errno();
	return err;
}

enum jy_err
tree_read(int root, const char *path, struct buf *out)
{
	enum jy_err err = JY_OK;
	struct stat st;
	ssize_t n = 1;
	int fd;

	if ((fd = openat(root, path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)) == -1)
		return from_errno();
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		err = JY_EIO;
	while (err == JY_OK && n > 0) {
		if (!buf_reserve(out, 65536))
			err = JY_ENOMEM;
		else if ((n = read(fd, out->data + out->len, 65536)) < 0 &&
			 errno != EINTR)
			err = from_errno();
		else if (n > 0)
			out->len += (size_t)n;
	}
	close(fd);
	return err;
}

enum jy_err
tree_rename(int from, const char *path, int to, const char *target)
{
	enum jy_err err;

	if (renameat(from, path, to, target) == 0)
		return JY_OK;
	if (errno == ENOENT && faccessat(from, path, F_OK, AT_SYMLINK_NOFOLLOW) != 0 &&
	    errno == ENOENT)
		return JY_ENOTFOUND;
	if (errno != ENOENT)
		err = from_errno();
	else if ((err = make_parents(to, target)) == JY_OK)
		err = renameat(from, path, to, target) == 0 ? JY_OK : from_errno();
	return err == JY_ENOTFOUND ? JY_EIO : err; /* it is the target's place then */
}

enum jy_err
tree_link(int from, const char *path, int to, const char *target)
{
	enum jy_err err;

	if (linkat(from, path, to, target, 0) == 0)
		return JY_OK;
	if (errno != ENOENT)
		return from_errno();
	if ((err = make_parents(to, target)) != JY_OK)
		return err;
	return linkat(from, path, to, target, 0) == 0 ? JY_OK : from_errno();
}

enum jy_err
tree_unlink(int root, const char *path)
{
	char folder[PATH_ROOM];
	char *slash;

	if (unlinkat(root, path, 0) != 0 && errno != ENOENT && errno != ENOTDIR)
		return from_errno();
	snprintf(folder, sizeof(folder), "%s", path);
	while ((slash = strrchr(folder, '/')) != NULL) {
		*slash = '\0';
		if (unlinkat(root, folder, AT_REMOVEDIR) != 0)
			break;
	}
	return JY_OK;
}

static enum jy_err
remove_in(int parent, const char *name, int depth)
{
	enum jy_err err = JY_OK;
	struct dirent *e;
	DIR *dir;
	int fd;

	if (unlinkat(parent, name, 0) == 0)
		return JY_OK;
	if (errno == ENOENT)
		return JY_OK;
	if (depth == 0 || (errno != EISDIR && errno != EPERM))
		return from_errno();
	if ((fd = openat(
		 parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)) == -1)
		return from_errno();
	if ((dir = fdopendir(fd)) == NULL) {
		close(fd);
		return JY_EIO;
	}
	while (err == JY_OK && (e = readdir(dir)) != NULL) {
		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
			err = remove_in(fd, e->d_name, depth - 1);
	}
	closedir(dir);
	if (err == JY_OK && unlinkat(parent, name, AT_REMOVEDIR) != 0)
		err = from_errno();
	return err;
}

enum jy_err
tree_remove(const char *path)
{
	return remove_in(AT_FDCWD, path, DEPTH_MAX);
}

struct walk {
	tree_found *found;
	void *arg;
	char path[PATH_ROOM];
};

static enum jy_err walk_in(struct walk *w, int fd, size_t n, int depth);

static enum jy_err
walk_entry(struct walk *w, int fd, const char *name, size_t n, int depth)
{
	size_t len = strlen(name);
	struct stat st;

	if (n + len + 2 > sizeof(w->path)) {
		errno = ENAMETOOLONG;
		return JY_EINPUT;
	}
	memcpy(w->path + n, name, len + 1);
	if (fstatat(fd, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return errno == ENOENT ? JY_OK : from_errno();
	if (S_ISREG(st.st_mode))
		return w->found(w->arg, (struct str){ w->path, n + len }, &st);
	if (!S_ISDIR(st.st_mode) || depth == 0)
		return JY_OK;
	w->path[n + len] = '/';
	if ((fd = openat(fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)) ==
	    -1)
		return from_errno();
	return walk_in(w, fd, n + len + 1, depth - 1);
}

static int
not_dots(const struct dirent *e)
{
	return strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
}

static int
by_bytes(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

/* Closes fd. */
static enum jy_err
walk_in(struct walk *w, int fd, size_t n, int depth)
{
	struct dirent **names = NULL;
	enum jy_err err = JY_OK;
	int i, count;

	if ((count = scandirat(fd, ".", &names, not_dots, by_bytes)) < 0)
		err = from_errno();
	for (i = 0; i < count; i++) {
		if (err == JY_OK)
			err = walk_entry(w, fd, names[i]->d_name, n, depth);
		free(names[i]);
	}
	free(names);
	close(fd);
	return err;
}

enum jy_err
tree_walk(int root, tree_found *found, void *arg)
{
	struct walk w = { .found = found, .arg = arg };
	int fd;

	if (root == -1)
		return JY_OK;
	if ((fd = openat(root, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)) == -1)
		return from_errno();
	return walk_in(&w, fd, 0, DEPTH_MAX);
}
