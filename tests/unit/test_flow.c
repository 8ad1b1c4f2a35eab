/*
 * test_flow.c - the workflow engine on the tables of jobs and employers.
 */
#include "unit.h"

#include <sys/wait.h>
#include <unistd.h>

#include "employer/employer.h"
#include "flow/flow.h"
#include "job/job.h"
#include "migrate.h"

#define NOW 1795363200 /* 2026-11-23 */

struct fixture {
	char dir[64], url[128];
	struct db *db;
	struct keyring *keys;
	struct arena arena;
};

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

static int
setup(void **state)
{
	static const char *const rows[] = {
		"INSERT INTO region VALUES('65', '新疆', 1, NULL)",
		"INSERT INTO employer(id, name, credit_code, state, created_at, "
		"updated_at)"
		" VALUES(1, '甲', '91350100M000100Y43', 'pending', 1, 1)",
		"INSERT INTO employer(id, name, credit_code, state, created_at, "
		"updated_at)"
		" VALUES(2, '乙', '91350100M000100Y44', 'verified', 1, 1)",
		"INSERT INTO job(id, employer_id, title, region_code, closes_on, "
		"closes_at,"
		" created_at, updated_at) VALUES(1, 1, 't', '65', '2026-11-30', "
		"1796054400, 1, 1)",
	};
	struct fixture *f = calloc(1, sizeof(*f));
	uint8_t master[KEY_SIZE] = { 7 };
	int applied;

	snprintf(f->dir, sizeof(f->dir), "/tmp/jiuye-flow-XXXXXX");
	if (mkdtemp(f->dir) == NULL)
		return -1;
	snprintf(f->url, sizeof(f->url), "sqlite:%s/s.db", f->dir);
	if (db_open(&f->db, f->url, DB_CREATE, NULL) != JY_OK ||
	    migrate(f->db, &applied, NULL) != JY_OK ||
	    keyring_of(master, &f->keys) != JY_OK)
		return -1;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (run(f->db, rows[i]) != JY_OK)
			return -1;
	arena_init(&f->arena, 0);
	*state = f;
	return 0;
}

static int
teardown(void **state)
{
	static const char *const names[] = { "s.db", "s.db-wal", "s.db-shm" };
	struct fixture *f = *state;
	char path[160];

	arena_release(&f->arena);
	keyring_free(f->keys);
	db_close(f->db);
	for (size_t i = 0; i < 3; i++) {
		snprintf(path, sizeof(path), "%s/%s", f->dir, names[i]);
		unlink(path);
	}
	rmdir(f->dir);
	free(f);
	return 0;
}

static struct act
as(struct fixture *f, enum role role, int64_t employer, int64_t now)
{
	return (struct act){ .db = f->db,
		.keys = f->keys,
		.arena = &f->arena,
		.who = { .role = role, .employer_id = employer },
		.now = now };
}

