/*
 * confirm.h - 就业信息确认 (7.4): a graduate confirms what her school has written down of
 * her, or says what is wrong: basic information (the student record), where to report
 * (destination.h) and where the dossier is (dossier/dossier.h). The certificate
 * (报到证) can be printed only of what is confirmed. There is one confirmation for each
 * student record, with the same id; a later edit takes it back.
 */
#ifndef CONFIRM_H
#define CONFIRM_H

#include "flow/flow.h"

extern const struct flow confirm_flow;

enum confirm_part { CONFIRM_BASIC, CONFIRM_DESTINATION, CONFIRM_DOSSIER, CONFIRM_PARTS };

#define CONFIRM_DIGEST 65 /* SHA-256 in hex, with its NUL */

/* What the steps of confirm_flow see (flow_doc.data). */
struct confirm_case {
	int64_t account_id; /* 0: nobody is verified by the record */
};

/*
 * Who edits any of the three parts calls this in the same transaction, when something
 * differs now. A confirmation or dispute goes back to 待确认, with `what` in its history, and the
 * graduate is told; where there is neither, nothing happens.
 */
enum jy_err confirm_edited(
    struct act *act, int64_t student_id, struct str what) MUST_CHECK;

/*
 * The three parts as they are now, of a student record (whose it may be is the caller's
 * question): [{key, title, some, lines: [{label, value}]}] in the order of enum
 * confirm_part, and their digest. The ID number is masked in the lines.
 */
enum jy_err confirm_blocks(struct act *act, int64_t student_id, struct val *out,
    char digest[CONFIRM_DIGEST]) MUST_CHECK;

/* The acting graduate's student record. JY_ENOTFOUND: none is hers. */
enum jy_err confirm_mine(struct act *act, int64_t *student_id) MUST_CHECK;

/*
 * 确认正确 of the acting graduate. `seen` is the digest of what was on her page. One
 * transaction, or a part of the caller's.
 *   JY_ENOTFOUND  no student record is hers
 *   JY_ECONFLICT  *why: it has changed since, or it is not 待确认
 */
enum jy_err confirm_agree(struct act *act, struct str seen, const char **why) MUST_CHECK;

/* 确认错误, with what is wrong of each part; one at least is not empty (else
 * JY_EINPUT). Otherwise as confirm_agree(). Her school and faculty are told. */
enum jy_err confirm_dispute(struct act *act, struct str seen,
    const struct str wrong[CONFIRM_PARTS], const char **why) MUST_CHECK;

/*
 * What the certificate says: {name, gender, school, faculty, major, education, year, unit,
 * address, report_from, report_until, certificate_no, issued_on, confirmed}. Who acts must reach
 * the record.
 *   JY_ENOTFOUND
 *   JY_ECONFLICT  *why: it is not confirmed as it is now, or there is nothing to print
 */
enum jy_err confirm_certificate(
    struct act *act, int64_t student_id, struct val *out, const char **why) MUST_CHECK;

/* Note that it was shown for printing. */
enum jy_err confirm_printed(struct act *act, int64_t student_id) MUST_CHECK;

/* Who it is about, for an office's page: {id, uid, name, school, faculty, year, state,
 * label, tone}, by the uid of the student record, if the acting office reaches it. JY_ENOTFOUND. */
enum jy_err confirm_load(struct act *act, struct str uid, struct val *out) MUST_CHECK;

/* --- progress */

/* A line of confirm_counts(). */
struct confirm_count {
	struct str school, faculty;
	int64_t confirmed, disputed, waiting;
};
typedef bool confirm_count_fn(void *arg, const struct confirm_count *c);

/* How far each faculty in the acting office's reach is, in a year (0: in all), by school and
 * faculty. False from `each` stops. */
enum jy_err confirm_counts(
    struct act *act, int64_t year, confirm_count_fn *each, void *arg) MUST_CHECK;

/* The newest class in the acting office's reach that has left, else the newest; 0: there
 * is none. */
enum jy_err confirm_newest_year(struct act *act, int64_t *year) MUST_CHECK;

#endif
