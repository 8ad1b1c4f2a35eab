/*
 * job_edit.h - job postings as their employer writes them and as the authority reads
 * them (4.1.i5). Every change is a step of job_flow; what may be changed when is said there.
 */
#ifndef JY_JOB_EDIT_H
#define JY_JOB_EDIT_H

#include "act.h"
#include "err.h"
#include "val.h"

#define JOB_DAYS_MAX 366 /* the closing date is at most so far ahead */
#define JOB_WARN_DAYS 7  /* the employer is told so long before it */

/* What an employer fills in; also flow_input.data of the step "edit". */
struct job_posting {
	struct str title, category, employment, region, workplace, education, description,
	    mailbox, contact_name, contact_phone;
	struct str closes_on; /* ISO date, the last day */
	int64_t headcount, salary_min, salary_max;
};

/* A new draft of the acting employer, in a transaction of its own.
 *   JY_EINPUT  closes_on is no date in the coming year */
enum jy_err job_create(
    struct act *act, const struct job_posting *posting, int64_t *id) MUST_CHECK;

/* Store the content of a job, in the transaction of its step. */
enum jy_err job_edit_store(
    struct act *act, int64_t id, const struct job_posting *posting) MUST_CHECK;

/* The draft is not listed or found any more, in the transaction of its step. */
enum jy_err job_edit_delete(struct act *act, int64_t id) MUST_CHECK;

/* NULL, or why the day cannot be a closing date: one Chinese sentence. */
const char *job_day_fault(struct act *act, struct str day);

/* A job of the acting employer, or any job for the authority: the posting for a form. */
enum jy_err job_posting_load(
    struct act *act, int64_t id, struct job_posting *out) MUST_CHECK;

/*
 * The same as pages show it: {job {id, title, employer, headcount, category, workplace,
 * contact_name, contact_phone}, salary, place, education, employment, published, closes,
 * body (HTML), mailbox, reason, soon (closes within JOB_WARN_DAYS), employer_id,
 * employer_verified, warnings: see job_words.h, some_warnings, public_href}.
 *   JY_ENOTFOUND  there is none, or another employer's
 */
enum jy_err job_sheet(struct act *act, int64_t id, struct val *out) MUST_CHECK;

/*
 * The acting employer's jobs in `state` ("": in all), newest first, with ids below
 * `before` (0: from the newest): [{id, title, state, tone, place, closes, soon,
 * applications, unread}]. *older: `before` of the next page, or 0.
 */
enum jy_err job_list_own(struct act *act, struct str state, int64_t before, int limit,
    struct val *out, int64_t *older) MUST_CHECK;

/* How many jobs the acting employer has in each state: [{name, label, n}]. */
enum jy_err job_count_own(struct act *act, struct val *out) MUST_CHECK;

/* The clock: tell the employers whose jobs close within JOB_WARN_DAYS, once for each
 * publication. *told counts. */
enum jy_err job_remind(struct act *act, int *told) MUST_CHECK;

#endif
