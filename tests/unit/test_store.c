/*
 * test_store.c - db.h, migrations, the schema's rules, configuration.
 */
#include "unit.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "conf.h"
#include "db.h"
#include "migrate.h"

struct fixture {
	char dir[64], path[128], url[160];
	struct db *db;
};

static int
setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	int applied;

	snprintf(f->dir, sizeof(f->dir), "/tmp/jiuye-store-XXXXXX");
	if (mkdtemp(f->dir) == NULL)
		return -1;
	snprintf(f->path, sizeof(f->path), "%s/s.db", f->dir);
	snprintf(f->url, sizeof(f->url), "sqlite:%s", f->path);
	*state = f;
	return db_open(&f->db, f->url, DB_CREATE, NULL) == JY_OK &&
		       migrate(f->db, &applied, NULL) == JY_OK &&
		       applied == migrations_count
		   ? 0
		   : -1;
}

static int
teardown(void **state)
{
	struct fixture *f = *state;
	char path[160];

	db_close(f->db);
	for (size_t i = 0; i < 5; i++) {
		static const char *const names[] = { "s.db", "s.db-wal", "s.db-shm",
			"copy.db", "jiuye.conf" };

		snprintf(path, sizeof(path), "%s/%s", f->dir, names[i]);
		unlink(path);
	}
	rmdir(f->dir);
	free(f);
	return 0;
}

static enum jy_err
run(struct db *db, const char *sql)
{
	struct db_stmt *st;
	enum jy_err err = db_prepare_text(db, &st, str_of(sql));

	if (err == JY_OK) {
		err = db_run(st);
		db_finish(st);
	}
	return err;
}

static int64_t
number(struct db *db, const char *sql)
{
	struct db_stmt *st;
	int64_t v = -1;

	if (db_prepare_text(db, &st, str_of(sql)) == JY_OK) {
		if (db_one(st) == JY_OK)
			v = db_int(st, 0);
		db_finish(st);
	}
	return v;
}

/* What another connection sees. */
static int64_t
seen(struct fixture *f, const char *sql)
{
	struct db *other = NULL;
	int64_t v = -1;

	if (db_open(&other, f->url, DB_READ, NULL) == JY_OK)
		v = number(other, sql);
	db_close(other);
	return v;
}

#define COUNT "SELECT count(*) FROM rate"
#define ADD(n) "INSERT INTO rate VALUES(CAST(printf('%032d', " #n ") AS BLOB), 1, 0, 1)"

static enum jy_err
part(struct db *db, const char *sql, enum jy_err then)
{
	enum jy_err err;

	if ((err = db_begin(db)) != JY_OK)
		return err;
	assert_true(db_in_transaction(db));
	err = run(db, sql);
	return db_end(db, err == JY_OK ? then : err);
}

static void
test_group(void **state)
{
	struct fixture *f = *state;

	db_group(f->db);
	assert_false(db_grouped(f->db));
	assert_int_equal(part(f->db, ADD(1), JY_OK), JY_OK);
	assert_true(db_grouped(f->db));
	assert_int_equal(part(f->db, ADD(2), JY_EINPUT), JY_EINPUT);
	assert_int_equal(part(f->db, ADD(1), JY_OK), JY_ECONFLICT);
	assert_int_equal(part(f->db, ADD(3), JY_OK), JY_OK);
	assert_int_equal(number(f->db, COUNT), 2);
	assert_int_equal(seen(f, COUNT), 0);
	assert_int_equal(db_group_end(f->db), JY_OK);
	assert_int_equal(seen(f, COUNT), 2);
	assert_false(db_grouped(f->db));
	assert_int_equal(part(f->db, ADD(4), JY_OK), JY_OK);
	assert_int_equal(seen(f, COUNT), 3);
}

