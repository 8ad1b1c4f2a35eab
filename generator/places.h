/*
 * places.h - a name is a file's or a folder's: where one output stands, no other can
 * stand below it.
 */
#ifndef GEN_PLACES_H
#define GEN_PLACES_H

#include "gen.h"

/*
 * Look over the new files of a build beside a live site.
 *   JY_ECONFLICT  one stands below another; or g->scratch is set: one takes the place of
 *                 a folder that goes with this build, or of a file, which only a tree of
 *                 its own can do without a moment of broken links
 */
enum jy_err places_check(struct gen *g);

#endif
