/*
 * job_pages.c - the corner of a job page that depends on who looks: log in, how to
 * apply, or why not. The page itself is the generator's.
 */
#include "job/job_links.h"
#include "job/job_pages.h"
#include "job/job_view.h"

SQL(SQL_JOB_SHOWN, "SELECT state, closes_at FROM public_job WHERE id = :id");

/* What is said, and what can be pressed. */
struct corner {
	bool open;
	struct str text;
	const char *label; /* of the one link; NULL: none */
	struct str href;
	bool keep; /* 收藏 is offered */
};

/* Where the generator puts the page of a job (words.numbered in plugins/lib). */
static struct str
job_path(struct arena *a, int64_t id)
{
	return arena_printf(
	    a, "/jobs/%04lld/%lld.html", (long long)(id / 1000), (long long)id);
}

static void
for_visitor(struct request *rq, int64_t id, struct corner *c)
{
	struct str path = job_path(rq->act.arena, id);

	c->text = STR("个人会员登录后可以投递简历、收藏职位。");
	c->label = "登录";
	c->href = arena_printf(rq->act.arena, "/auth/login?next=" STR_FMT, STR_ARG(path));
}

/* The same as on the portal's own page of the job. */
static enum jy_err
for_graduate(struct request *rq, int64_t id, struct corner *c)
{
	const struct val *applied, *kept;
	struct val job;
	enum jy_err err;

	if ((err = job_view(&rq->act, id, &job)) != JY_OK)
		return err;
	applied = val_get(&job, STR("applied"));
	kept = val_get(&job, STR("kept"));
	c->keep = !val_true(kept);
	if (val_true(applied)) {
		c->text = arena_printf(rq->act.arena, "您已于 " STR_FMT " 投递过该职位。",
		    STR_ARG(applied->s));
		c->label = "查看进展";
		c->href = STR("/my/applications");
		return JY_OK;
	}
	c->text = c->keep ? STR("选择一份简历，投递给用人单位。")
			  : STR("该职位已在您的收藏夹中。");
	c->label = "投递简历";
	c->href = arena_printf(
	    rq->act.arena, STR_FMT "/apply", STR_ARG(job_href(rq->act.arena, id)));
	return JY_OK;
}

static enum jy_err
corner_of(struct request *rq, int64_t id, struct corner *c)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(rq->act.db, &st, SQL_JOB_SHOWN);

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":id", id);
	if ((err = db_one(st)) != JY_OK)
		goto out;
	c->open = str_is(db_str(st, 0), "published") && db_int(st, 1) > rq->act.now;
	if (!c->open)
		c->text = STR("该职位已停止招聘。");
	else if (rq->act.who.role == ROLE_VISITOR)
		for_visitor(rq, id, c);
	else if (rq->act.who.role == ROLE_GRADUATE)
		err = for_graduate(rq, id, c);
	else
		c->text = STR("只有个人会员可以投递简历。");
out:
	db_finish(st);
	return err;
}

static enum jy_err
job_fragment(struct request *rq)
{
	struct val data = val_map(rq->act.arena), job = val_map(rq->act.arena),
		   links = val_list(rq->act.arena), link = val_map(rq->act.arena);
	struct corner c = { 0 };
	int64_t id;
	enum jy_err err;

	if (!str_int(request_query(rq, "id"), 1, INT64_MAX, &id))
		return JY_ENOTFOUND;
	if ((err = corner_of(rq, id, &c)) != JY_OK)
		return err;
	if (c.text.p == NULL || (c.label != NULL && c.href.p == NULL))
		return JY_ENOMEM;
	val_set(&job, "id", val_int(id));
	val_set(&job, "open", val_bool(c.open));
	val_set(&data, "job", job);
	val_set(&data, "text", val_str(c.text));
	if (c.label != NULL) {
		val_set(&link, "label", val_text(c.label));
		val_set(&link, "href", val_str(c.href));
		val_set(&link, "primary", val_bool(true));
		val_push(&links, link);
	}
	val_set(&data, "links", links);
	val_set(&data, "report",
	    val_str(arena_printf(rq->act.arena, "/auth/report/%lld", (long long)id)));
	val_set(&data, "keep", val_bool(c.keep));
	if (c.keep)
		val_set(&data, "csrf", val_str(csrf_token(rq, "/my/favourites/add")));
	return reply_fragment(rq, "fragment/job", data);
}

const struct route job_routes[] = {
	{ METHOD_GET, "/auth/fragment/job", ROLES_ANYONE, CSRF_NO, RATE_NONE, NO_FIELDS,
	    job_fragment, NULL, NULL },
	{ .path = NULL },
};