/* A story: each row is tried in turn on the same store. */
static void
test_job_life(void **state)
{
	static const struct {
		enum role role;
		int64_t employer, now;
		const struct flow *flow;
		const char *action, *reason;
		enum jy_err want;
		const char *after; /* the job's or employer's state */
	} story[] = {
		{ ROLE_EMPLOYER, 1, NOW, &job_flow, "submit", "", JY_ECONFLICT, "draft" },
		{ ROLE_GRADUATE, 0, NOW, &employer_flow, "verify", "", JY_EFORBIDDEN,
		    "pending" },
		{ ROLE_AUTHORITY, 0, NOW, &employer_flow, "reject", " ", JY_EINPUT,
		    "pending" },
		{ ROLE_AUTHORITY, 0, NOW, &employer_flow, "verify", "", JY_EINPUT,
		    "pending" }, /* without a licence: how it was checked instead */
		{ ROLE_AUTHORITY, 0, NOW, &employer_flow, "verify", "查验了原件", JY_OK,
		    "verified" },
		{ ROLE_AUTHORITY, 0, NOW, &employer_flow, "verify", "", JY_ECONFLICT,
		    "verified" },
		{ ROLE_EMPLOYER, 2, NOW, &job_flow, "submit", "", JY_ENOTFOUND, "draft" },
		{ ROLE_EMPLOYER, 1, NOW, &job_flow, "submit", "", JY_OK, "pending" },
		{ ROLE_EMPLOYER, 1, NOW, &job_flow, "approve", "", JY_EFORBIDDEN,
		    "pending" },
		{ ROLE_AUTHORITY, 0, NOW, &job_flow, "reject", "收费", JY_OK, "draft" },
		{ ROLE_EMPLOYER, 1, NOW, &job_flow, "submit", "", JY_OK, "pending" },
		{ ROLE_AUTHORITY, 0, NOW, &job_flow, "approve", "", JY_OK, "published" },
		{ ROLE_SYSTEM, 0, NOW, &job_flow, "expire", "", JY_ECONFLICT,
		    "published" },
		{ ROLE_SYSTEM, 0, 1796054400, &job_flow, "expire", "", JY_OK, "expired" },
		{ ROLE_EMPLOYER, 1, 1796054400, &job_flow, "repost", "", JY_ECONFLICT,
		    "expired" },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(story) / sizeof(story[0]); i++) {
		struct act act = as(f, story[i].role, story[i].employer, story[i].now);
		struct flow_input in = { str_of(story[i].reason), NULL };
		struct flow_doc doc = { .flow = story[i].flow };
		const char *why = NULL;
		enum jy_err err =
		    flow_apply(&act, story[i].flow, 1, story[i].action, &in, &why);

		if (err != story[i].want)
			fail_msg("step %zu: %s, %s", i, err_info(err)->name,
			    why != NULL ? why : "");
		act.who.role = ROLE_CONSOLE;
		assert_int_equal(story[i].flow->load(&act, 1, &doc), JY_OK);
		assert_str(doc.state, story[i].after);
		if (err == JY_ECONFLICT || err == JY_EINPUT)
			assert_non_null(why);
	}
	assert_int_equal(number(f->db, "SELECT count(*) FROM flow_event"), 6);
	assert_int_equal(number(f->db, "SELECT count(*) FROM audit_event"), 6);
	assert_int_equal(
	    number(f->db, "SELECT count(*) FROM job WHERE published_at = 1795363200"), 1);
}

static void
test_actions_say_why_not(void **state)
{
	struct fixture *f = *state;
	struct act act = as(f, ROLE_EMPLOYER, 1, NOW);
	struct flow_doc doc = { .flow = &job_flow };
	struct val actions, row;

	assert_int_equal(job_flow.load(&act, 1, &doc), JY_OK);
	actions = flow_actions(&act, &doc);
	assert_int_equal(val_len(&actions), 3);
	row = val_at(&actions, 2);
	assert_str(val_get(&row, STR("action"))->s, "submit");
	assert_false(val_get(&row, STR("allowed"))->b);
	assert_str(val_get(&row, STR("why"))->s, "单位通过认证后才能发布职位。");
	assert_true(flow_waits_for(&job_flow, "pending", ROLE_AUTHORITY));
	assert_false(flow_waits_for(&job_flow, "draft", ROLE_AUTHORITY));
}

/* What a step would do is foretold from the rows that it would be taken from. */
static void
test_preview(void **state)
{
	static const struct {
		const char *licence, *action, *to;
		enum role role;
		bool reason;
	} cases[] = {
		{ "NULL", "verify", "verified", ROLE_AUTHORITY, true },
		{ "NULL", "reject", "rejected", ROLE_AUTHORITY, true },
		{ "1", "verify", "verified", ROLE_AUTHORITY, false },
		{ "1", "restore", NULL, ROLE_AUTHORITY, false },
		{ "1", "verify", NULL, ROLE_EMPLOYER, false },
	};
	struct fixture *f = *state;
	struct flow_preview p;
	char sql[80];

	run(f->db, "PRAGMA foreign_keys = off");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct act act = as(f, cases[i].role, 1, NOW);

		snprintf(sql, sizeof(sql),
		    "UPDATE employer SET licence_id = %s WHERE id = 1", cases[i].licence);
		assert_int_equal(run(f->db, sql), JY_OK);
		assert_int_equal(
		    flow_preview(&act, &employer_flow, 1, cases[i].action, &p), JY_OK);
		assert_int_equal(p.to != NULL, cases[i].to != NULL);
		assert_int_equal(p.why != NULL && p.why[0] != '\0', cases[i].to == NULL);
		assert_int_equal(p.reason, cases[i].reason);
		if (cases[i].to != NULL)
			assert_string_equal(p.to->name, cases[i].to);
	}
	assert_int_equal(number(f->db, "SELECT count(*) FROM flow_event"), 0);
}

