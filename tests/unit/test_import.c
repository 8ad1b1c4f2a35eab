/*
 * test_import.c - CSV files into the store: what each column accepts, how faults are
 * told, and that a file is taken whole or not at all.
 */
#include "world.h"

#include "ctl/import.h"
#include "student/import_students.h"

/* A world with places and a school, somebody who imports, and what is told. */
struct fixture {
	struct world *w;
	struct conf conf;
	struct arena arena;
	struct act act;
	struct diag diag;
	struct buf told; /* "LINE: COLUMN: text" */
};

static void
say(void *arg, bool fault, unsigned line, struct str column, struct str text)
{
	struct fixture *f = arg;

	(void)fault;
	buf_printf(&f->told, "%u: " STR_FMT "%s" STR_FMT "\n", line, STR_ARG(column),
	    column.n > 0 ? ": " : "", STR_ARG(text));
}

static int
setup(void **state)
{
	static const char places[] =
	    "INSERT INTO region VALUES('65', '新疆维吾尔自治区', 1, NULL),"
	    "('6501', '乌鲁木齐市', 2, '65'), ('650102', '天山区', 3, '6501'),"
	    "('33', '浙江省', 1, NULL), ('3301', '杭州市', 2, '33'),"
	    "('330102', '上城区', 3, '3301'), ('44', '广东省', 1, NULL),"
	    "('4401', '广州市', 2, '44'), ('440102', '上城区', 3, '4401');"
	    "INSERT INTO office(kind, code, name) VALUES('school', '99001', '天池大学');";
	struct fixture *f = calloc(1, sizeof(*f));
	void *inner;

	if (world_setup(&inner) != 0)
		return -1;
	f->w = inner;
	world_sql(f->w, places);
	conf_defaults(&f->conf);
	arena_init(&f->arena, 0);
	f->act = (struct act){ .db = f->w->db,
		.conf = &f->conf,
		.keys = f->w->keys,
		.arena = &f->arena,
		.who = { .role = ROLE_CONSOLE },
		.now = WORLD_NOW };
	*state = f;
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *f = *state;
	void *inner = f->w;

	conf_release(&f->conf);
	arena_release(&f->arena);
	buf_release(&f->told);
	free(f);
	return world_teardown(&inner);
}

static enum jy_err
import(struct fixture *f, const struct import_kind *kind, const char *text, bool partial,
    struct import *im)
{
	memset(&f->diag, 0, sizeof(f->diag));
	buf_reset(&f->told);
	*im = (struct import){
		.act = &f->act, .diag = &f->diag, .say = say, .arg = f, .partial = partial
	};
	assert_int_equal(db_begin(f->act.db), JY_OK);
	return db_end(f->act.db, import_bytes(im, kind, "t.csv", str_of(text)));
}

/* Was this told at the last import? */
static bool
told(struct fixture *f, const char *text)
{
	return f->told.len > 0 &&
	       strstr(f->told.len > 0 ? f->told.data : "", text) != NULL;
}

#define HEAD "学校,毕业年份,身份证号,姓名,学历"
#define GOOD "99001,2026,11010519491231002X,张三,本科\n"

/* One student row beside a good one: which column is blamed, and how. */
static void
test_student_cells(void **state)
{
	static const struct {
		const char *label, *row, *fault; /* NULL: accepted */
	} cases[] = {
		{ "by name", "天池大学,2026,110101200301011234,李四,bachelor", NULL },
		{ "full-width and small x",
		    "99001,2026,１１０１０１200301011234,李四,硕士研究生", NULL },
		{ "rare character", "99001,2026,110101200301011234,𠮷·买买提,专科",
		    NULL },
		{ "no school", "99009,2026,110101200301011234,李四,本科",
		    "学校: 没有这个学校" },
		{ "bad year", "99001,12,110101200301011234,李四,本科",
		    "毕业年份: 不是范围内的整数" },
		{ "year with tail", "99001,2026a,110101200301011234,李四,本科",
		    "毕业年份: 不是范围内的整数" },
		{ "bad check digit", "99001,2026,110101200301011235,李四,本科",
		    "身份证号: " },
		{ "15 digits", "99001,2026,110105491231002,李四,本科", "身份证号: " },
		{ "digit in a name", "99001,2026,110101200301011234,李4,本科", "姓名: " },
		{ "unknown education", "99001,2026,110101200301011234,李四,大大专",
		    "学历: 不在可选项中" },
		{ "empty name", "99001,2026,110101200301011234,,本科", "姓名: 不能为空" },
		{ "the same again", "99001,2026,11010519491231002x,张三,本科",
		    "与第 2 行重复" },
	};
	struct fixture *f = *state;
	struct import im;
	char text[512];
	enum jy_err err;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(text, sizeof(text), "%s\n%s%s\n", HEAD, GOOD, cases[i].row);
		err = import(f, &import_students, text, false, &im);
		if (cases[i].fault == NULL
			? err != JY_OK
			: err != JY_EPARSE || !told(f, "3: ") || !told(f, cases[i].fault))
			fail_msg("%s: %s, %s%s", cases[i].label, err_info(err)->name,
			    f->told.len > 0 ? f->told.data : "", f->diag.text);
		if (cases[i].fault != NULL)
			assert_non_null(strstr(f->diag.text, "1 of 2 rows are wrong"));
	}
}

