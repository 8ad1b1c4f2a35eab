/*
 * job_edit_pages.c - see job_edit_pages.h. The rules are job_flow's.
 */
#include "flow/flow_pages.h"
#include "http/csrf.h"
#include "job/job.h"
#include "job/job_edit.h"
#include "job/job_edit_pages.h"
#include "region/pages.h"
#include "region/region.h"
#include "zone/zone.h"

#define PAGE_ROWS 20

static const struct choice steps[] = {
	{ "save", "保存" },
	{ "search", "查找地区" },
	{ NULL, NULL },
};

/* clang-format off */
static const struct field job_fields[] = {
	{ "title", "职位名称", FIELD_TEXT, 2, 50, F_NEEDED, NULL, NULL, NULL, NULL },
	{ "category", "职位类别", FIELD_TEXT, 0, 30, 0, "例如：教育、技术、生产", NULL, NULL, NULL },
	{ "employment", "工作性质", FIELD_CHOICE, 0, 0, F_NEEDED, NULL, NULL, NULL, "employment" },
	{ "headcount", "招聘人数", FIELD_NUMBER, 1, 9999, F_NEEDED, NULL, NULL, NULL, NULL },
	{ "education", "学历要求", FIELD_CHOICE, 0, 0, F_NEEDED, NULL, NULL, NULL, "education" },
	{ "salary_min", "月薪下限（元）", FIELD_NUMBER, 0, 1000000, 0, "上下限都不填为“面议”", NULL, NULL, NULL },
	{ "salary_max", "月薪上限（元）", FIELD_NUMBER, 0, 1000000, 0, NULL, NULL, NULL, NULL },
	{ "region", "工作地区", FIELD_DIGITS, 4, 6, F_HIDDEN | F_NEEDED, NULL, NULL, NULL, NULL },
	{ "region_word", "地区名称", FIELD_TEXT, 0, 30, F_HIDDEN, NULL, NULL, NULL, NULL },
	{ "workplace", "工作地点", FIELD_TEXT, 0, 100, 0, "街道、楼号等", NULL, NULL, NULL },
	{ "description", "职位描述", FIELD_LONG, 10, 5000, F_NEEDED,
	  "写明职责、要求和待遇。可以用 Markdown：以“- ”开头为列表，“## ”开头为小标题", NULL, NULL, NULL },
	{ "mailbox", "接收简历的邮箱", FIELD_EMAIL, 0, 0, 0, "填写后，收到的简历同时发往该邮箱", "email", NULL, NULL },
	{ "contact_name", "联系人", FIELD_TEXT, 0, 30, 0, "填写后会公开显示", NULL, NULL, NULL },
	{ "contact_phone", "联系电话", FIELD_TEXT, 0, 30, 0, "填写后会公开显示", NULL, NULL, NULL },
	{ "closes_on", "截止日期", FIELD_DATE, 0, 0, F_NEEDED, "当天仍可投递，最长一年", NULL, NULL, NULL },
	{ "step", "操作", FIELD_CHOICE, 0, 0, F_HIDDEN | F_REQUIRED, NULL, NULL, steps, NULL },
};
static const struct field act_fields[] = { FLOW_FIELDS };
/* clang-format on */

static bool
job_id(struct request *rq, int64_t *id)
{
	return str_int(rq->param, 1, INT64_MAX, id);
}

static struct str
job_path(struct request *rq, int64_t id, const char *rest)
{
	return arena_printf(rq->act.arena, "/org/jobs/%lld%s", (long long)id, rest);
}

static struct val
crumbs(struct request *rq)
{
	struct val list = val_list(rq->act.arena), one = val_map(rq->act.arena);

	val_set(&one, "label", val_text("职位管理"));
	val_set(&one, "path", val_text("/org/jobs"));
	val_push(&list, one);
	return list;
}

/* --- the list */

