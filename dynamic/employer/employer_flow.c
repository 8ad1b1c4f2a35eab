/*
 * employer_flow.c - how an employer becomes a verified one (1.1.i3): the table.
 */
#include "employer/employer.h"
#include "flow/flow.h"
#include "job/job_index.h"
#include "message/message.h"

static const struct flow_state states[] = {
	{ "pending", "待审核", "wait" },
	{ "verified", "已认证", "good" },
	{ "rejected", "审核不通过", "bad" },
	{ "suspended", "已暂停", "bad" },
};

SQL(SQL_EMPLOYER_FLOW_LOAD, "SELECT e.id, e.state, e.name, coalesce(a.id, 0),"
			    " e.licence_id IS NOT NULL"
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
		e->licence = db_int(st, 4) != 0;
		doc->data = e;
	}
	db_finish(st);
	return err;
}

/* Else the reason says how the unit was checked. */
static const char *
has_licence(const struct act *act, const struct flow_doc *doc)
{
	const struct employer_case *e = doc->data;

	(void)act;
	return e->licence ? NULL : "没有营业执照，认证通过时须说明依据。";
}

static enum jy_err
tell(struct act *act, const struct flow_doc *doc, struct str what, struct str more)
{
	return message_put_employer(act, doc->id, what, more, STR("/org/profile"));
}

static enum jy_err
on_verify(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	struct str more = STR("现在可以发布职位和发送签约邀请。");

	if (in->reason.n > 0)
		more = arena_printf(act->arena, STR_FMT "\n审核说明：" STR_FMT,
		    STR_ARG(more), STR_ARG(in->reason));
	return more.p == NULL ? JY_ENOMEM : tell(act, doc, STR("单位认证已通过"), more);
}

static enum jy_err
on_reject(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	return tell(act, doc, STR("单位认证未通过"), in->reason);
}

/* What it offers leaves the search with it. */
static enum jy_err
on_suspend(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	enum jy_err err = job_index_update(act->db);

	return err != JY_OK ? err : tell(act, doc, STR("单位已被暂停"), in->reason);
}

static enum jy_err
on_restore(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	enum jy_err err = job_index_update(act->db);

	(void)in;
	return err != JY_OK ? err
			    : tell(act, doc, STR("单位已恢复"),
				  STR("在招职位将在网站下次更新时重新显示。"));
}

/* A verified unit that wants another name or credit code is looked at anew. */
static enum jy_err
on_rename(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	enum jy_err err;

	if (in->data == NULL)
		return JY_EINPUT;
	if ((err = employer_rename(act, doc->id, in->data)) != JY_OK)
		return err;
	return job_index_update(act->db);
}

/* clang-format off */
static const struct flow_step steps[] = {
	{ "pending",	"verify",	"认证通过",	ROLE_AUTHORITY, has_licence, "verified", on_verify, FLOW_NEXT },
	{ "pending",	"verify",	"认证通过",	ROLE_AUTHORITY, NULL, "verified", on_verify, FLOW_REASON | FLOW_NEXT },
	{ "pending",	"import",	"导入认证",	ROLE_CONSOLE, NULL, "verified",	NULL, 0 },
	{ "pending",	"reject",	"审核不通过",	ROLE_AUTHORITY, NULL, "rejected", on_reject, FLOW_REASON | FLOW_NEXT },
	{ "pending",	"rename",	"变更名称",	ROLE_EMPLOYER, NULL, "=",	on_rename, 0 },
	{ "rejected",	"rename",	"变更名称",	ROLE_EMPLOYER, NULL, "=",	on_rename, 0 },
	{ "verified",	"rename",	"变更名称",	ROLE_EMPLOYER, NULL, "pending",	on_rename, 0 },
	{ "rejected",	"resubmit",	"重新提交",	ROLE_EMPLOYER, NULL, "pending",	NULL, FLOW_NEXT },
	{ "verified",	"suspend",	"暂停",		ROLE_AUTHORITY, NULL, "suspended", on_suspend, FLOW_REASON },
	{ "suspended",	"restore",	"恢复",		ROLE_AUTHORITY, NULL, "verified", on_restore, 0 },
};
/* clang-format on */

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
