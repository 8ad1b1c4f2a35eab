/*
 * terms.c - see terms.h: keeping and showing terms. What they must be together is
 * terms_check.c's.
 */
#include "clock.h"
#include "http/json.h"
#include "signing/terms.h"

const struct choice terms_periods[] = {
	{ "fixed", "固定期限" },
	{ "open", "无固定期限" },
	{ "task", "以完成一定工作任务为期限" },
	{ NULL, NULL },
};
const struct choice terms_hours[] = {
	{ "standard", "标准工时制" },
	{ "composite", "综合计算工时工作制" },
	{ "flexible", "不定时工作制" },
	{ NULL, NULL },
};

/* A field of the terms, or a text about a party. */
struct line {
	const char *name, *label;
	const char *unit; /* behind a number; NULL: it is text */
	const struct choice *choices;
	bool date, party;
};

struct item {
	const char *title;
	struct line lines[7]; /* ends with a NULL name */
};

/* clang-format off */
#define WORDS(name, label)		{ name, label, NULL, NULL, false, false }
#define PARTY(name, label)		{ name, label, NULL, NULL, false, true }
#define DATE(name, label)		{ name, label, NULL, NULL, true, false }
#define CHOICE(name, label, choices)	{ name, label, NULL, choices, false, false }
#define NUMBER(name, label, unit)	{ name, label, unit, NULL, false, false }
#define EMPLOYER { "一、用人单位", {						\
		PARTY("employer", "单位名称"),					\
		PARTY("credit_code", "统一社会信用代码"),			\
		WORDS("employer_address", "住所"),				\
		WORDS("legal_person", "法定代表人或主要负责人") } }

/* Labour Contract Law article 17 */
static const struct item contract_items[] = {
	EMPLOYER,
	{ "二、劳动者", {
		PARTY("name", "姓名"),
		PARTY("id_no", "身份证号"),
		PARTY("address", "住址") } },
	{ "三、劳动合同期限", {
		CHOICE("term_kind", "期限类型", terms_periods),
		DATE("starts_on", "开始日期"),
		DATE("ends_on", "终止日期"),
		NUMBER("probation", "试用期", "个月") } },
	{ "四、工作内容和工作地点", {
		WORDS("position", "岗位"),
		WORDS("duties", "工作内容"),
		WORDS("workplace", "工作地点") } },
	{ "五、工作时间和休息休假", {
		CHOICE("hours", "工时制度", terms_hours),
		WORDS("rest", "休息休假") } },
	{ "六、劳动报酬", {
		NUMBER("salary", "月工资", "元"),
		NUMBER("probation_salary", "试用期月工资", "元"),
		NUMBER("pay_day", "每月发薪日", "日") } },
	{ "七、社会保险", { WORDS("insurance", "社会保险") } },
	{ "八、劳动保护、劳动条件和职业危害防护", { WORDS("protection", "约定") } },
	{ "九、其他事项", { WORDS("other", "其他约定") } },
};

static const struct item agreement_items[] = {
	EMPLOYER,
	{ "二、毕业生", {
		PARTY("name", "姓名"),
		PARTY("id_no", "身份证号"),
		PARTY("school", "毕业院校"),
		PARTY("major", "专业"),
		PARTY("education", "学历"),
		PARTY("year", "毕业年度") } },
	{ "三、就业岗位", {
		WORDS("position", "岗位"),
		WORDS("workplace", "工作地点"),
		DATE("starts_on", "报到日期"),
		NUMBER("service_years", "服务期", "年"),
		NUMBER("probation", "试用期", "个月") } },
	{ "四、工资和福利", {
		NUMBER("salary", "月工资", "元"),
		NUMBER("probation_salary", "试用期月工资", "元"),
		WORDS("insurance", "社会保险和福利") } },
	{ "五、档案和户口", {
		WORDS("dossier_to", "档案转寄单位"),
		WORDS("household_to", "户口迁移地址") } },
	{ "六、违约责任和其他约定", {
		NUMBER("penalty", "违约金", "元"),
		WORDS("other", "其他约定") } },
};
/* clang-format on */

static const struct {
	const struct item *items;
	size_t n;
} items[SIGNING_KINDS] = {
	[SIGNING_CONTRACT] = { contract_items,
	    sizeof(contract_items) / sizeof(contract_items[0]) },
	[SIGNING_AGREEMENT] = { agreement_items,
	    sizeof(agreement_items) / sizeof(agreement_items[0]) },
};

/* The n-th line of a kind's items; NULL behind the last. */
static const struct line *
line_at(enum signing_kind kind, size_t n)
{
	const struct line *l;

	for (size_t i = 0; i < items[kind].n; i++)
		for (l = items[kind].items[i].lines; l->name != NULL; l++)
			if (n-- == 0)
				return l;
	return NULL;
}

