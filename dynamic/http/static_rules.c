/*
 * static_rules.c - what can be decided about a static file without opening it: its
 * path, its type, and what the conditional headers ask for.
 */
#include "escape.h"
#include "static.h"
#include "utf8.h"

#define PATH_BYTES_MAX 1024

enum jy_err
static_path(struct arena *a, struct str path, struct str *out)
{
	struct str text, rest, part;
	enum jy_err err;

	if (path.n == 0 || path.p[0] != '/')
		return JY_EPARSE;
	if ((err = url_decode(a, str_from(path, 1), false, &text)) != JY_OK)
		return err;
	if (!utf8_valid(text))
		return JY_EPARSE;
	for (size_t i = 0; i < text.n; i++)
		if ((unsigned char)text.p[i] < 0x20 || text.p[i] == 0x7f)
			return JY_EPARSE;
	if (text.n > PATH_BYTES_MAX)
		return JY_ENOTFOUND;
	*out = text;
	if (text.n == 0)
		return JY_OK;
	rest = text;
	while (str_split(&rest, '/', &part)) {
		if (part.n == 0 && rest.p == NULL)
			break; /* after a last '/' */
		if (part.n == 0 || part.p[0] == '.' ||
		    memchr(part.p, '\\', part.n) != NULL)
			return JY_ENOTFOUND;
	}
	return JY_OK;
}

const char *
static_type(struct str name)
{
	static const struct {
		const char *ending, *type;
	} types[] = {
		{ ".html", "text/html; charset=utf-8" },
		{ ".css", "text/css; charset=utf-8" },
		{ ".js", "text/javascript; charset=utf-8" },
		{ ".json", "application/json; charset=utf-8" },
		{ ".xml", "application/xml; charset=utf-8" },
		{ ".txt", "text/plain; charset=utf-8" },
		{ ".csv", "text/csv; charset=utf-8" },
		{ ".svg", "image/svg+xml; charset=utf-8" },
		{ ".webmanifest", "application/manifest+json; charset=utf-8" },
		{ ".png", "image/png" },
		{ ".jpg", "image/jpeg" },
		{ ".jpeg", "image/jpeg" },
		{ ".gif", "image/gif" },
		{ ".webp", "image/webp" },
		{ ".avif", "image/avif" },
		{ ".ico", "image/x-icon" },
		{ ".woff2", "font/woff2" },
		{ ".wasm", "application/wasm" },
		{ ".pdf", "application/pdf" },
		{ ".zip", "application/zip" },
		{ ".gz", "application/gzip" },
		{ ".doc", "application/msword" },
		{ ".docx", "application/vnd.openxmlformats-officedocument."
			   "wordprocessingml.document" },
		{ ".xls", "application/vnd.ms-excel" },
		{ ".xlsx", "application/vnd.openxmlformats-officedocument."
			   "spreadsheetml.sheet" },
		{ ".mp3", "audio/mpeg" },
		{ ".mp4", "video/mp4" },
	};

	if (str_ends(name, "/feed.xml"))
		return "application/atom+xml; charset=utf-8";
	if (str_ends(name, "/feed.json"))
		return "application/feed+json; charset=utf-8";
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (str_ends(name, types[i].ending))
			return types[i].type;
	return "application/octet-stream";
}

/* "123" to a number; false for anything else or an overflow. */
static bool
number(struct str s, int64_t *out)
{
	return s.n > 0 && s.p[0] != '-' && str_int(s, 0, INT64_MAX, out);
}

enum range
static_range(struct str header, int64_t size, int64_t *from, int64_t *length)
{
	struct str rest, first;
	int64_t a, b;

	if (!str_starts(header, "bytes="))
		return RANGE_ALL;
	rest = str_from(header, 6);
	if (!str_split(&rest, '-', &first) || rest.p == NULL ||
	    memchr(header.p, ',', header.n) != NULL)
		return RANGE_ALL;
	first = str_trim(first);
	rest = str_trim(rest);
	if (first.n == 0) { /* the last b bytes */
		if (!number(rest, &b))
			return RANGE_ALL;
		if (b == 0 || size == 0)
			return RANGE_BAD;
		*length = b < size ? b : size;
		*from = size - *length;
		return RANGE_PART;
	}
	b = size - 1;
	if (!number(first, &a) || (rest.n > 0 && (!number(rest, &b) || b < a)))
		return RANGE_ALL;
	if (a >= size)
		return RANGE_BAD;
	*from = a;
	*length = (b < size - 1 ? b : size - 1) - a + 1;
	return RANGE_PART;
}

bool
static_etag_matches(struct str header, struct str etag)
{
	struct str rest = header, part;

	if (str_is(str_trim(header), "*"))
		return true;
	while (str_split(&rest, ',', &part)) {
		part = str_trim(part);
		if (str_starts(part, "W/"))
			part = str_from(part, 2);
		if (str_eq(part, etag))
			return true;
	}
	return false;
}

/* "q=0", "q=0.0", "q=0.000": the only weights that refuse. */
static bool
weight_is_zero(struct str parameters)
{
	struct str rest = parameters, part;

	while (str_split(&rest, ';', &part)) {
		part = str_trim(part);
		if (part.n < 3 || (part.p[0] != 'q' && part.p[0] != 'Q') ||
		    part.p[1] != '=')
			continue;
		for (size_t i = 2; i < part.n; i++)
			if (part.p[i] != '0' && part.p[i] != '.')
				return false;
		return true;
	}
	return false;
}

bool
static_accepts(struct str header, const char *coding)
{
	struct str rest = header, part, name;

	while (str_split(&rest, ',', &part))
		if (str_split(&part, ';', &name) && str_is(str_trim(name), coding))
			return !weight_is_zero(part);
	return false;
}
