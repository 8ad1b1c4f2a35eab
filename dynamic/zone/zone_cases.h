/*
 * zone_cases.h - what of a graduate's is under way, whatever its workflow: what waits for her
 * own act, and what waits for whom.
 */
#ifndef ZONE_CASES_H
#define ZONE_CASES_H

#include "act.h"
#include "err.h"
#include "val.h"

/*
 * Of the acting graduate, kind by kind, the newest first in each: `todo` is what she has to do
 * next, `going` what others have to: [{reference, label (the workflow's), subject, href, state
 * {label, tone}, next (who acts, in words), at}].
 */
enum jy_err zone_cases(struct act *act, struct val *todo, struct val *going) MUST_CHECK;

#endif
