/*
 * demo_reports.c - the demo's reports of jobs: two that wait, of one job, and one that was
 * dismissed.
 */
#include "account/account.h"
#include "ctl/demo.h"
#include "report/report.h"

static const struct {
	unsigned mobile; /* who reports */
	int job;         /* the how-manieth published one; -1: the one reported last */
	const char *kind, *detail;
	int days;            /* ago */
	const char *dismiss; /* the answer; NULL: it waits */
} all[] = {
	{ 3, 40, "other", "电话里说的月薪与职位中写的不一致，面试时只肯给一半。", 12,
	    "已向用人单位核实，职位所写的是转正后的月薪，单位已补充说明试用期月薪。" },
	{ 17, 90, "fee", "面试时要求先交三百元服装费，说入职后退还。", 3, NULL },
	{ 20, -1, "fee", "报到当天要求交押金，不交就不安排上岗。", 1, NULL },
};

SQL(SQL_DEMO_REPORTED,
    "SELECT id FROM job WHERE state = 'published' ORDER BY id LIMIT 1 OFFSET :n");
SQL(SQL_DEMO_REPORTED_LAST, "SELECT job_id FROM job_report ORDER BY id DESC LIMIT 1");
SQL(SQL_DEMO_REPORT, "SELECT id FROM job_report ORDER BY id DESC LIMIT 1");

static enum jy_err
number(struct demo *d, const char *sql, int n, int64_t *out)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(d->c->db, &st, sql);

	if (err != JY_OK)
		return err;
	if (n >= 0)
		db_bind_int(st, ":n", n);
	if ((err = db_one(st)) == JY_OK)
		*out = db_int(st, 0);
	db_finish(st);
	return err;
}

static enum jy_err
report(struct demo *d, const struct demo_event *e)
{
	struct account a;
	int64_t job;
	enum jy_err err = demo_find_account(d, all[e->item].mobile, &a);

	if (err != JY_OK ||
	    (err = number(d,
		 all[e->item].job < 0 ? SQL_DEMO_REPORTED_LAST : SQL_DEMO_REPORTED,
		 all[e->item].job, &job)) != JY_OK)
		return err;
	demo_be(d, ROLE_GRADUATE, a.id, 0);
	return report_put(
	    &d->c->act, job, str_of(all[e->item].kind), str_of(all[e->item].detail));
}

static enum jy_err
dismiss(struct demo *d, const struct demo_event *e)
{
	const struct flow_input in = { str_of(all[e->item].dismiss), NULL };
	int64_t id;
	enum jy_err err = number(d, SQL_DEMO_REPORT, -1, &id);

	demo_be(d, ROLE_AUTHORITY, d->authority, 0);
	return err != JY_OK
		   ? err
		   : flow_apply(&d->c->act, &report_flow, id, "dismiss", &in, NULL);
}

enum jy_err
demo_make_reports(struct demo *d)
{
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		int64_t at = d->now - all[i].days * DEMO_DAY;

		demo_at(d, at, report, (int)i);
		if (all[i].dismiss != NULL)
			demo_at(d, at + DEMO_DAY, dismiss, (int)i);
	}
	return d->err;
}
