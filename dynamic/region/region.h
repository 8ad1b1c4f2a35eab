/*
 * region.h - the administrative divisions, for forms that ask where: found by words
 * ("喀什 疏附"), shown with all that they belong to.
 */
#ifndef REGION_H
#define REGION_H

#include "act.h"
#include "err.h"

/* Digits of a code, by level. */
enum {
	REGION_PROVINCE = 2,
	REGION_PREFECTURE = 4,
	REGION_COUNTY = 6,
	REGION_TOWNSHIP = 9,
	REGION_VILLAGE = 12
};

struct region {
	struct str code; /* 2, 4, 6, 9 or 12 digits: GB/T 2260, then the statistics' */
	struct str path; /* 新疆维吾尔自治区喀什地区疏附县 */
};

/*
 * Counties and prefectures whose name has the last of `words` (parted by blanks) in
 * it and whose path has the others; at most `limit`, whole names first, then Xinjiang,
 * then by level and code. *n is 0 when there is none, or no word.
 */
enum jy_err region_find(
    struct act *act, struct str words, int limit, struct region *out, int *n) MUST_CHECK;

/*
 * Where a household may be (8.1.f1): villages and communities, or `townships` (and streets),
 * of which one of `words` is in the name and the others in the name or in what it belongs to;
 * when there is none, those in the places that the words name. Names that begin with a word
 * first, then Xinjiang, then by code. A word may be one character. See region_index.h.
 */
enum jy_err region_find_home(struct act *act, struct str words, bool townships, int limit,
    struct region *out, int *n) MUST_CHECK;

/* One by its code, of any level. JY_ENOTFOUND: there is none. */
enum jy_err region_get(struct act *act, struct str code, struct region *out) MUST_CHECK;

#endif
