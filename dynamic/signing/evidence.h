/*
 * evidence.h - what proves a document: its text and digest, who did each step, when and
 * how they showed who they are, and where the audit chain has it.
 */
#ifndef JY_EVIDENCE_H
#define JY_EVIDENCE_H

#include "audit/audit.h"
#include "signing/document.h"

/* A step of the invitation or of the document itself, and its record in the chain. */
struct evidence_step {
	const struct flow *flow;
	int64_t at, actor; /* actor 0: nobody, the clock */
	struct str role, action, from, to, reason, office;
	/* of the audit trail; seq 0: there is no such record */
	int64_t seq, audit_at_ms, audit_actor;
	struct str audit_role, audit_act, audit_object, audit_result, audit_reason;
	uint8_t mac[SHA256_SIZE];
};

/* In order. *extra: records of the chain that no step belongs to. */
enum jy_err evidence_steps(struct act *act, const struct document *d,
    struct evidence_step **out, size_t *n, size_t *extra) MUST_CHECK;

/*
 * All of it, for the JSON file as for signing/evidence.mustache: {format, site, made_at,
 * number, label, code, url, state, entered, employer, credit_code, graduate, signed_on,
 * effective_at, ended_at, text {version, made_at, sha256, body}, acceptance {at, role,
 * method, sha256} (none for one that was entered), steps [{at, document, action, label,
 * role, office, method, from, to, reason, seq, recorded_at, act, result, mac}],
 * chain_head}.
 *   JY_ENOTFOUND  it has no text yet
 *   JY_ECRYPTO    its text was altered
 */
enum jy_err evidence_val(
    struct act *act, const struct document *d, struct val *out) MUST_CHECK;

/*
 * What is wrong with one document, as English sentences: text, digest of acceptance, number, history against the records of
 * the chain. Whether the chain itself is whole is audit_verify()'s answer. JY_OK whatever
 * was found; JY_EDB and the like: it could not be looked at.
 */
enum jy_err evidence_check(
    struct act *act, const struct document *d, struct val *faults) MUST_CHECK;

/* The numbers: none is missing, none is there twice, each belongs to a document. */
enum jy_err evidence_check_numbers(struct act *act, struct val *faults) MUST_CHECK;

#endif
