/*
 * template.h - Mustache, the official specification v1.4 with the optional
 * modules inheritance ({{<parent}}, {{$block}}) and dynamic names ({{>*name}}).
 *
 * A set holds the templates of one directory tree, found as DIR/NAME.mustache
 * and compiled once, on first use. A set is filled by one thread and may then
 * be rendered from by several. {{x}} is HTML-escaped; {{{x}}} and {{&x}} print
 * text raw, as the specification says, and a lint keeps them rare.
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

/* Compile `source` under `name`; both are copied. `file` names it in errors.
 *   JY_EPARSE  malformed: d holds file, line and column */
enum jy_err template_add(struct template_set *set, const char *name, const char *file,
    struct str source, struct diag *d);

/* Find or compile the template `name` ("jobs/card"); the name may hold '/', no
 * "..", no leading '/'.
 *   JY_ENOTFOUND  no such file: d names it
 *   JY_EPARSE     as above */
enum jy_err template_get(struct template_set *set, const char *name,
    const struct template **out, struct diag *d);

/* Compile every *.mustache file below the directory, and check that each static
 * partial and parent exists: for start-up and lint. */
enum jy_err template_load_all(struct template_set *set, struct diag *d);

/* Append the result to `out`. A missing variable prints nothing; a missing
 * static partial or dynamic partial prints nothing, as the specification says.
 *   JY_EPARSE  nesting deeper than 64 (a partial that includes itself for ever)
 *   JY_ENOMEM  out is full */
enum jy_err template_render(
    const struct template *t, const struct val *data, struct buf *out, struct diag *d);

/* SHA-256 over the sources of a template and of every partial and parent it can
 * reach by a static name (for a dynamic name: over the whole set): changes
 * exactly when its output could. */
enum jy_err template_digest(
    struct template_set *set, const char *name, uint8_t digest[32], struct diag *d);

#endif
