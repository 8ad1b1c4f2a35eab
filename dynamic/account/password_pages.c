/*
 * password_pages.c - 修改密码 (1.3) and the list of one's sessions. What a new
 * password must be is account.c's.
 */
#include "account/pages.h"
#include "audit/audit.h"
#include "http/rate.h"
#include "http/session.h"
#include "http/view.h"

static const struct field password_fields[] = {
	{ "old_password", "旧密码", FIELD_PASSWORD, 0, 0, F_REQUIRED | F_SECRET, NULL,
	    "current-password", NULL, NULL },
	NEW_PASSWORD_FIELDS("新密码"),
};

static const struct field session_fields[] = {
	{ "session", "登录", FIELD_TOKEN, 1, 64, F_REQUIRED, NULL, NULL, NULL, NULL },
};

struct str
browser_of(const struct request *rq)
{
	return STR_BYTES(rq->session.id);
}

enum jy_err
new_password_check(struct request *rq, const struct password_owner *owner)
{
	struct str password = form_get(&rq->form, "password");
	const char *fault = account_password_fault(&rq->act, owner, password);

	if (fault != NULL)
		return form_fail(&rq->form, "password", fault);
	if (!str_eq(password, form_get(&rq->form, "password2")))
		return form_fail(&rq->form, "password2", "两次输入的密码不一致。");
	return JY_OK;
}

void
new_password_hint(struct request *rq, enum role role)
{
	form_value(&rq->form, "password")->hint = account_password_hint(&rq->act, role);
}

enum jy_err
wait_fail(struct request *rq, const char *field, int64_t wait)
{
	struct str text = arena_printf(rq->act.arena,
	    wait > 120 ? "操作过于频繁，请 %lld 分钟后再试。"
		       : "操作过于频繁，请 %lld 秒后再试。",
	    (long long)(wait > 120 ? (wait + 59) / 60 : wait));

	return text.p == NULL ? JY_ENOMEM : form_fail(&rq->form, field, text.p);
}

/* What the work and its end need. */
struct change {
	struct account account;
	struct hash_job *job;
};

static void
change_work(void *arg)
{
	hash_job_run(((struct change *)arg)->job);
}

static enum jy_err
password_page(struct request *rq)
{
	struct val data = val_map(rq->act.arena);

	new_password_hint(rq, rq->act.who.role);
	val_set(&data, "note",
	    val_text("为了保证信息安全，建议您经常更换登录密码。修改后，其他设备上的登录"
		     "将全部退出。"));
	val_set(&data, "action", val_text("/auth/password"));
	val_set(&data, "submit", val_text("确定"));
	val_set(&data, "cancel_href", val_text(role_zone(rq->act.who.role)));
	return reply_page(rq, 200, "form", "修改密码", data);
}

/* The old password was wrong. */
static enum jy_err
refused(struct request *rq)
{
	enum jy_err err;

	if ((err = db_begin(rq->act.db)) != JY_OK)
		return err;
	err = audit_act(&rq->act, "password.change", "account", rq->act.who.account_id,
	    "refused", STR_NONE);
	if ((err = db_end(rq->act.db, err)) != JY_OK)
		return err;
	return form_fail(&rq->form, "old_password", "旧密码不正确。");
}

static enum jy_err
password_done(struct request *rq)
{
	struct change *c = rq->work_arg;
	enum jy_err err;

	if (c->job->err != JY_OK)
		return c->job->err;
	if (!c->job->match)
		return refused(rq);
	if ((err = db_begin(rq->act.db)) != JY_OK)
		return err;
	err = account_set_password(
	    &rq->act, &c->account, c->job->hash, false, rq->session.id);
	if (err == JY_OK)
		err = session_renew(rq);
	if (err == JY_OK)
		err = rate_forget(&rq->act, RATE_RULE_LOGIN_ACCOUNT, rq->act.who.uid);
	if ((err = db_end(rq->act.db, err)) != JY_OK)
		return err;
	return reply_redirect_str(
	    rq, arena_printf(rq->act.arena, "%s?done=password-changed",
		    role_zone(rq->act.who.role)));
}

