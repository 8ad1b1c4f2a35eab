/*
 * cert_office.c - 报到证补办 of the authority: its desk, and one request with its review,
 * notice, objections and collection. What is set once is cert_setup.c's.
 */
#include "cert/cert.h"
#include "cert/objection.h"
#include "cert/pages.h"
#include "http/csrf.h"
#include "idcheck.h"
#include "profile/profile.h"

#define LIST_PATH "/office/certificates"
#define NOTICE_DAYS_MAX 60

DESK_SQL(DESK_CERT,
    "w.uid, w.holder, (SELECT label FROM dict WHERE kind = 'certificate' AND code ="
    " w.certificate), w.school, w.year, coalesce(w.notice_until, 0)",
    " FROM cert_request w", "",
    " AND (:year = 0 OR w.year = :year) AND (:word = '' OR instr(w.holder, :word) > 0"
    " OR instr(w.school, :word) > 0) AND (:certificate = '' OR w.certificate ="
    " :certificate)",
    DESK_PERSON);

/* clang-format off */
static const struct field act_fields[] = {
	FLOW_FIELDS,
	{ "from", "公示开始日期", FIELD_DATE, 0, 0, 0,
	  "不填为立即公示，网站下次生成时可见；办理当天不计入", NULL, NULL, NULL },
	{ "days", "公示期（工作日）", FIELD_NUMBER, 1, NOTICE_DAYS_MAX, 0, NULL, NULL, NULL, NULL },
	{ "new_no", "补发证件编号", FIELD_TEXT, 1, 40, 0, NULL, NULL, NULL, NULL },
};
static const struct field objection_fields[] = {
	{ "name", "提出人", FIELD_TEXT, 1, 50, F_REQUIRED, NULL, NULL, NULL, NULL },
	{ "contact", "联系方式", FIELD_TEXT, 1, 100, 0, "加密保存，仅用于回复", NULL, NULL, NULL },
	{ "detail", "异议内容", FIELD_LONG, 2, 500, F_REQUIRED, NULL, NULL, NULL, NULL },
};
/* clang-format on */

const struct desk cert_desk = {
	.flow = &cert_flow,
	.path = LIST_PATH,
	.title = "报到证补办",
	.noun = "补办申请",
	.scopes = { { ROLE_AUTHORITY, &DESK_CERT } },
	.states = { "pending", "public_notice", "ready", "collected", "rejected",
	    "withdrawn" },
	.columns = { { "申请人", NULL }, { "证件", NULL }, { "毕业院校", NULL },
	    { "毕业年度", NULL } },
	.filters = { { "word", "姓名或院校", FILTER_WORD, NULL },
	    { "year", "毕业年度", FILTER_YEAR, NULL },
	    { "certificate", "证件", FILTER_DICT, "certificate" } },
	.approve = "approve",
	.reject = "reject",
};

/* --- one */

/* Who asks, as verified, with the middle of the numbers hidden. */
static enum jy_err
put_person(struct request *rq, struct val *data, int64_t account_id)
{
	struct val v = val_map(rq->act.arena);
	struct buf b = BUF_INIT;
	struct profile p;
	enum jy_err err = profile_load(&rq->act, account_id, &p);

	if (err != JY_OK)
		return err;
	mask_id(&b, p.id_no);
	val_set(&v, "id_no", val_str(arena_str(rq->act.arena, buf_view(&b))));
	buf_reset(&b);
	mask_mobile(&b, p.mobile);
	val_set(&v, "mobile", val_str(arena_str(rq->act.arena, buf_view(&b))));
	buf_release(&b);
	val_set(&v, "faculty", val_str(p.faculty));
	val_set(&v, "major", val_str(p.major));
	val_set(data, "person", v);
	return JY_OK;
}

