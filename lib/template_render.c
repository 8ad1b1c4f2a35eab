/*
 * template_render.c - nodes and data to text. It allocates nothing but the
 * output: contexts, indentation and arguments are lists on the stack, one entry
 * for each level that is being rendered.
 */
#include <stdio.h>
#include <stdlib.h>

#include "escape.h"
#include "template_int.h"

struct context { /* what names are looked up in, innermost first */
	const struct val *v;
	const struct context *up;
};

struct indent { /* what goes before each line, innermost last */
	struct str s;
	const struct indent *up;
};

struct arguments { /* of the parents that are being rendered, innermost first */
	const struct template *t;
	uint32_t parent; /* the node that holds them */
	const struct arguments *up;
};

struct render {
	struct buf *out;
	struct diag *diag;
	const struct context *context;
	const struct indent *indent;
	const struct arguments *arguments;
	unsigned depth;
	enum jy_err err;
};

static void render_nodes(
    struct render *r, const struct template *t, uint32_t i, uint32_t end);

/* --- output */

static void
put_indent(struct render *r, const struct indent *in)
{
	if (in == NULL)
		return;
	put_indent(r, in->up);
	buf_str(r->out, in->s);
}

static void
put_text(struct render *r, struct str text)
{
	const char *nl;
	size_t n;

	while (r->indent != NULL && text.n > 0 &&
	       (nl = memchr(text.p, '\n', text.n - 1)) != NULL) {
		n = (size_t)(nl - text.p) + 1;
		buf_str(r->out, (struct str){ text.p, n });
		put_indent(r, r->indent);
		text = str_from(text, n);
	}
	buf_str(r->out, text);
}

/* The shortest decimal that reads back as the same number. */
static void
put_real(struct buf *out, double real)
{
	char text[40];

	for (int digits = 15; digits <= 17; digits++) {
		snprintf(text, sizeof(text), "%.*g", digits, real);
		if (strtod(text, NULL) == real)
			break;
	}
	buf_puts(out, text);
}

static void
put_val(struct render *r, const struct val *v, bool escape)
{
	if (v == NULL)
		return;
	switch (v->type) {
	case VAL_BOOL:
		buf_str(r->out, v->b ? STR("true") : STR("false"));
		break;
	case VAL_INT:
		buf_int(r->out, v->i);
		break;
	case VAL_REAL:
		put_real(r->out, v->r);
		break;
	case VAL_TEXT:
	case VAL_HTML:
		if (escape)
			html_escape(r->out, v->s);
		else
			buf_str(r->out, v->s);
		break;
	default: /* null, and what has no text of its own */
		break;
	}
}

/* --- names */

static const struct val *
resolve(const struct render *r, const struct path *path)
{
	const struct context *c = r->context;
	const struct val *v = NULL;

	if (path->n == 0)
		return c->v;
	for (; c != NULL && v == NULL; c = c->up)
		v = val_get_hashed(c->v, path->key[0].name, path->key[0].hash);
	for (size_t i = 1; i < path->n && v != NULL; i++)
		v = val_get_hashed(v, path->key[i].name, path->key[i].hash);
	return v;
}

/* --- sections */

static void
render_with(struct render *r, const struct template *t, uint32_t i, const struct val *v)
{
	struct context c = { v, r->context };

	r->context = &c;
	render_nodes(r, t, i + 1, t->node[i].end);
	r->context = c.up;
}

static void
render_section(struct render *r, const struct template *t, uint32_t i)
{
	const struct val *v = resolve(r, &t->node[i].path);
	struct val item;
	size_t n;

	if (!val_true(v))
		return;
	if (v->type != VAL_LIST) {
		render_with(r, t, i, v);
		return;
	}
	n = val_len(v);
	for (size_t at = 0; at < n && r->err == JY_OK; at++) {
		item = val_at(v, at);
		render_with(r, t, i, &item);
	}
}

/* --- partials, parents, blocks */

static bool
enter(struct render *r, const struct template *t, const struct node *n)
{
	struct source src = { t->file, t->source, r->diag };

	if (r->depth == TEMPLATE_DEPTH_MAX) {
		r->err = source_error(&src, n->at,
		    "templates nested deeper than %d: "
		    "does one include itself for ever?",
		    TEMPLATE_DEPTH_MAX);
		return false;
	}
	r->depth++;
	return true;
}

/* Render nodes of `t` with `add` behind the indentation in force, or with none. */
static void
render_indented(struct render *r, const struct template *t, uint32_t i, uint32_t end,
    bool keep, struct str add)
{
	struct indent in = { add, r->indent };
	const struct indent *saved = r->indent;

	if (!keep)
		r->indent = NULL;
	else if (add.n > 0)
		r->indent = &in;
	render_nodes(r, t, i, end);
	r->indent = saved;
}

