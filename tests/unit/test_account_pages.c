/*
 * test_account_pages.c - the pages of chapter 1 from form to form, as a browser
 * without script walks them; every step through the whole way of a request.
 */
#include "client.h"

#include <dirent.h>

#include "file/upload.h"
#include "http/session.h"

#define ID_NO "11010519491231002X"
#define MOBILE "13899110001"
#define PASSWORD "kaoshi2026"
#define PDF "%PDF-1.4\nlicence\n%%EOF\n"

/* fontconfig keeps its caches until the process ends. */
const char *__lsan_default_suppressions(void);
const char *
__lsan_default_suppressions(void)
{
	return "leak:libfontconfig";
}

/* The page without its frame. */
static struct str
main_part(struct client *c)
{
	const char *at = memmem(c->body.p, c->body.n, "<main", 5);

	return at == NULL ? c->body
			  : (struct str){ at, c->body.n - (size_t)(at - c->body.p) };
}

static void
status_is(struct client *c, int want)
{
	if (c->status != want)
		fail_msg("status %d, wanted %d: " STR_FMT, c->status, want,
		    STR_ARG(main_part(c)));
}

static void
sees(struct client *c, const char *text)
{
	if (!client_sees(c, text))
		fail_msg("no \"%s\" in " STR_FMT, text, STR_ARG(main_part(c)));
}

/* The form of 个人会员, sent. */
static void
register_form(
    struct client *c, const char *id_no, const char *mobile, const char *captcha)
{
	assert_int_equal(client_get(c, "/auth/register"), 200);
	SUBMIT(c, "/auth/register", "id_no", id_no, "name", "古丽", "mobile", mobile,
	    "password", PASSWORD, "password2", PASSWORD, "captcha", captcha);
}

static void
register_code(struct client *c, const char *code)
{
	SUBMIT(c, "/auth/register/code", "code", code);
}

static void
registered(struct client *c)
{
	register_form(c, ID_NO, MOBILE, "0000");
	status_is(c, 200);
	sees(c, "138****0001");
	register_code(c, arena_cstr(&c->t->arena, actor_code(c->t)));
	status_is(c, 303);
	actor_wait(c->t, 60);
}

static int
login(struct client *c, const char *kind, const char *name, const char *password)
{
	client_get(c, "/auth/login");
	return SUBMIT(c, "/auth/login", "kind", kind, "login", name, "password", password,
	    "captcha", "0000");
}

static void
test_register(void **state)
{
	struct client *c = *state;

	registered(c);
	assert_str(c->location, "/auth/register/done");
	assert_int_equal(client_get(c, "/auth/register/done"), 200);
	sees(c, "注册成功");
	assert_string_equal(c->sid, "");
}

static const struct wrong_case {
	const char *label, *id_no, *name, *mobile, *password, *password2, *captcha,
	    *wrong;
} wrongs[] = {
	{ "15 digits", "110105491231002", "古丽", MOBILE, PASSWORD, PASSWORD, "0000",
	    "id_no" },
	{ "17 characters", "1101051949123100X", "古丽", MOBILE, PASSWORD, PASSWORD,
	    "0000", "id_no" },
	{ "19 characters", ID_NO "1", "古丽", MOBILE, PASSWORD, PASSWORD, "0000",
	    "id_no" },
	{ "check digit", "110105194912310021", "古丽", MOBILE, PASSWORD, PASSWORD, "0000",
	    "id_no" },
	{ "no ID", "", "古丽", MOBILE, PASSWORD, PASSWORD, "0000", "id_no" },
	{ "no name", ID_NO, " ", MOBILE, PASSWORD, PASSWORD, "0000", "name" },
	{ "name of digits", ID_NO, "12", MOBILE, PASSWORD, PASSWORD, "0000", "name" },
	{ "short mobile", ID_NO, "古丽", "1389911000", PASSWORD, PASSWORD, "0000",
	    "mobile" },
	{ "mobile 12…", ID_NO, "古丽", "12899110001", PASSWORD, PASSWORD, "0000",
	    "mobile" },
	{ "weak password", ID_NO, "古丽", MOBILE, "abc_123", "abc_123", "0000",
	    "password" },
	{ "two passwords", ID_NO, "古丽", MOBILE, PASSWORD, "kaoshi2027", "0000",
	    "password2" },
	{ "no captcha", ID_NO, "古丽", MOBILE, PASSWORD, PASSWORD, "", "captcha" },
	{ "wrong captcha", ID_NO, "古丽", MOBILE, PASSWORD, PASSWORD, "0001", "captcha" },
};

