/*
 * form_view.c - what templates see of a form (see form.h).
 */
#include "field.h"
#include "form.h"

/* The keyboard that a phone shows. */
static const char *
inputmode(enum field_type type)
{
	switch (type) {
	case FIELD_DIGITS:
	case FIELD_NUMBER:
		return "numeric";
	case FIELD_MOBILE:
		return "tel";
	case FIELD_EMAIL:
		return "email";
	default:
		return NULL;
	}
}

static bool
is_chosen(const struct form_value *v, struct str value)
{
	for (size_t i = 0; i < v->nlist; i++)
		if (str_eq(v->list[i], value))
			return true;
	return v->given && str_eq(v->text, value);
}

/* The options of a choice, those chosen marked. */
static struct val
options_val(struct act *act, const struct form_value *v)
{
	struct val list, one;

	if (field_choices(act, v->field, &list) != JY_OK)
		return val_null();
	for (size_t i = 0; i < val_len(&list); i++) {
		one = val_at(&list, i);
		val_set(&one, "selected",
		    val_bool(is_chosen(v, val_get(&one, STR("value"))->s)));
	}
	return list;
}

static void
set_text(struct val *map, const char *key, const char *text)
{
	if (text != NULL)
		val_set(map, key, val_text(text));
}

static struct val
field_val(struct act *act, const struct form_value *v)
{
	const struct field *f = v->field;
	const char *kind = field_kind(f->type);
	struct str is = arena_printf(act->arena, "is_%s", kind);
	struct val m = val_map(act->arena);
	bool keep = (f->flags & F_SECRET) == 0 && f->type != FIELD_PASSWORD &&
		    f->type != FIELD_FILE;

	set_text(&m, "name", f->name);
	set_text(&m, "label", f->label);
	set_text(&m, "kind", kind);
	if (is.p != NULL)
		val_set_str(&m, is, val_bool(true));
	val_set(&m, "value", keep ? val_str(v->text) : val_text(""));
	set_text(&m, "error", v->error);
	set_text(&m, "hint", v->hint != NULL ? v->hint : f->hint);
	set_text(&m, "autocomplete", f->autocomplete);
	set_text(&m, "inputmode", inputmode(f->type));
	val_set(&m, "required", val_bool((f->flags & (F_REQUIRED | F_NEEDED)) != 0));
	if ((f->type == FIELD_TEXT || f->type == FIELD_LONG) && f->max > 0)
		val_set(&m, "max", val_int(f->max));
	if (f->type == FIELD_FILE)
		set_text(&m, "accept", f->dict);
	if (f->type == FIELD_CHOICE)
		val_set(&m, "options", options_val(act, v));
	if (f->type == FIELD_CHECK)
		val_set(&m, "checked", val_bool(str_is(v->text, "yes")));
	return m;
}

struct val
form_val(const struct form *f, struct act *act)
{
	struct val form = val_map(act->arena), list = val_list(act->arena),
		   named = val_map(act->arena), errors = val_list(act->arena), one, e;

	for (size_t i = 0; i < f->n; i++) {
		one = field_val(act, &f->values[i]);
		val_set(&named, f->fields[i].name, one);
		if ((f->fields[i].flags & F_HIDDEN) == 0)
			val_push(&list, one);
		if (f->values[i].error == NULL)
			continue;
		e = val_map(act->arena);
		set_text(&e, "name", f->fields[i].name);
		set_text(&e, "label", f->fields[i].label);
		set_text(&e, "text", f->values[i].error);
		val_push(&errors, e);
	}
	set_text(&form, "error", f->error);
	val_set(&form, "errors", errors);
	val_set(&form, "has_errors", val_bool(form_failed(f)));
	val_set(&form, "has_file", val_bool(fields_have_file(f->fields, f->n)));
	val_set(&form, "fields", list);
	val_set(&form, "field", named);
	return form;
}
