/*
 * apply_row.h - what the files of this folder share: an application as its statements
 * select it, and who may see which.
 */
#ifndef JY_APPLY_ROW_H
#define JY_APPLY_ROW_H

#include "rural/apply.h"

#define APPLY_ROW                                                                        \
	"SELECT a.id, a.uid, a.account_id, a.post_id, a.campaign_id, c.title, c.year,"   \
	" c.opens_at, c.closes_at, c.state, c.brings, p.code, p.name, coalesce((SELECT"  \
	" name FROM region WHERE code = substr(p.region_code, 1, 4)), '') || CASE WHEN"  \
	" length(p.region_code) > 4 THEN coalesce((SELECT name FROM region WHERE code =" \
	" p.region_code), '') ELSE '' END, p.unit, coalesce(s.label, p.service),"        \
	" a.basic, a.experience, a.contact_sealed, a.state, a.reason, a.reviewer,"       \
	" coalesce(a.reviewed_at, 0), a.created_at, a.updated_at, h.uid, "               \
	"h.id_no_sealed,"                                                                \
	" a.id_no_sealed"                                                                \
	" FROM post_application a JOIN campaign c ON c.id = a.campaign_id"               \
	" JOIN post p ON p.id = a.post_id JOIN account h ON h.id = a.account_id"         \
	" LEFT JOIN dict s ON s.kind = 'rural' AND s.code = p.service"

/* What the viewer may see: her own, her prefecture's, her employer's, or all. */
#define APPLY_SEEN                                                                  \
	" AND (a.account_id = :account OR a.office_id = :office OR a.employer_id =" \
	" :employer OR :all = 1)"

void apply_bind_scope(const struct act *act, struct db_stmt *st);

/* ID number and contact: masked, or whole, which the caller must have noted; her own contact
 * is whole. Of who has left the contact may be empty. */
enum jy_err apply_read(struct act *act, struct db_stmt *st, bool whole,
    struct post_application *out) MUST_CHECK;

/* Store what a form says in the application `id`, with the profile of today. */
enum jy_err apply_store(struct act *act, int64_t id, struct str uid,
    const struct application_form *form) MUST_CHECK;

#endif
