/*
 * core.h - the site's own manifest page: what was built from which state, with the
 * head of the audit chain, so that a cut-off chain shows.
 */
#ifndef GEN_CORE_H
#define GEN_CORE_H

#include "gen.h"

/* Put /site/manifest.json, and /site/manifest.html where there is a template. */
enum jy_err core_build(struct gen *g);

/* The store's change sequence, number and mac of the audit chain's head (0 and empty:
 * none yet), the last change of labels and places. */
struct store_state {
	int64_t change_seq, audit_seq, words_seq;
	struct str audit_mac;
};
enum jy_err store_state(struct gen *g, struct store_state *out);

#endif
