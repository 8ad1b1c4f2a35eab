/*
 * test_confirm.c - 就业信息确认 (7.4): confirming, disputing, edits that take it back, the
 * certificate, progress.
 */
#include "campus.h"

#include "confirm/confirm.h"
#include "confirm/destination.h"
#include "dossier/dossier.h"
#include "http/csrf.h"
#include "identity/identity.h"
#include "student/student.h"

static int64_t
number(struct client *c, const char *sql)
{
	return world_number(c->t->world, sql);
}

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
path_of(struct client *c, int64_t id, const char *what)
{
	struct student s;

	assert_int_equal(student_by_id(&c->t->act, id, &s), JY_OK);
	return arena_printf(
	    &c->t->arena, "/office/confirmations/" STR_FMT "%s", STR_ARG(s.uid), what)
	    .p;
}

static const char *
token(struct client *c, const char *path)
{
	return arena_cstr(&c->t->arena, csrf_token_for(&c->rq, str_of(path)));
}
#define POST(c, path, ...) SUBMIT(c, path, "csrf", token(c, path), __VA_ARGS__)

/* Where Lin reports, as Tianshan writes it. */
static void
report_at(struct client *c, const char *unit)
{
	const struct destination d = { .unit = str_of(unit),
		.address = STR("解放北路 1 号"),
		.report_from = STR("2026-07-01"),
		.report_until = STR("2026-08-31"),
		.certificate_no = STR("XJ2026000001"),
		.issued_on = STR("2026-06-30") };

	campus_as(c, TIANSHAN);
	assert_int_equal(destination_save(&c->t->act, 1, &d), JY_OK);
}

/* What is on Lin's page now. */
static struct str
seen(struct client *c)
{
	campus_as(c, LIN);
	client_get(c, "/my/confirmation");
	return client_input(c, "/my/confirmation/confirm", "seen");
}

static void
agree(struct client *c)
{
	const char *why;
	struct str s = seen(c);

	if (confirm_agree(&c->t->act, s, &why) != JY_OK)
		fail_msg("%s", why);
}

/* Her page says why, there is no certificate. */
static void
not_printed(struct client *c)
{
	client_get(c, "/my/confirmation/print");
	status_is(c, 303);
	sees_not(c, "兹介绍");
	client_get(c, arena_cstr(&c->t->arena, c->location));
	sees(c, "现在还不能打印报到证");
}

static bool
is(struct client *c, const char *state)
{
	return number(c, arena_printf(&c->t->arena,
			     "SELECT count(*) FROM confirmation WHERE id = 1 AND state = "
			     "'%s'",
			     state)
			     .p) == 1;
}

/* --- the graduate */

static void
test_confirm(void **state)
{
	struct client *c = *state;

	report_at(c, "喀什市第一中学");
	campus_as(c, LIN);
	client_get(c, "/my/confirmation");
	status_is(c, 200);
	sees(c, "基本信息");
	sees(c, "应用物理");
	sees(c, "喀什市第一中学");
	sees(c, "档案寄送信息");
	sees(c, "学校还没有登记");
	sees_not(c, LIN_ID);
	sees(c, "待确认");
	SUBMIT(c, "/my/confirmation/confirm", "seen",
	    arena_cstr(
		&c->t->arena, client_input(c, "/my/confirmation/confirm", "seen")));
	status_is(c, 303);
	client_get(c, "/my/confirmation");
	sees(c, "已确认");
	sees(c, "打印报到证");
	campus_as(c, AYGUL);
	client_get(c, "/my/confirmation");
	sees(c, "须先完成身份认证");
}