static void
test_register_wrong(void **state)
{
	static const char *const links[] = { "\"#f-id_no\"", "\"#f-name\"",
		"\"#f-mobile\"", "\"#f-password\"", "\"#f-captcha\"" };
	struct client *c = *state;

	for (size_t i = 0; i < sizeof(wrongs) / sizeof(wrongs[0]); i++) {
		const struct wrong_case *w = &wrongs[i];
		struct str link =
		    arena_printf(&c->t->arena, "<a href=\"#f-%s\">", w->wrong);

		client_get(c, "/auth/register");
		SUBMIT(c, "/auth/register", "id_no", w->id_no, "name", w->name, "mobile",
		    w->mobile, "password", w->password, "password2", w->password2,
		    "captcha", w->captcha);
		status_is(c, 422);
		if (!client_sees(c, link.p))
			fail_msg("%s: no error at %s", w->label, w->wrong);
		sees(c, w->mobile); /* kept */
		assert_false(client_sees(c, PASSWORD));
	}
	/* All at once: not one after the other. */
	SUBMIT(c, "/auth/register", "id_no", "1", "name", "", "mobile", "2", "password",
	    "a_b", "password2", "a_b", "captcha", "");
	for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++)
		sees(c, links[i]);
	assert_int_equal(world_number(c->t->world, "SELECT count(*) FROM account"), 0);
	assert_int_equal(world_number(c->t->world, "SELECT count(*) FROM sms_code"), 0);
}

static void
test_register_code(void **state)
{
	struct client *c = *state;

	register_form(c, ID_NO, MOBILE, "0000");
	register_code(c, "12345");
	status_is(c, 422);
	sees(c, "短信验证码");
	register_code(c, "000000");
	status_is(c, 422);
	sees(c, "不正确或已失效");
	register_code(c, arena_cstr(&c->t->arena, actor_code(c->t)));
	status_is(c, 303);
}

static void
test_register_late(void **state)
{
	struct client *c = *state;

	register_form(c, ID_NO, MOBILE, "0000");
	actor_wait(c->t, 301);
	register_code(c, arena_cstr(&c->t->arena, actor_code(c->t)));
	status_is(c, 422);
	sees(c, "已过期");
	sees(c, "新用户注册");
}

static void
test_register_again(void **state)
{
	struct client *c = *state;

	register_form(c, ID_NO, MOBILE, "0000");
	SUBMIT(c, "/auth/register/again");
	status_is(c, 422);
	sees(c, "操作过于频繁");
	actor_wait(c->t, 60);
	SUBMIT(c, "/auth/register/again");
	status_is(c, 200);
	register_code(c, arena_cstr(&c->t->arena, actor_code(c->t)));
	status_is(c, 303);
}

static void
test_register_taken(void **state)
{
	struct client *c = *state;

	registered(c);
	c->pre[0] = '\0';
	/* The form itself says nothing … */
	register_form(c, ID_NO, "13500000001", "0000");
	status_is(c, 200);
	sees(c, "如果 135****0001 填写无误");
	/* … only who holds the phone learns it, and nothing of the other account. */
	register_code(c, arena_cstr(&c->t->arena, actor_code(c->t)));
	status_is(c, 422);
	sees(c, "该身份证号已注册");
	assert_false(client_sees(c, "1389911"));
	assert_int_equal(world_number(c->t->world, "SELECT count(*) FROM account"), 1);
}

