/*
 * region_index.c - see region_index.h, and region_find_home() of region.h.
 *
 * 620,000 villages answer in a few milliseconds because the index gives its rows in the order of
 * their rowids, Xinjiang first, and the search stops after enough of them: no word is too
 * common. The index keeps no positions, so a word of three characters is found by its two pairs
 * and then compared with the path itself.
 */
#include <stdio.h>
#include <stdlib.h>

#include "bigram.h"
#include "region/region.h"
#include "region/region_index.h"
#include "utf8.h"

#define CANDIDATES 200 /* rows that are compared, of which the best are shown */
#define WORDS_MAX 6
#define FOREIGN 1000000000000 /* before the code of a place outside of 新疆 */

/* Rowid, name, and the names above it with the level as a word. */
#define INDEX_ROW                                                               \
	" CAST(substr(r.code || '000', 1, 12) AS INTEGER)"                      \
	" + CASE WHEN r.code LIKE '65%' THEN 0 ELSE 1000000000000 END, r.name," \
	" 'l' || r.level || ' ' || p.name || ' ' || c.name || ' ' || y.name"    \
	" || CASE r.level WHEN 5 THEN ' ' || t.name ELSE '' END FROM region r"  \
	" JOIN region p ON p.code = substr(r.code, 1, 2)"                       \
	" JOIN region c ON c.code = substr(r.code, 1, 4)"                       \
	" JOIN region y ON y.code = substr(r.code, 1, 6)"                       \
	" JOIN region t ON t.code = substr(r.code, 1, 9)"                       \
	" LEFT JOIN region_ended e ON e.code = r.code"                          \
	" WHERE e.code IS NULL AND r.level >= 4"
#define UNDER " AND r.code >= :code AND r.code < :code || ':'"

SQL(SQL_REGION_INDEX_ADD,
    "INSERT INTO region_fts(rowid, name, path) SELECT" INDEX_ROW " AND r.code = :code");
SQL(SQL_REGION_INDEX_RENEW,
    "INSERT INTO region_fts(rowid, name, path) SELECT" INDEX_ROW UNDER);
SQL(SQL_REGION_INDEX_FORGET, "INSERT INTO region_fts(region_fts, rowid, name, path)"
			     " SELECT 'delete'," INDEX_ROW UNDER);
SQL(SQL_REGION_INDEX_EMPTY, "INSERT INTO region_fts(region_fts) VALUES('delete-all')");
SQL(SQL_REGION_INDEX_ALL,
    "INSERT INTO region_fts(rowid, name, path) SELECT" INDEX_ROW " ORDER BY r.code");
SQL(SQL_REGION_INDEX_FIND, "SELECT rowid FROM region_fts WHERE region_fts MATCH :match"
			   " ORDER BY rowid LIMIT :limit");

static enum jy_err
run(struct db *db, const char *sql, struct str code)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_prepare(db, &st, sql)) != JY_OK)
		return err;
	if (code.n > 0)
		db_bind_str(st, ":code", code);
	err = db_run(st);
	db_finish(st);
	return err;
}

enum jy_err
region_index_add(struct db *db, struct str code)
{
	return code.n < REGION_TOWNSHIP ? JY_OK : run(db, SQL_REGION_INDEX_ADD, code);
}

enum jy_err
region_index_forget(struct db *db, struct str code)
{
	return run(db, SQL_REGION_INDEX_FORGET, code);
}

enum jy_err
region_index_renew(struct db *db, struct str code)
{
	return run(db, SQL_REGION_INDEX_RENEW, code);
}

enum jy_err
region_index_rebuild(struct db *db, int64_t *n)
{
	enum jy_err err = run(db, SQL_REGION_INDEX_EMPTY, STR_NONE);

	if (err == JY_OK && (err = run(db, SQL_REGION_INDEX_ALL, STR_NONE)) == JY_OK)
		*n = db_changes(db);
	return err;
}

/* --- the search */

struct words {
	struct str word[WORDS_MAX];
	int n;
};

/* Only those that have something to look for; a word longer than any name says nothing. */
static struct words
split(struct str text)
{
	struct words w = { .n = 0 };
	struct str rest = utf8_trim(text), word;

	while (w.n < WORDS_MAX && str_split(&rest, ' ', &word))
		if ((word = utf8_trim(word)).n > 0)
			w.word[w.n++] = word;
	return w;
}

struct term {
	struct buf *out;
	int n;
};

/* Each token by itself; one character, or the end of a word that is typed, as a prefix. */
static bool
put_token(void *arg, struct str token, size_t start, size_t end)
{
	struct term *t = arg;
	struct str rest = token;

	(void)start;
	(void)end;
	utf8_next(&rest);
	buf_printf(t->out, "%s\"" STR_FMT "\"%s", t->n++ > 0 ? " AND " : "",
	    STR_ARG(token), rest.n == 0 || (unsigned char)token.p[0] < 0xE0 ? "*" : "");
	return true;
}

