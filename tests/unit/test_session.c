/*
 * test_session.c - sessions: who the browser is, how long, and what ends it; and the
 * tokens of forms.
 */
#include "visit.h"

#define MINUTE 60
#define HOUR 3600

static enum jy_err
whoami(struct request *rq)
{
	return reply_text(rq, 200,
	    arena_printf(rq->act.arena, "%s %lld", role_name(rq->act.who.role),
		(long long)rq->act.who.account_id));
}

static enum jy_err
token_page(struct request *rq)
{
	return reply_text(rq, 200, csrf_token(rq, "/act"));
}

static enum jy_err
log_out(struct request *rq)
{
	enum jy_err err = session_end(rq);

	return err != JY_OK ? err : reply_redirect(rq, "/");
}

static enum jy_err
renew(struct request *rq)
{
	enum jy_err err = session_renew(rq);

	return err != JY_OK ? err : reply_redirect(rq, "/who");
}

static const struct route routes[] = {
	{ METHOD_GET, "/who", ROLES_ANYONE, CSRF_NO, RATE_NONE, NO_FIELDS, whoami, NULL,
	    NULL },
	{ METHOD_GET, "/token", ROLES_ANYONE, CSRF_NO, RATE_NONE, NO_FIELDS, token_page,
	    NULL, NULL },
	{ METHOD_POST, "/act", ROLES_ANYONE, CSRF_YES, RATE_NONE, NO_FIELDS, whoami, NULL,
	    NULL },
	{ METHOD_POST, "/other", ROLES_ANYONE, CSRF_YES, RATE_NONE, NO_FIELDS, whoami,
	    NULL, NULL },
	{ METHOD_POST, "/renew", ROLES_ACCOUNT, CSRF_NO, RATE_NONE, NO_FIELDS, renew,
	    NULL, NULL },
	{ METHOD_POST, "/logout", ROLES_ACCOUNT, CSRF_NO, RATE_NONE, NO_FIELDS, log_out,
	    NULL, NULL },
};

static int
setup(void **state)
{
	struct visit *v;

	if (visit_setup(state) != 0)
		return -1;
	v = *state;
	v->app.routes = routes;
	v->app.nroutes = sizeof(routes) / sizeof(routes[0]);
	return 0;
}

static void
assert_who(struct visit *v, const char *who)
{
	assert_int_equal(visit_get(v, "/who"), 200);
	assert_str(visit_body(v), who);
}

static void
pass(struct visit *v, int64_t seconds)
{
	actor_wait(v->actor, seconds);
}

static void
a_login_lasts_its_time(void **state)
{
	static const struct {
		const char *role, *who;
		int64_t idle, longest;
	} cases[] = {
		{ "graduate", "graduate 1", 30 * MINUTE, 12 * HOUR },
		{ "authority", "authority 2", 15 * MINUTE, 8 * HOUR },
		{ "admin", "admin 3", 15 * MINUTE, 8 * HOUR },
	};
	struct visit *v = *state;
	int64_t id, began;

	assert_who(v, "visitor 0");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		id = visit_account(v, cases[i].role);
		visit_log_in(v, id);
		assert_who(v, cases[i].who);
		pass(v, cases[i].idle - 1);
		assert_who(v, cases[i].who);
		pass(v, cases[i].idle);
		assert_who(v, "visitor 0");

		visit_log_in(v, id);
		began = clock_now();
		while (clock_now() - began < cases[i].longest - 10 * MINUTE) {
			pass(v, 10 * MINUTE);
			assert_who(v, cases[i].who);
		}
		pass(v, 10 * MINUTE);
		assert_who(v, "visitor 0");
		assert_int_equal(
		    world_number(v->actor->world, "SELECT count(*) FROM session"), 0);
	}
}

