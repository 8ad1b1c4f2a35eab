/*
 * zone.c - the table of menu entries, and which of them are open. The pages are
 * zone_pages.c's.
 */
#include "zone/zone.h"

SQL(SQL_ZONE_GRADUATE,
    "SELECT EXISTS(SELECT 1 FROM profile WHERE account_id = :account AND education <> ''"
    " AND school <> '' AND faculty <> '' AND major <> '' AND year IS NOT NULL AND "
    "region_code IS NOT NULL),"
    " EXISTS(SELECT 1 FROM identity WHERE account_id = :account AND state = 'verified'),"
    " EXISTS(SELECT 1 FROM realname WHERE account_id = :account AND state = "
    "'registered')");
SQL(SQL_ZONE_EMPLOYER, "SELECT 0, EXISTS(SELECT 1 FROM employer WHERE id = :employer AND "
		       "state = 'verified'), 0");

/* clang-format off */
const struct menu_entry zone_menu[] = {
	/* roles	group		label		path				gate		done */
	{ ROLE_GRADUATE, "个人信息",	"信息维护",	"/my/profile",			GATE_NONE,	GATE_PROFILE },
	{ ROLE_GRADUATE, "个人信息",	"身份认证",	"/my/identity",			GATE_PROFILE,	GATE_VERIFIED },
	{ ROLE_GRADUATE, "简历中心",	"创建新简历",	"/my/resumes/new",		GATE_NONE,	GATE_NONE },
	{ ROLE_GRADUATE, "简历中心",	"简历管理",	"/my/resumes",			GATE_NONE,	GATE_NONE },
	{ ROLE_GRADUATE, "简历中心",	"谁看了简历",	"/my/resumes/views",		GATE_NONE,	GATE_NONE },
	{ ROLE_GRADUATE, "简历中心",	"已申请职位",	"/my/applications",		GATE_NONE,	GATE_NONE },
	{ ROLE_GRADUATE, "职位搜索",	"高级搜索",	"/my/search",			GATE_NONE,	GATE_NONE },
	{ ROLE_GRADUATE, "职位搜索",	"职位收藏",	"/my/favourites",		GATE_NONE,	GATE_NONE },
	{ ROLE_GRADUATE, "网签合同",	"网签合同邀请",	"/my/contracts/invitations",	GATE_VERIFIED,	GATE_NONE },
	{ ROLE_GRADUATE, "网签合同",	"录入合同",	"/my/contracts/new",		GATE_VERIFIED,	GATE_NONE },
	{ ROLE_GRADUATE, "网签合同",	"查看合同",	"/my/contracts",		GATE_VERIFIED,	GATE_NONE },
	{ ROLE_GRADUATE, "网签合同",	"解除合同",	"/my/contracts/terminate",	GATE_VERIFIED,	GATE_NONE },
	{ ROLE_GRADUATE, "网签协议",	"网签协议书",	"/my/agreements/invitations",	GATE_VERIFIED,	GATE_NONE },
	{ ROLE_GRADUATE, "网签协议",	"录入协议书",	"/my/agreements/new",		GATE_VERIFIED,	GATE_NONE },
	{ ROLE_GRADUATE, "网签协议",	"查看协议书",	"/my/agreements",		GATE_VERIFIED,	GATE_NONE },
	{ ROLE_GRADUATE, "网签协议",	"解除协议书",	"/my/agreements/terminate",	GATE_VERIFIED,	GATE_NONE },
	{ ROLE_GRADUATE, "就业手续",	"档案流向查询",	"/my/dossier",			GATE_VERIFIED,	GATE_NONE },
	{ ROLE_GRADUATE, "就业手续",	"报到证遗失补办", "/my/certificates",		GATE_VERIFIED,	GATE_NONE },
	{ ROLE_GRADUATE, "就业手续",	"求职补贴",	"/my/subsidy",			GATE_VERIFIED,	GATE_NONE },
	{ ROLE_GRADUATE, "就业手续",	"就业信息确认",	"/my/confirmation",		GATE_VERIFIED,	GATE_NONE },
	{ ROLE_GRADUATE, "实名登记",	"实名登记",	"/my/realname",			GATE_VERIFIED,	GATE_REALNAME },
	{ ROLE_GRADUATE, "实名登记",	"跟踪登记",	"/my/realname/followup",	GATE_REALNAME,	GATE_NONE },
	{ ROLE_GRADUATE, "三支一扶",	"岗位报名",	"/my/posts",			GATE_REALNAME,	GATE_NONE },
	{ ROLE_GRADUATE, "三支一扶",	"报名表打印",	"/my/posts/form",		GATE_REALNAME,	GATE_NONE },
	{ ROLE_SCHOOL | ROLE_FACULTY, "生源信息", "生源信息管理", "/office/students",	GATE_NONE,	GATE_NONE },
	{ ROLE_AUTHORITY, "生源信息",	"内地高校毕业生数据", "/office/students",	GATE_NONE,	GATE_NONE },
	{ ROLE_PREFECTURE, "身份认证",	"现场审核",	"/office/identity",		GATE_NONE,	GATE_NONE },
	{ ROLE_PREFECTURE | ROLE_AUTHORITY, "实名登记", "实名登记查询", "/office/realname",	GATE_NONE,	GATE_NONE },
	{ ROLE_PREFECTURE | ROLE_AUTHORITY, "实名登记", "实名登记统计", "/office/realname-counts", GATE_NONE, GATE_NONE },
	{ ROLE_AUTHORITY, "实名登记",	"行政区划维护",	"/office/regions",		GATE_NONE,	GATE_NONE },
	{ ROLE_FACULTY | ROLE_SCHOOL | ROLE_AUTHORITY, "求职补贴", "求职补贴审核", "/office/subsidy", GATE_NONE, GATE_NONE },
	{ ROLE_AUTHORITY, "求职补贴",	"求职补贴发放",	"/office/payments",		GATE_NONE,	GATE_NONE },
	{ ROLE_AUTHORITY, "求职补贴",	"求职补贴统计",	"/office/subsidy-counts",	GATE_NONE,	GATE_NONE },
	{ ROLE_AUTHORITY, "三支一扶",	"三支一扶招募",	"/office/campaigns",		GATE_NONE,	GATE_NONE },
	{ ROLE_PREFECTURE | ROLE_AUTHORITY, "三支一扶", "三支一扶报名审核", "/office/posts", GATE_NONE,	GATE_NONE },
	{ ROLE_PREFECTURE | ROLE_AUTHORITY, "三支一扶", "三支一扶报名名单", "/office/post-lists", GATE_NONE, GATE_NONE },
	{ ROLE_EMPLOYER, "招聘",	"职位管理",	"/org/jobs",			GATE_NONE,	GATE_NONE },
	{ ROLE_EMPLOYER, "招聘",	"发布职位",	"/org/jobs/new",		GATE_NONE,	GATE_NONE },
	{ ROLE_EMPLOYER, "招聘",	"收到的简历",	"/org/applications",		GATE_NONE,	GATE_NONE },
	{ ROLE_EMPLOYER, "网上签约",	"签约邀请",		"/org/invitations",		GATE_VERIFIED,	GATE_NONE },
	{ ROLE_EMPLOYER, "网上签约",	"合同和协议书",	"/org/documents",		GATE_VERIFIED,	GATE_NONE },
	{ ROLE_EMPLOYER, "招聘",	"三支一扶报名审核", "/org/posts",		GATE_VERIFIED,	GATE_NONE },
	{ ROLE_EMPLOYER, "单位信息",	"单位资料",	"/org/profile",			GATE_NONE,	GATE_NONE },
	{ ROLE_AUTHORITY, "单位和职位",	"单位审核",	"/office/employers",		GATE_NONE,	GATE_NONE },
	{ ROLE_AUTHORITY, "单位和职位",	"职位审核",	"/office/jobs",			GATE_NONE,	GATE_NONE },
	{ ROLE_AUTHORITY, "单位和职位",	"职位举报",	"/office/reports",		GATE_NONE,	GATE_NONE },
	{ ROLE_SCHOOL | ROLE_FACULTY | ROLE_PREFECTURE | ROLE_AUTHORITY, "就业手续", "档案寄送", "/office/dossiers", GATE_NONE, GATE_NONE },
	{ ROLE_SCHOOL,	"就业手续",	"未登记档案寄送的毕业生", "/office/dossiers/missing", GATE_NONE,	GATE_NONE },
	{ ROLE_SCHOOL,	"就业手续",	"导入档案寄送",	"/office/dossiers/import",	GATE_NONE,	GATE_NONE },
	{ ROLE_SCHOOL | ROLE_FACULTY | ROLE_AUTHORITY, "就业手续", "就业信息确认", "/office/confirmations", GATE_NONE, GATE_NONE },
	{ ROLE_SCHOOL | ROLE_FACULTY | ROLE_AUTHORITY, "就业手续", "就业信息确认进度", "/office/confirmations/progress", GATE_NONE, GATE_NONE },
	{ ROLE_SCHOOL,	"就业手续",	"导入报到信息",	"/office/confirmations/import",	GATE_NONE,	GATE_NONE },
	{ ROLE_AUTHORITY, "就业手续",	"报到证补办",	"/office/certificates",		GATE_NONE,	GATE_NONE },
	{ ROLE_AUTHORITY, "就业手续",	"补办公示异议",	"/office/objections",		GATE_NONE,	GATE_NONE },
	{ ROLE_AUTHORITY, "就业手续",	"补办受理设置",	"/office/certificates/types",	GATE_NONE,	GATE_NONE },
	{ ROLE_AUTHORITY, "就业手续",	"节假日安排",	"/office/holidays",		GATE_NONE,	GATE_NONE },
	{ ROLE_SCHOOL | ROLE_PREFECTURE, "我的账号", "联系方式", "/office/contact",	GATE_NONE,	GATE_NONE },
	{ ROLE_FACULTY | ROLE_SCHOOL | ROLE_AUTHORITY, "网上签约", "合同和协议书", "/office/documents", GATE_NONE,	GATE_NONE },
	{ ROLE_SCHOOL, "网上签约",	"就业方案",		"/office/plan",			GATE_NONE,	GATE_NONE },
	{ ROLE_AUTHORITY, "会员管理",	"会员手机号变更", "/office/mobile",		GATE_NONE,	GATE_NONE },
	{ ROLE_EMPLOYER, "招聘",	"简历搜索",	"/org/resumes",			GATE_VERIFIED,	GATE_NONE },
	{ ROLE_ADMIN, "网上签约",	"示范文本",	"/office/templates",		GATE_NONE,	GATE_NONE },
	{ ROLE_GRADUATE, "我的账号",	"我的数据",	"/my/data",			GATE_NONE,	GATE_NONE },
	{ ROLES_ACCOUNT, "我的账号",	"消息",		"/auth/messages",		GATE_NONE,	GATE_NONE },
	{ ROLE_GRADUATE | ROLE_EMPLOYER, "我的账号", "变更手机号", "/auth/mobile",	GATE_NONE,	GATE_NONE },
	{ ROLES_ACCOUNT, "我的账号",	"修改密码",	"/auth/password",		GATE_NONE,	GATE_NONE },
	{ ROLES_ACCOUNT, "我的账号",	"登录设备",	"/auth/sessions",		GATE_NONE,	GATE_NONE },
};
/* clang-format on */
const size_t zone_menu_count = sizeof(zone_menu) / sizeof(zone_menu[0]);

