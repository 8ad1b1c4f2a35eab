/*
 * campaign.c - see campaign.h: campaigns. Their posts are post.c's.
 */
#include "clock.h"
#include "rural/campaign.h"

#define COLUMNS                                                                         \
	"SELECT c.id, c.year, c.title, c.eligibility, c.brings, c.opens_on, "           \
	"c.closes_on,"                                                                  \
	" c.opens_at, c.closes_at, c.state, c.reason, (SELECT count(*) FROM post p"     \
	" WHERE p.campaign_id = c.id), (SELECT coalesce(sum(headcount), 0) FROM post p" \
	" WHERE p.campaign_id = c.id), (SELECT count(*) FROM post_application a WHERE"  \
	" a.campaign_id = c.id) FROM campaign c WHERE (:all = 1 OR c.state <> 'draft')"

SQL(SQL_CAMPAIGN_INSERT,
    "INSERT INTO campaign(year, title, eligibility, brings, opens_on, closes_on,"
    " opens_at, closes_at, created_at, updated_at) VALUES(:year, :title, :eligibility,"
    " :brings, :opens_on, :closes_on, :opens_at, :closes_at, :now, :now)");
SQL(SQL_CAMPAIGN_STORE,
    "UPDATE campaign SET year = :year, title = :title, eligibility = :eligibility,"
    " brings = :brings, opens_on = :opens_on, closes_on = :closes_on, opens_at ="
    " :opens_at, closes_at = :closes_at, updated_at = :now WHERE id = :id");
SQL(SQL_CAMPAIGN_LOAD, COLUMNS " AND c.id = :id");
SQL(SQL_CAMPAIGN_LIST, COLUMNS " ORDER BY c.closes_at DESC, c.id DESC LIMIT :limit");
SQL(SQL_CAMPAIGN_FLOW_MOVE,
    "UPDATE campaign SET state = :to, reason = :reason, updated_at = :now, published_at ="
    " CASE WHEN :to = 'published' THEN coalesce(published_at, :now) ELSE published_at END"
    " WHERE id = :id AND state = :from");

bool
campaign_is_open(const struct campaign *c, int64_t now)
{
	return str_is(c->state, "published") && now >= c->opens_at && now < c->closes_at;
}

const char *
campaign_phase(const struct campaign *c, int64_t now, const char **tone)
{
	*tone = "off";
	if (str_is(c->state, "draft"))
		return "未发布";
	if (str_is(c->state, "closed") || now >= c->closes_at)
		return "已结束";
	*tone = now < c->opens_at ? "wait" : "good";
	return now < c->opens_at ? "未开始" : "报名中";
}

const char *
campaign_window_fault(const struct campaign_form *form, const char **name)
{
	int64_t opens, closes;

	*name = "opens_on";
	if (!clock_parse_date(form->opens_on, &opens))
		return "请填写报名开始日期。";
	*name = "closes_on";
	if (!clock_parse_date(form->closes_on, &closes))
		return "请填写报名截止日期。";
	return closes < opens ? "截止日期不能早于开始日期。" : NULL;
}

static enum jy_err
bind_form(struct act *act, struct db_stmt *st, const struct campaign_form *form)
{
	const char *name;
	int64_t opens = 0, last = 0;

	if (campaign_window_fault(form, &name) != NULL ||
	    !clock_parse_date(form->opens_on, &opens) ||
	    !clock_parse_date(form->closes_on, &last))
		return JY_EINPUT;
	db_bind_int(st, ":year", form->year);
	db_bind_str(st, ":title", form->title);
	db_bind_str(st, ":eligibility", form->eligibility);
	db_bind_str(st, ":brings", form->brings.p != NULL ? form->brings : STR(""));
	db_bind_str(st, ":opens_on", form->opens_on);
	db_bind_str(st, ":closes_on", form->closes_on);
	db_bind_int(st, ":opens_at", opens);
	db_bind_int(st, ":closes_at", clock_day_start(last, 1));
	db_bind_int(st, ":now", act->now);
	return JY_OK;
}

enum jy_err
campaign_create(struct act *act, const struct campaign_form *form, int64_t *id)
{
	struct db_stmt *st = NULL;
	bool own;
	enum jy_err err;

	if ((err = db_join(act->db, &own)) != JY_OK)
		return err;
	if ((err = db_prepare(act->db, &st, SQL_CAMPAIGN_INSERT)) == JY_OK &&
	    (err = bind_form(act, st, form)) == JY_OK && (err = db_run(st)) == JY_OK) {
		*id = db_last_id(act->db);
		err = flow_created(act, &campaign_flow, *id, "create");
	}
	db_finish(st);
	return db_leave(act->db, own, err);
}

