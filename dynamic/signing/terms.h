/*
 * terms.h - what is agreed: the fields of a contract's terms (all that Labour Contract
 * Law article 17 asks for, in its nine items) and of an agreement's. One table of each
 * kind checks the forms, draws them and shows what was agreed. Kept as JSON by field.
 */
#ifndef JY_TERMS_H
#define JY_TERMS_H

#include "crypto.h"
#include "http/form.h"
#include "signing/signing.h"

/* --- rows for field tables */
/* clang-format off */
#define TERMS_PARTY                                                                        \
	{ "employer_address", "单位住所", FIELD_TEXT, 4, 100, F_REQUIRED,                  \
	  "与营业执照一致", NULL, NULL, NULL },                                            \
	{ "legal_person", "法定代表人或主要负责人", FIELD_NAME, 0, 0, F_REQUIRED, NULL,    \
	  NULL, NULL, NULL }
#define TERMS_CONTRACT TERMS_PARTY,                                                        \
	{ "term_kind", "合同期限类型", FIELD_CHOICE, 0, 0, F_REQUIRED, NULL, NULL,         \
	  terms_periods, NULL },                                                           \
	{ "starts_on", "合同开始日期", FIELD_DATE, 0, 0, F_REQUIRED, NULL, NULL, NULL, NULL }, \
	{ "ends_on", "合同终止日期", FIELD_DATE, 0, 0, 0, "固定期限合同必填", NULL, NULL, NULL }, \
	{ "probation", "试用期（月）", FIELD_NUMBER, 0, 6, F_REQUIRED,                     \
	  "没有填 0；最长不超过法律规定", NULL, NULL, NULL },                              \
	{ "position", "岗位", FIELD_TEXT, 1, 40, F_REQUIRED, NULL, NULL, NULL, NULL },     \
	{ "duties", "工作内容", FIELD_LONG, 2, 500, F_REQUIRED, NULL, NULL, NULL, NULL },  \
	{ "workplace", "工作地点", FIELD_TEXT, 2, 100, F_REQUIRED, NULL, NULL, NULL, NULL }, \
	{ "hours", "工时制度", FIELD_CHOICE, 0, 0, F_REQUIRED, NULL, NULL, terms_hours, NULL }, \
	{ "rest", "休息休假", FIELD_LONG, 2, 300, F_REQUIRED, NULL, NULL, NULL, NULL },    \
	{ "salary", "月工资（元）", FIELD_NUMBER, 1, 1000000, F_REQUIRED, "税前", NULL,    \
	  NULL, NULL },                                                                    \
	{ "probation_salary", "试用期月工资（元）", FIELD_NUMBER, 1, 1000000, 0,           \
	  "有试用期时必填；不低于月工资的 80%", NULL, NULL, NULL },                        \
	{ "pay_day", "每月发薪日", FIELD_NUMBER, 1, 31, F_REQUIRED, NULL, NULL, NULL, NULL }, \
	{ "insurance", "社会保险", FIELD_LONG, 2, 300, F_REQUIRED, NULL, NULL, NULL, NULL }, \
	{ "protection", "劳动保护、劳动条件和职业危害防护", FIELD_LONG, 2, 500, F_REQUIRED, \
	  NULL, NULL, NULL, NULL },                                                        \
	{ "other", "其他约定", FIELD_LONG, 0, 1000, 0, NULL, NULL, NULL, NULL }
#define TERMS_AGREEMENT TERMS_PARTY,                                                       \
	{ "position", "岗位", FIELD_TEXT, 1, 40, F_REQUIRED, NULL, NULL, NULL, NULL },     \
	{ "workplace", "工作地点", FIELD_TEXT, 2, 100, F_REQUIRED, NULL, NULL, NULL, NULL }, \
	{ "starts_on", "报到日期", FIELD_DATE, 0, 0, F_REQUIRED, NULL, NULL, NULL, NULL }, \
	{ "service_years", "服务期（年）", FIELD_NUMBER, 0, 20, F_REQUIRED, "没有填 0",    \
	  NULL, NULL, NULL },                                                              \
	{ "probation", "试用期（月）", FIELD_NUMBER, 0, 6, F_REQUIRED, "没有填 0", NULL,   \
	  NULL, NULL },                                                                    \
	{ "salary", "月工资（元）", FIELD_NUMBER, 1, 1000000, F_REQUIRED, "税前", NULL,    \
	  NULL, NULL },                                                                    \
	{ "probation_salary", "试用期月工资（元）", FIELD_NUMBER, 1, 1000000, 0,           \
	  "有试用期时必填；不低于月工资的 80%", NULL, NULL, NULL },                        \
	{ "insurance", "社会保险和福利", FIELD_LONG, 2, 300, F_REQUIRED, NULL, NULL, NULL, NULL }, \
	{ "dossier_to", "档案转寄单位", FIELD_TEXT, 2, 100, F_REQUIRED, NULL, NULL, NULL, NULL }, \
	{ "household_to", "户口迁移地址", FIELD_TEXT, 2, 100, 0, "不迁移可不填", NULL, NULL, NULL }, \
	{ "penalty", "违约金（元）", FIELD_NUMBER, 0, 100000, F_REQUIRED, "没有填 0", NULL, \
	  NULL, NULL },                                                                    \
	{ "other", "其他约定", FIELD_LONG, 0, 1000, 0, NULL, NULL, NULL, NULL }
/* clang-format on */

extern const struct choice terms_periods[]; /* fixed, open, task */
extern const struct choice terms_hours[];   /* standard, composite, flexible */

/* What the fields of a form must be together: periods, probation (Labour Contract Law
 * articles 19 and 20). JY_EINPUT: the form says what is wrong. */
enum jy_err terms_check(struct act *act, enum signing_kind kind, struct form *f);

/* The terms in a checked form, as JSON; STR_NONE: no memory. Other fields are left out. */
struct str terms_pack(struct arena *a, enum signing_kind kind, const struct form *f);

/* Put terms into a form that is to be drawn. */
enum jy_err terms_fill(
    struct act *act, enum signing_kind kind, struct str json, struct form *f) MUST_CHECK;

/*
 * Terms as they are to be read, added to the map `out` by the fields' names: labels of
 * choices, 2026年12月1日, 6000元, 3个月. What was not agreed is left out.
 */
enum jy_err terms_put(
    struct act *act, enum signing_kind kind, struct str json, struct val *out) MUST_CHECK;

/* One field's value as stored; "" if there is none. */
struct str terms_get(struct act *act, struct str json, const char *name);

/*
 * What is agreed, item by item, from a map that has the parties (parties.h) and
 * terms_put()'s texts: [{title, rows: [{label, value}]}].
 */
struct val terms_items(struct arena *a, enum signing_kind kind, const struct val *texts);

/* The fields of a form that belong to the items: [{title, fields: [form_val()'s]}]. */
struct val terms_groups(struct arena *a, enum signing_kind kind, const struct val *form);

#endif
