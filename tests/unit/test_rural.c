/*
 * test_rural.c - 三支一扶 (9.1, 9.2): campaigns and their windows, posts and who reviews them,
 * applications in every state, what is masked. Through pages: tests/http/rural.test.mjs.
 */
#include "campus.h"

#include "mydata/mydata.h"
#include "rural/apply.h"

#define T(literal)                           \
	{                                    \
		literal, sizeof(literal) - 1 \
	}
#define OPENS_AT 1795536000  /* 2026-11-25 00:00 in Shanghai */
#define CLOSES_AT 1796054400 /* 2026-12-01 00:00 */

static const struct campaign_form campaign = { .year = 2026,
	.title = T("2026年招募"),
	.eligibility = T("- 毕业两年以内"),
	.brings = T("身份证"),
	.opens_on = T("2026-11-25"),
	.closes_on = T("2026-11-30") };

/* A graduate who is verified and registered, with a profile. */
static void
graduate(struct client *c, int64_t account)
{
	campus_profile(c, account, "天山大学");
	world_sql(c->t->world,
	    arena_printf(&c->t->arena,
		"INSERT INTO realname(uid, account_id, state, version, created_at,"
		" updated_at) VALUES('realname00000000000%03d', %d, 'registered', 1, 1, "
		"1)",
		(int)account, (int)account)
		.p);
}

static int64_t
add_post(struct client *c, int64_t id, const char *code, const char *region)
{
	struct post p = { .campaign_id = id,
		.code = str_of(code),
		.name = STR("支教岗"),
		.service = STR("teaching"),
		.headcount = 2,
		.education = STR("bachelor"),
		.region = str_of(region),
		.unit = STR("中心小学") };
	const char *why;

	assert_int_equal(post_save(&c->t->act, &p, &why), JY_OK);
	return p.id;
}

/* Lin and Aygul could apply: the campaign has posts 1 (Kashgar) and 2 (Urumqi), and its
 * window is open. */
static int
setup(void **state)
{
	struct client *c;
	int64_t id;

	if (campus_setup(state) != 0)
		return -1;
	c = *state;
	graduate(c, LIN);
	graduate(c, AYGUL);
	campus_as(c, AUTHORITY);
	assert_int_equal(campaign_create(&c->t->act, &campaign, &id), JY_OK);
	assert_int_equal(add_post(c, id, "KS001", "653121"), 1);
	assert_int_equal(add_post(c, id, "WL001", "6501"), 2);
	assert_int_equal(
	    flow_apply(&c->t->act, &campaign_flow, id, "publish", NULL, NULL), JY_OK);
	c->t->act.now = OPENS_AT;
	campus_as(c, LIN);
	return 0;
}

static const struct application_form form = { .post_id = 1,
	.phone = T("13800000001"),
	.email = T("lin@example.com"),
	.address = T("喀什市解放路") };

static enum jy_err
apply(struct client *c, int64_t post, struct str *uid, const char **why)
{
	struct application_form f = form;

	f.post_id = post;
	return apply_create(&c->t->act, 1, &f, uid, why);
}

static struct str
applied(struct client *c)
{
	const char *why;
	struct str uid;

	assert_int_equal(apply(c, 1, &uid, &why), JY_OK);
	return uid;
}

/* --- campaigns */

