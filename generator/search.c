/*
 * search.c - see search.h. Words files of the live site are read, changed and put again;
 * they are made from nothing only in a fresh build, when their number changes, or when
 * very much did.
 */
#include <inttypes.h>

#include "escape.h"
#include "manifest.h"
#include "output.h"
#include "postings.h"
#include "search.h"
#include "search_words.h"
#include "tree.h"

#define FORMAT 2        /* of the files, for the script */
#define EACH 8          /* items in a file; SEARCH_TAIL is a multiple */
#define FOLDER 1000     /* files in a folder */
#define NOTES_MAX 5000  /* changed items from which all is made again */
#define BUCKETS_MIN 16u /* words files */
#define BUCKETS_MAX (1u << 18)
#define PER_BUCKET 64 /* items from which there are more of them */
#define SLICE 2048u   /* words files that are made at a time: bounds the memory */
#define STATE_BUCKETS (1 << 20) /* "from" and buckets as one number in the manifest */

MAN_SQL(SQL_SEARCH_MAX,
    "SELECT coalesce(max(key), 0) FROM item JOIN detail ON detail.item = item.id"
    " WHERE section = :section AND search IS NOT NULL");
MAN_SQL(SQL_SEARCH_RANGE,
    "SELECT key, card, search, contacts FROM item JOIN detail ON detail.item = item.id"
    " WHERE section = :section AND key >= :first AND key < :end AND search IS NOT NULL"
    " ORDER BY key");
MAN_SQL(SQL_SEARCH_NEXT,
    "SELECT key FROM item JOIN detail ON detail.item = item.id"
    " WHERE section = :section AND key >= :first AND search IS NOT NULL"
    " ORDER BY key LIMIT 1");

struct note {
	struct note *next; /* the one before it */
	int64_t id;
	struct str old, now;
};

/* What changed in one section. */
struct search {
	struct search *next;
	const struct section *s;
	struct note *first;
	size_t n; /* more than NOTES_MAX: the notes are not kept */
};

/* One section being made. */
struct making {
	struct gen *g;
	const struct section *s;
	const struct search *notes; /* NULL: none */
	struct arena a, path;
	struct str owner; /* of its files */
	struct postings *words;
	int64_t from, max, old_from;
	unsigned buckets, slice; /* slice: the first of those being made */
	bool *known; /* of these, by number: its words are in memory, and not put yet */
	bool all;
};

/* --- notes */

static struct search *
notes_of(struct gen *g, const struct section *s)
{
	struct search *n;

	for (n = g->search; n != NULL && n->s != s; n = n->next)
		;
	return n;
}

enum jy_err
search_note(struct gen *g, const struct section *s, struct key key, struct str old,
    struct str now)
{
	struct search *list = notes_of(g, s);
	struct note *note;

	if (list == NULL) {
		if ((list = arena_alloc(&g->arena, sizeof(*list))) == NULL)
			return gen_mem(g, NULL);
		list->s = s;
		list->next = g->search;
		g->search = list;
	}
	if (++list->n > NOTES_MAX || !key.is_int)
		return JY_OK;
	if ((note = arena_alloc(&g->arena, sizeof(*note))) == NULL)
		return gen_mem(g, NULL);
	note->id = key.i;
	note->old = arena_str(&g->arena, old);
	note->now = arena_str(&g->arena, now);
	note->next = list->first;
	list->first = note;
	return JY_OK;
}

/* --- files */

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

/* The items of a range as an object, or nothing, and the numbers that they may hold. */
static enum jy_err
put_rows(
    struct making *m, int64_t first, int64_t end, struct buf *b, struct buf *contacts)
{
	struct db_stmt *st;
	enum jy_err err;
	bool row;

	if ((err = range(m, first, end, &st)) != JY_OK)
		return err;
	while ((err = man_step(m->g, st, &row)) == JY_OK && row) {
		put_row(b, st);
		buf_str(contacts, db_str(st, 3));
	}
	db_finish(st);
	if (b->len > 0)
		buf_puts(b, "}\n");
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
	enum jy_err err = put_rows(m, first, end, &b, &contacts);

