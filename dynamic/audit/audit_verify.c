/*
 * audit_verify.c - reading the audit chain again and saying where it breaks.
 * One pass in constant memory; only where a record does not fit are others looked
 * at, to tell an altered record from a removed or moved one.
 */
#include "audit/audit.h"
#include "audit/record.h"

SQL(SQL_AUDIT_ALL,
    "SELECT seq, at_ms, actor_id, role, address, act, object, result, reason, key_id, mac"
    " FROM audit_event ORDER BY seq");
SQL(SQL_AUDIT_FROM,
    "SELECT seq, at_ms, actor_id, role, address, act, object, result, reason, key_id, mac"
    " FROM audit_event WHERE seq >= :seq ORDER BY seq");

/* Records removed one behind the other that are still told from altered ones. */
#define GAP_MAX 64

static void
record_read(struct db_stmt *st, struct audit_record *r)
{
	r->seq = db_int(st, 0);
	r->at_ms = db_int(st, 1);
	r->actor = db_type(st, 2) == DB_NULL ? 0 : db_int(st, 2);
	r->role = db_str(st, 3);
	r->address = db_str(st, 4);
	r->act = db_str(st, 5);
	r->object = db_str(st, 6);
	r->result = db_str(st, 7);
	r->reason = db_str(st, 8);
	r->key_id = db_str(st, 9);
}

/* Was the row of `st` made as number `seq` behind `previous`? */
static enum jy_err
record_fits(struct db_stmt *st, const struct keyring *keys, const uint8_t *previous,
    int64_t seq, bool *fits)
{
	struct audit_record r;
	uint8_t mac[SHA256_SIZE];
	struct str key;
	enum jy_err err;

	record_read(st, &r);
	r.seq = seq;
	*fits = false;
	if ((key = keyring_find(keys, r.key_id, KEY_AUDIT)).n == 0)
		return JY_OK;
	if ((err = audit_mac(key, previous, &r, mac)) == JY_OK)
		*fits = secret_eq(db_blob(st, 10), STR_BYTES(mac));
	return err;
}

/* The row numbered `seq` does not follow `head`: why? */
static enum jy_err
explain(struct db *db, const struct keyring *keys, const struct audit_head *head,
    int64_t seq, enum audit_fault *fault)
{
	struct db_stmt *st = NULL;
	uint8_t broken[SHA256_SIZE] = { 0 };
	bool row, fits = false;
	enum jy_err err;

	*fault = AUDIT_CHANGED;
	if ((err = db_prepare(db, &st, SQL_AUDIT_FROM)) != JY_OK)
		return err;
	db_bind_int(st, ":seq", seq);
	for (int64_t at = 0; (err = db_step(st, &row)) == JY_OK && row; at++) {
		if (at == 0 && db_blob(st, 10).n == SHA256_SIZE)
			memcpy(broken, db_blob(st, 10).p, SHA256_SIZE);
		if (at == 0 && keyring_find(keys, db_str(st, 9), KEY_AUDIT).n == 0) {
			*fault = AUDIT_KEY;
			break;
		}
		/* The row behind it was made with a higher number: rows before it
		 * were taken out and the rest moved up. */
		for (int64_t gap = 1; at == 1 && gap <= GAP_MAX && !fits && err == JY_OK;
		     gap++)
			err = record_fits(st, keys, broken, db_int(st, 0) + gap, &fits);
		if (fits) {
			*fault = AUDIT_MISSING;
			break;
		}
		/* Some later row is what belongs here. */
		if (err == JY_OK && at > 0)
			err = record_fits(st, keys, head->mac, head->seq + 1, &fits);
		if (fits)
			*fault = AUDIT_REORDERED;
		if (fits || err != JY_OK)
			break;
	}
	db_finish(st);
	return err;
}

static enum jy_err
walk(struct db *db, const struct keyring *keys, const struct audit_head *expected,
    struct audit_report *rep)
{
	struct db_stmt *st = NULL;
	enum jy_err err;
	bool row, fits;

	if ((err = db_prepare(db, &st, SQL_AUDIT_ALL)) != JY_OK)
		return err;
	while ((err = db_step(st, &row)) == JY_OK && row) {
		int64_t seq = db_int(st, 0), next = rep->head.seq + 1;

		if ((err = record_fits(st, keys, rep->head.mac, seq, &fits)) != JY_OK)
			break;
		if (seq != next || !fits) {
			rep->seq = seq < next ? seq : next;
			rep->fault = seq < next ? AUDIT_CHANGED : AUDIT_MISSING;
			if (seq == next)
				err = explain(db, keys, &rep->head, seq, &rep->fault);
			break;
		}
		rep->head.seq = seq;
		memcpy(rep->head.mac, db_blob(st, 10).p, SHA256_SIZE);
		rep->records++;
		if (expected != NULL && expected->seq == seq &&
		    !secret_eq(STR_BYTES(expected->mac), STR_BYTES(rep->head.mac))) {
			rep->seq = seq;
			rep->fault = AUDIT_CHANGED;
			break;
		}
	}
	db_finish(st);
	if (err == JY_OK && rep->fault == AUDIT_WHOLE && expected != NULL &&
	    expected->seq > rep->head.seq) {
		rep->seq = rep->head.seq + 1;
		rep->fault = AUDIT_CUT;
	}
	return err;
}

enum jy_err
audit_verify(struct db *db, const struct keyring *keys, const struct audit_head *expected,
    struct audit_report *report)
{
	enum jy_err err;

	memset(report, 0, sizeof(*report));
	if ((err = db_begin_read(db)) != JY_OK)
		return err;
	return db_end(db, walk(db, keys, expected, report));
}

const char *
audit_fault_text(enum audit_fault fault)
{
	static const char *const texts[] = {
		[AUDIT_WHOLE] = "the chain is whole",
		[AUDIT_CHANGED] = "changed after it was written",
		[AUDIT_MISSING] = "missing: records were removed from here on",
		[AUDIT_REORDERED] =
		    "reordered: the record that belongs here stands elsewhere",
		[AUDIT_CUT] = "cut off: the chain ends before the expected head",
		[AUDIT_KEY] = "made under a key that is not in the keyring",
	};

	return texts[fault];
}
