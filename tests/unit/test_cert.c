/*
 * test_cert.c - replacement of lost certificates (7.2): asking, the whole table of roles,
 * states and actions by direct POST, the notice's clock, objections, the pages.
 */
#include "campus.h"

#include "cert/cert.h"
#include "cert/objection.h"
#include "clock.h"
#include "http/csrf.h"
#include "identity/identity.h"

#define DAY 86400
#define MONDAY 1795417200 /* 2026-11-23 15:00 in Urumqi's working hours */

static int64_t
number(struct client *c, const char *sql)
{
	return world_number(c->t->world, sql);
}

/* Another day; who is logged in has come back. */
static void
at(struct client *c, int64_t now)
{
	c->t->act.now = now;
	clock_set(now);
	world_sql(c->t->world, "DELETE FROM session");
	campus_as(c, c->t->act.who.account_id != 0 ? c->t->act.who.account_id : LIN);
}

/* A graduate of the record, verified by it. */
static void
verified(struct client *c, int64_t account, const char *name, const char *id_no)
{
	const char *why = NULL;

	campus_record(c, TIANSHAN, PHYSICS, 2026, name, id_no);
	campus_profile(c, account, "天山大学");
	assert_int_equal(identity_match(&c->t->act, 2026, &why), JY_OK);
	assert_int_equal(identity_confirm(&c->t->act, &why), JY_OK);
}

static int
setup(void **state)
{
	if (campus_setup(state) != 0)
		return -1;
	at(*state, MONDAY);
	verified(*state, LIN, "林晓", LIN_ID);
	verified(*state, AYGUL, "阿依古丽", AYGUL_ID);
	return 0;
}

/* A request of this account; its uid. */
static const char *
request(struct client *c, int64_t account)
{
	const struct cert_new in = { .certificate = STR("registration"),
		.cause = STR("毕业搬家时遗失") };
	const char *why = NULL;
	struct str uid;

	campus_as(c, account);
	if (cert_request(&c->t->act, &in, &uid, &why) != JY_OK)
		fail_msg("%s", why);
	return arena_cstr(&c->t->arena, uid);
}

static const char *
state_of(struct client *c, const char *uid)
{
	struct db_stmt *st = NULL;
	const char *state;

	assert_int_equal(db_prepare_text(c->app.db, &st,
			     STR("SELECT state FROM cert_request WHERE uid = :uid")),
	    JY_OK);
	db_bind_text(st, ":uid", uid);
	assert_int_equal(db_one(st), JY_OK);
	state = arena_cstr(&c->t->arena, db_str(st, 0));
	db_finish(st);
	return state;
}

/* The token of a path, as a form that posts there has it. */
static const char *
token(struct client *c, const char *path)
{
	return arena_cstr(&c->t->arena, csrf_token_for(&c->rq, str_of(path)));
}
#define POST(c, path, ...) SUBMIT(c, path, "csrf", token(c, path), __VA_ARGS__)

/* Post a step by hand, whether the page offers it or not. */
static int
act(struct client *c, int64_t who, const char *uid, const char *action)
{
	const char *path = arena_printf(
	    &c->t->arena, "/%s/certificates/%s", who == AUTHORITY ? "office" : "my", uid)
			       .p;

	campus_as(c, who);
	client_get(c, path);
	if (c->status != 200)
		return c->status;
	return POST(c, path, "action", action, "reason", "经核实");
}

static void
tick(struct client *c)
{
	struct principal was = c->t->act.who;
	int moved;

	c->t->act.who = (struct principal){ .role = ROLE_SYSTEM };
	assert_int_equal(flow_tick(&c->t->act, &cert_flow, &moved), JY_OK);
	c->t->act.who = was;
}

/* Bring a new request of Lin into a state. */
static const char *
in_state(struct client *c, const char *state)
{
	const char *uid = request(c, LIN);

	if (strcmp(state, "withdrawn") == 0)
		act(c, LIN, uid, "withdraw");
	else if (strcmp(state, "rejected") == 0)
		act(c, AUTHORITY, uid, "reject");
	else if (strcmp(state, "pending") != 0)
		act(c, AUTHORITY, uid, "approve");
	if (strcmp(state, "ready") == 0 || strcmp(state, "collected") == 0) {
		at(c, c->t->act.now + 20 * DAY);
		tick(c);
	}
	if (strcmp(state, "collected") == 0)
		act(c, AUTHORITY, uid, "collect");
	assert_string_equal(state_of(c, uid), state);
	return uid;
}

