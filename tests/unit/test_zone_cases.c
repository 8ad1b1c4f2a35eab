/*
 * test_zone_cases.c - the personal zone: what waits for the graduate, what waits for whom, the
 * numbers of documents, what registration opens.
 */
#include "deal.h"

#include "application/application.h"
#include "cert/cert.h"
#include "cert/objection.h"
#include "confirm/confirm.h"
#include "dossier/dossier.h"
#include "flow/flow.h"
#include "identity/identity.h"
#include "realname/realname.h"
#include "rural/apply.h"
#include "signing/document.h"
#include "signing/invitation.h"
#include "subsidy/batch.h"
#include "zone/zone.h"
#include "zone/zone_cases.h"

/* "签约邀请/graduate 合同…": label and who is next, of one list. */
static struct str
listed(struct client *c, const struct val *list)
{
	struct buf b = BUF_INIT;
	struct str s;

	for (size_t i = 0; i < val_len(list); i++) {
		struct val one = val_at(list, i);

		buf_printf(&b, "[" STR_FMT "|" STR_FMT "|" STR_FMT "|" STR_FMT "]",
		    STR_ARG(val_get(&one, STR("label"))->s),
		    STR_ARG(val_get(&one, STR("subject"))->s),
		    STR_ARG(val_get(&one, STR("next"))->s),
		    STR_ARG(val_get(&one, STR("href"))->s));
	}
	s = arena_str(&c->t->arena, b.len > 0 ? buf_view(&b) : STR(""));
	buf_release(&b);
	return s;
}

static void
add_cases(struct client *c)
{
	world_sql(c->t->world,
	    "UPDATE confirmation SET state = 'disputed', reason = '专业有误' WHERE id ="
	    " (SELECT id FROM student WHERE account_id = 8);"
	    "INSERT INTO invitation(uid, kind, employer_id, account_id, letter, terms,"
	    " position, expires_on, expires_at, created_at, updated_at) VALUES("
	    "'iiiiiiiiiiiiiiiiiiiiii', 'contract', 1, 8, 'x', '{}', '工程师',"
	    " '2026-12-31', 1798700000, 1, 1),"
	    /* over: the clock has not come yet */
	    " ('jjjjjjjjjjjjjjjjjjjjjj', 'agreement', 1, 8, 'x', '{}', '工程师',"
	    " '2026-11-01', 1793548800, 1, 1),"
	    /* somebody else's */
	    " ('kkkkkkkkkkkkkkkkkkkkkk', 'contract', 1, 9, 'x', '{}', '工程师',"
	    " '2026-12-31', 1798700000, 1, 1);"
	    "INSERT INTO cert_request(uid, account_id, holder, school, year, cause,"
	    " created_at, updated_at) VALUES('cccccccccccccccccccccc', 8, '林晓',"
	    " '天山大学', 2026, 'x', 1, 1);"
	    "INSERT INTO document(uid, kind, account_id, employer, terms, position,"
	    " state, reason, created_at, updated_at) VALUES("
	    "'dddddddddddddddddddddd', 'agreement', 8, '某公司', '{}', '会计',"
	    " 'returned', '缺扫描件', 1, 1)");
}

static void
test_cases(void **state)
{
	struct client *c = *state;
	struct val todo, going;

	add_cases(c);
	campus_as(c, LIN);
	assert_int_equal(zone_cases(&c->t->act, &todo, &going), JY_OK);
	assert_str(listed(c, &todo),
	    "[签约邀请|昆仑机械有限公司，工程师|您本人|/my/contracts/invitations]"
	    "[合同和协议书|某公司，会计|您本人|/my/agreements/dddddddddddddddddddddd]");
	assert_str(listed(c, &going),
	    "[就业信息确认||院系、学校|/my/confirmation]"
	    "[报到证遗失补办|就业报到证|主管部门|/my/certificates/"
	    "cccccccccccccccccccccc]");
	client_get(c, "/my/");
	status_is(c, 200);
	sees(c, "等您办理");
	sees(c, "2 件");
	sees(c, "正在办理");
	sees(c, "下一步：由主管部门办理");
	sees(c, "CRE-");
	campus_as(c, AYGUL);
	client_get(c, "/my/");
	sees(c, "等您办理");
	sees_not(c, "某公司");
}

