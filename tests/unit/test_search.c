/*
 * test_search.c - which jobs meet which conditions, in which order, page by page.
 */
#include "market.h"

#include "job/search.h"

/* The jobs of one page as text "4,3", in a static buffer. */
static const char *
ids(const struct search_result *r)
{
	static char out[200];

	out[0] = '\0';
	for (size_t i = 0; i < r->n; i++)
		snprintf(out + strlen(out), sizeof(out) - strlen(out), "%s%d",
		    i > 0 ? "," : "", (int)r->row[i].job_id);
	return out;
}

static void
run(struct actor *t, const char *query, struct search_result *r)
{
	struct search_place from = search_place(&t->arena, str_of(query));
	struct search s;

	assert_int_equal(search_parse(&t->arena, str_of(query), &s), JY_OK);
	assert_int_equal(search_run(&t->act, &s, &from, r), JY_OK);
}

static const struct search_case {
	const char *name, *query, *ids;
} cases[] = {
	{ "4.1.f3 no condition lists everything on offer, newest first", "",
	    "4,5,3,2,1" },
	{ "4.1.q1 a word of the title", "keyword=%E6%95%99%E5%B8%88", "5,1" },
	{ "4.1.q1 one character", "keyword=%E5%B8%88", "4,5,1" },
	{ "4.1.q1 a word of the description", "keyword=%E8%BD%AF%E4%BB%B6", "4,3" },
	{ "4.1.q1 the employer's name", "keyword=%E6%98%86%E4%BB%91", "4,3,2" },
	{ "4.1.q1 letters, of either case", "keyword=java", "3" },
	{ "4.1.q1 all words must occur", "keyword=%E6%98%86%E4%BB%91+%E8%BD%AF%E4%BB%B6",
	    "4,3" },
	{ "4.1.q1 words that occur nowhere", "keyword=%E5%8E%A8%E5%B8%88", "" },
	{ "4.1.q1 a keyword without a letter finds nothing", "keyword=***", "" },
	{ "4.1.q1 a keyword cannot be an operator", "keyword=java+OR+%22", "" },
	{ "4.1.q1 level 1: the province", "region=65", "4,5,3,2,1" },
	{ "4.1.q1 level 2: the prefecture", "region=6531", "4,3,2" },
	{ "4.1.q1 level 3: the county", "region=653101", "4,2" },
	{ "4.1.q1 level 4: the township", "region=653101001", "4" },
	{ "4.1.q1 level 5: the village", "region=653101001001", "" },
	{ "4.1.q1 industry", "industry=C", "4,3,2" },
	{ "4.1.q1 category", "category=%E6%8A%80%E6%9C%AF", "4,3" },
	{ "4.1.q1 part of a category is none", "category=%E6%8A%80", "" },
	{ "4.1.q1 employer kind", "employer_kind=institution", "5,1" },
	{ "4.1.q1 employment type", "employment=full_time", "4,2,1" },
	{ "4.1.q1 half of a code is none", "employment=full", "" },
	{ "4.1.q1 education", "education=bachelor", "5,1" },
	{ "4.1.q1 salary from", "salary_min=8500", "2" },
	{ "4.1.q1 salary from, so high that nobody pays it", "salary_min=15000", "" },
	{ "4.1.q1 salary to, negotiable ones left out", "salary_max=3500", "5,3" },
	{ "4.1.q1 a salary range written backwards", "salary_min=3500&salary_max=1",
	    "5,3" },
	{ "4.1.q1 a salary range that meets the job's", "salary_min=4000&salary_max=5500",
	    "5,2" },
	{ "4.1.q1 posted within a day", "days=1", "4" },
	{ "4.1.q1 posted within a week", "days=7", "4,5,3,2,1" },
	{ "4.1.f3 all conditions together",
	    "keyword=%E5%B8%88&region=6501&industry=P&employment=part_time&education="
	    "bachelor&employer_kind=institution&salary_min=3000&days=30",
	    "5" },
	{ "4.1.f3 conditions that exclude each other", "region=6501&industry=C", "" },
	{ "4.1.f3 empty and malformed conditions are none",
	    "keyword=&region=x&industry=%22&days=-1&salary_min=abc&nonsense=1&%zz=%zz&=",
	    "4,5,3,2,1" },
	{ "4.1.f3 by salary, negotiable last", "sort=salary", "2,1,5,3,4" },
	{ "4.1.f3 by salary among those of a day", "sort=salary&days=1", "4" },
	{ "4.1.f3 by salary among those of a week", "sort=salary&days=7", "2,1,5,3,4" },
	{ "4.1.f3 by salary among those of a year", "sort=salary&days=365", "2,1,5,3,4" },
	{ "4.1.f3 by salary within a range", "sort=salary&salary_max=3500", "5,3" },
	{ "4.1.f3 by salary among those found", "sort=salary&industry=C", "2,3,4" },
};

