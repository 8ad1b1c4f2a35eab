/*
 * job_desk.c - what waits at the desk of job_desk.h.
 */
#include "clock.h"
#include "job/job_desk.h"
#include "job/job_words.h"

SQL(SQL_JOB_DESK,
    "SELECT j.id, j.title, e.name, e.id, coalesce((SELECT name FROM region"
    " WHERE code = substr(j.region_code, 1, 4)), ''), j.updated_at, j.title || ' '"
    " || j.category || ' ' || j.workplace || ' ' || j.description FROM job j"
    " JOIN employer e ON e.id = j.employer_id WHERE j.state = :state"
    " AND (j.updated_at, j.id) > (:at, :id) ORDER BY j.updated_at, j.id LIMIT :limit");
SQL(SQL_JOB_DESK_NEXT,
    "SELECT w.id FROM job w JOIN job j ON j.id = :id WHERE w.state = 'pending'"
    " AND w.id <> j.id ORDER BY (w.updated_at, w.id) < (j.updated_at, j.id),"
    " w.updated_at, w.id LIMIT 1");

static struct val
row_val(struct arena *a, struct db_stmt *st)
{
	struct val v = val_map(a), found = val_list(a);
	char at[17];

	clock_minute(db_int(st, 5), at);
	job_words_find(a, db_str(st, 6), &found);
	val_set(&v, "id", val_int(db_int(st, 0)));
	val_set(&v, "title", val_str(arena_str(a, db_str(st, 1))));
	val_set(&v, "employer", val_str(arena_str(a, db_str(st, 2))));
	val_set(&v, "employer_id", val_int(db_int(st, 3)));
	val_set(&v, "place", val_str(arena_str(a, db_str(st, 4))));
	val_set(&v, "at", val_text(arena_strdup(a, at)));
	if (val_len(&found) > 0)
		val_set(&v, "warnings", val_int((int64_t)val_len(&found)));
	return v;
}

enum jy_err
job_desk_list(struct act *act, const char *state, struct desk_place from, int limit,
    struct val *out, struct str *next)
{
	struct db_stmt *st = NULL;
	struct desk_place last = from;
	enum jy_err err;
	bool row;

	*next = STR_NONE;
	*out = val_list(act->arena);
	if ((err = db_prepare(act->db, &st, SQL_JOB_DESK)) != JY_OK)
		return err;
	db_bind_text(st, ":state", state);
	db_bind_int(st, ":at", from.at);
	db_bind_int(st, ":id", from.id);
	db_bind_int(st, ":limit", limit + 1);
	while ((err = db_step(st, &row)) == JY_OK && row) {
		if (val_len(out) == (size_t)limit) {
			*next = desk_place_text(act->arena, last.at, last.id);
			break;
		}
		last = (struct desk_place){ db_int(st, 5), db_int(st, 0) };
		val_push(out, row_val(act->arena, st));
	}
	db_finish(st);
	return err;
}

enum jy_err
job_desk_next(struct act *act, int64_t id, int64_t *next)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	*next = 0;
	if ((err = db_prepare(act->db, &st, SQL_JOB_DESK_NEXT)) != JY_OK)
		return err;
	db_bind_int(st, ":id", id);
	if ((err = db_one(st)) == JY_OK)
		*next = db_int(st, 0);
	db_finish(st);
	return err == JY_ENOTFOUND ? JY_OK : err;
}
