/*
 * calendar.c - see calendar.h.
 */
#include "audit/audit.h"
#include "calendar/calendar.h"
#include "clock.h"

#define SPAN 1100 /* days that a period may stretch over */

SQL(SQL_CALENDAR_SPAN, "SELECT day, kind FROM calendar_day WHERE day >= :from"
		       " ORDER BY day LIMIT 1100");
SQL(SQL_CALENDAR_YEAR, "SELECT day, kind, name FROM calendar_day"
		       " WHERE day >= :first AND day <= :last ORDER BY day");
SQL(SQL_CALENDAR_PUT,
    "INSERT INTO calendar_day(day, kind, name) VALUES(:day, :kind, :name)"
    " ON CONFLICT(day) DO UPDATE SET kind = excluded.kind, name = excluded.name"
    " WHERE calendar_day.kind <> excluded.kind OR calendar_day.name <> excluded.name");
SQL(SQL_CALENDAR_DELETE, "DELETE FROM calendar_day WHERE day = :day");

/* 0 is Sunday. 1970-01-01, a Thursday, is day 0; a date is the same weekday everywhere,
 * so the noon of its day in the zone is taken as if it were UTC's. */
static int
weekday(struct str day)
{
	int64_t y = 0, m = 0, d = 0;

	str_int((struct str){ day.p, 4 }, 0, 9999, &y);
	str_int((struct str){ day.p + 5, 2 }, 1, 12, &m);
	str_int((struct str){ day.p + 8, 2 }, 1, 31, &d);
	if (m < 3) { /* Zeller: a year begins in March */
		m += 12;
		y--;
	}
	return (int)((d + 13 * (m + 1) / 5 + y + y / 4 - y / 100 + y / 400 + 6) % 7);
}

/* The special days from a date on, walked along with the calendar. */
struct walk {
	struct db_stmt *st;
	bool row;
};

/* Does one work on this date, which is later than the one asked before? */
static enum jy_err
works(struct walk *w, struct str day, bool *yes)
{
	int of_week = weekday(day);
	enum jy_err err = JY_OK;

	*yes = of_week != 0 && of_week != 6;
	while (w->row && str_cmp(db_str(w->st, 0), day) < 0)
		if ((err = db_step(w->st, &w->row)) != JY_OK)
			return err;
	if (w->row && str_eq(db_str(w->st, 0), day))
		*yes = str_is(db_str(w->st, 1), "work");
	return err;
}

static enum jy_err
count_days(struct walk *w, int64_t from, int64_t days, int64_t *end)
{
	int64_t start = clock_day_start(from, 0);
	char date[11];
	bool yes;
	enum jy_err err;

	for (int i = start < from ? 1 : 0; i < SPAN; i++) {
		clock_date(clock_day_start(from, i), date);
		if ((err = works(w, str_of(date), &yes)) != JY_OK)
			return err;
		if (yes && --days == 0) {
			*end = clock_day_start(from, i + 1);
			return JY_OK;
		}
	}
	return JY_EINPUT;
}

enum jy_err
calendar_end(struct act *act, int64_t from, int64_t days, int64_t *end)
{
	struct walk w = { NULL, false };
	enum jy_err err;
	char first[11];

	if (days < 1 || days > CALENDAR_DAYS_MAX)
		return JY_EINPUT;
	if ((err = db_prepare(act->db, &w.st, SQL_CALENDAR_SPAN)) != JY_OK)
		return err;
	clock_date(from, first);
	db_bind_text(w.st, ":from", first);
	if ((err = db_step(w.st, &w.row)) == JY_OK)
		err = count_days(&w, from, days, end);
	db_finish(w.st);
	return err;
}

/* --- the table */

static enum jy_err
year_days(struct act *act, int64_t year, struct db_stmt **st)
{
	enum jy_err err = db_prepare(act->db, st, SQL_CALENDAR_YEAR);

	if (err != JY_OK)
		return err;
	db_bind_str(
	    *st, ":first", arena_printf(act->arena, "%04lld-01-01", (long long)year));
	db_bind_str(
	    *st, ":last", arena_printf(act->arena, "%04lld-12-31", (long long)year));
	return JY_OK;
}

enum jy_err
calendar_has(struct act *act, int64_t year, bool *has)
{
	struct db_stmt *st = NULL;
	enum jy_err err = year_days(act, year, &st);

	if (err == JY_OK)
		err = db_step(st, has);
	db_finish(st);
	return err;
}

enum jy_err
calendar_list(struct act *act, int64_t year, struct val *out)
{
	static const char *const names[] = { "周日", "周一", "周二", "周三", "周四",
		"周五", "周六" };
	struct db_stmt *st = NULL;
	enum jy_err err = year_days(act, year, &st);
	struct val v;
	bool row;

	*out = val_list(act->arena);
	while (err == JY_OK && (err = db_step(st, &row)) == JY_OK && row) {
		v = val_map(act->arena);
		val_set(&v, "day", val_str(arena_str(act->arena, db_str(st, 0))));
		val_set(&v, "weekday", val_text(names[weekday(db_str(st, 0))]));
		val_set(&v, "off", val_bool(str_is(db_str(st, 1), "off")));
		val_set(&v, "name", val_str(arena_str(act->arena, db_str(st, 2))));
		val_push(out, v);
	}
	db_finish(st);
	return err;
}

static enum jy_err
put(struct act *act, struct str day, struct str kind, struct str name, bool *changed)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_CALENDAR_PUT);

	if (err != JY_OK)
		return err;
	db_bind_str(st, ":day", day);
	db_bind_str(st, ":kind", kind);
	db_bind_str(st, ":name", name);
	if ((err = db_run(st)) == JY_OK)
		*changed = db_changes(act->db) > 0;
	db_finish(st);
	if (err != JY_OK || !*changed)
		return err;
	return audit_act(act, "calendar.put", "calendar", 0, NULL,
	    arena_printf(act->arena, STR_FMT " " STR_FMT " " STR_FMT, STR_ARG(day),
		STR_ARG(kind), STR_ARG(name)));
}

enum jy_err
calendar_put(
    struct act *act, struct str day, struct str kind, struct str name, bool *changed)
{
	bool own;
	enum jy_err err;

	*changed = false;
	if ((err = db_join(act->db, &own)) != JY_OK)
		return err;
	return db_leave(act->db, own, put(act, day, kind, name, changed));
}

static enum jy_err
delete_day(struct act *act, struct str day)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_CALENDAR_DELETE);

	if (err != JY_OK)
		return err;
	db_bind_str(st, ":day", day);
	if ((err = db_run(st)) == JY_OK && db_changes(act->db) == 0)
		err = JY_ENOTFOUND;
	db_finish(st);
	return err != JY_OK ? err
			    : audit_act(act, "calendar.remove", "calendar", 0, NULL, day);
}

enum jy_err
calendar_remove(struct act *act, struct str day)
{
	bool own;
	enum jy_err err;

	if ((err = db_join(act->db, &own)) != JY_OK)
		return err;
	return db_leave(act->db, own, delete_day(act, day));
}
