/*
 * subsidy_flow.c - the life of an application for a subsidy (docs/workflows.md): the table, its
 * guards and effects.
 */
#include "message/message.h"
#include "subsidy/subsidy_row.h"

static const struct flow_state states[] = {
	{ "faculty_review", "等待院系审核", "wait" },
	{ "school_review", "院系初审通过", "wait" },
	{ "authority_review", "学校审核通过", "wait" },
	{ "approved", "待发放", "good" },
	{ "paid", "已发放", "good" },
	{ "faculty_rejected", "院系初审不通过", "bad" },
	{ "school_rejected", "学校审核不通过", "bad" },
	{ "authority_rejected", "主管部门审核不通过", "bad" },
	{ "withdrawn", "已撤销", "off" },
	{ "deleted", "已删除", "off" },
};

SQL(SQL_SUBSIDY_FLOW_LOAD, SUBSIDY_ROW " WHERE b.id = :id" SUBSIDY_SEEN);
/* What is paid takes the date of the batch that pays it; what is deleted keeps no numbers. */
SQL(SQL_SUBSIDY_FLOW_MOVE,
    "UPDATE subsidy SET state = :to, reason = :reason, updated_at = :now,"
    " card_sealed = CASE WHEN :to = 'deleted' THEN '' ELSE card_sealed END,"
    " phone_sealed = CASE WHEN :to = 'deleted' THEN '' ELSE phone_sealed END,"
    " paid_on = CASE WHEN :to = 'paid' THEN (SELECT k.paid_on FROM subsidy_item i"
    " JOIN subsidy_batch k ON k.id = i.batch_id WHERE i.subsidy_id = subsidy.id"
    " AND i.outcome = 'waiting') END WHERE id = :id AND state = :from");
SQL(SQL_SUBSIDY_ITEM_PAID, "UPDATE subsidy_item SET outcome = 'paid' WHERE subsidy_id ="
			   " :id AND outcome = 'waiting'");

static enum jy_err
load(struct act *act, int64_t id, struct flow_doc *doc)
{
	struct subsidy *s = arena_alloc(act->arena, sizeof(*s));
	struct db_stmt *st = NULL;
	enum jy_err err;

	if (s == NULL)
		return JY_ENOMEM;
	if ((err = db_prepare(act->db, &st, SQL_SUBSIDY_FLOW_LOAD)) != JY_OK)
		return err;
	db_bind_int(st, ":id", id);
	subsidy_bind_scope(act, st);
	if ((err = db_one(st)) == JY_OK && (err = subsidy_read(act, st, s)) == JY_OK) {
		doc->id = s->id;
		doc->state = s->state;
		doc->data = s;
	}
	db_finish(st);
	return err;
}

/* Paying is what a batch does, never a single press. */
static const char *
batch_pays(const struct act *act, const struct flow_doc *doc)
{
	const struct subsidy *s = doc->data;

	(void)act;
	return s->in_payment ? NULL : "请在发放批次中标记已发放。";
}

/* What a faculty sent back is sent in anew by its correction: only before she leaves
 * (7.3.r2). What still waits may be corrected until it is reviewed (7.3.r3). */
static const char *
before_leaving(const struct act *act, const struct flow_doc *doc)
{
	const struct subsidy *s = doc->data;

	return subsidy_leaving_fault(act, s->leaving_on);
}

/* --- effects */

static enum jy_err
tell(struct act *act, const struct flow_doc *doc, struct str body)
{
	const struct subsidy *s = doc->data;
	struct str title = arena_printf(act->arena, "求职补贴申请：%s",
		       flow_state(doc->flow, doc->state)->label),
		   link =
		       arena_printf(act->arena, "/my/subsidy/" STR_FMT, STR_ARG(s->uid));

	if (title.p == NULL || link.p == NULL || body.p == NULL)
		return JY_ENOMEM;
	return message_put(act, s->account_id, title, body, link);
}

static enum jy_err
on_review(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	const struct subsidy *s = doc->data;

	if (!str_is(doc->state, "faculty_rejected") ||
	    subsidy_leaving_fault(act, s->leaving_on) != NULL)
		return tell(act, doc, in->reason);
	return tell(act, doc,
	    arena_printf(act->arena,
		STR_FMT "\n您可以在 " STR_FMT " 离校前修改后重新提交。",
		STR_ARG(in->reason), STR_ARG(s->leaving_on)));
}

/* Were it not her, she would want to know. */
static enum jy_err
tell_card(struct act *act, const struct subsidy *s)
{
	struct str link =
	    arena_printf(act->arena, "/my/subsidy/" STR_FMT, STR_ARG(s->uid));

	return link.p == NULL
		   ? JY_ENOMEM
		   : message_put(act, s->account_id, STR("求职补贴银行账号已修改"),
			 STR("如果不是您本人修改的，请立即修改登录密码并联系学校。"),
			 link);
}

