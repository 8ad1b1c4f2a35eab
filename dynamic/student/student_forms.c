/*
 * student_forms.c - adding a record, correcting one, deleting one that nobody is verified
 * by. The form is drawn in two steps because of the region (see region.mustache).
 */
#include "http/view.h"
#include "idcheck.h"
#include "region/pages.h"
#include "region/region.h"
#include "student/pages.h"

static const struct choice steps[] = {
	{ "save", "保存" },
	{ "search", "查找地区" },
	{ NULL, NULL },
};

/* clang-format off */
#define RECORD_FIELDS                                                                            \
	{ "name", "姓名", FIELD_NAME, 0, 0, F_NEEDED, NULL, NULL, NULL, NULL },                    \
	{ "year", "毕业年度", FIELD_NUMBER, 1950, 2100, F_NEEDED, "4 位年份", NULL, NULL, NULL },   \
	{ "faculty", "院系", FIELD_DIGITS, 0, 18, F_HIDDEN, NULL, NULL, NULL, NULL },              \
	{ "major", "专业", FIELD_TEXT, 1, 100, 0, NULL, NULL, NULL, NULL },                        \
	{ "education", "学历层次", FIELD_CHOICE, 0, 0, F_NEEDED, NULL, NULL, NULL, "degree" },     \
	{ "student_no", "学号", FIELD_TEXT, 0, 32, 0, NULL, NULL, NULL, NULL },                    \
	{ "leaving_on", "离校日期", FIELD_DATE, 0, 0, 0, NULL, NULL, NULL, NULL },                 \
	{ "region", "户籍所在地", FIELD_DIGITS, 4, 6, F_HIDDEN, NULL, NULL, NULL, NULL },          \
	{ "region_word", "地区名称", FIELD_TEXT, 0, 30, F_HIDDEN, NULL, NULL, NULL, NULL },        \
	{ "step", "操作", FIELD_CHOICE, 0, 0, F_HIDDEN | F_REQUIRED, NULL, NULL, steps, NULL }

static const struct field add_fields[] = {
	{ "school", "毕业院校", FIELD_DIGITS, 0, 18, F_HIDDEN, NULL, NULL, NULL, NULL },
	{ "id_no", "身份证号", FIELD_ID_NUMBER, 0, 0, F_NEEDED, "18位身份证号", NULL, NULL, NULL },
	RECORD_FIELDS,
};
static const struct field edit_fields[] = {
	{ "id_no", "更正身份证号", FIELD_ID_NUMBER, 0, 0, 0, "不更正的，请留空", NULL, NULL, NULL },
	RECORD_FIELDS,
};
/* clang-format on */

SQL(SQL_DESK_FACULTY, "SELECT 1 FROM office WHERE id = :id AND parent_id = :office");

/* --- the form */

/* `s` NULL: a new record. */
static enum jy_err
draw_form(struct request *rq, const struct student *s)
{
	struct val data = val_map(rq->act.arena);
	struct buf id_no = BUF_INIT;
	enum jy_err err;

	err = student_put_offices(rq, &data, form_get(&rq->form, "faculty"),
	    s == NULL ? form_get(&rq->form, "school") : STR(""));
	if (err != JY_OK || (err = region_put(rq, &data, form_get(&rq->form, "region"),
				 form_get(&rq->form, "region_word"))) != JY_OK)
		return err;
	val_set(&data, "is_new", val_bool(s == NULL));
	val_set(&data, "inland", val_bool(rq->act.who.role == ROLE_AUTHORITY));
	if (s == NULL)
		return reply_page(rq, 200, "student/form", "添加生源信息", data);
	mask_id(&id_no, s->id_no);
	val_set(&data, "id_no", val_str(arena_str(rq->act.arena, buf_view(&id_no))));
	buf_release(&id_no);
	val_set(&data, "verified", val_bool(s->account_id != 0));
	val_set(&data, "school", val_str(s->school));
	val_set(&data, "base",
	    val_str(arena_printf(
		rq->act.arena, "/office/students/" STR_FMT, STR_ARG(s->uid))));
	return reply_page(rq, 200, "student/form", "更正生源信息", data);
}

