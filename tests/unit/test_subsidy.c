/*
 * test_subsidy.c - 求职补贴 (7.3): who may apply and until when, every action in every state,
 * the three reviews, batches, what is masked. Through pages: test_subsidy_pages.c.
 */
#include "campus.h"

#include "subsidy/batch.h"

#define T(literal)                           \
	{                                    \
		literal, sizeof(literal) - 1 \
	}
#define CARD "6222020200000000006"
#define LEAVING "2027-06-30"
#define LEAVING_AT 1814284800 /* 2027-06-30 00:00 in Shanghai */

/* Of Lin's school; of another; the states of an application. */
enum {
	OF_FACULTY = 5,
	OF_SCHOOL = 4,
	OF_OTHER_SCHOOL = 6,
	OF_AUTHORITY = 1,
	OF_CASHIER = 10
};
static const char *const all_states[] = { "faculty_review", "school_review",
	"authority_review", "approved", "paid", "faculty_rejected", "school_rejected",
	"authority_rejected", "withdrawn", "deleted" };
#define NSTATES (sizeof(all_states) / sizeof(all_states[0]))

static const struct subsidy_form form = { .type = T("loan"),
	.card = T(CARD),
	.card2 = T(CARD),
	.bank = T("中国工商银行"),
	.holder = T("林晓"),
	.phone = T("13800000001") };

/* A verified graduate of the class that leaves in June. */
static void
verify(struct client *c, int64_t account, int64_t school, const char *id_no)
{
	struct world *w = c->t->world;
	int64_t id = campus_record(
	    c, school, school == TIANSHAN ? PHYSICS : 0, 2027, "林晓", id_no);

	world_sql(
	    w, arena_printf(&c->t->arena,
		   "UPDATE student SET account_id = %d, leaving_on = '" LEAVING
		   "' WHERE id ="
		   " %d; INSERT INTO identity(uid, account_id, state, method, student_id,"
		   " created_at, updated_at) VALUES('identity%d', %d, 'verified', "
		   "'roster', %d,"
		   " 1, 1)",
		   (int)account, (int)id, (int)account, (int)account, (int)id)
		   .p);
}

static int
setup(void **state)
{
	if (campus_setup(state) != 0)
		return -1;
	verify(*state, LIN, TIANSHAN, LIN_ID);
	campus_account(*state, ROLE_AUTHORITY, "caiwu", "郝平", AUTHORITY, "");
	campus_as(*state, LIN);
	return 0;
}

static enum jy_err
apply(struct client *c, struct str *uid, const char **why)
{
	enum jy_err err = db_begin(c->app.db);

	return err != JY_OK
		   ? err
		   : db_end(c->app.db, subsidy_create(&c->t->act, &form, uid, why));
}

static int64_t
applied(struct client *c)
{
	const char *why = "";
	struct str uid;

	assert_int_equal(apply(c, &uid, &why), JY_OK);
	return world_number(c->t->world, "SELECT max(id) FROM subsidy");
}

static struct str
state_of(struct client *c, int64_t id)
{
	struct db_stmt *st = NULL;
	struct str state;

	assert_int_equal(db_prepare_text(c->app.db, &st,
			     STR("SELECT state FROM subsidy WHERE id = :id")),
	    JY_OK);
	db_bind_int(st, ":id", id);
	assert_int_equal(db_one(st), JY_OK);
	state = arena_str(&c->t->arena, db_str(st, 0));
	db_finish(st);
	return state;
}

static enum jy_err
act_as(struct client *c, int64_t who, int64_t id, const char *action, const char *reason)
{
	const struct flow_input in = { str_of(reason), &form };
	const char *why = "";

	campus_as(c, who);
	return flow_apply(&c->t->act, &subsidy_flow, id, action, &in, &why);
}

/* --- who may apply */

static void
test_leaving(void **state)
{
	static const struct {
		int64_t at;
		enum jy_err err;
	} cases[] = {
		{ LEAVING_AT - 1, JY_OK },
		{ LEAVING_AT, JY_ECONFLICT },
		{ LEAVING_AT + 1, JY_ECONFLICT },
		{ LEAVING_AT + 86400, JY_ECONFLICT },
	};
	struct client *c = *state;
	const char *why = "";
	struct str uid;

	for (size_t i = 0; i < 4; i++) {
		world_sql(c->t->world, "DELETE FROM subsidy");
		c->t->act.now = cases[i].at;
		assert_int_equal(apply(c, &uid, &why), cases[i].err);
		if (cases[i].err != JY_OK)
			assert_non_null(strstr(why, "您的离校日期是 " LEAVING));
	}
}

