/*
 * import_students.c - the schools' records of their graduates. A record is known by
 * school, year and ID number; importing it again brings it up to date. A faculty
 * that the school does not have yet is added.
 */
#include "office/office.h"
#include "sealed.h"
#include "student/import_students.h"

#define UID_BYTES 16

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

static const struct import_column columns[] = {
	[SCHOOL] = { "school|学校代码|院校代码|学校|学校名称|院校名称", IMPORT_LINE, true,
	    1, 100, NULL, NULL },
	[YEAR] = { "year|毕业年份|毕业年度|毕业年", IMPORT_NUMBER, true, 1950, 2100, NULL,
	    NULL },
	[ID_NO] = { "id_no|身份证号|身份证号码|身份证件号码|公民身份号码", IMPORT_ID_NO,
	    true, 0, 0, NULL, NULL },
	[NAME] = { "name|姓名|学生姓名", IMPORT_NAME, true, 0, 0, NULL, NULL },
	[EDUCATION] = { "education|学历|学历层次|培养层次", IMPORT_DICT, true, 0, 0,
	    "education", NULL },
	[FACULTY] = { "faculty|院系|学院|院系名称|所在院系", IMPORT_LINE, false, 1, 100,
	    NULL, NULL },
	[STUDENT_NO] = { "student_no|学号", IMPORT_CODE, false, 1, 32, NULL, NULL },
	[MAJOR] = { "major|专业|专业名称|所学专业", IMPORT_LINE, false, 1, 100, NULL,
	    NULL },
	[LEAVING] = { "leaving_on|离校日期|毕业日期|离校时间", IMPORT_DATE, false, 0, 0,
	    NULL, NULL },
	[REGION] = { "region|生源地|生源地代码|户籍所在地", IMPORT_REGION, false, 2, 6,
	    NULL, NULL },
	{ "gender|性别|出生日期|birthday", IMPORT_IGNORE, false, 0, 0, NULL, NULL },
	{ "民族|ethnicity|民族代码", IMPORT_DROP, false, 0, 0, NULL, NULL },
	{ "宗教|宗教信仰|religion", IMPORT_DROP, false, 0, 0, NULL, NULL },
	{ "政治面貌|political_status|政治面貌代码", IMPORT_DROP, false, 0, 0, NULL,
	    NULL },
};

SQL(SQL_STUDENT_SCHOOL, "SELECT id, code FROM office WHERE kind = 'school'"
			" AND (code = :school OR name = :school)");
SQL(SQL_STUDENT_FACULTY,
    "SELECT id FROM office WHERE parent_id = :school AND name = :name");
SQL(SQL_STUDENT_FIND, "SELECT id FROM student WHERE school_id = :school"
		      " AND year = :year AND id_no_index = :id_no");
SQL(SQL_STUDENT_ADD,
    "INSERT INTO student(uid, school_id, faculty_id, year, student_no, name, "
    "id_no_sealed,"
    " id_no_index, education, major, leaving_on, region_code, created_at, updated_at)"
    " VALUES(:uid, :school, :faculty, :year, coalesce(:student_no, ''), :name,"
    " :id_no_sealed, :id_no, :education, coalesce(:major, ''), nullif(:leaving, ''),"
    " nullif(:region, ''), :now, :now)");
SQL(SQL_STUDENT_CHANGE,
    "UPDATE student SET faculty_id = coalesce(:faculty, faculty_id),"
    " student_no = coalesce(:student_no, student_no), name = :name,"
    " education = :education, major = coalesce(:major, major),"
    " leaving_on = nullif(coalesce(:leaving, leaving_on, ''), ''),"
    " region_code = nullif(coalesce(:region, region_code, ''), ''), updated_at = :now"
    " WHERE id = :id AND (name <> :name OR education <> :education"
    " OR coalesce(faculty_id, 0) <> coalesce(:faculty, faculty_id, 0)"
    " OR student_no <> coalesce(:student_no, student_no)"
    " OR major <> coalesce(:major, major)"
    " OR coalesce(leaving_on, '') <> coalesce(:leaving, leaving_on, '')"
    " OR coalesce(region_code, '') <> coalesce(:region, region_code, ''))");

static enum jy_err
check(struct import *im, struct import_row *row)
{
	struct import_value *v = row->value;
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_prepare(im->act->db, &st, SQL_STUDENT_SCHOOL)) != JY_OK)
		return err;
	db_bind_str(st, ":school", v[SCHOOL].text);
	if ((err = db_one(st)) == JY_OK) {
		v[SCHOOL].number = db_int(st, 0);
		v[SCHOOL].text = arena_str(im->act->arena, db_str(st, 1));
		row->key = arena_printf(im->act->arena, "%lld %lld " STR_FMT,
		    (long long)v[SCHOOL].number, (long long)v[YEAR].number,
		    STR_ARG(v[ID_NO].text));
	} else if (err == JY_ENOTFOUND) {
		import_fault(im, row, SCHOOL, "没有这个学校（请填学校代码或全称）");
		err = JY_OK;
	}
	db_finish(st);
	return err;
}

