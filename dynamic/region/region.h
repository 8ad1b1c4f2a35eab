/*
 * region.h - the administrative divisions, for forms that ask where: found by words
 * ("喀什 疏附"), shown with all that they belong to.
 */
#ifndef REGION_H
#define REGION_H

#include "act.h"
#include "err.h"

struct region {
	struct str code; /* 2, 4 or 6 digits */
	struct str path; /* 新疆维吾尔自治区喀什地区疏附县 */
};

/*
 * Counties and prefectures whose name has the last of `words` (parted by blanks) in
 * it and whose path has the others; at most `limit`, whole names first, then Xinjiang,
 * then by level and code. *n is 0 when there is none, or no word.
 */
enum jy_err region_find(
    struct act *act, struct str words, int limit, struct region *out, int *n) MUST_CHECK;

/* One by its code, of any level down to counties. JY_ENOTFOUND: there is none. */
enum jy_err region_get(struct act *act, struct str code, struct region *out) MUST_CHECK;

#endif
