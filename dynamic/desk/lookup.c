/*
 * lookup.c - a case by what somebody at the counter says: the number on the graduate's page or
 * paper (flow_reference()), its end, or a name. Of all desks of the viewer; what is not in her
 * scope does not exist.
 */
#include "clock.h"
#include "desk/desk_rows.h"
#include "utf8.h"

#define FOUND_MAX 50
#define NAME_MIN 2 /* characters */
#define TAIL_IDS 8 /* so many documents can end in four digits: eight million */

static struct val
case_val(struct act *act, const struct desk_view *v, const struct desk_case *c)
{
	struct val one = val_map(act->arena), about = val_at(&c->cells, 0);
	char at[17];

	clock_minute(c->at, at);
	val_set(&one, "name", val_str(c->name));
	val_set(&one, "href", val_str(desk_href(act->arena, v, c->key)));
	val_set(&one, "about",
	    val_len(&c->cells) > 0 ? *val_get(&about, STR("text")) : val_null());
	val_set(&one, "kind", val_text(v->desk->noun));
	val_set(
	    &one, "reference", val_str(flow_reference(act->arena, v->desk->flow, c->id)));
	val_set(&one, "label", val_text(v->state->label));
	val_set(&one, "tone", val_text(v->state->tone));
	val_set(&one, "at", val_text(arena_strdup(act->arena, at)));
	return one;
}

static void
add(struct act *act, const struct desk *desk, const struct desk_case *c, struct val *list)
{
	struct desk_view v;
	char *state = arena_strdup(act->arena, arena_cstr(act->arena, c->state));

	if (state != NULL && desk_shows(desk, c->state) &&
	    desk_view(act, desk, state, &v))
		val_push(list, case_val(act, &v, c));
}

static enum jy_err
by_reference(
    struct act *act, const struct desk_view *v, struct str text, struct val *list)
{
	int64_t ids[TAIL_IDS];
	size_t n = flow_reference_ids(v->desk->flow, text, ids, TAIL_IDS);
	struct desk_case c;
	enum jy_err err;

	for (size_t i = 0; i < n; i++) {
		err = desk_case(act, v, ids[i], &c);
		if (err == JY_OK)
			add(act, v->desk, &c, list);
		else if (err != JY_ENOTFOUND)
			return err;
	}
	return JY_OK;
}

static enum jy_err
by_name(struct act *act, const struct desk_view *v, struct str text, struct val *list,
    bool *more)
{
	struct desk_case *cases =
	    arena_array(act->arena, FOUND_MAX + 1, sizeof(cases[0]));
	size_t n;
	enum jy_err err;

	if (cases == NULL)
		return JY_ENOMEM;
	err = desk_whose(act, v, text, FOUND_MAX + 1, cases, &n);
	if (err == JY_OK && n > FOUND_MAX) {
		*more = true;
		n = FOUND_MAX;
	}
	for (size_t i = 0; err == JY_OK && i < n; i++)
		add(act, v->desk, &cases[i], list);
	return err;
}

enum jy_err
desk_lookup(struct request *rq, struct str text, struct val *data)
{
	struct val list = val_list(rq->act.arena);
	struct desk_view v;
	bool more = false;
	enum jy_err err = JY_OK;

	for (size_t k = 0; desks[k] != NULL && err == JY_OK; k++)
		if (desk_view(&rq->act, desks[k], desks[k]->states[0], &v))
			err = by_reference(&rq->act, &v, text, &list);
	if (utf8_count(text) >= NAME_MIN)
		for (size_t k = 0; desks[k] != NULL && err == JY_OK; k++)
			if (desk_view(&rq->act, desks[k], desks[k]->states[0], &v))
				err = by_name(&rq->act, &v, text, &list, &more);
	val_set(data, "found", list);
	val_set(data, "more", val_bool(more));
	val_set(data, "n", val_int((int64_t)val_len(&list)));
	val_set(data, "some_found", val_bool(val_len(&list) > 0));
	return err;
}
