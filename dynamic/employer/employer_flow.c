/*
 * employer_flow.c - how an employer becomes a verified one (1.1.i3): the table.
 */
#include "employer/employer.h"
#include "flow/flow.h"

static const struct flow_state states[] = {
	{ "pending", "待审核", "wait" },
	{ "verified", "已认证", "good" },
	{ "rejected", "审核不通过", "bad" },
	{ "suspended", "已暂停", "bad" },
};

SQL(SQL_EMPLOYER_FLOW_LOAD, "SELECT e.id, e.state, e.name, coalesce(a.id, 0)"
			    " FROM employer e LEFT JOIN account a ON a.employer_id = e.id"
			    " WHERE e.id = :id AND (:employer = 0 OR e.id = :employer)");
SQL(SQL_EMPLOYER_FLOW_MOVE,
    "UPDATE employer SET state = :to, reason = :reason, updated_at = :now,"
    " verified_at = CASE WHEN :to = 'verified' THEN :now ELSE verified_at END"
    " WHERE id = :id AND state = :from");

static enum jy_err
load(struct act *act, int64_t id, struct flow_doc *doc)
{
	struct db_stmt *st = NULL;
	struct employer_case *e;
	enum jy_err err;

	if ((e = arena_alloc(act->arena, sizeof(*e))) == NULL)
		return JY_ENOMEM;
	if ((err = db_prepare(act->db, &st, SQL_EMPLOYER_FLOW_LOAD)) != JY_OK)
		return err;
	db_bind_int(st, ":id", id);
	db_bind_int(
	    st, ":employer", act->who.role == ROLE_EMPLOYER ? act->who.employer_id : 0);
	if ((err = db_one(st)) == JY_OK) {
		doc->id = db_int(st, 0);
		doc->state = arena_str(act->arena, db_str(st, 1));
		e->name = arena_str(act->arena, db_str(st, 2));
		e->account_id = db_int(st, 3);
		doc->data = e;
	}
	db_finish(st);
	return err;
}

static const struct flow_step steps[] = {
	{ "pending", "verify", "认证通过", ROLE_AUTHORITY, NULL, "verified", NULL, 0 },
	{ "pending", "import", "导入认证", ROLE_CONSOLE, NULL, "verified", NULL, 0 },
	{ "pending", "reject", "审核不通过", ROLE_AUTHORITY, NULL, "rejected", NULL,
	    FLOW_REASON },
	{ "rejected", "resubmit", "重新提交", ROLE_EMPLOYER, NULL, "pending", NULL, 0 },
	{ "verified", "suspend", "暂停", ROLE_AUTHORITY, NULL, "suspended", NULL,
	    FLOW_REASON },
	{ "suspended", "restore", "恢复", ROLE_AUTHORITY, NULL, "verified", NULL, 0 },
};

const struct flow employer_flow = {
	.kind = "employer",
	.label = "单位认证",
	.states = states,
	.nstates = FLOW_COUNT(states),
	.steps = steps,
	.nsteps = FLOW_COUNT(steps),
	.load = load,
	.sql_move = SQL_EMPLOYER_FLOW_MOVE,
};
