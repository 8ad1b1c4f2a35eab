/*
 * json.c - see json.h.
 */
#include <math.h>

#include "escape.h"
#include "json.h"

static void
put_text(struct buf *out, struct str s)
{
	buf_char(out, '"');
	json_escape(out, s);
	buf_char(out, '"');
}

static void
put_map(struct buf *out, const struct val *map)
{
	const struct val *v;
	struct str key;

	buf_char(out, '{');
	for (size_t i = 0; val_entry(map, i, &key, &v); i++) {
		if (i > 0)
			buf_char(out, ',');
		put_text(out, key);
		buf_char(out, ':');
		json_put(out, v);
	}
	buf_char(out, '}');
}

static void
put_list(struct buf *out, const struct val *list)
{
	struct val v;

	buf_char(out, '[');
	for (size_t i = 0; i < val_len(list); i++) {
		if (i > 0)
			buf_char(out, ',');
		v = val_at(list, i);
		json_put(out, &v);
	}
	buf_char(out, ']');
}

void
json_put(struct buf *out, const struct val *v)
{
	switch (v->type) {
	case VAL_BOOL:
		buf_puts(out, v->b ? "true" : "false");
		break;
	case VAL_INT:
		buf_int(out, v->i);
		break;
	case VAL_REAL:
		if (isfinite(v->r))
			buf_printf(out, "%.17g", v->r);
		else
			buf_puts(out, "null");
		break;
	case VAL_TEXT:
	case VAL_HTML:
		put_text(out, v->s);
		break;
	case VAL_LIST:
		put_list(out, v);
		break;
	case VAL_MAP:
		put_map(out, v);
		break;
	case VAL_NULL:
		buf_puts(out, "null");
		break;
	}
}
