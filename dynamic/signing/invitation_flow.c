/*
 * invitation_flow.c - the life of an invitation to sign (docs/workflows.md): the table, its
 * guards and effects. Sending and finding are invitation_send.c's and invitation.c's.
 */
#include "clock.h"
#include "code/code.h"
#include "identity/identity.h"
#include "signing/document_row.h"
#include "signing/invitation.h"
#include "signing/invitation_row.h"
#include "signing/tell.h"

static const struct flow_state states[] = {
	{ "sent", "待应约", "wait" },
	{ "accepted", "已同意", "good" },
	{ "declined", "已拒绝", "bad" },
	{ "withdrawn", "已撤回", "off" },
	{ "expired", "已过期", "off" },
};

/* Expired is what is past its time, though the clock has not moved it yet: a step
 * from there leaves the row to the clock, which tells both sides. */
SQL(SQL_INVITATION_MOVE,
    "UPDATE invitation SET state = CASE WHEN :to = :from THEN state ELSE :to END,"
    " reason = CASE WHEN :to = :from THEN reason ELSE :reason END, updated_at = :now"
    " WHERE id = :id AND (state = :from OR (:from = 'expired' AND :to = 'expired'"
    " AND state = 'sent' AND expires_at <= :now))");
SQL(SQL_INVITATION_DUE,
    "SELECT id FROM invitation WHERE state = 'sent' AND expires_at <= :now"
    " ORDER BY expires_at LIMIT 256");
SQL(SQL_INVITATION_STORE,
    "UPDATE invitation SET letter = :letter, terms = :terms, position = :position,"
    " expires_on = :expires_on, expires_at = :expires_at WHERE id = :id");
SQL(SQL_INVITATION_HIDE, "UPDATE invitation SET hidden = 1 WHERE id = :id");
SQL(SQL_INVITATION_EMPLOYER,
    "SELECT name, credit_code, coalesce(region_code, '') FROM employer WHERE id = :id");

static enum jy_err
load(struct act *act, int64_t id, struct flow_doc *doc)
{
	struct invitation *i = arena_alloc(act->arena, sizeof(*i));
	enum jy_err err;

	if (i == NULL)
		return JY_ENOMEM;
	if ((err = invitation_get(act, id, i)) != JY_OK)
		return err;
	doc->id = i->id;
	doc->state = i->state;
	doc->data = i;
	return JY_OK;
}

/* --- guards */

static const char *
may_accept(const struct act *act, const struct flow_doc *doc)
{
	const struct invitation *i = doc->data;
	struct act asking = *act;

	if (!identity_is_verified(&asking, i->account_id))
		return "请先完成身份认证，再应约。";
	if (!i->employer_verified)
		return "该单位的资格已被暂停，不能应约。";
	return document_is_busy(act, i->account_id, i->kind) ? document_busy_text(i->kind)
							     : NULL;
}

static const char *
may_send(const struct act *act, const struct flow_doc *doc)
{
	const struct invitation *i = doc->data;

	(void)act;
	return i->employer_verified ? NULL : "单位通过认证后才能修改邀请。";
}

static const char *
is_late(const struct act *act, const struct flow_doc *doc)
{
	(void)act;
	(void)doc;
	return "邀请函已过期，不能应约或拒绝。";
}

static const char *
is_over(const struct act *act, const struct flow_doc *doc)
{
	const struct invitation *i = doc->data;

	return i->expires_at <= act->now ? NULL : "邀请函尚未到期。";
}

/* --- effects */

static struct tell
about(struct act *act, const struct invitation *i)
{
	return (struct tell){
		.kind = i->kind,
		.account_id = i->account_id,
		.employer_id = i->employer_id,
		.employer = i->employer,
		.graduate = i->graduate,
		.my_link = arena_printf(act->arena, "%s/invitations/" STR_FMT,
		    signing_words[i->kind].path, STR_ARG(i->uid)),
		.org_link = arena_printf(
		    act->arena, "/org/invitations/" STR_FMT, STR_ARG(i->uid)),
	};
}

/* Her document, from the employer as it is called now. */
static enum jy_err
begin(struct act *act, const struct invitation *i, const struct text *text,
    struct str number, struct invitation_acceptance *how)
{
	struct document_start s = { .invitation_id = i->id,
		.employer_id = i->employer_id,
		.account_id = i->account_id,
		.kind = i->kind,
		.terms = i->terms,
		.position = i->position,
		.text = text,
		.number = number,
		.method = how->method };
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_INVITATION_EMPLOYER);

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":id", i->employer_id);
	if ((err = db_one(st)) == JY_OK) {
		s.employer = arena_str(act->arena, db_str(st, 0));
		s.credit_code = arena_str(act->arena, db_str(st, 1));
		s.employer_region = arena_str(act->arena, db_str(st, 2));
	}
	db_finish(st);
	return err != JY_OK ? err : document_begin(act, &s, &how->document_id);
}

