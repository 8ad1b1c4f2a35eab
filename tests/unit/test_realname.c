/*
 * test_realname.c - 实名登记 and 跟踪登记 (8.1, 8.2): the gate, the household, the three groups of
 * types, registration by signing, the offices' lists and counts.
 */
#include "campus.h"

#include "identity/identity.h"
#include "realname/realname.h"
#include "region/region.h"
#include "region/region_index.h"

#define VILLAGE "653121101200"
#define OTHER_VILLAGE "653121101201"
#define TOWNSHIP "653121101"

static int
setup(void **state)
{
	struct client *c;
	int64_t n = 0;

	if (campus_setup(state) != 0)
		return -1;
	c = *state;
	world_sql(c->t->world, "INSERT INTO region VALUES"
			       "('653121101', '托克扎克镇', 4, '653121'),"
			       "('653121101200', '团结村委会', 5, '653121101'),"
			       "('653121101201', '胜利村委会', 5, '653121101'),"
			       "('650102001', '团结路街道', 4, '650102'),"
			       "('650102001001', '民族团结社区居委会', 5, '650102001'),"
			       "('650102001002', '胜利社区居委会', 5, '650102001'),"
			       "('610103001', '南院门街道', 4, '610103'),"
			       "('610103001001', '团结社区居委会', 5, '610103001')");
	assert_int_equal(db_begin(c->app.db), JY_OK);
	assert_int_equal(db_end(c->app.db, region_index_rebuild(c->app.db, &n)), JY_OK);
	assert_int_equal(n, 8);
	return 0;
}

static int64_t
number(struct client *c, const char *sql)
{
	return world_number(c->t->world, sql);
}

/* Verified against a record whose last day at school is `left` (NULL: none). */
static void
verified(struct client *c, int64_t account, const char *left)
{
	int64_t student = campus_record(c, TIANSHAN, PHYSICS, 2026,
	    account == LIN ? "林晓" : "阿依古丽", account == LIN ? LIN_ID : AYGUL_ID);

	campus_profile(c, account, "天山大学");
	world_sql(c->t->world,
	    arena_printf(&c->t->arena,
		"UPDATE student SET leaving_on = %s%s%s, account_id = %lld WHERE id = "
		"%lld;"
		"INSERT INTO identity(uid, account_id, state, method, student_id,"
		" created_at, updated_at) VALUES('%022lld', %lld, 'verified', 'roster',"
		" %lld, 1, 1)",
		left != NULL ? "'" : "", left != NULL ? left : "NULL",
		left != NULL ? "'" : "", (long long)account, (long long)student,
		(long long)account, (long long)account, (long long)student)
		.p);
}

static struct realname_data
seeking(const char *region)
{
	return (struct realname_data){ .type = "seeking",
		.region = str_of(region),
		.wish_position = STR("数学教师"),
		.wish_region = STR("6531"),
		.wish_employment = STR("full_time"),
		.wish_service = STR("jobs") };
}

static void
registered(struct client *c, int64_t account, const char *region)
{
	struct realname_data d = seeking(region);
	const char *why;

	campus_as(c, account);
	assert_int_equal(realname_register(&c->t->act, &d, &why), JY_OK);
}

/* --- places */

static struct str
found(struct client *c, const char *words, bool townships)
{
	struct region r[12];
	struct buf b = BUF_INIT;
	struct str s;
	int n;

	assert_int_equal(
	    region_find_home(&c->t->act, str_of(words), townships, 12, r, &n), JY_OK);
	for (int i = 0; i < n; i++)
		buf_printf(&b, "%s" STR_FMT, i > 0 ? " " : "", STR_ARG(r[i].code));
	s = arena_str(&c->t->arena, buf_view(&b));
	buf_release(&b);
	return s;
}

