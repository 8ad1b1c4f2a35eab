/*
 * content.c - a resume's content as JSON: reading, changing and showing it.
 */
#include <stdlib.h>

#include "idcheck.h"
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

static struct str
text_of(json_t *entry, const char *field)
{
	json_t *v = json_object_get(entry, field);

	return json_is_string(v)
		   ? (struct str){ json_string_value(v), json_string_length(v) }
		   : STR_NONE;
}

struct str
content_text(const struct content *c, const char *section, const char *field)
{
	return text_of(json_array_get(json_object_get(c->root, section), 0), field);
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

/* Is everything there that is marked *? */
static bool
entry_done(const struct resume_section *s, json_t *entry)
{
	for (size_t i = 0; i < s->nfields; i++)
		if ((s->fields[i].flags & F_NEEDED) != 0 &&
		    json_object_get(entry, s->fields[i].name) == NULL)
			return false;
	return true;
}

/* Takes the reference to `entry`. */
static enum content_put
put_entry(json_t *list, const struct resume_section *s, int at, json_t *entry)
{
	bool empty = json_object_size(entry) == 0, there;
	int failed;

	at = s->list ? at : 0;
	there = at >= 0 && (size_t)at < json_array_size(list);
	if (s->list && at >= 0 && !there) {
		json_decref(entry);
		return CONTENT_NO_ENTRY;
	}
	if (there ? json_equal(json_array_get(list, (size_t)at), entry) : empty) {
		json_decref(entry);
		return CONTENT_SAME;
	}
	if (!there && json_array_size(list) >= RESUME_ENTRIES_MAX) {
		json_decref(entry);
		return CONTENT_FULL;
	}
	if (empty) {
		json_decref(entry);
		failed = json_array_remove(list, (size_t)at);
	} else if (there) {
		failed = json_array_set_new(list, (size_t)at, entry);
	} else {
		failed = json_array_append_new(list, entry);
	}
	return failed == 0 ? CONTENT_CHANGED : CONTENT_NO_MEMORY;
}

enum content_put
content_put(
    struct content *c, const struct resume_section *s, int at, const struct form *form)
{
	json_t *list = json_object_get(c->root, s->name), *entry;

	if (!json_is_array(list)) {
		list = json_array();
		if (json_object_set_new(c->root, s->name, list) != 0)
			return CONTENT_NO_MEMORY;
	}
	if ((entry = entry_of(s, form)) == NULL)
		return CONTENT_NO_MEMORY;
	return put_entry(list, s, at, entry);
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

bool
content_done(const struct content *c, const struct resume_section *s)
{
	size_t n = content_count(c, s);

	for (size_t i = 0; i < n; i++)
		if (!entry_done(s, content_entry(c, s, (int)i)))
			return false;
	return n > 0 || !s->required;
}

int
content_percent(const struct content *c)
{
	int required = 0, done = 0;

	for (size_t i = 0; i < resume_nsections; i++) {
		if (!resume_sections[i].required)
			continue;
		required++;
		done += content_done(c, &resume_sections[i]) ? 1 : 0;
	}
	return required == 0 ? 100 : done * 100 / required;
}

bool
content_complete(const struct content *c)
{
	for (size_t i = 0; i < resume_nsections; i++)
		if (!content_done(c, &resume_sections[i]))
			return false;
	return true;
}

void
content_words(const struct content *c, struct buf *out)
{
	const char *key;
	json_t *list, *entry, *v;
	size_t i;

	json_object_foreach(c->root, key, list) json_array_foreach(list, i, entry)
	{
		const char *name;

		json_object_foreach(entry, name, v)
		{
			if (!json_is_string(v))
				continue;
			buf_add(out, json_string_value(v), json_string_length(v));
			buf_char(out, '\n');
		}
	}
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

/* The entries of a list begin with from, to and where: they are its heading. */
#define HEADING_FIELDS 3

static struct str
entry_title(struct arena *a, const struct resume_section *s, json_t *entry)
{
	struct str from = text_of(entry, s->fields[0].name),
		   to = text_of(entry, s->fields[1].name),
		   where = text_of(entry, s->fields[2].name);

	if (to.n == 0)
		to = STR("至今");
	return arena_printf(a, STR_FMT " – " STR_FMT "　" STR_FMT, STR_ARG(from),
	    STR_ARG(to), STR_ARG(where));
}

static struct val
line_val(struct arena *a, const struct field *f, struct str text)
{
	struct val line = val_map(a);

	val_set(&line, "label", val_text(f->label));
	val_set(&line, "value", val_str(text));
	val_set(&line, "long", val_bool(f->type == FIELD_LONG));
	return line;
}

static enum jy_err
entry_view(struct act *act, const struct resume_section *s, json_t *entry, size_t at,
    struct val *out)
{
	struct val lines = val_list(act->arena);
	struct str text;
	enum jy_err err;

	*out = val_map(act->arena);
	if (s->list)
		val_set(out, "title", val_str(entry_title(act->arena, s, entry)));
	for (size_t i = s->list ? HEADING_FIELDS : 0; i < s->nfields; i++) {
		if ((text = text_of(entry, s->fields[i].name)).n == 0)
			continue;
		if ((err = label_of(act, &s->fields[i], text, &text)) != JY_OK)
			return err;
		val_push(&lines, line_val(act->arena, &s->fields[i], text));
	}
	val_set(out, "at", val_int((int64_t)at));
	val_set(out, "lines", lines);
	val_set(out, "done", val_bool(entry_done(s, entry)));
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
	val_set(out, "some", val_bool(n > 0));
	val_set(out, "done", val_bool(n > 0 && content_done(c, s)));
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

struct str
resume_masked(struct arena *a, struct str name)
{
	struct buf b = BUF_INIT;
	struct str out;

	mask_name(&b, name);
	out = buf_ok(&b) ? arena_str(a, buf_view(&b)) : STR_NONE;
	buf_release(&b);
	return out;
}
