/*
 * register_pages.c - 新用户注册 (1.1): the form with its tabs, then the SMS code, then
 * the message of success. One set of handlers for both kinds of members; the rules
 * are register.c's.
 */
#include "account/agreement.h"
#include "account/pages.h"
#include "account/register.h"
#include "captcha/captcha_pages.h"
#include "code/code_pages.h"
#include "file/upload.h"
#include "http/rate.h"

#define REGISTER_TITLE "新用户注册"

/* clang-format off */
static const struct field graduate_fields[] = {
	{ "id_no", "身份证号", FIELD_ID_NUMBER, 0, 0, F_REQUIRED, "18位身份证号", NULL,
	  NULL, NULL },
	{ "name", "真实姓名", FIELD_NAME, 0, 0, F_REQUIRED, NULL, "name", NULL, NULL },
	{ "mobile", "手机号", FIELD_MOBILE, 0, 0, F_REQUIRED,
	  "手机号是找回密码的关键信息，请填写本人正在使用的号码", "tel", NULL, NULL },
	NEW_PASSWORD_FIELDS("登录密码"),
	CAPTCHA_FIELDS,
};

static const struct field employer_fields[] = {
	{ "employer", "单位名称", FIELD_TEXT, 2, 100, F_REQUIRED, "与营业执照或登记证书一致",
	  "organization", NULL, NULL },
	{ "credit_code", "统一社会信用代码", FIELD_CREDIT, 0, 0, F_REQUIRED, "18位，即登录用户名",
	  NULL, NULL, NULL },
	{ "name", "联系人姓名", FIELD_NAME, 0, 0, F_REQUIRED, NULL, "name", NULL, NULL },
	{ "mobile", "联系人手机号", FIELD_MOBILE, 0, 0, F_REQUIRED,
	  "手机号是找回密码的关键信息", "tel", NULL, NULL },
	{ "licence", "营业执照或登记证书", FIELD_FILE, 1, UPLOAD_DOCUMENT_MAX, 0,
	  "JPEG、PNG 或 PDF，不超过 10 MB，文字须清晰，不会公开。也可以注册后再上传", NULL, NULL,
	  UPLOAD_DOCUMENT_TYPES },
	NEW_PASSWORD_FIELDS("登录密码"),
	CAPTCHA_FIELDS,
};
/* clang-format on */

static const struct field code_fields[] = {
	{ "pending", "注册信息", FIELD_TOKEN, 1, 4000, F_REQUIRED, NULL, NULL, NULL,
	    NULL },
	CODE_FIELD,
};

static const struct field again_fields[] = {
	{ "pending", "注册信息", FIELD_TOKEN, 1, 4000, F_REQUIRED, NULL, NULL, NULL,
	    NULL },
};

/* The two tabs (1.1.f2). */
static const struct {
	const char *path, *done;
	const struct field *fields;
	size_t nfields;
} tabs[] = {
	[MEMBER_GRADUATE] = { "/auth/register", "/auth/register/done",
	    FIELDS(graduate_fields) },
	[MEMBER_EMPLOYER] = { "/auth/register/org", "/auth/register/done?kind=employer",
	    FIELDS(employer_fields) },
};
#define NTABS (sizeof(tabs) / sizeof(tabs[0]))

/* A registration under way, for the work and its end. */
struct pending {
	struct registration r;
	struct hash_job *job;
	struct upload *licence; /* NULL: none came */
};

/* --- the form */

static enum member
tab_of(const struct request *rq)
{
	return rq->form.fields == employer_fields ? MEMBER_EMPLOYER : MEMBER_GRADUATE;
}

static struct val
tabs_val(struct request *rq, enum member current)
{
	struct val list = val_list(rq->act.arena), one;

	for (size_t i = 0; i < NTABS; i++) {
		one = val_map(rq->act.arena);
		val_set(&one, "label", val_text(member_labels[i]));
		val_set(&one, "href", val_text(tabs[i].path));
		val_set(&one, "current", val_bool(i == (size_t)current));
		val_push(&list, one);
	}
	return list;
}

