/*
 * subsidy_row.h - what the files of this folder share: an application as its statements
 * select it, and who may see which.
 */
#ifndef JY_SUBSIDY_ROW_H
#define JY_SUBSIDY_ROW_H

#include "subsidy/subsidy.h"

#define SUBSIDY_ROW                                                                   \
	"SELECT b.id, b.uid, b.account_id, b.school_id, b.faculty_id, s.name,"        \
	" s.student_no, o.name, f.name, s.major, b.year, coalesce(s.leaving_on, '')," \
	" b.type, coalesce(d.label, b.type), b.bank, b.holder, b.card_sealed,"        \
	" b.phone_sealed, b.state, b.reason, coalesce(i.amount, r.amount, 0),"        \
	" coalesce(k.name, ''), coalesce(k.uid, ''), i.outcome = 'waiting' AND "      \
	"k.paid_on"                                                                   \
	" IS NOT NULL, coalesce(b.paid_on, ''), b.created_at, b.updated_at FROM "     \
	"subsidy b"                                                                   \
	" JOIN student s ON s.id = b.student_id JOIN office o ON o.id = b.school_id"  \
	" JOIN office f ON f.id = b.faculty_id"                                       \
	" LEFT JOIN dict d ON d.kind = 'subsidy' AND d.code = b.type"                 \
	" LEFT JOIN subsidy_rate r ON r.type = b.type"                                \
	" LEFT JOIN subsidy_item i ON i.subsidy_id = b.id AND i.outcome <> 'refused'" \
	" LEFT JOIN subsidy_batch k ON k.id = i.batch_id"

/* What the viewer may see: her own, her faculty's, her school's, or all. */
#define SUBSIDY_SEEN                                                               \
	" AND b.state <> 'deleted' AND (b.account_id = :account OR b.faculty_id =" \
	" :faculty OR b.school_id = :school OR :all = 1)"

void subsidy_bind_scope(const struct act *act, struct db_stmt *st);

/* NULL before the leaving date; from then on, and when the school has said none, why one may
 * not apply (7.3.r2, 7.3.i3). */
const char *subsidy_leaving_fault(const struct act *act, struct str leaving_on);

/* Card and phone are opened and masked. */
enum jy_err subsidy_read(
    struct act *act, struct db_stmt *st, struct subsidy *out) MUST_CHECK;

/* Is a form of the graduate `who` right? See subsidy_check(). */
bool subsidy_form_ok(struct act *act, const struct subsidy_form *form, struct str who,
    struct subsidy_faults *out);

/* Store a form in the application `id`; an empty card or phone stays as it was. */
enum jy_err subsidy_store(struct act *act, int64_t id, struct str uid,
    const struct subsidy_form *form) MUST_CHECK;

#endif
