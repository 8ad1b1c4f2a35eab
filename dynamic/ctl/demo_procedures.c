/*
 * demo_procedures.c - what the demo's graduates and offices do in chapter 7: lost
 * certificates in every state, dossiers on their way, employment information that is
 * confirmed, disputed and corrected. Everything goes through the workflows, so that
 * histories, messages and the audit trail tell it.
 */
#include "cert/cert.h"
#include "cert/objection.h"
#include "clock.h"
#include "confirm/confirm.h"
#include "confirm/destination.h"
#include "ctl/demo.h"
#include "dossier/dossier.h"

#define DISPATCHES 48

/* --- lost certificates */

enum fate { WAITS, REJECTED, WITHDRAWN, NOTICE, DISPUTED, READY, COLLECTED };

static const struct {
	const char *account; /* its name */
	enum fate fate;
	const char *cause, *reason;
	int asked, decided; /* days ago */
} requests[] = {
	{ "李思远", NOTICE, "毕业搬家时遗失", "", 6, 2 },
	{ "阿依努尔·买买提", DISPUTED, "乘坐火车时行李遗失", "", 5, 1 },
	{ "杨梦琪", WAITS, "不慎遗失，多方寻找未果", "", 1, 0 },
	{ "努尔兰·别克", READY, "宿舍清退时遗失", "", 14, 12 },
	{ "张子轩", COLLECTED, "钱包被盗，证件一并遗失", "", 44, 40 },
	{ "张子轩", NOTICE, "补发后寄送途中遗失", "", 4, 1 },
	{ "陈嘉怡", COLLECTED, "装修时误丢", "", 55, 50 },
	{ "陈嘉怡", REJECTED, "证件遗失，具体时间地点记不清",
	    "登记的毕业院校与学籍记录不一致，请先更正个人信息。", 3, 2 },
	{ "麦合木提·艾山", READY, "雨水浸泡，字迹无法辨认", "", 20, 16 },
	{ "刘佳宁", WITHDRAWN, "证件遗失，正在寻找", "", 9, 8 },
	{ "刘佳宁", NOTICE, "搬迁途中遗失", "", 7, 3 },
	{ "王晓彤", COLLECTED, "办理入职手续后遗失", "", 34, 30 },
};
#define NREQUESTS (sizeof(requests) / sizeof(requests[0]))

SQL(SQL_DEMO_ACCOUNT_OF, "SELECT id FROM account WHERE role = 'graduate' AND name = "
			 ":name ORDER BY id LIMIT 1");
SQL(SQL_DEMO_REQUEST_OF,
    "SELECT id FROM cert_request WHERE account_id = (SELECT id FROM account WHERE role ="
    " 'graduate' AND name = :name ORDER BY id LIMIT 1) ORDER BY id DESC LIMIT 1");

static enum jy_err
find(struct demo *d, const char *sql, const char *name, int64_t *id)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(d->c->db, &st, sql);

	if (err != JY_OK)
		return err;
	db_bind_text(st, ":name", name);
	if ((err = db_one(st)) == JY_OK)
		*id = db_int(st, 0);
	db_finish(st);
	return err;
}

static enum jy_err
be_graduate(struct demo *d, const char *name)
{
	int64_t id = 0;
	enum jy_err err = find(d, SQL_DEMO_ACCOUNT_OF, name, &id);

	demo_be(d, ROLE_GRADUATE, id, 0);
	d->c->act.who.name = str_of(name);
	return err;
}

/* In a year with other holidays a notice may still stand: then what follows waits. */
static enum jy_err
or_not_yet(enum jy_err err)
{
	return err == JY_ECONFLICT ? JY_OK : err;
}

static enum jy_err
ask(struct demo *d, const struct demo_event *e)
{
	const struct cert_new in = { .certificate = STR("registration"),
		.cause = str_of(requests[e->item].cause) };
	const char *why;
	struct str uid;
	enum jy_err err = be_graduate(d, requests[e->item].account);

	return err != JY_OK ? err : or_not_yet(cert_request(&d->c->act, &in, &uid, &why));
}

