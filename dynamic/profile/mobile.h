/*
 * mobile.h - another registered mobile number (1.4.i2): by its owner, who proves the
 * password and the new number; or by the authority after a check in person, when the
 * old phone is lost.
 */
#ifndef MOBILE_H
#define MOBILE_H

#include "account/account.h"

/*
 * Send a code to the new number; the password has been verified. A number that somebody
 * else has gets nothing, with the same answer. Own transaction.
 *   JY_ELIMIT  as code_send()
 */
enum jy_err mobile_send(
    struct act *act, struct str presession, struct str mobile, int64_t *wait) MUST_CHECK;

/*
 * Make `mobile` the acting account's number if `code` is the one that was sent. All
 * other sessions but `keep` end, both numbers are told, the act is audited.
 *   JY_EINPUT     the code is wrong (CODE_WRONG), or the number is taken since
 */
enum jy_err mobile_change(struct act *act, struct str presession, struct str mobile,
    struct str code, const uint8_t *keep) MUST_CHECK;

/*
 * The authority's way: give the account that `login` (ID number or credit code) and
 * `name` both name another number. `reason`: which papers were shown. All its sessions
 * end.
 *   JY_EINPUT     no such active account, or not of this name
 *   JY_ECONFLICT  another account has the number
 */
enum jy_err mobile_reset(struct act *act, struct str login, struct str name,
    struct str mobile, struct str reason) MUST_CHECK;

#endif
