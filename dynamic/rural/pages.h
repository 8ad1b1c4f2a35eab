/*
 * pages.h - the pages of rural service posts: campaigns and their posts for the authority
 * (/office/campaigns), applications for graduates (/my/posts), for those who review
 * (/office/posts, /org/posts).
 */
#ifndef JY_RURAL_PAGES_H
#define JY_RURAL_PAGES_H

#include "desk/desk.h"
#include "rural/apply.h"

extern const struct desk post_desk;

extern const struct route campaign_routes[];
extern const struct route campaign_post_routes[];
extern const struct route apply_routes[];
extern const struct route apply_office_routes[];

/* A campaign and a post as data for templates: see rural_view.c. */
struct val campaign_val(struct act *act, const struct campaign *c);
struct val post_val(struct arena *a, const struct post *p);
struct val application_val(struct act *act, const struct post_application *p);

/* The list of campaigns, and one: where one is. */
struct val campaign_crumbs(struct request *rq, const struct campaign *c);

#endif
