/*
 * invitation.h - 签约邀请 (5.1, 6.1): what an employer offers a graduate to sign, and her
 * answer. invitation_flow is its whole life.
 */
#ifndef JY_INVITATION_H
#define JY_INVITATION_H

#include "crypto.h"
#include "flow/flow.h"
#include "signing/signing.h"

#define INVITATION_DAYS_MAX 60
#define INVITATION_LETTER_MAX 2000 /* code points */

/* An invitation as its parties see it, and what the steps see of it (flow_doc.data). */
struct invitation {
	int64_t id, employer_id, account_id;
	enum signing_kind kind;
	struct str uid, employer, graduate, letter, terms, position, reason;
	struct str state; /* "expired" from the first second after its last day */
	struct str expires_on;
	int64_t expires_at, created_at;
	bool employer_verified; /* still */
	struct str document;    /* uid of what came of it; "": nothing */
};

/* flow_input.data of "edit", and of invitation_send(): checked. */
struct invitation_offer {
	struct str letter, terms, position;
	struct str expires_on; /* ISO date, the last day */
};

/* flow_input.data of "accept": how the graduate showed that it is she. */
struct invitation_acceptance {
	struct str digest;   /* of the text that she was shown, as hex */
	const char *method;  /* "password" or "sms" */
	int64_t code_id;     /* of the SMS code, used up with it; 0: none */
	int64_t document_id; /* out: what came of it */
};

extern const struct flow invitation_flow;

/*
 * Send one to a graduate whom the acting employer may invite (parties.h), in one
 * transaction. *why says what is against it:
 *   JY_ECONFLICT  the employer is not verified; one of this kind is open; the date
 *   JY_ENOTFOUND  no such graduate
 */
enum jy_err invitation_send(struct act *act, enum signing_kind kind, struct str to,
    const struct invitation_offer *offer, struct str *uid, const char **why) MUST_CHECK;

/* NULL, or why this cannot be an invitation's last day. */
const char *invitation_day_fault(struct act *act, struct str day);

/* The acting graduate's or employer's own. JY_ENOTFOUND: not hers, or deleted by her. */
enum jy_err invitation_find(
    struct act *act, struct str uid, struct invitation *out) MUST_CHECK;

/* Also for the clock and the console, which see all. */
enum jy_err invitation_get(
    struct act *act, int64_t id, struct invitation *out) MUST_CHECK;

/* What its text is made from: text.h's terms. */
enum jy_err invitation_texts(
    struct act *act, const struct invitation *i, struct val *out) MUST_CHECK;

/* What a new one of the acting employer begins with: the terms of its last one of the kind
 * (JY_ENOTFOUND: there is none), and the letter from the template in table dict. */
enum jy_err invitation_last_terms(
    struct act *act, enum signing_kind kind, struct str *terms) MUST_CHECK;
enum jy_err invitation_letter(struct act *act, enum signing_kind kind,
    struct str graduate, struct str employer, struct str *letter) MUST_CHECK;

/*
 * 同意, by the acting graduate: the text is fixed, the document begins in `review`.
 *   JY_ECONFLICT  as flow_apply(), or the text is another by now: *why says so
 */
enum jy_err invitation_accept(struct act *act, struct str uid,
    struct invitation_acceptance *how, const char **why) MUST_CHECK;

/* A list's conditions; "" and SIGNING_KINDS: any. */
struct invitation_filter {
	enum signing_kind kind;
	struct str other;    /* a part of the other party's name */
	struct str position; /* a part of it */
	struct str state;
	struct str from, to; /* ISO dates of sending, both included */
	int64_t before;      /* ids below it; 0: from the newest */
};

/* {id, uid, kind, kind_label, employer, employer_href, graduate, position, sent, expires_on,
 * state, label, tone, open, reason, document}. */
struct val invitation_val(struct act *act, const struct invitation *i);

/*
 * The acting graduate's or employer's, newest first: [invitation_val()]. *older is the `before` of the next page, or 0.
 */
enum jy_err invitation_list(struct act *act, const struct invitation_filter *f, int limit,
    struct val *out, int64_t *older) MUST_CHECK;

/* The clock: tell graduates of invitations that end within [signing] remind_hours. */
enum jy_err invitation_remind(struct act *act, int *told) MUST_CHECK;

#endif
