/*
 * log.c - one write(2) a line, escaped and redacted.
 */
#include <errno.h>
#include <time.h>
#include <unistd.h>

#include "buf.h"
#include "clock.h"
#include "idcheck.h"
#include "log.h"

#define LINE_MAX_BYTES 4096
#define VALUE_MAX_BYTES 512

static int out_fd = STDERR_FILENO;
static enum log_level out_least = LOG_INFO;
static _Thread_local const char *context_name;
static _Thread_local struct str context_value;

void
log_to(int fd, enum log_level least)
{
	out_fd = fd;
	out_least = least;
}

void
log_context(const char *name, struct str value)
{
	context_name = name;
	context_value = value;
}

static bool
mask(void *arg, enum pii_kind kind, size_t at, size_t n)
{
	(void)kind;
	memset((char *)arg + at, '*', n);
	return true;
}

/* A value in quotes: control bytes, quotes and broken UTF-8 as \xNN. */
static void
put_value(struct buf *b, struct str v)
{
	static const char hex[] = "0123456789abcdef";
	char copy[VALUE_MAX_BYTES];
	size_t i, n = v.n < sizeof(copy) ? v.n : sizeof(copy);
	unsigned char c;

	if (n > 0)
		memcpy(copy, v.p, n);
	pii_scan((struct str){ copy, n }, mask, copy);
	buf_char(b, '"');
	for (i = 0; i < n; i++) {
		c = (unsigned char)copy[i];
		if (c < 0x20 || c == 0x7f || c == '"' || c == '\\') {
			buf_puts(b, "\\x");
			buf_char(b, hex[c >> 4]);
			buf_char(b, hex[c & 15]);
		} else {
			buf_char(b, (char)c);
		}
	}
	buf_char(b, '"');
}

void
log_write(enum log_level level, const char *event, const struct log_field *f)
{
	static const char *const names[] = { "debug", "info", "warn", "error" };
	char when[40];
	struct buf b;
	ssize_t n;

	if (level < out_least)
		return;
	buf_init(&b, 4 * LINE_MAX_BYTES);
	clock_rfc3339_ms(clock_now_ms(), when);
	buf_printf(&b, "%s level=%s event=%s", when, names[level], event);
	if (context_name != NULL) {
		buf_printf(&b, " %s=", context_name);
		put_value(&b, context_value);
	}
	for (; f->name != NULL; f++) {
		buf_printf(&b, " %s=", f->name);
		if (f->type == LOG_F_INT)
			buf_int(&b, f->i);
		else
			put_value(&b, f->s);
	}
	buf_char(&b, '\n');
	if (buf_ok(&b)) {
		do {
			n = write(out_fd, b.data, b.len);
		} while (n < 0 && errno == EINTR);
	}
	buf_release(&b);
}
