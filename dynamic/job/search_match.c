/*
 * search_match.c - see search_match.h.
 */
#include "bigram.h"
#include "job/search_match.h"

/* Steps of salaries and blocks of days: a range is the blocks that lie in it, and at
 * both of its ends the steps that are left. */
#define STEP_YUAN 500
#define STEPS_BLOCK 10
#define STEP_LAST 100
#define DAY_SECONDS 86400
#define DAYS_BLOCK 16

/* One word of the column facet. */
static void
facet(struct buf *out, char kind, struct str code)
{
	if (code.n == 0)
		return;
	buf_puts(out, out->len > 0 ? " AND facet : \"" : "facet : \"");
	buf_char(out, kind);
	for (size_t i = 0; i < code.n; i++)
		if (code.p[i] != '"')
			buf_char(out, code.p[i] == '_' ? '#' : code.p[i]);
	buf_char(out, '"');
}

static void
word(struct buf *out, char kind, int64_t n, bool first)
{
	buf_puts(out, first ? "\"" : " OR \"");
	buf_char(out, kind);
	buf_int(out, n);
	buf_char(out, '"');
}

/* Any of the steps from..to: words of `one`, and of `many` for `block` of them. */
static void
range(struct buf *out, char one, char many, int64_t block, int64_t from, int64_t to)
{
	bool first = true;

	buf_puts(out, out->len > 0 ? " AND facet : (" : "facet : (");
	for (int64_t i = from; i <= to; first = false) {
		if (i % block == 0 && i + block - 1 <= to) {
			word(out, many, i / block, first);
			i += block;
		} else {
			word(out, one, i++, first);
		}
	}
	buf_char(out, ')');
}

static int64_t
step_of(int64_t salary)
{
	int64_t step = salary / STEP_YUAN;

	return step < STEP_LAST ? step : STEP_LAST;
}

/* The last step stands for all above it, and so does the last block. */
static void
salaries(struct buf *out, const struct search *s)
{
	if (s->salary_min > 0)
		range(out, 's', 'p', STEPS_BLOCK, step_of(s->salary_min),
		    STEP_LAST + STEPS_BLOCK - 1);
	if (s->salary_max > 0 && step_of(s->salary_max) < STEP_LAST)
		range(out, 'm', 'n', STEPS_BLOCK, 0, step_of(s->salary_max));
}

/* By date the order of the ranks says the same at no cost. */
static void
days(struct buf *out, const struct search *s, int64_t since, int64_t now)
{
	if (s->sort == SEARCH_SALARY && since > 0 && since <= now)
		range(out, 'd', 'o', DAYS_BLOCK, since / DAY_SECONDS, now / DAY_SECONDS);
}

enum jy_err
search_match(struct arena *a, const struct search *s, int64_t since, int64_t now,
    struct str *out, bool *hopeless)
{
	struct buf b = BUF_INIT, words = BUF_INIT;
	enum jy_err err = JY_OK;

	*hopeless = false;
	facet(&b, 'r', s->region);
	facet(&b, 'i', s->industry);
	facet(&b, 'c', s->category);
	facet(&b, 'k', s->employer_kind);
	facet(&b, 't', s->employment);
	facet(&b, 'e', s->education);
	salaries(&b, s);
	days(&b, s, since, now);
	if (s->keyword.n > 0) {
		*hopeless = !bigram_match(s->keyword, &words);
		buf_printf(&b, "%s{title employer body} : (" STR_FMT ")",
		    b.len > 0 ? " AND " : "", STR_ARG(buf_view(&words)));
	}
	*out = arena_str(a, buf_view(&b));
	if (!buf_ok(&b) || !buf_ok(&words) || (b.len > 0 && out->p == NULL))
		err = JY_ENOMEM;
	buf_release(&b);
	buf_release(&words);
	return err;
}