static void
test_find(void **state)
{
	static const struct {
		const char *words;
		bool townships;
		const char *want;
	} all[] = {
		{ "团结村", false, VILLAGE },
		{ "团结", false,
		    VILLAGE
		    " 610103001001 650102001001" }, /* those that begin with it first */
		{ "团", false, VILLAGE " 610103001001 650102001001" },
		{ "结", false, "650102001001 " VILLAGE " 610103001001" },
		{ "疏附 团结", false, VILLAGE },
		{ "团结 疏附", false, VILLAGE },
		{ "喀什地区 团", false, VILLAGE },
		{ "  疏附　团结 ", false,
		    "" }, /* a wide blank parts no words: nothing is called so */
		{ "托克扎克镇", false, VILLAGE " " OTHER_VILLAGE },
		{ "团结路", true, "650102001" },
		{ "疏附 托", true, TOWNSHIP },
		{ "疏附县", true, TOWNSHIP },
		{ "没有", false, "" },
		{ "", false, "" },
		{ "\" OR name : *", false, "" },
		{ "村 AND", false, "" },
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		struct str got = found(*state, all[i].words, all[i].townships);

		if (!str_is(got, all[i].want))
			fail_msg("%s: got \"" STR_FMT "\", wanted \"%s\"", all[i].words,
			    STR_ARG(got), all[i].want);
	}
}

static void
test_renamed(void **state)
{
	struct client *c = *state;
	struct db *db = c->app.db;

	assert_int_equal(db_begin(db), JY_OK);
	assert_int_equal(region_index_forget(db, STR("653121")), JY_OK);
	world_sql(c->t->world, "UPDATE region SET name = '新县' WHERE code = '653121'");
	assert_int_equal(region_index_renew(db, STR("653121")), JY_OK);
	assert_int_equal(db_end(db, JY_OK), JY_OK);
	assert_str(found(c, "疏附 团结", false), "");
	assert_str(found(c, "新县 团结", false), VILLAGE);
	assert_str(found(c, "团结村", false), VILLAGE);
}

static void
test_api(void **state)
{
	struct client *c = *state;

	client_get(c, "/api/villages?q=%E5%9B%A2%E7%BB%93");
	status_is(c, 401);
	campus_as(c, LIN);
	client_get(c, "/api/villages?q=%E7%96%8F%E9%99%84+%E5%9B%A2");
	status_is(c, 200);
	sees(c, "\"code\":\"" VILLAGE "\"");
	sees(c, "喀什地区疏附县托克扎克镇团结村委会");
	client_get(c, "/api/villages?q=%E5%9B%A2%E7%BB%93%E8%B7%AF&township=1");
	sees(c, "\"code\":\"650102001\"");
	client_get(c, "/api/villages?q=%E9%BE%98");
	sees(c, "\"none\":true");
}

/* By account: the students of a school share an address. The search step of the form without
 * script counts too, and keeps what was typed. */
static void
test_lookups(void **state)
{
	struct client *c = *state;

	campus_profile(c, AYGUL, "天山大学");
	campus_profile(c, LIN, "天山大学");
	for (int i = 0; i < 120; i++) {
		client_get(c, "/api/villages?q=%E5%9B%A2%E7%BB%93");
		status_is(c, 200);
	}
	client_get(c, "/api/villages?q=%E5%9B%A2%E7%BB%93");
	status_is(c, 429);
	client_get(c, "/api/regions?q=%E5%9B%A2%E7%BB%93");
	status_is(c, 429);
	client_get(c, "/my/profile");
	SUBMIT(c, "/my/profile", "faculty", "物理系", "region_word", "疏附", "step",
	    "search");
	status_is(c, 200);
	sees(c, "查找过于频繁");
	sees(c, "value=\"疏附\"");
	sees(c, "value=\"物理系\"");
	campus_as(c, AYGUL);
	client_get(c, "/api/villages?q=%E5%9B%A2%E7%BB%93");
	status_is(c, 200);
	campus_as(c, LIN);
	actor_wait(c->t, 61);
	client_get(c, "/my/profile");
	SUBMIT(c, "/my/profile", "region_word", "疏附", "step", "search");
	sees(c, "喀什地区疏附县");
	client_get(c, "/api/villages?q=%E5%9B%A2%E7%BB%93");
	status_is(c, 200);
}

