/*
 * frontmatter.c - the fields at the head of a Markdown file (see frontmatter.h).
 */
#include <yaml.h>

#include "clock.h"
#include "frontmatter.h"
#include "utf8.h"

#define FILES_MAX 100

struct reader {
	struct arena *a;
	const char *file;
	const char *const *fields;
	struct frontmatter *out;
	struct diag *d;
	yaml_document_t doc;
};

static enum jy_err
bad(struct reader *r, const yaml_node_t *node, const char *what, struct str value)
{
	return diag_set(r->d, JY_EPARSE, r->file, (unsigned)node->start_mark.line + 2,
	    (unsigned)node->start_mark.column + 1, "%s: " STR_FMT, what, STR_ARG(value));
}

static struct str
scalar(const yaml_node_t *node)
{
	return (struct str){ (const char *)node->data.scalar.value,
		node->data.scalar.length };
}

static enum jy_err
want_text(struct reader *r, const yaml_node_t *node, struct str *out)
{
	if (node->type != YAML_SCALAR_NODE)
		return bad(r, node, "one text is wanted here", STR_NONE);
	*out = arena_str(r->a, scalar(node));
	return out->p != NULL ? JY_OK : JY_ENOMEM;
}

static enum jy_err
want_time(struct reader *r, const yaml_node_t *node, int64_t *out)
{
	struct str s = STR_NONE;
	enum jy_err err;

	if ((err = want_text(r, node, &s)) != JY_OK)
		return err;
	if (!clock_parse(s, out))
		return bad(r, node, "not a date (2026-03-01 or 2026-03-01 08:30)", s);
	return JY_OK;
}

static enum jy_err
want_bool(struct reader *r, const yaml_node_t *node, bool *out)
{
	struct str s = STR_NONE;
	enum jy_err err;

	if ((err = want_text(r, node, &s)) != JY_OK)
		return err;
	if (!str_is(s, "true") && !str_is(s, "false"))
		return bad(r, node, "neither true nor false", s);
	*out = str_is(s, "true");
	return JY_OK;
}

static enum jy_err
want_aliases(struct reader *r, const yaml_node_t *node)
{
	const yaml_node_t *item;
	yaml_node_item_t *i;
	struct str s = STR_NONE, all = STR_NONE;
	enum jy_err err;

	if (node->type != YAML_SEQUENCE_NODE)
		return bad(r, node, "aliases is a list: [/old.html]", STR_NONE);
	for (i = node->data.sequence.items.start; i < node->data.sequence.items.top;
	     i++) {
		item = yaml_document_get_node(&r->doc, *i);
		if ((err = want_text(r, item, &s)) != JY_OK)
			return err;
		if (!str_starts(s, "/") || memchr(s.p, '\n', s.n) != NULL)
			return bad(r, item, "an alias begins with /", s);
		all = arena_printf(r->a, STR_FMT STR_FMT "\n", STR_ARG(all), STR_ARG(s));
	}
	r->out->aliases = all;
	return JY_OK;
}

/* { file:, title: } or the name of a file alone. */
static enum jy_err
want_file(struct reader *r, const yaml_node_t *node, struct doc_file *out)
{
	const yaml_node_t *name, *value;
	yaml_node_pair_t *p;
	enum jy_err err = JY_OK;

	out->line = (unsigned)node->start_mark.line + 2;
	if (node->type == YAML_SCALAR_NODE)
		return want_text(r, node, &out->file);
	if (node->type != YAML_MAPPING_NODE)
		return bad(r, node, "an attachment has file: and title:", STR_NONE);
	for (p = node->data.mapping.pairs.start;
	     p < node->data.mapping.pairs.top && err == JY_OK; p++) {
		name = yaml_document_get_node(&r->doc, p->key);
		value = yaml_document_get_node(&r->doc, p->value);
		if (name->type == YAML_SCALAR_NODE && str_is(scalar(name), "file"))
			err = want_text(r, value, &out->file);
		else if (name->type == YAML_SCALAR_NODE && str_is(scalar(name), "title"))
			err = want_text(r, value, &out->title);
		else
			err = bad(
			    r, name, "an attachment has file: and title: only", STR_NONE);
	}
	if (err == JY_OK && out->file.n == 0)
		err = bad(r, node, "an attachment without file:", STR_NONE);
	return err;
}

static enum jy_err
want_files(struct reader *r, const yaml_node_t *node)
{
	yaml_node_item_t *i;
	enum jy_err err;

	if (node->type != YAML_SEQUENCE_NODE)
		return bad(r, node, "attachments is a list", STR_NONE);
	r->out->files = arena_array(r->a, FILES_MAX, sizeof(*r->out->files));
	if (r->out->files == NULL)
		return JY_ENOMEM;
	for (i = node->data.sequence.items.start; i < node->data.sequence.items.top;
	     i++) {
		if (r->out->file_count == FILES_MAX)
			return bad(r, node, "too many attachments", STR_NONE);
		if ((err = want_file(r, yaml_document_get_node(&r->doc, *i),
			 &r->out->files[r->out->file_count++])) != JY_OK)
			return err;
	}
	return JY_OK;
}

