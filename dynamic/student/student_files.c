/*
 * student_files.c - student records in and out as files: a CSV that is checked row by row
 * and stored whole or not at all; a list as CSV or spreadsheet.
 */
#include "audit/audit.h"
#include "http/view.h"
#include "import/import_pages.h"
#include "region/region.h"
#include "sheet/pages.h"
#include "student/import_students.h"
#include "student/pages.h"

#define EXPORT_ROWS 10000

/* clang-format off */
static const struct field export_fields[] = {
	{ "format", "格式", FIELD_CHOICE, 0, 0, F_REQUIRED, NULL, NULL, sheet_formats, NULL },
	{ "whole", "含完整身份证号", FIELD_CHECK, 0, 0, 0, NULL, NULL, NULL, NULL },
	{ "year", "毕业年度", FIELD_DIGITS, 0, 4, 0, NULL, NULL, NULL, NULL },
	{ "faculty", "院系", FIELD_DIGITS, 0, 18, 0, NULL, NULL, NULL, NULL },
	{ "school", "院校", FIELD_DIGITS, 0, 18, 0, NULL, NULL, NULL, NULL },
	{ "name", "姓名", FIELD_TEXT, 0, 30, 0, NULL, NULL, NULL, NULL },
	{ "student_no", "学号", FIELD_TEXT, 0, 30, 0, NULL, NULL, NULL, NULL },
};
/* clang-format on */

/* --- in */

static const char *const own_notes[] = { "不保存", "民族、宗教、政治面貌等列会被略去",
	NULL };
static const char *const inland_notes[] = { "学校", "全称或院校代码，新的院校会自动添加",
	"毕业年度", "系统数据起始年度及以后", "不保存",
	"民族、宗教、政治面貌等列会被略去", NULL };

/* clang-format off */
#define RULE "学校、毕业年度和身份证号都相同的，更新已有的记录。"
static const struct import_page own_page = { &import_own_students, "导入生源信息", "/office/students",
	"生源信息管理", "/office/students/template", RULE, own_notes };
static const struct import_page inland_page = { &import_students, "导入生源信息", "/office/students",
	"生源信息管理", "/office/students/template", RULE, inland_notes };
/* clang-format on */

static const struct import_page *
page_of(const struct request *rq)
{
	return rq->act.who.role == ROLE_SCHOOL ? &own_page : &inland_page;
}

static enum jy_err
import_get(struct request *rq)
{
	return import_draw(rq, page_of(rq));
}

static enum jy_err
import_post(struct request *rq)
{
	return import_take(rq, page_of(rq));
}

static enum jy_err
blank_get(struct request *rq)
{
	return import_blank(rq, page_of(rq));
}

/* --- out */

static const char *const heads[] = { "学校", "院系", "毕业年度", "学号", "姓名",
	"身份证号", "学历层次", "专业", "离校日期", "户籍所在地", "认证情况" };

struct export
{
	struct request *rq;
	struct sheet sheet;
	size_t rows;
};

static bool
add_row(void *arg, const struct student *s)
{
	struct export *e = arg;
	struct region r = { STR_NONE, STR("") };

	if (s->region.n > 0 && region_get(&e->rq->act, s->region, &r) != JY_OK)
		r.path = s->region;
	sheet_add(&e->sheet, s->school);
	sheet_add(&e->sheet, s->faculty);
	sheet_add(&e->sheet, arena_printf(e->rq->act.arena, "%lld", (long long)s->year));
	sheet_add(&e->sheet, s->student_no);
	sheet_add(&e->sheet, s->name);
	sheet_add(&e->sheet, s->id_no);
	sheet_add(&e->sheet, s->education_label);
	sheet_add(&e->sheet, s->major);
	sheet_add(&e->sheet, s->leaving_on);
	sheet_add(&e->sheet, r.path);
	sheet_add(&e->sheet, s->account_id != 0 ? STR("已认证") : STR("未认证"));
	e->rows++;
	return !e->sheet.failed;
}

static enum jy_err
record_export(
    struct act *act, const struct student_filter *filter, size_t rows, bool whole)
{
	struct str what = arena_printf(
	    act->arena, "%zu rows%s", rows, whole ? ", whole ID numbers" : "");
	enum jy_err err = JY_OK;

	if (what.p == NULL)
		return JY_ENOMEM;
	if (whole)
		err = student_shown_all(act, filter);
	return err != JY_OK ? err
			    : audit_act(act, "student.export", "office",
				  act->who.office_id, NULL, what);
}

/* What is in the file and who is told of it is read as one. */
static enum jy_err
collect(struct export *e, const struct student_filter *filter, bool whole)
{
	struct act *act = &e->rq->act;
	enum jy_err err = db_begin(act->db);

	if (err != JY_OK)
		return err;
	err = student_each(act, filter, 0, EXPORT_ROWS + 1, whole, add_row, e);
	if (err == JY_OK && e->rows > EXPORT_ROWS)
		err = JY_ETOOBIG;
	if (err == JY_OK)
		err = record_export(act, filter, e->rows, whole);
	return db_end(act->db, err);
}

static enum jy_err
export_post(struct request *rq)
{
	const struct form *f = &rq->form;
	struct export e = { .rq = rq, .sheet = SHEET(rq->act.arena, "生源信息", heads) };
	struct sheet *kept = arena_alloc(rq->act.arena, sizeof(*kept));
	const struct student_filter filter = {
		.year = student_number(form_get(f, "year")),
		.faculty_id = student_number(form_get(f, "faculty")),
		.school_id = student_number(form_get(f, "school")),
		.name = form_get(f, "name"),
		.student_no = form_get(f, "student_no"),
	};
	enum jy_err err;

	if (kept == NULL)
		return JY_ENOMEM;
	err = collect(&e, &filter, str_is(form_get(f, "whole"), "yes"));
	if (err == JY_ETOOBIG)
		rq->form.error =
		    "超过 10000 条，请按毕业年度、院系或院校缩小范围后再导出。";
	if (err != JY_OK)
		return err;
	*kept = e.sheet;
	return sheet_reply(rq, kept, form_get(f, "format"), "students");
}

const struct route student_file_routes[] = {
	{ METHOD_GET, "/office/students/import", STUDENT_KEEPERS, CSRF_NO, RATE_NONE,
	    FIELDS(import_fields), import_get, NULL, NULL },
	{ METHOD_POST, "/office/students/import", STUDENT_KEEPERS, CSRF_YES, RATE_UPLOAD,
	    FIELDS(import_fields), import_post, import_get, NULL },
	{ METHOD_GET, "/office/students/template", STUDENT_KEEPERS, CSRF_NO, RATE_NONE,
	    NO_FIELDS, blank_get, NULL, NULL },
	{ METHOD_POST, "/office/students/export", STUDENT_KEEPERS, CSRF_YES, RATE_EXPORT,
	    FIELDS(export_fields), export_post, NULL, NULL },
	{ .path = NULL },
};
