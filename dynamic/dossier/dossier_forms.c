/*
 * dossier_forms.c - what a school writes: one dispatch, its correction, a file of many;
 * and its students of whom nothing is written yet.
 */
#include "dossier/dossier.h"
#include "dossier/import_dossiers.h"
#include "dossier/pages.h"
#include "escape.h"
#include "http/csrf.h"
#include "import/import_pages.h"
#include "student/pages.h"

#define LIST_PATH "/office/dossiers"
#define MISSING_PATH LIST_PATH "/missing"
#define PAGE_ROWS 50

/* clang-format off */
static const struct field dossier_fields[] = {
	{ "method", "寄送方式", FIELD_CHOICE, 0, 0, F_REQUIRED, NULL, NULL, NULL, "dispatch" },
	{ "number", "单号", FIELD_TEXT, 1, 40, 0, "机要号或快递单号", NULL, NULL, NULL },
	{ "sent_on", "寄送日期", FIELD_DATE, 0, 0, F_REQUIRED, NULL, NULL, NULL, NULL },
	{ "unit", "接收单位", FIELD_TEXT, 2, 100, F_REQUIRED, "全称", NULL, NULL, NULL },
	{ "region", "接收单位所在地州", FIELD_CHOICE, 0, 0, 0, "由该地州人社部门确认签收；区外单位不选", NULL, NULL, "region:65" },
	{ "address", "接收单位地址", FIELD_TEXT, 2, 200, 0, NULL, NULL, NULL, NULL },
	{ "phone", "联系电话", FIELD_TEXT, 5, 30, 0, NULL, NULL, NULL, NULL },
};
/* clang-format on */

static struct dossier_data
taken(const struct form *f)
{
	return (struct dossier_data){ form_get(f, "method"), form_get(f, "number"),
		form_get(f, "sent_on"), form_get(f, "unit"), form_get(f, "address"),
		form_get(f, "phone"), form_get(f, "region") };
}

static struct val
crumbs(struct request *rq)
{
	struct val list = val_list(rq->act.arena), one = val_map(rq->act.arena);

	val_set(&one, "label", val_text("档案寄送"));
	val_set(&one, "path", val_text(LIST_PATH));
	val_push(&list, one);
	return list;
}

static enum jy_err
draw(struct request *rq, const char *title, struct str about, struct str back)
{
	struct val data = val_map(rq->act.arena);

	val_set(&data, "lead", val_str(about));
	val_set(&data, "submit", val_text("保存"));
	val_set(&data, "cancel_href", val_str(back));
	val_set(&data, "crumbs", crumbs(rq));
	return reply_page(rq, 200, "form", title, data);
}

static enum jy_err
to_dispatch(struct request *rq, struct str uid, const char *done)
{
	return reply_redirect_str(rq,
	    arena_printf(rq->act.arena, LIST_PATH "/" STR_FMT "%s", STR_ARG(uid), done));
}

/* --- one */

static enum jy_err
new_page(struct request *rq)
{
	struct student s;
	enum jy_err err = student_get(&rq->act, rq->param, &s);

	if (err != JY_OK)
		return err;
	return draw(rq, "登记档案寄送",
	    arena_printf(rq->act.arena, STR_FMT "，%lld 年毕业，" STR_FMT,
		STR_ARG(s.name), (long long)s.year, STR_ARG(s.major)),
	    arena_printf(
		rq->act.arena, "/office/confirmations/" STR_FMT, STR_ARG(s.uid)));
}

static enum jy_err
new_post(struct request *rq)
{
	const struct dossier_data d = taken(&rq->form);
	struct student s;
	struct str uid;
	enum jy_err err = student_get(&rq->act, rq->param, &s);

	if (err != JY_OK)
		return err;
	err = dossier_add(&rq->act, s.id, &d, &uid);
	if (err == JY_EINPUT)
		return form_fail(&rq->form, "sent_on", "寄送日期不能晚于今天。");
	if (err == JY_ECONFLICT)
		return form_fail(&rq->form, NULL,
		    "该生的档案已登记寄送；有变化的，请更正或登记退回。");
	return err != JY_OK ? err : to_dispatch(rq, uid, "?done=saved");
}

static void
fill(struct request *rq, const struct val *one)
{
	static const char *const names[][2] = { { "method", "method_code" },
		{ "number", "number" }, { "sent_on", "sent_on" }, { "unit", "unit" },
		{ "region", "region" }, { "address", "address" }, { "phone", "phone" } };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		form_set(&rq->form, names[i][0], val_get(one, str_of(names[i][1]))->s);
}

static enum jy_err
edit_again(struct request *rq)
{
	struct val one;
	enum jy_err err = dossier_load(&rq->act, rq->param, &one);

	if (err != JY_OK)
		return err;
	return draw(rq, "更正档案寄送",
	    arena_printf(rq->act.arena,
		STR_FMT "。改动前后的内容会记入办理记录，毕业生可以看到；已确认就业信息的"
			"，需要重新确认。",
		STR_ARG(val_get(&one, STR("name"))->s)),
	    arena_printf(rq->act.arena, LIST_PATH "/" STR_FMT, STR_ARG(rq->param)));
}

