/*
 * resume_pages.c - 创建新简历 (its name), 简历管理 (3.2), and the page of one resume: name, level
 * and where its parts are edited.
 */
#include "escape.h"
#include "file/upload.h"
#include "http/csrf.h"
#include "resume/pages.h"

static const struct choice commands[] = {
	{ "delete", "删除" },
	{ NULL, NULL },
};

/* clang-format off */
static const struct field list_fields[] = {
	{ "command", "操作", FIELD_CHOICE, 0, 0, 0, NULL, NULL, commands, NULL },
	{ "id", "简历", FIELD_TOKEN, 0, RESUME_UID_CHARS, F_LIST, NULL, NULL, NULL, NULL },
	{ "remove", "简历", FIELD_TOKEN, 0, RESUME_UID_CHARS, 0, NULL, NULL, NULL, NULL },
};
static const struct field delete_fields[] = {
	{ "id", "简历", FIELD_TOKEN, 0, RESUME_UID_CHARS, F_LIST, NULL, NULL, NULL, NULL },
};
static const struct field name_fields[] = {
	{ "name", "简历名称", FIELD_TEXT, 1, RESUME_NAME_MAX, F_REQUIRED,
	  "只有您自己和您投递的单位看得到，例如：中学教师岗位", NULL, NULL, NULL },
};
static const struct field level_fields[] = {
	{ "level", "保密级别", FIELD_CHOICE, 0, 0, F_REQUIRED, NULL, NULL, resume_levels, NULL },
};
/* clang-format on */

/* --- shared with the other page files */

struct str
resume_path(struct arena *a, struct str uid, const char *part)
{
	return arena_printf(a, RESUMES "/" STR_FMT "%s%s", STR_ARG(uid),
	    part[0] != '\0' ? "/" : "", part);
}

enum jy_err
resume_val(struct act *act, const struct resume *r, struct val *out)
{
	struct stored photo;
	enum jy_err err;

	*out = val_map(act->arena);
	val_set(out, "uid", val_str(r->uid));
	val_set(out, "name", val_str(r->name));
	val_set(out, "level", val_str(r->level));
	val_set(out, "level_label", val_text(resume_level_label(r->level)));
	val_set(out, "is_public", val_bool(str_is(r->level, "public")));
	val_set(out, "complete", val_bool(r->complete));
	val_set(out, "percent", val_int(r->percent));
	if (r->photo_id == 0)
		return JY_OK;
	if ((err = upload_find(act, r->photo_id, &photo)) != JY_OK)
		return err;
	val_set(out, "photo", val_str(photo.uid));
	return JY_OK;
}

static void
crumb(struct arena *a, struct val *list, struct str label, struct str path)
{
	struct val v = val_map(a);

	val_set(&v, "label", val_str(label));
	val_set(&v, "path", val_str(path));
	val_push(list, v);
}

void
resume_crumbs(struct request *rq, struct val *data, const struct resume *r)
{
	struct arena *a = rq->act.arena;
	struct val list = val_list(a);

	crumb(a, &list, STR("简历管理"), STR(RESUMES));
	if (r != NULL)
		crumb(a, &list, r->name, resume_path(a, r->uid, ""));
	val_set(data, "crumbs", list);
}

/* --- the list */

static enum jy_err
list_page(struct request *rq)
{
	struct val data = val_map(rq->act.arena), list;
	enum jy_err err = resume_list(&rq->act, &list);

	if (err != JY_OK)
		return err;
	val_set(&data, "resumes", list);
	val_set(&data, "some", val_bool(val_len(&list) > 0));
	val_set(&data, "full", val_bool(val_len(&list) >= RESUME_PER_ACCOUNT));
	val_set(&data, "csrf", val_str(csrf_token(rq, RESUMES)));
	return reply_page(rq, 200, "resume/list", "简历管理", data);
}