static enum jy_err
register_page(struct request *rq)
{
	const struct agreement *text = agreement();
	struct val data = val_map(rq->act.arena), a = val_map(rq->act.arena);
	enum member member = tab_of(rq);
	enum jy_err err;

	if (text == NULL)
		return JY_ECONF;
	if ((err = captcha_put(rq, &data, tabs[member].path)) != JY_OK)
		return err;
	val_set(&a, "title", val_str(text->title));
	val_set(&a, "version", val_str(text->version));
	val_set(&a, "html", val_html(text->html));
	if (member == MEMBER_EMPLOYER && form_get(&rq->form, "licence").n > 0)
		form_value(&rq->form, "licence")->hint =
		    "浏览器不保留所选的文件，请重新选择";
	val_set(&data, "agreement", a);
	val_set(&data, "tabs", tabs_val(rq, member));
	val_set(&data, "action", val_text(tabs[member].path));
	val_set(&data, "csrf", val_str(csrf_token(rq, tabs[member].path)));
	new_password_hint(rq, ROLE_GRADUATE);
	return reply_page(rq, 200, "auth/register", REGISTER_TITLE, data);
}

/* What was typed so far, as a registration without its password. */
static struct registration
typed(struct request *rq)
{
	enum member member = tab_of(rq);
	struct registration r = {
		.member = member,
		.name = form_get(&rq->form, "name"),
		.mobile = form_get(&rq->form, "mobile"),
	};

	if (member == MEMBER_EMPLOYER) {
		r.employer = form_get(&rq->form, "employer");
		r.credit_code = form_get(&rq->form, "credit_code");
	} else {
		r.id_no = form_get(&rq->form, "id_no");
	}
	return r;
}

/* The form again: what is wrong with the password and the captcha is said beside all
 * else. */
static enum jy_err
register_again(struct request *rq)
{
	struct registration r = typed(rq);
	struct password_owner owner = registration_owner(&r);

	if (form_get(&rq->form, "password").n > 0)
		(void)new_password_check(rq, &owner);
	captcha_missing(rq);
	return register_page(rq);
}

/* --- the code */

/* Too late, or of another browser: from the beginning. */
static enum jy_err
start_over(struct request *rq)
{
	enum jy_err err = form_empty(&rq->form, rq->act.arena, FIELDS(graduate_fields));

	if (err != JY_OK)
		return err;
	(void)form_fail(&rq->form, NULL, "短信验证码已过期，请重新填写注册信息。");
	return register_page(rq);
}

static enum jy_err
code_page(struct request *rq)
{
	struct val data = val_map(rq->act.arena);
	struct registration r;
	struct str lead;
	enum jy_err err;

	err = registration_open(
	    &rq->act, browser_of(rq), form_get(&rq->form, "pending"), &r);
	if (err == JY_EINPUT)
		return start_over(rq);
	if (err != JY_OK)
		return err;
	if ((lead = code_sent_text(rq, r.mobile)).p == NULL)
		return JY_ENOMEM;
	val_set(&data, "lead", val_str(lead));
	val_set(&data, "action", val_text("/auth/register/code"));
	val_set(&data, "csrf", val_str(csrf_token(rq, "/auth/register/code")));
	val_set(&data, "again", val_text("/auth/register/again"));
	val_set(&data, "again_csrf", val_str(csrf_token(rq, "/auth/register/again")));
	val_set(&data, "submit", val_text("完成注册"));
	val_set(&data, "cancel_href", val_text(tabs[r.member].path));
	val_set(&data, "cancel", val_text("返回重新填写"));
	return reply_page(rq, 200, "auth/code", "验证手机号", data);
}

/* Show the page of the code for a registration. */
static enum jy_err
ask_code(struct request *rq, const struct registration *r)
{
	struct str token;
	enum jy_err err;

	if ((err = registration_seal(&rq->act, browser_of(rq), r, &token)) != JY_OK ||
	    (err = form_empty(&rq->form, rq->act.arena, FIELDS(code_fields))) != JY_OK)
		return err;
	form_set(&rq->form, "pending", token);
	return code_page(rq);
}

/* --- the end */

