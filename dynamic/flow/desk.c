/*
 * desk.c - see desk.h.
 */
#include "flow/desk.h"

struct desk_place
desk_place(struct request *rq)
{
	struct str rest = request_query(rq, "after"), at;
	struct desk_place p = { 0, 0 };

	if (!str_split(&rest, '-', &at) || !str_int(at, 0, INT64_MAX, &p.at) ||
	    !str_int(rest, 1, INT64_MAX, &p.id))
		return (struct desk_place){ 0, 0 };
	return p;
}

struct str
desk_place_text(struct arena *a, int64_t at, int64_t id)
{
	return arena_printf(a, "%lld-%lld", (long long)at, (long long)id);
}