/* --- asking */

static void
test_ask(void **state)
{
	struct client *c = *state;

	campus_as(c, LIN);
	client_get(c, "/my/certificates");
	sees(c, "您还没有补办申请");
	client_get(c, "/my/certificates/new");
	SUBMIT(c, "/my/certificates/new", "certificate", "registration", "cause", "丢");
	status_is(c, 422);
	sees(c, "遗失原因");
	SUBMIT(c, "/my/certificates/new", "certificate", "registration", "cause",
	    "毕业搬家时遗失", "original_no", "XJ2026-001", "original_year", "2026",
	    "lost_on", "2026-10-01");
	status_is(c, 303);
	client_get(c, arena_cstr(&c->t->arena, c->location));
	sees(c, "等待区本级人社厅审核");
	sees(c, "XJ2026-001");
	assert_int_equal(
	    number(c, "SELECT count(*) FROM cert_request WHERE state ="
		      " 'pending' AND holder = '林晓' AND school = '天山大学'"
		      " AND year = 2026"),
	    1);
	campus_as(c, AUTHORITY);
	client_get(c, "/office/certificates");
	sees(c, "林晓");
	client_get(c, "/office/inbox");
	sees(c, "报到证补办");
}

static void
test_one_open(void **state)
{
	struct client *c = *state;
	const struct cert_new in = { .certificate = STR("registration"),
		.cause = STR("又丢了一次") };
	const char *why, *uid = request(c, LIN);
	struct str none;

	assert_int_equal(cert_request(&c->t->act, &in, &none, &why), JY_ECONFLICT);
	assert_non_null(strstr(why, "正在办理"));
	client_get(c, "/my/certificates/new");
	sees(c, "办结后才能再次申请");
	act(c, LIN, uid, "withdraw");
	assert_int_equal(cert_request(&c->t->act, &in, &none, &why), JY_OK);
}

static void
test_gate(void **state)
{
	struct client *c = *state;
	const struct cert_new in = { .certificate = STR("registration"),
		.cause = STR("毕业搬家时遗失") };
	const char *why;
	struct str uid;

	world_sql(c->t->world, "UPDATE identity SET state = 'none'");
	campus_as(c, LIN);
	client_get(c, "/my/certificates");
	sees(c, "须先完成身份认证");
	assert_int_equal(cert_request(&c->t->act, &in, &uid, &why), JY_ECONFLICT);
	assert_non_null(strstr(why, "身份认证"));
}

/* Closing and opening, and another certificate, by the authority's page. */
static void
test_intake(void **state)
{
	struct client *c = *state;
	const struct cert_new in = { .certificate = STR("diploma"),
		.cause = STR("毕业搬家时遗失") };
	const char *why;
	struct str uid;

	campus_as(c, TIANSHAN);
	assert_int_equal(client_get(c, "/office/certificates/types"), 403);
	campus_as(c, AUTHORITY);
	client_get(c, "/office/certificates/types");
	SUBMIT(c, "/office/certificates/types", "code", "registration", "intake",
	    "closed", "note", "2023年起不再发放报到证");
	status_is(c, 303);
	client_get(c, "/office/certificates/types");
	SUBMIT(c, "/office/certificates/types/add", "code", "diploma", "label",
	    "毕业证明书");
	status_is(c, 303);
	campus_as(c, LIN);
	client_get(c, "/my/certificates");
	sees(c, "目前不受理补办申请。2023年起不再发放报到证");
	sees_not(c, "class=\"button\" href=\"/my/certificates/new\"");
	assert_int_equal(cert_request(&c->t->act, &in, &uid, &why), JY_ECONFLICT);
	campus_as(c, AUTHORITY);
	client_get(c, "/office/certificates/types");
	SUBMIT(c, "/office/certificates/types", "code", "diploma", "intake", "open");
	status_is(c, 303);
	client_get(c, "/office/certificates/types");
	SUBMIT(c, "/office/certificates/types", "code", "none", "intake", "open");
	status_is(c, 404);
	client_get(c, "/office/certificates/types");
	SUBMIT(c, "/office/certificates/types/add", "code", "diploma", "label", "又一个");
	status_is(c, 422);
	campus_as(c, LIN);
	assert_int_equal(cert_request(&c->t->act, &in, &uid, &why), JY_OK);
	client_get(c, "/my/certificates");
	sees(c, "毕业证明书补办申请");
}

