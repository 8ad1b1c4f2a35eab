/*
 * test_look.c - the notes of who was shown a person's data.
 */
#include "campus.h"

#include "look/look.h"

static enum jy_err
look(struct client *c, int64_t account, const char *what)
{
	enum jy_err err = db_begin(c->app.db);

	return err != JY_OK
		   ? err
		   : db_end(c->app.db, look_put(&c->t->act, account, str_of(what)));
}

static void
test_put(void **state)
{
	struct client *c = *state;
	struct world *w = c->t->world;

	campus_as(c, AUTHORITY);
	assert_int_equal(look(c, LIN, "求职补贴银行账号"), JY_OK);
	assert_int_equal(
	    world_number(w, "SELECT count(*) FROM data_look WHERE account_id"
			    " = 8 AND viewer_id = 1 AND viewer_role ="
			    " 'authority' AND viewer = '自治区人社厅' AND"
			    " what = '求职补贴银行账号' AND at = 1795478400"),
	    1);
	campus_as(c, LIN);
	assert_int_equal(look(c, LIN, "手机号"), JY_OK);
	assert_int_equal(world_number(w, "SELECT count(*) FROM data_look"), 1);
}

static void
test_refused(void **state)
{
	struct client *c = *state;
	struct world *w = c->t->world;

	campus_as(c, AUTHORITY);
	assert_int_equal(look_put(&c->t->act, LIN, STR("身份证号")), JY_EINTERNAL);
	assert_int_equal(look(c, 99, "身份证号"), JY_ECONFLICT);
	assert_int_equal(look(c, LIN, ""), JY_ECONFLICT);
	c->t->act.who = (struct principal){ .role = ROLE_VISITOR };
	assert_int_equal(look(c, LIN, "身份证号"), JY_EINTERNAL);
	assert_int_equal(world_number(w, "SELECT count(*) FROM data_look"), 0);
}

static void
test_fixed(void **state)
{
	struct client *c = *state;

	campus_as(c, AUTHORITY);
	assert_int_equal(look(c, LIN, "身份证号"), JY_OK);
	assert_int_not_equal(db_exec(c->app.db, "UPDATE data_look SET at = 1"), JY_OK);
}

int
main(void)
{
	static const struct CMUnitTest cases[] = {
		CASE_WITH("a look is noted with who looked, as what, and at what",
		    test_put, campus_setup, campus_teardown),
		CASE_WITH("nobody looks unnamed, and nothing is shown outside of a "
			  "transaction",
		    test_refused, campus_setup, campus_teardown),
		CASE_WITH("a look noted is never changed", test_fixed, campus_setup,
		    campus_teardown),
	};

	return RUN(cases);
}
