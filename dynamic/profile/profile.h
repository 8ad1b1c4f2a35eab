/*
 * profile.h - 个人基本信息 of graduates (2.1): what they say of themselves, and what of
 * it was checked and is theirs no longer to change. The identity check itself is
 * identity/identity.h's.
 */
#ifndef PROFILE_H
#define PROFILE_H

#include "act.h"
#include "err.h"

/* Parts that a check can lock (2.1.i1); bits of profile.locked. */
enum profile_part {
	PROFILE_NAME = 1,
	PROFILE_EDUCATION = 2,
	PROFILE_SCHOOL = 4,
	PROFILE_FACULTY = 8,
	PROFILE_MAJOR = 16,
	PROFILE_YEAR = 32,
	PROFILE_REGION = 64
};

struct profile {
	struct str name;      /* the account's */
	struct str education; /* dict degree */
	int64_t school_id;    /* an office; 0: a school that the portal does not know */
	struct str school;    /* its name, known or not */
	bool in_region;       /* the school reports to this portal (2.2.q2) */
	struct str faculty, major;
	int64_t year;      /* of graduation; 0: not said */
	struct str region; /* household, a region's code */
	struct str email, address;

	/* Not saved by profile_save(). */
	struct str uid;    /* the account's */
	struct str id_no;  /* whole: mask it (idcheck.h) before it is shown */
	struct str mobile; /* likewise */
	unsigned locked;   /* bits of enum profile_part */
	const char *mark;  /* what locked it: 学校核验; NULL: nothing */
};

/* A graduate's profile; empty parts where nothing is said yet. JY_ENOTFOUND: no such
 * account, or not a graduate's. Whose it may be is the caller's question. */
enum jy_err profile_load(
    struct act *act, int64_t account_id, struct profile *out) MUST_CHECK;

/* Is everything there that is marked * (2.1.r1)? */
bool profile_is_complete(const struct profile *p);

/*
 * Save what the acting graduate says, in one transaction (or the caller's) with its
 * audit record. Parts
 * that are locked keep their values whatever *p has. A school that the portal knows by
 * exactly this name becomes that school.
 */
enum jy_err profile_save(struct act *act, const struct profile *p) MUST_CHECK;

/*
 * Put what a student record has in place of what the profile has (2.2.r4), the name
 * included; what the record leaves open stays. In the caller's transaction.
 */
enum jy_err profile_take(
    struct act *act, int64_t account_id, int64_t student_id) MUST_CHECK;

/* Note that a graduate comes in; only the first time counts (2.1.f1). In the caller's
 * transaction. */
enum jy_err profile_login(struct act *act, int64_t account_id) MUST_CHECK;

/* Is the login that began at `since` the acting graduate's first? */
enum jy_err profile_first(struct act *act, int64_t since, bool *first) MUST_CHECK;

#endif