	if (err == JY_OK && b.len > 0)
		err = put(m, items_file(m, unit), buf_view(&b), buf_view(&contacts));
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

static enum jy_err
put_index(struct making *m)
{
	struct buf b = BUF_INIT, items = BUF_INIT, contacts = BUF_INIT;
	enum jy_err err = put_rows(m, m->from, INT64_MAX, &items, &contacts);

	buf_printf(&b,
	    "{\"format\":%d,\"from\":%" PRId64
	    ",\"buckets\":%u,\"each\":%d,\"folder\":%d,\"items\":",
	    FORMAT, m->from, m->buckets, EACH, FOLDER);
	buf_str(&b, items.len > 0 ? buf_view(&items) : STR("{}\n"));
	buf_puts(&b, "}\n");
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

struct setting {
	struct making *m;
	int64_t id;
	bool there;
	enum jy_err err;
};

static bool
set_word(void *arg, enum postings_level level, struct str word)
{
	struct setting *set = arg;
	struct making *m = set->m;
	unsigned bucket = postings_bucket(word, m->buckets), at = bucket - m->slice;

	if (at >= SLICE) /* its turn is another */
		return true;
	if (!m->known[at]) {
		m->known[at] = true;
		set->err = read_words(m, bucket);
	}
	if (set->err == JY_OK &&
	    !postings_set(m->words, bucket, word, level, set->id, set->there))
		set->err = gen_mem(m->g, NULL);
	return set->err == JY_OK;
}

/* The words of `text` hold, or no longer hold, the item. */
static enum jy_err
set_words(struct making *m, int64_t id, struct str text, bool there)
{
	struct setting set = { m, id, there, JY_OK };

	search_words(text, set_word, &set);
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

/* Items that were indexed before, and are now. */
static bool
was_indexed(const struct making *m, const struct note *n)
{
	return n->old.n > 0 && n->id < m->old_from;
}

static bool
is_indexed(const struct making *m, const struct note *n)
{
	return n->now.n > 0 && n->id < m->from;
}

/* Not so where only what is shown of it differs. */
static bool
words_differ(const struct making *m, const struct note *n)
{
	return was_indexed(m, n) != is_indexed(m, n) ||
	       !str_eq(search_words_part(n->old), search_words_part(n->now));
}

/* The words of what changed, and of what came before "from" or is not any more. */
static enum jy_err
set_changed(struct making *m)
{
	bool more = m->from > m->old_from;
	const struct note *n = m->notes != NULL ? m->notes->first : NULL;
	enum jy_err err = set_range(
	    m, more ? m->old_from : m->from, more ? m->from : m->old_from, more);

	for (; n != NULL && err == JY_OK; n = n->next) {
		if (words_differ(m, n) && was_indexed(m, n))
			err = set_words(m, n->id, n->old, false);
		if (err == JY_OK && words_differ(m, n) && is_indexed(m, n))
			err = set_words(m, n->id, n->now, true);
	}
	return err;
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
make_words(struct making *m)
{
	enum jy_err err = JY_OK;

	for (m->slice = 0; m->slice < m->buckets && err == JY_OK; m->slice += SLICE) {
		memset(m->known, m->all, SLICE * sizeof(*m->known));
		err = m->all ? set_range(m, 0, m->from, true) : set_changed(m);
		if (err == JY_OK)
			err = postings_write(m->words, put_words, m);
		if (err == JY_OK)
			err = put_empty(m);
		postings_reset(m->words);
	}
	return err;
}

static enum jy_err
make_items(struct making *m)
{
	const struct note *n = m->notes != NULL ? m->notes->first : NULL;
	bool more = m->from > m->old_from;
	int64_t last = -1;
	enum jy_err err;

	if (m->all)
		return put_range(m, 0, m->from);
	err = put_range(m, more ? m->old_from : m->from, more ? m->from : m->old_from);
	for (; n != NULL && err == JY_OK; n = n->next) {
		if (n->id / EACH != last)
			err = put_items(m, n->id / EACH);
		last = n->id / EACH;
	}
	return err;
}

/* --- one section */

static enum jy_err
measure(struct making *m)
{
	struct db_stmt *st;
	enum jy_err err;

	if ((err = man_prepare(m->g, &st, SQL_SEARCH_MAX)) != JY_OK)
		return err;
	db_bind_int(st, ":section", m->s->id);
	if ((err = man_one(m->g, st)) == JY_OK)
		m->max = db_int(st, 0);
	db_finish(st);
	m->from = m->max / SEARCH_TAIL * SEARCH_TAIL - SEARCH_TAIL;
	if (m->from < 0)
		m->from = 0;
	for (m->buckets = BUCKETS_MIN;
	     m->buckets < BUCKETS_MAX && m->from >= m->buckets * (int64_t)PER_BUCKET;)
		m->buckets *= 2;
	return err;
}

static const char *
state_name(struct making *m)
{
	return arena_printf(&m->a, "search:%s", m->s->name).p;
}

/* Where the section stands, and whether notes are enough to bring it up to date. */
static enum jy_err
look(struct making *m)
{
	int64_t before = 0;
	enum jy_err err;

	if ((err = measure(m)) != JY_OK ||
	    (err = state_int(m->g, state_name(m), -1, &before)) != JY_OK)
		return err;
	m->old_from = before / STATE_BUCKETS;
	m->all = before < 0 || before % STATE_BUCKETS != m->buckets ||
		 (m->notes != NULL && m->notes->n > NOTES_MAX);
	return JY_OK;
}

static enum jy_err
make_section(struct making *m)
{
	struct gen *g = m->g;
	enum jy_err err;

	if (!m->all && m->notes == NULL)
		return JY_OK;
	m->words = postings_new();
	m->known = arena_array(&m->a, SLICE, sizeof(*m->known));
	m->owner = arena_printf(&m->a, "search %s", m->s->name);
	if (m->words == NULL || m->known == NULL || m->owner.p == NULL)
		return gen_mem(g, NULL);
	if ((err = make_words(m)) == JY_OK && (err = make_items(m)) == JY_OK)
		err = put_index(m);
	if (err != JY_OK)
		return gen_fail(g, err, NULL, 0, "the search of %s", m->s->name);
	return state_set_int(g, state_name(m), m->from * STATE_BUCKETS + m->buckets);
}

/* Another set of sections, or other addresses, than in the last build? */
static enum jy_err
declared_anew(struct gen *g, struct arena *a, bool *anew)
{
	struct buf now = BUF_INIT;
	struct str before;
	enum jy_err err;
	size_t i;

	for (i = 0; i < g->site.section_count; i++)
		if (g->site.sections[i].search != NULL)
			buf_printf(&now, "%s %s\n", g->site.sections[i].name,
			    g->site.sections[i].search);
	if ((err = state_text(g, "searches", a, &before)) == JY_OK) {
		*anew = !str_eq(before, buf_view(&now));
		if (*anew)
			err = state_set_text(g, "searches", buf_view(&now));
	}
	buf_release(&now);
	return err;
}

/* What is no longer put can only be told when all is put: so all sections or none. */
enum jy_err
search_build(struct gen *g)
{
	struct making *m;
	struct arena a;
	bool all = false;
	enum jy_err err;
	size_t i, n = 0;

	arena_init(&a, 0);
	m = arena_array(&a, g->site.section_count, sizeof(*m));
	if ((err = gen_mem(g, m)) == JY_OK)
		err = declared_anew(g, &a, &all);
	all = all || g->fresh || g->full || g->compress_changed;
	for (i = 0; i < g->site.section_count && err == JY_OK; i++) {
		if (g->site.sections[i].search == NULL)
			continue;
		m[n] = (struct making){ .g = g, .s = &g->site.sections[i] };
		m[n].notes = notes_of(g, m[n].s);
		arena_init(&m[n].a, 0);
		arena_init(&m[n].path, 0);
		err = look(&m[n]);
		all = m[n++].all || all;
	}
	for (i = 0; i < n && err == JY_OK; i++) {
		m[i].all = all;
		err = make_section(&m[i]);
	}
	for (i = 0; i < n; i++) {
		postings_free(m[i].words);
		arena_release(&m[i].a);
		arena_release(&m[i].path);
	}
	if (err == JY_OK && all)
		err = output_sweep(g, OUT_SEARCH);
	arena_release(&a);
	return err;
}
