/*
 * confirm_counts.c - how far the faculties are with 就业信息确认 (7.4.i3).
 */
#include "clock.h"
#include "confirm/confirm.h"

#define REACH                                                                 \
	" (:role = 'authority' OR :role = 'school' AND w.school_id = :office" \
	" OR :role = 'faculty' AND w.faculty_id = :office)"

#define HOW_MANY(state) "sum(CASE WHEN w.state = '" state "' THEN 1 ELSE 0 END)"
SQL(SQL_CONFIRM_COUNTS,
    "SELECT o.name, coalesce(f.name, ''), " HOW_MANY("confirmed") ", " HOW_MANY(
	"disputed") ", " HOW_MANY("unconfirmed") " FROM confirmation w"
						 " JOIN office o ON o.id = w.school_id "
						 "LEFT JOIN office f ON f.id = "
						 "w.faculty_id WHERE"
						 " (:year = 0 OR w.year = :year) "
						 "AND" REACH
						 " GROUP BY w.school_id, w.faculty_id, "
						 "o.code, o.name, f.code, f.name"
						 " ORDER BY o.code, f.code");
SQL(SQL_CONFIRM_YEAR,
    "SELECT coalesce(max(CASE WHEN w.year <= :now THEN w.year END), max(w.year), 0) FROM"
    " confirmation w WHERE" REACH);

static enum jy_err
ask(struct act *act, struct db_stmt **st, const char *sql)
{
	enum jy_err err;

	if ((act->who.role & (ROLE_AUTHORITY | ROLE_SCHOOL | ROLE_FACULTY)) == 0)
		return JY_EFORBIDDEN;
	if ((err = db_prepare(act->db, st, sql)) != JY_OK)
		return err;
	db_bind_text(*st, ":role", role_name(act->who.role));
	db_bind_int(*st, ":office", act->who.office_id);
	return JY_OK;
}

enum jy_err
confirm_counts(struct act *act, int64_t year, confirm_count_fn *each, void *arg)
{
	struct db_stmt *st = NULL;
	struct confirm_count c;
	enum jy_err err = ask(act, &st, SQL_CONFIRM_COUNTS);
	bool row;

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":year", year);
	while ((err = db_step(st, &row)) == JY_OK && row) {
		c = (struct confirm_count){
			.school = arena_str(act->arena, db_str(st, 0)),
			.faculty = arena_str(act->arena, db_str(st, 1)),
			.confirmed = db_int(st, 2),
			.disputed = db_int(st, 3),
			.waiting = db_int(st, 4),
		};
		if (!each(arg, &c))
			break;
	}
	db_finish(st);
	return err;
}

enum jy_err
confirm_newest_year(struct act *act, int64_t *year)
{
	struct db_stmt *st = NULL;
	enum jy_err err = ask(act, &st, SQL_CONFIRM_YEAR);

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":now", clock_day_number(act->now) / 10000);
	if ((err = db_one(st)) == JY_OK)
		*year = db_int(st, 0);
	db_finish(st);
	return err;
}
