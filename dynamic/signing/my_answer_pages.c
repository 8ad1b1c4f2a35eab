/*
 * my_answer_pages.c - 应约 (5.1.f5, 6.1.f5): the text that is signed, and 同意, 拒绝, 取消.
 * 同意 is the graduate's own act: it wants her password, or a code sent to her phone.
 */
#include "account/pages.h"
#include "clock.h"
#include "code/code_pages.h"
#include "http/csrf.h"
#include "http/rate.h"
#include "signing/pages.h"
#include "signing/view.h"

#define LIST "/invitations"
#define DIGEST_CHARS 64

/* clang-format off */
static const struct field accept_fields[] = {
	{ "digest", "正文", FIELD_TOKEN, DIGEST_CHARS, DIGEST_CHARS, F_REQUIRED, NULL, NULL, NULL, NULL },
	{ "password", "登录密码", FIELD_PASSWORD, 0, 0, F_SECRET, NULL, "current-password", NULL, NULL },
	{ "code", "短信验证码", FIELD_DIGITS, CODE_DIGITS, CODE_DIGITS, F_SECRET, "6 位数字，发送到您注册的手机号", "one-time-code", NULL, NULL },
};
static const struct field decline_fields[] = {
	{ "reason", "拒绝的原因", FIELD_LONG, 2, 300, F_REQUIRED, "会原样告知单位", NULL, NULL, NULL },
};
/* clang-format on */

static struct str
path_of(struct request *rq, const char *more)
{
	return arena_printf(rq->act.arena, "%s" LIST "/" STR_FMT "/%s",
	    signing_words[signing_kind_at(rq->in.path)].path, STR_ARG(rq->param), more);
}

static enum jy_err
find(struct request *rq, struct invitation *i)
{
	enum jy_err err = invitation_find(&rq->act, rq->param, i);

	return err == JY_OK && i->kind != signing_kind_at(rq->in.path) ? JY_ENOTFOUND
								       : err;
}

/* One form's fields whichever of the two was posted. */
static enum jy_err
put_form(struct request *rq, struct val *data, const char *key,
    const struct field *fields, size_t n)
{
	struct form empty;
	enum jy_err err;

	if (rq->form.fields == fields) {
		val_set(data, key, form_val(&rq->form, &rq->act));
		return JY_OK;
	}
	if ((err = form_empty(&empty, rq->act.arena, fields, n)) == JY_OK)
		val_set(data, key, form_val(&empty, &rq->act));
	return err;
}

/* May she say yes now? Else data.why. */
static void
put_allowed(struct request *rq, struct val *data, int64_t id)
{
	struct flow_preview would = { .to = NULL };

	if (flow_preview(&rq->act, &invitation_flow, id, "accept", &would) != JY_OK ||
	    would.to == NULL)
		val_set(data, "why",
		    val_text(
			would.why != NULL ? would.why : "该邀请已被处理，不能再应约。"));
	val_set(data, "open", val_bool(would.to != NULL));
}

static enum jy_err
answer_page(struct request *rq)
{
	const struct signing_words *words = &signing_words[signing_kind_at(rq->in.path)];
	struct val data = val_map(rq->act.arena), texts;
	struct invitation i;
	struct text text;
	enum jy_err err;

	if ((err = find(rq, &i)) != JY_OK ||
	    (err = invitation_put(rq, &i, &data)) != JY_OK ||
	    (err = invitation_texts(&rq->act, &i, &texts)) != JY_OK ||
	    (err = text_render(&rq->act, words->name, &texts, &text)) != JY_OK ||
	    (err = put_form(rq, &data, "accept", FIELDS(accept_fields))) != JY_OK ||
	    (err = put_form(rq, &data, "decline", FIELDS(decline_fields))) != JY_OK)
		return err;
	put_allowed(rq, &data, i.id);
	val_set(&data, "may_decline", val_bool(str_is(i.state, "sent")));
	val_set(&data, "body", val_html(text.body));
	val_set(&data, "digest", val_str(text.digest));
	val_set(&data, "label", val_text(words->label));
	val_set(&data, "is_contract", val_bool(i.kind == SIGNING_CONTRACT));
	val_set(&data, "accept_path", val_str(path_of(rq, "accept")));
	val_set(&data, "accept_csrf", val_str(csrf_token_for(rq, path_of(rq, "accept"))));
	val_set(&data, "decline_path", val_str(path_of(rq, "decline")));
	val_set(
	    &data, "decline_csrf", val_str(csrf_token_for(rq, path_of(rq, "decline"))));
	val_set(&data, "code_path", val_str(path_of(rq, "code")));
	val_set(&data, "code_csrf", val_str(csrf_token_for(rq, path_of(rq, "code"))));
	val_set(&data, "list", val_str(signing_path(rq, i.kind, LIST)));
	signing_crumb(rq, &data, words->invitations, signing_path(rq, i.kind, LIST));
	return reply_page(rq, 200, "signing/answer", "应约", data);
}

