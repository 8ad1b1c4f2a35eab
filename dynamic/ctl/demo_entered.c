/*
 * demo_entered.c - papers that the demo's graduates signed with employers that are no users:
 * entered with their scan, one looked at by a faculty, one that waits for it.
 */
#include "account/account.h"
#include "clock.h"
#include "ctl/demo.h"
#include "file.h"
#include "file/upload.h"
#include "signing/document.h"

enum fate { WAITS, EFFECTIVE };

static const struct {
	unsigned mobile;
	enum fate fate;
	int days; /* ago */
	const char *employer, *seal, *address, *head, *position, *place, *to;
	int salary;
} entries[] = {
	{ 22, EFFECTIVE, 26, "吐鲁番市葡萄沟街道社区卫生服务中心", "葡萄沟街道\n社区卫生",
	    "吐鲁番市高昌区葡萄沟街道 12 号", "阿不来提·肉孜", "信息管理员",
	    "吐鲁番市高昌区", "吐鲁番市人才服务中心", 5100 },
	{ 20, WAITS, 2, "伊宁县第二中学", "伊宁县\n第二中学",
	    "伊宁县吉里于孜镇文化路 3 号", "贾学军", "信息技术教师", "伊犁州伊宁县",
	    "伊宁县教育局", 5800 },
};
#define NENTRIES (sizeof(entries) / sizeof(entries[0]))

SQL(SQL_DEMO_ENTERED, "SELECT id, reviewer_id FROM document WHERE account_id = :account"
		      " AND invitation_id IS NULL ORDER BY id DESC LIMIT 1");

static struct str
terms_of(struct arena *a, int i, const char *summer)
{
	return arena_printf(a,
	    "{\"employer_address\":\"%s\",\"legal_person\":\"%s\",\"position\":\"%s\","
	    "\"workplace\":\"%s\",\"starts_on\":\"%.4s-07-01\",\"service_years\":\"3\","
	    "\"probation\":\"3\",\"salary\":\"%d\",\"probation_salary\":\"%d\","
	    "\"insurance\":\"依法缴纳各项社会保险和住房公积金\",\"dossier_to\":\"%s\","
	    "\"penalty\":\"0\"}",
	    entries[i].address, entries[i].head, entries[i].position, entries[i].place,
	    summer, entries[i].salary, entries[i].salary * 9 / 10, entries[i].to);
}

static enum jy_err
draw(struct demo *d, int i, struct str graduate, const char *day, struct buf *png)
{
	struct arena *a = &d->c->arena;
	const struct demo_paper paper = {
		.title = "普通高等学校毕业生就业协议书",
		.text = arena_cstr(a,
		    arena_printf(a,
			"甲方（用人单位）：%s\n住所：%s\n法定代表人或主要负责人：%s\n\n"
			"乙方（毕业生）：" STR_FMT
			"\n\n甲乙双方经协商一致，签订本协议：\n"
			"一、乙方毕业后到甲方工作，岗位为%s，工作地点为%s。\n"
			"二、服务期三年，试用期三个月，月工资%d元。\n"
			"三、甲方依法为乙方缴纳社会保险和住房公积金。\n"
			"四、乙方的档案转寄%s。\n"
			"五、本协议一式三份，双方和学校各执一份，自签字盖章之日起生"
			"效。",
			entries[i].employer, entries[i].address, entries[i].head,
			STR_ARG(graduate), entries[i].position, entries[i].place,
			entries[i].salary, entries[i].to)),
		.employer = arena_printf(a, "甲方（盖章）\n\n%s", day).p,
		.graduate = arena_printf(
		    a, "乙方（签字）\n" STR_FMT "\n%s", STR_ARG(graduate), day)
				.p,
		.seal = entries[i].seal,
	};

	return paper.text == NULL || paper.employer == NULL || paper.graduate == NULL
		   ? JY_ENOMEM
		   : demo_scan(&paper, png);
}

/* The scan, as it would come in by the form. */
static enum jy_err
send_scan(struct demo *d, int i, const struct document *doc)
{
	struct act *act = &d->c->act;
	struct form_value v = { .text = STR("就业协议书扫描件.png") };
	struct buf png = BUF_INIT;
	struct str old;
	struct upload *u;
	int64_t file;
	enum jy_err err;

	if ((err = draw(d, i, doc->graduate, arena_cstr(act->arena, doc->signed_on),
		 &png)) != JY_OK)
		goto out;
	v.bytes = buf_view(&png);
	if ((err = upload_new(act, UPLOAD_SCAN, &v, &u)) != JY_OK)
		goto out;
	upload_run(u);
	if ((err = upload_keep(act, u, &file)) != JY_OK ||
	    (err = document_set_scan(act, doc, file, &old)) != JY_OK)
		goto out;
	u->kept = true;
out:
	buf_release(&png);
	return err;
}

static enum jy_err
be(struct demo *d, int i)
{
	struct account a;
	enum jy_err err = demo_find_account(d, entries[i].mobile, &a);

	if (err == JY_OK)
		demo_be(d, ROLE_GRADUATE, a.id, 0);
	return err;
}

static enum jy_err
enter(struct demo *d, const struct demo_event *e)
{
	struct document_entry entry = { .employer = str_of(entries[e->item].employer),
		.credit_code = STR(""),
		.position = str_of(entries[e->item].position) };
	struct act *act = &d->c->act;
	char day[11], summer[11];
	struct document doc;
	const char *why;
	struct str uid;
	enum jy_err err;

	clock_date(act->now - DEMO_DAY, day);
	clock_date(act->now + 240 * DEMO_DAY, summer);
	entry.signed_on = str_of(day);
	entry.terms = terms_of(act->arena, e->item, summer);
	if ((err = be(d, e->item)) != JY_OK ||
	    (err = document_enter(act, SIGNING_AGREEMENT, &entry, &uid, &why)) != JY_OK ||
	    (err = document_find(act, uid, &doc)) != JY_OK ||
	    (err = send_scan(d, e->item, &doc)) != JY_OK)
		return err;
	return flow_apply(act, &document_flow, doc.id, "submit", NULL, NULL);
}

/* Her faculty has compared it with the scan. */
static enum jy_err
approve(struct demo *d, const struct demo_event *e)
{
	int64_t id = 0, reviewer = 0;
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = be(d, e->item)) != JY_OK ||
	    (err = db_prepare(d->c->db, &st, SQL_DEMO_ENTERED)) != JY_OK)
		return err;
	db_bind_int(st, ":account", d->c->act.who.account_id);
	if ((err = db_one(st)) == JY_OK) {
		id = db_int(st, 0);
		reviewer = db_int(st, 1);
	}
	db_finish(st);
	demo_be(d, ROLE_FACULTY, 0, 0);
	d->c->act.who.office_id = reviewer;
	return err != JY_OK
		   ? err
		   : flow_apply(&d->c->act, &document_flow, id, "approve", NULL, NULL);
}

enum jy_err
demo_make_entered(struct demo *d)
{
	for (size_t i = 0; i < NENTRIES; i++) {
		int64_t at = d->now - entries[i].days * DEMO_DAY;

		demo_at(d, at, enter, (int)i);
		if (entries[i].fate == EFFECTIVE)
			demo_at(d, at + DEMO_DAY, approve, (int)i);
	}
	return file_mkdirs(d->c->conf.path.files, 0750, &d->c->diag);
}
