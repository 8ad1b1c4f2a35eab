/*
 * test_dossier.c - where dossiers are sent (7.1): what a school writes, singly and from a
 * file, corrections with their history, receipt, and what the graduate sees.
 */
#include "campus.h"

#include "clock.h"
#include "dossier/dossier.h"
#include "http/csrf.h"
#include "identity/identity.h"

static int64_t
number(struct client *c, const char *sql)
{
	return world_number(c->t->world, sql);
}

/* Records of two students of Tianshan, one of Kunlun; Lin is verified. */
static int
setup(void **state)
{
	struct client *c;
	const char *why;

	if (campus_setup(state) != 0)
		return -1;
	c = *state;
	campus_record(c, TIANSHAN, PHYSICS, 2026, "林晓", LIN_ID);
	campus_record(c, TIANSHAN, 0, 2026, "阿依古丽", AYGUL_ID);
	campus_record(c, KUNLUN, 0, 2026, "昆仑人", "11010519491231002X");
	campus_profile(c, LIN, "天山大学");
	assert_int_equal(identity_match(&c->t->act, 2026, &why), JY_OK);
	assert_int_equal(identity_confirm(&c->t->act, &why), JY_OK);
	return 0;
}

static const char *
student(struct client *c, int64_t id)
{
	struct student s;

	assert_int_equal(student_by_id(&c->t->act, id, &s), JY_OK);
	return arena_cstr(&c->t->arena, s.uid);
}

static const char *
token(struct client *c, const char *path)
{
	return arena_cstr(&c->t->arena, csrf_token_for(&c->rq, str_of(path)));
}
#define POST(c, path, ...) SUBMIT(c, path, "csrf", token(c, path), __VA_ARGS__)

/* Tianshan sends the dossier of a student; the path of the dispatch. */
static const char *
send_one(struct client *c, int64_t id)
{
	const struct dossier_data d = { .method = STR("courier"),
		.number = STR("JY-0012"),
		.sent_on = STR("2026-07-01"),
		.unit = STR("喀什地区人才服务中心"),
		.address = STR("解放北路 1 号"),
		.phone = STR("0998-5550111"),
		.region = STR("6531") };
	struct str uid;

	campus_as(c, TIANSHAN);
	assert_int_equal(dossier_add(&c->t->act, id, &d, &uid), JY_OK);
	client_get(c, "/office/dossiers");
	return arena_printf(&c->t->arena, "/office/dossiers/" STR_FMT, STR_ARG(uid)).p;
}

/* --- the graduate */

static void
test_graduate(void **state)
{
	struct client *c = *state;

	campus_as(c, LIN);
	client_get(c, "/my/dossier");
	status_is(c, 200);
	sees(c, "天山大学还没有在网上登记您的档案寄送情况");
	sees(c, "就业处 0991-1234567");
	send_one(c, 1);
	campus_as(c, LIN);
	client_get(c, "/my/dossier");
	sees(c, "机要");
	sees(c, "JY-0012");
	sees(c, "喀什地区人才服务中心");
	sees(c, "0998-5550111");
	sees(c, "2026-07-01");
	sees(c, "已寄出");
	client_get(c, "/auth/messages");
	sees(c, "学校登记了您的档案寄送情况");
	campus_as(c, AYGUL);
	client_get(c, "/my/dossier");
	sees(c, "须先完成身份认证");
	sees_not(c, "JY-0012");
}

/* It is there before the graduate is. */
static void
test_before_registration(void **state)
{
	struct client *c = *state;
	const char *why;

	send_one(c, 2);
	campus_profile(c, AYGUL, "天山大学");
	client_get(c, "/my/dossier");
	sees_not(c, "JY-0012");
	assert_int_equal(identity_match(&c->t->act, 2026, &why), JY_OK);
	assert_int_equal(identity_confirm(&c->t->act, &why), JY_OK);
	client_get(c, "/my/dossier");
	sees(c, "JY-0012");
}

/* --- the school */

static void
test_form(void **state)
{
	struct client *c = *state;
	const char *path;

	campus_as(c, TIANSHAN);
	client_get(c, "/office/dossiers/missing");
	sees(c, ">林晓<");
	sees_not(c, "昆仑人");
	path = arena_printf(&c->t->arena, "/office/students/%s/dossier", student(c, 1)).p;
	client_get(c, path);
	status_is(c, 200);
	SUBMIT(c, path, "method", "ems", "sent_on", "2026-07-01", "unit", "");
	status_is(c, 422);
	client_get(c, path);
	SUBMIT(c, path, "method", "ems", "sent_on", "2030-07-01", "unit", "某人才中心");
	status_is(c, 422);
	sees(c, "不能晚于今天");
	client_get(c, path);
	SUBMIT(c, path, "method", "ems", "number", "1234567890123", "sent_on",
	    "2026-07-01", "unit", "某人才中心", "region", "6531", "phone",
	    "0998-5550111");
	status_is(c, 303);
	client_get(c, arena_cstr(&c->t->arena, c->location));
	sees(c, "某人才中心");
	client_get(c, path);
	SUBMIT(c, path, "method", "ems", "sent_on", "2026-07-01", "unit", "又一个");
	status_is(c, 422);
	sees(c, "已登记寄送");
	client_get(c, "/office/dossiers/missing");
	sees_not(c, ">林晓<");
	client_get(c, "/office/dossiers/missing?year=2020");
	sees(c, "没有符合条件的毕业生");
}