/* --- the table, by direct POST */

static void
test_matrix(void **state)
{
	static const char *const states[] = { "pending", "public_notice", "ready",
		"collected", "rejected", "withdrawn" };
	static const struct {
		int64_t who;
		const char *action;
		const char *from; /* where it is allowed; NULL: never */
	} actions[] = {
		{ LIN, "withdraw", "pending" },
		{ LIN, "delete", "pending rejected withdrawn" },
		{ AUTHORITY, "approve", "pending" },
		{ AUTHORITY, "reject", "pending" },
		{ AUTHORITY, "collect", "ready" },
		{ AUTHORITY, "object", "" },
		{ LIN, "approve", NULL },
		{ LIN, "collect", NULL },
		{ LIN, "end_notice", NULL },
		{ AUTHORITY, "end_notice", NULL },
		{ AUTHORITY, "withdraw", NULL },
	};
	struct client *c = *state;

	for (size_t s = 0; s < sizeof(states) / sizeof(states[0]); s++)
		for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++) {
			const char *from = actions[i].from;
			bool may = from != NULL && strstr(from, states[s]) != NULL;
			int want = may ? 303 : from != NULL ? 409 : 403;
			const char *uid = in_state(c, states[s]);
			int got = act(c, actions[i].who, uid, actions[i].action);

			if (got != want)
				fail_msg(
				    "%s in %s: %d", actions[i].action, states[s], got);
			if (!may)
				assert_string_equal(state_of(c, uid), states[s]);
			world_sql(c->t->world,
			    "UPDATE cert_request SET state = 'withdrawn',"
			    " hidden = 1");
		}
}

static void
test_delete(void **state)
{
	struct client *c = *state;
	const char *uid = request(c, LIN);

	assert_int_equal(act(c, LIN, uid, "delete"), 303);
	assert_string_equal(state_of(c, uid), "withdrawn");
	client_get(c, "/my/certificates");
	sees(c, "您还没有补办申请");
	client_get(c, arena_printf(&c->t->arena, "/my/certificates/%s", uid).p);
	status_is(c, 404);
	campus_as(c, AUTHORITY);
	client_get(c, "/office/certificates");
	sees(c, "没有“待审核”的补办申请");
	request(c, LIN); /* it stands in nobody's way */
}

static void
test_foreign(void **state)
{
	struct client *c = *state;
	const char *uid = request(c, LIN);
	const char *path = arena_printf(&c->t->arena, "/my/certificates/%s", uid).p;

	campus_as(c, AYGUL);
	assert_int_equal(client_get(c, path), 404);
	POST(c, path, "action", "withdraw");
	status_is(c, 404);
	campus_as(c, URUMQI);
	assert_int_equal(client_get(c, "/office/certificates"), 403);
	assert_int_equal(
	    client_get(c, arena_printf(&c->t->arena, "/office/certificates/%s", uid).p),
	    403);
	assert_string_equal(state_of(c, uid), "pending");
}

/* --- the notice */

