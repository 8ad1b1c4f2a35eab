/*
 * pages.h - a region in forms: the choices that a search gives, as data for
 * region.mustache and village.mustache, and GET /api/regions?q=WORDS and /api/villages?q=WORDS,
 * the same for their script (the second with &township=1 for townships).
 */
#ifndef REGION_PAGES_H
#define REGION_PAGES_H

#include "http/route.h"

/*
 * Set data.region: {choices: [{code, path, chosen}], none (nothing was found), busy (this
 * account looks up too many: nothing was looked for), word}. `code` is what the form holds now (may be empty) and comes first; then what is found
 * for `words`.
 */
enum jy_err region_put(
    struct request *rq, struct val *data, struct str code, struct str words) MUST_CHECK;

/* The same for a household: villages and communities, or townships. data.region has `townships`
 * too. */
enum jy_err region_put_home(struct request *rq, struct val *data, struct str code,
    struct str words, bool townships) MUST_CHECK;

extern const struct route region_routes[];

/* 行政区划维护 /office/regions (region_desk.c). */
extern const struct route region_desk_routes[];

#endif