/* What to say of an entry whose gate is closed, and the page that opens it. */
static const struct {
	enum gate gate;
	const char *why, *fix_href, *fix_label;
} reasons[] = {
	{ GATE_PROFILE, "须先完善个人基本信息。", "/my/profile", "去完善" },
	{ GATE_VERIFIED, "须先完成身份认证。", "/my/identity", "去认证" },
	{ GATE_REALNAME, "须先完成实名登记。", "/my/realname", "去登记" },
};

static bool
has_route(const char *path, const struct route *routes, size_t n)
{
	struct str param;
	unsigned allowed;

	return route_find(routes, n, METHOD_GET, str_of(path), &param, &allowed) != NULL;
}

static struct val
task(struct arena *a, const struct menu_entry *e, unsigned reached,
    const struct route *routes, size_t n)
{
	bool locked = e->gate != GATE_NONE && (reached & e->gate) == 0;
	bool done = e->done != GATE_NONE && (reached & e->done) != 0;
	struct val v = val_map(a);

	val_set(&v, "label", val_text(e->label));
	val_set(&v, "is_done", val_bool(done));
	val_set(&v, "is_locked", val_bool(locked && !done));
	val_set(&v, "is_open", val_bool(!locked && !done));
	if (done)
		val_set(&v, "state", val_text("已完成"));
	if (!locked || done) {
		val_set(&v, "href", val_text(e->path));
		return v;
	}
	val_set(&v, "state", val_text("未开放"));
	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
		if (reasons[i].gate != e->gate)
			continue;
		val_set(&v, "why", val_text(reasons[i].why));
		if (!has_route(reasons[i].fix_href, routes, n))
			continue;
		val_set(&v, "fix_href", val_text(reasons[i].fix_href));
		val_set(&v, "fix_label", val_text(reasons[i].fix_label));
	}
	return v;
}

