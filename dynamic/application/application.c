/*
 * application.c - the graduate's list of what she sent (3.4), and taking rows out of it.
 * Sending is application_send.c's.
 */
#include "application/application.h"
#include "audit/audit.h"
#include "clock.h"
#include "job/job_links.h"

SQL(SQL_APPLICATION_LIST,
    "SELECT a.id, a.uid, a.resume_name, a.job_id, j.title, a.employer_id, e.name,"
    " a.created_at, a.state, a.reason, a.invitation,"
    " j.state = 'published' AND j.closes_at > :now AND e.state = 'verified'"
    " FROM application a JOIN job j ON j.id = a.job_id"
    " JOIN employer e ON e.id = a.employer_id"
    " WHERE a.account_id = :account AND a.hidden = 0 AND (:before = 0 OR a.id < :before)"
    " ORDER BY a.id DESC LIMIT :limit");
SQL(SQL_APPLICATION_ID,
    "SELECT id FROM application WHERE uid = :uid AND account_id = :account");
SQL(SQL_APPLICATION_HIDE, "UPDATE application SET hidden = 1, updated_at = :now"
			  " WHERE id = :id AND hidden = 0");
SQL(SQL_APPLICATION_RESUMES,
    "SELECT uid, name FROM resume WHERE account_id = :account AND complete = 1"
    " ORDER BY updated_at DESC, id DESC");

enum jy_err
application_resumes(struct act *act, struct val *out)
{
	struct db_stmt *st = NULL;
	enum jy_err err;
	bool row;

	*out = val_list(act->arena);
	if ((err = db_prepare(act->db, &st, SQL_APPLICATION_RESUMES)) != JY_OK)
		return err;
	db_bind_int(st, ":account", act->who.account_id);
	while ((err = db_step(st, &row)) == JY_OK && row) {
		struct val v = val_map(act->arena);

		val_set(&v, "uid", val_str(arena_str(act->arena, db_str(st, 0))));
		val_set(&v, "name", val_str(arena_str(act->arena, db_str(st, 1))));
		val_set(&v, "first", val_bool(val_len(out) == 0));
		val_push(out, v);
	}
	db_finish(st);
	return err;
}

static struct val
row_val(struct arena *a, struct db_stmt *st)
{
	const struct flow_state *state = flow_state(&application_flow, db_str(st, 8));
	struct val v = val_map(a);
	char at[17];

	clock_minute(db_int(st, 7), at);
	val_set(&v, "uid", val_str(arena_str(a, db_str(st, 1))));
	val_set(&v, "resume", val_str(arena_str(a, db_str(st, 2))));
	val_set(&v, "title", val_str(arena_str(a, db_str(st, 4))));
	val_set(&v, "job_href", val_str(job_href(a, db_int(st, 3))));
	val_set(&v, "employer", val_str(arena_str(a, db_str(st, 6))));
	val_set(&v, "employer_href", val_str(employer_href(a, db_int(st, 5))));
	val_set(&v, "sent", val_text(arena_strdup(a, at)));
	val_set(&v, "state", val_text(state->label));
	val_set(
	    &v, "tone", val_text(strcmp(state->tone, "good") == 0 ? "ok" : state->tone));
	val_set(&v, "reason", val_str(arena_str(a, db_str(st, 9))));
	val_set(&v, "invitation", val_str(arena_str(a, db_str(st, 10))));
	val_set(&v, "over", val_bool(db_int(st, 11) == 0));
	val_set(&v, "can_withdraw",
	    val_bool(
		flow_offers(&application_flow, state->name, "withdraw", ROLE_GRADUATE)));
	return v;
}

enum jy_err
application_list(
    struct act *act, int64_t before, int limit, struct val *out, int64_t *older)
{
	struct db_stmt *st = NULL;
	int64_t last = 0;
	enum jy_err err;
	bool row;

	*older = 0;
	*out = val_list(act->arena);
	if ((err = db_prepare(act->db, &st, SQL_APPLICATION_LIST)) != JY_OK)
		return err;
	db_bind_int(st, ":account", act->who.account_id);
	db_bind_int(st, ":now", act->now);
	db_bind_int(st, ":before", before);
	db_bind_int(st, ":limit", limit + 1);
	while ((err = db_step(st, &row)) == JY_OK && row) {
		if (val_len(out) == (size_t)limit) {
			*older = last;
			break;
		}
		last = db_int(st, 0);
		val_push(out, row_val(act->arena, st));
	}
	db_finish(st);
	return err;
}

/* The number of one of her applications. */
static enum jy_err
find(struct act *act, struct str uid, int64_t *id)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_prepare(act->db, &st, SQL_APPLICATION_ID)) != JY_OK)
		return err;
	db_bind_str(st, ":uid", uid);
	db_bind_int(st, ":account", act->who.account_id);
	if ((err = db_one(st)) == JY_OK)
		*id = db_int(st, 0);
	db_finish(st);
	return err;
}

static enum jy_err
hide_one(struct act *act, int64_t id, int *n)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_prepare(act->db, &st, SQL_APPLICATION_HIDE)) != JY_OK)
		return err;
	db_bind_int(st, ":id", id);
	db_bind_int(st, ":now", act->now);
	err = db_run(st);
	db_finish(st);
	if (err != JY_OK || db_changes(act->db) == 0)
		return err;
	++*n;
	return audit_act(act, "application.hide", "application", id, NULL, STR_NONE);
}

enum jy_err
application_hide(struct act *act, const struct str *uids, size_t nuids, int *n)
{
	enum jy_err err;
	int64_t id;

	*n = 0;
	if ((err = db_begin(act->db)) != JY_OK)
		return err;
	for (size_t i = 0; i < nuids && err == JY_OK; i++) {
		if ((err = find(act, uids[i], &id)) == JY_OK)
			err = hide_one(act, id, n);
		if (err == JY_ENOTFOUND)
			err = JY_OK;
	}
	return db_end(act->db, err);
}

enum jy_err
application_withdraw(struct act *act, struct str uid, const char **why)
{
	enum jy_err err;
	int64_t id;

	*why = NULL;
	if ((err = find(act, uid, &id)) != JY_OK)
		return err;
	return flow_apply(act, &application_flow, id, "withdraw", NULL, why);
}
