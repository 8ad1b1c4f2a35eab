/*
 * test_profile.c - 信息维护 (2.1) and the change of a mobile number (1.4.i2), as a browser
 * without script walks them.
 */
#include "campus.h"

#include "account/account.h"
#include "zone/zone.h"

#define FIELDS_OK                                                                \
	"name", "林晓", "education", "bachelor", "school_id", "4", "school", "", \
	    "faculty", "物理学院", "major", "物理学", "year", "2026", "region",  \
	    "653121", "region_word", "", "email", "lin@example.com", "address",  \
	    "天山路1号"

static int64_t
count(struct client *c, const char *sql)
{
	return world_number(c->t->world, sql);
}

static void
test_save(void **state)
{
	struct client *c = *state;
	struct profile p;

	campus_as(c, LIN);
	client_get(c, "/my/profile");
	status_is(c, 200);
	sees(c, "650***********001X");
	sees_not(c, LIN_ID);
	sees(c, "<dd>男</dd>"); /* 2.1.q1: from the ID number */
	sees(c, "2003-05-16");
	SUBMIT(c, "/my/profile", FIELDS_OK, "step", "save");
	status_is(c, 303);
	client_get(c, "/my/profile");
	sees(c, "value=\"物理学\"");
	sees(c, "value=\"lin@example.com\"");
	sees(c, "新疆维吾尔自治区喀什地区疏附县");
	assert_int_equal(profile_load(&c->t->act, LIN, &p), JY_OK);
	assert_true(profile_is_complete(&p));
	assert_true(p.in_region);
	assert_int_equal(count(c, "SELECT count(*) FROM profile WHERE email_sealed LIKE "
				  "'%lin@%' OR address_sealed LIKE '%天山%'"),
	    0);
	assert_int_equal(
	    count(c, "SELECT count(*) FROM audit_event WHERE act = 'profile.save'"), 1);
}

static const struct empty_case {
	const char *field, *says;
} empties[] = {
	{ "name", "请填写真实姓名" },
	{ "education", "请选择学历层次" },
	{ "school_id", "请填写毕业院校" },
	{ "faculty", "请填写院系" },
	{ "major", "请填写专业" },
	{ "year", "请填写毕业年度" },
	{ "region", "请填写户籍所在地" },
};
#define NEMPTIES (sizeof(empties) / sizeof(empties[0]))

static void
test_needed(void **state)
{
	static const char *const all[] = { FIELDS_OK, "step", "save" };
	struct client *c = *state;
	const char *sent[sizeof(all) / sizeof(all[0]) + 1];

	campus_as(c, LIN);
	for (size_t i = 0; i < NEMPTIES; i++) {
		memcpy(sent, all, sizeof(all));
		sent[sizeof(all) / sizeof(all[0])] = NULL;
		for (size_t k = 0; sent[k] != NULL; k += 2)
			if (strcmp(sent[k], empties[i].field) == 0)
				sent[k + 1] = i % 2 == 0 ? "" : "  ";
		client_get(c, "/my/profile");
		client_submit(c, "/my/profile", sent);
		status_is(c, 422);
		sees(c, empties[i].says);
		sees(c, "lin@example.com"); /* what was typed stays */
	}
	client_get(c, "/my/profile");
	SUBMIT(c, "/my/profile", "name", "", "email", "no address", "step", "save");
	status_is(c, 422);
	for (size_t i = 0; i < NEMPTIES; i++)
		sees(c, empties[i].says);
	assert_int_equal(count(c, "SELECT count(*) FROM profile"), 0);
}

static void
test_region(void **state)
{
	struct client *c = *state;

	campus_as(c, LIN);
	client_get(c, "/my/profile");
	SUBMIT(c, "/my/profile", "name", "林晓", "major", "半句话", "region_word", "疏",
	    "step", "search");
	status_is(c, 200);
	sees(c, "喀什地区疏附县");
	sees(c, "喀什地区疏勒县");
	sees(c, "value=\"半句话\"");
	SUBMIT(c, "/my/profile", "region_word", "西安 碑林", "step", "search");
	sees(c, "陕西省西安市碑林区");
	sees_not(c, "疏附县");
	SUBMIT(c, "/my/profile", "region_word", "亚特兰蒂斯", "step", "search");
	status_is(c, 200);
	sees(c, "没有找到");
	assert_int_equal(count(c, "SELECT count(*) FROM profile"), 0);
	client_get(c, "/api/regions?q=%E7%96%8F%E9%99%84");
	status_is(c, 200);
	sees(c, "\"653121\"");
}

