/*
 * test_signing.c - invitations, contracts and agreements: who may do what, when
 * (docs/workflows.md), by the domain functions.
 */
#include "deal.h"

static int64_t
count(struct client *c, const char *sql)
{
	return world_number(c->t->world, sql);
}

static void
set_state(struct client *c, int64_t id, const char *state)
{
	world_sql(c->t->world,
	    arena_printf(&c->t->arena,
		"UPDATE document SET state = '%s', number = coalesce(number, 'N'),"
		" effective_at = coalesce(effective_at, 1), archived_at = 1 WHERE id = "
		"%d;",
		state, (int)id)
		.p);
}

/* --- invitations */

static void
test_send(void **state)
{
	struct client *c = *state;
	const char *why;
	struct str uid, second;
	struct invitation i;

	assert_int_equal(
	    deal_send(c, PENDING_BOSS, SIGNING_CONTRACT, LIN, &uid, &why), JY_ECONFLICT);
	assert_string_equal(why, "单位通过认证后才能发送签约邀请。");
	assert_int_equal(deal_send(c, BOSS, SIGNING_CONTRACT, LIN, &uid, &why), JY_OK);
	assert_int_equal(
	    deal_send(c, BOSS, SIGNING_CONTRACT, LIN, &second, &why), JY_ECONFLICT);
	assert_non_null(strstr(why, "正在等待应约"));
	assert_int_equal(
	    deal_send(c, BOSS, SIGNING_AGREEMENT, LIN, &second, &why), JY_OK);
	assert_int_equal(
	    deal_send(c, OTHER_BOSS, SIGNING_CONTRACT, LIN, &second, &why), JY_OK);
	deal_as(c, LIN);
	assert_int_equal(invitation_find(&c->t->act, uid, &i), JY_OK);
	assert_str(i.state, "sent");
	assert_str(i.employer, "昆仑机械有限公司");
	deal_as(c, AYGUL);
	assert_int_equal(invitation_find(&c->t->act, uid, &i), JY_ENOTFOUND);
	deal_as(c, OTHER_BOSS);
	assert_int_equal(invitation_find(&c->t->act, uid, &i), JY_ENOTFOUND);
	deal_as(c, AUTHORITY_CLERK);
	assert_int_equal(invitation_find(&c->t->act, uid, &i), JY_ENOTFOUND);
	assert_int_equal(count(c, "SELECT count(*) FROM message WHERE account_id = 8 AND"
				  " title = '收到签合同邀请：昆仑机械有限公司'"),
	    1);
}

/* Only an applicant, or one who was found by exact name and number. */
static void
test_find(void **state)
{
	struct client *c = *state;
	struct invitee who;
	int64_t wait;
	struct str uid, lin = deal_uid_of(c, LIN);

	world_sql(c->t->world, "DELETE FROM graduate_found;");
	deal_as(c, BOSS);
	assert_int_equal(invitee_get(&c->t->act, lin, &who), JY_ENOTFOUND);
	c->t->conf.limit.graduate_finds_day = 5;
	assert_int_equal(invitee_find(&c->t->act, STR("林小"), STR(LIN_ID), &uid, &wait),
	    JY_ENOTFOUND);
	assert_int_equal(
	    invitee_find(&c->t->act, STR("林晓"), STR(AYGUL_ID), &uid, &wait),
	    JY_ENOTFOUND);
	assert_int_equal(invitee_get(&c->t->act, lin, &who), JY_ENOTFOUND);
	assert_int_equal(
	    invitee_find(&c->t->act, STR("林晓"), STR(LIN_ID), &uid, &wait), JY_OK);
	assert_str(uid, arena_cstr(&c->t->arena, lin));
	assert_int_equal(invitee_get(&c->t->act, lin, &who), JY_OK);
	assert_str(who.name, "林晓");
	deal_as(c, OTHER_BOSS);
	assert_int_equal(invitee_get(&c->t->act, lin, &who), JY_ENOTFOUND);
	deal_as(c, BOSS);
	world_sql(
	    c->t->world, "UPDATE identity SET state = 'failed' WHERE account_id = 9;");
	assert_int_equal(
	    invitee_find(&c->t->act, STR("阿依古丽"), STR(AYGUL_ID), &uid, &wait),
	    JY_ENOTFOUND);
	assert_int_equal(
	    invitee_find(&c->t->act, STR("林晓"), STR(LIN_ID), &uid, &wait), JY_OK);
	assert_int_equal(
	    invitee_find(&c->t->act, STR("林晓"), STR(LIN_ID), &uid, &wait), JY_ELIMIT);
	assert_int_equal(
	    count(c, "SELECT count(*) FROM audit_event WHERE act = 'graduate.find'"), 5);
	assert_int_equal(count(c, "SELECT count(*) FROM audit_event WHERE act ="
				  " 'graduate.find' AND result = 'refused'"),
	    3);
}

