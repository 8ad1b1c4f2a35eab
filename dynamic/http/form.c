/*
 * form.c - a body becomes a form: strict decoding of application/x-www-form-urlencoded
 * and, with multipart.h, of multipart/form-data; and the values by name. What a value may be is
 * in field.c, what templates see of it in form_view.c.
 */
#include "escape.h"
#include "field.h"
#include "form.h"
#include "multipart.h"
#include "utf8.h"

#define FORM_PAIRS_MAX 200
#define FORM_NAME_MAX 64 /* bytes */

enum jy_err
form_empty(struct form *f, struct arena *a, const struct field *fields, size_t n)
{
	*f = (struct form){ .fields = fields, .n = n };
	f->values = arena_array(a, n, sizeof(f->values[0]));
	if (f->values == NULL)
		return JY_ENOMEM;
	for (size_t i = 0; i < n; i++)
		f->values[i].field = &fields[i];
	return JY_OK;
}

struct form_value *
form_value(struct form *f, const char *name)
{
	for (size_t i = 0; i < f->n; i++)
		if (strcmp(f->fields[i].name, name) == 0)
			return &f->values[i];
	return NULL;
}

struct str
form_get(const struct form *f, const char *name)
{
	for (size_t i = 0; i < f->n; i++)
		if (strcmp(f->fields[i].name, name) == 0)
			return f->values[i].text.p != NULL ? f->values[i].text : STR("");
	return STR("");
}

struct str
form_good(struct form *f, const char *name)
{
	const struct form_value *v = form_value(f, name);

	return v != NULL && v->error == NULL && v->text.p != NULL ? v->text : STR("");
}

int64_t
form_number(struct form *f, const char *name)
{
	const struct form_value *v = form_value(f, name);

	return v != NULL && v->error == NULL ? v->number : 0;
}

void
form_set(struct form *f, const char *name, struct str value)
{
	struct form_value *v = form_value(f, name);

	if (v == NULL)
		return;
	v->text = value;
	v->given = value.n > 0;
}

enum jy_err
form_fail(struct form *f, const char *name, const char *error)
{
	struct form_value *v = name != NULL ? form_value(f, name) : NULL;

	if (v == NULL)
		f->error = error;
	else if (v->error == NULL)
		v->error = error;
	return JY_EINPUT;
}

bool
form_failed(const struct form *f)
{
	if (f->error != NULL)
		return true;
	for (size_t i = 0; i < f->n; i++)
		if (f->values[i].error != NULL)
			return true;
	return false;
}

enum jy_err
form_need(struct form *f, struct act *act)
{
	enum jy_err err = JY_OK;

	for (size_t i = 0; i < f->n && err == JY_OK; i++)
		if ((f->fields[i].flags & F_NEEDED) != 0 && f->values[i].text.n == 0 &&
		    f->values[i].error == NULL)
			err = field_missing(act, &f->values[i]);
	return err == JY_OK && form_failed(f) ? JY_EINPUT : err;
}

/* Add one value to a field that is declared a list. */
static enum jy_err
list_add(struct arena *a, struct form_value *v, struct str text)
{
	struct str *list = (struct str *)v->list;

	if (list == NULL &&
	    (list = arena_array(a, FORM_PAIRS_MAX, sizeof(*list))) == NULL)
		return JY_ENOMEM;
	list[v->nlist++] = text;
	v->list = list;
	return JY_OK;
}

static struct form_value *
value_of(struct form *f, struct str name)
{
	for (size_t i = 0; i < f->n; i++)
		if (str_is(name, f->fields[i].name))
			return &f->values[i];
	return NULL;
}

/* One decoded pair finds its field. */
static enum jy_err
take_pair(struct form *f, struct arena *a, struct str name, struct str text, bool *csrf)
{
	struct form_value *v = value_of(f, name);

	if (str_is(name, "csrf")) {
		if (*csrf)
			return JY_EPARSE;
		*csrf = true;
		return JY_OK;
	}
	if (v == NULL || v->field->type == FIELD_FILE || !utf8_valid(text) ||
	    memchr(text.p, '\0', text.n) != NULL)
		return JY_EPARSE;
	if ((v->field->flags & F_LIST) != 0) {
		v->given = true;
		return list_add(a, v, text);
	}
	if (v->given)
		return JY_EPARSE;
	v->given = true;
	v->text = text;
	return JY_OK;
}

