/*
 * demo_applications.c - the demo's graduates have applied to jobs: one application or more in
 * every state at the first three employers, and of one graduate, with notes and interviews.
 */
#include "account/account.h"
#include "application/application.h"
#include "ctl/demo.h"
#include "employer/inbox.h"

#define STEPS_MAX 3

/* One application and what became of it, a step a day. */
static const struct {
	unsigned mobile;
	int employer;     /* whom one graduate applies to once */
	const char *post; /* a part of the title, if it offers such a one then */
	int days;         /* how long ago it was sent */
	struct {
		const char *action, *text;
	} steps[STEPS_MAX];
	const char *note; /* the employer's own */
} cases[] = {
	{ 4, 1, "数据", 12,
	    { { "view", NULL },
		{ "invite", "十二月三日（周四）上午十点，公司三楼第二会议室。请带毕业证"
			    "和作品。" },
		{ "hire", NULL } },
	    "笔试 86 分，思路清楚。可以十二月到岗。" },
	{ 10, 1, "软件", 9,
	    { { "view", NULL },
		{ "invite",
		    "十二月八日（周二）下午三点，线上面试，链接会另发到您的邮箱。" } },
	    "做过驱动板测试，面试时问细节。" },
	{ 7, 1, "前端", 8,
	    { { "view", NULL }, { "reject", "岗位要求能独立出图，您目前的经"
					    "历还不够，欢迎明年再投。" } },
	    NULL },
	{ 12, 1, "运维", 0, { { NULL, NULL } }, NULL },
	{ 8, 1, "新媒体", 5, { { "view", NULL } }, NULL },
	{ 6, 1, "行政", 2, { { NULL, NULL } }, NULL },
	{ 16, 1, "行政", 1, { { NULL, NULL } }, NULL },
	{ 5, 1, "行政", 6, { { "view", NULL }, { "withdraw", NULL } }, NULL },
	{ 3, 2, "人力资源", 7,
	    { { "view", NULL },
		{ "invite",
		    "十二月五日（周六）上午九点半，厂区办公楼 201，请带身份证。" } },
	    NULL },
	{ 8, 2, "会计", 3, { { NULL, NULL } }, NULL },
	{ 4, 2, "会计", 4, { { "reject", "该岗位已经招满。" } }, NULL },
	{ 6, 0, "农业技术", 8,
	    { { "view", NULL },
		{ "invite", "十一月二十日（周五）上午十点，基地办公楼二楼。请带毕业证和执"
			    "业兽医资格证。" },
		{ "hire", NULL } },
	    "实习经历扎实，愿意驻场。" },
	{ 7, 0, "农业技术", 7,
	    { { "view", NULL },
		{ "invite", "十二月四日（周五）下午四点，视频面试，链接会另发给您。" } },
	    "问清楚能否常驻灌区。" },
	{ 5, 0, "农业技术", 6,
	    { { "view", NULL }, { "reject", "该岗位需要农学相关专业。" } }, NULL },
	{ 8, 0, "农业技术", 5, { { "view", NULL } }, NULL },
	{ 10, 0, "行政", 4, { { "view", NULL }, { "withdraw", NULL } }, NULL },
	{ 16, 0, "行政", 2, { { NULL, NULL } }, NULL },
	{ 4, 0, "农业技术", 1, { { NULL, NULL } }, NULL },
	{ 3, 3, "语文", 13,
	    { { "view", NULL },
		{ "invite",
		    "十一月十八日（周三）上午九点半试讲，地点：小学部 204 教室。" },
		{ "hire", NULL } },
	    NULL },
	{ 3, 21, "语文", 10,
	    { { "view", NULL }, { "reject", "今年小学语文岗位已经招满。" } }, NULL },
	{ 3, 39, "语文", 6, { { "view", NULL } }, NULL },
	{ 3, 1, "新媒体", 4, { { "view", NULL }, { "withdraw", NULL } }, NULL },
	{ 3, 7, "讲解", 3, { { NULL, NULL } }, NULL },
};
#define NCASES (sizeof(cases) / sizeof(cases[0]))

SQL(SQL_DEMO_OFFER,
    "SELECT job_id FROM job_live JOIN job ON job.id = job_id"
    " WHERE job_live.employer_id = :employer AND offered = 1"
    " AND job_live.published_at < :now - 86400 AND job_live.closes_at > :now"
    " ORDER BY instr(job.title, :post) = 0, job_id LIMIT 1");
SQL(SQL_DEMO_RESUME, "SELECT uid FROM resume WHERE account_id = :account AND complete = 1"
		     " ORDER BY id LIMIT 1");
