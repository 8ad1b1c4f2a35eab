/*
 * test_student.c - the desk of student records (2.2.i1, 2.2.i2, 2.3.i2): who sees and
 * keeps which, files in and out.
 */
#include "campus.h"

#include "identity/identity.h"

static int64_t
number(struct client *c, const char *sql)
{
	return world_number(c->t->world, sql);
}

static const char *
uid_of(struct client *c, int64_t id)
{
	struct db_stmt *st = NULL;
	const char *uid;

	assert_int_equal(db_prepare_text(c->app.db, &st,
			     STR("SELECT uid FROM student WHERE id = :id")),
	    JY_OK);
	db_bind_int(st, ":id", id);
	assert_int_equal(db_one(st), JY_OK);
	uid = arena_cstr(&c->t->arena, db_str(st, 0));
	db_finish(st);
	return uid;
}

static const char *
page(struct client *c, int64_t id, const char *what)
{
	return arena_printf(&c->t->arena, "/office/students/%s%s", uid_of(c, id), what).p;
}

/* Post a file to the import page. */
static int
upload(struct client *c, const char *bytes)
{
	struct str token, body;

	client_get(c, "/office/students/import");
	token = client_input(c, "<form class=\"panel\"", "csrf");
	body = arena_printf(&c->t->arena,
	    "--b0undary\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n" STR_FMT
	    "\r\n--b0undary\r\nContent-Disposition: form-data; name=\"file\";"
	    " filename=\"s.csv\"\r\nContent-Type: text/csv\r\n\r\n%s\r\n--b0undary--\r\n",
	    STR_ARG(token), bytes);
	c->type = "multipart/form-data; boundary=b0undary";
	client_send(c, METHOD_POST, "/office/students/import", body.p);
	c->type = NULL;
	return c->status;
}

/* --- who */

static void
test_scope(void **state)
{
	static const struct {
		int64_t who;
		bool desk, tianshan, physics, kunlun, xian; /* sees records of */
	} all[] = {
		{ TIANSHAN, true, true, true, false, false },
		{ PHYSICS, true, false, true, false, false },
		{ KUNLUN, true, false, false, true, false },
		{ AUTHORITY, true, false, false, false, true },
		{ URUMQI, false, false, false, false, false },
		{ LIN, false, false, false, false, false },
	};
	struct client *c = *state;
	int64_t of_tianshan =
		    campus_record(c, TIANSHAN, 0, 2026, "无系", "11010519491231002X"),
		of_physics = campus_record(c, TIANSHAN, PHYSICS, 2026, "物理人", LIN_ID),
		of_kunlun = campus_record(c, KUNLUN, 0, 2026, "昆仑人", AYGUL_ID),
		of_xian = campus_record(c, XIAN, 0, 2026, "秦岭人", LIN_ID);

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		campus_as(c, all[i].who);
		assert_int_equal(
		    client_get(c, "/office/students"), all[i].desk ? 200 : 403);
		if (!all[i].desk)
			continue;
		assert_int_equal(client_sees(c, "无系"), all[i].tianshan);
		assert_int_equal(client_sees(c, "物理人"), all[i].physics);
		assert_int_equal(client_sees(c, "昆仑人"), all[i].kunlun);
		assert_int_equal(client_sees(c, "秦岭人"), all[i].xian);
		sees_not(c, LIN_ID);
		assert_int_equal(
		    client_get(c, page(c, of_tianshan, "")), all[i].tianshan ? 200 : 404);
		assert_int_equal(
		    client_get(c, page(c, of_physics, "")), all[i].physics ? 200 : 404);
		assert_int_equal(
		    client_get(c, page(c, of_kunlun, "")), all[i].kunlun ? 200 : 404);
		assert_int_equal(
		    client_get(c, page(c, of_xian, "")), all[i].xian ? 200 : 404);
	}
	campus_as(c, PHYSICS); /* a faculty reads only */
	assert_int_equal(client_get(c, "/office/students/new"), 403);
	assert_int_equal(client_get(c, "/office/students/import"), 403);
	assert_int_equal(client_get(c, page(c, of_physics, "/edit")), 403);
	assert_int_equal(client_get(c, page(c, of_physics, "/delete")), 403);
}

