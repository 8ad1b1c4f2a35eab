/*
 * session.c - sessions in the store; see session.h.
 */
#include "cookie.h"
#include "crypto.h"
#include "session_store.h"

#define TOUCH_SECONDS 60 /* seen_at is written at most so often */

SQL(SQL_SESSION_FIND, "SELECT s.created_at, s.seen_at, a.id, a.uid, a.role, a.name, "
		      "a.office_id, a.employer_id"
		      " FROM session s JOIN account a ON a.id = s.account_id"
		      " WHERE s.token_hash = :hash AND a.state = 'active'");
SQL(SQL_SESSION_INSERT,
    "INSERT INTO session(token_hash, account_id, created_at, seen_at, device)"
    " SELECT :hash, a.id, :now, :now, :device FROM account a"
    " WHERE a.id = :account AND a.state = 'active'");
SQL(SQL_SESSION_DELETE, "DELETE FROM session WHERE token_hash = :hash");
SQL(SQL_SESSION_TRIM, "DELETE FROM session WHERE token_hash IN ("
		      " SELECT token_hash FROM session WHERE account_id = :account"
		      " ORDER BY seen_at DESC, created_at DESC LIMIT 1000 OFFSET :keep)");
SQL(SQL_SESSION_TOUCH,
    "UPDATE session SET seen_at = :now, created_at = :created WHERE token_hash = :hash");
SQL(SQL_SESSION_MOVE, "UPDATE session SET token_hash = :new, seen_at = :now"
		      " WHERE token_hash = :hash");

enum jy_err
session_run(struct db *db, struct db_stmt *st)
{
	bool own = !db_in_transaction(db);
	enum jy_err err;

	if (own && (err = db_begin(db)) != JY_OK) {
		db_finish(st);
		return err;
	}
	err = db_run(st);
	db_finish(st);
	return own ? db_end(db, err) : err;
}

enum jy_err
session_delete(struct db *db, const uint8_t id[SESSION_ID_SIZE])
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_prepare(db, &st, SQL_SESSION_DELETE)) != JY_OK)
		return err;
	db_bind_blob(st, ":hash", id, SESSION_ID_SIZE);
	return session_run(db, st);
}

/* Is it over? A clock that went back neither ends it nor makes it last longer than
 * from now on. */
static bool
is_over(const struct conf *conf, enum role role, const struct session *s, int64_t now)
{
	bool staff = (role & ROLES_STAFF) != 0;
	int64_t idle =
		    staff ? conf->session.staff_idle_minutes : conf->session.idle_minutes,
		hours = staff ? conf->session.staff_hours : conf->session.hours;

	return now - s->seen_at >= idle * 60 || now - s->created_at >= hours * 3600;
}

/* Note that it is in use. A store that cannot be written to (a full disk) does not
 * keep people from reading. */
static void
touch(struct request *rq)
{
	struct session *s = &rq->session;
	struct db_stmt *st = NULL;

	if (rq->act.now >= s->seen_at && rq->act.now - s->seen_at < TOUCH_SECONDS &&
	    s->created_at <= rq->act.now)
		return;
	s->seen_at = rq->act.now;
	if (s->created_at > rq->act.now)
		s->created_at = rq->act.now;
	if (db_prepare(rq->app->db, &st, SQL_SESSION_TOUCH) != JY_OK)
		return;
	db_bind_blob(st, ":hash", s->id, SESSION_ID_SIZE);
	db_bind_int(st, ":now", s->seen_at);
	db_bind_int(st, ":created", s->created_at);
	(void)session_run(rq->app->db, st);
}

/* The row of rq->session.id: the viewer, and the session's times. */
static enum jy_err
find(struct request *rq, struct principal *who)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_prepare(rq->app->db, &st, SQL_SESSION_FIND)) != JY_OK)
		return err;
	db_bind_blob(st, ":hash", rq->session.id, SESSION_ID_SIZE);
	if ((err = db_one(st)) == JY_OK) {
		rq->session.created_at = db_int(st, 0);
		rq->session.seen_at = db_int(st, 1);
		who->account_id = db_int(st, 2);
		who->uid = arena_str(rq->act.arena, db_str(st, 3));
		who->role = role_of(db_str(st, 4));
		who->name = arena_str(rq->act.arena, db_str(st, 5));
		who->office_id = db_int(st, 6);
		who->employer_id = db_int(st, 7);
		if (who->uid.p == NULL || who->name.p == NULL)
			err = JY_ENOMEM;
	}
	db_finish(st);
	return err;
}

static enum jy_err
load_visitor(struct request *rq)
{
	struct str pre = request_cookie(rq, cookie_name(rq->app->conf, COOKIE_PRE));

	rq->session = (struct session){ 0 };
	rq->act.who = (struct principal){ .role = ROLE_VISITOR };
	if (!token_ok(pre))
		return JY_OK;
	rq->session.is_pre = true;
	return sha256(pre, rq->session.id);
}

enum jy_err
session_load(struct request *rq)
{
	struct str token = request_cookie(rq, cookie_name(rq->app->conf, COOKIE_SESSION));
	struct principal who = { 0 };
	enum jy_err err;

	if (!token_ok(token))
		return load_visitor(rq);
	if ((err = sha256(token, rq->session.id)) != JY_OK)
		return err;
	err = find(rq, &who);
	if (err == JY_ENOTFOUND)
		return load_visitor(rq);
	if (err != JY_OK)
		return err;
	if (is_over(rq->app->conf, who.role, &rq->session, rq->act.now)) {
		(void)session_delete(rq->app->db, rq->session.id);
		return load_visitor(rq);
	}
	rq->session.is_login = true;
	rq->act.who = who;
	touch(rq);
	return JY_OK;
}