/* The whole of a group goes when the disk is full, also what went well before. */
static void
test_group_lost(void **state)
{
	struct fixture *f = *state;
	char limit[64];

	snprintf(limit, sizeof(limit), "PRAGMA max_page_count=%lld",
	    (long long)number(f->db, "PRAGMA page_count"));
	assert_int_equal(db_exec(f->db, "CREATE TABLE big(b)"), JY_OK);
	assert_int_equal(db_exec(f->db, limit), JY_OK);
	db_group(f->db);
	assert_int_equal(part(f->db, ADD(1), JY_OK), JY_OK);
	assert_int_equal(
	    part(f->db, "INSERT INTO big VALUES(zeroblob(9000000))", JY_OK), JY_ENOSPC);
	assert_true(db_grouped(f->db));
	assert_int_equal(part(f->db, ADD(2), JY_OK), JY_EBUSY);
	assert_int_equal(db_group_end(f->db), JY_ENOSPC);
	assert_int_equal(number(f->db, COUNT), 0);
	assert_int_equal(part(f->db, ADD(3), JY_OK), JY_OK);
	assert_int_equal(seen(f, COUNT), 1);
}

/* A bit of the last page, which holds rows, turned. */
static void
turn_a_bit(const char *path)
{
	int fd = open(path, O_RDWR);
	struct stat st;
	char c;

	assert_int_equal(fstat(fd, &st), 0);
	assert_int_equal(pread(fd, &c, 1, st.st_size - 100), 1);
	c ^= 4;
	assert_int_equal(pwrite(fd, &c, 1, st.st_size - 100), 1);
	close(fd);
}

static void
test_checked_pages(void **state)
{
	static const enum db_mode modes[] = { DB_CREATE, DB_CHECKED };
	struct fixture *f = *state;
	char path[160], url[180];
	struct db *db;
	size_t i;

	snprintf(path, sizeof(path), "%s/copy.db", f->dir);
	snprintf(url, sizeof(url), "sqlite:%s", path);
	for (i = 0; i < 2; i++) {
		unlink(path);
		assert_int_equal(db_open(&db, url, modes[i], NULL), JY_OK);
		assert_int_equal(db_exec(db, "CREATE TABLE t(a); WITH RECURSIVE n(i) AS"
					     " (SELECT 1 UNION ALL SELECT i + 1 FROM n"
					     " WHERE i < 1000) INSERT INTO t"
					     " SELECT 'the same words in each' FROM n"),
		    JY_OK);
		db_close(db);
		assert_int_equal(db_open(&db, url, modes[i], NULL), JY_OK);
		assert_int_equal(number(db, "SELECT count(*) FROM t"), 1000);
		db_close(db);
		turn_a_bit(path);
		assert_int_equal(db_open(&db, url, modes[i], NULL), JY_OK);
		assert_int_equal(db_exec(db, "SELECT max(a) FROM t"),
		    modes[i] == DB_CHECKED ? JY_EDB : JY_OK);
		db_close(db);
	}
}

/* Reads see one state until a write of one's own, or until it is let go. */
static void
test_hold(void **state)
{
	struct fixture *f = *state;
	struct db *other = NULL;

	assert_int_equal(db_open(&other, f->url, DB_WRITE, NULL), JY_OK);
	db_hold(f->db);
	assert_false(db_in_transaction(f->db));
	assert_int_equal(number(f->db, COUNT), 0);
	assert_int_equal(run(other, ADD(1)), JY_OK);
	assert_int_equal(number(f->db, COUNT), 0);
	assert_int_equal(db_begin_read(f->db), JY_OK);
	assert_int_equal(number(f->db, COUNT), 0);
	assert_int_equal(db_end(f->db, JY_OK), JY_OK);
	assert_int_equal(part(f->db, "UPDATE rate SET hits = hits + 1", JY_OK), JY_OK);
	assert_int_equal(number(f->db, "SELECT hits FROM rate"), 2);
	db_hold(f->db);
	assert_int_equal(number(f->db, COUNT), 1);
	assert_int_equal(run(other, "DELETE FROM rate"), JY_OK);
	assert_int_equal(number(f->db, COUNT), 1);
	db_let_go(f->db);
	assert_int_equal(number(f->db, COUNT), 0);
	db_close(other);
}