static void
test_campaign(void **state)
{
	static const struct {
		const char *action, *to;
		enum role role;
	} story[] = {
		{ "close", "", ROLE_AUTHORITY }, /* not before it is published */
		{ "publish", "", ROLE_PREFECTURE },
		{ "publish", "published", ROLE_AUTHORITY },
		{ "publish", "", ROLE_AUTHORITY },
		{ "close", "closed", ROLE_AUTHORITY },
		{ "publish", "published", ROLE_AUTHORITY },
	};
	struct client *c = *state;
	struct campaign now;
	const char *why = NULL;
	int64_t id;

	campus_as(c, AUTHORITY);
	assert_int_equal(campaign_create(&c->t->act, &campaign, &id), JY_OK);
	assert_int_equal(
	    flow_apply(&c->t->act, &campaign_flow, id, "publish", NULL, &why),
	    JY_ECONFLICT);
	assert_non_null(strstr(why, "还没有岗位"));
	add_post(c, id, "KS001", "6531");
	for (size_t i = 0; i < sizeof(story) / sizeof(story[0]); i++) {
		enum jy_err err;

		campus_as(c, story[i].role == ROLE_AUTHORITY ? AUTHORITY : KASHGAR);
		err = flow_apply(
		    &c->t->act, &campaign_flow, id, story[i].action, NULL, &why);
		assert_int_equal(err == JY_OK, story[i].to[0] != '\0');
		campus_as(c, AUTHORITY);
		assert_int_equal(campaign_load(&c->t->act, id, &now), JY_OK);
		if (err == JY_OK)
			assert_str(now.state, story[i].to);
	}
	/* what is over cannot be opened without another window */
	assert_int_equal(
	    flow_apply(&c->t->act, &campaign_flow, id, "close", NULL, NULL), JY_OK);
	c->t->act.now = CLOSES_AT;
	assert_int_equal(
	    flow_apply(&c->t->act, &campaign_flow, id, "publish", NULL, NULL),
	    JY_ECONFLICT);
}

static void
test_draft(void **state)
{
	struct client *c = *state;
	struct world *w = c->t->world;
	struct campaign_form wrong = campaign;
	struct campaign all[4];
	int64_t id;
	int n;

	campus_as(c, AUTHORITY);
	wrong.closes_on = STR("2026-11-24");
	assert_int_equal(campaign_create(&c->t->act, &wrong, &id), JY_EINPUT);
	assert_int_equal(campaign_create(&c->t->act, &campaign, &id), JY_OK);
	assert_int_equal(world_number(w, "SELECT count(*) FROM public_campaign"), 1);
	assert_int_equal(world_number(w, "SELECT count(*) FROM public_post"), 2);
	campus_as(c, LIN);
	assert_int_equal(campaign_load(&c->t->act, id, &all[0]), JY_ENOTFOUND);
	assert_int_equal(campaign_list(&c->t->act, all, 4, &n), JY_OK);
	assert_int_equal(n, 1);
}

/* Every change reaches the next build. */
static void
test_journal(void **state)
{
	static const char *const changes[] = {
		"UPDATE campaign SET title = 'x' WHERE id = 1",
		"UPDATE post SET headcount = 9 WHERE id = 1",
		"DELETE FROM post WHERE id = 2",
	};
	struct client *c = *state;
	struct world *w = c->t->world;
	int64_t before;

	for (size_t i = 0; i < 3; i++) {
		before =
		    world_number(w, "SELECT seq FROM change WHERE kind = 'campaign'");
		world_sql(w, changes[i]);
		assert_true(world_number(w, "SELECT seq FROM change WHERE kind ="
					    " 'campaign'") > before);
	}
	assert_int_equal(
	    world_number(w, "SELECT count(*) FROM change WHERE kind = 'post'"), 2);
}

static void
test_posts(void **state)
{
	struct client *c = *state;
	struct post p, other;
	const char *why;

	campus_as(c, AUTHORITY);
	assert_int_equal(post_load(&c->t->act, 1, &p), JY_OK);
	assert_int_equal(p.office_id, KASHGAR);
	assert_str(p.place, "喀什地区疏附县");
	other = p;
	other.id = 0;
	assert_int_equal(post_save(&c->t->act, &other, &why), JY_ECONFLICT);
	assert_non_null(strstr(why, "岗位代码"));
	other.code = STR("XA001");
	other.region = STR("6101");
	assert_int_equal(post_save(&c->t->act, &other, &why), JY_ECONFLICT);
	assert_non_null(strstr(why, "地州人社部门"));
	other.region = STR("6531");
	other.employer_code = STR("91650100MA0000001X");
	assert_int_equal(post_save(&c->t->act, &other, &why), JY_ECONFLICT);
	assert_non_null(strstr(why, "已认证单位"));
	campus_as(c, LIN);
	applied(c);
	campus_as(c, AUTHORITY);
	assert_int_equal(post_delete(&c->t->act, &p), JY_ECONFLICT);
	assert_int_equal(post_load(&c->t->act, 2, &p), JY_OK);
	assert_int_equal(post_delete(&c->t->act, &p), JY_OK);
}

