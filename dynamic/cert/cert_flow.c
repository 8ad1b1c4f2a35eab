/*
 * cert_flow.c - the life of a request for a lost certificate (7.2): its states and steps
 * (docs/workflows.md). The rows are cert.c's, objections objection.c's.
 */
#include "calendar/calendar.h"
#include "cert/cert.h"
#include "clock.h"
#include "message/message.h"

static const struct flow_state states[] = {
	{ "pending", "待审核", "wait" },
	{ "public_notice", "公示中", "wait" },
	{ "ready", "待领取", "good" },
	{ "collected", "已领取", "good" },
	{ "rejected", "审核不通过", "bad" },
	{ "withdrawn", "已撤销", "off" },
};

SQL(SQL_CERT_FLOW_LOAD,
    "SELECT c.id, c.state, coalesce(c.notice_until, 0), c.account_id, c.uid,"
    " coalesce(d.label, c.certificate), EXISTS(SELECT 1 FROM cert_objection o WHERE"
    " o.cert_id = c.id AND o.state = 'open'), EXISTS(SELECT 1 FROM cert_objection o"
    " WHERE o.cert_id = c.id AND o.state = 'upheld') FROM cert_request c"
    " LEFT JOIN dict d ON d.kind = 'certificate' AND d.code = c.certificate"
    " WHERE c.id = :id AND (:account = 0 OR (c.account_id = :account"
    " AND c.hidden = 0))");
/* A notice has its dates from its first instant; its effect makes them right. */
SQL(SQL_CERT_FLOW_MOVE,
    "UPDATE cert_request SET state = :to, reason = :reason, updated_at = :now,"
    " notice_from = CASE :to WHEN 'public_notice' THEN :now ELSE notice_from END,"
    " notice_until = CASE :to WHEN 'public_notice' THEN :now + 1 ELSE notice_until END"
    " WHERE id = :id AND state = :from");
SQL(SQL_CERT_FLOW_DUE,
    "SELECT id FROM cert_request WHERE state = 'public_notice' AND notice_until <= :now"
    " AND NOT EXISTS(SELECT 1 FROM cert_objection o WHERE o.cert_id = cert_request.id"
    " AND o.state = 'open') ORDER BY notice_until LIMIT 256");
SQL(SQL_CERT_NOTICE, "UPDATE cert_request SET notice_from = :from, notice_until = :until,"
		     " notice_days = :days WHERE id = :id");
SQL(SQL_CERT_HIDE, "UPDATE cert_request SET hidden = 1 WHERE id = :id");
SQL(SQL_CERT_NEW_NO, "UPDATE cert_request SET new_no = :no WHERE id = :id");

static void
read_case(struct act *act, struct db_stmt *st, struct flow_doc *doc)
{
	struct cert_case *c = doc->data;

	doc->id = db_int(st, 0);
	doc->state = arena_str(act->arena, db_str(st, 1));
	c->notice_until = db_int(st, 2);
	c->account_id = db_int(st, 3);
	c->uid = arena_str(act->arena, db_str(st, 4));
	c->label = arena_str(act->arena, db_str(st, 5));
	c->disputed = db_int(st, 6) != 0;
	c->objected = db_int(st, 7) != 0;
}

/* A graduate reaches her own, unless she has deleted it; the authority and the clock all. */
static enum jy_err
load(struct act *act, int64_t id, struct flow_doc *doc)
{
	bool all = (act->who.role & (ROLE_AUTHORITY | ROLE_SYSTEM)) != 0;
	struct db_stmt *st = NULL;
	enum jy_err err;

	if (!all && act->who.role != ROLE_GRADUATE)
		return JY_ENOTFOUND;
	if ((doc->data = arena_alloc(act->arena, sizeof(struct cert_case))) == NULL)
		return JY_ENOMEM;
	if ((err = db_prepare(act->db, &st, SQL_CERT_FLOW_LOAD)) != JY_OK)
		return err;
	db_bind_int(st, ":id", id);
	db_bind_int(st, ":account", all ? 0 : act->who.account_id);
	if ((err = db_one(st)) == JY_OK)
		read_case(act, st, doc);
	db_finish(st);
	return err;
}

/* --- guards */

static const char *
notice_over(const struct act *act, const struct flow_doc *doc)
{
	const struct cert_case *c = doc->data;

	if (c->disputed)
		return "有尚未处理的异议。";
	return c->notice_until <= act->now ? NULL : "公示期未满。";
}

static const char *
objected(const struct act *act, const struct flow_doc *doc)
{
	const struct cert_case *c = doc->data;

	(void)act;
	return c->objected ? NULL : "没有查实成立的异议。";
}

/* --- effects */

