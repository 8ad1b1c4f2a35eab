/*
 * test_route.c - the route table: finding a row, and what every row must be.
 */
#include "unit.h"

#include "http/route.h"

static enum jy_err
nothing(struct request *rq)
{
	(void)rq;
	return JY_OK;
}

#define ROW(method, path)                                                            \
	{                                                                            \
		method, path, ROLES_ANYONE, CSRF_YES, RATE_FORM, NO_FIELDS, nothing, \
		    NULL, NULL                                                       \
	}

static const struct route table[] = {
	ROW(METHOD_GET, "/a"),
	ROW(METHOD_POST, "/a"),
	ROW(METHOD_GET, "/a/*"),
	ROW(METHOD_GET, "/a/fixed"),
	ROW(METHOD_POST, "/a/*/act"),
};
#define N (sizeof(table) / sizeof(table[0]))
#define GET_HEAD (METHOD_GET | METHOD_HEAD)

static void
rows_are_found(void **state)
{
	static const struct {
		enum method method;
		const char *path;
		int row; /* -1: none */
		const char *param;
		unsigned allowed;
	} cases[] = {
		{ METHOD_GET, "/a", 0, "", GET_HEAD | METHOD_POST },
		{ METHOD_HEAD, "/a", 0, "", GET_HEAD | METHOD_POST },
		{ METHOD_POST, "/a", 1, "", GET_HEAD | METHOD_POST },
		{ METHOD_OTHER, "/a", -1, "", GET_HEAD | METHOD_POST },
		{ METHOD_GET, "/a/b", 2, "b", GET_HEAD },
		{ METHOD_GET, "/a/fixed", 3, "", GET_HEAD },
		{ METHOD_GET, "/a/%2e", 2, "%2e", GET_HEAD },
		{ METHOD_POST, "/a/b", -1, "", GET_HEAD },
		{ METHOD_POST, "/a/b/act", 4, "b", METHOD_POST },
		{ METHOD_GET, "/a/b/act", -1, "", METHOD_POST },
		{ METHOD_GET, "/a/", -1, "", 0 },
		{ METHOD_GET, "/a/b/c", -1, "", 0 },
		{ METHOD_POST, "/a//act", -1, "", 0 },
		{ METHOD_POST, "/a/act", -1, "", GET_HEAD },
		{ METHOD_GET, "/A", -1, "", 0 },
		{ METHOD_GET, "/%61", -1, "", 0 },
		{ METHOD_GET, "", -1, "", 0 },
	};
	const struct route *row;
	struct str param;
	unsigned allowed;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		row = route_find(
		    table, N, cases[i].method, str_of(cases[i].path), &param, &allowed);
		if (row != (cases[i].row < 0 ? NULL : &table[cases[i].row]))
			fail_msg("%s: another row", cases[i].path);
		assert_int_equal(allowed, cases[i].allowed);
		if (row != NULL)
			assert_str(param, cases[i].param);
	}
}

/* The product's own table: routes_all() refuses a bad row, so this is also the test
 * that the portal starts. */
static void
every_row_is_guarded(void **state)
{
	const struct route *all;
	struct diag d = { .text = "" };
	size_t n;

	(void)state;
	if (routes_all(&all, &n, &d) != JY_OK)
		fail_msg("%s", d.text);
	for (size_t i = 0; i < n; i++) {
		if (all[i].method == METHOD_POST)
			assert_int_equal(all[i].csrf,
			    strcmp(all[i].path, "/auth/unsubscribe") == 0 ? CSRF_SIGNED
									  : CSRF_YES);
		if (strncmp(all[i].path, "/my/", 4) == 0)
			assert_int_equal(all[i].roles, ROLE_GRADUATE);
		if (strncmp(all[i].path, "/org/", 5) == 0)
			assert_int_equal(all[i].roles, ROLE_EMPLOYER);
		if (strncmp(all[i].path, "/office/", 8) == 0)
			assert_int_equal(all[i].roles & ~ROLES_STAFF, 0);
		for (size_t k = 0; k < all[i].nfields; k++)
			assert_non_null(all[i].fields[k].name);
	}
}

static void
the_table_prints(void **state)
{
	struct buf out = BUF_INIT;

	(void)state;
	routes_print(table, 2, false, &out);
	assert_str(buf_view(&out),
	    "GET\t/a\tanyone\tcsrf\tform\nPOST\t/a\tanyone\tcsrf\tform\n");
	buf_reset(&out);
	routes_print(table, 1, true, &out);
	assert_non_null(strstr(out.data, "| GET | `/a` | anyone | csrf | form |\n"));
	buf_release(&out);
}

int
main(void)
{
	const struct CMUnitTest cases[] = {
		CASE("V8.2.1 a request has one row or none", rows_are_found),
		CASE("V8.1.1 every row names roles, and every POST its token",
		    every_row_is_guarded),
		CASE("the table can be read by people", the_table_prints),
	};

	return RUN(cases);
}
