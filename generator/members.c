/*
 * members.c - facets and their members (see members.h).
 */
#include "ask.h"
#include "manifest.h"
#include "members.h"

MAN_SQL(SQL_FACET_ADD,
    "INSERT INTO facet(section, name, key) VALUES(:section, :name, :key)"
    " ON CONFLICT DO NOTHING");
MAN_SQL(SQL_FACET_ID, "SELECT id FROM facet"
		      " WHERE section = :section AND name = :name AND key = :key");
MAN_SQL(SQL_FACET_COUNT_ALL,
    "UPDATE facet SET count = (SELECT count(*) FROM member WHERE facet = facet.id)"
    " WHERE section = :section");
MAN_SQL(SQL_FACET_COUNT, "UPDATE facet SET count = count + :n WHERE id = :facet");
/* One item in several facets; OR IGNORE, and not DO NOTHING, which keeps what was there for
 * each row that it could have to take back. */
#define ADD "INSERT OR IGNORE INTO member(facet, ord, key, item) VALUES"
#define ROW(n) "(:facet" n ", :ord, :key, :item)"
MAN_SQL(SQL_MEMBER_ADD, ADD ROW("0"));
MAN_SQL(SQL_MEMBER_ADD_2, ADD ROW("0") "," ROW("1"));
MAN_SQL(SQL_MEMBER_ADD_4, ADD ROW("0") "," ROW("1") "," ROW("2") "," ROW("3"));
MAN_SQL(SQL_MEMBER_DROP,
    "DELETE FROM member WHERE facet = :facet AND ord = :ord AND key = :key");
MAN_SQL(SQL_TOUCH, "INSERT INTO touched(facet, ord) VALUES(:facet, :ord)"
		   " ON CONFLICT DO NOTHING");

#define AT_ONCE 4 /* the most facets of one statement */
#define MEMO_SLOTS 2048
#define MEMO_TEXT 56

/* Numbers of facets that were asked for lately; they never change. */
struct facet_memo {
	struct {
		int64_t section, id;
		uint32_t n; /* 0: empty */
		char text[MEMO_TEXT];
	} slot[MEMO_SLOTS];
};

struct line {
	struct str name, label, text; /* text: name and key, for comparison */
	struct key key;
};

/* Cut the next line off; false at the end. */
static bool
next_line(struct str *rest, struct line *out)
{
	struct str line, part, type;
	int64_t v;

	if (rest->n == 0 || !str_split(rest, '\n', &line) || line.n == 0)
		return false;
	part = line;
	str_split(&part, '\t', &out->name);
	str_split(&part, '\t', &type);
	str_split(&part, '\t', &out->key.s);
	out->label = part;
	out->text = (struct str){ line.p, line.n - part.n };
	out->key.is_int =
	    str_is(type, "i") && str_int(out->key.s, INT64_MIN, INT64_MAX, &v);
	if (out->key.is_int)
		out->key.i = v;
	return true;
}

static enum jy_err
touch(struct gen *g, int64_t facet, int64_t ord)
{
	struct db_stmt *st;
	enum jy_err err;

	if ((err = man_prepare(g, &st, SQL_TOUCH)) != JY_OK)
		return err;
	db_bind_int(st, ":facet", facet);
	db_bind_int(st, ":ord", ord);
	err = man_run(g, st);
	db_finish(st);
	return err;
}

/* Mark one member's place, or the whole list when the section is made anew. */
static enum jy_err
mark(struct gen *g, const struct section *s, struct arena *a, const struct line *l,
    int64_t facet, int64_t ord)
{
	enum jy_err err;

	if ((err = touch(g, facet, s->all ? -1 : ord)) != JY_OK)
		return err;
	if ((err = topic_changed(g, topic_of(a, str_of(s->name), l->name, &l->key))) !=
	    JY_OK)
		return err;
	return topic_changed(g, topic_of(a, str_of(s->name), l->name, NULL));
}