static void
test_record(void **state)
{
	static const struct {
		const char *sql, *why;
	} cases[] = {
		{ "UPDATE student SET leaving_on = NULL", "离校日期" },
		{ "UPDATE student SET leaving_on = '" LEAVING "', faculty_id = NULL",
		    "没有您的院系" },
		{ "UPDATE student SET faculty_id = 5, school_id = 7", "新疆高校受理" },
		{ "UPDATE student SET school_id = 4, account_id = NULL", "新疆高校受理" },
		{ "UPDATE identity SET state = 'failed'", "身份认证" },
	};
	struct client *c = *state;
	const char *why = "";
	struct str uid;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		world_sql(c->t->world, cases[i].sql);
		assert_int_equal(apply(c, &uid, &why), JY_ECONFLICT);
		if (strstr(why, cases[i].why) == NULL)
			fail_msg("%s: %s", cases[i].sql, why);
	}
	assert_int_equal(world_number(c->t->world, "SELECT count(*) FROM subsidy"), 0);
}

/* Every graduate: no category is asked for beforehand. */
static void
test_any_type(void **state)
{
	struct client *c = *state;
	struct val rates;
	const char *why = "";
	struct str uid;

	assert_int_equal(subsidy_rates(&c->t->act, &rates), JY_OK);
	assert_true(val_len(&rates) >= 6);
	for (size_t i = 0; i < val_len(&rates); i++) {
		struct val one = val_at(&rates, i);
		struct subsidy_form f = form;

		world_sql(c->t->world, "DELETE FROM subsidy");
		f.type = val_get(&one, STR("type"))->s;
		assert_int_equal(db_begin(c->app.db), JY_OK);
		assert_int_equal(
		    db_end(c->app.db, subsidy_create(&c->t->act, &f, &uid, &why)), JY_OK);
	}
}

static void
test_one_open(void **state)
{
	/* which states leave room for another application of the year */
	static const char *const free_again[] = { "withdrawn", "deleted",
		"school_rejected", "authority_rejected" };
	struct client *c = *state;
	struct world *w = c->t->world;
	const char *why = "";
	struct str uid;

	for (size_t i = 0; i < NSTATES; i++) {
		bool expected = false;

		for (size_t k = 0; k < 4; k++)
			expected = expected || strcmp(free_again[k], all_states[i]) == 0;
		world_sql(w, "DROP TRIGGER IF EXISTS subsidy_final; DELETE FROM subsidy");
		applied(c);
		world_sql(
		    w, arena_printf(&c->t->arena,
			   "UPDATE subsidy SET state = '%s', card_sealed = CASE '%s' WHEN"
			   " 'deleted' THEN '' ELSE card_sealed END, paid_on = CASE '%s' "
			   "WHEN"
			   " 'paid' THEN '2027-01-01' END",
			   all_states[i], all_states[i], all_states[i])
			   .p);
		assert_int_equal(apply(c, &uid, &why), expected ? JY_OK : JY_ECONFLICT);
		if (!expected)
			assert_int_not_equal(
			    db_exec(c->app.db,
				"INSERT INTO subsidy(uid, account_id, student_id,"
				" school_id, faculty_id, year, type, bank, holder,"
				" card_sealed, phone_sealed, created_at, updated_at)"
				" SELECT 'x' || substr(uid, 2), account_id, student_id,"
				" school_id, faculty_id, year, type, bank, holder,"
				" card_sealed, phone_sealed, 1, 1 FROM subsidy"),
			    JY_OK);
	}
}