/* The template that the data name; NULL if there is none. */
static const struct template *
named(struct render *r, const struct template *t, const struct val *name)
{
	const struct template *to = NULL;
	struct diag why = { .text = "" };
	enum jy_err err;

	if (name == NULL || name->type != VAL_TEXT)
		return NULL;
	err = template_lookup(t->set, name->s, &to, &why);
	if (err != JY_OK && err != JY_ENOTFOUND) {
		r->err = err;
		diag_copy(r->diag, &why);
	}
	return to;
}

static void
render_include(struct render *r, const struct template *t, uint32_t i)
{
	const struct include *inc = t->node[i].include;
	struct arguments args = { t, i, r->arguments };
	const struct template *to =
	    inc->ref != NULL ? inc->ref->target : named(r, t, resolve(r, &inc->path));

	if (to == NULL || !enter(r, t, &t->node[i]))
		return;
	if (t->node[i].type == NODE_PARENT)
		r->arguments = &args;
	render_indented(r, to, 0, to->n, inc->alone, inc->indent);
	r->arguments = args.up;
	r->depth--;
}

/* The argument for a parameter: that of the outermost parent which has one. */
static const struct arguments *
find_argument(const struct render *r, const struct key *key, uint32_t *at)
{
	const struct arguments *found = NULL;

	for (const struct arguments *a = r->arguments; a != NULL; a = a->up) {
		const struct node *node = a->t->node;

		for (uint32_t i = a->parent + 1; i < node[a->parent].end; i = node[i].end)
			if (node[i].block->key.hash == key->hash &&
			    str_eq(node[i].block->key.name, key->name)) {
				found = a;
				*at = i;
				break;
			}
	}
	return found;
}

/* An argument sees the arguments of the template that it stands in, and not
 * those that it is itself among. */
static void
render_parameter(struct render *r, const struct template *t, uint32_t i)
{
	const struct arguments *saved = r->arguments, *a;
	const struct block *param = t->node[i].block;
	const struct node *arg;
	uint32_t at;

	if ((a = find_argument(r, &param->key, &at)) == NULL) {
		render_nodes(r, t, i + 1, t->node[i].end);
		return;
	}
	if (!enter(r, t, &t->node[i]))
		return;
	arg = &a->t->node[at];
	r->arguments = a->up;
	render_indented(r, a->t, at + 1, arg->end, param->alone, param->indent);
	r->arguments = saved;
	if (param->alone && !arg->block->ends_line)
		buf_str(r->out, param->line_end);
	r->depth--;
}

static void
render_nodes(struct render *r, const struct template *t, uint32_t i, uint32_t end)
{
	for (; i < end && r->err == JY_OK; i = t->node[i].end) {
		const struct node *n = &t->node[i];

		if (n->line_start && r->indent != NULL)
			put_indent(r, r->indent);
		switch ((enum node_type)n->type) {
		case NODE_TEXT:
			put_text(r, n->text);
			break;
		case NODE_VAR:
			put_val(r, resolve(r, &n->path), true);
			break;
		case NODE_RAW:
			put_val(r, resolve(r, &n->path), false);
			break;
		case NODE_SECTION:
			render_section(r, t, i);
			break;
		case NODE_INVERTED:
			if (!val_true(resolve(r, &n->path)))
				render_nodes(r, t, i + 1, n->end);
			break;
		case NODE_PARTIAL:
		case NODE_PARENT:
			render_include(r, t, i);
			break;
		case NODE_PARAMETER:
			render_parameter(r, t, i);
			break;
		case NODE_ARGUMENT: /* rendered where its parameter stands */
			break;
		}
		if (!buf_ok(r->out))
			r->err = JY_ENOMEM;
	}
}

enum jy_err
template_render_maps(const struct template *t, const struct val *const *maps, size_t n,
    struct buf *out, struct diag *d)
{
	struct context c[TEMPLATE_MAPS_MAX] = { { NULL, NULL } };
	struct render r = { .out = out, .diag = d, .context = c };

	if (n > TEMPLATE_MAPS_MAX)
		return JY_EINTERNAL;
	for (size_t i = 0; i < n; i++)
		c[i] = (struct context){ maps[i], i + 1 < n ? &c[i + 1] : NULL };
	render_nodes(&r, t, 0, t->n);
	return r.err;
}

enum jy_err
template_render(
    const struct template *t, const struct val *data, struct buf *out, struct diag *d)
{
	return template_render_maps(t, &data, 1, out, d);
}
