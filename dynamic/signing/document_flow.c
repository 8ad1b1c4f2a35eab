/*
 * document_flow.c - the life of a contract or an agreement (docs/workflows.md): the table and
 * its guards. What a step does is document_effects.c's.
 */
#include "identity/identity.h"
#include "signing/document.h"
#include "signing/document_row.h"

static const struct flow_state states[] = {
	{ "draft", "未提交", "off" },
	{ "review", "待主管部门审核", "wait" },
	{ "faculty_review", "待院系审核", "wait" },
	{ "returned", "审核不通过，待修改", "bad" },
	{ "effective", "已生效", "good" },
	{ "rejected", "审核不通过", "bad" },
	{ "revoked", "已撤销", "off" },
	{ "terminating", "解除申请中", "wait" },
	{ "awaiting_archive", "等待存档", "wait" },
	{ "terminated", "已解除", "off" },
};

SQL(SQL_DOCUMENT_MOVE,
    "UPDATE document SET state = :to, reason = :reason, updated_at = :now,"
    " effective_at = CASE WHEN :to = 'effective' THEN coalesce(effective_at, :now)"
    " ELSE effective_at END, archived_at = CASE WHEN :to = 'terminated' THEN :now"
    " ELSE archived_at END, submitted_at = CASE WHEN :to = 'faculty_review'"
    " THEN coalesce(submitted_at, :now) ELSE submitted_at END"
    " WHERE id = :id AND state = :from");
SQL(SQL_DOCUMENT_BUSY,
    "SELECT 1 FROM document WHERE account_id = :account AND kind = :kind AND state IN"
    " ('review', 'faculty_review', 'returned', 'effective', 'terminating',"
    " 'awaiting_archive')");

static enum jy_err
load(struct act *act, int64_t id, struct flow_doc *doc)
{
	struct document *d = arena_alloc(act->arena, sizeof(*d));
	enum jy_err err;

	if (d == NULL)
		return JY_ENOMEM;
	if ((err = document_get(act, id, d)) != JY_OK)
		return err;
	doc->id = d->id;
	doc->state = d->state;
	doc->data = d;
	return JY_OK;
}

/* --- one active document of a kind */

bool
document_is_busy(const struct act *act, int64_t account_id, enum signing_kind kind)
{
	struct db_stmt *st = NULL;
	bool row = false;

	if (db_prepare(act->db, &st, SQL_DOCUMENT_BUSY) != JY_OK)
		return true;
	db_bind_int(st, ":account", account_id);
	db_bind_text(st, ":kind", signing_words[kind].name);
	if (db_step(st, &row) != JY_OK)
		row = true;
	db_finish(st);
	return row;
}

const char *
document_busy_text(enum signing_kind kind)
{
	return kind == SIGNING_CONTRACT ? "您已有一份正在办理或已生效的合同，每个毕业生只"
					  "能同时与一个单位签定合同。"
					: "您已有一份正在办理或已生效的协议书，每个毕业生"
					  "只能同时与一个单位签定协议"
					  "书。";
}

const char *
document_entry_fault(
    struct act *act, enum signing_kind kind, const struct document_entry *e)
{
	if (!identity_is_verified(act, act->who.account_id))
		return "请先完成身份认证。";
	if (document_employer_is_user(act, e->employer, e->credit_code))
		return "该单位是本网站的注册用户，不能录入。请联系单位在网上发送签约邀请"
		       "。";
	return document_is_busy(act, act->who.account_id, kind) ? document_busy_text(kind)
								: NULL;
}

/* --- guards */

/* A returned one holds its place already. */
static const char *
may_submit(const struct act *act, const struct flow_doc *doc)
{
	const struct document *d = doc->data;
	struct act asking = *act;

	if (!identity_is_verified(&asking, d->account_id))
		return "请先完成身份认证。";
	if (document_employer_is_user(&asking, d->employer, d->credit_code))
		return "该单位是本网站的注册用户，不能录入。请联系单位在网上发送签约邀请"
		       "。";
	if (d->scan_id == 0)
		return "请先上传扫描件。";
	if (d->reviewer_id == 0)
		return "没有可以审核的院系或学校，请联系学校。";
	if (str_is(doc->state, "draft") && document_is_busy(act, d->account_id, d->kind))
		return document_busy_text(d->kind);
	return NULL;
}

/* Of the three that could and can see it, the one that it was handed to. */
static const char *
reviews(const struct act *act, const struct flow_doc *doc)
{
	const struct document *d = doc->data;

	return d->reviewer == act->who.role ? NULL : "由受理的院系或学校审核。";
}

static const char *
plan_open(const struct act *act, const struct flow_doc *doc)
{
	const struct document *d = doc->data;

	if (!d->plan_locked)
		return NULL;
	return arena_printf(act->arena,
	    "学校 %lld 年度就业方案已锁定，不能解除。%s" STR_FMT, (long long)d->year,
	    d->plan_reason.n > 0 ? "学校说明：" : "", STR_ARG(d->plan_reason))
	    .p;
}

static const char *
may_ask(const struct act *act, const struct flow_doc *doc)
{
	const struct document *d = doc->data;

	if (d->entered)
		return "系统生成的才能进行网上解除，录入的不能。";
	return plan_open(act, doc);
}

static bool
asked(const struct act *act, const struct document *d)
{
	return str_is(d->asked_by, role_name(act->who.role));
}

static const char *
is_asker(const struct act *act, const struct flow_doc *doc)
{
	return asked(act, doc->data) ? NULL : "解除申请由对方提出，只有对方可以撤回。";
}

static const char *
is_other(const struct act *act, const struct flow_doc *doc)
{
	return asked(act, doc->data) ? "解除申请由您提出，等待对方答复。" : NULL;
}