/* She closed the account that was paid, and registered again. */
static void
test_other_account(void **state)
{
	struct client *c = *state;
	const char *why = "";
	struct str uid;

	applied(c);
	world_sql(c->t->world,
	    "UPDATE subsidy SET state = 'paid', paid_on = '2027-01-02';"
	    " DELETE FROM identity WHERE account_id = 9;"
	    " UPDATE student SET account_id = 9 WHERE account_id = 8;"
	    " UPDATE identity SET account_id = 9 WHERE account_id = 8");
	campus_as(c, AYGUL);
	assert_int_equal(apply(c, &uid, &why), JY_ECONFLICT);
	assert_non_null(strstr(why, "不能重复申请"));
	assert_int_equal(
	    db_exec(c->app.db,
		"INSERT INTO subsidy(uid, account_id, student_id, school_id, faculty_id,"
		" year, type, bank, holder, card_sealed, phone_sealed, created_at,"
		" updated_at) SELECT 'oooooooooooooooooooooo', 9, student_id, school_id,"
		" faculty_id, year, type, bank, holder, card_sealed, phone_sealed, 1, 1"
		" FROM subsidy"),
	    JY_ECONFLICT);
}

/* What a page has read of an application may be over when it writes. */
static void
test_reviewed_meanwhile(void **state)
{
	struct client *c = *state;
	struct subsidy s;
	int64_t id = applied(c);
	int n;

	assert_int_equal(subsidy_own(&c->t->act, &s, 1, &n), JY_OK);
	world_sql(c->t->world,
	    "INSERT INTO file(id, uid, account_id, purpose, name, type, size, sha256,"
	    " created_at) VALUES(70, 'ffffffffffffffffffffff', 8, 'material', 'a.pdf',"
	    " 'application/pdf', 1, zeroblob(32), 1),"
	    " (71, 'gggggggggggggggggggggg', 8, 'material', 'b.pdf', 'application/pdf',"
	    " 1, zeroblob(32), 1)");
	assert_int_equal(subsidy_attach(&c->t->act, &s, 70), JY_OK);
	assert_int_equal(act_as(c, OF_FACULTY, id, "approve", ""), JY_OK);
	campus_as(c, LIN);
	assert_int_equal(subsidy_attach(&c->t->act, &s, 71), JY_ECONFLICT);
	assert_int_equal(
	    subsidy_detach(&c->t->act, &s, STR("ffffffffffffffffffffff")), JY_ECONFLICT);
	assert_int_equal(
	    world_number(c->t->world, "SELECT count(*) FROM subsidy_file"), 1);
}

/* --- every action in every state */

/* What becomes of an application; NULL: refused. By state, in the order of all_states. */
struct row {
	const char *label, *action;
	int64_t who;
	const char *to[NSTATES];
};

static void
put_in(struct client *c, int64_t id, const char *state)
{
	world_sql(c->t->world,
	    arena_printf(&c->t->arena,
		"UPDATE subsidy SET state = '%s', paid_on = CASE '%s' WHEN 'paid' THEN"
		" '2027-01-01' END, card_sealed = CASE '%s' WHEN 'deleted' THEN '' ELSE"
		" card_sealed END WHERE id = %d",
		state, state, state, (int)id)
		.p);
}

static void
walk(struct client *c, const struct row *r)
{
	for (size_t i = 0; i < NSTATES; i++) {
		enum jy_err err;
		int64_t id;

		campus_as(c, LIN);
		world_sql(c->t->world, "DROP TRIGGER IF EXISTS subsidy_final; DELETE FROM"
				       " subsidy");
		id = applied(c);
		put_in(c, id, all_states[i]);
		err = act_as(c, r->who, id, r->action, "原因");
		if ((err == JY_OK) != (r->to[i] != NULL))
			fail_msg("%s in %s: %d", r->action, all_states[i], (int)err);
		assert_str(state_of(c, id), r->to[i] != NULL ? r->to[i] : all_states[i]);
	}
}

static const struct row matrix[] = {
	{ "edit", "edit", LIN,
	    { "faculty_review", NULL, NULL, NULL, NULL, "faculty_review" } },
	{ "delete", "delete", LIN, { "deleted" } },
	{ "withdraw", "withdraw", LIN,
	    { "withdrawn", "withdrawn", "withdrawn", "withdrawn", NULL, "withdrawn",
		"withdrawn", "withdrawn" } },
	{ "faculty approves", "approve", OF_FACULTY, { "school_review" } },
	{ "faculty rejects", "reject", OF_FACULTY, { "faculty_rejected" } },
	{ "school approves", "approve", OF_SCHOOL, { NULL, "authority_review" } },
	{ "school rejects", "reject", OF_SCHOOL, { NULL, "school_rejected" } },
	{ "authority approves", "approve", OF_AUTHORITY, { NULL, NULL, "approved" } },
	{ "authority rejects", "reject", OF_AUTHORITY,
	    { NULL, NULL, "authority_rejected" } },
	{ "authority pays without a batch", "pay", OF_AUTHORITY, { NULL } },
	{ "authority withdraws", "withdraw", OF_AUTHORITY, { NULL } },
	{ "graduate approves", "approve", LIN, { NULL } },
	{ "graduate pays", "pay", LIN, { NULL } },
	{ "another graduate withdraws", "withdraw", AYGUL, { NULL } },
	{ "another school approves", "approve", OF_OTHER_SCHOOL, { NULL } },
	{ "a prefecture approves", "approve", URUMQI, { NULL } },
};

