/*
 * demo_resumes.c - the demo's graduates have resumes, complete and begun, of every level;
 * some employers opened some. The first two graduates have none: theirs is to be made.
 */
#include "account/account.h"
#include "ctl/demo.h"
#include "http/form.h"
#include "profile/profile.h"
#include "resume/find.h"

#define VIEWERS 2 /* employers 1 and 2 */

/* By the number of their mobile. What is NULL is not written yet. */
static const struct person {
	unsigned mobile;
	const char *level, *name, *position, *place, *salary;
	const char *work; /* where|as what|what */
	const char *skills, *words;
} people[] = {
	{ 3, "public", "教师岗位", "小学语文教师", "6529", "5000",
	    "昌吉第三小学|实习教师|带二年级语文十二周，组织一次全校经典诵读活动。",
	    "小学教师资格证；国家通用语言二级甲等；粉笔字、简笔画",
	    "喜欢和孩子在一起，愿意到乡镇学校任教。" },
	{ 3, "applied", "行政与培训岗位", "培训专员", "6523", "4800",
	    "昌吉州图书馆|志愿者|组织周末亲子阅读活动二十场，编写活动简报。",
	    "公文写作；活动策划；普通话二级甲等", "做事有条理，愿意从基层做起。" },
	{ 4, "public", "数据岗位", "数据分析员", "6501", "6500",
	    "伊犁某零售公司|数据助理|清洗三年销售数据，做出各门店的补货预测表。",
	    "Python、SQL、Excel；高中数学教师资格证", "逻辑清楚，能把结果讲明白。" },
	{ 5, "public", "护理岗位", "护士", "6532", "5500",
	    "阿克苏地区医院|实习护士|在内科、急诊科轮转八个月，独立完成静脉穿刺。",
	    "护士执业资格；心肺复苏培训合格", "耐心细致，能值夜班。" },
	{ 6, "public", "畜牧兽医岗位", "兽医", "6527", "6000",
	    "博州畜牧站|实习兽医|随队下乡防疫，登记羊群二十余户，协助剖检诊断。",
	    "执业兽医资格；会骑马，能说简单的蒙古语", "能吃苦，愿意常驻牧区。" },
	{ 7, "applied", "水利岗位", "水利工程技术员", "6528", "6000",
	    "塔里木灌区管理处|测量实习生|参与渠道断面测量，整理流量记录。",
	    "熟悉水力计算与 CAD 制图；测量员证", "能长期驻工地。" },
	{ 8, "public", "景区与导游", "导游", "6531", NULL,
	    "喀什古城景区|讲解员|用国家通用语言和英语讲解，接待团队四十余个。",
	    "导游资格证；英语六级", "口齿清楚，带队有办法。" },
	{ 9, "private", "我的简历", "农业技术员", "6528", "4500", NULL,
	    "土壤取样与检测；无人机植保操作证", "肯下地，做事有始有终。" },
	{ 10, "public", "电子类岗位", "嵌入式软件工程师", "6501", "9000",
	    "西安某电子公司|研发实习生|"
	    "编写电机驱动板的测试程序，定位并修复两处时序问题。",
	    "C、Python；会看原理图，用过 STM32", "想回新疆工作，能尽快到岗。" },
	{ 12, "applied", "未写完的简历", "网络管理员", "6531", NULL, NULL, NULL, NULL },
	{ 16, "public", "幼师岗位", "幼儿教师", "6502", "4500", NULL,
	    "幼儿园教师资格证；钢琴、舞蹈；保育员证", "有耐心，爱笑，家长放心。" },
};
#define NPEOPLE (sizeof(people) / sizeof(people[0]))

/* Be the graduate. */
static enum jy_err
be(struct demo *d, const struct person *p)
{
	char mobile[12];
	struct account a;
	enum jy_err err;

	demo_mobile(mobile, p->mobile);
	if ((err = account_find_mobile(&d->c->act, str_of(mobile), &a)) == JY_OK)
		demo_be(d, ROLE_GRADUATE, a.id, 0);
	return err;
}

