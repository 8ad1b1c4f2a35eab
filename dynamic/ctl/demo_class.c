/*
 * demo_class.c - the last class, behind the public counts: graduates of several schools who
 * came in a year ago, were checked, signed month by month or registered without. All goes
 * through the workflows. Nobody knows their passwords.
 */
#include "account/account.h"
#include "account/create.h"
#include "audit/audit.h"
#include "clock.h"
#include "ctl/demo.h"
#include "identity/identity.h"
#include "password.h"
#include "realname/realname.h"

#define CAME_IN 372 /* days ago, before the first of them signs */
#define MONTHS 12

/* How many sign, by months ago; a few groups are so small that the site hides them. */
static const int agreements[MONTHS] = { 5, 6, 5, 0, 2, 7, 11, 9, 6, 3, 0, 5 };
static const int contracts[MONTHS] = { 5, 7, 9, 11, 8, 3, 0, 0, 0, 0, 0, 2 };
#define SUMMER 5 /* from then on contracts are signed by who signed an agreement before */

/* What each line of business (demo_employers.c) looks for. */
static const struct {
	const char *position;
	int salary;
} posts[] = { { "农艺师", 5600 }, { "软件工程师", 7800 }, { "纺织工艺员", 5400 },
	{ "中学教师", 6200 }, { "护士", 5800 }, { "电站值班员", 6900 },
	{ "报关员", 6000 }, { "景区运营专员", 5200 }, { "施工员", 6300 },
	{ "门店管理", 5300 }, { "客户经理", 6500 }, { "采矿技术员", 7600 },
	{ "检测员", 5900 }, { "灌区管理员", 5500 }, { "酒店管培生", 5000 },
	{ "招聘顾问", 5600 }, { "社区服务员", 4800 }, { "窗口服务员", 4900 } };
#define NPOSTS ((int)(sizeof(posts) / sizeof(posts[0])))

/* What those are who signed nothing: one after the other. */
static const struct {
	const char *type, *wish, *way, *note;
} others[] = {
	{ "seeking", "行政文员", "", "" },
	{ "seeking", "软件测试员", "", "" },
	{ "seeking", "俄语翻译", "", "" },
	{ "seeking", "畜牧技术员", "", "" },
	{ "seeking", "电子商务运营", "", "" },
	{ "other", "", "study", "新疆天池大学硕士研究生" },
	{ "seeking", "小学英语教师", "", "" },
	{ "seeking", "网络管理员", "", "" },
	{ "unemployed", "兽医", "", "" },
	{ "seeking", "外贸业务员", "", "" },
	{ "other", "", "army", "" },
	{ "seeking", "农资销售员", "", "" },
	{ "seeking", "数据标注员", "", "" },
	{ "unemployed", "英语导游", "", "" },
	{ "seeking", "养殖场管理员", "", "" },
	{ "other", "", "venture", "与同学合办网店" },
};
#define NOTHERS ((int)(sizeof(others) / sizeof(others[0])))

static unsigned
mobile_of(int person)
{
	return DEMO_CLASS_MOBILE + (unsigned)person;
}

/* --- coming in */

static enum jy_err
add_account(struct demo *d, int person)
{
	const struct demo_classmate *one = &d->class[person];
	struct account_new n = { .role = ROLE_GRADUATE,
		.name = str_of(one->name),
		.id_no = str_of(one->id_no),
		.password = d->class_password,
		.agreement = "demo" };
	char mobile[12];
	int64_t id = 0;
	enum jy_err err;

	demo_mobile(mobile, mobile_of(person));
	n.mobile = str_of(mobile);
	demo_be(d, ROLE_VISITOR, 0, 0);
	if ((err = account_create(&d->c->act, &n, &id)) != JY_OK ||
	    (err = audit_act(&d->c->act, "account.register", "account", id,
		 role_name(ROLE_GRADUATE), STR_NONE)) != JY_OK)
		return err;
	demo_be(d, ROLE_GRADUATE, id, 0);
	return JY_OK;
}

