/*
 * valjson.c - values as canonical JSON (see valjson.h).
 */
#include <stdlib.h>

#include "escape.h"
#include "valjson.h"

struct member {
	struct str key;
	const struct val *v;
};

#define FEW 32

static int
by_key(const void *a, const void *b)
{
	return str_cmp(((const struct member *)a)->key, ((const struct member *)b)->key);
}

/* Nearly always the first bytes decide. */
static bool
is_before(const struct member *a, const struct member *b)
{
	if (a->key.n > 0 && b->key.n > 0 && a->key.p[0] != b->key.p[0])
		return (unsigned char)a->key.p[0] < (unsigned char)b->key.p[0];
	return by_key(a, b) < 0;
}

/* A few are sorted by insertion, which is cheaper than qsort()'s calls. */
static void
sort_members(struct member *m, size_t n)
{
	struct member x;
	size_t i, at;

	if (n > FEW) {
		qsort(m, n, sizeof(*m), by_key);
		return;
	}
	for (i = 1; i < n; i++) {
		x = m[i];
		for (at = i; at > 0 && is_before(&x, &m[at - 1]); at--)
			m[at] = m[at - 1];
		m[at] = x;
	}
}

static void
put_text(struct buf *out, struct str s, bool script)
{
	buf_char(out, '"');
	if (script)
		json_escape_script(out, s);
	else
		json_escape(out, s);
	buf_char(out, '"');
}

static void
put_list(struct buf *out, const struct val *v, bool script)
{
	struct val item;
	size_t i;

	buf_char(out, '[');
	for (i = 0; i < val_len(v); i++) {
		if (i > 0)
			buf_char(out, ',');
		item = val_at(v, i);
		val_json(out, &item, script);
	}
	buf_char(out, ']');
}

static void
put_map(struct buf *out, const struct val *v, bool script)
{
	struct member few[FEW], *m = few;
	struct arena a;
	size_t i, n = val_entries(v);

	arena_init(&a, 0);
	if (n > FEW && (m = arena_array(&a, n, sizeof(*m))) == NULL) {
		out->failed = true;
		return;
	}
	for (i = 0; i < n; i++)
		val_entry(v, i, &m[i].key, &m[i].v);
	sort_members(m, n);
	buf_char(out, '{');
	for (i = 0; i < n; i++) {
		if (m[i].v->type == VAL_NULL)
			continue;
		if (buf_ok(out) && out->data[out->len - 1] != '{')
			buf_char(out, ',');
		put_text(out, m[i].key, script);
		buf_char(out, ':');
		val_json(out, m[i].v, script);
	}
	buf_char(out, '}');
	arena_release(&a);
}

void
val_json(struct buf *out, const struct val *v, bool script)
{
	switch (v->type) {
	case VAL_NULL:
		buf_puts(out, "null");
		break;
	case VAL_BOOL:
		buf_puts(out, v->b ? "true" : "false");
		break;
	case VAL_INT:
		buf_int(out, v->i);
		break;
	case VAL_REAL:
		buf_printf(out, "%.15g", v->r);
		break;
	case VAL_TEXT:
	case VAL_HTML:
		put_text(out, v->s, script);
		break;
	case VAL_LIST:
		put_list(out, v, script);
		break;
	case VAL_MAP:
		put_map(out, v, script);
		break;
	}
}
