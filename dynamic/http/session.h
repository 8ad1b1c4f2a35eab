/*
 * session.h - who is logged in, in which browser.
 * The cookie holds 32 random bytes; the store keeps their SHA-256, so a copy of the
 * store opens nothing. Idle and absolute limits come from the configuration, by
 * role, and are checked at every request; so are the account's state and role.
 * A visitor who meets a form has a pre-login cookie instead, which the form's
 * hidden token is bound to; it is not stored.
 */
#ifndef JY_SESSION_H
#define JY_SESSION_H

#include "request.h"
#include "val.h"

#define SESSION_ID_SIZE 32

/* --- for the dispatcher */

/* Fill rq->session and rq->act.who from the cookies: an account, or a visitor. A
 * session that is over is deleted. Errors of the store only. */
enum jy_err session_load(struct request *rq);

/* Give a visitor without one a pre-login cookie. */
enum jy_err session_pre(struct request *rq);

/* --- for handlers: each is one transaction, or part of the one that is open */

/*
 * Log the browser in: a new session for the account, whose oldest ones beyond
 * [session] per_account end; the one that the browser had ends too. Sets the cookie,
 * rq->session and the viewer's account (not its other fields).
 *   JY_EFORBIDDEN  the account is not active
 */
enum jy_err session_start(struct request *rq, int64_t account_id);

/* A new value for the same login, after a change of password or rights. */
enum jy_err session_renew(struct request *rq);

/* Log the browser out; also tells it to forget what it has of the site. */
enum jy_err session_end(struct request *rq);

/* --- for domain functions, in the caller's transaction */

/* End all sessions of an account but `keep` (an id, or NULL: all). */
enum jy_err session_end_others(
    struct act *act, int64_t account_id, const uint8_t keep[SESSION_ID_SIZE]);

/* End the one that session_list() called `handle`. JY_ENOTFOUND: not this account's. */
enum jy_err session_end_one(struct act *act, int64_t account_id, struct str handle);

/* [{handle, device, created_at, seen_at (as 2026-11-23 08:30), current}], newest
 * first; `current` (may be NULL) marks one. */
enum jy_err session_list(struct act *act, int64_t account_id,
    const uint8_t current[SESSION_ID_SIZE], struct val *out);

#endif