static void
test_migrate_twice(void **state)
{
	struct fixture *f = *state;
	int applied = -1;

	assert_int_equal(migrate(f->db, &applied, NULL), JY_OK);
	assert_int_equal(applied, 0);
	assert_int_equal(migrate_check(f->db, NULL), JY_OK);
}

static void
test_migration_tampered(void **state)
{
	struct fixture *f = *state;
	struct diag d = { 0 };

	assert_int_equal(
	    run(f->db, "UPDATE schema_migration SET checksum = x'00' WHERE version = 2"),
	    JY_OK);
	assert_int_equal(migrate_check(f->db, &d), JY_EVERSION);
	assert_non_null(strstr(d.file, "0002_"));
}

static void
test_store_from_the_future(void **state)
{
	struct fixture *f = *state;
	struct diag d = { 0 };
	int applied;

	assert_int_equal(
	    run(f->db,
		"INSERT INTO schema_migration VALUES(9999, '9999_x.sql', x'00', 0)"),
	    JY_OK);
	assert_int_equal(migrate(f->db, &applied, &d), JY_EVERSION);
	assert_non_null(strstr(d.text, "newer"));
}

static void
test_old_store_says_what_to_run(void **state)
{
	struct fixture *f = *state;
	struct diag d = { 0 };
	char last[80];

	snprintf(last, sizeof(last), "DELETE FROM schema_migration WHERE version = %d",
	    migrations_count);
	assert_int_equal(run(f->db, last), JY_OK);
	assert_int_equal(migrate_check(f->db, &d), JY_EVERSION);
	assert_non_null(strstr(d.text, "portalctl migrate"));
}

static void
test_missing_store(void **state)
{
	struct diag d = { 0 };
	struct db *db;

	(void)state;
	assert_int_equal(
	    db_open(&db, "sqlite:/nonexistent/x.db", DB_READ, &d), JY_ENOTFOUND);
	assert_non_null(strstr(d.text, "portalctl migrate"));
	assert_int_equal(db_open(&db, "mysql:x", DB_READ, NULL), JY_EINPUT);
}

static void
test_rollback(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(db_begin(f->db), JY_OK);
	assert_int_equal(run(f->db, "INSERT INTO dict VALUES('t', 'a', 'x', 0)"), JY_OK);
	assert_int_equal(db_end(f->db, JY_EINPUT), JY_EINPUT);
	assert_int_equal(number(f->db, "SELECT count(*) FROM dict WHERE kind = 't'"), 0);
}

static void
test_conflict_is_named(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(run(f->db, "INSERT INTO dict VALUES('t', 'a', 'x', 0)"), JY_OK);
	assert_int_equal(
	    run(f->db, "INSERT INTO dict VALUES('t', 'a', 'y', 0)"), JY_ECONFLICT);
	assert_string_equal(db_conflict(f->db), "dict.kind, dict.code");
}

static void
test_unknown_parameter(void **state)
{
	static const char sql[] = "SELECT :a";
	struct fixture *f = *state;
	struct db_stmt *st;
	bool row;

	assert_int_equal(db_prepare(f->db, &st, sql), JY_OK);
	db_bind_int(st, ":b", 1);
	assert_int_equal(db_step(st, &row), JY_EINTERNAL);
	db_finish(st);
	assert_int_equal(db_prepare(f->db, &st, sql), JY_OK);
	db_bind_int(st, ":a", 7);
	assert_int_equal(db_one(st), JY_OK);
	assert_int_equal(db_int(st, 0), 7);
	db_finish(st);
}

/* By names in any order, of a statement that is kept and of one that is not; a change of
 * the schema in between makes the driver prepare it anew. */