static void
test_forged(void **state)
{
	struct client *c = *state;
	struct student_data d = { .name = STR("改名") };
	int64_t id = campus_record(c, KUNLUN, 0, 2026, "昆仑人", LIN_ID);
	struct str uid = str_of(uid_of(c, id)), out;
	const char *why;

	campus_as(c, TIANSHAN);
	assert_int_equal(student_correct(&c->t->act, uid, &d, &why), JY_ENOTFOUND);
	assert_int_equal(student_delete(&c->t->act, uid), JY_ENOTFOUND);
	d = (struct student_data){ .school_id = KUNLUN, .name = STR("甲"), .year = 2026 };
	assert_int_equal(student_add(&c->t->act, &d, &out), JY_EFORBIDDEN);
	campus_as(c, AUTHORITY); /* only those of other regions */
	assert_int_equal(student_add(&c->t->act, &d, &out), JY_EFORBIDDEN);
	campus_as(c, PHYSICS);
	assert_int_equal(student_add(&c->t->act, &d, &out), JY_EFORBIDDEN);
}

/* --- one record */

static void
test_add(void **state)
{
	struct client *c = *state;

	campus_as(c, TIANSHAN);
	client_get(c, "/office/students/new");
	SUBMIT(c, "/office/students/new", "name", "", "step", "save");
	status_is(c, 422);
	sees(c, "请填写姓名");
	sees(c, "请填写身份证号");
	sees(c, "请填写毕业年度");
	SUBMIT(c, "/office/students/new", "name", "林晓", "id_no", LIN_ID, "year", "2027",
	    "faculty", "5", "major", "物理学", "education", "bachelor", "student_no",
	    "20230001", "leaving_on", "2027-06-30", "region_word", "疏附", "step",
	    "search");
	status_is(c, 200);
	sees(c, "喀什地区疏附县");
	SUBMIT(c, "/office/students/new", "name", "林晓", "id_no", LIN_ID, "year", "2027",
	    "faculty", "5", "major", "物理学", "education", "bachelor", "student_no",
	    "20230001", "leaving_on", "2027-06-30", "region", "653121", "step", "save");
	status_is(c, 303);
	client_get(c, arena_cstr(&c->t->arena, c->location));
	sees(c, "650***********001X");
	sees(c, "物理学院");
	sees_not(c, LIN_ID);
	assert_int_equal(number(c, "SELECT count(*) FROM audit_event WHERE act ="
				   " 'student.add'"),
	    1);
	client_get(c, "/office/students/new");
	SUBMIT(c, "/office/students/new", "name", "林晓", "id_no", LIN_ID, "year", "2027",
	    "education", "bachelor", "step", "save");
	status_is(c, 422);
	sees(c, "已有这个身份证号");
}

static void
test_correct(void **state)
{
	struct client *c = *state;
	int64_t id = campus_record(c, TIANSHAN, PHYSICS, 2026, "林小", LIN_ID);

	campus_as(c, TIANSHAN);
	client_get(c, page(c, id, "/edit"));
	sees(c, "value=\"林小\"");
	SUBMIT(c, page(c, id, "/edit"), "name", "林晓", "year", "2026", "faculty", "5",
	    "education", "bachelor", "major", "", "region", "653121", "step", "save");
	status_is(c, 303);
	assert_int_equal(
	    number(c, "SELECT count(*) FROM student WHERE name = '林晓' AND major = ''"),
	    1);
	assert_int_equal(number(c, "SELECT count(*) FROM audit_event WHERE act ="
				   " 'student.correct'"),
	    1);
	/* Who waits for it is told to compare again. */
	assert_int_equal(
	    number(c, "SELECT count(*) FROM message WHERE account_id = 8"), 1);
}

