/*
 * dossier.h - 档案流向 (7.1): the dispatches of graduates' dossiers. A school records them
 * for its student records, whether the graduate has an account or not; it corrects them,
 * and records receipts and returns; the prefecture where the receiving unit is, or the
 * authority, confirms receipt. dossier_flow is the life of a dispatch; a corrected
 * value is in its history.
 */
#ifndef DOSSIER_H
#define DOSSIER_H

#include "flow/flow.h"

extern const struct flow dossier_flow;

/* What a school writes down. Texts may be empty but for method, sent_on and unit. */
struct dossier_data {
	struct str method; /* dict dispatch */
	struct str number, sent_on, unit, address, phone;
	struct str region; /* a prefecture's code: where the unit is */
};

/* What the steps of dossier_flow see (flow_doc.data). */
struct dossier_case {
	int64_t student_id, account_id; /* account 0: nobody is verified by the record */
	struct dossier_data data;
};

/* With the step "receive" (flow_input.data; NULL: today, by nobody in particular). */
struct dossier_receipt {
	struct str on, receiver; /* an ISO date; a name; may be empty */
};

/* NULL, or why that day cannot be the receipt's: before it was sent, or still to come. The
 * step refuses it with JY_EINPUT. Empty is today. */
const char *dossier_receipt_fault(
    const struct act *act, struct str sent_on, struct str on);

/*
 * The acting school's dispatch of a student's dossier. One transaction, or a part of the
 * caller's, with its audit record; the graduate is told.
 *   JY_ENOTFOUND  the school has no such student
 *   JY_ECONFLICT  the dossier is on its way, or has arrived: *uid is that dispatch
 *   JY_EINPUT     sent_on is later than today
 */
enum jy_err dossier_add(struct act *act, int64_t student_id, const struct dossier_data *d,
    struct str *uid) MUST_CHECK;

/*
 * Correct a dispatch that is sent or received. *changed: something differs, and the
 * history says what. One transaction, or a part of the caller's.
 *   JY_ENOTFOUND, JY_ECONFLICT (*why), JY_EINPUT (sent_on is later than today)
 */
enum jy_err dossier_correct(struct act *act, int64_t id, const struct dossier_data *d,
    bool *changed, const char **why) MUST_CHECK;

/* The dispatch of a student that is sent or received; *id is 0 when there is none. Whose
 * it may be is the caller's question. */
enum jy_err dossier_current(
    struct act *act, int64_t student_id, int64_t *id, struct str *uid) MUST_CHECK;

/*
 * A dispatch as pages show it: {id, uid, student (uid), name, school, year, method,
 * method_code, number, sent_on, unit, address, phone, region (code), place, state, label, tone,
 * received_on, receiver, at}. Who acts must reach it: a graduate her own, a school and a
 * faculty their students', a prefecture what was sent there, the authority all.
 */
enum jy_err dossier_load(struct act *act, struct str uid, struct val *out) MUST_CHECK;

/* The acting graduate's dispatches, newest first, those entered by mistake left out, each as
 * dossier_load() gives it. *known: a student record is hers. */
enum jy_err dossier_mine(struct act *act, struct val *out, bool *known) MUST_CHECK;

/* --- students of the acting school without a dispatch that stands */

struct dossier_filter {
	int64_t year, faculty_id; /* 0: any */
	struct str name;          /* a part of it; empty: any */
};

/* [{uid (of the student), id, name, faculty, year, student_no, major}] with ids below `before`
 * (0: from the newest), newest first, at most `limit`. *older: the next page's `before`. */
enum jy_err dossier_missing(struct act *act, const struct dossier_filter *f,
    int64_t before, int limit, struct val *out, int64_t *older) MUST_CHECK;

#endif
