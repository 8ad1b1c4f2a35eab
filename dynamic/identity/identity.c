/*
 * identity.c - see identity.h. Each of a graduate's steps first notes what it is about
 * (year, record, prefecture) in her row, which the step's guards and constraints want,
 * and then takes the step; both or none.
 */
#include "clock.h"
#include "identity/identity_row.h"

#define UID_BYTES 16

SQL(SQL_IDENTITY_OWN, IDENTITY_COLUMNS " WHERE i.account_id = :account");
SQL(SQL_IDENTITY_VERIFIED,
    "SELECT 1 FROM identity WHERE account_id = :account AND state = 'verified'");
SQL(SQL_IDENTITY_OPEN,
    "INSERT INTO identity(uid, account_id, created_at, updated_at)"
    " VALUES(:uid, :account, :now, :now) ON CONFLICT(account_id) DO NOTHING");
SQL(SQL_IDENTITY_NOTE,
    "UPDATE identity SET method = :method, year = :year, student_id = :student,"
    " prefecture_id = :prefecture WHERE account_id = :account"
    " AND state IN ('none', 'failed', 'matched')");
SQL(SQL_IDENTITY_PREFECTURE,
    "SELECT 1 FROM office WHERE id = :id AND kind = 'prefecture'");
SQL(SQL_IDENTITY_CASE,
    IDENTITY_COLUMNS " WHERE i.uid = :uid AND i.prefecture_id = :office"
		     " AND i.method = 'onsite' AND i.state <> 'none'");

void
identity_read(struct act *act, struct db_stmt *st, struct identity *out)
{
	struct arena *a = act->arena;

	*out = (struct identity){
		.id = db_int(st, 0),
		.uid = arena_str(a, db_str(st, 1)),
		.account_id = db_int(st, 2),
		.state = arena_str(a, db_str(st, 3)),
		.method = arena_str(a, db_str(st, 4)),
		.year = db_int(st, 5),
		.reason = arena_str(a, db_str(st, 6)),
		.student_id = db_int(st, 7),
		.prefecture_id = db_int(st, 8),
		.prefecture = arena_str(a, db_str(st, 9)),
		.prefecture_contact = arena_str(a, db_str(st, 10)),
		.updated_at = db_int(st, 11),
	};
}

bool
identity_is_verified(struct act *act, int64_t account_id)
{
	struct db_stmt *st = NULL;
	bool verified = false;

	if (db_prepare(act->db, &st, SQL_IDENTITY_VERIFIED) != JY_OK)
		return false;
	db_bind_int(st, ":account", account_id);
	if (db_step(st, &verified) != JY_OK)
		verified = false;
	db_finish(st);
	return verified;
}

enum jy_err
identity_own(struct act *act, struct identity *out)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_IDENTITY_OWN);

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":account", act->who.account_id);
	err = db_one(st);
	if (err == JY_OK)
		identity_read(act, st, out);
	else if (err == JY_ENOTFOUND)
		*out = (struct identity){ .account_id = act->who.account_id,
			.state = STR("none") };
	db_finish(st);
	return err == JY_ENOTFOUND ? JY_OK : err;
}

enum jy_err
identity_release(struct act *act, int64_t account_id)
{
	struct act system = *act;
	struct identity own;
	enum jy_err err;

	system.who = (struct principal){ .role = ROLE_SYSTEM, .account_id = account_id };
	if ((err = identity_own(&system, &own)) != JY_OK || own.id == 0)
		return err;
	system.who.account_id = 0;
	return flow_apply(&system, &identity_flow, own.id, "close", NULL, NULL);
}

/* --- a graduate's steps */

/* The row is a placeholder until a step is taken: no row is the state "none" too. */
static enum jy_err
open_row(struct act *act)
{
	char uid[RANDOM_TEXT_SIZE(UID_BYTES)];
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = random_text(uid, UID_BYTES)) != JY_OK ||
	    (err = db_prepare(act->db, &st, SQL_IDENTITY_OPEN)) != JY_OK)
		return err;
	db_bind_text(st, ":uid", uid);
	db_bind_int(st, ":account", act->who.account_id);
	db_bind_int(st, ":now", act->now);
	err = db_run(st);
	db_finish(st);
	return err;
}

/* What a step is about. */
struct subject {
	const char *method;
	int64_t year, student_id, prefecture_id; /* 0: none */
};

