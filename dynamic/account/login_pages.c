/*
 * login_pages.c - 用户登录 (1.2) as page and as fragment of the home page, 退出, and
 * what static pages ask about the viewer. The rules are login.c's.
 */
#include "account/login.h"
#include "account/pages.h"
#include "audit/audit.h"
#include "captcha/captcha_pages.h"
#include "http/rate.h"
#include "http/session.h"
#include "http/view.h"
#include "profile/profile.h"

static const char REFUSED[] = "会员类型、用户名或密码不正确，或该账户暂时不能登录。多次失"
			      "败后须等待一段时间才能再试；忘"
			      "记密码可以用手机找回。";

static const struct choice kinds[] = {
	{ "graduate", "个人会员" },
	{ "employer", "单位会员" },
	{ "staff", "管理部门" },
	{ NULL, NULL },
};

static const struct field login_fields[] = {
	{ "kind", "会员登录", FIELD_CHOICE, 0, 0, F_REQUIRED, NULL, NULL, kinds, NULL },
	{ "login", "用户名", FIELD_TEXT, 1, 64, F_REQUIRED,
	    "个人：身份证号或手机号；单位：统一社会信用代码或手机号", "username", NULL,
	    NULL },
	{ "password", "密码", FIELD_PASSWORD, 0, 0, F_REQUIRED | F_SECRET, NULL,
	    "current-password", NULL, NULL },
	CAPTCHA_FIELDS,
	{ "next", "登录后的页面", FIELD_TEXT, 0, 1000, F_HIDDEN, NULL, NULL, NULL, NULL },
};

/* The data of auth/login_form, on whichever page it stands. */
static enum jy_err
login_data(struct request *rq, struct val *data)
{
	*data = val_map(rq->act.arena);
	if (form_get(&rq->form, "kind").n == 0)
		form_set(&rq->form, "kind", STR("graduate"));
	val_set(data, "csrf", val_str(csrf_token(rq, "/auth/login")));
	return captcha_put(rq, data, "/auth/login");
}

static enum jy_err
login_page(struct request *rq)
{
	struct val data;
	enum jy_err err = login_data(rq, &data);

	return err != JY_OK ? err : reply_page(rq, 200, "auth/login", "用户登录", data);
}

/* An empty captcha is named beside all else. */
static enum jy_err
login_again(struct request *rq)
{
	captcha_missing(rq);
	return login_page(rq);
}

static enum jy_err
login_get(struct request *rq)
{
	struct str next = request_query(rq, "next");

	if (rq->session.is_login)
		return reply_redirect(rq, role_zone(rq->act.who.role));
	if (path_is_local(next))
		form_set(&rq->form, "next", next);
	return login_page(rq);
}

static enum jy_err
login_fragment(struct request *rq)
{
	struct val data = val_map(rq->act.arena);
	enum jy_err err = JY_OK;

	if (!rq->session.is_login)
		err = login_data(rq, &data);
	return err != JY_OK ? err : reply_fragment(rq, "fragment/login", data);
}

static void
login_work(void *arg)
{
	hash_job_run(((struct login *)arg)->job);
}

static enum jy_err
login_refused(struct request *rq, struct login *l)
{
	enum jy_err err = login_refuse(&rq->act, l);

	return err != JY_OK ? err : form_fail(&rq->form, NULL, REFUSED);
}

static enum jy_err
login_done(struct request *rq)
{
	struct login *l = rq->work_arg;
	struct str next = form_get(&rq->form, "next");
	enum jy_err err;

	if (l->job->err != JY_OK)
		return l->job->err;
	if (!login_matches(l))
		return login_refused(rq, l);
	if ((err = db_begin(rq->act.db)) != JY_OK)
		return err;
	if ((err = login_accept(&rq->act, l)) == JY_OK)
		err = session_start(rq, l->account.id);
	if (err == JY_OK && l->account.role == ROLE_GRADUATE)
		err = profile_login(&rq->act, l->account.id);
	err = db_end(rq->act.db, err);
	if (err == JY_ECONFLICT || err == JY_EFORBIDDEN)
		return login_refused(rq, l);
	if (err != JY_OK)
		return err;
	return path_is_local(next) ? reply_redirect_str(rq, next)
				   : reply_redirect(rq, role_zone(l->account.role));
}

/* Too many log in at once: this try says nothing of the password. */
static void
login_unasked(struct request *rq)
{
	struct login *l = rq->work_arg;

	(void)rate_return(&rq->act, RATE_RULE_LOGIN_ACCOUNT, l->key);
}

static enum jy_err
login_post(struct request *rq)
{
	struct login *l = arena_alloc(rq->act.arena, sizeof(*l));
	enum jy_err err;

	if (l == NULL)
		return JY_ENOMEM;
	if ((err = captcha_field(rq)) != JY_OK)
		return err;
	err = login_begin(&rq->act, member_of(form_get(&rq->form, "kind")),
	    form_get(&rq->form, "login"), form_get(&rq->form, "password"), l,
	    &rq->retry_after);
	if (err != JY_OK)
		return err;
	rq->refused = login_unasked;
	return request_defer(rq, login_work, l, login_done);
}

static enum jy_err
logout_post(struct request *rq)
{
	enum jy_err err;

	if ((err = db_begin(rq->act.db)) != JY_OK)
		return err;
	err = audit_act(&rq->act, "session.logout", "account", rq->act.who.account_id,
	    NULL, STR_NONE);
	if (err == JY_OK)
		err = session_end(rq);
	err = db_end(rq->act.db, err);
	return err != JY_OK ? err : reply_redirect(rq, "/auth/login?done=logged-out");
}

const struct route login_routes[] = {
	{ METHOD_GET, "/auth/login", ROLES_ANYONE, CSRF_NO, RATE_NONE,
	    FIELDS(login_fields), login_get, NULL, NULL },
	{ METHOD_POST, "/auth/login", ROLES_ANYONE, CSRF_YES, RATE_LOGIN,
	    FIELDS(login_fields), login_post, login_again, NULL },
	{ METHOD_GET, "/auth/fragment/login", ROLES_ANYONE, CSRF_NO, RATE_NONE,
	    FIELDS(login_fields), login_fragment, NULL, NULL },
	{ METHOD_POST, "/auth/logout", ROLES_ACCOUNT, CSRF_YES, RATE_FORM, NO_FIELDS,
	    logout_post, NULL, NULL },
	{ .path = NULL },
};
