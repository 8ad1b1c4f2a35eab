/*
 * search_late.c - see search_late.h.
 */
#include "manifest.h"
#include "search_late.h"
#include "search_words.h"

#define LATE_ITEMS                                                \
	" FROM late LEFT JOIN item"                               \
	" ON item.section = late.section AND item.key = late.key" \
	" LEFT JOIN detail ON detail.item = item.id WHERE late.section = :section"

MAN_SQL(SQL_LATE_ADD, "INSERT INTO late(section, key, old) VALUES(:section, :key, :old)"
		      " ON CONFLICT DO NOTHING");
MAN_SQL(SQL_LATE_GET, "SELECT old FROM late WHERE section = :section AND key = :key");
MAN_SQL(SQL_LATE_DROP, "DELETE FROM late WHERE section = :section AND key = :key");
MAN_SQL(SQL_LATE_CLEAR, "DELETE FROM late WHERE section = :section");
MAN_SQL(SQL_LATE_COUNT, "SELECT count(detail.search), count(*)" LATE_ITEMS);
MAN_SQL(SQL_LATE_EACH,
    "SELECT late.key, late.old, detail.search" LATE_ITEMS " ORDER BY late.key");

const char SQL_LATE_ROWS[] =
    "SELECT late.key, item.card, detail.search, item.contacts" LATE_ITEMS
    " AND detail.search IS NOT NULL ORDER BY late.key";

/* A statement about one item. */
static enum jy_err
prepare(struct gen *g, struct db_stmt **st, const char *sql, const struct section *s,
    int64_t id)
{
	enum jy_err err = man_prepare(g, st, sql);

	if (err != JY_OK)
		return err;
	db_bind_int(*st, ":section", s->id);
	db_bind_int(*st, ":key", id);
	return JY_OK;
}

/* Add it unless it is there. */
static enum jy_err
add(struct gen *g, const struct section *s, int64_t id, struct str old)
{
	struct db_stmt *st;
	enum jy_err err;

	if ((err = prepare(g, &st, SQL_LATE_ADD, s, id)) != JY_OK)
		return err;
	db_bind_str(st, ":old", old);
	err = man_run(g, st);
	db_finish(st);
	return err;
}

enum jy_err
late_note(
    struct gen *g, const struct section *s, int64_t id, struct str old, struct str now)
{
	struct db_stmt *st;
	bool same = false;
	enum jy_err err;

	old = search_words_part(old);
	now = search_words_part(now);
	if (!str_eq(old, now) && (err = add(g, s, id, old)) != JY_OK)
		return err;
	if ((err = prepare(g, &st, SQL_LATE_GET, s, id)) != JY_OK)
		return err;
	if ((err = man_one(g, st)) == JY_OK)
		same = str_eq(db_str(st, 0), now);
	db_finish(st);
	if (err != JY_OK || !same)
		return err == JY_ENOTFOUND ? JY_OK : err;
	if ((err = prepare(g, &st, SQL_LATE_DROP, s, id)) != JY_OK)
		return err;
	err = man_run(g, st);
	db_finish(st);
	return err;
}

enum jy_err
late_has(struct gen *g, const struct section *s, int64_t id, bool *is)
{
	struct db_stmt *st;
	enum jy_err err;

	*is = false;
	if ((err = prepare(g, &st, SQL_LATE_GET, s, id)) != JY_OK)
		return err;
	if ((err = man_one(g, st)) == JY_OK)
		*is = true;
	db_finish(st);
	return err == JY_ENOTFOUND ? JY_OK : err;
}

enum jy_err
late_count(struct gen *g, const struct section *s, int64_t *rows, int64_t *gone)
{
	struct db_stmt *st;
	enum jy_err err;

	if ((err = man_prepare(g, &st, SQL_LATE_COUNT)) != JY_OK)
		return err;
	db_bind_int(st, ":section", s->id);
	if ((err = man_one(g, st)) == JY_OK) {
		*rows = db_int(st, 0);
		*gone = db_int(st, 1) - *rows;
	}
	db_finish(st);
	return err;
}

enum jy_err
late_each(struct gen *g, const struct section *s, late_item *fn, void *arg)
{
	struct db_stmt *st;
	enum jy_err err;
	bool row;

	if ((err = man_prepare(g, &st, SQL_LATE_EACH)) != JY_OK)
		return err;
	db_bind_int(st, ":section", s->id);
	while ((err = man_step(g, st, &row)) == JY_OK && row &&
	       (err = fn(arg, db_int(st, 0), db_str(st, 1), db_str(st, 2))) == JY_OK)
		;
	db_finish(st);
	return err;
}

enum jy_err
late_clear(struct gen *g, const struct section *s)
{
	struct db_stmt *st;
	enum jy_err err;

	if ((err = man_prepare(g, &st, SQL_LATE_CLEAR)) != JY_OK)
		return err;
	db_bind_int(st, ":section", s->id);
	err = man_run(g, st);
	db_finish(st);
	return err;
}
