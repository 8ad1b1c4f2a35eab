/*
 * report.h - 举报职位: anyone logged in reports a job; the authority takes the job down or
 * dismisses the report, and the reporter is told. report_flow is the life of a report.
 */
#ifndef JY_REPORT_H
#define JY_REPORT_H

#include "crypto.h"
#include "flow/flow.h"

/* What the steps of report_flow see (flow_doc.data). */
struct report_case {
	int64_t job_id, account_id; /* whose report it is */
	struct str title;           /* of the job */
};

extern const struct flow report_flow;

/*
 * The acting account reports a job that is or was on the public site. One transaction.
 *   JY_ENOTFOUND  no such job
 *   JY_ECONFLICT  an open report of this account is there already
 */
enum jy_err report_put(
    struct act *act, int64_t job_id, struct str kind, struct str detail) MUST_CHECK;

/* {id, title, employer, mine (the acting account's report is open)}. JY_ENOTFOUND. */
enum jy_err report_job(struct act *act, int64_t job_id, struct val *out) MUST_CHECK;

/* {id, uid, job_id, kind, detail, at, reporter, role, reason}. JY_ENOTFOUND. */
enum jy_err report_load(struct act *act, struct str uid, struct val *out) MUST_CHECK;

#endif
