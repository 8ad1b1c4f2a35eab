/*
 * signs.h - what must be made again because its plugin, templates, settings or
 * assets changed: signatures by section, list and page.
 */
#ifndef GEN_SIGNS_H
#define GEN_SIGNS_H

#include "gen.h"

/* Put the sections in an order in which each comes after those in its `after`. */
enum jy_err signs_order(struct gen *g);

/* Mark sections (all), lists and pages (dirty), g->plugins_changed, g->compress_changed, and
 * g->base_changed: settings, assets, words or the program. With g->full everything is
 * marked. */
enum jy_err signs_mark(struct gen *g, int64_t words_seq);

#endif
