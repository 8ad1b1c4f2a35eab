/*
 * subsidy_view.c - see subsidy_view.h.
 */
#include "clock.h"
#include "subsidy/subsidy_view.h"

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

	clock_minute(at, text);
	val_set(v, key, val_text(arena_strdup(a, text)));
}

struct val
subsidy_val(struct arena *a, const struct subsidy *s)
{
	const struct flow_state *state = flow_state(&subsidy_flow, s->state);
	const struct {
		const char *key;
		struct str value;
	} texts[] = {
		{ "uid", s->uid },
		{ "number", s->number },
		{ "name", s->name },
		{ "student_no", s->student_no },
		{ "school", s->school },
		{ "faculty", s->faculty },
		{ "major", s->major },
		{ "leaving_on", s->leaving_on },
		{ "type", s->type_label },
		{ "bank", s->bank },
		{ "holder", s->holder },
		{ "card", s->card },
		{ "phone", s->phone },
		{ "reason", s->reason },
		{ "batch", s->batch },
		{ "batch_uid", s->batch_uid },
		{ "paid_on", s->paid_on },
	};
	struct val v = val_map(a);

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		put_text(&v, texts[i].key, texts[i].value);
	val_set(&v, "year", val_int(s->year));
	val_set(&v, "other_holder", val_bool(!str_eq(s->holder, s->name)));
	val_set(&v, "state", val_text(state->label));
	val_set(&v, "tone", val_text(state->tone));
	if (s->amount > 0)
		val_set(&v, "amount", val_int(s->amount));
	put_minute(a, &v, "at", s->created_at);
	put_minute(a, &v, "updated", s->updated_at);
	return v;
}

enum jy_err
subsidy_put(struct act *act, struct val *data, const struct subsidy *s)
{
	struct val files;
	enum jy_err err = subsidy_files(act, s->id, &files);

	if (err != JY_OK)
		return err;
	val_set(data, "subsidy", subsidy_val(act->arena, s));
	val_set(data, "some_files", val_bool(val_len(&files) > 0));
	val_set(data, "files", files);
	return JY_OK;
}