static void
test_register_no_sms(void **state)
{
	struct client *c = *state;

	c->t->conf.sms.at_registration = false;
	register_form(c, ID_NO, MOBILE, "0000");
	status_is(c, 303);
	assert_int_equal(world_number(c->t->world, "SELECT count(*) FROM account"), 1);
}

/* The form of 单位会员, sent with a file ("": none). */
static void
register_org(struct client *c, const char *employer, const char *name, const char *bytes)
{
	const char *const fields[] = { "employer", employer, "credit_code",
		"91350100M000100Y43", "name", "李四", "mobile", MOBILE, "password",
		PASSWORD, "password2", PASSWORD, "captcha", "0000", NULL };

	c->t->conf.path.files = c->t->world->dir;
	client_get(c, "/auth/register/org");
	sees(c, "enctype=\"multipart/form-data\"");
	client_send_file(c, "/auth/register/org", fields, "licence", name, bytes);
}

static int64_t
number(struct client *c, const char *sql)
{
	return world_number(c->t->world, sql);
}

static void
test_register_licence(void **state)
{
	struct client *c = *state;

	register_org(c, "", "zhizhao.pdf", PDF); /* another field is wrong */
	status_is(c, 422);
	sees(c, "请重新选择");
	register_org(c, "天山测试有限公司", "zhizhao.pdf", "not one");
	status_is(c, 422);
	sees(c, "只能上传 JPEG、PNG 图片或 PDF");
	assert_int_equal(number(c, "SELECT count(*) FROM sms_code"), 0);
	assert_int_equal(number(c, "SELECT count(*) FROM file_waiting"), 0);
	register_org(c, "天山测试有限公司", "zhizhao.pdf", PDF);
	status_is(c, 200);
	assert_int_equal(number(c, "SELECT count(*) FROM file"), 0);
	register_code(c, arena_cstr(&c->t->arena, actor_code(c->t)));
	status_is(c, 303);
	assert_int_equal(number(c, "SELECT count(*) FROM file_waiting"), 0);
	assert_int_equal(
	    number(c, "SELECT count(*) FROM employer e JOIN file f ON f.id = e.licence_id"
		      " JOIN account a ON a.id = f.account_id AND a.employer_id = e.id"
		      " WHERE f.purpose = 'licence' AND f.name = 'zhizhao.pdf'"),
	    1);
	assert_int_equal(login(c, "employer", "91350100M000100Y43", PASSWORD), 303);
	client_get(c, "/org/profile");
	sees(c, "查看已上传的营业执照");
}

/* How many files lie where uploads are kept. */
static int
files_in(struct client *c)
{
	DIR *dir = opendir(c->t->conf.path.files);
	int n = 0;

	assert_non_null(dir);
	for (struct dirent *e; (e = readdir(dir)) != NULL;)
		n += e->d_type == DT_REG && strlen(e->d_name) == UPLOAD_UID_CHARS;
	closedir(dir);
	return n;
}

/* Who never types the code leaves nothing behind. */
static void
test_register_licence_swept(void **state)
{
	struct client *c = *state;
	int64_t removed = 0;

	register_org(c, "天山测试有限公司", "zhizhao.pdf", PDF);
	assert_int_equal(upload_sweep(&c->t->act, &removed), JY_OK);
	assert_int_equal(removed, 0);
	assert_int_equal(files_in(c), 1);
	actor_wait(c->t, UPLOAD_WAIT_SECONDS);
	assert_int_equal(upload_sweep(&c->t->act, &removed), JY_OK);
	assert_int_equal(removed, 1);
	assert_int_equal(files_in(c), 0);
	assert_int_equal(number(c, "SELECT count(*) FROM file_waiting"), 0);
}

