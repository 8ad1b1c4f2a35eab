/*
 * subsidy_view.h - an application as data for templates.
 */
#ifndef JY_SUBSIDY_VIEW_H
#define JY_SUBSIDY_VIEW_H

#include "subsidy/subsidy.h"

/* {uid, number, name, student_no, school, faculty, major, year, leaving_on, type, bank,
 * holder, other_holder (not the applicant's name), card, phone, state, tone, reason,
 * amount, batch, batch_uid, paid_on, at, updated}; what is empty is left out. */
struct val subsidy_val(struct arena *a, const struct subsidy *s);

/* Set data.subsidy, data.files [{uid, name}], data.some_files. */
enum jy_err subsidy_put(
    struct act *act, struct val *data, const struct subsidy *s) MUST_CHECK;

#endif
