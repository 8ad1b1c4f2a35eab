/*
 * test_form.c - forms: what a body may hold, what a field may be, and what the page
 * shows of it.
 */
#include "actor.h"

#include "http/form.h"
#include "http/field.h"

static const struct choice kinds[] = { { "a", "甲" }, { "b", "乙" }, { NULL, NULL } };

static const struct field fields[] = {
	{ "name", "姓名", FIELD_NAME, 0, 0, F_REQUIRED, NULL, "name", NULL, NULL },
	{ "title", "标题", FIELD_TEXT, 2, 5, 0, "两到五个字", NULL, NULL, NULL },
	{ "intro", "简介", FIELD_LONG, 0, 20, 0, NULL, NULL, NULL, NULL },
	{ "id_no", "身份证号", FIELD_ID_NUMBER, 0, 0, 0, NULL, NULL, NULL, NULL },
	{ "mobile", "手机号", FIELD_MOBILE, 0, 0, 0, NULL, NULL, NULL, NULL },
	{ "credit", "信用代码", FIELD_CREDIT, 0, 0, 0, NULL, NULL, NULL, NULL },
	{ "email", "邮箱", FIELD_EMAIL, 0, 0, 0, NULL, NULL, NULL, NULL },
	{ "code", "验证码", FIELD_DIGITS, 6, 6, F_SECRET, NULL, NULL, NULL, NULL },
	{ "year", "年度", FIELD_NUMBER, 1950, 2100, 0, NULL, NULL, NULL, NULL },
	{ "day", "日期", FIELD_DATE, 0, 0, 0, NULL, NULL, NULL, NULL },
	{ "kind", "类别", FIELD_CHOICE, 0, 0, 0, NULL, NULL, kinds, NULL },
	{ "level", "学历", FIELD_CHOICE, 0, 0, 0, NULL, NULL, NULL, "education" },
	{ "agree", "协议", FIELD_CHECK, 0, 0, 0, NULL, NULL, NULL, NULL },
	{ "password", "密码", FIELD_PASSWORD, 0, 0, 0, NULL, NULL, NULL, NULL },
	{ "token", "令牌", FIELD_TOKEN, 0, 8, F_HIDDEN, NULL, NULL, NULL, NULL },
	{ "tag", "标签", FIELD_TEXT, 0, 3, F_LIST, NULL, NULL, NULL, NULL },
};
#define NFIELDS (sizeof(fields) / sizeof(fields[0]))

static enum jy_err
decode(struct actor *t, struct form *f, struct str body)
{
	return form_decode(f, &t->act, fields, NFIELDS, body);
}

/* What the body as a whole may be. */
static void
bodies(void **state)
{
	static const struct {
		const char *why;
		struct str body;
		enum jy_err err;
	} cases[] = {
		{ "a plain form", STR("name=%E5%BC%A0%E4%B8%89&title=ab"), JY_OK },
		{ "a + is a blank", STR("name=Li+Lei"), JY_OK },
		{ "a value with =", STR("name=%E5%BC%A0%E4%B8%89&password=a=b=c"),
		    JY_OK },
		{ "the csrf field", STR("csrf=abc&name=%E5%BC%A0%E4%B8%89"), JY_OK },
		{ "empty values", STR("name=%E5%BC%A0%E4%B8%89&title=&mobile="), JY_OK },
		{ "a list", STR("name=%E5%BC%A0%E4%B8%89&tag=a&tag=b"), JY_OK },
		{ "nothing: a field is missing", STR(""), JY_EINPUT },
		{ "blanks only: missing", STR("name=+%E3%80%80"), JY_EINPUT },
		{ "an unknown field", STR("name=%E5%BC%A0%E4%B8%89&x=1"), JY_EPARSE },
		{ "a field twice", STR("name=%E5%BC%A0%E4%B8%89&title=ab&title=cd"),
		    JY_EPARSE },
		{ "an empty field twice", STR("title=&title=cd"), JY_EPARSE },
		{ "csrf twice", STR("csrf=a&csrf=b"), JY_EPARSE },
		{ "a cut %", STR("name=%E5%BC%A"), JY_EPARSE },
		{ "a % at the end", STR("name=a%"), JY_EPARSE },
		{ "a % without hex", STR("name=%zz"), JY_EPARSE },
		{ "a NUL", STR("name=a%00b"), JY_EPARSE },
		{ "bytes that are not UTF-8", STR("name=%FF%FE"), JY_EPARSE },
		{ "an overlong slash", STR("name=%C0%AF"), JY_EPARSE },
		{ "a pair without =", STR("name"), JY_EPARSE },
		{ "an empty pair", STR("name=ab&&title=ab"), JY_EPARSE },
		{ "a & at the end", STR("name=ab&"), JY_EPARSE },
		{ "a box that says something else", STR("agree=maybe"), JY_EPARSE },
		{ "a token with a quote", STR("token=a%22"), JY_EPARSE },
		{ "a token too long", STR("token=123456789"), JY_EPARSE },
	};
	struct actor *t = *state;
	struct form f;
	enum jy_err err;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if ((err = decode(t, &f, cases[i].body)) != cases[i].err)
			fail_msg("%s: %s", cases[i].why, err_info(err)->name);
}

