/*
 * audit.c - writing the chain of audit records, and naming its newest link.
 * Checking it is audit_verify.c's part.
 */
#include <inttypes.h>
#include <stdio.h>

#include "audit/audit.h"
#include "audit/record.h"
#include "clock.h"

SQL(SQL_AUDIT_HEAD, "SELECT seq, mac FROM audit_event ORDER BY seq DESC LIMIT 1");
SQL(SQL_AUDIT_ADD,
    "INSERT INTO audit_event(seq, at_ms, actor_id, role, address, act, object, result,"
    " reason, key_id, mac) VALUES(:seq, :at_ms, :actor, :role, :address, :act, :object,"
    " :result, :reason, :key_id, :mac)");

static void
big_endian(uint8_t out[8], int64_t v)
{
	uint64_t u = (uint64_t)v;

	for (int i = 7; i >= 0; i--, u >>= 8)
		out[i] = (uint8_t)(u & 0xff);
}

enum jy_err
audit_mac(struct str key, const uint8_t previous[SHA256_SIZE],
    const struct audit_record *r, uint8_t mac[SHA256_SIZE])
{
	uint8_t seq[8], at[8], actor[8];

	big_endian(seq, r->seq);
	big_endian(at, r->at_ms);
	big_endian(actor, r->actor);
	struct str parts[] = {
		{ (const char *)previous, SHA256_SIZE },
		r->key_id,
		STR_BYTES(seq),
		STR_BYTES(at),
		r->actor == 0 ? STR_NONE : STR_BYTES(actor),
		r->role,
		r->address,
		r->act,
		r->object,
		r->result,
		r->reason,
	};
	return hmac_sha256_framed(key, parts, sizeof(parts) / sizeof(parts[0]), mac);
}

enum jy_err
audit_head(struct db *db, struct audit_head *head)
{
	struct db_stmt *st = NULL;
	enum jy_err err;
	bool row;

	memset(head, 0, sizeof(*head));
	if ((err = db_prepare(db, &st, SQL_AUDIT_HEAD)) != JY_OK)
		return err;
	if ((err = db_step(st, &row)) == JY_OK && row) {
		head->seq = db_int(st, 0);
		if (db_blob(st, 1).n != SHA256_SIZE)
			err = JY_EDB;
		else
			memcpy(head->mac, db_blob(st, 1).p, SHA256_SIZE);
	}
	db_finish(st);
	return err;
}

static enum jy_err
record_add(struct db *db, const struct audit_record *r, const uint8_t mac[SHA256_SIZE])
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_prepare(db, &st, SQL_AUDIT_ADD)) != JY_OK)
		return err;
	db_bind_int(st, ":seq", r->seq);
	db_bind_int(st, ":at_ms", r->at_ms);
	if (r->actor == 0)
		db_bind_null(st, ":actor");
	else
		db_bind_int(st, ":actor", r->actor);
	db_bind_str(st, ":role", r->role);
	db_bind_str(st, ":address", r->address);
	db_bind_str(st, ":act", r->act);
	db_bind_str(st, ":object", r->object);
	db_bind_str(st, ":result", r->result);
	db_bind_str(st, ":reason", r->reason);
	db_bind_str(st, ":key_id", r->key_id);
	db_bind_blob(st, ":mac", mac, SHA256_SIZE);
	err = db_run(st);
	db_finish(st);
	/* The next number is taken although nobody else can write now. */
	return err == JY_ECONFLICT ? JY_EDB : err;
}

enum jy_err
audit_append(struct db *db, const struct keyring *keys, const struct audit_entry *entry)
{
	struct audit_record r = { .at_ms = clock_now_ms(), .actor = entry->actor };
	struct audit_head head;
	uint8_t mac[SHA256_SIZE];
	char object[128];
	enum jy_err err;
	int n;

	if (!db_in_transaction(db) || entry->role == NULL || entry->act == NULL ||
	    entry->object == NULL)
		return JY_EINTERNAL;
	n = entry->object_id == 0 ? snprintf(object, sizeof(object), "%s", entry->object)
				  : snprintf(object, sizeof(object), "%s:%" PRId64,
					entry->object, entry->object_id);
	if (n < 0 || (size_t)n >= sizeof(object))
		return JY_EINTERNAL;
	if ((err = audit_head(db, &head)) != JY_OK)
		return err;
	r.seq = head.seq + 1;
	r.role = str_of(entry->role);
	r.address = entry->address;
	r.act = str_of(entry->act);
	r.object = str_of(object);
	r.result = str_of(entry->result != NULL ? entry->result : "ok");
	r.reason = entry->reason;
	r.key_id = keyring_id(keys);
	err = audit_mac(keyring_key(keys, KEY_AUDIT), head.mac, &r, mac);
	return err != JY_OK ? err : record_add(db, &r, mac);
}

enum jy_err
audit_act(const struct act *act, const char *what, const char *object, int64_t object_id,
    const char *result, struct str reason)
{
	return audit_append(act->db, act->keys,
	    &(struct audit_entry){ .actor = act->who.account_id,
		.role = role_name(act->who.role),
		.address = act->address,
		.act = what,
		.object = object,
		.object_id = object_id,
		.result = result,
		.reason = reason });
}

void
audit_head_text(const struct audit_head *head, char out[AUDIT_HEAD_SIZE])
{
	int n = snprintf(out, AUDIT_HEAD_SIZE, "%" PRId64 ":", head->seq);

	for (size_t i = 0; i < SHA256_SIZE; i++)
		snprintf(out + n + 2 * i, 3, "%02x", head->mac[i]);
}

bool
audit_head_parse(struct str text, struct audit_head *head)
{
	struct str seq;

	return str_split(&text, ':', &seq) && str_int(seq, 0, INT64_MAX, &head->seq) &&
	       hex_decode(text, head->mac, SHA256_SIZE);
}
