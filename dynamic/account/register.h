/*
 * register.h - 新用户注册 (1.1): what the two kinds of members give, and how it
 * becomes an account.
 *
 * Registration takes two steps when [sms] at_registration is on. The form is
 * checked, the password hashed, and all of it handed back to the browser sealed
 * (registration_seal), bound to that browser and good for the life of an SMS code;
 * nothing is stored. The code then proves the mobile, and registration_commit makes
 * the account. Whether an ID number or a mobile is taken is said only there, that
 * is, to somebody who holds the phone that she typed (1.1.i1).
 */
#ifndef REGISTER_H
#define REGISTER_H

#include "account/account.h"

struct registration {
	enum member member; /* MEMBER_GRADUATE or MEMBER_EMPLOYER */
	struct str name;    /* the person; of an employer: the contact person */
	struct str mobile;
	struct str id_no;                 /* graduates */
	struct str employer, credit_code; /* employers: the unit's name and code */
	struct str licence;   /* employers: uid of a file that waits; "": none */
	struct str agreement; /* version agreed to (1.1.r4) */
	struct str password;  /* password_hash()'s text */
};

/* The owner of the password that is being chosen. */
struct password_owner registration_owner(const struct registration *r);

/* Everything as text for a hidden field, in act->arena. */
enum jy_err registration_seal(struct act *act, struct str presession,
    const struct registration *r, struct str *token) MUST_CHECK;

/* JY_EINPUT: not made by this portal for this browser, or too old. */
enum jy_err registration_open(struct act *act, struct str presession, struct str token,
    struct registration *out) MUST_CHECK;

/* What is taken already, by the form's field. */
struct taken {
	const char *field, *text;
};

/*
 * Make the account and, for an employer, its unit in state pending (1.1.i3). Uses
 * the SMS code up. One transaction.
 *   code_id  from code_check(); 0: registration asks for none
 *   JY_ECONFLICT  *taken says what exists already; field NULL: the code was used
 */
enum jy_err registration_commit(struct act *act, const struct registration *r,
    int64_t code_id, int64_t *account_id, struct taken *taken) MUST_CHECK;

#endif
