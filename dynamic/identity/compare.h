/*
 * compare.h - a graduate's profile beside the student records: which record it is about,
 * and what differs.
 */
#ifndef IDENTITY_COMPARE_H
#define IDENTITY_COMPARE_H

#include "act.h"
#include "crypto.h"
#include "err.h"
#include "profile/profile.h"

struct comparison {
	int64_t student_id; /* the record that comes nearest; 0: there is none */
	struct str differs; /* every difference, one sentence a line; empty: it agrees */
};

/*
 * Against the schools' records of `year` (2.2.r2): the ID number, the year and what
 * [identity] match names.
 */
enum jy_err compare_roster(struct act *act, int64_t account_id, const struct profile *p,
    int64_t year, struct comparison *out) MUST_CHECK;

/* Against the records of other regions (2.3.f3): ID number, year and school of the
 * profile, exactly these. */
enum jy_err compare_system(struct act *act, int64_t account_id, const struct profile *p,
    struct comparison *out) MUST_CHECK;

#endif
