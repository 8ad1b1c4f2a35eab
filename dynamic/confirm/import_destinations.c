/*
 * import_destinations.c - see import_destinations.h. A student is known by year and ID
 * number.
 */
#include "confirm/destination.h"
#include "confirm/import_destinations.h"
#include "student/import_known.h"
#include "student/student.h"

enum { YEAR, ID_NO, NAME, UNIT, ADDRESS, FROM, UNTIL, NUMBER, ISSUED, COLUMNS_READ };

/* clang-format off */
static const struct import_column columns[COLUMNS_READ] = {
	[YEAR] = { "year|毕业年度|毕业年份|毕业年", IMPORT_NUMBER, true, 1950, 2100, NULL, NULL },
	[ID_NO] = { "id_no|身份证号|身份证号码|身份证件号码", IMPORT_ID_NO, true, 0, 0, NULL, NULL },
	[NAME] = { "name|姓名|学生姓名", IMPORT_NAME, true, 0, 0, NULL, NULL },
	[UNIT] = { "unit|报到单位|报到单位名称", IMPORT_LINE, true, 2, 100, NULL, NULL },
	[ADDRESS] = { "address|单位地址|报到地址", IMPORT_LINE, false, 1, 200, NULL, NULL },
	[FROM] = { "report_from|报到开始日期", IMPORT_DATE, false, 0, 0, NULL, NULL },
	[UNTIL] = { "report_until|报到截止日期|报到期限", IMPORT_DATE, false, 0, 0, NULL, NULL },
	[NUMBER] = { "certificate_no|报到证编号|报到证号", IMPORT_LINE, false, 1, 40, NULL, NULL },
	[ISSUED] = { "issued_on|签发日期", IMPORT_DATE, false, 0, 0, NULL, NULL },
};
/* clang-format on */

static enum jy_err
check(struct import *im, struct import_row *row)
{
	const struct import_value *v = row->value;
	if (v[FROM].text.n > 0 && v[UNTIL].text.n > 0 && v[FROM].number > v[UNTIL].number)
		import_fault(im, row, UNTIL, "早于报到开始日期");
	return import_known_student(im, row, YEAR, ID_NO, NAME);
}

static enum jy_err
store(struct import *im, struct import_row *row)
{
	const struct import_value *v = row->value;
	const struct destination d = { v[UNIT].text, v[ADDRESS].text, v[FROM].text,
		v[UNTIL].text, v[NUMBER].text, v[ISSUED].text };
	struct destination was;
	bool changed = false, there;
	int64_t student;
	enum jy_err err = student_find(
	    im->act, im->act->who.office_id, v[YEAR].number, v[ID_NO].text, &student);

	if (err != JY_OK)
		return err;
	if ((err = destination_load(im->act, student, &was)) != JY_OK &&
	    err != JY_ENOTFOUND)
		return err;
	there = err == JY_OK;
	if ((err = destination_put(im->act, student, &d, &changed)) == JY_ECONFLICT)
		import_fault(im, row, NUMBER, "该报到证编号已属于其他毕业生");
	im->changed += changed && there && err == JY_OK;
	im->added += changed && !there && err == JY_OK;
	return err;
}

const struct import_kind import_destinations = {
	.name = "destinations",
	.act = "import.destinations",
	.columns = columns,
	.n = COLUMNS_READ,
	.read = COLUMNS_READ,
	.limits = &CSV_IMPORT_LIMITS,
	.check = check,
	.store = store,
};