static void
test_register_employer(void **state)
{
	struct client *c = *state;

	client_get(c, "/auth/register/org");
	sees(c, "aria-current=\"page\">单位会员");
	register_org(c, "天山测试有限公司", "", "");
	register_code(c, arena_cstr(&c->t->arena, actor_code(c->t)));
	status_is(c, 303);
	assert_str(c->location, "/auth/register/done?kind=employer");
	assert_int_equal(login(c, "employer", "91350100M000100Y43", PASSWORD), 303);
	assert_str(c->location, "/org/");
	assert_int_equal(client_get(c, "/org/"), 200);
	sees(c, "待审核");
}

static void
test_login(void **state)
{
	struct client *c = *state;
	char before[64];

	registered(c);
	snprintf(before, sizeof(before), "%s", c->pre);
	assert_int_equal(client_get(c, "/my/"), 303);
	assert_str(c->location, "/auth/login?next=%2Fmy%2F");
	assert_int_equal(login(c, "graduate", "11010519491231002x", PASSWORD), 303);
	assert_str(c->location, "/my/");
	assert_string_not_equal(c->sid, "");
	assert_string_not_equal(c->sid, before);
	assert_int_equal(client_get(c, "/my/"), 200);
	sees(c, "个人专区");
	assert_int_equal(client_get(c, "/org/"), 403);
	assert_int_equal(client_get(c, "/office/"), 403);
	assert_int_equal(client_get(c, "/auth/login"), 303);
}

/* What differs between two refusals: nothing but tokens and what was typed. */
static size_t
refusal(struct client *c, const char *kind, const char *name, const char *password)
{
	assert_int_equal(login(c, kind, name, password), 422);
	sees(c, "用户名或密码不正确");
	assert_string_equal(c->sid, "");
	return c->body.n - strlen(name);
}

static void
test_login_refused(void **state)
{
	struct client *c = *state;
	size_t known, unknown, disabled;

	registered(c);
	known = refusal(c, "graduate", MOBILE, "falsch");
	unknown = refusal(c, "graduate", "13511110000", PASSWORD);
	world_sql(c->t->world, "UPDATE account SET state = 'disabled'");
	disabled = refusal(c, "graduate", MOBILE, PASSWORD);
	assert_int_equal(known, unknown);
	assert_int_equal(known, disabled);
	world_sql(c->t->world, "UPDATE account SET state = 'active'");
	refusal(c, "employer", MOBILE, PASSWORD);
	refusal(c, "staff", MOBILE, PASSWORD);
}

static void
test_login_captcha(void **state)
{
	struct client *c = *state;

	registered(c);
	client_get(c, "/auth/login");
	SUBMIT(c, "/auth/login", "kind", "graduate", "login", MOBILE, "password",
	    PASSWORD, "captcha", "1111");
	status_is(c, 422);
	sees(c, "验证码不正确");
	sees(c, MOBILE);
	/* The same picture again: used up, even with the right answer. */
	assert_int_equal(login(c, "graduate", MOBILE, PASSWORD), 303);
}

static void
test_login_next(void **state)
{
	static const char *const bad[] = { "//evil.example/", "/\\evil.example",
		"https://evil.example/", "/a\r\nSet-Cookie: x=1" };
	struct client *c = *state;

	registered(c);
	client_get(c, "/auth/login?next=%2Fauth%2Fsessions");
	SUBMIT(c, "/auth/login", "kind", "graduate", "login", MOBILE, "password",
	    PASSWORD, "captcha", "0000");
	assert_str(c->location, "/auth/sessions");
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		c->sid[0] = '\0';
		client_get(c, "/auth/login");
		SUBMIT(c, "/auth/login", "kind", "graduate", "login", MOBILE, "password",
		    PASSWORD, "captcha", "0000", "next", bad[i]);
		if (c->status == 303)
			assert_str(c->location, "/my/");
		else
			assert_true(c->status == 422 || c->status == 400);
	}
}