/* A step of the newest request of its graduate. */
static enum jy_err
step(struct demo *d, const struct demo_event *e)
{
	const struct flow_input in = { str_of(e->reason), NULL };
	const char *name = requests[e->item].account;
	int64_t id;
	enum jy_err err = find(d, SQL_DEMO_REQUEST_OF, name, &id);

	if (err != JY_OK)
		return err;
	if (e->role == ROLE_GRADUATE)
		err = be_graduate(d, name);
	else
		demo_be(d, e->role, e->role == ROLE_AUTHORITY ? d->authority : 0, 0);
	if (err != JY_OK)
		return err;
	return or_not_yet(flow_apply(&d->c->act, &cert_flow, id, e->action, &in, NULL));
}

static enum jy_err
object(struct demo *d, const struct demo_event *e)
{
	const struct objection_new in = {
		.detail = STR("该同学的报到证 7 "
			      "月已交到我单位人事部门存档，请核实是否确系遗失。")
	};
	const char *why;
	int64_t id;
	enum jy_err err = find(d, SQL_DEMO_REQUEST_OF, requests[e->item].account, &id);

	if (err != JY_OK || (err = be_graduate(d, "王晓彤")) != JY_OK)
		return err;
	return or_not_yet(objection_put(&d->c->act, id, &in, &why));
}

static void
then(struct demo *d, int64_t at, int item, enum role role, const char *action)
{
	struct demo_event *e = demo_at(d, at, step, item);

	e->role = role;
	e->action = action;
	e->reason = requests[item].reason;
}

static void
plan_request(struct demo *d, int i)
{
	int64_t asked = d->now - requests[i].asked * DEMO_DAY,
		decided = d->now - requests[i].decided * DEMO_DAY;

	demo_at(d, asked, ask, i);
	switch (requests[i].fate) {
	case WAITS:
		return;
	case WITHDRAWN:
		then(d, decided, i, ROLE_GRADUATE, "withdraw");
		return;
	case REJECTED:
		then(d, decided, i, ROLE_AUTHORITY, "reject");
		return;
	default:
		then(d, decided, i, ROLE_AUTHORITY, "approve");
	}
	if (requests[i].fate == DISPUTED)
		demo_at(d, decided + DEMO_DAY / 2, object, i);
	if (requests[i].fate >= READY)
		then(d, decided + 12 * DEMO_DAY, i, ROLE_SYSTEM, "end_notice");
	if (requests[i].fate == COLLECTED)
		then(d, decided + 14 * DEMO_DAY, i, ROLE_AUTHORITY, "collect");
}

/* --- dossiers, and where one reports */

/* Graduates of the last class, those of demo_accounts[] first: their records name no place. */
SQL(SQL_DEMO_LAST_CLASS,
    "SELECT s.id, s.school_id, o.region_code, r.name FROM student s JOIN office o ON "
    "o.id ="
    " s.school_id LEFT JOIN region r ON r.code = o.region_code WHERE o.in_region = 1 AND"
    " s.year = (SELECT min(year) FROM student) ORDER BY s.region_code IS NOT NULL, s.id"
    " LIMIT 1 OFFSET :n");

struct place {
	int64_t student_id, school_id;
	struct str region, name;
};

static enum jy_err
find_place(struct demo *d, int n, struct place *p)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(d->c->db, &st, SQL_DEMO_LAST_CLASS);

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":n", n);
	if ((err = db_one(st)) == JY_OK)
		*p = (struct place){ db_int(st, 0), db_int(st, 1),
			arena_str(&d->c->arena, db_str(st, 2)),
			arena_str(&d->c->arena, db_str(st, 3)) };
	db_finish(st);
	if (err == JY_OK) {
		demo_be(d, ROLE_SCHOOL, 0, 0);
		d->c->act.who.office_id = p->school_id;
	}
	return err;
}

static struct str
day(struct demo *d, int64_t at)
{
	char date[11];

	clock_date(at, date);
	return str_of(arena_strdup(&d->c->arena, date));
}

static enum jy_err
send(struct demo *d, const struct demo_event *e)
{
	static const char *const methods[] = { "courier", "ems", "courier", "person" };
	struct arena *a = &d->c->arena;
	struct dossier_data data;
	struct place p;
	struct str uid;
	enum jy_err err = find_place(d, e->item, &p);

	if (err == JY_ENOTFOUND) /* a small class */
		return JY_OK;
	if (err != JY_OK)
		return err;
	data = (struct dossier_data){
		.method = str_of(methods[e->item % 4]),
		.number = e->item % 4 == 3 ? STR("")
					   : arena_printf(a, "%s%04d",
						 e->item % 4 == 1 ? "11568402" : "JY2026",
						 1000 + e->item),
		.sent_on = day(d, d->c->act.now),
		.unit = arena_printf(a, STR_FMT "人才服务中心", STR_ARG(p.name)),
		.address =
		    arena_printf(a, STR_FMT "政务服务中心二楼档案室", STR_ARG(p.name)),
		.phone = STR("0991-5550130"),
		.region = p.region,
	};
	return dossier_add(&d->c->act, p.student_id, &data, &uid);
}

