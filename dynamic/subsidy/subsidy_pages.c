/*
 * subsidy_pages.c - 求职补贴 of graduates: the list, the form, one application with its
 * papers and its progress.
 */
#include "account/pages.h"
#include "file/upload.h"
#include "flow/flow_pages.h"
#include "http/csrf.h"
#include "http/view.h"
#include "profile/profile.h"
#include "subsidy/pages.h"
#include "subsidy/subsidy_view.h"

#define PATH "/my/subsidy"
#define ROWS_MAX 50

#define FILE_HINT "能证明困难情形的材料，JPEG、PNG 或 PDF，不超过 10 MB"
#define CARD_HINT "本人名下的借记卡号，16 至 19 位数字，可以带空格"

/* clang-format off */
static const struct field apply_fields[] = {
	{ "type", "申请类型", FIELD_CHOICE, 0, 0, F_REQUIRED, NULL, NULL, NULL, "subsidy" },
	{ "card", "银行账号", FIELD_TEXT, 1, 40, F_REQUIRED, CARD_HINT, NULL, NULL, NULL },
	{ "card2", "再次输入银行账号", FIELD_TEXT, 1, 40, F_REQUIRED, NULL, NULL, NULL, NULL },
	{ "bank", "开户银行", FIELD_TEXT, 2, 60, F_REQUIRED, "写到支行，例如：中国银行乌鲁木齐解放路支行", NULL, NULL, NULL },
	{ "holder", "户名", FIELD_NAME, 0, 0, F_REQUIRED, "须是本人，与身份认证的姓名一致", "name", NULL, NULL },
	{ "phone", "联系电话", FIELD_MOBILE, 0, 0, F_REQUIRED, NULL, "tel", NULL, NULL },
	{ "file", "证明材料", FIELD_FILE, 1, UPLOAD_DOCUMENT_MAX, 0, FILE_HINT "；提交后还可以再添加", NULL, NULL, UPLOAD_DOCUMENT_TYPES },
};
static const struct field edit_fields[] = {
	{ "type", "申请类型", FIELD_CHOICE, 0, 0, F_REQUIRED, NULL, NULL, NULL, "subsidy" },
	{ "card", "银行账号", FIELD_TEXT, 0, 40, 0, CARD_HINT, NULL, NULL, NULL },
	{ "card2", "再次输入银行账号", FIELD_TEXT, 0, 40, 0, "不修改账号请留空", NULL, NULL, NULL },
	{ "password", "登录密码", FIELD_PASSWORD, 0, 0, F_SECRET, "修改银行账号时填写，确认是您本人", "current-password", NULL, NULL },
	{ "bank", "开户银行", FIELD_TEXT, 2, 60, F_REQUIRED, "写到支行", NULL, NULL, NULL },
	{ "holder", "户名", FIELD_NAME, 0, 0, F_REQUIRED, "须是本人，与身份认证的姓名一致", "name", NULL, NULL },
	{ "phone", "联系电话", FIELD_MOBILE, 0, 0, 0, NULL, "tel", NULL, NULL },
};
static const struct field act_fields[] = { FLOW_FIELDS };
static const struct field file_fields[] = {
	{ "file", "证明材料", FIELD_FILE, 1, UPLOAD_DOCUMENT_MAX, F_REQUIRED, FILE_HINT, NULL, NULL, UPLOAD_DOCUMENT_TYPES },
};
static const struct field remove_fields[] = {
	{ "file", "证明材料", FIELD_TOKEN, UPLOAD_UID_CHARS, UPLOAD_UID_CHARS, F_REQUIRED, NULL, NULL, NULL, NULL },
};
/* clang-format on */

static struct str
path_of(struct request *rq, struct str uid, const char *rest)
{
	return arena_printf(rq->act.arena, PATH "/" STR_FMT "%s", STR_ARG(uid), rest);
}

static struct val
crumbs(struct request *rq, struct str uid)
{
	struct val list = val_list(rq->act.arena), one = val_map(rq->act.arena);

	val_set(&one, "label", val_text("求职补贴"));
	val_set(&one, "path", val_text(PATH));
	val_push(&list, one);
	if (uid.n > 0) {
		one = val_map(rq->act.arena);
		val_set(&one, "label", val_text("求职补贴申请"));
		val_set(&one, "path", val_str(path_of(rq, uid, "")));
		val_push(&list, one);
	}
	return list;
}

/* --- the list */