static void
limits_of_a_body(void **state)
{
	struct actor *t = *state;
	struct form f;
	struct buf b = BUF_INIT;

	buf_puts(&b, "name=Li");
	for (int i = 1; i < 200; i++)
		buf_puts(&b, "&tag=a");
	assert_int_equal(decode(t, &f, buf_view(&b)), JY_OK);
	assert_int_equal(form_value(&f, "tag")->nlist, 199);
	buf_puts(&b, "&tag=a");
	assert_int_equal(decode(t, &f, buf_view(&b)), JY_EPARSE);
	buf_reset(&b);
	for (int i = 0; i < 65; i++)
		buf_char(&b, 'n');
	buf_puts(&b, "=1");
	assert_int_equal(decode(t, &f, buf_view(&b)), JY_EPARSE);
	buf_release(&b);
}

/* One field at a time: what is refused keeps what was typed, what passes is normal. */
static void
values(void **state)
{
	static const struct {
		const char *field, *sent, *kept; /* kept NULL: refused */
	} cases[] = {
		{ "name", "%E5%BC%A0+++%E4%B8%89", "张 三" },
		{ "name", "%F0%A0%AE%B7%E5%BC%BA", "𠮷强" },
		{ "name", "%E5%BC%A0", NULL },
		{ "name", "Robert%27%29", NULL },
		{ "title", "%E4%B8%AD%E6%96%87", "中文" },
		{ "title", "a", NULL },
		{ "title", "abcdef", NULL },
		{ "title", "a%0Ab", NULL },
		{ "title", "ab%E2%80%AE", NULL },
		{ "intro", "a%0D%0Ab%09c", "a\nb\tc" },
		{ "intro", "a%07b", NULL },
		{ "id_no", "11010519491231002x", "11010519491231002X" },
		{ "id_no", "110105194912310021", NULL },
		{ "id_no", "110105491231002", NULL },
		{ "mobile", "%2B86+138-0013-8000", "13800138000" },
		{ "mobile", "12345678901", NULL },
		{ "credit", "91350100m000100y43", "91350100M000100Y43" },
		{ "credit", "91350100M000100Y44", NULL },
		{ "email", "a@Example.CN", "a@example.cn" },
		{ "email", "a@b", NULL },
		{ "email", "a%0D%0Ab@example.cn", NULL },
		{ "code", "%EF%BC%91%EF%BC%92%EF%BC%93456", "123456" },
		{ "code", "12345", NULL },
		{ "code", "12345a", NULL },
		{ "year", "2026", "2026" },
		{ "year", "1949", NULL },
		{ "year", "12abc", NULL },
		{ "year", "99999999999999999999", NULL },
		{ "day", "2026-02-28", "2026-02-28" },
		{ "day", "2026-02-30", NULL },
		{ "kind", "a", "a" },
		{ "kind", "c", NULL },
		{ "level", "master", "master" },
		{ "level", "guru", NULL },
		{ "agree", "yes", "yes" },
		{ "password", "++a%09", "  a\t" },
	};
	struct actor *t = *state;
	struct form_value *v;
	struct form f;
	char body[300];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(body, sizeof(body), "%s%s=%s",
		    strcmp(cases[i].field, "name") == 0 ? "" : "name=Li&", cases[i].field,
		    cases[i].sent);
		assert_int_equal(decode(t, &f, str_of(body)),
		    cases[i].kept != NULL ? JY_OK : JY_EINPUT);
		v = form_value(&f, cases[i].field);
		if (cases[i].kept == NULL) {
			if (v->error == NULL)
				fail_msg("%s was accepted", body);
			assert_true(v->text.n > 0);
		} else {
			assert_null(v->error);
			assert_str(v->text, cases[i].kept);
		}
	}
}

