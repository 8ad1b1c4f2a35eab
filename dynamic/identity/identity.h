/*
 * identity.h - 身份认证 (2.2, 2.3): who a graduate is, checked against the records of her
 * school, against those of other regions, or in person at a prefecture. The states and
 * steps are identity_flow's (docs/workflows.md).
 */
#ifndef IDENTITY_H
#define IDENTITY_H

#include "crypto.h"
#include "flow/flow.h"
#include "profile/profile.h"

extern const struct flow identity_flow;

/* A graduate's check as pages show it, and what the steps see of it (flow_doc.data). */
struct identity {
	int64_t id; /* of the row; 0: there is none yet, the state is "none" */
	struct str uid;
	int64_t account_id;
	struct str state;  /* "none", "failed", "matched", "onsite", "verified" */
	struct str method; /* "roster", "system", "onsite", or empty */
	int64_t year;      /* that was looked up */
	struct str reason; /* of a failure */
	int64_t student_id;
	int64_t prefecture_id;
	struct str prefecture, prefecture_contact; /* name; where to go */
	int64_t updated_at;
};

/* Is this graduate verified? The gate of everything that follows (8.1, 5, 6, 7). False
 * also on an error. */
bool identity_is_verified(struct act *act, int64_t account_id);

/* The acting graduate's own check. */
enum jy_err identity_own(struct act *act, struct identity *out) MUST_CHECK;

/*
 * The graduate's steps, each one transaction or a part of the caller's. *why (never NULL after JY_ECONFLICT) says
 * what stands against it:
 *   JY_ECONFLICT  the profile is not complete (2.3.r1), the school is not of the kind
 *                 that the step is for (2.2.q2), or not from this state
 */

/* 生源比对: compare with the records of `year` (2.2.f1). JY_OK: the state is "matched",
 * or "failed" with every difference in words, one a line. */
enum jy_err identity_match(struct act *act, int64_t year, const char **why) MUST_CHECK;

/* 马上确认 (2.2.f2): the record has not changed since, and nobody else is verified by it
 * (2.2.i3). The profile has the record's values now (2.2.r4). */
enum jy_err identity_confirm(struct act *act, const char **why) MUST_CHECK;

/* 系统审核 (2.3.f3): ID number, year and school of the profile against the records of
 * other regions. JY_OK: "verified" or "failed". */
enum jy_err identity_system(struct act *act, const char **why) MUST_CHECK;

/* 现场审核 (2.3.f4) at a prefecture. JY_ENOTFOUND: `prefecture_id` is none. */
enum jy_err identity_apply(
    struct act *act, int64_t prefecture_id, const char **why) MUST_CHECK;

/* 撤回申请 (2.3.i3). */
enum jy_err identity_withdraw(struct act *act, const char **why) MUST_CHECK;

/* What the graduate may do now, and why not what she may not: flow_may(), for her own row,
 * which may not be there yet; and who acts next, in words. */
enum jy_err identity_may(struct act *act, const struct identity *own, struct val *may,
    struct str *next) MUST_CHECK;

/* The account is being closed: not verified any more, its student record is free. In the
 * caller's transaction. */
enum jy_err identity_release(struct act *act, int64_t account_id) MUST_CHECK;

/* --- the prefecture's side (2.3.i1) */

/* An application at the acting prefecture, waiting or decided, with the applicant's
 * profile. The list of them is identity_desk's. */
enum jy_err identity_case(struct act *act, struct str uid, struct identity *out,
    struct profile *profile) MUST_CHECK;

#endif
