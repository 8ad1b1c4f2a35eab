/*
 * test_desk.c - the offices' desks: what stands in a queue, for whom, in which order; who
 * acts next; the pages of the desks that there are.
 */
#include "campus.h"

#include "desk/desk_rows.h"
#include "http/csrf.h"
#include "identity/identity.h"
#include "identity/pages.h"
#include "job/job.h"
#include "job/job_desk.h"
#include "report/report_pages.h"

/* A desk of its own, on jobs: a school has the jobs of the employer with its number. */
DESK_SQL(DESK_TEST, "w.id, w.title, w.category", " FROM job w",
    " AND w.employer_id = :office",
    " AND (:word = '' OR instr(w.title, :word) > 0) AND (:heads IN (0, 2000 + "
    "w.headcount))",
    DESK_UNIT("w.employer_id"));
DESK_SQL(DESK_TEST_ALL, "w.id, w.title, w.category", " FROM job w", "",
    " AND (:word = '' OR instr(w.title, :word) > 0) AND (:heads IN (0, 2000 + "
    "w.headcount))",
    DESK_UNIT("w.employer_id"));

static void
show_loud(struct act *act, struct str text, struct val *cell)
{
	val_set(
	    cell, "text", val_str(arena_printf(act->arena, STR_FMT "!", STR_ARG(text))));
	val_set(cell, "tone", val_text("wait"));
}

static const struct desk test_desk = {
	.flow = &job_flow,
	.path = "/office/test",
	.title = "试验",
	.noun = "职位",
	.scopes = { { ROLE_SCHOOL, &DESK_TEST }, { ROLE_AUTHORITY, &DESK_TEST_ALL } },
	.states = { "pending", "published" },
	.columns = { { "职位", NULL }, { "类别", show_loud } },
	.filters = { { "word", "职位", FILTER_WORD, NULL },
	    { "heads", "人数", FILTER_YEAR, NULL } },
	.approve = "approve",
	.reject = "reject",
};

/* Jobs 1 to 12: of employers 4 and 6 in turn, three a second; the last three published. */
static void
fill(struct client *c)
{
	world_sql(c->t->world,
	    "INSERT INTO employer(id, name, credit_code, state, created_at, updated_at)"
	    " VALUES(4, '甲', '91350100M000100Y43', 'verified', 1, 1),"
	    " (6, '乙', '91350100M000100Y44', 'verified', 1, 1);"
	    "WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n WHERE i < "
	    "12)"
	    " INSERT INTO job(id, employer_id, title, category, headcount, region_code,"
	    " state, closes_on, closes_at, published_at, created_at, updated_at)"
	    " SELECT i, iif(i % 2, 4, 6), '岗位' || i, '类', i % 3 + 1, '650102',"
	    " iif(i > 9, 'published', 'pending'), '2027-11-30', 1827446400,"
	    " iif(i > 9, 1, NULL), 1, 100 - i / 3 FROM n");
}

/* The ids of a queue in one line, page by page. */
static struct str
walk(struct act *act, const struct desk_view *v, bool newest, size_t page)
{
	struct desk_place from = newest ? DESK_NEWEST : DESK_OLDEST;
	struct desk_case found[16];
	struct buf out = BUF_INIT;
	struct str text;
	size_t n;

	do {
		assert_int_equal(
		    desk_cases(act, v, newest, from, page, found, &n), JY_OK);
		for (size_t i = 0; i < n; i++)
			buf_printf(&out, "%lld ", (long long)found[i].id);
		if (n > 0)
			from = (struct desk_place){ found[n - 1].at, found[n - 1].id };
	} while (n == page);
	text = arena_str(act->arena, buf_view(&out));
	buf_release(&out);
	return text;
}