static void
a_clock_that_jumps(void **state)
{
	struct visit *v = *state;
	int64_t id = visit_account(v, "graduate");

	visit_log_in(v, id);
	pass(v, -20 * HOUR); /* back: still logged in, and not for longer than from now */
	assert_who(v, "graduate 1");
	pass(v, 30 * MINUTE);
	assert_who(v, "visitor 0");

	visit_log_in(v, id);
	pass(v, 100 * HOUR); /* ahead: over, and back again does not revive it */
	assert_who(v, "visitor 0");
	pass(v, -100 * HOUR);
	assert_who(v, "visitor 0");
}

static void
the_account_decides_at_every_request(void **state)
{
	struct visit *v = *state;

	visit_log_in(v, visit_account(v, "admin"));
	assert_who(v, "admin 1");
	world_sql(v->actor->world, "UPDATE account SET state = 'disabled'");
	assert_who(v, "visitor 0");
	assert_int_equal(session_start(&v->rq, 1), JY_EFORBIDDEN);
	world_sql(v->actor->world, "UPDATE account SET state = 'active'");
	assert_who(v, "admin 1");
}

static void
only_a_digest_is_stored(void **state)
{
	struct visit *v = *state;
	char sql[200];

	visit_log_in(v, visit_account(v, "admin"));
	assert_int_equal(strlen(v->sid), TOKEN_CHARS);
	snprintf(sql, sizeof(sql),
	    "SELECT count(*) FROM session WHERE instr(CAST(token_hash AS TEXT), '%s')",
	    v->sid);
	assert_int_equal(world_number(v->actor->world, sql), 0);
	assert_non_null(strstr(
	    visit_header(v, "set-cookie"), "; Path=/; Secure; HttpOnly; SameSite=Lax"));
	v->sid[0] = v->sid[0] == 'A' ? 'B' : 'A';
	assert_who(v, "visitor 0");
	snprintf(v->sid, sizeof(v->sid), "short");
	assert_who(v, "visitor 0");
}

/* A key of the i-th session of a list. */
static const struct val *
entry(const struct val *list, size_t i, const char *key)
{
	struct val one = val_at(list, i);

	return val_get(&one, str_of(key));
}

static void
a_person_has_five_sessions(void **state)
{
	struct visit *v = *state;
	int64_t id = visit_account(v, "admin");
	char first[64];
	struct val list;

	visit_log_in(v, id);
	snprintf(first, sizeof(first), "%s", v->sid);
	for (int i = 0; i < 5; i++) {
		pass(v, 1);
		v->sid[0] = '\0';
		visit_log_in(v, id);
	}
	assert_int_equal(
	    world_number(v->actor->world, "SELECT count(*) FROM session"), 5);
	assert_who(v, "admin 1");
	assert_int_equal(session_list(&v->rq.act, id, v->rq.session.id, &list), JY_OK);
	assert_int_equal(val_len(&list), 5);
	assert_true(val_true(entry(&list, 0, "current")));
	assert_int_equal(
	    session_end_one(&v->rq.act, id, entry(&list, 4, "handle")->s), JY_OK);
	assert_int_equal(
	    session_end_one(&v->rq.act, id + 1, entry(&list, 3, "handle")->s),
	    JY_ENOTFOUND);
	assert_int_equal(session_end_others(&v->rq.act, id, v->rq.session.id), JY_OK);
	assert_int_equal(
	    world_number(v->actor->world, "SELECT count(*) FROM session"), 1);
	assert_who(v, "admin 1");
	snprintf(v->sid, sizeof(v->sid), "%s", first);
	assert_who(v, "visitor 0");
}

static void
values_are_renewed_and_end(void **state)
{
	struct visit *v = *state;
	char old[64];

	visit_log_in(v, visit_account(v, "admin"));
	snprintf(old, sizeof(old), "%s", v->sid);
	assert_int_equal(visit_post(v, "/renew", ""), 303);
	assert_string_not_equal(v->sid, old);
	assert_who(v, "admin 1");
	assert_int_equal(visit_post(v, "/logout", ""), 303);
	assert_string_equal(visit_header(v, "clear-site-data"), "\"cache\", \"storage\"");
	assert_string_equal(v->sid, "");
	snprintf(v->sid, sizeof(v->sid), "%s", old);
	assert_who(v, "visitor 0");
}

