/*
 * assets.h - style sheets, scripts and pictures under names that hold their digest:
 * site-src/assets/ and the declared files of npm packages.
 */
#ifndef GEN_ASSETS_H
#define GEN_ASSETS_H

#include "gen.h"

/* Find and read all assets and fill g->asset_val. Needs the plugins. */
enum jy_err assets_load(struct gen *g);

/* Put them, and /assets/assets.json for the portal. */
enum jy_err assets_build(struct gen *g);

/* SHA-256 over the names of all assets: changes with any of their bytes. */
enum jy_err assets_digest(struct gen *g, uint8_t out[32]);

#endif
