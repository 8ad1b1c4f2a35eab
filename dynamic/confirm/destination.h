/*
 * destination.h - 报到信息: where a graduate reports, as her school maintains it, and what
 * the certificate (报到证) says beside.
 */
#ifndef DESTINATION_H
#define DESTINATION_H

#include "act.h"
#include "err.h"

struct destination {
	struct str unit, address;
	struct str report_from, report_until; /* ISO dates, or empty */
	struct str certificate_no, issued_on; /* may be empty */
};

/* JY_ENOTFOUND: nothing is written down yet. Whose it may be is the caller's question. */
enum jy_err destination_load(
    struct act *act, int64_t student_id, struct destination *out) MUST_CHECK;

/*
 * Write it down, or change it; *changed: something differs. In the caller's transaction,
 * without an audit record; the confirmation follows (confirm_edited()).
 *   JY_ECONFLICT  another student has this certificate number
 *   JY_EINPUT     the days to report between are the wrong way round
 */
enum jy_err destination_put(struct act *act, int64_t student_id,
    const struct destination *d, bool *changed) MUST_CHECK;

/* The same as one transaction (or a part of the caller's) with its audit record, for a student that the acting school
 * or faculty keeps: JY_ENOTFOUND else. */
enum jy_err destination_save(
    struct act *act, int64_t student_id, const struct destination *d) MUST_CHECK;

#endif