struct str
terms_pack(struct arena *a, enum signing_kind kind, const struct form *f)
{
	struct val map = val_map(a);
	struct buf json = BUF_INIT;
	const struct line *l;
	struct str s, text;

	for (size_t i = 0; (l = line_at(kind, i)) != NULL; i++) {
		if (l->party || (s = form_get(f, l->name)).n == 0)
			continue;
		val_set(&map, l->name, val_str(s));
	}
	json_put(&json, &map);
	text = buf_ok(&json) ? arena_str(a, buf_view(&json)) : STR_NONE;
	buf_release(&json);
	return text;
}

static enum jy_err
parse(struct act *act, struct str json, struct val *out)
{
	struct diag d = { .text = "" };

	return val_from_json(act->arena, "terms", json, out, &d);
}

struct str
terms_get(struct act *act, struct str json, const char *name)
{
	const struct val *v;
	struct val map;

	if (parse(act, json, &map) != JY_OK ||
	    (v = val_get(&map, str_of(name))) == NULL || v->type != VAL_TEXT)
		return STR("");
	return v->s;
}

enum jy_err
terms_fill(struct act *act, enum signing_kind kind, struct str json, struct form *f)
{
	const struct line *l;
	const struct val *v;
	struct val map;
	enum jy_err err = parse(act, json, &map);

	for (size_t i = 0; err == JY_OK && (l = line_at(kind, i)) != NULL; i++)
		if (!l->party && (v = val_get(&map, str_of(l->name))) != NULL)
			form_set(f, l->name, v->s);
	return err;
}

/* 2026年12月1日 */
static struct str
date_text(struct arena *a, struct str iso)
{
	struct str rest = iso, part[3];
	int64_t n[3];

	for (int i = 0; i < 3; i++)
		if (!str_split(&rest, '-', &part[i]) || !str_int(part[i], 0, 9999, &n[i]))
			return iso;
	return arena_printf(
	    a, "%lld年%lld月%lld日", (long long)n[0], (long long)n[1], (long long)n[2]);
}

static struct str
line_text(struct arena *a, const struct line *l, struct str s)
{
	if (l->date)
		return date_text(a, s);
	if (l->unit != NULL)
		return arena_printf(a, STR_FMT "%s", STR_ARG(s), l->unit);
	for (const struct choice *c = l->choices; c != NULL && c->value != NULL; c++)
		if (str_is(s, c->value))
			return str_of(c->label);
	return s;
}

enum jy_err
terms_put(struct act *act, enum signing_kind kind, struct str json, struct val *out)
{
	const struct line *l;
	const struct val *v;
	struct val map;
	struct str s;
	enum jy_err err = parse(act, json, &map);

	for (size_t i = 0; err == JY_OK && (l = line_at(kind, i)) != NULL; i++) {
		if (l->party || (v = val_get(&map, str_of(l->name))) == NULL)
			continue;
		if (l->unit != NULL && str_is(v->s, "0")) /* there is none */
			continue;
		if ((s = line_text(act->arena, l, v->s)).p == NULL)
			return JY_ENOMEM;
		val_set(out, l->name, val_str(s));
	}
	return err;
}

struct val
terms_items(struct arena *a, enum signing_kind kind, const struct val *texts)
{
	struct val list = val_list(a), one, rows, row;
	const struct line *l;
	const struct val *v;

	for (size_t i = 0; i < items[kind].n; i++) {
		one = val_map(a);
		rows = val_list(a);
		for (l = items[kind].items[i].lines; l->name != NULL; l++) {
			v = val_get(texts, str_of(l->name));
			row = val_map(a);
			val_set(&row, "label", val_text(l->label));
			val_set(&row, "value",
			    v != NULL && val_true(v) ? *v : val_text("未约定"));
			val_push(&rows, row);
		}
		val_set(&one, "title", val_text(items[kind].items[i].title));
		val_set(&one, "rows", rows);
		val_push(&list, one);
	}
	return list;
}

/* Without its number: a form has not all of the items. */
static const char *
bare(const char *title)
{
	const char *mark = strstr(title, "、");

	return mark != NULL ? mark + strlen("、") : title;
}

struct val
terms_groups(struct arena *a, enum signing_kind kind, const struct val *form)
{
	const struct val *fields = val_get(form, STR("field")), *v;
	struct val list = val_list(a), one, group;
	const struct line *l;

	for (size_t i = 0; i < items[kind].n; i++) {
		one = val_map(a);
		group = val_list(a);
		for (l = items[kind].items[i].lines; l->name != NULL; l++)
			if (!l->party && (v = val_get(fields, str_of(l->name))) != NULL)
				val_push(&group, *v);
		if (val_len(&group) == 0)
			continue;
		val_set(&one, "title", val_text(bare(items[kind].items[i].title)));
		val_set(&one, "fields", group);
		val_push(&list, one);
	}
	return list;
}
