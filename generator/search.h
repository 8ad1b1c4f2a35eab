/*
 * search.h - the static site's search: files from which a small script finds items by
 * words, without asking a server (docs/search.md).
 *
 * For a section whose plugin says search = "/search/jobs/", below that address:
 *   index.json        {"format", "from", "buckets", "each", "folder", "gone": [ID…], "items": {…}}
 *   words/BUCKETS/N.bin  which items before "from" hold which word (postings.h)
 *   items/F/N.json    {"ID": [card, title, by, text, terms, excerpt, ends]} of the `each`
 *                     items from N * each on
 * "items" of index.json are the newest, from "from" on, and those before it whose words
 * changed since the words files were last brought up to date; "gone" are those which such
 * files still speak of, and should not. For both the words files do not count. So whatever
 * happens to one item costs one file here, or two; the words files follow when "items" or
 * "gone" have become long.
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