static enum jy_err
find_facet_id(struct gen *g, const struct section *s, const struct line *l, int64_t *id)
{
	static const char *const sql[] = { SQL_FACET_ID, SQL_FACET_ADD, SQL_FACET_ID };
	enum jy_err err = JY_OK;
	struct db_stmt *st;
	int i;

	for (i = 0; i < 3; i++) {
		if ((err = man_prepare(g, &st, sql[i])) != JY_OK)
			return err;
		db_bind_int(st, ":section", s->id);
		db_bind_str(st, ":name", l->name);
		key_bind(st, ":key", l->key);
		err = i == 1 ? man_run(g, st) : man_one(g, st);
		if (i != 1 && err == JY_OK)
			*id = db_int(st, 0);
		db_finish(st);
		if (err != JY_ENOTFOUND && i != 1)
			return err;
	}
	return err;
}

static enum jy_err
facet_id(struct gen *g, const struct section *s, const struct line *l, int64_t *id)
{
	size_t slot = val_hash(l->text) % MEMO_SLOTS, n = l->text.n;
	struct facet_memo *m = g->facet_memo;
	enum jy_err err;

	if (m == NULL && (m = arena_alloc(&g->arena, sizeof(*m))) == NULL)
		return gen_mem(g, NULL);
	g->facet_memo = m;
	if (m->slot[slot].n == n && m->slot[slot].section == s->id &&
	    memcmp(m->slot[slot].text, l->text.p, n) == 0) {
		*id = m->slot[slot].id;
		return JY_OK;
	}
	if ((err = find_facet_id(g, s, l, id)) != JY_OK || n > MEMO_TEXT)
		return err;
	m->slot[slot].section = s->id;
	m->slot[slot].id = *id;
	m->slot[slot].n = (uint32_t)n;
	memcpy(m->slot[slot].text, l->text.p, n);
	return JY_OK;
}

static enum jy_err
count_by(struct gen *g, int64_t facet, int n)
{
	struct db_stmt *st;
	enum jy_err err;

	if ((err = man_prepare(g, &st, SQL_FACET_COUNT)) != JY_OK)
		return err;
	db_bind_int(st, ":facet", facet);
	db_bind_int(st, ":n", n);
	err = man_run(g, st);
	db_finish(st);
	return err;
}

static enum jy_err
drop_member(struct gen *g, const struct members_of *m, int64_t facet)
{
	struct db_stmt *st;
	enum jy_err err;

	if ((err = man_prepare(g, &st, SQL_MEMBER_DROP)) != JY_OK)
		return err;
	db_bind_int(st, ":facet", facet);
	db_bind_int(st, ":ord", m->order);
	key_bind(st, ":key", m->key);
	err = man_run(g, st);
	db_finish(st);
	return err;
}

/* Add an item to n facets with a statement that takes so many. */
static enum jy_err
add_with(struct gen *g, const char *sql, const struct members_of *m, const int64_t *facet,
    size_t n)
{
	static const char *const names[AT_ONCE] = { ":facet0", ":facet1", ":facet2",
		":facet3" };
	struct db_stmt *st;
	enum jy_err err;
	size_t i;

	if ((err = man_prepare(g, &st, sql)) != JY_OK)
		return err;
	db_bind_int(st, names[0], facet[0]);
	db_bind_int(st, ":ord", m->order);
	key_bind(st, ":key", m->key);
	db_bind_int(st, ":item", m->item);
	for (i = 1; i < n; i++)
		db_bind_int(st, names[i], facet[i]);
	err = man_run(g, st);
	db_finish(st);
	return err;
}

