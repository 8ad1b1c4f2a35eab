/*
 * destination_pages.c - 报到信息 of one student as a form, and of many from a file.
 */
#include "confirm/destination.h"
#include "confirm/import_destinations.h"
#include "confirm/pages.h"
#include "import/import_pages.h"
#include "student/student.h"

#define FORM_PATH "/office/students/*/destination"
#define LIST_PATH "/office/confirmations"
#define KEEPERS (ROLE_SCHOOL | ROLE_FACULTY)

/* clang-format off */
static const struct field fields[] = {
	{ "unit", "报到单位", FIELD_TEXT, 2, 100, F_REQUIRED, "全称", NULL, NULL, NULL },
	{ "address", "单位地址", FIELD_TEXT, 2, 200, 0, NULL, NULL, NULL, NULL },
	{ "report_from", "报到开始日期", FIELD_DATE, 0, 0, 0, NULL, NULL, NULL, NULL },
	{ "report_until", "报到截止日期", FIELD_DATE, 0, 0, 0, NULL, NULL, NULL, NULL },
	{ "certificate_no", "报到证编号", FIELD_TEXT, 1, 40, 0, NULL, NULL, NULL, NULL },
	{ "issued_on", "签发日期", FIELD_DATE, 0, 0, 0, NULL, NULL, NULL, NULL },
};
/* clang-format on */

static struct val
crumbs(struct request *rq)
{
	struct val list = val_list(rq->act.arena), one = val_map(rq->act.arena);

	val_set(&one, "label", val_text("就业信息确认"));
	val_set(&one, "path", val_text(LIST_PATH));
	val_push(&list, one);
	return list;
}

static enum jy_err
form_again(struct request *rq)
{
	struct val data = val_map(rq->act.arena);
	struct student s;
	enum jy_err err = student_get(&rq->act, rq->param, &s);

	if (err != JY_OK)
		return err;
	val_set(&data, "lead",
	    val_str(arena_printf(rq->act.arena,
		STR_FMT "，%lld 年毕业，" STR_FMT
			"。已确认就业信息的，改动后需要本人重新确认。",
		STR_ARG(s.name), (long long)s.year, STR_ARG(s.major))));
	val_set(&data, "submit", val_text("保存"));
	val_set(&data, "cancel_href",
	    val_str(arena_printf(rq->act.arena, LIST_PATH "/" STR_FMT, STR_ARG(s.uid))));
	val_set(&data, "crumbs", crumbs(rq));
	return reply_page(rq, 200, "form", "报到信息", data);
}

static enum jy_err
form_get_page(struct request *rq)
{
	struct destination d;
	struct student s;
	enum jy_err err;

	if ((err = student_get(&rq->act, rq->param, &s)) != JY_OK)
		return err;
	if ((err = destination_load(&rq->act, s.id, &d)) == JY_OK) {
		form_set(&rq->form, "unit", d.unit);
		form_set(&rq->form, "address", d.address);
		form_set(&rq->form, "report_from", d.report_from);
		form_set(&rq->form, "report_until", d.report_until);
		form_set(&rq->form, "certificate_no", d.certificate_no);
		form_set(&rq->form, "issued_on", d.issued_on);
	}
	return err != JY_OK && err != JY_ENOTFOUND ? err : form_again(rq);
}

static enum jy_err
form_post(struct request *rq)
{
	const struct form *f = &rq->form;
	const struct destination d = { form_get(f, "unit"), form_get(f, "address"),
		form_get(f, "report_from"), form_get(f, "report_until"),
		form_get(f, "certificate_no"), form_get(f, "issued_on") };
	struct student s;
	enum jy_err err;

	if ((err = student_get(&rq->act, rq->param, &s)) != JY_OK)
		return err;
	err = destination_save(&rq->act, s.id, &d);
	if (err == JY_EINPUT)
		return form_fail(
		    &rq->form, "report_until", "报到截止日期不能早于开始日期。");
	if (err == JY_ECONFLICT)
		return form_fail(
		    &rq->form, "certificate_no", "该报到证编号已属于其他毕业生。");
	return err != JY_OK
		   ? err
		   : reply_redirect_str(
			 rq, arena_printf(rq->act.arena,
				 LIST_PATH "/" STR_FMT "?done=saved", STR_ARG(s.uid)));
}

/* --- from a file */

static const struct import_page file_page = { &import_destinations, "导入报到信息",
	LIST_PATH, "就业信息确认", LIST_PATH "/template",
	"毕业年度和身份证号相同的，更新已有的报到信息；本人已确认的，需要重新确认。",
	NULL };

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
const struct route destination_routes[] = {
	{ METHOD_GET, FORM_PATH, KEEPERS, CSRF_NO, RATE_NONE, FIELDS(fields), form_get_page, NULL, NULL },
	{ METHOD_POST, FORM_PATH, KEEPERS, CSRF_YES, RATE_FORM, FIELDS(fields), form_post, form_again, NULL },
	{ METHOD_GET, LIST_PATH "/import", ROLE_SCHOOL, CSRF_NO, RATE_NONE, FIELDS(import_fields), import_get, NULL, NULL },
	{ METHOD_POST, LIST_PATH "/import", ROLE_SCHOOL, CSRF_YES, RATE_UPLOAD, FIELDS(import_fields), import_post, import_get, NULL },
	{ METHOD_GET, LIST_PATH "/template", ROLE_SCHOOL, CSRF_NO, RATE_NONE, NO_FIELDS, blank_get, NULL, NULL },
	{ .path = NULL },
};
/* clang-format on */