/* --- registering */

static void
test_gate(void **state)
{
	static const char *const pages[] = { "/my/realname", "/my/realname/seeking",
		"/my/realname/employed", "/my/realname/followup",
		"/my/realname/followup/other" };
	struct realname_data d = seeking(VILLAGE);
	struct client *c = *state;
	const char *why;

	campus_profile(c, LIN, "天山大学");
	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
		client_get(c, pages[i]);
		status_is(c, 200);
		sees(c, "须先完成身份认证");
		sees(c, "href=\"/my/identity\"");
		sees_not(c, "name=\"wish_position\"");
	}
	assert_int_equal(realname_register(&c->t->act, &d, &why), JY_ECONFLICT);
	assert_string_equal(why, "须先完成身份认证，才能进行实名登记。");
	assert_int_equal(number(c, "SELECT count(*) FROM realname_record"), 0);
}

/* A form, posted with what the row says. */
static void
test_groups(void **state)
{
	static const struct {
		const char *path, *fields[14];
		int status;
		const char *sees;
	} all[] = {
		/* nothing said: each group asks for its own */
		{ "/my/realname/seeking", { "region", VILLAGE }, 422, "期望职位" },
		{ "/my/realname/unemployed", { "region", VILLAGE }, 422,
		    "需要的就业服务" },
		{ "/my/realname/employed", { "region", VILLAGE }, 422, "就业单位" },
		{ "/my/realname/other", { "region", VILLAGE }, 422, "就业方式" },
		{ "/my/realname/other", { "region", VILLAGE, "way", "moon" }, 422,
		    "就业方式" },
		/* a field of another group is no field of this form */
		{ "/my/realname/other",
		    { "region", VILLAGE, "way", "army", "employer", "天山科技" }, 400,
		    "" },
		/* no household, one too large, one that is not there */
		{ "/my/realname/other", { "way", "army" }, 422, "户口地" },
		{ "/my/realname/other", { "way", "army", "region", "653121" }, 422,
		    "不能选择县（市、区）及以上" },
		{ "/my/realname/other", { "way", "army", "region", "65" }, 422,
		    "不能选择县（市、区）及以上" },
		{ "/my/realname/other",
		    { "way", "army", "region", "653121", "township", "yes" }, 422,
		    "不能选择县（市、区）及以上" },
		{ "/my/realname/other", { "way", "army", "region", TOWNSHIP }, 422,
		    "请选择到村（社区）" },
		{ "/my/realname/other", { "way", "army", "region", "999999999999" }, 422,
		    "没有这个地方" },
		{ "/my/realname/other", { "way", "army", "region", "9999999999" }, 422,
		    "没有这个地方" },
		{ "/my/realname/other", { "way", "army", "region_word", "团结" }, 422,
		    "请从查到的村（社区）中选择一个" },
	};
	struct client *c = *state;

	verified(c, LIN, "2026-06-30");
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		const char *fields[18] = { "step", "save" };

		memcpy(fields + 2, all[i].fields, sizeof(all[i].fields));
		client_get(c, all[i].path);
		status_is(c, 200);
		client_submit(c, all[i].path, fields);
		status_is(c, all[i].status);
		sees(c, all[i].sees);
	}
	assert_int_equal(number(c, "SELECT count(*) FROM realname_record"), 0);
}