/* One section, from pairs of name and value; those without a value are left out. */
static enum jy_err
save(struct demo *d, struct str uid, const char *section, const char *const *pairs)
{
	const struct resume_section *s = resume_section(str_of(section));
	struct act *act = &d->c->act;
	struct resume r;
	struct form f;
	enum jy_err err;

	if ((err = form_empty(&f, act->arena, s->fields, s->nfields)) != JY_OK ||
	    (err = resume_load(act, uid, &r)) != JY_OK)
		return err;
	for (; pairs[0] != NULL; pairs += 2)
		if (pairs[1] != NULL)
			form_set(&f, pairs[0], str_of(pairs[1]));
	return resume_save(act, uid, r.version, s, -1, &f);
}
#define SAVE(d, uid, section, ...) \
	save((d), (uid), (section), (const char *const[]){ __VA_ARGS__, NULL })

static const char *
month(struct demo *d, int64_t year, const char *of)
{
	return arena_printf(&d->c->arena, "%lld-%s", (long long)year, of).p;
}

/* School and studies, as the profile has them. */
static enum jy_err
save_studies(struct demo *d, struct str uid)
{
	struct arena *a = &d->c->arena;
	struct profile p;
	const char *school, *major, *education;
	enum jy_err err;

	if ((err = profile_load(&d->c->act, d->c->act.who.account_id, &p)) != JY_OK)
		return err;
	school = arena_cstr(a, p.school);
	major = arena_cstr(a, p.major);
	education = arena_cstr(a, p.education);
	err = SAVE(d, uid, "basic", "residence", "新疆乌鲁木齐市", "education", education,
	    "school", school, "major", major, "year",
	    arena_printf(a, "%lld", (long long)p.year).p);
	return err != JY_OK
		   ? err
		   : SAVE(d, uid, "education", "from", month(d, p.year - 4, "09"), "to",
			 month(d, p.year, "06"), "school", school, "major", major,
			 "degree", education);
}

static enum jy_err
save_work(struct demo *d, struct str uid, const char *work)
{
	struct arena *a = &d->c->arena;
	struct str rest = str_of(work), where, as;

	if (work == NULL || !str_split(&rest, '|', &where) || !str_split(&rest, '|', &as))
		return JY_OK;
	return SAVE(d, uid, "experience", "from", "2026-03", "to", "2026-08", "employer",
	    arena_cstr(a, where), "position", arena_cstr(a, as), "text",
	    arena_cstr(a, rest));
}

static enum jy_err
write_resume(struct demo *d, const struct demo_event *e)
{
	const struct person *p = &people[e->item];
	struct str uid;
	enum jy_err err;

	if ((err = be(d, p)) != JY_OK ||
	    (err = resume_create(&d->c->act, str_of(p->name), &uid)) != JY_OK ||
	    (err = save_studies(d, uid)) != JY_OK ||
	    (err = SAVE(d, uid, "intention", "position", p->position, "region", p->place,
		 "employment", "full_time", "salary", p->salary)) != JY_OK ||
	    (err = save_work(d, uid, p->work)) != JY_OK ||
	    (err = SAVE(d, uid, "skills", "skills", p->skills)) != JY_OK ||
	    (err = SAVE(d, uid, "evaluation", "text", p->words)) != JY_OK)
		return err;
	return resume_set_level(&d->c->act, uid, str_of(p->level));
}

/* An employer looks through what it finds, and opens some. */
static enum jy_err
look_around(struct demo *d, const struct demo_event *e)
{
	const struct find any = { .after = 0 };
	struct val found, row;
	int64_t next;
	enum jy_err err;

	demo_be(d, ROLE_EMPLOYER, d->employer_account[e->item], d->employer[e->item]);
	if ((err = find_run(&d->c->act, &any, &found, &next)) != JY_OK)
		return err;
	for (size_t i = (size_t)e->item % 2; i < val_len(&found) && err == JY_OK;
	     i += 2) {
		row = val_at(&found, i);
		err = find_open(&d->c->act, val_get(&row, STR("uid"))->s);
	}
	return err;
}

enum jy_err
demo_make_resumes(struct demo *d)
{
	for (size_t i = 0; i < NPEOPLE; i++)
		demo_at(
		    d, d->now - (50 - 3 * (int64_t)i) * DEMO_DAY, write_resume, (int)i);
	for (int i = 1; i <= VIEWERS; i++)
		demo_at(d, d->now - (9 - 2 * i) * DEMO_DAY, look_around, i);
	return d->err;
}
