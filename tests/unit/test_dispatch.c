/*
 * test_dispatch.c - the one way of a request: which gate answers, in which order,
 * and what the answer is.
 */
#include "visit.h"

#include "http/rate.h"

static int handled; /* calls of a handler, in one test */
static enum jy_err outcome;

static const struct field fields[] = {
	{ "title", "标题", FIELD_TEXT, 2, 5, F_REQUIRED, NULL, NULL, NULL, NULL },
};

static enum jy_err
handler(struct request *rq)
{
	handled++;
	if (outcome != JY_OK)
		return outcome;
	return reply_text(rq, 200, rq->param.p != NULL ? rq->param : STR("done"));
}

static enum jy_err
page(struct request *rq)
{
	return reply_page(rq, 200, "form", "填表", val_null());
}

static enum jy_err
forgetful(struct request *rq)
{
	(void)rq;
	return JY_OK;
}

static enum jy_err
after_work(struct request *rq)
{
	return reply_text(rq, 200, STR_BYTES(*(char(*)[4])rq->work_arg));
}

static void
work(void *arg)
{
	memcpy(arg, "work", 4);
}

static enum jy_err
slow(struct request *rq)
{
	return request_defer(rq, work, arena_alloc(rq->act.arena, 4), after_work);
}

static enum jy_err
lead_away(struct request *rq)
{
	return reply_redirect_str(rq, request_query(rq, "to"));
}

/* clang-format off */
static const struct route routes[] = {
	{ METHOD_GET, "/open", ROLES_ANYONE, CSRF_NO, RATE_NONE, NO_FIELDS, handler, NULL, NULL },
	{ METHOD_GET, "/form", ROLES_ANYONE, CSRF_NO, RATE_NONE, FIELDS(fields), page, NULL, NULL },
	{ METHOD_POST, "/form", ROLES_ANYONE, CSRF_YES, RATE_FORM, FIELDS(fields), handler, page, NULL },
	{ METHOD_POST, "/bare", ROLES_ANYONE, CSRF_YES, RATE_NONE, FIELDS(fields), handler, NULL, NULL },
	{ METHOD_GET, "/office/x", ROLE_ADMIN, CSRF_NO, RATE_NONE, NO_FIELDS, handler, NULL, "admin.view" },
	{ METHOD_POST, "/office/x", ROLE_ADMIN, CSRF_YES, RATE_FORM, FIELDS(fields), handler, page, NULL },
	{ METHOD_GET, "/api/x", ROLE_ADMIN, CSRF_NO, RATE_NONE, NO_FIELDS, handler, NULL, NULL },
	{ METHOD_GET, "/item/*", ROLES_ANYONE, CSRF_NO, RATE_NONE, NO_FIELDS, handler, NULL, NULL },
	{ METHOD_GET, "/forgetful", ROLES_ANYONE, CSRF_NO, RATE_NONE, NO_FIELDS, forgetful, NULL, NULL },
	{ METHOD_GET, "/slow", ROLES_ANYONE, CSRF_NO, RATE_NONE, NO_FIELDS, slow, NULL, NULL },
	{ METHOD_GET, "/away", ROLES_ANYONE, CSRF_NO, RATE_NONE, NO_FIELDS, lead_away, NULL, NULL },
	{ METHOD_GET, "/many", ROLES_ANYONE, CSRF_NO, RATE_PAGE, NO_FIELDS, handler, NULL, NULL },
};
/* clang-format on */

static int
setup(void **state)
{
	struct visit *v;

	if (visit_setup(state) != 0)
		return -1;
	v = *state;
	v->app.routes = routes;
	v->app.nroutes = sizeof(routes) / sizeof(routes[0]);
	handled = 0;
	outcome = JY_OK;
	return template_add(v->app.templates, "form", "form",
		   STR("{{page.title}}:{{csrf}}:{{#form.fields}}{{value}}|{{error}}"
		       "{{/form.fields}}:{{#flash}}{{text}}{{/flash}}"),
		   NULL) == JY_OK
		   ? 0
		   : -1;
}

/* The body of a form's POST with its token: "csrf=TOKEN&rest". */
static const char *
with_token(struct visit *v, const char *path, const char *rest)
{
	static char body[300];
	struct str token;

	visit_get(v, "/form"); /* gives a visitor the cookie */
	token = csrf_token(&v->rq, path);
	snprintf(body, sizeof(body), "csrf=" STR_FMT "&%s", STR_ARG(token), rest);
	return body;
}

