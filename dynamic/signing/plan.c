/*
 * plan.c - see plan.h.
 */
#include "clock.h"
#include "signing/plan.h"

static const struct flow_state states[] = {
	{ "open", "未锁定", "good" },
	{ "locked", "已锁定", "wait" },
};

SQL(SQL_PLAN_LOAD, "SELECT id, state, school_id, year FROM plan_lock"
		   " WHERE id = :id AND school_id = :school");
SQL(SQL_PLAN_MOVE, "UPDATE plan_lock SET state = :to, reason = :reason,"
		   " updated_at = :now WHERE id = :id AND state = :from");
SQL(SQL_PLAN_FIND, "SELECT id FROM plan_lock WHERE school_id = :school AND year = :year");
SQL(SQL_PLAN_YEAR,
    "SELECT EXISTS(SELECT 1 FROM student WHERE school_id = :school AND year = :year)"
    " OR EXISTS(SELECT 1 FROM document WHERE school_id = :school AND year = :year)");
SQL(SQL_PLAN_INSERT, "INSERT INTO plan_lock(school_id, year, created_at, updated_at)"
		     " VALUES(:school, :year, :now, :now)");
SQL(SQL_PLAN_LIST,
    "SELECT y.year, (SELECT count(*) FROM student s WHERE s.school_id = :school"
    " AND s.year = y.year), (SELECT count(*) FROM document d WHERE d.school_id = :school"
    " AND d.year = y.year AND d.state IN ('effective', 'terminating')),"
    " coalesce(l.state, 'open'), coalesce(l.reason, ''), coalesce(l.updated_at, 0)"
    " FROM (SELECT year FROM student WHERE school_id = :school UNION SELECT year"
    " FROM document WHERE school_id = :school AND year IS NOT NULL) y"
    " LEFT JOIN plan_lock l ON l.school_id = :school AND l.year = y.year"
    " ORDER BY y.year DESC");

/* A school reaches its own. */
static enum jy_err
load(struct act *act, int64_t id, struct flow_doc *doc)
{
	struct db_stmt *st = NULL;
	struct plan *p;
	enum jy_err err;

	if (act->who.role != ROLE_SCHOOL)
		return JY_ENOTFOUND;
	if ((p = arena_alloc(act->arena, sizeof(*p))) == NULL)
		return JY_ENOMEM;
	if ((err = db_prepare(act->db, &st, SQL_PLAN_LOAD)) != JY_OK)
		return err;
	db_bind_int(st, ":id", id);
	db_bind_int(st, ":school", act->who.office_id);
	if ((err = db_one(st)) == JY_OK) {
		doc->id = db_int(st, 0);
		doc->state = arena_str(act->arena, db_str(st, 1));
		*p = (struct plan){ db_int(st, 2), db_int(st, 3) };
		doc->data = p;
	}
	db_finish(st);
	return err;
}

static const struct flow_step steps[] = {
	{ "", "create", "建立", ROLE_SCHOOL, NULL, "open", NULL, 0 },
	{ "open", "lock", "锁定", ROLE_SCHOOL, NULL, "locked", NULL, FLOW_REASON },
	{ "locked", "unlock", "解除锁定", ROLE_SCHOOL, NULL, "open", NULL, 0 },
};

const struct flow plan_flow = {
	.kind = "plan_lock",
	.label = "就业方案",
	.states = states,
	.nstates = FLOW_COUNT(states),
	.steps = steps,
	.nsteps = FLOW_COUNT(steps),
	.load = load,
	.sql_move = SQL_PLAN_MOVE,
};

/* One number of the acting school's year. */
static enum jy_err
ask(struct act *act, const char *sql, int64_t year, int64_t *out)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, sql);

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":school", act->who.office_id);
	db_bind_int(st, ":year", year);
	if ((err = db_one(st)) == JY_OK)
		*out = db_int(st, 0);
	db_finish(st);
	return err;
}

static enum jy_err
insert(struct act *act, int64_t year, int64_t *id)
{
	struct db_stmt *st = NULL;
	int64_t known = 0;
	enum jy_err err = ask(act, SQL_PLAN_YEAR, year, &known);

	if (err != JY_OK || known == 0)
		return err != JY_OK ? err : JY_ENOTFOUND;
	if ((err = db_prepare(act->db, &st, SQL_PLAN_INSERT)) != JY_OK)
		return err;
	db_bind_int(st, ":school", act->who.office_id);
	db_bind_int(st, ":year", year);
	db_bind_int(st, ":now", act->now);
	if ((err = db_run(st)) == JY_OK) {
		*id = db_last_id(act->db);
		err = flow_created(act, &plan_flow, *id, "create");
	}
	db_finish(st);
	return err;
}

enum jy_err
plan_open(struct act *act, int64_t year, int64_t *id)
{
	bool own;
	enum jy_err err;

	if ((err = db_join(act->db, &own)) != JY_OK)
		return err;
	if ((err = ask(act, SQL_PLAN_FIND, year, id)) == JY_ENOTFOUND)
		err = insert(act, year, id);
	return db_leave(act->db, own, err);
}

static struct val
row_val(struct act *act, struct db_stmt *st)
{
	const struct flow_state *state = flow_state(&plan_flow, db_str(st, 3));
	struct val v = val_map(act->arena);
	char at[17];

	val_set(&v, "year", val_int(db_int(st, 0)));
	val_set(&v, "students", val_int(db_int(st, 1)));
	val_set(&v, "open", val_int(db_int(st, 2)));
	val_set(&v, "state", val_text(state->name));
	val_set(&v, "label", val_text(state->label));
	val_set(&v, "tone", val_text(state->tone));
	val_set(&v, "locked", val_bool(strcmp(state->name, "locked") == 0));
	val_set(&v, "reason", val_str(arena_str(act->arena, db_str(st, 4))));
	if (db_int(st, 5) != 0) {
		clock_minute(db_int(st, 5), at);
		val_set(&v, "since", val_text(arena_strdup(act->arena, at)));
	}
	return v;
}

enum jy_err
plan_list(struct act *act, struct val *out)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_PLAN_LIST);
	bool row;

	*out = val_list(act->arena);
	if (err != JY_OK)
		return err;
	db_bind_int(st, ":school", act->who.office_id);
	while ((err = db_step(st, &row)) == JY_OK && row)
		val_push(out, row_val(act, st));
	db_finish(st);
	return err;
}