static void
test_types(void **state)
{
	static const struct {
		const char *type, *fields[14], *sees[4];
	} all[] = {
		{ "seeking",
		    { "region", VILLAGE, "wish_position", "数学教师", "wish_region",
			"6531", "wish_employment", "full_time", "wish_service", "jobs" },
		    { "求职登记", "未就业，正在求职", "数学教师", "面议" } },
		{ "unemployed",
		    { "region", OTHER_VILLAGE, "wish_position", "会计", "wish_region",
			"6501", "wish_employment", "part_time", "wish_service",
			"training", "wish_salary", "5000" },
		    { "失业登记", "失业", "5000 元", "技能培训" } },
		{ "employed",
		    { "region", TOWNSHIP, "township", "yes", "employer",
			"乌鲁木齐天山科技有限公司", "position", "工程师", "place",
			"乌鲁木齐市天山区", "starts_on", "2026-09-01" },
		    { "就业登记", "已就业", "天山科技", "2026-09-01" } },
		{ "other", { "region", VILLAGE, "way", "army" },
		    { "其他", "应征义务兵", "托克扎克镇团结村委会", "本人" } },
	};
	struct client *c = *state;

	verified(c, LIN, "2026-06-30");
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		const char *fields[18] = { "step", "save" };
		const char *path = arena_printf(&c->t->arena, "/my/realname%s/%s",
		    i > 0 ? "/followup" : "", all[i].type)
				       .p;

		memcpy(fields + 2, all[i].fields, sizeof(all[i].fields));
		client_get(c, path);
		status_is(c, 200);
		actor_wait(c->t, 600);
		client_submit(c, path, fields);
		status_is(c, 303);
		client_get(c, "/my/realname");
		for (int k = 0; k < 4; k++)
			sees(c, all[i].sees[k]);
	}
	/* each is a dated record; all of them are shown */
	assert_int_equal(number(c, "SELECT count(DISTINCT at) FROM realname_record"), 4);
	assert_int_equal(number(c, "SELECT version FROM realname"), 4);
	sees(c, "以前的登记");
	sees(c, "未就业，正在求职");
	assert_int_equal(
	    number(c, "SELECT count(*) FROM flow_event WHERE kind = 'realname'"), 4);
}

static void
test_once(void **state)
{
	struct realname_data d = seeking(VILLAGE);
	struct client *c = *state;
	const char *why;

	verified(c, LIN, "2026-06-30");
	world_sql(c->t->world, "INSERT INTO region_ended VALUES('" VILLAGE "', 1)");
	assert_int_equal(realname_register(&c->t->act, &d, &why), JY_EINPUT);
	world_sql(c->t->world, "DELETE FROM region_ended");
	assert_int_equal(realname_follow(&c->t->act, &d, &why), JY_ECONFLICT);
	assert_string_equal(why, "须先完成实名登记，才能进行跟踪登记。");
	client_get(c, "/my/realname/followup/seeking");
	sees(c, "须先完成实名登记");
	assert_false(realname_is_registered(&c->t->act, LIN));
	registered(c, LIN, VILLAGE);
	assert_true(realname_is_registered(&c->t->act, LIN));
	assert_int_equal(realname_register(&c->t->act, &d, &why), JY_ECONFLICT);
	assert_string_equal(why, "您已经实名登记过了。情况有变化时，请进行跟踪登记。");
	client_get(c, "/my/realname/seeking");
	status_is(c, 303);
	/* the follow-up's form knows how things are */
	client_get(c, "/my/realname/followup/seeking");
	sees(c, "value=\"数学教师\"");
	sees(c, "value=\"" VILLAGE "\" checked");
}