/* What she has corrected; after a rejection it comes to the faculty anew (7.3.q1). */
static enum jy_err
on_edit(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	const struct subsidy *s = doc->data;
	const struct subsidy_form *form = in->data;
	struct subsidy_faults faults;
	enum jy_err err;

	if (form == NULL || !subsidy_form_ok(act, form, s->name, &faults))
		return JY_EINPUT;
	if ((err = subsidy_store(act, s->id, s->uid, form)) != JY_OK ||
	    (form->card.n > 0 && (err = tell_card(act, s)) != JY_OK))
		return err;
	return str_is(s->state, "faculty_review")
		   ? JY_OK
		   : message_put_office(act, s->faculty_id,
			 STR("求职补贴申请已修改并重新提交"), STR(""),
			 STR("/office/subsidy"));
}

static enum jy_err
on_pay(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	const struct subsidy *s = doc->data;
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_SUBSIDY_ITEM_PAID);

	(void)in;
	if (err != JY_OK)
		return err;
	db_bind_int(st, ":id", s->id);
	err = db_run(st);
	db_finish(st);
	if (err != JY_OK)
		return err;
	return tell(act, doc,
	    arena_printf(act->arena, "已发放 %lld 元到账号 " STR_FMT "，请注意查收。",
		(long long)s->amount, STR_ARG(s->card)));
}

/* clang-format off */
static const struct flow_step steps[] = {
	{ "faculty_review",	"edit",		"修改",		ROLE_GRADUATE,	NULL,	"=",			on_edit, 0 },
	{ "faculty_rejected",	"edit",		"修改",		ROLE_GRADUATE,	before_leaving, "faculty_review", on_edit, 0 },
	{ "faculty_review",	"delete",	"删除",		ROLE_GRADUATE,	NULL,	"deleted",		NULL, 0 },
	{ "faculty_review",	"withdraw",	"撤销申请",	ROLE_GRADUATE,	NULL,	"withdrawn",		NULL, 0 },
	{ "school_review",	"withdraw",	"撤销申请",	ROLE_GRADUATE,	NULL,	"withdrawn",		NULL, 0 },
	{ "authority_review",	"withdraw",	"撤销申请",	ROLE_GRADUATE,	NULL,	"withdrawn",		NULL, 0 },
	{ "approved",		"withdraw",	"撤销申请",	ROLE_GRADUATE,	NULL,	"withdrawn",		NULL, 0 },
	{ "faculty_rejected",	"withdraw",	"撤销申请",	ROLE_GRADUATE,	NULL,	"withdrawn",		NULL, 0 },
	{ "school_rejected",	"withdraw",	"撤销申请",	ROLE_GRADUATE,	NULL,	"withdrawn",		NULL, 0 },
	{ "authority_rejected",	"withdraw",	"撤销申请",	ROLE_GRADUATE,	NULL,	"withdrawn",		NULL, 0 },
	{ "faculty_review",	"approve",	"审核通过",	ROLE_FACULTY,	NULL,	"school_review",	on_review, FLOW_NEXT },
	{ "faculty_review",	"reject",	"审核不通过",	ROLE_FACULTY,	NULL,	"faculty_rejected",	on_review, FLOW_REASON | FLOW_NEXT },
	{ "school_review",	"approve",	"审核通过",	ROLE_SCHOOL,	NULL,	"authority_review",	on_review, FLOW_NEXT },
	{ "school_review",	"reject",	"审核不通过",	ROLE_SCHOOL,	NULL,	"school_rejected",	on_review, FLOW_REASON | FLOW_NEXT },
	{ "authority_review",	"approve",	"审核通过",	ROLE_AUTHORITY,	NULL,	"approved",		on_review, FLOW_NEXT },
	{ "authority_review",	"reject",	"审核不通过",	ROLE_AUTHORITY,	NULL,	"authority_rejected",	on_review, FLOW_REASON | FLOW_NEXT },
	{ "approved",		"pay",		"发放",		ROLE_AUTHORITY,	batch_pays, "paid",		on_pay, FLOW_NEXT },
};
/* clang-format on */

const struct flow subsidy_flow = {
	.kind = "subsidy",
	.label = "求职补贴",
	.states = states,
	.nstates = FLOW_COUNT(states),
	.steps = steps,
	.nsteps = FLOW_COUNT(steps),
	.load = load,
	.sql_move = SQL_SUBSIDY_FLOW_MOVE,
};