static void
test_school(void **state)
{
	struct client *c = *state;
	struct profile p;

	campus_as(c, LIN);
	client_get(c, "/my/profile");
	SUBMIT(c, "/my/profile", "name", "林晓", "education", "master", "school_id", "0",
	    "school", "秦岭科技大学", "faculty", "电子系", "major", "通信", "year",
	    "2025", "region", "653121", "step", "save");
	status_is(c, 303);
	assert_int_equal(profile_load(&c->t->act, LIN, &p), JY_OK);
	assert_int_equal(p.school_id, XIAN); /* known, but not of the region */
	assert_false(p.in_region);
	client_get(c, "/my/profile");
	SUBMIT(c, "/my/profile", "name", "林晓", "education", "master", "school_id", "0",
	    "faculty", "电子系", "major", "通信", "year", "2025", "region", "653121",
	    "step", "save");
	status_is(c, 422);
	sees(c, "请填写院校全称");
	SUBMIT(c, "/my/profile", "name", "林晓", "education", "master", "school_id", "7",
	    "faculty", "电子系", "major", "通信", "year", "2025", "region", "653121",
	    "step", "save");
	status_is(c, 422);
}

static void
test_prompt(void **state)
{
	struct client *c = *state;

	assert_int_equal(db_begin(c->app.db), JY_OK);
	assert_int_equal(profile_login(&c->t->act, LIN), JY_OK);
	assert_int_equal(db_end(c->app.db, JY_OK), JY_OK);
	campus_as(c, LIN);
	client_get(c, "/my/");
	sees(c, "请先完善个人基本信息");
	sees(c, "href=\"/my/profile\">确定");
	actor_wait(c->t, 600);
	world_sql(c->t->world, "DELETE FROM session");
	assert_int_equal(db_begin(c->app.db), JY_OK);
	assert_int_equal(profile_login(&c->t->act, LIN), JY_OK);
	assert_int_equal(db_end(c->app.db, JY_OK), JY_OK);
	campus_as(c, LIN);
	client_get(c, "/my/");
	status_is(c, 200);
	sees_not(c, "请先完善个人基本信息");
}

static void
test_gate(void **state)
{
	struct client *c = *state;
	unsigned reached;

	campus_as(c, LIN);
	assert_int_equal(zone_reached(&c->t->act, &reached), JY_OK);
	assert_false(reached & GATE_PROFILE);
	campus_profile(c, LIN, "天山大学");
	assert_int_equal(zone_reached(&c->t->act, &reached), JY_OK);
	assert_true(reached & GATE_PROFILE);
}

static void
test_locked(void **state)
{
	struct client *c = *state;
	struct profile p;

	campus_profile(c, LIN, "天山大学");
	world_sql(c->t->world,
	    "INSERT INTO student(id, uid, school_id, year, name, id_no_sealed,"
	    " id_no_index, education, major, account_id, created_at, updated_at)"
	    " VALUES(1, 'u', 4, 2026, '林晓', 'x', x'01', 'bachelor', '应用物理', 8, 1, "
	    "1);"
	    "INSERT INTO identity(uid, account_id, state, method, student_id, created_at,"
	    " updated_at) VALUES('i', 8, 'verified', 'roster', 1, 1, 1)");
	assert_int_equal(db_begin(c->app.db), JY_OK);
	assert_int_equal(db_end(c->app.db, profile_take(&c->t->act, LIN, 1)), JY_OK);
	client_get(c, "/my/profile");
	sees(c, "学校核验");
	sees_not(c, "name=\"major\"");
	sees(c, "name=\"faculty\""); /* the record has none: still hers */
	SUBMIT(c, "/my/profile", FIELDS_OK, "step", "save");
	status_is(c, 303);
	assert_int_equal(profile_load(&c->t->act, LIN, &p), JY_OK);
	assert_str(p.major, "应用物理");
	assert_str(p.email, "lin@example.com");
	assert_str(p.region, "653121");
}

/* --- the mobile number */

static void
password(struct client *c, int64_t account, const char *text)
{
	char stored[PASSWORD_STORED_SIZE];
	struct db_stmt *st = NULL;

	assert_int_equal(password_hash(c->app.keys, str_of(text), stored), JY_OK);
	assert_int_equal(db_prepare_text(c->app.db, &st,
			     STR("UPDATE account SET password = :p WHERE id = :id")),
	    JY_OK);
	db_bind_text(st, ":p", stored);
	db_bind_int(st, ":id", account);
	assert_int_equal(db_run(st), JY_OK);
	db_finish(st);
}

