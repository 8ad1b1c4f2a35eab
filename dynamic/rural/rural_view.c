/*
 * rural_view.c - campaigns, posts and applications as data for templates.
 */
#include "clock.h"
#include "rural/pages.h"

static void
put_text(struct val *v, const char *key, struct str s)
{
	if (s.n > 0)
		val_set(v, key, val_str(s));
}

static void
put_minute(struct arena *a, struct val *v, const char *key, int64_t at)
{
	char text[17];

	if (at == 0)
		return;
	clock_minute(at, text);
	val_set(v, key, val_text(arena_strdup(a, text)));
}

/* {id, year, title, brings, opens_on, closes_on, phase, tone, is_open, is_public, path,
 * posts, headcount, applications} */
struct val
campaign_val(struct act *act, const struct campaign *c)
{
	const char *tone, *phase = campaign_phase(c, act->now, &tone);
	struct val v = val_map(act->arena);

	val_set(&v, "id", val_int(c->id));
	val_set(&v, "year", val_int(c->form.year));
	val_set(&v, "title", val_str(c->form.title));
	put_text(&v, "brings", c->form.brings);
	val_set(&v, "opens_on", val_str(c->form.opens_on));
	val_set(&v, "closes_on", val_str(c->form.closes_on));
	val_set(&v, "phase", val_text(phase));
	val_set(&v, "tone", val_text(tone));
	val_set(&v, "is_open", val_bool(campaign_is_open(c, act->now)));
	val_set(&v, "is_public", val_bool(!str_is(c->state, "draft")));
	val_set(&v, "path",
	    val_str(arena_printf(act->arena, "/campaigns/%04lld/%lld.html",
		(long long)c->id / 1000, (long long)c->id)));
	val_set(&v, "posts", val_int(c->posts));
	val_set(&v, "headcount", val_int(c->headcount));
	val_set(&v, "applications", val_int(c->applications));
	return v;
}

/* {id, code, name, place, unit, service, headcount, education, requirements, office,
 * employer, applications} */
struct val
post_val(struct arena *a, const struct post *p)
{
	struct val v = val_map(a);

	val_set(&v, "id", val_int(p->id));
	val_set(&v, "code", val_str(p->code));
	val_set(&v, "name", val_str(p->name));
	val_set(&v, "place", val_str(p->place));
	val_set(&v, "unit", val_str(p->unit));
	val_set(&v, "service", val_str(p->service_label));
	val_set(&v, "headcount", val_int(p->headcount));
	val_set(&v, "education", val_str(p->education_label));
	put_text(&v, "requirements", p->requirements);
	val_set(&v, "office", val_str(p->office));
	put_text(&v, "employer", p->employer_code);
	val_set(&v, "applications", val_int(p->applications));
	return v;
}

/* {uid, number, campaign, campaign_id, year, brings, code, post, place, unit, service,
 * basic {…}, id_no, experience, phone, email, address, state, tone, is_pending,
 * is_approved, reason, reviewer, reviewed, at, updated} */
struct val
application_val(struct act *act, const struct post_application *p)
{
	const struct flow_state *state = flow_state(&post_flow, p->state);
	const struct {
		const char *key;
		struct str value;
	} texts[] = {
		{ "uid", p->uid },
		{ "number", p->number },
		{ "campaign", p->campaign },
		{ "brings", p->brings },
		{ "code", p->code },
		{ "post", p->post },
		{ "place", p->place },
		{ "unit", p->unit },
		{ "service", p->service },
		{ "id_no", p->id_no },
		{ "experience", p->experience },
		{ "phone", p->phone },
		{ "email", p->email },
		{ "address", p->address },
		{ "reason", p->reason },
		{ "reviewer", p->reviewer },
	};
	struct val v = val_map(act->arena);

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		put_text(&v, texts[i].key, texts[i].value);
	val_set(&v, "campaign_id", val_int(p->campaign_id));
	val_set(&v, "year", val_int(p->year));
	val_set(&v, "basic", p->basic);
	val_set(&v, "state", val_text(state->label));
	val_set(&v, "tone", val_text(state->tone));
	val_set(&v, "is_pending", val_bool(strcmp(state->name, "pending") == 0));
	val_set(&v, "is_approved", val_bool(apply_is_approved(p)));
	put_minute(act->arena, &v, "at", p->created_at);
	put_minute(act->arena, &v, "updated", p->updated_at);
	put_minute(act->arena, &v, "reviewed", p->reviewed_at);
	return v;
}

static void
push(struct arena *a, struct val *list, struct str label, struct str path)
{
	struct val one = val_map(a);

	val_set(&one, "label", val_str(label));
	val_set(&one, "path", val_str(path));
	val_push(list, one);
}

struct val
campaign_crumbs(struct request *rq, const struct campaign *c)
{
	struct val list = val_list(rq->act.arena);

	push(rq->act.arena, &list, STR("三支一扶招募"), STR("/office/campaigns"));
	if (c != NULL)
		push(rq->act.arena, &list, c->form.title,
		    arena_printf(
			rq->act.arena, "/office/campaigns/%lld", (long long)c->id));
	return list;
}
