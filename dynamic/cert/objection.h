/*
 * objection.h - 异议: whoever is logged in objects to a running notice of a replacement
 * (7.2.i1), or the authority enters what came by letter or call. objection_flow is the
 * life of an objection: found right, it ends the notice and rejects the request.
 */
#ifndef JY_OBJECTION_H
#define JY_OBJECTION_H

#include "flow/flow.h"

extern const struct flow objection_flow;

struct objection_new {
	struct str name,
	    contact; /* entered by the authority; else the acting account's */
	struct str detail;
};

/*
 * Object to the notice of request `cert_id`; one transaction, or a part of the caller's. The offices of the
 * authority are told.
 *   JY_ENOTFOUND  no such notice
 *   JY_ECONFLICT  *why: it is over, it is one's own, or an objection of this account is
 *                 open
 */
enum jy_err objection_put(struct act *act, int64_t cert_id,
    const struct objection_new *in, const char **why) MUST_CHECK;

/* What a notice says in public: {id, title, from, last, running, mine (an objection of
 * the acting account is open)}. JY_ENOTFOUND: it is not public. */
enum jy_err objection_notice(
    struct act *act, int64_t cert_id, struct val *out) MUST_CHECK;

/* For the authority: the objections to a request, oldest first: [{id, uid, request (its
 * uid), name, by (role or 来信来访), contact, detail, at, label, tone, reason}]. */
enum jy_err objection_list(struct act *act, int64_t cert_id, struct val *out) MUST_CHECK;

/* One of them. JY_ENOTFOUND. */
enum jy_err objection_load(struct act *act, struct str uid, struct val *out) MUST_CHECK;

#endif