static void
test_binding_order(void **state)
{
	static const char sql[] = "SELECT :a, :bc, :b, :a, kind FROM dict LIMIT 1";
	static const char *const orders[] = { "abc", "cab", "bca", "bac", "abcabc", "a" };
	static const char *const names[] = { ":a", ":bc", ":b" };
	struct fixture *f = *state;
	struct db_stmt *st;

	for (int run_no = 0; run_no < 12; run_no++) {
		const char *order = orders[run_no % 6];

		if (run_no == 4)
			assert_int_equal(
			    db_exec(f->db, "ALTER TABLE dict ADD COLUMN more TEXT"),
			    JY_OK);
		assert_int_equal(run_no % 5 == 4
				     ? db_prepare_text(f->db, &st, str_of(sql))
				     : db_prepare(f->db, &st, sql),
		    JY_OK);
		for (const char *c = order; *c != '\0'; c++)
			db_bind_int(st, names[*c - 'a'], *c);
		assert_int_equal(db_one(st), JY_OK);
		for (int i = 0; i < 3; i++)
			assert_int_equal(
			    db_int(st, i), strchr(order, 'a' + i) != NULL ? 'a' + i : 0);
		assert_int_equal(db_int(st, 3), 'a');
		db_finish(st);
	}
}

static void
test_statement_in_use_twice(void **state)
{
	static const char sql[] =
	    "SELECT code FROM dict WHERE kind = :kind ORDER BY position";
	struct fixture *f = *state;
	struct db_stmt *a, *b;

	assert_int_equal(db_prepare(f->db, &a, sql), JY_OK);
	assert_int_equal(db_prepare(f->db, &b, sql), JY_OK);
	assert_ptr_not_equal(a, b);
	db_bind_text(a, ":kind", "education");
	db_bind_text(b, ":kind", "industry");
	assert_int_equal(db_one(a), JY_OK);
	assert_int_equal(db_one(b), JY_OK);
	assert_str(db_str(a, 0), "any");
	assert_str(db_str(b, 0), "A");
	db_finish(a);
	db_finish(b);
}

/* What a plugin's connection may and may not run. */
static void
test_public_reader(void **state)
{
	static const struct {
		const char *sql;
		bool allowed;
	} cases[] = {
		{ "SELECT * FROM public_job", true },
		{ "SELECT count(*), max(id) FROM public_notice", true },
		{ "SELECT j.id FROM public_job j JOIN public_employer e ON e.id = "
		  "j.employer_id",
		    true },
		{ "SELECT id FROM public_job WHERE title LIKE '%without%'", true },
		{ "WITH x(n) AS (SELECT 1) SELECT n FROM x", false },
		{ "/**/with public_job AS (SELECT password AS id FROM account) SELECT id "
		  "FROM public_job",
		    false },
		{ "SELECT * FROM (SELECT password FROM account) AS public_x", false },
		{ "SELECT * FROM account", false },
		{ "SELECT holder FROM cert_request", false },
		{ "SELECT (SELECT password FROM account LIMIT 1) FROM public_job",
		    false },
		{ "SELECT * FROM public_job, account", false },
		{ "SELECT * FROM sqlite_schema", false },
		{ "WITH public_x AS (SELECT password FROM account) SELECT * FROM "
		  "public_x",
		    false },
		{ "UPDATE job SET title = 'x'", false },
		{ "CREATE TEMP VIEW public_x AS SELECT * FROM account", false },
		{ "ATTACH '/tmp/x.db' AS x", false },
		{ "PRAGMA journal_mode", false },
		{ "SELECT load_extension('x')", false },
	};
	struct fixture *f = *state;
	struct db_stmt *st;
	struct db *db;
	bool row;

	assert_int_equal(db_open(&db, f->url, DB_PUBLIC, NULL), JY_OK);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		bool got = db_prepare_text(db, &st, str_of(cases[i].sql)) == JY_OK;

		if (got) {
			got = db_step(st, &row) == JY_OK;
			db_finish(st);
		}
		if (got != cases[i].allowed)
			fail_msg(
			    "%s: %s", cases[i].sql, got ? "allowed" : db_message(db));
	}
	db_close(db);
}

