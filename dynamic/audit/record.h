/*
 * record.h - one link of the audit chain as both its writer and its checker see
 * it. Private to audit/.
 */
#ifndef AUDIT_RECORD_H
#define AUDIT_RECORD_H

#include "crypto.h"
#include "str.h"

struct audit_record {
	int64_t seq, at_ms, actor; /* actor 0: none */
	struct str role, address, act, object, result, reason, key_id;
};

/* The mac of a record behind `previous` (audit.h says over what). */
enum jy_err audit_mac(struct str key, const uint8_t previous[SHA256_SIZE],
    const struct audit_record *r, uint8_t mac[SHA256_SIZE]) MUST_CHECK;

#endif