/* The pairs of a body, decoded, into the table's values. */
static enum jy_err
take_body(struct form *f, struct arena *a, struct str body)
{
	struct str rest = body, pair, name, key, text;
	bool csrf = false;
	size_t pairs = 0;
	enum jy_err err;

	if (body.n == 0)
		return JY_OK;
	while (str_split(&rest, '&', &pair)) {
		if (++pairs > FORM_PAIRS_MAX || !str_split(&pair, '=', &name) ||
		    pair.p == NULL || name.n > FORM_NAME_MAX)
			return JY_EPARSE;
		if ((err = url_decode(a, name, true, &key)) != JY_OK ||
		    (err = url_decode(a, pair, true, &text)) != JY_OK ||
		    (err = take_pair(
			 f, a, key, text.p != NULL ? text : STR(""), &csrf)) != JY_OK)
			return err;
	}
	return JY_OK;
}

/* A file keeps the name that the browser gave it, without its folders. */
static enum jy_err
take_file(struct form *f, const struct part *part)
{
	struct form_value *v = value_of(f, part->name);
	struct str name = part->filename;

	if (v == NULL || v->field->type != FIELD_FILE || v->given || !utf8_valid(name) ||
	    memchr(name.p, '\0', name.n) != NULL)
		return JY_EPARSE;
	for (size_t i = 0; i < part->filename.n; i++)
		if (part->filename.p[i] == '/' || part->filename.p[i] == '\\')
			name = str_from(part->filename, i + 1);
	v->given = true;
	v->text = name;
	v->bytes = part->body;
	return JY_OK;
}

static enum jy_err
take_parts(struct form *f, struct arena *a, struct str content_type, struct str body)
{
	struct multipart m;
	struct part part;
	bool more = true, csrf = false;
	enum jy_err err = multipart_begin(&m, content_type, body);

	while (err == JY_OK && (err = multipart_next(&m, &part, &more)) == JY_OK && more)
		err = part.is_file ? take_file(f, &part)
				   : take_pair(f, a, part.name, part.body, &csrf);
	return err;
}

static enum jy_err
check_values(struct form *f, struct act *act)
{
	enum jy_err err;

	for (size_t i = 0; i < f->n; i++)
		if ((err = field_check(act, &f->values[i])) != JY_OK)
			return err;
	return form_failed(f) ? JY_EINPUT : JY_OK;
}

enum jy_err
form_decode(struct form *f, struct act *act, const struct field *fields, size_t n,
    struct str body)
{
	enum jy_err err;

	if ((err = form_empty(f, act->arena, fields, n)) != JY_OK ||
	    (err = take_body(f, act->arena, body)) != JY_OK)
		return err;
	return check_values(f, act);
}

enum jy_err
form_query(struct form *f, struct act *act, const struct field *fields, size_t n,
    struct str query)
{
	struct str rest = query, pair, key, text;
	struct form_value *v;
	enum jy_err err;

	if ((err = form_empty(f, act->arena, fields, n)) != JY_OK)
		return err;
	while (str_split(&rest, '&', &pair)) {
		if (!str_split(&pair, '=', &key) || (v = value_of(f, key)) == NULL ||
		    v->given)
			continue;
		if ((err = url_decode(act->arena, pair, true, &text)) == JY_ENOMEM)
			return err;
		if (err == JY_OK && utf8_valid(text) && text.n > 0 &&
		    memchr(text.p, '\0', text.n) == NULL)
			form_set(f, v->field->name, text);
	}
	err = check_values(f, act);
	return err == JY_EINPUT ? JY_OK : err;
}

enum jy_err
form_decode_parts(struct form *f, struct act *act, const struct field *fields, size_t n,
    struct str content_type, struct str body)
{
	enum jy_err err;

	if ((err = form_empty(f, act->arena, fields, n)) != JY_OK ||
	    (err = take_parts(f, act->arena, content_type, body)) != JY_OK)
		return err;
	return check_values(f, act);
}

bool
fields_have_file(const struct field *fields, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (fields[i].type == FIELD_FILE)
			return true;
	return false;
}
