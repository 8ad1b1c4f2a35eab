/*
 * log.c - one write(2) a line, or for several that were gathered; escaped and redacted.
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
#define GATHER_BYTES (64 * 1024)

static int out_fd = STDERR_FILENO;
static enum log_level out_least = LOG_INFO;
static _Thread_local const char *context_name;
static _Thread_local struct str context_value;
static _Thread_local bool gathers;
static _Thread_local struct buf gathered;

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

static void
write_all(const struct buf *b)
{
	ssize_t n;

	do {
		n = write(out_fd, b->data, b->len);
	} while (n < 0 && errno == EINTR);
}

void
log_gather(void)
{
	gathers = true;
}

void
log_flush(void)
{
	if (gathered.len > 0)
		write_all(&gathered);
	buf_reset(&gathered);
}

/* "2026-11-23T08:30:00.123Z": the seconds are worked out once a second. */
static void
put_time(struct buf *b)
{
	static _Thread_local int64_t second = -1;
	static _Thread_local char text[40];
	int64_t ms = clock_now_ms();
	int rest = (int)(ms % 1000);

	if (ms / 1000 != second)
		clock_rfc3339_ms(ms, text);
	second = ms / 1000;
	text[20] = (char)('0' + rest / 100);
	text[21] = (char)('0' + rest / 10 % 10);
	text[22] = (char)('0' + rest % 10);
	buf_puts(b, text);
}

static void
put_name(struct buf *b, const char *name)
{
	buf_char(b, ' ');
	buf_puts(b, name);
	buf_char(b, '=');
}

static void
put_line(
    struct buf *b, enum log_level level, const char *event, const struct log_field *f)
{
	static const char *const names[] = { "debug", "info", "warn", "error" };

	put_time(b);
	put_name(b, "level");
	buf_puts(b, names[level]);
	put_name(b, "event");
	buf_puts(b, event);
	if (context_name != NULL) {
		put_name(b, context_name);
		put_value(b, context_value);
	}
	for (; f->name != NULL; f++) {
		put_name(b, f->name);
		if (f->type == LOG_F_INT)
			buf_int(b, f->i);
		else
			put_value(b, f->s);
	}
	buf_char(b, '\n');
}

void
log_write(enum log_level level, const char *event, const struct log_field *f)
{
	struct buf b;

	if (level < out_least)
		return;
	buf_init(&b, 4 * LINE_MAX_BYTES);
	put_line(&b, level, event, f);
	if (buf_ok(&b) && gathers && level < LOG_WARN) {
		buf_str(&gathered, buf_view(&b));
		if (gathered.len > GATHER_BYTES || !buf_ok(&gathered))
			log_flush();
	} else if (buf_ok(&b)) {
		log_flush();
		write_all(&b);
	}
	buf_release(&b);
}
