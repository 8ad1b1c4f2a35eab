/*
 * realname_pages.c - 实名登记 and 跟踪登记 of graduates: the choice of a type, a form for each
 * (8.1.r2), what was registered. The household is chosen in two steps, words and then one of
 * what was found, so the forms have two buttons and ask for what is needed when they are sent.
 */
#include "http/csrf.h"
#include "identity/identity.h"
#include "realname/realname.h"
#include "realname/realname_pages.h"
#include "region/pages.h"
#include "region/region.h"

#define HOME "/my/realname"
#define FOLLOW HOME "/followup"

static const struct choice steps[] = {
	{ "save", "提交登记" },
	{ "search", "查找" },
	{ NULL, NULL },
};

/* clang-format off */
#define HOUSEHOLD \
	{ "region", "户口地", FIELD_DIGITS, 2, 12, F_HIDDEN | F_NEEDED, NULL, NULL, NULL, NULL }, \
	{ "region_word", "村（社区）名称", FIELD_TEXT, 0, 60, F_HIDDEN, NULL, NULL, NULL, NULL }, \
	{ "township", "查不到我的村（社区），登记到乡镇（街道）", FIELD_CHECK, 0, 0, F_HIDDEN, NULL, NULL, NULL, NULL }, \
	{ "step", "操作", FIELD_CHOICE, 0, 0, F_HIDDEN | F_REQUIRED, NULL, NULL, steps, NULL }

static const struct field seeking_fields[] = {
	{ "wish_position", "期望职位", FIELD_TEXT, 1, 40, F_NEEDED, "例如：中学数学教师", NULL, NULL, NULL },
	{ "wish_region", "期望地区", FIELD_CHOICE, 0, 0, F_NEEDED, NULL, NULL, NULL, "region:65" },
	{ "wish_employment", "工作性质", FIELD_CHOICE, 0, 0, F_NEEDED, NULL, NULL, NULL, "employment" },
	{ "wish_industry", "期望行业", FIELD_CHOICE, 0, 0, 0, NULL, NULL, NULL, "industry" },
	{ "wish_salary", "期望月薪（元）", FIELD_NUMBER, 1, 999999, 0, "不填为面议", NULL, NULL, NULL },
	{ "wish_service", "需要的就业服务", FIELD_CHOICE, 0, 0, F_NEEDED, NULL, NULL, NULL, "realname_service" },
	{ "note", "说明", FIELD_LONG, 0, 300, 0, "技能、困难等，便于为您推荐岗位", NULL, NULL, NULL },
	HOUSEHOLD,
};
static const struct field employed_fields[] = {
	{ "employer", "就业单位", FIELD_TEXT, 2, 100, F_NEEDED, "单位全称", NULL, NULL, NULL },
	{ "credit_code", "统一社会信用代码", FIELD_CREDIT, 0, 0, 0, "知道时填写", NULL, NULL, NULL },
	{ "position", "岗位", FIELD_TEXT, 1, 40, F_NEEDED, NULL, NULL, NULL, NULL },
	{ "place", "工作地点", FIELD_TEXT, 2, 60, F_NEEDED, "到县（市、区）即可", NULL, NULL, NULL },
	{ "starts_on", "入职日期", FIELD_DATE, 0, 0, F_NEEDED, NULL, NULL, NULL, NULL },
	{ "note", "说明", FIELD_LONG, 0, 300, 0, NULL, NULL, NULL, NULL },
	HOUSEHOLD,
};
static const struct field other_fields[] = {
	{ "way", "就业方式", FIELD_CHOICE, 0, 0, F_NEEDED, NULL, NULL, NULL, "realname_way" },
	{ "note", "说明", FIELD_LONG, 0, 300, 0, "升学填写学校和专业，出国（境）填写国家或地区，自主创业填写项目", NULL, NULL, NULL },
	HOUSEHOLD,
};

static const struct kind {
	const char *type, *label, *lead;
} kinds[] = {
	{ "seeking", "求职登记", "正在找工作，填写求职需求，便于为您推荐岗位。" },
	{ "unemployed", "失业登记", "曾经就业、现在没有工作，填写求职需求。" },
	{ "employed", "就业登记", "已经有工作，填写单位和岗位。" },
	{ "other", "其他", "应征义务兵、升学、出国（境）、自主创业等。" },
};
#define NKINDS (sizeof(kinds) / sizeof(kinds[0]))
/* clang-format on */

static bool
is_follow(const struct request *rq)
{
	return str_starts(rq->in.path, FOLLOW);
}

/* The type stands at the end of the path. */
static const struct kind *
kind_of(const struct request *rq)
{
	for (size_t i = 0; i < NKINDS; i++)
		if (str_ends(rq->in.path, kinds[i].type))
			return &kinds[i];
	return &kinds[0];
}

