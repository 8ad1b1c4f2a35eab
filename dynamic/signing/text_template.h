/*
 * text_template.h - 示范文本: the templates that the texts of contracts and agreements are
 * made from, by version. A template is Markdown with {{placeholders}}; what is filled in is
 * escaped for Markdown and for HTML, so that nothing a party has typed can become markup.
 * Version 1 comes from [path] source, signing/KIND.md; an administrator writes the others.
 */
#ifndef JY_TEXT_TEMPLATE_H
#define JY_TEXT_TEMPLATE_H

#include "act.h"
#include "crypto.h"
#include "val.h"

#define TEXT_TEMPLATE_CHARS 6000 /* code points of a template: a form of 64 KiB */

/* The kinds of papers: "contract" 劳动合同, "agreement" 就业协议书. */
struct paper {
	const char *kind, *label;
	const char *prefix; /* of its numbers: "HT" */
};
extern const struct paper papers[];            /* ends with a NULL kind */
const struct paper *paper_of(struct str kind); /* NULL: no such kind */

/* What a template may say between {{ and }}: {{name}}; {{#name}}…{{/name}} and
 * {{^name}}…{{/name}} around what is said only when it is, or is not, agreed. */
struct text_place {
	const char *name, *label, *sample;
};
extern const struct text_place text_places[]; /* ends with a NULL name */

struct text_template {
	int64_t id;      /* 0: the shipped one, not in the store yet */
	int64_t version; /* 0: a draft */
	struct str body;
	int64_t published_at; /* 0: shipped */
};

/* Read the shipped ones, once, before the workers start (else at first use).
 *   JY_ENOTFOUND, JY_EPARSE  d says which file, and where */
enum jy_err text_templates_load(const struct conf *conf, struct diag *d);

/* The version that new texts are made from: the newest published one. */
enum jy_err text_template_active(
    struct act *act, const char *kind, struct text_template *out) MUST_CHECK;

/* The same; a shipped one gets its row, so that out->id can be referred to. In the
 * caller's transaction. */
enum jy_err text_template_use(
    struct act *act, const char *kind, struct text_template *out) MUST_CHECK;

/* Is it one that can be filled in? JY_EPARSE: d has line, column (in characters) and a
 * Chinese sentence. */
enum jy_err text_template_check(struct str body, struct diag *d) MUST_CHECK;

/* Fill in: append the HTML to `out`. `terms` is a map of names of text_places[]. */
enum jy_err text_template_fill(struct arena *a, const struct text_template *t,
    const struct val *terms, struct buf *out) MUST_CHECK;

/* Every place with its sample. */
struct val text_template_sample(struct arena *a);

#endif
