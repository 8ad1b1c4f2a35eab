/*
 * search_files.c - see search_files.h. Words files of the live site are read, changed and put
 * again.
 */
#include <inttypes.h>

#include "bigram.h"
#include "escape.h"
#include "manifest.h"
#include "output.h"
#include "search_files.h"
#include "search_late.h"
#include "search_words.h"
#include "tree.h"
#include "val.h"

#define FORMAT 3     /* of the files, for the script */
#define EACH 8       /* items in a file; SEARCH_TAIL is a multiple */
#define FOLDER 1000  /* files in a folder */
#define SLICE 2048u  /* words files that are made at a time: bounds the memory */
#define PIECES 4096u /* a power of two */
#define PIECE_WORDS 40

MAN_SQL(SQL_SEARCH_RANGE,
    "SELECT key, card, search, contacts FROM item JOIN detail ON detail.item = item.id"
    " WHERE section = :section AND key >= :first AND key < :end AND search IS NOT NULL"
    " ORDER BY key");
MAN_SQL(SQL_SEARCH_NEXT,
    "SELECT key FROM item JOIN detail ON detail.item = item.id"
    " WHERE section = :section AND key >= :first AND search IS NOT NULL"
    " ORDER BY key LIMIT 1");

/* --- paths and ranges */

/* A path stands until the next is asked for. */
static struct str
words_file(struct making *m, unsigned bucket)
{
	arena_reset(&m->path);
	return arena_printf(
	    &m->path, "%swords/%u/%u.bin", m->s->search + 1, m->buckets, bucket);
}

static struct str
items_file(struct making *m, int64_t unit)
{
	arena_reset(&m->path);
	return arena_printf(&m->path, "%sitems/%03" PRId64 "/%" PRId64 ".json",
	    m->s->search + 1, unit / FOLDER, unit);
}

static struct str
index_file(struct making *m)
{
	arena_reset(&m->path);
	return arena_printf(&m->path, "%sindex.json", m->s->search + 1);
}

static enum jy_err
put(struct making *m, struct str path, struct str bytes, struct str contacts)
{
	struct output o = { .path = path,
		.owner = m->owner,
		.role = OUT_SEARCH,
		.bytes = bytes,
		.contacts = contacts };

	return path.p != NULL ? output_put(m->g, &o) : gen_mem(m->g, NULL);
}

static enum jy_err
range(struct making *m, int64_t first, int64_t end, struct db_stmt **st)
{
	enum jy_err err;

	if ((err = man_prepare(m->g, st, SQL_SEARCH_RANGE)) != JY_OK)
		return err;
	db_bind_int(*st, ":section", m->s->id);
	db_bind_int(*st, ":first", first);
	db_bind_int(*st, ":end", end);
	return JY_OK;
}

/* The first item from `first` on. JY_ENOTFOUND: there is none. */
static enum jy_err
next_id(struct making *m, int64_t first, int64_t *id)
{
	struct db_stmt *st;
	enum jy_err err;

	if ((err = man_prepare(m->g, &st, SQL_SEARCH_NEXT)) != JY_OK)
		return err;
	db_bind_int(st, ":section", m->s->id);
	db_bind_int(st, ":first", first);
	if ((err = man_one(m->g, st)) == JY_OK)
		*id = db_int(st, 0);
	db_finish(st);
	return err;
}

/* --- rows */

static void
put_text(struct buf *b, struct str s)
{
	buf_char(b, '"');
	json_escape(b, s);
	buf_char(b, '"');
}

static void
put_row(struct buf *b, struct db_stmt *st)
{
	struct str text = db_str(st, 2), line;

	buf_printf(b, "%s\"%" PRId64 "\":[", b->len == 0 ? "{" : ",\n", db_int(st, 0));
	put_text(b, db_blob(st, 1));
	while (text.n > 0 && str_split(&text, '\n', &line)) {
		buf_char(b, ',');
		put_text(b, line);
	}
	buf_char(b, ']');
}

/* Add the items of a statement to an object, and the numbers that they may hold. Gives the
 * statement back. */
static enum jy_err
put_rows(struct making *m, struct db_stmt *st, struct buf *b, struct buf *contacts)
{
	enum jy_err err;
	bool row;

	while ((err = man_step(m->g, st, &row)) == JY_OK && row) {
		put_row(b, st);
		buf_str(contacts, db_str(st, 3));
	}
	db_finish(st);
	if (err == JY_OK && !(buf_ok(b) && buf_ok(contacts)))
		err = gen_mem(m->g, NULL);
	return err;
}

/* The file of the items from unit * EACH on. */
static enum jy_err
put_items(struct making *m, int64_t unit)
{
	struct buf b = BUF_INIT, contacts = BUF_INIT;
	int64_t first = unit * EACH, end = first < m->from ? first + EACH : first;
	struct db_stmt *st;
	enum jy_err err;

	if ((err = range(m, first, end, &st)) == JY_OK)
		err = put_rows(m, st, &b, &contacts);
	if (b.len > 0)
		buf_puts(&b, "}\n");
	if (err == JY_OK && b.len > 0)
		err = buf_ok(&b)
			  ? put(m, items_file(m, unit), buf_view(&b), buf_view(&contacts))
			  : gen_mem(m->g, NULL);
	else if (err == JY_OK && !m->all) /* what was not put at all is swept */
		err = output_drop(m->g, items_file(m, unit), m->owner);
	buf_release(&b);
	buf_release(&contacts);
	return err;
}