/* The token that a page gives for /act, as a body. */
static const char *
token_body(struct visit *v)
{
	static char body[100];

	assert_int_equal(visit_get(v, "/token"), 200);
	snprintf(body, sizeof(body), "csrf=" STR_FMT, STR_ARG(visit_body(v)));
	return body;
}

static void
a_form_comes_from_our_page(void **state)
{
	struct visit *v = *state;
	char body[100], pre[64];

	/* a visitor's token hangs on the cookie before login */
	assert_int_equal(visit_post(v, "/act", "csrf=x"), 403);
	snprintf(body, sizeof(body), "%s", token_body(v));
	assert_int_equal(strlen(v->pre), TOKEN_CHARS);
	assert_int_equal(visit_post(v, "/act", body), 200);
	assert_int_equal(visit_post(v, "/other", body), 403);
	assert_int_equal(visit_post(v, "/act", ""), 403);
	body[8] ^= 1;
	assert_int_equal(visit_post(v, "/act", body), 403);
	snprintf(body, sizeof(body), "%s", token_body(v));
	snprintf(pre, sizeof(pre), "%s", v->pre);
	v->pre[0] = '\0';
	assert_int_equal(visit_post(v, "/act", body), 403);

	/* after login it hangs on the session */
	visit_log_in(v, visit_account(v, "admin"));
	assert_int_equal(visit_post(v, "/act", body), 403);
	snprintf(body, sizeof(body), "%s", token_body(v));
	assert_int_equal(visit_post(v, "/act", body), 200);
}

static void
a_form_comes_from_our_site(void **state)
{
	static const struct {
		const char *origin, *site;
		int status;
	} cases[] = {
		{ NULL, NULL, 200 },
		{ "https://jobs.example.cn", "same-origin", 200 },
		{ NULL, "none", 200 },
		{ "null", NULL, 403 },
		{ "", NULL, 403 },
		{ "https://evil.example", NULL, 403 },
		{ "http://jobs.example.cn", NULL, 403 },
		{ "https://jobs.example.cn:444", NULL, 403 },
		{ "https://jobs.example.cn.evil.example", NULL, 403 },
		{ NULL, "cross-site", 403 },
		{ NULL, "same-site", 403 },
		{ "https://jobs.example.cn", "cross-site", 403 },
	};
	struct visit *v = *state;
	char body[100];

	snprintf(body, sizeof(body), "%s", token_body(v));
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(
		    visit_ask_in(v,
			(struct request_in){ .method = METHOD_POST,
			    .content_type = STR("application/x-www-form-urlencoded"),
			    .origin = str_of(cases[i].origin),
			    .sec_fetch_site = str_of(cases[i].site),
			    .body = str_of(body) },
			"/act"),
		    cases[i].status);
}

int
main(void)
{
	const struct CMUnitTest cases[] = {
		CASE_WITH("V7.3.1 V7.3.2 idle and absolute limits by role",
		    a_login_lasts_its_time, setup, visit_teardown),
		CASE_WITH("a clock that jumps neither revives nor prolongs",
		    a_clock_that_jumps, setup, visit_teardown),
		CASE_WITH("V8.3.2 role and state are read at every request",
		    the_account_decides_at_every_request, setup, visit_teardown),
		CASE_WITH("V7.2.2 V3.3.1 the store keeps a digest, the cookie is strict",
		    only_a_digest_is_stored, setup, visit_teardown),
		CASE_WITH("V7.1.2 five sessions a person, listed and ended",
		    a_person_has_five_sessions, setup, visit_teardown),
		CASE_WITH("1.2.i1 V7.4.1 renewed and ended sessions are dead",
		    values_are_renewed_and_end, setup, visit_teardown),
		CASE_WITH("V3.5.1 a form's token is for its browser and its path",
		    a_form_comes_from_our_page, setup, visit_teardown),
		CASE_WITH("V3.5.1 a form is posted from our own site",
		    a_form_comes_from_our_site, setup, visit_teardown),
	};

	return RUN(cases);
}
