/*
 * postings.h - which items hold a word: the files of the static search's index.
 *
 * A file holds the words of one bucket, in the order of their bytes: for each
 *   varint length, the word (UTF-8)
 *   one byte: POSTINGS_TITLE | POSTINGS_BITMAP
 *   varint count, varint bytes, the items: growing differences as varints, or one bit for
 *   each number from 0 up, whichever is shorter
 * A varint has seven bits a byte, the low ones first; the top bit says that more follow.
 */
#ifndef GEN_POSTINGS_H
#define GEN_POSTINGS_H

#include "arena.h"
#include "buf.h"
#include "err.h"
#include "str.h"

enum { POSTINGS_TITLE = 1, POSTINGS_BITMAP = 2 };

/* Words and their items, in memory. */
struct postings;

/* In `a`, which must outlive it; for so many files. NULL: no memory. */
struct postings *postings_new(struct arena *a, unsigned buckets);

/* `item` now holds, or no longer holds, `word`. `title` is a list of its own. False: no
 * memory. */
bool postings_set(
    struct postings *p, struct str word, bool title, int64_t item, bool there);

/* Add what a file says. JY_EPARSE: it is none. */
enum jy_err postings_read(struct postings *p, struct str file);

/* Called for each bucket that was set or read, in order, with its file (empty: there are
 * no words left). */
typedef enum jy_err postings_file(void *arg, unsigned bucket, struct str file);
enum jy_err postings_write(struct postings *p, postings_file *fn, void *arg);

/* The bucket of a word: its first character decides, so that all words which begin with
 * one character stand in one file; '@' begins a term, which counts as a whole. */
unsigned postings_bucket(struct str word, unsigned buckets);

#endif
