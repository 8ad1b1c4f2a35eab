/*
 * demo_identity.c - the demo's graduates fill in their profiles and have their identity
 * checked, so that every state of the check is there to be seen. Somebody has not even
 * come in yet.
 */
#include "account/account.h"
#include "ctl/demo.h"
#include "identity/identity.h"
#include "office/office.h"
#include "sealed.h"

enum fate { NOTHING, PROFILE, MATCHED, MISMATCHED, VERIFIED, SYSTEM, ONSITE, REFUSED };

/* By the number of their mobile. Who is in a school's record takes school and studies
 * from it. */
static const struct {
	unsigned mobile;
	enum fate fate;
	const char *school, *faculty, *major; /* of those who are in no record */
	const char *prefecture;               /* who reviews */
} people[] = {
	{ 1, VERIFIED, NULL, NULL, NULL, NULL },
	{ 2, VERIFIED, NULL, NULL, NULL, NULL },
	{ 3, VERIFIED, NULL, NULL, NULL, NULL },
	{ 4, VERIFIED, NULL, NULL, NULL, NULL },
	{ 5, VERIFIED, NULL, NULL, NULL, NULL },
	{ 6, VERIFIED, NULL, NULL, NULL, NULL },
	{ 7, VERIFIED, NULL, NULL, NULL, NULL },
	{ 8, VERIFIED, NULL, NULL, NULL, NULL },
	{ 9, MISMATCHED, "新疆胡杨农业大学", "农学院", "园艺", NULL },
	{ 10, SYSTEM, NULL, NULL, NULL, NULL },
	{ 11, NOTHING, NULL, NULL, NULL, NULL },
	{ 12, MATCHED, NULL, NULL, NULL, NULL },
	{ 13, MISMATCHED, NULL, NULL, NULL, NULL },
	{ 14, ONSITE, "江汉工程学院", "土木工程学院", "土木工程", "6501" },
	{ 15, REFUSED, "西子财经大学", "会计学院", "会计学", "6531" },
	{ 16, PROFILE, NULL, NULL, NULL, NULL },
	{ 17, VERIFIED, NULL, NULL, NULL, NULL },
	{ 18, VERIFIED, NULL, NULL, NULL, NULL },
	{ 19, VERIFIED, NULL, NULL, NULL, NULL },
	{ 20, VERIFIED, NULL, NULL, NULL, NULL },
	{ 21, VERIFIED, NULL, NULL, NULL, NULL },
	{ 22, VERIFIED, NULL, NULL, NULL, NULL },
};
#define NPEOPLE (sizeof(people) / sizeof(people[0]))

SQL(SQL_DEMO_RECORD,
    "SELECT o.name, coalesce(f.name, ''), s.major, s.year, s.education FROM student s"
    " JOIN office o ON o.id = s.school_id LEFT JOIN office f ON f.id = s.faculty_id"
    " WHERE s.id_no_index = :id_no");
SQL(SQL_DEMO_CONTACT,
    "UPDATE office SET contact = CASE kind WHEN 'school' THEN '就业指导中心：行政楼一层，"
    "工作日 10:00 至 18:00，电话 0991-5550100' ELSE '人才服务窗口：政务服务中心二楼，"
    "工作日 10:00 至 18:00，电话 0991-5550123' END WHERE kind IN ('school', "
    "'prefecture')");

bool
demo_is_unknown(unsigned mobile)
{
	for (size_t i = 0; i < NPEOPLE; i++)
		if (people[i].mobile == mobile)
			return people[i].school != NULL;
	return false;
}

enum jy_err
demo_find_account(struct demo *d, unsigned number, struct account *out)
{
	char mobile[12];

	demo_mobile(mobile, number);
	return account_find_mobile(&d->c->act, str_of(mobile), out);
}

static enum jy_err
find_account(struct demo *d, int item, struct account *out)
{
	return demo_find_account(d, people[item].mobile, out);
}

/* Become the graduate. */
static enum jy_err
be(struct demo *d, int item)
{
	struct account a;
	enum jy_err err = find_account(d, item, &a);

	demo_be(d, ROLE_GRADUATE, a.id, 0);
	return err;
}

enum jy_err
demo_read_record(struct demo *d, struct str id_no, struct profile *p)
{
	struct arena *a = &d->c->arena;
	uint8_t index[SHA256_SIZE];
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = sealed_index(d->c->keys, SEALED_STUDENT_ID_NO, id_no, index)) !=
		JY_OK ||
	    (err = db_prepare(d->c->db, &st, SQL_DEMO_RECORD)) != JY_OK)
		return err;
	db_bind_blob(st, ":id_no", index, sizeof(index));
	if ((err = db_one(st)) == JY_OK) {
		p->school = arena_str(a, db_str(st, 0));
		p->faculty = arena_str(a, db_str(st, 1));
		p->major = arena_str(a, db_str(st, 2));
		p->year = db_int(st, 3);
		p->education = arena_str(a, db_str(st, 4));
	}
	db_finish(st);
	return err;
}

