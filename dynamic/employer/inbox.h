/*
 * inbox.h - 收到的简历: the applications that the acting employer received (4.1.f0, 3.4.i2).
 * What it may do with them is application_flow's. One that the graduate withdrew before
 * it was opened is not there.
 */
#ifndef JY_INBOX_H
#define JY_INBOX_H

#include "act.h"
#include "crypto.h"
#include "err.h"
#include "sheet/sheet.h"
#include "val.h"

#define INBOX_NOTE_MAX 500
#define INBOX_EXPORT_MAX 5000

struct inbox_filter {
	int64_t job;      /* 0: all */
	struct str state; /* "": all */
	int64_t before;   /* ids below it; 0: from the newest */
};

/* Newest first: [{id, uid, applicant, job_id, title, resume, sent, state, tone, unread,
 * noted}]. *older is the `before` of the next page, or 0. */
enum jy_err inbox_list(struct act *act, const struct inbox_filter *f, int limit,
    struct val *out, int64_t *older) MUST_CHECK;

/* The employer's jobs that have applications: [{id, title, current}]. */
enum jy_err inbox_jobs(struct act *act, int64_t current, struct val *out) MUST_CHECK;

/*
 * Open the resume as it was sent: the look is recorded for the graduate (3.3.i1), the
 * first one moves the application to 已查看. One transaction.
 *   JY_ENOTFOUND  not this employer's
 */
enum jy_err inbox_open(struct act *act, struct str uid) MUST_CHECK;

/*
 * {id, uid, applicant, job_id, title, resume, sent, state_name, invitation, reason, note,
 * opened}; when it was opened also name, updated, photo, contact and sections for
 * resume/sheet.mustache.
 */
enum jy_err inbox_load(struct act *act, struct str uid, struct val *out) MUST_CHECK;

/* The photo that was sent with it (file.id). JY_ENOTFOUND: there is none, it was not
 * opened, or it is not this employer's. */
enum jy_err inbox_photo(struct act *act, struct str uid, int64_t *file_id) MUST_CHECK;

/* The employer's own words, seen by nobody else. */
enum jy_err inbox_note(struct act *act, struct str uid, struct str note) MUST_CHECK;

/* A step of application_flow; `text` is the reason or the time and place of the
 * interview. *why as flow_apply(). */
enum jy_err inbox_step(struct act *act, struct str uid, const char *action,
    struct str text, const char **why) MUST_CHECK;

/* The rows of the filter as a table; numbers and addresses only of opened ones. */
enum jy_err inbox_sheet(
    struct act *act, const struct inbox_filter *f, struct sheet *out) MUST_CHECK;
extern const char *const inbox_heads[];
#define INBOX_COLUMNS 10

#endif