static void
test_history(void **state)
{
	struct fixture *f = *state;
	struct act act = as(f, ROLE_AUTHORITY, 0, NOW);
	struct flow_input in = { STR("执照不清晰"), NULL };
	struct val list, row;

	assert_int_equal(flow_apply(&act, &employer_flow, 1, "reject", &in, NULL), JY_OK);
	assert_int_equal(flow_history(&act, &employer_flow, 1, &list), JY_OK);
	assert_int_equal(val_len(&list), 1);
	row = val_at(&list, 0);
	assert_str(val_get(&row, STR("reason"))->s, "执照不清晰");
	assert_str(val_get(&row, STR("to"))->s, "审核不通过");
	assert_int_not_equal(run(f->db, "DELETE FROM flow_event"), JY_OK);
}

/* Back in the state it was seen in, but with a longer history. */
static void
test_version(void **state)
{
	struct fixture *f = *state;
	struct act office = as(f, ROLE_AUTHORITY, 0, NOW),
		   own = as(f, ROLE_EMPLOYER, 1, NOW);
	struct flow_input in = { STR("执照不清晰"), NULL };
	const char *why = NULL;
	int64_t seen, now;

	assert_int_equal(flow_version(&office, &employer_flow, 1, &seen), JY_OK);
	assert_int_equal(seen, 0);
	assert_int_equal(
	    flow_apply(&office, &employer_flow, 1, "reject", &in, NULL), JY_OK);
	assert_int_equal(
	    flow_apply(&own, &employer_flow, 1, "resubmit", NULL, NULL), JY_OK);
	assert_int_equal(
	    flow_apply_at(&office, &employer_flow, 1, "verify", &in, seen, &why),
	    JY_ECONFLICT);
	assert_non_null(why);
	assert_int_equal(flow_version(&office, &employer_flow, 1, &now), JY_OK);
	assert_int_equal(now, seen + 2);
	assert_int_equal(
	    flow_apply_at(&office, &employer_flow, 1, "verify", &in, now, &why), JY_OK);
}

static void
test_clock(void **state)
{
	struct fixture *f = *state;
	struct act act = as(f, ROLE_SYSTEM, 0, 1796054400);
	int moved = -1;

	run(f->db, "UPDATE job SET state = 'published', published_at = 1");
	act.now = NOW;
	assert_int_equal(flow_tick(&act, &job_flow, &moved), JY_OK);
	assert_int_equal(moved, 0);
	act.now = 1796054400;
	assert_int_equal(flow_tick(&act, &job_flow, &moved), JY_OK);
	assert_int_equal(moved, 1);
}

/* Two officers decide at once, many times over: one wins, one is told. */
static void
test_one_winner(void **state)
{
	struct fixture *f = *state;
	int status, wins;

	for (int round = 0; round < 20; round++) {
		run(f->db, "UPDATE employer SET state = 'pending' WHERE id = 1");
		wins = 0;
		pid_t pid[2];
		for (int i = 0; i < 2; i++) {
			if ((pid[i] = fork()) != 0)
				continue;
			struct flow_input in = { STR("x"), NULL };
			struct act act = as(f, ROLE_AUTHORITY, 0, NOW);
			enum jy_err err;

			if (db_open(&act.db, f->url, DB_WRITE, NULL) != JY_OK)
				_exit(3);
			err = flow_apply(&act, &employer_flow, 1,
			    i == 0 ? "verify" : "reject", &in, NULL);
			db_close(act.db);
			_exit(err == JY_OK ? 0 : err == JY_ECONFLICT ? 1 : 2);
		}
		for (int i = 0; i < 2; i++) {
			assert_int_equal(waitpid(pid[i], &status, 0), pid[i]);
			assert_true(WIFEXITED(status) && WEXITSTATUS(status) < 2);
			wins += WEXITSTATUS(status) == 0;
		}
		assert_int_equal(wins, 1);
	}
	assert_int_equal(number(f->db, "SELECT count(*) FROM flow_event"), 20);
}

int
main(void)
{
	static const struct CMUnitTest cases[] = {
		CASE_WITH(
		    "0.i1 0.i3 4.1.i5 1.1.i3 a job's life, and what each role may not do",
		    test_job_life, setup, teardown),
		CASE_WITH("an action that is refused says why", test_actions_say_why_not,
		    setup, teardown),
		CASE_WITH("what a step would do is told without doing it", test_preview,
		    setup, teardown),
		CASE_WITH("0.i3 the history keeps who, when and why", test_history, setup,
		    teardown),
		CASE_WITH(
		    "0.i3 a step by a page from before the last change is not taken",
		    test_version, setup, teardown),
		CASE_WITH("4.1.i4 the clock expires a job at its closing instant",
		    test_clock, setup, teardown),
		CASE_WITH("two decisions at once have one winner", test_one_winner, setup,
		    teardown),
	};

	return RUN(cases);
}