static void
test_correct(void **state)
{
	struct client *c = *state;
	const char *path = send_one(c, 1), *edit;

	edit = arena_printf(&c->t->arena, "%s/edit", path).p;
	client_get(c, edit);
	sees(c, "value=\"JY-0012\"");
	SUBMIT(c, edit, "method", "ems", "number", "1234567890123", "sent_on",
	    "2026-07-02", "unit", "喀什地区人才服务中心", "address", "解放北路 1 号",
	    "phone", "0998-5550111", "region", "6531");
	status_is(c, 303);
	campus_as(c, LIN);
	client_get(c, "/my/dossier");
	sees(c, "寄送方式：机要 → EMS");
	sees(c, "单号：JY-0012 → 1234567890123");
	sees(c, "寄送日期：2026-07-01 → 2026-07-02");
	client_get(c, "/auth/messages");
	sees(c, "学校更正了您的档案寄送信息");
	campus_as(c, TIANSHAN); /* the same again is no correction */
	client_get(c, edit);
	SUBMIT(c, edit, "method", "ems", "number", "1234567890123", "sent_on",
	    "2026-07-02", "unit", "喀什地区人才服务中心", "address", "解放北路 1 号",
	    "phone", "0998-5550111", "region", "6531");
	assert_int_equal(
	    number(c, "SELECT count(*) FROM flow_event WHERE kind = 'dossier'"), 2);
	assert_int_equal(number(c, "SELECT count(*) FROM audit_event WHERE act ="
				   " 'dossier.correct'"),
	    1);
}

static void
test_return(void **state)
{
	struct client *c = *state;
	const char *path = send_one(c, 1);

	client_get(c, path);
	POST(c, path, "action", "return", "reason", "");
	status_is(c, 422);
	client_get(c, path);
	POST(c, path, "action", "return", "reason", "单位拒收");
	status_is(c, 303);
	POST(c, path, "action", "receive");
	status_is(c, 409);
	campus_as(c, LIN);
	client_get(c, "/my/dossier");
	sees(c, "已退回");
	sees(c, "单位拒收");
	send_one(c, 1); /* and again */
	campus_as(c, LIN);
	client_get(c, "/my/dossier");
	sees(c, "已寄出");
	sees(c, "已退回");
	campus_as(c, TIANSHAN);
	client_get(c, "/office/dossiers?state=returned");
	sees(c, "林晓");
}

static void
test_void(void **state)
{
	struct client *c = *state;
	const char *path = send_one(c, 1);

	client_get(c, path);
	POST(c, path, "action", "void", "reason", "登记到了别人名下");
	status_is(c, 303);
	campus_as(c, LIN);
	client_get(c, "/my/dossier");
	sees(c, "还没有在网上登记");
	client_get(c, "/auth/messages");
	sees(c, "登记已作废");
}

/* --- receipt */

static void
test_receipt(void **state)
{
	struct client *c = *state;
	const char *path = send_one(c, 1);

	campus_as(c, URUMQI); /* it went to Kashgar */
	assert_int_equal(client_get(c, path), 404);
	campus_as(c, KASHGAR);
	client_get(c, "/office/inbox");
	sees(c, "档案寄送");
	client_get(c, path);
	sees(c, "确认签收");
	POST(c, path, "action", "return", "reason", "x");
	status_is(c, 403);
	for (size_t i = 0; i < 2; i++) { /* tomorrow; before it was sent */
		POST(c, path, "action", "receive", "received_on",
		    i == 0 ? "2026-11-25" : "2026-06-30", "receiver", "古丽");
		status_is(c, 422);
		sees(c, "签收日期应在寄送日期到今天之间");
		sees(c, "value=\"古丽\"");
	}
	POST(c, path, "action", "receive", "received_on", "2026-07-05", "receiver",
	    "古丽");
	status_is(c, 303);
	campus_as(c, LIN);
	client_get(c, "/my/dossier");
	sees(c, "已签收");
	sees(c, "2026-07-05");
	sees(c, "古丽");
	client_get(c, "/auth/messages");
	sees(c, "已被接收单位签收");
	send_one(c, 2);
	campus_as(c, AUTHORITY);
	client_get(c, "/office/dossiers");
	sees(c, "阿依古丽");
}

