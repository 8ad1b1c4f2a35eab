/*
 * demo_employers.c - sixty employers over the fourteen prefectures. Each is one of
 * eighteen lines of business with a name of its own; a few still wait, were
 * refused or suspended.
 */
#include <stdio.h>

#include "ctl/demo.h"
#include "employer/employer.h"

/* A line of business: what its names end in and what it says of itself. */
static const struct {
	const char *industry, *kind, *suffix, *intro, *strengths; /* by '|' */
} lines[] = {
	{ "A", "private", "农业科技有限公司",
	    "从事特色林果与大田作物的良种繁育、标准化种植和冷链销售，自有基地三万余亩。",
	    "与农业院校共建试验站|订单农业覆盖周边二十余个村|"
	    "获评自治区级农业产业化重点龙头企业" },
	{ "I", "private", "信息技术有限公司",
	    "专注政务、农业与文旅行业的软件研发和系统集成，提供从咨询到运维的全过程服务"
	    "。",
	    "研发人员占七成|通过信息安全管理体系认证|每年三成项目预留给应届生团队" },
	{ "C", "state", "纺织股份有限公司",
	    "以长绒棉为原料，形成纺纱、织造、家纺一体的生产体系，产品销往全国及中亚。",
	    "智能化车间投产|厂区公寓与食堂齐全|技能等级与薪酬挂钩" },
	{ "P", "social", "实验学校",
	    "十二年一贯制学校，重视双语素养、科学教育与体育艺术。",
	    "小班教学|名师工作室带教新教师|提供教师周转房" },
	{ "Q", "institution", "康宁医院",
	    "集医疗、教学、康复于一体的综合医院，开放床位六百张。",
	    "国家级住院医师规范化培训协同单位|县域医共体牵头单位|设青年科研基金" },
	{ "D", "state", "新能源有限公司",
	    "投资、建设和运营风电、光伏与储能电站，累计并网装机一百二十万千瓦。",
	    "现场与城市轮换工作|完善的安全培训体系|技术序列晋升到专家" },
	{ "G", "private", "国际物流有限公司",
	    "经营中欧班列集货、口岸报关与城市配送，在霍尔果斯、阿拉山口设有分公司。",
	    "自有仓储十万平方米|俄语、哈萨克语岗位众多|提供口岸津贴" },
	{ "R", "private", "文化旅游发展有限公司",
	    "开发运营景区、民宿与研学线路，年接待游客八十余万人次。",
	    "景区免费住宿|旺季奖金|导游考证补贴" },
	{ "E", "state", "建设工程有限公司",
	    "具有建筑与市政公用工程施工总承包一级资质，承建学校、医院与水利工程。",
	    "导师制培养项目经理|注册类证书津贴|项目遍及南北疆" },
	{ "F", "private", "商贸有限公司", "经营连锁超市与农产品电商，线下门店四十二家。",
	    "店长培养计划|员工内购折扣|透明的绩效方案" },
	{ "J", "state", "农村商业银行",
	    "服务三农与小微企业的地方法人银行，营业网点覆盖全部乡镇。",
	    "轮岗培养|行内专业资格培训|补充医疗与企业年金" },
	{ "B", "state", "矿业有限责任公司", "从事煤炭与有色金属的开采、洗选和综合利用。",
	    "绿色矿山|自动化开采工作面|倒班制，带薪返乡路费" },
	{ "M", "private", "检测技术有限公司",
	    "提供食品、环境与建筑材料检测，具备资质认定的检测能力一千八百项。",
	    "恒温实验室|承担科研课题|职称评审通道" },
	{ "N", "institution", "水利工程管理处",
	    "负责流域灌区的供水调度、工程维护与防汛抗旱。",
	    "事业编制|野外津贴|数字灌区建设" },
	{ "H", "private", "酒店管理有限公司",
	    "管理高星级酒店与会议中心七家，客房一千六百间。",
	    "管培生十八个月晋升计划|包食宿|跨店发展机会" },
	{ "L", "foreign", "人力资源服务有限公司",
	    "提供招聘、薪税与灵活用工服务，客户三百余家。",
	    "扁平团队|全员参与创新项目|行业认证补贴" },
	{ "O", "private", "社区服务有限公司",
	    "经营养老、家政与物业服务，服务家庭六万户。",
	    "持证上岗培训|就近安排工作|服务之星奖励" },
	{ "S", "government", "政务服务中心", "承担政务大厅、热线与网上办事的运行和督办。",
	    "规范的公益性岗位管理|岗前集中培训|落实社会保险补贴" },
};
#define NLINES (sizeof(lines) / sizeof(lines[0]))