static enum jy_err
list_page(struct request *rq)
{
	struct subsidy *all = arena_array(rq->act.arena, ROWS_MAX, sizeof(*all));
	struct val data = val_map(rq->act.arena), list = val_list(rq->act.arena);
	struct student record;
	const char *why;
	enum jy_err err;
	int n = 0;

	if (all == NULL)
		return JY_ENOMEM;
	if ((err = subsidy_own(&rq->act, all, ROWS_MAX, &n)) != JY_OK ||
	    (err = subsidy_may_apply(&rq->act, &record, &why)) != JY_OK)
		return err;
	for (int i = 0; i < n; i++)
		val_push(&list, subsidy_val(rq->act.arena, &all[i]));
	val_set(&data, "list", list);
	val_set(&data, "some", val_bool(n > 0));
	if (why != NULL)
		val_set(&data, "why", val_text(why));
	else
		val_set(&data, "leaving_on", val_str(record.leaving_on));
	return reply_page(rq, 200, "subsidy/list", "求职补贴", data);
}

/* --- the form */

static enum jy_err
form_page(struct request *rq, const char *title, struct str path, struct str uid)
{
	struct val data = val_map(rq->act.arena);

	val_set(&data, "crumbs", crumbs(rq, uid));
	val_set(&data, "action", val_str(path));
	val_set(&data, "csrf", val_str(csrf_token_for(rq, path)));
	val_set(&data, "submit", val_text("提交"));
	val_set(&data, "note",
	    val_text(
		"提交后依次由院系、学校和自治区人社厅审核。银行账号加密保存，只有发放"
		"补贴的工作人员能看到完整号码，每次查看都有记录。"));
	val_set(
	    &data, "cancel_href", val_str(uid.n > 0 ? path_of(rq, uid, "") : STR(PATH)));
	return reply_page(rq, 200, "form", title, data);
}

static enum jy_err
apply_again(struct request *rq)
{
	return form_page(rq, "求职补贴申请", STR(PATH "/new"), STR(""));
}

static enum jy_err
apply_page(struct request *rq)
{
	struct student record;
	struct profile p;
	const char *why;
	enum jy_err err = subsidy_may_apply(&rq->act, &record, &why);

	if (err != JY_OK)
		return err;
	if (why != NULL)
		return reply_redirect(rq, PATH);
	if ((err = profile_load(&rq->act, rq->act.who.account_id, &p)) != JY_OK)
		return err;
	form_set(&rq->form, "holder", p.name);
	form_set(&rq->form, "phone", p.mobile);
	return apply_again(rq);
}

/* The form's values, with errors at their fields. */
static enum jy_err
read_form(struct request *rq, struct subsidy_form *out)
{
	struct form *f = &rq->form;
	struct subsidy_faults faults;
	enum jy_err err;

	*out = (struct subsidy_form){
		.type = form_get(f, "type"),
		.card = form_get(f, "card"),
		.card2 = form_get(f, "card2"),
		.bank = form_get(f, "bank"),
		.holder = form_get(f, "holder"),
		.phone = form_get(f, "phone"),
	};
	if ((err = subsidy_check(&rq->act, out, &faults)) != JY_OK)
		return err;
	if (faults.card != NULL)
		err = form_fail(f, "card", faults.card);
	if (faults.card2 != NULL)
		err = form_fail(f, "card2", faults.card2);
	if (faults.holder != NULL)
		err = form_fail(f, "holder", faults.holder);
	return err;
}

/* The application and its first paper: both or none. */
static enum jy_err
apply_store(struct request *rq, struct upload *u, struct str *uid, const char **why)
{
	struct subsidy_form form;
	struct subsidy s;
	int64_t file;
	enum jy_err err;

	if ((err = read_form(rq, &form)) != JY_OK ||
	    (err = db_begin(rq->act.db)) != JY_OK)
		return err;
	if ((err = subsidy_create(&rq->act, &form, uid, why)) == JY_OK && u != NULL &&
	    (err = upload_keep(&rq->act, u, &file)) == JY_OK &&
	    (err = subsidy_get(&rq->act, *uid, &s)) == JY_OK)
		err = subsidy_attach(&rq->act, &s, file);
	return db_end(rq->act.db, err);
}

static enum jy_err
apply_done(struct request *rq)
{
	struct upload *u = rq->work_arg;
	const char *why = NULL;
	struct str uid;
	enum jy_err err = apply_store(rq, u, &uid, &why);

	if (err == JY_EINPUT && u != NULL && u->fault != NULL)
		return form_fail(&rq->form, "file", u->fault);
	if (err == JY_ECONFLICT) {
		rq->form.error = why;
		return err;
	}
	if (err != JY_OK)
		return err;
	if (u != NULL)
		u->kept = true;
	return reply_redirect_str(rq, path_of(rq, uid, "?done=submitted"));
}