/* Nor past the pages. */
static void
test_received_tomorrow(void **state)
{
	struct client *c = *state;
	struct dossier_receipt r = { STR("2026-11-25"), STR("") };
	struct flow_input in = { STR(""), &r };

	send_one(c, 1);
	campus_as(c, KASHGAR);
	assert_int_equal(
	    flow_apply(&c->t->act, &dossier_flow, 1, "receive", &in, NULL), JY_EINPUT);
	assert_int_equal(
	    db_exec(c->app.db, "UPDATE dossier SET received_on = '2126-11-25'"),
	    JY_ECONFLICT);
	assert_int_equal(
	    db_exec(c->app.db, "UPDATE dossier SET received_on = '2026-06-30'"),
	    JY_ECONFLICT);
	r.on = STR("2026-11-24");
	assert_int_equal(
	    flow_apply(&c->t->act, &dossier_flow, 1, "receive", &in, NULL), JY_OK);
	assert_int_equal(number(c, "SELECT received_on = '2026-11-24' FROM dossier"), 1);
}

/* --- who */

/* What a page loads is its viewer's already in the query. */
static void
test_reach(void **state)
{
	static const struct {
		int64_t who;
		enum jy_err err;
	} cases[] = {
		{ LIN, JY_OK }, { TIANSHAN, JY_OK }, { PHYSICS, JY_OK },
		{ KASHGAR, JY_OK }, { AUTHORITY, JY_OK }, { AYGUL, JY_ENOTFOUND },
		{ KUNLUN, JY_ENOTFOUND }, { URUMQI, JY_ENOTFOUND },
		{ 7, JY_ENOTFOUND }, /* the administrator */
	};
	struct client *c = *state;
	const char *path = send_one(c, 1);
	struct str uid = str_of(strrchr(path, '/') + 1);
	struct val one;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct flow_doc doc = { .flow = &dossier_flow };

		campus_as(c, cases[i].who);
		assert_int_equal(dossier_load(&c->t->act, uid, &one), cases[i].err);
		assert_int_equal(dossier_flow.load(&c->t->act, 1, &doc), cases[i].err);
	}
}

static void
test_foreign(void **state)
{
	struct client *c = *state;
	const char *path = send_one(c, 1),
		   *edit = arena_printf(&c->t->arena, "%s/edit", path).p,
		   *new = arena_printf(
		       &c->t->arena, "/office/students/%s/dossier", student(c, 2))
			      .p;

	campus_as(c, KUNLUN);
	assert_int_equal(client_get(c, path), 404);
	assert_int_equal(client_get(c, edit), 404);
	assert_int_equal(client_get(c, new), 404);
	POST(c, path, "action", "return", "reason", "不是我们的");
	status_is(c, 404);
	POST(c, edit, "method", "ems", "sent_on", "2026-07-02", "unit", "昆仑");
	status_is(c, 404);
	POST(c, new, "method", "ems", "sent_on", "2026-07-02", "unit", "昆仑");
	status_is(c, 404);
	campus_as(c, PHYSICS); /* reads its own student's, changes nothing */
	assert_int_equal(client_get(c, path), 200);
	assert_int_equal(client_get(c, edit), 403);
	POST(c, path, "action", "return", "reason", "院系");
	status_is(c, 403);
	campus_as(c, TIANSHAN);
	POST(c, path, "action", "correct"); /* only by its form */
	status_is(c, 403);
	campus_as(c, LIN);
	assert_int_equal(client_get(c, path), 403);
	assert_int_equal(
	    number(c, "SELECT count(*) FROM dossier WHERE state = 'sent'"), 1);
}

/* --- from a file */

#define HEAD "毕业年度,身份证号,姓名,寄送方式,单号,寄送日期,接收单位,接收单位所在地州\r\n"

static int
upload(struct client *c, const char *bytes)
{
	struct str csrf, body;

	client_get(c, "/office/dossiers/import");
	csrf = client_input(c, "<form class=\"panel\"", "csrf");
	body = arena_printf(&c->t->arena,
	    "--b0undary\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n" STR_FMT
	    "\r\n--b0undary\r\nContent-Disposition: form-data; name=\"file\";"
	    " filename=\"d.csv\"\r\nContent-Type: text/csv\r\n\r\n%s\r\n--b0undary--\r\n",
	    STR_ARG(csrf), bytes);
	c->type = "multipart/form-data; boundary=b0undary";
	client_send(c, METHOD_POST, "/office/dossiers/import", body.p);
	c->type = NULL;
	return c->status;
}

