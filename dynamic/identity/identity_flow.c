/*
 * identity_flow.c - the steps of the identity check (docs/workflows.md): the table, its guards
 * and effects. What a graduate or a prefecture calls is identity.c's.
 */
#include "identity/compare.h"
#include "identity/identity_row.h"
#include "message/message.h"

static const struct flow_state states[] = {
	{ "none", "未认证", "off" },
	{ "failed", "认证未通过", "bad" },
	{ "matched", "待确认", "wait" },
	{ "onsite", "待现场审核", "wait" },
	{ "verified", "已认证", "good" },
};

SQL(SQL_IDENTITY_FLOW_LOAD,
    IDENTITY_COLUMNS " WHERE i.id = :id AND i.account_id = :account");
SQL(SQL_IDENTITY_FLOW_LOAD_AT,
    IDENTITY_COLUMNS " WHERE i.id = :id AND i.prefecture_id = :office"
		     " AND i.method = 'onsite'");
SQL(SQL_IDENTITY_FLOW_MOVE,
    "UPDATE identity SET state = :to, reason = :reason, updated_at = :now"
    " WHERE id = :id AND state = :from");
SQL(SQL_IDENTITY_FLOW_LOAD_ANY, IDENTITY_COLUMNS " WHERE i.id = :id");
SQL(SQL_IDENTITY_FORGET,
    "UPDATE identity SET method = '', student_id = NULL, prefecture_id"
    " = NULL, year = NULL WHERE id = :id");
SQL(SQL_IDENTITY_UNBIND,
    "UPDATE student SET account_id = NULL WHERE account_id = :account");
SQL(SQL_IDENTITY_BIND, "UPDATE student SET account_id = :account WHERE id = :student"
		       " AND account_id IS NULL");

/* A graduate reaches her own, a prefecture those that applied to it, the system all. */
static enum jy_err
load_row(struct act *act, int64_t id, struct identity *out)
{
	bool own = act->who.role == ROLE_GRADUATE, any = act->who.role == ROLE_SYSTEM;
	struct db_stmt *st = NULL;
	enum jy_err err;

	if (!own && !any && act->who.role != ROLE_PREFECTURE)
		return JY_ENOTFOUND;
	if ((err = db_prepare(act->db, &st,
		 any   ? SQL_IDENTITY_FLOW_LOAD_ANY
		 : own ? SQL_IDENTITY_FLOW_LOAD
		       : SQL_IDENTITY_FLOW_LOAD_AT)) != JY_OK)
		return err;
	db_bind_int(st, ":id", id);
	if (own)
		db_bind_int(st, ":account", act->who.account_id);
	else if (!any)
		db_bind_int(st, ":office", act->who.office_id);
	if ((err = db_one(st)) == JY_OK)
		identity_read(act, st, out);
	db_finish(st);
	return err;
}

/* Fill the document around its row, which c->identity is. */
static enum jy_err
fill(struct act *act, struct identity_doc *c, struct flow_doc *doc)
{
	enum jy_err err = profile_load(act, c->identity.account_id, &c->profile);

	if (err != JY_OK)
		return err;
	doc->id = c->identity.id;
	doc->state = c->identity.state;
	doc->data = c;
	if (act->who.role != ROLE_GRADUATE)
		return JY_OK;
	if (c->profile.in_region)
		return compare_roster(act, c->identity.account_id, &c->profile,
		    c->identity.year, &c->comparison);
	return compare_system(act, c->identity.account_id, &c->profile, &c->comparison);
}

static enum jy_err
load(struct act *act, int64_t id, struct flow_doc *doc)
{
	struct identity_doc *c = arena_alloc(act->arena, sizeof(*c));
	enum jy_err err;

	if (c == NULL)
		return JY_ENOMEM;
	if ((err = load_row(act, id, &c->identity)) != JY_OK)
		return err;
	return fill(act, c, doc);
}

/* --- guards */

static const char *
may_match(const struct act *act, const struct flow_doc *doc)
{
	const struct identity_doc *c = doc->data;

	(void)act;
	if (!profile_is_complete(&c->profile))
		return "请先完善个人基本信息，再进行身份认证。";
	return c->profile.in_region
		   ? NULL
		   : "您的毕业院校不是新疆高校，请选择系统审核或现场审核。";
}

static const char *
may_apply(const struct act *act, const struct flow_doc *doc)
{
	const struct identity_doc *c = doc->data;

	(void)act;
	if (!profile_is_complete(&c->profile))
		return "请先完善个人基本信息，再进行身份认证。";
	return c->profile.in_region ? "您的毕业院校是新疆高校，请用生源比对进行身份认证。"
				    : NULL;
}

static const char *
agrees(const struct act *act, const struct flow_doc *doc)
{
	const struct identity_doc *c = doc->data;

	(void)act;
	return c->comparison.differs.n == 0 ? NULL : c->comparison.differs.p;
}

static const char *
matches(const struct act *act, const struct flow_doc *doc)
{
	const char *why = may_match(act, doc);

	return why != NULL ? why : agrees(act, doc);
}

static const char *
is_known(const struct act *act, const struct flow_doc *doc)
{
	const char *why = may_apply(act, doc);

	return why != NULL ? why : agrees(act, doc);
}

/* Between 生源比对 and 马上确认 the record, or the profile, may have changed. */
static const char *
still_matches(const struct act *act, const struct flow_doc *doc)
{
	const struct identity_doc *c = doc->data;

	if (c->comparison.student_id != c->identity.student_id ||
	    matches(act, doc) != NULL)
		return "生源信息或您的个人信息已有变化，请重新进行生源比对。";
	return NULL;
}

/* --- effects */