static void
test_matrix(void **state)
{
	for (size_t i = 0; i < sizeof(matrix) / sizeof(matrix[0]); i++)
		walk(*state, &matrix[i]);
}

static void
test_reasons(void **state)
{
	static const struct {
		const char *state;
		int64_t who;
	} cases[] = { { "faculty_review", OF_FACULTY }, { "school_review", OF_SCHOOL },
		{ "authority_review", OF_AUTHORITY } };
	struct client *c = *state;
	int64_t id = applied(c);

	for (size_t i = 0; i < 3; i++) {
		put_in(c, id, cases[i].state);
		assert_int_equal(act_as(c, cases[i].who, id, "reject", "  "), JY_EINPUT);
		assert_str(state_of(c, id), cases[i].state);
		assert_int_equal(
		    act_as(c, cases[i].who, id, "reject", "材料不全"), JY_OK);
		assert_int_equal(world_number(c->t->world,
				     "SELECT count(*) FROM subsidy WHERE reason ="
				     " '材料不全'"),
		    1);
	}
	assert_int_equal(
	    world_number(c->t->world,
		"SELECT count(*) FROM message WHERE account_id = 8 AND body LIKE"
		" '%材料不全%' AND title LIKE '%不通过'"),
	    3);
}

static void
test_edit_again(void **state)
{
	struct client *c = *state;
	int64_t id = applied(c);
	struct subsidy_form changed = form;
	struct flow_input in = { STR(""), &changed };
	const char *why = "";
	struct subsidy s;

	assert_int_equal(act_as(c, OF_FACULTY, id, "reject", "账号不是本人的"), JY_OK);
	campus_as(c, LIN);
	changed.card = changed.card2 = STR("");
	changed.phone = STR("");
	changed.bank = STR("新疆农村信用社");
	assert_int_equal(
	    flow_apply(&c->t->act, &subsidy_flow, id, "edit", &in, &why), JY_OK);
	assert_int_equal(subsidy_own(&c->t->act, &s, 1, &(int){ 0 }), JY_OK);
	assert_str(s.state, "faculty_review");
	assert_str(s.reason, "");
	assert_str(s.bank, "新疆农村信用社");
	assert_str(s.card, "***************0006");
	assert_int_equal(world_number(c->t->world,
			     "SELECT count(*) FROM message WHERE account_id = 5 AND title"
			     " LIKE '%重新提交%'"),
	    1);
	in.data = NULL;
	assert_int_equal(
	    flow_apply(&c->t->act, &subsidy_flow, id, "edit", &in, &why), JY_EINPUT);
}

/* A correction sends it in anew, which ends with the leaving date; what waits for its first
 * review is corrected still. */
static void
test_left_meanwhile(void **state)
{
	static const struct {
		const char *state;
		int64_t at;
		enum jy_err err;
	} cases[] = {
		{ "faculty_rejected", LEAVING_AT - 1, JY_OK },
		{ "faculty_rejected", LEAVING_AT, JY_ECONFLICT },
		{ "faculty_rejected", LEAVING_AT + 86400, JY_ECONFLICT },
		{ "faculty_review", LEAVING_AT + 86400, JY_OK },
	};
	struct client *c = *state;
	const struct flow_input in = { STR(""), &form };
	int64_t id = applied(c);
	const char *why = "";
	struct subsidy s;

	world_sql(c->t->world,
	    "INSERT INTO file(id, uid, account_id, purpose, name, type, size, sha256,"
	    " created_at) VALUES(70, 'ffffffffffffffffffffff', 8, 'material', 'a.pdf',"
	    " 'application/pdf', 1, zeroblob(32), 1)");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		put_in(c, id, cases[i].state);
		c->t->act.now = cases[i].at;
		assert_int_equal(subsidy_own(&c->t->act, &s, 1, &(int){ 0 }), JY_OK);
		assert_int_equal(
		    subsidy_is_editable(&c->t->act, &s), cases[i].err == JY_OK);
		if (cases[i].err != JY_OK)
			assert_int_equal(
			    subsidy_attach(&c->t->act, &s, 70), JY_ECONFLICT);
		assert_int_equal(
		    flow_apply(&c->t->act, &subsidy_flow, id, "edit", &in, &why),
		    cases[i].err);
		if (cases[i].err != JY_OK)
			assert_non_null(strstr(why, "您的离校日期是 " LEAVING));
	}
}

