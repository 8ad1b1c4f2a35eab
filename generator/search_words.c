/*
 * search_words.c - see search_words.h.
 */
#include <inttypes.h>

#include "search_words.h"

#define WORD_LINES 4

static void
put_line(struct buf *out, const struct val *v)
{
	size_t i = out->len;

	if (v != NULL && v->type == VAL_INT)
		buf_int(out, v->i);
	else if (v != NULL && v->type == VAL_TEXT)
		buf_str(out, v->s);
	for (; i < out->len; i++)
		if ((unsigned char)out->data[i] < 0x20)
			out->data[i] = ' ';
	buf_char(out, '\n');
}

void
search_text(struct buf *out, const struct item *it)
{
	static const char *const names[] = { "title", "by", "text", "terms", "excerpt",
		"ends" };
	size_t i;

	if (it->search.type != VAL_MAP || !it->listed)
		return;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		put_line(out, val_get(&it->search, str_of(names[i])));
}

struct str
search_words_part(struct str text)
{
	struct str rest = text, line;
	int i;

	for (i = 0; i < WORD_LINES && str_split(&rest, '\n', &line); i++)
		;
	return (struct str){ text.p, text.n - rest.n };
}

bool
search_pieces(struct str text, search_piece *fn, void *arg)
{
	static const enum postings_level levels[WORD_LINES] = { POSTINGS_TITLE,
		POSTINGS_BY, POSTINGS_TEXT, POSTINGS_TEXT };
	struct str line, piece;
	bool ok = true;
	size_t i;

	for (i = 0; i < WORD_LINES && ok && str_split(&text, '\n', &line); i++)
		while (ok && line.n > 0 && str_split(&line, ' ', &piece))
			ok = piece.n == 0 ||
			     fn(arg, levels[i], piece, i == WORD_LINES - 1);
	return ok;
}
