/*
 * search_query.c - the conditions of a search as a query string, there and back.
 */
#include <stddef.h>

#include "escape.h"
#include "job/search.h"
#include "utf8.h"

enum kind { WORDS, CODE, DIGITS, NUMBER };

/* A condition's name in the URL, and where it is kept. */
static const struct {
	const char *name;
	enum kind kind;
	size_t at;
	int64_t max; /* characters, or the number's greatest value */
} conditions[] = {
	{ "keyword", WORDS, offsetof(struct search, keyword), 60 },
	{ "region", DIGITS, offsetof(struct search, region), 12 },
	{ "industry", CODE, offsetof(struct search, industry), 32 },
	{ "category", WORDS, offsetof(struct search, category), 40 },
	{ "employer_kind", CODE, offsetof(struct search, employer_kind), 32 },
	{ "employment", CODE, offsetof(struct search, employment), 32 },
	{ "education", CODE, offsetof(struct search, education), 32 },
	{ "salary_min", NUMBER, offsetof(struct search, salary_min), SEARCH_SALARY_MAX },
	{ "salary_max", NUMBER, offsetof(struct search, salary_max), SEARCH_SALARY_MAX },
	{ "days", NUMBER, offsetof(struct search, days), SEARCH_DAYS_MAX },
};
#define NCONDITIONS (sizeof(conditions) / sizeof(conditions[0]))

static bool
is_code(struct str s, bool digits)
{
	for (size_t i = 0; i < s.n; i++) {
		bool digit = s.p[i] >= '0' && s.p[i] <= '9';
		bool letter = (s.p[i] >= 'a' && s.p[i] <= 'z') ||
			      (s.p[i] >= 'A' && s.p[i] <= 'Z') || s.p[i] == '_';

		if (!digit && (digits || !letter))
			return false;
	}
	return true;
}

static void
set(struct arena *a, struct search *s, size_t i, struct str value)
{
	struct str *text = (struct str *)(void *)((char *)s + conditions[i].at);
	int64_t *number = (int64_t *)(void *)text;
	size_t max = (size_t)conditions[i].max;
	struct str clean;

	switch (conditions[i].kind) {
	case WORDS:
		if (utf8_clean(a, value, TEXT_LINE, &clean) == TEXT_OK)
			*text = utf8_cut(clean, max);
		break;
	case CODE:
	case DIGITS:
		if (value.n <= max && is_code(value, conditions[i].kind == DIGITS))
			*text = value;
		break;
	case NUMBER:
		if (utf8_normalise(a, str_trim(value), UTF8_NFKC, &clean) == JY_OK)
			str_int(clean, 0, conditions[i].max, number);
		break;
	}
}

enum jy_err
search_parse(struct arena *a, struct str query, struct search *out)
{
	struct str rest = query, pair, key, value;
	enum jy_err err;

	*out = (struct search){ .sort = SEARCH_NEWEST };
	while (str_split(&rest, '&', &pair)) {
		if (!str_split(&pair, '=', &key) || pair.n == 0)
			continue;
		if ((err = url_decode(a, pair, true, &value)) == JY_ENOMEM)
			return err;
		if (err != JY_OK)
			continue;
		for (size_t i = 0; i < NCONDITIONS; i++)
			if (str_is(key, conditions[i].name))
				set(a, out, i, value);
		if (str_is(key, "sort") && str_is(value, "salary"))
			out->sort = SEARCH_SALARY;
		if (str_is(key, "view"))
			out->detail = str_is(value, "detail");
	}
	if (out->salary_max > 0 && out->salary_min > out->salary_max) {
		int64_t low = out->salary_max;

		out->salary_max = out->salary_min;
		out->salary_min = low;
	}
	return JY_OK;
}

static void
pair_put(struct buf *out, const char *name, struct str value)
{
	if (out->len > 0)
		buf_char(out, '&');
	buf_puts(out, name);
	buf_char(out, '=');
	url_escape(out, value);
}

void
search_query(const struct search *s, bool how, struct buf *out)
{
	for (size_t i = 0; i < NCONDITIONS; i++) {
		const void *at = (const char *)s + conditions[i].at;
		const struct str *text = at;
		const int64_t *number = at;

		if (conditions[i].kind != NUMBER && text->n > 0)
			pair_put(out, conditions[i].name, *text);
		if (conditions[i].kind == NUMBER && *number > 0) {
			buf_printf(out, "%s%s=%lld", out->len > 0 ? "&" : "",
			    conditions[i].name, (long long)*number);
		}
	}
	if (how && s->sort == SEARCH_SALARY)
		pair_put(out, "sort", STR("salary"));
	if (how && s->detail)
		pair_put(out, "view", STR("detail"));
}

/* "-17", or "9000.-17" where the order is by salary. */
void
search_at(const struct search *s, const struct search_row *row, struct buf *out)
{
	if (s->sort == SEARCH_SALARY)
		buf_printf(out, "%lld.", (long long)row->salary_max);
	buf_printf(out, "%lld", (long long)row->rank);
}

static bool
place_parse(struct str text, struct search_place *p)
{
	struct str first;

	p->salary = 0;
	if (memchr(text.p != NULL ? text.p : "", '.', text.n) != NULL &&
	    (!str_split(&text, '.', &first) || !str_int(first, 0, INT32_MAX, &p->salary)))
		return false;
	return str_int(text, INT64_MIN, INT64_MAX, &p->rank);
}

struct search_place
search_place(struct arena *a, struct str query)
{
	struct search_place p = { .side = SEARCH_FIRST }, found;
	struct str rest = query, pair, key, value;

	while (str_split(&rest, '&', &pair)) {
		if (!str_split(&pair, '=', &key) ||
		    (!str_is(key, "after") && !str_is(key, "before")) ||
		    url_decode(a, pair, true, &value) != JY_OK ||
		    !place_parse(value, &found))
			continue;
		p = found;
		p.side = str_is(key, "after") ? SEARCH_AFTER : SEARCH_BEFORE;
	}
	return p;
}
