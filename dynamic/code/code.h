/*
 * code.h - six digits sent to a phone, to prove that it is in the hands of the
 * one who types them: from the CSPRNG, of short life, for one use, with 5
 * tries, bound to purpose, number and browser, kept only as a keyed digest.
 * A right code proves the number and nothing else: it never logs anybody in.
 */
#ifndef CODE_H
#define CODE_H

#include "act.h"
#include "crypto.h"

#define CODE_DIGITS 6
#define CODE_TRIES 5

enum code_purpose { CODE_REGISTER, CODE_RESET, CODE_MOBILE, CODE_SIGN };

/* What a code is bound to. */
struct code_bond {
	enum code_purpose purpose;
	struct str mobile;     /* mobile_parse()'s text */
	struct str presession; /* the browser: struct session's id */
};

/*
 * Make a code and queue it as SMS; codes sent before for the same bond no longer
 * count. With `deliver` false (nobody has this number) the same is done and the
 * same is left in the store, but nothing is sent, so that neither answer nor time
 * tells. Own transaction.
 *   JY_ELIMIT  [sms] pause_seconds or per_day of this number, or per_hour_address;
 *              *wait says how many seconds are left
 */
enum jy_err code_send(struct act *act, const struct code_bond *bond, bool deliver,
    int64_t *wait) MUST_CHECK;

/* Would a code be sent to the number now? JY_ELIMIT: as above. */
enum jy_err code_allowed(struct act *act, struct str mobile, int64_t *wait) MUST_CHECK;

/*
 * Is `typed` the code of this bond? Every call costs one of the tries. Own
 * transaction. It stays usable until code_use().
 *   JY_OK      it is; *id is for code_use()
 *   JY_EINPUT  wrong, too late, used, tried too often, or never sent: CODE_WRONG
 */
enum jy_err code_check(struct act *act, const struct code_bond *bond, struct str typed,
    int64_t *id) MUST_CHECK;
extern const char CODE_WRONG[]; /* the sentence for all of these */

/* Use a code up, in the transaction of what it allows.
 *   JY_ECONFLICT  it was used, or its life has ended, since code_check() */
enum jy_err code_use(struct act *act, int64_t id) MUST_CHECK;

#endif
