/*
 * job_view_pages.c - a job and an employer for who is logged in: /my/jobs/N and
 * /my/employers/N.
 */
#include "job/job_links.h"
#include "job/job_pages.h"
#include "job/job_view.h"

static struct val
crumbs(struct request *rq)
{
	struct val list = val_list(rq->act.arena), one = val_map(rq->act.arena);

	val_set(&one, "label", val_text("高级搜索"));
	val_set(&one, "path", val_text("/my/search"));
	val_push(&list, one);
	return list;
}

static enum jy_err
job_page(struct request *rq)
{
	struct val data = val_map(rq->act.arena), job;
	struct str title;
	enum jy_err err;
	int64_t id;

	if (!str_int(rq->param, 1, INT64_MAX, &id))
		return JY_ENOTFOUND;
	if ((err = job_view(&rq->act, id, &job)) != JY_OK)
		return err;
	title = val_get(&job, STR("title"))->s;
	val_set(&data, "job", job);
	val_set(&data, "crumbs", crumbs(rq));
	val_set(&data, "csrf", val_str(csrf_token(rq, "/my/favourites/add")));
	return reply_page(rq, 200, "search/job", arena_cstr(rq->act.arena, title), data);
}

static enum jy_err
employer_page(struct request *rq)
{
	struct val data = val_map(rq->act.arena), employer;
	struct str name;
	enum jy_err err;
	int64_t id;

	if (!str_int(rq->param, 1, INT64_MAX, &id))
		return JY_ENOTFOUND;
	if ((err = employer_view(&rq->act, id, &employer)) != JY_OK)
		return err;
	name = val_get(&employer, STR("name"))->s;
	val_set(&data, "employer", employer);
	val_set(&data, "crumbs", crumbs(rq));
	return reply_page(
	    rq, 200, "search/employer", arena_cstr(rq->act.arena, name), data);
}

const struct route job_view_routes[] = {
	{ METHOD_GET, "/my/jobs/*", ROLE_GRADUATE, CSRF_NO, RATE_NONE, NO_FIELDS,
	    job_page, NULL, NULL },
	{ METHOD_GET, "/my/employers/*", ROLE_GRADUATE, CSRF_NO, RATE_NONE, NO_FIELDS,
	    employer_page, NULL, NULL },
	{ .path = NULL },
};
