/*
 * outbox.c - the messages' way from queued to sent or dead. How a channel hands
 * a message over is drivers.c's part; showing them to the operator, outbox_view.c's.
 */
#include "clock.h"
#include "crypto.h"
#include "log.h"
#include "outbox/outbox.h"
#include "sealed.h"
#include "utf8.h"

#define UID_BYTES 16
#define GIVE_UP_AFTER 5 /* failures in a row: the gateway is down, not a message bad */

const char *const outbox_channel_names[OUTBOX_CHANNELS] = { "mail", "sms" };

SQL(SQL_OUTBOX_ADD, "INSERT INTO outbox(uid, channel, recipient_sealed, subject, "
		    "body_sealed, unsubscribe_sealed,"
		    " next_at, created_at, expires_at) VALUES(:uid, :channel, "
		    ":recipient, :subject, :body,"
		    " :unsubscribe, :now, :now, :expires)");
SQL(SQL_OUTBOX_EXPIRE,
    "UPDATE outbox SET state = 'dead', error = 'expired before it was sent'"
    " WHERE expires_at <= :now AND (state = 'queued' OR (state = 'sending' AND"
    " next_at <= :now))");
SQL(SQL_OUTBOX_WAITING,
    "SELECT count(*) FROM outbox WHERE channel = :channel AND state = 'queued'"
    " AND next_at <= :now");
SQL(SQL_OUTBOX_CLAIM,
    "UPDATE outbox SET state = 'sending', tries = tries + 1, next_at = :lease"
    " WHERE id = (SELECT id FROM outbox WHERE channel = :channel AND next_at <= :now"
    " AND state IN ('queued', 'sending') ORDER BY next_at, id LIMIT 1)"
    " RETURNING id, uid, tries, recipient_sealed, subject, body_sealed, expires_at,"
    " unsubscribe_sealed");
/* A sender whose lease ran out must not touch what another has claimed since. */
SQL(SQL_OUTBOX_SETTLE,
    "UPDATE outbox SET state = :state, next_at = :next, sent_at = :sent, error = :error"
    " WHERE id = :id AND state = 'sending' AND tries = :tries");
SQL(SQL_OUTBOX_RETRY,
    "UPDATE outbox SET state = 'queued', tries = 0, next_at = :now, error = ''"
    " WHERE id = :id AND state = 'dead' AND (expires_at IS NULL OR expires_at > :now)");
SQL(SQL_OUTBOX_EXISTS, "SELECT id FROM outbox WHERE id = :id");

/* What one try works on. */
struct claim {
	struct outbox_message message;
	int64_t tries;
	bool readable; /* recipient and body opened */
};

enum jy_err
outbox_put(struct db *db, const struct keyring *keys, const struct outbox_message *m)
{
	char uid[RANDOM_TEXT_SIZE(UID_BYTES)];
	struct buf recipient = BUF_INIT, body = BUF_INIT, unsubscribe = BUF_INIT;
	struct db_stmt *st = NULL;
	enum jy_err err;

	if (!db_in_transaction(db))
		return JY_EINTERNAL;
	if (m->recipient.n == 0 || m->body.n == 0 || !utf8_valid(m->recipient) ||
	    !utf8_valid(m->subject) || !utf8_valid(m->body))
		return JY_EINPUT;
	if ((err = random_text(uid, UID_BYTES)) != JY_OK ||
	    (err = sealed_put(keys, SEALED_OUTBOX_RECIPIENT, str_of(uid), m->recipient,
		 &recipient)) != JY_OK ||
	    (err = sealed_put(keys, SEALED_OUTBOX_BODY, str_of(uid), m->body, &body)) !=
		JY_OK ||
	    (m->unsubscribe.n > 0 &&
		(err = sealed_put(keys, SEALED_OUTBOX_UNSUBSCRIBE, str_of(uid),
		     m->unsubscribe, &unsubscribe)) != JY_OK) ||
	    (err = db_prepare(db, &st, SQL_OUTBOX_ADD)) != JY_OK)
		goto out;
	db_bind_text(st, ":uid", uid);
	db_bind_text(st, ":channel", outbox_channel_names[m->channel]);
	db_bind_str(st, ":recipient", buf_view(&recipient));
	db_bind_str(st, ":subject", m->subject);
	db_bind_str(st, ":body", buf_view(&body));
	if (unsubscribe.len > 0)
		db_bind_str(st, ":unsubscribe", buf_view(&unsubscribe));
	else
		db_bind_null(st, ":unsubscribe");
	db_bind_int(st, ":now", clock_now());
	if (m->expires_at == 0)
		db_bind_null(st, ":expires");
	else
		db_bind_int(st, ":expires", m->expires_at);
	err = db_run(st);
out:
	db_finish(st);
	buf_release(&recipient);
	buf_release(&body);
	buf_release(&unsubscribe);
	return err;
}