static void
test_login_busy(void **state)
{
	struct client *c = *state;

	registered(c);
	c->busy = true;
	for (int i = 0; i < 15; i++)
		assert_int_equal(login(c, "graduate", MOBILE, PASSWORD), 503);
	c->busy = false;
	assert_int_equal(login(c, "graduate", MOBILE, PASSWORD), 303);
}

static void
test_login_too_often(void **state)
{
	struct client *c = *state;

	for (int i = 0; i < 5; i++)
		assert_int_equal(login(c, "graduate", "13511110000", "x"), 422);
	assert_int_equal(login(c, "graduate", "13511110000", "x"), 429);
	sees(c, "操作过于频繁");
	assert_string_equal(c->rq.reply.headers[0].name, "retry-after");
}

static void
test_logout(void **state)
{
	struct client *c = *state;
	char old[64];

	registered(c);
	login(c, "graduate", MOBILE, PASSWORD);
	snprintf(old, sizeof(old), "%s", c->sid);
	client_get(c, "/my/");
	assert_int_equal(SUBMIT(c, "/auth/logout"), 303);
	assert_string_equal(c->rq.reply.headers[0].name, "clear-site-data");
	snprintf(c->sid, sizeof(c->sid), "%s", old);
	assert_int_equal(client_get(c, "/my/"), 303);
	assert_int_equal(world_number(c->t->world, "SELECT count(*) FROM session"), 0);
	assert_int_equal(
	    world_number(c->t->world, "SELECT count(*) FROM audit_event WHERE act = "
				      "'session.logout' AND actor_id = 1"),
	    1);
}

static int
change(struct client *c, const char *old, const char *fresh)
{
	client_get(c, "/auth/password");
	sees(c, "建议您经常更换登录密码");
	return SUBMIT(c, "/auth/password", "old_password", old, "password", fresh,
	    "password2", fresh);
}

static void
test_change(void **state)
{
	struct client *c = *state;
	char other[64];

	registered(c);
	login(c, "graduate", MOBILE, PASSWORD);
	snprintf(other, sizeof(other), "%s", c->sid);
	c->sid[0] = '\0';
	login(c, "graduate", MOBILE, PASSWORD);
	assert_int_equal(change(c, "falsch", "xin2026mi"), 422);
	sees(c, "旧密码不正确");
	assert_int_equal(change(c, PASSWORD, "abc_1"), 422);
	assert_int_equal(change(c, PASSWORD, "xin2026mi"), 303);
	assert_str(c->location, "/my/?done=password-changed");
	client_get(c, "/my/?done=password-changed");
	status_is(c, 200);
	sees(c, "密码已修改");
	snprintf(c->sid, sizeof(c->sid), "%s", other);
	assert_int_equal(client_get(c, "/my/"), 303);
	assert_int_equal(login(c, "graduate", MOBILE, PASSWORD), 422);
	assert_int_equal(login(c, "graduate", MOBILE, "xin2026mi"), 303);
}

static void
test_change_guessed(void **state)
{
	struct client *c = *state;

	registered(c);
	login(c, "graduate", MOBILE, PASSWORD);
	for (int i = 0; i < 10; i++)
		assert_int_equal(change(c, "falsch", "xin2026mi"), 422);
	assert_int_equal(change(c, PASSWORD, "xin2026mi"), 422);
	sees(c, "操作过于频繁");
}

static void
test_sessions(void **state)
{
	struct client *c = *state;
	char other[64];

	registered(c);
	login(c, "graduate", MOBILE, PASSWORD);
	snprintf(other, sizeof(other), "%s", c->sid);
	c->sid[0] = '\0';
	login(c, "graduate", MOBILE, PASSWORD);
	assert_int_equal(client_get(c, "/auth/sessions"), 200);
	sees(c, "Firefox");
	sees(c, "本次登录");
	assert_int_equal(SUBMIT(c, "/auth/sessions/end"), 303);
	client_get(c, "/auth/sessions");
	assert_false(client_sees(c, "结束其他"));
	snprintf(c->sid, sizeof(c->sid), "%s", other);
	assert_int_equal(client_get(c, "/my/"), 303);
}

