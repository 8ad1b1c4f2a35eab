/*
 * cert_flow.c - the life of a request for a lost certificate (7.2): its states, and
 * the step that time takes. The steps of people belong to their pages.
 */
#include "cert/cert.h"

static const struct flow_state states[] = {
	{ "pending", "待审核", "wait" },
	{ "public_notice", "公示中", "wait" },
	{ "ready", "待领取", "good" },
	{ "collected", "已领取", "good" },
	{ "rejected", "审核不通过", "bad" },
	{ "withdrawn", "已撤销", "off" },
};

/* flow_doc.data */
struct cert_case {
	int64_t notice_until;
};

SQL(SQL_CERT_FLOW_LOAD, "SELECT id, state, coalesce(notice_until, 0) FROM cert_request"
			" WHERE id = :id AND (:account = 0 OR account_id = :account)");
SQL(SQL_CERT_FLOW_MOVE,
    "UPDATE cert_request SET state = :to, reason = :reason, updated_at = :now"
    " WHERE id = :id AND state = :from");
SQL(SQL_CERT_FLOW_DUE,
    "SELECT id FROM cert_request WHERE state = 'public_notice' AND notice_until <= :now"
    " ORDER BY notice_until LIMIT 256");

/* A graduate reaches her own; the authority and the clock all. */
static enum jy_err
load(struct act *act, int64_t id, struct flow_doc *doc)
{
	bool all = (act->who.role & (ROLE_AUTHORITY | ROLE_SYSTEM)) != 0;
	struct db_stmt *st = NULL;
	struct cert_case *data;
	enum jy_err err;

	if (!all && act->who.role != ROLE_GRADUATE)
		return JY_ENOTFOUND;
	if ((data = arena_alloc(act->arena, sizeof(*data))) == NULL)
		return JY_ENOMEM;
	if ((err = db_prepare(act->db, &st, SQL_CERT_FLOW_LOAD)) != JY_OK)
		return err;
	db_bind_int(st, ":id", id);
	db_bind_int(st, ":account", all ? 0 : act->who.account_id);
	if ((err = db_one(st)) == JY_OK) {
		doc->id = db_int(st, 0);
		doc->state = arena_str(act->arena, db_str(st, 1));
		data->notice_until = db_int(st, 2);
		doc->data = data;
	}
	db_finish(st);
	return err;
}

static const char *
notice_over(const struct act *act, const struct flow_doc *doc)
{
	const struct cert_case *data = doc->data;

	return data->notice_until <= act->now ? NULL : "公示期未满。";
}

static const struct flow_step steps[] = {
	{ "public_notice", "end_notice", "公示期满", ROLE_SYSTEM, notice_over, "ready",
	    NULL, FLOW_NEXT },
};

const struct flow cert_flow = {
	.kind = "cert_request",
	.label = "报到证遗失补办",
	.states = states,
	.nstates = FLOW_COUNT(states),
	.steps = steps,
	.nsteps = FLOW_COUNT(steps),
	.load = load,
	.sql_move = SQL_CERT_FLOW_MOVE,
	.sql_due = SQL_CERT_FLOW_DUE,
	.due_action = "end_notice",
};
