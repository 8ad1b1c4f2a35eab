/*
 * feed_entry.c - texts as LENGTH:BYTES and times as N: one after the other, in the order
 * of struct feed_entry (see feed_entry.h).
 */
#include "feed_entry.h"

static void
put_text(struct buf *b, const struct val *entry, const char *name)
{
	const struct val *v = val_get(entry, str_of(name));
	struct str text = STR_NONE;

	if (v != NULL && (v->type == VAL_TEXT || v->type == VAL_HTML))
		text = v->s;
	buf_int(b, (int64_t)text.n);
	buf_char(b, ':');
	buf_str(b, text);
}

static void
put_time(struct buf *b, const struct val *entry, const char *name)
{
	const struct val *v = val_get(entry, str_of(name));

	buf_int(b, v != NULL && v->type == VAL_INT ? v->i : 0);
	buf_char(b, ':');
}

void
feed_entry_put(struct buf *b, const struct val *entry)
{
	put_text(b, entry, "title");
	put_text(b, entry, "summary");
	put_text(b, entry, "html");
	put_text(b, entry, "author");
	put_time(b, entry, "published");
	put_time(b, entry, "updated");
}

static bool
cut_int(struct str *rest, int64_t *v)
{
	struct str number;

	return str_split(rest, ':', &number) && str_int(number, INT64_MIN, INT64_MAX, v);
}

static bool
cut_text(struct str *rest, struct str *text)
{
	int64_t n;

	if (!cut_int(rest, &n) || n < 0 || (size_t)n > rest->n)
		return false;
	*text = (struct str){ rest->p, (size_t)n };
	*rest = str_from(*rest, (size_t)n);
	return true;
}

bool
feed_entry_read(struct str text, struct feed_entry *e)
{
	return cut_text(&text, &e->title) && cut_text(&text, &e->summary) &&
	       cut_text(&text, &e->html) && cut_text(&text, &e->author) &&
	       cut_int(&text, &e->published) && cut_int(&text, &e->updated);
}
