/*
 * import_dossiers.c - see import_dossiers.h. A student is known by year and ID number; who has a
 * dispatch that stands gets it corrected.
 */
#include "dossier/dossier.h"
#include "dossier/import_dossiers.h"
#include "student/import_known.h"
#include "student/student.h"

enum {
	YEAR,
	ID_NO,
	NAME,
	METHOD,
	NUMBER,
	SENT_ON,
	UNIT,
	ADDRESS,
	PHONE,
	REGION,
	COLUMNS_READ
};

/* clang-format off */
static const struct import_column columns[] = {
	[YEAR] = { "year|毕业年度|毕业年份|毕业年", IMPORT_NUMBER, true, 1950, 2100, NULL, NULL },
	[ID_NO] = { "id_no|身份证号|身份证号码|身份证件号码", IMPORT_ID_NO, true, 0, 0, NULL, NULL },
	[NAME] = { "name|姓名|学生姓名", IMPORT_NAME, true, 0, 0, NULL, NULL },
	[METHOD] = { "method|寄送方式|邮寄方式|方式", IMPORT_DICT, true, 0, 0, "dispatch", NULL },
	[NUMBER] = { "number|单号|邮件号|机要号", IMPORT_LINE, false, 1, 40, NULL, NULL },
	[SENT_ON] = { "sent_on|寄送日期|寄出日期", IMPORT_DATE, true, 0, 0, NULL, NULL },
	[UNIT] = { "unit|接收单位|档案接收单位", IMPORT_LINE, true, 2, 100, NULL, NULL },
	[ADDRESS] = { "address|接收单位地址|地址", IMPORT_LINE, false, 1, 200, NULL, NULL },
	[PHONE] = { "phone|联系电话|接收单位电话|电话", IMPORT_PHONE, false, 0, 0, NULL, NULL },
	[REGION] = { "region|接收单位所在地州|所在地州", IMPORT_REGION, false, 4, 4, NULL, NULL },
};
/* clang-format on */
#define NCOLUMNS (sizeof(columns) / sizeof(columns[0]))

/* The prefecture of whatever was named; elsewhere: none. */
static void
check_region(struct import *im, struct import_row *row)
{
	struct str *code = &row->value[REGION].text;

	if (code->n == 0)
		return;
	if (!str_starts(*code, "65"))
		import_fault(im, row, REGION, "不是新疆的地州，区外单位请留空");
	code->n = code->n > 4 ? 4 : code->n;
}

static enum jy_err
check(struct import *im, struct import_row *row)
{
	const struct import_value *v = row->value;
	if (v[SENT_ON].text.n > 0 && v[SENT_ON].number > im->act->now)
		import_fault(im, row, SENT_ON, "晚于今天");
	check_region(im, row);
	return import_known_student(im, row, YEAR, ID_NO, NAME);
}

static enum jy_err
store(struct import *im, struct import_row *row)
{
	const struct import_value *v = row->value;
	const struct dossier_data d = { v[METHOD].text, v[NUMBER].text, v[SENT_ON].text,
		v[UNIT].text, v[ADDRESS].text, v[PHONE].text, v[REGION].text };
	int64_t student, there;
	const char *why = NULL;
	bool changed = false;
	struct str uid;
	enum jy_err err;

	if ((err = student_find(im->act, im->act->who.office_id, v[YEAR].number,
		 v[ID_NO].text, &student)) != JY_OK ||
	    (err = dossier_current(im->act, student, &there, &uid)) != JY_OK)
		return err;
	if (there != 0) {
		err = dossier_correct(im->act, there, &d, &changed, &why);
		im->changed += changed;
		return err;
	}
	if ((err = dossier_add(im->act, student, &d, &uid)) == JY_OK)
		im->added++;
	return err;
}

const struct import_kind import_dossiers = {
	.name = "dossiers",
	.act = "import.dossiers",
	.columns = columns,
	.n = NCOLUMNS,
	.read = COLUMNS_READ,
	.limits = &CSV_IMPORT_LIMITS,
	.check = check,
	.store = store,
};
