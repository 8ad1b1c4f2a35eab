/*
 * report_pages.c - see report_pages.h.
 */
#include "flow/flow_pages.h"
#include "http/csrf.h"
#include "job/job_edit.h"
#include "report/report.h"
#include "report/report_pages.h"

#define PAGE_ROWS 20
#define LIST_PATH "/office/reports"

/* clang-format off */
static const struct field report_fields[] = {
	{ "kind", "举报类型", FIELD_CHOICE, 0, 0, F_REQUIRED, NULL, NULL, NULL, "report" },
	{ "detail", "具体情况", FIELD_LONG, 5, 500, F_REQUIRED,
	  "写明时间、金额、联系方式等，便于核查。举报人信息不会告知用人单位", NULL, NULL, NULL },
};
static const struct field act_fields[] = { FLOW_FIELDS };
/* clang-format on */

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

static struct val
crumbs(struct request *rq)
{
	struct val list = val_list(rq->act.arena), one = val_map(rq->act.arena);

	val_set(&one, "label", val_text("职位举报"));
	val_set(&one, "path", val_text(LIST_PATH));
	val_push(&list, one);
	return list;
}

static enum jy_err
list_page(struct request *rq)
{
	const struct flow_state *state = desk_state(rq, &report_flow, "open");
	struct val data = val_map(rq->act.arena), list;
	struct str next;
	enum jy_err err =
	    report_list(&rq->act, state->name, desk_place(rq), PAGE_ROWS, &list, &next);

	if (err != JY_OK)
		return err;
	val_set(&data, "reports", list);
	val_set(&data, "some", val_bool(val_len(&list) > 0));
	val_set(&data, "tabs", desk_tabs(rq->act.arena, &report_flow, state));
	val_set(&data, "state", val_text(state->name));
	val_set(&data, "label", val_text(state->label));
	if (next.n > 0)
		val_set(&data, "next", val_str(next));
	return reply_page(rq, 200, "report/list", "职位举报", data);
}

static enum jy_err
view_page(struct request *rq)
{
	struct val data, report;
	struct str path =
	    arena_printf(rq->act.arena, LIST_PATH "/" STR_FMT, STR_ARG(rq->param));
	enum jy_err err;

	if ((err = report_load(&rq->act, rq->param, &report)) != JY_OK ||
	    (err = job_sheet(&rq->act, val_get(&report, STR("job_id"))->i, &data)) !=
		JY_OK ||
	    (err = flow_put(rq, &data, &report_flow, val_get(&report, STR("id"))->i, NULL,
		 path)) != JY_OK)
		return err;
	val_set(&data, "report", report);
	val_set(&data, "crumbs", crumbs(rq));
	return reply_page(rq, 200, "report/one", "职位举报", data);
}

static enum jy_err
act_post(struct request *rq)
{
	const char *action = arena_cstr(rq->act.arena, form_get(&rq->form, "action"));
	struct flow_input in = { form_get(&rq->form, "reason"), NULL };
	struct val report;
	bool done;
	enum jy_err err;

	if (action == NULL)
		return JY_ENOMEM;
	if ((err = report_load(&rq->act, rq->param, &report)) != JY_OK)
		return err;
	err = flow_post(rq, &report_flow, val_get(&report, STR("id"))->i, action, &in,
	    view_page, &done);
	return !done ? err
		     : reply_redirect_str(rq, arena_printf(rq->act.arena,
						  LIST_PATH "/" STR_FMT "?done=submitted",
						  STR_ARG(rq->param)));
}

/* clang-format off */
const struct route report_routes[] = {
	{ METHOD_GET, "/auth/report/*", ROLES_ACCOUNT, CSRF_NO, RATE_NONE, FIELDS(report_fields), report_page, NULL, NULL },
	{ METHOD_POST, "/auth/report/*", ROLES_ACCOUNT, CSRF_YES, RATE_FORM, FIELDS(report_fields), report_post, report_page, NULL },
	{ METHOD_GET, LIST_PATH, ROLE_AUTHORITY, CSRF_NO, RATE_NONE, NO_FIELDS, list_page, NULL, NULL },
	{ METHOD_GET, LIST_PATH "/*", ROLE_AUTHORITY, CSRF_NO, RATE_NONE, FIELDS(act_fields), view_page, NULL, NULL },
	{ METHOD_POST, LIST_PATH "/*", ROLE_AUTHORITY, CSRF_YES, RATE_FORM, FIELDS(act_fields), act_post, view_page, NULL },
	{ .path = NULL },
};
/* clang-format on */
