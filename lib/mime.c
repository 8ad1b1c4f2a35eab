/*
 * mime.c - building a message: headers, words, bodies.
 */
#include <stdio.h>

#include "crypto.h"
#include "idcheck.h"
#include "mime.h"
#include "utf8.h"

#define LINE_MAX_CHARS 76
#define WORD_FRAME 12 /* characters of =?UTF-8?B??= */
#define WORD_BYTES 45 /* make 60 characters, 72 of at most 75 with the frame */
#define BODY_BYTES 57 /* 76 base64 characters a line */

static bool
is_plain(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < 0x20 || s.p[i] > 0x7E)
			return false;
	}
	return true;
}

/* A text that may stand in a header: UTF-8 without control bytes. */
static bool
is_header_text(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c < 0x20 || c == 0x7F)
			return false;
	}
	return utf8_valid(s);
}

/* The longest beginning of s with at most `max` bytes that ends with a character. */
static struct str
cut_bytes(struct str s, size_t max)
{
	struct str rest = s, at;

	do {
		at = rest;
		if (rest.n > 0)
			utf8_next(&rest);
	} while (at.n > 0 && s.n - rest.n <= max);
	return (struct str){ s.p, s.n - at.n };
}

/* Encoded words, each a line of its own after the first. */
static void
put_words(struct buf *out, struct str s, size_t column)
{
	while (s.n > 0) {
		size_t room = column + WORD_FRAME < LINE_MAX_CHARS
				  ? (LINE_MAX_CHARS - WORD_FRAME - column) / 4 * 3
				  : 0;
		struct str part = cut_bytes(s, room < WORD_BYTES ? room : WORD_BYTES);

		if (part.n > 0) {
			buf_puts(out, "=?UTF-8?B?");
			base64_encode(out, part);
			buf_puts(out, "?=");
		}
		s = str_from(s, part.n);
		if (s.n > 0)
			buf_puts(out, "\r\n ");
		column = 1;
	}
}

void
mime_header_text(struct buf *out, struct str s, size_t column)
{
	/* What looks like a word would be decoded, so it becomes one. */
	if (is_plain(s) && s.n + column <= LINE_MAX_CHARS && !str_starts(s, "=?"))
		buf_str(out, s);
	else
		put_words(out, s, column);
}

/* The name before an address: letters, digits and blanks need no quotes. */
static void
put_name(struct buf *out, struct str name, size_t column)
{
	bool simple = name.n + column <= LINE_MAX_CHARS;

	for (size_t i = 0; i < name.n && simple; i++) {
		char c = name.p[i];

		simple = c == ' ' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
			 (c >= 'a' && c <= 'z');
	}
	if (simple)
		buf_str(out, name);
	else
		put_words(out, name, column);
}

static void
put_date(struct buf *out, time_t t)
{
	static const char days[] = "SunMonTueWedThuFriSat",
			  months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	struct tm tm;

	if (gmtime_r(&t, &tm) == NULL)
		tm = (struct tm){ .tm_mday = 1, .tm_year = 70, .tm_wday = 4 };
	buf_printf(out, "Date: %.3s, %d %.3s %d %02d:%02d:%02d +0000\r\n",
	    days + 3 * tm.tm_wday, tm.tm_mday, months + 3 * tm.tm_mon, tm.tm_year + 1900,
	    tm.tm_hour, tm.tm_min, tm.tm_sec);
}

/* base64 of the text with its LF as CR LF, in lines. */
static void
put_body(struct buf *out, const char *type, struct str text)
{
	struct buf crlf = BUF_INIT;
	struct str s;

	buf_printf(out,
	    "Content-Type: %s; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: base64\r\n\r\n",
	    type);
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '\n' && (i == 0 || text.p[i - 1] != '\r'))
			buf_char(&crlf, '\r');
		buf_char(&crlf, text.p[i]);
	}
	out->failed = out->failed || !buf_ok(&crlf);
	for (s = buf_view(&crlf); s.n > 0 && buf_ok(out); s = str_from(s, BODY_BYTES)) {
		base64_encode(
		    out, (struct str){ s.p, s.n < BODY_BYTES ? s.n : BODY_BYTES });
		buf_puts(out, "\r\n");
	}
	buf_release(&crlf);
}

/* Both texts, between borders that no base64 line can be. */
static void
put_alternatives(struct buf *out, const struct mime_mail *mail)
{
	static const char border[] = "=_jiuye_alternative";

	buf_printf(out,
	    "Content-Type: multipart/alternative; boundary=\"%s\"\r\n\r\n--%s\r\n",
	    border, border);
	put_body(out, "text/plain", mail->text);
	buf_printf(out, "--%s\r\n", border);
	put_body(out, "text/html", mail->html);
	buf_printf(out, "--%s--\r\n", border);
}

static bool
is_message_id(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] <= ' ' || s.p[i] > '~' || s.p[i] == '<' || s.p[i] == '>')
			return false;
	}
	return s.n > 0 && s.n < 200 && memchr(s.p, '@', s.n) != NULL;
}

/* http is for the loopback only, which the configuration has checked. */
static bool
is_url(const char *url)
{
	size_t n = strlen(url);

	if (n > 900 ||
	    (strncmp(url, "https://", 8) != 0 && strncmp(url, "http://", 7) != 0))
		return false;
	for (size_t i = 0; i < n; i++)
		if (url[i] <= ' ' || url[i] > '~' || url[i] == '<' || url[i] == '>')
			return false;
	return true;
}

enum jy_err
mime_build(struct buf *out, const struct mime_mail *mail)
{
	char from[EMAIL_SIZE], to[EMAIL_SIZE];

	if (email_parse(str_of(mail->from), from) != ID_OK ||
	    email_parse(str_of(mail->to), to) != ID_OK ||
	    !is_header_text(mail->from_name) || !is_header_text(mail->subject) ||
	    !is_message_id(str_of(mail->message_id)) || !utf8_valid(mail->text) ||
	    !utf8_valid(mail->html) ||
	    (mail->unsubscribe != NULL && !is_url(mail->unsubscribe)))
		return JY_EINPUT;
	put_date(out, mail->date);
	buf_puts(out, "From: ");
	if (mail->from_name.n > 0) {
		put_name(out, mail->from_name, 6);
		buf_puts(out, "\r\n ");
	}
	buf_printf(out, "<%s>\r\nTo: <%s>\r\nMessage-ID: <%s>\r\nSubject: ", from, to,
	    mail->message_id);
	mime_header_text(out, mail->subject, 9);
	if (mail->unsubscribe != NULL)
		buf_printf(out,
		    "\r\nList-Unsubscribe: <%s>\r\n"
		    "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
		    mail->unsubscribe);
	buf_puts(out, "\r\nMIME-Version: 1.0\r\n");
	if (mail->html.n > 0)
		put_alternatives(out, mail);
	else
		put_body(out, "text/plain", mail->text);
	return buf_ok(out) ? JY_OK : JY_ENOMEM;
}
