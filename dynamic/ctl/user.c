/*
 * user.c - `portalctl user`: accounts of staff, and closing any account that has a
 * user name. Graduates and employers register on the portal.
 */
#include <stdio.h>

#include "account/create.h"
#include "audit/audit.h"
#include "clock.h"
#include "crypto.h"
#include "ctl/ctl.h"
#include "office/office.h"
#include "password.h"
#include "utf8.h"

#define LOGIN_MIN 3
#define LOGIN_MAX 32

SQL(SQL_USER_LIST,
    "SELECT a.login, a.role, a.state, a.name, coalesce(o.code, ''),"
    " coalesce(a.login_at, 0) FROM account a LEFT JOIN office o ON o.id = a.office_id"
    " WHERE a.login IS NOT NULL AND (:role = '' OR a.role = :role)"
    " ORDER BY a.role, a.login");
SQL(SQL_USER_FIND, "SELECT id, role, state, name FROM account WHERE login = :login");
SQL(SQL_USER_STATE, "UPDATE account SET state = :to WHERE id = :id AND state = :from");
SQL(SQL_USER_PASSWORD,
    "UPDATE account SET password = :password, password_at = :now WHERE id = :id");
SQL(SQL_USER_SESSIONS, "DELETE FROM session WHERE account_id = :id");

struct user {
	int64_t id;
	enum role role;
	struct str login, state, name;
};

/* A letter, then letters, digits and . _ - : never what an ID number, a mobile
 * number or a credit code looks like. */
static bool
login_ok(struct str s)
{
	static const char first[] = "abcdefghijklmnopqrstuvwxyz";
	static const char later[] = "abcdefghijklmnopqrstuvwxyz0123456789._-";

	if (s.n < LOGIN_MIN || s.n > LOGIN_MAX || strchr(first, s.p[0]) == NULL)
		return false;
	return strspn(s.p, later) == s.n;
}

static enum jy_err
user_find(struct ctl *c, const char *login, struct user *u)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_prepare(c->db, &st, SQL_USER_FIND)) != JY_OK)
		return err;
	db_bind_text(st, ":login", login);
	if ((err = db_one(st)) == JY_OK) {
		u->id = db_int(st, 0);
		u->role = role_of(db_str(st, 1));
		u->login = str_of(login);
		u->state = arena_str(&c->arena, db_str(st, 2));
		u->name = arena_str(&c->arena, db_str(st, 3));
	} else if (err == JY_ENOTFOUND) {
		ctl_fail(c, err, "there is no account '%s'", login);
	}
	db_finish(st);
	return err;
}

/* Ask for a password that fits the role's profile, and hash it. */
static enum jy_err
new_password(struct ctl *c, const struct user *u, char stored[PASSWORD_STORED_SIZE])
{
	const char *name = (u->role & ROLES_STAFF) != 0 ? c->conf.password.staff_profile
							: c->conf.password.profile;
	enum password_profile profile =
	    strcmp(name, "strong") == 0 ? PASSWORD_STRONG : PASSWORD_MANUAL;
	struct str words[] = { u->login, u->name, str_of(c->conf.site.name) };
	enum password_fault fault;
	struct str password;
	enum jy_err err;

	if ((err = ctl_read_password(c, "password: ", &password)) != JY_OK)
		return err;
	fault =
	    password_check(profile, password, words, sizeof(words) / sizeof(words[0]));
	if (fault != PASSWORD_OK)
		err = ctl_fail(c, JY_EINPUT, "%s", password_fault_zh(profile, fault));
	else
		err = password_hash(c->keys, password, stored);
	secret_wipe((void *)(uintptr_t)password.p, password.n);
	return err;
}

/* The office of --office, which must be of the role's own kind. */
static enum jy_err
role_office(struct ctl *c, const char *role, const char *code, int64_t *id)
{
	char kind[OFFICE_KIND_SIZE] = "";
	enum jy_err err;

	*id = 0;
	if (strcmp(role, "admin") == 0)
		return code == NULL ? JY_OK : ctl_usage(c, "an admin has no office");
	if (code == NULL)
		return ctl_usage(c, "--role %s needs --office", role);
	err = office_find(c->db, str_of(code), id, kind);
	if (err == JY_ENOTFOUND || (err == JY_OK && strcmp(kind, role) != 0))
		return ctl_fail(
		    c, JY_ENOTFOUND, "there is no office '%s' of kind %s", code, role);
	return err;
}

static enum jy_err
add(struct ctl *c, const struct account_new *n)
{
	int64_t id = 0;
	enum jy_err err;

	if ((err = db_begin(c->db)) != JY_OK)
		return err;
	if ((err = account_create(&c->act, n, &id)) == JY_ECONFLICT)
		ctl_fail(
		    c, err, "the user name '" STR_FMT "' is taken", STR_ARG(n->login));
	if (err == JY_OK)
		err = audit_act(
		    &c->act, "account.add", "account", id, role_name(n->role), STR_NONE);
	return db_end(c->db, err);
}