static void
test_order(void **state)
{
	struct client *c = *state;
	struct desk_view v;
	int64_t n, oldest;

	fill(c);
	campus_as(c, AUTHORITY);
	assert_true(desk_view(&c->t->act, &test_desk, "pending", &v));
	assert_true(v.waits);
	for (size_t page = 1; page < 10; page++)
		assert_str(walk(&c->t->act, &v, false, page), "9 6 7 8 3 4 5 1 2 ");
	assert_str(walk(&c->t->act, &v, true, 4), "2 1 5 4 3 8 7 6 9 ");
	assert_int_equal(desk_count(&c->t->act, &v, 100, &n, &oldest), JY_OK);
	assert_int_equal(n, 9);
	assert_int_equal(oldest, 97);
	assert_int_equal(desk_count(&c->t->act, &v, 5, &n, &oldest), JY_OK);
	assert_int_equal(n, 5);
	assert_int_equal(oldest, 97);
	/* nobody waits for what is published, though it can be taken down */
	assert_true(desk_view(&c->t->act, &test_desk, "published", &v));
	assert_false(v.waits);
}

static void
test_scope(void **state)
{
	static const struct {
		int64_t who;
		const char *list;
		int64_t n, own, foreign;
	} cases[] = {
		{ TIANSHAN, "9 7 3 5 1 ", 5, 3, 4 },
		{ KUNLUN, "6 8 4 2 ", 4, 4, 3 },
		{ XIAN, NULL, 0, 0, 0 }, /* an administrator */
		{ URUMQI, NULL, 0, 0, 0 },
		{ PHYSICS, NULL, 0, 0, 0 },
		{ LIN, NULL, 0, 0, 0 },
	};
	struct client *c = *state;
	struct desk_view v;
	struct desk_case one;
	int64_t n, oldest;

	fill(c);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		campus_as(c, cases[i].who);
		assert_int_equal(desk_view(&c->t->act, &test_desk, "pending", &v),
		    cases[i].list != NULL);
		assert_int_equal(desk_waiting(&c->t->act, &test_desk, &n), JY_OK);
		assert_int_equal(n, 0); /* schools have no steps with jobs */
		if (cases[i].list == NULL)
			continue;
		assert_str(walk(&c->t->act, &v, false, 3), cases[i].list);
		assert_int_equal(desk_count(&c->t->act, &v, 100, &n, &oldest), JY_OK);
		assert_int_equal(n, cases[i].n);
		assert_int_equal(desk_case(&c->t->act, &v, cases[i].own, &one), JY_OK);
		assert_int_equal(
		    desk_case(&c->t->act, &v, cases[i].foreign, &one), JY_ENOTFOUND);
	}
	campus_as(c, AUTHORITY);
	assert_int_equal(desk_waiting(&c->t->act, &test_desk, &n), JY_OK);
	assert_int_equal(n, 9);
}

static void
test_filters(void **state)
{
	static const struct {
		const char *query, *list, *back;
	} cases[] = {
		{ "", "9 6 7 8 3 4 5 1 2 ", "state=pending" },
		{ "word=%E4%BD%8D7", "7 ", "state=pending&word=%E4%BD%8D7" },
		{ "heads=2001", "9 6 3 ", "state=pending&heads=2001" },
		{ "heads=1", "9 6 7 8 3 4 5 1 2 ", "state=pending" }, /* no year */
		{ "heads=x&word=", "9 6 7 8 3 4 5 1 2 ", "state=pending" },
		{ "heads=2002&word=4", "4 ", "state=pending&word=4&heads=2002" },
		{ "state=published", "12 10 11 ", "state=published" },
		{ "state=draft", "9 6 7 8 3 4 5 1 2 ", "state=pending" },
		{ "days=20000", "9 6 7 8 3 4 5 1 2 ", "state=pending" }, /* too many */
		{ "days=30", "9 6 7 8 3 4 5 1 2 ", "state=pending&days=30" },
		{ "word=%00", "9 6 7 8 3 4 5 1 2 ", "state=pending" },
		{ "word=%27%20OR%201", "", "state=pending&word=%27%20OR%201" },
	};
	struct client *c = *state;
	struct desk_view v;

	fill(c);
	campus_as(c, AUTHORITY);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct request rq = { .app = &c->app, .act = c->t->act };

		rq.in.query = str_of(cases[i].query);
		assert_int_equal(desk_view_of(&rq, &test_desk, &v), JY_OK);
		assert_str(walk(&c->t->act, &v, false, 4), cases[i].list);
		assert_str(desk_query(&c->t->arena, &v), cases[i].back);
	}
}

