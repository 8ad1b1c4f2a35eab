/*
 * job_pages.c - the corner of a job page that depends on who looks: log in, how to
 * apply, or why not. The page itself is the generator's.
 */
#include "job/job_pages.h"

SQL(SQL_JOB_SHOWN, "SELECT state, closes_at, mailbox FROM public_job WHERE id = :id");

/* What is said, and what can be pressed. */
struct corner {
	bool open;
	struct str text;
	const char *label; /* of the one link; NULL: none */
	struct str href;
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

	c->text = STR("个人会员登录后可以查看投递方式。");
	c->label = "登录";
	c->href = arena_printf(rq->act.arena, "/auth/login?next=" STR_FMT, STR_ARG(path));
}

static void
for_graduate(struct request *rq, struct str mailbox, struct corner *c)
{
	if (mailbox.n == 0) {
		c->text = STR("请按本页所列联系方式与用人单位联系。");
		return;
	}
	c->text = arena_printf(
	    rq->act.arena, "请将简历发送至用人单位邮箱 " STR_FMT "。", STR_ARG(mailbox));
	c->label = "写邮件";
	c->href = arena_printf(rq->act.arena, "mailto:" STR_FMT, STR_ARG(mailbox));
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
		for_graduate(rq, db_str(st, 2), c);
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
	return reply_fragment(rq, "fragment/job", data);
}

const struct route job_routes[] = {
	{ METHOD_GET, "/auth/fragment/job", ROLES_ANYONE, CSRF_NO, RATE_NONE, NO_FIELDS,
	    job_fragment, NULL, NULL },
	{ .path = NULL },
};