/* --- applying */

static void
test_window(void **state)
{
	static const struct {
		int64_t at;
		const char *why; /* NULL: taken */
	} cases[] = {
		{ OPENS_AT - 1, "还没有开始" },
		{ OPENS_AT, NULL },
		{ CLOSES_AT - 1, NULL },
		{ CLOSES_AT, "已经结束" },
	};
	struct client *c = *state;
	const char *why;
	struct str uid;

	for (size_t i = 0; i < 4; i++) {
		world_sql(c->t->world, "DELETE FROM post_application");
		c->t->act.now = cases[i].at;
		assert_int_equal(
		    apply(c, 1, &uid, &why), cases[i].why == NULL ? JY_OK : JY_ECONFLICT);
		if (cases[i].why != NULL)
			assert_non_null(strstr(why, cases[i].why));
	}
	c->t->act.now = OPENS_AT;
	campus_as(c, AUTHORITY);
	assert_int_equal(
	    flow_apply(&c->t->act, &campaign_flow, 1, "close", NULL, NULL), JY_OK);
	campus_as(c, LIN);
	assert_int_equal(apply(c, 1, &uid, &why), JY_ECONFLICT);
}

static void
test_registered(void **state)
{
	struct client *c = *state;
	const char *why;
	struct str uid;

	world_sql(c->t->world, "DELETE FROM realname WHERE account_id = 8");
	assert_int_equal(apply(c, 1, &uid, &why), JY_ECONFLICT);
	assert_non_null(strstr(why, "请先完成实名登记"));
	campus_as(c, AYGUL);
	world_sql(c->t->world, "DELETE FROM profile WHERE account_id = 9");
	assert_int_equal(apply(c, 1, &uid, &why), JY_ECONFLICT);
	assert_non_null(strstr(why, "个人基本信息"));
}

static void
test_once(void **state)
{
	struct client *c = *state;
	struct post_application p;
	const char *why;
	struct str uid = applied(c);

	assert_int_equal(apply(c, 2, &uid, &why), JY_ECONFLICT);
	assert_non_null(strstr(why, "限报一个岗位"));
	campus_as(c, AYGUL);
	assert_int_equal(apply(c, 99, &uid, &why), JY_EINPUT);
	assert_int_equal(apply(c, 2, &uid, &why), JY_OK);
	assert_int_equal(apply_get(&c->t->act, uid, &p), JY_OK);
	assert_str(p.code, "WL001");
	assert_str(val_get(&p.basic, STR("name"))->s, "阿依古丽");
	assert_str(val_get(&p.basic, STR("gender"))->s, "女");
	assert_str(val_get(&p.basic, STR("school"))->s, "天山大学");
	assert_str(p.id_no, "653***********0029");
	assert_str(p.address, "喀什市解放路");
	assert_int_equal(world_number(c->t->world,
			     "SELECT count(*) FROM post_application WHERE contact_sealed"
			     " LIKE '%1380%' OR basic LIKE '%65310120%'"),
	    0);
	assert_int_equal(world_number(c->t->world,
			     "SELECT count(*) FROM message WHERE account_id = 2"),
	    1); /* Urumqi is told */
}

/* --- every action in every state, by whom it may be */

static const char *const all_states[] = { "pending", "approved", "rejected" };