/* One record, one account (2.2.i3); its values become the profile's (2.2.r4). */
static enum jy_err
take_record(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	const struct identity *i = &((const struct identity_doc *)doc->data)->identity;
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_IDENTITY_BIND);

	(void)in;
	if (err != JY_OK)
		return err;
	db_bind_int(st, ":account", i->account_id);
	db_bind_int(st, ":student", i->student_id);
	if ((err = db_run(st)) == JY_OK && db_changes(act->db) == 0)
		err = JY_ECONFLICT;
	db_finish(st);
	return err != JY_OK ? err : profile_take(act, i->account_id, i->student_id);
}

static enum jy_err
run(struct act *act, const char *sql, const char *name, int64_t id)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, sql);

	if (err != JY_OK)
		return err;
	db_bind_int(st, name, id);
	err = db_run(st);
	db_finish(st);
	return err;
}

/* The account is closed: the record is free for whoever it is of. */
static enum jy_err
free_record(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	const struct identity_doc *c = doc->data;
	enum jy_err err = run(act, SQL_IDENTITY_FORGET, ":id", doc->id);

	(void)in;
	return err != JY_OK
		   ? err
		   : run(act, SQL_IDENTITY_UNBIND, ":account", c->identity.account_id);
}

static enum jy_err
tell_prefecture(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	const struct identity_doc *c = doc->data;

	(void)in;
	return message_put_office(act, c->identity.prefecture_id,
	    STR("有新的身份认证现场审核申请"), STR(""), STR("/office/identity"));
}

static enum jy_err
tell_approved(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	const struct identity_doc *c = doc->data;

	(void)in;
	return message_put(act, c->identity.account_id, STR("您的身份认证已通过现场审核"),
	    STR("现在可以使用网签、就业手续和实名登记等功能。"), STR("/my/identity"));
}

static enum jy_err
tell_refused(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	const struct identity_doc *c = doc->data;
	struct str body = arena_printf(
	    act->arena, "原因：" STR_FMT "\n您可以改正后重新申请。", STR_ARG(in->reason));

	if (body.p == NULL)
		return JY_ENOMEM;
	return message_put(act, c->identity.account_id, STR("您的身份认证现场审核未通过"),
	    body, STR("/my/identity"));
}

/* clang-format off */
static const struct flow_step steps[] = {
	{ "none",    "match",    "生源比对", ROLE_GRADUATE, matches,       "matched",  NULL, 0 },
	{ "none",    "match",    "生源比对", ROLE_GRADUATE, may_match,     "failed",   NULL, 0 },
	{ "failed",  "match",    "生源比对", ROLE_GRADUATE, matches,       "matched",  NULL, 0 },
	{ "failed",  "match",    "生源比对", ROLE_GRADUATE, may_match,     "=",        NULL, 0 },
	{ "matched", "match",    "生源比对", ROLE_GRADUATE, matches,       "=",        NULL, 0 },
	{ "matched", "match",    "生源比对", ROLE_GRADUATE, may_match,     "failed",   NULL, 0 },
	{ "matched", "confirm",  "马上确认", ROLE_GRADUATE, still_matches, "verified", take_record, FLOW_NEXT },
	{ "none",    "system",   "系统审核", ROLE_GRADUATE, is_known,      "verified", take_record, 0 },
	{ "none",    "system",   "系统审核", ROLE_GRADUATE, may_apply,     "failed",   NULL, 0 },
	{ "failed",  "system",   "系统审核", ROLE_GRADUATE, is_known,      "verified", take_record, 0 },
	{ "failed",  "system",   "系统审核", ROLE_GRADUATE, may_apply,     "=",        NULL, 0 },
	/* matched with a school of the region, and corrected since */
	{ "matched", "system",   "系统审核", ROLE_GRADUATE, is_known,      "verified", take_record, 0 },
	{ "matched", "system",   "系统审核", ROLE_GRADUATE, may_apply,     "failed",   NULL, 0 },
	{ "none",    "apply",    "现场审核", ROLE_GRADUATE, may_apply,     "onsite",   tell_prefecture, 0 },
	{ "failed",  "apply",    "现场审核", ROLE_GRADUATE, may_apply,     "onsite",   tell_prefecture, 0 },
	{ "matched", "apply",    "现场审核", ROLE_GRADUATE, may_apply,     "onsite",   tell_prefecture, 0 },
	{ "onsite",  "withdraw", "撤回申请", ROLE_GRADUATE, NULL,          "none",     NULL, 0 },
	{ "onsite",  "approve",  "审核通过", ROLE_PREFECTURE, NULL,        "verified", tell_approved, FLOW_NEXT },
	{ "onsite",  "refuse",   "审核不通过", ROLE_PREFECTURE, NULL,      "failed",   tell_refused, FLOW_REASON | FLOW_NEXT },
	{ "*",       "close",    "账号注销", ROLE_SYSTEM, NULL,            "none",     free_record, 0 },
};
/* clang-format on */

const struct flow identity_flow = {
	.kind = "identity",
	.label = "身份认证",
	.states = states,
	.nstates = FLOW_COUNT(states),
	.steps = steps,
	.nsteps = FLOW_COUNT(steps),
	.load = load,
	.sql_move = SQL_IDENTITY_FLOW_MOVE,
};

enum jy_err
identity_may(
    struct act *act, const struct identity *own, struct val *may, struct str *next)
{
	struct flow_doc doc = { .flow = &identity_flow };
	struct identity_doc c = { .identity = *own };
	enum jy_err err = fill(act, &c, &doc);

	if (err != JY_OK)
		return err;
	*may = flow_may(act, &doc);
	*next = flow_next_words(act, &doc);
	return JY_OK;
}
