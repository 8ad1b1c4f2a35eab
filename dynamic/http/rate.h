/*
 * rate.h - how often somebody may try, counted so that all workers count together: forms
 * and pages in memory that they share (a restart of the portal forgets them), all else in
 * the store. What is counted is kept as an HMAC only.
 */
#ifndef JY_RATE_H
#define JY_RATE_H

#include "route.h"

/* The rules; their windows and limits are in rate.c's table, from the configuration
 * where it has a setting. */
enum rate_rule {
	RATE_RULE_LOGIN_ADDRESS, /* failed logins of an address */
	RATE_RULE_LOGIN_ACCOUNT, /* failed logins of a login name; then it is closed */
	RATE_RULE_LOGIN_DELAY,   /* the pause after a failure: rate_pause() sets it */
	RATE_RULE_REGISTER,      /* registrations of an address */
	RATE_RULE_SMS_PAUSE,     /* between two codes to a number */
	RATE_RULE_SMS_NUMBER,    /* codes a day to a number */
	RATE_RULE_SMS_ADDRESS,   /* codes an hour for an address */
	RATE_RULE_FORM,          /* forms posted by an account or address; in memory */
	RATE_RULE_PAGE,          /* pages that cost work, by an address; in memory */
	RATE_RULE_LOOKUP, /* places looked up by an account; in memory: by the account, since
			     a school's students share an address */
	RATE_RULE_EXPORT, /* exports of an account */
	RATE_RULE_UPLOAD, /* files that an account sends */
	RATE_RULE_FIND,   /* graduates that an employer looks for by name and number */
	RATE_RULE_COUNT
};

/*
 * `who`: an account's uid, a login name, a mobile number; STR_NONE for the address
 * of act (an IPv4 address, or the /64 of an IPv6 one).
 *
 * rate_check() asks, rate_hit() counts one and then asks as well: JY_ELIMIT, with
 * *wait seconds to go, when the limit was already reached before. Both are one
 * transaction, or part of the one that is open: count outside of a transaction
 * that may be rolled back.
 */
enum jy_err rate_check(
    struct act *act, enum rate_rule rule, struct str who, int64_t *wait);
enum jy_err rate_hit(struct act *act, enum rate_rule rule, struct str who, int64_t *wait);

/* Of rules in the store. Refuse for so many seconds from now. In a transaction, or one of
 * its own. */
enum jy_err rate_pause(
    struct act *act, enum rate_rule rule, struct str who, int64_t seconds);

/* How many were counted in the present window; 0 also on an error. */
int64_t rate_hits(struct act *act, enum rate_rule rule, struct str who);

/* Of rules in the store. Take one hit back: it came to nothing. */
enum jy_err rate_return(struct act *act, enum rate_rule rule, struct str who);

/* Of rules in the store. Forget what was counted: a login that succeeded. */
enum jy_err rate_forget(struct act *act, enum rate_rule rule, struct str who);

/* What a route's class asks for, before the form is looked at. */
enum jy_err rate_gate(struct act *act, enum rate_class class, int64_t *wait);

#endif