static void
test_recover(void **state)
{
	struct client *c = *state;
	struct str for_known, for_unknown;
	const char *code;

	registered(c);
	client_get(c, "/auth/recover");
	SUBMIT(c, "/auth/recover", "mobile", "13511110000", "captcha", "0000");
	status_is(c, 200);
	for_unknown = c->body;
	client_get(c, "/auth/recover");
	SUBMIT(c, "/auth/recover", "mobile", MOBILE, "captcha", "0000");
	status_is(c, 200);
	for_known = c->body;
	assert_int_equal(for_known.n, for_unknown.n);
	code = arena_cstr(&c->t->arena, actor_code(c->t));
	SUBMIT(c, "/auth/recover/code", "code", "000000", "password", "hao2026ma",
	    "password2", "hao2026ma");
	status_is(c, 422);
	SUBMIT(
	    c, "/auth/recover/code", "code", code, "password", "a_b", "password2", "a_b");
	status_is(c, 422);
	SUBMIT(c, "/auth/recover/code", "code", code, "password", "hao2026ma",
	    "password2", "hao2026ma");
	status_is(c, 303);
	assert_str(c->location, "/auth/login?done=password-reset");
	assert_string_equal(c->sid, "");
	assert_int_equal(login(c, "graduate", MOBILE, PASSWORD), 422);
	assert_int_equal(login(c, "graduate", MOBILE, "hao2026ma"), 303);
}

static void
test_fragments(void **state)
{
	struct client *c = *state;

	assert_int_equal(client_get(c, "/auth/fragment/login"), 200);
	sees(c, "action=\"/auth/login\"");
	assert_false(client_sees(c, "<html"));
	assert_null(c->rq.reply.cache);
	registered(c);
	client_get(c, "/auth/fragment/login");
	SUBMIT(c, "/auth/login", "kind", "graduate", "login", MOBILE, "password",
	    PASSWORD, "captcha", "0000");
	status_is(c, 303);
	assert_int_equal(client_get(c, "/auth/fragment/login"), 200);
	sees(c, "古丽");
	assert_false(client_sees(c, "action=\"/auth/login\""));
}

static void
test_picture(void **state)
{
	struct client *c = *state;
	struct str path;

	c->t->conf.captcha.mode = "picture";
	client_get(c, "/auth/login");
	path = arena_printf(&c->t->arena, "/auth/captcha/" STR_FMT,
	    STR_ARG(client_input(c, "action=\"/auth/login\"", "captcha_id")));
	assert_int_equal(client_get(c, path.p), 200);
	assert_string_equal(c->rq.reply.type, "image/png");
	assert_null(c->rq.reply.cache); /* no-store */
	assert_int_equal(client_get(c, "/auth/captcha/x"), 404);
	c->pre[0] = '\0';
	assert_int_equal(client_get(c, path.p), 404);
}

static const struct corner_case {
	const char *set, *visitor, *graduate;
} corners[] = {
	{ "state = 'published', closes_at = 1999999999",
	    "/auth/login?next=/jobs/0001/1007.html", "href=\"/my/jobs/1007/apply\"" },
	{ "state = 'published', closes_at = 1999999999",
	    "/auth/login?next=/jobs/0001/1007.html", "name=\"one\" value=\"1007\"" },
	{ "state = 'published', closes_at = 1795478400", "已停止招聘", "已停止招聘" },
	{ "state = 'expired'", "已停止招聘", "已停止招聘" },
	{ "state = 'draft'", NULL, NULL },
};

static void
corner_is(struct client *c, const char *want)
{
	assert_int_equal(
	    client_get(c, "/auth/fragment/job?id=1007"), want != NULL ? 200 : 404);
	if (want != NULL)
		sees(c, want);
}

