/*
 * route.c - finding the row of the route table for a request, and what a row implies.
 */
#include "multipart.h"
#include "route.h"

#define FORM_BYTES_MAX (64 * 1024)

bool
route_takes_file(const struct route *r)
{
	return r->method == METHOD_POST && fields_have_file(r->fields, r->nfields);
}

size_t
route_body_max(const struct route *r)
{
	return route_takes_file(r) ? MULTIPART_BYTES_MAX : FORM_BYTES_MAX;
}

/* Does `pattern` (with at most one "*" as a whole segment) cover `path`? */
static bool
path_matches(const char *pattern, struct str path, struct str *param)
{
	const char *star;
	size_t head = 0, tail;

	/* most rows part from the path after a few bytes */
	while (head < path.n && pattern[head] == path.p[head] && pattern[head] != '*')
		head++;
	if (pattern[head] != '*')
		return pattern[head] == '\0' && head == path.n;
	star = pattern + head;
	tail = strlen(star + 1);
	if (path.n <= head + tail || !str_ends(path, star + 1))
		return false;
	*param = (struct str){ path.p + head, path.n - head - tail };
	return memchr(param->p, '/', param->n) == NULL;
}

const struct route *
route_find(const struct route *table, size_t n, enum method method, struct str path,
    struct str *param, unsigned *allowed)
{
	const struct route *found = NULL;
	struct str at = STR_NONE;
	unsigned methods;

	*allowed = 0;
	*param = STR_NONE;
	for (size_t i = 0; i < n; i++) {
		if (!path_matches(table[i].path, path, &at))
			continue;
		methods =
		    table[i].method | (table[i].method == METHOD_GET ? METHOD_HEAD : 0);
		*allowed |= methods;
		/* a path by its own name goes before one with a "*" */
		if ((methods & method) != 0 && (found == NULL || at.p == NULL)) {
			found = &table[i];
			*param = at;
		}
		at = STR_NONE;
	}
	return found;
}
