/*
 * tick.c - `portalctl tick`: what happens because time passes, and the outbox.
 * Every step is one short transaction that finds its own work, so two ticks at
 * once only share it. Cron runs it each minute; a tick that was missed is caught
 * up by the next.
 */
#include <inttypes.h>
#include <stdio.h>

#include "cert/cert.h"
#include "clock.h"
#include "ctl/ctl.h"
#include "file/upload.h"
#include "job/job.h"
#include "job/job_edit.h"
#include "job/job_index.h"
#include "job/saved_search.h"
#include "outbox/outbox.h"
#include "rural/apply.h"
#include "signing/invitation.h"
#include "statistics/statistics.h"

/* What time moves from one state to another. */
static const struct flow *const clocked[] = { &job_flow, &cert_flow, &invitation_flow };

/* What is about to end, and who is told so. */
static enum jy_err (*const reminders[])(
    struct act *act, int *told) = { job_remind, invitation_remind };

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
	const char *sql;
	bool staff, sessions; /* which of [session] to bind */
} removals[] = {
	{ SQL_TICK_STAFF_SESSIONS, true, true },
	{ SQL_TICK_SESSIONS, false, true },
	{ SQL_TICK_CODES, false, false },
	{ SQL_TICK_CAPTCHAS, false, false },
	{ SQL_TICK_RATES, false, false },
	{ SQL_TICK_OUTBOX, false, false },
};

struct tally {
	int moved, told;
	int64_t removed;
	struct outbox_counts mail;
};

static enum jy_err
remove_old(struct ctl *c, const struct removal *r, int64_t *removed)
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
	if ((err = db_run(st)) == JY_OK)
		*removed += db_changes(c->db);
out:
	db_finish(st);
	return db_end(c->db, err);
}

/* The search follows changes that did not tell it. */
static enum jy_err
follow_jobs(struct ctl *c)
{
	enum jy_err err;

	if ((err = db_begin(c->db)) != JY_OK)
		return err;
	return db_end(c->db, job_index_update(c->db));
}

/* All steps are tried; the first error is the answer. */
static enum jy_err
work(struct ctl *c, struct tally *t)
{
	struct outbox_driver drivers[OUTBOX_CHANNELS];
	enum jy_err err, first = JY_OK;
	int moved;

	for (size_t i = 0; i < FLOW_COUNT(clocked); i++) {
		if ((err = flow_tick(&c->act, clocked[i], &moved)) != JY_OK &&
		    first == JY_OK)
			first = err;
		t->moved += moved;
	}
	for (size_t i = 0; i < FLOW_COUNT(reminders); i++) {
		if ((err = reminders[i](&c->act, &moved)) != JY_OK && first == JY_OK)
			first = err;
		t->moved += moved;
	}
	for (size_t i = 0; i < FLOW_COUNT(removals); i++)
		if ((err = remove_old(c, &removals[i], &t->removed)) != JY_OK &&
		    first == JY_OK)
			first = err;
	if ((err = upload_sweep(&c->act, &t->removed)) != JY_OK && first == JY_OK)
		first = err;
	if ((err = apply_sweep(&c->act, &t->removed)) != JY_OK && first == JY_OK)
		first = err;
	if ((err = upload_strays(&c->act, &t->removed)) != JY_OK && first == JY_OK)
		first = err;
	if ((err = follow_jobs(c)) != JY_OK && first == JY_OK)
		first = err;
	if ((err = saved_search_tick(&c->act, &t->told)) != JY_OK && first == JY_OK)
		first = err;
	if ((err = statistics_tick(&c->act)) != JY_OK && first == JY_OK)
		first = err;
	outbox_drivers(&c->conf, drivers);
	err = outbox_tick(c->db, c->keys, drivers, &t->mail);
	return first == JY_OK ? err : first;
}

/* One line, for the log that cron keeps. */
enum jy_err
ctl_tick(struct ctl *c, int argc, char **argv)
{
	struct tally t = { 0 };
	char at[26];
	enum jy_err err;

	if ((err = ctl_arguments(c, argc, argv, NULL, 0, NULL, 0, 0)) != JY_OK)
		return err;
	c->act.who.role = ROLE_SYSTEM;
	c->act.address = STR("system");
	err = work(c, &t);
	clock_rfc3339(c->act.now, at);
	printf("%s tick: %d moved, %" PRId64
	       " removed, %d alerts, messages: %d sent, %d failed, %d dead, "
	       "%d kept\n",
	    at, t.moved, t.removed, t.told, t.mail.sent, t.mail.failed, t.mail.dead,
	    t.mail.kept);
	return err;
}