static enum jy_err
list_page(struct request *rq)
{
	struct val data = val_map(rq->act.arena), list, counts;
	struct str state = request_query(rq, "state");
	int64_t from = request_before(rq), older;
	enum jy_err err;

	if ((err = job_list_own(&rq->act, state, from, PAGE_ROWS, &list, &older)) !=
		JY_OK ||
	    (err = job_count_own(&rq->act, &counts)) != JY_OK)
		return err;
	for (size_t i = 0; i < val_len(&counts); i++) {
		struct val one = val_at(&counts, i);

		val_set(&one, "current",
		    val_bool(str_eq(val_get(&one, STR("name"))->s, state)));
	}
	val_set(&data, "counts", counts);
	val_set(&data, "all", val_bool(state.n == 0));
	val_set(&data, "filter", val_str(state.n > 0 ? state : STR("")));
	list_put(&data, "jobs", list, from, older);
	return reply_page(rq, 200, "employer/jobs", "职位管理", data);
}

/* --- the form */

static enum jy_err
draw(struct request *rq, const char *title, struct str action)
{
	struct val data = val_map(rq->act.arena);
	unsigned reached;
	enum jy_err err;

	if ((err = zone_reached(&rq->act, &reached)) != JY_OK ||
	    (err = region_put(rq, &data, form_get(&rq->form, "region"),
		 form_get(&rq->form, "region_word"))) != JY_OK)
		return err;
	val_set(&data, "unverified", val_bool(!(reached & GATE_VERIFIED)));
	val_set(&data, "action", val_str(action));
	val_set(&data, "csrf", val_str(csrf_token_for(rq, action)));
	val_set(&data, "crumbs", crumbs(rq));
	return reply_page(rq, 200, "employer/job_form", title, data);
}

static struct str
digits(struct request *rq, int64_t n)
{
	return n == 0 ? STR_NONE : arena_printf(rq->act.arena, "%lld", (long long)n);
}

static void
fill(struct request *rq, const struct job_posting *p)
{
	const struct {
		const char *field;
		struct str value;
	} values[] = {
		{ "title", p->title },
		{ "category", p->category },
		{ "employment", p->employment },
		{ "headcount", digits(rq, p->headcount) },
		{ "education", p->education },
		{ "salary_min", digits(rq, p->salary_min) },
		{ "salary_max", digits(rq, p->salary_max) },
		{ "region", p->region },
		{ "workplace", p->workplace },
		{ "description", p->description },
		{ "mailbox", p->mailbox },
		{ "contact_name", p->contact_name },
		{ "contact_phone", p->contact_phone },
		{ "closes_on", p->closes_on },
	};

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		form_set(&rq->form, values[i].field, values[i].value);
}

/* What the fields' own checks cannot see. */
static enum jy_err
check(struct request *rq)
{
	struct form *f = &rq->form;
	struct str day = form_get(f, "closes_on"), code = form_get(f, "region");
	struct form_value *low = form_value(f, "salary_min"),
			  *high = form_value(f, "salary_max");
	struct region r;
	const char *fault;
	enum jy_err err;

	if (day.n > 0 && (fault = job_day_fault(&rq->act, day)) != NULL)
		(void)form_fail(f, "closes_on", fault);
	if (high->number > 0 && high->number < low->number)
		(void)form_fail(f, "salary_max", "月薪上限不能低于下限。");
	if (low->number > 0 && high->number == 0)
		(void)form_fail(f, "salary_max", "请填写月薪上限。");
	if (code.n == 0 && form_get(f, "region_word").n > 0)
		(void)form_fail(f, "region", "请从查到的地区中选择一个，再保存。");
	if (code.n > 0) {
		if ((err = region_get(&rq->act, code, &r)) == JY_ENOTFOUND)
			(void)form_fail(f, "region", "没有这个地区，请重新查找。");
		else if (err != JY_OK)
			return err;
	}
	if ((err = form_need(f, &rq->act)) != JY_OK)
		return err;
	return form_failed(f) ? JY_EINPUT : JY_OK;
}