/* A new faculty's code: the school's, a hyphen and the first free number. */
static enum jy_err
add_faculty(struct import *im, const struct import_row *row, int64_t *id)
{
	struct office_new o = { .kind = "faculty",
		.name = row->value[FACULTY].text,
		.parent = row->value[SCHOOL].number };
	char kind[OFFICE_KIND_SIZE];
	enum jy_err err = JY_OK;

	for (int n = 1; err == JY_OK; n++) {
		o.code = arena_printf(
		    im->act->arena, STR_FMT "-%d", STR_ARG(row->value[SCHOOL].text), n);
		err = office_find(im->act->db, o.code, id, kind);
	}
	return err != JY_ENOTFOUND ? err : office_add(im->act, &o, id);
}

static enum jy_err
find_faculty(struct import *im, const struct import_row *row, int64_t *id)
{
	int64_t school = row->value[SCHOOL].number;
	struct str name = row->value[FACULTY].text;
	struct db_stmt *st = NULL;
	enum jy_err err;

	*id = 0;
	if (name.n == 0)
		return JY_OK;
	if ((err = db_prepare(im->act->db, &st, SQL_STUDENT_FACULTY)) != JY_OK)
		return err;
	db_bind_int(st, ":school", school);
	db_bind_str(st, ":name", name);
	if ((err = db_one(st)) == JY_OK)
		*id = db_int(st, 0);
	db_finish(st);
	if (err == JY_ENOTFOUND && (err = add_faculty(im, row, id)) == JY_OK)
		import_note(im, row, "新增院系“" STR_FMT "”", STR_ARG(name));
	return err;
}

/* What both statements have. */
static void
bind(struct db_stmt *st, struct import *im, const struct import_row *row, int64_t faculty)
{
	if (faculty != 0)
		db_bind_int(st, ":faculty", faculty);
	else
		db_bind_null(st, ":faculty");
	import_bind(st, ":student_no", im, row, STUDENT_NO);
	import_bind(st, ":name", im, row, NAME);
	import_bind(st, ":education", im, row, EDUCATION);
	import_bind(st, ":major", im, row, MAJOR);
	import_bind(st, ":leaving", im, row, LEAVING);
	import_bind(st, ":region", im, row, REGION);
	db_bind_int(st, ":now", im->act->now);
}

static enum jy_err
add(struct import *im, struct import_row *row, int64_t faculty, const uint8_t *index)
{
	char uid[RANDOM_TEXT_SIZE(UID_BYTES)];
	struct buf sealed = BUF_INIT;
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = random_text(uid, UID_BYTES)) != JY_OK ||
	    (err = sealed_put(im->act->keys, SEALED_STUDENT_ID_NO, str_of(uid),
		 row->value[ID_NO].text, &sealed)) != JY_OK ||
	    (err = db_prepare(im->act->db, &st, SQL_STUDENT_ADD)) != JY_OK)
		goto out;
	db_bind_text(st, ":uid", uid);
	db_bind_int(st, ":school", row->value[SCHOOL].number);
	db_bind_int(st, ":year", row->value[YEAR].number);
	db_bind_str(st, ":id_no_sealed", buf_view(&sealed));
	db_bind_blob(st, ":id_no", index, SHA256_SIZE);
	bind(st, im, row, faculty);
	if ((err = db_run(st)) == JY_OK)
		im->added++;
out:
	db_finish(st);
	buf_release(&sealed);
	return err;
}

static enum jy_err
change(struct import *im, struct import_row *row, int64_t faculty, int64_t id)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_prepare(im->act->db, &st, SQL_STUDENT_CHANGE)) != JY_OK)
		return err;
	db_bind_int(st, ":id", id);
	bind(st, im, row, faculty);
	if ((err = db_run(st)) == JY_OK)
		im->changed += db_changes(im->act->db) > 0;
	db_finish(st);
	return err;
}

static enum jy_err
store(struct import *im, struct import_row *row)
{
	uint8_t index[SHA256_SIZE];
	struct db_stmt *st = NULL;
	int64_t faculty, id = 0;
	enum jy_err err;

	if ((err = find_faculty(im, row, &faculty)) != JY_OK ||
	    (err = sealed_index(im->act->keys, SEALED_STUDENT_ID_NO,
		 row->value[ID_NO].text, index)) != JY_OK ||
	    (err = db_prepare(im->act->db, &st, SQL_STUDENT_FIND)) != JY_OK)
		return err;
	db_bind_int(st, ":school", row->value[SCHOOL].number);
	db_bind_int(st, ":year", row->value[YEAR].number);
	db_bind_blob(st, ":id_no", index, sizeof(index));
	if ((err = db_one(st)) == JY_OK)
		id = db_int(st, 0);
	db_finish(st);
	if (err == JY_ENOTFOUND)
		return add(im, row, faculty, index);
	return err != JY_OK ? err : change(im, row, faculty, id);
}

const struct import_kind import_students = {
	.name = "students",
	.act = "import.students",
	.columns = columns,
	.n = sizeof(columns) / sizeof(columns[0]),
	.read = COLUMNS_READ,
	.limits = &CSV_IMPORT_LIMITS,
	.check = check,
	.store = store,
};
