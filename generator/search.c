/*
 * search.c - see search.h. What changed, and what follows for a section's files: its rows
 * alone (search_late.h), the words files brought up to date, or all made from nothing, in a
 * fresh build, when the number of words files changes, or when very much did.
 */
#include "manifest.h"
#include "output.h"
#include "search.h"
#include "search_files.h"
#include "search_late.h"
#include "search_words.h"

#define NOTES_MAX 5000  /* changed items from which all is made again */
#define ROWS_MAX 192    /* items in index.json from which the words files follow, */
#define GONE_MAX 2000   /* and such as are named there as gone */
#define BUCKETS_MIN 16u /* words files */
#define BUCKETS_MAX (1u << 18)
#define PER_BUCKET 64           /* items from which there are more of them */
#define STATE_BUCKETS (1 << 20) /* "from" and buckets as one number in the manifest */

MAN_SQL(SQL_SEARCH_MAX,
    "SELECT coalesce(max(key), 0) FROM item JOIN detail ON detail.item = item.id"
    " WHERE section = :section AND search IS NOT NULL");
MAN_SQL(SQL_SEARCH_COUNT,
    "SELECT count(*) FROM item JOIN detail ON detail.item = item.id"
    " WHERE section = :section AND key >= :first AND search IS NOT NULL");

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

/* --- one section */

static enum jy_err
number(struct making *m, const char *sql, int64_t first, int64_t *v)
{
	struct db_stmt *st;
	enum jy_err err;

	if ((err = man_prepare(m->g, &st, sql)) != JY_OK)
		return err;
	db_bind_int(st, ":section", m->s->id);
	if (first >= 0)
		db_bind_int(st, ":first", first);
	if ((err = man_one(m->g, st)) == JY_OK)
		*v = db_int(st, 0);
	db_finish(st);
	return err;
}

/* Where the words files are to end, and how many there are to be. */
static enum jy_err
measure(struct making *m, int64_t least)
{
	int64_t max = 0;
	enum jy_err err = number(m, SQL_SEARCH_MAX, -1, &max);

	m->from = max / SEARCH_TAIL * SEARCH_TAIL - SEARCH_TAIL;
	if (m->from < least)
		m->from = least;
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

/* Items that changed are late; those from "from" on are in no words file. */
static enum jy_err
note_late(struct making *m)
{
	const struct note *n = m->notes != NULL ? m->notes->first : NULL;
	enum jy_err err = JY_OK;

	for (; n != NULL && err == JY_OK; n = n->next) {
		m->differ +=
		    !str_eq(search_words_part(n->old), search_words_part(n->now));
		if (n->id < m->from)
			err = late_note(m->g, m->s, n->id, n->old, n->now);
	}
	return err;
}

/* Is more late than index.json is to hold? The sooner so, the more this build changes. */
static enum jy_err
is_full(struct making *m, bool *full)
{
	int64_t newest = 0, rows = 0, gone = 0;
	enum jy_err err;

	if ((err = number(m, SQL_SEARCH_COUNT, m->from, &newest)) == JY_OK)
		err = late_count(m->g, m->s, &rows, &gone);
	*full = newest + rows + (int64_t)m->differ > ROWS_MAX || gone > GONE_MAX;
	return err;
}

/* Where the section stands, and what there is to do. */
static enum jy_err
look(struct making *m)
{
	int64_t before = 0;
	enum jy_err err;

	if ((err = state_int(m->g, state_name(m), -1, &before)) != JY_OK)
		return err;
	m->all = before < 0 || (m->notes != NULL && m->notes->n > NOTES_MAX);
	if (m->all)
		return JY_OK;
	m->from = m->old_from = before / STATE_BUCKETS;
	m->buckets = (unsigned)(before % STATE_BUCKETS);
	if (m->notes == NULL || (err = note_late(m)) != JY_OK ||
	    (err = is_full(m, &m->merge)) != JY_OK || !m->merge)
		return err;
	err = measure(m, m->old_from);
	m->all = before % STATE_BUCKETS != m->buckets;
	return err;
}

/* The files but index.json. */
static enum jy_err
make_files(struct making *m)
{
	enum jy_err err = JY_OK;

	if (m->all &&
	    ((err = late_clear(m->g, m->s)) != JY_OK || (err = measure(m, 0)) != JY_OK))
		return err;
	if (m->all || m->merge)
		err = search_put_words(m);
	if (err == JY_OK)
		err = search_put_items(m);
	return err == JY_OK && m->merge ? late_clear(m->g, m->s) : err;
}

static enum jy_err
make_section(struct making *m)
{
	struct gen *g = m->g;
	enum jy_err err;

	if (!m->all && m->notes == NULL)
		return JY_OK;
	m->owner = arena_printf(&m->a, "search %s", m->s->name);
	if (m->owner.p == NULL)
		return gen_mem(g, NULL);
	if ((err = make_files(m)) == JY_OK)
		err = search_put_index(m);
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
		arena_init(&m[n].piece, 0);
		err = look(&m[n]);
		all = m[n++].all || all;
	}
	for (i = 0; i < n && err == JY_OK; i++) {
		m[i].all = all;
		err = make_section(&m[i]);
	}
	for (i = 0; i < n; i++) {
		arena_release(&m[i].a);
		arena_release(&m[i].path);
		arena_release(&m[i].piece);
	}
	if (err == JY_OK && all)
		err = output_sweep(g, OUT_SEARCH);
	arena_release(&a);
	return err;
}