static void
finds(void **state)
{
	const struct search_case *c = &cases[0];
	struct actor *t = *state;
	struct search_result r;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++, c++)
		for (int again = 0; again < 2; again++) {
			run(t, c->query, &r);
			if (strcmp(ids(&r), c->ids) != 0)
				fail_msg("%s: %s", c->name, ids(&r));
			assert_int_equal(r.total, r.n);
			assert_false(r.newer || r.older || r.more);
		}
}

/* 4.1.i4: to the last second of the closing date, whatever the clock has done. */
static void
test_boundary(void **state)
{
	static const char word[] = "keyword=%E4%BB%A3%E8%AF%BE";
	struct actor *t = *state;
	struct search_result r;

	t->act.now = 1795478459;
	run(t, word, &r);
	assert_string_equal(ids(&r), "5");
	assert_int_equal(r.total, 1);
	t->act.now = 1795478460;
	run(t, word, &r);
	assert_string_equal(ids(&r), "");
	assert_int_equal(r.total, 0);
	run(t, "", &r);
	assert_string_equal(ids(&r), "4,3,2,1");
	assert_int_equal(r.total, 4);
}

/* A text index that is behind shows nothing that is gone. */
static void
test_stale(void **state)
{
	struct actor *t = *state;
	struct search_result r;

	run(t, "industry=C", &r);
	assert_int_equal(r.total, 3);
	world_sql(t->world, "UPDATE job SET state = 'taken_down' WHERE id = 4");
	run(t, "industry=C", &r);
	assert_string_equal(ids(&r), "3,2");
	assert_int_equal(r.total, 2);
	world_sql(t->world, "UPDATE employer SET state = 'suspended' WHERE id = 2");
	run(t, "industry=C", &r);
	assert_string_equal(ids(&r), "");
	run(t, "", &r);
	assert_string_equal(ids(&r), "5,1");
	assert_int_equal(r.total, 2);
}

static void
add_jobs(struct actor *t)
{
	world_sql(t->world,
	    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
	    "1200)"
	    " INSERT INTO job(id, employer_id, title, region_code, salary_min, "
	    "salary_max,"
	    " state, closes_on, closes_at, published_at, created_at, updated_at)"
	    " SELECT 100 + i, 1, '护士' || i, '6531', 3000 + i % 7, 4000 + i % 7,"
	    " 'published', '2026-11-30', 1796054400, 1795400000 + i, 1, 1 FROM n");
	assert_int_equal(market_index(t), JY_OK);
}

/* Walk forward to the end and back to the beginning: each job once, in the same order,
 * whichever way. */
static void
walk(struct actor *t, const char *conditions, int wanted)
{
	static int64_t seen[1300];
	struct search_result r;
	struct search s;
	struct str query = str_of(conditions);
	struct buf at = BUF_INIT;
	int n = 0, pages = 0;

	assert_int_equal(search_parse(&t->arena, query, &s), JY_OK);
	for (bool more = true; more; more = r.older) {
		run(t, query.p, &r);
		assert_int_equal(r.newer, pages++ > 0);
		for (size_t i = 0; i < r.n; i++)
			seen[n++] = r.row[i].job_id;
		buf_reset(&at);
		search_at(&s, &r.row[r.n - 1], &at);
		query = arena_printf(&t->arena, "%s&after=%s", conditions, at.data);
	}
	assert_int_equal(n, wanted);
	for (int i = 0; i < n; i++)
		for (int k = 0; k < i; k++)
			assert_int_not_equal(seen[i], seen[k]);
	n -= (int)r.n;
	while (r.newer) {
		buf_reset(&at);
		search_at(&s, &r.row[0], &at);
		run(t, arena_printf(&t->arena, "%s&before=%s", conditions, at.data).p,
		    &r);
		assert_true(r.older);
		for (size_t i = r.n; i-- > 0;)
			assert_int_equal(seen[--n], r.row[i].job_id);
	}
	assert_int_equal(n, 0);
	buf_release(&at);
}