static void
test_verified(void **state)
{
	struct client *c = *state;
	int64_t id = campus_record(c, TIANSHAN, PHYSICS, 2026, "林晓", LIN_ID);
	struct profile p;
	const char *why;

	campus_profile(c, LIN, "天山大学");
	assert_int_equal(identity_match(&c->t->act, 2026, &why), JY_OK);
	assert_int_equal(identity_confirm(&c->t->act, &why), JY_OK);
	campus_as(c, TIANSHAN);
	client_get(c, page(c, id, "/edit"));
	SUBMIT(c, page(c, id, "/edit"), "name", "林小", "year", "2026", "faculty", "5",
	    "education", "bachelor", "major", "应用物理", "step", "save");
	status_is(c, 422);
	sees(c, "不能再修改");
	SUBMIT(c, page(c, id, "/edit"), "name", "林晓", "year", "2026", "faculty", "5",
	    "education", "bachelor", "major", "理论物理", "region", "653121", "step",
	    "save");
	status_is(c, 303);
	assert_int_equal(profile_load(&c->t->act, LIN, &p), JY_OK);
	assert_str(p.major, "理论物理"); /* hers follows */
	client_get(c, page(c, id, "/delete"));
	sees(c, "不能删除");
	assert_int_equal(student_delete(&c->t->act, str_of(uid_of(c, id))), JY_ECONFLICT);
}

static void
test_delete(void **state)
{
	struct client *c = *state;
	int64_t id = campus_record(c, TIANSHAN, PHYSICS, 2026, "林小", LIN_ID);
	const char *why;

	campus_profile(c, LIN, "天山大学");
	assert_int_equal(identity_match(&c->t->act, 2026, &why), JY_OK); /* fails */
	campus_as(c, TIANSHAN);
	client_get(c, page(c, id, "/delete"));
	sees(c, "删除后不能恢复");
	SUBMIT(c, page(c, id, "/delete"), "csrf",
	    arena_cstr(&c->t->arena, client_input(c, "<section", "csrf")));
	status_is(c, 303);
	assert_int_equal(number(c, "SELECT count(*) FROM student"), 0);
}

static void
test_id_number(void **state)
{
	struct client *c = *state;
	int64_t id = campus_record(c, TIANSHAN, PHYSICS, 2026, "林晓", LIN_ID);

	campus_as(c, PHYSICS);
	client_get(c, page(c, id, ""));
	sees_not(c, LIN_ID);
	SUBMIT(c, page(c, id, "/id-number"), "csrf",
	    arena_cstr(&c->t->arena, client_input(c, "/id-number", "csrf")));
	status_is(c, 200);
	sees(c, LIN_ID);
	assert_int_equal(number(c, "SELECT count(*) FROM audit_event WHERE act ="
				   " 'student.id_number' AND object = 'student:1'"),
	    1);
}

/* --- lists */

static void
test_filters(void **state)
{
	static const struct {
		const char *query;
		bool lin, aygul;
	} all[] = {
		{ "", true, true },
		{ "?year=2026", true, false },
		{ "?year=2024", false, false },
		{ "?faculty=5", true, false },
		{ "?name=%E6%9E%97", true, false },
		{ "?name=%25", false, false }, /* no wild card */
		{ "?student_no=2022", true, true },
		{ "?year=2025&name=%E4%BE%9D", false, true },
	};
	struct client *c = *state;

	campus_record(c, TIANSHAN, PHYSICS, 2026, "林晓", LIN_ID);
	campus_record(c, TIANSHAN, 0, 2025, "阿依古丽", AYGUL_ID);
	campus_as(c, TIANSHAN);
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		client_get(
		    c, arena_printf(&c->t->arena, "/office/students%s", all[i].query).p);
		status_is(c, 200);
		assert_int_equal(client_sees(c, ">林晓</a>"), all[i].lin);
		assert_int_equal(client_sees(c, ">阿依古丽</a>"), all[i].aygul);
	}
	client_get(c, "/office/students?name=%ff"); /* no text at all */
	status_is(c, 400);
	client_get(c, "/office/students?year=2024");
	sees(c, "没有符合条件的记录");
	campus_as(c, KUNLUN);
	client_get(c, "/office/students");
	sees(c, "还没有记录");
}