static enum jy_err
assign(struct demo *d, const struct demo_event *e)
{
	struct arena *a = &d->c->arena;
	struct destination to;
	struct place p;
	enum jy_err err = find_place(d, e->item, &p);

	if (err == JY_ENOTFOUND)
		return JY_OK;
	if (err != JY_OK)
		return err;
	to = (struct destination){
		.unit = arena_printf(a, STR_FMT "人力资源和社会保障局", STR_ARG(p.name)),
		.address = arena_printf(a, STR_FMT "政务服务中心", STR_ARG(p.name)),
		.report_from = day(d, d->c->act.now),
		.report_until = day(d, d->c->act.now + 90 * DEMO_DAY),
		.certificate_no = arena_printf(a, "XJBD2026%05d", 100 + e->item),
		.issued_on = day(d, d->c->act.now - DEMO_DAY),
	};
	return destination_save(&d->c->act, p.student_id, &to);
}

/* What became of a dispatch. */
static enum jy_err
arrive(struct demo *d, const struct demo_event *e)
{
	const struct flow_input in = { str_of(e->reason), NULL };
	struct place p;
	int64_t id;
	struct str uid;
	enum jy_err err = find_place(d, e->item, &p);

	if (err == JY_ENOTFOUND)
		return JY_OK;
	if (err != JY_OK ||
	    (err = dossier_current(&d->c->act, p.student_id, &id, &uid)) != JY_OK)
		return err;
	return flow_apply(&d->c->act, &dossier_flow, id, e->action, &in, NULL);
}

static void
plan_dispatch(struct demo *d, int i)
{
	int64_t at = d->now - (60 - i / 2) * DEMO_DAY;
	struct demo_event *e;

	demo_at(d, at - 2 * DEMO_DAY, assign, i);
	demo_at(d, at, send, i);
	if (i % 3 == 0)
		return;
	e = demo_at(d, at + 5 * DEMO_DAY, arrive, i);
	e->action = i % 16 == 7 ? "return" : "receive";
	e->reason = i % 16 == 7 ? "接收单位已更名，邮件退回" : "";
}

/* --- what graduates say of it */

static const struct {
	const char *account, *wrong; /* NULL: all is right */
	int days;
} opinions[] = {
	{ "李思远", NULL, 25 },
	{ "努尔兰·别克", NULL, 22 },
	{ "刘佳宁", NULL, 18 },
	{ "阿依努尔·买买提", "报到单位应为疏附县人力资源和社会保障局，户口已迁回。", 4 },
	{ "张子轩", "报到截止日期是否可以延后一个月？", 2 },
};

static enum jy_err
say(struct demo *d, const struct demo_event *e)
{
	struct str wrong[CONFIRM_PARTS] = { STR(""), STR(""), STR("") };
	struct act *act = &d->c->act;
	char digest[CONFIRM_DIGEST];
	const char *why;
	struct val blocks;
	int64_t id;
	enum jy_err err = be_graduate(d, opinions[e->item].account);

	if (err != JY_OK || (err = confirm_mine(act, &id)) != JY_OK ||
	    (err = confirm_blocks(act, id, &blocks, digest)) != JY_OK)
		return err == JY_ENOTFOUND ? JY_OK : err;
	wrong[CONFIRM_DESTINATION] = str_of(opinions[e->item].wrong);
	return opinions[e->item].wrong == NULL
		   ? confirm_agree(act, str_of(digest), &why)
		   : confirm_dispute(act, str_of(digest), wrong, &why);
}

enum jy_err
demo_make_procedures(struct demo *d)
{
	for (size_t i = 0; i < NREQUESTS; i++)
		plan_request(d, (int)i);
	for (int i = 0; i < DISPATCHES; i++)
		plan_dispatch(d, i);
	for (size_t i = 0; i < FLOW_COUNT(opinions); i++)
		demo_at(d, d->now - opinions[i].days * DEMO_DAY, say, (int)i);
	return d->err;
}
