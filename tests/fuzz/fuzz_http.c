/*
 * fuzz_http.c - any bytes as what a browser sends: a form's body, a path, a query, a
 * cookie and the conditional headers. A path that is taken never leaves its folder,
 * a range lies in its file, and what a form takes it takes again.
 */
#include <stdlib.h>

#include "escape.h"
#include "http/form.h"
#include "http/request.h"
#include "http/route.h"
#include "http/static.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* Fields of all types that need no store. */
static const struct field fields[] = {
	{ "name", "n", FIELD_NAME, 0, 0, F_REQUIRED, NULL, NULL, NULL, NULL },
	{ "title", "t", FIELD_TEXT, 2, 5, 0, NULL, NULL, NULL, NULL },
	{ "intro", "i", FIELD_LONG, 0, 50, 0, NULL, NULL, NULL, NULL },
	{ "id", "i", FIELD_ID_NUMBER, 0, 0, 0, NULL, NULL, NULL, NULL },
	{ "mobile", "m", FIELD_MOBILE, 0, 0, 0, NULL, NULL, NULL, NULL },
	{ "email", "e", FIELD_EMAIL, 0, 0, 0, NULL, NULL, NULL, NULL },
	{ "code", "c", FIELD_DIGITS, 4, 6, 0, NULL, NULL, NULL, NULL },
	{ "year", "y", FIELD_NUMBER, 1950, 2100, 0, NULL, NULL, NULL, NULL },
	{ "day", "d", FIELD_DATE, 0, 0, 0, NULL, NULL, NULL, NULL },
	{ "token", "t", FIELD_TOKEN, 0, 9, F_HIDDEN, NULL, NULL, NULL, NULL },
	{ "tag", "t", FIELD_TEXT, 0, 9, F_LIST, NULL, NULL, NULL, NULL },
};
#define NFIELDS (sizeof(fields) / sizeof(fields[0]))

static void
check_form(struct act *act, struct str body)
{
	struct form first, again;
	struct buf b = BUF_INIT;

	if (form_decode(&first, act, fields, NFIELDS, body) == JY_OK) {
		for (size_t i = 0; i < NFIELDS; i++) {
			if (!first.values[i].given || first.values[i].nlist > 0)
				continue;
			buf_printf(&b, "%s%s=", b.len > 0 ? "&" : "", fields[i].name);
			url_escape(&b, first.values[i].text);
		}
		if (form_decode(&again, act, fields, NFIELDS, buf_view(&b)) != JY_OK)
			abort();
		for (size_t i = 0; i < NFIELDS; i++)
			if (first.values[i].nlist == 0 &&
			    !str_eq(first.values[i].text, again.values[i].text))
				abort();
	}
	buf_release(&b);
}

static void
check_path(struct arena *a, struct str path)
{
	struct str file, rest, part, param;
	unsigned allowed;
	const struct route row = { .method = METHOD_GET, .path = "/a/*/b" };

	if (route_find(&row, 1, METHOD_GET, path, &param, &allowed) != NULL &&
	    memchr(param.p, '/', param.n) != NULL)
		abort();
	if (static_path(a, path, &file) != JY_OK)
		return;
	if (file.n > 0 && (file.p[0] == '/' || memchr(file.p, '\0', file.n) != NULL))
		abort();
	rest = file;
	while (str_split(&rest, '/', &part))
		if (part.n > 0 && part.p[0] == '.')
			abort();
}

static void
check_headers(struct arena *a, struct str value)
{
	struct request rq = { .in = { .cookie = value, .query = value }, .act.arena = a };
	int64_t from = 0, length = 0;

	if (static_range(value, 100, &from, &length) == RANGE_PART &&
	    (from < 0 || length < 1 || from + length > 100))
		abort();
	(void)static_etag_matches(value, STR("\"a\""));
	(void)static_accepts(value, "br");
	(void)request_cookie(&rq, "sid");
	(void)request_query(&rq, "next");
	if (path_is_local(value) && (!header_value_ok(value) || str_starts(value, "//")))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct str in = { (const char *)bytes, size };
	struct arena a;
	struct act act = { .arena = &a, .now = 1795478400 };

	arena_init(&a, 0);
	check_form(&act, in);
	check_path(&a, in);
	check_headers(&a, in);
	arena_release(&a);
	return 0;
}
