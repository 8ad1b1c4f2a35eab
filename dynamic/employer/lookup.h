/*
 * lookup.h - what of an employer's somebody names by a number or a name: applications,
 * invitations, contracts and agreements, applications for rural posts that it reviews, jobs.
 */
#ifndef JY_EMPLOYER_LOOKUP_H
#define JY_EMPLOYER_LOOKUP_H

#include "act.h"
#include "val.h"

#define ORG_FOUND_MAX 50

/*
 * What `text` names: a number that flow_reference() made, or its end; the number of a contract or an agreement; or the
 * beginning, of two characters at least, of a person's name or a job's. Of each kind the newest ORG_FOUND_MAX; *more: there
 * are others. [{name, about, kind, href, reference, label, tone, at}] for {{>desk/found}}.
 */
enum jy_err org_lookup(
    struct act *act, struct str text, struct val *out, bool *more) MUST_CHECK;

#endif