static void
test_job_corner(void **state)
{
	struct client *c = *state;
	char sid[64];

	registered(c);
	login(c, "graduate", MOBILE, PASSWORD);
	snprintf(sid, sizeof(sid), "%s", c->sid);
	world_sql(c->t->world,
	    "INSERT INTO employer(id, name, credit_code, state, created_at, updated_at)"
	    " VALUES(3, '某单位', '91350100M000100Y43', 'verified', 1, 1);"
	    "INSERT INTO region(code, name, level) VALUES('6501', '乌鲁木齐市', 2);"
	    "INSERT INTO job(id, employer_id, title, region_code, closes_on, closes_at,"
	    " published_at, created_at, updated_at)"
	    " VALUES(1007, 3, '会计', '6501', '2026-12-31', 1, 1, 1, 1)");
	for (size_t i = 0; i < sizeof(corners) / sizeof(corners[0]); i++) {
		world_sql(c->t->world,
		    arena_printf(&c->t->arena, "UPDATE job SET %s", corners[i].set).p);
		c->sid[0] = '\0';
		corner_is(c, corners[i].visitor);
		snprintf(c->sid, sizeof(c->sid), "%s", sid);
		corner_is(c, corners[i].graduate);
	}
	assert_int_equal(client_get(c, "/auth/fragment/job?id=0"), 404);
	assert_int_equal(client_get(c, "/auth/fragment/job"), 404);
}

#define T(label, fn) CASE_WITH(label, fn, client_setup, client_teardown)

int
main(void)
{
	const struct CMUnitTest cases[] = {
		T("1.1.f2 1.1.r5 the form, the code, the message of success; nobody is "
		  "logged in",
		    test_register),
		T("1.1.d1 1.1.r1 1.1.r2 1.1.r3 each wrong field is named, the rest stays "
		  "filled in",
		    test_register_wrong),
		T("1.1.q1 without the right code there is no account",
		    test_register_code),
		T("1.1.q1 after the life of the code one starts over",
		    test_register_late),
		T("1.1.q1 a code can be sent again after the pause", test_register_again),
		T("1.1.i1 who is registered is told only to who holds the phone",
		    test_register_taken),
		T("1.1.q1 the SMS code can be turned off by configuration",
		    test_register_no_sms),
		T("1.1.i3 a licence may come with the form; it is checked and becomes "
		  "the unit's",
		    test_register_licence),
		T("1.1.i3 a licence whose registration is never finished goes",
		    test_register_licence_swept),
		T("1.1.i3 an employer registers, logs in and sees that it waits",
		    test_register_employer),
		T("0.f1 1.2.r1 the zone wants a login, and opens after it", test_login),
		T("1.2.r1 1.2.r2 every refusal is the same page", test_login_refused),
		T("1.2.r1 1.2.i4 a wrong captcha is refused at its field",
		    test_login_captcha),
		T("after login only a local page follows", test_login_next),
		T("1.2.i3 too many failures: 429 and when to come back",
		    test_login_too_often),
		T("1.2.i3 a try that was turned away because many log in is no failure",
		    test_login_busy),
		T("1.2.i1 logout ends the session on the server", test_logout),
		T("1.3.f1 1.3.r1 1.3.r3 1.3.i2 the password is changed", test_change),
		T("1.2.i3 the old password cannot be guessed on the change page",
		    test_change_guessed),
		T("one sees and ends one's sessions", test_sessions),
		T("1.4.f1 1.4.r1 a forgotten password, and the same answer for any "
		  "number",
		    test_recover),
		T("1.2.f1 the login area of the home page is a fragment, for who is "
		  "logged in too",
		    test_fragments),
		T("1.2.r1 the captcha's picture is for the browser that asked",
		    test_picture),
		T("a job page's corner says what its viewer can do", test_job_corner),
	};

	return RUN(cases);
}
