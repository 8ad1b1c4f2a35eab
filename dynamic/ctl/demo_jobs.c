/*
 * demo_jobs.c - some three hundred jobs, from a table of posts by industry, in every
 * state that a job can have, with the history that led there.
 */
#include <stdio.h>

#include "clock.h"
#include "ctl/demo.h"
#include "job/job.h"

enum fate { DRAFT, PENDING, PUBLISHED, CLOSED, EXPIRED, TAKEN_DOWN };

struct demo_job {
	int employer;
	const struct demo_post *post;
	enum fate fate;
	int64_t published; /* when the authority let it through */
	int days;          /* from then to the last day */
};

SQL(SQL_DEMO_JOB,
    "INSERT INTO job(employer_id, title, category, employment, headcount, region_code,"
    " workplace, salary_min, salary_max, education, description, mailbox, contact_name,"
    " contact_phone, closes_on, closes_at, created_at, updated_at) SELECT :employer,"
    " :title, :category, :employment, :headcount, :region, :workplace, :low, :high,"
    " :education, :description, :mailbox, contact_name, contact_phone, :closes_on,"
    " :closes_at, :now, :now FROM employer WHERE id = :employer");

static void
put_list(struct buf *b, const char *title, const char *items)
{
	struct str rest = str_of(items), one;
	int n = 1;

	buf_printf(b, "## %s\n\n", title);
	while (str_split(&rest, '|', &one))
		buf_printf(b, "%d. " STR_FMT "\n", n++, STR_ARG(one));
	buf_char(b, '\n');
}

static struct str
description(struct demo *d, const struct demo_job *j)
{
	static const char *const benefits[] = { "五险一金，按实际工资足额缴纳",
		"带薪年休假、探亲假", "免费工作餐", "提供单身公寓", "冬季取暖补贴",
		"节日福利与生日礼金", "年度健康体检", "安家补贴（硕士及以上）",
		"通勤班车", "季度绩效奖金", "职业资格证书津贴", "内部转岗与晋升通道" };
	static const char *const remarks[] = { "欢迎应届毕业生投递，无经验者由导师带教。",
		"本岗位可接受实习后转正。", "驻疆工作满三年，可申请内部调动。",
		"符合条件者可享受高校毕业生社会保险补贴。", "" };
	uint32_t at = demo_random(d, 12);
	struct buf b = BUF_INIT;
	struct str text;

	put_list(&b, "岗位职责", j->post->duties);
	put_list(&b, "任职要求", j->post->demands);
	buf_puts(&b, "## 福利待遇\n\n");
	for (uint32_t i = 0; i < 4; i++)
		buf_printf(&b, "- %s\n", benefits[(at + i * 5) % 12]);
	buf_printf(&b, "\n%s\n", remarks[demo_random(d, 5)]);
	if (j->fate == PENDING &&
	    j->employer % 3 == 0) /* what the reviewer is warned of */
		buf_puts(&b, "\n录用后须交纳培训费三百元，转正后退还。\n");
	text = arena_str(&d->c->arena, buf_view(&b));
	buf_release(&b);
	return text;
}

static const char *
employment(struct demo *d, const struct demo_post *p)
{
	uint32_t r = demo_random(d, 20);

	if (strstr(p->title, "实习") != NULL)
		return "intern";
	return r == 0 ? "part_time" : r == 1 ? "intern" : "full_time";
}

static enum jy_err
bind_job(struct demo *d, struct db_stmt *st, const struct demo_job *j)
{
	const struct demo_place *place = demo_employer_place(j->employer);
	int64_t closes = clock_day_start(j->published, j->days + 1);
	int64_t raise = demo_between(d, -4, 8) * 100;
	bool negotiable = demo_random(d, 12) == 0;
	struct arena *a = &d->c->arena;
	struct str county, county_name;
	char *last = arena_alloc(a, 11);
	enum jy_err err;

	if (last == NULL)
		return JY_ENOMEM;
	if ((err = demo_county(d, place->code, &county, &county_name)) != JY_OK)
		return err;
	clock_date(closes - 1, last);
	db_bind_int(st, ":employer", d->employer[j->employer]);
	db_bind_text(st, ":title", j->post->title);
	db_bind_text(st, ":category", j->post->category);
	db_bind_text(st, ":employment", employment(d, j->post));
	db_bind_int(st, ":headcount", demo_between(d, 1, 8));
	db_bind_str(st, ":region", county);
	db_bind_str(st, ":workplace",
	    arena_printf(a, "%s" STR_FMT, place->name, STR_ARG(county_name)));
	db_bind_int(st, ":low", negotiable ? 0 : j->post->low + raise);
	db_bind_int(st, ":high", negotiable ? 0 : j->post->high + raise * 2);
	db_bind_text(st, ":education", j->post->education);
	db_bind_str(st, ":description", description(d, j));
	db_bind_str(
	    st, ":mailbox", arena_printf(a, "hr@e%02d.example.com", j->employer + 1));
	db_bind_text(st, ":closes_on", last);
	db_bind_int(st, ":closes_at", closes);
	db_bind_int(st, ":now", d->c->act.now);
	return JY_OK;
}

