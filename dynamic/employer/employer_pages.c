/*
 * employer_pages.c - see employer_pages.h. Name and credit code change only through the
 * workflow: a verified unit is looked at anew.
 */
#include "employer/employer.h"
#include "employer/employer_pages.h"
#include "employer/employer_view.h"
#include "file/upload.h"
#include "flow/flow_pages.h"
#include "region/pages.h"
#include "region/region.h"

#define PROFILE "/org/profile"

static const struct choice steps[] = {
	{ "save", "保存" },
	{ "search", "查找地区" },
	{ NULL, NULL },
};

/* clang-format off */
static const struct field act_fields[] = { FLOW_FIELDS };
static const struct field edit_fields[] = {
	{ "kind", "单位性质", FIELD_CHOICE, 0, 0, F_NEEDED, NULL, NULL, NULL, "employer_kind" },
	{ "industry", "所属行业", FIELD_CHOICE, 0, 0, F_NEEDED, NULL, NULL, NULL, "industry" },
	{ "scale", "单位规模", FIELD_TEXT, 0, 30, 0, "例如：100–499 人", NULL, NULL, NULL },
	{ "region", "所在地区", FIELD_DIGITS, 4, 6, F_HIDDEN | F_NEEDED, NULL, NULL, NULL, NULL },
	{ "region_word", "地区名称", FIELD_TEXT, 0, 30, F_HIDDEN, NULL, NULL, NULL, NULL },
	{ "address", "地址", FIELD_TEXT, 0, 100, 0, NULL, NULL, NULL, NULL },
	{ "website", "网站", FIELD_TEXT, 0, 200, 0, "以 http:// 或 https:// 开头", NULL, NULL, NULL },
	{ "contact_name", "联系人", FIELD_TEXT, 0, 30, 0, "会公开显示", NULL, NULL, NULL },
	{ "contact_phone", "联系电话", FIELD_TEXT, 0, 30, 0, "会公开显示", NULL, NULL, NULL },
	{ "intro", "单位简介", FIELD_LONG, 0, 5000, 0, "可以用 Markdown", NULL, NULL, NULL },
	{ "step", "操作", FIELD_CHOICE, 0, 0, F_HIDDEN | F_REQUIRED, NULL, NULL, steps, NULL },
};
static const struct field name_fields[] = {
	{ "name", "单位名称", FIELD_TEXT, 2, 100, F_REQUIRED, "与营业执照或登记证书一致", "organization", NULL, NULL },
	{ "credit_code", "统一社会信用代码", FIELD_CREDIT, 0, 0, F_REQUIRED, "也是登录用户名", NULL, NULL, NULL },
};
static const struct field licence_fields[] = {
	{ "licence", "营业执照或登记证书", FIELD_FILE, 1, UPLOAD_DOCUMENT_MAX, F_REQUIRED,
	  "JPEG、PNG 或 PDF，不超过 10 MB，文字须清晰", NULL, NULL, UPLOAD_DOCUMENT_TYPES },
};
/* clang-format on */

static struct val
crumbs(struct request *rq)
{
	struct val list = val_list(rq->act.arena), one = val_map(rq->act.arena);

	val_set(&one, "label", val_text("单位资料"));
	val_set(&one, "path", val_text(PROFILE));
	val_push(&list, one);
	return list;
}

/* --- what it looks like */

static enum jy_err
view_page(struct request *rq)
{
	struct val data = val_map(rq->act.arena);
	enum jy_err err;

	if ((err = employer_put(&rq->act, rq->act.who.employer_id, &data)) != JY_OK ||
	    (err = flow_put(rq, &data, &employer_flow, rq->act.who.employer_id, "rename",
		 STR(PROFILE))) != JY_OK)
		return err;
	return reply_page(rq, 200, "employer/profile", "单位资料", data);
}

static enum jy_err
act_post(struct request *rq)
{
	return flow_step(rq, &employer_flow, rq->act.who.employer_id, view_page,
	    STR(PROFILE), "submitted");
}

