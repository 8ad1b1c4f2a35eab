/*
 * floor.c - the floor of a full build: bench/floor STORE LIST FOLDER
 * No build of this site can do less: it reads the rows of the public jobs and
 * employers, turns each one's Markdown into HTML with cmark, and writes the files of
 * LIST (lines "PATH TAB BYTES") below FOLDER, which must not exist, in the same
 * folders. What it writes says nothing.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmark.h>

#include "db.h"

#define FILE_MAX (4 << 20)

SQL(SQL_FLOOR_JOBS, "SELECT * FROM public_job ORDER BY id");
SQL(SQL_FLOOR_EMPLOYERS, "SELECT * FROM public_employer ORDER BY id");

static char filler[FILE_MAX];

static void
fail(const char *what)
{
	fprintf(stderr, "floor: %s: %s\n", what, strerror(errno));
	exit(1);
}

/* Every column of every row; `text` is the column with Markdown. Returns the bytes of
 * HTML, so that nothing of it can be left out. */
static size_t
read_rows(struct db *db, const char *sql, const char *text)
{
	struct db_stmt *st = NULL;
	size_t bytes = 0;
	bool row;

	if (db_prepare(db, &st, sql) != JY_OK)
		fail(db_message(db));
	while (db_step(st, &row) == JY_OK && row)
		for (int i = 0; i < db_columns(st); i++) {
			struct str s = db_str(st, i);
			char *html;

			bytes += s.n;
			if (strcmp(db_column_name(st, i), text) != 0)
				continue;
			html = cmark_markdown_to_html(s.p, s.n, CMARK_OPT_DEFAULT);
			bytes += strlen(html);
			free(html);
		}
	db_finish(st);
	return bytes;
}

static int
open_new(int root, char *path)
{
	int fd = openat(root, path, O_WRONLY | O_CREAT | O_EXCL, 0644);

	if (fd != -1 || errno != ENOENT)
		return fd;
	for (char *p = strchr(path, '/'); p != NULL; p = strchr(p + 1, '/')) {
		*p = '\0';
		mkdirat(root, path, 0755);
		*p = '/';
	}
	return openat(root, path, O_WRONLY | O_CREAT | O_EXCL, 0644);
}

static void
write_files(const char *list, int root)
{
	char line[1200], *tab;
	FILE *fp = fopen(list, "r");
	size_t bytes;
	int fd;

	if (fp == NULL)
		fail(list);
	while (fgets(line, sizeof(line), fp) != NULL) {
		if ((tab = strchr(line, '\t')) == NULL)
			fail("a line without a tab");
		*tab = '\0';
		bytes = (size_t)strtoul(tab + 1, NULL, 10);
		fd = bytes > FILE_MAX ? -1 : open_new(root, line);
		if (fd == -1 || write(fd, filler, bytes) != (ssize_t)bytes ||
		    close(fd) != 0)
			fail(line);
	}
	fclose(fp);
}

int
main(int argc, char **argv)
{
	struct diag d = { .text = "" };
	struct db *db = NULL;
	char url[4200];
	size_t bytes;
	int root;

	if (argc != 4) {
		fprintf(stderr, "usage: floor STORE LIST FOLDER\n");
		return 2;
	}
	snprintf(url, sizeof(url), "sqlite:%s", argv[1]);
	if (db_open(&db, url, DB_READ, &d) != JY_OK)
		fail(d.text);
	memset(filler, 'x', sizeof(filler));
	bytes = read_rows(db, SQL_FLOOR_JOBS, "description") +
		read_rows(db, SQL_FLOOR_EMPLOYERS, "intro");
	db_close(db);
	if (mkdir(argv[3], 0755) != 0 ||
	    (root = open(argv[3], O_RDONLY | O_DIRECTORY)) == -1)
		fail(argv[3]);
	write_files(argv[2], root);
	close(root);
	printf("%zu\n", bytes);
	return 0;
}
