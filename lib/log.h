/*
 * log.h - one line an event: UTC time, level, event and typed fields as
 * name=value (logfmt). Values are escaped; whatever looks like a whole ID number,
 * a mobile number or a bank card is masked, in whichever field it comes. Never
 * log passwords, codes, tokens, cookies, bodies or query strings.
 *
 *   log_info("login", LOG_INT("account", id), LOG_STR("result", "ok"));
 */
#ifndef JY_LOG_H
#define JY_LOG_H

#include <stdint.h>

#include "str.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

struct log_field {
	const char *name; /* NULL ends the list */
	enum { LOG_F_STR, LOG_F_INT } type;
	struct str s;
	int64_t i;
};

#define LOG_STR(name, cstr)                        \
	{                                          \
		(name), LOG_F_STR, str_of(cstr), 0 \
	}
#define LOG_BYTES(name, str)                \
	{                                   \
		(name), LOG_F_STR, (str), 0 \
	}
#define LOG_INT(name, v)                         \
	{                                        \
		(name), LOG_F_INT, STR_NONE, (v) \
	}

#ifdef __cppcheck__ /* it knows no __VA_OPT__ */
#define log_event(level, ...) log_write((level), "", NULL)
#else
#define log_event(level, event, ...)    \
	log_write((level), (event),     \
	    (const struct log_field[]){ \
		__VA_ARGS__ __VA_OPT__(, ){ NULL, 0, STR_NONE, 0 } })
#endif
#define log_info(...) log_event(LOG_INFO, __VA_ARGS__)
#define log_warn(...) log_event(LOG_WARN, __VA_ARGS__)
#define log_error(...) log_event(LOG_ERROR, __VA_ARGS__)

/* Where lines go (standard error until set; the descriptor stays the caller's)
 * and from which level on. */
void log_to(int fd, enum log_level least);

/* Fields put before those of every line until cleared (a request's id). The
 * bytes must live as long; NULL clears. One per thread. */
void log_context(const char *name, struct str value);

/* From now on keep this thread's lines below LOG_WARN and write them together: at the
 * next log_flush() of this thread, before a warning or an error, or when there are many. */
void log_gather(void);
void log_flush(void);

void log_write(enum log_level level, const char *event, const struct log_field *fields);

#endif
