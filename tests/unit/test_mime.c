/*
 * test_mime.c - mail messages that any mail program reads.
 */
#include "mime.h"
#include "unit.h"

static const struct mime_mail plain_mail = {
	.from = "noreply@jobs.example.cn",
	.to = "a@b.cn",
	.from_name = { "Jiuye", 5 },
	.subject = { "Hello", 5 },
	.text = { "one\ntwo\n", 8 },
	.message_id = "outbox-17@jobs.example.cn",
	.date = 1763881200,
};

static void
a_plain_mail(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	assert_int_equal(mime_build(&b, &plain_mail), JY_OK);
	assert_str(buf_view(&b), "Date: Sun, 23 Nov 2025 07:00:00 +0000\r\n"
				 "From: Jiuye\r\n <noreply@jobs.example.cn>\r\n"
				 "To: <a@b.cn>\r\n"
				 "Message-ID: <outbox-17@jobs.example.cn>\r\n"
				 "Subject: Hello\r\n"
				 "MIME-Version: 1.0\r\n"
				 "Content-Type: text/plain; charset=utf-8\r\n"
				 "Content-Transfer-Encoding: base64\r\n\r\n"
				 "b25lDQp0d28NCg==\r\n");
	buf_release(&b);
}

static void
header_texts(void **state)
{
	static const struct {
		struct str in;
		size_t column;
		const char *out;
	} cases[] = {
		{ STR("Hello"), 9, "Hello" },
		{ STR(""), 9, "" },
		{ STR("就业"), 9, "=?UTF-8?B?5bCx5Lia?=" },
		{ STR("=?UTF-8?B?eA==?="), 9, "=?UTF-8?B?PT9VVEYtOD9CP2VBPT0/PQ==?=" },
		{ STR("就业就业"), 58, "=?UTF-8?B?5bCx?=\r\n =?UTF-8?B?5Lia5bCx5Lia?=" },
		{ STR("就"), 70, "\r\n =?UTF-8?B?5bCx?=" },
	};
	struct buf b = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		buf_reset(&b);
		mime_header_text(&b, cases[i].in, cases[i].column);
		assert_str(buf_view(&b), cases[i].out);
	}
	buf_release(&b);
}

static void
no_line_is_too_long(void **state)
{
	struct mime_mail mail = plain_mail;
	struct buf b = BUF_INIT, text = BUF_INIT;
	struct str rest, line;

	(void)state;
	for (int i = 0; i < 300; i++)
		buf_puts(&text, i % 3 == 0 ? "a" : i % 7 == 0 ? "𠮷" : "业");
	mail.subject = mail.from_name = mail.text = mail.html = buf_view(&text);
	assert_int_equal(mime_build(&b, &mail), JY_OK);
	rest = buf_view(&b);
	while (str_split(&rest, '\n', &line)) {
		assert_true(line.n <= 77);
		assert_true(line.n == 0 || line.p[line.n - 1] == '\r');
	}
	assert_non_null(strstr(b.data, "multipart/alternative"));
	buf_release(&b);
	buf_release(&text);
}

static void
nothing_slips_into_the_headers(void **state)
{
	struct buf b = BUF_INIT;
	struct mime_mail mail;

	(void)state;
#define REFUSED(field, value)                               \
	mail = plain_mail;                                  \
	mail.field = value;                                 \
	assert_int_equal(mime_build(&b, &mail), JY_EINPUT); \
	assert_int_equal(b.len, 0)

	REFUSED(to, "a@b.cn\r\nBcc: c@d.cn");
	REFUSED(to, "a@b.cn, c@d.cn");
	REFUSED(from, "");
	REFUSED(subject, STR("x\r\nBcc: c@d.cn"));
	REFUSED(subject, STR("x\xFF"));
	REFUSED(from_name, STR("x\n"));
	REFUSED(message_id, "x");
	REFUSED(message_id, "x> y@z");
	REFUSED(text, STR("\xFF"));
#undef REFUSED
	mail = plain_mail;
	mail.from_name = STR("Evil\" <x@y.cn>");
	assert_int_equal(mime_build(&b, &mail), JY_OK);
	assert_null(strstr(b.data, "x@y.cn"));
	buf_release(&b);
}

static const struct CMUnitTest cases[] = {
	CASE("a mail has its headers and a base64 body", a_plain_mail),
	CASE("Chinese header texts are RFC 2047 words", header_texts),
	CASE("no line is longer than 76 characters", no_line_is_too_long),
	CASE("nothing slips into the headers", nothing_slips_into_the_headers),
};

int
main(void)
{
	return RUN(cases);
}
