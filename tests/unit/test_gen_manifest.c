/*
 * Every statement on the generator's manifest prepares on its fresh tables.
 */
#include "unit.h"

#include "manifest.h"

static void
test_statements(void **state)
{
	const struct db_sql *s, *end;
	struct db_stmt *st;
	struct db *db;

	(void)state;
	assert_int_equal(db_open(&db, "sqlite::memory:", DB_CREATE, NULL), JY_OK);
	assert_int_equal(manifest_create(db), JY_OK);
	manifest_sql_inventory(&s, &end);
	assert_true(end - s > 50);
	for (; s < end; s++) {
		if (db_prepare_text(db, &st, str_of(s->text)) != JY_OK)
			fail_msg("%s in %s: %s", s->name, s->file, db_message(db));
		db_finish(st);
	}
	db_close(db);
}

int
main(void)
{
	static const struct CMUnitTest cases[] = {
		CASE("every statement on the manifest prepares on fresh tables",
		    test_statements),
	};

	return RUN(cases);
}
