/*
 * test_statements.c - every SQL statement of the portal and portalctl prepares on a
 * fresh schema, so a typo fails here and not before a person.
 */
#include "world.h"

static void
test_every_statement_prepares(void **state)
{
	struct world *w = *state;
	const struct db_sql *s, *end;
	struct db_stmt *st;

	db_sql_inventory(&s, &end);
	assert_true(end - s > 100);
	for (; s < end; s++) {
		if (db_prepare_text(w->db, &st, str_of(s->text)) != JY_OK)
			fail_msg("%s in %s: %s", s->name, s->file, db_message(w->db));
		db_finish(st);
	}
}

int
main(void)
{
	static const struct CMUnitTest cases[] = {
		CASE_WITH("every SQL statement prepares on a fresh schema",
		    test_every_statement_prepares, world_setup, world_teardown),
	};

	return RUN(cases);
}
