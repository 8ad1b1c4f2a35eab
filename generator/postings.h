/*
 * postings.h - which items hold a word: the files of the static search's index.
 *
 * A file holds the words of one bucket, in the order of their bytes; for each and each
 * level at which items hold it, the highest first:
 *   varint length, the word (UTF-8)
 *   one byte: the level | POSTINGS_BITMAP
 *   varint count, varint bytes, the items: growing differences as varints, or one bit for
 *   each number from 0 up, whichever is shorter
 * A varint has seven bits a byte, the low ones first; the top bit says that more follow.
 * An item stands in one list of a word only, that of the highest level.
 */
#ifndef GEN_POSTINGS_H
#define GEN_POSTINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "buf.h"
#include "err.h"
#include "str.h"

/* Where the word stands in the item: what a find is worth. */
enum postings_level { POSTINGS_TEXT, POSTINGS_BY, POSTINGS_TITLE, POSTINGS_LEVELS };

#define POSTINGS_BITMAP 4
#define POSTINGS_SPREAD 8 /* buckets for words that begin with one character */

/* Words and their items, in memory. */
struct postings;

struct postings *postings_new(void); /* NULL: no memory */
void postings_free(struct postings *p);
void postings_reset(struct postings *p);        /* no words */
size_t postings_size(const struct postings *p); /* bytes, about */

/* A word of `bucket`, made where it is new; it stands until postings_reset(). NULL: no
 * memory. */
struct word *postings_word(struct postings *p, unsigned bucket, struct str text);

/* The word now is also held, or no longer held, by `item`. An item's words come from the
 * highest level to the lowest. False: no memory. */
bool postings_set(struct postings *p, struct word *w, enum postings_level level,
    int64_t item, bool there);

/* Add what a file of that bucket says. JY_EPARSE: it is none. */
enum jy_err postings_read(struct postings *p, unsigned bucket, struct str file);

/* Called for each bucket that was set or read, in order, with its file (empty: there are
 * no words left). */
typedef enum jy_err postings_file(void *arg, unsigned bucket, struct str file);
enum jy_err postings_write(struct postings *p, postings_file *fn, void *arg);

/* The bucket of a word. Its first character decides on POSTINGS_SPREAD buckets in a row,
 * its second on one of them: a word is found in one file, and what begins with one
 * character in a few. '@' begins a term, which counts as a whole. `buckets` is a power
 * of two, and not less than POSTINGS_SPREAD. */
unsigned postings_bucket(struct str word, unsigned buckets);

#endif
