/*
 * tick.c - `portalctl tick`: what happens because time passes, and the outbox.
 * Every step is one short transaction that finds its own work, so two ticks at
 * once only share it. Cron runs it each minute; a tick that was missed is caught
 * up by the next.
 */
#include <inttypes.h>
#include <stdio.h>

#include "audit/audit.h"
#include "ctl/ctl.h"
#include "log.h"
#include "outbox/outbox.h"

#define BATCH 500 /* records of one transaction */

/* Records that time moves from one state to another; each is audited. */
SQL(SQL_TICK_JOBS,
    "UPDATE job SET state = 'expired', updated_at = :now WHERE id IN"
    " (SELECT id FROM job WHERE state = 'published' AND closes_at <= :now LIMIT :batch)"
    " RETURNING id");
SQL(SQL_TICK_NOTICES,
    "UPDATE cert_request SET state = 'ready', updated_at = :now WHERE id IN"
    " (SELECT id FROM cert_request WHERE state = 'public_notice' AND notice_until <= :now"
    " LIMIT :batch) RETURNING id");

static const struct transition {
	const char *sql, *act, *object, *step;
} transitions[] = {
	{ SQL_TICK_JOBS, "job.expire", "job", "published>expired" },
	{ SQL_TICK_NOTICES, "cert_request.ready", "cert_request", "public_notice>ready" },
};

/* Rows whose time is over and that are no records: they go, or fall silent. The
 * sessions of staff end sooner. A used code counts towards the day's limit, so it
 * stays for two days; a message's text is kept for 90. */
SQL(SQL_TICK_SESSIONS, "DELETE FROM session WHERE seen_at <= :now - 60 * :idle OR "
		       "created_at <= :now - 3600 *"
		       " :hours");
SQL(SQL_TICK_STAFF_SESSIONS,
    "DELETE FROM session WHERE (seen_at <= :now - 60 * :idle OR created_at <= :now - 3600"
    " * :hours) AND account_id IN (SELECT id FROM account WHERE role NOT IN ('graduate',"
    " 'employer'))");
SQL(SQL_TICK_CODES,
    "DELETE FROM sms_code WHERE expires_at <= :now AND created_at <= :now - 172800");
SQL(SQL_TICK_CAPTCHAS, "DELETE FROM captcha WHERE expires_at <= :now");
SQL(SQL_TICK_RATES, "DELETE FROM rate WHERE until <= :now");
SQL(SQL_TICK_OUTBOX,
    "DELETE FROM outbox WHERE state IN ('sent', 'dead') AND next_at <= :now - 7776000");

static const struct removal {
	const char *sql, *name;
	bool staff, sessions; /* which of [session] to bind */
} removals[] = {
	{ SQL_TICK_STAFF_SESSIONS, "sessions", true, true },
	{ SQL_TICK_SESSIONS, "sessions", false, true },
	{ SQL_TICK_CODES, "codes", false, false },
	{ SQL_TICK_CAPTCHAS, "captchas", false, false },
	{ SQL_TICK_RATES, "limits", false, false },
	{ SQL_TICK_OUTBOX, "messages", false, false },
};

/* One batch; *moved says how many. The ids are read before anything is written,
 * so that the statement is done when the audit records follow. */
static enum jy_err
move_batch(struct ctl *c, const struct transition *t, size_t *moved)
{
	int64_t ids[BATCH];
	struct db_stmt *st = NULL;
	enum jy_err err;
	bool row;

	*moved = 0;
	if ((err = db_begin(c->db)) != JY_OK)
		return err;
	if ((err = db_prepare(c->db, &st, t->sql)) != JY_OK)
		goto out;
	db_bind_int(st, ":now", c->act.now);
	db_bind_int(st, ":batch", BATCH);
	while ((err = db_step(st, &row)) == JY_OK && row && *moved < BATCH)
		ids[(*moved)++] = db_int(st, 0);
	for (size_t i = 0; i < *moved && err == JY_OK; i++)
		err = audit_act(&c->act, t->act, t->object, ids[i], t->step, STR_NONE);
out:
	db_finish(st);
	return db_end(c->db, err);
}

static enum jy_err
move_all(struct ctl *c, const struct transition *t)
{
	size_t moved, total = 0;
	enum jy_err err;

	do {
		err = move_batch(c, t, &moved);
		total += moved;
	} while (err == JY_OK && moved == BATCH);
	if (total > 0)
		log_info(
		    "tick", LOG_STR("act", t->act), LOG_INT("count", (int64_t)total));
	return err;
}

static enum jy_err
remove_old(struct ctl *c, const struct removal *r)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_begin(c->db)) != JY_OK)
		return err;
	if ((err = db_prepare(c->db, &st, r->sql)) != JY_OK)
		goto out;
	db_bind_int(st, ":now", c->act.now);
	if (r->sessions) {
		db_bind_int(st, ":idle",
		    r->staff ? c->conf.session.staff_idle_minutes
			     : c->conf.session.idle_minutes);
		db_bind_int(st, ":hours",
		    r->staff ? c->conf.session.staff_hours : c->conf.session.hours);
	}
	if ((err = db_run(st)) == JY_OK && db_changes(c->db) > 0)
		log_info("tick", LOG_STR("removed", r->name),
		    LOG_INT("count", db_changes(c->db)));
out:
	db_finish(st);
	return db_end(c->db, err);
}

static enum jy_err
send_messages(struct ctl *c)
{
	struct outbox_driver drivers[OUTBOX_CHANNELS];
	struct outbox_counts n;
	enum jy_err err;

	outbox_drivers(&c->conf, drivers);
	err = outbox_tick(c->db, c->keys, drivers, &n);
	if (n.sent + n.failed + n.dead > 0)
		log_info("tick", LOG_INT("sent", n.sent), LOG_INT("failed", n.failed),
		    LOG_INT("dead", n.dead));
	return err;
}

/* All steps are tried; the first error is the answer. */
enum jy_err
ctl_tick(struct ctl *c, int argc, char **argv)
{
	enum jy_err err, first;

	if ((err = ctl_arguments(c, argc, argv, NULL, 0, NULL, 0, 0)) != JY_OK)
		return err;
	c->act.who.role = ROLE_SYSTEM;
	c->act.address = STR("system");
	first = JY_OK;
	for (size_t i = 0; i < sizeof(transitions) / sizeof(transitions[0]); i++)
		if ((err = move_all(c, &transitions[i])) != JY_OK && first == JY_OK)
			first = err;
	for (size_t i = 0; i < sizeof(removals) / sizeof(removals[0]); i++)
		if ((err = remove_old(c, &removals[i])) != JY_OK && first == JY_OK)
			first = err;
	err = send_messages(c);
	return first == JY_OK ? err : first;
}
