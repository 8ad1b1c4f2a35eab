/*
 * region_edit.h - the authority keeps the administrative divisions (8.1.i1): a new place, a new
 * name, a place that is no more. Each is one transaction with its audit record, and the
 * search knows of it at once. Whole lists come by `portalctl import regions`.
 */
#ifndef JY_REGION_EDIT_H
#define JY_REGION_EDIT_H

#include "act.h"
#include "err.h"
#include "val.h"

/*
 *   JY_EINPUT     the code is not of 2, 4, 6, 9 or 12 digits
 *   JY_ENOTFOUND  what it belongs to (the beginning of its code) is not there
 *   JY_ECONFLICT  the code is taken
 */
enum jy_err region_add(struct act *act, struct str code, struct str name) MUST_CHECK;

/* JY_ENOTFOUND: there is none. */
enum jy_err region_rename(struct act *act, struct str code, struct str name) MUST_CHECK;

/* Merged or dissolved: it and what belongs to it are not offered any more, their names are kept.
 * `ended` false takes that back. */
enum jy_err region_end(struct act *act, struct str code, bool ended) MUST_CHECK;

/* The parts of a place ("": provinces): [{code, name, ended, deeper (has parts)}]. */
enum jy_err region_parts(struct act *act, struct str code, struct val *out) MUST_CHECK;

/* Is it ended? */
enum jy_err region_is_ended(struct act *act, struct str code, bool *ended) MUST_CHECK;

#endif
