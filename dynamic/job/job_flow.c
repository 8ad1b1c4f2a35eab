/*
 * job_flow.c - the life of a job posting (4.1.i4, 4.1.i5): the table and its guards.
 * Only a published job of a verified employer is on the public site.
 */
#include "flow/flow.h"
#include "job/job.h"
#include "job/job_index.h"

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
    " WHERE j.id = :id AND (:employer = 0 OR j.employer_id = :employer)");
SQL(SQL_JOB_FLOW_MOVE,
    "UPDATE job SET state = :to, reason = :reason, updated_at = :now,"
    " published_at = CASE WHEN :to = 'published' THEN :now ELSE published_at END"
    " WHERE id = :id AND state = :from");
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

/* The search follows. */
static enum jy_err
reindex(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	(void)doc;
	(void)in;
	return job_index_update(act->db);
}

static const struct flow_step steps[] = {
	{ "draft", "submit", "提交审核", ROLE_EMPLOYER, may_publish, "pending", NULL, 0 },
	{ "draft", "import", "导入发布", ROLE_CONSOLE, may_publish, "published", NULL,
	    0 },
	{ "pending", "withdraw", "撤回", ROLE_EMPLOYER, NULL, "draft", NULL, 0 },
	{ "pending", "approve", "审核通过", ROLE_AUTHORITY, may_publish, "published",
	    reindex, 0 },
	{ "pending", "reject", "退回", ROLE_AUTHORITY, NULL, "draft", NULL, FLOW_REASON },
	{ "published", "close", "关闭", ROLE_EMPLOYER, NULL, "closed", reindex, 0 },
	{ "published", "take_down", "下架", ROLE_AUTHORITY, NULL, "taken_down", reindex,
	    FLOW_REASON },
	{ "published", "expire", "到期", ROLE_SYSTEM, is_over, "expired", reindex, 0 },
	{ "closed", "repost", "重新发布", ROLE_EMPLOYER, may_publish, "pending", NULL,
	    0 },
	{ "expired", "repost", "重新发布", ROLE_EMPLOYER, may_publish, "pending", NULL,
	    0 },
};

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
