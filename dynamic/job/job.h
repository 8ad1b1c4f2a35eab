/*
 * job.h - job postings.
 */
#ifndef JY_JOB_H
#define JY_JOB_H

#include "flow/flow.h"

/* What the steps of job_flow see of a job (flow_doc.data). */
struct job_case {
	int64_t employer_id, closes_at;
	struct str title, employer;
	bool employer_verified;
};

extern const struct flow job_flow;

#endif
