/*
 * application_mail.h - the mail that brings a resume to a job's own mailbox (4.2.f3).
 */
#ifndef JY_APPLICATION_MAIL_H
#define JY_APPLICATION_MAIL_H

#include "act.h"
#include "err.h"

struct application_letter {
	struct str mailbox, employer, title; /* of the job */
	struct str resume, content;          /* its name, its JSON (resume.h) */
	struct str mobile, email;            /* of the applicant, who is act->who */
	const char *uid;                     /* of the application */
};

/* Put it into the outbox, in the caller's transaction. The subject, which is stored as it
 * is, has no name in it. */
enum jy_err application_mail(
    struct act *act, const struct application_letter *letter) MUST_CHECK;

#endif
