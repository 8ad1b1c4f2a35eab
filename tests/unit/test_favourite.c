/*
 * test_favourite.c - jobs kept for later.
 */
#include "market.h"

#include "favourite/favourite.h"

static int added, kept;

static enum jy_err
add(struct actor *t, const int64_t *jobs, size_t n)
{
	return favourite_add(&t->act, jobs, n, &added, &kept);
}

/* "2,1": the list under these conditions. */
static const char *
listed(struct actor *t, struct favourite_search s)
{
	static const struct favourite_place first = { 0, 0 };
	static char out[200];
	struct favourite_place next;
	struct val list;

	out[0] = '\0';
	assert_int_equal(favourite_list(&t->act, &s, &first, 20, &list, &next), JY_OK);
	for (size_t i = 0; i < val_len(&list); i++) {
		struct val v = val_at(&list, i);

		snprintf(out + strlen(out), sizeof(out) - strlen(out), "%s%d",
		    i > 0 ? "," : "", (int)val_get(&v, STR("job_id"))->i);
	}
	return out;
}

static void
test_add(void **state)
{
	static const int64_t all[] = { TEACHER, WELDER, TEACHER, DRAFT, EXPIRED,
		OF_UNVERIFIED, 999 };
	struct actor *t = *state;

	assert_int_equal(add(t, all, 7), JY_OK);
	assert_int_equal(added, 2);
	assert_int_equal(kept, 1);
	actor_wait(t, 5);
	assert_int_equal(add(t, all, 1), JY_OK);
	assert_int_equal(added, 0);
	assert_int_equal(kept, 1);
	assert_int_equal(world_number(t->world,
			     "SELECT count(*) FROM favourite WHERE at = 1795478400"),
	    2);
	assert_int_equal(
	    world_number(
		t->world, "SELECT count(*) FROM audit_event WHERE act = 'favourite.add'"),
	    2);
	market_as(t, ROLE_GRADUATE, LI, 0);
	assert_string_equal(listed(t, (struct favourite_search){ 0 }), "");
}

static void
test_remove(void **state)
{
	static const int64_t all[] = { TEACHER, WELDER, INTERN };
	struct actor *t = *state;
	int removed;

	assert_int_equal(add(t, all, 3), JY_OK);
	market_as(t, ROLE_GRADUATE, LI, 0);
	assert_int_equal(favourite_remove(&t->act, all, 3, &removed), JY_OK);
	assert_int_equal(removed, 0);
	market_as(t, ROLE_GRADUATE, ZHANG, 0);
	assert_int_equal(favourite_remove(&t->act, all, 2, &removed), JY_OK);
	assert_int_equal(removed, 2);
	assert_string_equal(listed(t, (struct favourite_search){ 0 }), "3");
	assert_int_equal(world_number(t->world, "SELECT count(*) FROM job"), 8);
}

static void
test_search(void **state)
{
	static const int64_t all[] = { TEACHER, WELDER, INTERN, REMOTE, CLOSING };
	static const struct {
		struct favourite_search s;
		const char *ids;
	} cases[] = {
		{ { .keyword = { "", 0 } }, "5,4,3,2,1" },
		{ { .keyword = { "教师", 6 } }, "5,1" },
		{ { .keyword = { "昆仑", 6 } }, "4,3,2" },
		{ { .keyword = { "java", 4 } }, "3" },
		{ { .keyword = { "%", 1 } }, "" },
		{ { .keyword = { "_", 1 } }, "" },
		{ { .region = { "6531", 4 } }, "4,3,2" },
		{ { .region = { "653101", 6 } }, "4,2" },
		{ { .education = { "bachelor", 8 } }, "5,1" },
		{ { .employment = { "intern", 6 } }, "3" },
		{ { .open = { "no", 2 } }, "5,2" },
		{ { .open = { "yes", 3 } }, "4,3,1" },
		{ { .open = { "yes", 3 }, .keyword = { "教师", 6 } }, "1" },
	};
	struct actor *t = *state;

	assert_int_equal(add(t, all, 5), JY_OK);
	world_sql(t->world, "UPDATE job SET state = 'closed' WHERE id = 2");
	actor_wait(t, 120); /* CLOSING is over */
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (strcmp(listed(t, cases[i].s), cases[i].ids) != 0)
			fail_msg("%zu: %s", i, listed(t, cases[i].s));
}

static void
test_pages(void **state)
{
	static const int64_t all[] = { TEACHER, WELDER, INTERN, REMOTE, CLOSING };
	static const struct favourite_search any = { .open = { "", 0 } };
	struct favourite_place from = { 0, 0 }, next;
	struct actor *t = *state;
	struct val list;
	size_t seen = 0;
	int pages = 0;

	for (size_t i = 0; i < 5; i++) {
		assert_int_equal(add(t, &all[i], 1), JY_OK);
		actor_wait(t, (int)i % 2);
	}
	do {
		assert_int_equal(
		    favourite_list(&t->act, &any, &from, 2, &list, &next), JY_OK);
		seen += val_len(&list);
		from = next;
		pages++;
	} while (next.at != 0);
	assert_int_equal(seen, 5);
	assert_int_equal(pages, 3);
}

static void
test_limit(void **state)
{
	static const int64_t one[] = { TEACHER };
	struct actor *t = *state;

	world_sql(t->world,
	    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
	    "1000)"
	    " INSERT INTO job(id, employer_id, title, region_code, closes_on, closes_at,"
	    " created_at, updated_at) SELECT 100 + i, 1, 'x', '65', '2026-11-30', 1, 1, 1"
	    " FROM n; INSERT INTO favourite SELECT 1, id, 1 FROM job WHERE id > 100");
	assert_int_equal(add(t, one, 1), JY_ELIMIT);
	assert_int_equal(world_number(t->world, "SELECT count(*) FROM favourite"), 1000);
}

#define T(label, fn) CASE_WITH(label, fn, market_setup, market_teardown)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		T("4.1.f4 4.1.f6 4.1.i3 what is on offer is kept, once", test_add),
		T("4.2.f4 letting go leaves the jobs alone", test_remove),
		T("4.2.f2 a search within one's own", test_search),
		T("4.2.f1 page by page, each once", test_pages),
		T("4.1.f6 not more than so many", test_limit),
	};

	return RUN(tests);
}
