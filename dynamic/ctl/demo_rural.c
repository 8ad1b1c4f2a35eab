/*
 * demo_rural.c - the demo's campaigns of rural service posts: one of this year that is over, one
 * that takes applications, a draft; and who has applied, in every state.
 */
#include "account/account.h"
#include "clock.h"
#include "ctl/demo.h"
#include "rural/apply.h"

SQL(SQL_DEMO_CREDIT,
    "SELECT credit_code FROM employer WHERE id = :id AND state = 'verified'");
SQL(SQL_DEMO_POST, "SELECT p.id, p.campaign_id FROM post p JOIN campaign c ON c.id ="
		   " p.campaign_id WHERE p.code = :code ORDER BY c.id DESC LIMIT 1");
SQL(SQL_DEMO_APPLICATION, "SELECT id, office_id FROM post_application WHERE account_id ="
			  " :account ORDER BY id DESC LIMIT 1");

#define ELIGIBILITY                                                                                                  \
	"## 招募对象\n\n- 普通高校全日制毕业生，毕业两年以内\n- "                               \
	"完成实名登记，身体健康，"                                                                       \
	"能坚持基层工作\n\n## 程序\n\n1. 网上报名，由服务地的地州人社部门资格审核\n2. " \
	"审核通过后打印报名确认表，参加资格复审和考试\n3. "                                    \
	"体检、公示、岗前培训后上岗，服务期两年\n"
#define BRINGS                                                                                                                \
	"居民身份证\n毕业证书、学位证书（应届毕业生带学校出具的在读证明）\n岗位要求的资" \
	"格证"                                                                                                              \
	"书\n近期免冠一寸照片两张"

/* Days from now. */
static const struct {
	const char *title;
	int made, opens, closes;
	bool published;
} campaigns[] = {
	{ "自治区“三支一扶”计划夏季招募", -150, -140, -110, true },
	{ "自治区“三支一扶”计划补充招募", -12, -8, 20, true },
	{ "自治区“三支一扶”计划春季招募", -3, 90, 120, false },
};

static const struct {
	const char *code, *name, *service, *region, *unit, *education, *requirements;
	int headcount;
	bool employer; /* the first of the demo's employers reviews too */
} posts[] = {
	{ "CJ001", "支教岗", "teaching", "6523", "阜康市上户沟乡中心小学", "bachelor",
	    "具有小学及以上教师资格证", 3, false },
	{ "CJ002", "支农岗", "farming", "6523", "奇台县半截沟镇农业发展中心", "college",
	    "农学、园艺类专业", 2, false },
	{ "KS001", "支教岗", "teaching", "6531", "疏附县托克扎克镇中心小学", "bachelor",
	    "具有小学及以上教师资格证", 5, false },
	{ "KS002", "支医岗", "medical", "6531", "疏勒县巴仁乡卫生院", "college",
	    "护理学、临床医学专业", 4, false },
	{ "KS003", "帮扶乡村振兴岗", "revival", "6531", "伽师县夏普吐勒镇人民政府", "any",
	    "", 6, false },
	{ "WL001", "就业和社会保障服务岗", "employment", "6501",
	    "乌鲁木齐县水西沟镇便民服务中心", "college", "", 2, true },
	{ "YL001", "支医岗", "medical", "6540", "尼勒克县乌赞镇卫生院", "college",
	    "取得执业资格者优先", 3, false },
	{ "YL002", "基层水利岗", "water", "6540", "特克斯县乔拉克铁热克镇水管站",
	    "bachelor", "水利水电、农业水利专业", 2, false },
};
#define NPOSTS (sizeof(posts) / sizeof(posts[0]))

/* By the number of the mobile. */
static const struct {
	unsigned mobile;
	const char *post, *action, *reason, *address;
	int days; /* ago */
} applications[] = {
	{ 6, "KS002", "approve", "", "克拉玛依市克拉玛依区友谊路 18 号", 6 },
	{ 7, "KS001", "reject", "没有上传教师资格证信息，不符合岗位要求。",
	    "和田地区和田市北京西路 5 号", 5 },
	{ 4, "YL002", NULL, NULL, "伊宁市解放西路 88 号", 3 },
	{ 3, "CJ001", NULL, NULL, "昌吉市延安北路 20 号", 1 },
};
#define NAPPLICATIONS (sizeof(applications) / sizeof(applications[0]))

static struct str
day(struct demo *d, int days)
{
	char date[11];

	clock_date(d->now + days * DEMO_DAY, date);
	return arena_str(&d->c->arena, str_of(date));
}

static enum jy_err
credit_code(struct demo *d, struct str *out)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(d->c->db, &st, SQL_DEMO_CREDIT);

	*out = STR("");
	if (err != JY_OK)
		return err;
	db_bind_int(st, ":id", d->employer[0]);
	if ((err = db_one(st)) == JY_OK)
		*out = arena_str(&d->c->arena, db_str(st, 0));
	db_finish(st);
	return err == JY_ENOTFOUND ? JY_OK : err;
}

