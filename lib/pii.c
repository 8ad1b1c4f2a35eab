/*
 * pii.c - finding personal numbers in any text. Whatever is looked for holds a
 * run of at least eleven digits, so one probe in eleven bytes cannot miss it.
 * What makes a number valid is idcheck.c's part.
 */
#include "idcheck.h"

#define RUN_MIN 11
#define WORD_MAX 64 /* how far a word is followed to either side */
#define DIGEST_MIN 16

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_alnum(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The word around the run [*start, *end); a %XX before it is no part of it, and
 * moves the run's start. */
static struct str
word_around(struct str t, size_t *start, size_t end)
{
	size_t from = *start, to = end;

	while (from > 0 && *start - from < WORD_MAX && is_alnum(t.p[from - 1]))
		from--;
	if (from > 0 && t.p[from - 1] == '%')
		from += 2;
	if (from > *start)
		*start = from;
	while (to < t.n && to - end < WORD_MAX && is_alnum(t.p[to]))
		to++;
	return to > from ? (struct str){ t.p + from, to - from } : STR_NONE;
}

static bool
is_digest(struct str word)
{
	bool letter = false;

	if (word.n < DIGEST_MIN)
		return false;
	for (size_t i = 0; i < word.n; i++) {
		if (hex_value(word.p[i]) < 0)
			return false;
		letter = letter || !is_digit(word.p[i]);
	}
	return letter;
}

/* First four digits and lengths of the cards that are in use. */
static bool
is_issued(struct str digits)
{
	static const struct {
		int from, to;
		size_t min, max;
	} issuers[] = {
		{ 6200, 6299, 16, 19 }, /* UnionPay */
		{ 6000, 6099, 16, 19 }, /* UnionPay's older ones, Discover 6011 */
		{ 4000, 4999, 16, 19 }, /* Visa; debit cards of CCB and BOC with 19 */
		{ 5100, 5599, 16, 16 }, /* Mastercard */
		{ 2221, 2720, 16, 16 }, /* Mastercard */
		{ 3528, 3589, 16, 19 }, /* JCB */
		{ 3000, 3059, 16, 19 }, /* Diners Club */
		{ 3600, 3699, 16, 19 }, /* Diners Club */
		{ 3800, 3999, 16, 19 }, /* Diners Club */
		{ 6440, 6599, 16, 19 }, /* Discover */
		{ 9555, 9559, 16, 19 }, /* ICBC, ABC and others of before UnionPay */
	};
	int head = 0;

	for (size_t i = 0; i < 4; i++)
		head = head * 10 + (digits.p[i] - '0');
	for (size_t i = 0; i < sizeof(issuers) / sizeof(issuers[0]); i++) {
		if (head >= issuers[i].from && head <= issuers[i].to)
			return digits.n >= issuers[i].min && digits.n <= issuers[i].max;
	}
	return false;
}

/* Is the run a part of a number with a decimal point? */
static bool
is_fraction(struct str t, size_t start, size_t end)
{
	return (start >= 2 && t.p[start - 1] == '.' && is_digit(t.p[start - 2])) ||
	       (end + 1 < t.n && t.p[end] == '.' && is_digit(t.p[end + 1]));
}

/* Is [start, end) followed by the X of an ID number, and then by no more word? */
static bool
has_x(struct str t, size_t end)
{
	return end < t.n && (t.p[end] == 'X' || t.p[end] == 'x') &&
	       (end + 1 == t.n || !is_alnum(t.p[end + 1]));
}

static bool
is_id(struct str t, size_t start, size_t end)
{
	char text[18];

	if (end - start == 17 && has_x(t, end)) {
		memcpy(text, t.p + start, 17);
		text[17] = 'X';
		return id_number_ok(text);
	}
	return end - start == 18 && id_number_ok(t.p + start);
}

static bool
is_mobile(const char *p)
{
	return p[0] == '1' && p[1] >= '3';
}

/* Look at one whole run of digits. False: the caller has seen enough. */
static bool
examine(struct str t, size_t start, size_t end, pii_found *found, void *arg)
{
	struct str word, run;
	size_t n;

	if (end < start + RUN_MIN)
		return true;
	word = word_around(t, &start, end);
	if (end < start + RUN_MIN || is_digest(word))
		return true;
	run = (struct str){ t.p + start, end - start };
	n = run.n;
	if (is_id(t, start, end))
		return found(arg, PII_ID, start, 18);
	if (n == 11 && is_mobile(run.p))
		return found(arg, PII_MOBILE, start, 11);
	if (n == 13 && str_starts(run, "86") && is_mobile(run.p + 2))
		return found(arg, PII_MOBILE, start + 2, 11);
	if (n >= 16 && n <= 19 && is_issued(run) && luhn_ok(run) &&
	    !is_fraction(t, start, end))
		return found(arg, PII_BANK, start, n);
	return true;
}

void
pii_scan(struct str t, pii_found *found, void *arg)
{
	size_t i = RUN_MIN - 1, start, end;

	while (i < t.n) {
		if (!is_digit(t.p[i])) {
			i += RUN_MIN;
			continue;
		}
		for (start = i; start > 0 && is_digit(t.p[start - 1]);)
			start--;
		for (end = i + 1; end < t.n && is_digit(t.p[end]);)
			end++;
		if (!examine(t, start, end, found, arg))
			return;
		i = end + RUN_MIN;
	}
}