static void
test_days(void **state)
{
	struct client *c = *state;
	struct desk_view v;

	fill(c);
	world_sql(
	    c->t->world, "UPDATE job SET updated_at = 1795478400 - (id - 1) * 86400");
	campus_as(c, AUTHORITY);
	c->t->act.now = 1795478400;
	assert_true(desk_view(&c->t->act, &test_desk, "pending", &v));
	desk_view_days(&c->t->act, &v, 7);
	assert_str(walk(&c->t->act, &v, false, 4), "9 8 ");
	assert_str(desk_age(&c->t->act, 1795478400), "不到 1 天");
	assert_str(desk_age(&c->t->act, 1795478400 - 86400 * 3 - 5), "3 天");
}

static void
test_cells(void **state)
{
	struct client *c = *state;
	struct desk_view v;
	struct desk_case one;
	struct val cell;

	fill(c);
	campus_as(c, TIANSHAN);
	assert_true(desk_view(&c->t->act, &test_desk, "pending", &v));
	assert_int_equal(desk_case(&c->t->act, &v, 3, &one), JY_OK);
	assert_str(one.name, "岗位3");
	assert_str(one.key, "3");
	assert_int_equal(val_len(&one.cells), 1);
	cell = val_at(&one.cells, 0);
	assert_str(val_get(&cell, STR("text"))->s, "类!");
	assert_str(desk_href(&c->t->arena, &v, one.key), "/office/test/3?state=pending");
}

/* --- who acts next */

static const char *
may_not(const struct act *act, const struct flow_doc *doc)
{
	(void)act;
	(void)doc;
	return "不行";
}

/* The other party's: doc.data is the role that asked. */
static const char *
is_other(const struct act *act, const struct flow_doc *doc)
{
	return act->who.role != *(const enum role *)doc->data ? NULL : "您已提出申请。";
}

/* clang-format off */
static const struct flow_step next_steps[] = {
	{ "a", "go",     "办理", ROLE_SCHOOL | ROLE_FACULTY, NULL, "b", NULL, FLOW_NEXT },
	{ "a", "back",   "撤回", ROLE_GRADUATE, NULL, "a", NULL, 0 },
	{ "b", "agree",  "同意", ROLE_GRADUATE, is_other, "c", NULL, FLOW_NEXT },
	{ "b", "agree",  "同意", ROLE_EMPLOYER, is_other, "c", NULL, FLOW_NEXT },
	{ "c", "end",    "期满", ROLE_SYSTEM, may_not, "d", NULL, FLOW_NEXT },
};
static const struct flow_state next_states[] = {
	{ "a", "甲", "wait" }, { "b", "乙", "wait" }, { "c", "丙", "wait" }, { "d", "丁", "good" },
};
/* clang-format on */

static void
test_next(void **state)
{
	static const struct flow flow = { .kind = "next",
		.label = "试验",
		.states = next_states,
		.nstates = FLOW_COUNT(next_states),
		.steps = next_steps,
		.nsteps = FLOW_COUNT(next_steps) };
	static const struct {
		const char *state;
		enum role asked;
		const char *words;
	} cases[] = {
		{ "a", ROLE_GRADUATE, "院系、学校" },
		{ "b", ROLE_GRADUATE, "用人单位" },
		{ "b", ROLE_EMPLOYER, "毕业生" },
		{ "c", ROLE_GRADUATE,
		    "系统" }, /* the time has not come: still its turn */
		{ "d", ROLE_GRADUATE, "" },
	};
	struct client *c = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		enum role asked = cases[i].asked;
		struct flow_doc doc = {
			.flow = &flow, .state = str_of(cases[i].state), .data = &asked
		};

		assert_str(flow_next_words(&c->t->act, &doc), cases[i].words);
	}
	assert_true(flow_waits_for(&flow, "a", ROLE_SCHOOL));
	assert_false(flow_waits_for(&flow, "a", ROLE_GRADUATE));
	assert_true(flow_offers(&flow, "a", "back", ROLE_GRADUATE));
	assert_false(flow_offers(&flow, "a", "go", ROLE_GRADUATE));
}

