/*
 * apply_pages.c - 三支一扶 of graduates: 岗位报名 with its form in three parts, one
 * application, 报名表打印.
 */
#include "flow/flow_pages.h"
#include "http/csrf.h"
#include "idcheck.h"
#include "profile/profile.h"
#include "realname/realname.h"
#include "rural/pages.h"

#define PATH "/my/posts"
#define ROWS_MAX 100
#define POSTS_MAX 5000

/* clang-format off */
static const struct field form_fields[] = {
	{ "experience", "学习和实践经历", FIELD_LONG, 0, 1000, 0, "学生工作、社会实践、获奖等，可不填", NULL, NULL, NULL },
	{ "post", "报考岗位", FIELD_DIGITS, 1, 18, F_REQUIRED, "可以先在网站的招募页面查看岗位要求", NULL, NULL, NULL },
	{ "phone", "联系电话", FIELD_MOBILE, 0, 0, F_REQUIRED, NULL, "tel", NULL, NULL },
	{ "email", "电子邮箱", FIELD_EMAIL, 0, 0, 0, NULL, "email", NULL, NULL },
	{ "address", "通信地址", FIELD_TEXT, 5, 100, F_REQUIRED, "用于寄送通知", "address-line1", NULL, NULL },
};
/* clang-format on */

static struct str
path_of(struct request *rq, const char *what, struct str uid, const char *rest)
{
	return arena_printf(
	    rq->act.arena, PATH "/%s/" STR_FMT "%s", what, STR_ARG(uid), rest);
}

static struct val
crumbs(struct request *rq)
{
	struct val list = val_list(rq->act.arena), one = val_map(rq->act.arena);

	val_set(&one, "label", val_text("岗位报名"));
	val_set(&one, "path", val_text(PATH));
	val_push(&list, one);
	return list;
}

/* --- the campaigns, and what she has applied for */

static enum jy_err
put_campaigns(struct request *rq, struct val *data)
{
	struct campaign *all = arena_array(rq->act.arena, ROWS_MAX, sizeof(*all));
	struct val list = val_list(rq->act.arena), one;
	bool registered;
	const char *why;
	enum jy_err err;
	int n;

	if (all == NULL)
		return JY_ENOMEM;
	if ((err = campaign_list(&rq->act, all, ROWS_MAX, &n)) != JY_OK)
		return err;
	for (int i = 0; i < n && err == JY_OK; i++) {
		err = apply_may(&rq->act, &all[i], &registered, &why);
		one = campaign_val(&rq->act, &all[i]);
		val_set(&one, "may", val_bool(why == NULL));
		val_push(&list, one);
	}
	val_set(data, "campaigns", list);
	val_set(data, "some_campaigns", val_bool(n > 0));
	return err;
}

/* Her applications; only those that were passed when `approved`. */
static enum jy_err
put_own(struct request *rq, struct val *data, bool approved)
{
	struct post_application *all = arena_array(rq->act.arena, ROWS_MAX, sizeof(*all));
	struct val list = val_list(rq->act.arena);
	enum jy_err err;
	int n;

	if (all == NULL)
		return JY_ENOMEM;
	if ((err = apply_own(&rq->act, all, ROWS_MAX, &n)) != JY_OK)
		return err;
	for (int i = 0; i < n; i++)
		if (!approved || apply_is_approved(&all[i]))
			val_push(&list, application_val(&rq->act, &all[i]));
	val_set(data, "list", list);
	val_set(data, "some", val_bool(val_len(&list) > 0));
	return JY_OK;
}

static enum jy_err
list_page(struct request *rq)
{
	struct val data = val_map(rq->act.arena);
	enum jy_err err;

	if ((err = put_campaigns(rq, &data)) != JY_OK ||
	    (err = put_own(rq, &data, false)) != JY_OK)
		return err;
	val_set(&data, "registered",
	    val_bool(realname_is_registered(&rq->act, rq->act.who.account_id)));
	return reply_page(rq, 200, "rural/list", "岗位报名", data);
}

/* --- the form */

/* The posts as choices, by prefecture. */
static enum jy_err
put_posts(struct request *rq, struct val *data, int64_t campaign_id)
{
	struct post *all = arena_array(rq->act.arena, POSTS_MAX, sizeof(*all));
	struct val list = val_list(rq->act.arena), one;
	int64_t chosen = 0;
	enum jy_err err;
	size_t n;

	if (all == NULL)
		return JY_ENOMEM;
	(void)str_int(form_get(&rq->form, "post"), 1, INT64_MAX, &chosen);
	if ((err = post_list(&rq->act, campaign_id, STR(""), all, POSTS_MAX, &n)) !=
	    JY_OK)
		return err;
	for (size_t i = 0; i < n; i++) {
		one = post_val(rq->act.arena, &all[i]);
		val_set(&one, "chosen", val_bool(all[i].id == chosen));
		val_push(&list, one);
	}
	val_set(data, "posts", list);
	return JY_OK;
}

