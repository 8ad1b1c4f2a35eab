/*
 * demo_signing.c - the demo's employers invite graduates to sign, and most do: contracts
 * and agreements in every state that both sides and the authority bring about.
 */
#include <stdio.h>

#include "account/account.h"
#include "clock.h"
#include "ctl/demo.h"
#include "signing/document.h"
#include "signing/invitation.h"
#include "signing/terms.h"

#define ACCEPT DEMO_ACCEPT
#define APPROVE DEMO_APPROVE

static const struct {
	int days; /* ago */
	struct demo_deal deal;
} deals[] = {
	{ 2, { 1, 2, SIGNING_AGREEMENT, "行政专员", 5200, { { 0 } } } },
	{ 40, { 3, 0, SIGNING_AGREEMENT, "培训专员", 6000, { ACCEPT, APPROVE } } },
	{ 20, { 3, 0, SIGNING_CONTRACT, "培训专员", 6200, { ACCEPT, APPROVE } } },
	{ 9, { 4, 1, SIGNING_CONTRACT, "数据分析员", 7500, { ACCEPT } } },
	{ 12, { 5, 1, SIGNING_AGREEMENT, "设备工程师", 6500,
		  { { ROLE_GRADUATE, "decline", "已决定继续深造" } } } },
	{ 8, { 6, 0, SIGNING_AGREEMENT, "兽医", 5600, { ACCEPT } } },
	{ 45, { 7, 2, SIGNING_CONTRACT, "水利工程技术员", 6800,
		  { ACCEPT, APPROVE,
		      { ROLE_GRADUATE, "terminate", "已考取公务员，需要办理入职" } } } },
	{ 35, { 17, 0, SIGNING_AGREEMENT, "会计", 5500,
		  { ACCEPT, APPROVE, { ROLE_EMPLOYER, "terminate", "招聘计划调整" },
		      { ROLE_GRADUATE, "refuse", "不同意，请按协议录用" } } } },
	{ 38, { 18, 1, SIGNING_AGREEMENT, "新媒体运营", 5800,
		  { ACCEPT, APPROVE, { ROLE_GRADUATE, "terminate", "考取硕士研究生" },
		      { ROLE_EMPLOYER, "agree", "" },
		      { ROLE_AUTHORITY, "archive", "" } } } },
	{ 3, { 18, 2, SIGNING_AGREEMENT, "市场专员", 6000, { { 0 } } } },
	{ 30,
	    { 19, 2, SIGNING_AGREEMENT, "质量检验员", 5400,
		{ ACCEPT, APPROVE, { ROLE_GRADUATE, "terminate", "家庭原因，回原籍就业" },
		    { ROLE_EMPLOYER, "agree", "" } } } },
	{ 15, { 20, 1, SIGNING_AGREEMENT, "人力资源专员", 5600,
		  { ACCEPT, { ROLE_AUTHORITY, "reject",
				"报到日期早于毕业日期，请重新签订" } } } },
	{ 14, { 21, 0, SIGNING_CONTRACT, "运维工程师", 7800, { ACCEPT } } },
	{ 25, { 22, 1, SIGNING_AGREEMENT, "采购专员", 5500,
		  { { ROLE_EMPLOYER, "withdraw", "" } } } },
};
#define DEALS (sizeof(deals) / sizeof(deals[0]))

SQL(SQL_DEMO_FOUND, "INSERT OR IGNORE INTO graduate_found(employer_id, account_id, at)"
		    " VALUES(:employer, :account, :now)");
SQL(SQL_DEMO_INVITATION,
    "SELECT id, uid FROM invitation WHERE account_id = :account AND employer_id = "
    ":employer AND kind = :kind ORDER BY id DESC LIMIT 1");
SQL(SQL_DEMO_DOCUMENT,
    "SELECT id FROM document WHERE account_id = :account AND employer_id = :employer"
    " AND kind = :kind ORDER BY id DESC LIMIT 1");
SQL(SQL_DEMO_OFFICE, "SELECT office_id FROM account WHERE id = :account");

static struct str
terms_of(const struct act *act, const struct demo_deal *deal)
{
	struct arena *a = act->arena;
	char first[11], last[11], summer[11];

	clock_date(act->now + 20 * DEMO_DAY, first);
	clock_date(act->now + (20 + 3 * 365) * DEMO_DAY, last);
	clock_date(act->now + 240 * DEMO_DAY, summer);
	if (deal->kind == SIGNING_AGREEMENT)
		return arena_printf(a,
		    "{\"employer_address\":\"园区路 8 号\",\"legal_person\":\"田文博\","
		    "\"position\":\"%s\",\"workplace\":\"乌鲁木齐市\",\"starts_on\":"
		    "\"%.4s-07-01\",\"service_years\":\"3\",\"probation\":\"6\","
		    "\"salary\":\"%d\",\"probation_salary\":\"%d\",\"insurance\":"
		    "\"依法缴纳各项社会保险和住房公积金，提供工作餐\",\"dossier_to\":"
		    "\"单位人力资源部\",\"penalty\":\"0\"}",
		    deal->position, summer, deal->salary, deal->salary * 9 / 10);
	return arena_printf(a,
	    "{\"employer_address\":\"园区路 8 号\",\"legal_person\":\"田文博\","
	    "\"term_kind\":\"fixed\",\"starts_on\":\"%s\",\"ends_on\":"
	    "\"%s\",\"probation\":\"3\",\"position\":\"%s\",\"duties\":"
	    "\"完成岗位说明书规定的工作\\n遵守单位的规章制度\",\"workplace\":"
	    "\"乌鲁木齐市\",\"hours\":\"standard\",\"rest\":\"每周休息两日\","
	    "\"salary\":\"%d\",\"probation_salary\":\"%d\",\"pay_day\":\"10\","
	    "\"insurance\":\"依法缴纳各项社会保险和住房公积金\",\"protection\":"
	    "\"配发劳动防护用品，每年一次健康检查\",\"other\":\"提供单人宿舍\"}",
	    first, last, deal->position, deal->salary, deal->salary * 9 / 10);
}