/* Where a form is wrong (7.3.f1): at the card, its repetition, the holder. */
static void
test_account(void **state)
{
	enum { CARD_1 = 1, CARD_2 = 2, HOLDER = 4, NEW = 8 /* right in an edit only */ };
	static const struct {
		const char *card, *card2, *holder;
		int wrong;
	} cases[] = {
		{ CARD, CARD, "林晓", 0 },
		{ "6222 0202 0000 0000 006", CARD, "林晓", 0 },
		{ CARD, "６２２２ 0202 0000 0000 006", " 林晓 ", 0 },
		{ CARD, "6222020200000000014", "林晓", CARD_2 },
		{ CARD, "", "林晓", CARD_2 },
		{ CARD, "6222020200000000014", "林晓晓", CARD_2 | HOLDER },
		{ "", CARD, "林晓", CARD_1 },
		{ "6222020200000000007", "6222020200000000007", "", CARD_1 | HOLDER },
		{ "622202020005", "622202020005", "林晓", CARD_1 },
		{ CARD, CARD, "阿依古丽", HOLDER },
		{ "", "", "林晓", NEW },
	};
	struct client *c = *state;
	struct subsidy_faults faults;
	struct subsidy_form f = form;
	struct flow_input in = { STR(""), &f };
	const char *why = NULL;
	struct str uid;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int wrong = cases[i].wrong & ~NEW;
		int64_t id;

		world_sql(c->t->world, "DELETE FROM subsidy");
		id = applied(c);
		f.card = str_of(cases[i].card);
		f.card2 = str_of(cases[i].card2);
		f.holder = str_of(cases[i].holder);
		assert_int_equal(subsidy_check(&c->t->act, &f, &faults), JY_OK);
		assert_int_equal((faults.card != NULL ? CARD_1 : 0) |
				     (faults.card2 != NULL ? CARD_2 : 0) |
				     (faults.holder != NULL ? HOLDER : 0),
		    wrong);
		assert_int_equal(
		    flow_apply(&c->t->act, &subsidy_flow, id, "edit", &in, NULL),
		    wrong == 0 ? JY_OK : JY_EINPUT);
		world_sql(c->t->world, "DELETE FROM subsidy");
		assert_int_equal(db_begin(c->app.db), JY_OK);
		assert_int_equal(
		    db_end(c->app.db, subsidy_create(&c->t->act, &f, &uid, &why)),
		    cases[i].wrong == 0 ? JY_OK : JY_EINPUT);
	}
}

/* --- what is sealed */

static void
test_sealed(void **state)
{
	struct client *c = *state;
	struct str whole;
	struct subsidy s;

	applied(c);
	assert_int_equal(world_number(c->t->world,
			     "SELECT count(*) FROM subsidy WHERE card_sealed LIKE"
			     " '%0006%' OR phone_sealed LIKE '%1380%'"),
	    0);
	assert_int_equal(subsidy_own(&c->t->act, &s, 1, &(int){ 0 }), JY_OK);
	assert_str(s.card, "***************0006");
	assert_str(s.phone, "138****0001");
	campus_as(c, OF_FACULTY);
	assert_int_equal(
	    subsidy_reveal(&c->t->act, &s, SUBSIDY_CARD, &whole), JY_EFORBIDDEN);
	assert_int_equal(subsidy_reveal(&c->t->act, &s, SUBSIDY_PHONE, &whole), JY_OK);
	assert_str(whole, "13800000001");
	campus_as(c, OF_SCHOOL);
	assert_int_equal(
	    subsidy_reveal(&c->t->act, &s, SUBSIDY_CARD, &whole), JY_EFORBIDDEN);
	assert_int_equal(world_number(c->t->world, "SELECT count(*) FROM data_look"), 1);
	campus_as(c, OF_AUTHORITY);
	assert_int_equal(subsidy_reveal(&c->t->act, &s, SUBSIDY_CARD, &whole), JY_OK);
	assert_str(whole, CARD);
	assert_int_equal(
	    world_number(c->t->world,
		"SELECT count(*) FROM data_look WHERE account_id = 8 AND what ="
		" '求职补贴银行账号' AND viewer = '自治区人社厅'"),
	    1);
	assert_int_equal(
	    world_number(c->t->world,
		"SELECT count(*) FROM audit_event WHERE act = 'subsidy.card'"),
	    1);
}

