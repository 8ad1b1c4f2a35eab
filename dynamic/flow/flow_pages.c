/*
 * flow_pages.c - see flow_pages.h.
 */
#include "flow/flow_pages.h"
#include "http/csrf.h"

/* Is a word in a list with blanks between? */
static bool
listed(const char *list, struct str word)
{
	struct str rest = list != NULL ? str_of(list) : STR_NONE, one;

	while (str_split(&rest, ' ', &one))
		if (str_eq(one, word))
			return true;
	return false;
}

static void
put_actions(
    struct request *rq, struct val *data, const struct flow_doc *doc, const char *except)
{
	struct val all = flow_actions(&rq->act, doc), plain = val_list(rq->act.arena),
		   reasoned = val_list(rq->act.arena), one;

	for (size_t i = 0; i < val_len(&all); i++) {
		one = val_at(&all, i);
		if (listed(except, val_get(&one, STR("action"))->s))
			continue;
		if ((val_true(val_get(&one, STR("reason"))) ||
			val_true(val_get(&one, STR("remark")))) &&
		    val_true(val_get(&one, STR("allowed"))))
			val_push(&reasoned, one);
		else
			val_push(&plain, one);
	}
	val_set(data, "plain", plain);
	val_set(data, "some_plain", val_bool(val_len(&plain) > 0));
	val_set(data, "reasoned", reasoned);
	val_set(data, "some_actions", val_bool(val_len(&plain) + val_len(&reasoned) > 0));
}

/* What was sent with a step, if its form has such a field. */
static struct str
sent(const struct request *rq, const char *field)
{
	for (size_t i = 0; rq->in.method == METHOD_POST && i < rq->form.n; i++)
		if (strcmp(rq->form.fields[i].name, field) == 0)
			return rq->form.values[i].text;
	return STR_NONE;
}

enum jy_err
flow_put(struct request *rq, struct val *data, const struct flow *flow, int64_t id,
    const char *except, struct str path)
{
	struct val state = val_map(rq->act.arena), history;
	struct flow_doc doc = { .flow = flow };
	const struct flow_state *now;
	enum jy_err err;

	if ((err = flow->load(&rq->act, id, &doc)) != JY_OK ||
	    (err = flow_history(&rq->act, flow, id, &history)) != JY_OK)
		return err;
	now = flow_state(flow, doc.state);
	val_set(&state, "name", val_text(now->name));
	val_set(&state, "label", val_text(now->label));
	val_set(&state, "tone", val_text(now->tone));
	val_set(data, "state", state);
	val_set(data, "history", history);
	val_set(data, "reference", val_str(flow_reference(rq->act.arena, flow, id)));
	val_set(data, "next_who", val_str(flow_next_words(&rq->act, &doc)));
	val_set(data, "some_history", val_bool(val_len(&history) > 0));
	val_set(data, "action_path", val_str(path));
	val_set(data, "csrf", val_str(csrf_token_for(rq, path)));
	/* a reason is not lost, even if the step is no longer there to be taken */
	val_set(data, "typed", val_str(sent(rq, "reason")));
	val_set(data, "version", val_int((int64_t)val_len(&history)));
	val_set(data, "may", flow_may(&rq->act, &doc));
	put_actions(rq, data, &doc, except);
	return JY_OK;
}

enum jy_err
flow_post(struct request *rq, const struct flow *flow, int64_t id, const char *action,
    const struct flow_input *in, handler_fn page, bool *done)
{
	const char *why = NULL;
	enum jy_err err, drawn;
	int64_t version;

	if (!str_int(sent(rq, "version"), 0, INT64_MAX, &version))
		version = -1;
	err = flow_apply_at(&rq->act, flow, id, action, in, version, &why);
	*done = err == JY_OK;
	if ((err != JY_ECONFLICT && err != JY_EINPUT) || why == NULL)
		return err;
	rq->form.error = why;
	if ((drawn = page(rq)) == JY_OK)
		rq->reply.status = err_info(err)->http;
	return drawn;
}

enum jy_err
flow_step(struct request *rq, const struct flow *flow, int64_t id, handler_fn page,
    struct str path, const char *done)
{
	const char *action = arena_cstr(rq->act.arena, form_get(&rq->form, "action"));
	const struct flow_input in = { form_get(&rq->form, "reason"), NULL };
	bool taken;
	enum jy_err err;

	if (action == NULL || path.p == NULL)
		return JY_ENOMEM;
	err = flow_post(rq, flow, id, action, &in, page, &taken);
	return taken ? reply_done(rq, path, done, 1, 0) : err;
}

struct val
flow_tabs(struct arena *a, const struct flow *flow, const struct flow_state *current)
{
	struct val list = val_list(a), one;

	for (size_t i = 0; i < flow->nstates; i++) {
		if (strcmp(flow->states[i].name, "draft") == 0)
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
flow_result(
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

int64_t
flow_results_done(const struct val *list)
{
	struct val one;
	int64_t n = 0;

	for (size_t i = 0; i < val_len(list); i++) {
		one = val_at(list, i);
		n += val_true(val_get(&one, STR("ok")));
	}
	return n;
}

enum jy_err
flow_results(struct request *rq, const char *title, struct val list, struct str back,
    struct val data)
{
	int64_t done = flow_results_done(&list), left = (int64_t)val_len(&list) - done;

	val_set(&data, "results", list);
	val_set(&data, "done", val_int(done));
	if (left > 0)
		val_set(&data, "left", val_int(left));
	val_set(&data, "back", val_str(back));
	return reply_page(rq, 200, "flow/results", title, data);
}