enum jy_err
session_pre(struct request *rq)
{
	char token[TOKEN_CHARS + 1];
	enum jy_err err;

	if (rq->session.is_login || rq->session.is_pre)
		return JY_OK;
	if ((err = token_new(token)) != JY_OK ||
	    (err = sha256(str_of(token), rq->session.id)) != JY_OK)
		return err;
	rq->session.is_pre = true;
	cookie_set(rq, COOKIE_PRE, str_of(token));
	return JY_OK;
}

/* "Firefox, Windows": enough to know one's own devices, too little to track. */
static struct str
device_name(struct arena *a, struct str agent)
{
	static const char *const browsers[][2] = {
		{ "MicroMessenger", "微信" },
		{ "Edg", "Edge" },
		{ "OPR", "Opera" },
		{ "Firefox", "Firefox" },
		{ "Chrome", "Chrome" },
		{ "Safari", "Safari" },
	};
	static const char *const systems[][2] = {
		{ "Android", "Android" },
		{ "HarmonyOS", "HarmonyOS" },
		{ "iPhone", "iPhone" },
		{ "iPad", "iPad" },
		{ "Windows", "Windows" },
		{ "Mac OS", "macOS" },
		{ "Linux", "Linux" },
	};
	const char *browser = "其他浏览器", *system = "其他设备";
	size_t i;

	for (i = 0; i < sizeof(browsers) / sizeof(browsers[0]); i++)
		if (agent.n > 0 && memmem(agent.p, agent.n, browsers[i][0],
				       strlen(browsers[i][0])) != NULL)
			break;
	if (i < sizeof(browsers) / sizeof(browsers[0]))
		browser = browsers[i][1];
	for (i = 0; i < sizeof(systems) / sizeof(systems[0]); i++)
		if (agent.n > 0 && memmem(agent.p, agent.n, systems[i][0],
				       strlen(systems[i][0])) != NULL)
			break;
	if (i < sizeof(systems) / sizeof(systems[0]))
		system = systems[i][1];
	return arena_printf(a, "%s，%s", browser, system);
}

/* Insert the row and let the oldest ones beyond the limit go. */
static enum jy_err
insert(struct request *rq, int64_t account_id, const uint8_t id[SESSION_ID_SIZE])
{
	struct db *db = rq->app->db;
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_prepare(db, &st, SQL_SESSION_INSERT)) != JY_OK)
		return err;
	db_bind_blob(st, ":hash", id, SESSION_ID_SIZE);
	db_bind_int(st, ":account", account_id);
	db_bind_int(st, ":now", rq->act.now);
	db_bind_str(st, ":device", device_name(rq->act.arena, rq->in.user_agent));
	err = db_run(st);
	db_finish(st);
	if (err == JY_OK && db_changes(db) == 0)
		err = JY_EFORBIDDEN;
	if (err != JY_OK || (err = db_prepare(db, &st, SQL_SESSION_TRIM)) != JY_OK)
		return err;
	db_bind_int(st, ":account", account_id);
	db_bind_int(st, ":keep", rq->app->conf->session.per_account);
	err = db_run(st);
	db_finish(st);
	return err;
}

enum jy_err
session_start(struct request *rq, int64_t account_id)
{
	struct db *db = rq->app->db;
	bool own = !db_in_transaction(db);
	char token[TOKEN_CHARS + 1];
	uint8_t id[SESSION_ID_SIZE];
	enum jy_err err;

	if ((err = token_new(token)) != JY_OK ||
	    (err = sha256(str_of(token), id)) != JY_OK)
		return err;
	if (own && (err = db_begin(db)) != JY_OK)
		return err;
	if (rq->session.is_login)
		err = session_delete(db, rq->session.id);
	if (err == JY_OK)
		err = insert(rq, account_id, id);
	if (own)
		err = db_end(db, err);
	if (err != JY_OK)
		return err;
	rq->session = (struct session){
		.is_login = true, .created_at = rq->act.now, .seen_at = rq->act.now
	};
	memcpy(rq->session.id, id, sizeof(id));
	rq->act.who.account_id = account_id;
	cookie_set(rq, COOKIE_SESSION, str_of(token));
	cookie_clear(rq, COOKIE_PRE);
	return JY_OK;
}

enum jy_err
session_renew(struct request *rq)
{
	char token[TOKEN_CHARS + 1];
	uint8_t id[SESSION_ID_SIZE];
	struct db_stmt *st = NULL;
	enum jy_err err;

	if (!rq->session.is_login)
		return JY_EAUTH;
	if ((err = token_new(token)) != JY_OK ||
	    (err = sha256(str_of(token), id)) != JY_OK ||
	    (err = db_prepare(rq->app->db, &st, SQL_SESSION_MOVE)) != JY_OK)
		return err;
	db_bind_blob(st, ":hash", rq->session.id, SESSION_ID_SIZE);
	db_bind_blob(st, ":new", id, sizeof(id));
	db_bind_int(st, ":now", rq->act.now);
	if ((err = session_run(rq->app->db, st)) != JY_OK)
		return err;
	memcpy(rq->session.id, id, sizeof(id));
	cookie_set(rq, COOKIE_SESSION, str_of(token));
	return JY_OK;
}

enum jy_err
session_end(struct request *rq)
{
	enum jy_err err;

	if (rq->session.is_login &&
	    (err = session_delete(rq->app->db, rq->session.id)) != JY_OK)
		return err;
	rq->session = (struct session){ 0 };
	rq->act.who = (struct principal){ .role = ROLE_VISITOR };
	cookie_clear(rq, COOKIE_SESSION);
	reply_header(rq, "clear-site-data", STR("\"cache\", \"storage\""));
	return JY_OK;
}
