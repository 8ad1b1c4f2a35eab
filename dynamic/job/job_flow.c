/*
 * job_flow.c - the life of a job posting (4.1.i4, 4.1.i5): the table and its guards.
 * Only a published job of a verified employer is on the public site.
 */
#include "clock.h"
#include "flow/flow.h"
#include "job/job.h"
#include "job/job_edit.h"
#include "job/job_index.h"
#include "message/message.h"

static const struct flow_state states[] = {
	{ "draft", "草稿", "off" },
	{ "pending", "待审核", "wait" },
	{ "published", "已发布", "good" },
	{ "closed", "已关闭", "off" },
	{ "expired", "已过期", "off" },
	{ "taken_down", "已下架", "bad" },
};

SQL(SQL_JOB_FLOW_LOAD,
    "SELECT j.id, j.state, j.employer_id, j.title, j.closes_at, e.state, e.name"
    " FROM job j JOIN employer e ON e.id = j.employer_id"
    " WHERE j.id = :id AND j.deleted_at IS NULL AND (:employer = 0 OR j.employer_id = "
    ":employer)");
SQL(SQL_JOB_FLOW_MOVE,
    "UPDATE job SET state = :to, reason = :reason, updated_at = :now,"
    " published_at = CASE WHEN :to = 'published' AND state <> 'published' THEN :now"
    " ELSE published_at END WHERE id = :id AND state = :from");
SQL(SQL_JOB_FLOW_DUE, "SELECT id FROM job WHERE state = 'published' AND closes_at <= :now"
		      " ORDER BY closes_at LIMIT 256");

/* Employers reach their own jobs; offices, the clock and the console all. */
static enum jy_err
load(struct act *act, int64_t id, struct flow_doc *doc)
{
	struct db_stmt *st = NULL;
	struct job_case *j;
	enum jy_err err;

	if ((j = arena_alloc(act->arena, sizeof(*j))) == NULL)
		return JY_ENOMEM;
	if ((err = db_prepare(act->db, &st, SQL_JOB_FLOW_LOAD)) != JY_OK)
		return err;
	db_bind_int(st, ":id", id);
	db_bind_int(
	    st, ":employer", act->who.role == ROLE_EMPLOYER ? act->who.employer_id : 0);
	if ((err = db_one(st)) == JY_OK) {
		doc->id = db_int(st, 0);
		doc->state = arena_str(act->arena, db_str(st, 1));
		j->employer_id = db_int(st, 2);
		j->title = arena_str(act->arena, db_str(st, 3));
		j->closes_at = db_int(st, 4);
		j->employer_verified = str_is(db_str(st, 5), "verified");
		j->employer = arena_str(act->arena, db_str(st, 6));
		doc->data = j;
	}
	db_finish(st);
	return err;
}

static const char *
may_publish(const struct act *act, const struct flow_doc *doc)
{
	const struct job_case *j = doc->data;

	if (!j->employer_verified)
		return "单位通过认证后才能发布职位。";
	return j->closes_at > act->now ? NULL : "截止日期已过，请先修改截止日期。";
}

static const char *
is_over(const struct act *act, const struct flow_doc *doc)
{
	const struct job_case *j = doc->data;

	return j->closes_at <= act->now ? NULL : "尚未到截止日期。";
}

/* Tell the employer, with the reviewer's words. */
static enum jy_err
tell(struct act *act, const struct flow_doc *doc, const char *what, struct str more)
{
	const struct job_case *j = doc->data;
	struct str title =
		       arena_printf(act->arena, "%s：" STR_FMT, what, STR_ARG(j->title)),
		   link = arena_printf(act->arena, "/org/jobs/%lld", (long long)doc->id);

	return title.p == NULL || link.p == NULL
		   ? JY_ENOMEM
		   : message_put_employer(act, j->employer_id, title, more, link);
}

/* The search follows. */
static enum jy_err
reindex(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	(void)doc;
	(void)in;
	return job_index_update(act->db);
}

static enum jy_err
on_approve(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	enum jy_err err = reindex(act, doc, in);

	return err != JY_OK ? err
			    : tell(act, doc, "职位审核通过",
				  STR("网站将在下次更新时显示该职位。"));
}

