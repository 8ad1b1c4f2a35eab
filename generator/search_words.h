/*
 * search_words.h - what an item says to the static search (search.h): the text that the
 * manifest keeps of it, and the words in that.
 */
#ifndef GEN_SEARCH_WORDS_H
#define GEN_SEARCH_WORDS_H

#include "plugin.h"
#include "postings.h"

/* What the manifest keeps of an item is appended: lines "title", "by", "text", "terms",
 * "excerpt", "ends"; nothing, if it is not found. */
void search_text(struct buf *out, const struct item *it);

/* The lines of it that words come from. */
struct str search_words_part(struct str text);

/* The pieces of such a text, in which its words are, from the highest level to the lowest; a
 * piece may come more than once. A term is one word as it is. Stops and returns false when fn
 * does. */
typedef bool search_piece(
    void *arg, enum postings_level level, struct str piece, bool term);
bool search_pieces(struct str text, search_piece *fn, void *arg);

#endif
