/*
 * confirm_row.h - what the files of this folder share: who reaches which confirmation (w,
 * with its student record s).
 */
#ifndef CONFIRM_ROW_H
#define CONFIRM_ROW_H

#include "confirm/confirm.h"

/* Her own; a school's and a faculty's, as they reach them elsewhere; or all. */
#define CONFIRM_SEEN                                         \
	" AND (:role IN ('authority', 'console', 'system')"  \
	" OR :role = 'graduate' AND s.account_id = :account" \
	" OR :role = 'school' AND w.school_id = :office"     \
	" OR :role = 'faculty' AND w.faculty_id = :office)"

void confirm_bind_seen(const struct act *act, struct db_stmt *st);

#endif
