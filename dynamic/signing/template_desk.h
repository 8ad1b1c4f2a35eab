/*
 * template_desk.h - what an administrator does with 示范文本: write a draft, publish it as
 * the next version. There is one draft of each kind at a time; it moves along
 * text_template_flow, and each publication says what it changes.
 */
#ifndef JY_TEMPLATE_DESK_H
#define JY_TEMPLATE_DESK_H

#include "flow/flow.h"
#include "http/route.h"
#include "signing/text_template.h"

extern const struct flow text_template_flow;

/* The draft of a kind. JY_ENOTFOUND: there is none. */
enum jy_err text_template_draft(
    struct act *act, const char *kind, struct text_template *out) MUST_CHECK;

/* Keep a draft: another one, or the one there is. *d as of text_template_check().
 *   JY_EPARSE  it is not well-formed; nothing was changed */
enum jy_err text_template_save(
    struct act *act, const char *kind, struct str body, struct diag *d) MUST_CHECK;

/* All published versions, newest first: [{version, since, by, reason}]; `by` is "" for the
 * shipped one. Version 1 is there although it may have no row yet. */
enum jy_err text_template_versions(
    struct act *act, const char *kind, struct val *out) MUST_CHECK;

/* One of them. JY_ENOTFOUND. */
enum jy_err text_template_version(struct act *act, const char *kind, int64_t version,
    struct text_template *out) MUST_CHECK;

extern const struct route template_routes[];

#endif
