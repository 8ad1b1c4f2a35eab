/*
 * pages.c - the portal's own small addresses: is it alive, and who am I.
 */
#include "idcheck.h"
#include "message/message.h"
#include "migrate.h"
#include "pages.h"

SQL(SQL_SCHEMA_VERSION, "SELECT max(version) FROM schema_migration");

/* For supervisors and load balancers: the store answers and is of our version. */
static enum jy_err
healthz(struct request *rq)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_prepare(rq->app->db, &st, SQL_SCHEMA_VERSION)) == JY_OK)
		err = db_one(st);
	if (err == JY_OK && db_int(st, 0) != migrations_count)
		err = JY_EVERSION;
	db_finish(st);
	if (err != JY_OK)
		return reply_text(rq, 503, STR("unavailable\n"));
	return reply_text(rq, 200, STR("ok\n"));
}

/* For site.js on static pages: what the header shows. */
static enum jy_err
api_session(struct request *rq)
{
	struct val v = val_map(rq->act.arena);
	struct buf name;

	val_set(&v, "logged_in", val_bool(rq->session.is_login));
	if (rq->session.is_login) {
		buf_init(&name, 0);
		mask_name(&name, rq->act.who.name);
		val_set(&v, "name", val_str(arena_str(rq->act.arena, buf_view(&name))));
		buf_release(&name);
		val_set(&v, "role", val_text(role_label(rq->act.who.role)));
		val_set(&v, "unread", val_int(message_unread(&rq->act)));
		val_set(&v, "zone", val_text(role_zone(rq->act.who.role)));
	}
	return reply_json(rq, v);
}

const struct route http_routes[] = {
	{ METHOD_GET, "/healthz", ROLES_ANYONE, CSRF_NO, RATE_NONE, NO_FIELDS, healthz,
	    NULL, NULL },
	{ METHOD_GET, "/api/session", ROLES_ANYONE, CSRF_NO, RATE_NONE, NO_FIELDS,
	    api_session, NULL, NULL },
	{ 0 },
};
