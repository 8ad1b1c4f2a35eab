/*
 * block.h - 屏蔽企业 (3.2.f3): employers that find and open none of a graduate's resumes; and
 * 谁看了简历 (3.3): those that did. Both of the acting graduate.
 */
#ifndef JY_RESUME_BLOCK_H
#define JY_RESUME_BLOCK_H

#include "act.h"
#include "err.h"
#include "val.h"

#define BLOCKS_MAX 200   /* of one graduate */
#define BLOCK_CHOICES 20 /* that a search shows */

/* [{id, name, href, at}], newest first. */
enum jy_err block_list(struct act *act, struct val *out) MUST_CHECK;

/* Employers whose name has `word` in it: [{id, name, blocked}], at most BLOCK_CHOICES,
 * the shortest name first; *more: there are others. */
enum jy_err block_find(
    struct act *act, struct str word, struct val *out, bool *more) MUST_CHECK;

/*
 * Block an employer, or take that back; doing it twice changes nothing. One transaction
 * with its audit event.
 *   JY_ENOTFOUND  no such employer
 *   JY_ELIMIT     there are BLOCKS_MAX already
 */
enum jy_err block_put(struct act *act, int64_t employer_id) MUST_CHECK;
enum jy_err block_remove(struct act *act, int64_t employer_id) MUST_CHECK;

/*
 * Who opened which resume: [{id, name, href, resume, uid (absent when it
 * was deleted), at (the last time), count, blocked}], the latest first, at most `limit`
 * with a last time before `before` (0: all). *older: the `before` of the next page; 0:
 * there is none.
 */
enum jy_err views_list(struct act *act, int64_t before, int limit, struct val *out,
    int64_t *older) MUST_CHECK;

#endif