static enum jy_err
want_own(struct reader *r, const yaml_node_t *name, const yaml_node_t *value)
{
	struct str key = scalar(name), s;
	enum jy_err err;
	size_t i;

	for (i = 0; r->fields[i] != NULL; i++) {
		if (!str_is(key, r->fields[i]))
			continue;
		if ((err = want_text(r, value, &s)) == JY_OK)
			val_set(&r->out->more, r->fields[i], val_str(s));
		return err;
	}
	return bad(r, name, "unknown field", key);
}

static enum jy_err
take_field(struct reader *r, const yaml_node_t *name, const yaml_node_t *value)
{
	struct frontmatter *fm = r->out;
	struct str key;

	if (name->type != YAML_SCALAR_NODE)
		return bad(r, name, "not a field", STR_NONE);
	key = scalar(name);
	if (str_is(key, "title"))
		return want_text(r, value, &fm->title);
	if (str_is(key, "summary"))
		return want_text(r, value, &fm->summary);
	if (str_is(key, "date"))
		return want_time(r, value, &fm->date);
	if (str_is(key, "publish"))
		return want_time(r, value, &fm->publish);
	if (str_is(key, "updated"))
		return want_time(r, value, &fm->updated);
	if (str_is(key, "expire"))
		return want_time(r, value, &fm->expire);
	if (str_is(key, "draft"))
		return want_bool(r, value, &fm->draft);
	if (str_is(key, "pinned"))
		return want_bool(r, value, &fm->pinned);
	if (str_is(key, "attachments"))
		return want_files(r, value);
	if (str_is(key, "aliases"))
		return want_aliases(r, value);
	return want_own(r, name, value);
}

static enum jy_err
take_fields(struct reader *r)
{
	yaml_node_t *root = yaml_document_get_root_node(&r->doc);
	yaml_node_pair_t *p, *q;
	const yaml_node_t *name, *other;
	enum jy_err err;

	if (root == NULL || root->type != YAML_MAPPING_NODE)
		return diag_set(r->d, JY_EPARSE, r->file, 2, 0,
		    "the head is a list of fields: title: …");
	for (p = root->data.mapping.pairs.start; p < root->data.mapping.pairs.top; p++) {
		name = yaml_document_get_node(&r->doc, p->key);
		for (q = root->data.mapping.pairs.start; q < p; q++) {
			other = yaml_document_get_node(&r->doc, q->key);
			if (other->type == YAML_SCALAR_NODE &&
			    name->type == YAML_SCALAR_NODE &&
			    str_eq(scalar(other), scalar(name)))
				return bad(r, name, "given twice", scalar(name));
		}
		if ((err = take_field(
			 r, name, yaml_document_get_node(&r->doc, p->value))) != JY_OK)
			return err;
	}
	if (r->out->title.n == 0)
		return diag_set(r->d, JY_EPARSE, r->file, 1, 0, "title is missing");
	return JY_OK;
}

static enum jy_err
parse_yaml(struct reader *r, struct str head)
{
	yaml_parser_t parser;
	enum jy_err err;

	if (yaml_parser_initialize(&parser) == 0)
		return JY_ENOMEM;
	yaml_parser_set_input_string(&parser, (const unsigned char *)head.p, head.n);
	if (yaml_parser_load(&parser, &r->doc) == 0) {
		err = diag_set(r->d, JY_EPARSE, r->file,
		    (unsigned)parser.problem_mark.line + 2,
		    (unsigned)parser.problem_mark.column + 1, "%s",
		    parser.problem != NULL ? parser.problem : "malformed YAML");
		yaml_parser_delete(&parser);
		return err;
	}
	err = take_fields(r);
	yaml_document_delete(&r->doc);
	yaml_parser_delete(&parser);
	return err;
}

/* Split "---\nHEAD---\nBODY". */
static bool
split(struct str text, struct str *head, struct str *body, unsigned *body_line)
{
	struct str rest = text, line;
	unsigned n = 1;

	if (str_starts(rest, "\xEF\xBB\xBF"))
		rest = str_from(rest, 3);
	if (!str_split(&rest, '\n', &line) || !str_is(str_trim(line), "---"))
		return false;
	head->p = rest.p;
	while (str_split(&rest, '\n', &line)) {
		n++;
		if (!str_is(str_trim(line), "---"))
			continue;
		head->n = (size_t)(line.p - head->p);
		*body = rest;
		*body_line = n + 1;
		return true;
	}
	return false;
}

enum jy_err
frontmatter_parse(struct arena *a, const char *file, struct str text,
    const char *const *fields, struct frontmatter *out, struct diag *d)
{
	struct reader r = { .a = a, .file = file, .fields = fields, .out = out, .d = d };
	struct str head;

	memset(out, 0, sizeof(*out));
	out->more = val_map(a);
	if (!utf8_valid(text))
		return diag_set(d, JY_EPARSE, file, 0, 0, "is not UTF-8");
	if (!split(text, &head, &out->body, &out->body_line))
		return diag_set(d, JY_EPARSE, file, 1, 0,
		    "begins with a line --- , fields, and a line ---");
	return parse_yaml(&r, head);
}
