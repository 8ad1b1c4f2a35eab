/*
 * template.h - Mustache, the official specification v1.4 with the optional
 * modules inheritance ({{<parent}}, {{$block}}) and dynamic names ({{>*name}}).
 *
 * A set holds the templates of one directory tree, found as DIR/NAME.mustache
 * and compiled once, on first use. Templates are added by one thread before any
 * is rendered; all else may be done by several threads at once. {{x}} is
 * HTML-escaped; {{{x}}} and {{&x}} print text raw, as the specification says, and
 * a lint keeps them rare. Numbers print in their shortest form, true and false as
 * such, null, lists and maps as nothing.
 *
 * Lines: a tag that is alone on its line (not {{x}}) takes the line with it, and
 * the blanks before a partial, a parent or a block indent each line of what comes
 * in, empty ones too. A block given to a parent loses the indentation of its first
 * line and gets that of the place it goes to.
 */
#ifndef JY_TEMPLATE_H
#define JY_TEMPLATE_H

#include "arena.h"
#include "buf.h"
#include "err.h"
#include "val.h"

struct template_set; /* templates by name */
struct template;     /* one, compiled; belongs to its set */

/* A set over `dir` (copied; NULL: only what template_add() puts in). NULL: no
 * memory. */
struct template_set *template_set_new(const char *dir);
void template_set_free(struct template_set *set);

/* Compile `source` under `name`, and all that it names by static names; what is
 * missing may be added later. All is copied. `file` names it in errors. On error
 * the set is as before.
 *   JY_EPARSE     malformed (it, or one that it names): d holds file, line, column
 *   JY_ECONFLICT  the set has a template of that name
 *   JY_ETOOBIG    more than 4 MiB */
enum jy_err template_add(struct template_set *set, const char *name, const char *file,
    struct str source, struct diag *d);

/* Find or compile the template `name` ("jobs/card") and all that it names; the
 * name may hold '/', no "..", no leading '/', at most 200 bytes.
 *   JY_ENOTFOUND  no such file: d names it
 *   JY_EPARSE, JY_ETOOBIG  as above
 *   JY_EIO        the file cannot be read */
enum jy_err template_get(struct template_set *set, const char *name,
    const struct template **out, struct diag *d);

/* Compile every *.mustache file below the directory (no hidden ones, no symbolic
 * links), and check that each static partial and parent exists: for start-up and
 * lint. Afterwards nothing is read from the directory while rendering.
 *   JY_EPARSE  malformed, or a name without a template: d says where
 *   JY_EIO     the directory cannot be read */
enum jy_err template_load_all(struct template_set *set, struct diag *d);

/* Append the result to `out`; d may be NULL. A missing variable prints nothing; a
 * missing static partial or dynamic partial prints nothing, as the specification
 * says. A partial that the data name is compiled now if it was not before.
 *   JY_EPARSE  nesting deeper than 64 (a partial that includes itself for ever),
 *              or a malformed partial that the data name
 *   JY_ENOMEM  out is full
 * On error what was appended is a part only. The stack may grow by 1 MiB. */
enum jy_err template_render(
    const struct template *t, const struct val *data, struct buf *out, struct diag *d);

/* The same with data in several maps (at most TEMPLATE_MAPS_MAX): a name is looked up in
 * the first, then in the second, and so on. */
#define TEMPLATE_MAPS_MAX 4
enum jy_err template_render_maps(const struct template *t, const struct val *const *maps,
    size_t n, struct buf *out, struct diag *d);

/* SHA-256 over the sources of a template and of every partial and parent it can
 * reach by a static name (for a dynamic name: over the whole set): changes
 * exactly when its output could. */
enum jy_err template_digest(
    struct template_set *set, const char *name, uint8_t digest[32], struct diag *d);

#endif
