/*
 * test_realname_deal.c - contracts and agreements, signed and entered, register who has left
 * school (8.1.r6, 8.1.r7): the whole way, from the offer or the entry to the approval.
 */
#include "deal.h"

#include "realname/realname.h"

/* WORLD_NOW is 2026-11-24. */
#define LEFT "2026-11-23"
#define STAYS "2026-11-24"

static void
leaves(struct client *c, const char *on)
{
	world_sql(c->t->world,
	    arena_printf(&c->t->arena, "UPDATE student SET leaving_on = '%s'", on).p);
}

/* An agreement that she enters for an employer that is no user; approved by the faculty. */
static int64_t
entered(struct client *c, enum signing_kind kind)
{
	static const struct document_entry entry = { .employer = STR("乌什县小木匠作坊"),
		.credit_code = STR(""),
		.terms = STR(DEAL_AGREEMENT),
		.position = STR("木工"),
		.signed_on = STR("2026-11-20") };
	struct document d;
	struct str uid;
	const char *why;

	deal_as(c, LIN);
	assert_int_equal(document_enter(&c->t->act, kind, &entry, &uid, &why), JY_OK);
	assert_int_equal(document_find(&c->t->act, uid, &d), JY_OK);
	world_sql(c->t->world,
	    "INSERT INTO file(id, uid, account_id, purpose, name, type, size, sha256,"
	    " created_at) VALUES(1, 'ffffffffffffffffffffff', 8, 'scan', 'a.pdf',"
	    " 'application/pdf', 9, zeroblob(32), 1); UPDATE document SET scan_id = 1");
	assert_int_equal(deal_step(c, LIN, d.id, "submit", "", &why), JY_OK);
	assert_false(realname_is_registered(&c->t->act, LIN)); /* not by asking for it */
	assert_int_equal(deal_step(c, FACULTY_CLERK, d.id, "approve", "", &why), JY_OK);
	return d.id;
}

/* The one record of the system, from this document. */
static void
is_registered(struct client *c, int64_t document, const char *kind, const char *employer)
{
	assert_int_equal(
	    world_number(c->t->world,
		arena_printf(&c->t->arena,
		    "SELECT count(*) FROM realname_record r JOIN realname n ON n.id ="
		    " r.realname_id JOIN document d ON d.id = r.document_id WHERE"
		    " n.account_id = 8 AND r.type = 'employed' AND r.registrar = 'system'"
		    " AND r.at = d.effective_at AND r.document_id = %lld AND"
		    " r.document_kind = '%s' AND r.employer = '%s' AND r.employer ="
		    " d.employer AND r.position = d.position AND r.starts_on ="
		    " '2026-12-01' AND r.place = '喀什市'",
		    (long long)document, kind, employer)
		    .p),
	    1);
	assert_int_equal(
	    world_number(c->t->world, "SELECT count(*) FROM realname_record"), 1);
}

static void
is_not(struct client *c)
{
	assert_int_equal(
	    world_number(c->t->world, "SELECT count(*) FROM realname_record"), 0);
}

static void
test_entered_after(void **state)
{
	struct client *c = *state;

	leaves(c, LEFT);
	is_registered(c, entered(c, SIGNING_AGREEMENT), "agreement", "乌什县小木匠作坊");
}

static void
test_entered_before(void **state)
{
	leaves(*state, STAYS);
	entered(*state, SIGNING_AGREEMENT);
	is_not(*state);
}

static void
test_signed_after(void **state)
{
	struct client *c = *state;
	int64_t id;
	const char *why;

	leaves(c, LEFT);
	id = deal_made(c, SIGNING_CONTRACT, false);
	is_not(c); /* not by accepting: 8.1.q1 */
	actor_wait(c->t, 600);
	assert_int_equal(deal_step(c, AUTHORITY_CLERK, id, "approve", "", &why), JY_OK);
	is_registered(c, id, "contract", "昆仑机械有限公司");
	/* the agreement that follows finds her registered */
	deal_made(c, SIGNING_AGREEMENT, true);
	is_registered(c, id, "contract", "昆仑机械有限公司");
}

static void
test_signed_before(void **state)
{
	leaves(*state, STAYS);
	deal_made(*state, SIGNING_CONTRACT, true);
	deal_made(*state, SIGNING_AGREEMENT, true);
	is_not(*state);
}

static void
test_rejected(void **state)
{
	struct client *c = *state;
	const char *why;
	int64_t id;

	leaves(c, LEFT);
	id = deal_made(c, SIGNING_CONTRACT, false);
	assert_int_equal(
	    deal_step(c, AUTHORITY_CLERK, id, "reject", "条款不全", &why), JY_OK);
	is_not(c);
}

/* The record stays as what was; what she is told of is that it is hers to follow up. */
static void
test_ended(void **state)
{
	static const char told[] = "SELECT count(*) FROM message WHERE account_id = 8 AND"
				   " title = '请进行跟踪登记' AND link = '/my/realname'";
	struct client *c = *state;
	int64_t agreement, contract;
	const char *why;

	leaves(c, LEFT);
	contract = deal_made(c, SIGNING_CONTRACT, true);
	agreement = deal_made(c, SIGNING_AGREEMENT, true);
	assert_int_equal(
	    deal_step(c, AUTHORITY_CLERK, agreement, "revoke", "材料不实", &why), JY_OK);
	assert_int_equal(world_number(c->t->world, told), 0); /* it registered nobody */
	assert_int_equal(
	    deal_step(c, AUTHORITY_CLERK, contract, "revoke", "材料不实", &why), JY_OK);
	is_registered(c, contract, "contract", "昆仑机械有限公司");
	assert_int_equal(world_number(c->t->world, told), 1);
}

static void
test_ended_later(void **state)
{
	struct client *c = *state;
	int64_t id;
	const char *why;

	leaves(c, LEFT);
	id = deal_made(c, SIGNING_CONTRACT, true);
	assert_int_equal(deal_step(c, BOSS, id, "terminate", "停产", &why), JY_OK);
	assert_int_equal(deal_step(c, LIN, id, "agree", "", &why), JY_OK);
	assert_int_equal(deal_step(c, AUTHORITY_CLERK, id, "archive", "", &why), JY_OK);
	assert_int_equal(
	    world_number(c->t->world,
		"SELECT count(*) FROM message WHERE account_id = 8 AND title ="
		" '请进行跟踪登记' AND instr(body, '昆仑机械有限公司') > 0"),
	    1);
}

int
main(void)
{
	const struct CMUnitTest cases[] = {
		CASE_WITH(
		    "8.1.r6 8.1.r7 an entered agreement approved after leaving registers"
		    " her",
		    test_entered_after, deal_setup, deal_teardown),
		CASE_WITH("8.1.r6 the same before leaving does not", test_entered_before,
		    deal_setup, deal_teardown),
		CASE_WITH(
		    "8.1.r7 8.1.f2 8.1.q1 a signed contract registers her when it is"
		    " approved, once",
		    test_signed_after, deal_setup, deal_teardown),
		CASE_WITH(
		    "8.1.r6 8.1.f2 neither contract nor agreement does before leaving",
		    test_signed_before, deal_setup, deal_teardown),
		CASE_WITH("8.2.f1 8.2.i1 once the document is revoked she is asked to "
			  "follow up,"
			  " the record stays",
		    test_ended, deal_setup, deal_teardown),
		CASE_WITH("8.2.f1 and once it is terminated", test_ended_later,
		    deal_setup, deal_teardown),
		CASE_WITH("8.1.r6 a rejected one registers nobody", test_rejected,
		    deal_setup, deal_teardown),
	};

	return RUN(cases);
}
