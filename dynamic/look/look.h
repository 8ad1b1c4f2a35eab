/*
 * look.h - 谁查看了我的信息: a note of every time that somebody else was shown what pages
 * mask of a person: an ID number, a bank account, a contact.
 */
#ifndef JY_LOOK_H
#define JY_LOOK_H

#include "act.h"
#include "err.h"

/*
 * The acting account is shown `what` ("求职补贴银行账号": a few words for the person
 * whose it is) of the person `account_id`. In the caller's transaction, so that nothing
 * is shown without its note; the audit record of the act is the caller's. Looking at
 * one's own data is no look: nothing is noted.
 *   JY_EINTERNAL  no transaction is open, or nobody is logged in
 *   JY_ECONFLICT  no such account
 */
enum jy_err look_put(struct act *act, int64_t account_id, struct str what) MUST_CHECK;

#endif
