/*
 * search_words.c - see search_words.h.
 */
#include <inttypes.h>

#include "bigram.h"
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

struct telling {
	search_word *fn;
	void *arg;
	enum postings_level level;
	bool ok;
};

static bool
tell(void *arg, struct str token, size_t start, size_t end)
{
	struct telling *t = arg;

	(void)start;
	(void)end;
	t->ok = t->fn(t->arg, t->level, token);
	return t->ok;
}

bool
search_words(struct str text, search_word *fn, void *arg)
{
	static const enum postings_level levels[] = { POSTINGS_TITLE, POSTINGS_BY,
		POSTINGS_TEXT };
	struct telling t = { fn, arg, POSTINGS_TEXT, true };
	struct str line, term;
	size_t i;

	for (i = 0; i < POSTINGS_LEVELS && t.ok && str_split(&text, '\n', &line); i++) {
		t.level = levels[i];
		bigram_tokens(line, false, tell, &t);
	}
	if (t.ok && str_split(&text, '\n', &line))
		while (t.ok && line.n > 0 && str_split(&line, ' ', &term))
			t.ok = term.n == 0 || fn(arg, POSTINGS_TEXT, term);
	return t.ok;
}
