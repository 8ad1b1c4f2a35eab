/*
 * my_entry_pages.c - 录入合同 and 录入协议书 (5.2, 6.2): what a graduate enters of a paper
 * signed with an employer that is no user, and its scan. Handing it in is a step on its
 * page (my_document_pages.c).
 */
#include "clock.h"
#include "file/upload.h"
#include "http/csrf.h"
#include "signing/pages.h"
#include "signing/terms.h"
#include "signing/view.h"

/* clang-format off */
#define ENTRY_FIELDS \
	{ "employer", "单位名称", FIELD_TEXT, 2, 60, F_REQUIRED, "与公章一致的全称", NULL, NULL, NULL }, \
	{ "credit_code", "统一社会信用代码", FIELD_CREDIT, 0, 0, 0, "18 位，没有可不填", NULL, NULL, NULL }, \
	{ "signed_on", "签订日期", FIELD_DATE, 0, 0, F_REQUIRED, NULL, NULL, NULL, NULL }
static const struct field contract_fields[] = { ENTRY_FIELDS, TERMS_CONTRACT };
static const struct field agreement_fields[] = { ENTRY_FIELDS, TERMS_AGREEMENT };
static const struct field scan_fields[] = {
	{ "scan", "扫描件", FIELD_FILE, 1, UPLOAD_DOCUMENT_MAX, F_REQUIRED,
	  "双方签字盖章的原件，PDF、JPEG 或 PNG，不超过 10 MB", NULL, NULL, UPLOAD_DOCUMENT_TYPES },
};
/* clang-format on */

static enum signing_kind
kind_of(const struct request *rq)
{
	return signing_kind_at(rq->in.path);
}

static struct str
path_of(struct request *rq, const char *more)
{
	return arena_printf(rq->act.arena, "%s/" STR_FMT "%s",
	    signing_words[kind_of(rq)].path, STR_ARG(rq->param), more);
}

/* --- the form */

static enum jy_err
draw_form(struct request *rq, const char *title, struct str back)
{
	const struct signing_words *words = &signing_words[kind_of(rq)];
	struct val data = val_map(rq->act.arena), form = form_val(&rq->form, &rq->act),
		   first = val_list(rq->act.arena);
	static const char *const names[] = { "employer", "credit_code", "signed_on" };
	const struct val *fields = val_get(&form, STR("field")), *v;

	for (size_t i = 0; i < FLOW_COUNT(names); i++)
		if ((v = val_get(fields, str_of(names[i]))) != NULL)
			val_push(&first, *v);
	val_set(&data, "first", first);
	val_set(&data, "groups", terms_groups(rq->act.arena, kind_of(rq), &form));
	val_set(&data, "label", val_text(words->label));
	val_set(
	    &data, "invitations", val_str(signing_path(rq, kind_of(rq), "/invitations")));
	val_set(&data, "cancel", val_str(back));
	val_set(&data, "csrf", val_str(csrf_token_for(rq, rq->in.path)));
	signing_crumb(rq, &data, words->list, str_of(words->path));
	return reply_page(rq, 200, "signing/entry", title, data);
}

/* What was typed, checked together. */
static enum jy_err
entry_of(struct request *rq, struct document_entry *e)
{
	int64_t signed_at = form_value(&rq->form, "signed_on")->number;
	enum jy_err err;

	if (signed_at > rq->act.now)
		return form_fail(&rq->form, "signed_on", "签订日期不能晚于今天。");
	if ((err = terms_check(&rq->act, kind_of(rq), &rq->form)) != JY_OK)
		return err;
	*e = (struct document_entry){
		.employer = form_get(&rq->form, "employer"),
		.credit_code = form_get(&rq->form, "credit_code"),
		.signed_on = form_get(&rq->form, "signed_on"),
		.position = form_get(&rq->form, "position"),
		.terms = terms_pack(rq->act.arena, kind_of(rq), &rq->form),
	};
	return e->terms.p == NULL ? JY_ENOMEM : JY_OK;
}

static enum jy_err
new_page(struct request *rq)
{
	const struct signing_words *words = &signing_words[kind_of(rq)];
	enum jy_err err;

	if (!signing_gate(rq, words->enter, &err))
		return err;
	return draw_form(rq, words->enter, str_of(words->path));
}

static enum jy_err
new_post(struct request *rq)
{
	struct document_entry e;
	const char *why;
	struct str uid;
	enum jy_err err = entry_of(rq, &e);

	if (err != JY_OK)
		return err;
	err = document_enter(&rq->act, kind_of(rq), &e, &uid, &why);
	if (err == JY_ECONFLICT)
		return form_fail(&rq->form, NULL, why != NULL ? why : "没有保存成功。");
	return err != JY_OK ? err
			    : reply_redirect_str(rq,
				  arena_printf(rq->act.arena, "%s/" STR_FMT "?done=saved",
				      signing_words[kind_of(rq)].path, STR_ARG(uid)));
}

/* --- changing it */

/* One that may be changed now: JY_ECONFLICT otherwise. */
static enum jy_err
find(struct request *rq, struct document *d)
{
	enum jy_err err = document_find(&rq->act, rq->param, d);

	if (err != JY_OK || d->kind != kind_of(rq))
		return err != JY_OK ? err : JY_ENOTFOUND;
	if (flow_offers(&document_flow, arena_cstr(rq->act.arena, d->state), "edit",
		ROLE_GRADUATE))
		return JY_OK;
	rq->form.error = "已提交审核，不能再修改。";
	return JY_ECONFLICT;
}

