/*
 * tree.h - files below a folder handle, by clean relative paths (file.h). The
 * folders hold no symbolic links of others' making; none is followed at the end
 * of a path.
 */
#ifndef GEN_TREE_H
#define GEN_TREE_H

#include <stdbool.h>
#include <sys/stat.h>

#include "buf.h"
#include "err.h"
#include "str.h"

/* Open a folder; `make`: make it and those above where missing. -1: errno. */
int tree_open(const char *path, bool make);

/* Open a folder that need not be there: *fd is -1 then. Anything else that keeps it shut
 * is an error, so that nothing is taken for gone because it cannot be read just now. */
enum jy_err tree_find(const char *path, int *fd);

/* Make a new file (0644, with the program's umask) with its folders. JY_ECONFLICT: it is
 * there already, or a file stands where one of its folders would. */
enum jy_err tree_write(int root, const char *path, struct str bytes, bool sync);

/* Append a file's bytes. JY_ENOTFOUND: none. */
enum jy_err tree_read(int root, const char *path, struct buf *out);

/* Rename between two roots of one file system, making folders. JY_ENOTFOUND: no
 * such source. */
enum jy_err tree_rename(int from, const char *path, int to, const char *target);

/* A second name for a file, making folders. */
enum jy_err tree_link(int from, const char *path, int to, const char *target);

/* Remove a file, and the folders that it leaves empty. Nothing there is fine. */
enum jy_err tree_unlink(int root, const char *path);

/* Remove a folder and all in it; nothing there is fine. */
enum jy_err tree_remove(const char *path);

/* Walk the regular files below `root` (-1: nothing), in the order of their names. */
typedef enum jy_err tree_found(void *arg, struct str path, const struct stat *st);
enum jy_err tree_walk(int root, tree_found *found, void *arg);

#endif