static void
test_pages(void **state)
{
	struct client *c = *state;
	const char *at;
	int seen = 0;

	for (int i = 0; i < 45; i++) {
		world_sql(c->t->world, arena_printf(&c->t->arena,
					   "UPDATE student SET id_no_index = x'%02x'", i)
					   .p);
		campus_record(c, TIANSHAN, 0, 1980 + i, "林晓", LIN_ID);
	}
	campus_as(c, TIANSHAN);
	client_get(c, "/office/students");
	for (int round = 0; round < 3; round++) {
		for (at = c->body.p; (at = strstr(at, ">林晓</a>")) != NULL; at++)
			seen++;
		at = strstr(c->body.p, "before=");
		if (at == NULL)
			break;
		client_get(c,
		    arena_printf(&c->t->arena, "/office/students?before=%d", atoi(at + 7))
			.p);
	}
	assert_int_equal(seen, 45);
}

/* --- files */

#define HEAD "毕业年度,身份证号,姓名,学历,院系,专业,学号,生源地,民族\r\n"

static void
test_import(void **state)
{
	struct client *c = *state;

	campus_as(c, TIANSHAN);
	upload(c,
	    HEAD "2027," LIN_ID ",林晓,本科,化学学院,化学,0001,疏附县,汉\r\n"
		 "2027," AYGUL_ID ",阿依古丽,硕士研究生,物理学院,物理学,0002,,\r\n");
	status_is(c, 200);
	sees(c, "新增 2");
	sees(c, "新增院系“化学学院”");
	sees(c, "不予保存");
	assert_int_equal(
	    number(c, "SELECT count(*) FROM student WHERE school_id = 4"), 2);
	assert_int_equal(number(c, "SELECT count(*) FROM student WHERE education ="
				   " 'master' AND faculty_id = 5"),
	    1);
	upload(c, HEAD "2027," LIN_ID ",林晓,本科,化学学院,应用化学,0001,疏附县,汉\r\n");
	sees(c, "更新 1");
	assert_int_equal(number(c, "SELECT count(*) FROM audit_event WHERE act ="
				   " 'import.students'"),
	    2);
}

static void
test_import_faults(void **state)
{
	struct client *c = *state;

	campus_as(c, TIANSHAN);
	upload(c, HEAD "2027," LIN_ID ",林晓,本科,,,,,\r\n"
		       "二七,110105194912310021,林,本本,,,,,\r\n"
		       "2027," LIN_ID ",林晓,本科,,,,,\r\n");
	status_is(c, 422);
	sees(c, "3 行中有 2 行有误，没有导入任何数据");
	sees(c, "<th scope=\"row\" data-label=\"行\">3</th>"
		"<td data-label=\"列\">毕业年度</td>");
	sees(c, "校验位不符");
	sees(c, "与第 2 行重复");
	assert_int_equal(number(c, "SELECT count(*) FROM student"), 0);
	upload(c, "毕业年度,姓名\r\n2027,林晓\r\n");
	status_is(c, 422);
	sees(c, "文件第 1 行");
	upload(c, "");
	status_is(c, 422);
	upload(c, "学校," HEAD "昆仑学院,2027," LIN_ID ",林晓,本科,,,,,\r\n");
	status_is(c, 422);
	sees(c, "不是本校");
	assert_int_equal(number(c, "SELECT count(*) FROM student"), 0);
}