static void
test_clock(void **state)
{
	struct client *c = *state;
	const char *uid = request(c, LIN);
	char date[11];

	act(c, AUTHORITY, uid, "approve");
	status_is(c, 303);
	/* approved on Monday: Tuesday to Friday and the next Monday */
	clock_date(number(c, "SELECT notice_until FROM cert_request"), date);
	assert_string_equal(date, "2026-12-01");
	at(c, number(c, "SELECT notice_until FROM cert_request") - 1);
	tick(c);
	assert_string_equal(state_of(c, uid), "public_notice");
	assert_int_equal(act(c, AUTHORITY, uid, "collect"), 409);
	sees(c, "公示中");
	at(c, c->t->act.now + 1);
	tick(c);
	assert_string_equal(state_of(c, uid), "ready");
	campus_as(c, LIN);
	client_get(c, "/auth/messages");
	sees(c, "公示期满，可以领取");
	client_get(c, arena_printf(&c->t->arena, "/my/certificates/%s", uid).p);
	sees(c, "到区本级人社厅领取");
	campus_as(c, AUTHORITY);
	client_get(c, arena_printf(&c->t->arena, "/office/certificates/%s", uid).p);
	POST(c, arena_printf(&c->t->arena, "/office/certificates/%s", uid).p, "action",
	    "collect", "new_no", "补2026-0001");
	status_is(c, 303);
	campus_as(c, LIN);
	client_get(c, arena_printf(&c->t->arena, "/my/certificates/%s", uid).p);
	sees(c, "补2026-0001");
}

/* Begin and length are the authority's to say. */
static void
test_length(void **state)
{
	struct client *c = *state;
	const char *uid = request(c, LIN);
	const char *path = arena_printf(&c->t->arena, "/office/certificates/%s", uid).p;
	char date[11];

	campus_as(c, AUTHORITY);
	client_get(c, path);
	sees(c, "name=\"days\" type=\"text\" value=\"5\"");
	POST(c, path, "action", "approve", "days", "0");
	status_is(c, 422);
	client_get(c, path);
	POST(c, path, "action", "approve", "days", "3", "from", "2026-11-27");
	status_is(c, 303);
	clock_date(number(c, "SELECT notice_from FROM cert_request"), date);
	assert_string_equal(date, "2026-11-27");
	clock_date(number(c, "SELECT notice_until FROM cert_request"), date);
	assert_string_equal(date, "2026-12-02");
	assert_int_equal(number(c, "SELECT count(*) FROM public_notice"), 1);
}

static void
test_masked(void **state)
{
	struct client *c = *state;

	act(c, AUTHORITY, request(c, LIN), "reject");
	assert_int_equal(number(c, "SELECT count(*) FROM public_notice"), 0);
	act(c, AUTHORITY, request(c, LIN), "approve");
	assert_int_equal(
	    number(c, "SELECT count(*) FROM public_notice WHERE holder = '林*'"
		      " AND school = '天山大学' AND year = 2026"),
	    1);
	campus_as(c, LIN);
	client_get(c, "/my/certificates");
	sees(c, "公示至 2026-11-30");
}

/* --- objections */

#define OBJECT "/auth/objection/1"

static void
test_objection(void **state)
{
	struct client *c = *state;
	const char *uid = request(c, LIN), *path, *other;

	campus_as(c, AYGUL);
	assert_int_equal(client_get(c, OBJECT), 404); /* not before it is public */
	act(c, AUTHORITY, uid, "approve");
	campus_as(c, LIN);
	client_get(c, OBJECT);
	sees(c, "这是您本人的申请");
	campus_as(c, AYGUL);
	client_get(c, OBJECT);
	sees(c, "关于补发林*就业报到证的公示");
	SUBMIT(c, OBJECT, "detail", "证件没有遗失，已抵押给他人");
	status_is(c, 303);
	client_get(c, OBJECT);
	sees(c, "已收到异议");
	campus_as(c, AUTHORITY);
	client_get(c, "/auth/messages");
	sees(c, "有人对补办公示提出异议");
	/* it holds the notice up */
	at(c, c->t->act.now + 10 * DAY);
	tick(c);
	assert_string_equal(state_of(c, uid), "public_notice");
	campus_as(c, AUTHORITY);
	path = arena_printf(&c->t->arena, "/office/certificates/%s", uid).p;
	client_get(c, path);
	sees(c, "已抵押给他人");
	sees(c, "公示有异议，等待区本级人社厅核查处理</li>");
	sees_not(c, "由系统办理");
	other = strstr(c->body.p, "/office/objections/");
	path = arena_printf(&c->t->arena, "%.41s", other).p;
	client_get(c, path);
	POST(c, path, "action", "dismiss", "reason", "");
	status_is(c, 422);
	POST(c, path, "action", "dismiss", "reason", "经核查不属实");
	status_is(c, 303);
	tick(c);
	assert_string_equal(state_of(c, uid), "ready");
	campus_as(c, AYGUL);
	client_get(c, "/auth/messages");
	sees(c, "异议经核查不成立");
}

