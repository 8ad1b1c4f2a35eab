/*
 * campaign_pages.c - 三支一扶招募 of the authority: the campaigns, one of them with its
 * posts and its steps, and its form. Posts are post_pages.c's.
 */
#include "flow/flow_pages.h"
#include "http/csrf.h"
#include "rural/pages.h"

#define PATH "/office/campaigns"
#define ROWS_MAX 200
#define POSTS_MAX 5000

/* clang-format off */
static const struct field edit_fields[] = {
	{ "year", "年度", FIELD_NUMBER, 2000, 2100, F_REQUIRED, NULL, NULL, NULL, NULL },
	{ "title", "招募名称", FIELD_TEXT, 4, 80, F_REQUIRED, "例如：2027年自治区“三支一扶”计划招募", NULL, NULL, NULL },
	{ "opens_on", "报名开始日期", FIELD_DATE, 0, 0, F_REQUIRED, "当天零时起可以报名", NULL, NULL, NULL },
	{ "closes_on", "报名截止日期", FIELD_DATE, 0, 0, F_REQUIRED, "当天仍可报名", NULL, NULL, NULL },
	{ "eligibility", "招募条件和程序", FIELD_LONG, 10, 5000, F_REQUIRED,
	  "在网站公开显示，可以用 Markdown：以“- ”开头为列表，“## ”开头为小标题", NULL, NULL, NULL },
	{ "brings", "资格复审须带材料", FIELD_LONG, 0, 1000, 0, "印在报名确认表上，一行一项", NULL, NULL, NULL },
};
static const struct field act_fields[] = { FLOW_FIELDS };
/* clang-format on */

static enum jy_err
campaign_of(struct request *rq, struct campaign *c)
{
	int64_t id;

	return str_int(rq->param, 1, INT64_MAX, &id) ? campaign_load(&rq->act, id, c)
						     : JY_ENOTFOUND;
}

static struct str
path_of(struct request *rq, int64_t id, const char *rest)
{
	return arena_printf(rq->act.arena, PATH "/%lld%s", (long long)id, rest);
}

static enum jy_err
list_page(struct request *rq)
{
	struct campaign *all = arena_array(rq->act.arena, ROWS_MAX, sizeof(*all));
	struct val data = val_map(rq->act.arena), list = val_list(rq->act.arena);
	enum jy_err err;
	int n;

	if (all == NULL)
		return JY_ENOMEM;
	if ((err = campaign_list(&rq->act, all, ROWS_MAX, &n)) != JY_OK)
		return err;
	for (int i = 0; i < n; i++)
		val_push(&list, campaign_val(&rq->act, &all[i]));
	val_set(&data, "campaigns", list);
	val_set(&data, "some", val_bool(n > 0));
	return reply_page(rq, 200, "rural/campaigns", "三支一扶招募", data);
}

/* --- one */

static enum jy_err
view_page(struct request *rq)
{
	struct post *posts = arena_array(rq->act.arena, POSTS_MAX, sizeof(*posts));
	struct val data = val_map(rq->act.arena), list = val_list(rq->act.arena);
	struct campaign c;
	size_t n;
	enum jy_err err;

	if (posts == NULL)
		return JY_ENOMEM;
	if ((err = campaign_of(rq, &c)) != JY_OK ||
	    (err = post_list(&rq->act, c.id, STR(""), posts, POSTS_MAX, &n)) != JY_OK ||
	    (err = flow_put(rq, &data, &campaign_flow, c.id, "edit",
		 path_of(rq, c.id, ""))) != JY_OK)
		return err;
	for (size_t i = 0; i < n; i++)
		val_push(&list, post_val(rq->act.arena, &posts[i]));
	val_set(&data, "campaign", campaign_val(&rq->act, &c));
	val_set(&data, "posts", list);
	val_set(&data, "some", val_bool(n > 0));
	val_set(&data, "crumbs", campaign_crumbs(rq, NULL));
	return reply_page(
	    rq, 200, "rural/campaign", arena_cstr(rq->act.arena, c.form.title), data);
}

static enum jy_err
act_post(struct request *rq)
{
	struct campaign c;
	enum jy_err err = campaign_of(rq, &c);

	return err != JY_OK ? err
			    : flow_step(rq, &campaign_flow, c.id, view_page,
				  path_of(rq, c.id, ""), "site-soon");
}

/* --- its form */

static enum jy_err
form_page(
    struct request *rq, const char *title, struct str path, const struct campaign *c)
{
	struct val data = val_map(rq->act.arena);

