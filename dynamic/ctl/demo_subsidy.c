/*
 * demo_subsidy.c - the demo's applications for subsidies, one or more in every state, a
 * batch that was paid and one that is prepared.
 */
#include "account/account.h"
#include "clock.h"
#include "ctl/demo.h"
#include "subsidy/batch.h"

/* By the number of the mobile: what has become of it so far. */
static const struct {
	unsigned mobile;
	const char *type, *bank, *card;
	const char *state; /* in the end, without its batches */
	const char *reason;
	int days; /* ago */
} all[] = {
	{ 21, "poverty", "中国农业银行和田迎宾路支行", "6222020200000000212", "approved",
	    "", 40 },
	{ 3, "loan", "中国建设银行昌吉延安路支行", "6222020200000000030", "approved", "",
	    20 },
	{ 20, "allowance", "中国银行伊宁斯大林街支行", "6222020200000000204", "approved",
	    "", 15 },
	{ 19, "loan", "中国工商银行昌吉北京路支行", "6222020200000000196",
	    "authority_review", "", 9 },
	{ 18, "disabled", "喀什农村商业银行", "6222020200000000188", "school_review", "",
	    6 },
	{ 22, "jobless", "昆仑银行吐鲁番支行", "6222020200000000220", "faculty_rejected",
	    "零就业家庭证明已过期，请上传街道今年出具的证明。", 5 },
	{ 17, "loan", "乌鲁木齐银行友好支行", "6222020200000000170", "faculty_review", "",
	    1 },
};
#define NALL (sizeof(all) / sizeof(all[0]))

SQL(SQL_DEMO_SUBSIDY, "SELECT id, school_id, faculty_id FROM subsidy WHERE account_id ="
		      " :account ORDER BY id DESC");
SQL(SQL_DEMO_AUTHORITY, "SELECT office_id FROM account WHERE id = :id");
SQL(SQL_DEMO_BATCH, "SELECT uid FROM subsidy_batch ORDER BY id DESC LIMIT 1");

static enum jy_err
be_graduate(struct demo *d, int item, struct account *a)
{
	enum jy_err err = demo_find_account(d, all[item].mobile, a);

	demo_be(d, ROLE_GRADUATE, a->id, 0);
	return err;
}

static enum jy_err
be_authority(struct demo *d, int64_t account)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(d->c->db, &st, SQL_DEMO_AUTHORITY);

	demo_be(d, ROLE_AUTHORITY, account, 0);
	if (err != JY_OK)
		return err;
	db_bind_int(st, ":id", account);
	if ((err = db_one(st)) == JY_OK)
		d->c->act.who.office_id = db_int(st, 0);
	db_finish(st);
	return err;
}

static enum jy_err
apply(struct demo *d, const struct demo_event *e)
{
	struct subsidy_form form = { .type = str_of(all[e->item].type),
		.bank = str_of(all[e->item].bank),
		.card = str_of(all[e->item].card),
		.card2 = str_of(all[e->item].card) };
	struct account a;
	const char *why;
	struct str uid;
	char mobile[12];
	enum jy_err err = be_graduate(d, e->item, &a);

	if (err != JY_OK)
		return err;
	demo_mobile(mobile, all[e->item].mobile);
	form.holder = a.name;
	form.phone = str_of(mobile);
	return subsidy_create(&d->c->act, &form, &uid, &why);
}

/* A step of the reviewer whose turn it is. */
static enum jy_err
review(struct demo *d, const struct demo_event *e)
{
	const struct flow_input in = { str_of(e->reason), NULL };
	int64_t id = 0, office = 0;
	struct db_stmt *st = NULL;
	struct account a;
	enum jy_err err;

	if ((err = be_graduate(d, e->item, &a)) != JY_OK ||
	    (err = db_prepare(d->c->db, &st, SQL_DEMO_SUBSIDY)) != JY_OK)
		return err;
	db_bind_int(st, ":account", a.id);
	if ((err = db_one(st)) == JY_OK) {
		id = db_int(st, 0);
		office = db_int(st, e->role == ROLE_SCHOOL ? 1 : 2);
	}
	db_finish(st);
	if (err == JY_OK && e->role == ROLE_AUTHORITY)
		err = be_authority(d, d->authority);
	else
		demo_be(d, e->role, 0, 0);
	if (e->role != ROLE_AUTHORITY)
		d->c->act.who.office_id = office;
	return err != JY_OK
		   ? err
		   : flow_apply(&d->c->act, &subsidy_flow, id, e->action, &in, NULL);
}

static enum jy_err
make_batch(struct demo *d, const struct demo_event *e)
{
	struct str uid;
	enum jy_err err = be_authority(d, d->authority);

	(void)e;
	return err != JY_OK ? err : batch_make(&d->c->act, 0, &uid);
}

static enum jy_err
pay_batch(struct demo *d, const struct demo_event *e)
{
	struct db_stmt *st = NULL;
	struct str uid = STR("");
	const char *why;
	struct batch b;
	char today[11];
	enum jy_err err;

	(void)e;
	clock_date(d->c->act.now, today);
	if ((err = be_authority(d, d->cashier)) != JY_OK ||
	    (err = db_prepare(d->c->db, &st, SQL_DEMO_BATCH)) != JY_OK)
		return err;
	if ((err = db_one(st)) == JY_OK)
		uid = arena_str(&d->c->arena, db_str(st, 0));
	db_finish(st);
	if (err != JY_OK || (err = batch_get(&d->c->act, uid, &b)) != JY_OK)
		return err;
	return batch_pay(&d->c->act, &b, str_of(today), &why);
}

/* The reviews of one, a day apart, as far as its state. */
static void
add_reviews(struct demo *d, int item)
{
	static const struct {
		enum role role;
		const char *passed, *failed;
	} stages[] = {
		{ ROLE_FACULTY, "school_review", "faculty_rejected" },
		{ ROLE_SCHOOL, "authority_review", "school_rejected" },
		{ ROLE_AUTHORITY, "approved", "authority_rejected" },
	};
	int64_t at = d->now - all[item].days * DEMO_DAY;
	struct demo_event *e;

	for (size_t i = 0; i < 3 && strcmp(all[item].state, "faculty_review") != 0; i++) {
		bool failed = strcmp(all[item].state, stages[i].failed) == 0;

		at += DEMO_DAY;
		e = demo_at(d, at, review, item);
		e->role = stages[i].role;
		e->action = failed ? "reject" : "approve";
		e->reason = failed ? all[item].reason : "";
		if (failed || strcmp(all[item].state, stages[i].passed) == 0)
			return;
	}
}

enum jy_err
demo_make_subsidies(struct demo *d)
{
	for (size_t i = 0; i < NALL; i++) {
		demo_at(d, d->now - all[i].days * DEMO_DAY, apply, (int)i);
		add_reviews(d, (int)i);
	}
	demo_at(d, d->now - 32 * DEMO_DAY, make_batch, 0);
	demo_at(d, d->now - 30 * DEMO_DAY, pay_batch, 0);
	demo_at(d, d->now - 14 * DEMO_DAY, make_batch, 0);
	return d->err;
}