static void
test_import_gbk(void **state)
{
	struct client *c = *state;

	campus_as(c, TIANSHAN);
	/* 毕业年度,身份证号,姓名,学历 / 林晓,本科 in GB18030 */
	upload(c, "\xb1\xcf\xd2\xb5\xc4\xea\xb6\xc8,\xc9\xed\xb7\xdd\xd6\xa4\xba\xc5,"
		  "\xd0\xd5\xc3\xfb,\xd1\xa7\xc0\xfa\r\n2027," LIN_ID
		  ",\xc1\xd6\xcf\xfe,\xb1\xbe\xbf\xc6\r\n");
	status_is(c, 200);
	assert_int_equal(
	    number(c, "SELECT count(*) FROM student WHERE name = '林晓'"), 1);
}

static void
test_import_inland(void **state)
{
	struct client *c = *state;

	campus_as(c, AUTHORITY);
	upload(c, "学校,毕业年度,身份证号,姓名,学历\r\n天山大学,2020," LIN_ID
		  ",林晓,本科\r\n秦岭科技大学,2013," LIN_ID ",林晓,本科\r\n");
	status_is(c, 422);
	sees(c, "是区内高校");
	sees(c, "早于 2014 年");
	upload(c,
	    "学校,毕业年度,身份证号,姓名,学历,专业\r\n秦岭科技大学,2014," LIN_ID
	    ",林晓,本科,电子\r\n江汉大学,2020," AYGUL_ID
	    ",阿依古丽,本科,物理\r\n江汉大学,2021," AYGUL_ID ",阿依古丽,硕士,物理\r\n");
	status_is(c, 200);
	sees(c, "新增 3");
	sees(c, "新增内地高校“江汉大学”");
	assert_int_equal(number(c, "SELECT count(*) FROM office WHERE name = '江汉大学'"
				   " AND in_region = 0"),
	    1);
	client_get(c, "/office/students");
	sees(c, "江汉大学");
}

static void
test_export(void **state)
{
	struct client *c = *state;

	campus_record(c, TIANSHAN, PHYSICS, 2026, "=林晓", LIN_ID);
	campus_record(c, TIANSHAN, 0, 2025, "阿依古丽", AYGUL_ID);
	campus_record(c, KUNLUN, 0, 2025, "昆仑人", AYGUL_ID);
	campus_as(c, TIANSHAN);
	client_get(c, "/office/students");
	SUBMIT(c, "/office/students/export", "format", "csv");
	status_is(c, 200);
	assert_memory_equal(c->body.p, "\xef\xbb\xbf", 3);
	sees(
	    c, "\r\n天山大学,,2025,20220001,阿依古丽,653***********0029,本科,应用物理,,");
	sees(c, ",'=林晓,");
	sees_not(c, "昆仑人");
	client_get(c, "/office/students?year=2026");
	SUBMIT(c, "/office/students/export", "format", "csv", "year", "2026", "whole",
	    "yes");
	status_is(c, 200);
	sees(c, LIN_ID);
	sees_not(c, "阿依古丽");
	assert_int_equal(number(c, "SELECT count(*) FROM audit_event WHERE act ="
				   " 'student.export' AND reason LIKE '%whole%'"),
	    1);
	client_get(c, "/office/students");
	SUBMIT(c, "/office/students/export", "format", "xlsx");
	status_is(c, 200);
	assert_memory_equal(c->body.p, "PK\3\4", 4);
}

