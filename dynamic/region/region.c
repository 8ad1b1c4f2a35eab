/*
 * region.c - see region.h.
 */
#include "region/region.h"
#include "utf8.h"

#define CANDIDATES 200 /* that are looked through when there are several words */

/* Its own name after those of all that it belongs to. */
#define REGION_COLUMNS                                                         \
	"SELECT r.code, p.name, c.name, y.name, t.name, r.name FROM region r"  \
	" LEFT JOIN region p ON p.code = substr(r.code, 1, 2) AND r.level > 1" \
	" LEFT JOIN region c ON c.code = substr(r.code, 1, 4) AND r.level > 2" \
	" LEFT JOIN region y ON y.code = substr(r.code, 1, 6) AND r.level > 3" \
	" LEFT JOIN region t ON t.code = substr(r.code, 1, 9) AND r.level > 4"
#define NAMES 5

SQL(SQL_REGION_FIND,
    REGION_COLUMNS " WHERE r.level IN (2, 3) AND instr(r.name, :word) > 0"
		   " ORDER BY CASE WHEN r.name = :word THEN 0 ELSE 1 END,"
		   " CASE WHEN r.code LIKE '65%' THEN 0 ELSE 1 END, r.level, r.code"
		   " LIMIT :limit");
SQL(SQL_REGION_GET, REGION_COLUMNS " WHERE r.code = :code");

/* Levels that stand in the statistics only: nobody lives in a 市辖区. */
static bool
is_filler(struct str name)
{
	return str_is(name, "市辖区") || str_is(name, "县") ||
	       str_ends(name, "直辖县级行政区划");
}

static enum jy_err
read_row(struct act *act, struct db_stmt *st, struct region *out)
{
	struct buf path = BUF_INIT;
	enum jy_err err = JY_OK;

	for (int i = 1; i <= NAMES; i++)
		if (!is_filler(db_str(st, i)))
			buf_str(&path, db_str(st, i));
	out->code = arena_str(act->arena, db_str(st, 0));
	out->path = buf_ok(&path) ? arena_str(act->arena, buf_view(&path)) : STR_NONE;
	if (out->code.p == NULL || (out->path.p == NULL && path.len > 0))
		err = JY_ENOMEM;
	buf_release(&path);
	return err;
}

static bool
has(struct str text, struct str word)
{
	return word.n == 0 || (text.n > 0 && memmem(text.p, text.n, word.p, word.n));
}

/* Has the path all words in it? */
static bool
has_all(struct str path, struct str words)
{
	struct str word;

	while (str_split(&words, ' ', &word))
		if (!has(path, word))
			return false;
	return true;
}

static struct str
last_word(struct str words)
{
	struct str word, last = STR_NONE;

	while (str_split(&words, ' ', &word))
		if (word.n > 0)
			last = word;
	return last;
}

enum jy_err
region_find(struct act *act, struct str words, int limit, struct region *out, int *n)
{
	struct db_stmt *st = NULL;
	struct region found;
	enum jy_err err;
	bool row;

	*n = 0;
	words = utf8_trim(words);
	if (words.n == 0)
		return JY_OK;
	if ((err = db_prepare(act->db, &st, SQL_REGION_FIND)) != JY_OK)
		return err;
	db_bind_str(st, ":word", last_word(words));
	db_bind_int(st, ":limit", CANDIDATES);
	while (*n < limit && (err = db_step(st, &row)) == JY_OK && row) {
		if ((err = read_row(act, st, &found)) != JY_OK)
			break;
		if (has_all(found.path, words))
			out[(*n)++] = found;
	}
	db_finish(st);
	return err;
}

enum jy_err
region_get(struct act *act, struct str code, struct region *out)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_REGION_GET);

	if (err != JY_OK)
		return err;
	db_bind_str(st, ":code", code);
	if ((err = db_one(st)) == JY_OK)
		err = read_row(act, st, out);
	db_finish(st);
	return err;
}