/* Show the first form again, filled, with what is taken already. */
static enum jy_err
refuse_taken(struct request *rq, const struct registration *r, const struct taken *taken)
{
	const struct {
		const char *field;
		struct str value;
	} values[] = {
		{ "id_no", r->id_no },
		{ "employer", r->employer },
		{ "credit_code", r->credit_code },
		{ "name", r->name },
		{ "mobile", r->mobile },
	};
	enum jy_err err = form_empty(
	    &rq->form, rq->act.arena, tabs[r->member].fields, tabs[r->member].nfields);

	if (err != JY_OK)
		return err;
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		if (values[i].value.n > 0)
			form_set(&rq->form, values[i].field, values[i].value);
	(void)form_fail(&rq->form, taken->field, taken->text);
	if ((err = register_page(rq)) == JY_OK)
		rq->reply.status = err_info(JY_EINPUT)->http;
	return err;
}

static enum jy_err
commit(struct request *rq, const struct registration *r, int64_t code_id)
{
	struct taken taken;
	int64_t id, wait;
	enum jy_err err;

	err = rate_hit(&rq->act, RATE_RULE_REGISTER, STR_NONE, &wait);
	if (err != JY_OK) {
		rq->retry_after = wait;
		return err;
	}
	err = registration_commit(&rq->act, r, code_id, &id, &taken);
	if (err == JY_ECONFLICT && taken.field != NULL)
		return refuse_taken(rq, r, &taken);
	return err != JY_OK ? err : reply_redirect(rq, tabs[r->member].done);
}

static void
register_work(void *arg)
{
	struct pending *p = arg;

	hash_job_run(p->job);
	if (p->licence != NULL)
		upload_run(p->licence);
}

/* The licence waits for its account. */
static enum jy_err
keep_licence(struct request *rq, struct pending *p)
{
	enum jy_err err;

	if (p->licence == NULL)
		return JY_OK;
	if ((err = db_begin(rq->act.db)) != JY_OK)
		return err;
	err = db_end(rq->act.db, upload_wait(&rq->act, p->licence));
	if (err == JY_EINPUT)
		return form_fail(&rq->form, "licence", p->licence->fault);
	p->licence->kept = err == JY_OK;
	p->r.licence = str_of(p->licence->uid);
	return err;
}

static enum jy_err
register_done(struct request *rq)
{
	struct pending *p = rq->work_arg;
	struct code_bond bond = { CODE_REGISTER, p->r.mobile, browser_of(rq) };
	int64_t wait;
	enum jy_err err;

	if (p->job->err != JY_OK)
		return p->job->err;
	p->r.password = str_of(p->job->hash);
	if ((err = keep_licence(rq, p)) != JY_OK)
		return err;
	if (!rq->act.conf->sms.at_registration)
		return commit(rq, &p->r, 0);
	err = code_send(&rq->act, &bond, true, &wait);
	if (err == JY_ELIMIT)
		return wait_fail(rq, "mobile", wait);
	return err != JY_OK ? err : ask_code(rq, &p->r);
}

static enum jy_err
register_post(struct request *rq)
{
	const struct agreement *text = agreement();
	struct pending *p = arena_alloc(rq->act.arena, sizeof(*p));
	struct password_owner owner;
	int64_t wait;
	enum jy_err err;

	if (p == NULL || text == NULL)
		return p == NULL ? JY_ENOMEM : JY_ECONF;
	*p = (struct pending){ .r = typed(rq) };
	p->r.agreement = text->consent;
	owner = registration_owner(&p->r);
	if ((err = new_password_check(rq, &owner)) != JY_OK ||
	    (err = captcha_field(rq)) != JY_OK)
		return err;
	if (rq->act.conf->sms.at_registration) {
		err = code_allowed(&rq->act, p->r.mobile, &wait);
		if (err != JY_OK)
			return err == JY_ELIMIT ? wait_fail(rq, "mobile", wait) : err;
	}
	err = hash_job_new(
	    &rq->act, NULL, STR_NONE, form_get(&rq->form, "password"), &p->job);
	if (err == JY_OK && p->r.member == MEMBER_EMPLOYER &&
	    form_get(&rq->form, "licence").n > 0)
		err = upload_new(&rq->act, UPLOAD_LICENCE,
		    form_value(&rq->form, "licence"), &p->licence);
	return err != JY_OK ? err : request_defer(rq, register_work, p, register_done);
}

