/*
 * student_files.c - student records in and out as files: a CSV that is checked row by row
 * and stored whole or not at all; a list as CSV or spreadsheet.
 */
#include "audit/audit.h"
#include "http/view.h"
#include "region/region.h"
#include "sheet/pages.h"
#include "student/import_students.h"
#include "student/pages.h"

#define FAULTS_SHOWN 200
#define EXPORT_ROWS 10000

/* clang-format off */
static const struct field import_fields[] = {
	{ "file", "CSV 文件", FIELD_FILE, 1, 2 * 1024 * 1024, F_REQUIRED,
	  "UTF-8 或 GB18030（GBK）编码，第一行为列名，最大 2 MB、5000 行", NULL, NULL, ".csv,text/csv" },
};
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

/* What is told of a file, for the page. */
struct report {
	struct arena *arena;
	struct val faults, notes;
	size_t told;
};

static void
say(void *arg, bool fault, unsigned line, struct str column, struct str text)
{
	struct report *r = arg;
	struct val v = val_map(r->arena);

	if (fault && ++r->told > FAULTS_SHOWN)
		return;
	val_set(&v, "line", val_int(line));
	val_set(&v, "column", val_str(column));
	val_set(&v, "text", val_str(text));
	val_push(fault ? &r->faults : &r->notes, v);
}

static enum jy_err
draw_import(struct request *rq, struct val data)
{
	val_set(&data, "inland", val_bool(rq->act.who.role == ROLE_AUTHORITY));
	val_set(&data, "first_year", val_int(rq->act.conf->identity.first_year));
	return reply_page(rq, 200, "student/import", "导入生源信息", data);
}

static enum jy_err
import_page(struct request *rq)
{
	return draw_import(rq, val_map(rq->act.arena));
}

/* A file with faults: the same page, with what is wrong. */
static enum jy_err
refused(
    struct request *rq, const struct import *im, struct report *r, const struct diag *d)
{
	struct val data = val_map(rq->act.arena);
	struct str text;
	enum jy_err err;

	if (im->faults > 0)
		text = arena_printf(rq->act.arena,
		    "%zu 行中有 %zu 行有误，没有导入任何数据。请改正后重新上传整个文件。",
		    im->csv->row_count, im->bad);
	else if (d->line > 0)
		text = arena_printf(rq->act.arena, "文件第 %u 行：%s", d->line, d->text);
	else
		text = arena_printf(rq->act.arena, "文件有误：%s", d->text);
	if (text.p == NULL)
		return JY_ENOMEM;
	(void)form_fail(&rq->form, "file", text.p);
	val_set(&data, "faults", r->faults);
	val_set(&data, "has_faults", val_bool(val_len(&r->faults) > 0));
	if (r->told > FAULTS_SHOWN)
		val_set(&data, "more", val_int((int64_t)(r->told - FAULTS_SHOWN)));
	if ((err = draw_import(rq, data)) == JY_OK)
		rq->reply.status = err_info(JY_EINPUT)->http;
	return err;
}

static enum jy_err
imported(struct request *rq, const struct import *im, struct report *r)
{
	struct val data = val_map(rq->act.arena), done = val_map(rq->act.arena);

	val_set(&done, "rows", val_int((int64_t)im->csv->row_count));
	val_set(&done, "added", val_int((int64_t)im->added));
	val_set(&done, "changed", val_int((int64_t)im->changed));
	val_set(&done, "same",
	    val_int((int64_t)(im->csv->row_count - im->added - im->changed)));
	val_set(&data, "imported", done);
	val_set(&data, "notes", r->notes);
	val_set(&data, "has_notes", val_bool(val_len(&r->notes) > 0));
	return draw_import(rq, data);
}

static enum jy_err
import_post(struct request *rq)
{
	struct form_value *file = form_value(&rq->form, "file");
	struct report r = { rq->act.arena, val_list(rq->act.arena),
		val_list(rq->act.arena), 0 };
	struct diag d = { .text = "" };
	struct import im = { .act = &rq->act, .diag = &d, .say = say, .arg = &r };
	enum jy_err err;

	if ((err = db_begin(rq->act.db)) != JY_OK)
		return err;
	err = db_end(rq->act.db,
	    import_bytes(&im,
		rq->act.who.role == ROLE_SCHOOL ? &import_own_students : &import_students,
		arena_cstr(rq->act.arena, file->text), file->bytes));
	if (err == JY_EPARSE || err == JY_ETOOBIG)
		return refused(rq, &im, &r, &d);
	return err != JY_OK ? err : imported(rq, &im, &r);
}

/* A file with the names of the columns only. */
static enum jy_err
blank_get(struct request *rq)
{
	static const char *const names[] = { "学校", "毕业年度", "院系", "学号", "姓名",
		"身份证号", "学历层次", "专业", "离校日期", "生源地" };
	bool own = rq->act.who.role == ROLE_SCHOOL;
	struct sheet *sheet = arena_alloc(rq->act.arena, sizeof(*sheet));

	if (sheet == NULL)
		return JY_ENOMEM;
	*sheet = SHEET(rq->act.arena, "生源信息", names);
	if (own) { /* whose school it is, is known */
		sheet->heads++;
		sheet->columns--;
	}
	return sheet_reply(rq, sheet, STR("csv"), "students-template");
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
record_export(struct request *rq, size_t rows, bool whole)
{
	struct str what = arena_printf(
	    rq->act.arena, "%zu rows%s", rows, whole ? ", whole ID numbers" : "");
	enum jy_err err;

	if (what.p == NULL || (err = db_begin(rq->act.db)) != JY_OK)
		return what.p == NULL ? JY_ENOMEM : err;
	return db_end(rq->act.db, audit_act(&rq->act, "student.export", "office",
				      rq->act.who.office_id, NULL, what));
}

static enum jy_err
export_post(struct request *rq)
{
	const struct form *f = &rq->form;
	bool whole = str_is(form_get(f, "whole"), "yes");
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
	err = student_each(&rq->act, &filter, 0, EXPORT_ROWS + 1, whole, add_row, &e);
	if (err == JY_OK && e.rows > EXPORT_ROWS) {
		rq->form.error =
		    "超过 10000 条，请按毕业年度、院系或院校缩小范围后再导出。";
		return JY_ETOOBIG;
	}
	if (err != JY_OK || (err = record_export(rq, e.rows, whole)) != JY_OK)
		return err;
	*kept = e.sheet;
	return sheet_reply(rq, kept, form_get(f, "format"), "students");
}

const struct route student_file_routes[] = {
	{ METHOD_GET, "/office/students/import", STUDENT_KEEPERS, CSRF_NO, RATE_NONE,
	    FIELDS(import_fields), import_page, NULL, NULL },
	{ METHOD_POST, "/office/students/import", STUDENT_KEEPERS, CSRF_YES, RATE_UPLOAD,
	    FIELDS(import_fields), import_post, import_page, NULL },
	{ METHOD_GET, "/office/students/template", STUDENT_KEEPERS, CSRF_NO, RATE_NONE,
	    NO_FIELDS, blank_get, NULL, NULL },
	{ METHOD_POST, "/office/students/export", STUDENT_KEEPERS, CSRF_YES, RATE_EXPORT,
	    FIELDS(export_fields), export_post, NULL, NULL },
	{ .path = NULL },
};
