/*
 * audit.h - who did what: an append-only chain of records.
 * Each record's mac is HMAC-SHA-256 under the key KEY_AUDIT over the mac before
 * it and the record itself, so that nothing can be changed, removed, inserted or
 * reordered unnoticed. Cutting off the newest records shows only against a head
 * that was noted elsewhere (each build prints it; `portalctl audit head` does too).
 *
 * Canonical record, in this order, each field behind its length (8 bytes, big
 * endian): previous mac (32 zero bytes before the first), key id, seq and time in
 * ms (8 bytes, big endian), actor (8 bytes, or none), role, address, act, object,
 * result, reason.
 */
#ifndef AUDIT_H
#define AUDIT_H

#include <stdint.h>

#include "act.h"
#include "crypto.h"
#include "db.h"
#include "err.h"
#include "keys.h"
#include "str.h"

struct audit_entry {
	int64_t actor;    /* account id; 0: nobody logged in, the system, the console */
	const char *role; /* of the actor; "visitor", "system" or "console" without one */
	struct str address; /* of the client; may be empty */
	const char *act;    /* "account.register", "session.login", "job.expire" */
	const char
	    *object; /* "account", "job": with object_id it is kept as "account:17" */
	int64_t object_id; /* 0: the object's name alone */
	const char
	    *result; /* NULL: "ok"; or "refused", or a step "pending>public_notice" */
	struct str
	    reason; /* free text, UTF-8; no ID numbers, phones, codes or passwords */
};

/*
 * Append one record, in the transaction of what it records: if it cannot be
 * written, neither is the act. The time is clock_now_ms().
 *   JY_EINTERNAL  the caller has no transaction open, or role, act or object is
 *                 missing
 *   JY_EDB        the store failed, or lost the newest record's place
 */
enum jy_err audit_append(struct db *db, const struct keyring *keys,
    const struct audit_entry *entry) MUST_CHECK;

/* The same for a domain function: actor, role and address come from `act`. */
enum jy_err audit_act(const struct act *act, const char *what, const char *object,
    int64_t object_id, const char *result, struct str reason) MUST_CHECK;

/* A place in the chain; seq 0 and a mac of zeros for an empty one. */
struct audit_head {
	int64_t seq;
	uint8_t mac[SHA256_SIZE];
};

enum jy_err audit_head(struct db *db, struct audit_head *head) MUST_CHECK;

/* "SEQ:MAC" with the mac as 64 hex digits, as `portalctl audit head` and the
 * site's build page print it. */
#define AUDIT_HEAD_SIZE 88
void audit_head_text(const struct audit_head *head, char out[AUDIT_HEAD_SIZE]);
bool audit_head_parse(struct str text, struct audit_head *head);

enum audit_fault {
	AUDIT_WHOLE,     /* no fault */
	AUDIT_CHANGED,   /* the record was altered, or was not there when it was made */
	AUDIT_MISSING,   /* records were removed from here on */
	AUDIT_REORDERED, /* the record that belongs here stands elsewhere */
	AUDIT_CUT,       /* the chain ends here, before the expected head */
	AUDIT_KEY        /* made under a key that is not in the keyring */
};

struct audit_report {
	enum audit_fault fault;
	int64_t seq;            /* of the first broken record; the missing one's number */
	int64_t records;        /* that were found whole before it */
	struct audit_head head; /* the last one found whole */
};

/*
 * Read the whole chain, one record at a time, under one view of the store.
 * `expected` (may be NULL) is a head noted earlier that must be part of it.
 * JY_OK means that *report is filled, whatever it says; JY_EDB, JY_ENOMEM and
 * JY_ECRYPTO that the question could not be answered. The caller has no
 * transaction open.
 */
enum jy_err audit_verify(struct db *db, const struct keyring *keys,
    const struct audit_head *expected, struct audit_report *report) MUST_CHECK;

/* What a fault means, in a few words of English for the operator. */
const char *audit_fault_text(enum audit_fault fault);

#endif
