/*
 * recover_pages.c - 忘记密码 (1.4) in two pages: the mobile, then its code and a new
 * password. What the first one answers never depends on whether the number is
 * known. The number stays in the page, never in an address.
 */
#include "account/pages.h"
#include "account/recover.h"
#include "captcha/captcha_pages.h"
#include "code/code.h"
#include "code/code_pages.h"
#include "http/rate.h"
#include "idcheck.h"

static const struct field mobile_fields[] = {
	{ "mobile", "手机号", FIELD_MOBILE, 0, 0, F_REQUIRED, "注册时填写的手机号", "tel",
	    NULL, NULL },
	CAPTCHA_FIELDS,
};

static const struct field reset_fields[] = {
	{ "mobile", "手机号", FIELD_TOKEN, 11, 11, F_REQUIRED, NULL, NULL, NULL, NULL },
	CODE_FIELD,
	NEW_PASSWORD_FIELDS("新密码"),
};

static enum jy_err
mobile_page(struct request *rq)
{
	struct val data = val_map(rq->act.arena);
	enum jy_err err = captcha_put(rq, &data, "/auth/recover");

	if (err != JY_OK)
		return err;
	val_set(&data, "lead", val_text("忘记登录密码时，用注册时填写的手机号找回。"));
	val_set(&data, "note",
	    val_text("单位会员同样用注册手机号找回。院系、学校和人社部门的账号如未登记手"
		     "机号，请联系"
		     "上级部门重置。"));
	val_set(&data, "action", val_text("/auth/recover"));
	val_set(&data, "submit", val_text("获取短信验证码"));
	val_set(&data, "cancel_href", val_text("/auth/login"));
	return reply_page(rq, 200, "form", "找回密码", data);
}

/* An empty captcha is named beside all else. */
static enum jy_err
mobile_again(struct request *rq)
{
	captcha_missing(rq);
	return mobile_page(rq);
}

/* The second page; rq->form is of reset_fields. */
static enum jy_err
reset_page(struct request *rq)
{
	struct val data = val_map(rq->act.arena);
	struct str lead = code_sent_text(rq, form_get(&rq->form, "mobile"));

	if (lead.p == NULL)
		return JY_ENOMEM;
	val_set(&data, "lead", val_str(lead));
	new_password_hint(rq, ROLE_GRADUATE); /* of the account nothing may show */
	val_set(&data, "action", val_text("/auth/recover/code"));
	val_set(&data, "csrf", val_str(csrf_token(rq, "/auth/recover/code")));
	val_set(&data, "submit", val_text("确定"));
	val_set(&data, "cancel_href", val_text("/auth/recover"));
	val_set(&data, "cancel", val_text("没有收到？重新获取"));
	return reply_page(rq, 200, "form", "设置新密码", data);
}

static enum jy_err
mobile_post(struct request *rq)
{
	struct str mobile = form_get(&rq->form, "mobile");
	int64_t wait = 0;
	enum jy_err err;

	if ((err = captcha_field(rq)) != JY_OK)
		return err;
	err = recover_send(&rq->act, browser_of(rq), mobile, &wait);
	if (err == JY_ELIMIT)
		return wait_fail(rq, "mobile", wait);
	if (err != JY_OK ||
	    (err = form_empty(&rq->form, rq->act.arena, FIELDS(reset_fields))) != JY_OK)
		return err;
	form_set(&rq->form, "mobile", mobile);
	return reset_page(rq);
}

/* What the work and its end need. */
struct reset {
	struct account account;
	int64_t code_id;
	struct hash_job *job;
};

static void
reset_work(void *arg)
{
	hash_job_run(((struct reset *)arg)->job);
}

static enum jy_err
reset_done(struct request *rq)
{
	struct reset *r = rq->work_arg;
	enum jy_err err = r->job->err;

	if (err == JY_OK)
		err = recover_commit(&rq->act, &r->account, r->code_id, r->job->hash);
	if (err == JY_ECONFLICT)
		return form_fail(&rq->form, "code", CODE_WRONG);
	return err != JY_OK ? err : reply_redirect(rq, "/auth/login?done=password-reset");
}

static enum jy_err
reset_post(struct request *rq)
{
	struct reset *r = arena_alloc(rq->act.arena, sizeof(*r));
	struct password_owner owner;
	char mobile[12];
	enum jy_err err;

	if (r == NULL)
		return JY_ENOMEM;
	if (mobile_parse(form_get(&rq->form, "mobile"), mobile) != ID_OK)
		return JY_EPARSE;
	err = recover_check(&rq->act, browser_of(rq), str_of(mobile),
	    form_get(&rq->form, "code"), &r->account, &r->code_id);
	if (err == JY_EINPUT)
		return form_fail(&rq->form, "code", CODE_WRONG);
	if (err != JY_OK)
		return err;
	owner = account_owner(&r->account);
	if ((err = new_password_check(rq, &owner)) != JY_OK ||
	    (err = hash_job_new(&rq->act, NULL, STR_NONE, form_get(&rq->form, "password"),
		 &r->job)) != JY_OK)
		return err;
	return request_defer(rq, reset_work, r, reset_done);
}

const struct route recover_routes[] = {
	{ METHOD_GET, "/auth/recover", ROLES_ANYONE, CSRF_NO, RATE_NONE,
	    FIELDS(mobile_fields), mobile_page, NULL, NULL },
	{ METHOD_POST, "/auth/recover", ROLES_ANYONE, CSRF_YES, RATE_SMS,
	    FIELDS(mobile_fields), mobile_post, mobile_again, NULL },
	{ METHOD_POST, "/auth/recover/code", ROLES_ANYONE, CSRF_YES, RATE_FORM,
	    FIELDS(reset_fields), reset_post, reset_page, NULL },
	{ .path = NULL },
};
