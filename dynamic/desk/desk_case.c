/*
 * desk_case.c - what a desk does for a case's page: the cases beside it, and the step
 * that leads to the next one.
 */
#include "desk/desk_rows.h"

#define COUNT_MAX 1000 /* beside a case, what waits is counted so far */

/* The one case behind `from`; *found says whether there is one. */
static enum jy_err
neighbour(struct act *act, const struct desk_view *v, bool newest, struct desk_place from,
    struct desk_case *out, bool *found)
{
	size_t n;
	enum jy_err err = desk_cases(act, v, newest, from, 1, out, &n);

	*found = err == JY_OK && n == 1;
	return err;
}

static enum jy_err
put_neighbour(struct request *rq, const struct desk_view *v, bool newest,
    struct desk_place from, const char *key, struct val *nav)
{
	struct desk_case c;
	bool found;
	enum jy_err err = neighbour(&rq->act, v, newest, from, &c, &found);

	val_set(
	    nav, key, found ? val_str(desk_href(rq->act.arena, v, c.key)) : val_null());
	return err;
}

/* The first case that waits for the viewer in any state, after one that does not. */
static enum jy_err
put_waiting(struct request *rq, const struct desk *desk, struct val *nav)
{
	struct desk_view v;
	enum jy_err err = JY_OK;

	for (size_t i = 0; err == JY_OK && i < DESK_STATES && desk->states[i] != NULL;
	     i++) {
		if (!desk_view(&rq->act, desk, desk->states[i], &v) || !v.waits)
			continue;
		err = put_neighbour(rq, &v, false, DESK_OLDEST, "waiting", nav);
		if (val_true(val_get(nav, STR("waiting"))))
			break;
	}
	return err;
}

static enum jy_err
put_nav(
    struct request *rq, struct val *data, struct desk_view *v, const struct desk_case *c)
{
	struct desk_place here = { c->at, c->id };
	struct val nav = val_map(rq->act.arena);
	int64_t n = 0, oldest;
	enum jy_err err;

	v->state = flow_state(v->desk->flow, c->state);
	v->waits = flow_waits_for(v->desk->flow, v->state->name, rq->act.who.role);
	if ((err = put_neighbour(rq, v, v->waits, here, "prev", &nav)) != JY_OK ||
	    (err = put_neighbour(rq, v, !v->waits, here, "next", &nav)) != JY_OK)
		return err;
	val_set(&nav, "waiting", val_null());
	err = v->waits ? desk_count(&rq->act, v, COUNT_MAX, &n, &oldest)
		       : put_waiting(rq, v->desk, &nav);
	val_set(&nav, "count",
	    n > 0 ? val_str(arena_printf(
			rq->act.arena, "%lld%s", (long long)n, n == COUNT_MAX ? "+" : ""))
		  : val_null());
	val_set(&nav, "list",
	    val_str(arena_printf(rq->act.arena, "%s?" STR_FMT, v->desk->path,
		STR_ARG(desk_query(rq->act.arena, v)))));
	val_set(&nav, "title", val_text(v->desk->title));
	val_set(&nav, "noun", val_text(v->desk->noun));
	val_set(data, "desk", nav);
	return err;
}

/* The keys a and r for the desk's two actions; the first is the main button. */
static void
put_keys(struct val *data, const char *list, const struct desk *desk)
{
	struct val rows = *val_get(data, str_of(list)), one;
	struct str action;

	for (size_t i = 0; i < val_len(&rows); i++) {
		one = val_at(&rows, i);
		action = val_get(&one, STR("action"))->s;
		if (desk->approve != NULL && str_is(action, desk->approve)) {
			val_set(&one, "key", val_text("a"));
			val_set(&one, "main", val_bool(true));
		} else if (desk->reject != NULL && str_is(action, desk->reject)) {
			val_set(&one, "key", val_text("r"));
		}
	}
}

enum jy_err
desk_put(struct request *rq, struct val *data, const struct desk *desk, int64_t id)
{
	struct str path =
	    arena_printf(rq->act.arena, "%s/" STR_FMT, desk->path, STR_ARG(rq->param));
	struct desk_view v;
	struct desk_case c;
	enum jy_err err;

	if ((err = desk_view_of(rq, desk, &v)) != JY_OK ||
	    (err = desk_case(&rq->act, &v, id, &c)) != JY_OK ||
	    (err = flow_put(rq, data, desk->flow, id, NULL, path)) != JY_OK ||
	    (err = put_nav(rq, data, &v, &c)) != JY_OK)
		return err;
	put_keys(data, "plain", desk);
	put_keys(data, "reasoned", desk);
	val_set(data, "action_path", val_str(desk_href(rq->act.arena, &v, c.key)));
	return JY_OK;
}

static const char *
flash(const struct desk *desk, const char *action)
{
	if (desk->approve != NULL && strcmp(action, desk->approve) == 0)
		return "approved";
	if (desk->reject != NULL && strcmp(action, desk->reject) == 0)
		return "rejected";
	return "submitted";
}

/* On to what waits behind the decided case, or before it, or to the list. */
static enum jy_err
go_on(struct request *rq, const struct desk_view *v, const struct desk_case *was,
    const char *action)
{
	struct desk_case next;
	bool found = false;
	enum jy_err err;
	struct str to;

	if (!v->waits) /* a step nobody waited for: stay */
		return reply_redirect_str(
		    rq, arena_printf(rq->act.arena, STR_FMT "&done=%s",
			    STR_ARG(desk_href(rq->act.arena, v, was->key)),
			    flash(v->desk, action)));
	err = neighbour(
	    &rq->act, v, false, (struct desk_place){ was->at, was->id }, &next, &found);
	if (err == JY_OK && !found)
		err = neighbour(&rq->act, v, false, DESK_OLDEST, &next, &found);
	if (err != JY_OK)
		return err;
	to = found ? desk_href(rq->act.arena, v, next.key)
		   : arena_printf(rq->act.arena, "%s?" STR_FMT, v->desk->path,
			 STR_ARG(desk_query(rq->act.arena, v)));
	return reply_redirect_str(rq, arena_printf(rq->act.arena, STR_FMT "&done=%s",
					  STR_ARG(to), flash(v->desk, action)));
}

enum jy_err
desk_post(struct request *rq, const struct desk *desk, int64_t id, const void *input,
    handler_fn page)
{
	const char *action = arena_cstr(rq->act.arena, form_get(&rq->form, "action"));
	const struct flow_input in = { form_get(&rq->form, "reason"), input };
	struct desk_view v;
	struct desk_case was;
	bool done;
	enum jy_err err;

	if (action == NULL)
		return JY_ENOMEM;
	if ((err = desk_view_of(rq, desk, &v)) != JY_OK ||
	    (err = desk_case(&rq->act, &v, id, &was)) != JY_OK)
		return err;
	v.state = flow_state(desk->flow, was.state);
	v.waits = flow_waits_for(desk->flow, v.state->name, rq->act.who.role);
	err = flow_post(rq, desk->flow, id, action, &in, page, &done);
	return done ? go_on(rq, &v, &was, action) : err;
}