/* --- 同意 */

/* It counts when it is done, not when it was sent: the clock may have passed the last
 * day while the password was looked at. */
static enum jy_err
accept(struct request *rq, const char *method, int64_t code_id)
{
	struct invitation_acceptance how = { .digest = form_get(&rq->form, "digest"),
		.method = method,
		.code_id = code_id };
	struct document d;
	const char *why;
	enum jy_err err;

	rq->act.now = clock_now();
	err = invitation_accept(&rq->act, rq->param, &how, &why);
	if (err == JY_ECONFLICT)
		rq->form.error = why;
	if (err != JY_OK || (err = document_get(&rq->act, how.document_id, &d)) != JY_OK)
		return err;
	return reply_redirect_str(
	    rq, arena_printf(rq->act.arena, "%s/" STR_FMT "?done=signed",
		    signing_words[d.kind].path, STR_ARG(d.uid)));
}

/* 409, with what stands against it on the page. */
static enum jy_err
answered(struct request *rq, enum jy_err err)
{
	enum jy_err drawn;

	if (err != JY_ECONFLICT || rq->form.error == NULL)
		return err;
	if ((drawn = answer_page(rq)) == JY_OK)
		rq->reply.status = err_info(err)->http;
	return drawn;
}

static enum jy_err
verify_done(struct request *rq)
{
	return answered(rq, accept(rq, "password", 0));
}

static struct code_bond
bond_of(struct request *rq, const struct account *account)
{
	return (struct code_bond){ CODE_SIGN, account->mobile, browser_of(rq) };
}

static enum jy_err
by_code(struct request *rq, const struct account *account)
{
	const struct code_bond bond = bond_of(rq, account);
	int64_t id;
	enum jy_err err = code_check(&rq->act, &bond, form_get(&rq->form, "code"), &id);

	if (err == JY_EINPUT)
		return form_fail(&rq->form, "code", CODE_WRONG);
	return err != JY_OK ? err : answered(rq, accept(rq, "sms", id));
}

static enum jy_err
accept_post(struct request *rq)
{
	struct account account;
	struct invitation i;
	enum jy_err err;

	if ((err = find(rq, &i)) != JY_OK ||
	    (err = account_find_id(&rq->act, rq->act.who.account_id, &account)) != JY_OK)
		return err;
	if (form_get(&rq->form, "code").n > 0)
		return by_code(rq, &account);
	if (form_get(&rq->form, "password").n > 0)
		return password_again(rq, "password", "invitation.accept", verify_done);
	return form_fail(
	    &rq->form, "password", "请输入登录密码，或短信验证码，确认是您本人。");
}

static enum jy_err
code_post(struct request *rq)
{
	struct account account;
	struct invitation i;
	int64_t wait = 0;
	struct code_bond bond;
	enum jy_err err;

	if ((err = find(rq, &i)) != JY_OK ||
	    (err = account_find_id(&rq->act, rq->act.who.account_id, &account)) != JY_OK)
		return err;
	bond = bond_of(rq, &account);
	err = code_send(&rq->act, &bond, account.mobile.n > 0, &wait);
	if (err == JY_ELIMIT)
		return wait_fail(rq, NULL, wait);
	return err != JY_OK
		   ? err
		   : reply_redirect_str(rq, path_of(rq, "answer?done=code-sent"));
}

/* --- 拒绝 */

static enum jy_err
decline_post(struct request *rq)
{
	const struct flow_input in = { form_get(&rq->form, "reason"), NULL };
	struct invitation i;
	bool done;
	enum jy_err err = find(rq, &i);

	if (err != JY_OK)
		return err;
	err = flow_post(rq, &invitation_flow, i.id, "decline", &in, answer_page, &done);
	return !done ? err
		     : reply_redirect_str(
			   rq, signing_path(rq, i.kind, LIST "?done=declined"));
}

/* clang-format off */
#define ANSWER(base) \
	{ METHOD_GET, base LIST "/*/answer", ROLE_GRADUATE, CSRF_NO, RATE_NONE, FIELDS(accept_fields), answer_page, NULL, NULL }, \
	{ METHOD_POST, base LIST "/*/accept", ROLE_GRADUATE, CSRF_YES, RATE_FORM, FIELDS(accept_fields), accept_post, answer_page, NULL }, \
	{ METHOD_POST, base LIST "/*/decline", ROLE_GRADUATE, CSRF_YES, RATE_FORM, FIELDS(decline_fields), decline_post, answer_page, NULL }, \
	{ METHOD_POST, base LIST "/*/code", ROLE_GRADUATE, CSRF_YES, RATE_SMS, NO_FIELDS, code_post, answer_page, NULL }
/* clang-format on */

const struct route my_answer_routes[] = {
	ANSWER("/my/contracts"),
	ANSWER("/my/agreements"),
	{ .path = NULL },
};
