/*
 * employer.h - employers: verification by the authority, and what a unit says of itself
 * (1.1.i3). Pages are employer_pages.c's and employer_desk.c's.
 */
#ifndef JY_EMPLOYER_H
#define JY_EMPLOYER_H

#include "crypto.h"
#include "flow/flow.h"

/* What the steps of employer_flow see (flow_doc.data). */
struct employer_case {
	struct str name;
	int64_t account_id; /* of its user; 0: none yet */
	bool licence;       /* it was uploaded */
};

/* flow_input.data of the step "rename", checked. */
struct employer_name {
	struct str name, credit_code;
};

extern const struct flow employer_flow;

/* In the transaction of the step: the name, the credit code, and with it the login of
 * its user. JY_ECONFLICT: another unit has the code. */
enum jy_err employer_rename(
    struct act *act, int64_t id, const struct employer_name *name) MUST_CHECK;

/* What it may change by itself at any time; all is published when it is verified. */
struct employer_profile {
	struct str name, credit_code, state, reason; /* not stored by employer_save() */
	struct str kind, industry, region, scale, address, intro, website, contact_name,
	    contact_phone;
	int64_t licence_id; /* file; 0: none */
};

/* JY_ENOTFOUND: there is none. */
enum jy_err employer_load(
    struct act *act, int64_t id, struct employer_profile *out) MUST_CHECK;

/* Store the acting employer's own; one transaction with its audit record. */
enum jy_err employer_save(struct act *act, const struct employer_profile *p) MUST_CHECK;

/* Another licence for the acting employer, in the caller's transaction; *old is the uid of
 * the file that it replaces ("": none), to be unlinked after the commit. */
enum jy_err employer_set_licence(
    struct act *act, int64_t file_id, struct str *old) MUST_CHECK;

#endif
