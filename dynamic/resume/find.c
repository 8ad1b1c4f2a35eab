/*
 * find.c - see find.h. Which resumes an employer may see is said once, in MAY_SEE and
 * IS_OPEN.
 */
#include "audit/audit.h"
#include "bigram.h"
#include "clock.h"
#include "job/job_links.h"
#include "resume/content.h"
#include "resume/find.h"

/* Of resume r of account a: nothing that was blocked, nobody who has left, and only for
 * verified employers. */
#define MAY_SEE                                                                  \
	" r.complete = 1 AND a.state = 'active'"                                 \
	" AND EXISTS(SELECT 1 FROM employer e WHERE e.id = :employer"            \
	" AND e.state = 'verified') AND NOT EXISTS(SELECT 1 FROM resume_block b" \
	" WHERE b.account_id = r.account_id AND b.employer_id = :employer)"

/* 公开, or 仅投递单位可见 for whom it was sent to. */
#define IS_OPEN                                                                     \
	" AND (r.level = 'public' OR (r.level = 'applied' AND EXISTS(SELECT 1 FROM" \
	" application p WHERE p.resume_id = r.id AND p.employer_id = :employer"     \
	" AND p.state <> 'withdrawn')))"

#define ROW                                                                           \
	"SELECT l.rank, r.uid, a.name, r.position, r.education, r.salary, r.content," \
	" coalesce(g.name, ''), coalesce(d.label, ''), l.updated_at,"                 \
	" EXISTS(SELECT 1 FROM resume_view v WHERE v.resume_id = r.id"                \
	" AND v.employer_id = :employer)"
#define JOINS                                                                        \
	" JOIN resume r ON r.id = l.resume_id JOIN account a ON a.id = l.account_id" \
	" LEFT JOIN region g ON g.code = r.region_code"                              \
	" LEFT JOIN dict d ON d.kind = 'degree' AND d.code = r.education WHERE"
#define MEETS                                         \
	" AND r.level = 'public' AND l.rank > :after" \
	" AND (:salary = 0 OR l.salary <= :salary) ORDER BY l.rank LIMIT :limit"

SQL(SQL_FIND_ALL, ROW " FROM resume_live l" JOINS MAY_SEE MEETS);
SQL(SQL_FIND_MATCH,
    ROW " FROM resume_fts f CROSS JOIN resume_live l ON l.rank = f.rowid" JOINS
	" f.resume_fts MATCH :match AND" MAY_SEE MEETS);
SQL(SQL_FIND_ALLOWED,
    "SELECT count(*) FROM employer WHERE id = :employer AND state = 'verified'");
SQL(SQL_FIND_OPEN,
    "SELECT r.id, r.account_id, r.version, coalesce(r.photo_id, 0), r.uid, r.name,"
    " r.level, r.content, r.complete, r.percent, r.updated_at, a.name"
    " FROM resume r JOIN account a ON a.id = r.account_id"
    " WHERE r.uid = :uid AND" MAY_SEE IS_OPEN);
SQL(SQL_FIND_PHOTO,
    "SELECT r.photo_id FROM resume r JOIN account a ON a.id = r.account_id"
    " WHERE r.uid = :uid AND r.photo_id IS NOT NULL AND EXISTS(SELECT 1 FROM resume_view"
    " v WHERE v.resume_id = r.id AND v.employer_id = :employer) AND" MAY_SEE IS_OPEN);
SQL(SQL_FIND_TODAY, "SELECT count(DISTINCT resume_id) FROM resume_view"
		    " WHERE employer_id = :employer AND at >= :day");
SQL(SQL_FIND_AGAIN, "SELECT count(*) FROM resume_view WHERE employer_id = :employer"
		    " AND resume_id = :resume AND at >= :day");
SQL(SQL_FIND_RECORD,
    "INSERT INTO resume_view(account_id, resume_id, resume_name,"
    " employer_id, at) VALUES(:account, :resume, :name, :employer, :now)");

