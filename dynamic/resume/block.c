/*
 * block.c - see block.h.
 */
#include "audit/audit.h"
#include "clock.h"
#include "job/job_links.h"
#include "resume/block.h"

SQL(SQL_BLOCK_LIST,
    "SELECT e.id, e.name, b.at FROM resume_block b JOIN employer e ON e.id ="
    " b.employer_id WHERE b.account_id = :account ORDER BY b.at DESC, e.id");
SQL(SQL_BLOCK_FIND,
    "SELECT e.id, e.name, EXISTS(SELECT 1 FROM resume_block b WHERE b.account_id ="
    " :account AND b.employer_id = e.id) FROM employer e"
    " WHERE replace(e.name, :word, '') <> e.name ORDER BY length(e.name), e.name, e.id"
    " LIMIT :limit");
SQL(SQL_BLOCK_COUNT, "SELECT count(*) FROM resume_block WHERE account_id = :account");
SQL(SQL_BLOCK_PUT,
    "INSERT INTO resume_block(account_id, employer_id, at) SELECT :account, id, :now"
    " FROM employer WHERE id = :employer ON CONFLICT DO NOTHING");
SQL(SQL_BLOCK_REMOVE,
    "DELETE FROM resume_block WHERE account_id = :account AND employer_id = :employer");
SQL(SQL_BLOCK_EMPLOYER, "SELECT 1 FROM employer WHERE id = :employer");
SQL(SQL_VIEWS_LIST,
    "SELECT e.id, e.name, v.resume_name, r.uid, max(v.at) AS latest, count(*),"
    " EXISTS(SELECT 1 FROM resume_block b WHERE b.account_id = :account"
    " AND b.employer_id = e.id)"
    " FROM resume_view v JOIN employer e ON e.id = v.employer_id"
    " LEFT JOIN resume r ON r.id = v.resume_id WHERE v.account_id = :account"
    " GROUP BY e.id, e.name, v.resume_id, v.resume_name, r.uid"
    " HAVING (:before = 0 OR max(v.at) < :before)"
    " ORDER BY latest DESC, e.id LIMIT :limit");

static void
put_employer(struct act *act, struct val *v, int64_t id, struct str name)
{
	val_set(v, "id", val_int(id));
	val_set(v, "name", val_str(arena_str(act->arena, name)));
	val_set(v, "href", val_str(employer_href(act->arena, id)));
}

static void
put_time(struct act *act, struct val *v, int64_t at)
{
	char text[17];

	clock_minute(at, text);
	val_set(v, "at", val_text(arena_strdup(act->arena, text)));
}

enum jy_err
block_list(struct act *act, struct val *out)
{
	struct db_stmt *st = NULL;
	struct val v;
	enum jy_err err;
	bool row;

	*out = val_list(act->arena);
	if ((err = db_prepare(act->db, &st, SQL_BLOCK_LIST)) != JY_OK)
		return err;
	db_bind_int(st, ":account", act->who.account_id);
	while ((err = db_step(st, &row)) == JY_OK && row) {
		v = val_map(act->arena);
		put_employer(act, &v, db_int(st, 0), db_str(st, 1));
		put_time(act, &v, db_int(st, 2));
		val_push(out, v);
	}
	db_finish(st);
	return err;
}

enum jy_err
block_find(struct act *act, struct str word, struct val *out, bool *more)
{
	struct db_stmt *st = NULL;
	struct val v;
	enum jy_err err;
	bool row;

	*out = val_list(act->arena);
	*more = false;
	if ((err = db_prepare(act->db, &st, SQL_BLOCK_FIND)) != JY_OK)
		return err;
	db_bind_int(st, ":account", act->who.account_id);
	db_bind_str(st, ":word", word);
	db_bind_int(st, ":limit", BLOCK_CHOICES + 1);
	while ((err = db_step(st, &row)) == JY_OK && row) {
		if ((*more = val_len(out) == BLOCK_CHOICES))
			break;
		v = val_map(act->arena);
		put_employer(act, &v, db_int(st, 0), db_str(st, 1));
		val_set(&v, "blocked", val_bool(db_int(st, 2) != 0));
		val_push(out, v);
	}
	db_finish(st);
	return err;
}

