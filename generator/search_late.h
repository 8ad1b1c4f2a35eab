/*
 * search_late.h - items whose words changed since the words files were last brought up to
 * date: a table of the manifest, with the text that those files still hold of each
 * (search_words.h). In the files that the script reads they stand as rows, or as gone.
 */
#ifndef GEN_SEARCH_LATE_H
#define GEN_SEARCH_LATE_H

#include "gen.h"

/* The item's text was `old` and is `now` (STR_NONE: not found by words). Where that is again
 * what the words files hold, the item is late no more. */
enum jy_err late_note(
    struct gen *g, const struct section *s, int64_t id, struct str old, struct str now);

/* Is it late? */
enum jy_err late_has(struct gen *g, const struct section *s, int64_t id, bool *is);

/* How many of them there are as rows, and how many are gone. */
enum jy_err late_count(
    struct gen *g, const struct section *s, int64_t *rows, int64_t *gone);

/* Each in the order of its number: what the words files hold, and what they should (NULL in
 * `p`: nothing). */
typedef enum jy_err late_item(void *arg, int64_t id, struct str old, struct str now);
enum jy_err late_each(struct gen *g, const struct section *s, late_item *fn, void *arg);

/* The words files are up to date. */
enum jy_err late_clear(struct gen *g, const struct section *s);

/* Their rows, as SQL_SEARCH_RANGE of search.c has them; :section is bound. */
extern const char SQL_LATE_ROWS[];

#endif
