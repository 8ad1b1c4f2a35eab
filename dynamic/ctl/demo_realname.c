/*
 * demo_realname.c - the demo's graduates are registered in every type, some have a follow-up. The
 * first two are not, nor is the eighth: theirs is to be made, by themselves or by signing.
 */
#include "account/account.h"
#include "ctl/demo.h"
#include "realname/realname.h"

#define T(literal)                           \
	{                                    \
		literal, sizeof(literal) - 1 \
	}

/* In order of time; a second one of a person is a follow-up. By the number of the mobile. */
static const struct {
	unsigned mobile;
	int days;          /* ago */
	const char *place; /* a prefecture: a village of it */
	struct realname_data data;
} records[] = {
	{ 3, 60, "6523",
	    { .type = "seeking",
		.wish_position = T("小学语文教师"),
		.wish_region = T("6529"),
		.wish_employment = T("full_time"),
		.wish_industry = T("P"),
		.wish_salary = 5000,
		.wish_service = T("jobs") } },
	{ 4, 58, "6540",
	    { .type = "seeking",
		.wish_position = T("数据分析员"),
		.wish_region = T("6501"),
		.wish_employment = T("full_time"),
		.wish_salary = 6500,
		.wish_service = T("guide") } },
	{ 5, 50, "6529",
	    { .type = "other",
		.way = T("study"),
		.note = T("新疆雪莲医学院，护理学硕士研究生") } },
	{ 6, 45, "6502",
	    { .type = "unemployed",
		.wish_position = T("兽医"),
		.wish_region = T("6527"),
		.wish_employment = T("full_time"),
		.wish_industry = T("A"),
		.wish_service = T("training") } },
	{ 7, 40, "6532",
	    { .type = "employed",
		.employer = T("和田地区水利勘测设计院"),
		.position = T("水利工程技术员"),
		.place = T("和田地区和田市"),
		.starts_on = T("2026-08-01") } },
	{ 10, 35, "6101", { .type = "other", .way = T("army") } },
	{ 3, 12, "6523",
	    { .type = "employed",
		.employer = T("昌吉市第三小学"),
		.position = T("语文教师"),
		.place = T("昌吉回族自治州昌吉市"),
		.starts_on = T("2026-09-01") } },
	{ 6, 5, "6502",
	    { .type = "other", .way = T("venture"), .note = T("与同学合办养殖场") } },
};
#define NRECORDS (sizeof(records) / sizeof(records[0]))

SQL(SQL_DEMO_VILLAGE,
    "SELECT code FROM region WHERE code >= :place AND code < :place || ':'"
    " AND level >= 4 ORDER BY level DESC, code LIMIT 1 OFFSET :skip");

enum jy_err
demo_village(struct demo *d, const char *place, uint32_t skip, struct str *code)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(d->c->db, &st, SQL_DEMO_VILLAGE);

	if (err != JY_OK)
		return err;
	db_bind_text(st, ":place", place);
	db_bind_int(st, ":skip", skip);
	if ((err = db_one(st)) == JY_OK)
		*code = arena_str(&d->c->arena, db_str(st, 0));
	db_finish(st);
	return err;
}

static enum jy_err
record(struct demo *d, const struct demo_event *e)
{
	struct realname_data data = records[e->item].data;
	unsigned person = records[e->item].mobile;
	struct account a;
	const char *why;
	char mobile[12];
	enum jy_err err;

	demo_mobile(mobile, person);
	if ((err = account_find_mobile(&d->c->act, str_of(mobile), &a)) != JY_OK ||
	    (err = demo_village(d, records[e->item].place, person * 7, &data.region)) !=
		JY_OK)
		return err;
	demo_be(d, ROLE_GRADUATE, a.id, 0);
	return realname_is_registered(&d->c->act, a.id)
		   ? realname_follow(&d->c->act, &data, &why)
		   : realname_register(&d->c->act, &data, &why);
}

enum jy_err
demo_make_realnames(struct demo *d)
{
	for (size_t i = 0; i < NRECORDS; i++)
		demo_at(
		    d, d->now - records[i].days * DEMO_DAY + 9 * 3600, record, (int)i);
	return d->err;
}