/* The files of all items there are in a range. */
static enum jy_err
put_range(struct making *m, int64_t first, int64_t end)
{
	int64_t id = first;
	enum jy_err err;

	while ((err = next_id(m, id, &id)) == JY_OK && id < end &&
	       (err = put_items(m, id / EACH)) == JY_OK)
		id = (id / EACH + 1) * EACH;
	return err == JY_ENOTFOUND ? JY_OK : err;
}

/* Items that are late, then the newest. */
static enum jy_err
put_index_rows(struct making *m, struct buf *b, struct buf *contacts)
{
	struct db_stmt *st;
	enum jy_err err;

	if ((err = man_prepare(m->g, &st, SQL_LATE_ROWS)) != JY_OK)
		return err;
	db_bind_int(st, ":section", m->s->id);
	if ((err = put_rows(m, st, b, contacts)) != JY_OK ||
	    (err = range(m, m->from, INT64_MAX, &st)) != JY_OK)
		return err;
	return put_rows(m, st, b, contacts);
}

static enum jy_err
put_gone(void *arg, int64_t id, struct str old, struct str now)
{
	struct buf *b = arg;

	(void)old;
	if (now.n == 0)
		buf_printf(b, "%s%" PRId64, b->data[b->len - 1] == '[' ? "" : ",", id);
	return JY_OK;
}

enum jy_err
search_put_index(struct making *m)
{
	struct buf b = BUF_INIT, items = BUF_INIT, contacts = BUF_INIT;
	enum jy_err err = put_index_rows(m, &items, &contacts);

	buf_printf(&b,
	    "{\"format\":%d,\"from\":%" PRId64
	    ",\"buckets\":%u,\"each\":%d,\"folder\":%d,\"gone\":[",
	    FORMAT, m->from, m->buckets, EACH, FOLDER);
	if (err == JY_OK && buf_ok(&b))
		err = late_each(m->g, m->s, put_gone, &b);
	buf_puts(&b, "],\"items\":");
	buf_str(&b, items.len > 0 ? buf_view(&items) : STR("{"));
	buf_puts(&b, "}\n}\n");
	if (err == JY_OK && !buf_ok(&b))
		err = gen_mem(m->g, NULL);
	if (err == JY_OK)
		err = put(m, index_file(m), buf_view(&b), buf_view(&contacts));
	buf_release(&b);
	buf_release(&items);
	buf_release(&contacts);
	return err;
}

/* --- words */

/* What the live site has of a words file. */
static enum jy_err
read_words(struct making *m, unsigned bucket)
{
	struct str path = words_file(m, bucket);
	struct buf file = BUF_INIT;
	enum jy_err err;

	if (path.p == NULL)
		return gen_mem(m->g, NULL);
	err = tree_read(m->g->live, path.p, &file);
	if (err == JY_OK)
		err = postings_read(m->words, bucket, buf_view(&file));
	if (err != JY_OK) {
		gen_fail(m->g, err, path.p, 0, "cannot be read: %m");
		m->g->scratch = true;
	}
	buf_release(&file);
	return err;
}

/* Pieces of texts come again with other items, mostly: names of places, of employers. */
struct piece {
	struct str text; /* NULL: none yet */
	bool term;
	size_t n;
	struct word **words; /* those of the slice */
};

struct setting {
	struct making *m;
	int64_t id;
	bool there;
	enum postings_level level;
	size_t n; /* words of the piece */
	struct word *words[PIECE_WORDS];
	enum jy_err err;
};

static bool
set_word(struct setting *set, struct word *w)
{
	if (w == NULL || !postings_set(set->m->words, w, set->level, set->id, set->there))
		set->err = gen_mem(set->m->g, NULL);
	return set->err == JY_OK;
}

static bool
find_word(void *arg, struct str text, size_t start, size_t end)
{
	struct setting *set = arg;
	struct making *m = set->m;
	unsigned bucket = postings_bucket(text, m->buckets), at = bucket - m->slice;
	struct word *w;

	(void)start;
	(void)end;
	if (at >= SLICE) /* its turn is another */
		return true;
	if (!m->known[at]) {
		m->known[at] = true;
		if ((set->err = read_words(m, bucket)) != JY_OK)
			return false;
	}
	w = postings_word(m->words, bucket, text);
	if (set->n < PIECE_WORDS)
		set->words[set->n] = w;
	set->n++;
	return set_word(set, w);
}

/* The place belongs to whoever comes first, which bounds the memory. */
static void
keep_piece(struct setting *set, struct piece *p, struct str text, bool term)
{
	struct making *m = set->m;
	size_t bytes = set->n * sizeof(*set->words);

	if (p->text.p != NULL || set->n > PIECE_WORDS || set->err != JY_OK ||
	    (p->words = arena_alloc(&m->piece, bytes)) == NULL)
		return;
	memcpy(p->words, set->words, bytes);
	p->n = set->n;
	p->term = term;
	p->text = arena_str(&m->piece, text);
}