/* Anybody can register as an employer. */
static void
test_find_unverified(void **state)
{
	static const char *const states[] = { "pending", "rejected", "suspended" };
	struct client *c = *state;
	struct str uid = STR("");
	int64_t wait;

	deal_as(c, BOSS);
	for (size_t i = 0; i < 3; i++) {
		world_sql(c->t->world,
		    arena_printf(&c->t->arena,
			"UPDATE employer SET state = '%s' WHERE id = 1", states[i])
			.p);
		assert_int_equal(
		    invitee_find(&c->t->act, STR("林晓"), STR(LIN_ID), &uid, &wait),
		    JY_EFORBIDDEN);
		assert_int_equal(uid.n, 0);
	}
	client_get(c, "/org/invitations/find");
	SUBMIT(c, "/org/invitations/find", "name", "林晓", "id_no", LIN_ID);
	status_is(c, 422);
	sees(c, "单位通过认证后才能查找毕业生。");
	world_sql(c->t->world, "UPDATE employer SET state = 'verified' WHERE id = 1");
	assert_int_equal(
	    invitee_find(&c->t->act, STR("林晓"), STR(LIN_ID), &uid, &wait), JY_OK);
}

static void
test_answer(void **state)
{
	struct client *c = *state;
	struct flow_input in = { STR(""), NULL };
	const char *why;
	struct str uid;
	struct invitation i;

	assert_int_equal(deal_send(c, BOSS, SIGNING_CONTRACT, LIN, &uid, &why), JY_OK);
	deal_as(c, LIN);
	assert_int_equal(invitation_find(&c->t->act, uid, &i), JY_OK);
	assert_int_equal(
	    flow_apply(&c->t->act, &invitation_flow, i.id, "decline", &in, &why),
	    JY_EINPUT);
	in.reason = STR("已有其他安排");
	assert_int_equal(
	    flow_apply(&c->t->act, &invitation_flow, i.id, "decline", &in, &why), JY_OK);
	assert_int_equal(count(c, "SELECT count(*) FROM document"), 0);
	assert_int_equal(
	    count(c, "SELECT count(*) FROM message WHERE account_id = 10 AND"
		     " title LIKE '%邀请已被拒绝%' AND body = '已有其他安排'"),
	    1);
	/* and may be invited again */
	assert_int_equal(deal_send(c, BOSS, SIGNING_CONTRACT, LIN, &uid, &why), JY_OK);
}

/* From the first second after its last day, whether or not the clock has run. */
static void
test_expired(void **state)
{
	struct client *c = *state;
	struct flow_input in = { STR("不去"), NULL };
	struct invitation_acceptance how = { .method = "password" };
	const char *why;
	struct str uid, again;
	struct invitation i;
	int moved;

	assert_int_equal(deal_send(c, BOSS, SIGNING_CONTRACT, LIN, &uid, &why), JY_OK);
	deal_as(c, LIN);
	how.digest = deal_digest(c, uid);
	assert_int_equal(invitation_find(&c->t->act, uid, &i), JY_OK);
	c->t->act.now = i.expires_at;
	assert_int_equal(invitation_find(&c->t->act, uid, &i), JY_OK);
	assert_str(i.state, "expired");
	assert_int_equal(invitation_accept(&c->t->act, uid, &how, &why), JY_ECONFLICT);
	assert_string_equal(why, "邀请函已过期，不能应约或拒绝。");
	assert_int_equal(
	    flow_apply(&c->t->act, &invitation_flow, i.id, "decline", &in, &why),
	    JY_ECONFLICT);
	assert_int_equal(count(c, "SELECT count(*) FROM document"), 0);
	/* the clock tells both sides, once; the employer may invite again before */
	c->t->act.who = (struct principal){ .role = ROLE_SYSTEM };
	assert_int_equal(flow_tick(&c->t->act, &invitation_flow, &moved), JY_OK);
	assert_int_equal(moved, 1);
	assert_int_equal(flow_tick(&c->t->act, &invitation_flow, &moved), JY_OK);
	assert_int_equal(moved, 0);
	assert_int_equal(
	    count(c, "SELECT count(*) FROM message WHERE title LIKE '合同邀请已过期%'"),
	    2);
	c->t->act.now = i.created_at;
	assert_int_equal(deal_send(c, BOSS, SIGNING_CONTRACT, LIN, &again, &why), JY_OK);
	c->t->act.now = i.expires_at - 1;
	deal_as(c, LIN);
	how.digest = deal_digest(c, again);
	assert_int_equal(invitation_accept(&c->t->act, again, &how, &why), JY_OK);
}

static void
test_overdue_makes_room(void **state)
{
	struct client *c = *state;
	const char *why;
	struct str uid, again;
	const struct invitation_offer offer = { .letter = STR("再次邀请"),
		.terms = STR(DEAL_CONTRACT),
		.position = STR("设备工程师"),
		.expires_on = STR("2026-12-05") };

	assert_int_equal(deal_send(c, BOSS, SIGNING_CONTRACT, LIN, &uid, &why), JY_OK);
	c->t->act.now += 6 * 86400;
	assert_int_equal(invitation_send(&c->t->act, SIGNING_CONTRACT,
			     deal_uid_of(c, LIN), &offer, &again, &why),
	    JY_OK);
	assert_int_equal(
	    count(c, "SELECT count(*) FROM invitation WHERE state = 'expired'"), 1);
}

