/*
 * hooks.h - hooks { } of plugins (docs/plugins.md): functions that a build calls besides
 * those of sections and pages. Where no plugin declares one they cost nothing.
 */
#ifndef GEN_HOOKS_H
#define GEN_HOOKS_H

#include "crypto.h"
#include "gen.h"
#include "render.h"

/*
 * before_build(ctx), of every plugin that has one, in their order. What they return is
 * g->shared_val: templates of pages see it as `shared`. Sections are not built yet.
 *   JY_EPARSE  a hook failed, or two return the same name
 */
enum jy_err hooks_before(struct gen *g);

/* What pages owe to hooks counts into every signature: another value, or another plugin
 * with a page hook, makes all pages again. */
void hooks_sign(struct gen *g, struct sha256 *h);

/*
 * page(page), of every plugin that has one: may change title, description and image in
 * *meta, and give data, of which *data becomes a map (null: none). In `a`.
 */
enum jy_err hooks_page(
    struct gen *g, struct arena *a, struct meta *meta, bool list, struct val *data);

/* after_build(ctx, result): everything is ready, nothing published. What they return are
 * warnings; an error leaves the live site as it is. */
enum jy_err hooks_after(struct gen *g);

#endif