static int64_t
students(struct fixture *f)
{
	return world_number(f->w, "SELECT count(*) FROM student");
}

static void
test_all_or_nothing(void **state)
{
	struct fixture *f = *state;
	struct import im;

	assert_int_equal(import(f, &import_students,
			     HEAD "\n" GOOD "99001,2026,1,李四,本科\n", false, &im),
	    JY_EPARSE);
	assert_int_equal(students(f), 0);
	assert_int_equal(world_number(f->w, "SELECT count(*) FROM audit_event"), 0);
	assert_int_equal(import(f, &import_students,
			     HEAD "\n" GOOD "99001,2026,1,李四,本科\n", true, &im),
	    JY_OK);
	assert_int_equal(students(f), 1);
	assert_int_equal(im.added, 1);
	assert_int_equal(im.bad, 1);
	assert_int_equal(
	    world_number(f->w,
		"SELECT count(*) FROM audit_event WHERE act = 'import.students'"
		" AND reason LIKE 'added 1, changed 0, refused 1, sha256 %'"),
	    1);
}

static void
test_again_changes_nothing(void **state)
{
	struct fixture *f = *state;
	struct import im;

	assert_int_equal(import(f, &import_students, HEAD "\n" GOOD, false, &im), JY_OK);
	clock_set(WORLD_NOW + 60);
	assert_int_equal(import(f, &import_students, HEAD "\n" GOOD, false, &im), JY_OK);
	assert_int_equal(im.added + im.changed, 0);
	/* Another major: the record is brought up to date; what the file does not speak of
	 * stays. */
	assert_int_equal(
	    import(f, &import_students,
		HEAD ",专业,院系\n99001,2026,11010519491231002X,张三,本科,农学,农学院\n",
		false, &im),
	    JY_OK);
	assert_int_equal(im.changed, 1);
	assert_int_equal(import(f, &import_students, HEAD "\n" GOOD, false, &im), JY_OK);
	assert_int_equal(im.changed, 0);
	assert_int_equal(students(f), 1);
	assert_int_equal(
	    world_number(f->w,
		"SELECT count(*) FROM student s JOIN office o ON"
		" o.id = s.faculty_id WHERE s.major = '农学' AND o.name = '农学院'"
		" AND o.code = '99001-1'"),
	    1);
}

static void
test_dropped_columns(void **state)
{
	struct fixture *f = *state;
	struct import im;

	assert_int_equal(
	    import(f, &import_students,
		HEAD
		",民族,政治面貌\n99001,2026,11010519491231002X,张三,本科,汉族,群众\n",
		false, &im),
	    JY_OK);
	assert_true(told(f, "1: 民族: 不予保存，已略去"));
	assert_int_equal(students(f), 1);
}

static void
test_wrong_files(void **state)
{
	static const struct {
		const char *text, *cause;
	} cases[] = {
		{ "学校,毕业年份,身份证号,学历\n", "缺少列“name”" },
		{ HEAD ",鞋码\n", "不认识的列“鞋码”" },
		{ HEAD "\n99001,2026,1,张三\n", "" },
		{ "", "" },
	};
	struct fixture *f = *state;
	struct import im;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(
		    import(f, &import_students, cases[i].text, false, &im), JY_EPARSE);
		if (strstr(f->diag.text, cases[i].cause) == NULL)
			fail_msg("%s: %s", cases[i].cause, f->diag.text);
		assert_string_equal(f->diag.file, "t.csv");
	}
}

#define EMPLOYERS "单位名称,统一社会信用代码,行业,地区\n"
#define EMPLOYER "示例企业,91350100M000100Y43,制造业,天山区\n"
#define JOBS "单位,职位名称,工作地区,截止日期,最低月薪,最高月薪\n"

static void
test_employers_and_jobs(void **state)
{
	struct fixture *f = *state;
	struct import im;

	assert_int_equal(
	    import(f, &import_employers, EMPLOYERS EMPLOYER, false, &im), JY_OK);
	assert_int_equal(world_number(f->w,
			     "SELECT count(*) FROM employer WHERE state = 'verified' AND"
			     " industry = 'C' AND region_code = '650102'"),
	    1);
	assert_int_equal(
	    import(f, &import_jobs,
		JOBS "示例企业,会计,乌鲁木齐市,2026/12/31,5000,7000\n", false, &im),
	    JY_OK);
	assert_int_equal(
	    world_number(f->w, "SELECT count(*) FROM public_job WHERE title = '会计' AND"
			       " closes_on = '2026-12-31' AND closes_at = 1798732800"
			       " AND salary_max = 7000 AND employment = 'full_time'"),
	    1);
	assert_int_equal(world_number(f->w,
			     "SELECT count(*) FROM audit_event WHERE act = 'job.import'"),
	    1);
	/* Known by employer and title: brought up to date, not added. */
	assert_int_equal(
	    import(f, &import_jobs,
		JOBS "91350100M000100Y43,会计,650102,2027-01-31,5000,8000\n", false, &im),
	    JY_OK);
	assert_int_equal(im.changed, 1);
	assert_int_equal(world_number(f->w, "SELECT count(*) FROM job"), 1);
}

