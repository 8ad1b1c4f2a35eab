/*
 * recover.h - 忘记密码 (1.4): a new password by the registered mobile. The answer is
 * the same whether or not a number is known, until a code that was sent to it
 * comes back. Success ends all sessions, tells the person, and logs nobody in.
 */
#ifndef RECOVER_H
#define RECOVER_H

#include "account/account.h"

/* Send a code to the mobile if it is that of an active account; otherwise do as if.
 *   JY_ELIMIT  see code_send() */
enum jy_err recover_send(
    struct act *act, struct str presession, struct str mobile, int64_t *wait) MUST_CHECK;

/* Whose phone is it that got this code?
 *   JY_EINPUT  the code is not right (CODE_WRONG), or nobody's */
enum jy_err recover_check(struct act *act, struct str presession, struct str mobile,
    struct str code, struct account *out, int64_t *code_id) MUST_CHECK;

/* Set the new password and use the code up. One transaction.
 *   JY_ECONFLICT  the code was used, or the account closed, meanwhile */
enum jy_err recover_commit(struct act *act, const struct account *account,
    int64_t code_id, const char *hash) MUST_CHECK;

#endif