static const char *const brands[DEMO_EMPLOYERS] = { "绿洲", "云杉", "天山", "育英",
	"仁和", "博格达", "丝路通", "喀纳斯", "昆仑", "惠万家", "丰汇", "金岭", "中准",
	"渭干河", "雪域", "智联优才", "暖阳", "便民", "红柳", "数智", "金棉", "启明",
	"济民", "光华", "驼铃", "那拉提", "筑源", "百汇", "民丰", "黑山", "精量", "额河",
	"锦泰", "汇才", "康乐", "和顺", "沃野", "星河", "白鹭", "博雅", "同心", "风之谷",
	"陆港", "赛里木", "恒固", "优选", "聚信", "东天山", "普正", "叶河", "香都",
	"领航", "邻里", "阳光", "瑞禾", "云端", "雅棉", "新知", "惠康", "追日" };

/* More of them where more people live. */
static const unsigned char place_of[DEMO_EMPLOYERS] = { 9, 0, 7, 0, 4, 3, 11, 13, 0, 6,
	12, 4, 0, 7, 11, 0, 1, 9, 6, 0, 7, 10, 9, 5, 5, 11, 0, 4, 8, 2, 3, 13, 0, 4, 10,
	12, 4, 1, 6, 9, 11, 2, 5, 5, 7, 0, 6, 3, 0, 9, 2, 0, 11, 8, 12, 0, 10, 4, 13, 3 };

static const struct {
	int employer;
	const char *action, *reason; /* instead of, or after, verify */
} others[] = {
	{ 55, NULL, NULL },
	{ 56, NULL, NULL },
	{ 57, NULL, NULL },
	{ 58, "reject", "营业执照照片不清晰，看不清统一社会信用代码，请重新上传。" },
	{ 59, "suspend", "被举报收取报名费，核查期间暂停发布。" },
};

SQL(SQL_DEMO_EMPLOYER,
    "INSERT INTO employer(name, credit_code, kind, industry, region_code, address, intro,"
    " website, contact_name, contact_phone, created_at, updated_at) VALUES(:name,"
    " :credit, :kind, :industry, :region, :address, :intro, :website, :contact, :phone,"
    " :now, :now)");

const char *
demo_industry(int employer)
{
	return lines[(size_t)employer % NLINES].industry;
}

const char *
demo_employer_kind(int employer)
{
	return lines[(size_t)employer % NLINES].kind;
}

const struct demo_place *
demo_employer_place(int employer)
{
	return &demo_places[place_of[employer]];
}

bool
demo_employer_verified(int employer)
{
	return employer < others[0].employer;
}

/* Markdown: what it does, what speaks for it, how to get in touch. */
static struct str
intro(struct arena *a, int i, const char *name)
{
	struct str strengths = str_of(lines[(size_t)i % NLINES].strengths), one, text;
	struct buf b = BUF_INIT;

	buf_printf(&b, "**%s**%s\n\n## 为什么选择我们\n\n", name,
	    lines[(size_t)i % NLINES].intro);
	while (str_split(&strengths, '|', &one))
		buf_printf(&b, "- " STR_FMT "\n", STR_ARG(one));
	buf_puts(&b,
	    "\n## 对毕业生\n\n我们为应届毕业生安排为期一个月的岗前培训和一对一导师，"
	    "试用期不超过法律规定的期限，签订劳动合同并按时足额缴纳社会保险。\n");
	text = arena_str(a, buf_view(&b));
	buf_release(&b);
	return text;
}