static void
test_job_faults(void **state)
{
	static const struct {
		const char *row, *fault;
	} cases[] = {
		{ "无名企业,会计,6501,2026-12-31,1,2", "单位: 没有这个单位" },
		{ "示例企业,会计,6501,2026-11-23,1,2", "截止日期: 截止日期已过" },
		{ "示例企业,会计,6501,2026-02-30,1,2", "截止日期: 没有这一天" },
		{ "示例企业,会计,6501,12/31/2026,1,2", "截止日期: " },
		{ "示例企业,会计,6501,2026-12-31,9,2", "最高月薪: 低于最低月薪" },
		{ "示例企业,会计,上城区,2026-12-31,1,2", "工作地区: 有多个同名地区" },
		{ "示例企业,会计,新疆维吾尔自治区,2026-12-31,1,2", "工作地区: 地区过大" },
		{ "示例企业,会计,火星,2026-12-31,1,2", "工作地区: 没有这个地区" },
	};
	struct fixture *f = *state;
	struct import im;
	char text[512];

	assert_int_equal(
	    import(f, &import_employers, EMPLOYERS EMPLOYER, false, &im), JY_OK);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(text, sizeof(text), "%s%s\n", JOBS, cases[i].row);
		assert_int_equal(import(f, &import_jobs, text, false, &im), JY_EPARSE);
		if (!told(f, cases[i].fault))
			fail_msg(
			    "%s: %s", cases[i].row, f->told.len > 0 ? f->told.data : "");
	}
	world_sql(f->w, "UPDATE employer SET state = 'suspended'");
	assert_int_equal(import(f, &import_jobs,
			     JOBS "示例企业,会计,6501,2026-12-31,1,2\n", false, &im),
	    JY_EPARSE);
	assert_true(told(f, "尚未通过认证"));
}

static void
test_regions(void **state)
{
	struct fixture *f = *state;
	struct import im;

	/* Children before parents, as no file should be, are sorted first. */
	assert_int_equal(
	    import(f, &import_regions,
		"code,name,provinceCode\n540102,城关区,54\n54,西藏自治区,54\n"
		"5401,拉萨市,54\n",
		false, &im),
	    JY_OK);
	assert_int_equal(im.added, 3);
	assert_int_equal(
	    world_number(f->w, "SELECT count(*) FROM region WHERE"
			       " code = '540102' AND parent = '5401' AND level = 3"),
	    1);
	assert_int_equal(
	    import(f, &import_regions, "代码,名称\n5401,日光城\n", false, &im), JY_OK);
	assert_int_equal(im.changed, 1);
	assert_int_equal(import(f, &import_regions,
			     "code,name\n6,x\n620102001,孤儿街道\n", false, &im),
	    JY_EPARSE);
	assert_true(told(f, "2: code: 长度不对"));
	assert_int_equal(
	    import(f, &import_regions, "code,name\n620102001,孤儿街道\n", false, &im),
	    JY_EPARSE);
	assert_true(told(f, "2: code: 上级区划 620102 不存在"));
}

static void
test_offices(void **state)
{
	struct fixture *f = *state;
	struct import im;

	assert_int_equal(
	    import(f, &import_offices,
		"类别,代码,名称,上级代码,地区,疆内\n学校,99101,秦岭大学,,,否\n"
		"院系,99101-1,文学院,99101,,否\n地州人社部门,6501,乌鲁木齐市人社局,,6501,"
		"\n",
		false, &im),
	    JY_OK);
	assert_int_equal(im.added, 3);
	assert_int_equal(
	    world_number(f->w, "SELECT count(*) FROM office f JOIN office s ON"
			       " s.id = f.parent_id WHERE f.code = '99101-1' AND"
			       " s.in_region = 0"),
	    1);
	assert_int_equal(
	    import(f, &import_offices,
		"类别,代码,名称,上级代码\n院系,1,甲学院,99999\n院系,2,乙学院,\n", false,
		&im),
	    JY_EPARSE);
	assert_true(told(f, "3: 上级代码: 院系须填学校代码"));
}

#define ROW(label, fn) CASE_WITH(label, fn, setup, teardown)

int
main(void)
{
	static const struct CMUnitTest cases[] = {
		ROW("a student row is checked cell by cell", test_student_cells),
		ROW("a file with a fault changes nothing", test_all_or_nothing),
		ROW("importing again brings up to date", test_again_changes_nothing),
		ROW("what must not be kept is left out with a note",
		    test_dropped_columns),
		ROW("a wrong file is named with its cause", test_wrong_files),
		ROW("employers come verified, their jobs published",
		    test_employers_and_jobs),
		ROW("a job row is checked cell by cell", test_job_faults),
		ROW("divisions find their parents by code", test_regions),
		ROW("faculties stand under their school", test_offices),
	};

	return RUN(cases);
}