	val_set(&data, "action", val_str(path));
	val_set(&data, "csrf", val_str(csrf_token_for(rq, path)));
	val_set(&data, "submit", val_text("保存"));
	val_set(&data, "cancel_href",
	    val_str(c != NULL ? path_of(rq, c->id, "") : STR(PATH)));
	val_set(&data, "crumbs", campaign_crumbs(rq, c));
	return reply_page(rq, 200, "form", title, data);
}

static enum jy_err
read_form(struct request *rq, struct campaign_form *out)
{
	const struct form *f = &rq->form;
	const char *name, *fault;

	*out = (struct campaign_form){
		.year = form_value(&rq->form, "year")->number,
		.title = form_get(f, "title"),
		.eligibility = form_get(f, "eligibility"),
		.brings = form_get(f, "brings"),
		.opens_on = form_get(f, "opens_on"),
		.closes_on = form_get(f, "closes_on"),
	};
	if ((fault = campaign_window_fault(out, &name)) != NULL)
		return form_fail(&rq->form, name, fault);
	return JY_OK;
}

static enum jy_err
new_page(struct request *rq)
{
	return form_page(rq, "新建招募", STR(PATH "/new"), NULL);
}

static enum jy_err
new_post(struct request *rq)
{
	struct campaign_form form;
	int64_t id = 0;
	enum jy_err err;

	if ((err = read_form(rq, &form)) != JY_OK ||
	    (err = campaign_create(&rq->act, &form, &id)) != JY_OK)
		return err;
	return reply_redirect_str(rq, path_of(rq, id, "?done=saved"));
}

static enum jy_err
edit_again(struct request *rq)
{
	struct campaign c;
	enum jy_err err = campaign_of(rq, &c);

	return err != JY_OK ? err
			    : form_page(rq, "修改招募", path_of(rq, c.id, "/edit"), &c);
}

static enum jy_err
edit_page(struct request *rq)
{
	struct campaign c;
	enum jy_err err = campaign_of(rq, &c);

	if (err != JY_OK)
		return err;
	form_set(&rq->form, "year",
	    arena_printf(rq->act.arena, "%lld", (long long)c.form.year));
	form_set(&rq->form, "title", c.form.title);
	form_set(&rq->form, "eligibility", c.form.eligibility);
	form_set(&rq->form, "brings", c.form.brings);
	form_set(&rq->form, "opens_on", c.form.opens_on);
	form_set(&rq->form, "closes_on", c.form.closes_on);
	return edit_again(rq);
}

static enum jy_err
edit_post(struct request *rq)
{
	struct campaign_form form;
	struct flow_input in = { STR(""), &form };
	struct campaign c;
	bool done;
	enum jy_err err;

	if ((err = read_form(rq, &form)) != JY_OK || (err = campaign_of(rq, &c)) != JY_OK)
		return err;
	err = flow_post(rq, &campaign_flow, c.id, "edit", &in, edit_again, &done);
	return !done ? err : reply_redirect_str(rq, path_of(rq, c.id, "?done=saved"));
}

/* clang-format off */
const struct route campaign_routes[] = {
	{ METHOD_GET, PATH, ROLE_AUTHORITY, CSRF_NO, RATE_NONE, NO_FIELDS, list_page, NULL, NULL },
	{ METHOD_GET, PATH "/new", ROLE_AUTHORITY, CSRF_NO, RATE_NONE, FIELDS(edit_fields), new_page, NULL, NULL },
	{ METHOD_POST, PATH "/new", ROLE_AUTHORITY, CSRF_YES, RATE_FORM, FIELDS(edit_fields), new_post, new_page, NULL },
	{ METHOD_GET, PATH "/*", ROLE_AUTHORITY, CSRF_NO, RATE_NONE, FIELDS(act_fields), view_page, NULL, NULL },
	{ METHOD_POST, PATH "/*", ROLE_AUTHORITY, CSRF_YES, RATE_FORM, FIELDS(act_fields), act_post, view_page, NULL },
	{ METHOD_GET, PATH "/*/edit", ROLE_AUTHORITY, CSRF_NO, RATE_NONE, FIELDS(edit_fields), edit_page, NULL, NULL },
	{ METHOD_POST, PATH "/*/edit", ROLE_AUTHORITY, CSRF_YES, RATE_FORM, FIELDS(edit_fields), edit_post, edit_again, NULL },
	{ .path = NULL },
};
/* clang-format on */
