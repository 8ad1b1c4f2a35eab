/*
 * plan.h - 就业方案 of a school and a year: while it is locked, no termination is asked
 * for or agreed to (5.4.r6, 6.4). The school locks and unlocks its own.
 */
#ifndef JY_PLAN_H
#define JY_PLAN_H

#include "crypto.h"
#include "flow/flow.h"

/* flow_doc.data of plan_flow. */
struct plan {
	int64_t school_id, year;
};

extern const struct flow plan_flow;

/* The acting school's plan of a year, made open where there is none yet; one transaction,
 * or a part of the caller's. JY_ENOTFOUND: no student or document of that year. */
enum jy_err plan_open(struct act *act, int64_t year, int64_t *id) MUST_CHECK;

/* Years in which the acting school has students, newest first: [{year, students, open
 * (documents in force), state, label, tone, reason, since, locked}]. */
enum jy_err plan_list(struct act *act, struct val *out) MUST_CHECK;

#endif