static void
test_remind(void **state)
{
	struct client *c = *state;
	const char *why;
	struct str uid;
	int told;

	assert_int_equal(deal_send(c, BOSS, SIGNING_CONTRACT, LIN, &uid, &why), JY_OK);
	c->t->act.who = (struct principal){ .role = ROLE_SYSTEM };
	assert_int_equal(invitation_remind(&c->t->act, &told), JY_OK);
	assert_int_equal(told, 0);
	c->t->act.now += 4 * 86400;
	assert_int_equal(invitation_remind(&c->t->act, &told), JY_OK);
	assert_int_equal(told, 1);
	c->t->act.now += 600;
	assert_int_equal(invitation_remind(&c->t->act, &told), JY_OK);
	assert_int_equal(told, 0);
	assert_int_equal(count(c, "SELECT count(*) FROM message WHERE account_id = 8"
				  " AND title LIKE '合同邀请即将过期%'"),
	    1);
}

/* What she agreed to is what she was shown. */
static void
test_edited(void **state)
{
	const struct invitation_offer offer = { .letter = STR("改过的邀请"),
		.terms = STR("{\"position\":\"仓库管理员\",\"salary\":\"3000\"}"),
		.position = STR("仓库管理员"),
		.expires_on = STR("2026-11-28") };
	const struct flow_input edit = { STR(""), &offer };
	struct client *c = *state;
	struct invitation_acceptance how = { .method = "password" };
	const char *why;
	struct str uid;
	struct invitation i;

	assert_int_equal(deal_send(c, BOSS, SIGNING_CONTRACT, LIN, &uid, &why), JY_OK);
	deal_as(c, LIN);
	how.digest = deal_digest(c, uid);
	deal_as(c, BOSS);
	assert_int_equal(invitation_find(&c->t->act, uid, &i), JY_OK);
	assert_int_equal(
	    flow_apply(&c->t->act, &invitation_flow, i.id, "edit", &edit, &why), JY_OK);
	deal_as(c, LIN);
	assert_int_equal(invitation_accept(&c->t->act, uid, &how, &why), JY_ECONFLICT);
	assert_non_null(strstr(why, "请重新阅读"));
	assert_int_equal(count(c, "SELECT count(*) FROM document"), 0);
	assert_int_equal(
	    count(c, "SELECT count(*) FROM invitation WHERE state = 'sent'"), 1);
	how.digest = deal_digest(c, uid);
	assert_int_equal(invitation_accept(&c->t->act, uid, &how, &why), JY_OK);
	assert_int_equal(
	    count(c,
		"SELECT count(*) FROM document d JOIN document_text t ON"
		" t.id = d.text_id WHERE d.accepted_digest = t.sha256"
		" AND d.accepted_method = 'password' AND d.accepted_at = 1795478400"),
	    1);
}

static void
test_delete(void **state)
{
	struct client *c = *state;
	const char *why;
	struct str uid;
	struct invitation i;
	int moved;

	assert_int_equal(deal_send(c, BOSS, SIGNING_AGREEMENT, LIN, &uid, &why), JY_OK);
	deal_as(c, LIN);
	assert_int_equal(invitation_find(&c->t->act, uid, &i), JY_OK);
	c->t->act.now = i.expires_at;
	assert_int_equal(
	    flow_apply(&c->t->act, &invitation_flow, i.id, "delete", NULL, &why), JY_OK);
	assert_int_equal(invitation_find(&c->t->act, uid, &i), JY_ENOTFOUND);
	deal_as(c, BOSS);
	assert_int_equal(invitation_find(&c->t->act, uid, &i), JY_OK);
	assert_str(i.state, "expired");
	/* that she deleted it does not keep the employer from being told */
	c->t->act.who = (struct principal){ .role = ROLE_SYSTEM };
	assert_int_equal(flow_tick(&c->t->act, &invitation_flow, &moved), JY_OK);
	assert_int_equal(moved, 1);
}

/* --- documents */

static void
test_contract_review(void **state)
{
	struct client *c = *state;
	const char *why;
	struct document d;
	int64_t id = deal_made(c, SIGNING_CONTRACT, false);

	deal_as(c, LIN);
	assert_int_equal(document_get(&c->t->act, id, &d), JY_OK);
	assert_str(d.state, "review");
	assert_str(d.number, "");
	assert_false(document_shows_text(&c->t->act, &d));
	assert_false(document_prints(&d));
	assert_int_equal(deal_step(c, AUTHORITY_CLERK, id, "approve", "", &why), JY_OK);
	deal_as(c, BOSS);
	assert_int_equal(document_get(&c->t->act, id, &d), JY_OK);
	assert_str(d.state, "effective");
	assert_str(d.number, "HT2026000001");
	assert_true(document_shows_text(&c->t->act, &d));
	assert_true(document_prints(&d));
	assert_int_equal(count(c, "SELECT count(*) FROM message WHERE title LIKE"
				  " '合同审核通过，已生效%' AND account_id IN (8, 10)"),
	    2);
}