static void
test_mobile(void **state)
{
	struct client *c = *state;
	struct account a;

	password(c, LIN, "mima2026");
	campus_as(c, LIN);
	client_get(c, "/auth/mobile");
	SUBMIT(c, "/auth/mobile", "password", "wrong1", "mobile", "13900000009");
	status_is(c, 422);
	sees(c, "登录密码不正确");
	assert_int_equal(count(c, "SELECT count(*) FROM outbox"), 0);
	SUBMIT(c, "/auth/mobile", "password", "mima2026", "mobile", "13900000009");
	status_is(c, 200);
	sees(c, "139****0009");
	SUBMIT(c, "/auth/mobile/code", "mobile", "13900000009", "code", "000000");
	status_is(c, 422);
	SUBMIT(c, "/auth/mobile/code", "mobile", "13900000009", "code",
	    arena_cstr(&c->t->arena, actor_code(c->t)));
	status_is(c, 303);
	assert_int_equal(account_find_mobile(&c->t->act, STR("13900000009"), &a), JY_OK);
	assert_int_equal(a.id, LIN);
	assert_int_equal(
	    account_find_mobile(&c->t->act, STR("13800000001"), &a), JY_ENOTFOUND);
	assert_int_equal(
	    count(c, "SELECT count(*) FROM audit_event WHERE act = 'account.mobile'"), 1);
}

static void
test_mobile_taken(void **state)
{
	struct client *c = *state;

	password(c, LIN, "mima2026");
	campus_as(c, LIN);
	client_get(c, "/auth/mobile");
	SUBMIT(c, "/auth/mobile", "password", "mima2026", "mobile", "13800000002");
	status_is(c, 200);
	sees(c, "138****0002"); /* the same answer */
	assert_int_equal(count(c, "SELECT count(*) FROM outbox"), 0);
}

static void
test_mobile_reset(void **state)
{
	struct client *c = *state;
	struct account a;

	campus_as(c, AUTHORITY);
	client_get(c, "/office/mobile");
	SUBMIT(c, "/office/mobile", "login", LIN_ID, "name", "别人", "mobile",
	    "13900000009", "again", "13900000009", "reason", "出示了身份证原件");
	status_is(c, 422);
	sees(c, "没有号码和姓名都相符的会员账户");
	SUBMIT(c, "/office/mobile", "login", LIN_ID, "name", "林晓", "mobile",
	    "13900000009", "again", "13900000008", "reason", "出示了身份证原件");
	status_is(c, 422);
	SUBMIT(c, "/office/mobile", "login", LIN_ID, "name", "林晓", "mobile",
	    "13800000002", "again", "13800000002", "reason", "出示了身份证原件");
	status_is(c, 422);
	sees(c, "已被其他账户使用");
	SUBMIT(c, "/office/mobile", "login", LIN_ID, "name", "林晓", "mobile",
	    "13900000009", "again", "13900000009", "reason", "出示了身份证原件");
	status_is(c, 303);
	assert_int_equal(account_find_mobile(&c->t->act, STR("13900000009"), &a), JY_OK);
	assert_int_equal(a.id, LIN);
	assert_int_equal(count(c, "SELECT count(*) FROM audit_event WHERE act = "
				  "'account.mobile_reset' AND reason <> ''"),
	    1);
	assert_int_equal(
	    count(c, "SELECT count(*) FROM message WHERE account_id = 8"), 1);
	for (int i = URUMQI; i <= LIN; i++) {
		campus_as(c, i);
		assert_int_equal(client_get(c, "/office/mobile"), 403);
	}
}

#define PAGE(label, fn) CASE_WITH(label, fn, campus_setup, campus_teardown)

int
main(void)
{
	const struct CMUnitTest cases[] = {
		PAGE("2.1.f2 2.1.q1 saved values are shown and editable, contacts sealed",
		    test_save),
		PAGE("2.1.r1 with an item marked * empty nothing is saved, each is named",
		    test_needed),
		PAGE("2.1.q1 a region is found by words, and nothing typed is lost",
		    test_region),
		PAGE("2.2.q2 a school is chosen from the list or written out",
		    test_school),
		PAGE("2.1.f1 the first login asks for the profile, once", test_prompt),
		PAGE("2.3.r1 what is marked * opens the identity check", test_gate),
		PAGE("2.1.i1 what the record has is read-only, the rest is not",
		    test_locked),
		PAGE("1.4.i2 a new number takes the password and its own code",
		    test_mobile),
		PAGE("1.4.i2 a number of somebody else gets no code, and no other answer",
		    test_mobile_taken),
		PAGE("1.4.i2 after a check in person the authority sets the number",
		    test_mobile_reset),
	};

	return RUN(cases);
}