/* Of the graduate's resumes, those that were chosen. */
static struct val
chosen(struct arena *a, const struct val *all, const struct str *uids, size_t n)
{
	struct val out = val_list(a), one;

	for (size_t i = 0; i < val_len(all); i++) {
		one = val_at(all, i);
		for (size_t k = 0; k < n; k++)
			if (str_eq(val_get(&one, STR("uid"))->s, uids[k])) {
				val_push(&out, one);
				break;
			}
	}
	return out;
}

/* 删除 asks first: which ones, and what stays. */
static enum jy_err
list_post(struct request *rq)
{
	const struct form_value *v = form_value(&rq->form, "id");
	struct str one = form_get(&rq->form, "remove");
	struct val data = val_map(rq->act.arena), all, list;
	enum jy_err err = resume_list(&rq->act, &all);

	if (err != JY_OK)
		return err;
	if (one.n == 0 && v->nlist == 0)
		return form_fail(&rq->form, NULL, "没有选中任何简历，请先勾选。");
	list = one.n > 0 ? chosen(rq->act.arena, &all, &one, 1)
			 : chosen(rq->act.arena, &all, v->list, v->nlist);
	if (val_len(&list) == 0)
		return JY_ENOTFOUND;
	val_set(&data, "resumes", list);
	val_set(&data, "csrf", val_str(csrf_token(rq, RESUMES "/delete")));
	resume_crumbs(rq, &data, NULL);
	return reply_page(rq, 200, "resume/delete", "删除简历", data);
}

static enum jy_err
delete_post(struct request *rq)
{
	const struct form_value *v = form_value(&rq->form, "id");
	enum jy_err err;
	int n;

	if ((err = resume_delete(&rq->act, v->list, v->nlist, &n)) != JY_OK)
		return err;
	return n == 0 ? JY_ENOTFOUND : reply_done(rq, STR(RESUMES), "deleted", n, 0);
}

/* --- a new one, and its name */

/* The address of a first step keeps what comes behind the last (see wizard_pages.c). */
static enum jy_err
to_first_step(struct request *rq, struct str uid)
{
	struct str next = request_query(rq, "next"), path;
	struct buf b = BUF_INIT;

	path = resume_path(rq->act.arena, uid, resume_sections[0].name);
	buf_str(&b, path);
	if (next.n > 0 && path_is_local(next)) {
		buf_puts(&b, "?next=");
		url_escape(&b, next);
	}
	path = buf_ok(&b) ? arena_str(rq->act.arena, buf_view(&b)) : STR_NONE;
	buf_release(&b);
	return path.p == NULL ? JY_ENOMEM : reply_redirect_str(rq, path);
}

static enum jy_err
new_page(struct request *rq)
{
	struct val data = val_map(rq->act.arena);
	bool applies = str_starts(request_query(rq, "next"), "/my/jobs/");

	if (rq->in.method != METHOD_POST)
		form_set(&rq->form, "name", STR("我的简历"));
	resume_crumbs(rq, &data, NULL);
	val_set(&data, "lead",
	    val_text(
		"先起个名称，再按步骤填写。每一步都会保存，可以随时离开，以后接着填。"));
	if (applies)
		val_set(&data, "note",
		    val_text("投递职位需要一份填写完整的简历，填好后会回到该职位。"));
	val_set(&data, "submit", val_text("开始填写"));
	val_set(&data, "cancel_href", val_text(RESUMES));
	return reply_page(rq, 200, "form", "创建新简历", data);
}

static enum jy_err
new_post(struct request *rq)
{
	struct str uid;
	enum jy_err err = resume_create(&rq->act, form_get(&rq->form, "name"), &uid);

	if (err == JY_ECONFLICT)
		return form_fail(
		    &rq->form, NULL, "您已有 10 份简历，请先删除不用的再创建。");
	return err != JY_OK ? err : to_first_step(rq, uid);
}

/* --- one resume */