static enum jy_err
add_posts(struct demo *d, int64_t campaign)
{
	struct str code;
	const char *why;
	enum jy_err err = credit_code(d, &code);

	for (size_t i = 0; i < NPOSTS && err == JY_OK; i++) {
		struct post p = { .campaign_id = campaign,
			.code = str_of(posts[i].code),
			.name = str_of(posts[i].name),
			.service = str_of(posts[i].service),
			.region = str_of(posts[i].region),
			.unit = str_of(posts[i].unit),
			.education = str_of(posts[i].education),
			.requirements = str_of(posts[i].requirements),
			.headcount = posts[i].headcount,
			.employer_code = posts[i].employer ? code : STR("") };

		err = post_put(&d->c->act, &p, &why);
	}
	return err;
}

static enum jy_err
make_campaign(struct demo *d, const struct demo_event *e)
{
	struct campaign_form form = { .title = str_of(campaigns[e->item].title),
		.eligibility = STR(ELIGIBILITY),
		.brings = STR(BRINGS),
		.opens_on = day(d, campaigns[e->item].opens),
		.closes_on = day(d, campaigns[e->item].closes) };
	int64_t id;
	enum jy_err err;

	str_int((struct str){ form.opens_on.p, 4 }, 2000, 2100, &form.year);
	form.title = arena_printf(
	    &d->c->arena, "%lld年%s", (long long)form.year, campaigns[e->item].title);
	demo_be(d, ROLE_AUTHORITY, d->authority, 0);
	if ((err = campaign_create(&d->c->act, &form, &id)) != JY_OK ||
	    !campaigns[e->item].published || (err = add_posts(d, id)) != JY_OK)
		return err;
	return flow_apply(&d->c->act, &campaign_flow, id, "publish", NULL, NULL);
}

/* Post and campaign of a code. */
static enum jy_err
find_post(struct demo *d, const char *code, int64_t *post, int64_t *campaign)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(d->c->db, &st, SQL_DEMO_POST);

	if (err != JY_OK)
		return err;
	db_bind_text(st, ":code", code);
	if ((err = db_one(st)) == JY_OK) {
		*post = db_int(st, 0);
		*campaign = db_int(st, 1);
	}
	db_finish(st);
	return err;
}

static enum jy_err
apply(struct demo *d, const struct demo_event *e)
{
	struct application_form form = { .email = STR(""),
		.address = str_of(applications[e->item].address),
		.experience = STR("校学生会干部，参加暑期“三下乡”社会实践两次。") };
	int64_t campaign = 0;
	struct account a;
	struct campaign c;
	const char *why;
	struct str uid;
	char mobile[12];
	enum jy_err err;

	if ((err = demo_find_account(d, applications[e->item].mobile, &a)) != JY_OK ||
	    (err = find_post(d, applications[e->item].post, &form.post_id, &campaign)) !=
		JY_OK)
		return err;
	demo_mobile(mobile, applications[e->item].mobile);
	form.phone = str_of(mobile);
	demo_be(d, ROLE_GRADUATE, a.id, 0);
	if ((err = campaign_load(&d->c->act, campaign, &c)) != JY_OK)
		return err;
	return apply_create(&d->c->act, c.id, &form, &uid, &why);
}

/* By the prefecture of the post. */
static enum jy_err
review(struct demo *d, const struct demo_event *e)
{
	const struct flow_input in = { str_of(e->reason), NULL };
	struct db_stmt *st = NULL;
	int64_t id = 0, office = 0;
	struct account a;
	enum jy_err err;

	if ((err = demo_find_account(d, applications[e->item].mobile, &a)) != JY_OK ||
	    (err = db_prepare(d->c->db, &st, SQL_DEMO_APPLICATION)) != JY_OK)
		return err;
	db_bind_int(st, ":account", a.id);
	if ((err = db_one(st)) == JY_OK) {
		id = db_int(st, 0);
		office = db_int(st, 1);
	}
	db_finish(st);
	demo_be(d, ROLE_PREFECTURE, 0, 0);
	d->c->act.who.office_id = office;
	return err != JY_OK
		   ? err
		   : flow_apply(&d->c->act, &post_flow, id, e->action, &in, NULL);
}

enum jy_err
demo_make_rural(struct demo *d)
{
	struct demo_event *e;
	int64_t at;

	for (size_t i = 0; i < sizeof(campaigns) / sizeof(campaigns[0]); i++)
		demo_at(d, d->now + campaigns[i].made * DEMO_DAY, make_campaign, (int)i);
	for (size_t i = 0; i < NAPPLICATIONS; i++) {
		at = d->now - applications[i].days * DEMO_DAY;
		demo_at(d, at, apply, (int)i);
		if (applications[i].action == NULL)
			continue;
		e = demo_at(d, at + DEMO_DAY, review, (int)i);
		e->action = applications[i].action;
		e->reason = applications[i].reason;
	}
	return d->err;
}