/* Registers, fills in the profile, and is found in the school's records. */
static enum jy_err
come_in(struct demo *d, const struct demo_event *e)
{
	const struct demo_classmate *one = &d->class[e->item];
	struct profile p = { .name = str_of(one->name) };
	struct act *act = &d->c->act;
	struct str county_name;
	const char *why;
	enum jy_err err;

	if ((err = add_account(d, e->item)) != JY_OK ||
	    (err = demo_read_record(d, str_of(one->id_no), &p)) != JY_OK ||
	    (err = demo_county(d, one->home->code, &p.region, &county_name)) != JY_OK ||
	    (err = profile_save(act, &p)) != JY_OK ||
	    (err = identity_match(act, p.year, &why)) != JY_OK)
		return err;
	return identity_confirm(act, &why);
}

/* --- signing */

/* The `k`th of `n` in the month so long ago; this month's lie before today. */
static int64_t
day_in_month(const struct demo *d, int months, int k, int n)
{
	int days = months == 0 ? clock_day_number(d->now) % 100 - 1 : 25;
	int64_t first = clock_day_start(d->now, 1 - clock_day_number(d->now) % 100);

	while (months-- > 0) {
		first = clock_day_start(first, -1);
		first = clock_day_start(first, 1 - clock_day_number(first) % 100);
	}
	return clock_day_start(first, days * k / n) + 10 * 3600 + k * 1380;
}

static void
sign(struct demo *d, enum signing_kind kind, int person, int64_t at)
{
	struct demo_deal *deal = arena_alloc(&d->c->arena, sizeof(*deal));
	int employer = person * 7 % DEMO_EMPLOYERS;

	while (!demo_employer_verified(employer))
		employer -= NPOSTS;
	if (deal == NULL) {
		d->err = JY_ENOMEM;
		return;
	}
	*deal = (struct demo_deal){ mobile_of(person), employer, kind,
		posts[employer % NPOSTS].position,
		posts[employer % NPOSTS].salary + person % 5 * 200,
		{ DEMO_ACCEPT, DEMO_APPROVE } };
	demo_plan_deal(d, deal, at);
}

/* The months from `months` ago to `last` ago, by one person after the other from `person` on.
 * Returns who would be next. */
static int
sign_months(struct demo *d, enum signing_kind kind, const int counts[MONTHS], int months,
    int last, int person)
{
	for (; months >= last; months--)
		for (int k = 0; k < counts[months] && person < d->nclass; k++)
			sign(d, kind, person++,
			    day_in_month(d, months, k, counts[months]));
	return person;
}

/* --- registering without */

static enum jy_err
enrol(struct demo *d, const struct demo_event *e)
{
	int k = (d->nclass - 1 - e->item) % NOTHERS;
	struct realname_data data = { .type = others[k].type,
		.wish_position = str_of(others[k].wish),
		.way = str_of(others[k].way),
		.note = str_of(others[k].note) };
	const char *why;
	struct account a;
	enum jy_err err;

	if (others[k].wish[0] != '\0') {
		data.wish_region = str_of(demo_places[k % DEMO_PLACES].code);
		data.wish_employment = STR("full_time");
		data.wish_salary = 4500 + k * 100;
		data.wish_service = STR("jobs");
	}
	if ((err = demo_find_account(d, mobile_of(e->item), &a)) != JY_OK ||
	    (err = demo_village(d, d->class[e->item].home->code, (uint32_t)k * 3,
		 &data.region)) != JY_OK)
		return err;
	demo_be(d, ROLE_GRADUATE, a.id, 0);
	return realname_register(&d->c->act, &data, &why);
}

static enum jy_err
make_password(struct demo *d)
{
	char secret[RANDOM_TEXT_SIZE(16)];
	enum jy_err err = random_text(secret, 16);

	return err != JY_OK
		   ? err
		   : password_hash(d->c->keys, str_of(secret), d->class_password);
}

enum jy_err
demo_make_class(struct demo *d)
{
	int next;

	for (int i = 0; i < d->nclass; i++)
		demo_at(d, d->now - CAME_IN * DEMO_DAY + i * 600, come_in, i);
	next = sign_months(d, SIGNING_AGREEMENT, agreements, MONTHS - 1, 0, 0);
	next = sign_months(d, SIGNING_CONTRACT, contracts, MONTHS - 1, SUMMER, next);
	sign_months(d, SIGNING_CONTRACT, contracts, SUMMER - 1, 0, 0);
	for (int i = next; i < d->nclass; i++)
		demo_at(d, d->now - (110 - 7 * (int64_t)(i - next)) * DEMO_DAY, enrol, i);
	return make_password(d);
}
