/*
 * login.h - from a name and a password to a person (1.2), and what happens to who
 * guesses. The slow hash runs between begin and end, in a worker thread; the
 * session itself is http/session.h's.
 *
 * Unknown name, another entrance, wrong password, a disabled account and one whose
 * password login is closed for its many failures all end in the same refusal after
 * the same work. Tries are counted by what was typed, whether or not it exists:
 * from the 5th on each failure makes the next try wait 1, 2, 4 … 60 s, and [limit]
 * login_failures in 15 minutes close password login for login_close_minutes.
 * Recovery by phone stays open, and opens it again.
 */
#ifndef LOGIN_H
#define LOGIN_H

#include "account/account.h"

struct login {
	enum member member;
	struct account account; /* id 0: nobody */
	struct str key;         /* what tries are counted by */
	struct hash_job *job;   /* run it before login_accept() */
};

/*
 * Count a try and prepare the check of the password.
 *   JY_ELIMIT  too soon after a failure; *wait seconds to go
 */
enum jy_err login_begin(struct act *act, enum member member, struct str name,
    struct str password, struct login *l, int64_t *wait) MUST_CHECK;

/* Was the password right? */
bool login_matches(const struct login *l);

/* Note the login, in the transaction that starts the session.
 *   JY_ECONFLICT  the account changed meanwhile: refuse */
enum jy_err login_accept(struct act *act, const struct login *l) MUST_CHECK;

/* Note the refusal. Own transaction. */
enum jy_err login_refuse(struct act *act, const struct login *l) MUST_CHECK;

/* Forget the failures of all names of an account. */
enum jy_err login_forget(struct act *act, const struct account *account) MUST_CHECK;

#endif
