/*
 * test_calendar.c - working days (7.2.i1): counting with the shipped arrangement of 2026,
 * and the authority's page.
 */
#include "campus.h"

#include "calendar/calendar.h"
#include "clock.h"

static void
test_periods(void **state)
{
	static const struct {
		const char *from;
		int days;
		const char *end; /* the day after the last */
	} all[] = {
		{ "2026-11-23", 1, "2026-11-24" },       /* a Monday that counts */
		{ "2026-11-23 09:00", 1, "2026-11-25" }, /* has begun: does not */
		{ "2026-11-23", 5, "2026-11-28" },       /* not over the weekend */
		{ "2026-11-23 09:00", 5, "2026-12-01" },
		{ "2026-11-27 18:00", 1, "2026-12-01" }, /* Friday evening */
		{ "2026-09-28", 5, "2026-10-10" },       /* National Day */
		{ "2026-09-28", 6, "2026-10-11" },       /* a Saturday at work */
		{ "2026-02-13", 3,
		    "2026-02-25" }, /* the day, a Saturday, then the 24th */
		{ "2026-01-01", 1, "2026-01-05" }, /* a Sunday at work */
		{ "2028-02-28", 2, "2028-03-01" }, /* a leap year, nothing known */
	};
	struct client *c = *state;
	int64_t from, end;
	char date[11];

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		assert_true(clock_parse(str_of(all[i].from), &from));
		assert_int_equal(
		    calendar_end(&c->t->act, from, all[i].days, &end), JY_OK);
		clock_date(end, date);
		if (strcmp(date, all[i].end) != 0)
			fail_msg("%d days from %s: %s, not %s", all[i].days, all[i].from,
			    date, all[i].end);
		assert_int_equal(end, clock_day_start(end, 0));
	}
	assert_int_equal(calendar_end(&c->t->act, from, 0, &end), JY_EINPUT);
	assert_int_equal(calendar_end(&c->t->act, from, 251, &end), JY_EINPUT);
}

/* The sum of the arrangement: 33 days off, 6 weekends at work. */
static void
test_shipped(void **state)
{
	struct client *c = *state;
	struct val list;
	bool has;

	assert_int_equal(calendar_list(&c->t->act, 2026, &list), JY_OK);
	assert_int_equal(val_len(&list), 39);
	assert_int_equal(world_number(c->t->world, "SELECT count(*) FROM calendar_day"
						   " WHERE kind = 'work'"),
	    6);
	assert_int_equal(calendar_has(&c->t->act, 2027, &has), JY_OK);
	assert_false(has);
}

static void
test_page(void **state)
{
	struct client *c = *state;
	int64_t from, end;
	char date[11];

	campus_as(c, TIANSHAN);
	assert_int_equal(client_get(c, "/office/holidays"), 403);
	campus_as(c, AUTHORITY);
	client_get(c, "/office/holidays");
	status_is(c, 200);
	sees(c, "2027 年的节假日安排还没有录入");
	SUBMIT(c, "/office/holidays", "day", "2026-11-24", "kind", "off", "name",
	    "古尔邦节");
	status_is(c, 303);
	assert_true(clock_parse(STR("2026-11-23 09:00"), &from));
	assert_int_equal(calendar_end(&c->t->act, from, 1, &end), JY_OK);
	clock_date(end, date);
	assert_string_equal(date, "2026-11-26");
	client_get(c, "/office/holidays?year=2026");
	sees(c, "古尔邦节");
	SUBMIT(c, "/office/holidays/remove", "day", "2026-11-24");
	status_is(c, 303);
	client_get(c, "/office/holidays?year=2026");
	sees_not(c, "2026-11-24");
	SUBMIT(c, "/office/holidays/remove", "day", "2026-11-24");
	status_is(c, 404);
	client_get(c, "/office/holidays");
	SUBMIT(c, "/office/holidays", "day", "2026-13-24", "kind", "off", "name", "x");
	status_is(c, 422);
	assert_int_equal(world_number(c->t->world, "SELECT count(*) FROM audit_event"
						   " WHERE act LIKE 'calendar.%'"),
	    2);
}

static void
test_import(void **state)
{
	struct client *c = *state;
	static const char *const files[] = {
		"日期,安排,名称\r\n2027-01-01,放假,元旦\r\n2027/1/2,上班,元旦调休\r\n",
		"日期,安排,名称\r\n2027-01-01,休息,元旦\r\n",
	};

	campus_as(c, AUTHORITY);
	for (size_t i = 0; i < 2; i++) {
		client_get(c, "/office/holidays/import");
		c->type = "multipart/form-data; boundary=b0undary";
		client_send(c, METHOD_POST, "/office/holidays/import",
		    arena_printf(&c->t->arena,
			"--b0undary\r\nContent-Disposition: form-data; name=\"csrf\""
			"\r\n\r\n" STR_FMT
			"\r\n--b0undary\r\nContent-Disposition: form-data;"
			" name=\"file\"; filename=\"h.csv\"\r\nContent-Type: text/csv"
			"\r\n\r\n%s\r\n--b0undary--\r\n",
			STR_ARG(client_input(c, "<form class=\"panel\"", "csrf")),
			files[i])
			.p);
		c->type = NULL;
		status_is(c, i == 0 ? 200 : 422);
	}
	sees(c, "请填“放假”或“上班”");
	client_get(c, "/office/holidays?year=2027");
	sees(c, "2027-01-02");
	client_get(c, "/office/holidays/template");
	sees(c, "日期,安排,名称");
}

#define PAGE(label, fn) CASE_WITH(label, fn, campus_setup, campus_teardown)

int
main(void)
{
	static const struct CMUnitTest cases[] = {
		PAGE("7.2.i1 periods are counted in working days, with holidays and "
		     "weekends at work",
		    test_periods),
		PAGE("7.2.i1 the arrangement of 2026 is shipped whole", test_shipped),
		PAGE("7.2.i1 0.r2 the authority keeps the holidays", test_page),
		PAGE("7.2.i1 a year's holidays come from a file", test_import),
	};

	return RUN(cases);
}