static void
gates_stand_in_order(void **state)
{
	struct visit *v = *state;
	struct request_in in = { .method = METHOD_GET, .host = STR("evil.example") };
	int64_t graduate = visit_account(v, "graduate"),
		admin = visit_account(v, "admin");

	assert_int_equal(visit_ask_in(v, in, "/open"), 400);
	assert_int_equal(visit_get(v, "/nowhere"), 404);
	assert_int_equal(visit_post(v, "/open", ""), 405);
	assert_string_equal(visit_header(v, "allow"), "GET, HEAD");
	in = (struct request_in){ .method = METHOD_OTHER };
	assert_int_equal(visit_ask_in(v, in, "/form"), 405);
	assert_string_equal(visit_header(v, "allow"), "GET, HEAD, POST");

	/* role before token, token before form */
	assert_int_equal(visit_post(v, "/office/x", "title=ok"), 401);
	visit_log_in(v, graduate);
	assert_int_equal(visit_post(v, "/office/x", "title=ok"), 403);
	assert_int_equal(visit_get(v, "/office/x"), 403);
	visit_log_in(v, admin);
	assert_int_equal(visit_post(v, "/office/x", "nonsense"), 403);
	assert_int_equal(
	    visit_post(v, "/office/x", with_token(v, "/office/x", "x=1")), 400);
	assert_int_equal(
	    visit_post(v, "/office/x", with_token(v, "/office/x", "title=x")), 422);
	assert_int_equal(handled, 0);
	assert_int_equal(
	    visit_post(v, "/office/x", with_token(v, "/office/x", "title=ok")), 200);
	assert_int_equal(handled, 1);
}

static void
bodies_are_forms_of_a_size(void **state)
{
	struct visit *v = *state;
	struct request_in in = { .method = METHOD_POST };
	static char big[64 * 1024 + 2];

	in.content_type = STR("multipart/form-data; boundary=x");
	assert_int_equal(visit_ask_in(v, in, "/form"), 415);
	in.content_type = STR_NONE;
	assert_int_equal(visit_ask_in(v, in, "/form"), 415);
	memset(big, 'a', sizeof(big) - 1);
	assert_int_equal(visit_post(v, "/form", big), 413);
	in = (struct request_in){ .method = METHOD_GET, .body = STR("a=b") };
	assert_int_equal(visit_ask_in(v, in, "/open"), 400);
}

static void
who_is_not_logged_in_is_led_to_it(void **state)
{
	struct visit *v = *state;

	assert_int_equal(visit_get(v, "/office/x?a=1&b=%20"), 303);
	assert_string_equal(visit_header(v, "location"),
	    "/auth/login?next=%2Foffice%2Fx%3Fa%3D1%26b%3D%2520");
	assert_int_equal(visit_get(v, "/api/x"), 401);
	assert_string_equal(
	    visit_header(v, "content-type"), "application/json; charset=utf-8");
	assert_int_equal(handled, 0);
}

static void
a_redirect_stays_on_the_site(void **state)
{
	static const struct {
		const char *to, *location;
	} cases[] = {
		{ "/my/", "/my/" },
		{ "/my/?a=%2525", "/my/?a=%25" },
		{ "", "/" },
		{ "my/", "/" },
		{ "//evil.example", "/" },
		{ "/%5Cevil.example", "/" },
		{ "/a%5C..", "/" },
		{ "/%0D%0ASet-Cookie:%20a=b", "/" },
		{ "/%09/evil.example", "/" },
		{ "https://evil.example/", "/" },
		{ "javascript:alert(1)", "/" },
		{ "/%E4%B8%AD", "/" },
	};
	struct visit *v = *state;
	char path[100];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(path, sizeof(path), "/away?to=%s", cases[i].to);
		assert_int_equal(visit_get(v, path), 303);
		assert_string_equal(visit_header(v, "location"), cases[i].location);
	}
}

static void
a_form_with_errors_comes_back(void **state)
{
	struct visit *v = *state;

	assert_int_equal(
	    visit_post(v, "/form", with_token(v, "/form", "title=%3Cb%3E456")), 422);
	assert_non_null(strstr(v->rq.reply.body.data, "&lt;b&gt;456|标题最多 5 个字"));
	assert_non_null(strstr(v->rq.reply.body.data, "填表:"));
	assert_int_equal(handled, 0);
	assert_int_equal(visit_post(v, "/bare", with_token(v, "/bare", "title=x")), 422);
	outcome = JY_EINPUT; /* the domain's refusal looks the same */
	assert_int_equal(
	    visit_post(v, "/form", with_token(v, "/form", "title=okay")), 422);
	assert_non_null(strstr(v->rq.reply.body.data, "okay|"));
}

