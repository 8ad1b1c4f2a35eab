/*
 * clock.c - the one clock, and dates in the configured zone.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"

#define DAY 86400
#define MEMO_DAYS 256
#define FAR 400000000000 /* seconds; no year of four digits lies beyond */

static int64_t fixed_at = -1;
static const _Atomic int64_t *offset;
static _Atomic unsigned zones; /* how often the zone was set */

int64_t
clock_now_ms(void)
{
	struct timespec ts;

	if (fixed_at >= 0)
		return fixed_at * 1000;
	clock_gettime(CLOCK_REALTIME, &ts);
	return (ts.tv_sec + (offset != NULL ? atomic_load(offset) : 0)) * 1000 +
	       ts.tv_nsec / 1000000;
}

int64_t
clock_now(void)
{
	return clock_now_ms() / 1000;
}

int64_t
clock_elapsed_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

void
clock_set(int64_t at)
{
	fixed_at = at;
}

enum jy_err
clock_follow(const char *path, struct diag *d)
{
	struct stat sb;
	void *p = MAP_FAILED;
	int fd;

	if ((fd = open(path, O_RDONLY | O_CLOEXEC)) >= 0) {
		if (fstat(fd, &sb) == 0 && sb.st_size >= (off_t)sizeof(int64_t))
			p = mmap(NULL, sizeof(int64_t), PROT_READ, MAP_SHARED, fd, 0);
		close(fd);
	}
	if (p == MAP_FAILED)
		return diag_set(d, JY_ECONF, path, 0, 0, "not a clock file of 8 bytes");
	offset = p;
	return JY_OK;
}

enum jy_err
clock_zone(const char *name, struct diag *d)
{
	char path[256];

	snprintf(path, sizeof(path), "/usr/share/zoneinfo/%s", name);
	if (name[0] == '\0' || name[0] == '/' || strstr(name, "..") != NULL ||
	    access(path, R_OK) != 0)
		return diag_set(d, JY_ECONF, "", 0, 0, "unknown time zone '%s'", name);
	if (setenv("TZ", name, 1) != 0)
		return JY_ENOMEM;
	tzset();
	zones++;
	return JY_OK;
}

/* The local time of `at`; the epoch when it has none. */
static struct tm
local(int64_t at)
{
	time_t t = (time_t)at;
	struct tm tm = { 0 };

	localtime_r(&t, &tm);
	return tm;
}

/* What is left of `at` after whole multiples of n, never negative. */
static int64_t
modulo(int64_t at, int64_t n)
{
	return at % n < 0 ? at % n + n : at % n;
}

/*
 * How far local time is ahead of UTC at `at`, in seconds. localtime_r() reads the rule
 * of the zone anew each time; so a day (of UTC) at both ends of which the answer is the
 * same is remembered.
 */
static int
ahead_of_utc(int64_t at)
{
	static _Thread_local struct {
		int64_t day;
		unsigned zone; /* 0: empty */
		int seconds;
	} memo[MEMO_DAYS];
	int64_t day = (at - modulo(at, DAY)) / DAY;
	size_t slot = (size_t)(day & (MEMO_DAYS - 1));
	unsigned zone = zones;
	int first;

	if (zone != 0 && memo[slot].zone == zone && memo[slot].day == day)
		return memo[slot].seconds;
	first = (int)local(day * DAY).tm_gmtoff;
	if (first != local((day + 1) * DAY).tm_gmtoff)
		return (int)local(at).tm_gmtoff;
	memo[slot].day = day;
	memo[slot].zone = zone;
	memo[slot].seconds = first;
	return first;
}

/* The date of a day, counted from 1970-01-01; empty when its year has not four digits. */
static const char *
date_of(int64_t day)
{
	static _Thread_local struct {
		int64_t day;
		char text[11]; /* empty: not known yet */
	} memo[MEMO_DAYS];
	size_t slot = (size_t)(day & (MEMO_DAYS - 1));
	time_t t = (time_t)(day * DAY);
	struct tm tm;

	if (memo[slot].text[0] != '\0' && memo[slot].day == day)
		return memo[slot].text;
	memo[slot].day = day;
	if (gmtime_r(&t, &tm) == NULL ||
	    strftime(memo[slot].text, sizeof(memo[slot].text), "%Y-%m-%d", &tm) != 10)
		memo[slot].text[0] = '\0';
	return memo[slot].text;
}

static void
put_two(char *out, int64_t n)
{
	out[0] = (char)('0' + n / 10);
	out[1] = (char)('0' + n % 10);
}

/* "2026-11-23T08:30:00" in the zone, cut to n characters; false when it has no date. */
static bool
put_local(int64_t at, char *out, size_t n)
{
	char text[] = "0000-00-00T00:00:00";
	int64_t seconds;
	const char *date;

	out[0] = '\0';
	if (at < -FAR || at > FAR)
		return false;
	at += ahead_of_utc(at);
	seconds = modulo(at, DAY);
	date = date_of((at - seconds) / DAY);
	if (date[0] == '\0')
		return false;
	memcpy(text, date, 10);
	put_two(text + 11, seconds / 3600);
	put_two(text + 14, seconds / 60 % 60);
	put_two(text + 17, seconds % 60);
	memcpy(out, text, n);
	out[n] = '\0';
	return true;
}

void
clock_date(int64_t at, char out[11])
{
	put_local(at, out, 10);
}

int
clock_day_number(int64_t at)
{
	char date[11];
	int n = 0;

	clock_date(at, date);
	for (const char *p = date; *p != '\0'; p++)
		if (*p != '-')
			n = n * 10 + (*p - '0');
	return n;
}

