/*
 * cert.h - 报到证遗失补办 (7.2): requests for the replacement of a lost certificate.
 * cert_flow is the life of a request; objection.h are objections to its notice. Which
 * certificates there are, and whether requests for them are taken, is data.
 */
#ifndef JY_CERT_H
#define JY_CERT_H

#include "flow/flow.h"

extern const struct flow cert_flow;

/* What the steps of cert_flow see (flow_doc.data). */
struct cert_case {
	int64_t account_id, notice_until;
	struct str uid, label; /* label: of the certificate, 就业报到证 */
	bool disputed;         /* an objection is open */
	bool objected;         /* an objection was upheld */
};

/* With the step "approve" (flow_input.data; NULL: from now on, as long as configured). */
struct cert_notice {
	int64_t from; /* 0: at once; else the first second of its first day */
	int64_t days; /* working days; 0: as configured */
};

/* With the step "collect" (flow_input.data; NULL: it has none). */
struct cert_collect {
	struct str new_no; /* of the replacement; may be empty */
};

/* --- the graduate */

struct cert_new {
	struct str certificate; /* dict certificate */
	struct str cause, original_no, lost_on;
	int64_t original_year; /* 0: not said */
};

/*
 * The acting graduate asks, with name, school and year as verified. One transaction, or a part of
 * the caller's.
 *   JY_ECONFLICT  *why: not verified, no such certificate, requests for it are not
 *                 taken now, or another request is open (7.2.q2)
 */
enum jy_err cert_request(struct act *act, const struct cert_new *in, struct str *uid,
    const char **why) MUST_CHECK;

/* The acting graduate's requests, newest first: [{uid, number, certificate, state, label,
 * tone, at, next}]. *open: one of them is under way. */
enum jy_err cert_mine(struct act *act, struct val *out, bool *open) MUST_CHECK;

/* --- both sides */

/*
 * A request as its page shows it: {id, uid, number, certificate, holder, school, year,
 * cause, original_no, original_year, lost_on, at, from, last (of the notice), days, new_no, next
 * (who acts next, in words), account_id}. A graduate reaches her own, the authority all:
 * JY_ENOTFOUND else.
 */
enum jy_err cert_load(struct act *act, struct str uid, struct val *out) MUST_CHECK;

/* --- certificates (cert_type.c) */

/* [{code, label, open, note}]. */
enum jy_err cert_types(struct act *act, struct val *out) MUST_CHECK;

/* Open or close requests for one, with a note for graduates; add one. One transaction
 * each, with its audit record. JY_ENOTFOUND: no such code. JY_ECONFLICT: it is there. */
enum jy_err cert_type_set(
    struct act *act, struct str code, bool open, struct str note) MUST_CHECK;
enum jy_err cert_type_add(struct act *act, struct str code, struct str label) MUST_CHECK;

#endif
