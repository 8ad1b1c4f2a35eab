/*
 * items.h - the items of a section: which of them changed, their pages, cards and
 * facets. Lists are made of what is left in the manifest (lists.h).
 */
#ifndef GEN_ITEMS_H
#define GEN_ITEMS_H

#include "gen.h"

/* Bring the manifest's items of a section up to date, and put their pages. */
enum jy_err items_build(struct gen *g, struct section *s);

/* Take everything of sections that no plugin declares any more off the site. */
enum jy_err items_drop_undeclared(struct gen *g);

/* The earliest instant at which time alone changes an item; 0: never. */
enum jy_err items_next(struct gen *g, int64_t *next_at);

/* The manifest's number of a section, made when it is new. */
enum jy_err section_number(struct gen *g, const char *name, int64_t *id);

#endif
