/*
 * upload_strays.c - bytes in [path] files that nothing refers to: of a request that was
 * killed before its commit, or after the row was deleted and before the bytes were. They
 * are somebody's papers, so they do not stay.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file/upload.h"
#include "log.h"

#define SWEEP_SECONDS 86400 /* between two looks through the folder */
#define MARK ".swept"       /* its mtime: when the last one was */

SQL(SQL_UPLOAD_KNOWN, "SELECT 1 FROM file WHERE uid = :uid"
		      " UNION ALL SELECT 1 FROM file_waiting WHERE uid = :uid");

static int64_t
changed_at(int folder, const char *name)
{
	struct stat st;

	if (fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(st.st_mode))
		return INT64_MAX;
	return st.st_mtime;
}

/* Has the store such a file? "UID.XXXXXX", one half written, it never has. */
static enum jy_err
known(struct act *act, struct str name, bool *yes)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	*yes = name.n != UPLOAD_UID_CHARS && name.n != UPLOAD_UID_CHARS + 7;
	if (*yes || name.n != UPLOAD_UID_CHARS)
		return JY_OK;
	if ((err = db_prepare(act->db, &st, SQL_UPLOAD_KNOWN)) != JY_OK)
		return err;
	db_bind_str(st, ":uid", name);
	err = db_step(st, yes);
	db_finish(st);
	return err;
}

/* What is younger may belong to a request that is not answered yet. */
static enum jy_err
look_through(struct act *act, DIR *folder, int64_t *removed)
{
	const struct dirent *e;
	enum jy_err err = JY_OK;
	bool keep;

	while (err == JY_OK && (e = readdir(folder)) != NULL) {
		if (changed_at(dirfd(folder), e->d_name) >
			act->now - UPLOAD_WAIT_SECONDS ||
		    (err = known(act, str_of(e->d_name), &keep)) != JY_OK || keep)
			continue;
		if (unlinkat(dirfd(folder), e->d_name, 0) == 0)
			++*removed;
		else
			log_warn("upload", LOG_STR("cause", strerror(errno)));
	}
	return err;
}

enum jy_err
upload_strays(struct act *act, int64_t *removed)
{
	const struct timespec now[2] = { { act->now, 0 }, { act->now, 0 } };
	DIR *folder = opendir(act->conf->path.files);
	enum jy_err err = JY_OK;
	int64_t last;
	int mark;

	if (folder == NULL)
		return errno == ENOENT ? JY_OK : JY_EIO;
	last = changed_at(dirfd(folder), MARK);
	if (last != INT64_MAX && last <= act->now && act->now - last < SWEEP_SECONDS)
		goto out;
	if ((err = look_through(act, folder, removed)) != JY_OK)
		goto out;
	mark = openat(
	    dirfd(folder), MARK, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0640);
	if (mark == -1 || futimens(mark, now) != 0)
		err = errno == ENOSPC ? JY_ENOSPC : JY_EIO;
	if (mark != -1)
		close(mark);
out:
	closedir(folder);
	return err;
}