/* The number that a query of this employer gives. */
static enum jy_err
number(struct act *act, const char *sql, int64_t resume, int64_t *out)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, sql);

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":employer", act->who.employer_id);
	if (sql != SQL_FIND_ALLOWED)
		db_bind_int(st, ":day", clock_day_start(act->now, 0));
	if (sql == SQL_FIND_AGAIN)
		db_bind_int(st, ":resume", resume);
	if ((err = db_one(st)) == JY_OK)
		*out = db_int(st, 0);
	db_finish(st);
	return err;
}

enum jy_err
find_allowed(struct act *act, bool *allowed)
{
	int64_t n = 0;
	enum jy_err err = number(act, SQL_FIND_ALLOWED, 0, &n);

	*allowed = n > 0;
	return err;
}

/* --- searching */

static void
also(struct buf *out)
{
	if (out->len > 0)
		buf_puts(out, " AND ");
}

/* A word of the column facet, as resume_index.c writes it. */
static void
facet(struct buf *out, char kind, struct str code)
{
	if (code.n == 0)
		return;
	also(out);
	buf_printf(out, "facet : \"%c", kind);
	for (size_t i = 0; i < code.n; i++)
		if (code.p[i] != '"')
			buf_char(out, code.p[i]);
	buf_char(out, '"');
}

/* False: words without a letter, which nothing meets. */
static bool
words(struct buf *out, const char *columns, struct str text)
{
	struct buf match = BUF_INIT;
	bool some;

	if (text.n == 0)
		return true;
	if ((some = bigram_match(text, &match))) {
		also(out);
		buf_printf(out, "%s : (" STR_FMT ")", columns, STR_ARG(buf_view(&match)));
	}
	if (!buf_ok(&match))
		out->failed = true;
	buf_release(&match);
	return some;
}

static void
put_content(struct arena *a, struct val *v, struct str text)
{
	static const char *const fields[] = { "school", "major", "year" };
	struct content c = content_parse(text);

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		val_set(v, fields[i],
		    val_str(arena_str(a, content_text(&c, "basic", fields[i]))));
	content_release(&c);
}

static struct val
row_val(struct act *act, struct db_stmt *st)
{
	struct arena *a = act->arena;
	struct val v = val_map(a);
	char at[11];

	clock_date(db_int(st, 9), at);
	val_set(&v, "uid", val_str(arena_str(a, db_str(st, 1))));
	val_set(&v, "name", val_str(resume_masked(a, db_str(st, 2))));
	val_set(&v, "position", val_str(arena_str(a, db_str(st, 3))));
	val_set(&v, "salary", val_str(salary_text(a, db_int(st, 5), db_int(st, 5))));
	put_content(a, &v, db_str(st, 6));
	val_set(&v, "place", val_str(arena_str(a, db_str(st, 7))));
	val_set(&v, "education", val_str(arena_str(a, db_str(st, 8))));
	val_set(&v, "updated", val_text(arena_strdup(a, at)));
	val_set(&v, "seen", val_bool(db_int(st, 10) != 0));
	return v;
}

static enum jy_err
read_rows(struct act *act, struct db_stmt *st, struct val *out, int64_t *next)
{
	int64_t last = 0;
	enum jy_err err;
	bool row;

	while ((err = db_step(st, &row)) == JY_OK && row) {
		if (val_len(out) == FIND_ROWS) {
			*next = last;
			break;
		}
		last = db_int(st, 0);
		val_push(out, row_val(act, st));
	}
	return err;
}

static enum jy_err
run(struct act *act, const struct find *f, struct str match, struct val *out,
    int64_t *next)
{
	struct db_stmt *st = NULL;
	enum jy_err err =
	    db_prepare(act->db, &st, match.n > 0 ? SQL_FIND_MATCH : SQL_FIND_ALL);

	if (err != JY_OK)
		return err;
	if (match.n > 0)
		db_bind_str(st, ":match", match);
	db_bind_int(st, ":employer", act->who.employer_id);
	db_bind_int(st, ":after", f->after != 0 ? f->after : INT64_MIN);
	db_bind_int(st, ":salary", f->salary);
	db_bind_int(st, ":limit", FIND_ROWS + 1);
	err = read_rows(act, st, out, next);
	db_finish(st);
	return err;
}

