/*
 * subsidy_counts.c - how many applications each school has in which state, for the
 * authority.
 */
#include "subsidy/subsidy_row.h"

SQL(SQL_SUBSIDY_COUNTS,
    "SELECT o.id, o.name, b.state, count(*) FROM subsidy b JOIN office o ON o.id ="
    " b.school_id WHERE b.state <> 'deleted' AND (:year = 0 OR b.year = :year)"
    " GROUP BY o.id, o.name, o.code, b.state ORDER BY o.code");

#define STATES_MAX 16

/* One school's numbers while they are read. */
struct tally {
	int64_t n[STATES_MAX], total;
};

static size_t
column_of(struct str state)
{
	for (size_t i = 0; i < subsidy_flow.nstates && i < STATES_MAX - 1; i++)
		if (str_is(state, subsidy_flow.states[i].name))
			return i;
	return STATES_MAX - 1;
}

static void
count(struct tally *t, struct str state, int64_t n)
{
	t->n[column_of(state)] += n;
	t->total += n;
}

static void
push(struct arena *a, struct val *out, struct str school, const struct tally *t)
{
	struct val row = val_map(a), counts = val_list(a), one;

	for (size_t i = 0; i < subsidy_flow.nstates; i++) {
		if (strcmp(subsidy_flow.states[i].name, "deleted") == 0)
			continue;
		one = val_map(a);
		val_set(&one, "label", val_text(subsidy_flow.states[i].label));
		val_set(&one, "n", val_int(t->n[i]));
		val_push(&counts, one);
	}
	val_set(&row, "school", val_str(school));
	val_set(&row, "counts", counts);
	val_set(&row, "total", val_int(t->total));
	val_push(out, row);
}

enum jy_err
subsidy_counts(struct act *act, int64_t year, struct val *out)
{
	struct tally all = { { 0 }, 0 }, one = { { 0 }, 0 };
	struct str school = STR("");
	struct db_stmt *st = NULL;
	int64_t id = 0;
	enum jy_err err = db_prepare(act->db, &st, SQL_SUBSIDY_COUNTS);
	bool row;

	*out = val_list(act->arena);
	if (err != JY_OK)
		return err;
	db_bind_int(st, ":year", year);
	while ((err = db_step(st, &row)) == JY_OK && row) {
		if (db_int(st, 0) != id) {
			if (id != 0)
				push(act->arena, out, school, &one);
			one = (struct tally){ { 0 }, 0 };
			id = db_int(st, 0);
			school = arena_str(act->arena, db_str(st, 1));
		}
		count(&one, db_str(st, 2), db_int(st, 3));
		count(&all, db_str(st, 2), db_int(st, 3));
	}
	db_finish(st);
	if (err != JY_OK || id == 0)
		return err;
	push(act->arena, out, school, &one);
	push(act->arena, out, STR("合计"), &all);
	return JY_OK;
}
