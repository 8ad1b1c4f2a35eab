/*
 * test_job_index.c - the rows and words that the job search reads follow every change.
 */
#include "market.h"

#include "employer/employer.h"
#include "job/job.h"

/* Ids of the jobs found by one word, newest first, as text "4,3". */
static const char *
found(struct actor *t, const char *match)
{
	static char out[100];
	struct db_stmt *st = NULL;
	bool row;

	out[0] = '\0';
	assert_int_equal(db_prepare_text(t->act.db, &st,
			     STR("SELECT l.job_id FROM job_fts f JOIN job_live l"
				 " ON l.rank = f.rowid WHERE job_fts MATCH :m"
				 " ORDER BY f.rowid")),
	    JY_OK);
	db_bind_text(st, ":m", match);
	while (db_step(st, &row) == JY_OK && row)
		snprintf(out + strlen(out), sizeof(out) - strlen(out), "%s%d",
		    out[0] != '\0' ? "," : "", (int)db_int(st, 0));
	db_finish(st);
	return out;
}

static void
test_rebuild(void **state)
{
	struct actor *t = *state;

	assert_string_equal(found(t, "\"教师\""), "5,1");
	assert_string_equal(found(t, "facet : \"r6531\""), "4,3,2");
	assert_string_equal(found(t, "facet : \"r653101001\""), "4");
	assert_string_equal(found(t, "facet : \"tfull#time\""), "4,7,2,1");
	assert_int_equal(world_number(t->world, "SELECT count(*) FROM job_fts_stale"), 0);
}

/* One change after the other, and what is then found. */
static void
test_follows(void **state)
{
	static const struct {
		const char *change, *match, *found;
	} cases[] = {
		{ "UPDATE job SET title = '物理教师' WHERE id = 1", "\"物理\"", "1" },
		{ "UPDATE job SET title = '物理老师' WHERE id = 1", "\"数学教师\"", "" },
		{ "UPDATE job SET description = '讲授力学' WHERE id = 1", "\"力学\"",
		    "1" },
		{ "UPDATE job SET region_code = '6531' WHERE id = 1", "facet : \"r6531\"",
		    "4,3,2,1" },
		{ "UPDATE job SET state = 'closed' WHERE id = 1", "\"物理\"", "" },
		{ "UPDATE job SET state = 'published', published_at = 1795478399 WHERE "
		  "id = 1",
		    "facet : \"r6531\"", "1,4,3,2" },
		{ "UPDATE employer SET name = '昆仑重工' WHERE id = 2", "\"重工\"",
		    "4,3,2" },
		{ "UPDATE employer SET industry = 'B' WHERE id = 2", "facet : \"iB\"",
		    "4,3,2" },
		{ "DELETE FROM job WHERE id = 4", "facet : \"iB\"", "3,2" },
		{ "INSERT INTO job(employer_id, id, title, region_code, state, closes_on,"
		  " closes_at, published_at, created_at, updated_at) VALUES(1, 20, "
		  "'校医',"
		  " '65', 'published', '2026-12-01', 1796140800, 1795478400, 1, 1)",
		    "\"校医\"", "20" },
	};
	struct actor *t = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		world_sql(t->world, cases[i].change);
		assert_int_equal(market_index(t), JY_OK);
		if (strcmp(found(t, cases[i].match), cases[i].found) != 0)
			fail_msg("%s: %s", cases[i].change, found(t, cases[i].match));
	}
}

/* Whatever the text index still says, the row is gone with the state. */
static void
test_never_late(void **state)
{
	static const char on_offer[] =
	    "SELECT count(*) FROM job_live WHERE offered = 1 AND employer_id = 2";
	struct actor *t = *state;

	world_sql(t->world, "UPDATE job SET state = 'taken_down' WHERE id = 2");
	assert_int_equal(world_number(t->world, on_offer), 2);
	world_sql(t->world, "UPDATE employer SET state = 'suspended' WHERE id = 2");
	assert_int_equal(world_number(t->world, on_offer), 0);
	world_sql(t->world, "UPDATE employer SET state = 'verified' WHERE id = 2");
	assert_int_equal(world_number(t->world, on_offer), 2);
	assert_string_equal(found(t, "facet : \"iC\""), "4,7,3");
}

/* The steps of the workflow do it themselves. */
static void
test_flow(void **state)
{
	struct actor *t = *state;

	market_as(t, ROLE_EMPLOYER, OTHER_BOSS, FACTORY);
	assert_int_equal(
	    flow_apply(&t->act, &job_flow, DRAFT, "submit", NULL, NULL), JY_OK);
	market_as(t, ROLE_AUTHORITY, 0, 0);
	assert_int_equal(
	    flow_apply(&t->act, &job_flow, DRAFT, "approve", NULL, NULL), JY_OK);
	assert_string_equal(found(t, "\"草稿\""), "6");
	market_as(t, ROLE_EMPLOYER, OTHER_BOSS, FACTORY);
	assert_int_equal(
	    flow_apply(&t->act, &job_flow, DRAFT, "close", NULL, NULL), JY_OK);
	assert_int_equal(world_number(t->world, "SELECT count(*) FROM job_fts"), 6);
}

int
main(void)
{
	static const struct CMUnitTest cases[] = {
		CASE_WITH("4.1.f3 the index holds the words and conditions of every job",
		    test_rebuild, market_setup, market_teardown),
		CASE_WITH("4.1.f3 the index follows every edit", test_follows,
		    market_setup, market_teardown),
		CASE_WITH("4.1.i4 a job that is no longer on offer is gone at once",
		    test_never_late, market_setup, market_teardown),
		CASE_WITH("4.1.i5 publishing and closing change the index", test_flow,
		    market_setup, market_teardown),
	};

	return RUN(cases);
}