static enum jy_err
apply_post(struct request *rq)
{
	const struct form_value *file = form_value(&rq->form, "file");
	struct subsidy_form form;
	struct upload *u;
	enum jy_err err = read_form(rq, &form);

	if (err != JY_OK || file->bytes.n == 0)
		return err != JY_OK ? err : apply_done(rq);
	if ((err = upload_new(&rq->act, UPLOAD_MATERIAL, file, &u)) != JY_OK)
		return err;
	return request_defer(rq, upload_run, u, apply_done);
}

/* --- one application */

/* can_edit, can_delete, can_withdraw: what stands in the flow's table for her now. */
static void
put_abilities(struct request *rq, struct val *data)
{
	const struct val *plain = val_get(data, STR("plain"));
	struct val one;

	for (size_t i = 0; i < val_len(plain); i++) {
		one = val_at(plain, i);
		val_set_str(data,
		    arena_printf(rq->act.arena, "can_" STR_FMT,
			STR_ARG(val_get(&one, STR("action"))->s)),
		    val_bool(val_true(val_get(&one, STR("allowed")))));
	}
}

static enum jy_err
view_page(struct request *rq)
{
	struct val data = val_map(rq->act.arena);
	struct subsidy s;
	enum jy_err err;

	if ((err = subsidy_get(&rq->act, rq->param, &s)) != JY_OK ||
	    (err = subsidy_put(&rq->act, &data, &s)) != JY_OK ||
	    (err = flow_put(
		 rq, &data, &subsidy_flow, s.id, NULL, path_of(rq, s.uid, ""))) != JY_OK)
		return err;
	put_abilities(rq, &data);
	val_set(&data, "crumbs", crumbs(rq, STR("")));
	val_set(&data, "file_csrf",
	    val_str(csrf_token_for(rq, path_of(rq, s.uid, "/files"))));
	val_set(&data, "remove_csrf",
	    val_str(csrf_token_for(rq, path_of(rq, s.uid, "/remove"))));
	return reply_page(rq, 200, "subsidy/one", "求职补贴申请", data);
}

/* The papers of what was deleted go, too, after the commit. */
static void
unlink_all(struct request *rq, const struct val *files)
{
	struct val one;

	for (size_t i = 0; i < val_len(files); i++) {
		one = val_at(files, i);
		upload_unlink(&rq->act, val_get(&one, STR("uid"))->s);
	}
}

static enum jy_err
act_post(struct request *rq)
{
	const char *action = arena_cstr(rq->act.arena, form_get(&rq->form, "action"));
	struct val files;
	struct subsidy s;
	bool done, gone;
	enum jy_err err;

	if (action == NULL)
		return JY_ENOMEM;
	if ((err = subsidy_get(&rq->act, rq->param, &s)) != JY_OK ||
	    (err = subsidy_files(&rq->act, s.id, &files)) != JY_OK)
		return err;
	err = flow_post(rq, &subsidy_flow, s.id, action, NULL, view_page, &done);
	if (!done)
		return err;
	gone = strcmp(action, "delete") == 0;
	if (!gone)
		return reply_redirect_str(rq, path_of(rq, s.uid, "?done=revoked"));
	unlink_all(rq, &files);
	return reply_redirect(rq, PATH "?done=deleted");
}

/* --- correcting it */

static enum jy_err
edit_again(struct request *rq)
{
	struct subsidy s;
	enum jy_err err = subsidy_get(&rq->act, rq->param, &s);

	if (err != JY_OK)
		return err;
	form_value(&rq->form, "card")->hint = arena_printf(rq->act.arena,
	    "现有账号 " STR_FMT "，不修改请留空；" CARD_HINT, STR_ARG(s.card))
						  .p;
	form_value(&rq->form, "phone")->hint = arena_printf(
	    rq->act.arena, "现有电话 " STR_FMT "，不修改请留空", STR_ARG(s.phone))
						   .p;
	return form_page(rq, "修改求职补贴申请", path_of(rq, s.uid, "/edit"), s.uid);
}

static enum jy_err
edit_page(struct request *rq)
{
	struct subsidy s;
	enum jy_err err = subsidy_get(&rq->act, rq->param, &s);

	if (err != JY_OK)
		return err;
	if (!subsidy_is_editable(&rq->act, &s))
		return reply_redirect_str(rq, path_of(rq, s.uid, ""));
	form_set(&rq->form, "type", s.type);
	form_set(&rq->form, "bank", s.bank);
	form_set(&rq->form, "holder", s.holder);
	return edit_again(rq);
}

static enum jy_err
edit_done(struct request *rq)
{
	struct subsidy_form form;
	struct flow_input in = { STR(""), &form };
	struct subsidy s;
	bool done;
	enum jy_err err;

	if ((err = subsidy_get(&rq->act, rq->param, &s)) != JY_OK ||
	    (err = read_form(rq, &form)) != JY_OK)
		return err;
	err = flow_post(rq, &subsidy_flow, s.id, "edit", &in, edit_again, &done);
	return !done ? err
		     : reply_redirect_str(rq, path_of(rq, s.uid, "?done=submitted"));
}