/* What came by letter, found right: the notice ends, and with it the request. */
static void
test_upheld(void **state)
{
	struct client *c = *state;
	const char *uid = request(c, LIN), *path, *page;

	act(c, AUTHORITY, uid, "approve");
	page = arena_printf(&c->t->arena, "/office/certificates/%s", uid).p;
	path = arena_printf(&c->t->arena, "%s/objection", page).p;
	client_get(c, page);
	SUBMIT(c, path, "name", "", "contact", "", "detail", "");
	status_is(c, 422);
	client_get(c, page);
	SUBMIT(c, path, "name", "某单位人事处", "contact", "0991-5550101", "detail",
	    "原件保存在我单位");
	status_is(c, 303);
	assert_int_equal(number(c, "SELECT count(*) FROM cert_objection WHERE"
				   " contact_sealed LIKE '%5550101%'"),
	    0);
	client_get(c, "/office/objections");
	sees(c, "某单位人事处");
	client_get(c, page);
	sees_not(c, "0991-5550101"); /* on the objection's own page */
	path =
	    arena_printf(&c->t->arena, "%.41s", strstr(c->body.p, "/office/objections/"))
		.p;
	client_get(c, path);
	sees(c, "被公示的申请");
	POST(c, path, "action", "uphold", "reason", "原件尚在单位");
	status_is(c, 303);
	assert_string_equal(state_of(c, uid), "rejected");
	assert_int_equal(number(c, "SELECT count(*) FROM public_notice"), 0);
	campus_as(c, LIN);
	client_get(c, "/auth/messages");
	sees(c, "公示因异议终止");
	sees(c, "原件尚在单位");
	campus_as(c, AUTHORITY);
	client_get(c, path);
	sees(c, "0991-5550101");
	POST(c, path, "action", "uphold", "reason", "再来");
	status_is(c, 409);
}

static void
test_history(void **state)
{
	struct client *c = *state;
	const char *uid = request(c, LIN);

	act(c, AUTHORITY, uid, "reject");
	campus_as(c, LIN);
	client_get(c, arena_printf(&c->t->arena, "/my/certificates/%s", uid).p);
	sees(c, "毕业生：提交");
	sees(c, "主管部门：审核不通过");
	sees(c, "经核实");
	client_get(c, "/auth/messages");
	sees(c, "补办申请审核不通过");
}

#define PAGE(label, fn) CASE_WITH(label, fn, setup, campus_teardown)

int
main(void)
{
	static const struct CMUnitTest cases[] = {
		PAGE("7.2.f1 a request goes to the authority", test_ask),
		PAGE("7.2.q2 one request is open at a time", test_one_open),
		PAGE("7.2.f1 2.3.q2 only who is verified asks", test_gate),
		PAGE("7.2.q3 0.r2 certificates are data, and taking requests can be "
		     "closed",
		    test_intake),
		PAGE("7.2.f2 7.2.f3 7.2.r2 7.2.q1 each action in each state, by direct "
		     "POST",
		    test_matrix),
		PAGE("7.2.f3 7.2.q1 what is deleted waits for nobody", test_delete),
		PAGE("0.i1 another's request is not there", test_foreign),
		PAGE(
		    "7.2.r2 7.2.i2 the notice stands five working days, then it is ready",
		    test_clock),
		PAGE("7.2.i1 the authority says when the notice begins and how long it "
		     "stands",
		    test_length),
		PAGE("7.2.r1 7.2.i3 approved it is public, masked; not before",
		    test_masked),
		PAGE("7.2.i1 an objection holds the notice up until it is dealt with",
		    test_objection),
		PAGE("7.2.i1 an objection found right ends the notice", test_upheld),
		PAGE("7.2.f4 0.i3 the graduate sees the progress and the reason",
		    test_history),
	};

	return RUN(cases);
}