static enum jy_err
put_basic(struct request *rq, struct val *data)
{
	struct buf masked = BUF_INIT;
	struct str id_no;
	struct val basic;
	enum jy_err err = apply_basic(&rq->act, &basic, &id_no);

	if (err == JY_ECONFLICT)
		return JY_OK; /* the page says what is to be done first */
	if (err != JY_OK)
		return err;
	mask_id(&masked, id_no);
	val_set(data, "basic", basic);
	val_set(data, "id_no", val_str(arena_str(rq->act.arena, buf_view(&masked))));
	buf_release(&masked);
	return JY_OK;
}

static enum jy_err
draw_form(struct request *rq, const struct campaign *c, struct str path, struct str back)
{
	struct val data = val_map(rq->act.arena);
	enum jy_err err;

	if ((err = put_basic(rq, &data)) != JY_OK ||
	    (err = put_posts(rq, &data, c->id)) != JY_OK)
		return err;
	val_set(&data, "campaign", campaign_val(&rq->act, c));
	val_set(&data, "action", val_str(path));
	val_set(&data, "back", val_str(back));
	val_set(&data, "csrf", val_str(csrf_token_for(rq, path)));
	val_set(&data, "crumbs", crumbs(rq));
	return reply_page(rq, 200, "rural/apply", "报名填表", data);
}

static enum jy_err
read_form(struct request *rq, struct application_form *out)
{
	const struct form *f = &rq->form;

	*out = (struct application_form){
		.experience = form_get(f, "experience"),
		.phone = form_get(f, "phone"),
		.email = form_get(f, "email"),
		.address = form_get(f, "address"),
	};
	if (!str_int(form_get(f, "post"), 1, INT64_MAX, &out->post_id))
		return form_fail(&rq->form, "post", "请选择报考岗位。");
	return JY_OK;
}

static enum jy_err
campaign_of(struct request *rq, struct campaign *c)
{
	int64_t id;

	return str_int(rq->param, 1, INT64_MAX, &id) ? campaign_load(&rq->act, id, c)
						     : JY_ENOTFOUND;
}

static enum jy_err
apply_again(struct request *rq)
{
	struct campaign c;
	enum jy_err err = campaign_of(rq, &c);

	return err != JY_OK
		   ? err
		   : draw_form(rq, &c, path_of(rq, "apply", rq->param, ""), STR(PATH));
}

/* Filled in as far as it is known: contact from the profile, the post from the site. */
static enum jy_err
apply_page(struct request *rq)
{
	struct profile p;
	struct campaign c;
	bool registered;
	const char *why;
	enum jy_err err;

	if ((err = campaign_of(rq, &c)) != JY_OK ||
	    (err = apply_may(&rq->act, &c, &registered, &why)) != JY_OK)
		return err;
	if (why != NULL)
		return reply_redirect(rq, PATH);
	if ((err = profile_load(&rq->act, rq->act.who.account_id, &p)) != JY_OK)
		return err;
	form_set(&rq->form, "phone", p.mobile);
	form_set(&rq->form, "email", p.email);
	form_set(&rq->form, "address", p.address);
	form_set(&rq->form, "post", request_query(rq, "post"));
	return apply_again(rq);
}

static enum jy_err
apply_post(struct request *rq)
{
	struct application_form form;
	const char *why = NULL;
	struct campaign c;
	struct str uid;
	enum jy_err err;

	if ((err = read_form(rq, &form)) != JY_OK || (err = campaign_of(rq, &c)) != JY_OK)
		return err;
	err = apply_create(&rq->act, c.id, &form, &uid, &why);
	if (err == JY_EINPUT)
		return form_fail(&rq->form, "post", "请选择报考岗位。");
	if (err == JY_ECONFLICT)
		rq->form.error = why;
	return err != JY_OK
		   ? err
		   : reply_redirect_str(rq, path_of(rq, "view", uid, "?done=submitted"));
}

/* --- one application */

static enum jy_err
view_page(struct request *rq)
{
	struct val data = val_map(rq->act.arena);
	struct post_application p;
	enum jy_err err;

	if ((err = apply_get(&rq->act, rq->param, &p)) != JY_OK ||
	    (err = flow_put(rq, &data, &post_flow, p.id, NULL,
		 path_of(rq, "edit", p.uid, ""))) != JY_OK)
		return err;
	val_set(&data, "application", application_val(&rq->act, &p));
	val_set(&data, "crumbs", crumbs(rq));
	return reply_page(rq, 200, "rural/one", "三支一扶报名", data);
}