/* False: no letter in it. */
static bool
put_word(struct buf *out, const char *columns, struct str word)
{
	struct term t = { out, 0 };

	buf_printf(out, "%s : (", columns);
	bigram_tokens(word, true, put_token, &t);
	buf_char(out, ')');
	return t.n > 0;
}

/* All words somewhere; `named`: one of them in the name itself. */
static bool
put_match(struct buf *out, const struct words *w, bool townships, bool named)
{
	bool good = w->n > 0;

	buf_printf(out, "path : \"l%d\"", townships ? 4 : 5);
	for (int i = 0; i < w->n && good; i++) {
		buf_puts(out, " AND ");
		good = put_word(out, "{name path}", w->word[i]);
	}
	for (int i = 0; i < w->n && good && named; i++) {
		buf_puts(out, i == 0 ? " AND (" : " OR ");
		good = put_word(out, "name", w->word[i]);
	}
	if (named)
		buf_char(out, ')');
	return good;
}

/* A row's place, and how good it is: small is better. */
struct hit {
	struct region region;
	int rank, order;
};

static int
by_rank(const void *a, const void *b)
{
	const struct hit *x = a, *y = b;

	return x->rank != y->rank ? x->rank - y->rank : x->order - y->order;
}

static bool
has(struct str text, struct str word)
{
	return memmem(text.p, text.n, word.p, word.n) != NULL;
}

/* Latin letters are compared by the index alone. */
static bool
has_all(struct str path, const struct words *w)
{
	for (int i = 0; i < w->n; i++)
		if ((unsigned char)w->word[i].p[0] >= 0xE0 && !has(path, w->word[i]))
			return false;
	return true;
}

/* 0: the name begins with a word; 1: it has one; 2: only what it belongs to has. */
static int
rank_of(struct act *act, const struct region *r, size_t digits, const struct words *w)
{
	struct region above;
	const char *at;
	struct str name;
	int rank = 2;

	digits = digits == REGION_VILLAGE ? REGION_TOWNSHIP : REGION_COUNTY;
	if (region_get(act, (struct str){ r->code.p, digits }, &above) != JY_OK)
		return rank;
	name = str_from(r->path, above.path.n);
	for (int i = 0; i < w->n && name.n > 0; i++) {
		at = memmem(name.p, name.n, w->word[i].p, w->word[i].n);
		if (at == name.p)
			rank = 0;
		else if (at != NULL && rank > 1)
			rank = 1;
	}
	return rank;
}

static enum jy_err
read_hits(struct act *act, struct str match, size_t digits, const struct words *w,
    struct hit *hits, int *n)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_REGION_INDEX_FIND);
	char code[24];
	struct hit *h;
	bool row;

	if (err != JY_OK)
		return err;
	db_bind_str(st, ":match", match);
	db_bind_int(st, ":limit", CANDIDATES);
	while ((err = db_step(st, &row)) == JY_OK && row) {
		h = &hits[*n];
		snprintf(
		    code, sizeof(code), "%012lld", (long long)(db_int(st, 0) % FOREIGN));
		if ((err = region_get(act, (struct str){ code, digits }, &h->region)) !=
		    JY_OK)
			break;
		if (!has_all(h->region.path, w))
			continue;
		h->rank = rank_of(act, &h->region, digits, w);
		h->order = (*n)++;
	}
	db_finish(st);
	return err;
}

static enum jy_err
find(struct act *act, const struct words *w, bool townships, bool named, int limit,
    struct region *out, int *n)
{
	struct hit *hits = arena_array(act->arena, CANDIDATES, sizeof(*hits));
	struct buf match = BUF_INIT;
	enum jy_err err = JY_OK;
	int found = 0;

	*n = 0;
	if (hits == NULL)
		return JY_ENOMEM;
	if (put_match(&match, w, townships, named) && buf_ok(&match))
		err = read_hits(act, buf_view(&match),
		    townships ? REGION_TOWNSHIP : REGION_VILLAGE, w, hits, &found);
	buf_release(&match);
	qsort(hits, (size_t)found, sizeof(*hits), by_rank);
	while (err == JY_OK && *n < found && *n < limit) {
		out[*n] = hits[*n].region;
		(*n)++;
	}
	return err;
}

enum jy_err
region_find_home(struct act *act, struct str text, bool townships, int limit,
    struct region *out, int *n)
{
	struct words w = split(text);
	enum jy_err err = find(act, &w, townships, true, limit, out, n);

	if (err != JY_OK || *n > 0)
		return err;
	return find(act, &w, townships, false, limit, out, n);
}
