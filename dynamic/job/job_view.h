/*
 * job_view.h - a job and an employer as a graduate sees them while logged in: also those
 * whose public page has gone, if she applied there or kept the job (3.4.f3, 4.2.f5).
 */
#ifndef JY_JOB_VIEW_H
#define JY_JOB_VIEW_H

#include "act.h"
#include "val.h"

/*
 * {id, title, employer, employer_href, salary, place, education, employment, category,
 * headcount, workplace, body (HTML), contact_name, contact_phone, closes_on, published,
 * open (takes applications), public_href (nothing: it has no public page), state (why not
 * open, in a few words), applied (when, or ""), kept (a favourite)}. Drafts are never
 * there.
 *   JY_ENOTFOUND  no such job, or not for her eyes
 */
enum jy_err job_view(struct act *act, int64_t id, struct val *out) MUST_CHECK;

/*
 * {name, kind, industry, address, body (HTML), website, contact_name, contact_phone, verified,
 * public_href, jobs: [{title, href, salary, closes_on}] on offer, at most 50}.
 *   JY_ENOTFOUND  no such employer, or one that never was verified
 */
enum jy_err employer_view(struct act *act, int64_t id, struct val *out) MUST_CHECK;

#endif