/* --- what it says of itself */

static enum jy_err
edit_draw(struct request *rq)
{
	struct val data = val_map(rq->act.arena);
	enum jy_err err;

	if ((err = region_put(rq, &data, form_get(&rq->form, "region"),
		 form_get(&rq->form, "region_word"))) != JY_OK)
		return err;
	val_set(&data, "csrf", val_str(csrf_token(rq, PROFILE "/edit")));
	val_set(&data, "crumbs", crumbs(rq));
	return reply_page(rq, 200, "employer/profile_form", "修改单位资料", data);
}

static enum jy_err
edit_page(struct request *rq)
{
	struct employer_profile p;
	enum jy_err err;

	if ((err = employer_load(&rq->act, rq->act.who.employer_id, &p)) != JY_OK)
		return err;
	form_set(&rq->form, "kind", p.kind);
	form_set(&rq->form, "industry", p.industry);
	form_set(&rq->form, "scale", p.scale);
	form_set(&rq->form, "region", p.region);
	form_set(&rq->form, "address", p.address);
	form_set(&rq->form, "website", p.website);
	form_set(&rq->form, "contact_name", p.contact_name);
	form_set(&rq->form, "contact_phone", p.contact_phone);
	form_set(&rq->form, "intro", p.intro);
	return edit_draw(rq);
}

/* What the fields' own checks cannot see. */
static enum jy_err
edit_check(struct request *rq)
{
	struct form *f = &rq->form;
	struct str site = form_get(f, "website"), code = form_get(f, "region");
	struct region r;
	enum jy_err err;

	if (site.n > 0 && !str_starts(site, "https://") && !str_starts(site, "http://"))
		(void)form_fail(f, "website", "网站须以 http:// 或 https:// 开头。");
	if (code.n == 0 && form_get(f, "region_word").n > 0)
		(void)form_fail(f, "region", "请从查到的地区中选择一个，再保存。");
	if (code.n > 0) {
		if ((err = region_get(&rq->act, code, &r)) == JY_ENOTFOUND)
			(void)form_fail(f, "region", "没有这个地区，请重新查找。");
		else if (err != JY_OK)
			return err;
	}
	if ((err = form_need(f, &rq->act)) != JY_OK)
		return err;
	return form_failed(f) ? JY_EINPUT : JY_OK;
}

static enum jy_err
edit_post(struct request *rq)
{
	const struct form *f = &rq->form;
	struct employer_profile p = { 0 };
	enum jy_err err;

	if (str_is(form_get(f, "step"), "search"))
		return edit_draw(rq);
	if ((err = edit_check(rq)) != JY_OK)
		return err;
	p.kind = form_get(f, "kind");
	p.industry = form_get(f, "industry");
	p.scale = form_get(f, "scale");
	p.region = form_get(f, "region");
	p.address = form_get(f, "address");
	p.website = form_get(f, "website");
	p.contact_name = form_get(f, "contact_name");
	p.contact_phone = form_get(f, "contact_phone");
	p.intro = form_get(f, "intro");
	err = employer_save(&rq->act, &p);
	return err != JY_OK ? err : reply_redirect(rq, PROFILE "?done=saved");
}

/* --- its name */

static enum jy_err
form_of(struct request *rq, const char *title, const char *path, const char *submit,
    const char *note)
{
	struct val data = val_map(rq->act.arena);

	val_set(&data, "action", val_text(path));
	val_set(&data, "csrf", val_str(csrf_token(rq, path)));
	val_set(&data, "submit", val_text(submit));
	val_set(&data, "note", val_text(note));
	val_set(&data, "cancel_href", val_text(PROFILE));
	val_set(&data, "crumbs", crumbs(rq));
	return reply_page(rq, 200, "form", title, data);
}

static enum jy_err
name_again(struct request *rq)
{
	return form_of(rq, "变更单位名称", PROFILE "/name", "提交审核",
	    "已认证的单位变更名称或信用代码后须重新审核，通过前网站不显示本单位和在招职位"
	    "。"
	    "信用代码变更后，请用新代码登录。");
}