static void
messages_name_the_field(void **state)
{
	struct actor *t = *state;
	struct form f;

	assert_int_equal(decode(t, &f, STR("title=a&kind=c&year=1")), JY_EINPUT);
	assert_string_equal(form_value(&f, "name")->error, "请填写姓名。");
	assert_string_equal(
	    form_value(&f, "title")->error, "标题至少 2 个字，现在有 1 个。");
	assert_string_equal(form_value(&f, "kind")->error, "请从列表中选择类别。");
	assert_string_equal(
	    form_value(&f, "year")->error, "年度是 1950 到 2100 之间的整数。");
	assert_int_equal(form_fail(&f, NULL, "整个表单"), JY_EINPUT);
	assert_true(form_failed(&f));
}

/* A key of the map that templates get for a field. */
static const struct val *
seen(const struct val *form, const char *field, const char *key)
{
	const struct val *all = val_get(form, STR("field"));

	return val_get(val_get(all, str_of(field)), str_of(key));
}

static void
pages_show_what_was_typed_but_no_secrets(void **state)
{
	struct actor *t = *state;
	struct form f;
	struct val v, one;

	assert_int_equal(decode(t, &f,
			     STR("title=a&password=geheim&code=123456&level=master"
				 "&agree=yes&token=abc")),
	    JY_EINPUT);
	v = form_val(&f, &t->act);
	assert_str(seen(&v, "title", "value")->s, "a");
	assert_non_null(seen(&v, "title", "error"));
	assert_str(seen(&v, "title", "hint")->s, "两到五个字");
	assert_true(val_true(seen(&v, "title", "is_text")));
	assert_str(seen(&v, "password", "value")->s, "");
	assert_str(seen(&v, "code", "value")->s, "");
	assert_str(seen(&v, "code", "inputmode")->s, "numeric");
	assert_true(val_true(seen(&v, "name", "required")));
	assert_true(val_true(seen(&v, "agree", "checked")));
	assert_true(val_true(val_get(&v, STR("has_errors"))));
	assert_int_equal(val_len(val_get(&v, STR("errors"))), 2);
	assert_int_equal(val_len(val_get(&v, STR("fields"))), NFIELDS - 1);
	one = val_at(seen(&v, "level", "options"), 4);
	assert_str(val_get(&one, STR("label"))->s, "硕士");
	assert_true(val_true(val_get(&one, STR("selected"))));
}

static void
a_get_draws_an_empty_form(void **state)
{
	struct actor *t = *state;
	struct form f;
	struct val v;

	assert_int_equal(form_empty(&f, &t->arena, fields, NFIELDS), JY_OK);
	form_set(&f, "kind", STR("b"));
	assert_str(form_get(&f, "name"), "");
	v = form_val(&f, &t->act);
	assert_false(val_true(val_get(&v, STR("has_errors"))));
	assert_str(seen(&v, "kind", "value")->s, "b");
}

int
main(void)
{
	const struct CMUnitTest cases[] = {
		CASE_WITH("V15.3.3 V15.3.7 a body is one strict list of declared fields",
		    bodies, actor_setup, actor_teardown),
		CASE_WITH("a body has 200 fields and names of 64 bytes at most",
		    limits_of_a_body, actor_setup, actor_teardown),
		CASE_WITH("V2.2.1 a value is normal or refused and kept", values,
		    actor_setup, actor_teardown),
		CASE_WITH("an error names its field in Chinese", messages_name_the_field,
		    actor_setup, actor_teardown),
		CASE_WITH("a page keeps the input but never secrets",
		    pages_show_what_was_typed_but_no_secrets, actor_setup,
		    actor_teardown),
		CASE_WITH("a GET draws an empty form", a_get_draws_an_empty_form,
		    actor_setup, actor_teardown),
	};

	return RUN(cases);
}