static void
test_agreement_review(void **state)
{
	struct client *c = *state;
	const char *why;
	struct document d;
	int64_t id = deal_made(c, SIGNING_AGREEMENT, false), other;
	struct str uid;

	deal_as(c, LIN);
	assert_int_equal(document_get(&c->t->act, id, &d), JY_OK);
	assert_str(d.state, "review");
	assert_str(d.number, "XY2026000001");
	assert_true(document_shows_text(&c->t->act, &d));
	assert_false(document_prints(&d));
	assert_int_equal(
	    deal_send(c, OTHER_BOSS, SIGNING_AGREEMENT, LIN, &uid, &why), JY_OK);
	assert_int_equal(deal_accept(c, LIN, uid, &other, &why), JY_ECONFLICT);
	assert_non_null(strstr(why, "每个毕业生只能同时与一个单位签定协议书"));
	assert_int_equal(
	    deal_step(c, AUTHORITY_CLERK, id, "reject", "", &why), JY_EINPUT);
	assert_int_equal(
	    deal_step(c, AUTHORITY_CLERK, id, "reject", "工资过低", &why), JY_OK);
	deal_state_is(c, id, "rejected");
	/* the graduate is free; a number is never given again */
	assert_int_equal(deal_accept(c, LIN, uid, &other, &why), JY_OK);
	assert_int_equal(document_get(&c->t->act, other, &d), JY_OK);
	assert_str(d.number, "XY2026000002");
}

static void
test_who_sees(void **state)
{
	static const struct {
		int64_t account;
		enum jy_err err;
	} cases[] = {
		{ LIN, JY_OK }, { AYGUL, JY_ENOTFOUND }, { BOSS, JY_OK },
		{ OTHER_BOSS, JY_ENOTFOUND }, { FACULTY_CLERK, JY_OK },
		{ SCHOOL_CLERK, JY_OK }, { OTHER_SCHOOL_CLERK, JY_ENOTFOUND },
		{ AUTHORITY_CLERK, JY_OK }, { URUMQI_CLERK, JY_ENOTFOUND },
		{ 7, JY_ENOTFOUND }, /* the administrator */
	};
	struct client *c = *state;
	struct document d;
	int64_t id = deal_made(c, SIGNING_CONTRACT, false);

	for (size_t i = 0; i < FLOW_COUNT(cases); i++) {
		deal_as(c, cases[i].account);
		if (document_get(&c->t->act, id, &d) != cases[i].err)
			fail_msg("account %d", (int)cases[i].account);
	}
	/* an authority of another region */
	world_sql(c->t->world, "UPDATE office SET region_code = '6501' WHERE id = 1;");
	deal_as(c, AUTHORITY_CLERK);
	assert_int_equal(document_get(&c->t->act, id, &d), JY_ENOTFOUND);
	world_sql(c->t->world, "UPDATE office SET region_code = '6531' WHERE id = 1;");
	assert_int_equal(document_get(&c->t->act, id, &d), JY_OK);
}

/* [signing] authority says whose region counts. */
static void
test_region(void **state)
{
	static const struct {
		const char *by, *region;
	} cases[] = { { "employer", "6531" }, { "school", "6501" },
		{ "graduate", "653122" } };
	struct client *c = *state;

	for (size_t i = 0; i < FLOW_COUNT(cases); i++) {
		c->t->conf.signing.authority = cases[i].by;
		deal_made(c, SIGNING_CONTRACT, false);
		if (count(c, arena_printf(&c->t->arena,
				 "SELECT count(*) FROM document WHERE state = 'review'"
				 " AND region_code = '%s'",
				 cases[i].region)
				 .p) != 1)
			fail_msg("%s", cases[i].by);
		world_sql(c->t->world, "UPDATE document SET state = 'revoked';");
	}
}

static void
test_index(void **state)
{
	struct client *c = *state;
	int64_t id = deal_made(c, SIGNING_CONTRACT, true);

	(void)id;
	assert_int_not_equal(
	    db_exec(c->app.db,
		"INSERT INTO document(uid, kind, account_id, employer, terms, position,"
		" state, reviewer_id, created_at, updated_at) VALUES("
		"'second0000000000000000', 'contract', 8, '乙', '{}', '', "
		"'faculty_review',"
		" 5, 1, 1)"),
	    JY_OK);
	assert_int_equal(
	    db_exec(c->app.db,
		"INSERT INTO document(uid, kind, account_id, employer, terms, position,"
		" state, reviewer_id, created_at, updated_at) VALUES("
		"'second0000000000000000', 'agreement', 8, '乙', '{}', '', "
		"'faculty_review',"
		" 5, 1, 1)"),
	    JY_OK);
}

/* --- entered ones */

static const struct document_entry entry = { .employer = STR("乌什县小木匠作坊"),
	.credit_code = STR(""),
	.terms = STR(DEAL_CONTRACT),
	.position = STR("木工"),
	.signed_on = STR("2026-11-20") };

static int64_t
entered(struct client *c, int64_t account, enum signing_kind kind)
{
	const char *why;
	struct document d;
	struct str uid;

	deal_as(c, account);
	assert_int_equal(document_enter(&c->t->act, kind, &entry, &uid, &why), JY_OK);
	assert_int_equal(document_find(&c->t->act, uid, &d), JY_OK);
	assert_str(d.state, "draft");
	world_sql(c->t->world,
	    arena_printf(&c->t->arena,
		"INSERT INTO file(id, uid, account_id, purpose, name, type, size, sha256,"
		" created_at) VALUES(%d, 'file%018d', %d, 'scan', 'a.pdf',"
		" 'application/pdf', 9, zeroblob(32), 1);"
		"UPDATE document SET scan_id = %d WHERE id = %d;",
		(int)d.id, (int)d.id, (int)account, (int)d.id, (int)d.id)
		.p);
	return d.id;
}