/* --- a case of another office, with a token that is the viewer's own */

static void
test_foreign(void **state)
{
	static const struct {
		int64_t who;
		const char *what;
		int want;
	} cases[] = {
		{ URUMQI, "", 404 },
		{ URUMQI, "/id-number", 404 },
		{ AUTHORITY, "", 403 },
		{ TIANSHAN, "", 403 },
		{ KASHGAR, "", 303 },
	};
	struct client *c = *state;
	struct str path, body;
	const char *why;

	campus_profile(c, AYGUL, "秦岭科技大学");
	assert_int_equal(identity_apply(&c->t->act, KASHGAR, &why), JY_OK);
	world_sql(c->t->world, "UPDATE identity SET uid = 'applicationapplication'");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		campus_as(c, cases[i].who);
		client_get(c, "/office/inbox");
		path = arena_printf(&c->t->arena,
		    "/office/identity/applicationapplication%s", cases[i].what);
		body = arena_printf(&c->t->arena, "csrf=" STR_FMT "%s",
		    STR_ARG(csrf_token_for(&c->rq, path)),
		    cases[i].what[0] == '\0' ? "&action=approve&reason=" : "");
		client_send(c, METHOD_POST, path.p, body.p);
		status_is(c, cases[i].want);
		assert_int_equal(
		    world_number(c->t->world,
			"SELECT count(*) FROM identity WHERE state = 'verified'"),
		    cases[i].want == 303);
	}
}

/* --- the tables */

static bool
has_state(const struct flow *flow, const char *name)
{
	return flow_state(flow, str_of(name))->name[0] != '\0';
}

static bool
has_step(const struct desk *d, const char *action)
{
	bool found = action == NULL;

	for (size_t i = 0; i < DESK_SCOPES && d->scopes[i].sql != NULL; i++)
		for (size_t k = 0; k < DESK_STATES && d->states[k] != NULL; k++)
			found = found || flow_offers(d->flow, d->states[k], action,
					     (enum role)d->scopes[i].role);
	return found;
}

/* `sorts`: a few rows may be ordered. */
static void
uses_index(struct client *c, const struct desk *d, const char *sql, bool sorts)
{
	struct db_stmt *st = NULL;
	struct str plan;
	bool row;

	assert_int_equal(db_prepare_text(c->app.db, &st,
			     arena_printf(&c->t->arena, "EXPLAIN QUERY PLAN %s", sql)),
	    JY_OK);
	while (db_step(st, &row) == JY_OK && row) {
		plan = arena_str(&c->t->arena, db_str(st, 3));
		if (str_starts(plan, sorts ? "SCAN " : "SCAN w") ||
		    (!sorts && memmem(plan.p, plan.n, "FOR ORDER BY", 12) != NULL) ||
		    memmem(plan.p, plan.n, "FOR LAST", 8) != NULL)
			fail_msg("%s: " STR_FMT " in %s", d->path, STR_ARG(plan), sql);
	}
	db_finish(st);
}

/* A name leads to the cases: nobody goes through all of an office to find one. */
static void
begins_with_name(struct client *c, const struct desk *d, const char *sql)
{
	static const char *const scopes[] = { "office", "school", "faculty", "prefecture",
		"region", "state" };
	struct db_stmt *st = NULL;
	struct str plan;
	bool row, named = false;

	assert_int_equal(db_prepare(c->t->act.db, &st,
			     arena_printf(&c->t->arena, "EXPLAIN QUERY PLAN %s", sql).p),
	    JY_OK);
	while (db_step(st, &row) == JY_OK && row) {
		plan = arena_str(&c->t->arena, db_str(st, 3));
		named = named || memmem(plan.p, plan.n, "name>?", 6) != NULL;
		for (size_t i = 0;
		     str_starts(plan, "SEARCH w ") && i < FLOW_COUNT(scopes); i++)
			if (memmem(plan.p, plan.n, scopes[i], strlen(scopes[i])) != NULL)
				fail_msg(
				    "%s: " STR_FMT " in %s", d->path, STR_ARG(plan), sql);
	}
	db_finish(st);
	assert_true(named);
}