/* An agreement has its number at once, a contract when it is approved. */
static enum jy_err
on_accept(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	struct invitation_acceptance *how = (struct invitation_acceptance *)in->data;
	const struct invitation *i = doc->data;
	struct tell t = about(act, i);
	struct str number = STR_NONE;
	struct text text;
	struct val terms;
	enum jy_err err;

	if (how == NULL || how->digest.n == 0 || how->method == NULL)
		return JY_EINPUT;
	if (how->code_id != 0 && (err = code_use(act, how->code_id)) != JY_OK)
		return err;
	if ((err = invitation_texts(act, i, &terms)) != JY_OK ||
	    (err = text_fix(
		 act, signing_words[i->kind].name, &terms, how->digest, &text)) != JY_OK)
		return err;
	if (i->kind == SIGNING_AGREEMENT &&
	    (err = text_issue(act, text.id, &number)) != JY_OK)
		return err;
	if ((err = begin(act, i, &text, number, how)) != JY_OK)
		return err;
	return tell_employer(act, &t, "邀请已被同意", STR("已提交主管部门审核。"));
}

static enum jy_err
on_decline(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	struct tell t = about(act, doc->data);

	return tell_employer(act, &t, "邀请已被拒绝", in->reason);
}

static enum jy_err
on_edit(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	const struct invitation_offer *offer = in->data;
	struct tell t = about(act, doc->data);
	struct db_stmt *st = NULL;
	enum jy_err err;

	if (offer == NULL)
		return JY_EINPUT;
	if ((err = db_prepare(act->db, &st, SQL_INVITATION_STORE)) != JY_OK)
		return err;
	if ((err = invitation_bind_offer(act, st, offer)) == JY_OK) {
		db_bind_int(st, ":id", doc->id);
		err = db_run(st);
	}
	db_finish(st);
	return err != JY_OK ? err
			    : tell_graduate(act, &t, "邀请已修改",
				  STR("单位修改了邀请函的内容，请重新阅读。"));
}

static enum jy_err
on_withdraw(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	struct tell t = about(act, doc->data);

	(void)in;
	return tell_graduate(act, &t, "邀请已撤回", STR(""));
}

static enum jy_err
on_expire(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	struct tell t = about(act, doc->data);

	(void)in;
	return tell_both(act, &t, "邀请已过期", STR(""));
}

static enum jy_err
on_remind(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	const struct invitation *i = doc->data;
	struct tell t = about(act, i);
	struct str more;

	(void)in;
	more = arena_printf(act->arena, "邀请函有效期至 " STR_FMT "，过期后不能应约。",
	    STR_ARG(i->expires_on));
	return more.p == NULL ? JY_ENOMEM : tell_graduate(act, &t, "邀请即将过期", more);
}

/* From her list only: the employer keeps it, and an open one ends by itself. */
static enum jy_err
on_delete(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_INVITATION_HIDE);

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
	{ "",		"send",		"发送邀请",	ROLE_EMPLOYER, NULL, "sent",		NULL, 0 },
	{ "sent",	"accept",	"同意",		ROLE_GRADUATE, may_accept, "accepted",	on_accept, FLOW_NEXT },
	{ "sent",	"decline",	"拒绝",		ROLE_GRADUATE, NULL, "declined",	on_decline, FLOW_REASON | FLOW_NEXT },
	{ "expired",	"accept",	"同意",		ROLE_GRADUATE, is_late, "=",		NULL, 0 },
	{ "expired",	"decline",	"拒绝",		ROLE_GRADUATE, is_late, "=",		NULL, 0 },
	{ "sent",	"edit",		"修改",		ROLE_EMPLOYER, may_send, "=",		on_edit, 0 },
	{ "sent",	"withdraw",	"撤回",		ROLE_EMPLOYER, NULL, "withdrawn",	on_withdraw, 0 },
	{ "sent",	"expire",	"过期",		ROLE_SYSTEM, is_over, "expired",	on_expire, 0 },
	{ "sent",	"remind",	"到期提醒",	ROLE_SYSTEM, NULL, "=",			on_remind, 0 },
	{ "*",		"delete",	"删除",		ROLE_GRADUATE, NULL, "=",		on_delete, 0 },
};
/* clang-format on */

const struct flow invitation_flow = {
	.kind = "invitation",
	.label = "签约邀请",
	.states = states,
	.nstates = FLOW_COUNT(states),
	.steps = steps,
	.nsteps = FLOW_COUNT(steps),
	.load = load,
	.sql_move = SQL_INVITATION_MOVE,
	.sql_due = SQL_INVITATION_DUE,
	.due_action = "expire",
};