int64_t
outbox_backoff(int64_t tries)
{
	static const int64_t seconds[] = { 60, 5 * 60, 30 * 60, 2 * 3600, 12 * 3600 };

	return tries < 1 || (size_t)tries > sizeof(seconds) / sizeof(seconds[0])
		   ? 0
		   : seconds[tries - 1];
}

/* Take the row of a claim into the arena, opened. */
static enum jy_err
claim_read(
    struct db_stmt *st, const struct keyring *keys, struct arena *a, struct claim *c)
{
	struct outbox_message *m = &c->message;

	m->id = db_int(st, 0);
	m->uid = arena_cstr(a, db_str(st, 1));
	c->tries = db_int(st, 2);
	m->subject = arena_str(a, db_str(st, 4));
	m->expires_at = db_int(st, 6);
	if (m->uid == NULL)
		return JY_ENOMEM;
	c->readable = sealed_get(keys, a, SEALED_OUTBOX_RECIPIENT, str_of(m->uid),
			  db_str(st, 3), &m->recipient) == JY_OK &&
		      sealed_get(keys, a, SEALED_OUTBOX_BODY, str_of(m->uid),
			  db_str(st, 5), &m->body) == JY_OK &&
		      (db_type(st, 7) == DB_NULL ||
			  sealed_get(keys, a, SEALED_OUTBOX_UNSUBSCRIBE, str_of(m->uid),
			      db_str(st, 7), &m->unsubscribe) == JY_OK);
	return JY_OK;
}

/* Claim the oldest due message of a channel; *found says whether there is one. */
static enum jy_err
claim_next(struct db *db, const struct keyring *keys, enum outbox_channel channel,
    struct arena *a, struct claim *c, bool *found)
{
	struct db_stmt *st = NULL;
	int64_t now = clock_now();
	enum jy_err err;

	memset(c, 0, sizeof(*c));
	c->message.channel = channel;
	*found = false;
	if ((err = db_begin(db)) != JY_OK)
		return err;
	if ((err = db_prepare(db, &st, SQL_OUTBOX_CLAIM)) != JY_OK)
		goto out;
	db_bind_text(st, ":channel", outbox_channel_names[channel]);
	db_bind_int(st, ":now", now);
	db_bind_int(st, ":lease", now + OUTBOX_LEASE_SECONDS);
	if ((err = db_step(st, found)) == JY_OK && *found)
		err = claim_read(st, keys, a, c);
out:
	db_finish(st);
	return db_end(db, err);
}

/* Write down how a try ended. */
static enum jy_err
settle(struct db *db, const struct claim *c, const char *state, int64_t next,
    const char *error)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_begin(db)) != JY_OK)
		return err;
	if ((err = db_prepare(db, &st, SQL_OUTBOX_SETTLE)) != JY_OK)
		goto out;
	db_bind_int(st, ":id", c->message.id);
	db_bind_int(st, ":tries", c->tries);
	db_bind_text(st, ":state", state);
	db_bind_int(st, ":next", next);
	if (strcmp(state, "sent") == 0)
		db_bind_int(st, ":sent", clock_now());
	else
		db_bind_null(st, ":sent");
	db_bind_text(st, ":error", error);
	err = db_run(st);
out:
	db_finish(st);
	return db_end(db, err);
}

/* One try at one claimed message. *down: the gateway, not the message, failed. */
static enum jy_err
try_send(struct db *db, const struct outbox_driver *driver, const struct claim *c,
    struct outbox_counts *counts, bool *down)
{
	struct diag d = { 0 };
	int64_t now = clock_now(), wait = outbox_backoff(c->tries);
	bool hopeless = false;