/* Run every statement of a scope: each parameter is bound. True: something waits for it. */
static bool
try_scope(struct client *c, const struct desk *d, enum role role)
{
	struct desk_view v;
	struct desk_case found[2];
	bool waits = false;
	int64_t waiting, oldest;
	size_t n;

	c->t->act.who.role = role;
	for (size_t k = 0; k < DESK_STATES && d->states[k] != NULL; k++) {
		assert_true(has_state(d->flow, d->states[k]));
		assert_true(desk_view(&c->t->act, d, d->states[k], &v));
		waits = waits || v.waits;
		assert_int_equal(
		    desk_cases(&c->t->act, &v, false, DESK_OLDEST, 2, found, &n), JY_OK);
		assert_int_equal(
		    desk_cases(&c->t->act, &v, true, DESK_NEWEST, 2, found, &n), JY_OK);
		assert_int_equal(desk_count(&c->t->act, &v, 2, &waiting, &oldest), JY_OK);
		assert_int_equal(desk_case(&c->t->act, &v, 999, found), JY_ENOTFOUND);
		assert_int_equal(
		    desk_whose(&c->t->act, &v, STR("没有这个人"), 2, found, &n), JY_OK);
		assert_int_equal(n, 0);
	}
	return waits;
}

/* A queue is read in its index: no sorting, no walk over the table. */
static void
test_indexes(void **state)
{
	struct client *c = *state;

	for (size_t d = 0; desks[d] != NULL; d++)
		for (size_t i = 0; i < DESK_SCOPES && desks[d]->scopes[i].sql != NULL;
		     i++) {
			const struct desk_sql *sql = desks[d]->scopes[i].sql;
			const char *const all[] = { sql->oldest, sql->newest,
				sql->count };

			for (size_t k = 0; k < 3; k++)
				uses_index(c, desks[d], all[k], false);
			uses_index(c, desks[d], sql->one, true);
			uses_index(c, desks[d], sql->whose, true);
			begins_with_name(c, desks[d], sql->whose);
		}
}

/* What a wrong row would only show to an office. */
static void
test_tables(void **state)
{
	struct client *c = *state;
	bool waits;

	campus_as(c, AUTHORITY);
	for (size_t d = 0; desks[d] != NULL; d++) {
		assert_ptr_equal(desk_at(desks[d]->path), desks[d]);
		assert_true(has_step(desks[d], desks[d]->approve));
		assert_true(has_step(desks[d], desks[d]->reject));
		waits = false;
		for (size_t i = 0; i < DESK_SCOPES && desks[d]->scopes[i].sql != NULL;
		     i++)
			waits =
			    try_scope(c, desks[d], (enum role)desks[d]->scopes[i].role) ||
			    waits;
		if (!waits)
			fail_msg(
			    "nothing of %s waits for anybody: FLOW_NEXT", desks[d]->path);
	}
}

#define T(label, fn) CASE_WITH(label, fn, campus_setup, campus_teardown)

int
main(void)
{
	const struct CMUnitTest cases[] = {
		T("2.3.i1 4.1.i5 a queue is in the order of time, each case once, both "
		  "ways",
		    test_order),
		T("0.i1 what is not in the office's scope is in no list, count or case",
		    test_scope),
		T("filters narrow a queue, and stay in its address", test_filters),
		T("what has waited so many days", test_days),
		T("a case's columns", test_cells),
		T("0.i3 who acts next follows from the table and its guards", test_next),
		T("0.i1 2.3.i1 another prefecture's case is not found, whatever is "
		  "posted",
		    test_foreign),
		T("every desk's queues are read in an index", test_indexes),
		T("every desk's table fits its workflow and its statements", test_tables),
	};

	return RUN(cases);
}
