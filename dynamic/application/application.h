/*
 * application.h - 投递: sending a resume to a job (4.1.f5, 4.1.i1, 4.1.i2), and what became
 * of it (3.4). application_flow is the whole life of an application, the employer's steps
 * too; their pages are the employer's.
 */
#ifndef JY_APPLICATION_H
#define JY_APPLICATION_H

#include "flow/flow.h"

/* What the steps of application_flow see (flow_doc.data). */
struct application_case {
	int64_t account_id, job_id, employer_id;
	struct str uid, title, employer, applicant;
};

/* flow_input.data of the employer's step "invite": when and where, 1 to 500 characters. */
struct application_invitation {
	struct str text;
};

extern const struct flow application_flow;

/* A graduate's own resume that an application can be made with: [{uid, name}]. */
enum jy_err application_resumes(struct act *act, struct val *out) MUST_CHECK;

enum apply_answer {
	APPLY_SENT,
	APPLY_ALREADY, /* a live application is there: nothing was sent (4.1.i2) */
	APPLY_OVER,    /* not on offer, or no longer (4.1.i4) */
	APPLY_BLOCKED, /* she has blocked the employer and does not say she knows (3.2.q2) */
	APPLY_RESUME /* no such resume of hers, or not complete (4.1.i1) */
};

struct apply_result {
	enum apply_answer answer;
	struct str title, employer;
	int64_t employer_id;
	int64_t sent_at; /* APPLY_ALREADY: when; APPLY_SENT: now */
	bool mailed;     /* a mail to the job's mailbox is queued (4.2.f3) */
	bool blocked;    /* she has blocked the employer */
};

/*
 * Send the resume `resume_uid` of the acting graduate to a job, in a transaction of its
 * own, or as part of its caller's: the resume as it is now becomes the application's, her number and address are
 * sealed beside it, the employer is told, and the job's mailbox gets a mail. `knows`: she
 * was warned that she has blocked the employer. JY_OK with every answer.
 *   JY_ENOTFOUND  there is no such job, or it was never published
 */
enum jy_err application_send(struct act *act, int64_t job_id, struct str resume_uid,
    bool knows, struct apply_result *out) MUST_CHECK;

/* What application_send() would answer now to a complete resume; changes nothing. */
enum jy_err application_ask(
    struct act *act, int64_t job_id, struct apply_result *out) MUST_CHECK;

/* 投递成功, 您已于 … 投递过该职位 …: one sentence for the person. */
struct str apply_text(struct arena *a, const struct apply_result *r);

/*
 * 已申请职位 of the acting graduate, newest first, at most `limit` with ids below `before`
 * (0: from the newest): [{uid, resume, title, job_href, employer, employer_href, sent,
 * state, tone, reason, invitation, over (the job takes no more), can_withdraw}]. *older is
 * the `before` of the next page; 0: there is none.
 */
enum jy_err application_list(struct act *act, int64_t before, int limit, struct val *out,
    int64_t *older) MUST_CHECK;

/* Take rows out of the graduate's list; the employer keeps them (3.4.i1). *n counts.
 * Others' are passed over. One transaction. */
enum jy_err application_hide(
    struct act *act, const struct str *uids, size_t nuids, int *n) MUST_CHECK;

/* 撤回, through the workflow. *why as flow_apply(). JY_ENOTFOUND: not hers. */
enum jy_err application_withdraw(
    struct act *act, struct str uid, const char **why) MUST_CHECK;

#endif
