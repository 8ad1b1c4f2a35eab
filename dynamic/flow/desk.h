/*
 * desk.h - what a reviewer's pages of different documents have in common: tabs by state,
 * pages of a list in order of time, and the outcome of a step for many.
 */
#ifndef JY_DESK_H
#define JY_DESK_H

#include "flow/flow.h"
#include "http/request.h"

/* Where a page of a list ordered by (at, id) begins: the query's "after", "AT-ID". */
struct desk_place {
	int64_t at, id; /* 0: from the beginning */
};
struct desk_place desk_place(struct request *rq);
struct str desk_place_text(struct arena *a, int64_t at, int64_t id);

/* The state to list: the query's "state" if the flow has it, else `normal`. */
const struct flow_state *desk_state(
    struct request *rq, const struct flow *flow, const char *normal);

/* [{name, label, current}] for the states. */
struct val desk_tabs(
    struct arena *a, const struct flow *flow, const struct flow_state *current);

/* One line of an outcome: {label, ok, text}; `why` NULL means that it was done. */
void desk_result(struct arena *a, struct val *list, struct str label, enum jy_err err,
    const char *why);

#endif
