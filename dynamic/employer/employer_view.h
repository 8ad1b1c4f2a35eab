/*
 * employer_view.h - an employer as the pages of its own and of the authority show it.
 */
#ifndef JY_EMPLOYER_VIEW_H
#define JY_EMPLOYER_VIEW_H

#include "act.h"
#include "crypto.h"
#include "err.h"
#include "val.h"

/*
 * Set data.employer {id, name, credit_code, kind, industry, place, scale, address, website,
 * contact_name, contact_phone, reason, licence (its file's uid, or ""), lacks_licence (and waits for the check), user (the name of who
 * registered it), registered}, data.body (the introduction as HTML).
 *   JY_ENOTFOUND  there is none
 */
enum jy_err employer_put(struct act *act, int64_t id, struct val *data) MUST_CHECK;

#endif
