/*
 * subsidy.h - 求职补贴 (7.3): a graduate applies before she leaves school; her faculty, her
 * school and the authority review; the authority pays in batches (batch.h). The states
 * and steps are subsidy_flow's (docs/workflows.md).
 */
#ifndef JY_SUBSIDY_H
#define JY_SUBSIDY_H

#include "crypto.h"
#include "flow/flow.h"
#include "student/student.h"

extern const struct flow subsidy_flow;

#define SUBSIDY_FILES_MAX 6 /* of one application */

/* What a graduate writes: the input of "edit" too (flow_input.data). */
struct subsidy_form {
	struct str type;        /* dict subsidy */
	struct str card, card2; /* typed twice; both empty in an edit: as it was */
	struct str bank, holder;
	struct str phone; /* mobile_parse()'s; empty in an edit: as it was */
};

/* One application, as pages show it and as the steps see it (flow_doc.data). */
struct subsidy {
	int64_t id;
	struct str uid, number; /* flow_reference() */
	int64_t account_id, school_id, faculty_id;
	struct str name, student_no, school, faculty, major; /* the record's, today */
	int64_t year;
	struct str leaving_on;
	struct str type, type_label;
	struct str bank, holder;
	struct str card, phone; /* masked */
	struct str state, reason;
	int64_t amount; /* yuan: of its batch, or of its type today; 0: not said */
	struct str batch, batch_uid; /* of the batch that it is in or was paid by */
	bool in_payment;             /* that batch is being marked paid */
	struct str paid_on;
	int64_t created_at, updated_at;
};

/* --- the graduate */

/*
 * May the acting graduate apply now? *why says what stands against it, one sentence;
 * NULL: nothing does. The student record she is verified by is in *record; its id is 0
 * when there is none. From the leaving date on nobody may (7.3.r2); a record without one
 * does not let her either, its school must say it first (7.3.i3).
 */
enum jy_err subsidy_may_apply(
    struct act *act, struct student *record, const char **why) MUST_CHECK;

/* What is wrong with a form, a sentence at each field; NULL: nothing. */
struct subsidy_faults {
	const char *card, *card2, *holder;
};

/*
 * Is the account number one, typed twice alike (blanks do not count), and its holder the
 * acting graduate by the name of her student record? Who has no record may not apply,
 * which subsidy_may_apply() says.
 */
enum jy_err subsidy_check(struct act *act, const struct subsidy_form *form,
    struct subsidy_faults *out) MUST_CHECK;

/*
 * Apply, in the caller's transaction; the faculty is told.
 *   JY_EINPUT     subsidy_check() says what is wrong
 *   JY_ECONFLICT  *why: as above, or one is open for this year (7.3.q2)
 */
enum jy_err subsidy_create(struct act *act, const struct subsidy_form *form,
    struct str *uid, const char **why) MUST_CHECK;

/* Her own, newest first, without card and phone. */
enum jy_err subsidy_own(
    struct act *act, struct subsidy *out, int limit, int *n) MUST_CHECK;

/* --- everybody who may see it: herself, its faculty, its school, the authority */

/* JY_ENOTFOUND: not there, or not the viewer's. */
enum jy_err subsidy_get(struct act *act, struct str uid, struct subsidy *out) MUST_CHECK;

/* May what she wrote be changed by the viewer now? What the faculty sent back, only before
 * she leaves. Files, too, only then. */
bool subsidy_is_editable(struct act *act, const struct subsidy *s);

/* The whole number, noted as a look of the viewer. One transaction.
 *   JY_EFORBIDDEN  an account number is for who pays, a phone number for who reviews */
enum subsidy_secret { SUBSIDY_CARD, SUBSIDY_PHONE };
enum jy_err subsidy_reveal(struct act *act, const struct subsidy *s,
    enum subsidy_secret what, struct str *out) MUST_CHECK;

/* The account number of any application, unnoted: for a file whose rows are noted. */
enum jy_err subsidy_card(
    struct act *act, struct str uid, struct str sealed, struct str *out) MUST_CHECK;

/* --- attachments */

/* [{uid, name}] of an application. */
enum jy_err subsidy_files(struct act *act, int64_t id, struct val *out) MUST_CHECK;

/* In the caller's transaction, by the graduate. JY_ECONFLICT: no more than
 * SUBSIDY_FILES_MAX, or not editable now. */
enum jy_err subsidy_attach(
    struct act *act, const struct subsidy *s, int64_t file) MUST_CHECK;

/* Takes one away, and its row in file; its bytes go after the commit (upload_unlink). */
enum jy_err subsidy_detach(
    struct act *act, const struct subsidy *s, struct str file) MUST_CHECK;

/* The file of that uid if it belongs to an application the viewer may see. */
enum jy_err subsidy_file(struct act *act, struct str file, int64_t *id) MUST_CHECK;

/* --- what is paid */

/* [{type, label, amount}] in the order of the types. */
enum jy_err subsidy_rates(struct act *act, struct val *out) MUST_CHECK;

/* One transaction with its audit record. JY_EINPUT: no such type, or not 1 to 100000. */
enum jy_err subsidy_set_rate(struct act *act, struct str type, int64_t yuan) MUST_CHECK;

/* [{school, counts: [{n}] by state as subsidy_flow's, total}], and a last row of all, for
 * the authority; `year` 0: any. */
enum jy_err subsidy_counts(struct act *act, int64_t year, struct val *out) MUST_CHECK;

#endif