static enum jy_err
tell(struct act *act, const struct flow_doc *doc, const char *what, struct str body)
{
	const struct cert_case *c = doc->data;
	struct str title =
		       arena_printf(act->arena, STR_FMT "%s", STR_ARG(c->label), what),
		   link = arena_printf(
		       act->arena, "/my/certificates/" STR_FMT, STR_ARG(c->uid));

	if (title.p == NULL || link.p == NULL || body.p == NULL)
		return JY_ENOMEM;
	return message_put(act, c->account_id, title, body, link);
}

static enum jy_err
set_notice(struct act *act, int64_t id, const struct cert_notice *n, int64_t until)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_CERT_NOTICE);

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":id", id);
	db_bind_int(st, ":from", n->from);
	db_bind_int(st, ":until", until);
	db_bind_int(st, ":days", n->days);
	err = db_run(st);
	db_finish(st);
	return err;
}

static enum jy_err
on_approve(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	struct cert_notice n = { 0, 0 };
	char first[11], last[11];
	int64_t until;
	enum jy_err err;

	if (in->data != NULL)
		n = *(const struct cert_notice *)in->data;
	if (n.from < act->now)
		n.from = act->now;
	if (n.days == 0)
		n.days = act->conf->notice.days;
	if ((err = calendar_end(act, n.from, n.days, &until)) != JY_OK ||
	    (err = set_notice(act, doc->id, &n, until)) != JY_OK)
		return err;
	clock_date(n.from, first);
	clock_date(until - 1, last);
	return tell(act, doc, "补办申请已审核通过，将进行公示",
	    arena_printf(act->arena, "公示期 %lld 个工作日，自 %s 至 %s。",
		(long long)n.days, first, last));
}

static enum jy_err
on_reject(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	return tell(act, doc, "补办申请审核不通过",
	    arena_printf(act->arena, "原因：" STR_FMT, STR_ARG(in->reason)));
}

static enum jy_err
on_object(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	return tell(act, doc, "补办申请的公示因异议终止",
	    arena_printf(act->arena, "原因：" STR_FMT, STR_ARG(in->reason)));
}

static enum jy_err
on_end(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	(void)in;
	return tell(act, doc, "公示期满，可以领取",
	    STR("请携带居民身份证原件，到区本级人社厅领取补发的证件。"));
}

static enum jy_err
on_collect(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	const struct cert_collect *c = in->data;
	struct db_stmt *st = NULL;
	enum jy_err err = JY_OK;

	if (c != NULL && c->new_no.n > 0) {
		if ((err = db_prepare(act->db, &st, SQL_CERT_NEW_NO)) != JY_OK)
			return err;
		db_bind_int(st, ":id", doc->id);
		db_bind_str(st, ":no", c->new_no);
		err = db_run(st);
		db_finish(st);
	}
	return err != JY_OK ? err
			    : tell(act, doc, "补发证件已登记领取",
				  STR("如果不是您本人领取，请立即联系区本级人社厅。"));
}

static enum jy_err
on_delete(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_CERT_HIDE);

	(void)in;
	if (err != JY_OK)
		return err;
	db_bind_int(st, ":id", doc->id);
	err = db_run(st);
	db_finish(st);
	return err;
}

/* clang-format off */
static const struct flow_step steps[] = {
	{ "pending",	   "approve",	 "审核通过",	 ROLE_AUTHORITY, NULL, "public_notice", on_approve, FLOW_NEXT },
	{ "pending",	   "reject",	 "审核不通过",	 ROLE_AUTHORITY, NULL, "rejected",	on_reject, FLOW_REASON | FLOW_NEXT },
	{ "pending",	   "withdraw",	 "撤销申请",	 ROLE_GRADUATE, NULL, "withdrawn",	NULL, 0 },
	/* deleted while it waits: it waits no longer */
	{ "pending",	   "delete",	 "删除申请",	 ROLE_GRADUATE, NULL, "withdrawn",	on_delete, 0 },
	{ "withdrawn",	   "delete",	 "删除申请",	 ROLE_GRADUATE, NULL, "=",		on_delete, 0 },
	{ "rejected",	   "delete",	 "删除申请",	 ROLE_GRADUATE, NULL, "=",		on_delete, 0 },
	{ "public_notice", "end_notice", "公示期满",	 ROLE_SYSTEM, notice_over, "ready",	on_end, FLOW_NEXT },
	{ "public_notice", "object",	 "异议成立，终止公示", ROLE_AUTHORITY, objected, "rejected", on_object, FLOW_REASON },
	{ "ready",	   "collect",	 "登记领取",	 ROLE_AUTHORITY, NULL, "collected",	on_collect, 0 },
};
/* clang-format on */

const struct flow cert_flow = {
	.kind = "cert_request",
	.label = "报到证遗失补办",
	.created = "提交申请",
	.states = states,
	.nstates = FLOW_COUNT(states),
	.steps = steps,
	.nsteps = FLOW_COUNT(steps),
	.load = load,
	.sql_move = SQL_CERT_FLOW_MOVE,
	.sql_due = SQL_CERT_FLOW_DUE,
	.due_action = "end_notice",
};
