/*
 * test_multipart.c - bodies of forms with files: what is a part, what is refused, and
 * how it becomes a form.
 */
#include "actor.h"

#include "http/form.h"
#include "http/multipart.h"

#define TYPE "multipart/form-data; boundary=XyZ"
#define PART(name) "Content-Disposition: form-data; name=\"" name "\"\r\n\r\n"
#define FILE_PART(name, file)                                                          \
	"Content-Disposition: form-data; name=\"" name "\"; filename=\"" file "\"\r\n" \
	"Content-Type: image/png\r\n\r\n"
#define END "\r\n--XyZ--\r\n"
#define NEXT "\r\n--XyZ\r\n"
#define BEGIN "--XyZ\r\n"

/* How many parts a body has; -1: it is refused. */
static int
count(struct str type, struct str body)
{
	struct multipart m;
	struct part part;
	bool more = true;
	int n = 0;

	if (multipart_begin(&m, type, body) != JY_OK)
		return -1;
	for (;; n++) {
		if (multipart_next(&m, &part, &more) != JY_OK)
			return -1;
		if (!more)
			return n;
	}
}

static void
bodies(void **state)
{
	static const struct {
		const char *why;
		struct str body;
		int parts;
	} cases[] = {
		{ "one part", STR(BEGIN PART("a") "1" END), 1 },
		{ "no line end behind the last", STR(BEGIN PART("a") "1\r\n--XyZ--"), 1 },
		{ "two parts, one a file",
		    STR(BEGIN PART("a") "1" NEXT FILE_PART("f", "x.png") "2" END), 2 },
		{ "an empty part", STR(BEGIN PART("a") END), 1 },
		{ "a delimiter's beginning inside",
		    STR(BEGIN PART("a") "\r\n--Xy\r\n-XyZ--\r\n" END), 1 },
		{ "no parts at all", STR("--XyZ--\r\n"), 0 },
		{ "nothing", STR(""), -1 },
		{ "text before the first part", STR("hello\r\n" BEGIN PART("a") "1" END),
		    -1 },
		{ "text behind the last", STR(BEGIN PART("a") "1" END "more"), -1 },
		{ "no end", STR(BEGIN PART("a") "1"), -1 },
		{ "cut off in the header", STR(BEGIN "Content-Disposition: form"), -1 },
		{ "another boundary", STR("--Other\r\n" PART("a") "1" END), -1 },
		{ "a delimiter that goes on", STR(BEGIN PART("a") "1\r\n--XyZX" END),
		    -1 },
		{ "no name", STR(BEGIN "Content-Disposition: form-data\r\n\r\n1" END),
		    -1 },
		{ "no disposition", STR(BEGIN "Content-Type: text/plain\r\n\r\n1" END),
		    -1 },
		{ "two dispositions",
		    STR(BEGIN "Content-Disposition: form-data; name=\"a\"\r\n" PART(
			"b") "1" END),
		    -1 },
		{ "another header",
		    STR(BEGIN "Content-Transfer-Encoding: base64\r\n" PART("a") "1" END),
		    -1 },
		{ "an unquoted name",
		    STR(BEGIN "Content-Disposition: form-data; name=a\r\n\r\n1" END),
		    -1 },
		{ "filename*",
		    STR(BEGIN "Content-Disposition: form-data; name=\"a\"; "
			      "filename*=UTF-8''x\r\n\r\n1" END),
		    -1 },
		{ "a name without an end",
		    STR(BEGIN "Content-Disposition: form-data; name=\"a\r\n\r\n1" END),
		    -1 },
		{ "bare line feeds",
		    STR("--XyZ\nContent-Disposition: form-data; "
			"name=\"a\"\n\n1\n--XyZ--"),
		    -1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (count(STR(TYPE), cases[i].body) != cases[i].parts)
			fail_msg("%s: %d", cases[i].why, count(STR(TYPE), cases[i].body));
}

static void
limits(void **state)
{
	struct buf b = BUF_INIT;
	char name[100];

	(void)state;
	buf_puts(&b, "--XyZ");
	for (int i = 0; i < MULTIPART_PARTS_MAX; i++)
		buf_puts(&b, "\r\n" PART("a") "1\r\n--XyZ");
	buf_puts(&b, "--");
	assert_int_equal(count(STR(TYPE), buf_view(&b)), MULTIPART_PARTS_MAX);
	b.len -= 2;
	buf_puts(&b, "\r\n" PART("a") "1\r\n--XyZ--");
	assert_int_equal(count(STR(TYPE), buf_view(&b)), -1);

	memset(name, 'n', sizeof(name));
	buf_reset(&b);
	buf_printf(&b,
	    "--XyZ\r\nContent-Disposition: form-data; name=\"%.*s\"\r\n\r\n" END, 65,
	    name);
	assert_int_equal(count(STR(TYPE), buf_view(&b)), -1);
	buf_reset(&b);
	buf_puts(&b, BEGIN "Content-Type: ");
	for (int i = 0; i < 20; i++)
		buf_add(&b, name, 52);
	buf_puts(&b, "\r\n" PART("a") END);
	assert_int_equal(count(STR(TYPE), buf_view(&b)), -1);
	buf_release(&b);
}

static void
boundaries(void **state)
{
	static const struct {
		struct str type;
		bool ok;
	} cases[] = {
		{ STR("multipart/form-data; boundary=XyZ"), true },
		{ STR("Multipart/Form-Data;boundary=\"XyZ\""), true },
		{ STR("multipart/form-data"), false },
		{ STR("multipart/form-data; boundary="), false },
		{ STR("multipart/form-data; boundary=Xy Z"), false },
		{ STR("multipart/form-data; charset=utf-8; boundary=XyZ"), false },
		{ STR("multipart/mixed; boundary=XyZ"), false },
		{ STR("application/x-www-form-urlencoded"), false },
		{ STR("multipart/form-data; boundary="
		      "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		      "aaaaa"),
		    false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(count(cases[i].type, STR(BEGIN PART("a") "1" END)),
		    cases[i].ok ? 1 : -1);
	assert_true(multipart_is(STR("multipart/form-data; boundary=x")));
	assert_false(multipart_is(STR("multipart/form-datax; boundary=x")));
}

/* --- as a form */

static const struct field fields[] = {
	{ "title", "标题", FIELD_TEXT, 0, 20, F_REQUIRED, NULL, NULL, NULL, NULL },
	{ "photo", "照片", FIELD_FILE, 0, 8, F_REQUIRED, NULL, NULL, NULL, "image/png" },
};

static enum jy_err
decode(struct actor *t, struct form *f, struct str body)
{
	return form_decode_parts(f, &t->act, fields, 2, STR(TYPE), body);
}

static void
form_values(void **state)
{
	struct form f;

	assert_int_equal(
	    decode(*state, &f,
		STR(BEGIN PART("csrf") "abc" NEXT PART("title") "标题&=%" NEXT FILE_PART(
		    "photo", "C:\\图片\\我.png") "\0\r\n--X" END)),
	    JY_OK);
	assert_str(form_get(&f, "title"), "标题&=%");
	assert_str(form_get(&f, "photo"), "我.png");
	assert_int_equal(form_value(&f, "photo")->bytes.n, 6);
}

static void
form_refusals(void **state)
{
	static const struct {
		const char *why;
		struct str body;
		enum jy_err err;
		const char *error;
	} cases[] = {
		{ "no file chosen",
		    STR(BEGIN PART("title") "a" NEXT FILE_PART("photo", "") END),
		    JY_EINPUT, "请选择照片。" },
		{ "no file sent", STR(BEGIN PART("title") "a" END), JY_EINPUT,
		    "请选择照片。" },
		{ "an empty file",
		    STR(BEGIN PART("title") "a" NEXT FILE_PART("photo", "x.png") END),
		    JY_EINPUT, "照片是空文件，请重新选择。" },
		{ "too large",
		    STR(BEGIN PART("title") "a" NEXT FILE_PART(
			"photo", "x.png") "123456789" END),
		    JY_EINPUT, "照片最大 1 KB，所选文件有 1 KB。" },
		{ "a text where a file belongs",
		    STR(BEGIN PART("title") "a" NEXT PART("photo") "1" END), JY_EPARSE,
		    NULL },
		{ "a file where a text belongs",
		    STR(BEGIN FILE_PART("title", "x.png") "a" NEXT FILE_PART(
			"photo", "x.png") "1" END),
		    JY_EPARSE, NULL },
		{ "two files",
		    STR(BEGIN PART("title") "a" NEXT FILE_PART(
			"photo", "x.png") "1" NEXT FILE_PART("photo", "y.png") "2" END),
		    JY_EPARSE, NULL },
		{ "an unknown field", STR(BEGIN PART("else") "a" END), JY_EPARSE, NULL },
		{ "a NUL in a text", STR(BEGIN PART("title") "a\0b" END), JY_EPARSE,
		    NULL },
		{ "not UTF-8", STR(BEGIN PART("title") "\xFF" END), JY_EPARSE, NULL },
	};
	struct form f;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (decode(*state, &f, cases[i].body) != cases[i].err)
			fail_msg("%s", cases[i].why);
		if (cases[i].error != NULL)
			assert_string_equal(
			    form_value(&f, "photo")->error, cases[i].error);
	}
}

static const struct CMUnitTest tests[] = {
	CASE("a body is parts between delimiters and nothing else", bodies),
	CASE("a body has at most 20 parts with short headers", limits),
	CASE("a boundary is said once, plainly", boundaries),
	CASE_WITH("a form with a file has its texts and the file's bytes", form_values,
	    actor_setup, actor_teardown),
	CASE_WITH("a file that is missing, empty or too large is told; odd bodies are "
		  "refused",
	    form_refusals, actor_setup, actor_teardown),
};

int
main(void)
{
	return RUN(tests);
}