/* What the graduate knows of herself. */
static enum jy_err
know(struct demo *d, int item, struct profile *p)
{
	struct str county_name;
	struct account a;
	enum jy_err err = find_account(d, item, &a);

	if (err != JY_OK)
		return err;
	*p = (struct profile){ .name = a.name,
		.school = str_of(people[item].school),
		.faculty = str_of(people[item].faculty),
		.major = str_of(people[item].major),
		.education = STR("bachelor"),
		.year = 2026 };
	if (people[item].school == NULL &&
	    (err = demo_read_record(d, a.id_no, p)) != JY_OK)
		return err;
	return demo_county(
	    d, demo_places[(size_t)item % DEMO_PLACES].code, &p->region, &county_name);
}

static enum jy_err
fill_in(struct demo *d, const struct demo_event *e)
{
	struct profile p;
	enum jy_err err;

	if ((err = know(d, e->item, &p)) != JY_OK || (err = be(d, e->item)) != JY_OK)
		return err;
	/* a slip of the pen: the school has another character */
	if (people[e->item].mobile == 13)
		p.name = STR("周文波");
	if (people[e->item].mobile % 3 == 1)
		p.email = arena_printf(
		    &d->c->arena, "g%02u@example.com", people[e->item].mobile);
	return profile_save(&d->c->act, &p);
}

/* Which office reviews. */
static enum jy_err
prefecture(struct demo *d, int item, int64_t *id)
{
	char kind[OFFICE_KIND_SIZE];

	return office_find(d->c->db, str_of(people[item].prefecture), id, kind);
}

static enum jy_err
match(struct demo *d, bool confirm)
{
	struct act *act = &d->c->act;
	const char *why;
	struct profile p;
	enum jy_err err;

	if ((err = profile_load(act, act->who.account_id, &p)) != JY_OK ||
	    (err = identity_match(act, p.year, &why)) != JY_OK)
		return err;
	return confirm ? identity_confirm(act, &why) : JY_OK;
}

/* The graduate's own step. */
static enum jy_err
check(struct demo *d, const struct demo_event *e)
{
	const char *why;
	int64_t office;
	enum jy_err err = be(d, e->item);

	if (err != JY_OK)
		return err;
	switch (people[e->item].fate) {
	case SYSTEM:
		return identity_system(&d->c->act, &why);
	case ONSITE:
	case REFUSED:
		err = prefecture(d, e->item, &office);
		return err != JY_OK ? err : identity_apply(&d->c->act, office, &why);
	default:
		return match(d, people[e->item].fate == VERIFIED);
	}
}

static enum jy_err
refuse(struct demo *d, const struct demo_event *e)
{
	const struct flow_input in = { str_of(e->reason), NULL };
	struct identity own;
	enum jy_err err;

	if ((err = be(d, e->item)) != JY_OK ||
	    (err = identity_own(&d->c->act, &own)) != JY_OK)
		return err;
	demo_be(d, ROLE_PREFECTURE, 0, 0);
	if ((err = prefecture(d, e->item, &d->c->act.who.office_id)) != JY_OK)
		return err;
	return flow_apply(&d->c->act, &identity_flow, own.id, "refuse", &in, NULL);
}

static enum jy_err
say_contacts(struct demo *d)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(d->c->db, &st, SQL_DEMO_CONTACT);

	if (err == JY_OK)
		err = db_run(st);
	db_finish(st);
	return err;
}

enum jy_err
demo_make_identities(struct demo *d)
{
	enum jy_err err = say_contacts(d);

	for (size_t i = 0; i < NPEOPLE; i++) {
		int64_t at = d->now - (88 - (int64_t)people[i].mobile) * DEMO_DAY;

		if (people[i].fate == ONSITE)
			at = d->now - 2 * DEMO_DAY;
		if (people[i].fate == NOTHING)
			continue;
		demo_at(d, at, fill_in, (int)i);
		if (people[i].fate == PROFILE)
			continue;
		demo_at(d, at + 3600, check, (int)i);
		if (people[i].fate == REFUSED)
			demo_at(d, at + DEMO_DAY, refuse, (int)i)->reason =
			    "毕业证书复印件不清晰，请携带原件到窗口核对。";
	}
	return err != JY_OK ? err : d->err;
}
