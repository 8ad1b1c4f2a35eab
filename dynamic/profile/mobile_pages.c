/*
 * mobile_pages.c - 变更手机号 in two pages: password and new number, then the code that was
 * sent there; and the authority's page for a lost phone. The rules are mobile.c's.
 */
#include "account/pages.h"
#include "code/code_pages.h"
#include "http/rate.h"
#include "http/session.h"
#include "profile/mobile.h"
#include "profile/pages.h"

#define OWNERS (ROLE_GRADUATE | ROLE_EMPLOYER)

/* clang-format off */
static const struct field number_fields[] = {
	{ "password", "登录密码", FIELD_PASSWORD, 0, 0, F_REQUIRED | F_SECRET, NULL,
	  "current-password", NULL, NULL },
	{ "mobile", "新手机号", FIELD_MOBILE, 0, 0, F_REQUIRED, "验证码将发送到这个号码", "tel", NULL, NULL },
};
static const struct field code_fields[] = {
	{ "mobile", "新手机号", FIELD_TOKEN, 11, 11, F_REQUIRED, NULL, NULL, NULL, NULL },
	CODE_FIELD,
};
static const struct field reset_fields[] = {
	{ "login", "身份证号或统一社会信用代码", FIELD_TEXT, 1, 32, F_REQUIRED, "账户的登录用户名", NULL,
	  NULL, NULL },
	{ "name", "姓名", FIELD_NAME, 0, 0, F_REQUIRED, "个人会员的真实姓名，或单位会员的联系人姓名", NULL, NULL, NULL },
	{ "mobile", "新手机号", FIELD_MOBILE, 0, 0, F_REQUIRED, NULL, NULL, NULL, NULL },
	{ "again", "再次输入新手机号", FIELD_MOBILE, 0, 0, F_REQUIRED, NULL, NULL, NULL, NULL },
	{ "reason", "核验情况", FIELD_TEXT, 2, 200, F_REQUIRED,
	  "当场出示了什么证件、由谁核验；不要填写证件号码", NULL, NULL, NULL },
};
/* clang-format on */

/* --- by the owner */

static enum jy_err
number_page(struct request *rq)
{
	struct val data = val_map(rq->act.arena);

	val_set(&data, "lead",
	    val_text("手机号用于登录和找回密码。变更后，其他设备上的登录将全部退出。"));
	val_set(&data, "note",
	    val_text("忘记了登录密码或原手机已丢失，请本人携带身份证到主管部门办理。"));
	val_set(&data, "action", val_text("/auth/mobile"));
	val_set(&data, "csrf", val_str(csrf_token(rq, "/auth/mobile")));
	val_set(&data, "submit", val_text("获取短信验证码"));
	val_set(&data, "cancel_href", val_text(role_zone(rq->act.who.role)));
	return reply_page(rq, 200, "form", "变更手机号", data);
}

static enum jy_err
code_page(struct request *rq)
{
	struct val data = val_map(rq->act.arena);
	struct str lead = code_sent_text(rq, form_get(&rq->form, "mobile"));

	if (lead.p == NULL)
		return JY_ENOMEM;
	val_set(&data, "lead", val_str(lead));
	val_set(&data, "action", val_text("/auth/mobile/code"));
	val_set(&data, "csrf", val_str(csrf_token(rq, "/auth/mobile/code")));
	val_set(&data, "submit", val_text("确定"));
	val_set(&data, "cancel_href", val_text("/auth/mobile"));
	val_set(&data, "cancel", val_text("没有收到？重新获取"));
	return reply_page(rq, 200, "form", "验证新手机号", data);
}

static enum jy_err
verify_done(struct request *rq)
{
	struct str mobile = form_get(&rq->form, "mobile");
	int64_t wait = 0;
	enum jy_err err = mobile_send(&rq->act, browser_of(rq), mobile, &wait);

	if (err == JY_ELIMIT)
		return wait_fail(rq, "mobile", wait);
	if (err != JY_OK ||
	    (err = form_empty(&rq->form, rq->act.arena, FIELDS(code_fields))) != JY_OK)
		return err;
	form_set(&rq->form, "mobile", mobile);
	return code_page(rq);
}

static enum jy_err
number_post(struct request *rq)
{
	struct account account;
	enum jy_err err = account_find_id(&rq->act, rq->act.who.account_id, &account);

	if (err != JY_OK)
		return err;
	if (str_eq(form_get(&rq->form, "mobile"), account.mobile))
		return form_fail(&rq->form, "mobile", "这就是现在的手机号。");
	return password_again(rq, "password", "mobile.change", verify_done);
}

static enum jy_err
code_post(struct request *rq)
{
	enum jy_err err = mobile_change(&rq->act, browser_of(rq),
	    form_get(&rq->form, "mobile"), form_get(&rq->form, "code"), rq->session.id);

	if (err == JY_EINPUT)
		return form_fail(&rq->form, "code", CODE_WRONG);
	if (err != JY_OK || (err = session_renew(rq)) != JY_OK)
		return err;
	return reply_redirect_str(
	    rq, arena_printf(rq->act.arena, "%s?done=mobile-changed",
		    role_zone(rq->act.who.role)));
}

/* --- by the authority */

static enum jy_err
reset_page(struct request *rq)
{
	struct val data = val_map(rq->act.arena);

	val_set(&data, "lead",
	    val_text("会员的手机已丢失时，当面核验身份证件后，为其登记新的手机号。"));
	val_set(&data, "note",
	    val_text(
		"变更后该账户的登录全部退出，新旧号码都会收到通知。本次操作记入审计。"));
	val_set(&data, "action", val_text("/office/mobile"));
	val_set(&data, "submit", val_text("变更手机号"));
	val_set(&data, "cancel_href", val_text("/office/"));
	return reply_page(rq, 200, "form", "会员手机号变更", data);
}

static enum jy_err
reset_post(struct request *rq)
{
	struct str mobile = form_get(&rq->form, "mobile");
	enum jy_err err;

	if (!str_eq(mobile, form_get(&rq->form, "again")))
		return form_fail(&rq->form, "again", "两次输入的手机号不一致。");
	err = mobile_reset(&rq->act, form_get(&rq->form, "login"),
	    form_get(&rq->form, "name"), mobile, form_get(&rq->form, "reason"));
	if (err == JY_EINPUT)
		return form_fail(
		    &rq->form, "login", "没有号码和姓名都相符的会员账户，请核对。");
	if (err == JY_ECONFLICT)
		return form_fail(&rq->form, "mobile", "该手机号已被其他账户使用。");
	return err != JY_OK ? err : reply_redirect(rq, "/office/?done=mobile-changed");
}

const struct route mobile_routes[] = {
	{ METHOD_GET, "/auth/mobile", OWNERS, CSRF_NO, RATE_NONE, FIELDS(number_fields),
	    number_page, NULL, NULL },
	{ METHOD_POST, "/auth/mobile", OWNERS, CSRF_YES, RATE_SMS, FIELDS(number_fields),
	    number_post, number_page, NULL },
	{ METHOD_POST, "/auth/mobile/code", OWNERS, CSRF_YES, RATE_FORM,
	    FIELDS(code_fields), code_post, code_page, NULL },
	{ METHOD_GET, "/office/mobile", ROLE_AUTHORITY, CSRF_NO, RATE_NONE,
	    FIELDS(reset_fields), reset_page, NULL, NULL },
	{ METHOD_POST, "/office/mobile", ROLE_AUTHORITY, CSRF_YES, RATE_FORM,
	    FIELDS(reset_fields), reset_post, reset_page, NULL },
	{ .path = NULL },
};