/* The rules stand in the store, too. */
static void
test_schema(void **state)
{
	static const char *const rows[] = {
		/* a county */
		"(1, 9, 1, 'graduate', 'other', '653121', '', '', 'army', NULL)",
		/* no wishes, no employer, no way; those of another type */
		"(1, 9, 1, 'graduate', 'seeking', '" VILLAGE "', '', '', '', NULL)",
		"(1, 9, 1, 'graduate', 'employed', '" VILLAGE "', '', '', '', NULL)",
		"(1, 9, 1, 'graduate', 'other', '" VILLAGE "', '', '', '', NULL)",
		"(1, 9, 1, 'graduate', 'seeking', '" VILLAGE "', 'x', 'x', '', NULL)",
		/* the system registers nobody as seeking, and only for a document */
		"(1, 9, 1, 'system', 'seeking', '" VILLAGE "', 'x', '', '', 1)",
		"(1, 9, 1, 'system', 'employed', '" VILLAGE "', '', 'x', '', NULL)",
		/* the same version twice */
		"(1, 1, 1, 'graduate', 'other', '" VILLAGE "', '', '', 'army', NULL)",
	};
	struct client *c = *state;

	verified(c, LIN, "2026-06-30");
	registered(c, LIN, VILLAGE);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (db_exec(c->app.db,
			arena_printf(&c->t->arena,
			    "INSERT INTO realname_record(realname_id, version, at,"
			    " registrar, type, region_code, wish_position, employer, way,"
			    " document_id) VALUES%s",
			    rows[i])
			    .p) == JY_OK)
			fail_msg("taken: %s", rows[i]);
	assert_int_not_equal(
	    db_exec(c->app.db, "UPDATE realname_record SET type = 'other'"), JY_OK);
}

/* --- by signing */

static enum jy_err
signs(struct client *c, const char *kind, int64_t document)
{
	struct realname_deal deal = { .account_id = LIN,
		.kind = kind,
		.document_id = document,
		.employer = STR("天山科技有限公司"),
		.credit_code = STR("91650102MA77777777"),
		.position = STR("工程师"),
		.place = STR("乌鲁木齐市"),
		.starts_on = STR("2026-12-01") };
	enum jy_err err;

	if ((err = db_begin(c->app.db)) != JY_OK)
		return err;
	return db_end(c->app.db, realname_on_effective(&c->t->act, &deal));
}

/* WORLD_NOW is 2026-11-24. */
static void
test_automatic(void **state)
{
	static const struct {
		const char *left;
		int64_t who; /* who approves */
		const char *kind;
		bool want;
	} all[] = {
		{ "2026-11-23", AUTHORITY, "contract", true },
		{ "2026-11-23", PHYSICS, "agreement", true },   /* entered */
		{ "2026-11-24", AUTHORITY, "contract", false }, /* the day itself */
		{ "2026-11-24", PHYSICS, "agreement", false },
		{ "2027-06-30", AUTHORITY, "agreement", false },
		{ "", AUTHORITY, "agreement", true }, /* left by her year, 2026 */
	};

	struct client *c = *state;

	verified(c, LIN, "2026-06-30");
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		world_sql(c->t->world,
		    arena_printf(&c->t->arena,
			"DELETE FROM message; DELETE FROM realname_record;"
			" DELETE FROM realname; UPDATE student SET leaving_on ="
			" nullif('%s', '')",
			all[i].left)
			.p);
		campus_as(c, all[i].who);
		assert_int_equal(signs(c, all[i].kind, 7), JY_OK);
		assert_int_equal(c->t->act.who.account_id, all[i].who);
		if (realname_is_registered(&c->t->act, LIN) != all[i].want)
			fail_msg("left %s", all[i].left);
		assert_int_equal(
		    number(c, "SELECT count(*) FROM message WHERE account_id = 8"),
		    all[i].want);
	}
}

static void
test_automatic_data(void **state)
{
	static const char *const want[] = { "已就业", "天山科技有限公司", "工程师",
		"乌鲁木齐市", "2026-12-01", "2026-11-24 08:00", "<dd>系统</dd>",
		"系统已为您办理实名登记", "户口地还没有登记到村（社区）" };
	struct client *c = *state;

	verified(c, LIN, "2026-06-30");
	campus_as(c, AUTHORITY);
	assert_int_equal(signs(c, "contract", 7), JY_OK);
	assert_int_equal(signs(c, "agreement", 9), JY_OK); /* is registered now */
	assert_int_equal(number(c, "SELECT count(*) FROM realname_record"), 1);
	assert_int_equal(
	    number(c, "SELECT count(*) FROM realname_record WHERE type = 'employed'"
		      " AND registrar = 'system' AND document_kind = 'contract'"
		      " AND document_id = 7"),
	    1);
	assert_int_equal(
	    number(c, "SELECT count(*) FROM flow_event WHERE kind = 'realname' AND"
		      " role = 'system' AND actor_id IS NULL"),
	    1);
	campus_as(c, LIN);
	client_get(c, "/my/realname");
	for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++)
		sees(c, want[i]);
	/* and goes on by herself */
	client_get(c, "/my/realname/followup/employed");
	sees(c, "value=\"天山科技有限公司\"");
}