/* Where the money goes is not changed by who merely sits down at her open browser. */
static enum jy_err
edit_post(struct request *rq)
{
	if (form_get(&rq->form, "card").n == 0)
		return edit_done(rq);
	if (form_get(&rq->form, "password").n == 0)
		return form_fail(&rq->form, "password", "修改银行账号，请填写登录密码。");
	return password_again(rq, "password", "subsidy.card", edit_done);
}

/* --- its papers */

static enum jy_err
file_store(struct request *rq, struct upload *u, const struct subsidy *s)
{
	int64_t id;
	enum jy_err err;

	if ((err = db_begin(rq->act.db)) != JY_OK)
		return err;
	if ((err = upload_keep(&rq->act, u, &id)) == JY_OK)
		err = subsidy_attach(&rq->act, s, id);
	return db_end(rq->act.db, err);
}

static enum jy_err
file_done(struct request *rq)
{
	struct upload *u = rq->work_arg;
	struct subsidy s;
	enum jy_err err;

	if ((err = subsidy_get(&rq->act, rq->param, &s)) != JY_OK)
		return err;
	err = file_store(rq, u, &s);
	if (err == JY_EINPUT)
		return form_fail(&rq->form, "file", u->fault);
	if (err == JY_ECONFLICT)
		rq->form.error = subsidy_is_editable(&rq->act, &s)
				     ? "每份申请最多添加 6 份材料。"
				     : "该申请当前不能修改，不能再添加或删除材料。";
	if (err != JY_OK)
		return err;
	u->kept = true;
	return reply_redirect_str(rq, path_of(rq, s.uid, "?done=saved"));
}

static enum jy_err
file_post(struct request *rq)
{
	struct upload *u;
	struct subsidy s;
	enum jy_err err;

	if ((err = subsidy_get(&rq->act, rq->param, &s)) != JY_OK ||
	    (err = upload_new(
		 &rq->act, UPLOAD_MATERIAL, form_value(&rq->form, "file"), &u)) != JY_OK)
		return err;
	return request_defer(rq, upload_run, u, file_done);
}

static enum jy_err
remove_post(struct request *rq)
{
	struct str file = form_get(&rq->form, "file");
	struct subsidy s;
	enum jy_err err;

	if ((err = subsidy_get(&rq->act, rq->param, &s)) != JY_OK ||
	    (err = db_begin(rq->act.db)) != JY_OK)
		return err;
	err = db_end(rq->act.db, subsidy_detach(&rq->act, &s, file));
	if (err == JY_ECONFLICT)
		rq->form.error = "该申请当前不能修改，不能再添加或删除材料。";
	if (err != JY_OK)
		return err;
	upload_unlink(&rq->act, file);
	return reply_redirect_str(rq, path_of(rq, s.uid, "?done=deleted"));
}

/* clang-format off */
const struct route subsidy_routes[] = {
	{ METHOD_GET, PATH, ROLE_GRADUATE, CSRF_NO, RATE_NONE, NO_FIELDS, list_page, NULL, NULL },
	{ METHOD_GET, PATH "/new", ROLE_GRADUATE, CSRF_NO, RATE_NONE, FIELDS(apply_fields), apply_page, NULL, NULL },
	{ METHOD_POST, PATH "/new", ROLE_GRADUATE, CSRF_YES, RATE_UPLOAD, FIELDS(apply_fields), apply_post, apply_again, NULL },
	{ METHOD_GET, PATH "/*", ROLE_GRADUATE, CSRF_NO, RATE_NONE, FIELDS(act_fields), view_page, NULL, NULL },
	{ METHOD_POST, PATH "/*", ROLE_GRADUATE, CSRF_YES, RATE_FORM, FIELDS(act_fields), act_post, view_page, NULL },
	{ METHOD_GET, PATH "/*/edit", ROLE_GRADUATE, CSRF_NO, RATE_NONE, FIELDS(edit_fields), edit_page, NULL, NULL },
	{ METHOD_POST, PATH "/*/edit", ROLE_GRADUATE, CSRF_YES, RATE_FORM, FIELDS(edit_fields), edit_post, edit_again, NULL },
	{ METHOD_POST, PATH "/*/files", ROLE_GRADUATE, CSRF_YES, RATE_UPLOAD, FIELDS(file_fields), file_post, view_page, NULL },
	{ METHOD_POST, PATH "/*/remove", ROLE_GRADUATE, CSRF_YES, RATE_FORM, FIELDS(remove_fields), remove_post, view_page, NULL },
	{ .path = NULL },
};
/* clang-format on */