static void
test_deleted(void **state)
{
	struct client *c = *state;
	int64_t id = applied(c);
	struct subsidy s;
	int n;

	assert_int_equal(act_as(c, LIN, id, "delete", ""), JY_OK);
	assert_int_equal(world_number(c->t->world,
			     "SELECT count(*) FROM subsidy WHERE card_sealed = '' AND"
			     " phone_sealed = ''"),
	    1);
	assert_int_equal(subsidy_own(&c->t->act, &s, 1, &n), JY_OK);
	assert_int_equal(n, 0);
	assert_int_equal(act_as(c, OF_FACULTY, id, "approve", ""), JY_ENOTFOUND);
}

/* --- batches */

/* Another verified graduate with an approved application; gives its id. */
static int64_t
approved(struct client *c, int64_t account)
{
	int64_t id;

	campus_as(c, account);
	id = applied(c);
	assert_int_equal(act_as(c, OF_FACULTY, id, "approve", ""), JY_OK);
	assert_int_equal(act_as(c, OF_SCHOOL, id, "approve", ""), JY_OK);
	assert_int_equal(act_as(c, OF_AUTHORITY, id, "approve", ""), JY_OK);
	return id;
}

static void
two_in_a_batch(struct client *c, int64_t ids[2], struct batch *b)
{
	struct str uid;

	verify(c, AYGUL, TIANSHAN, AYGUL_ID);
	ids[0] = approved(c, LIN);
	ids[1] = approved(c, AYGUL);
	campus_as(c, OF_AUTHORITY);
	assert_int_equal(batch_make(&c->t->act, 0, &uid), JY_OK);
	assert_int_equal(batch_get(&c->t->act, uid, b), JY_OK);
}

static void
test_batch(void **state)
{
	struct client *c = *state;
	struct world *w = c->t->world;
	int64_t ids[2], count, amount;
	const char *why = "";
	struct batch b;
	struct str uid;

	two_in_a_batch(c, ids, &b);
	assert_str(b.name, "2026-001");
	assert_int_equal(b.count, 2);
	assert_int_equal(b.amount, 2000);
	/* the amounts are those of the day it was made */
	assert_int_equal(subsidy_set_rate(&c->t->act, STR("loan"), 1500), JY_OK);
	assert_int_equal(batch_waiting(&c->t->act, 0, &count, &amount), JY_OK);
	assert_int_equal(count, 0);
	assert_int_equal(batch_make(&c->t->act, 0, &uid), JY_ENOTFOUND);
	assert_int_equal(world_number(w, "SELECT count(*) FROM subsidy_batch"), 1);
	campus_as(c, OF_CASHIER);
	assert_int_equal(batch_pay(&c->t->act, &b, STR("2026-11-25"), &why), JY_EINPUT);
	assert_int_equal(batch_pay(&c->t->act, &b, STR("2026-11-23"), &why), JY_EINPUT);
	assert_int_equal(batch_pay(&c->t->act, &b, STR("2026-11-24"), &why), JY_OK);
	assert_str(state_of(c, ids[0]), "paid");
	assert_int_equal(world_number(w, "SELECT count(*) FROM subsidy WHERE state ="
					 " 'paid' AND paid_on = '2026-11-24'"),
	    2);
	assert_int_equal(world_number(w, "SELECT count(*) FROM message WHERE body LIKE"
					 " '已发放 1000 元到账号 ***************0006%'"),
	    2);
	assert_int_equal(
	    batch_pay(&c->t->act, &b, STR("2026-11-24"), &why), JY_ECONFLICT);
	assert_int_equal(act_as(c, LIN, ids[0], "withdraw", ""), JY_ECONFLICT);
}