static void
test_read_mode_writes_nothing(void **state)
{
	struct fixture *f = *state;
	struct db *db;

	assert_int_equal(db_open(&db, f->url, DB_READ, NULL), JY_OK);
	assert_int_not_equal(run(db, "DELETE FROM dict"), JY_OK);
	db_close(db);
	assert_true(number(f->db, "SELECT count(*) FROM dict") > 0);
}

/* Whether somebody has the store open, and so its log, or nobody. */
static void
test_still_reader(void **state)
{
	static const char *const tails[] = { "", "-wal", "-shm" };
	struct fixture *f = *state;
	struct stat before[3], after[3];
	char path[160];
	struct db *db;

	assert_int_equal(run(f->db, "UPDATE dict SET label = 'still'"), JY_OK);
	for (int open = 1; open >= 0; open--) {
		if (!open) {
			db_close(f->db);
			f->db = NULL;
		}
		memset(before, 0, sizeof(before));
		memset(after, 0, sizeof(after));
		for (size_t i = 0; i < 3; i++) {
			snprintf(path, sizeof(path), "%s%s", f->path, tails[i]);
			assert_int_equal(stat(path, &before[i]) == 0, i == 0 || open);
		}
		assert_int_equal(db_open(&db, f->url, DB_STILL, NULL), JY_OK);
		assert_int_equal(
		    number(db, "SELECT count(*) FROM dict WHERE label <> 'still'"), 0);
		assert_int_not_equal(run(db, "DELETE FROM dict"), JY_OK);
		db_close(db);
		for (size_t i = 0; i < 3; i++) {
			snprintf(path, sizeof(path), "%s%s", f->path, tails[i]);
			assert_int_equal(stat(path, &after[i]) == 0, i == 0 || open);
			assert_memory_equal(&before[i].st_mtim, &after[i].st_mtim,
			    sizeof(struct timespec));
			assert_memory_equal(&before[i].st_ctim, &after[i].st_ctim,
			    sizeof(struct timespec));
		}
	}
}

static void
test_backup(void **state)
{
	struct fixture *f = *state;
	char path[160], url[192];
	struct stat sb;
	struct db *copy;

	snprintf(path, sizeof(path), "%s/copy.db", f->dir);
	snprintf(url, sizeof(url), "sqlite:%s", path);
	assert_int_equal(db_backup(f->db, path, NULL), JY_OK);
	assert_int_equal(stat(path, &sb), 0);
	assert_int_equal(sb.st_mode & 0777, 0600);
	assert_int_equal(db_open(&copy, url, DB_READ, NULL), JY_OK);
	assert_int_equal(migrate_check(copy, NULL), JY_OK);
	db_close(copy);
	assert_int_equal(db_backup(f->db, path, NULL), JY_ECONFLICT);
}

#define EMPLOYER(id, code)                                                           \
	"INSERT INTO employer(id, name, credit_code, state, created_at, updated_at)" \
	" VALUES(" #id ", 'n', '" code "', 'verified', 1, 1)"
#define JOB(id)                                                                   \
	"INSERT INTO job(id, employer_id, title, region_code, state, closes_on, " \
	"closes_at,"                                                              \
	" published_at, created_at, updated_at) VALUES(" #id                      \
	", 1, 't', '65', 'published',"                                            \
	" '2030-01-01', 9, 1, 1, 1)"