/* The same with as few statements as may be. */
static enum jy_err
add_members(struct gen *g, const struct members_of *m, const int64_t *facet, size_t n)
{
	static const struct {
		size_t n;
		const char *sql;
	} sizes[] = { { AT_ONCE, SQL_MEMBER_ADD_4 }, { 2, SQL_MEMBER_ADD_2 },
		{ 1, SQL_MEMBER_ADD } };
	enum jy_err err = JY_OK;
	size_t i;

	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		for (; n >= sizes[i].n && err == JY_OK; n -= sizes[i].n) {
			err = add_with(g, sizes[i].sql, m, facet, sizes[i].n);
			facet += sizes[i].n;
		}
	}
	return err;
}

/* Find a list in other lines, and whether its label is the same. */
static bool
find(struct str facets, const struct line *l, bool *same_label)
{
	struct line other;

	while (next_line(&facets, &other)) {
		if (str_eq(other.text, l->text)) {
			*same_label = str_eq(other.label, l->label);
			return true;
		}
	}
	return false;
}

static enum jy_err
leave(struct gen *g, const struct section *s, struct arena *a, const struct members_of *m,
    const struct line *l)
{
	int64_t facet = 0;
	enum jy_err err;

	if ((err = facet_id(g, s, l, &facet)) != JY_OK ||
	    (err = drop_member(g, m, facet)) != JY_OK ||
	    (err = count_by(g, facet, -1)) != JY_OK)
		return err;
	return mark(g, s, a, l, facet, m->order);
}

static enum jy_err
enter(struct gen *g, const struct section *s, struct arena *a, const struct members_of *m,
    const struct line *l, bool was_there)
{
	int64_t facet = 0;
	enum jy_err err;

	if ((err = facet_id(g, s, l, &facet)) != JY_OK ||
	    (err = add_members(g, m, &facet, 1)) != JY_OK ||
	    (!was_there && (err = count_by(g, facet, 1)) != JY_OK))
		return err;
	return mark(g, s, a, l, facet, m->order);
}

/* A fresh build adds and takes nothing back, and marks nothing: every list is made. */
static enum jy_err
enter_all(struct gen *g, const struct section *s, const struct members_of *m)
{
	struct str rest = m->facets;
	int64_t facet[AT_ONCE] = { 0 };
	enum jy_err err;
	struct line l;
	size_t n = 0;

	while (next_line(&rest, &l)) {
		if ((err = facet_id(g, s, &l, &facet[n++])) != JY_OK)
			return err;
		if (n < AT_ONCE)
			continue;
		if ((err = add_members(g, m, facet, n)) != JY_OK)
			return err;
		n = 0;
	}
	return add_members(g, m, facet, n);
}

enum jy_err
members_update(struct gen *g, const struct section *s, struct arena *a,
    const struct members_of *old, const struct members_of *new_, bool changed)
{
	bool same_label, there, moved = old->order != new_->order;
	struct str rest = old->facets;
	enum jy_err err = JY_OK;
	struct line l;

	if (g->fresh)
		return enter_all(g, s, new_);
	while (err == JY_OK && next_line(&rest, &l)) {
		if (moved || !find(new_->facets, &l, &same_label))
			err = leave(g, s, a, old, &l);
	}
	rest = new_->facets;
	while (err == JY_OK && next_line(&rest, &l)) {
		same_label = true;
		there = !moved && find(old->facets, &l, &same_label);
		if (!there || changed || !same_label || s->all)
			err = enter(g, s, a, new_, &l, there);
	}
	return err;
}

enum jy_err
members_count(struct gen *g, const struct section *s)
{
	struct db_stmt *st;
	enum jy_err err;

	if ((err = man_prepare(g, &st, SQL_FACET_COUNT_ALL)) != JY_OK)
		return err;
	db_bind_int(st, ":section", s->id);
	err = man_run(g, st);
	db_finish(st);
	return err;
}

struct str
members_label(struct str facets, struct str name, struct key key)
{
	struct line l;

	while (next_line(&facets, &l)) {
		if (str_eq(l.name, name) && key_cmp(l.key, key) == 0)
			return l.label;
	}
	return STR_NONE;
}
