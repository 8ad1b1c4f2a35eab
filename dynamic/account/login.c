/*
 * login.c - see login.h.
 */
#include "account/login.h"
#include "audit/audit.h"
#include "http/rate.h"

#define FREE_FAILURES 5 /* before tries have to wait */
#define WAIT_MOST 60

/* The password again, so that one who logged in with a password that was changed
 * while it was being checked is refused. */
SQL(SQL_LOGIN_NOTE, "UPDATE account SET login_at = :now, password = :password"
		    " WHERE id = :id AND state = 'active' AND password = :checked");

enum jy_err
login_begin(struct act *act, enum member member, struct str name, struct str password,
    struct login *l, int64_t *wait)
{
	struct account nobody = { 0 };
	bool closed = false;
	enum jy_err err;

	*l = (struct login){ .member = member };
	err = account_find_login(act, member, name, &l->account, &l->key);
	if (err != JY_OK && err != JY_ENOTFOUND)
		return err;
	if ((err = rate_check(act, RATE_RULE_LOGIN_DELAY, l->key, wait)) != JY_OK)
		return err;
	err = rate_hit(act, RATE_RULE_LOGIN_ACCOUNT, l->key, wait);
	closed = err == JY_ELIMIT;
	if (err != JY_OK && !closed)
		return err;
	return hash_job_new(
	    act, closed ? &nobody : &l->account, password, password, &l->job);
}

bool
login_matches(const struct login *l)
{
	return l->job->match;
}

static enum jy_err
audit(struct act *act, const struct login *l, const char *result)
{
	struct audit_entry e = {
		.actor = l->account.id,
		.role = l->account.id != 0 ? role_name(l->account.role) : "visitor",
		.address = act->address,
		.act = "session.login",
		.object = "account",
		.object_id = l->account.id,
		.result = result,
	};

	return audit_append(act->db, act->keys, &e);
}

enum jy_err
login_accept(struct act *act, const struct login *l)
{
	struct db_stmt *st = NULL;
	bool fresh = l->job->hash[0] != '\0';
	enum jy_err err = db_prepare(act->db, &st, SQL_LOGIN_NOTE);

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":now", act->now);
	db_bind_int(st, ":id", l->account.id);
	db_bind_str(st, ":checked", l->account.password);
	db_bind_str(st, ":password", fresh ? str_of(l->job->hash) : l->account.password);
	if ((err = db_run(st)) == JY_OK && db_changes(act->db) == 0)
		err = JY_ECONFLICT;
	db_finish(st);
	if (err != JY_OK || (err = login_forget(act, &l->account)) != JY_OK)
		return err;
	return audit(act, l, NULL);
}

enum jy_err
login_refuse(struct act *act, const struct login *l)
{
	int64_t failures = rate_hits(act, RATE_RULE_LOGIN_ACCOUNT, l->key), wait,
		pause = 1;
	enum jy_err err;

	if ((err = db_begin(act->db)) != JY_OK)
		return err;
	err = rate_hit(act, RATE_RULE_LOGIN_ADDRESS, STR_NONE, &wait);
	if (err == JY_ELIMIT)
		err = JY_OK; /* the route refuses the next one */
	for (int64_t i = FREE_FAILURES; i < failures && pause < WAIT_MOST; i++)
		pause *= 2;
	if (err == JY_OK && failures >= FREE_FAILURES)
		err = rate_pause(act, RATE_RULE_LOGIN_DELAY, l->key,
		    pause < WAIT_MOST ? pause : WAIT_MOST);
	if (err == JY_OK)
		err = audit(act, l, "refused");
	return db_end(act->db, err);
}

enum jy_err
login_forget(struct act *act, const struct account *a)
{
	enum member member = a->role == ROLE_GRADUATE   ? MEMBER_GRADUATE
			     : a->role == ROLE_EMPLOYER ? MEMBER_EMPLOYER
							: MEMBER_STAFF;
	const struct str names[] = { a->id_no, a->mobile, a->login };
	static const enum rate_rule rules[] = { RATE_RULE_LOGIN_ACCOUNT,
		RATE_RULE_LOGIN_DELAY };
	enum jy_err err = JY_OK;

	for (size_t i = 0; i < 3; i++) {
		struct str key = login_key(act->arena, member, names[i]);

		for (size_t r = 0; r < 2 && names[i].n > 0 && err == JY_OK; r++)
			err = rate_forget(act, rules[r], key);
	}
	return err;
}