static struct job_posting
typed(const struct request *rq)
{
	struct form *f = (struct form *)&rq->form;

	return (struct job_posting){
		.title = form_get(f, "title"),
		.category = form_get(f, "category"),
		.employment = form_get(f, "employment"),
		.headcount = form_value(f, "headcount")->number,
		.education = form_get(f, "education"),
		.salary_min = form_value(f, "salary_min")->number,
		.salary_max = form_value(f, "salary_max")->number,
		.region = form_get(f, "region"),
		.workplace = form_get(f, "workplace"),
		.description = form_get(f, "description"),
		.mailbox = form_get(f, "mailbox"),
		.contact_name = form_get(f, "contact_name"),
		.contact_phone = form_get(f, "contact_phone"),
		.closes_on = form_get(f, "closes_on"),
	};
}

static enum jy_err
new_again(struct request *rq)
{
	return draw(rq, "发布职位", STR("/org/jobs/new"));
}

static enum jy_err
new_page(struct request *rq)
{
	form_set(&rq->form, "employment", STR("full_time"));
	form_set(&rq->form, "education", STR("any"));
	return new_again(rq);
}

static enum jy_err
new_post(struct request *rq)
{
	struct job_posting p;
	int64_t id;
	enum jy_err err;

	if (str_is(form_get(&rq->form, "step"), "search"))
		return new_again(rq);
	if ((err = check(rq)) != JY_OK)
		return err;
	p = typed(rq);
	err = job_create(&rq->act, &p, &id);
	return err != JY_OK ? err
			    : reply_redirect_str(rq, job_path(rq, id, "?done=saved"));
}

static enum jy_err
edit_again(struct request *rq)
{
	struct job_posting p;
	int64_t id;
	enum jy_err err;

	if (!job_id(rq, &id))
		return JY_ENOTFOUND;
	if ((err = job_posting_load(&rq->act, id, &p)) != JY_OK)
		return err;
	return draw(rq, "修改职位", job_path(rq, id, "/edit"));
}

static enum jy_err
edit_page(struct request *rq)
{
	struct job_posting p;
	int64_t id;
	enum jy_err err;

	if (!job_id(rq, &id))
		return JY_ENOTFOUND;
	if ((err = job_posting_load(&rq->act, id, &p)) != JY_OK)
		return err;
	fill(rq, &p);
	return draw(rq, "修改职位", job_path(rq, id, "/edit"));
}

static enum jy_err
edit_post(struct request *rq)
{
	struct flow_input in = { STR(""), NULL };
	struct job_posting p;
	int64_t id;
	bool done;
	enum jy_err err;

	if (!job_id(rq, &id))
		return JY_ENOTFOUND;
	if (str_is(form_get(&rq->form, "step"), "search"))
		return edit_again(rq);
	if ((err = job_posting_load(&rq->act, id, &p)) != JY_OK ||
	    (err = check(rq)) != JY_OK)
		return err;
	p = typed(rq);
	in.data = &p;
	err = flow_post(rq, &job_flow, id, "edit", &in, edit_again, &done);
	return !done ? err : reply_redirect_str(rq, job_path(rq, id, "?done=saved"));
}

/* --- one job, as the public page shows it */

/* May it be edited now? From the workflow. */
static bool
can_edit(struct str state)
{
	for (size_t i = 0; i < job_flow.nsteps; i++)
		if (strcmp(job_flow.steps[i].action, "edit") == 0 &&
		    str_is(state, job_flow.steps[i].from))
			return true;
	return false;
}

static enum jy_err
view_page(struct request *rq)
{
	struct val data;
	const struct val *state;
	enum jy_err err;
	int64_t id;

	if (!job_id(rq, &id))
		return JY_ENOTFOUND;
	if ((err = job_sheet(&rq->act, id, &data)) != JY_OK ||
	    (err = flow_put(
		 rq, &data, &job_flow, id, "edit delete", job_path(rq, id, ""))) != JY_OK)
		return err;
	state = val_get(val_get(&data, STR("state")), STR("name"));
	if (can_edit(state->s))
		val_set(&data, "edit_path", val_str(job_path(rq, id, "/edit")));
	if (str_is(state->s, "draft"))
		val_set(&data, "delete_path", val_str(job_path(rq, id, "/delete")));
	val_set(&data, "returns", val_bool(str_is(state->s, "published")));
	val_set(&data, "crumbs", crumbs(rq));
	return reply_page(rq, 200, "employer/job", "职位预览", data);
}