static enum jy_err
put_objections(struct request *rq, struct val *data, int64_t id)
{
	struct str path = arena_printf(
	    rq->act.arena, LIST_PATH "/" STR_FMT "/objection", STR_ARG(rq->param));
	struct val list;
	enum jy_err err = objection_list(&rq->act, id, &list);

	val_set(data, "objection_path", val_str(path));
	val_set(data, "objection_csrf", val_str(csrf_token_for(rq, path)));
	val_set(data, "objections", list);
	val_set(data, "some_objections", val_bool(val_len(&list) > 0));
	return err;
}

static enum jy_err
view_page(struct request *rq)
{
	struct val data = val_map(rq->act.arena), one;
	enum jy_err err;
	int64_t id;

	if ((err = cert_load(&rq->act, rq->param, &one)) != JY_OK)
		return err;
	id = val_get(&one, STR("id"))->i;
	if ((err = desk_put(rq, &data, &cert_desk, id)) != JY_OK ||
	    (err = put_person(rq, &data, val_get(&one, STR("account_id"))->i)) != JY_OK ||
	    (err = put_objections(rq, &data, id)) != JY_OK)
		return err;
	/* until when the notice runs, or that an objection stops it */
	if (str_is(val_get(&one, STR("state"))->s, "public_notice"))
		val_set(&data, "history_next", *val_get(&one, STR("next")));
	val_set(&data, "request", one);
	val_set_str(&data,
	    arena_printf(
		rq->act.arena, "is_" STR_FMT, STR_ARG(val_get(&one, STR("state"))->s)),
	    val_bool(true));
	return reply_page(rq, 200, "cert/case", "补办申请", data);
}

static enum jy_err
view_get(struct request *rq)
{
	form_set(&rq->form, "days",
	    arena_printf(rq->act.arena, "%lld", (long long)rq->act.conf->notice.days));
	return view_page(rq);
}

static enum jy_err
act_post(struct request *rq)
{
	const struct cert_notice notice = { form_value(&rq->form, "from")->number,
		form_value(&rq->form, "days")->number };
	const struct cert_collect collect = { form_get(&rq->form, "new_no") };
	struct str action = form_get(&rq->form, "action");
	struct val one;
	enum jy_err err = cert_load(&rq->act, rq->param, &one);

	if (err != JY_OK)
		return err;
	return desk_post(rq, &cert_desk, val_get(&one, STR("id"))->i,
	    str_is(action, "approve")   ? (const void *)&notice
	    : str_is(action, "collect") ? (const void *)&collect
					: NULL,
	    view_page);
}

/* An objection that came by letter or call. */
static enum jy_err
objection_post(struct request *rq)
{
	const struct objection_new in = { form_get(&rq->form, "name"),
		form_get(&rq->form, "contact"), form_get(&rq->form, "detail") };
	const char *why;
	struct val one;
	enum jy_err err;

	if ((err = cert_load(&rq->act, rq->param, &one)) != JY_OK)
		return err;
	err = objection_put(&rq->act, val_get(&one, STR("id"))->i, &in, &why);
	if (err == JY_ECONFLICT && why != NULL)
		rq->form.error = why;
	if (err != JY_OK)
		return err;
	return reply_redirect_str(
	    rq, arena_printf(rq->act.arena, LIST_PATH "/" STR_FMT "?done=saved",
		    STR_ARG(rq->param)));
}

/* clang-format off */
const struct route cert_office_routes[] = {
	{ METHOD_GET, LIST_PATH "/*", ROLE_AUTHORITY, CSRF_NO, RATE_NONE, FIELDS(act_fields), view_get, NULL, NULL },
	{ METHOD_POST, LIST_PATH "/*", ROLE_AUTHORITY, CSRF_YES, RATE_FORM, FIELDS(act_fields), act_post, view_page, NULL },
	{ METHOD_POST, LIST_PATH "/*/objection", ROLE_AUTHORITY, CSRF_YES, RATE_FORM, FIELDS(objection_fields), objection_post, view_page, NULL },
	{ .path = NULL },
};
/* clang-format on */
