/*
 * members.h - which items stand in which lists: facets, their members and counts,
 * and the note of what was touched in this build.
 */
#ifndef GEN_MEMBERS_H
#define GEN_MEMBERS_H

#include "gen.h"

#define FACET_ALL ""      /* every listed item */
#define FACET_SITEMAP "@" /* every item with a page that may be found */

/* Facets of an item as text: lines "name TAB i|s TAB key TAB label". */
struct members_of {
	int64_t item, order;
	struct key key;
	struct str facets;
};

/*
 * Move an item from the lists in `old` to those in `new`. Where it stays, `changed`
 * says whether the lists must be made again (its card differs).
 */
enum jy_err members_update(struct gen *g, const struct section *s, struct arena *a,
    const struct members_of *old, const struct members_of *new_, bool changed);

/* In a fresh build members_update() leaves the counts of facets alone: count them, once
 * all items of the section are there. */
enum jy_err members_count(struct gen *g, const struct section *s);

/* In a statement over facet: what its newest member has in a column. */
#define MEMBERS_NEWEST_FACETS MEMBERS_NEWEST("detail.facets", "detail ON detail.item")
#define MEMBERS_NEWEST_LASTMOD MEMBERS_NEWEST("item.lastmod", "item ON item.id")
#define MEMBERS_NEWEST(column, table)                                 \
	"(SELECT " column " FROM member JOIN " table " = member.item" \
	" WHERE member.facet = facet.id"                              \
	" ORDER BY member.ord DESC, member.key DESC LIMIT 1)"

/* How an item with these facets calls a value of one: a part of them, or nothing. */
struct str members_label(struct str facets, struct str name, struct key key);

#endif