static enum jy_err
password_post(struct request *rq)
{
	struct change *c = arena_alloc(rq->act.arena, sizeof(*c));
	struct password_owner owner;
	int64_t wait;
	enum jy_err err;

	if (c == NULL)
		return JY_ENOMEM;
	if ((err = account_find_id(&rq->act, rq->act.who.account_id, &c->account)) !=
	    JY_OK)
		return err;
	owner = account_owner(&c->account);
	if ((err = new_password_check(rq, &owner)) != JY_OK)
		return err;
	err = rate_hit(&rq->act, RATE_RULE_LOGIN_ACCOUNT, rq->act.who.uid, &wait);
	if (err == JY_ELIMIT)
		return wait_fail(rq, "old_password", wait);
	if (err != JY_OK || (err = hash_job_new(&rq->act, &c->account,
				 form_get(&rq->form, "old_password"),
				 form_get(&rq->form, "password"), &c->job)) != JY_OK)
		return err;
	return request_defer(rq, change_work, c, password_done);
}

static enum jy_err
sessions_page(struct request *rq)
{
	struct val data = val_map(rq->act.arena), list;
	enum jy_err err =
	    session_list(&rq->act, rq->act.who.account_id, rq->session.id, &list);

	if (err != JY_OK)
		return err;
	val_set(&data, "sessions", list);
	val_set(&data, "several", val_bool(val_len(&list) > 1));
	val_set(&data, "csrf", val_str(csrf_token(rq, "/auth/sessions")));
	val_set(&data, "all_csrf", val_str(csrf_token(rq, "/auth/sessions/end")));
	return reply_page(rq, 200, "my/sessions", "登录设备", data);
}

/* End one session (by its handle), or all others (NULL). */
static enum jy_err
end_sessions(struct request *rq, const struct str *handle)
{
	int64_t account = rq->act.who.account_id;
	enum jy_err err;

	if ((err = db_begin(rq->act.db)) != JY_OK)
		return err;
	err = handle != NULL ? session_end_one(&rq->act, account, *handle)
			     : session_end_others(&rq->act, account, rq->session.id);
	if (err == JY_OK)
		err = audit_act(&rq->act,
		    handle != NULL ? "session.end" : "session.end_others", "account",
		    account, NULL, STR_NONE);
	err = db_end(rq->act.db, err);
	return err != JY_OK ? err
			    : reply_redirect(rq, "/auth/sessions?done=session-ended");
}

static enum jy_err
sessions_post(struct request *rq)
{
	struct str handle = form_get(&rq->form, "session");

	return end_sessions(rq, &handle);
}

static enum jy_err
sessions_end_post(struct request *rq)
{
	return end_sessions(rq, NULL);
}

const struct route password_routes[] = {
	{ METHOD_GET, "/auth/password", ROLES_ACCOUNT, CSRF_NO, RATE_NONE,
	    FIELDS(password_fields), password_page, NULL, NULL },
	{ METHOD_POST, "/auth/password", ROLES_ACCOUNT, CSRF_YES, RATE_FORM,
	    FIELDS(password_fields), password_post, password_page, NULL },
	{ METHOD_GET, "/auth/sessions", ROLES_ACCOUNT, CSRF_NO, RATE_NONE, NO_FIELDS,
	    sessions_page, NULL, NULL },
	{ METHOD_POST, "/auth/sessions", ROLES_ACCOUNT, CSRF_YES, RATE_FORM,
	    FIELDS(session_fields), sessions_post, sessions_page, NULL },
	{ METHOD_POST, "/auth/sessions/end", ROLES_ACCOUNT, CSRF_YES, RATE_FORM,
	    NO_FIELDS, sessions_end_post, NULL, NULL },
	{ .path = NULL },
};