static void
test_matrix(void **state)
{
	static const struct {
		const char *action;
		int64_t who;
		const char *to; /* from pending; NULL: refused; never from the others */
	} rows[] = {
		{ "edit", LIN, "pending" },
		{ "approve", KASHGAR, "approved" },
		{ "reject", KASHGAR, "rejected" },
		{ "approve", AUTHORITY, "approved" },
		{ "reject", AUTHORITY, "rejected" },
		{ "approve", URUMQI, NULL },
		{ "approve", LIN, NULL },
		{ "edit", AYGUL, NULL },
		{ "edit", KASHGAR, NULL },
		{ "approve", TIANSHAN, NULL },
	};
	const struct flow_input in = { STR("原因"), &form };
	struct client *c = *state;
	struct world *w = c->t->world;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		for (size_t k = 0; k < 3; k++) {
			struct post_application p;
			bool taken = k == 0 && rows[i].to != NULL;
			enum jy_err err;
			struct str uid;
			int64_t id;

			world_sql(w, "DELETE FROM post_application");
			campus_as(c, LIN);
			uid = applied(c);
			id = world_number(w, "SELECT max(id) FROM post_application");
			if (k > 0)
				world_sql(
				    w, arena_printf(&c->t->arena,
					   "UPDATE post_application SET state = '%s',"
					   " reviewed_at = 1",
					   all_states[k])
					   .p);
			campus_as(c, rows[i].who);
			err = flow_apply(
			    &c->t->act, &post_flow, id, rows[i].action, &in, NULL);
			if ((err == JY_OK) != taken)
				fail_msg("%s by %d in %s: %d", rows[i].action,
				    (int)rows[i].who, all_states[k], (int)err);
			campus_as(c, LIN);
			assert_int_equal(apply_get(&c->t->act, uid, &p), JY_OK);
			assert_str(p.state, taken ? rows[i].to : all_states[k]);
		}
}

static void
test_review(void **state)
{
	const struct flow_input none = { STR(" "), NULL },
				why = { STR("缺少证书"), NULL };
	struct client *c = *state;
	struct world *w = c->t->world;
	struct post_application p;
	struct str uid = applied(c);

	campus_as(c, KASHGAR);
	assert_int_equal(
	    flow_apply(&c->t->act, &post_flow, 1, "reject", &none, NULL), JY_EINPUT);
	assert_int_equal(
	    flow_apply(&c->t->act, &post_flow, 1, "reject", &why, NULL), JY_OK);
	campus_as(c, LIN);
	assert_int_equal(apply_get(&c->t->act, uid, &p), JY_OK);
	assert_false(apply_is_approved(&p));
	assert_str(p.reason, "缺少证书");
	assert_str(p.reviewer, "喀什地区人社局");
	assert_int_equal(p.reviewed_at, OPENS_AT);
	assert_int_equal(
	    world_number(w, "SELECT count(*) FROM message WHERE account_id = 8"
			    " AND title = '三支一扶报名审核不通过'"),
	    1);
	/* nor by the database */
	assert_int_not_equal(
	    db_exec(w->db, "UPDATE post_application SET experience = 'x'"), JY_OK);
	assert_int_not_equal(
	    db_exec(w->db, "UPDATE post_application SET state = 'pending',"
			   " reviewed_at = NULL"),
	    JY_OK);
}

/* After the window the post stays; the rest may still be corrected. */
static void
test_edit_late(void **state)
{
	struct application_form changed = form;
	const struct flow_input in = { STR(""), &changed };
	struct client *c = *state;
	struct post_application p;
	struct str uid = applied(c);

	changed.post_id = 2;
	assert_int_equal(flow_apply(&c->t->act, &post_flow, 1, "edit", &in, NULL), JY_OK);
	assert_int_equal(world_number(c->t->world,
			     "SELECT office_id FROM post_application WHERE id = 1"),
	    URUMQI);
	c->t->act.now = CLOSES_AT;
	changed.post_id = 1;
	assert_int_equal(
	    flow_apply(&c->t->act, &post_flow, 1, "edit", &in, NULL), JY_ECONFLICT);
	changed.post_id = 2;
	changed.address = STR("乌鲁木齐市友好路");
	assert_int_equal(flow_apply(&c->t->act, &post_flow, 1, "edit", &in, NULL), JY_OK);
	assert_int_equal(apply_get(&c->t->act, uid, &p), JY_OK);
	assert_str(p.address, "乌鲁木齐市友好路");
	assert_str(p.code, "WL001");
}