static enum jy_err
code_post(struct request *rq)
{
	struct code_bond bond = { .purpose = CODE_REGISTER,
		.presession = browser_of(rq) };
	struct registration r;
	int64_t code_id;
	enum jy_err err;

	err = registration_open(
	    &rq->act, bond.presession, form_get(&rq->form, "pending"), &r);
	if (err != JY_OK)
		return err; /* JY_EINPUT: code_page() starts over */
	bond.mobile = r.mobile;
	err = code_check(&rq->act, &bond, form_get(&rq->form, "code"), &code_id);
	if (err == JY_EINPUT)
		return form_fail(&rq->form, "code", CODE_WRONG);
	return err != JY_OK ? err : commit(rq, &r, code_id);
}

static enum jy_err
again_post(struct request *rq)
{
	struct code_bond bond = { .purpose = CODE_REGISTER,
		.presession = browser_of(rq) };
	struct registration r;
	int64_t wait = 0;
	enum jy_err err, sent;

	err = registration_open(
	    &rq->act, bond.presession, form_get(&rq->form, "pending"), &r);
	if (err != JY_OK)
		return err;
	bond.mobile = r.mobile;
	sent = code_send(&rq->act, &bond, true, &wait);
	if (sent != JY_OK && sent != JY_ELIMIT)
		return sent;
	/* A new end for the registration, which lives as long as its code. */
	if ((err = registration_seal(&rq->act, bond.presession, &r, &bond.mobile)) !=
		JY_OK ||
	    (err = form_empty(&rq->form, rq->act.arena, FIELDS(code_fields))) != JY_OK)
		return err;
	form_set(&rq->form, "pending", bond.mobile);
	return sent == JY_ELIMIT ? wait_fail(rq, "code", wait) : code_page(rq);
}

static enum jy_err
done_get(struct request *rq)
{
	bool employer = str_is(request_query(rq, "kind"), "employer");
	struct val data = val_map(rq->act.arena);

	val_set(&data, "text",
	    val_text(employer
			 ? "单位账户已建立，登录用户名是统一社会信用代码。"
			 : "账户已建立，登录用户名是您的身份证号，也可以用手机号登录。"));
	if (employer)
		val_set(&data, "more",
		    val_text("主管部门审核通过单位资料后，方可发布职位和发送签约邀请。"));
	val_set(&data, "next_href", val_text("/auth/login"));
	val_set(&data, "next_label", val_text("登录"));
	return reply_page(rq, 200, "done", "注册成功", data);
}

const struct route register_routes[] = {
	{ METHOD_GET, "/auth/register", ROLES_ANYONE, CSRF_NO, RATE_NONE,
	    FIELDS(graduate_fields), register_page, NULL, NULL },
	{ METHOD_POST, "/auth/register", ROLES_ANYONE, CSRF_YES, RATE_REGISTER,
	    FIELDS(graduate_fields), register_post, register_again, NULL },
	{ METHOD_GET, "/auth/register/org", ROLES_ANYONE, CSRF_NO, RATE_NONE,
	    FIELDS(employer_fields), register_page, NULL, NULL },
	{ METHOD_POST, "/auth/register/org", ROLES_ANYONE, CSRF_YES, RATE_REGISTER,
	    FIELDS(employer_fields), register_post, register_again, NULL },
	{ METHOD_POST, "/auth/register/code", ROLES_ANYONE, CSRF_YES, RATE_REGISTER,
	    FIELDS(code_fields), code_post, code_page, NULL },
	{ METHOD_POST, "/auth/register/again", ROLES_ANYONE, CSRF_YES, RATE_SMS,
	    FIELDS(again_fields), again_post, code_page, NULL },
	{ METHOD_GET, "/auth/register/done", ROLES_ANYONE, CSRF_NO, RATE_NONE, NO_FIELDS,
	    done_get, NULL, NULL },
	{ .path = NULL },
};
