/*
 * account.h - finding accounts, and the rules about passwords. No HTTP; every
 * function takes the act first and allocates results in act->arena. Making an
 * account is create.h's, registering register.h's, logging in login.h's.
 */
#ifndef ACCOUNT_H
#define ACCOUNT_H

#include "act.h"
#include "crypto.h"
#include "password.h"

/* The entrance that one chooses when logging in (1.2.r2), and registers at. */
enum member {
	MEMBER_GRADUATE, /* 个人会员: by ID number or mobile */
	MEMBER_EMPLOYER, /* 单位会员: by credit code or mobile */
	MEMBER_STAFF,    /* 管理部门: by login name */
	MEMBER_COUNT
};

/* "graduate", "employer", "staff"; and 个人会员 … As forms send and show them. */
extern const char *const member_names[MEMBER_COUNT];
extern const char *const member_labels[MEMBER_COUNT];
enum member member_of(struct str name); /* MEMBER_COUNT: no such entrance */

struct account {
	int64_t id; /* 0: there is none */
	enum role role;
	bool active;
	struct str uid, name, login;
	struct str password; /* password_hash()'s text, ends in a NUL */
	struct str mobile;   /* in clear; empty: has none */
	struct str id_no;    /* likewise */
};

/*
 * The account that `typed` names at an entrance, whatever its state. What was typed
 * is normalised first. *key gets a text that is the same for every way to write
 * the same name, and exists for unknown names too: what tries are counted by.
 *   JY_ENOTFOUND  no such account, or one of another entrance; *out is empty
 */
enum jy_err account_find_login(struct act *act, enum member member, struct str typed,
    struct account *out, struct str *key) MUST_CHECK;

/* *key for a name that is normalised already. STR_NONE: no memory. */
struct str login_key(struct arena *a, enum member member, struct str name);

/* By a mobile_parse()d number, or by id; any role, any state. */
enum jy_err account_find_mobile(
    struct act *act, struct str mobile, struct account *out) MUST_CHECK;
enum jy_err account_find_id(struct act *act, int64_t id, struct account *out) MUST_CHECK;

/* --- passwords (1.3.r2, 1.3.i1: one policy, wherever a password is made) */

/* Who chooses a password: what it may not hold. Empty parts are fine. */
struct password_owner {
	enum role role;
	struct str mobile, id_no, name, login;
};
struct password_owner account_owner(const struct account *account);

/* NULL, or a sentence that says why not. By the configured profile of the role. */
const char *account_password_fault(
    const struct act *act, const struct password_owner *owner, struct str password);

/* What the profile of a role asks for, as a hint below the field. */
const char *account_password_hint(const struct act *act, enum role role);

/*
 * Replace an account's password by a hash, end its sessions but `keep` (NULL: all),
 * tell the person by SMS, audit. In the caller's transaction.
 *   reset  true: by recovery; false: by the person, who knew the old one
 */
enum jy_err account_set_password(struct act *act, const struct account *account,
    const char *hash, bool reset, const uint8_t *keep) MUST_CHECK;

/* --- the slow part, in a worker thread: touches nothing but itself */
struct hash_job {
	const struct keyring *keys;
	bool verify;     /* `typed` must be the password of `stored` */
	bool known;      /* false: nobody; the same time is spent */
	bool renew_only; /* make a hash only if the stored one is outdated */
	char stored[PASSWORD_STORED_SIZE];
	struct str typed, fresh; /* copies of the job's own; wiped when it is done */
	enum jy_err err;         /* of the library: answer it */
	bool match;              /* verified */
	char hash[PASSWORD_STORED_SIZE]; /* of `fresh`; "" when none was made */
};

/* A job in the arena. `account` NULL: do not verify, only hash `fresh`. An account
 * that is none or not active is verified as nobody. */
enum jy_err hash_job_new(struct act *act, const struct account *account, struct str typed,
    struct str fresh, struct hash_job **out) MUST_CHECK;
void hash_job_run(void *arg);

#endif