static void
test_entered(void **state)
{
	struct document_entry mine = entry;
	const struct flow_input edit = { STR(""), &mine };
	struct client *c = *state;
	struct document d;
	const char *why;
	struct str uid;
	int64_t id = entered(c, LIN, SIGNING_CONTRACT);

	deal_as(c, FACULTY_CLERK);
	assert_int_equal(document_get(&c->t->act, id, &d), JY_ENOTFOUND);
	assert_int_equal(deal_step(c, LIN, id, "submit", "", &why), JY_OK);
	deal_state_is(c, id, "faculty_review");
	assert_int_equal(count(c, "SELECT count(*) FROM message WHERE account_id = 5 AND"
				  " title LIKE '有录入的合同待审核%'"),
	    1);
	deal_as(c, LIN);
	assert_int_equal(flow_apply(&c->t->act, &document_flow, id, "edit", &edit, &why),
	    JY_ECONFLICT);
	assert_int_equal(
	    deal_step(c, SCHOOL_CLERK, id, "approve", "", &why), JY_ECONFLICT);
	assert_int_equal(
	    deal_step(c, AUTHORITY_CLERK, id, "approve", "", &why), JY_ECONFLICT);
	assert_int_equal(deal_step(c, FACULTY_CLERK, id, "return", "", &why), JY_EINPUT);
	assert_int_equal(
	    deal_step(c, FACULTY_CLERK, id, "return", "缺少公章", &why), JY_OK);
	/* a returned one holds the place */
	deal_as(c, LIN);
	assert_int_equal(document_enter(&c->t->act, SIGNING_CONTRACT, &entry, &uid, &why),
	    JY_ECONFLICT);
	mine.position = STR("木工组长");
	assert_int_equal(
	    flow_apply(&c->t->act, &document_flow, id, "edit", &edit, &why), JY_OK);
	assert_int_equal(deal_step(c, LIN, id, "submit", "", &why), JY_OK);
	assert_int_equal(deal_step(c, FACULTY_CLERK, id, "approve", "", &why), JY_OK);
	deal_as(c, LIN);
	assert_int_equal(document_get(&c->t->act, id, &d), JY_OK);
	assert_str(d.state, "effective");
	assert_str(d.position, "木工组长");
	assert_str(d.number, "HT2026000001");
	assert_int_equal(flow_apply(&c->t->act, &document_flow, id, "edit", &edit, &why),
	    JY_ECONFLICT);
}

/* Her whole ID number stands in the text: she sees which office had it on a page. */
static void
test_looks(void **state)
{
	struct client *c = *state;
	int64_t id = deal_made(c, SIGNING_CONTRACT, true);
	struct document d;
	const char *path;

	deal_as(c, SCHOOL_CLERK);
	assert_int_equal(document_get(&c->t->act, id, &d), JY_OK);
	path = arena_printf(&c->t->arena, "/office/documents/" STR_FMT, STR_ARG(d.uid)).p;
	client_get(c, path);
	status_is(c, 200);
	sees(c, LIN_ID);
	assert_int_equal(count(c, "SELECT count(*) FROM data_look WHERE account_id = 8"
				  " AND what = '合同正文' AND viewer_role = 'school'"),
	    1);
	client_get(c, arena_printf(&c->t->arena, "/auth/documents/" STR_FMT "/evidence",
			  STR_ARG(d.uid))
			  .p);
	status_is(c, 200);
	assert_int_equal(count(c, "SELECT count(*) FROM data_look"), 2);
	for (size_t i = 0; i < 2; i++) { /* the parties have signed it */
		deal_as(c, i == 0 ? LIN : BOSS);
		client_get(c, arena_printf(&c->t->arena,
				  "/auth/documents/" STR_FMT "/text", STR_ARG(d.uid))
				  .p);
		status_is(c, 200);
	}
	assert_int_equal(count(c, "SELECT count(*) FROM data_look"), 2);
}

/* A school reviews for students without a faculty. */
static void
test_no_faculty(void **state)
{
	struct client *c = *state;
	const char *why;
	int64_t id = entered(c, AYGUL, SIGNING_AGREEMENT);

	assert_int_equal(deal_step(c, AYGUL, id, "submit", "", &why), JY_OK);
	assert_int_equal(
	    deal_step(c, FACULTY_CLERK, id, "approve", "", &why), JY_ENOTFOUND);
	assert_int_equal(
	    deal_step(c, OTHER_SCHOOL_CLERK, id, "approve", "", &why), JY_OK);
	deal_state_is(c, id, "effective");
}

static void
test_entry_faults(void **state)
{
	static const struct {
		const char *name, *employer, *credit_code, *says;
	} cases[] = {
		{ "a verified employer's name", "昆仑机械有限公司", "", "注册用户" },
		{ "its credit code", "昆仑机械", "000000000000000001", "注册用户" },
		{ "one that is not verified", "未认证公司", "000000000000000003", NULL },
	};
	struct client *c = *state;
	struct document_entry e = entry;
	const char *why;
	struct str uid;

	deal_as(c, LIN);
	for (size_t i = 0; i < FLOW_COUNT(cases); i++) {
		e.employer = str_of(cases[i].employer);
		e.credit_code = str_of(cases[i].credit_code);
		if ((document_enter(&c->t->act, SIGNING_CONTRACT, &e, &uid, &why) ==
			JY_OK) != (cases[i].says == NULL) ||
		    (cases[i].says != NULL && strstr(why, cases[i].says) == NULL))
			fail_msg("%s: %s", cases[i].name, why);
	}
	world_sql(
	    c->t->world, "UPDATE identity SET state = 'failed' WHERE account_id = 8;");
	assert_int_equal(document_enter(&c->t->act, SIGNING_CONTRACT, &entry, &uid, &why),
	    JY_ECONFLICT);
	assert_string_equal(why, "请先完成身份认证。");
}

