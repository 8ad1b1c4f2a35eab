/*
 * template_pages.c - the administrator's pages of 示范文本.
 */
#include "clock.h"
#include "flow/flow_pages.h"
#include "http/csrf.h"
#include "signing/template_desk.h"

#define PATH "/office/templates"

static const struct choice commands[] = {
	{ "save", "保存草稿" },
	{ "preview", "预览" },
	{ "publish", "发布" },
	{ "discard", "作废草稿" },
	{ NULL, NULL },
};
/* clang-format off */
static const struct field edit_fields[] = {
	{ "body", "示范文本", FIELD_LONG, 0, TEXT_TEMPLATE_CHARS, F_NEEDED,
	  "Markdown：标题写“## ”或“### ”，空一行分段，“- ”开头为列表", NULL, NULL, NULL },
	{ "reason", "修改说明", FIELD_LONG, 0, 300, 0, "发布时必填，与版本一起公开给管理员", NULL, NULL, NULL },
	{ "command", "操作", FIELD_CHOICE, 0, 0, F_REQUIRED | F_HIDDEN, NULL, NULL, commands, NULL },
};
/* clang-format on */

static struct val
crumbs(struct request *rq)
{
	struct val list = val_list(rq->act.arena), one = val_map(rq->act.arena);

	val_set(&one, "label", val_text("示范文本"));
	val_set(&one, "path", val_text(PATH));
	val_push(&list, one);
	return list;
}

/* --- the list */

static enum jy_err
list_page(struct request *rq)
{
	struct val data = val_map(rq->act.arena), list = val_list(rq->act.arena), v,
		   versions, newest;
	struct text_template draft;
	enum jy_err err;

	for (const struct paper *p = papers; p->kind != NULL; p++) {
		if ((err = text_template_versions(&rq->act, p->kind, &versions)) != JY_OK)
			return err;
		err = text_template_draft(&rq->act, p->kind, &draft);
		if (err != JY_OK && err != JY_ENOTFOUND)
			return err;
		newest = val_at(&versions, 0);
		v = val_map(rq->act.arena);
		val_set(&v, "kind", val_text(p->kind));
		val_set(&v, "label", val_text(p->label));
		val_set(&v, "newest", newest);
		val_set(&v, "draft", val_bool(err == JY_OK));
		val_push(&list, v);
	}
	val_set(&data, "papers", list);
	return reply_page(rq, 200, "signing/templates", "示范文本", data);
}

/* --- one kind */

static struct val
places(struct arena *a)
{
	struct val list = val_list(a), v;

	for (const struct text_place *p = text_places; p->name != NULL; p++) {
		v = val_map(a);
		val_set(&v, "tag", val_str(arena_printf(a, "{{%s}}", p->name)));
		val_set(&v, "label", val_text(p->label));
		val_set(&v, "sample", val_text(p->sample));
		val_push(&list, v);
	}
	return list;
}

static enum jy_err
put_sample(struct request *rq, const struct text_template *t, struct val *data)
{
	struct val sample = text_template_sample(rq->act.arena);
	struct buf html = BUF_INIT;
	enum jy_err err = text_template_fill(rq->act.arena, t, &sample, &html);

	if (err == JY_OK)
		val_set(
		    data, "body", val_html(arena_str(rq->act.arena, buf_view(&html))));
	buf_release(&html);
	return err;
}

static enum jy_err
draw(struct request *rq)
{
	const struct paper *paper = paper_of(rq->param);
	struct val data = val_map(rq->act.arena), versions, newest;
	struct text_template draft, shown;
	struct str body = form_get(&rq->form, "body");
	enum jy_err err;

	if (paper == NULL)
		return JY_ENOTFOUND;
	if ((err = text_template_versions(&rq->act, paper->kind, &versions)) != JY_OK)
		return err;
	if ((err = text_template_draft(&rq->act, paper->kind, &draft)) != JY_OK &&
	    err != JY_ENOTFOUND)
		return err;
	newest = val_at(&versions, 0);
	shown = (struct text_template){ .body = body,
		.version = val_get(&newest, STR("version"))->i + 1 };
	if (str_is(form_get(&rq->form, "command"), "preview") &&
	    !form_failed(&rq->form) && (err = put_sample(rq, &shown, &data)) != JY_OK)
		return err;
	val_set(&data, "crumbs", crumbs(rq));
	val_set(&data, "kind", val_text(paper->kind));
	val_set(&data, "versions", versions);
	val_set(&data, "draft", val_bool(draft.id != 0));
	val_set(&data, "places", places(rq->act.arena));
	val_set(&data, "csrf", val_str(csrf_token_for(rq, rq->in.path)));
	return reply_page(rq, 200, "signing/template",
	    arena_printf(rq->act.arena, "%s示范文本", paper->label).p, data);
}

