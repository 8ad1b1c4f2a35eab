/*
 * search.h - the static site's search: files from which a small script finds items by
 * words, without asking a server (docs/search.md).
 *
 * For a section whose plugin says search = "/search/jobs/", below that address:
 *   index.json        {"format", "from", "buckets", "each", "folder", "items": {…}}
 *   words/BUCKETS/N.bin  which items before "from" hold which word (postings.h)
 *   items/F/N.json    {"ID": [card, title, by, text, terms, excerpt, ends]} of the `each`
 *                     items from N * each on
 * Items from "from" on (the newest, at most 2 * SEARCH_TAIL) stand in index.json alone, as
 * rows. So a new item costs one file here, and the words files follow once for every
 * SEARCH_TAIL.
 */
#ifndef GEN_SEARCH_H
#define GEN_SEARCH_H

#include "gen.h"

#define SEARCH_TAIL 32

/* In an incremental build: an item's words (search_words.h), or its card or contacts,
 * changed. Either text may be STR_NONE. */
enum jy_err search_note(struct gen *g, const struct section *s, struct key key,
    struct str old, struct str now);

/* Make the files of all sections that are searched. */
enum jy_err search_build(struct gen *g);

#endif