static void
test_entry_slot(void **state)
{
	struct client *c = *state;
	const char *why;
	struct str uid;
	int64_t id = entered(c, LIN, SIGNING_CONTRACT), made;

	/* a draft holds nothing; once there is one signed, it cannot be handed in */
	made = deal_made(c, SIGNING_CONTRACT, false);
	assert_int_equal(deal_step(c, LIN, id, "submit", "", &why), JY_ECONFLICT);
	assert_int_equal(document_enter(&c->t->act, SIGNING_CONTRACT, &entry, &uid, &why),
	    JY_ECONFLICT);
	assert_int_equal(deal_step(c, LIN, made, "revoke", "", &why), JY_OK);
	assert_int_equal(deal_step(c, LIN, id, "submit", "", &why), JY_OK);
	assert_int_equal(deal_send(c, BOSS, SIGNING_CONTRACT, LIN, &uid, &why), JY_OK);
	assert_int_equal(deal_accept(c, LIN, uid, &made, &why), JY_ECONFLICT);
}

/* --- termination */

static void
test_terminate(void **state)
{
	static const struct {
		int64_t asks, answers;
	} sides[] = { { LIN, BOSS }, { BOSS, LIN } };
	struct client *c = *state;
	struct document d;
	const char *why;
	int64_t id = deal_made(c, SIGNING_CONTRACT, true), asks, answers;

	for (size_t i = 0; i < 2; i++) {
		asks = sides[i].asks;
		answers = sides[i].answers;
		assert_int_equal(
		    deal_step(c, asks, id, "terminate", "", &why), JY_EINPUT);
		assert_int_equal(
		    deal_step(c, asks, id, "terminate", "家里有事", &why), JY_OK);
		deal_state_is(c, id, "terminating");
		assert_int_equal(
		    deal_step(c, answers, id, "terminate", "也想", &why), JY_ECONFLICT);
		assert_non_null(strstr(why, "已先提出解除申请"));
		assert_int_equal(
		    deal_step(c, asks, id, "terminate", "再次", &why), JY_ECONFLICT);
		assert_int_equal(deal_step(c, asks, id, "agree", "", &why), JY_ECONFLICT);
		assert_int_equal(
		    deal_step(c, asks, id, "refuse", "我", &why), JY_ECONFLICT);
		assert_int_equal(
		    deal_step(c, answers, id, "withdraw", "", &why), JY_ECONFLICT);
		assert_int_equal(
		    deal_step(c, answers, id, "refuse", "", &why), JY_EINPUT);
		assert_int_equal(
		    deal_step(c, answers, id, "refuse", "还需要您", &why), JY_OK);
		deal_state_is(c, id, "effective");
	}
	assert_int_equal(deal_step(c, LIN, id, "terminate", "又想走", &why), JY_OK);
	assert_int_equal(deal_step(c, LIN, id, "withdraw", "", &why), JY_OK);
	assert_int_equal(deal_step(c, LIN, id, "terminate", "真的走", &why), JY_OK);
	assert_int_equal(deal_step(c, BOSS, id, "agree", "祝顺利", &why), JY_OK);
	deal_state_is(c, id, "awaiting_archive");
	assert_int_equal(deal_step(c, BOSS, id, "archive", "", &why), JY_EFORBIDDEN);
	assert_int_equal(deal_step(c, AUTHORITY_CLERK, id, "archive", "", &why), JY_OK);
	deal_as(c, LIN);
	assert_int_equal(document_get(&c->t->act, id, &d), JY_OK);
	assert_str(d.state, "terminated");
	assert_str(d.asked_by, "graduate");
	assert_str(d.asked_reason, "真的走");
	assert_str(d.answered_reason, "祝顺利");
	assert_int_equal(d.archived_at, WORLD_NOW);
	assert_true(document_shows_text(&c->t->act, &d));
	/* the refused requests stay in the history, and the graduate is free */
	assert_int_equal(
	    count(c, "SELECT count(*) FROM flow_event WHERE kind = 'document' AND"
		     " action = 'refuse'"),
	    2);
	deal_made(c, SIGNING_CONTRACT, false);
}

static void
test_not_from(void **state)
{
	static const struct {
		const char *state, *says;
	} cases[] = {
		{ "awaiting_archive", "等待存档" },
		{ "terminated", "已解除" },
		{ "revoked", "已撤销" },
		{ "review", "待主管部门审核" },
		{ "rejected", "审核不通过" },
	};
	struct client *c = *state;
	const char *why;
	int64_t id = deal_made(c, SIGNING_AGREEMENT, true);
	int64_t parties[] = { LIN, BOSS };

	for (size_t i = 0; i < FLOW_COUNT(cases); i++)
		for (size_t k = 0; k < 2; k++) {
			set_state(c, id, cases[i].state);
			assert_int_equal(
			    deal_step(c, parties[k], id, "terminate", "走", &why),
			    JY_ECONFLICT);
			if (strstr(why, cases[i].says) == NULL)
				fail_msg("%s: %s", cases[i].state, why);
			deal_state_is(c, id, cases[i].state);
		}
}

