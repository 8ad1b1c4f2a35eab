/*
 * report_pages.c - see report_pages.h.
 */
#include "http/csrf.h"
#include "job/job_edit.h"
#include "report/report.h"
#include "report/report_pages.h"

#define LIST_PATH "/office/reports"

/* clang-format off */
static const struct field report_fields[] = {
	{ "kind", "举报类型", FIELD_CHOICE, 0, 0, F_REQUIRED, NULL, NULL, NULL, "report" },
	{ "detail", "具体情况", FIELD_LONG, 5, 500, F_REQUIRED,
	  "写明时间、金额、联系方式等，便于核查。举报人信息不会告知用人单位", NULL, NULL, NULL },
};
static const struct field act_fields[] = { FLOW_FIELDS };
/* clang-format on */

DESK_SQL(DESK_REPORT,
    "w.uid, (SELECT title FROM job WHERE id = w.job_id), (SELECT e.name FROM job j"
    " JOIN employer e ON e.id = j.employer_id WHERE j.id = w.job_id),"
    " (SELECT label FROM dict WHERE kind = 'report' AND code = w.kind),"
    " (SELECT count(*) FROM job_report o WHERE o.job_id = w.job_id"
    " AND o.state = 'open' AND o.id <> w.id)",
    " FROM job_report w", "",
    " AND (:kind = '' OR w.kind = :kind) AND (:word = '' OR EXISTS(SELECT 1 FROM job j"
    " JOIN employer e ON e.id = j.employer_id WHERE j.id = w.job_id"
    " AND (instr(j.title, :word) > 0 OR instr(e.name, :word) > 0)))",
    "w.job_id IN (SELECT j.id FROM job j WHERE " DESK_UNIT("j.employer_id") ")");

static struct str
report_path(struct request *rq, int64_t id)
{
	return arena_printf(rq->act.arena, "/auth/report/%lld", (long long)id);
}

/* --- who reports */

static enum jy_err
report_page(struct request *rq)
{
	struct val data = val_map(rq->act.arena), job;
	struct str path;
	int64_t id;
	enum jy_err err;

	if (!str_int(rq->param, 1, INT64_MAX, &id))
		return JY_ENOTFOUND;
	if ((err = report_job(&rq->act, id, &job)) != JY_OK)
		return err;
	path = report_path(rq, id);
	val_set(&data, "job", job);
	val_set(&data, "action", val_str(path));
	val_set(&data, "csrf", val_str(csrf_token_for(rq, path)));
	return reply_page(rq, 200, "report/form", "举报职位", data);
}

static enum jy_err
report_post(struct request *rq)
{
	int64_t id;
	enum jy_err err;

	if (!str_int(rq->param, 1, INT64_MAX, &id))
		return JY_ENOTFOUND;
	err = report_put(
	    &rq->act, id, form_get(&rq->form, "kind"), form_get(&rq->form, "detail"));
	if (err == JY_ECONFLICT)
		return form_fail(&rq->form, NULL, "您已举报过该职位，正在处理。");
	return err != JY_OK ? err : reply_redirect_str(rq, report_path(rq, id));
}

/* --- who decides */

/* How many other open reports the job has. */
static void
show_same(struct act *act, struct str n, struct val *cell)
{
	if (str_is(n, "0"))
		return;
	val_set(cell, "text",
	    val_str(arena_printf(act->arena, "另有 " STR_FMT " 件", STR_ARG(n))));
	val_set(cell, "tone", val_text("wait"));
}

/* What is true is found out one by one; what is not can be dismissed together. */
const struct desk report_desk = {
	.flow = &report_flow,
	.path = LIST_PATH,
	.title = "职位举报",
	.noun = "举报",
	.scopes = { { ROLE_AUTHORITY, &DESK_REPORT } },
	.states = { "open", "upheld", "dismissed" },
	.columns = { { "职位", NULL }, { "单位", NULL }, { "举报类型", NULL },
	    { "同一职位", show_same } },
	.filters = { { "word", "职位或单位", FILTER_WORD, NULL },
	    { "kind", "举报类型", FILTER_DICT, "report" } },
	.reject = "dismiss",
};

static enum jy_err
view_page(struct request *rq)
{
	struct val data, report;
	enum jy_err err;

	if ((err = report_load(&rq->act, rq->param, &report)) != JY_OK ||
	    (err = job_sheet(&rq->act, val_get(&report, STR("job_id"))->i, &data)) !=
		JY_OK ||
	    (err = desk_put(rq, &data, &report_desk, val_get(&report, STR("id"))->i)) !=
		JY_OK)
		return err;
	val_set(&data, "report", report);
	return reply_page(rq, 200, "report/one", "职位举报", data);
}

static enum jy_err
act_post(struct request *rq)
{
	struct val report;
	enum jy_err err = report_load(&rq->act, rq->param, &report);

	return err != JY_OK ? err
			    : desk_post(rq, &report_desk, val_get(&report, STR("id"))->i,
				  NULL, view_page);
}

/* clang-format off */
const struct route report_routes[] = {
	{ METHOD_GET, "/auth/report/*", ROLES_ACCOUNT, CSRF_NO, RATE_NONE, FIELDS(report_fields), report_page, NULL, NULL },
	{ METHOD_POST, "/auth/report/*", ROLES_ACCOUNT, CSRF_YES, RATE_FORM, FIELDS(report_fields), report_post, report_page, NULL },
	{ METHOD_GET, LIST_PATH "/*", ROLE_AUTHORITY, CSRF_NO, RATE_NONE, FIELDS(act_fields), view_page, NULL, NULL },
	{ METHOD_POST, LIST_PATH "/*", ROLE_AUTHORITY, CSRF_YES, RATE_FORM, FIELDS(act_fields), act_post, view_page, NULL },
	{ .path = NULL },
};
/* clang-format on */