static enum jy_err
bind_employer(struct demo *d, struct db_stmt *st, int i)
{
	static const char *const roads[] = { "友好路", "人民路", "解放路", "团结路",
		"建设路", "文化路", "天山路", "北京路", "迎宾路", "塔里木路" };
	static const char *const contacts[] = { "李女士", "王先生", "马女士", "张先生",
		"阿女士", "陈先生" };
	const struct demo_place *place = demo_employer_place(i);
	struct arena *a = &d->c->arena;
	struct str county, county_name;
	char *credit = arena_alloc(a, 19);
	const char *name;
	enum jy_err err;

	if ((err = demo_county(d, place->code, &county, &county_name)) != JY_OK)
		return err;
	name = arena_printf(
	    a, "%s%s%s", place->brief, brands[i], lines[(size_t)i % NLINES].suffix)
		   .p;
	if (name == NULL || credit == NULL)
		return JY_ENOMEM;
	demo_credit_code(credit, demo_employer_kind(i), place->code, (unsigned)i);
	db_bind_text(st, ":name", name);
	db_bind_text(st, ":credit", credit);
	db_bind_text(st, ":kind", demo_employer_kind(i));
	db_bind_text(st, ":industry", demo_industry(i));
	db_bind_str(st, ":region", county);
	db_bind_str(st, ":address",
	    arena_printf(a, "%s" STR_FMT "%s%u号", place->name, STR_ARG(county_name),
		roads[demo_random(d, 10)], 1 + demo_random(d, 600)));
	db_bind_str(st, ":intro", intro(a, i, name));
	db_bind_str(st, ":website", arena_printf(a, "https://e%02d.example.com", i + 1));
	db_bind_text(st, ":contact", contacts[demo_random(d, 6)]);
	db_bind_str(
	    st, ":phone", arena_printf(a, "%s-555%04d", place->area_code, 100 + i * 7));
	db_bind_int(st, ":now", d->c->act.now);
	return JY_OK;
}

static enum jy_err
register_employer(struct demo *d, const struct demo_event *e)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	demo_be(d, ROLE_VISITOR, 0, 0);
	if ((err = db_prepare(d->c->db, &st, SQL_DEMO_EMPLOYER)) != JY_OK)
		return err;
	if ((err = bind_employer(d, st, e->item)) == JY_OK)
		err = db_run(st);
	d->employer[e->item] = db_last_id(d->c->db);
	db_finish(st);
	if (err == JY_OK)
		err = demo_employer_account(d, e->item);
	if (err != JY_OK)
		return err;
	demo_be(d, ROLE_EMPLOYER, d->employer_account[e->item], d->employer[e->item]);
	return flow_created(&d->c->act, &employer_flow, d->employer[e->item], "register");
}

static enum jy_err
review_employer(struct demo *d, const struct demo_event *e)
{
	struct flow_input in = { str_of(e->reason), NULL };

	demo_be(d, ROLE_AUTHORITY, d->authority, 0);
	return flow_apply(
	    &d->c->act, &employer_flow, d->employer[e->item], e->action, &in, NULL);
}

static void
verify(struct demo *d, int64_t at, int employer)
{
	struct demo_event *e = demo_at(d, at, review_employer, employer);

	e->action = "verify";
	e->reason = "已在窗口核对营业执照原件。";
}

enum jy_err
demo_make_employers(struct demo *d)
{
	for (int i = 0; i < others[0].employer; i++) {
		int64_t at = d->now - (460 - i) * DEMO_DAY;

		demo_at(d, at, register_employer, i);
		verify(d, at + demo_between(d, 4, 40) * 3600, i);
	}
	for (size_t k = 0; k < sizeof(others) / sizeof(others[0]); k++) {
		int64_t at = d->now - (int64_t)(3 + 2 * k) * DEMO_DAY;
		struct demo_event *e;

		demo_at(d, at, register_employer, others[k].employer);
		if (others[k].action == NULL)
			continue;
		if (strcmp(others[k].action, "suspend") == 0)
			verify(d, at + 3600, others[k].employer);
		e = demo_at(d, at + DEMO_DAY, review_employer, others[k].employer);
		e->action = others[k].action;
		e->reason = others[k].reason;
	}
	return d->err;
}