enum jy_err
find_run(struct act *act, const struct find *f, struct val *out, int64_t *next)
{
	struct buf b = BUF_INIT;
	enum jy_err err = JY_OK;
	bool hope;

	*out = val_list(act->arena);
	*next = 0;
	facet(&b, 'r', f->region);
	facet(&b, 'e', f->education);
	hope = words(&b, "position", f->position);
	hope = words(&b, "{position body}", f->keyword) && hope;
	if (!buf_ok(&b))
		err = JY_ENOMEM;
	else if (hope)
		err = run(act, f, buf_view(&b), out, next);
	buf_release(&b);
	return err;
}

/* --- opening */

enum jy_err
find_left(struct act *act, int64_t *left)
{
	int64_t today = 0, limit = act->conf->limit.resume_views_day;
	enum jy_err err = number(act, SQL_FIND_TODAY, 0, &today);

	*left = today < limit ? limit - today : 0;
	return err;
}

static enum jy_err
load(struct act *act, struct str uid, struct resume *r, struct str *name)
{
	struct arena *a = act->arena;
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_prepare(act->db, &st, SQL_FIND_OPEN)) != JY_OK)
		return err;
	db_bind_str(st, ":uid", uid);
	db_bind_int(st, ":employer", act->who.employer_id);
	if ((err = db_one(st)) == JY_OK) {
		*r = (struct resume){ .id = db_int(st, 0),
			.account_id = db_int(st, 1),
			.version = db_int(st, 2),
			.photo_id = db_int(st, 3),
			.uid = arena_str(a, db_str(st, 4)),
			.name = arena_str(a, db_str(st, 5)),
			.level = arena_str(a, db_str(st, 6)),
			.content = arena_str(a, db_str(st, 7)),
			.complete = db_int(st, 8) != 0,
			.percent = db_int(st, 9),
			.updated_at = db_int(st, 10) };
		*name = resume_masked(a, db_str(st, 11));
	}
	db_finish(st);
	return err;
}

enum jy_err
find_show(
    struct act *act, struct str uid, struct resume *r, struct str *name, bool *opened)
{
	int64_t again = 0;
	enum jy_err err;

	if ((err = load(act, uid, r, name)) == JY_OK)
		err = number(act, SQL_FIND_AGAIN, r->id, &again);
	*opened = again > 0;
	return err;
}

static enum jy_err
record(struct act *act, const struct resume *r)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_FIND_RECORD);

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":account", r->account_id);
	db_bind_int(st, ":resume", r->id);
	db_bind_str(st, ":name", r->name);
	db_bind_int(st, ":employer", act->who.employer_id);
	db_bind_int(st, ":now", act->now);
	err = db_run(st);
	db_finish(st);
	return err;
}

enum jy_err
find_open(struct act *act, struct str uid)
{
	struct resume r;
	struct str name;
	int64_t left = 0;
	enum jy_err err;
	bool own, again;

	if ((err = db_join(act->db, &own)) != JY_OK)
		return err;
	if ((err = find_show(act, uid, &r, &name, &again)) == JY_OK && !again &&
	    (err = find_left(act, &left)) == JY_OK && left == 0)
		err = JY_ELIMIT;
	if (err == JY_OK && (err = record(act, &r)) == JY_OK)
		err = audit_act(act, "resume.view", "resume", r.id, NULL, STR_NONE);
	return db_leave(act->db, own, err);
}

enum jy_err
find_photo(struct act *act, struct str uid, int64_t *photo_id)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_FIND_PHOTO);

	if (err != JY_OK)
		return err;
	db_bind_str(st, ":uid", uid);
	db_bind_int(st, ":employer", act->who.employer_id);
	if ((err = db_one(st)) == JY_OK)
		*photo_id = db_int(st, 0);
	db_finish(st);
	return err;
}