static bool
set_piece(void *arg, enum postings_level level, struct str text, bool term)
{
	struct setting *set = arg;
	struct piece *p = &set->m->pieces[val_hash(text) % PIECES];
	size_t i;

	set->level = level;
	if (p->text.p != NULL && p->term == term && str_eq(p->text, text)) {
		for (i = 0; i < p->n && set_word(set, p->words[i]); i++)
			;
		return set->err == JY_OK;
	}
	set->n = 0;
	if (term)
		find_word(set, text, 0, text.n);
	else
		bigram_tokens(text, false, find_word, set);
	if (level != POSTINGS_TITLE)
		keep_piece(set, p, text, term);
	return set->err == JY_OK;
}

/* The words of `text` hold, or no longer hold, the item. */
static enum jy_err
set_words(struct making *m, int64_t id, struct str text, bool there)
{
	struct setting set;

	set.m = m;
	set.id = id;
	set.there = there;
	set.err = JY_OK;
	search_pieces(text, set_piece, &set);
	return set.err;
}

static enum jy_err
set_range(struct making *m, int64_t first, int64_t end, bool there)
{
	struct db_stmt *st;
	enum jy_err err;
	bool row;

	if ((err = range(m, first, end, &st)) != JY_OK)
		return err;
	while ((err = man_step(m->g, st, &row)) == JY_OK && row &&
	       (err = set_words(m, db_int(st, 0), db_str(st, 2), there)) == JY_OK)
		;
	db_finish(st);
	return err;
}

static enum jy_err
set_late(void *arg, int64_t id, struct str old, struct str now)
{
	struct making *m = arg;
	enum jy_err err = set_words(m, id, old, false);

	return err == JY_OK ? set_words(m, id, now, true) : err;
}

/* The words of what was late, and of what came before "from". */
static enum jy_err
set_changed(struct making *m)
{
	enum jy_err err = late_each(m->g, m->s, set_late, m);

	return err == JY_OK ? set_range(m, m->old_from, m->from, true) : err;
}

static enum jy_err
put_words(void *arg, unsigned bucket, struct str file)
{
	struct making *m = arg;

	m->known[bucket - m->slice] = false;
	return put(m, words_file(m, bucket), file, STR_NONE);
}

/* Those that no word leads to: there are as many files as index.json says. */
static enum jy_err
put_empty(struct making *m)
{
	enum jy_err err = JY_OK;
	unsigned i;

	for (i = 0; i < SLICE && m->slice + i < m->buckets && err == JY_OK; i++)
		if (m->known[i])
			err = put_words(m, m->slice + i, STR_NONE);
	return err;
}

static enum jy_err
make_slices(struct making *m)
{
	enum jy_err err = JY_OK;

	for (m->slice = 0; m->slice < m->buckets && err == JY_OK; m->slice += SLICE) {
		memset(m->known, m->all, SLICE * sizeof(*m->known));
		memset(m->pieces, 0, PIECES * sizeof(*m->pieces));
		err = m->all ? set_range(m, 0, m->from, true) : set_changed(m);
		if (err == JY_OK)
			err = postings_write(m->words, put_words, m);
		if (err == JY_OK)
			err = put_empty(m);
		postings_reset(m->words);
		arena_reset(&m->piece);
	}
	return err;
}

enum jy_err
search_put_words(struct making *m)
{
	enum jy_err err;

	m->words = postings_new();
	m->known = arena_array(&m->a, SLICE, sizeof(*m->known));
	m->pieces = arena_array(&m->a, PIECES, sizeof(*m->pieces));
	err = m->words != NULL && m->known != NULL && m->pieces != NULL
		  ? make_slices(m)
		  : gen_mem(m->g, NULL);
	postings_free(m->words);
	m->words = NULL;
	return err;
}

static enum jy_err
put_late_items(void *arg, int64_t id, struct str old, struct str now)
{
	(void)old;
	(void)now;
	return put_items(arg, id / EACH);
}

/* The files of items that changed, but for rows that are in index.json. */
static enum jy_err
put_noted(struct making *m)
{
	const struct note *n = m->notes != NULL ? m->notes->first : NULL;
	enum jy_err err = JY_OK;
	int64_t last = -1;
	bool late;

	for (; n != NULL && err == JY_OK; n = n->next) {
		if (n->id >= m->from || n->id / EACH == last)
			continue;
		if ((err = late_has(m->g, m->s, n->id, &late)) != JY_OK ||
		    (late && n->now.n > 0 && !m->merge))
			continue;
		last = n->id / EACH;
		err = put_items(m, last);
	}
	return err;
}

enum jy_err
search_put_items(struct making *m)
{
	enum jy_err err;

	if (m->all)
		return put_range(m, 0, m->from);
	if (m->merge && ((err = put_range(m, m->old_from, m->from)) != JY_OK ||
			    (err = late_each(m->g, m->s, put_late_items, m)) != JY_OK))
		return err;
	return put_noted(m);
}
