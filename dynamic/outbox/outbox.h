/*
 * outbox.h - messages to people, written in the transaction of their cause and
 * sent later by `portalctl tick`. Recipient and body are sealed in the store.
 *
 * A message is queued -> sending -> sent | queued again after a failure | dead.
 * A sender first claims the row (sending, with a lease) and commits that; so two
 * ticks at once never take the same message, and one that a sender crashed over
 * comes back when the lease ends: the only case in which it may arrive twice.
 */
#ifndef OUTBOX_H
#define OUTBOX_H

#include <stdbool.h>
#include <stdint.h>

#include "arena.h"
#include "db.h"
#include "err.h"
#include "keys.h"
#include "str.h"

enum outbox_channel { OUTBOX_MAIL, OUTBOX_SMS, OUTBOX_CHANNELS };

extern const char *const outbox_channel_names[OUTBOX_CHANNELS]; /* "mail", "sms" */

struct outbox_message {
	enum outbox_channel channel;
	struct str
	    recipient; /* an address of email_parse() or a mobile of mobile_parse() */
	struct str subject;     /* mail only; stored as it is: nothing private in it */
	struct str body;        /* plain UTF-8 text, lines by LF */
	struct str unsubscribe; /* mail only: see mime.h; sealed as well; may be empty */
	int64_t expires_at;     /* of no use from then on (a code); 0: never */
	int64_t id;             /* of the row; set for drivers, ignored by outbox_put() */
	const char *uid;        /* likewise: the same for every try, for Message-ID */
};

/*
 * Queue a message, in the caller's transaction. What is pointed to is copied.
 *   JY_EINTERNAL  the caller has no transaction open
 *   JY_EINPUT     no recipient, no body, or not UTF-8
 *   JY_EDB, JY_ECRYPTO, JY_ENOMEM
 */
enum jy_err outbox_put(struct db *db, const struct keyring *keys,
    const struct outbox_message *message) MUST_CHECK;

/* How a channel sends. `send` NULL: no gateway, messages stay queued. */
struct outbox_driver {
	/* Hand over one message; called outside of any transaction. Not JY_OK: it
	 * was not taken; d says why (no recipient, no body in it), *hopeless that
	 * trying again will not help. */
	enum jy_err (*send)(void *arg, const struct outbox_message *message,
	    bool *hopeless, struct diag *d);
	void *arg;
};

/* The drivers of a configuration, for outbox_tick(): `conf` must outlive them. */
struct conf;
void outbox_drivers(const struct conf *conf, struct outbox_driver out[OUTBOX_CHANNELS]);

struct outbox_counts {
	int sent, failed, dead, kept; /* kept: due, but there is no gateway */
};

/*
 * Send what is due, oldest first, for at most OUTBOX_CHANNEL_SECONDS a channel; the
 * next tick goes on. Five failures in a row end a channel's turn. Whatever
 * happens to one message does not stop the others. Safe beside other ticks.
 * JY_OK also when messages failed: *counts and the log say so.
 */
#define OUTBOX_CHANNEL_SECONDS 40
#define OUTBOX_LEASE_SECONDS 300
enum jy_err outbox_tick(struct db *db, const struct keyring *keys,
    const struct outbox_driver drivers[OUTBOX_CHANNELS],
    struct outbox_counts *counts) MUST_CHECK;

/* Seconds to wait after the n-th failed try (from 1); 0: give up. */
int64_t outbox_backoff(int64_t tries);

/* One row for the operator; strings live in the arena that was given. */
struct outbox_row {
	int64_t id, tries, next_at, created_at, expires_at, sent_at; /* 0: none */
	const char *channel, *state;
	struct str recipient; /* masked */
	struct str subject, error;
	struct str body; /* only by outbox_load() with show_body */
};

/* Call row() for each message, newest first, at most `limit`; stop when it
 * returns false. */
typedef bool outbox_each_fn(void *arg, const struct outbox_row *row);
enum jy_err outbox_each(struct db *db, const struct keyring *keys, int64_t limit,
    outbox_each_fn *row, void *arg) MUST_CHECK;

/* One message. JY_ENOTFOUND: no such id. */
enum jy_err outbox_load(struct db *db, const struct keyring *keys, struct arena *a,
    int64_t id, bool show_body, struct outbox_row *out) MUST_CHECK;

/* Queue a dead message again, due now, in the caller's transaction.
 *   JY_ENOTFOUND  no such id
 *   JY_ECONFLICT  it is not dead, or has expired */
enum jy_err outbox_retry(struct db *db, int64_t id) MUST_CHECK;

#endif