static void
test_not_again(void **state)
{
	struct client *c = *state;

	verified(c, LIN, "2026-06-30");
	registered(c, LIN, VILLAGE);
	campus_as(c, AUTHORITY);
	assert_int_equal(signs(c, "contract", 7), JY_OK);
	assert_int_equal(number(c, "SELECT count(*) FROM realname_record"), 1);
	assert_int_equal(
	    number(c, "SELECT count(*) FROM realname_record WHERE registrar = 'system'"),
	    0);
	/* outside of a transaction nothing may be promised */
	assert_int_equal(realname_on_effective(
			     &c->t->act, &(struct realname_deal){ .account_id = LIN }),
	    JY_EINTERNAL);
}

/* --- offices */

static const char *
case_path(struct client *c, int64_t account)
{
	struct db_stmt *st = NULL;
	const char *path;

	assert_int_equal(db_prepare_text(c->app.db, &st,
			     STR("SELECT uid FROM realname WHERE account_id = :id")),
	    JY_OK);
	db_bind_int(st, ":id", account);
	assert_int_equal(db_one(st), JY_OK);
	path = arena_printf(
	    &c->t->arena, "/office/realname/" STR_FMT, STR_ARG(db_str(st, 0)))
		   .p;
	db_finish(st);
	return path;
}

static void
two_registered(struct client *c)
{
	verified(c, LIN, "2026-06-30");
	verified(c, AYGUL, "2026-06-30");
	registered(c, LIN, "650102001001");
	registered(c, AYGUL, VILLAGE);
}

static void
test_area(void **state)
{
	static const struct {
		int64_t who;
		bool list, lin, aygul;
	} all[] = {
		{ AUTHORITY, true, true, true },
		{ URUMQI, true, true, false },
		{ KASHGAR, true, false, true },
		{ TIANSHAN, false, false, false },
		{ PHYSICS, false, false, false },
		{ LIN, false, false, false },
	};
	struct client *c = *state;

	two_registered(c);
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		campus_as(c, all[i].who);
		client_get(c, "/office/realname");
		status_is(c, all[i].list ? 200 : 403);
		if (!all[i].list)
			continue;
		assert_int_equal(client_sees(c, "林*"), all[i].lin);
		assert_int_equal(client_sees(c, "阿*"), all[i].aygul);
		sees_not(c, "林晓");
		client_get(c, case_path(c, LIN));
		status_is(c, all[i].lin ? 200 : 404);
		client_get(c, case_path(c, AYGUL));
		status_is(c, all[i].aygul ? 200 : 404);
	}
	campus_as(c, KASHGAR);
	client_get(c, "/office/realname?region=6501");
	status_is(c, 404);
	client_get(c, "/office/realname-counts?region=650102");
	status_is(c, 404);
}

static void
test_look(void **state)
{
	struct client *c = *state;
	const char *path;

	two_registered(c);
	campus_as(c, KASHGAR);
	path = case_path(c, AYGUL);
	client_get(c, path);
	sees(c, "阿*");
	sees_not(c, "阿依古丽");
	sees_not(c, "数学教师");
	assert_int_equal(number(c, "SELECT count(*) FROM data_look"), 0);
	SUBMIT(c, path);
	status_is(c, 200);
	sees(c, "阿依古丽");
	sees(c, "数学教师");
	assert_int_equal(
	    number(c, "SELECT count(*) FROM data_look WHERE account_id = 9 AND"
		      " viewer_role = 'prefecture' AND what = '实名登记信息'"),
	    1);
	SUBMIT(c, case_path(c, LIN));
	assert_int_equal(number(c, "SELECT count(*) FROM data_look"), 1);
}