static void
fill(struct request *rq, const struct student *s)
{
	struct arena *a = rq->act.arena;
	const struct {
		const char *field;
		struct str value;
	} values[] = {
		{ "name", s->name },
		{ "year", arena_printf(a, "%lld", (long long)s->year) },
		{ "faculty", s->faculty_id != 0
				 ? arena_printf(a, "%lld", (long long)s->faculty_id)
				 : STR_NONE },
		{ "major", s->major },
		{ "education", s->education },
		{ "student_no", s->student_no },
		{ "leaving_on", s->leaving_on },
		{ "region", s->region },
	};

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		form_set(&rq->form, values[i].field, values[i].value);
}

/* --- from the form to the record */

static enum jy_err
check_region(struct request *rq)
{
	struct str code = form_get(&rq->form, "region");
	struct region r;
	enum jy_err err;

	if (code.n == 0 && form_get(&rq->form, "region_word").n > 0)
		return form_fail(
		    &rq->form, "region", "请从查到的地区中选择一个，再保存。");
	if (code.n == 0)
		return JY_OK;
	err = region_get(&rq->act, code, &r);
	return err == JY_ENOTFOUND
		   ? form_fail(&rq->form, "region", "没有这个地区，请重新查找。")
		   : err;
}

static enum jy_err
check_faculty(struct request *rq, int64_t *id)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	*id = student_number(form_get(&rq->form, "faculty"));
	if (*id == 0)
		return JY_OK;
	if ((err = db_prepare(rq->act.db, &st, SQL_DESK_FACULTY)) != JY_OK)
		return err;
	db_bind_int(st, ":id", *id);
	db_bind_int(st, ":office", rq->act.who.office_id);
	err = db_one(st);
	db_finish(st);
	return err == JY_ENOTFOUND
		   ? form_fail(&rq->form, "faculty", "请从列表中选择院系。")
		   : err;
}

/* JY_EINPUT: the form has its errors. */
static enum jy_err
take(struct request *rq, struct student_data *d)
{
	const struct form *f = &rq->form;
	enum jy_err err;

	if (((err = check_region(rq)) != JY_OK && err != JY_EINPUT) ||
	    ((err = check_faculty(rq, &d->faculty_id)) != JY_OK && err != JY_EINPUT) ||
	    (err = form_need(&rq->form, &rq->act)) != JY_OK)
		return err;
	d->name = form_get(f, "name");
	d->year = student_number(form_get(f, "year"));
	d->id_no = form_get(f, "id_no");
	d->major = form_get(f, "major");
	d->education = form_get(f, "education");
	d->student_no = form_get(f, "student_no");
	d->leaving_on = form_get(f, "leaving_on");
	d->region = form_get(f, "region");
	return JY_OK;
}

static bool
is_search(const struct request *rq)
{
	return str_is(form_get(&rq->form, "step"), "search");
}

/* What a refused form is drawn with: everything that is missing is named too. */
static enum jy_err
name_missing(struct request *rq)
{
	enum jy_err err = is_search(rq) ? JY_OK : form_need(&rq->form, &rq->act);

	return err == JY_EINPUT ? JY_OK : err;
}

/* --- handlers */

static enum jy_err
new_page(struct request *rq)
{
	enum jy_err err = rq->in.method == METHOD_POST ? name_missing(rq) : JY_OK;

	return err != JY_OK ? err : draw_form(rq, NULL);
}

static enum jy_err
new_post(struct request *rq)
{
	struct student_data d = { .school_id = rq->act.who.office_id };
	int64_t first = rq->act.conf->identity.first_year;
	bool inland = rq->act.who.role == ROLE_AUTHORITY;
	struct str uid;
	enum jy_err err;

	if (is_search(rq))
		return draw_form(rq, NULL);
	if (inland && (d.school_id = student_number(form_get(&rq->form, "school"))) == 0)
		(void)form_fail(&rq->form, "school", "请选择毕业院校。");
	if (inland && form_value(&rq->form, "year")->number < first &&
	    form_get(&rq->form, "year").n > 0)
		(void)form_fail(&rq->form, "year",
		    arena_printf(
			rq->act.arena, "早于 %lld 年，不在数据范围内。", (long long)first)
			.p);
	if ((err = take(rq, &d)) != JY_OK)
		return err;
	err = student_add(&rq->act, &d, &uid);
	if (err == JY_EFORBIDDEN)
		return form_fail(&rq->form, "school", "请从列表中选择毕业院校。");
	if (err == JY_ECONFLICT)
		return form_fail(
		    &rq->form, "id_no", "该年度的生源信息中已有这个身份证号。");
	if (err != JY_OK)
		return err;
	return reply_redirect_str(
	    rq, arena_printf(rq->act.arena, "/office/students/" STR_FMT "?done=saved",
		    STR_ARG(uid)));
}