/* --- what may stand in the way */

/* 8.1.r1, 8.2.r1. *done: the page that says so is the answer. */
static enum jy_err
gate(struct request *rq, bool *done)
{
	bool verified = identity_is_verified(&rq->act, rq->act.who.account_id),
	     registered = realname_is_registered(&rq->act, rq->act.who.account_id);
	struct val data = val_map(rq->act.arena);

	*done = !verified || registered != is_follow(rq);
	if (!*done)
		return JY_OK;
	if (verified && registered)
		return reply_redirect(rq, HOME);
	val_set(&data, "verified", val_bool(verified));
	return reply_page(rq, rq->in.method == METHOD_POST ? 409 : 200, "realname/locked",
	    is_follow(rq) ? "跟踪登记" : "实名登记", data);
}

/* --- the choice of a type, and what is registered */

static struct val
kinds_val(struct request *rq, struct str current)
{
	struct val list = val_list(rq->act.arena), v;

	for (size_t i = 0; i < NKINDS; i++) {
		v = val_map(rq->act.arena);
		val_set(&v, "href",
		    val_str(arena_printf(rq->act.arena, "%s/%s",
			is_follow(rq) ? FOLLOW : HOME, kinds[i].type)));
		val_set(&v, "label", val_text(kinds[i].label));
		val_set(&v, "lead", val_text(kinds[i].lead));
		val_set(&v, "current", val_bool(str_is(current, kinds[i].type)));
		val_push(&list, v);
	}
	return list;
}

static enum jy_err
overview(struct request *rq)
{
	struct val data;
	bool done = false;
	const struct val *registered;
	enum jy_err err = realname_own(&rq->act, &data);

	if (err != JY_OK)
		return err;
	registered = val_get(&data, STR("registered"));
	if ((is_follow(rq) || registered == NULL || !val_true(registered)) &&
	    ((err = gate(rq, &done)) != JY_OK || done))
		return err;
	val_set(&data, "follow", val_bool(is_follow(rq)));
	val_set(&data, "kinds", kinds_val(rq, STR("")));
	return reply_page(
	    rq, 200, "realname/page", is_follow(rq) ? "跟踪登记" : "实名登记", data);
}

/* --- a form */

static struct str
number_text(struct request *rq, int64_t n)
{
	return n == 0 ? STR_NONE : arena_printf(rq->act.arena, "%lld", (long long)n);
}

/* How things were, for a follow-up. What the form has no field for is left out. */
static enum jy_err
fill(struct request *rq)
{
	struct realname_data d;
	enum jy_err err = realname_newest(&rq->act, &d);

	if (err != JY_OK)
		return err == JY_ENOTFOUND ? JY_OK : err;
	const struct {
		const char *name;
		struct str value;
	} values[] = {
		{ "region", d.region },
		{ "township", d.region.n == REGION_TOWNSHIP ? STR("yes") : STR_NONE },
		{ "wish_position", d.wish_position },
		{ "wish_region", d.wish_region },
		{ "wish_employment", d.wish_employment },
		{ "wish_industry", d.wish_industry },
		{ "wish_salary", number_text(rq, d.wish_salary) },
		{ "wish_service", d.wish_service },
		{ "employer", d.employer },
		{ "credit_code", d.credit_code },
		{ "position", d.position },
		{ "place", d.place },
		{ "starts_on", d.starts_on },
		{ "way", d.way },
	};

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		form_set(&rq->form, values[i].name, values[i].value);
	return JY_OK;
}

static enum jy_err
draw(struct request *rq)
{
	const struct kind *kind = kind_of(rq);
	struct val data = val_map(rq->act.arena);
	struct str path = arena_str(rq->act.arena, rq->in.path);
	enum jy_err err = region_put_home(rq, &data, form_get(&rq->form, "region"),
	    form_get(&rq->form, "region_word"),
	    str_is(form_get(&rq->form, "township"), "yes"));

	if (err != JY_OK)
		return err;
	val_set(&data, "kinds", kinds_val(rq, str_of(kind->type)));
	val_set(&data, "kind", val_text(kind->label));
	val_set(&data, "lead", val_text(kind->lead));
	val_set(&data, "follow", val_bool(is_follow(rq)));
	val_set(&data, "action", val_str(path));
	val_set(&data, "csrf", val_str(csrf_token_for(rq, path)));
	return reply_page(
	    rq, 200, "realname/form", is_follow(rq) ? "跟踪登记" : "实名登记", data);
}

static enum jy_err
form_page(struct request *rq)
{
	bool done;
	enum jy_err err = gate(rq, &done);

	if (err != JY_OK || done || (is_follow(rq) && (err = fill(rq)) != JY_OK))
		return err;
	return draw(rq);
}