static void
test_counts(void **state)
{
	struct client *c = *state;
	struct val v, row;

	two_registered(c);
	campus_as(c, AUTHORITY);
	assert_int_equal(realname_counts(&c->t->act, STR_NONE, &v), JY_OK);
	assert_int_equal(val_len(val_get(&v, STR("rows"))), 2);
	row = val_at(val_get(&v, STR("rows")), 1);
	assert_str(val_get(&row, STR("code"))->s, "6531");
	assert_str(val_get(&row, STR("name"))->s, "喀什地区");
	assert_int_equal(val_get(&row, STR("seeking"))->i, 1);
	assert_int_equal(val_get(val_get(&v, STR("total")), STR("all"))->i, 2);
	campus_as(c, KASHGAR);
	client_get(c, "/office/realname-counts");
	sees(c, "疏附县");
	sees_not(c, "天山区");
	client_get(c, "/office/realname-counts?region=653121");
	sees(c, "托克扎克镇");
	SUBMIT(c, "/office/realname-counts/export", "region", "", "format", "csv");
	status_is(c, 200);
	sees(c, "地区,求职登记,失业登记,就业登记,其他,合计");
	sees(c, "疏附县,1,0,0,0,1");
	sees_not(c, "阿依古丽");
	client_get(c, "/office/realname-counts");
	SUBMIT(c, "/office/realname-counts/export", "region", "", "format", "xlsx");
	status_is(c, 200);
}

/* An office of one community sees those of the community. */
static void
test_community(void **state)
{
	struct client *c = *state;

	two_registered(c);
	world_sql(c->t->world,
	    "INSERT INTO office(id, kind, code, name, region_code) VALUES(8,"
	    " 'prefecture', '650102001001', '民族团结社区', '650102001001');"
	    "UPDATE account SET office_id = 8 WHERE id = 2");
	campus_as(c, URUMQI);
	client_get(c, "/office/realname");
	sees(c, "林*");
	world_sql(
	    c->t->world, "UPDATE office SET region_code = '650102001002' WHERE id = 8");
	client_get(c, "/office/realname");
	sees_not(c, "林*");
	sees(c, "还没有毕业生办理实名登记");
}

/* --- the places themselves */

static void
test_maintain(void **state)
{
	struct client *c = *state;

	campus_as(c, URUMQI);
	client_get(c, "/office/regions");
	status_is(c, 403);
	campus_as(c, AUTHORITY);
	client_get(c, "/office/regions");
	sees(c, "新疆维吾尔自治区");
	client_get(c, "/office/regions?code=" TOWNSHIP);
	sees(c, "胜利村委会");
	/* a new village is found at once, under its own code only */
	SUBMIT(c, "/office/regions", "step", "add", "place", TOWNSHIP, "code",
	    "653121101202", "name", "幸福村委会");
	status_is(c, 303);
	assert_str(found(c, "疏附 幸福", false), "653121101202");
	client_get(c, "/office/regions?code=" TOWNSHIP);
	SUBMIT(c, "/office/regions", "step", "add", "place", TOWNSHIP, "code",
	    "653121101202", "name", "另一村");
	status_is(c, 422);
	sees(c, "已有这个区划代码");
	SUBMIT(c, "/office/regions", "step", "add", "place", TOWNSHIP, "code",
	    "650102001009", "name", "另一村");
	status_is(c, 422);
	SUBMIT(c, "/office/regions", "step", "add", "place", TOWNSHIP, "code",
	    "65312110120", "name", "另一村");
	status_is(c, 422);
	SUBMIT(c, "/office/regions", "step", "add", "place", TOWNSHIP, "code",
	    "653121101203", "name", "");
	status_is(c, 422);
	client_get(c, "/office/regions?code=" TOWNSHIP);
	SUBMIT(c, "/office/regions", "step", "rename", "place", TOWNSHIP, "name", "新镇");
	status_is(c, 303);
	assert_str(found(c, "新镇 团结", false), VILLAGE);
	assert_str(found(c, "托克扎克镇 团结", false), "");
	/* merged: not offered, still named */
	client_get(c, "/office/regions?code=" TOWNSHIP);
	SUBMIT(c, "/office/regions", "step", "end", "place", VILLAGE);
	status_is(c, 303);
	assert_str(found(c, "疏附 团结", false), "");
	client_get(c, "/office/regions?code=" VILLAGE);
	sees(c, "已撤并");
	client_get(c, "/office/regions?code=" TOWNSHIP);
	SUBMIT(c, "/office/regions", "step", "restore", "place", VILLAGE);
	assert_str(found(c, "疏附 团结", false), VILLAGE);
	assert_int_equal(
	    number(c, "SELECT count(*) FROM audit_event WHERE act LIKE 'region.%'"), 4);
}