static void
test_entered_stays(void **state)
{
	struct client *c = *state;
	const char *why;
	int64_t id = entered(c, LIN, SIGNING_CONTRACT);

	assert_int_equal(deal_step(c, LIN, id, "submit", "", &why), JY_OK);
	assert_int_equal(deal_step(c, FACULTY_CLERK, id, "approve", "", &why), JY_OK);
	assert_int_equal(deal_step(c, LIN, id, "terminate", "走", &why), JY_ECONFLICT);
	assert_non_null(strstr(why, "系统生成"));
	deal_state_is(c, id, "effective");
}

static void
plan(struct client *c, int64_t clerk, const char *action)
{
	const struct flow_input in = { STR("方案已上报"), NULL };
	const char *why;
	int64_t id;

	deal_as(c, clerk);
	assert_int_equal(plan_open(&c->t->act, 2026, &id), JY_OK);
	assert_int_equal(
	    flow_apply(&c->t->act, &plan_flow, id, action, &in, &why), JY_OK);
}

static void
test_plan(void **state)
{
	struct client *c = *state;
	const char *why;
	int64_t id = deal_made(c, SIGNING_CONTRACT, true), none;
	int64_t parties[] = { LIN, BOSS };

	plan(c, OTHER_SCHOOL_CLERK, "lock"); /* another school's */
	assert_int_equal(deal_step(c, LIN, id, "terminate", "走", &why), JY_OK);
	plan(c, SCHOOL_CLERK, "lock");
	assert_int_equal(deal_step(c, BOSS, id, "agree", "", &why), JY_ECONFLICT);
	assert_non_null(strstr(why, "2026 年度就业方案已锁定"));
	assert_non_null(strstr(why, "方案已上报"));
	assert_int_equal(deal_step(c, BOSS, id, "refuse", "不", &why), JY_OK);
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(
		    deal_step(c, parties[i], id, "terminate", "走", &why), JY_ECONFLICT);
		assert_non_null(strstr(why, "就业方案已锁定"));
	}
	deal_as(c, FACULTY_CLERK);
	assert_int_equal(
	    flow_apply(&c->t->act, &plan_flow, 1, "unlock", NULL, &why), JY_ENOTFOUND);
	plan(c, SCHOOL_CLERK, "unlock");
	assert_int_equal(deal_step(c, LIN, id, "terminate", "走", &why), JY_OK);
	assert_int_equal(deal_step(c, BOSS, id, "agree", "", &why), JY_OK);
	deal_as(c, SCHOOL_CLERK);
	assert_int_equal(plan_open(&c->t->act, 1999, &none), JY_ENOTFOUND);
}

static void
test_revoke(void **state)
{
	struct client *c = *state;
	const char *why;
	int64_t id = deal_made(c, SIGNING_CONTRACT, false);

	assert_int_equal(deal_step(c, OTHER_BOSS, id, "revoke", "", &why), JY_ENOTFOUND);
	assert_int_equal(
	    deal_step(c, SCHOOL_CLERK, id, "revoke", "", &why), JY_EFORBIDDEN);
	assert_int_equal(deal_step(c, BOSS, id, "revoke", "", &why), JY_OK);
	deal_state_is(c, id, "revoked");
	assert_int_equal(
	    deal_step(c, AUTHORITY_CLERK, id, "approve", "", &why), JY_ECONFLICT);
	id = deal_made(c, SIGNING_CONTRACT, false);
	assert_int_equal(
	    deal_step(c, AUTHORITY_CLERK, id, "revoke", "", &why), JY_EINPUT);
	assert_int_equal(
	    deal_step(c, AUTHORITY_CLERK, id, "revoke", "材料虚假", &why), JY_OK);
	deal_state_is(c, id, "revoked");
}

/* In force, only the authority revokes; what was signed stays readable, and she is free. */
static void
test_revoke_in_force(void **state)
{
	struct client *c = *state;
	struct document d;
	const char *why;
	int64_t id;

	for (int asked = 0; asked < 2; asked++) {
		id = deal_made(c, SIGNING_CONTRACT, true);
		if (asked)
			assert_int_equal(
			    deal_step(c, LIN, id, "terminate", "走", &why), JY_OK);
		assert_int_equal(
		    deal_step(c, LIN, id, "revoke", "x", &why), JY_ECONFLICT);
		assert_int_equal(
		    deal_step(c, BOSS, id, "revoke", "x", &why), JY_ECONFLICT);
		assert_int_equal(
		    deal_step(c, AUTHORITY_CLERK, id, "revoke", "", &why), JY_EINPUT);
		assert_int_equal(
		    deal_step(c, AUTHORITY_CLERK, id, "revoke", "材料虚假", &why), JY_OK);
		deal_as(c, LIN);
		assert_int_equal(document_get(&c->t->act, id, &d), JY_OK);
		assert_str(d.state, "revoked");
		assert_true(document_shows_text(&c->t->act, &d));
		assert_false(document_prints(&d));
	}
	id = entered(c, LIN, SIGNING_CONTRACT);
	assert_int_equal(deal_step(c, LIN, id, "submit", "", &why), JY_OK);
	assert_int_equal(deal_step(c, FACULTY_CLERK, id, "approve", "", &why), JY_OK);
	assert_int_equal(
	    deal_step(c, AUTHORITY_CLERK, id, "revoke", "单位不存在", &why), JY_OK);
	deal_made(c, SIGNING_CONTRACT, true);
}