static const char *
may_agree(const struct act *act, const struct flow_doc *doc)
{
	const char *why = is_other(act, doc);

	return why != NULL ? why : plan_open(act, doc);
}

/* Why a request cannot be made from where it is now (5.4.r3, 5.4.r4). */
static const char *
is_asked(const struct act *act, const struct flow_doc *doc)
{
	if (asked(act, doc->data))
		return "您已提出解除申请，等待对方答复。";
	return act->who.role == ROLE_GRADUATE
		   ? "单位已先提出解除申请，请答复同意或不同意，不能再提出申请。"
		   : "毕业生已先提出解除申请，请答复同意或不同意，不能再提出申请。";
}

static const char *
is_ending(const struct act *act, const struct flow_doc *doc)
{
	(void)act;
	(void)doc;
	return "双方已同意解除，等待存档，不能进行解除申请。";
}

static const char *
has_ended(const struct act *act, const struct flow_doc *doc)
{
	(void)act;
	(void)doc;
	return "已解除，不能进行解除申请。";
}

static const char *
is_revoked(const struct act *act, const struct flow_doc *doc)
{
	(void)act;
	(void)doc;
	return "已撤销，不能进行解除申请。";
}

/* The parties take back what is not in force yet, the authority also what is (5.4.i5), with
 * its reason: for one that was entered there is no other end. */
/* clang-format off */
#define REVIEWERS (ROLE_FACULTY | ROLE_SCHOOL | ROLE_AUTHORITY)
#define PARTIES (ROLE_GRADUATE | ROLE_EMPLOYER)
static const struct flow_step steps[] = {
	{ "",		"accept",	"同意应约",	ROLE_GRADUATE,	NULL,		"review",		NULL, 0 },
	{ "",		"enter",	"录入",		ROLE_GRADUATE,	NULL,		"draft",		NULL, 0 },
	{ "draft",	"edit",		"修改",		ROLE_GRADUATE,	NULL,		"=",			document_on_edit, 0 },
	{ "returned",	"edit",		"修改",		ROLE_GRADUATE,	NULL,		"=",			document_on_edit, 0 },
	{ "draft",	"submit",	"提交审核",	ROLE_GRADUATE,	may_submit,	"faculty_review",	document_on_submit, FLOW_NEXT },
	{ "returned",	"submit",	"提交审核",	ROLE_GRADUATE,	may_submit,	"faculty_review",	document_on_submit, FLOW_NEXT },
	{ "faculty_review", "approve",	"审核通过",	REVIEWERS,	reviews,	"effective",		document_on_effective, FLOW_NEXT },
	{ "faculty_review", "return",	"审核不通过",	REVIEWERS,	reviews,	"returned",		document_on_return, FLOW_REASON | FLOW_NEXT },
	{ "review",	"approve",	"审核通过",	ROLE_AUTHORITY,	NULL,		"effective",		document_on_effective, FLOW_NEXT },
	{ "review",	"reject",	"审核不通过",	ROLE_AUTHORITY,	NULL,		"rejected",		document_on_reject, FLOW_REASON | FLOW_NEXT },
	{ "review",	"revoke",	"撤销",		PARTIES,	NULL,		"revoked",		document_on_revoke, 0 },
	{ "review",	"revoke",	"撤销",		ROLE_AUTHORITY,	NULL,		"revoked",		document_on_revoke, FLOW_REASON },
	{ "draft",	"revoke",	"撤销",		PARTIES,	NULL,		"revoked",		document_on_revoke, 0 },
	{ "faculty_review", "revoke",	"撤销",		PARTIES,	NULL,		"revoked",		document_on_revoke, 0 },
	{ "returned",	"revoke",	"撤销",		PARTIES,	NULL,		"revoked",		document_on_revoke, 0 },
	{ "effective",	"revoke",	"撤销",		ROLE_AUTHORITY,	NULL,		"revoked",		document_on_revoke, FLOW_REASON },
	{ "terminating", "revoke",	"撤销",		ROLE_AUTHORITY,	NULL,		"revoked",		document_on_revoke, FLOW_REASON },
	{ "effective",	"terminate",	"申请解除",	PARTIES,	may_ask,	"terminating",		document_on_ask, FLOW_REASON },
	{ "terminating", "terminate",	"申请解除",	PARTIES,	is_asked,	"=",			NULL, FLOW_REASON },
	{ "awaiting_archive", "terminate", "申请解除",	PARTIES,	is_ending,	"=",			NULL, FLOW_REASON },
	{ "terminated",	"terminate",	"申请解除",	PARTIES,	has_ended,	"=",			NULL, FLOW_REASON },
	{ "revoked",	"terminate",	"申请解除",	PARTIES,	is_revoked,	"=",			NULL, FLOW_REASON },
	{ "terminating", "agree",	"同意解除",	PARTIES,	may_agree,	"awaiting_archive",	document_on_agree, FLOW_REMARK | FLOW_NEXT },
	{ "terminating", "refuse",	"不同意解除",	PARTIES,	is_other,	"effective",		document_on_refuse, FLOW_REASON | FLOW_NEXT },
	{ "terminating", "withdraw",	"撤回解除申请",	PARTIES,	is_asker,	"effective",		document_on_withdraw, 0 },
	{ "awaiting_archive", "archive", "存档",	ROLE_AUTHORITY,	NULL,		"terminated",		document_on_archive, FLOW_NEXT },
};
/* clang-format on */

const struct flow document_flow = {
	.kind = "document",
	.label = "合同和协议书",
	.states = states,
	.nstates = FLOW_COUNT(states),
	.steps = steps,
	.nsteps = FLOW_COUNT(steps),
	.load = load,
	.sql_move = SQL_DOCUMENT_MOVE,
};
