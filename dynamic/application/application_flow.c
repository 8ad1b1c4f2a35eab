/*
 * application_flow.c - the life of an application (投递 in workflows): the table, and who
 * is told of each step. How one begins is application_send()'s.
 */
#include "application/application.h"
#include "message/message.h"

static const struct flow_state states[] = {
	{ "sent", "已投递", "wait" },
	{ "viewed", "已查看", "wait" },
	{ "interview", "邀请面试", "good" },
	{ "unsuitable", "不合适", "bad" },
	{ "hired", "已录用", "good" },
	{ "withdrawn", "已撤回", "off" },
};

SQL(SQL_APPLICATION_FLOW_LOAD,
    "SELECT a.id, a.state, a.account_id, a.job_id, a.employer_id, a.uid, j.title, e.name,"
    " g.name FROM application a JOIN job j ON j.id = a.job_id"
    " JOIN employer e ON e.id = a.employer_id JOIN account g ON g.id = a.account_id"
    " WHERE a.id = :id AND (a.account_id = :account OR a.employer_id = :employer)"
    " AND NOT (a.employer_id = :employer AND a.state = 'withdrawn'"
    " AND a.viewed_at IS NULL)");
SQL(SQL_APPLICATION_FLOW_MOVE,
    "UPDATE application SET state = :to, reason = :reason, updated_at = :now,"
    " viewed_at = CASE WHEN viewed_at IS NULL AND :to <> 'withdrawn' THEN :now"
    " ELSE viewed_at END WHERE id = :id AND state = :from");
SQL(SQL_APPLICATION_INVITE, "UPDATE application SET invitation = :text WHERE id = :id");

/* The graduate reaches her own, an employer what it received: not what was withdrawn
 * before it looked. */
static enum jy_err
load(struct act *act, int64_t id, struct flow_doc *doc)
{
	struct application_case *c;
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((act->who.role & (ROLE_GRADUATE | ROLE_EMPLOYER)) == 0)
		return JY_ENOTFOUND;
	if ((c = arena_alloc(act->arena, sizeof(*c))) == NULL)
		return JY_ENOMEM;
	if ((err = db_prepare(act->db, &st, SQL_APPLICATION_FLOW_LOAD)) != JY_OK)
		return err;
	db_bind_int(st, ":id", id);
	db_bind_int(
	    st, ":account", act->who.role == ROLE_GRADUATE ? act->who.account_id : 0);
	db_bind_int(
	    st, ":employer", act->who.role == ROLE_EMPLOYER ? act->who.employer_id : 0);
	if ((err = db_one(st)) == JY_OK) {
		doc->id = db_int(st, 0);
		doc->state = arena_str(act->arena, db_str(st, 1));
		c->account_id = db_int(st, 2);
		c->job_id = db_int(st, 3);
		c->employer_id = db_int(st, 4);
		c->uid = arena_str(act->arena, db_str(st, 5));
		c->title = arena_str(act->arena, db_str(st, 6));
		c->employer = arena_str(act->arena, db_str(st, 7));
		c->applicant = arena_str(act->arena, db_str(st, 8));
		doc->data = c;
	}
	db_finish(st);
	return err;
}

static enum jy_err
tell_graduate(struct act *act, const struct flow_doc *doc, const char *what,
    const char *label, struct str more)
{
	const struct application_case *c = doc->data;
	struct str title =
		       arena_printf(act->arena, "%s：" STR_FMT, what, STR_ARG(c->title)),
		   body = arena_printf(act->arena, STR_FMT "%s%s" STR_FMT,
		       STR_ARG(c->employer), more.n > 0 ? "\n" : "", label,
		       STR_ARG(more));

	if (title.p == NULL || body.p == NULL)
		return JY_ENOMEM;
	return message_put(act, c->account_id, title, body, STR("/my/applications"));
}

static enum jy_err
on_view(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	(void)in;
	return tell_graduate(act, doc, "用人单位已查看您的简历", "", STR(""));
}

static enum jy_err
on_invite(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	const struct application_invitation *invitation = in->data;
	struct db_stmt *st = NULL;
	enum jy_err err;

	if (invitation == NULL || invitation->text.n == 0)
		return JY_EINPUT;
	if ((err = db_prepare(act->db, &st, SQL_APPLICATION_INVITE)) != JY_OK)
		return err;
	db_bind_str(st, ":text", invitation->text);
	db_bind_int(st, ":id", doc->id);
	err = db_run(st);
	db_finish(st);
	return err != JY_OK ? err
			    : tell_graduate(act, doc, "邀请您面试", "时间和地点：",
				  invitation->text);
}

static enum jy_err
on_reject(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	return tell_graduate(act, doc, "用人单位认为不合适", "原因：", in->reason);
}

static enum jy_err
on_hire(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	(void)in;
	return tell_graduate(act, doc, "恭喜，您已被录用", "", STR(""));
}

/* One that was withdrawn before anybody looked is not spoken of. */
static enum jy_err
on_withdraw(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	const struct application_case *c = doc->data;
	struct str title;

	(void)in;
	title = arena_printf(act->arena, "求职者撤回了投递：" STR_FMT, STR_ARG(c->title));
	return title.p == NULL ? JY_ENOMEM
			       : message_put_employer(act, c->employer_id, title, STR(""),
				     STR("/org/applications"));
}

/* clang-format off */
static const struct flow_step steps[] = {
	{ "sent",	"view",		"查看",		ROLE_EMPLOYER, NULL, "viewed",	on_view, FLOW_NEXT },
	{ "sent",	"invite",	"邀请面试",	ROLE_EMPLOYER, NULL, "interview", on_invite, FLOW_NEXT },
	{ "viewed",	"invite",	"邀请面试",	ROLE_EMPLOYER, NULL, "interview", on_invite, FLOW_NEXT },
	{ "interview",	"invite",	"更改面试安排",	ROLE_EMPLOYER, NULL, "=",	on_invite, 0 },
	{ "sent",	"hire",		"录用",		ROLE_EMPLOYER, NULL, "hired",	on_hire, FLOW_NEXT },
	{ "viewed",	"hire",		"录用",		ROLE_EMPLOYER, NULL, "hired",	on_hire, FLOW_NEXT },
	{ "interview",	"hire",		"录用",		ROLE_EMPLOYER, NULL, "hired",	on_hire, FLOW_NEXT },
	{ "sent",	"reject",	"不合适",	ROLE_EMPLOYER, NULL, "unsuitable", on_reject, FLOW_REASON | FLOW_NEXT },
	{ "viewed",	"reject",	"不合适",	ROLE_EMPLOYER, NULL, "unsuitable", on_reject, FLOW_REASON | FLOW_NEXT },
	{ "interview",	"reject",	"不合适",	ROLE_EMPLOYER, NULL, "unsuitable", on_reject, FLOW_REASON | FLOW_NEXT },
	{ "sent",	"withdraw",	"撤回",		ROLE_GRADUATE, NULL, "withdrawn", NULL, 0 },
	{ "viewed",	"withdraw",	"撤回",		ROLE_GRADUATE, NULL, "withdrawn", on_withdraw, 0 },
	{ "interview",	"withdraw",	"撤回",		ROLE_GRADUATE, NULL, "withdrawn", on_withdraw, 0 },
};
/* clang-format on */

const struct flow application_flow = {
	.kind = "application",
	.label = "投递",
	.states = states,
	.nstates = FLOW_COUNT(states),
	.steps = steps,
	.nsteps = FLOW_COUNT(steps),
	.load = load,
	.sql_move = SQL_APPLICATION_FLOW_MOVE,
};