static void
errors_have_a_status_and_an_id(void **state)
{
	struct visit *v = *state;
	const struct err_info *info;

	for (int e = JY_OK + 1; e < JY_ERR_COUNT; e++) {
		outcome = e;
		info = err_info(outcome);
		assert_int_equal(visit_get(v, "/open"), info->http);
		assert_int_equal(strlen(v->rq.id), 16);
		assert_non_null(strstr(v->rq.reply.body.data, v->rq.id));
		assert_non_null(strstr(v->rq.reply.body.data, info->title_zh));
		assert_string_equal(visit_header(v, "cache-control"), "no-store");
		assert_non_null(visit_header(v, "content-security-policy"));
		if (info->http == 429 || info->http == 503)
			assert_non_null(visit_header(v, "retry-after"));
	}
	assert_int_equal(visit_get(v, "/forgetful"), 500);
}

static void
slow_work_goes_on_where_it_left(void **state)
{
	struct visit *v = *state;

	assert_int_equal(visit_get(v, "/slow"), 200);
	assert_str(visit_body(v), "work");
	visit_forget(v);
	v->rq.app = &v->app;
	v->rq.act.arena = &v->arena;
	v->rq.in = (struct request_in){ .method = METHOD_GET,
		.path = STR("/slow"),
		.host = STR("jobs.example.cn"),
		.peer = STR("192.0.2.7") };
	assert_int_equal(portal_handle(&v->rq), STEP_WORK);
	portal_refuse(&v->rq, JY_EBUSY);
	assert_int_equal(v->rq.reply.status, 503);
	assert_string_equal(visit_header(v, "retry-after"), "2");
}

static void
what_a_star_stands_for_is_decoded(void **state)
{
	struct visit *v = *state;

	assert_int_equal(visit_get(v, "/item/a%2Db"), 200);
	assert_str(visit_body(v), "a-b");
	assert_int_equal(visit_get(v, "/item/%zz"), 404);
	assert_int_equal(visit_get(v, "/item/%0a"), 404);
}

static void
too_many_are_refused_by_address(void **state)
{
	struct visit *v = *state;
	struct request_in other = { .method = METHOD_GET, .peer = STR("2001:db8::1:1") };

	for (int i = 0; i < 60; i++)
		assert_int_equal(visit_get(v, "/many"), 200);
	assert_int_equal(visit_get(v, "/many"), 429);
	assert_string_equal(visit_header(v, "retry-after"), "60");
	assert_int_equal(handled, 60);
	assert_int_equal(visit_ask_in(v, other, "/many"), 200);
	actor_wait(v->actor, 60);
	assert_int_equal(visit_get(v, "/many"), 200);
}

/* Hits of a rule for an address, as the act of the last request. */
static void
assert_hits(struct visit *v, const char *address, int64_t hits)
{
	v->rq.act.address = str_of(address);
	assert_int_equal(rate_hits(&v->rq.act, RATE_RULE_PAGE, STR_NONE), hits);
}

static void
addresses_count_by_network(void **state)
{
	struct visit *v = *state;
	struct request_in in = { .method = METHOD_GET, .peer = STR("2001:db8:0:1::5") };

	assert_int_equal(visit_ask_in(v, in, "/many"), 200);
	assert_hits(v, "2001:db8:0:1:ffff::9", 1);
	assert_hits(v, "2001:db8:0:2::5", 0);
	in.peer = STR("::ffff:192.0.2.8");
	assert_int_equal(visit_ask_in(v, in, "/many"), 200);
	assert_hits(v, "192.0.2.8", 1);
	assert_hits(v, "192.0.2.9", 0);
}

static void
only_the_proxy_speaks_for_others(void **state)
{
	struct visit *v = *state;
	struct request_in in = { .method = METHOD_GET,
		.forwarded_for = STR("203.0.113.1, 198.51.100.2") };

	visit_ask_in(v, in, "/open");
	assert_str(v->rq.act.address, "192.0.2.7");
	v->actor->conf.portal.trusted_proxy = "192.0.2.7";
	visit_ask_in(v, in, "/open");
	assert_str(v->rq.act.address, "198.51.100.2");
	in.forwarded_for = STR_NONE;
	visit_ask_in(v, in, "/open");
	assert_str(v->rq.act.address, "192.0.2.7");
}

