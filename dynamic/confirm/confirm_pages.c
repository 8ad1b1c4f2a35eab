/*
 * confirm_pages.c - the graduate's page: the three parts, 确认正确, 确认错误 with what is
 * wrong, and the certificate to print.
 */
#include "confirm/confirm.h"
#include "confirm/pages.h"
#include "flow/flow_pages.h"
#include "http/csrf.h"
#include "identity/identity.h"

#define PAGE_PATH "/my/confirmation"

/* clang-format off */
static const struct field confirm_fields[] = {
	{ "seen", "核对的内容", FIELD_TOKEN, 64, 64, F_REQUIRED, NULL, NULL, NULL, NULL },
};
static const struct field dispute_fields[] = {
	{ "seen", "核对的内容", FIELD_TOKEN, 64, 64, F_REQUIRED, NULL, NULL, NULL, NULL },
	{ "basic", "基本信息哪里有误", FIELD_LONG, 2, 300, 0, NULL, NULL, NULL, NULL },
	{ "destination", "报到信息哪里有误", FIELD_LONG, 2, 300, 0, NULL, NULL, NULL, NULL },
	{ "dossier", "档案寄送信息哪里有误", FIELD_LONG, 2, 300, 0, NULL, NULL, NULL, NULL },
};
/* clang-format on */

static enum jy_err
draw_empty(struct request *rq)
{
	struct val data = val_map(rq->act.arena);

	val_set(&data, "verified",
	    val_bool(identity_is_verified(&rq->act, rq->act.who.account_id)));
	return reply_page(rq, 200, "confirm/none", "就业信息确认", data);
}

/* What was confirmed can be printed, if there is a place to report at. */
static enum jy_err
put_print(struct request *rq, struct val *data, int64_t id)
{
	struct val paper;
	const char *why;
	enum jy_err err = confirm_certificate(&rq->act, id, &paper, &why);

	if (err == JY_ECONFLICT) {
		val_set(data, "no_print", val_text(why));
		return JY_OK;
	}
	val_set(data, "prints", val_bool(err == JY_OK));
	return err;
}

static enum jy_err
draw(struct request *rq)
{
	struct val data = val_map(rq->act.arena), blocks;
	char digest[CONFIRM_DIGEST];
	int64_t id;
	enum jy_err err = confirm_mine(&rq->act, &id);

	if (err == JY_ENOTFOUND)
		return draw_empty(rq);
	if (err != JY_OK ||
	    (err = confirm_blocks(&rq->act, id, &blocks, digest)) != JY_OK ||
	    (err = flow_put(rq, &data, &confirm_flow, id, NULL, STR(PAGE_PATH))) !=
		JY_OK ||
	    (err = put_print(rq, &data, id)) != JY_OK)
		return err;
	val_set(&data, "blocks", blocks);
	val_set(&data, "seen", val_text(arena_strdup(rq->act.arena, digest)));
	val_set(&data, "open",
	    val_bool(str_is(
		val_get(val_get(&data, STR("state")), STR("name"))->s, "unconfirmed")));
	val_set(&data, "disputed",
	    val_bool(str_is(
		val_get(val_get(&data, STR("state")), STR("name"))->s, "disputed")));
	val_set(&data, "confirm_csrf", val_str(csrf_token(rq, PAGE_PATH "/confirm")));
	val_set(&data, "dispute_csrf", val_str(csrf_token(rq, PAGE_PATH "/dispute")));
	return reply_page(rq, 200, "confirm/mine", "就业信息确认", data);
}

/* The page again with why not. */
static enum jy_err
refused(struct request *rq, enum jy_err err, const char *why)
{
	enum jy_err drawn;

	if ((err != JY_ECONFLICT && err != JY_EINPUT) || why == NULL)
		return err;
	rq->form.error = why;
	if ((drawn = draw(rq)) == JY_OK)
		rq->reply.status = err_info(err)->http;
	return drawn;
}

static enum jy_err
confirm_post(struct request *rq)
{
	const char *why;
	enum jy_err err = confirm_agree(&rq->act, form_get(&rq->form, "seen"), &why);

	return err != JY_OK ? refused(rq, err, why)
			    : reply_redirect(rq, PAGE_PATH "?done=confirmed");
}

static enum jy_err
dispute_post(struct request *rq)
{
	const struct form *f = &rq->form;
	const struct str wrong[CONFIRM_PARTS] = {
		[CONFIRM_BASIC] = form_get(f, "basic"),
		[CONFIRM_DESTINATION] = form_get(f, "destination"),
		[CONFIRM_DOSSIER] = form_get(f, "dossier"),
	};
	const char *why;
	enum jy_err err = confirm_dispute(&rq->act, form_get(f, "seen"), wrong, &why);

	return err != JY_OK ? refused(rq, err, why)
			    : reply_redirect(rq, PAGE_PATH "?done=disputed");
}

static enum jy_err
print_page(struct request *rq)
{
	const char *why = NULL;
	struct val paper;
	int64_t id;
	enum jy_err err;

	if ((err = confirm_mine(&rq->act, &id)) == JY_OK)
		err = confirm_certificate(&rq->act, id, &paper, &why);
	if (err == JY_ENOTFOUND || err == JY_ECONFLICT) /* the page says why */
		return reply_redirect(rq, PAGE_PATH "?done=no-print");
	if (err != JY_OK || (err = confirm_printed(&rq->act, id)) != JY_OK)
		return err;
	val_set(&paper, "back", val_text(PAGE_PATH));
	return reply_page(rq, 200, "confirm/certificate", "就业报到证", paper);
}

/* clang-format off */
const struct route confirm_routes[] = {
	{ METHOD_GET, PAGE_PATH, ROLE_GRADUATE, CSRF_NO, RATE_NONE, FIELDS(dispute_fields), draw, NULL, NULL },
	{ METHOD_POST, PAGE_PATH "/confirm", ROLE_GRADUATE, CSRF_YES, RATE_FORM, FIELDS(confirm_fields), confirm_post, draw, NULL },
	{ METHOD_POST, PAGE_PATH "/dispute", ROLE_GRADUATE, CSRF_YES, RATE_FORM, FIELDS(dispute_fields), dispute_post, draw, NULL },
	{ METHOD_GET, PAGE_PATH "/print", ROLE_GRADUATE, CSRF_NO, RATE_NONE, NO_FIELDS, print_page, NULL, NULL },
	{ .path = NULL },
};
/* clang-format on */