static enum jy_err
draw_edit(struct request *rq, const struct post_application *p)
{
	struct campaign c;
	enum jy_err err = campaign_load(&rq->act, p->campaign_id, &c);

	return err != JY_OK ? err
			    : draw_form(rq, &c, path_of(rq, "edit", p->uid, ""),
				  path_of(rq, "view", p->uid, ""));
}

static enum jy_err
edit_again(struct request *rq)
{
	struct post_application p;
	enum jy_err err = apply_get(&rq->act, rq->param, &p);

	return err != JY_OK ? err : draw_edit(rq, &p);
}

static enum jy_err
edit_page(struct request *rq)
{
	struct post_application p;
	enum jy_err err = apply_get(&rq->act, rq->param, &p);

	if (err != JY_OK)
		return err;
	if (!str_is(p.state, "pending"))
		return reply_redirect_str(rq, path_of(rq, "view", p.uid, ""));
	form_set(&rq->form, "experience", p.experience);
	form_set(&rq->form, "phone", p.phone);
	form_set(&rq->form, "email", p.email);
	form_set(&rq->form, "address", p.address);
	form_set(
	    &rq->form, "post", arena_printf(rq->act.arena, "%lld", (long long)p.post_id));
	return draw_edit(rq, &p);
}

static enum jy_err
edit_post(struct request *rq)
{
	struct application_form form;
	struct flow_input in = { STR(""), &form };
	struct post_application p;
	bool done;
	enum jy_err err;

	if ((err = read_form(rq, &form)) != JY_OK ||
	    (err = apply_get(&rq->act, rq->param, &p)) != JY_OK)
		return err;
	err = flow_post(rq, &post_flow, p.id, "edit", &in, edit_again, &done);
	if (err == JY_ECONFLICT && !done && rq->form.error == NULL)
		rq->form.error = "报名已经结束，不能再更换岗位。";
	return !done ? err
		     : reply_redirect_str(
			   rq, path_of(rq, "view", p.uid, "?done=submitted"));
}

/* --- 报名表打印 (9.2) */

static enum jy_err
forms_page(struct request *rq)
{
	struct val data = val_map(rq->act.arena);
	enum jy_err err = put_own(rq, &data, true);

	return err != JY_OK ? err
			    : reply_page(rq, 200, "rural/forms", "报名表打印", data);
}

static enum jy_err
print_page(struct request *rq)
{
	struct val data = val_map(rq->act.arena);
	struct post_application p;
	struct str id_no;
	struct val basic;
	enum jy_err err;

	if ((err = apply_get(&rq->act, rq->param, &p)) != JY_OK)
		return err;
	if (!apply_is_approved(&p)) {
		rq->form.error = "报名审核通过后才能打印报名确认表。";
		return JY_ECONFLICT;
	}
	/* her own number, whole: she holds the form in her hands */
	if ((err = apply_basic(&rq->act, &basic, &id_no)) == JY_OK)
		p.id_no = id_no;
	else if (err != JY_ECONFLICT)
		return err;
	val_set(&data, "application", application_val(&rq->act, &p));
	return reply_page(rq, 200, "rural/print", "“三支一扶”计划报名确认表", data);
}

/* clang-format off */
const struct route apply_routes[] = {
	{ METHOD_GET, PATH, ROLE_GRADUATE, CSRF_NO, RATE_NONE, NO_FIELDS, list_page, NULL, NULL },
	{ METHOD_GET, PATH "/apply/*", ROLE_GRADUATE, CSRF_NO, RATE_NONE, FIELDS(form_fields), apply_page, NULL, NULL },
	{ METHOD_POST, PATH "/apply/*", ROLE_GRADUATE, CSRF_YES, RATE_FORM, FIELDS(form_fields), apply_post, apply_again, NULL },
	{ METHOD_GET, PATH "/view/*", ROLE_GRADUATE, CSRF_NO, RATE_NONE, NO_FIELDS, view_page, NULL, NULL },
	{ METHOD_GET, PATH "/edit/*", ROLE_GRADUATE, CSRF_NO, RATE_NONE, FIELDS(form_fields), edit_page, NULL, NULL },
	{ METHOD_POST, PATH "/edit/*", ROLE_GRADUATE, CSRF_YES, RATE_FORM, FIELDS(form_fields), edit_post, edit_again, NULL },
	{ METHOD_GET, PATH "/form", ROLE_GRADUATE, CSRF_NO, RATE_NONE, NO_FIELDS, forms_page, NULL, NULL },
	{ METHOD_GET, PATH "/form/*", ROLE_GRADUATE, CSRF_NO, RATE_NONE, NO_FIELDS, print_page, NULL, NULL },
	{ .path = NULL },
};
/* clang-format on */