static void
test_import(void **state)
{
	struct client *c = *state;

	campus_as(c, TIANSHAN);
	upload(c,
	    HEAD "2026," LIN_ID ",林晓,机要,1,2026/7/1,喀什地区人才服务中心,喀什地区\r\n"
		 "2026," AYGUL_ID ",阿依古丽,EMS,2,2026-07-02,某公司,\r\n");
	status_is(c, 200);
	sees(c, "新增 2");
	upload(c,
	    HEAD "2026," LIN_ID ",林晓,专人,,2026-07-01,喀什地区人才服务中心,喀什地区\r\n"
		 "2026," AYGUL_ID ",阿依古丽,EMS,2,2026-07-02,某公司,\r\n");
	sees(c, "更新 1，没有变化 1");
	assert_int_equal(
	    number(c, "SELECT count(*) FROM dossier WHERE method = 'person' AND"
		      " region_code = '6531'"),
	    1);
	campus_as(c, LIN);
	client_get(c, "/my/dossier");
	sees(c, "寄送方式：机要 → 专人");
}

static void
test_import_faults(void **state)
{
	struct client *c = *state;

	campus_as(c, TIANSHAN);
	upload(c, HEAD "2026," LIN_ID ",林晓,机要,1,2026-07-01,喀什地区人才服务中心,\r\n"
		       "2026," AYGUL_ID ",阿衣古丽,顺丰,2,2030-07-02,某公司,\r\n"
		       "2026,11010519491231002X,昆仑人,机要,3,2026-07-01,某公司,\r\n"
		       "2026," LIN_ID ",林晓,机要,1,2026-07-01,另一单位,\r\n");
	status_is(c, 422);
	sees(c, "4 行中有 3 行有误，没有导入任何数据");
	sees(c, "<th scope=\"row\" data-label=\"行\">4</th>"
		"<td data-label=\"列\">身份证号</td>");
	sees(c, "与第 2 行重复");
	assert_int_equal(number(c, "SELECT count(*) FROM dossier"), 0);
	upload(c, HEAD "2026," AYGUL_ID ",阿衣古丽,机要,2,2026-07-02,某公司,\r\n");
	sees(c, "与生源信息中的姓名不一致");
	upload(c, HEAD "2026," AYGUL_ID ",阿依古丽,机要,2,2026-07-02,某公司,西安市\r\n");
	sees(c, "不是新疆的地州");
}

static void
test_import_gbk(void **state)
{
	struct client *c = *state;

	campus_as(c, TIANSHAN);
	/* the same columns without number and region, 林晓,机要,某公司 in GB18030 */
	upload(c, "\xb1\xcf\xd2\xb5\xc4\xea\xb6\xc8,\xc9\xed\xb7\xdd\xd6\xa4\xba\xc5,"
		  "\xd0\xd5\xc3\xfb,\xbc\xc4\xcb\xcd\xb7\xbd\xca\xbd,"
		  "\xbc\xc4\xcb\xcd\xc8\xd5\xc6\xda,\xbd\xd3\xca\xd5\xb5\xa5\xce\xbb\r\n"
		  "2026," LIN_ID ",\xc1\xd6\xcf\xfe,\xbb\xfa\xd2\xaa,2026-07-01,"
		  "\xc4\xb3\xb9\xab\xcb\xbe\r\n");
	status_is(c, 200);
	assert_int_equal(
	    number(c, "SELECT count(*) FROM dossier WHERE unit = '某公司'"), 1);
}

#define PAGE(label, fn) CASE_WITH(label, fn, setup, campus_teardown)

int
main(void)
{
	static const struct CMUnitTest cases[] = {
		PAGE("7.1.f1 7.1.r1 7.1.r2 nothing yet is said plainly; then method, "
		     "number, "
		     "unit and dates",
		    test_graduate),
		PAGE("7.1.r2 a dispatch is there before the graduate is",
		    test_before_registration),
		PAGE("7.1.i1 a school writes down a dispatch", test_form),
		PAGE("7.1.i1 a correction keeps what was before", test_correct),
		PAGE("7.1.i1 a return, and another dispatch", test_return),
		PAGE("7.1.i1 7.1.r1 what was entered by mistake is void", test_void),
		PAGE(
		    "7.1.i2 the prefecture of the receiving unit confirms", test_receipt),
		PAGE("7.1.i2 a receipt lies between the dispatch and today, also in the "
		     "store",
		    test_received_tomorrow),
		PAGE("7.1.r2 0.i1 a dispatch is found by whom it concerns only",
		    test_reach),
		PAGE("0.i1 another school's dispatches are not there", test_foreign),
		PAGE("7.1.i1 dispatches come from a file; the same student's are "
		     "corrected",
		    test_import),
		PAGE("7.1.i1 a file with faults stores nothing and names row and column",
		    test_import_faults),
		PAGE("7.1.i1 a file in GBK is read as well", test_import_gbk),
	};

	return RUN(cases);
}