static void
test_withdrawn_meanwhile(void **state)
{
	struct client *c = *state;
	struct world *w = c->t->world;
	struct batch_item *items;
	struct sheet sheet;
	int64_t ids[2];
	const char *why = "";
	struct batch b;
	size_t n;

	two_in_a_batch(c, ids, &b);
	assert_int_equal(act_as(c, AYGUL, ids[1], "withdraw", ""), JY_OK);
	campus_as(c, OF_AUTHORITY);
	assert_int_equal(batch_get(&c->t->act, b.uid, &b), JY_OK);
	assert_int_equal(b.count, 1);
	assert_int_equal(b.gone, 1);
	assert_int_equal(batch_export(&c->t->act, &b, &sheet), JY_OK);
	assert_int_equal(sheet.n, sheet.columns); /* one row */
	campus_as(c, OF_CASHIER);
	assert_int_equal(batch_pay(&c->t->act, &b, STR("2026-11-24"), &why), JY_OK);
	assert_str(state_of(c, ids[0]), "paid");
	assert_str(state_of(c, ids[1]), "withdrawn");
	assert_int_equal(batch_items(&c->t->act, b.id, &items, &n), JY_OK);
	assert_int_equal(n, 2);
	assert_str(items[1].outcome, "refused");
	assert_str(items[1].why, "已撤销");
	assert_false(items[1].is_due);
	/* not by the database either */
	assert_int_not_equal(db_exec(w->db, "UPDATE subsidy SET state = 'paid', paid_on ="
					    " '2026-11-24' WHERE state = 'withdrawn'"),
	    JY_OK);
	assert_int_not_equal(
	    db_exec(w->db, "UPDATE subsidy SET state = 'approved', paid_on = NULL WHERE"
			   " state = 'withdrawn'"),
	    JY_OK);
}

/* Who made it may not mark it paid, nor make the database say so. */
static void
test_four_eyes(void **state)
{
	static const char *const cheats[] = {
		"UPDATE subsidy_batch SET state = 'paid', paid_on = '2026-11-24'",
		"UPDATE subsidy_batch SET state = 'paid', paid_on = '2026-11-24', "
		"paid_by ="
		" account_id",
		"UPDATE subsidy_batch SET account_id = 10",
		"INSERT INTO subsidy_batch(uid, name, account_id, state, paid_on, "
		"paid_by,"
		" created_at, updated_at) VALUES('bbbbbbbbbbbbbbbbbbbbbb', 'x', 1, "
		"'paid',"
		" '2026-11-24', 10, 1, 1)",
	};
	struct client *c = *state;
	struct flow_preview pay;
	int64_t ids[2];
	const char *why = "";
	struct batch b;

	two_in_a_batch(c, ids, &b);
	assert_int_equal(
	    batch_pay(&c->t->act, &b, STR("2026-11-24"), &why), JY_ECONFLICT);
	assert_string_equal(why, "批次由您生成，须由另一位工作人员核对后标记已发放。");
	for (size_t i = 0; i < sizeof(cheats) / sizeof(cheats[0]); i++)
		assert_int_equal(db_exec(c->app.db, cheats[i]), JY_ECONFLICT);
	assert_str(state_of(c, ids[0]), "approved");
	campus_as(c, OF_CASHIER);
	assert_int_equal(
	    flow_preview(&c->t->act, &subsidy_batch_flow, b.id, "pay", &pay), JY_OK);
	assert_non_null(pay.to);
	assert_int_equal(batch_pay(&c->t->act, &b, STR("2026-11-24"), &why), JY_OK);
	assert_int_equal(batch_get(&c->t->act, b.uid, &b), JY_OK);
	assert_str(b.by, "顾明");
	assert_str(b.paid_by, "郝平");
}

static void
test_export(void **state)
{
	struct client *c = *state;
	struct world *w = c->t->world;
	struct sheet sheet;
	int64_t ids[2];
	struct batch b;

	two_in_a_batch(c, ids, &b);
	assert_int_equal(batch_export(&c->t->act, &b, &sheet), JY_OK);
	assert_int_equal(sheet.n, 2 * sheet.columns);
	assert_str(sheet.cells[sheet.columns - 1], CARD);
	assert_int_equal(world_number(w, "SELECT count(*) FROM data_look WHERE what LIKE"
					 " '求职补贴银行账号%'"),
	    2);
	assert_int_equal(world_number(w, "SELECT count(*) FROM audit_event WHERE act ="
					 " 'subsidy.export' AND object ="
					 " 'subsidy_batch:1'"),
	    1);
}