static enum jy_err
resume_page(struct request *rq)
{
	struct val data = val_map(rq->act.arena), one, sections;
	struct resume r;
	enum jy_err err;

	if ((err = resume_load(&rq->act, rq->param, &r)) != JY_OK ||
	    (err = resume_val(&rq->act, &r, &one)) != JY_OK ||
	    (err = resume_view(&rq->act, r.content, &sections)) != JY_OK)
		return err;
	if (rq->in.method != METHOD_POST)
		form_set(&rq->form, "name", r.name);
	val_set(&data, "resume", one);
	val_set(&data, "sections", sections);
	resume_crumbs(rq, &data, NULL);
	val_set(&data, "csrf",
	    val_str(csrf_token_for(rq, resume_path(rq->act.arena, r.uid, "name"))));
	val_set(&data, "list_csrf", val_str(csrf_token(rq, RESUMES)));
	return reply_page(
	    rq, 200, "resume/page", arena_cstr(rq->act.arena, r.name), data);
}

static enum jy_err
name_post(struct request *rq)
{
	enum jy_err err = resume_rename(&rq->act, rq->param, form_get(&rq->form, "name"));

	if (err != JY_OK)
		return err;
	return reply_redirect_str(
	    rq, arena_printf(rq->act.arena, RESUMES "/" STR_FMT "?done=saved",
		    STR_ARG(rq->param)));
}

static enum jy_err
level_page(struct request *rq)
{
	struct val data = val_map(rq->act.arena), one;
	struct resume r;
	enum jy_err err;

	if ((err = resume_load(&rq->act, rq->param, &r)) != JY_OK ||
	    (err = resume_val(&rq->act, &r, &one)) != JY_OK)
		return err;
	if (rq->in.method != METHOD_POST)
		form_set(&rq->form, "level", r.level);
	val_set(&data, "resume", one);
	resume_crumbs(rq, &data, &r);
	return reply_page(rq, 200, "resume/level", "保密设置", data);
}

static enum jy_err
level_post(struct request *rq)
{
	enum jy_err err =
	    resume_set_level(&rq->act, rq->param, form_get(&rq->form, "level"));

	return err != JY_OK ? err : reply_redirect(rq, RESUMES "?done=level-set");
}

/* clang-format off */
const struct route resume_routes[] = {
	{ METHOD_GET, RESUMES, ROLE_GRADUATE, CSRF_NO, RATE_NONE, FIELDS(list_fields), list_page, NULL, NULL },
	{ METHOD_POST, RESUMES, ROLE_GRADUATE, CSRF_YES, RATE_FORM, FIELDS(list_fields), list_post, list_page, NULL },
	{ METHOD_POST, RESUMES "/delete", ROLE_GRADUATE, CSRF_YES, RATE_FORM, FIELDS(delete_fields), delete_post, NULL, NULL },
	{ METHOD_GET, RESUMES "/new", ROLE_GRADUATE, CSRF_NO, RATE_NONE, FIELDS(name_fields), new_page, NULL, NULL },
	{ METHOD_POST, RESUMES "/new", ROLE_GRADUATE, CSRF_YES, RATE_FORM, FIELDS(name_fields), new_post, new_page, NULL },
	{ METHOD_GET, RESUMES "/*", ROLE_GRADUATE, CSRF_NO, RATE_NONE, FIELDS(name_fields), resume_page, NULL, NULL },
	{ METHOD_POST, RESUMES "/*/name", ROLE_GRADUATE, CSRF_YES, RATE_FORM, FIELDS(name_fields), name_post, resume_page, NULL },
	{ METHOD_GET, RESUMES "/*/level", ROLE_GRADUATE, CSRF_NO, RATE_NONE, FIELDS(level_fields), level_page, NULL, NULL },
	{ METHOD_POST, RESUMES "/*/level", ROLE_GRADUATE, CSRF_YES, RATE_FORM, FIELDS(level_fields), level_post, level_page, NULL },
	{ .path = NULL },
};
/* clang-format on */
