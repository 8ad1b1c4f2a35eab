/*
 * objection_pages.c - /auth/objection/ID: a notice is objected to by whoever is logged in
 * (the authority enters what comes by letter or call at the request's page); and the desk
 * at which objections are decided.
 */
#include "cert/cert.h"
#include "cert/objection.h"
#include "cert/pages.h"
#include "http/csrf.h"

#define WHO (ROLES_ACCOUNT & ~(unsigned)ROLE_AUTHORITY)

/* clang-format off */
static const struct field object_fields[] = {
	{ "detail", "异议内容", FIELD_LONG, 5, 500, F_REQUIRED,
	  "写明事实和依据，便于核查。您的姓名和联系方式不会告知申请人", NULL, NULL, NULL },
};
/* clang-format on */

static struct str
page_path(struct request *rq, int64_t id)
{
	return arena_printf(rq->act.arena, "/auth/objection/%lld", (long long)id);
}

static enum jy_err
object_page(struct request *rq)
{
	struct val data = val_map(rq->act.arena), notice;
	struct str path;
	int64_t id;
	enum jy_err err;

	if (!str_int(rq->param, 1, INT64_MAX, &id))
		return JY_ENOTFOUND;
	if ((err = objection_notice(&rq->act, id, &notice)) != JY_OK)
		return err;
	path = page_path(rq, id);
	val_set(&data, "notice", notice);
	val_set(&data, "action", val_str(path));
	val_set(&data, "csrf", val_str(csrf_token_for(rq, path)));
	return reply_page(rq, 200, "cert/objection", "提出异议", data);
}

static enum jy_err
object_post(struct request *rq)
{
	const struct objection_new in = { STR_NONE, STR_NONE,
		form_get(&rq->form, "detail") };
	const char *why;
	int64_t id;
	enum jy_err err;

	if (!str_int(rq->param, 1, INT64_MAX, &id))
		return JY_ENOTFOUND;
	err = objection_put(&rq->act, id, &in, &why);
	if (err == JY_ECONFLICT)
		return form_fail(
		    &rq->form, NULL, why != NULL ? why : "您已提出异议，正在核查。");
	return err != JY_OK ? err : reply_redirect_str(rq, page_path(rq, id));
}

/* --- the authority */

DESK_SQL(DESK_OBJECTION,
    "w.uid, w.name, (SELECT c.holder FROM cert_request c WHERE c.id = w.cert_id),"
    " (SELECT c.school FROM cert_request c WHERE c.id = w.cert_id)",
    " FROM cert_objection w", "",
    " AND (:word = '' OR instr(w.name, :word) > 0 OR instr(w.detail, :word) > 0)",
    DESK_NAMED("w.name"));

const struct desk objection_desk = {
	.flow = &objection_flow,
	.path = "/office/objections",
	.title = "补办公示异议",
	.noun = "异议",
	.scopes = { { ROLE_AUTHORITY, &DESK_OBJECTION } },
	.states = { "open", "upheld", "dismissed" },
	.columns = { { "提出人", NULL }, { "公示的申请人", NULL }, { "毕业院校", NULL } },
	.filters = { { "word", "提出人或内容", FILTER_WORD, NULL } },
	.one_by_one = true,
};

static enum jy_err
case_page(struct request *rq)
{
	struct val data = val_map(rq->act.arena), one, request;
	enum jy_err err;

	if ((err = objection_load(&rq->act, rq->param, &one)) != JY_OK ||
	    (err = cert_load(&rq->act, val_get(&one, STR("request"))->s, &request)) !=
		JY_OK ||
	    (err = desk_put(rq, &data, &objection_desk, val_get(&one, STR("id"))->i)) !=
		JY_OK)
		return err;
	val_set(&data, "objection", one);
	val_set(&data, "request", request);
	return reply_page(rq, 200, "cert/objected", "补办公示异议", data);
}

static enum jy_err
case_post(struct request *rq)
{
	struct val one;
	enum jy_err err = objection_load(&rq->act, rq->param, &one);

	if (err != JY_OK)
		return err;
	return desk_post(
	    rq, &objection_desk, val_get(&one, STR("id"))->i, NULL, case_page);
}

/* clang-format off */
static const struct field act_fields[] = { FLOW_FIELDS };

const struct route objection_routes[] = {
	{ METHOD_GET, "/auth/objection/*", WHO, CSRF_NO, RATE_NONE, FIELDS(object_fields), object_page, NULL, NULL },
	{ METHOD_POST, "/auth/objection/*", WHO, CSRF_YES, RATE_FORM, FIELDS(object_fields), object_post, object_page, NULL },
	{ METHOD_GET, "/office/objections/*", ROLE_AUTHORITY, CSRF_NO, RATE_NONE, FIELDS(act_fields), case_page, NULL, NULL },
	{ METHOD_POST, "/office/objections/*", ROLE_AUTHORITY, CSRF_YES, RATE_FORM, FIELDS(act_fields), case_post, case_page, NULL },
	{ .path = NULL },
};
/* clang-format on */