/* Whoever has an account learns of a file with her whole number, and nobody else does. */
static void
test_export_looks(void **state)
{
	static const struct {
		int64_t who;
		const char *year, *whole; /* "": any; masked */
		int64_t lin, aygul;       /* looks */
	} cases[] = {
		{ TIANSHAN, "", "", 0, 0 }, { TIANSHAN, "2026", "yes", 1, 0 },
		{ TIANSHAN, "", "yes", 2, 1 }, { KUNLUN, "", "yes", 2, 1 },
		{ AUTHORITY, "", "yes", 2, 1 }, /* those of other regions */
	};
	struct client *c = *state;

	campus_record(c, TIANSHAN, PHYSICS, 2026, "林晓", LIN_ID);
	campus_record(c, TIANSHAN, 0, 2025, "阿依古丽", AYGUL_ID);
	campus_record(c, TIANSHAN, PHYSICS, 2026, "无账号", "11010519491231002X");
	campus_record(c, KUNLUN, 0, 2025, "昆仑人", "11010519491231002X");
	campus_record(c, XIAN, 0, 2020, "内地人", "11010519491231002X");
	world_sql(c->t->world, "UPDATE student SET account_id = id + 7 WHERE id <= 2");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		campus_as(c, cases[i].who);
		client_get(c, "/office/students");
		if (*cases[i].whole == '\0')
			SUBMIT(c, "/office/students/export", "format", "csv");
		else
			SUBMIT(c, "/office/students/export", "format", "csv", "year",
			    cases[i].year, "whole", cases[i].whole);
		status_is(c, 200);
		assert_int_equal(
		    number(c, "SELECT count(*) FROM data_look WHERE account_id = 8"),
		    cases[i].lin);
		assert_int_equal(
		    number(c, "SELECT count(*) FROM data_look WHERE account_id = 9"),
		    cases[i].aygul);
	}
	assert_int_equal(
	    number(c, "SELECT count(*) FROM data_look WHERE viewer = '天山大学' AND"
		      " viewer_role = 'school' AND viewer_id = 4 AND what ="
		      " '生源信息中的身份证号（导出）'"),
	    3);
}

static void
test_template(void **state)
{
	struct client *c = *state;

	campus_as(c, TIANSHAN);
	client_get(c, "/office/students/template");
	status_is(c, 200);
	sees(c, "\xef\xbb\xbf毕业年度,身份证号,姓名,学历层次,");
	campus_as(c, AUTHORITY);
	client_get(c, "/office/students/template");
	sees(c, "\xef\xbb\xbf学校,毕业年度,身份证号,");
}

#define PAGE(label, fn) CASE_WITH(label, fn, campus_setup, campus_teardown)

int
main(void)
{
	const struct CMUnitTest cases[] = {
		PAGE(
		    "2.2.i1 0.i1 a school sees its own, a faculty its own, the authority "
		    "other regions",
		    test_scope),
		PAGE("0.i1 nobody writes into another's records", test_forged),
		PAGE("2.2.i1 a school adds a record", test_add),
		PAGE("2.2.i2 a correction is stored, recorded and told", test_correct),
		PAGE("2.1.i1 2.2.i2 what verified somebody keeps its key; the rest "
		     "follows into the profile",
		    test_verified),
		PAGE("2.2.i1 a record that verified nobody can be deleted", test_delete),
		PAGE("a whole ID number is shown on request, which is recorded",
		    test_id_number),
		PAGE("2.2.i1 the list by year, faculty, name and student number",
		    test_filters),
		PAGE("the list's pages leave nothing out", test_pages),
		PAGE("2.2.i1 a file adds and updates records", test_import),
		PAGE("2.2.i1 a file with faults stores nothing and names row and column",
		    test_import_faults),
		PAGE("2.2.i1 a file in GBK is read as well", test_import_gbk),
		PAGE("2.3.i2 2.3.r2 the authority imports records of other regions",
		    test_import_inland),
		PAGE("2.2.i1 the list leaves as CSV and spreadsheet, ID numbers masked "
		     "unless asked for",
		    test_export),
		PAGE("0.i1 0.i3 a file with whole numbers is a look at each person in it",
		    test_export_looks),
		PAGE("2.2.i1 a template names the columns", test_template),
	};

	return RUN(cases);
}