/* Run a statement with :account and what else it has of :employer and :now. */
static enum jy_err
change(struct act *act, const char *sql, int64_t employer_id)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, sql);

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":account", act->who.account_id);
	db_bind_int(st, ":employer", employer_id);
	if (sql == SQL_BLOCK_PUT)
		db_bind_int(st, ":now", act->now);
	err = db_run(st);
	db_finish(st);
	return err;
}

/* The number that a query with one parameter gives. */
static enum jy_err
number(struct act *act, const char *sql, const char *name, int64_t value, int64_t *out)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, sql);

	if (err != JY_OK)
		return err;
	db_bind_int(st, name, value);
	if ((err = db_one(st)) == JY_OK)
		*out = db_int(st, 0);
	db_finish(st);
	return err;
}

static enum jy_err
may_block(struct act *act, int64_t employer_id)
{
	int64_t n;
	enum jy_err err = number(act, SQL_BLOCK_EMPLOYER, ":employer", employer_id, &n);

	if (err != JY_OK)
		return err;
	err = number(act, SQL_BLOCK_COUNT, ":account", act->who.account_id, &n);
	return err == JY_OK && n >= BLOCKS_MAX ? JY_ELIMIT : err;
}

enum jy_err
block_put(struct act *act, int64_t employer_id)
{
	enum jy_err err;
	bool own;

	if ((err = db_join(act->db, &own)) != JY_OK)
		return err;
	if ((err = may_block(act, employer_id)) == JY_OK &&
	    (err = change(act, SQL_BLOCK_PUT, employer_id)) == JY_OK &&
	    db_changes(act->db) > 0)
		err = audit_act(
		    act, "resume.block", "employer", employer_id, NULL, STR_NONE);
	return db_leave(act->db, own, err);
}

enum jy_err
block_remove(struct act *act, int64_t employer_id)
{
	enum jy_err err;
	bool own;

	if ((err = db_join(act->db, &own)) != JY_OK)
		return err;
	if ((err = change(act, SQL_BLOCK_REMOVE, employer_id)) == JY_OK &&
	    db_changes(act->db) > 0)
		err = audit_act(
		    act, "resume.unblock", "employer", employer_id, NULL, STR_NONE);
	return db_leave(act->db, own, err);
}

static struct val
view_row(struct act *act, struct db_stmt *st)
{
	struct val v = val_map(act->arena);

	put_employer(act, &v, db_int(st, 0), db_str(st, 1));
	val_set(&v, "resume", val_str(arena_str(act->arena, db_str(st, 2))));
	if (db_type(st, 3) != DB_NULL)
		val_set(&v, "uid", val_str(arena_str(act->arena, db_str(st, 3))));
	put_time(act, &v, db_int(st, 4));
	val_set(&v, "count", val_int(db_int(st, 5)));
	val_set(&v, "blocked", val_bool(db_int(st, 6) != 0));
	return v;
}

enum jy_err
views_list(struct act *act, int64_t before, int limit, struct val *out, int64_t *older)
{
	struct db_stmt *st = NULL;
	int64_t last = 0;
	enum jy_err err;
	bool row;

	*older = 0;
	*out = val_list(act->arena);
	if ((err = db_prepare(act->db, &st, SQL_VIEWS_LIST)) != JY_OK)
		return err;
	db_bind_int(st, ":account", act->who.account_id);
	db_bind_int(st, ":before", before);
	db_bind_int(st, ":limit", limit + 1);
	while ((err = db_step(st, &row)) == JY_OK && row) {
		if (val_len(out) == (size_t)limit) {
			*older = last;
			break;
		}
		last = db_int(st, 4);
		val_push(out, view_row(act, st));
	}
	db_finish(st);
	return err;
}