static void
read_campaign(struct act *act, struct db_stmt *st, struct campaign *out)
{
	struct arena *a = act->arena;

	*out = (struct campaign){
		.id = db_int(st, 0),
		.form = { .year = db_int(st, 1),
		    .title = arena_str(a, db_str(st, 2)),
		    .eligibility = arena_str(a, db_str(st, 3)),
		    .brings = arena_str(a, db_str(st, 4)),
		    .opens_on = arena_str(a, db_str(st, 5)),
		    .closes_on = arena_str(a, db_str(st, 6)) },
		.opens_at = db_int(st, 7),
		.closes_at = db_int(st, 8),
		.state = arena_str(a, db_str(st, 9)),
		.reason = arena_str(a, db_str(st, 10)),
		.posts = db_int(st, 11),
		.headcount = db_int(st, 12),
		.applications = db_int(st, 13),
	};
}

enum jy_err
campaign_load(struct act *act, int64_t id, struct campaign *out)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_CAMPAIGN_LOAD);

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":all", act->who.role == ROLE_AUTHORITY);
	db_bind_int(st, ":id", id);
	if ((err = db_one(st)) == JY_OK)
		read_campaign(act, st, out);
	db_finish(st);
	return err;
}

enum jy_err
campaign_list(struct act *act, struct campaign *out, int limit, int *n)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_CAMPAIGN_LIST);
	bool row;

	*n = 0;
	if (err != JY_OK)
		return err;
	db_bind_int(st, ":all", act->who.role == ROLE_AUTHORITY);
	db_bind_int(st, ":limit", limit);
	while (*n < limit && (err = db_step(st, &row)) == JY_OK && row)
		read_campaign(act, st, &out[(*n)++]);
	db_finish(st);
	return err;
}

/* --- the workflow */

static const struct flow_state states[] = {
	{ "draft", "草稿", "off" },
	{ "published", "已发布", "good" },
	{ "closed", "已关闭", "off" },
};

static enum jy_err
load(struct act *act, int64_t id, struct flow_doc *doc)
{
	struct campaign *c = arena_alloc(act->arena, sizeof(*c));
	enum jy_err err;

	if (act->who.role != ROLE_AUTHORITY)
		return JY_ENOTFOUND;
	if (c == NULL)
		return JY_ENOMEM;
	if ((err = campaign_load(act, id, c)) != JY_OK)
		return err;
	doc->id = c->id;
	doc->state = c->state;
	doc->data = c;
	return JY_OK;
}

static const char *
can_open(const struct act *act, const struct flow_doc *doc)
{
	const struct campaign *c = doc->data;

	if (c->posts == 0)
		return "还没有岗位，请先添加或导入岗位。";
	return act->now < c->closes_at ? NULL : "报名截止日期已过，请先修改报名时间。";
}

static enum jy_err
on_edit(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if (in->data == NULL)
		return JY_EINPUT;
	if ((err = db_prepare(act->db, &st, SQL_CAMPAIGN_STORE)) != JY_OK)
		return err;
	if ((err = bind_form(act, st, in->data)) == JY_OK) {
		db_bind_int(st, ":id", doc->id);
		err = db_run(st);
	}
	db_finish(st);
	return err;
}

/* clang-format off */
static const struct flow_step steps[] = {
	{ "draft",	"edit",		"修改",		ROLE_AUTHORITY, NULL,	  "=",		on_edit, 0 },
	{ "published",	"edit",		"修改",		ROLE_AUTHORITY, NULL,	  "=",		on_edit, 0 },
	{ "closed",	"edit",		"修改",		ROLE_AUTHORITY, NULL,	  "=",		on_edit, 0 },
	{ "draft",	"publish",	"发布",		ROLE_AUTHORITY, can_open, "published",	NULL, FLOW_NEXT },
	{ "published",	"close",	"关闭报名",	ROLE_AUTHORITY, NULL,	  "closed",	NULL, 0 },
	{ "closed",	"publish",	"重新开放",	ROLE_AUTHORITY, can_open, "published",	NULL, 0 },
};
/* clang-format on */

const struct flow campaign_flow = {
	.kind = "campaign",
	.label = "三支一扶招募",
	.states = states,
	.nstates = FLOW_COUNT(states),
	.steps = steps,
	.nsteps = FLOW_COUNT(steps),
	.load = load,
	.sql_move = SQL_CAMPAIGN_FLOW_MOVE,
};