static enum jy_err
act_post(struct request *rq)
{
	int64_t id;

	return !job_id(rq, &id) ? JY_ENOTFOUND
				: flow_step(rq, &job_flow, id, view_page,
				      job_path(rq, id, ""), "submitted");
}

/* --- deleting a draft is asked about first */

static enum jy_err
delete_page(struct request *rq)
{
	struct val data = val_map(rq->act.arena), where = crumbs(rq);
	struct flow_doc doc = { .flow = &job_flow };
	const struct job_case *j;
	struct str path;
	int64_t id;
	enum jy_err err;

	if (!job_id(rq, &id))
		return JY_ENOTFOUND;
	if ((err = job_flow.load(&rq->act, id, &doc)) != JY_OK)
		return err;
	if (!str_is(doc.state, "draft"))
		return JY_ENOTFOUND;
	j = doc.data;
	path = job_path(rq, id, "/delete");
	val_set(&data, "lead",
	    val_str(arena_printf(rq->act.arena,
		"确定要删除职位“" STR_FMT "”的草稿吗？删除后不能恢复。",
		STR_ARG(j->title))));
	val_set(&data, "action", val_str(path));
	val_set(&data, "csrf", val_str(csrf_token_for(rq, path)));
	val_set(&data, "submit", val_text("确定删除"));
	val_set(&data, "cancel_href", val_str(job_path(rq, id, "")));
	val_set(&data, "crumbs", where);
	return reply_page(rq, 200, "form", "删除职位草稿", data);
}

static enum jy_err
delete_post(struct request *rq)
{
	int64_t id;
	enum jy_err err;

	if (!job_id(rq, &id))
		return JY_ENOTFOUND;
	err = flow_apply(&rq->act, &job_flow, id, "delete", NULL, NULL);
	return err != JY_OK ? err : reply_redirect(rq, "/org/jobs?done=deleted");
}

/* clang-format off */
const struct route job_edit_routes[] = {
	{ METHOD_GET, "/org/jobs", ROLE_EMPLOYER, CSRF_NO, RATE_NONE, NO_FIELDS, list_page, NULL, NULL },
	{ METHOD_GET, "/org/jobs/new", ROLE_EMPLOYER, CSRF_NO, RATE_NONE, FIELDS(job_fields), new_page, NULL, NULL },
	{ METHOD_POST, "/org/jobs/new", ROLE_EMPLOYER, CSRF_YES, RATE_FORM, FIELDS(job_fields), new_post, new_again, NULL },
	{ METHOD_GET, "/org/jobs/*", ROLE_EMPLOYER, CSRF_NO, RATE_NONE, FIELDS(act_fields), view_page, NULL, NULL },
	{ METHOD_POST, "/org/jobs/*", ROLE_EMPLOYER, CSRF_YES, RATE_FORM, FIELDS(act_fields), act_post, view_page, NULL },
	{ METHOD_GET, "/org/jobs/*/edit", ROLE_EMPLOYER, CSRF_NO, RATE_NONE, FIELDS(job_fields), edit_page, NULL, NULL },
	{ METHOD_POST, "/org/jobs/*/edit", ROLE_EMPLOYER, CSRF_YES, RATE_FORM, FIELDS(job_fields), edit_post, edit_again, NULL },
	{ METHOD_GET, "/org/jobs/*/delete", ROLE_EMPLOYER, CSRF_NO, RATE_NONE, NO_FIELDS, delete_page, NULL, NULL },
	{ METHOD_POST, "/org/jobs/*/delete", ROLE_EMPLOYER, CSRF_YES, RATE_FORM, NO_FIELDS, delete_post, NULL, NULL },
	{ .path = NULL },
};
/* clang-format on */