/* What was typed, after a search or with errors. */
static enum jy_err
again(struct request *rq)
{
	bool done;
	enum jy_err err = gate(rq, &done);

	if (err != JY_OK || done)
		return err;
	if (str_is(form_get(&rq->form, "step"), "save") &&
	    (err = form_need(&rq->form, &rq->act)) != JY_OK && err != JY_EINPUT)
		return err;
	return draw(rq);
}

/* 8.1.f1: a village or community; a township only when asked for; nothing larger. */
static enum jy_err
check_region(struct request *rq)
{
	struct str code = form_get(&rq->form, "region");
	bool township = str_is(form_get(&rq->form, "township"), "yes");
	const char *error = NULL;
	struct region r;
	enum jy_err err;

	if (code.n == 0)
		return form_get(&rq->form, "region_word").n == 0
			   ? JY_OK
			   : form_fail(&rq->form, "region",
				 "请从查到的村（社区）中选择一个，再提交。");
	if (code.n < REGION_TOWNSHIP)
		error = "户口地须选择到村（社区），查不到时可以选择乡镇（街道），不能选择"
			"县（市、区）及以上。";
	else if (code.n == REGION_TOWNSHIP && !township)
		error = "请选择到村（社区）；确实查不到的，请勾选“查不到我的村（社区）”，"
			"再选择"
			"乡镇（街道）。";
	if (error == NULL && (err = region_get(&rq->act, code, &r)) == JY_ENOTFOUND)
		error = "没有这个地方，请重新查找。";
	else if (error == NULL && err != JY_OK)
		return err;
	return error == NULL ? JY_OK : form_fail(&rq->form, "region", error);
}

static struct realname_data
take(struct request *rq)
{
	const struct form *f = &rq->form;
	struct realname_data d = {
		.type = kind_of(rq)->type,
		.region = form_get(f, "region"),
		.wish_position = form_get(f, "wish_position"),
		.wish_region = form_get(f, "wish_region"),
		.wish_employment = form_get(f, "wish_employment"),
		.wish_industry = form_get(f, "wish_industry"),
		.wish_service = form_get(f, "wish_service"),
		.employer = form_get(f, "employer"),
		.credit_code = form_get(f, "credit_code"),
		.position = form_get(f, "position"),
		.place = form_get(f, "place"),
		.starts_on = form_get(f, "starts_on"),
		.way = form_get(f, "way"),
		.note = form_get(f, "note"),
	};

	(void)str_int(form_get(f, "wish_salary"), 1, 999999, &d.wish_salary);
	return d;
}

static enum jy_err
form_post(struct request *rq)
{
	struct realname_data data;
	const char *why = NULL;
	bool done;
	enum jy_err err = gate(rq, &done);

	if (err != JY_OK || done)
		return err;
	if (str_is(form_get(&rq->form, "step"), "search"))
		return draw(rq);
	err = check_region(rq);
	if (err != JY_OK && err != JY_EINPUT)
		return err;
	if ((err = form_need(&rq->form, &rq->act)) != JY_OK)
		return err;
	data = take(rq);
	err = is_follow(rq) ? realname_follow(&rq->act, &data, &why)
			    : realname_register(&rq->act, &data, &why);
	if (err == JY_EINPUT)
		return form_fail(&rq->form, "region", "这个地方已经撤并，请重新选择。");
	if (err == JY_ECONFLICT)
		rq->form.error = why;
	return err != JY_OK ? err
			    : reply_redirect(rq, is_follow(rq) ? HOME "?done=followed"
							       : HOME "?done=realname");
}

/* clang-format off */
#define FORM(path, table) \
	{ METHOD_GET, path, ROLE_GRADUATE, CSRF_NO, RATE_NONE, FIELDS(table), form_page, NULL, NULL }, \
	{ METHOD_POST, path, ROLE_GRADUATE, CSRF_YES, RATE_FORM, FIELDS(table), form_post, again, NULL }
#define FORMS(path) \
	FORM(path "/seeking", seeking_fields), \
	FORM(path "/unemployed", seeking_fields), \
	FORM(path "/employed", employed_fields), \
	FORM(path "/other", other_fields)

const struct route realname_routes[] = {
	{ METHOD_GET, HOME, ROLE_GRADUATE, CSRF_NO, RATE_NONE, NO_FIELDS, overview, NULL, NULL },
	{ METHOD_GET, FOLLOW, ROLE_GRADUATE, CSRF_NO, RATE_NONE, NO_FIELDS, overview, NULL, NULL },
	FORMS(HOME),
	FORMS(FOLLOW),
	{ .path = NULL },
};
/* clang-format on */