static enum jy_err
create_job(struct demo *d, const struct demo_event *e)
{
	const struct demo_job *j = &d->jobs[e->item];
	struct db_stmt *st = NULL;
	enum jy_err err;

	demo_be(
	    d, ROLE_EMPLOYER, d->employer_account[j->employer], d->employer[j->employer]);
	if ((err = db_prepare(d->c->db, &st, SQL_DEMO_JOB)) != JY_OK)
		return err;
	if ((err = bind_job(d, st, j)) == JY_OK)
		err = db_run(st);
	d->job[e->item] = db_last_id(d->c->db);
	db_finish(st);
	return err != JY_OK
		   ? err
		   : flow_created(&d->c->act, &job_flow, d->job[e->item], "create");
}

static enum jy_err
step_job(struct demo *d, const struct demo_event *e)
{
	const struct demo_job *j = &d->jobs[e->item];
	struct flow_input in = { str_of(e->reason), NULL };

	if (e->role == ROLE_EMPLOYER)
		demo_be(d, e->role, d->employer_account[j->employer],
		    d->employer[j->employer]);
	else
		demo_be(d, e->role, e->role == ROLE_AUTHORITY ? d->authority : 0, 0);
	return flow_apply(&d->c->act, &job_flow, d->job[e->item], e->action, &in, NULL);
}

static void
step(struct demo *d, int job, int64_t at, const char *action, enum role role,
    const char *reason)
{
	struct demo_event *e = demo_at(d, at, step_job, job);

	e->action = action;
	e->role = role;
	e->reason = reason;
}

/* Of each hundred: 79 on offer, 9 expired, 4 closed, 3 each pending and draft, 2 taken
 * down. */
static enum fate
choose_fate(int i)
{
	int k = i * 37 % 100;

	return k < 79   ? PUBLISHED
	       : k < 88 ? EXPIRED
	       : k < 92 ? CLOSED
	       : k < 95 ? PENDING
	       : k < 98 ? DRAFT
			: TAKEN_DOWN;
}

static void
plan_job(struct demo *d, int i)
{
	struct demo_job *j = &d->jobs[i];
	int64_t ago;

	j->fate = choose_fate(i);
	ago = j->fate == EXPIRED ? demo_between(d, 30, 55) : demo_between(d, 1, 28);
	j->published = clock_day_start(d->now, (int)-ago) + demo_between(d, 34200, 66600);
	j->days = (int)(j->fate == EXPIRED ? ago - demo_between(d, 2, 25)
					   : ago + demo_between(d, 1, 60));
	demo_at(d, j->published - DEMO_DAY, create_job, i);
	if (j->fate == DRAFT)
		return;
	step(d, i, j->published - DEMO_DAY / 2, "submit", ROLE_EMPLOYER, NULL);
	if (j->fate == PENDING)
		return;
	step(d, i, j->published, "approve", ROLE_AUTHORITY, NULL);
	if (j->fate == EXPIRED)
		step(d, i, clock_day_start(j->published, j->days + 1), "expire",
		    ROLE_SYSTEM, NULL);
	else if (j->fate == CLOSED)
		step(d, i, j->published + DEMO_DAY / 3, "close", ROLE_EMPLOYER, NULL);
	else if (j->fate == TAKEN_DOWN)
		step(d, i, j->published + DEMO_DAY / 3, "take_down", ROLE_AUTHORITY,
		    "描述含有性别限制，违反《就业促进法》，请修改后重新提交。");
}

/* All posts of its industry, and two or three of those that every house has. */
static void
plan_employer(struct demo *d, int employer)
{
	uint32_t common = demo_random(d, 3), n = 0;

	for (size_t p = 0; p < demo_nposts && d->njobs < DEMO_JOBS_MAX; p++) {
		if (demo_posts[p].industry[0] == '\0') {
			if (n++ % 3 != common)
				continue;
		} else if (strcmp(demo_posts[p].industry, demo_industry(employer)) != 0) {
			continue;
		}
		d->jobs[d->njobs].employer = employer;
		d->jobs[d->njobs].post = &demo_posts[p];
		d->njobs++;
	}
}

enum jy_err
demo_make_jobs(struct demo *d)
{
	if ((d->jobs = arena_array(&d->c->arena, DEMO_JOBS_MAX, sizeof(d->jobs[0]))) ==
	    NULL)
		return JY_ENOMEM;
	for (int i = 0; i < DEMO_EMPLOYERS; i++)
		if (demo_employer_verified(i))
			plan_employer(d, i);
	for (int i = 0; i < d->njobs; i++)
		plan_job(d, i);
	return d->err;
}
