/*
 * test_zone.c - the menu: what is shown, open, locked and done.
 */
#include "actor.h"

#include "zone/zone.h"

static const struct menu_entry menu[] = {
	{ ROLE_GRADUATE, "个人信息", "信息维护", "/my/profile", GATE_NONE, GATE_PROFILE },
	{ ROLE_GRADUATE, "个人信息", "身份认证", "/my/identity", GATE_PROFILE,
	    GATE_VERIFIED },
	{ ROLE_GRADUATE, "网签合同", "查看合同", "/my/contracts", GATE_VERIFIED,
	    GATE_NONE },
	{ ROLE_GRADUATE, "三支一扶", "岗位报名", "/my/posts", GATE_VERIFIED, GATE_NONE },
	{ ROLES_ACCOUNT, "账号安全", "修改密码", "/auth/password", GATE_NONE, GATE_NONE },
};
#define NMENU (sizeof(menu) / sizeof(menu[0]))

static const struct route some[] = {
	{ .method = METHOD_GET, .path = "/my/profile" },
	{ .method = METHOD_GET, .path = "/my/identity" },
	{ .method = METHOD_GET, .path = "/my/contracts" },
	{ .method = METHOD_POST, .path = "/my/posts" }, /* not a page */
	{ .method = METHOD_GET, .path = "/auth/password" },
};
#define NSOME (sizeof(some) / sizeof(some[0]))

/* "信息维护+ 身份认证- …": done *, open +, locked -. */
static struct str
drawn(struct actor *t, enum role role, unsigned reached)
{
	struct val groups =
	    zone_groups(&t->arena, menu, NMENU, role, reached, some, NSOME);
	struct buf out = BUF_INIT;
	struct str text;

	for (size_t g = 0; g < val_len(&groups); g++) {
		struct val group = val_at(&groups, g);
		const struct val *tasks = val_get(&group, STR("tasks"));

		buf_printf(
		    &out, "[" STR_FMT "]", STR_ARG(val_get(&group, STR("label"))->s));
		for (size_t i = 0; i < val_len(tasks); i++) {
			struct val one = val_at(tasks, i);

			buf_str(&out, val_get(&one, STR("label"))->s);
			buf_char(&out, val_true(val_get(&one, STR("is_done")))     ? '*'
				       : val_true(val_get(&one, STR("is_locked"))) ? '-'
										   : '+');
			assert_true((val_get(&one, STR("href")) != NULL) !=
				    val_true(val_get(&one, STR("is_locked"))));
			assert_true((val_get(&one, STR("why")) != NULL) ==
				    val_true(val_get(&one, STR("is_locked"))));
		}
	}
	text = arena_str(&t->arena, buf_view(&out));
	buf_release(&out);
	return text;
}

static const struct draw_case {
	enum role role;
	unsigned reached;
	const char *want;
} draws[] = {
	{ ROLE_GRADUATE, 0,
	    "[个人信息]信息维护+身份认证-[网签合同]查看合同-[账号安全]修改密码+" },
	{ ROLE_GRADUATE, GATE_PROFILE,
	    "[个人信息]信息维护*身份认证+[网签合同]查看合同-[账号安全]修改密码+" },
	{ ROLE_GRADUATE, GATE_PROFILE | GATE_VERIFIED,
	    "[个人信息]信息维护*身份认证*[网签合同]查看合同+[账号安全]修改密码+" },
	{ ROLE_EMPLOYER, GATE_VERIFIED, "[账号安全]修改密码+" },
	{ ROLE_VISITOR, 0, "" },
};

static void
test_draw(void **state)
{
	for (size_t i = 0; i < sizeof(draws) / sizeof(draws[0]); i++)
		assert_str(drawn(*state, draws[i].role, draws[i].reached), draws[i].want);
}

static void
test_whole_menu(void **state)
{
	static const char *const names[] = { "信息维护", "身份认证", "创建新简历",
		"简历管理", "谁看了简历", "已申请职位", "高级搜索", "职位收藏",
		"网签合同邀请", "录入合同", "查看合同", "解除合同", "网签协议书",
		"录入协议书", "查看协议书", "解除协议书", "档案流向查询",
		"报到证遗失补办", "求职补贴", "就业信息确认", "实名登记", "跟踪登记",
		"岗位报名", "报名表打印", "修改密码" };

	(void)state;
	for (size_t k = 0; k < sizeof(names) / sizeof(names[0]); k++) {
		int found = 0;

		for (size_t i = 0; i < zone_menu_count; i++)
			found += (zone_menu[i].roles & ROLE_GRADUATE) != 0 &&
				 strcmp(zone_menu[i].label, names[k]) == 0;
		if (found != 1)
			fail_msg("%s stands %d times", names[k], found);
	}
}

static void
test_reached(void **state)
{
	struct actor *t = *state;
	unsigned reached;

	world_sql(t->world,
	    "INSERT INTO account(id, uid, role, name, id_no_sealed, id_no_index, "
	    "mobile_sealed,"
	    " mobile_index, password, password_at, created_at)"
	    " VALUES(7, 'graduate-graduate-grad', 'graduate', '古丽', 's', x'01', 's', "
	    "x'02', 'p', 1, 1);"
	    "INSERT INTO employer(id, name, credit_code, created_at, updated_at)"
	    " VALUES(3, '某单位', '91350100M000100Y43', 1, 1)");
	t->act.who = (struct principal){ .role = ROLE_GRADUATE, .account_id = 7 };
	assert_int_equal(zone_reached(&t->act, &reached), JY_OK);
	assert_int_equal(reached, GATE_NONE);
	world_sql(t->world,
	    "INSERT INTO region(code, name, level) VALUES('6501', '乌鲁木齐市', "
	    "2);"
	    "INSERT INTO profile(account_id, education, school, faculty, major, year, "
	    "region_code,"
	    " updated_at) VALUES(7, 'bachelor', '新疆大学', '数学系', '数学', 2026, "
	    "'6501', 1)");
	assert_int_equal(zone_reached(&t->act, &reached), JY_OK);
	assert_int_equal(reached, GATE_PROFILE);
	world_sql(t->world,
	    "INSERT INTO identity(uid, account_id, state, created_at, updated_at)"
	    " VALUES('u', 7, 'verified', 1, 1)");
	assert_int_equal(zone_reached(&t->act, &reached), JY_OK);
	assert_int_equal(reached, GATE_PROFILE | GATE_VERIFIED);
	t->act.who = (struct principal){ .role = ROLE_EMPLOYER, .employer_id = 3 };
	assert_int_equal(zone_reached(&t->act, &reached), JY_OK);
	assert_int_equal(reached, GATE_NONE);
	world_sql(t->world, "UPDATE employer SET state = 'verified'");
	assert_int_equal(zone_reached(&t->act, &reached), JY_OK);
	assert_int_equal(reached, GATE_VERIFIED);
}

int
main(void)
{
	const struct CMUnitTest cases[] = {
		CASE_WITH(
		    "0.d1 what is built is shown: open, done, or locked with the reason",
		    test_draw, actor_setup, actor_teardown),
		CASE_WITH("0.d1 the table holds the whole menu, each entry once",
		    test_whole_menu, actor_setup, actor_teardown),
		CASE_WITH("0.d1 2.3.q2 what a person has reached comes from the store",
		    test_reached, actor_setup, actor_teardown),
	};

	return RUN(cases);
}