int
main(void)
{
	const struct CMUnitTest cases[] = {
		CASE_WITH("8.1.f1 8.1.i1 villages are found by one or two characters, by "
			  "several"
			  " words, and by what they belong to",
		    test_find, setup, campus_teardown),
		CASE_WITH("8.1.i1 a new name is found, the old one is not", test_renamed,
		    setup, campus_teardown),
		CASE_WITH(
		    "8.1.i1 the authority adds, renames and ends places; the search knows"
		    " at once",
		    test_maintain, setup, campus_teardown),
		CASE_WITH("8.1.f1 places answer to a script of who is logged in",
		    test_api, setup, campus_teardown),
		CASE_WITH(
		    "8.1.f1 who looks up too many places waits, alone, and keeps the"
		    " form",
		    test_lookups, setup, campus_teardown),
		CASE_WITH("8.1.r1 without a verified identity there is no form, and why "
			  "is said",
		    test_gate, setup, campus_teardown),
		CASE_WITH(
		    "n.20 8.1.r2 8.1.f1 each group asks for its own fields; a county is "
		    "refused"
		    " by direct POST, a township unless asked for",
		    test_groups, setup, campus_teardown),
		CASE_WITH(
		    "8.1.r3 8.1.r4 8.1.r5 8.2.f1 8.2.i1 every type is registered and"
		    " followed up, each a dated record that stays",
		    test_types, setup, campus_teardown),
		CASE_WITH(
		    "8.2.r1 follow-up only after registration, registration only once",
		    test_once, setup, campus_teardown),
		CASE_WITH("8.1.r3 8.1.r4 8.1.r5 8.1.f1 8.1.r7 the store refuses what "
			  "breaks a rule",
		    test_schema, setup, campus_teardown),
		CASE_WITH(
		    "8.1.r6 8.1.f2 8.1.q1 signing registers after the leaving date, not "
		    "on it or"
		    " before, contracts and agreements, online and entered",
		    test_automatic, setup, campus_teardown),
		CASE_WITH("8.1.r7 the system's record: 已就业, the signing's time, "
			  "registrar 系统,"
			  " employer and job copied",
		    test_automatic_data, setup, campus_teardown),
		CASE_WITH("8.1.r6 who is registered is not registered again",
		    test_not_again, setup, campus_teardown),
		CASE_WITH("8.1.i2 an office sees its area only, masked", test_area, setup,
		    campus_teardown),
		CASE_WITH("8.1.i2 opening a person's record is recorded", test_look,
		    setup, campus_teardown),
		CASE_WITH("8.1.i2 counts by place and type, as a file too", test_counts,
		    setup, campus_teardown),
		CASE_WITH("8.1.i2 a community sees its own", test_community, setup,
		    campus_teardown),
	};

	return RUN(cases);
}
