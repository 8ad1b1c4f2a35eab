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

/*
 * The same for everybody in a file, as one statement: LOOK_SQL(NAME, rows), where `rows`
 * selects account_id, each once and none NULL. look_each() binds what is not of `rows` and
 * runs it; the caller prepares, binds the rest and finishes. *n: how many were noted.
 */
#define LOOK_SQL(name, rows)                                                            \
	SQL(name,                                                                       \
	    "INSERT INTO data_look(account_id, viewer_id, viewer_role, viewer, what,"   \
	    " at) SELECT x.account_id, a.id, a.role, coalesce(o.name, e.name, a.name)," \
	    " :what, :now FROM (" rows ") x JOIN account a ON a.id = :viewer LEFT"      \
	    " JOIN office o ON o.id = a.office_id LEFT JOIN employer e ON e.id ="       \
	    " a.employer_id WHERE x.account_id <> :viewer")
enum jy_err look_each(
    struct act *act, struct db_stmt *st, struct str what, int64_t *n) MUST_CHECK;

#endif
