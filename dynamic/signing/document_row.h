/*
 * document_row.h - what the files about documents share: a row as its statements select
 * it, and whose it is. Private to signing/.
 */
#ifndef JY_DOCUMENT_ROW_H
#define JY_DOCUMENT_ROW_H

#include "db.h"
#include "signing/document.h"

#define DOCUMENT_COLUMNS                                                                \
	"SELECT d.id, d.uid, d.kind, d.account_id, coalesce(d.employer_id, 0),"         \
	" coalesce(d.invitation_id, 0), d.state, coalesce(d.number, ''), d.reason,"     \
	" d.employer, d.credit_code, a.name, d.terms, d.position,"                      \
	" coalesce(d.text_id, 0), coalesce(d.school_id, 0), coalesce(d.faculty_id, 0)," \
	" coalesce(d.year, 0), coalesce(d.reviewer_id, 0), coalesce(d.accepted_at, 0)," \
	" d.accepted_method, d.accepted_digest, coalesce(d.signed_on, ''),"             \
	" coalesce(d.scan_id, 0), d.asked_by, d.asked_reason, d.answered_reason,"       \
	" coalesce(d.asked_at, 0), coalesce(d.answered_at, 0),"                         \
	" coalesce(d.effective_at, 0), coalesce(d.archived_at, 0), d.created_at,"       \
	" d.updated_at, coalesce(l.state, '') = 'locked', coalesce(l.reason, ''),"      \
	" coalesce((SELECT kind FROM office r WHERE r.id = d.reviewer_id), '')"         \
	" FROM document d JOIN account a ON a.id = d.account_id"                        \
	" LEFT JOIN plan_lock l ON l.school_id = d.school_id AND l.year = d.year"

/* What was handed in by somebody else than the viewer: not her drafts. */
#define DOCUMENT_SUBMITTED "(d.invitation_id IS NOT NULL OR d.submitted_at IS NOT NULL)"

/* The authority of all regions, or of the one that the document lies in. */
#define DOCUMENT_AUTHORITY                                         \
	"EXISTS(SELECT 1 FROM office o WHERE o.id = :authority"    \
	" AND (o.region_code IS NULL OR length(o.region_code) = 2" \
	" OR d.region_code IS NULL"                                \
	" OR substr(d.region_code, 1, length(o.region_code)) = o.region_code))"

#define DOCUMENT_OWN                                                                  \
	" AND (:all = 1 OR d.account_id = :account OR d.employer_id = :employer"      \
	" OR (" DOCUMENT_SUBMITTED " AND (d.faculty_id = :faculty"                    \
	" OR d.school_id = :school OR d.reviewer_id = :office OR " DOCUMENT_AUTHORITY \
	")))"

/* All the names in DOCUMENT_OWN, by who acts. */
void document_bind_viewer(const struct act *act, struct db_stmt *st);

void document_read(struct act *act, struct db_stmt *st, struct document *out);

/* NULL, or why the acting graduate cannot enter (or submit) this. */
const char *document_entry_fault(
    struct act *act, enum signing_kind kind, const struct document_entry *e);

/* Has a graduate an active document of a kind? The unique index document_active says it
 * again. True also on an error. */
bool document_is_busy(const struct act *act, int64_t account_id, enum signing_kind kind);

/* What to tell her then. */
const char *document_busy_text(enum signing_kind kind);

/* The effects of document_flow (document_effects.c). */
enum jy_err document_on_edit(
    struct act *act, struct flow_doc *doc, const struct flow_input *in);
enum jy_err document_on_submit(
    struct act *act, struct flow_doc *doc, const struct flow_input *in);
enum jy_err document_on_return(
    struct act *act, struct flow_doc *doc, const struct flow_input *in);
enum jy_err document_on_effective(
    struct act *act, struct flow_doc *doc, const struct flow_input *in);
enum jy_err document_on_reject(
    struct act *act, struct flow_doc *doc, const struct flow_input *in);
enum jy_err document_on_revoke(
    struct act *act, struct flow_doc *doc, const struct flow_input *in);
enum jy_err document_on_ask(
    struct act *act, struct flow_doc *doc, const struct flow_input *in);
enum jy_err document_on_agree(
    struct act *act, struct flow_doc *doc, const struct flow_input *in);
enum jy_err document_on_refuse(
    struct act *act, struct flow_doc *doc, const struct flow_input *in);
enum jy_err document_on_withdraw(
    struct act *act, struct flow_doc *doc, const struct flow_input *in);
enum jy_err document_on_archive(
    struct act *act, struct flow_doc *doc, const struct flow_input *in);

/* What binds a document to the audit chain, beside its steps: "document.text" with how it was
 * accepted ("entered" for one that was entered) and the digest of its text, and
 * "document.number". In the caller's transaction; evidence_check.c reads them. */
enum jy_err document_note_text(
    struct act *act, int64_t id, const char *method, struct str digest) MUST_CHECK;
enum jy_err document_note_number(
    struct act *act, int64_t id, struct str number) MUST_CHECK;

/* "" for none. */
void document_bind_text(struct db_stmt *st, const char *name, struct str value);

#endif