static enum jy_err
edit_page(struct request *rq)
{
	const struct paper *paper = paper_of(rq->param);
	struct text_template t;
	enum jy_err err;

	if (paper == NULL)
		return JY_ENOTFOUND;
	if ((err = text_template_draft(&rq->act, paper->kind, &t)) == JY_ENOTFOUND)
		err = text_template_active(&rq->act, paper->kind, &t);
	if (err != JY_OK)
		return err;
	form_set(&rq->form, "body", t.body);
	return draw(rq);
}

/* Where it is wrong, at the field. */
static enum jy_err
fail_at(struct request *rq, const struct diag *d)
{
	struct str why = arena_printf(
	    rq->act.arena, "第 %u 行第 %u 个字：%s。", d->line, d->column, d->text);

	return why.p == NULL ? JY_ENOMEM : form_fail(&rq->form, "body", why.p);
}

static enum jy_err
back(struct request *rq, const struct paper *paper, const char *done)
{
	return reply_redirect_str(
	    rq, arena_printf(rq->act.arena, PATH "/%s?done=%s", paper->kind, done));
}

static enum jy_err
publish(struct request *rq, const struct paper *paper)
{
	const struct flow_input in = { form_get(&rq->form, "reason"), NULL };
	struct text_template draft;
	struct diag d = { .text = "" };
	enum jy_err err;

	if (in.reason.n == 0)
		return form_fail(&rq->form, "reason", "请写明修改了什么。");
	if ((err = db_begin(rq->act.db)) != JY_OK)
		return err;
	if ((err = text_template_save(
		 &rq->act, paper->kind, form_get(&rq->form, "body"), &d)) == JY_OK &&
	    (err = text_template_draft(&rq->act, paper->kind, &draft)) == JY_OK)
		err = flow_apply(
		    &rq->act, &text_template_flow, draft.id, "publish", &in, NULL);
	err = db_end(rq->act.db, err);
	if (err == JY_EPARSE && d.line > 0)
		return fail_at(rq, &d);
	return err != JY_OK ? err : back(rq, paper, "published");
}

static enum jy_err
discard(struct request *rq, const struct paper *paper)
{
	struct text_template draft;
	enum jy_err err = text_template_draft(&rq->act, paper->kind, &draft);

	if (err == JY_OK)
		err = flow_apply(
		    &rq->act, &text_template_flow, draft.id, "discard", NULL, NULL);
	return err != JY_OK ? err : back(rq, paper, "discarded");
}

static enum jy_err
edit_post(struct request *rq)
{
	const struct paper *paper = paper_of(rq->param);
	struct str command = form_get(&rq->form, "command");
	struct diag d = { .text = "" };
	enum jy_err err;

	if (paper == NULL)
		return JY_ENOTFOUND;
	if (str_is(command, "discard"))
		return discard(rq, paper);
	if ((err = form_need(&rq->form, &rq->act)) != JY_OK)
		return err;
	if (str_is(command, "publish"))
		return publish(rq, paper);
	err = str_is(command, "preview")
		  ? text_template_check(form_get(&rq->form, "body"), &d)
		  : text_template_save(
			&rq->act, paper->kind, form_get(&rq->form, "body"), &d);
	if (err == JY_EPARSE)
		return fail_at(rq, &d);
	if (err != JY_OK || str_is(command, "preview"))
		return err != JY_OK ? err : draw(rq);
	return back(rq, paper, "saved");
}

/* --- one version, as it was */

static enum jy_err
version_page(struct request *rq)
{
	const struct paper *paper = paper_of(rq->param);
	struct val data = val_map(rq->act.arena);
	struct text_template t;
	char since[17] = "";
	int64_t n;
	enum jy_err err;

	if (paper == NULL || !str_int(request_query(rq, "n"), 1, INT32_MAX, &n))
		return JY_ENOTFOUND;
	if ((err = text_template_version(&rq->act, paper->kind, n, &t)) != JY_OK ||
	    (err = put_sample(rq, &t, &data)) != JY_OK)
		return err;
	if (t.published_at != 0)
		clock_minute(t.published_at, since);
	val_set(&data, "crumbs", crumbs(rq));
	val_set(&data, "since", val_text(since));
	val_set(&data, "source", val_str(t.body));
	return reply_page(rq, 200, "signing/template_version",
	    arena_printf(
		rq->act.arena, "%s示范文本第 %lld 版", paper->label, (long long)n)
		.p,
	    data);
}

/* clang-format off */
const struct route template_routes[] = {
	{ METHOD_GET, PATH, ROLE_ADMIN, CSRF_NO, RATE_NONE, NO_FIELDS, list_page, NULL, NULL },
	{ METHOD_GET, PATH "/*", ROLE_ADMIN, CSRF_NO, RATE_NONE, FIELDS(edit_fields), edit_page, NULL, NULL },
	{ METHOD_POST, PATH "/*", ROLE_ADMIN, CSRF_YES, RATE_FORM, FIELDS(edit_fields), edit_post, draw, NULL },
	{ METHOD_GET, PATH "/*/version", ROLE_ADMIN, CSRF_NO, RATE_NONE, NO_FIELDS, version_page, NULL, NULL },
	{ .path = NULL },
};
/* clang-format on */