static void
test_dispute(void **state)
{
	struct client *c = *state;
	const char *digest;

	digest = arena_cstr(&c->t->arena, seen(c));
	SUBMIT(c, "/my/confirmation/dispute", "seen", digest, "basic", "", "destination",
	    "", "dossier", "");
	status_is(c, 422);
	sees(c, "至少写明一项");
	client_get(c, "/my/confirmation");
	SUBMIT(c, "/my/confirmation/dispute", "seen", digest, "basic", "专业应为理论物理",
	    "destination", "还没有报到单位", "dossier", "");
	status_is(c, 303);
	assert_true(is(c, "disputed"));
	not_printed(c);
	for (int64_t office = TIANSHAN; office <= PHYSICS; office++) {
		campus_as(c, office);
		client_get(c, "/office/confirmations");
		sees(c, "林晓");
		sees(c, "基本信息：专业应为理论物理");
		client_get(c, path_of(c, 1, ""));
		sees(c, "报到信息：还没有报到单位");
		client_get(c, "/auth/messages");
		sees(c, "认为就业信息有误");
	}
	campus_as(c, KUNLUN);
	client_get(c, "/office/confirmations");
	sees_not(c, "林晓");
}

/* What she confirms is what she has seen. */
static void
test_stale(void **state)
{
	struct client *c = *state;
	struct str before = seen(c);
	const char *why;

	report_at(c, "喀什市第一中学");
	campus_as(c, LIN);
	assert_int_equal(confirm_agree(&c->t->act, before, &why), JY_ECONFLICT);
	assert_non_null(strstr(why, "重新核对"));
	client_get(c, "/my/confirmation");
	SUBMIT(c, "/my/confirmation/confirm", "seen", arena_cstr(&c->t->arena, before));
	status_is(c, 409);
	sees(c, "刚刚有修改");
	assert_true(is(c, "unconfirmed"));
}

/* --- edits */

static void
edit_record(struct client *c)
{
	const struct student_data d = { .major = STR("理论物理") };
	const char *why;
	struct student s;

	assert_int_equal(student_by_id(&c->t->act, 1, &s), JY_OK);
	assert_int_equal(student_correct(&c->t->act, s.uid, &d, &why), JY_OK);
}

static void
edit_destination(struct client *c)
{
	report_at(c, "疏附县第二中学");
}

static const struct dossier_data dispatch = { .method = STR("ems"),
	.sent_on = STR("2026-07-01"),
	.unit = STR("喀什地区人才服务中心") };

static void
edit_dossier(struct client *c)
{
	struct dossier_data d = dispatch;
	int64_t id;
	struct str uid;
	const char *why;
	bool changed;

	d.unit = STR("疏附县人才服务中心");
	assert_int_equal(dossier_current(&c->t->act, 1, &id, &uid), JY_OK);
	assert_int_equal(dossier_correct(&c->t->act, id, &d, &changed, &why), JY_OK);
}

static void
return_dossier(struct client *c)
{
	const struct flow_input in = { STR("单位拒收"), NULL };
	int64_t id;
	struct str uid;

	assert_int_equal(dossier_current(&c->t->act, 1, &id, &uid), JY_OK);
	assert_int_equal(
	    flow_apply(&c->t->act, &dossier_flow, id, "return", &in, NULL), JY_OK);
}

/* Each kind of edit, after a confirmation and after a dispute. */
static void
test_edits(void **state)
{
	static const struct {
		void (*edit)(struct client *c);
		const char *told;
	} edits[] = {
		{ edit_record, "基本信息" },
		{ edit_destination, "报到单位：喀什市第一中学 → 疏附县第二中学" },
		{ edit_dossier, "接收单位：喀什地区人才服务中心 → 疏附县人才服务中心" },
		{ return_dossier, "档案寄送信息" },
	};
	struct client *c = *state;
	const struct str wrong[CONFIRM_PARTS] = { STR("有误"), STR(""), STR("") };
	const char *why;
	struct str uid;

	for (size_t i = 0; i < sizeof(edits) / sizeof(edits[0]); i++)
		for (int disputed = 0; disputed < 2; disputed++) {
			world_sql(c->t->world, "DELETE FROM dossier; DELETE FROM message;"
					       " UPDATE student SET major = '应用物理'");
			report_at(c, "喀什市第一中学");
			assert_int_equal(
			    dossier_add(&c->t->act, 1, &dispatch, &uid), JY_OK);
			if (disputed)
				assert_int_equal(
				    confirm_dispute(&c->t->act, seen(c), wrong, &why),
				    JY_OK);
			else
				agree(c);
			campus_as(c, TIANSHAN);
			edits[i].edit(c);
			assert_true(is(c, "unconfirmed"));
			campus_as(c, LIN);
			not_printed(c);
			client_get(c, "/auth/messages");
			sees(c, "您的就业信息有修改，请重新确认");
			sees(c, edits[i].told);
			agree(c); /* and again */
			assert_true(is(c, "confirmed"));
			campus_as(c, TIANSHAN);
			world_sql(c->t->world, "UPDATE confirmation SET state ="
					       " 'unconfirmed'");
		}
}