static enum jy_err
edit_page(struct request *rq)
{
	struct document d;
	enum jy_err err = find(rq, &d);

	if (err != JY_OK)
		return err;
	if (!form_failed(&rq->form)) {
		if ((err = terms_fill(&rq->act, d.kind, d.terms, &rq->form)) != JY_OK)
			return err;
		form_set(&rq->form, "employer", d.employer);
		form_set(&rq->form, "credit_code", d.credit_code);
		form_set(&rq->form, "signed_on", d.signed_on);
	}
	return draw_form(rq, signing_words[d.kind].enter, path_of(rq, ""));
}

static enum jy_err
edit_post(struct request *rq)
{
	struct document_entry e = { .employer = STR_NONE };
	struct flow_input in = { STR_NONE, &e };
	struct document d;
	bool done;
	enum jy_err err;

	if ((err = find(rq, &d)) != JY_OK || (err = entry_of(rq, &e)) != JY_OK)
		return err;
	if (document_employer_is_user(&rq->act, e.employer, e.credit_code))
		return form_fail(&rq->form, "employer",
		    "该单位是本网站的注册用户，不能录入。请联系单位在网上发送签约邀请。");
	err = flow_post(rq, &document_flow, d.id, "edit", &in, edit_page, &done);
	return !done ? err : reply_redirect_str(rq, path_of(rq, "?done=saved"));
}

/* --- the scan (5.2.i3) */

static enum jy_err
scan_form(struct request *rq)
{
	const struct signing_words *words = &signing_words[kind_of(rq)];
	struct val data = val_map(rq->act.arena);
	struct document d;
	enum jy_err err = find(rq, &d);

	if (err != JY_OK)
		return err;
	val_set(&data, "lead",
	    val_text("请上传双方签字盖章的原件扫描件，供院系核对。重新上传会替换原来的文"
		     "件。"));
	val_set(&data, "csrf", val_str(csrf_token_for(rq, path_of(rq, "/upload"))));
	val_set(&data, "submit", val_text("上传"));
	val_set(&data, "cancel_href", val_str(path_of(rq, "")));
	signing_crumb(rq, &data, words->list, str_of(words->path));
	return reply_page(rq, 200, "form", "上传扫描件", data);
}

static enum jy_err
keep_scan(struct request *rq, struct upload *u)
{
	struct str old = STR("");
	struct document d;
	int64_t id;
	enum jy_err err;

	if ((err = db_begin(rq->act.db)) != JY_OK)
		return err;
	if ((err = find(rq, &d)) == JY_OK &&
	    (err = upload_keep(&rq->act, u, &id)) == JY_OK)
		err = document_set_scan(&rq->act, &d, id, &old);
	if ((err = db_end(rq->act.db, err)) != JY_OK)
		return err;
	u->kept = true;
	if (old.n > 0)
		upload_unlink(&rq->act, old);
	return JY_OK;
}

static enum jy_err
scan_done(struct request *rq)
{
	struct upload *u = rq->work_arg;
	enum jy_err err = keep_scan(rq, u);

	if (err == JY_EINPUT)
		return form_fail(&rq->form, "scan", u->fault);
	return err != JY_OK ? err : reply_redirect_str(rq, path_of(rq, "?done=saved"));
}

static enum jy_err
scan_post(struct request *rq)
{
	struct document d;
	struct upload *u;
	enum jy_err err;

	if ((err = find(rq, &d)) != JY_OK ||
	    (err = upload_new(
		 &rq->act, UPLOAD_SCAN, form_value(&rq->form, "scan"), &u)) != JY_OK)
		return err;
	return request_defer(rq, upload_run, u, scan_done);
}

/* clang-format off */
#define ENTRY(base, fields) \
	{ METHOD_GET, base "/new", ROLE_GRADUATE, CSRF_NO, RATE_NONE, FIELDS(fields), new_page, NULL, NULL }, \
	{ METHOD_POST, base "/new", ROLE_GRADUATE, CSRF_YES, RATE_FORM, FIELDS(fields), new_post, new_page, NULL }, \
	{ METHOD_GET, base "/*/edit", ROLE_GRADUATE, CSRF_NO, RATE_NONE, FIELDS(fields), edit_page, NULL, NULL }, \
	{ METHOD_POST, base "/*/edit", ROLE_GRADUATE, CSRF_YES, RATE_FORM, FIELDS(fields), edit_post, edit_page, NULL }, \
	{ METHOD_GET, base "/*/upload", ROLE_GRADUATE, CSRF_NO, RATE_NONE, FIELDS(scan_fields), scan_form, NULL, NULL }, \
	{ METHOD_POST, base "/*/upload", ROLE_GRADUATE, CSRF_YES, RATE_UPLOAD, FIELDS(scan_fields), scan_post, scan_form, NULL }
/* clang-format on */

const struct route my_entry_routes[] = {
	ENTRY("/my/contracts", contract_fields),
	ENTRY("/my/agreements", agreement_fields),
	{ .path = NULL },
};