static void
test_change_sequence(void **state)
{
	struct fixture *f = *state;
	struct db *db = f->db;
	int64_t seq;

	assert_int_equal(run(db, "INSERT INTO region VALUES('65', 'x', 1, NULL)"), JY_OK);
	assert_int_equal(run(db, EMPLOYER(1, "91350100M000100Y43")), JY_OK);
	assert_int_equal(run(db, JOB(1)), JY_OK);
	assert_int_equal(run(db, JOB(2)), JY_OK);
	seq = number(db, "SELECT max(seq) FROM public_change");
	assert_int_equal(run(db, "UPDATE job SET title = 'u' WHERE id = 2"), JY_OK);
	assert_int_equal(
	    number(db, "SELECT item_id FROM public_change ORDER BY seq DESC"), 2);
	assert_int_equal(number(db, "SELECT max(seq) FROM public_change"), seq + 1);
	assert_int_equal(run(db, "UPDATE employer SET name = 'm'"), JY_OK);
	assert_int_equal(number(db, "SELECT max(seq) FROM public_change"), seq + 4);
	assert_int_equal(run(db, "DELETE FROM job WHERE id = 1"), JY_OK);
	assert_true(
	    number(db, "SELECT max(seq) FROM public_change WHERE item_id = 1") > seq + 3);
	assert_int_equal(number(db, "SELECT count(*) FROM public_job"), 1);
	assert_int_equal(run(db, "UPDATE employer SET state = 'suspended'"), JY_OK);
	assert_int_equal(number(db, "SELECT count(*) FROM public_job"), 0);
}

static void
test_audit_is_append_only(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(
	    run(f->db,
		"INSERT INTO audit_event VALUES(1, 1, NULL, 'system', '', 'a', 'b',"
		" 'ok', '', '', zeroblob(32))"),
	    JY_OK);
	assert_int_equal(run(f->db, "UPDATE audit_event SET act = 'x'"), JY_ECONFLICT);
	assert_int_equal(run(f->db, "DELETE FROM audit_event"), JY_ECONFLICT);
}

/* Many processes add one to a counter; none is lost and none fails. */
static void
test_writers_wait_for_each_other(void **state)
{
	struct fixture *f = *state;
	pid_t pid[4];
	int status;

	assert_int_equal(run(f->db, "INSERT INTO dict VALUES('t', 'n', '', 0)"), JY_OK);
	for (int i = 0; i < 4; i++) {
		if ((pid[i] = fork()) != 0)
			continue;
		struct db *db;
		int bad = db_open(&db, f->url, DB_WRITE, NULL) != JY_OK;

		for (int k = 0; k < 50 && !bad; k++) {
			int64_t v;

			bad = db_begin(db) != JY_OK;
			v = number(db, "SELECT position FROM dict WHERE kind = 't'");
			bad |= run(db, "UPDATE dict SET position = position + 1 WHERE "
				       "kind = 't'") != JY_OK;
			bad |= number(db, "SELECT position FROM dict WHERE kind = 't'") !=
			       v + 1;
			bad |= db_end(db, JY_OK) != JY_OK;
		}
		db_close(db);
		_exit(bad);
	}
	for (int i = 0; i < 4; i++) {
		assert_int_equal(waitpid(pid[i], &status, 0), pid[i]);
		assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	}
	assert_int_equal(
	    number(f->db, "SELECT position FROM dict WHERE kind = 't'"), 200);
}

static void
test_configuration(void **state)
{
	static const struct {
		const char *text, *error; /* NULL: good */
		unsigned line;
	} cases[] = {
		{ "", NULL, 0 },
		{ "[portal]\nport = 9000 ; comment\n", NULL, 0 },
		{ "[portal]\nprot = 1\n", "no setting [portal] prot", 2 },
		{ "[portal]\nport = 70000\n", "number from 0 to 65535", 2 },
		{ "[portal]\n\nport = 12x\n", "number", 3 },
		{ "[build]\nsync = maybe\n", "yes or no", 2 },
		{ "[captcha]\nmode = none\n", "picture|off|test", 2 },
		{ "[captcha\nmode\n", "not a section", 1 },
		{ "[portal]\nbind = 0.0.0.0\n[captcha]\nmode = test\n", "loopback", 0 },
		{ "[portal]\nbind = 0.0.0.0\nplain_http = yes\n", "loopback", 0 },
		{ "[sms]\ndriver = http\n", "needs [sms] url", 0 },
	};
	struct fixture *f = *state;
	char path[160];

	snprintf(path, sizeof(path), "%s/jiuye.conf", f->dir);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct diag d = { 0 };
		struct conf c;
		FILE *fp = fopen(path, "w");

		fputs(cases[i].text, fp);
		fclose(fp);
		if ((conf_load(&c, path, &d) == JY_OK) != (cases[i].error == NULL))
			fail_msg("'%s': '%s'", cases[i].text, d.text);
		if (cases[i].error != NULL &&
		    (strstr(d.text, cases[i].error) == NULL || d.line != cases[i].line))
			fail_msg("'%s': line %u, '%s'", cases[i].text, d.line, d.text);
		conf_release(&c);
	}
}

