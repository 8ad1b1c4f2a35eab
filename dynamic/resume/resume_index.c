/*
 * resume_index.c - see resume_index.h.
 */
#include "resume/content.h"
#include "resume/resume_index.h"

SQL(SQL_RESUME_INDEX_FORGET, "DELETE FROM resume_fts WHERE rowid ="
			     " (SELECT rank FROM resume_live WHERE resume_id = :id)");
SQL(SQL_RESUME_INDEX_REMOVE, "DELETE FROM resume_live WHERE resume_id = :id");
SQL(SQL_RESUME_INDEX_ADD,
    "INSERT INTO resume_live SELECT (SELECT coalesce(min(rank), 0) - 1 FROM resume_live),"
    " id, account_id, salary, updated_at FROM resume"
    " WHERE id = :id AND level = 'public' AND complete = 1");
/* An employer that asks for a level finds those above it too. */
SQL(SQL_RESUME_INDEX_TEXT,
    "SELECT l.rank, r.position, r.content, 'r' || coalesce(r.region_code, '')"
    " || coalesce((SELECT group_concat(' e' || d.code, '') FROM dict d JOIN dict own"
    " ON own.kind = 'degree' AND own.code = r.education WHERE d.kind = 'degree'"
    " AND d.position <= own.position), '')"
    " FROM resume_live l JOIN resume r ON r.id = l.resume_id WHERE l.resume_id = :id");
SQL(SQL_RESUME_INDEX_PUT, "INSERT INTO resume_fts(rowid, position, body, facet)"
			  " VALUES(:rank, :position, :body, :facet)");
SQL(SQL_RESUME_INDEX_ALL, "SELECT id FROM resume WHERE level = 'public' AND complete = 1"
			  " ORDER BY updated_at, id");
SQL(SQL_RESUME_INDEX_EMPTY, "DELETE FROM resume_live");
SQL(SQL_RESUME_INDEX_FTS_EMPTY, "DELETE FROM resume_fts");

static enum jy_err
run(struct db *db, const char *sql, int64_t id)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_prepare(db, &st, sql)) != JY_OK)
		return err;
	if (id != 0)
		db_bind_int(st, ":id", id);
	err = db_run(st);
	db_finish(st);
	return err;
}

enum jy_err
resume_index_remove(struct db *db, int64_t resume_id)
{
	enum jy_err err = run(db, SQL_RESUME_INDEX_FORGET, resume_id);

	return err != JY_OK ? err : run(db, SQL_RESUME_INDEX_REMOVE, resume_id);
}

/* The row's words, from the statement that found it. */
static enum jy_err
put_text(struct db *db, struct db_stmt *from)
{
	struct content c = content_parse(db_str(from, 2));
	struct buf body = BUF_INIT;
	struct db_stmt *st = NULL;
	enum jy_err err;

	content_words(&c, &body);
	if ((err = db_prepare(db, &st, SQL_RESUME_INDEX_PUT)) == JY_OK) {
		db_bind_int(st, ":rank", db_int(from, 0));
		db_bind_str(st, ":position", db_str(from, 1));
		db_bind_str(st, ":body", buf_view(&body));
		db_bind_str(st, ":facet", db_str(from, 3));
		err = buf_ok(&body) ? db_run(st) : JY_ENOMEM;
	}
	db_finish(st);
	buf_release(&body);
	content_release(&c);
	return err;
}

enum jy_err
resume_index_update(struct db *db, int64_t resume_id)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = resume_index_remove(db, resume_id)) != JY_OK ||
	    (err = run(db, SQL_RESUME_INDEX_ADD, resume_id)) != JY_OK ||
	    (err = db_prepare(db, &st, SQL_RESUME_INDEX_TEXT)) != JY_OK)
		return err;
	db_bind_int(st, ":id", resume_id);
	if ((err = db_one(st)) == JY_OK)
		err = put_text(db, st);
	db_finish(st);
	return err == JY_ENOTFOUND ? JY_OK : err; /* not to be found: no row */
}

enum jy_err
resume_index_rebuild(struct db *db)
{
	struct db_stmt *st = NULL;
	enum jy_err err;
	bool row;

	if ((err = run(db, SQL_RESUME_INDEX_EMPTY, 0)) != JY_OK ||
	    (err = run(db, SQL_RESUME_INDEX_FTS_EMPTY, 0)) != JY_OK ||
	    (err = db_prepare(db, &st, SQL_RESUME_INDEX_ALL)) != JY_OK)
		return err;
	while ((err = db_step(st, &row)) == JY_OK && row)
		if ((err = resume_index_update(db, db_int(st, 0))) != JY_OK)
			break;
	db_finish(st);
	return err;
}
