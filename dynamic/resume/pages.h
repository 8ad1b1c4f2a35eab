/*
 * pages.h - the routes of this folder: 简历管理 and all of a graduate's resumes under
 * /my/resumes (list, wizard, photo, what is shown, 谁看了简历, 屏蔽企业), and the employers'
 * 简历搜索 under /org/resumes. What several of these page files share is at the end.
 */
#ifndef JY_RESUME_PAGES_H
#define JY_RESUME_PAGES_H

#include "http/route.h"
#include "resume/resume.h"

extern const struct route resume_routes[], resume_wizard_routes[], resume_photo_routes[],
    resume_show_routes[], resume_block_routes[], resume_find_routes[];

#define RESUMES "/my/resumes"

/* "/my/resumes/UID", with "/PART" behind it unless part is "". */
struct str resume_path(struct arena *a, struct str uid, const char *part);

/* {uid, name, level, level_label, complete, percent, photo (file uid, or absent)} */
enum jy_err resume_val(struct act *act, const struct resume *r, struct val *out);

/* Crumbs to the list of resumes, and to a resume if it is not NULL. */
void resume_crumbs(struct request *rq, struct val *data, const struct resume *r);

#endif