/* What no step does, the store refuses whoever asks. */
static const char *const forbidden[] = {
	"DELETE FROM invitation",
	"UPDATE invitation SET account_id = 9",
	"UPDATE invitation SET terms = '{}'",
	"UPDATE invitation SET letter = 'x'",
	"DELETE FROM document",
	"UPDATE document SET account_id = 9",
	"UPDATE document SET employer_id = 2",
	"UPDATE document SET employer = 'x'",
	"UPDATE document SET terms = '{}'",
	"UPDATE document SET number = 'HT2026000009'",
	"UPDATE document SET text_id = NULL",
	"UPDATE document SET accepted_method = 'sms'",
	"UPDATE document SET accepted_digest = zeroblob(32)",
	"UPDATE document SET signed_on = '2020-01-01'",
	"UPDATE document SET effective_at = 1",
};

static void
test_kept(void **state)
{
	struct client *c = *state;
	const char *why;
	int64_t id;

	deal_made(c, SIGNING_CONTRACT, true);
	for (size_t i = 0; i < FLOW_COUNT(forbidden); i++)
		if (db_exec(c->t->world->db, forbidden[i]) == JY_OK)
			fail_msg("%s", forbidden[i]);
	world_sql(c->t->world, "UPDATE document SET state = 'revoked'");
	id = entered(c, LIN, SIGNING_CONTRACT);
	assert_int_equal(deal_step(c, LIN, id, "submit", "", &why), JY_OK);
	assert_int_equal(deal_step(c, LIN, id, "revoke", "", &why), JY_OK);
	assert_int_not_equal(
	    db_exec(c->t->world->db, "DELETE FROM document WHERE invitation_id IS NULL"),
	    JY_OK);
}

#define D(label, fn) CASE_WITH(label, fn, deal_setup, deal_teardown)

int
main(void)
{
	const struct CMUnitTest cases[] = {
		D("5.1.i1 1.1.i3 5.1.i3 0.i1 a verified employer sends one invitation of "
		  "a kind "
		  "to a graduate at a time",
		    test_send),
		D("5.1.i1 a graduate is found by exact name and number only, counted and "
		  "recorded",
		    test_find),
		D("5.3.i1 an office that sees the text is noted for the graduate",
		    test_looks),
		D("5.1.i1 an employer that is not verified finds nobody",
		    test_find_unverified),
		D("5.1.r2 6.1.r2 5.1.i3 declining wants a reason and makes no document",
		    test_answer),
		D("5.1.r5 6.1.r5 5.1.i2 past its last day it is expired, before the "
		  "clock ran",
		    test_expired),
		D("5.1.i3 one that is past its time makes room", test_overdue_makes_room),
		D("5.1.i2 the graduate is reminded once", test_remind),
		D("5.1.i1 what was edited must be read again before it is accepted",
		    test_edited),
		D("5.1.f6 5.1.i5 5.1.q2 6.1.f6 deleting hides from her list only",
		    test_delete),
		D("5.1.r1 5.1.i4 5.3.r1 a contract has number and text from approval on",
		    test_contract_review),
		D("6.1.r1 6.1.r4 6.1.i1 6.3.r1 5.3.f3 an agreement has its number at "
		  "once; a "
		  "rejection frees",
		    test_agreement_review),
		D("5.3.i1 5.1.q3 0.i1 who sees a document", test_who_sees),
		D("5.1.q3 whose region says which authority reviews", test_region),
		D("5.1.r4 5.1.q1 the store refuses a second active one of a kind",
		    test_index),
		D("5.2.f1 5.2.f2 5.2.i1 5.2.i2 6.2.f1 6.2.i1 an entered contract goes to "
		  "the "
		  "faculty and back",
		    test_entered),
		D("5.2.i1 6.2.i1 without a faculty the school reviews", test_no_faculty),
		D("5.2.r1 6.2.r1 not for employers that are users", test_entry_faults),
		D("5.2.i2 5.1.r4 one place for signed and entered ones", test_entry_slot),
		D("5.4.r2 5.4.r4 5.4.r5 5.4.i1 5.4.i2 5.4.i4 5.4.i5 5.4.q1 termination, "
		  "both "
		  "directions",
		    test_terminate),
		D("5.4.r3 6.4.r3 no request from where it has ended", test_not_from),
		D("5.4.r1 6.4.r1 an entered one cannot be terminated online",
		    test_entered_stays),
		D("5.4.r6 5.4.i3 5.4.q2 not while the school's plan is locked",
		    test_plan),
		D("5.4.i5 5.1.i5 revoking before it is in force", test_revoke),
		D("5.4.i5 5.1.r4 6.4.i1 the authority revokes what is in force",
		    test_revoke_in_force),
		D("0.i3 5.3.f3 what was sent or signed is neither deleted nor altered",
		    test_kept),
	};

	return RUN(cases);
}
