/*
 * captcha_pages.c - GET /auth/captcha/ID, the picture; GET /auth/fragment/captcha, a
 * new box for a form that stands open; and the captcha as part of a form.
 */
#include "captcha/captcha_pages.h"
#include "http/route.h"
#include "http/session.h"
#include "http/view.h"

static struct str
browser(const struct request *rq)
{
	return STR_BYTES(rq->session.id);
}

enum jy_err
captcha_put(struct request *rq, struct val *data, const char *again)
{
	struct captcha_challenge c;
	struct val v = val_map(rq->act.arena);
	struct str id;
	enum jy_err err;

	if (!captcha_wanted(&rq->act))
		return JY_OK;
	if ((err = session_pre(rq)) != JY_OK ||
	    (err = captcha_new(&rq->act, browser(rq), &id)) != JY_OK ||
	    (err = captcha_challenge(&rq->act, browser(rq), &c)) != JY_OK)
		return err;
	val_set(&v, "id", val_str(id));
	val_set(&v, "image",
	    val_str(arena_printf(rq->act.arena, "/auth/captcha/" STR_FMT, STR_ARG(id))));
	val_set(&v, "again_href", val_text(again));
	val_set(&v, "salt", val_str(c.salt));
	val_set(&v, "challenge", val_str(c.challenge));
	val_set(&v, "work", val_int(c.work));
	val_set(data, "captcha", v);
	return JY_OK;
}

enum jy_err
captcha_field(struct request *rq)
{
	struct captcha_answer in = {
		.id = form_get(&rq->form, "captcha_id"),
		.text = form_get(&rq->form, "captcha"),
		.proof = form_get(&rq->form, "captcha_proof"),
	};
	const char *why;
	enum jy_err err = captcha_check(&rq->act, browser(rq), &in, &why);

	return err == JY_EINPUT ? form_fail(&rq->form, "captcha", why) : err;
}

void
captcha_missing(struct request *rq)
{
	if (captcha_wanted(&rq->act) && form_get(&rq->form, "captcha").n == 0 &&
	    form_get(&rq->form, "captcha_proof").n == 0)
		(void)form_fail(&rq->form, "captcha", "请填写验证码。");
}

static enum jy_err
picture_get(struct request *rq)
{
	struct buf png = BUF_INIT;
	enum jy_err err = captcha_picture(&rq->act, browser(rq), rq->param, &png);

	if (err == JY_OK)
		err = reply_bytes(rq, "image/png", buf_view(&png));
	buf_release(&png);
	return err;
}

static enum jy_err
box_get(struct request *rq)
{
	struct val data = val_map(rq->act.arena);
	enum jy_err err = captcha_put(rq, &data, "/auth/login");

	return err != JY_OK ? err : reply_fragment(rq, "fragment/captcha", data);
}

const struct route captcha_routes[] = {
	{ METHOD_GET, "/auth/captcha/*", ROLES_ANYONE, CSRF_NO, RATE_NONE, NO_FIELDS,
	    picture_get, NULL, NULL },
	{ METHOD_GET, "/auth/fragment/captcha", ROLES_ANYONE, CSRF_NO, RATE_NONE,
	    NO_FIELDS, box_get, NULL, NULL },
	{ .path = NULL },
};
