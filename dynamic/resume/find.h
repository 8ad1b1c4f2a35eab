/*
 * find.h - 简历搜索 of employers, and opening what was found (3.2.i1, 3.3.i1). Of the acting
 * employer, which must be verified. It sees complete resumes of active accounts that have
 * not blocked it, with names masked and no contact data: those come with an application.
 */
#ifndef JY_RESUME_FIND_H
#define JY_RESUME_FIND_H

#include "resume/resume.h"

#define FIND_ROWS 20

/* "" and 0: any. */
struct find {
	struct str keyword;   /* words parted by blanks, all must occur */
	struct str position;  /* words of the position that is wanted */
	struct str region;    /* wanted place: a prefecture's code */
	struct str education; /* at least: dict degree */
	int64_t salary; /* wanted a month at most; negotiable ones meet every number */
	int64_t after;  /* rank of the row before the page; 0: from the newest */
};

/* Is the acting employer verified? */
enum jy_err find_allowed(struct act *act, bool *allowed) MUST_CHECK;

/*
 * 公开 ones that meet all conditions: [{uid, name (masked), position, place, education,
 * school, major, year, salary, updated, seen (the employer opened it before)}], the latest
 * changed first. *next: the `after` of the next page; 0: there is none.
 */
enum jy_err find_run(
    struct act *act, const struct find *f, struct val *out, int64_t *next) MUST_CHECK;

/*
 * Open one: the look is recorded, and the graduate sees it. A second look on the same day
 * costs nothing of the day's limit. One transaction, or part of its caller's.
 *   JY_ENOTFOUND  there is none that this employer may see
 *   JY_ELIMIT     [limit] resume_views_day other ones were opened today
 */
enum jy_err find_open(struct act *act, struct str uid) MUST_CHECK;

/* Show one; *opened: it was opened today. Until then nothing of it is to be seen.
 * *name: masked. JY_ENOTFOUND as above. */
enum jy_err find_show(struct act *act, struct str uid, struct resume *r, struct str *name,
    bool *opened) MUST_CHECK;

/* Its photo (file.id), if it was ever opened. JY_ENOTFOUND: also when it has none. */
enum jy_err find_photo(struct act *act, struct str uid, int64_t *photo_id) MUST_CHECK;

/* How many may still be opened today. */
enum jy_err find_left(struct act *act, int64_t *left) MUST_CHECK;

#endif
