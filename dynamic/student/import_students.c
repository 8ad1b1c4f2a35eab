/*
 * import_students.c - student records from a file. A record is known by school, year and
 * ID number; importing it again brings it up to date. A faculty that the school does not
 * have yet is added; so is, for the authority, a school outside of the region.
 */
#include "office/office.h"
#include "student/import_students.h"
#include "student/student.h"

enum {
	SCHOOL,
	YEAR,
	ID_NO,
	NAME,
	EDUCATION,
	FACULTY,
	STUDENT_NO,
	MAJOR,
	LEAVING,
	REGION,
	COLUMNS_READ
};

#define SCHOOL_NAMES "school|学校|学校代码|院校代码|学校名称|院校名称|毕业院校"

/* All columns but the first, which a school's own file may leave out. */
/* clang-format off */
#define OTHER_COLUMNS                                                                            \
	[YEAR] = { "year|毕业年度|毕业年份|毕业年", IMPORT_NUMBER, true, 1950, 2100, NULL, NULL }, \
	[ID_NO] = { "id_no|身份证号|身份证号码|身份证件号码|公民身份号码", IMPORT_ID_NO, true,     \
	    0, 0, NULL, NULL },                                                                    \
	[NAME] = { "name|姓名|学生姓名", IMPORT_NAME, true, 0, 0, NULL, NULL },                    \
	[EDUCATION] = { "education|学历层次|学历|培养层次", IMPORT_DICT, true, 0, 0, "degree",     \
	    NULL },                                                                                \
	[FACULTY] = { "faculty|院系|学院|院系名称|所在院系", IMPORT_LINE, false, 1, 100, NULL,     \
	    NULL },                                                                                \
	[STUDENT_NO] = { "student_no|学号", IMPORT_CODE, false, 1, 32, NULL, NULL },               \
	[MAJOR] = { "major|专业|专业名称|所学专业", IMPORT_LINE, false, 1, 100, NULL, NULL },      \
	[LEAVING] = { "leaving_on|离校日期|毕业日期|离校时间", IMPORT_DATE, false, 0, 0, NULL,     \
	    NULL },                                                                                \
	[REGION] = { "region|生源地|生源地代码|户籍所在地", IMPORT_REGION, false, 2, 6, NULL,      \
	    NULL },                                                                                \
	{ "gender|性别|出生日期|birthday", IMPORT_IGNORE, false, 0, 0, NULL, NULL },               \
	{ "认证情况|verified", IMPORT_IGNORE, false, 0, 0, NULL, NULL },                           \
	{ "民族|ethnicity|民族代码", IMPORT_DROP, false, 0, 0, NULL, NULL },                       \
	{ "宗教|宗教信仰|religion", IMPORT_DROP, false, 0, 0, NULL, NULL },                        \
	{ "政治面貌|political_status|政治面貌代码", IMPORT_DROP, false, 0, 0, NULL, NULL }
/* clang-format on */

static const struct import_column columns[] = {
	[SCHOOL] = { SCHOOL_NAMES, IMPORT_LINE, true, 1, 100, NULL, NULL },
	OTHER_COLUMNS,
};
static const struct import_column own_columns[] = {
	[SCHOOL] = { SCHOOL_NAMES, IMPORT_LINE, false, 1, 100, NULL, NULL },
	OTHER_COLUMNS,
};
#define NCOLUMNS (sizeof(columns) / sizeof(columns[0]))

/* By id, or by code or name. */
SQL(SQL_STUDENT_SCHOOL,
    "SELECT id, code, in_region FROM office WHERE kind = 'school'"
    " AND (id = :id OR (:id = 0 AND (code = :school OR name = :school)))");
SQL(SQL_STUDENT_FACULTY,
    "SELECT id FROM office WHERE parent_id = :school AND name = :name");

/* --- whose school */

static void
key_of(struct import *im, struct import_row *row)
{
	struct import_value *v = row->value;

	row->key = arena_printf(im->act->arena, STR_FMT " %lld " STR_FMT,
	    STR_ARG(v[SCHOOL].text), (long long)v[YEAR].number, STR_ARG(v[ID_NO].text));
}

/* May who imports keep records of this school? */
static void
check_scope(struct import *im, struct import_row *row, bool in_region)
{
	const struct principal *who = &im->act->who;

	if (who->role == ROLE_SCHOOL && row->value[SCHOOL].number != who->office_id)
		import_fault(im, row, SCHOOL, "不是本校，只能导入本校的生源信息");
	if (who->role == ROLE_AUTHORITY && in_region)
		import_fault(im, row, SCHOOL, "是区内高校，其生源信息由学校上报");
}

/* A school that is not there: an error, but for the authority. */
static void
check_new_school(struct import *im, struct import_row *row)
{
	if (im->act->who.role == ROLE_AUTHORITY)
		return;
	import_fault(im, row, SCHOOL, "没有这个学校（请填学校代码或全称）");
}

static enum jy_err
check(struct import *im, struct import_row *row)
{
	struct import_value *v = row->value;
	bool own = im->act->who.role == ROLE_SCHOOL && v[SCHOOL].text.n == 0;
	int64_t first = im->act->conf->identity.first_year;
	struct db_stmt *st = NULL;
	enum jy_err err;

	if (im->act->who.role == ROLE_AUTHORITY && v[YEAR].number < first)
		import_fault(
		    im, row, YEAR, "早于 %lld 年，不在数据范围内", (long long)first);
	if ((err = db_prepare(im->act->db, &st, SQL_STUDENT_SCHOOL)) != JY_OK)
		return err;
	db_bind_int(st, ":id", own ? im->act->who.office_id : 0);
	db_bind_str(st, ":school", own ? STR("") : v[SCHOOL].text);
	if ((err = db_one(st)) == JY_OK) {
		v[SCHOOL].number = db_int(st, 0);
		v[SCHOOL].text = arena_str(im->act->arena, db_str(st, 1));
		check_scope(im, row, db_int(st, 2) != 0);
	} else if (err == JY_ENOTFOUND) {
		check_new_school(im, row);
		err = JY_OK;
	}
	db_finish(st);
	key_of(im, row);
	return err;
}