static void
test_cancel(void **state)
{
	const struct flow_input in = { STR("金额有误"), NULL };
	struct client *c = *state;
	int64_t ids[2], count, amount;
	const char *why = "";
	struct batch b;
	struct str uid;

	two_in_a_batch(c, ids, &b);
	assert_int_equal(
	    flow_apply(&c->t->act, &subsidy_batch_flow, b.id, "cancel", &in, &why),
	    JY_OK);
	campus_as(c, OF_CASHIER);
	assert_int_equal(
	    batch_pay(&c->t->act, &b, STR("2026-11-24"), &why), JY_ECONFLICT);
	assert_str(state_of(c, ids[0]), "approved");
	assert_int_equal(batch_waiting(&c->t->act, TIANSHAN, &count, &amount), JY_OK);
	assert_int_equal(count, 2);
	assert_int_equal(batch_make(&c->t->act, KUNLUN, &uid), JY_ENOTFOUND);
	assert_int_equal(batch_make(&c->t->act, TIANSHAN, &uid), JY_OK);
	campus_as(c, OF_SCHOOL);
	assert_int_equal(
	    flow_apply(&c->t->act, &subsidy_batch_flow, b.id, "pay", NULL, &why),
	    JY_ENOTFOUND);
}

int
main(void)
{
	static const struct CMUnitTest cases[] = {
		CASE_WITH(
		    "7.3.r2 7.3.i3 until the second before the leaving date begins in"
		    " the portal's zone",
		    test_leaving, setup, campus_teardown),
		CASE_WITH("7.3.r2 7.3.i3 no record, no faculty, no leaving date: refused,"
			  " with what to do",
		    test_record, setup, campus_teardown),
		CASE_WITH(
		    "7.3.r1 every type may apply", test_any_type, setup, campus_teardown),
		CASE_WITH("7.3.r2 7.3.r3 7.3.q1 what the faculty sent back is not sent in"
			  " anew from the leaving date on",
		    test_left_meanwhile, setup, campus_teardown),
		CASE_WITH("7.3.f1 the account number is typed twice alike, its holder is"
			  " who is verified",
		    test_account, setup, campus_teardown),
		CASE_WITH("7.3.q2 one open application a year, also by the database",
		    test_one_open, setup, campus_teardown),
		CASE_WITH("7.3.q2 nor with another account of the same person",
		    test_other_account, setup, campus_teardown),
		CASE_WITH(
		    "7.3.r3 papers are neither added nor removed once it was reviewed,"
		    " however late one began",
		    test_reviewed_meanwhile, setup, campus_teardown),
		CASE_WITH(
		    "7.3.r3 7.3.r4 7.3.r5 7.3.r6 7.3.i1 7.3.i2 every action in every"
		    " state, by whom it may be",
		    test_matrix, setup, campus_teardown),
		CASE_WITH(
		    "7.3.i1 7.3.i2 each refusal needs its reason, and she is told it",
		    test_reasons, setup, campus_teardown),
		CASE_WITH("7.3.q1 7.3.f1 an edit after the refusal comes to the faculty "
			  "anew",
		    test_edit_again, setup, campus_teardown),
		CASE_WITH(
		    "7.3.f1 the account is sealed, masked, whole for who pays, with a"
		    " look",
		    test_sealed, setup, campus_teardown),
		CASE_WITH("7.3.r4 a deleted application keeps no numbers and is nobody's",
		    test_deleted, setup, campus_teardown),
		CASE_WITH("7.3.i2 a batch keeps its amounts and is paid once, as a whole",
		    test_batch, setup, campus_teardown),
		CASE_WITH("7.3.i2 who made a batch does not mark it paid, nor does the"
			  " database",
		    test_four_eyes, setup, campus_teardown),
		CASE_WITH("7.3.r6 what was withdrawn from a prepared batch is refused and"
			  " named",
		    test_withdrawn_meanwhile, setup, campus_teardown),
		CASE_WITH("7.3.i2 the payment file has whole numbers, each noted",
		    test_export, setup, campus_teardown),
		CASE_WITH("7.3.i2 a cancelled batch frees what it held", test_cancel,
		    setup, campus_teardown),
	};

	return RUN(cases);
}