static enum jy_err
edit_get(struct request *rq)
{
	struct val one;
	enum jy_err err = dossier_load(&rq->act, rq->param, &one);

	if (err != JY_OK)
		return err;
	fill(rq, &one);
	return edit_again(rq);
}

static enum jy_err
edit_post(struct request *rq)
{
	const struct dossier_data d = taken(&rq->form);
	const char *why;
	struct val one;
	bool changed;
	enum jy_err err = dossier_load(&rq->act, rq->param, &one);

	if (err != JY_OK)
		return err;
	err = dossier_correct(&rq->act, val_get(&one, STR("id"))->i, &d, &changed, &why);
	if (err == JY_EINPUT)
		return form_fail(&rq->form, "sent_on", "寄送日期不能晚于今天。");
	if (err == JY_ECONFLICT)
		rq->form.error = why;
	return err != JY_OK ? err : to_dispatch(rq, rq->param, "?done=saved");
}

static void
put_filter(struct request *rq, struct val *data, const struct dossier_filter *f)
{
	struct val v = val_map(rq->act.arena);
	struct buf b = BUF_INIT;

	val_set(&v, "name", val_str(f->name));
	buf_printf(&b, "year=%.0lld&faculty=%.0lld&name=", (long long)f->year,
	    (long long)f->faculty_id);
	url_escape(&b, f->name);
	val_set(&v, "query", val_str(arena_str(rq->act.arena, buf_view(&b))));
	buf_release(&b);
	val_set(data, "filter", v);
}

static enum jy_err
missing_page(struct request *rq)
{
	struct val data = val_map(rq->act.arena), list;
	struct str faculty = request_query(rq, "faculty");
	static const struct field conditions[] = { YEAR_CONDITION };
	struct dossier_filter f = { 0, student_number(faculty),
		request_words(rq, "name", 30) };
	int64_t before = request_before(rq), older;
	enum jy_err err;

	if ((err = request_conditions(rq, conditions, 1)) != JY_OK)
		return err;
	f.year = form_number(&rq->conditions, "year");
	if ((err = dossier_missing(&rq->act, &f, before, PAGE_ROWS, &list, &older)) !=
		JY_OK ||
	    (err = student_put_offices(rq, &data, faculty, STR(""))) != JY_OK)
		return err;
	put_filter(rq, &data, &f);
	val_set(&data, "rows", list);
	val_set(&data, "some", val_bool(val_len(&list) > 0));
	if (older != 0)
		val_set(&data, "before", val_int(older));
	val_set(&data, "crumbs", crumbs(rq));
	return reply_page(rq, 200, "dossier/missing", "未登记档案寄送的毕业生", data);
}

/* --- from a file */

static const char *const notes[] = { "寄送方式", "机要、EMS 或 专人", "接收单位所在地州",
	"区内单位填地州名称，由该地州人社部门确认签收；区外单位留空", NULL };
static const struct import_page file_page = { &import_dossiers, "导入档案寄送", LIST_PATH,
	"档案寄送", LIST_PATH "/template",
	"毕业年度和身份证号相同、档案已登记寄送的，更正已有的登记，改动会通知本人。",
	notes };

static enum jy_err
import_get(struct request *rq)
{
	return import_draw(rq, &file_page);
}

static enum jy_err
import_post(struct request *rq)
{
	return import_take(rq, &file_page);
}

static enum jy_err
blank_get(struct request *rq)
{
	return import_blank(rq, &file_page);
}

/* clang-format off */
const struct route dossier_form_routes[] = {
	{ METHOD_GET, MISSING_PATH, ROLE_SCHOOL, CSRF_NO, RATE_NONE, NO_FIELDS, missing_page, NULL, NULL },
	{ METHOD_GET, LIST_PATH "/import", ROLE_SCHOOL, CSRF_NO, RATE_NONE, FIELDS(import_fields), import_get, NULL, NULL },
	{ METHOD_POST, LIST_PATH "/import", ROLE_SCHOOL, CSRF_YES, RATE_UPLOAD, FIELDS(import_fields), import_post, import_get, NULL },
	{ METHOD_GET, LIST_PATH "/template", ROLE_SCHOOL, CSRF_NO, RATE_NONE, NO_FIELDS, blank_get, NULL, NULL },
	{ METHOD_GET, "/office/students/*/dossier", ROLE_SCHOOL, CSRF_NO, RATE_NONE, FIELDS(dossier_fields), new_page, NULL, NULL },
	{ METHOD_POST, "/office/students/*/dossier", ROLE_SCHOOL, CSRF_YES, RATE_FORM, FIELDS(dossier_fields), new_post, new_page, NULL },
	{ METHOD_GET, LIST_PATH "/*/edit", ROLE_SCHOOL, CSRF_NO, RATE_NONE, FIELDS(dossier_fields), edit_get, NULL, NULL },
	{ METHOD_POST, LIST_PATH "/*/edit", ROLE_SCHOOL, CSRF_YES, RATE_FORM, FIELDS(dossier_fields), edit_post, edit_again, NULL },
	{ .path = NULL },
};
/* clang-format on */
