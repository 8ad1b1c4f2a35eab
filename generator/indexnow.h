/*
 * indexnow.h - IndexNow (indexnow.org): telling search engines which addresses changed.
 * Off unless [build] indexnow holds a key. The key is published as /KEY.txt, by which a
 * search engine knows that it is ours.
 */
#ifndef GEN_INDEXNOW_H
#define GEN_INDEXNOW_H

#include "gen.h"

#define INDEXNOW_MOST 10000 /* addresses that one question may hold */

/* Publish the key. */
enum jy_err indexnow_key(struct gen *g);

/* Remember the pages that this build changes, within its transaction. What a fresh build
 * makes is not named: that is what the sitemap is for. */
enum jy_err indexnow_note(struct gen *g);

/* After a build, whether it changed something or not: send what is remembered. It is
 * forgotten when the search engine took it, or will never take it (400, 422); else there
 * is a warning, and the next build tries again: false. */
bool indexnow_send(struct gen *g);

#endif
