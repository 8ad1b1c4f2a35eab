/*
 * file.h - whole files in and out, and paths that stay where they should.
 */
#ifndef JY_FILE_H
#define JY_FILE_H

#include <stdbool.h>
#include <sys/types.h>

#include "buf.h"
#include "err.h"
#include "str.h"

/* Append the contents of a regular file to `out`. d (may be NULL) names it.
 *   JY_ENOTFOUND  it is not there
 *   JY_ETOOBIG    larger than max bytes
 *   JY_EIO        it cannot be read, or is no regular file
 *   JY_ENOMEM     memory is exhausted */
enum jy_err file_read(const char *path, size_t max, struct buf *out, struct diag *d);

enum file_sync {
	FILE_FAST, /* rename only: atomic for readers */
	FILE_SYNC  /* also fsync of file and folder: survives a power cut */
};

/* Write beside the place, then rename over it: a reader sees the old bytes or
 * the new. On error the old file is untouched and nothing is left behind.
 *   JY_ENOSPC  the disk is full
 *   JY_EIO     anything else; d says what */
enum jy_err file_write(
    const char *path, struct str bytes, mode_t mode, enum file_sync sync, struct diag *d);

/* Make a folder and those above it that are missing; JY_OK if it is there. */
enum jy_err file_mkdirs(const char *path, mode_t mode, struct diag *d);

/* Relative, without empty, "." or ".." parts, backslash, control bytes or a
 * trailing '/', at most 1,024 bytes, UTF-8: safe below a folder that holds no
 * symbolic links. */
bool path_is_clean(struct str path);

#endif