static enum jy_err
name_page(struct request *rq)
{
	struct employer_profile p;
	enum jy_err err = employer_load(&rq->act, rq->act.who.employer_id, &p);

	if (err != JY_OK)
		return err;
	form_set(&rq->form, "name", p.name);
	form_set(&rq->form, "credit_code", p.credit_code);
	return name_again(rq);
}

static enum jy_err
name_post(struct request *rq)
{
	const struct employer_name name = { form_get(&rq->form, "name"),
		form_get(&rq->form, "credit_code") };
	struct flow_input in = { STR(""), &name };
	bool done;
	enum jy_err err = flow_post(rq, &employer_flow, rq->act.who.employer_id, "rename",
	    &in, name_again, &done);

	if (err == JY_ECONFLICT && !done)
		return form_fail(&rq->form, "credit_code", "该信用代码已有单位注册。");
	return !done ? err : reply_redirect(rq, PROFILE "?done=submitted");
}

/* --- its licence */

static enum jy_err
licence_page(struct request *rq)
{
	return form_of(rq, "上传营业执照", PROFILE "/licence", "上传",
	    "审核人员据此核对单位名称和统一社会信用代码，不会公开。重新上传会替换原来的文"
	    "件。");
}

/* One transaction; then the old file's bytes go. */
static enum jy_err
licence_done(struct request *rq)
{
	struct upload *u = rq->work_arg;
	struct str old = STR("");
	int64_t id = 0;
	enum jy_err err;

	if ((err = db_begin(rq->act.db)) != JY_OK)
		return err;
	if ((err = upload_keep(&rq->act, u, &id)) == JY_OK)
		err = employer_set_licence(&rq->act, id, &old);
	err = db_end(rq->act.db, err);
	if (err == JY_EINPUT)
		return form_fail(&rq->form, "licence", u->fault);
	if (err != JY_OK)
		return err;
	u->kept = true;
	if (old.n > 0)
		upload_unlink(&rq->act, old);
	return reply_redirect(rq, PROFILE "?done=saved");
}

static enum jy_err
licence_post(struct request *rq)
{
	struct upload *u;
	enum jy_err err =
	    upload_new(&rq->act, UPLOAD_LICENCE, form_value(&rq->form, "licence"), &u);

	return err != JY_OK ? err : request_defer(rq, upload_run, u, licence_done);
}

/* clang-format off */
const struct route employer_routes[] = {
	{ METHOD_GET, PROFILE, ROLE_EMPLOYER, CSRF_NO, RATE_NONE, FIELDS(act_fields), view_page, NULL, NULL },
	{ METHOD_POST, PROFILE, ROLE_EMPLOYER, CSRF_YES, RATE_FORM, FIELDS(act_fields), act_post, view_page, NULL },
	{ METHOD_GET, PROFILE "/edit", ROLE_EMPLOYER, CSRF_NO, RATE_NONE, FIELDS(edit_fields), edit_page, NULL, NULL },
	{ METHOD_POST, PROFILE "/edit", ROLE_EMPLOYER, CSRF_YES, RATE_FORM, FIELDS(edit_fields), edit_post, edit_draw, NULL },
	{ METHOD_GET, PROFILE "/name", ROLE_EMPLOYER, CSRF_NO, RATE_NONE, FIELDS(name_fields), name_page, NULL, NULL },
	{ METHOD_POST, PROFILE "/name", ROLE_EMPLOYER, CSRF_YES, RATE_FORM, FIELDS(name_fields), name_post, name_again, NULL },
	{ METHOD_GET, PROFILE "/licence", ROLE_EMPLOYER, CSRF_NO, RATE_NONE, FIELDS(licence_fields), licence_page, NULL, NULL },
	{ METHOD_POST, PROFILE "/licence", ROLE_EMPLOYER, CSRF_YES, RATE_UPLOAD, FIELDS(licence_fields), licence_post, licence_page, NULL },
	{ .path = NULL },
};
/* clang-format on */