static void
test_configuration_paths(void **state)
{
	struct fixture *f = *state;
	char path[160], want[160];
	struct conf c;
	FILE *fp;

	snprintf(path, sizeof(path), "%s/jiuye.conf", f->dir);
	fp = fopen(path, "w");
	fputs("[path]\nstore = data/x.db\nkeys = /etc/keys\n", fp);
	fclose(fp);
	assert_int_equal(conf_load(&c, path, NULL), JY_OK);
	snprintf(want, sizeof(want), "%s/data/x.db", f->dir);
	assert_string_equal(c.path.store, want);
	assert_string_equal(c.path.keys, "/etc/keys");
	assert_string_equal(c.site.zone, "Asia/Shanghai");
	assert_int_equal(c.portal.port, 8080);
	conf_release(&c);
}

int
main(void)
{
	static const struct CMUnitTest cases[] = {
		CASE_WITH("migrating again changes nothing", test_migrate_twice, setup,
		    teardown),
		CASE_WITH("a changed migration is named", test_migration_tampered, setup,
		    teardown),
		CASE_WITH("a newer store is refused", test_store_from_the_future, setup,
		    teardown),
		CASE_WITH("an older store says what to run",
		    test_old_store_says_what_to_run, setup, teardown),
		CASE("a missing store says what to run", test_missing_store),
		CASE_WITH("a failed act leaves nothing", test_rollback, setup, teardown),
		CASE_WITH("a refused write names the constraint", test_conflict_is_named,
		    setup, teardown),
		CASE_WITH("several acts are one commit", test_group, setup, teardown),
		CASE_WITH("a group that the store took back leaves nothing",
		    test_group_lost, setup, teardown),
		CASE_WITH("a page that carries a checksum does not change unnoticed",
		    test_checked_pages, setup, teardown),
		CASE_WITH("what is held does not move", test_hold, setup, teardown),
		CASE_WITH("an unknown parameter is an error", test_unknown_parameter,
		    setup, teardown),
		CASE_WITH("parameters are bound by name in any order", test_binding_order,
		    setup, teardown),
		CASE_WITH("one statement can be in use twice",
		    test_statement_in_use_twice, setup, teardown),
		CASE_WITH("a public reader sees public views only", test_public_reader,
		    setup, teardown),
		CASE_WITH("a reader cannot write", test_read_mode_writes_nothing, setup,
		    teardown),
		CASE_WITH("a still reader makes and touches no file", test_still_reader,
		    setup, teardown),
		CASE_WITH("a backup is complete, private and never overwrites",
		    test_backup, setup, teardown),
		CASE_WITH("every public change moves the sequence", test_change_sequence,
		    setup, teardown),
		CASE_WITH("0.i3 the audit trail only grows", test_audit_is_append_only,
		    setup, teardown),
		CASE_WITH("parallel writers wait for each other",
		    test_writers_wait_for_each_other, setup, teardown),
		CASE_WITH("a wrong configuration is named with its line",
		    test_configuration, setup, teardown),
		CASE_WITH("paths begin at the configuration's folder",
		    test_configuration_paths, setup, teardown),
	};

	return RUN(cases);
}