/* --- offices that are added on the way */

/* The first free code of a shape "…-1", "…-2". */
static enum jy_err
free_code(struct import *im, struct str stem, struct str *code)
{
	char kind[OFFICE_KIND_SIZE];
	enum jy_err err = JY_OK;
	int64_t id;

	for (int n = 1; err == JY_OK; n++) {
		*code = arena_printf(im->act->arena, STR_FMT "-%d", STR_ARG(stem), n);
		err = office_find(im->act->db, *code, &id, kind);
	}
	return err == JY_ENOTFOUND ? JY_OK : err;
}

static enum jy_err
find(struct act *act, const char *sql, const char *name, struct str value, int64_t of,
    int64_t *id)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, sql);

	*id = 0;
	if (err != JY_OK)
		return err;
	db_bind_str(st, name, value);
	db_bind_int(st, sql == SQL_STUDENT_FACULTY ? ":school" : ":id", of);
	if ((err = db_one(st)) == JY_OK)
		*id = db_int(st, 0);
	db_finish(st);
	return err;
}

/* A row before may have added it. A number is a national code, else it is a name. */
static enum jy_err
find_school(struct import *im, struct import_row *row)
{
	struct import_value *v = &row->value[SCHOOL];
	struct office_new o = { .kind = "school", .name = v->text, .inland = true };
	enum jy_err err;
	int64_t n;

	if (v->number != 0)
		return JY_OK;
	err = find(im->act, SQL_STUDENT_SCHOOL, ":school", v->text, 0, &v->number);
	if (err != JY_ENOTFOUND)
		return err;
	if (str_int(v->text, 0, INT64_MAX, &n)) {
		import_fault(im, row, SCHOOL, "没有这个代码的学校，新的学校请填全称");
		return JY_ECONFLICT;
	}
	if ((err = free_code(im, STR("inland"), &o.code)) == JY_OK &&
	    (err = office_add(im->act, &o, &v->number)) == JY_OK)
		import_note(im, row, "新增内地高校“" STR_FMT "”", STR_ARG(v->text));
	return err;
}

static enum jy_err
find_faculty(struct import *im, const struct import_row *row, int64_t *id)
{
	struct office_new o = { .kind = "faculty",
		.name = row->value[FACULTY].text,
		.parent = row->value[SCHOOL].number };
	enum jy_err err;

	*id = 0;
	if (o.name.n == 0)
		return JY_OK;
	err = find(im->act, SQL_STUDENT_FACULTY, ":name", o.name, o.parent, id);
	if (err != JY_ENOTFOUND)
		return err;
	if ((err = free_code(im, row->value[SCHOOL].text, &o.code)) == JY_OK &&
	    (err = office_add(im->act, &o, id)) == JY_OK)
		import_note(im, row, "新增院系“" STR_FMT "”", STR_ARG(o.name));
	return err;
}

/* --- a row */

/* What the file does not speak of is left alone. */
static struct str
text_of(const struct import *im, const struct import_row *row, int column)
{
	if (im->index[column] < 0)
		return STR_NONE;
	return row->value[column].text.p != NULL ? row->value[column].text : STR("");
}

static enum jy_err
store(struct import *im, struct import_row *row)
{
	const struct import_value *v = row->value;
	struct student_data d = {
		.student_no = text_of(im, row, STUDENT_NO),
		.name = v[NAME].text,
		.education = v[EDUCATION].text,
		.major = text_of(im, row, MAJOR),
		.leaving_on = text_of(im, row, LEAVING),
		.region = text_of(im, row, REGION),
	};
	const char *why = NULL;
	bool changed = false;
	enum jy_err err;
	int64_t id;

	if ((err = find_school(im, row)) != JY_OK ||
	    (err = find_faculty(im, row, &d.faculty_id)) != JY_OK ||
	    (err = student_find(
		 im->act, v[SCHOOL].number, v[YEAR].number, v[ID_NO].text, &id)) != JY_OK)
		return err;
	if (id != 0) {
		err = student_update(im->act, id, &d, &changed, &why);
		if (err == JY_ECONFLICT && why != NULL)
			import_fault(im, row, NAME, "%s", why);
		im->changed += changed;
		return err;
	}
	d.school_id = v[SCHOOL].number;
	d.year = v[YEAR].number;
	d.id_no = v[ID_NO].text;
	if ((err = student_insert(im->act, &d, &id)) == JY_OK)
		im->added++;
	return err;
}

const struct import_kind import_students = {
	.name = "students",
	.act = "import.students",
	.columns = columns,
	.n = NCOLUMNS,
	.read = COLUMNS_READ,
	.limits = &CSV_IMPORT_LIMITS,
	.check = check,
	.store = store,
};

const struct import_kind import_own_students = {
	.name = "students",
	.act = "import.students",
	.columns = own_columns,
	.n = NCOLUMNS,
	.read = COLUMNS_READ,
	.limits = &CSV_IMPORT_LIMITS,
	.check = check,
	.store = store,
};