/* An edit that changes nothing leaves the confirmation alone; so does a receipt. */
static void
test_no_edit(void **state)
{
	struct client *c = *state;
	struct str uid;
	int64_t id;

	report_at(c, "喀什市第一中学");
	assert_int_equal(dossier_add(&c->t->act, 1, &dispatch, &uid), JY_OK);
	agree(c);
	report_at(c, "喀什市第一中学");
	assert_true(is(c, "confirmed"));
	assert_int_equal(dossier_current(&c->t->act, 1, &id, &uid), JY_OK);
	assert_int_equal(
	    flow_apply(&c->t->act, &dossier_flow, id, "receive", NULL, NULL), JY_OK);
	assert_true(is(c, "confirmed"));
}

/* Even a change that told nobody closes the gate. */
static void
test_gate_digest(void **state)
{
	struct client *c = *state;

	report_at(c, "喀什市第一中学");
	agree(c);
	world_sql(c->t->world, "UPDATE destination SET unit = '别的单位'");
	not_printed(c);
	campus_as(c, TIANSHAN);
	client_get(c, path_of(c, 1, "/print"));
	status_is(c, 409);
}

/* What the store keeps in the clear says nothing of the ID number. */
static void
test_digest_tells_nothing(void **state)
{
	struct client *c = *state;
	char was[CONFIRM_DIGEST], is[CONFIRM_DIGEST];
	struct student_data other = { .id_no = STR("110105194912310038") };
	struct val blocks;
	bool changed;
	const char *why;

	campus_as(c, KUNLUN);
	assert_int_equal(confirm_blocks(&c->t->act, 3, &blocks, was), JY_OK);
	assert_int_equal(db_begin(c->app.db), JY_OK);
	assert_int_equal(
	    db_end(c->app.db, student_update(&c->t->act, 3, &other, &changed, &why)),
	    JY_OK);
	assert_true(changed);
	assert_int_equal(confirm_blocks(&c->t->act, 3, &blocks, is), JY_OK);
	assert_string_equal(was, is);
}

static void
test_answer(void **state)
{
	struct client *c = *state;
	const struct str wrong[CONFIRM_PARTS] = { STR("年度有误"), STR(""), STR("") };
	const char *why, *path = path_of(c, 1, "");

	assert_int_equal(confirm_dispute(&c->t->act, seen(c), wrong, &why), JY_OK);
	campus_as(c, PHYSICS);
	client_get(c, path);
	POST(c, path, "action", "answer", "reason", "");
	status_is(c, 422);
	client_get(c, path);
	POST(c, path, "action", "edit", "reason", "x");
	status_is(c, 403);
	POST(c, path, "action", "confirm");
	status_is(c, 403);
	POST(c, path, "action", "answer", "reason", "毕业年度与学籍一致");
	status_is(c, 303);
	assert_true(is(c, "unconfirmed"));
	campus_as(c, LIN);
	client_get(c, "/auth/messages");
	sees(c, "已核实，请重新确认");
	sees(c, "毕业年度与学籍一致");
}

/* --- the certificate */

static void
test_print(void **state)
{
	struct client *c = *state;
	const char *print = path_of(c, 1, "/print");

	campus_as(c, TIANSHAN);
	client_get(c, print);
	status_is(c, 409);
	sees(c, "本人确认就业信息后");
	agree(c);
	not_printed(c); /* nowhere to report at */
	report_at(c, "喀什市第一中学");
	agree(c);
	campus_as(c, TIANSHAN);
	client_get(c, print);
	status_is(c, 200);
	sees(c, "就业报到证");
	sees(c, "XJ2026000001");
	sees(c, "自 2026-07-01 至 2026-08-31");
	sees(c, "<td>男</td>"); /* the 17th digit of her number is odd */
	sees_not(c, LIN_ID);
	campus_as(c, AUTHORITY);
	assert_int_equal(client_get(c, print), 200);
	campus_as(c, LIN);
	assert_int_equal(client_get(c, "/my/confirmation/print"), 200);
	campus_as(c, PHYSICS);
	assert_int_equal(client_get(c, print), 403);
	campus_as(c, KUNLUN);
	assert_int_equal(client_get(c, print), 404);
	assert_int_equal(number(c, "SELECT count(*) FROM audit_event WHERE act ="
				   " 'confirmation.print' AND object = 'student:1'"),
	    3);
}

