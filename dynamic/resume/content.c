/*
 * content.c - a resume's content as JSON: reading, changing and showing it.
 */
#include <stdlib.h>

#include "resume/content.h"

struct content
content_parse(struct str text)
{
	struct content c = { json_loadb(
	    text.p != NULL ? text.p : "{}", text.p != NULL ? text.n : 2, 0, NULL) };

	if (!json_is_object(c.root)) {
		json_decref(c.root);
		c.root = json_object();
	}
	return c;
}

void
content_release(struct content *c)
{
	json_decref(c->root);
	c->root = NULL;
}

json_t *
content_entry(const struct content *c, const struct resume_section *s, int at)
{
	return at < 0 ? NULL
		      : json_array_get(json_object_get(c->root, s->name), (size_t)at);
}

size_t
content_count(const struct content *c, const struct resume_section *s)
{
	return json_array_size(json_object_get(c->root, s->name));
}

struct str
content_text(const struct content *c, const char *section, const char *field)
{
	json_t *v =
	    json_object_get(json_array_get(json_object_get(c->root, section), 0), field);

	return json_is_string(v)
		   ? (struct str){ json_string_value(v), json_string_length(v) }
		   : STR_NONE;
}

/* The form's values; what was left empty is left out. */
static json_t *
entry_of(const struct resume_section *s, const struct form *form)
{
	json_t *entry = json_object();
	struct str v;

	for (size_t i = 0; i < s->nfields; i++) {
		v = form_get(form, s->fields[i].name);
		if (v.n > 0)
			json_object_set_new(
			    entry, s->fields[i].name, json_stringn(v.p, v.n));
	}
	return entry;
}

bool
content_put(
    struct content *c, const struct resume_section *s, int at, const struct form *form)
{
	json_t *list = json_object_get(c->root, s->name), *entry;

	if (!json_is_array(list)) {
		list = json_array();
		if (json_object_set_new(c->root, s->name, list) != 0)
			return false;
	}
	if ((entry = entry_of(s, form)) == NULL)
		return false;
	if (!s->list)
		at = 0;
	if (at >= 0 && (size_t)at < json_array_size(list))
		return json_array_set_new(list, (size_t)at, entry) == 0;
	return json_array_append_new(list, entry) == 0;
}

bool
content_drop(struct content *c, const struct resume_section *s, int at)
{
	return at >= 0 &&
	       json_array_remove(json_object_get(c->root, s->name), (size_t)at) == 0;
}

struct str
content_print(const struct content *c, struct arena *a)
{
	char *text = json_dumps(c->root, JSON_COMPACT | JSON_SORT_KEYS);
	struct str out = text != NULL ? arena_str(a, str_of(text)) : STR_NONE;

	free(text);
	return out;
}

int
content_percent(const struct content *c)
{
	int required = 0, done = 0;

	for (size_t i = 0; i < resume_nsections; i++) {
		if (!resume_sections[i].required)
			continue;
		required++;
		done += content_count(c, &resume_sections[i]) > 0;
	}
	return required == 0 ? 100 : done * 100 / required;
}

int
resume_percent(struct str content)
{
	struct content c = content_parse(content);
	int percent = content_percent(&c);

	content_release(&c);
	return percent;
}

bool
resume_fill(const struct resume *r, struct arena *a, const struct resume_section *s,
    int at, struct form *form)
{
	struct content c = content_parse(r->content);
	json_t *entry = content_entry(&c, s, at), *v;

	for (size_t i = 0; entry != NULL && i < s->nfields; i++) {
		v = json_object_get(entry, s->fields[i].name);
		if (json_is_string(v))
			form_set(form, s->fields[i].name,
			    arena_str(a, (struct str){ json_string_value(v),
					     json_string_length(v) }));
	}
	content_release(&c);
	return entry != NULL;
}

/* What a choice's code means; other values are themselves. */
static enum jy_err
label_of(struct act *act, const struct field *f, struct str value, struct str *out)
{
	struct val list, one;
	enum jy_err err;

	*out = arena_str(act->arena, value);
	if (f->type != FIELD_CHOICE)
		return JY_OK;
	if ((err = field_choices(act, f, &list)) != JY_OK)
		return err;
	for (size_t i = 0; i < val_len(&list); i++) {
		one = val_at(&list, i);
		if (str_eq(val_get(&one, STR("value"))->s, value))
			*out = val_get(&one, STR("label"))->s;
	}
	return JY_OK;
}

static enum jy_err
entry_view(struct act *act, const struct resume_section *s, json_t *entry, size_t at,
    struct val *out)
{
	struct val lines = val_list(act->arena), line;
	struct str text;
	enum jy_err err;
	json_t *v;

	for (size_t i = 0; i < s->nfields; i++) {
		v = json_object_get(entry, s->fields[i].name);
		if (!json_is_string(v))
			continue;
		if ((err = label_of(act, &s->fields[i],
			 (struct str){ json_string_value(v), json_string_length(v) },
			 &text)) != JY_OK)
			return err;
		line = val_map(act->arena);
		val_set(&line, "label", val_text(s->fields[i].label));
		val_set(&line, "value", val_str(text));
		val_set(&line, "long", val_bool(s->fields[i].type == FIELD_LONG));
		val_push(&lines, line);
	}
	*out = val_map(act->arena);
	val_set(out, "at", val_int((int64_t)at));
	val_set(out, "lines", lines);
	return JY_OK;
}

static enum jy_err
section_view(struct act *act, const struct content *c, const struct resume_section *s,
    struct val *out)
{
	struct val entries = val_list(act->arena), entry;
	size_t n = content_count(c, s);
	enum jy_err err;

	for (size_t i = 0; i < n; i++) {
		err = entry_view(act, s, content_entry(c, s, (int)i), i, &entry);
		if (err != JY_OK)
			return err;
		val_push(&entries, entry);
	}
	*out = val_map(act->arena);
	val_set(out, "name", val_text(s->name));
	val_set(out, "label", val_text(s->label));
	val_set(out, "list", val_bool(s->list));
	val_set(out, "required", val_bool(s->required));
	val_set(out, "done", val_bool(n > 0));
	val_set(out, "entries", entries);
	return JY_OK;
}

enum jy_err
resume_view(struct act *act, struct str content, struct val *out)
{
	struct content c = content_parse(content);
	enum jy_err err = JY_OK;
	struct val section;

	*out = val_list(act->arena);
	for (size_t i = 0; i < resume_nsections && err == JY_OK; i++) {
		err = section_view(act, &c, &resume_sections[i], &section);
		if (err == JY_OK)
			val_push(out, section);
	}
	content_release(&c);
	return err;
}
