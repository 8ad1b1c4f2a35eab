/*
 * create.h - the one way in which an account comes into the store: registration,
 * the console and the demo all end here. Checking what was typed, hashing the
 * password and the audit record are the caller's part.
 */
#ifndef ACCOUNT_CREATE_H
#define ACCOUNT_CREATE_H

#include "act.h"
#include "crypto.h"
#include "err.h"

struct account_new {
	enum role role;
	struct str name;
	struct str login;     /* offices, admin: a name; employers: the credit code */
	struct str id_no;     /* graduates: id_number_parse()'s text */
	struct str mobile;    /* mobile_parse()'s text; staff may have none */
	const char *password; /* password_hash()'s text */
	int64_t office_id, employer_id; /* 0: none */
	const char *agreement;          /* version agreed to now; NULL: none */
};

/*
 * Add an active account at act->now, in the caller's transaction.
 *   JY_ECONFLICT  db_conflict() says which is taken: "account.login",
 *                 "account.id_no_index", "account.mobile_index" or
 *                 "account.employer_id"; or what the role demands is missing
 *   JY_EDB, JY_ECRYPTO, JY_ENOMEM
 */
enum jy_err account_create(
    const struct act *act, const struct account_new *account, int64_t *id) MUST_CHECK;

#endif
