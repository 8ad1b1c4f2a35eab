/*
 * job_desk_pages.c - the pages of job_desk.h. Approving many asks once more first.
 */
#include "flow/flow_pages.h"
#include "http/csrf.h"
#include "job/job.h"
#include "job/job_desk.h"
#include "job/job_edit.h"

#define PAGE_ROWS 20
#define LIST_PATH "/office/jobs"
#define APPROVE_PATH "/office/jobs/approve"

/* clang-format off */
static const struct field act_fields[] = { FLOW_FIELDS };
static const struct field pick_fields[] = {
	{ "id", "职位", FIELD_DIGITS, 1, 18, F_LIST, NULL, NULL, NULL, NULL },
};
/* clang-format on */

static struct val
crumbs(struct request *rq)
{
	struct val list = val_list(rq->act.arena), one = val_map(rq->act.arena);

	val_set(&one, "label", val_text("职位审核"));
	val_set(&one, "path", val_text(LIST_PATH));
	val_push(&list, one);
	return list;
}

static enum jy_err
list_page(struct request *rq)
{
	const struct flow_state *state = desk_state(rq, &job_flow, "pending");
	struct val data = val_map(rq->act.arena), list;
	struct str next;
	enum jy_err err =
	    job_desk_list(&rq->act, state->name, desk_place(rq), PAGE_ROWS, &list, &next);

	if (err != JY_OK)
		return err;
	val_set(&data, "jobs", list);
	val_set(&data, "some", val_bool(val_len(&list) > 0));
	val_set(&data, "tabs", desk_tabs(rq->act.arena, &job_flow, state));
	val_set(&data, "state", val_text(state->name));
	val_set(&data, "waiting", val_bool(strcmp(state->name, "pending") == 0));
	if (next.n > 0)
		val_set(&data, "next", val_str(next));
	val_set(&data, "csrf", val_str(csrf_token(rq, LIST_PATH)));
	return reply_page(rq, 200, "jobdesk/list", "职位审核", data);
}

/* --- one job */

static enum jy_err
view_page(struct request *rq)
{
	struct val data;
	int64_t id, next;
	struct str path;
	enum jy_err err;

	if (!str_int(rq->param, 1, INT64_MAX, &id))
		return JY_ENOTFOUND;
	path = arena_printf(rq->act.arena, LIST_PATH "/%lld", (long long)id);
	if ((err = job_sheet(&rq->act, id, &data)) != JY_OK ||
	    (err = flow_put(rq, &data, &job_flow, id, NULL, path)) != JY_OK ||
	    (err = job_desk_next(&rq->act, id, &next)) != JY_OK)
		return err;
	/* what its employer has not shown yet is its own business */
	if (str_is(val_get(val_get(&data, STR("state")), STR("name"))->s, "draft") &&
	    val_len(val_get(&data, STR("history"))) < 2)
		return JY_ENOTFOUND;
	if (next != 0)
		val_set(&data, "next", val_int(next));
	val_set(&data, "crumbs", crumbs(rq));
	return reply_page(rq, 200, "jobdesk/job", "职位审核", data);
}

static enum jy_err
act_post(struct request *rq)
{
	const char *action = arena_cstr(rq->act.arena, form_get(&rq->form, "action"));
	struct flow_input in = { form_get(&rq->form, "reason"), NULL };
	int64_t id;
	bool done;
	enum jy_err err;

	if (!str_int(rq->param, 1, INT64_MAX, &id))
		return JY_ENOTFOUND;
	if (action == NULL)
		return JY_ENOMEM;
	err = flow_post(rq, &job_flow, id, action, &in, view_page, &done);
	return !done ? err
		     : reply_redirect_str(
			   rq, arena_printf(rq->act.arena, LIST_PATH "/%lld?done=%s",
				   (long long)id,
				   strcmp(action, "approve") == 0  ? "approved"
				   : strcmp(action, "reject") == 0 ? "rejected"
								   : "submitted"));
}

/* --- many */

/* What was picked, as rows for the confirmation: those that still wait. */
static enum jy_err
picked(struct request *rq, struct val *out)
{
	const struct form_value *v = form_value(&rq->form, "id");
	struct val sheet, one;
	int64_t id;
	enum jy_err err;

	*out = val_list(rq->act.arena);
	for (size_t i = 0; i < v->nlist; i++) {
		if (!str_int(v->list[i], 1, INT64_MAX, &id))
			continue;
		if ((err = job_sheet(&rq->act, id, &sheet)) == JY_ENOTFOUND)
			continue;
		if (err != JY_OK)
			return err;
		one = *val_get(&sheet, STR("job"));
		val_set(&one, "warned", *val_get(&sheet, STR("some_warnings")));
		val_push(out, one);
	}
	return JY_OK;
}

static enum jy_err
pick_post(struct request *rq)
{
	struct val data = val_map(rq->act.arena), list;
	enum jy_err err;

	if (form_value(&rq->form, "id")->nlist == 0)
		return form_fail(&rq->form, NULL, "没有选中任何职位，请先勾选。");
	if ((err = picked(rq, &list)) != JY_OK)
		return err;
	val_set(&data, "jobs", list);
	val_set(&data, "count", val_int((int64_t)val_len(&list)));
	val_set(&data, "csrf", val_str(csrf_token(rq, APPROVE_PATH)));
	val_set(&data, "crumbs", crumbs(rq));
	return reply_page(rq, 200, "jobdesk/confirm", "批量通过", data);
}

static enum jy_err
approve_post(struct request *rq)
{
	struct val data = val_map(rq->act.arena), list, results = val_list(rq->act.arena);
	const char *why;
	enum jy_err err;
	struct val one;

	if ((err = picked(rq, &list)) != JY_OK)
		return err;
	if (val_len(&list) == 0)
		return form_fail(&rq->form, NULL, "没有选中任何职位，请先勾选。");
	for (size_t i = 0; i < val_len(&list); i++) {
		one = val_at(&list, i);
		why = NULL;
		err = flow_apply(&rq->act, &job_flow, val_get(&one, STR("id"))->i,
		    "approve", NULL, &why);
		desk_result(
		    rq->act.arena, &results, val_get(&one, STR("title"))->s, err, why);
	}
	val_set(&data, "results", results);
	val_set(&data, "back", val_text(LIST_PATH));
	val_set(&data, "crumbs", crumbs(rq));
	return reply_page(rq, 200, "flow/results", "办理结果", data);
}

/* clang-format off */
const struct route job_desk_routes[] = {
	{ METHOD_GET, LIST_PATH, ROLE_AUTHORITY, CSRF_NO, RATE_NONE, FIELDS(pick_fields), list_page, NULL, NULL },
	{ METHOD_POST, LIST_PATH, ROLE_AUTHORITY, CSRF_YES, RATE_FORM, FIELDS(pick_fields), pick_post, list_page, NULL },
	{ METHOD_POST, APPROVE_PATH, ROLE_AUTHORITY, CSRF_YES, RATE_FORM, FIELDS(pick_fields), approve_post, list_page, NULL },
	{ METHOD_GET, LIST_PATH "/*", ROLE_AUTHORITY, CSRF_NO, RATE_NONE, FIELDS(act_fields), view_page, NULL, NULL },
	{ METHOD_POST, LIST_PATH "/*", ROLE_AUTHORITY, CSRF_YES, RATE_FORM, FIELDS(act_fields), act_post, view_page, NULL },
	{ .path = NULL },
};
/* clang-format on */
