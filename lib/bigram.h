/*
 * bigram.h - the words of a Chinese text, for full-text search: the store's FTS5
 * index and the static site's search use the same.
 *
 * A run of Han characters c1…cn becomes its overlapping pairs c1c2, c2c3, … and, in a
 * document, its last character alone; so a phrase of pairs finds any word of two or
 * more characters, and a prefix finds one character wherever it stands. Letters and
 * digits are words of their own, in lower case, full-width forms folded. All else parts.
 */
#ifndef JY_BIGRAM_H
#define JY_BIGRAM_H

#include <stdbool.h>

#include "buf.h"
#include "str.h"

#define BIGRAM_TOKEN_MAX 64 /* bytes; a longer word is cut */

/* One token and the bytes [start, end) of the text it came from. Return false to
 * stop. */
typedef bool bigram_fn(void *arg, struct str token, size_t start, size_t end);

/* `query`: the tokens to look for instead of those to index (no last character of a
 * run of two or more). `text` is UTF-8; broken bytes part words. */
void bigram_tokens(struct str text, bool query, bigram_fn *fn, void *arg);

/*
 * A person's words as an FTS5 MATCH expression: words parted by blanks must all occur,
 * each as a phrase, one character or Latin letters as a prefix. Nothing a user
 * types is an operator. False: no word in it.
 */
bool bigram_match(struct str words, struct buf *out);

/* Make the tokenizer "bigram" known to a connection (a sqlite3 *). False: failed. */
bool bigram_register(void *sqlite3_handle);

#endif