static enum jy_err
edit_get(struct request *rq)
{
	struct student s;
	enum jy_err err = student_get(&rq->act, rq->param, &s);

	if (err != JY_OK)
		return err;
	fill(rq, &s);
	return draw_form(rq, &s);
}

static enum jy_err
edit_again(struct request *rq)
{
	struct student s;
	enum jy_err err;

	if ((err = student_get(&rq->act, rq->param, &s)) != JY_OK ||
	    (err = name_missing(rq)) != JY_OK)
		return err;
	return draw_form(rq, &s);
}

static enum jy_err
edit_post(struct request *rq)
{
	struct student_data d = { 0 };
	const char *why;
	enum jy_err err;

	if (is_search(rq))
		return edit_again(rq);
	if ((err = take(rq, &d)) != JY_OK)
		return err;
	err = student_correct(&rq->act, rq->param, &d, &why);
	if (err == JY_ECONFLICT)
		return form_fail(&rq->form, NULL,
		    why != NULL ? why : "该年度的生源信息中已有这个身份证号。");
	if (err != JY_OK)
		return err;
	return reply_redirect_str(
	    rq, arena_printf(rq->act.arena, "/office/students/" STR_FMT "?done=saved",
		    STR_ARG(rq->param)));
}

static enum jy_err
delete_page(struct request *rq)
{
	struct val data = val_map(rq->act.arena);
	struct arena *a = rq->act.arena;
	struct student s;
	enum jy_err err = student_get(&rq->act, rq->param, &s);

	if (err != JY_OK)
		return err;
	val_set(&data, "name", val_str(s.name));
	val_set(&data, "year", val_int(s.year));
	val_set(&data, "major", val_str(s.major));
	val_set(&data, "verified", val_bool(s.account_id != 0));
	val_set(&data, "base",
	    val_str(arena_printf(a, "/office/students/" STR_FMT, STR_ARG(s.uid))));
	val_set(&data, "csrf", val_str(csrf_token(rq, arena_cstr(a, rq->in.path))));
	return reply_page(rq, 200, "student/delete", "删除生源信息", data);
}

static enum jy_err
delete_post(struct request *rq)
{
	enum jy_err err = student_delete(&rq->act, rq->param);

	if (err == JY_ECONFLICT)
		rq->form.error =
		    "该生已用此记录进行身份认证，或已登记档案寄送，不能删除。";
	return err != JY_OK ? err : reply_redirect(rq, "/office/students?done=deleted");
}

const struct route student_form_routes[] = {
	{ METHOD_GET, "/office/students/new", STUDENT_KEEPERS, CSRF_NO, RATE_NONE,
	    FIELDS(add_fields), new_page, NULL, NULL },
	{ METHOD_POST, "/office/students/new", STUDENT_KEEPERS, CSRF_YES, RATE_FORM,
	    FIELDS(add_fields), new_post, new_page, NULL },
	{ METHOD_GET, "/office/students/*/edit", STUDENT_KEEPERS, CSRF_NO, RATE_NONE,
	    FIELDS(edit_fields), edit_get, NULL, NULL },
	{ METHOD_POST, "/office/students/*/edit", STUDENT_KEEPERS, CSRF_YES, RATE_FORM,
	    FIELDS(edit_fields), edit_post, edit_again, NULL },
	{ METHOD_GET, "/office/students/*/delete", STUDENT_KEEPERS, CSRF_NO, RATE_NONE,
	    NO_FIELDS, delete_page, NULL, NULL },
	{ METHOD_POST, "/office/students/*/delete", STUDENT_KEEPERS, CSRF_YES, RATE_FORM,
	    NO_FIELDS, delete_post, NULL, NULL },
	{ .path = NULL },
};