void
clock_minute(int64_t at, char out[17])
{
	if (put_local(at, out, 16))
		out[10] = ' ';
}

void
clock_rfc3339(int64_t at, char out[26])
{
	int minutes;

	if (!put_local(at, out, 19))
		return;
	minutes = ahead_of_utc(at) / 60;
	out[19] = minutes < 0 ? '-' : '+';
	put_two(out + 20, abs(minutes) / 60);
	out[22] = ':';
	put_two(out + 23, abs(minutes) % 60);
	out[25] = '\0';
}

void
clock_rfc3339_ms(int64_t ms, char out[40])
{
	time_t t = (time_t)(ms / 1000);
	struct tm tm;
	char tmp[24] = "";

	if (gmtime_r(&t, &tm) != NULL)
		strftime(tmp, sizeof(tmp), "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(out, 40, "%s.%03dZ", tmp, (int)(ms % 1000));
}

/* Names of days and months are fixed by RFC 9110, whatever the locale. */
static const char days[7][4] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
static const char months[12][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul",
	"Aug", "Sep", "Oct", "Nov", "Dec" };

void
clock_http(int64_t at, char out[30])
{
	time_t t = (time_t)at;
	struct tm tm;
	char tmp[160];

	if (gmtime_r(&t, &tm) == NULL)
		memset(&tm, 0, sizeof(tm));
	snprintf(tmp, sizeof(tmp), "%s, %02d %s %04d %02d:%02d:%02d GMT",
	    days[tm.tm_wday], tm.tm_mday, months[tm.tm_mon], tm.tm_year + 1900,
	    tm.tm_hour, tm.tm_min, tm.tm_sec);
	memcpy(out, tmp, 29);
	out[29] = '\0';
}

/* A fixed number of digits at *s, moved past. */
static bool
digits(struct str *s, size_t n, int *out)
{
	int64_t v;

	if (s->n < n || s->p[0] == '-' || !str_int((struct str){ s->p, n }, 0, 9999, &v))
		return false;
	*s = str_from(*s, n);
	*out = (int)v;
	return true;
}

static bool
literal(struct str *s, const char *set)
{
	if (s->n == 0 || s->p[0] == '\0' || strchr(set, s->p[0]) == NULL)
		return false;
	*s = str_from(*s, 1);
	return true;
}

static bool
parse_day(struct str *s, struct tm *tm)
{
	static const int length[12] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int y, m, d, max;

	if (!digits(s, 4, &y) || !literal(s, "-") || !digits(s, 2, &m) ||
	    !literal(s, "-") || !digits(s, 2, &d) || y < 1900 || m < 1 || m > 12)
		return false;
	max = length[m - 1] + (m == 2 && y % 4 == 0 && (y % 100 != 0 || y % 400 == 0));
	*tm = (struct tm){
		.tm_year = y - 1900, .tm_mon = m - 1, .tm_mday = d, .tm_isdst = -1
	};
	return d >= 1 && d <= max;
}

bool
clock_parse_date(struct str s, int64_t *start)
{
	struct tm tm;

	if (!parse_day(&s, &tm) || s.n != 0)
		return false;
	*start = (int64_t)mktime(&tm);
	return true;
}

bool
clock_parse(struct str s, int64_t *at)
{
	int oh = 0, om = 0;
	struct tm tm;
	char sign;

	if (!parse_day(&s, &tm))
		return false;
	if (s.n != 0 && (!literal(&s, "T ") || !digits(&s, 2, &tm.tm_hour) ||
			    !literal(&s, ":") || !digits(&s, 2, &tm.tm_min)))
		return false;
	if (literal(&s, ":") && !digits(&s, 2, &tm.tm_sec))
		return false;
	if (tm.tm_hour > 23 || tm.tm_min > 59 || tm.tm_sec > 59)
		return false;
	if (s.n == 0) {
		*at = (int64_t)mktime(&tm);
		return true;
	}
	sign = s.p[0];
	if (!literal(&s, "Z")) {
		if (!literal(&s, "+-") || !digits(&s, 2, &oh) || !literal(&s, ":") ||
		    !digits(&s, 2, &om) || oh > 14 || om > 59)
			return false;
	}
	*at = (int64_t)timegm(&tm) - (sign == '-' ? -1 : 1) * (oh * 3600 + om * 60);
	return s.n == 0;
}

bool
clock_parse_http(struct str s, int64_t *at)
{
	struct str whole = s;
	struct tm tm = { 0 };
	char again[30];
	int m, y;

	if (s.n != 29)
		return false;
	s = str_from(s, 5);
	if (!digits(&s, 2, &tm.tm_mday) || !literal(&s, " "))
		return false;
	for (m = 0; m < 12 && memcmp(s.p, months[m], 3) != 0; m++)
		;
	s = str_from(s, 3);
	if (m == 12 || !literal(&s, " ") || !digits(&s, 4, &y) || !literal(&s, " ") ||
	    !digits(&s, 2, &tm.tm_hour) || !literal(&s, ":") ||
	    !digits(&s, 2, &tm.tm_min) || !literal(&s, ":") || !digits(&s, 2, &tm.tm_sec))
		return false;
	tm.tm_mon = m;
	tm.tm_year = y - 1900;
	*at = (int64_t)timegm(&tm);
	clock_http(*at, again); /* the day of the week and all ranges must agree */
	return memcmp(again, whole.p, 29) == 0;
}

int64_t
clock_day_start(int64_t at, int add)
{
	struct tm tm = local(at);

	tm.tm_hour = tm.tm_min = tm.tm_sec = 0;
	tm.tm_mday += add;
	tm.tm_isdst = -1;
	return (int64_t)mktime(&tm);
}