static void
test_lists(void **state)
{
	struct client *c = *state;
	struct world *w = c->t->world;
	struct post_application p;
	struct sheet sheet;
	struct str uid = applied(c);

	campus_as(c, URUMQI);
	assert_int_equal(apply_reveal(&c->t->act, uid, &p), JY_ENOTFOUND);
	assert_int_equal(apply_get(&c->t->act, uid, &p), JY_ENOTFOUND);
	assert_int_equal(apply_export(&c->t->act, 0, false, &sheet), JY_OK);
	assert_int_equal(sheet.n, 0);
	campus_as(c, KASHGAR);
	assert_int_equal(apply_get(&c->t->act, uid, &p), JY_OK);
	assert_str(p.id_no, "650***********001X");
	assert_str(p.phone, "138****0001");
	assert_str(p.email, "l***@example.com");
	assert_str(p.address, "喀什市****");
	assert_int_equal(apply_export(&c->t->act, 0, false, &sheet), JY_OK);
	assert_int_equal(sheet.n, sheet.columns);
	assert_str(sheet.cells[9], "650***********001X");
	assert_str(sheet.cells[15], "138****0001");
	assert_str(sheet.cells[16], "l***@example.com");
	assert_str(sheet.cells[17], "喀什市****");
	assert_int_equal(world_number(w, "SELECT count(*) FROM data_look"), 0);
	assert_int_equal(apply_export(&c->t->act, 1, true, &sheet), JY_OK);
	assert_str(sheet.cells[9], LIN_ID);
	assert_str(sheet.cells[15], "13800000001");
	assert_str(sheet.cells[17], "喀什市解放路");
	assert_int_equal(world_number(w, "SELECT count(*) FROM data_look WHERE what ="
					 " '身份证号和联系方式（三支一扶报名表）'"),
	    1);
	assert_int_equal(apply_reveal(&c->t->act, uid, &p), JY_OK);
	assert_str(p.id_no, LIN_ID);
	assert_str(p.email, "lin@example.com");
	assert_int_equal(world_number(w, "SELECT count(*) FROM data_look WHERE viewer ="
					 " '喀什地区人社局' AND account_id = 8"),
	    2);
}

/* --- who leaves */

/* Lin's application is passed; she closes her account at `at` and registers again. Gives the
 * new account. */
static int64_t
comes_again(struct client *c, int64_t at)
{
	int64_t id;

	campus_as(c, KASHGAR);
	assert_int_equal(
	    flow_apply(&c->t->act, &post_flow, 1, "approve", NULL, NULL), JY_OK);
	c->t->act.now = at;
	campus_as(c, LIN);
	assert_int_equal(mydata_close(&c->t->act), JY_OK);
	campus_account(c, ROLE_GRADUATE, LIN_ID, "林晓", 0, "13800000001");
	id = world_number(c->t->world, "SELECT max(id) FROM account");
	graduate(c, id);
	campus_as(c, id);
	return id;
}

static void
test_comes_again(void **state)
{
	struct client *c = *state;
	const char *why = "";
	struct str uid = applied(c);

	comes_again(c, OPENS_AT + 60);
	assert_int_equal(apply(c, 2, &uid, &why), JY_ECONFLICT);
	assert_non_null(strstr(why, "限报一个岗位"));
	/* nor by the database */
	assert_int_equal(
	    db_exec(c->app.db,
		"INSERT INTO post_application(uid, account_id, person, campaign_id,"
		" post_id, office_id, basic, contact_sealed, created_at, updated_at)"
		" SELECT 'oooooooooooooooooooooo', a.id, a.id_no_index, 1, 2, 2, '{}', "
		"'',"
		" 1, 1 FROM account a ORDER BY a.id DESC LIMIT 1"),
	    JY_ECONFLICT);
	assert_int_equal(db_exec(c->app.db, "UPDATE post_application SET person = NULL"),
	    JY_ECONFLICT);
}