enum jy_err
ctl_user_add(struct ctl *c, int argc, char **argv)
{
	const char *role = NULL, *login = NULL, *name = NULL, *office = NULL;
	const struct ctl_option options[] = { { "role", &role, NULL },
		{ "login", &login, NULL }, { "name", &name, NULL },
		{ "office", &office, NULL } };
	struct account_new n = { 0 };
	char stored[PASSWORD_STORED_SIZE];
	enum jy_err err;

	if ((err = ctl_arguments(c, argc, argv, options, 4, NULL, 0, 0)) != JY_OK)
		return err;
	if (role == NULL || login == NULL || name == NULL)
		return ctl_usage(c, "--role, --login and --name are needed");
	n.role = role_of(str_of(role));
	if ((n.role & ROLES_STAFF) == 0)
		return ctl_usage(c,
		    "ROLE is faculty, school, prefecture, authority or admin; "
		    "graduates and employers register on the portal");
	n.login = str_of(login);
	if (!login_ok(n.login))
		return ctl_usage(c,
		    "a login is %d to %d of a-z 0-9 . _ - and begins with a "
		    "letter",
		    LOGIN_MIN, LOGIN_MAX);
	if (utf8_clean(&c->arena, str_of(name), TEXT_NAME, &n.name) != TEXT_OK)
		return ctl_usage(c, "'%s' is not a person's name", name);
	if ((err = role_office(c, role, office, &n.office_id)) != JY_OK ||
	    (err = new_password(c, &(struct user){ 0, n.role, n.login, STR_NONE, n.name },
		 stored)) != JY_OK)
		return err;
	n.password = stored;
	return add(c, &n);
}

enum jy_err
ctl_user_list(struct ctl *c, int argc, char **argv)
{
	const char *role = "";
	const struct ctl_option options[] = { { "role", &role, NULL } };
	struct db_stmt *st = NULL;
	enum jy_err err;
	char at[17];
	bool row;

	if ((err = ctl_arguments(c, argc, argv, options, 1, NULL, 0, 0)) != JY_OK ||
	    (err = db_prepare(c->db, &st, SQL_USER_LIST)) != JY_OK)
		return err;
	db_bind_text(st, ":role", role);
	while ((err = db_step(st, &row)) == JY_OK && row) {
		snprintf(at, sizeof(at), "never");
		if (db_int(st, 5) != 0)
			clock_minute(db_int(st, 5), at);
		printf(STR_FMT "\t" STR_FMT "\t" STR_FMT "\t" STR_FMT "\t" STR_FMT
			       "\t%s\n",
		    STR_ARG(db_str(st, 0)), STR_ARG(db_str(st, 1)),
		    STR_ARG(db_str(st, 2)), STR_ARG(db_str(st, 3)),
		    STR_ARG(db_str(st, 4)), at);
	}
	db_finish(st);
	return err;
}

static enum jy_err
end_sessions(struct ctl *c, int64_t id)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_prepare(c->db, &st, SQL_USER_SESSIONS)) != JY_OK)
		return err;
	db_bind_int(st, ":id", id);
	err = db_run(st);
	db_finish(st);
	return err;
}

static enum jy_err
set_state(struct ctl *c, const struct user *u, const char *from, const char *to)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_prepare(c->db, &st, SQL_USER_STATE)) != JY_OK)
		return err;
	db_bind_int(st, ":id", u->id);
	db_bind_text(st, ":from", from);
	db_bind_text(st, ":to", to);
	if ((err = db_run(st)) == JY_OK && db_changes(c->db) == 0)
		err = ctl_fail(c, JY_ECONFLICT, "the account is " STR_FMT ", not %s",
		    STR_ARG(u->state), from);
	db_finish(st);
	return err;
}

static enum jy_err
switch_state(struct ctl *c, int argc, char **argv, const char *from, const char *to,
    const char *what)
{
	const char *args[2];
	struct user u;
	char step[32];
	enum jy_err err;

	if ((err = ctl_arguments(c, argc, argv, NULL, 0, args, 1, 1)) != JY_OK ||
	    (err = user_find(c, args[0], &u)) != JY_OK ||
	    (err = db_begin(c->db)) != JY_OK)
		return err;
	snprintf(step, sizeof(step), "%s>%s", from, to);
	if ((err = set_state(c, &u, from, to)) == JY_OK &&
	    (err = end_sessions(c, u.id)) == JY_OK)
		err = audit_act(&c->act, what, "account", u.id, step, STR_NONE);
	return db_end(c->db, err);
}

enum jy_err
ctl_user_disable(struct ctl *c, int argc, char **argv)
{
	return switch_state(c, argc, argv, "active", "disabled", "account.disable");
}

enum jy_err
ctl_user_enable(struct ctl *c, int argc, char **argv)
{
	return switch_state(c, argc, argv, "disabled", "active", "account.enable");
}

static enum jy_err
set_password(struct ctl *c, const struct user *u, const char *stored)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_begin(c->db)) != JY_OK)
		return err;
	if ((err = db_prepare(c->db, &st, SQL_USER_PASSWORD)) == JY_OK) {
		db_bind_int(st, ":id", u->id);
		db_bind_text(st, ":password", stored);
		db_bind_int(st, ":now", c->act.now);
		err = db_run(st);
	}
	db_finish(st);
	if (err == JY_OK && (err = end_sessions(c, u->id)) == JY_OK)
		err = audit_act(
		    &c->act, "account.password", "account", u->id, NULL, STR_NONE);
	return db_end(c->db, err);
}

enum jy_err
ctl_user_password(struct ctl *c, int argc, char **argv)
{
	char stored[PASSWORD_STORED_SIZE];
	const char *args[2];
	struct user u;
	enum jy_err err;

	if ((err = ctl_arguments(c, argc, argv, NULL, 0, args, 1, 1)) != JY_OK ||
	    (err = user_find(c, args[0], &u)) != JY_OK ||
	    (err = new_password(c, &u, stored)) != JY_OK)
		return err;
	return set_password(c, &u, stored);
}