/* --- destinations */

static void
test_destination(void **state)
{
	struct client *c = *state;
	struct student s;
	const char *path;

	campus_as(c, PHYSICS);
	assert_int_equal(student_by_id(&c->t->act, 1, &s), JY_OK);
	path = arena_printf(
	    &c->t->arena, "/office/students/" STR_FMT "/destination", STR_ARG(s.uid))
		   .p;
	client_get(c, path);
	status_is(c, 200);
	SUBMIT(c, path, "unit", "");
	status_is(c, 422);
	client_get(c, path);
	SUBMIT(c, path, "unit", "喀什市第一中学", "report_from", "2026-08-31",
	    "report_until", "2026-07-01");
	status_is(c, 422);
	sees(c, "不能早于开始日期");
	client_get(c, path);
	SUBMIT(c, path, "unit", "喀什市第一中学", "certificate_no", "XJ1");
	status_is(c, 303);
	client_get(c, path);
	sees(c, "value=\"喀什市第一中学\"");
	campus_as(c, KUNLUN);
	assert_int_equal(client_get(c, path), 404);
	POST(c, path, "unit", "昆仑");
	status_is(c, 404);
	/* one certificate, one graduate */
	campus_as(c, TIANSHAN);
	assert_int_equal(student_by_id(&c->t->act, 2, &s), JY_OK);
	path = arena_printf(
	    &c->t->arena, "/office/students/" STR_FMT "/destination", STR_ARG(s.uid))
		   .p;
	client_get(c, path);
	SUBMIT(c, path, "unit", "喀什市第二中学", "certificate_no", "XJ1");
	status_is(c, 422);
	sees(c, "已属于其他毕业生");
}

#define HEAD "毕业年度,身份证号,姓名,报到单位,报到开始日期,报到截止日期,报到证编号\r\n"

static int
upload(struct client *c, const char *bytes)
{
	struct str csrf, body;

	client_get(c, "/office/confirmations/import");
	csrf = client_input(c, "<form class=\"panel\"", "csrf");
	body = arena_printf(&c->t->arena,
	    "--b0undary\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n" STR_FMT
	    "\r\n--b0undary\r\nContent-Disposition: form-data; name=\"file\";"
	    " filename=\"d.csv\"\r\nContent-Type: text/csv\r\n\r\n%s\r\n--b0undary--\r\n",
	    STR_ARG(csrf), bytes);
	c->type = "multipart/form-data; boundary=b0undary";
	client_send(c, METHOD_POST, "/office/confirmations/import", body.p);
	c->type = NULL;
	return c->status;
}

static void
test_import(void **state)
{
	struct client *c = *state;

	campus_as(c, TIANSHAN);
	upload(c, HEAD "2026," LIN_ID ",林晓,喀什市第一中学,2026-07-01,2026-08-31,XJ1\r\n"
		       "2026," AYGUL_ID ",阿依古丽,某公司,,,XJ2\r\n");
	status_is(c, 200);
	sees(c, "新增 2");
	agree(c);
	campus_as(c, TIANSHAN);
	upload(c, HEAD "2026," LIN_ID ",林晓,疏附县二中,2026-07-01,2026-08-31,XJ1\r\n"
		       "2026," AYGUL_ID ",阿依古丽,某公司,,,XJ2\r\n");
	sees(c, "更新 1，没有变化 1");
	assert_true(is(c, "unconfirmed"));
	upload(c, HEAD "2026," LIN_ID ",林小,喀什,2026-09-01,2026-08-31,XJ1\r\n"
		       "2026,11010519491231002X,昆仑人,喀什,,,XJ3\r\n");
	status_is(c, 422);
	sees(c, "早于报到开始日期");
	sees(c, "与生源信息中的姓名不一致");
	sees(c, "没有这个身份证号");
	upload(c, HEAD "2026," AYGUL_ID ",阿依古丽,某公司,,,XJ1\r\n");
	status_is(c, 422);
	sees(c, "已属于其他毕业生");
}

