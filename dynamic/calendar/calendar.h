/*
 * calendar.h - working days: Monday to Friday, but for the holidays and the weekends at
 * work that the authority keeps in calendar_day (each year's arrangement of the State
 * Council, and the autonomous region's own holidays).
 */
#ifndef JY_CALENDAR_H
#define JY_CALENDAR_H

#include "act.h"
#include "err.h"
#include "val.h"

#define CALENDAR_DAYS_MAX 250 /* that a period may have */

/*
 * The end of a period of `days` (1 to CALENDAR_DAYS_MAX) whole working days: the first
 * second after the last of them. A day counts if it begins at `from` or later, so that
 * of a period that begins in the course of a day, this day does not count.
 *   JY_EINPUT  days is out of range, or there are not so many working days in 3 years
 */
enum jy_err calendar_end(
    struct act *act, int64_t from, int64_t days, int64_t *end) MUST_CHECK;

/* Is the arrangement of a year in the table? (Years before the first never matter.) */
enum jy_err calendar_has(struct act *act, int64_t year, bool *has) MUST_CHECK;

/* The special days of a year in order: [{day, weekday (周一), off, name}]. */
enum jy_err calendar_list(struct act *act, int64_t year, struct val *out) MUST_CHECK;

/* Enter a day, or change it; remove one. Each is one transaction with its audit record,
 * or a part of the caller's. `kind` is "off" or "work". *changed: it was not so before.
 * JY_ENOTFOUND: there is nothing to remove. */
enum jy_err calendar_put(struct act *act, struct str day, struct str kind,
    struct str name, bool *changed) MUST_CHECK;
enum jy_err calendar_remove(struct act *act, struct str day) MUST_CHECK;

#endif
