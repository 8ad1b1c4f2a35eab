/*
 * dossier_row.h - what the files of this folder share.
 */
#ifndef DOSSIER_ROW_H
#define DOSSIER_ROW_H

#include "dossier/dossier.h"

/* Bind :method, :number, :sent_on, :unit, :address, :phone and :region. */
void dossier_bind(struct db_stmt *st, const struct dossier_data *d);

/* Is sent_on later than today? */
bool dossier_is_early(const struct act *act, const struct dossier_data *d);

/* What the viewer may see of dossier w and student s: her own; a school's and a faculty's
 * students'; what was sent to a prefecture; or all. */
#define DOSSIER_SEEN                                                         \
	" AND (:role = 'authority' OR :role = 'graduate' AND s.account_id =" \
	" :account OR :role = 'school' AND w.school_id = :office OR :role =" \
	" 'faculty' AND s.faculty_id = :office OR :role = 'prefecture' AND"  \
	" w.region_code = (SELECT region_code FROM office WHERE id = :office))"

void dossier_bind_seen(const struct act *act, struct db_stmt *st);

#endif
