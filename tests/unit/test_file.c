/*
 * test_file.c - reading with a limit, atomic writing, folders, clean paths.
 */
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"
#include "unit.h"

static char dir[] = "/tmp/jy-file-XXXXXX";

static int
make_dir(void **state)
{
	(void)state;
	memcpy(dir + sizeof(dir) - 7, "XXXXXX", 6);
	return mkdtemp(dir) == NULL;
}

static const char *
path_of(const char *name)
{
	static char path[4][128];
	static int turn;

	turn = (turn + 1) % 4;
	snprintf(path[turn], sizeof(path[turn]), "%s/%s", dir, name);
	return path[turn];
}

static int
remove_dir(void **state)
{
	(void)state;
	unlink(path_of("f"));
	rmdir(path_of("a/b/c"));
	rmdir(path_of("a/b"));
	rmdir(path_of("a"));
	return rmdir(dir);
}

static int
count_entries(void)
{
	DIR *dp = opendir(dir);
	int n = 0;

	assert_non_null(dp);
	while (readdir(dp) != NULL)
		n++;
	closedir(dp);
	return n - 2;
}

static void
what_is_written_is_read(void **state)
{
	struct buf b = BUF_INIT, big = BUF_INIT;
	struct diag d = { 0 };
	struct stat st;

	(void)state;
	assert_int_equal(
	    file_write(path_of("f"), STR("one\0two"), 0640, FILE_SYNC, &d), JY_OK);
	assert_int_equal(file_read(path_of("f"), 7, &b, &d), JY_OK);
	assert_true(str_eq(buf_view(&b), STR("one\0two")));
	assert_int_equal(stat(path_of("f"), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0640);
	for (int i = 0; i < 200000; i++)
		buf_int(&big, i);
	assert_int_equal(
	    file_write(path_of("f"), buf_view(&big), 0600, FILE_FAST, &d), JY_OK);
	buf_reset(&b);
	assert_int_equal(file_read(path_of("f"), big.len, &b, &d), JY_OK);
	assert_true(str_eq(buf_view(&b), buf_view(&big)));
	assert_int_equal(count_entries(), 1);
	assert_int_equal(file_read(path_of("f"), big.len - 1, &b, &d), JY_ETOOBIG);
	assert_non_null(strstr(d.file, "/f"));
	buf_release(&b);
	buf_release(&big);
}

static void
failures_leave_nothing(void **state)
{
	struct buf b = BUF_INIT;
	struct diag d = { 0 };

	(void)state;
	assert_int_equal(file_read(path_of("none"), 10, &b, &d), JY_ENOTFOUND);
	assert_int_equal(file_read(dir, 10, &b, NULL), JY_EIO);
	assert_int_equal(
	    file_write(path_of("none/f"), STR("x"), 0600, FILE_FAST, NULL), JY_EIO);
	assert_int_equal(file_mkdirs(path_of("a/b"), 0700, NULL), JY_OK);
	/* a folder stands where the file should go */
	assert_int_equal(
	    file_write(path_of("a"), STR("x"), 0600, FILE_FAST, NULL), JY_EIO);
	assert_int_equal(count_entries(), 1);
	buf_release(&b);
}

static void
folders(void **state)
{
	struct stat st;

	(void)state;
	assert_int_equal(file_mkdirs(path_of("a/b/c"), 0750, NULL), JY_OK);
	assert_int_equal(file_mkdirs(path_of("a/b/c/"), 0750, NULL), JY_OK);
	assert_int_equal(stat(path_of("a/b/c"), &st), 0);
	assert_true(S_ISDIR(st.st_mode));
	assert_int_equal(file_write(path_of("f"), STR(""), 0600, FILE_FAST, NULL), JY_OK);
	assert_int_equal(file_mkdirs(path_of("f"), 0750, NULL), JY_EIO);
	assert_int_equal(file_mkdirs(path_of("f/g"), 0750, NULL), JY_EIO);
	assert_int_equal(file_mkdirs("", 0750, NULL), JY_EIO);
}

static void
clean_paths(void **state)
{
	static const struct {
		struct str path;
		bool clean;
	} cases[] = {
		{ STR("a"), true },
		{ STR("jobs/12/index.html"), true },
		{ STR("公告/一.html"), true },
		{ STR("a/..b/.c"), true },
		{ STR(""), false },
		{ STR("/a"), false },
		{ STR("a/"), false },
		{ STR("a//b"), false },
		{ STR("."), false },
		{ STR("a/./b"), false },
		{ STR("../a"), false },
		{ STR("a/.."), false },
		{ STR("a\\..\\b"), false },
		{ STR("a\0b"), false },
		{ STR("a\nb"), false },
		{ STR("a\xFF"), false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(path_is_clean(cases[i].path), cases[i].clean);
}

static const struct CMUnitTest cases[] = {
	CASE_WITH("what is written is read, up to the limit", what_is_written_is_read,
	    make_dir, remove_dir),
	CASE_WITH("a failed write leaves nothing behind", failures_leave_nothing,
	    make_dir, remove_dir),
	CASE_WITH(
	    "folders are made with those above them", folders, make_dir, remove_dir),
	CASE("a clean path stays below its folder", clean_paths),
};

int
main(void)
{
	return RUN(cases);
}