static void
bind_id(struct db_stmt *st, const char *name, int64_t id)
{
	if (id != 0)
		db_bind_int(st, name, id);
	else
		db_bind_null(st, name);
}

static enum jy_err
note(struct act *act, const struct subject *s)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = open_row(act)) != JY_OK ||
	    (err = db_prepare(act->db, &st, SQL_IDENTITY_NOTE)) != JY_OK)
		return err;
	db_bind_text(st, ":method", s->method);
	bind_id(st, ":year", s->year);
	bind_id(st, ":student", s->student_id);
	bind_id(st, ":prefecture", s->prefecture_id);
	db_bind_int(st, ":account", act->who.account_id);
	err = db_run(st);
	db_finish(st);
	return err;
}

/* The step itself, on the acting graduate's row. */
static enum jy_err
step(struct act *act, const char *action, struct str reason, const char **why)
{
	const struct flow_input in = { reason, NULL };
	struct identity own;
	enum jy_err err = identity_own(act, &own);

	if (err != JY_OK)
		return err;
	err = flow_apply(act, &identity_flow, own.id, action, &in, why);
	if (err == JY_ENOTFOUND || (err == JY_ECONFLICT && *why == NULL)) {
		*why = "当前状态不能进行这一步，请刷新页面查看进度。";
		err = JY_ECONFLICT;
	}
	return err;
}

enum jy_err
identity_match(struct act *act, int64_t year, const char **why)
{
	struct subject s = { .method = "roster", .year = year };
	bool own;
	struct comparison c;
	struct profile p;
	enum jy_err err;

	*why = NULL;
	if ((err = db_join(act->db, &own)) != JY_OK)
		return err;
	if ((err = profile_load(act, act->who.account_id, &p)) == JY_OK &&
	    (err = compare_roster(act, act->who.account_id, &p, year, &c)) == JY_OK) {
		s.student_id = c.student_id;
		if ((err = note(act, &s)) == JY_OK)
			err = step(act, "match", c.differs, why);
	}
	return db_leave(act->db, own, err);
}

enum jy_err
identity_system(struct act *act, const char **why)
{
	struct subject s = { .method = "system" };
	bool own;
	struct comparison c;
	struct profile p;
	enum jy_err err;

	*why = NULL;
	if ((err = db_join(act->db, &own)) != JY_OK)
		return err;
	if ((err = profile_load(act, act->who.account_id, &p)) == JY_OK &&
	    (err = compare_system(act, act->who.account_id, &p, &c)) == JY_OK) {
		s.year = p.year;
		s.student_id = c.student_id;
		if ((err = note(act, &s)) == JY_OK)
			err = step(act, "system", c.differs, why);
	}
	return db_leave(act->db, own, err);
}

static enum jy_err
is_prefecture(struct act *act, int64_t id)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_IDENTITY_PREFECTURE);

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":id", id);
	err = db_one(st);
	db_finish(st);
	return err;
}

enum jy_err
identity_apply(struct act *act, int64_t prefecture_id, const char **why)
{
	const struct subject s = { .method = "onsite", .prefecture_id = prefecture_id };
	bool own;
	enum jy_err err;

	*why = NULL;
	if ((err = db_join(act->db, &own)) != JY_OK)
		return err;
	if ((err = is_prefecture(act, prefecture_id)) == JY_OK &&
	    (err = note(act, &s)) == JY_OK)
		err = step(act, "apply", STR(""), why);
	return db_leave(act->db, own, err);
}

enum jy_err
identity_confirm(struct act *act, const char **why)
{
	*why = NULL;
	return step(act, "confirm", STR(""), why);
}

enum jy_err
identity_withdraw(struct act *act, const char **why)
{
	*why = NULL;
	return step(act, "withdraw", STR(""), why);
}

/* --- the prefecture's side */

enum jy_err
identity_case(
    struct act *act, struct str uid, struct identity *out, struct profile *profile)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_IDENTITY_CASE);

	if (err != JY_OK)
		return err;
	db_bind_str(st, ":uid", uid);
	db_bind_int(st, ":office", act->who.office_id);
	if ((err = db_one(st)) == JY_OK)
		identity_read(act, st, out);
	db_finish(st);
	return err != JY_OK ? err : profile_load(act, out->account_id, profile);
}