static void
hosts(void **state)
{
	static const struct {
		const char *bind, *host;
		int status;
	} cases[] = {
		{ "10.0.0.1", "jobs.example.cn", 200 },
		{ "10.0.0.1", "jobs.example.cn:443", 400 },
		{ "10.0.0.1", "127.0.0.1", 400 },
		{ "127.0.0.1", "127.0.0.1", 200 },
		{ "127.0.0.1", "127.0.0.1:8080", 200 },
		{ "127.0.0.1", "localhost:1", 200 },
		{ "127.0.0.1", "[::1]:8080", 200 },
		{ "127.0.0.1", "jobs.example.cn", 200 },
		{ "127.0.0.1", "127.0.0.1.evil.example", 400 },
		{ "127.0.0.1", "127.0.0.1:80@evil.example", 400 },
		{ "127.0.0.1", "127.0.0.1:", 400 },
		{ "127.0.0.1", "localhost:99999", 400 },
	};
	struct visit *v = *state;
	struct request_in in = { .method = METHOD_GET };

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		v->actor->conf.portal.bind = cases[i].bind;
		in.host = str_of(cases[i].host);
		if (visit_ask_in(v, in, "/open") != cases[i].status)
			fail_msg("%s on %s", cases[i].host, cases[i].bind);
	}
}

static void
views_and_refusals_are_recorded(void **state)
{
	struct visit *v = *state;
	int64_t graduate = visit_account(v, "graduate"),
		admin = visit_account(v, "admin");

	visit_log_in(v, admin);
	assert_int_equal(visit_get(v, "/office/x"), 200);
	assert_int_equal(world_number(v->actor->world,
			     "SELECT count(*) FROM audit_event WHERE act = 'admin.view'"
			     " AND actor_id = 2 AND result = 'ok'"),
	    1);
	visit_log_in(v, graduate);
	assert_int_equal(visit_get(v, "/office/x"), 403);
	assert_int_equal(world_number(v->actor->world,
			     "SELECT count(*) FROM audit_event WHERE result = 'refused'"
			     " AND actor_id = 1 AND object = '/office/x'"),
	    1);
	world_sql(v->actor->world, "DROP TABLE audit_event"); /* no record, no view */
	visit_log_in(v, admin);
	assert_int_equal(visit_get(v, "/office/x"), 503);
}

static void
what_was_done_is_said_once(void **state)
{
	struct visit *v = *state;

	assert_int_equal(visit_get(v, "/form?done=saved"), 200);
	assert_non_null(strstr(v->rq.reply.body.data, ":已保存。"));
	assert_int_equal(visit_get(v, "/form?done=%3Cscript%3E"), 200);
	assert_null(strstr(v->rq.reply.body.data, "script"));
}

int
main(void)
{
	const struct CMUnitTest cases[] = {
		CASE_WITH("V8.3.1 the gates stand in order", gates_stand_in_order, setup,
		    visit_teardown),
		CASE_WITH("415, 413 and bodies where none belongs",
		    bodies_are_forms_of_a_size, setup, visit_teardown),
		CASE_WITH("0.f1 who is not logged in is led to the login page",
		    who_is_not_logged_in_is_led_to_it, setup, visit_teardown),
		CASE_WITH("V3.7.2 a redirect stays on the site",
		    a_redirect_stays_on_the_site, setup, visit_teardown),
		CASE_WITH("a form with errors comes back as 422",
		    a_form_with_errors_comes_back, setup, visit_teardown),
		CASE_WITH("V16.5.1 every error has its status, an id and nothing else",
		    errors_have_a_status_and_an_id, setup, visit_teardown),
		CASE_WITH("slow work goes on where it left, or is refused",
		    slow_work_goes_on_where_it_left, setup, visit_teardown),
		CASE_WITH("what a * stands for is decoded",
		    what_a_star_stands_for_is_decoded, setup, visit_teardown),
		CASE_WITH("V6.3.1 too many are refused, with the time to wait",
		    too_many_are_refused_by_address, setup, visit_teardown),
		CASE_WITH("addresses count by /32 and /64", addresses_count_by_network,
		    setup, visit_teardown),
		CASE_WITH("V15.3.4 only the proxy speaks for others",
		    only_the_proxy_speaks_for_others, setup, visit_teardown),
		CASE_WITH("V4.1.3 only our own hosts are answered", hosts, setup,
		    visit_teardown),
		CASE_WITH("V16.3.2 views and refusals are in the audit trail",
		    views_and_refusals_are_recorded, setup, visit_teardown),
		CASE_WITH("what was done is said from a constant table",
		    what_was_done_is_said_once, setup, visit_teardown),
	};

	return RUN(cases);
}