/* Who was passed stays known, and reachable until the campaign is over. */
static void
test_leaves(void **state)
{
	static const int64_t at[] = { OPENS_AT + 60, CLOSES_AT };
	struct client *c = *state;
	struct post_application p;
	struct str uid = applied(c);
	int64_t removed = 0;

	comes_again(c, at[0]);
	campus_as(c, KASHGAR);
	assert_int_equal(apply_get(&c->t->act, uid, &p), JY_OK);
	assert_str(p.id_no, "650***********001X");
	assert_str(p.phone, "138****0001");
	assert_int_equal(apply_sweep(&c->t->act, &removed), JY_OK);
	assert_int_equal(removed, 0);
	c->t->act.now = at[1];
	assert_int_equal(apply_sweep(&c->t->act, &removed), JY_OK);
	assert_int_equal(removed, 1);
	assert_int_equal(apply_reveal(&c->t->act, uid, &p), JY_OK);
	assert_str(p.id_no, LIN_ID);
	assert_str(val_get(&p.basic, STR("name"))->s, "林晓");
	assert_str(p.state, "approved");
	assert_int_equal(p.phone.n + p.email.n + p.address.n, 0);
	assert_int_equal(apply_sweep(&c->t->act, &removed), JY_OK);
	assert_int_equal(removed, 1);
}

static void
test_leaves_late(void **state)
{
	struct client *c = *state;
	struct post_application p;
	struct str uid = applied(c);

	comes_again(c, CLOSES_AT);
	assert_int_equal(
	    world_number(c->t->world, "SELECT contact_sealed = '' AND"
				      " experience = '' AND state = 'approved'"
				      " FROM post_application"),
	    1);
	campus_as(c, AUTHORITY);
	assert_int_equal(apply_get(&c->t->act, uid, &p), JY_OK);
	assert_str(p.id_no, "650***********001X");
}

int
main(void)
{
	static const struct CMUnitTest cases[] = {
		CASE_WITH(
		    "9.1.i1 a campaign is published with posts, closed, opened again",
		    test_campaign, setup, campus_teardown),
		CASE_WITH("9.1.i1 a draft is nobody else's; its window has an order",
		    test_draft, setup, campus_teardown),
		CASE_WITH(
		    "9.1.i1 every change of a campaign or post reaches the next build",
		    test_journal, setup, campus_teardown),
		CASE_WITH("9.1.i1 9.1.i2 posts: codes once, the prefecture of the place "
			  "reviews",
		    test_posts, setup, campus_teardown),
		CASE_WITH("9.1.q1 only inside the window, by the second", test_window,
		    setup, campus_teardown),
		CASE_WITH("9.1.r1 not without registration, nor without a profile",
		    test_registered, setup, campus_teardown),
		CASE_WITH("9.1.q1 9.1.f1 9.1.f2 one application a campaign, with the "
			  "profile",
		    test_once, setup, campus_teardown),
		CASE_WITH("9.1.r2 9.1.i2 every action in every state, by whom it may be",
		    test_matrix, setup, campus_teardown),
		CASE_WITH("9.1.i2 9.1.r2 9.2.r1 a refusal has its reason and is final",
		    test_review, setup, campus_teardown),
		CASE_WITH(
		    "9.1.r2 9.1.q1 pending is editable; the post not after the window",
		    test_edit_late, setup, campus_teardown),
		CASE_WITH("9.1.i2 lists of who reviews; whole numbers and contacts are"
			  " noted",
		    test_lists, setup, campus_teardown),
		CASE_WITH(
		    "9.1.q1 1.1.i1 nor again with another account of the same person",
		    test_comes_again, setup, campus_teardown),
		CASE_WITH(
		    "0.i1 9.1.r2 who closes her account stays known; her contact goes"
		    " when the campaign is over",
		    test_leaves, setup, campus_teardown),
		CASE_WITH("0.i1 9.1.r2 and at once when it is over already",
		    test_leaves_late, setup, campus_teardown),
	};

	return RUN(cases);
}