/* --- progress */

static void
test_progress(void **state)
{
	struct client *c = *state;
	const char *path = "/office/confirmations/progress";

	agree(c);
	campus_as(c, TIANSHAN);
	client_get(c, path);
	status_is(c, 200);
	sees(c, "物理学院");
	sees(c, "<td data-label=\"毕业生\" class=\"num\">2</td>"
		"<td data-label=\"已确认\" class=\"num\">1</td>");
	sees_not(c, "昆仑学院");
	SUBMIT(
	    c, "/office/confirmations/progress/export", "year", "2026", "format", "csv");
	status_is(c, 200);
	sees(c, "天山大学,物理学院,1,1,0,0,100%");
	client_get(c, path);
	SUBMIT(
	    c, "/office/confirmations/progress/export", "year", "2026", "format", "xlsx");
	status_is(c, 200);
	assert_memory_equal(c->body.p, "PK", 2);
	campus_as(c, PHYSICS);
	client_get(c, path);
	sees_not(c, "未填院系");
	campus_as(c, AUTHORITY);
	client_get(c, path);
	sees(c, "昆仑学院");
	client_get(c, "/office/confirmations/progress?year=2020");
	sees(c, "2020 年没有毕业生记录");
	campus_as(c, URUMQI);
	assert_int_equal(client_get(c, path), 403);
}

/* A record and its confirmation come and go together. */
static void
test_made(void **state)
{
	struct client *c = *state;
	const struct student_data d = { .faculty_id = PHYSICS };
	const char *why;
	bool changed;

	assert_int_equal(number(c, "SELECT count(*) FROM confirmation"), 3);
	campus_as(c, TIANSHAN);
	assert_int_equal(db_begin(c->app.db), JY_OK);
	assert_int_equal(
	    db_end(c->app.db, student_update(&c->t->act, 2, &d, &changed, &why)), JY_OK);
	assert_int_equal(
	    number(c, "SELECT count(*) FROM confirmation WHERE faculty_id = 5"), 2);
	world_sql(c->t->world, "DELETE FROM student WHERE id = 3");
	assert_int_equal(number(c, "SELECT count(*) FROM confirmation"), 2);
}

#define PAGE(label, fn) CASE_WITH(label, fn, setup, campus_teardown)

int
main(void)
{
	static const struct CMUnitTest cases[] = {
		PAGE("7.4.f1 three parts are shown, and confirmed", test_confirm),
		PAGE("7.4.f2 7.4.i1 7.4.i2 what is wrong is said for each part, and its "
		     "school and faculty see it",
		    test_dispute),
		PAGE("7.4.f1 what has changed since it was shown is not confirmed",
		    test_stale),
		PAGE("7.4.r2 7.4.i2 7.4.r1 any edit takes a confirmation and a dispute "
		     "back",
		    test_edits),
		PAGE("7.4.i2 what changes nothing takes nothing back", test_no_edit),
		PAGE("7.4.r1 the certificate is of exactly what was confirmed",
		    test_gate_digest),
		PAGE("7.4.f1 the digest of what was seen betrays no ID number",
		    test_digest_tells_nothing),
		PAGE("7.4.i2 a dispute without ground is answered with a reason",
		    test_answer),
		PAGE("7.4.r1 7.4.i3 the certificate is printed only when confirmed",
		    test_print),
		PAGE("7.4.i2 school and faculty maintain where one reports",
		    test_destination),
		PAGE("7.4.i2 destinations come from a file", test_import),
		PAGE("7.4.i3 progress by faculty, on the page and as a file",
		    test_progress),
		PAGE("7.4.i3 every student record has its confirmation", test_made),
	};

	return RUN(cases);
}
