/*
 * employer.h - employers: verification by the authority.
 */
#ifndef JY_EMPLOYER_H
#define JY_EMPLOYER_H

#include "flow/flow.h"

/* What the steps of employer_flow see (flow_doc.data). */
struct employer_case {
	struct str name;
	int64_t account_id; /* of its user; 0: none yet */
};

extern const struct flow employer_flow;

#endif
