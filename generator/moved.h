/*
 * moved.h - content files that were renamed: their old addresses lead to where they are
 * now. A build that finds a file gone and a new one with the same text or title takes it
 * for the same document, and notes so in [path] cache/moved, which outlives the manifest.
 */
#ifndef GEN_MOVED_H
#define GEN_MOVED_H

#include "gen.h"

/* Read the notes of earlier builds. To be called before the content is looked at. */
enum jy_err moved_load(struct gen *g);

/* A file below site-src/content/ that is new or was changed. */
enum jy_err moved_seen(struct gen *g, struct str path, struct str bytes, bool is_new);

/* One that is gone; to be called when all others were seen. */
enum jy_err moved_gone(struct gen *g, struct str path);

/* Write the notes, if there are new ones. What they say holds whether or not this build
 * comes to its end. */
enum jy_err moved_save(struct gen *g);

/* Every address that was left: `from` and `to` are files of the site, as output_file()
 * gives them; `to` is empty while nothing is published there. Items must be done. */
typedef enum jy_err moved_found(
    void *arg, struct arena *a, struct str from, struct str to);
enum jy_err moved_each(struct gen *g, moved_found *found, void *arg);

#endif