/* The tasks of the group of this name; it is put last when there is none yet. */
static struct val
group_tasks(struct arena *a, struct val *groups, const char *label)
{
	struct val group, tasks;

	for (size_t i = 0; i < val_len(groups); i++) {
		group = val_at(groups, i);
		if (str_is(val_get(&group, STR("label"))->s, label))
			return *val_get(&group, STR("tasks"));
	}
	group = val_map(a);
	tasks = val_list(a);
	val_set(&group, "label", val_text(label));
	val_set(&group, "tasks", tasks);
	val_push(groups, group);
	return tasks;
}

struct val
zone_groups(struct arena *a, const struct menu_entry *menu, size_t n, enum role role,
    unsigned reached, const struct route *routes, size_t nroutes)
{
	struct val groups = val_list(a), tasks;

	for (size_t i = 0; i < n; i++) {
		if ((menu[i].roles & role) == 0 ||
		    !has_route(menu[i].path, routes, nroutes))
			continue;
		tasks = group_tasks(a, &groups, menu[i].group);
		val_push(&tasks, task(a, &menu[i], reached, routes, nroutes));
	}
	return groups;
}

enum jy_err
zone_reached(struct act *act, unsigned *reached)
{
	bool graduate = act->who.role == ROLE_GRADUATE;
	struct db_stmt *st = NULL;
	enum jy_err err;

	*reached = GATE_NONE;
	if (!graduate && act->who.role != ROLE_EMPLOYER)
		return JY_OK;
	if ((err = db_prepare(act->db, &st,
		 graduate ? SQL_ZONE_GRADUATE : SQL_ZONE_EMPLOYER)) != JY_OK)
		return err;
	if (graduate)
		db_bind_int(st, ":account", act->who.account_id);
	else
		db_bind_int(st, ":employer", act->who.employer_id);
	if ((err = db_one(st)) == JY_OK)
		*reached = (db_int(st, 0) != 0 ? GATE_PROFILE : 0) |
			   (db_int(st, 1) != 0 ? GATE_VERIFIED : 0) |
			   (db_int(st, 2) != 0 ? GATE_REALNAME : 0);
	db_finish(st);
	return err;
}
