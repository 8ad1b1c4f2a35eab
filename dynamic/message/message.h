/*
 * message.h - the in-app inbox of every role: what has happened that concerns a
 * person, told in the transaction in which it happens. Where an address is known the
 * same goes out through the outbox: by mail to the profile's address, else, if
 * [sms] messages says so, by SMS to the registered number.
 */
#ifndef MESSAGE_H
#define MESSAGE_H

#include "act.h"
#include "err.h"
#include "val.h"

/*
 * Tell an account, in the caller's transaction. `title` is one short line and also
 * the subject of the mail: no numbers of persons in it. `body` may be empty. `link` is
 * a path of this portal ("/my/identity"), or empty. What is pointed to is copied. An
 * account that is closed or unknown is told nothing.
 *   JY_EINTERNAL  no transaction is open
 *   JY_EDB, JY_ECRYPTO, JY_ENOMEM
 */
enum jy_err message_put(struct act *act, int64_t account_id, struct str title,
    struct str body, struct str link) MUST_CHECK;

/* The same for what the account has asked for and can end: a POST to the address
 * `unsubscribe` does, without a login (RFC 8058); it goes into the mail's header. */
enum jy_err message_put_alert(struct act *act, int64_t account_id, struct str title,
    struct str body, struct str link, struct str unsubscribe) MUST_CHECK;

/* The same to the account of an employer, and to all accounts of an office. */
enum jy_err message_put_employer(struct act *act, int64_t employer_id, struct str title,
    struct str body, struct str link) MUST_CHECK;
enum jy_err message_put_office(struct act *act, int64_t office_id, struct str title,
    struct str body, struct str link) MUST_CHECK;

/* How many messages of the acting account are unread; 0 also for visitors and on an
 * error. */
int64_t message_unread(struct act *act);

/*
 * Messages of the acting account, newest first: [{id, at (2026-11-23 08:30), title,
 * body, link, unread}], at most `limit` with ids below `before` (0: from the newest).
 * *older is the `before` of the next page; 0: there is none.
 */
enum jy_err message_list(struct act *act, int64_t before, int limit, struct val *out,
    int64_t *older) MUST_CHECK;

/*
 * Each is one transaction and touches messages of the acting account only.
 * message_read() marks one read and gives its link. JY_ENOTFOUND: not there, or not hers.
 */
enum jy_err message_read(struct act *act, int64_t id, struct str *link) MUST_CHECK;
enum jy_err message_read_all(struct act *act) MUST_CHECK;
enum jy_err message_delete(struct act *act, int64_t id) MUST_CHECK;

#endif