static void
test_gates(void **state)
{
	struct client *c = *state;
	unsigned reached;

	campus_as(c, LIN);
	assert_int_equal(zone_reached(&c->t->act, &reached), JY_OK);
	assert_int_equal(reached & GATE_REALNAME, 0);
	client_get(c, "/my/");
	sees(c, "须先完成实名登记。");
	sees(c, "<a href=\"/my/realname\">实名登记</a>");
	sees_not(c, "<a href=\"/my/realname/followup\">");
	world_sql(c->t->world,
	    "INSERT INTO realname(uid, account_id, state, version, created_at, "
	    "updated_at)"
	    " VALUES('rrrrrrrrrrrrrrrrrrrrrr', 8, 'registered', 1, 1, 1)");
	client_get(c, "/my/");
	sees_not(c, "须先完成实名登记。");
	sees(c, "<a href=\"/my/realname/followup\">跟踪登记</a>");
}

static int
by_text(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

/* No two documents share a number; it reads well. */
static void
test_reference(void **state)
{
	enum { MANY = 20000 };
	struct client *c = *state;
	struct str *all = arena_array(&c->t->arena, MANY, sizeof(*all));
	const struct flow *const flows[] = { &application_flow, &campaign_flow,
		&cert_flow, &confirm_flow, &document_flow, &dossier_flow, &identity_flow,
		&invitation_flow, &objection_flow, &post_flow, &realname_flow,
		&subsidy_batch_flow, &subsidy_flow };

	assert_non_null(all);
	for (int i = 0; i < MANY; i++) {
		all[i] = flow_reference(&c->t->arena, &realname_flow, i + 1);
		assert_int_equal(all[i].n, 10);
		assert_true(str_starts(all[i], "REA-"));
		for (size_t k = 4; k < all[i].n; k++)
			assert_null(strchr("ILOU", all[i].p[k]));
	}
	qsort(all, MANY, sizeof(*all), by_text);
	for (int i = 1; i < MANY; i++)
		assert_false(str_eq(all[i - 1], all[i]));
	for (size_t i = 0; i < FLOW_COUNT(flows); i++)
		for (size_t k = 0; k < i; k++)
			assert_false(str_eq(flow_reference(&c->t->arena, flows[i], 7),
			    flow_reference(&c->t->arena, flows[k], 7)));
}

/* From a number, or its end, to the document. */
static void
test_reference_back(void **state)
{
	static const int64_t ids[] = { 1, 2, 31, 4711, 1048577, 999999999 };
	static const char *const none[] = { "", "7K", "7K2", "DOC", "王晓彤", "REA-",
		"REA-7K2M9Q7", "SUB-7K2M9Q", "7K2M9U", "7K2/9Q", "XXXXXXXXXXXXXXXXXXXX" };
	struct client *c = *state;
	struct arena *a = &c->t->arena;
	int64_t found[64];
	struct str whole;

	for (size_t i = 0; i < FLOW_COUNT(ids); i++) {
		whole = flow_reference(a, &realname_flow, ids[i]);
		assert_int_equal(flow_reference_ids(&realname_flow, whole, found, 64), 1);
		assert_int_equal(found[0], ids[i]);
		assert_int_equal(flow_reference_ids(&subsidy_flow, whole, found, 64), 0);
		assert_int_equal(
		    flow_reference_ids(&realname_flow,
			arena_printf(a, " rea %.3s-%.3s ", whole.p + 4, whole.p + 7),
			found, 64),
		    1);
		for (size_t n = 4; n < 6; n++) {
			const struct str end = { whole.p + whole.n - n, n };

			assert_true(
			    flow_reference_ids(&realname_flow, end, found, 64) >= 32);
			if (ids[i] >> (5 * n) < 64)
				assert_int_equal(found[ids[i] >> (5 * n)], ids[i]);
		}
	}
	for (size_t i = 0; i < FLOW_COUNT(none); i++)
		assert_int_equal(
		    flow_reference_ids(&realname_flow, str_of(none[i]), found, 64), 0);
}

int
main(void)
{
	const struct CMUnitTest cases[] = {
		CASE_WITH("0.f1 0.f2 0.i1 the zone lists what waits for her, and for "
			  "whom the rest"
			  " waits; nobody else's",
		    test_cases, deal_setup, deal_teardown),
		CASE_WITH(
		    "0.d1 8.2.r1 follow-up opens with registration, and says so before",
		    test_gates, deal_setup, deal_teardown),
		CASE_WITH("0.i3 a document's number is its own", test_reference,
		    deal_setup, deal_teardown),
		CASE_WITH("0.f2 a document is found by its number, or the number's end",
		    test_reference_back, deal_setup, deal_teardown),
	};

	return RUN(cases);
}
