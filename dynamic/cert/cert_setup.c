/*
 * cert_setup.c - 受理设置 of the authority: which certificates can be replaced, and whether
 * requests for them are taken (7.2.q3).
 */
#include "cert/cert.h"
#include "cert/pages.h"

#define TYPES_PATH "/office/certificates/types"

static const struct choice switches[] = {
	{ "open", "受理" },
	{ "closed", "不受理" },
	{ NULL, NULL },
};

/* clang-format off */
static const struct field type_fields[] = {
	{ "code", "证件", FIELD_TOKEN, 1, 32, F_REQUIRED, NULL, NULL, NULL, NULL },
	{ "intake", "受理", FIELD_CHOICE, 0, 0, F_REQUIRED, NULL, NULL, switches, NULL },
	{ "note", "说明", FIELD_TEXT, 0, 200, 0, "毕业生在申请页面看到", NULL, NULL, NULL },
};
static const struct field add_fields[] = {
	{ "code", "代码", FIELD_TOKEN, 1, 32, F_REQUIRED, "英文字母、数字，例如 graduation", NULL, NULL, NULL },
	{ "label", "名称", FIELD_TEXT, 2, 30, F_REQUIRED, "例如 毕业证明书", NULL, NULL, NULL },
};
/* clang-format on */

static struct val
crumbs(struct request *rq)
{
	struct val list = val_list(rq->act.arena), one = val_map(rq->act.arena);

	val_set(&one, "label", val_text("报到证补办"));
	val_set(&one, "path", val_text("/office/certificates"));
	val_push(&list, one);
	return list;
}

static enum jy_err
types_page(struct request *rq)
{
	struct val data = val_map(rq->act.arena), list;
	enum jy_err err = cert_types(&rq->act, &list);

	if (err != JY_OK)
		return err;
	val_set(&data, "types", list);
	val_set(&data, "types_csrf", val_str(csrf_token(rq, TYPES_PATH)));
	val_set(&data, "add_csrf", val_str(csrf_token(rq, TYPES_PATH "/add")));
	val_set(&data, "crumbs", crumbs(rq));
	return reply_page(rq, 200, "cert/types", "补办受理设置", data);
}

static enum jy_err
types_post(struct request *rq)
{
	enum jy_err err = cert_type_set(&rq->act, form_get(&rq->form, "code"),
	    str_is(form_get(&rq->form, "intake"), "open"), form_get(&rq->form, "note"));

	return err != JY_OK ? err : reply_redirect(rq, TYPES_PATH "?done=saved");
}

static enum jy_err
add_post(struct request *rq)
{
	enum jy_err err = cert_type_add(
	    &rq->act, form_get(&rq->form, "code"), form_get(&rq->form, "label"));

	if (err == JY_ECONFLICT)
		return form_fail(&rq->form, "code", "已有这个代码的证件。");
	return err != JY_OK ? err : reply_redirect(rq, TYPES_PATH "?done=saved");
}

/* clang-format off */
const struct route cert_setup_routes[] = {
	{ METHOD_GET, TYPES_PATH, ROLE_AUTHORITY, CSRF_NO, RATE_NONE, FIELDS(add_fields), types_page, NULL, NULL },
	{ METHOD_POST, TYPES_PATH, ROLE_AUTHORITY, CSRF_YES, RATE_FORM, FIELDS(type_fields), types_post, types_page, NULL },
	{ METHOD_POST, TYPES_PATH "/add", ROLE_AUTHORITY, CSRF_YES, RATE_FORM, FIELDS(add_fields), add_post, types_page, NULL },
	{ .path = NULL },
};
/* clang-format on */
