/*
 * cert_pages.c - the graduate's requests: the list, the form, one with its progress.
 */
#include "cert/cert.h"
#include "cert/pages.h"
#include "flow/flow_pages.h"
#include "identity/identity.h"

#define LIST_PATH "/my/certificates"

/* clang-format off */
static const struct field new_fields[] = {
	{ "certificate", "补办证件", FIELD_CHOICE, 0, 0, F_REQUIRED, NULL, NULL, NULL, "certificate" },
	{ "cause", "遗失原因", FIELD_LONG, 5, 300, F_REQUIRED, "写明何时、何地、怎样遗失", NULL, NULL, NULL },
	{ "lost_on", "遗失日期", FIELD_DATE, 0, 0, 0, "记不清的，可以不填", NULL, NULL, NULL },
	{ "original_no", "原证件编号", FIELD_TEXT, 1, 40, 0, "记不清的，可以不填", NULL, NULL, NULL },
	{ "original_year", "原证件签发年度", FIELD_NUMBER, 1950, 2100, 0, "4 位年份", NULL, NULL, NULL },
};
static const struct field act_fields[] = { FLOW_FIELDS };
/* clang-format on */

static struct val
crumbs(struct request *rq)
{
	struct val list = val_list(rq->act.arena), one = val_map(rq->act.arena);

	val_set(&one, "label", val_text("报到证遗失补办"));
	val_set(&one, "path", val_text(LIST_PATH));
	val_push(&list, one);
	return list;
}

/* Whether requests are taken: data.types, data.verified, data.takes (one is open), data.busy
 * (a request is under way). */
static enum jy_err
put_intake(struct request *rq, struct val *data, bool busy)
{
	struct val types;
	bool takes = false;
	enum jy_err err = cert_types(&rq->act, &types);

	for (size_t i = 0; err == JY_OK && i < val_len(&types); i++) {
		struct val one = val_at(&types, i);

		takes = takes || val_true(val_get(&one, STR("open")));
	}
	val_set(data, "types", types);
	val_set(data, "verified",
	    val_bool(identity_is_verified(&rq->act, rq->act.who.account_id)));
	val_set(data, "takes", val_bool(takes));
	val_set(data, "busy", val_bool(busy));
	val_set(data, "days", val_int(rq->act.conf->notice.days));
	return err;
}

static enum jy_err
list_page(struct request *rq)
{
	struct val data = val_map(rq->act.arena), list;
	bool busy;
	enum jy_err err;

	if ((err = cert_mine(&rq->act, &list, &busy)) != JY_OK ||
	    (err = put_intake(rq, &data, busy)) != JY_OK)
		return err;
	val_set(&data, "requests", list);
	val_set(&data, "some", val_bool(val_len(&list) > 0));
	return reply_page(rq, 200, "cert/mine", "报到证遗失补办", data);
}

static enum jy_err
new_page(struct request *rq)
{
	struct val data = val_map(rq->act.arena), list;
	bool busy;
	enum jy_err err;

	if ((err = cert_mine(&rq->act, &list, &busy)) != JY_OK ||
	    (err = put_intake(rq, &data, busy)) != JY_OK)
		return err;
	val_set(&data, "crumbs", crumbs(rq));
	return reply_page(rq, 200, "cert/new", "补办申请", data);
}

static enum jy_err
new_post(struct request *rq)
{
	const struct form *f = &rq->form;
	const struct cert_new in = {
		.certificate = form_get(f, "certificate"),
		.cause = form_get(f, "cause"),
		.original_no = form_get(f, "original_no"),
		.lost_on = form_get(f, "lost_on"),
		.original_year = form_value(&rq->form, "original_year")->number,
	};
	const char *why;
	struct str uid;
	enum jy_err err = cert_request(&rq->act, &in, &uid, &why);

	if (err == JY_ECONFLICT)
		return form_fail(
		    &rq->form, NULL, why != NULL ? why : "您已有一份补办申请正在办理。");
	return err != JY_OK
		   ? err
		   : reply_redirect_str(
			 rq, arena_printf(rq->act.arena,
				 LIST_PATH "/" STR_FMT "?done=submitted", STR_ARG(uid)));
}

/* --- one */

static enum jy_err
view_page(struct request *rq)
{
	struct val data = val_map(rq->act.arena), one;
	struct str path =
	    arena_printf(rq->act.arena, LIST_PATH "/" STR_FMT, STR_ARG(rq->param));
	enum jy_err err;

	if ((err = cert_load(&rq->act, rq->param, &one)) != JY_OK ||
	    (err = flow_put(rq, &data, &cert_flow, val_get(&one, STR("id"))->i, NULL,
		 path)) != JY_OK)
		return err;
	val_set(&data, "request", one);
	if (val_get(&one, STR("next")) != NULL)
		val_set(&data, "history_next", *val_get(&one, STR("next")));
	val_set(&data, "crumbs", crumbs(rq));
	return reply_page(rq, 200, "cert/one", "补办申请", data);
}

static enum jy_err
act_post(struct request *rq)
{
	const char *action = arena_cstr(rq->act.arena, form_get(&rq->form, "action"));
	struct flow_input in = { STR(""), NULL };
	struct val one;
	bool done;
	enum jy_err err;

	if (action == NULL)
		return JY_ENOMEM;
	if ((err = cert_load(&rq->act, rq->param, &one)) != JY_OK)
		return err;
	err = flow_post(
	    rq, &cert_flow, val_get(&one, STR("id"))->i, action, &in, view_page, &done);
	if (!done)
		return err;
	return reply_redirect(rq, strcmp(action, "delete") == 0
				      ? LIST_PATH "?done=deleted"
				      : LIST_PATH "?done=withdrawn");
}

/* clang-format off */
const struct route cert_routes[] = {
	{ METHOD_GET, LIST_PATH, ROLE_GRADUATE, CSRF_NO, RATE_NONE, NO_FIELDS, list_page, NULL, NULL },
	{ METHOD_GET, LIST_PATH "/new", ROLE_GRADUATE, CSRF_NO, RATE_NONE, FIELDS(new_fields), new_page, NULL, NULL },
	{ METHOD_POST, LIST_PATH "/new", ROLE_GRADUATE, CSRF_YES, RATE_FORM, FIELDS(new_fields), new_post, new_page, NULL },
	{ METHOD_GET, LIST_PATH "/*", ROLE_GRADUATE, CSRF_NO, RATE_NONE, FIELDS(act_fields), view_page, NULL, NULL },
	{ METHOD_POST, LIST_PATH "/*", ROLE_GRADUATE, CSRF_YES, RATE_FORM, FIELDS(act_fields), act_post, view_page, NULL },
	{ .path = NULL },
};
/* clang-format on */
