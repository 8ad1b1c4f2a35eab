/*
 * test_statistics.c - the counts of the public statistics: what is in them, once a day,
 * and that the public site hears of it.
 */
#include "market.h"

#include "statistics/statistics.h"

#define DAY 86400

static int64_t
counted(struct actor *t, const char *subject)
{
	return world_number(t->world,
	    arena_printf(&t->arena,
		"SELECT coalesce(sum(n), 0) FROM statistic WHERE subject = '%s'", subject)
		.p);
}

static void
test_counts(void **state)
{
	struct actor *t = *state;
	int64_t open = world_number(
	    t->world, arena_printf(&t->arena,
			  "SELECT count(*) FROM public_job WHERE state = 'published'"
			  " AND closes_at > %lld",
			  (long long)t->act.now)
			  .p);

	world_sql(t->world,
	    "INSERT INTO realname(id, uid, account_id, state, version, created_at,"
	    " updated_at) VALUES(1, 'aaaaaaaaaaaaaaaaaaaaaa', 1, 'registered', 2, 1, 1),"
	    " (2, 'bbbbbbbbbbbbbbbbbbbbbb', 2, 'none', 0, 1, 1);"
	    "INSERT INTO realname_record(realname_id, version, at, registrar, type,"
	    " region_code, wish_position, way) VALUES"
	    " (1, 1, 1, 'graduate', 'seeking', '653101001', '教师', ''),"
	    " (1, 2, 2, 'graduate', 'other', '653101001', '', 'study');");
	assert_int_equal(statistics_tick(&t->act), JY_OK);
	assert_true(open > 0);
	assert_int_equal(counted(t, "job_prefecture"), open);
	assert_int_equal(counted(t, "job_industry"), open);
	assert_int_equal(counted(t, "registration"), 1);
	assert_int_equal(world_number(t->world, "SELECT n FROM public_statistic WHERE"
						" subject = 'registration'"
						" AND key = 'other'"),
	    1);
}

static void
test_once_a_day(void **state)
{
	static const char seq[] =
	    "SELECT seq FROM public_change WHERE kind = 'statistic'";
	struct actor *t = *state;
	int64_t first;

	assert_int_equal(statistics_tick(&t->act), JY_OK);
	first = world_number(t->world, seq);
	world_sql(t->world, "UPDATE job SET state = 'closed'");
	assert_int_equal(statistics_tick(&t->act), JY_OK);
	assert_int_equal(world_number(t->world, seq), first);
	assert_true(counted(t, "job_industry") > 0);
	t->act.now += DAY;
	assert_int_equal(statistics_tick(&t->act), JY_OK);
	assert_true(world_number(t->world, seq) > first);
	assert_int_equal(counted(t, "job_industry"), 0);
}

#define MARKET(label, fn) CASE_WITH(label, fn, market_setup, market_teardown)

int
main(void)
{
	static const struct CMUnitTest cases[] = {
		MARKET(
		    "8.1.i2 each graduate counts once, as her newest record says; jobs "
		    "that are open",
		    test_counts),
		MARKET("8.1.i2 counted once a day, and the site hears of it",
		    test_once_a_day),
	};

	return RUN(cases);
}
