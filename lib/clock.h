/*
 * clock.h - the one clock. Everything that asks for the time asks here, so that
 * a test or `sitegen --clock` can set it. Times are seconds since 1970-01-01 UTC;
 * dates are ISO 8601 text in the configured zone.
 */
#ifndef JY_CLOCK_H
#define JY_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "err.h"
#include "str.h"

int64_t clock_now(void);
int64_t clock_now_ms(void);

/* Monotonic milliseconds, for durations only; cannot be set. */
int64_t clock_elapsed_ms(void);

/* Stand still at `at` (seconds); a negative value goes back to real time. */
void clock_set(int64_t at);

/*
 * Follow a file whose first 8 bytes are an offset in seconds (int64, host byte
 * order) to add to the real time: how the tests move a running portal's clock.
 * The file must exist and stay. Only for test set-ups (see conf.h).
 */
enum jy_err clock_follow(const char *path, struct diag *d);

/* The zone in which dates are shown and day boundaries fall ("Asia/Shanghai").
 * Process-wide, set once at start. JY_ECONF: the system has no such zone. */
enum jy_err clock_zone(const char *name, struct diag *d);

/* Formatting; out is terminated. */
void clock_date(int64_t at, char out[11]);       /* 2026-11-23, in the zone */
int clock_day_number(int64_t at);                /* 20261123, in the zone */
void clock_minute(int64_t at, char out[17]);     /* 2026-11-23 08:30, in the zone */
void clock_rfc3339(int64_t at, char out[26]);    /* 2026-11-23T08:30:00+08:00 */
void clock_rfc3339_ms(int64_t ms, char out[40]); /* 2026-11-23T00:30:00.123Z */
void clock_http(int64_t at, char out[30]);       /* RFC 9110 IMF-fixdate */

/* "2026-11-23" (a real date, years 1900 to 9999) to its first second in the
 * zone. False: not a date. */
bool clock_parse_date(struct str s, int64_t *start);

/* A date, or a date and time "2026-11-23T08:30[:00][Z|+08:00]" or with a blank
 * for the T; without an offset, in the zone. */
bool clock_parse(struct str s, int64_t *at);

/* RFC 9110 IMF-fixdate only (what this portal itself sends). */
bool clock_parse_http(struct str s, int64_t *at);

/* The first second of the day that is `add` days after that of `at`, in the zone. */
int64_t clock_day_start(int64_t at, int add);

#endif