static void
test_pages(void **state)
{
	struct actor *t = *state;
	struct search_result r;

	add_jobs(t);
	walk(t, "region=65", 1205);
	walk(t, "sort=salary", 1205);
	walk(t, "keyword=%E6%8A%A4%E5%A3%AB1", 312);
	walk(t, "keyword=%E6%8A%A4%E5%A3%AB&sort=salary", 1200);
	world_sql(t->world, "UPDATE job SET salary_max = 15000 + id * 7 WHERE id > 500");
	assert_int_equal(market_index(t), JY_OK);
	walk(t, "keyword=%E6%8A%A4%E5%A3%AB&sort=salary", 1200);
	walk(t, "salary_min=19000", 729);
	walk(t, "salary_min=19000&sort=salary", 729);
	walk(t, "salary_min=19000&days=30&sort=salary", 729);
	walk(t, "salary_min=22001&region=6531", 300);
	world_sql(t->world, "UPDATE job SET salary_max = 4000 + id % 7 WHERE id > 500");
	assert_int_equal(market_index(t), JY_OK);
	run(t, "keyword=%E6%8A%A4%E5%A3%AB", &r);
	assert_int_equal(r.total, 1000);
	assert_true(r.more);
	run(t, "keyword=%E6%8A%A4%E5%A3%AB&salary_min=4006", &r);
	assert_int_equal(r.total, 171);
	assert_false(r.more);
}

/* A bookmark says the same as what was typed. */
static void
test_bookmark(void **state)
{
	static const struct {
		const char *query, *kept;
	} marks[] = {
		{ "", "" },
		{ "view=list&sort=newest", "" },
		{ "days=7&keyword=%E6%95%99+%E5%B8%88&x=1&view=detail&sort=salary",
		    "keyword=%E6%95%99%20%E5%B8%88&days=7&sort=salary&view=detail" },
		{ "keyword=a%26b%3Dc&category=%22&after=-3",
		    "keyword=a%26b%3Dc&category=%22" },
	};
	struct actor *t = *state;
	struct search s;

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		struct buf out = BUF_INIT;

		assert_int_equal(
		    search_parse(&t->arena, str_of(marks[i].query), &s), JY_OK);
		search_query(&s, true, &out);
		assert_str(buf_view(&out), marks[i].kept);
		buf_release(&out);
	}
}

static void
test_new(void **state)
{
	struct actor *t = *state;
	struct search_result r;
	struct search s;

	assert_int_equal(search_parse(&t->arena, STR("industry=C&days=1"), &s), JY_OK);
	assert_int_equal(search_new(&t->act, &s, 1795000002, 1795400000, &r), JY_OK);
	assert_string_equal(ids(&r), "3,2");
	assert_int_equal(search_new(&t->act, &s, 1795000003, 1795400001, &r), JY_OK);
	assert_string_equal(ids(&r), "4,3");
	assert_int_equal(r.total, 2);
	assert_int_equal(search_new(&t->act, &s, 1795400001, INT64_MAX, &r), JY_OK);
	assert_int_equal(r.total, 0);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		CASE_WITH("4.1.f3 4.1.q1 what meets all conditions is found", finds,
		    market_setup, market_teardown),
		CASE_WITH("4.1.i4 a job is found until the end of its closing date",
		    test_boundary, market_setup, market_teardown),
		CASE_WITH("4.1.i4 a closed job is not found, whatever the index says",
		    test_stale, market_setup, market_teardown),
		CASE_WITH("4.1.f3 pages forward and back hold each job once", test_pages,
		    market_setup, market_teardown),
		CASE_WITH("4.1.f3 a search's URL can be kept", test_bookmark,
		    market_setup, market_teardown),
		CASE_WITH("4.1.f3 what is new since an alert", test_new, market_setup,
		    market_teardown),
	};

	return RUN(tests);
}