	*down = false;
	if (c->message.expires_at != 0 && c->message.expires_at <= now) {
		counts->dead++;
		return settle(db, c, "dead", now, "expired before it was sent");
	}
	if (!c->readable) {
		counts->dead++;
		return settle(db, c, "dead", now,
		    "cannot be opened: its key is lost or the row was altered");
	}
	if (driver->send(driver->arg, &c->message, &hopeless, &d) == JY_OK) {
		counts->sent++;
		return settle(db, c, "sent", now, "");
	}
	log_warn("outbox", LOG_INT("id", c->message.id), LOG_INT("tries", c->tries),
	    LOG_STR("error", d.text));
	if (hopeless || wait == 0) {
		counts->dead++;
		return settle(db, c, "dead", now, d.text);
	}
	*down = true;
	counts->failed++;
	return settle(db, c, "queued", now + wait, d.text);
}

/* Drop what has expired. */
static enum jy_err
expire(struct db *db, struct outbox_counts *counts)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_begin(db)) != JY_OK)
		return err;
	if ((err = db_prepare(db, &st, SQL_OUTBOX_EXPIRE)) == JY_OK) {
		db_bind_int(st, ":now", clock_now());
		if ((err = db_run(st)) == JY_OK)
			counts->dead += (int)db_changes(db);
	}
	db_finish(st);
	return db_end(db, err);
}

static enum jy_err
count_waiting(struct db *db, enum outbox_channel channel, struct outbox_counts *counts)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_prepare(db, &st, SQL_OUTBOX_WAITING)) != JY_OK)
		return err;
	db_bind_text(st, ":channel", outbox_channel_names[channel]);
	db_bind_int(st, ":now", clock_now());
	if ((err = db_one(st)) == JY_OK)
		counts->kept += (int)db_int(st, 0);
	db_finish(st);
	return err;
}

static enum jy_err
send_channel(struct db *db, const struct keyring *keys, enum outbox_channel channel,
    const struct outbox_driver *driver, struct outbox_counts *counts)
{
	struct arena a;
	struct claim c;
	enum jy_err err = JY_OK;
	bool found = true, down;
	int64_t until = clock_elapsed_ms() + OUTBOX_CHANNEL_SECONDS * 1000;
	int failures = 0;

	arena_init(&a, 0);
	while (clock_elapsed_ms() < until && failures < GIVE_UP_AFTER) {
		arena_reset(&a);
		if ((err = claim_next(db, keys, channel, &a, &c, &found)) != JY_OK ||
		    !found || (err = try_send(db, driver, &c, counts, &down)) != JY_OK)
			break;
		failures = down ? failures + 1 : 0;
	}
	arena_release(&a);
	return err;
}

enum jy_err
outbox_tick(struct db *db, const struct keyring *keys,
    const struct outbox_driver drivers[OUTBOX_CHANNELS], struct outbox_counts *counts)
{
	enum jy_err err, first;

	memset(counts, 0, sizeof(*counts));
	first = expire(db, counts);
	for (int i = 0; i < OUTBOX_CHANNELS; i++) {
		err = drivers[i].send == NULL
			  ? count_waiting(db, i, counts)
			  : send_channel(db, keys, i, &drivers[i], counts);
		first = first == JY_OK ? err : first;
	}
	return first;
}

static enum jy_err
exists(struct db *db, int64_t id)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_prepare(db, &st, SQL_OUTBOX_EXISTS)) != JY_OK)
		return err;
	db_bind_int(st, ":id", id);
	err = db_one(st);
	db_finish(st);
	return err;
}

enum jy_err
outbox_retry(struct db *db, int64_t id)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if (!db_in_transaction(db))
		return JY_EINTERNAL;
	if ((err = exists(db, id)) != JY_OK ||
	    (err = db_prepare(db, &st, SQL_OUTBOX_RETRY)) != JY_OK)
		return err;
	db_bind_int(st, ":id", id);
	db_bind_int(st, ":now", clock_now());
	if ((err = db_run(st)) == JY_OK && db_changes(db) == 0)
		err = JY_ECONFLICT;
	db_finish(st);
	return err;
}
