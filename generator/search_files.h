/*
 * search_files.h - putting the files of one section's search (search.h), all of them or those
 * that a change asks for.
 */
#ifndef GEN_SEARCH_FILES_H
#define GEN_SEARCH_FILES_H

#include "gen.h"
#include "postings.h"
#include "search.h"

struct piece;

struct note {
	struct note *next; /* the one before it */
	int64_t id;
	struct str old, now;
};

/* What changed in one section (search_note()). */
struct search {
	struct search *next;
	const struct section *s;
	struct note *first;
	size_t n; /* more than there are notes: they were too many to be kept */
};

/* One section being made. */
struct making {
	struct gen *g;
	const struct section *s;
	const struct search *notes;  /* NULL: none */
	struct arena a, path, piece; /* the last two: of one path, of one slice */
	struct str owner;            /* of its files */
	struct postings *words;
	struct piece *pieces; /* of which the words are known */
	int64_t from, old_from;
	unsigned buckets, slice; /* slice: the first of those being made */
	bool *known;   /* of these, by number: its words are in memory, and not put yet */
	size_t differ; /* notes of other words */
	bool all;      /* all files are made */
	bool merge;    /* the words files are brought up to date */
};

/* With .all: the words files and those of rows, from nothing. Else with .merge: those of what is
 * late, and of what came before .from. Else: the rows of what is noted, but for those that
 * index.json has. */
enum jy_err search_put_words(struct making *m); /* .all or .merge */
enum jy_err search_put_items(struct making *m);
enum jy_err search_put_index(struct making *m);

#endif
