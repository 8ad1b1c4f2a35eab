/*
 * document.h - contracts and agreements (5.2 to 5.4, 6.2 to 6.4): one table, two kinds,
 * one workflow. One begins with a graduate's 同意 to an invitation (in `review`) or with
 * what she enters for an employer that is no user (in `draft`).
 *
 * Who sees one: the graduate; its employer; once it was submitted her faculty, her school
 * and the authority in whose region it lies. Nobody else: JY_ENOTFOUND.
 */
#ifndef JY_DOCUMENT_H
#define JY_DOCUMENT_H

#include "crypto.h"
#include "flow/flow.h"
#include "signing/signing.h"
#include "signing/text.h"

/* A document, and what the steps see of it (flow_doc.data). */
struct document {
	int64_t id, account_id, employer_id, invitation_id; /* employer 0: entered */
	enum signing_kind kind;
	bool entered;
	struct str uid, state, number, reason;
	struct str employer, credit_code, graduate;
	struct str terms, position;
	int64_t text_id;                                  /* 0: none yet */
	int64_t school_id, faculty_id, year, reviewer_id; /* 0: not known, none */
	int64_t accepted_at;
	struct str accepted_method, accepted_digest; /* 32 bytes */
	struct str signed_on;
	int64_t scan_id;
	struct str asked_by, asked_reason, answered_reason; /* the newest request */
	int64_t asked_at, answered_at;
	int64_t effective_at, archived_at, created_at, updated_at; /* 0: not yet */
	enum role reviewer;                                        /* of reviewer_id */
	/* the plan of its school and year (5.4.r6) */
	bool plan_locked;
	struct str plan_reason;
};

extern const struct flow document_flow;

enum jy_err document_find(
    struct act *act, struct str uid, struct document *out) MUST_CHECK;
enum jy_err document_get(struct act *act, int64_t id, struct document *out) MUST_CHECK;

/* May it be printed: it is, or was, in force (5.3.r1)? */
bool document_prints(const struct document *d);

/* Is its content shown to the viewer? A contract's not before approval (5.1.r1), but to
 * who reviews it. */
bool document_shows_text(const struct act *act, const struct document *d);

/* An office is shown what has the graduate's whole numbers: "正文", "扫描件". That is a look
 * (look.h), in the caller's transaction; of a party, who has signed it, it is none. */
enum jy_err document_looked(
    struct act *act, const struct document *d, const char *what) MUST_CHECK;

/* The acting graduate's document of the other kind that is active with another employer
 * (5.1.q1): its employer's name, or STR_NONE. */
struct str document_other_employer(struct act *act, const struct document *d);

/* --- beginning */

/*
 * From an accepted invitation, in the caller's transaction; its text is fixed.
 *   JY_ECONFLICT  she has an active one of this kind
 */
struct document_start {
	int64_t invitation_id, employer_id, account_id;
	enum signing_kind kind;
	struct str employer, credit_code, employer_region, terms, position;
	const struct text *text;
	struct str number;  /* STR_NONE: later */
	const char *method; /* of acceptance */
};
enum jy_err document_begin(
    struct act *act, const struct document_start *s, int64_t *id) MUST_CHECK;

/* What a graduate enters (5.2, 6.2): flow_input.data of "edit". Checked. */
struct document_entry {
	struct str employer, credit_code, terms, position, signed_on;
};

/*
 * A draft of the acting graduate, who is verified; one transaction, or a part of the
 * caller's. *why says what is against it:
 *   JY_ECONFLICT  not verified; the employer is a user (5.2.r1); she has an active one
 */
enum jy_err document_enter(struct act *act, enum signing_kind kind,
    const struct document_entry *e, struct str *uid, const char **why) MUST_CHECK;

/* In the transaction of "edit". */
enum jy_err document_store(
    struct act *act, int64_t id, const struct document_entry *e) MUST_CHECK;

/* Another scan for a draft or returned one of the acting graduate, in the caller's
 * transaction; *old is the uid of the file that it replaces. JY_ECONFLICT: not now. */
enum jy_err document_set_scan(struct act *act, const struct document *d, int64_t file_id,
    struct str *old) MUST_CHECK;

/* Is there a verified employer of this credit code, or of exactly this name? */
bool document_employer_is_user(struct act *act, struct str name, struct str credit_code);

/* --- texts */

/* What its text is made from: text.h's terms. */
enum jy_err document_texts(
    struct act *act, const struct document *d, struct val *out) MUST_CHECK;

/* Keep the text of an entered one, give one that has none its number; in the caller's
 * transaction. */
enum jy_err document_issue(struct act *act, const struct document *d) MUST_CHECK;

/* --- lists */

struct document_filter {
	enum signing_kind kind; /* SIGNING_KINDS: any */
	struct str number;      /* a part of it */
	struct str employer, graduate, state;
	struct str from, to; /* ISO dates of signing, both included */
	int64_t year;        /* 0: any */
	bool online;         /* signed here only: what can be terminated */
	int64_t before;      /* ids below it; 0: from the newest */
};

/* {id, uid, kind, kind_label, employer, employer_href, graduate, number, year, position,
 * signed_on, state, label, tone, reason, prints, entered, asked_by, terminating}. */
struct val document_val(struct act *act, const struct document *d);

/* What the viewer may see, newest first: [document_val()]. *older is the `before` of the
 * next page, or 0. */
enum jy_err document_list(struct act *act, const struct document_filter *f, int limit,
    struct val *out, int64_t *older) MUST_CHECK;

#endif
