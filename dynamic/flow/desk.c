/*
 * desk.c - see desk.h.
 */
#include "flow/desk.h"

/* A draft is its author's own business. */
static bool
is_listed(const struct flow_state *s)
{
	return strcmp(s->name, "draft") != 0;
}

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

const struct flow_state *
desk_state(struct request *rq, const struct flow *flow, const char *normal)
{
	struct str asked = request_query(rq, "state");

	for (size_t i = 0; i < flow->nstates; i++)
		if (str_is(asked, flow->states[i].name) && is_listed(&flow->states[i]))
			return &flow->states[i];
	return flow_state(flow, str_of(normal));
}

struct val
desk_tabs(struct arena *a, const struct flow *flow, const struct flow_state *current)
{
	struct val list = val_list(a), one;

	for (size_t i = 0; i < flow->nstates; i++) {
		if (!is_listed(&flow->states[i]))
			continue;
		one = val_map(a);
		val_set(&one, "name", val_text(flow->states[i].name));
		val_set(&one, "label", val_text(flow->states[i].label));
		val_set(&one, "current", val_bool(&flow->states[i] == current));
		val_push(&list, one);
	}
	return list;
}

void
desk_result(
    struct arena *a, struct val *list, struct str label, enum jy_err err, const char *why)
{
	struct val one = val_map(a);

	val_set(&one, "label", val_str(label));
	val_set(&one, "ok", val_bool(err == JY_OK));
	val_set(&one, "text",
	    val_text(err == JY_OK  ? "已办理"
		     : why != NULL ? why
				   : err_info(err)->text_zh));
	val_push(list, one);
}