static enum jy_err
on_reject(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	return tell(act, doc, "职位审核未通过", in->reason);
}

static enum jy_err
on_take_down(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	enum jy_err err = reindex(act, doc, in);

	return err != JY_OK ? err : tell(act, doc, "职位已被下架", in->reason);
}

static enum jy_err
on_expire(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	enum jy_err err = reindex(act, doc, in);

	return err != JY_OK ? err
			    : tell(act, doc, "职位已到截止日期",
				  STR("修改截止日期后可以重新发布。"));
}

static enum jy_err
on_remind(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	const struct job_case *j = doc->data;
	char last[11];
	struct str more;

	(void)in;
	clock_date(j->closes_at - 1, last);
	more = arena_printf(
	    act->arena, "截止日期是 %s。如需继续招聘，请届时重新发布。", last);
	return more.p == NULL ? JY_ENOMEM : tell(act, doc, "职位即将到期", more);
}

/* The new content; of a job that was on offer, the search forgets it. */
static enum jy_err
on_edit(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	enum jy_err err;

	if (in->data == NULL)
		return JY_EINPUT;
	if ((err = job_edit_store(act, doc->id, in->data)) != JY_OK)
		return err;
	return job_index_update(act->db);
}

/* It leaves its employer's list; nobody else has seen it. */
static enum jy_err
on_delete(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	(void)in;
	return job_edit_delete(act, doc->id);
}

/* A change of what is on offer is looked at again before it is shown (docs/jobs.md). */
/* clang-format off */
static const struct flow_step steps[] = {
	{ "draft",	"edit",		"修改",		ROLE_EMPLOYER, NULL, "=",	on_edit, 0 },
	{ "published",	"edit",		"修改",		ROLE_EMPLOYER, NULL, "pending",	on_edit, 0 },
	{ "closed",	"edit",		"修改",		ROLE_EMPLOYER, NULL, "=",	on_edit, 0 },
	{ "expired",	"edit",		"修改",		ROLE_EMPLOYER, NULL, "=",	on_edit, 0 },
	{ "taken_down",	"edit",		"修改",		ROLE_EMPLOYER, NULL, "draft",	on_edit, 0 },
	{ "draft",	"delete",	"删除",		ROLE_EMPLOYER, NULL, "=",	on_delete, 0 },
	{ "draft",	"submit",	"提交审核",	ROLE_EMPLOYER, may_publish, "pending", NULL, FLOW_NEXT },
	{ "draft",	"import",	"导入发布",	ROLE_CONSOLE, may_publish, "published", NULL, 0 },
	{ "pending",	"withdraw",	"撤回",		ROLE_EMPLOYER, NULL, "draft",	NULL, 0 },
	{ "pending",	"approve",	"审核通过",	ROLE_AUTHORITY, may_publish, "published", on_approve, FLOW_NEXT },
	{ "pending",	"reject",	"退回",		ROLE_AUTHORITY, NULL, "draft",	on_reject, FLOW_REASON | FLOW_NEXT },
	{ "published",	"close",	"关闭",		ROLE_EMPLOYER, NULL, "closed",	reindex, 0 },
	{ "published",	"take_down",	"下架",		ROLE_AUTHORITY, NULL, "taken_down", on_take_down, FLOW_REASON },
	{ "published",	"expire",	"到期",		ROLE_SYSTEM, is_over, "expired", on_expire, 0 },
	{ "published",	"remind",	"到期提醒",	ROLE_SYSTEM, NULL, "=",		on_remind, 0 },
	{ "closed",	"repost",	"重新发布",	ROLE_EMPLOYER, may_publish, "pending", NULL, 0 },
	{ "expired",	"repost",	"重新发布",	ROLE_EMPLOYER, may_publish, "pending", NULL, 0 },
};
/* clang-format on */

const struct flow job_flow = {
	.kind = "job",
	.label = "职位",
	.states = states,
	.nstates = FLOW_COUNT(states),
	.steps = steps,
	.nsteps = FLOW_COUNT(steps),
	.load = load,
	.sql_move = SQL_JOB_FLOW_MOVE,
	.sql_due = SQL_JOB_FLOW_DUE,
	.due_action = "expire",
};
