/*
 * report.c - see report.h.
 */
#include "clock.h"
#include "job/job.h"
#include "message/message.h"
#include "report/report.h"

#define UID_BYTES 16

SQL(SQL_REPORT_INSERT,
    "INSERT INTO job_report(uid, job_id, account_id, kind, detail, created_at,"
    " updated_at) VALUES(:uid, :job, :account, :kind, :detail, :now, :now)");
SQL(SQL_REPORT_JOB,
    "SELECT j.id, j.title, e.name, EXISTS(SELECT 1 FROM job_report r WHERE r.job_id ="
    " j.id AND r.account_id = :account AND r.state = 'open') FROM job j"
    " JOIN employer e ON e.id = j.employer_id"
    " WHERE j.id = :job AND j.published_at IS NOT NULL");
SQL(SQL_REPORT_LOAD,
    "SELECT r.id, r.uid, r.job_id, (SELECT label FROM dict WHERE kind = 'report' AND"
    " code = r.kind), r.detail, r.created_at, a.name, a.role, r.reason FROM job_report r"
    " JOIN account a ON a.id = r.account_id WHERE r.uid = :uid");
SQL(SQL_REPORT_FLOW_LOAD,
    "SELECT r.id, r.state, r.job_id, r.account_id, j.title FROM job_report r"
    " JOIN job j ON j.id = r.job_id WHERE r.id = :id");
SQL(SQL_REPORT_FLOW_MOVE, "UPDATE job_report SET state = :to, reason = :reason,"
			  " updated_at = :now WHERE id = :id AND state = :from");

/* --- the workflow */

static const struct flow_state states[] = {
	{ "open", "待处理", "wait" },
	{ "upheld", "已查实", "good" },
	{ "dismissed", "不予处理", "off" },
};

/* Only the authority reaches reports. */
static enum jy_err
load(struct act *act, int64_t id, struct flow_doc *doc)
{
	struct db_stmt *st = NULL;
	struct report_case *c;
	enum jy_err err;

	if (act->who.role != ROLE_AUTHORITY)
		return JY_ENOTFOUND;
	if ((c = arena_alloc(act->arena, sizeof(*c))) == NULL)
		return JY_ENOMEM;
	if ((err = db_prepare(act->db, &st, SQL_REPORT_FLOW_LOAD)) != JY_OK)
		return err;
	db_bind_int(st, ":id", id);
	if ((err = db_one(st)) == JY_OK) {
		doc->id = db_int(st, 0);
		doc->state = arena_str(act->arena, db_str(st, 1));
		c->job_id = db_int(st, 2);
		c->account_id = db_int(st, 3);
		c->title = arena_str(act->arena, db_str(st, 4));
		doc->data = c;
	}
	db_finish(st);
	return err;
}

static enum jy_err
tell(struct act *act, const struct flow_doc *doc, const char *what, struct str reason)
{
	const struct report_case *c = doc->data;
	struct str title =
	    arena_printf(act->arena, "%s：" STR_FMT, what, STR_ARG(c->title));

	return title.p == NULL ? JY_ENOMEM
			       : message_put(act, c->account_id, title, reason, STR(""));
}

/* The job goes, unless it has gone already. */
static enum jy_err
on_uphold(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	const struct report_case *c = doc->data;
	const struct flow_input why = { in->reason, NULL };
	enum jy_err err = flow_apply(act, &job_flow, c->job_id, "take_down", &why, NULL);

	if (err != JY_OK && err != JY_ECONFLICT)
		return err;
	return tell(act, doc, "您举报的职位已下架", in->reason);
}

static enum jy_err
on_dismiss(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	return tell(act, doc, "您的举报已处理", in->reason);
}

static const struct flow_step steps[] = {
	{ "open", "uphold", "查实并下架", ROLE_AUTHORITY, NULL, "upheld", on_uphold,
	    FLOW_REASON | FLOW_NEXT },
	{ "open", "dismiss", "不予处理", ROLE_AUTHORITY, NULL, "dismissed", on_dismiss,
	    FLOW_REASON | FLOW_NEXT },
};

const struct flow report_flow = {
	.kind = "report",
	.label = "职位举报",
	.states = states,
	.nstates = FLOW_COUNT(states),
	.steps = steps,
	.nsteps = FLOW_COUNT(steps),
	.load = load,
	.sql_move = SQL_REPORT_FLOW_MOVE,
};

/* --- the reporter */

enum jy_err
report_job(struct act *act, int64_t job_id, struct val *out)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	*out = val_map(act->arena);
	if ((err = db_prepare(act->db, &st, SQL_REPORT_JOB)) != JY_OK)
		return err;
	db_bind_int(st, ":job", job_id);
	db_bind_int(st, ":account", act->who.account_id);
	if ((err = db_one(st)) == JY_OK) {
		val_set(out, "id", val_int(db_int(st, 0)));
		val_set(out, "title", val_str(arena_str(act->arena, db_str(st, 1))));
		val_set(out, "employer", val_str(arena_str(act->arena, db_str(st, 2))));
		val_set(out, "mine", val_bool(db_int(st, 3) != 0));
	}
	db_finish(st);
	return err;
}

static enum jy_err
insert(struct act *act, int64_t job_id, struct str kind, struct str detail)
{
	char uid[RANDOM_TEXT_SIZE(UID_BYTES)];
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = random_text(uid, UID_BYTES)) != JY_OK ||
	    (err = db_prepare(act->db, &st, SQL_REPORT_INSERT)) != JY_OK)
		return err;
	db_bind_text(st, ":uid", uid);
	db_bind_int(st, ":job", job_id);
	db_bind_int(st, ":account", act->who.account_id);
	db_bind_str(st, ":kind", kind);
	db_bind_str(st, ":detail", detail.p != NULL ? detail : STR(""));
	db_bind_int(st, ":now", act->now);
	err = db_run(st);
	db_finish(st);
	return err;
}

enum jy_err
report_put(struct act *act, int64_t job_id, struct str kind, struct str detail)
{
	struct val job;
	bool own;
	enum jy_err err;

	if ((err = db_join(act->db, &own)) != JY_OK)
		return err;
	if ((err = report_job(act, job_id, &job)) == JY_OK &&
	    (err = insert(act, job_id, kind, detail)) == JY_OK)
		err = flow_created(act, &report_flow, db_last_id(act->db), "report");
	return db_leave(act->db, own, err);
}

/* --- the authority */

enum jy_err
report_load(struct act *act, struct str uid, struct val *out)
{
	struct arena *a = act->arena;
	struct db_stmt *st = NULL;
	enum jy_err err;
	char at[17];

	*out = val_map(a);
	if ((err = db_prepare(act->db, &st, SQL_REPORT_LOAD)) != JY_OK)
		return err;
	db_bind_str(st, ":uid", uid);
	if ((err = db_one(st)) == JY_OK) {
		clock_minute(db_int(st, 5), at);
		val_set(out, "id", val_int(db_int(st, 0)));
		val_set(out, "uid", val_str(arena_str(a, db_str(st, 1))));
		val_set(out, "job_id", val_int(db_int(st, 2)));
		val_set(out, "kind", val_str(arena_str(a, db_str(st, 3))));
		val_set(out, "detail", val_str(arena_str(a, db_str(st, 4))));
		val_set(out, "at", val_text(arena_strdup(a, at)));
		val_set(out, "reporter", val_str(arena_str(a, db_str(st, 6))));
		val_set(out, "role", val_text(role_label(role_of(db_str(st, 7)))));
		val_set(out, "reason", val_str(arena_str(a, db_str(st, 8))));
	}
	db_finish(st);
	return err;
}
