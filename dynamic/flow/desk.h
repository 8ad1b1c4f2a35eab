/*
 * desk.h - where a page of a list in order of time begins. (The offices' desks are
 * desk/desk.h.)
 */
#ifndef JY_FLOW_DESK_H
#define JY_FLOW_DESK_H

#include "flow/flow.h"
#include "http/request.h"

/* The last entry of the page before, by (at, id): the query's "after", "AT-ID". */
struct desk_place {
	int64_t at, id; /* 0: from the beginning */
};
struct desk_place desk_place(struct request *rq);
struct str desk_place_text(struct arena *a, int64_t at, int64_t id);

#endif
