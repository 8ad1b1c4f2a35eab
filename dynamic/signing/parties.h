/*
 * parties.h - who signs: what a text says of a graduate and of an employer, where a
 * graduate belongs, and whom an employer may invite.
 */
#ifndef JY_PARTIES_H
#define JY_PARTIES_H

#include "act.h"
#include "crypto.h"
#include "err.h"
#include "signing/signing.h"
#include "val.h"

/*
 * Add what text_places[] calls name, id_no (whole), address, school, faculty, major,
 * education, year, mobile.
 *   JY_ENOTFOUND  not a graduate's account
 */
enum jy_err parties_put_graduate(
    struct act *act, int64_t account_id, struct val *out) MUST_CHECK;

/* Where a graduate belongs, by the record that verified her, else by her profile. */
struct graduate_place {
	int64_t school_id, faculty_id, year; /* 0: not known */
	int64_t
	    reviewer_id;   /* of what she enters: faculty, else school, else authority */
	struct str region; /* of the school, or of the household ("": not known) */
	struct str school_region;
};
enum jy_err parties_place(
    struct act *act, int64_t account_id, struct graduate_place *out) MUST_CHECK;

/* Somebody whom the acting employer may invite: verified, and found or an applicant. */
struct invitee {
	int64_t account_id;
	struct str uid, name, school, major;
	int64_t year;
};

/*
 * Find a graduate by exact name and ID number (5.1.i1). Every try is counted and
 * recorded, and says the same of who is not there and of who is not verified.
 *   JY_ENOTFOUND  nobody, or not verified
 *   JY_EFORBIDDEN the acting employer is not verified (any more): it learns nothing
 *   JY_ELIMIT     [limit] graduate_finds_day; *wait seconds to go
 */
enum jy_err invitee_find(struct act *act, struct str name, struct str id_no,
    struct str *uid, int64_t *wait) MUST_CHECK;

/* One by the account's uid. JY_ENOTFOUND: not one that the acting employer may invite. */
enum jy_err invitee_get(struct act *act, struct str uid, struct invitee *out) MUST_CHECK;

/* The applicants that can be invited: [{uid, name, title, sent}], newest first, at most
 * `limit`. */
enum jy_err invitee_list(struct act *act, int limit, struct val *out) MUST_CHECK;

#endif