SQL(SQL_DEMO_SENT,
    "SELECT a.id, a.uid, j.employer_id FROM application a JOIN job j ON j.id = a.job_id"
    " WHERE a.account_id = :account AND j.employer_id = :employer ORDER BY a.id DESC"
    " LIMIT 1");

/* Be the graduate of a case. */
static enum jy_err
be(struct demo *d, int i)
{
	char mobile[12];
	struct account a;
	enum jy_err err;

	demo_mobile(mobile, cases[i].mobile);
	if ((err = account_find_mobile(&d->c->act, str_of(mobile), &a)) != JY_OK)
		return err;
	demo_be(d, ROLE_GRADUATE, a.id, 0);
	d->c->act.who.uid = a.uid;
	return JY_OK;
}

/* JY_ENOTFOUND: the employer offers no such job, or the resume is not complete. */
static enum jy_err
find(struct demo *d, int i, int64_t *job, struct str *resume)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_prepare(d->c->db, &st, SQL_DEMO_OFFER)) != JY_OK)
		return err;
	db_bind_int(st, ":employer", d->employer[cases[i].employer]);
	db_bind_int(st, ":now", d->c->act.now);
	db_bind_text(st, ":post", cases[i].post);
	if ((err = db_one(st)) == JY_OK)
		*job = db_int(st, 0);
	db_finish(st);
	if (err != JY_OK || (err = db_prepare(d->c->db, &st, SQL_DEMO_RESUME)) != JY_OK)
		return err;
	db_bind_int(st, ":account", d->c->act.who.account_id);
	if ((err = db_one(st)) == JY_OK)
		*resume = arena_str(&d->c->arena, db_str(st, 0));
	db_finish(st);
	return err;
}

static enum jy_err
apply(struct demo *d, const struct demo_event *e)
{
	struct apply_result r;
	struct str resume;
	int64_t job;
	enum jy_err err;

	if ((err = be(d, e->item)) == JY_OK &&
	    (err = find(d, e->item, &job, &resume)) == JY_OK)
		err = application_send(&d->c->act, job, resume, true, &r);
	return err == JY_ENOTFOUND ? JY_OK : err;
}

/* The case's application, newest of the graduate to that employer. */
static enum jy_err
sent(struct demo *d, int i, int64_t *id, struct str *uid)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_prepare(d->c->db, &st, SQL_DEMO_SENT)) != JY_OK)
		return err;
	db_bind_int(st, ":account", d->c->act.who.account_id);
	db_bind_int(st, ":employer", d->employer[cases[i].employer]);
	if ((err = db_one(st)) == JY_OK) {
		*id = db_int(st, 0);
		*uid = arena_str(&d->c->arena, db_str(st, 1));
	}
	db_finish(st);
	return err;
}

static enum jy_err
go_on(struct demo *d, const struct demo_event *e)
{
	struct application_invitation when = { str_of(e->reason) };
	struct flow_input in = { .reason = str_of(e->reason), .data = &when };
	int employer = cases[e->item].employer;
	struct str uid;
	int64_t id;
	enum jy_err err;

	if ((err = be(d, e->item)) != JY_OK ||
	    (err = sent(d, e->item, &id, &uid)) != JY_OK)
		return err == JY_ENOTFOUND ? JY_OK : err;
	if (strcmp(e->action, "withdraw") != 0)
		demo_be(d, ROLE_EMPLOYER, d->employer_account[employer],
		    d->employer[employer]);
	if (strcmp(e->action, "invite") == 0)
		in.reason = STR("");
	err = flow_apply(&d->c->act, &application_flow, id, e->action, &in, NULL);
	if (err == JY_OK && cases[e->item].note != NULL &&
	    strcmp(e->action, "invite") == 0)
		err = inbox_note(&d->c->act, uid, str_of(cases[e->item].note));
	return err;
}

enum jy_err
demo_make_applications(struct demo *d)
{
	for (size_t i = 0; i < NCASES; i++) {
		int64_t at = d->now - cases[i].days * DEMO_DAY;

		demo_at(d, at, apply, (int)i);
		for (int k = 0; k < STEPS_MAX && cases[i].steps[k].action != NULL; k++) {
			struct demo_event *e =
			    demo_at(d, at + (k + 1) * DEMO_DAY, go_on, (int)i);

			e->action = cases[i].steps[k].action;
			e->reason =
			    cases[i].steps[k].text != NULL ? cases[i].steps[k].text : "";
		}
	}
	return d->err;
}