/* Becomes who takes the step. */
static enum jy_err
be(struct demo *d, const struct demo_deal *deal, enum role who, int64_t graduate)
{
	struct db_stmt *st = NULL;
	enum jy_err err = JY_OK;

	if (who == ROLE_EMPLOYER) {
		demo_be(d, ROLE_EMPLOYER, d->employer_account[deal->employer],
		    d->employer[deal->employer]);
	} else if (who == ROLE_GRADUATE) {
		demo_be(d, ROLE_GRADUATE, graduate, 0);
	} else {
		demo_be(d, ROLE_AUTHORITY, d->authority, 0);
		if ((err = db_prepare(d->c->db, &st, SQL_DEMO_OFFICE)) != JY_OK)
			return err;
		db_bind_int(st, ":account", d->authority);
		if ((err = db_one(st)) == JY_OK)
			d->c->act.who.office_id = db_int(st, 0);
		db_finish(st);
	}
	return err;
}

static enum jy_err
find_her(struct demo *d, const struct account *graduate)
{
	struct act *act = &d->c->act;
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_DEMO_FOUND);

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":employer", act->who.employer_id);
	db_bind_int(st, ":account", graduate->id);
	db_bind_int(st, ":now", act->now);
	err = db_run(st);
	db_finish(st);
	return err;
}

static enum jy_err
send(struct demo *d, const struct demo_event *e)
{
	const struct demo_deal *deal = d->deals[e->item];
	struct act *act = &d->c->act;
	struct account graduate;
	char last[11];
	struct str uid;
	const char *why;
	enum jy_err err;

	if ((err = demo_find_account(d, deal->mobile, &graduate)) != JY_OK ||
	    (err = be(d, deal, ROLE_EMPLOYER, graduate.id)) != JY_OK ||
	    (err = find_her(d, &graduate)) != JY_OK)
		return err;
	clock_date(act->now + 5 * DEMO_DAY, last);
	const struct invitation_offer offer = {
		.letter = STR("经面试，我单位拟与您签约，条款见后。请在有效期内应约。"),
		.terms = terms_of(act, deal),
		.position = str_of(deal->position),
		.expires_on = str_of(last),
	};
	return invitation_send(act, deal->kind, graduate.uid, &offer, &uid, &why);
}

static enum jy_err
newest(struct demo *d, const struct demo_deal *deal, int64_t graduate, const char *sql,
    int64_t *id, struct str *uid)
{
	struct act *act = &d->c->act;
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, sql);

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":account", graduate);
	db_bind_int(st, ":employer", d->employer[deal->employer]);
	db_bind_text(st, ":kind", signing_words[deal->kind].name);
	if ((err = db_one(st)) == JY_OK) {
		*id = db_int(st, 0);
		if (uid != NULL)
			*uid = arena_str(act->arena, db_str(st, 1));
	}
	db_finish(st);
	return err;
}

static enum jy_err
accept(struct demo *d, struct str uid)
{
	struct act *act = &d->c->act;
	struct invitation_acceptance how = { .method = "password" };
	struct invitation i;
	struct text text;
	struct val terms;
	const char *why;
	enum jy_err err;

	if ((err = invitation_find(act, uid, &i)) != JY_OK ||
	    (err = invitation_texts(act, &i, &terms)) != JY_OK ||
	    (err = text_render(act, signing_words[i.kind].name, &terms, &text)) != JY_OK)
		return err;
	how.digest = text.digest;
	return invitation_accept(act, uid, &how, &why);
}

static enum jy_err
step(struct demo *d, const struct demo_event *e)
{
	const struct demo_deal *deal = d->deals[e->item];
	const struct flow_input in = { str_of(e->reason), NULL };
	bool document = strcmp(e->action, "accept") != 0 &&
			strcmp(e->action, "decline") != 0 &&
			strcmp(e->action, "withdraw") != 0;
	struct str uid = STR_NONE;
	struct account graduate;
	int64_t id;
	enum jy_err err;

	if ((err = demo_find_account(d, deal->mobile, &graduate)) != JY_OK ||
	    (err = newest(d, deal, graduate.id,
		 document ? SQL_DEMO_DOCUMENT : SQL_DEMO_INVITATION, &id,
		 document ? NULL : &uid)) != JY_OK ||
	    (err = be(d, deal, e->role, graduate.id)) != JY_OK)
		return err;
	if (strcmp(e->action, "accept") == 0)
		return accept(d, uid);
	return flow_apply(&d->c->act, document ? &document_flow : &invitation_flow, id,
	    e->action, &in, NULL);
}

void
demo_plan_deal(struct demo *d, const struct demo_deal *deal, int64_t at)
{
	int item = d->ndeals;

	if (item == DEMO_DEALS_MAX) {
		d->err = JY_ETOOBIG;
		return;
	}
	d->deals[d->ndeals++] = deal;
	demo_at(d, at, send, item);
	for (int k = 0; k < DEMO_STEPS && deal->steps[k].action != NULL; k++) {
		struct demo_event *e =
		    demo_at(d, at + (k + 1) * DEMO_DAY + 3600, step, item);

		e->action = deal->steps[k].action;
		e->role = deal->steps[k].who;
		e->reason = deal->steps[k].reason;
	}
}

enum jy_err
demo_make_signings(struct demo *d)
{
	for (size_t i = 0; i < DEALS; i++)
		demo_plan_deal(d, &deals[i].deal, d->now - deals[i].days * DEMO_DAY);
	return d->err;
}
