/*
 * deal.h - a campus (campus.h) with employers that sign: two verified graduates of two
 * schools, two verified employers, one that is not. Use as fixture:
 * CASE_WITH("...", test, deal_setup, deal_teardown); *state is a struct client.
 */
#ifndef DEAL_H
#define DEAL_H

#include "campus.h"

#include "signing/document.h"
#include "signing/invitation.h"
#include "signing/parties.h"
#include "signing/plan.h"

enum { BOSS = 10, OTHER_BOSS = 11, PENDING_BOSS = 12 };  /* accounts */
enum { FACTORY = 1, COLLEGE = 2, PENDING_EMPLOYER = 3 }; /* employers */
enum {
	AUTHORITY_CLERK = 1,
	URUMQI_CLERK = 2,
	SCHOOL_CLERK = 4,
	FACULTY_CLERK = 5,
	OTHER_SCHOOL_CLERK = 6
}; /* accounts of campus.h */

#define DEAL_CONTRACT                                                                        \
	"{\"employer_address\":\"喀什市工业园区8号\",\"legal_person\":\"王强\","   \
	"\"term_kind\":\"fixed\",\"starts_on\":\"2026-12-01\",\"ends_on\":"                  \
	"\"2029-11-30\",\"probation\":\"3\",\"position\":\"设备工程师\",\"duties\":"    \
	"\"设备维护\",\"workplace\":\"喀什市\",\"hours\":\"standard\",\"rest\":"      \
	"\"法定节假日\",\"salary\":\"6000\",\"probation_salary\":\"5000\",\"pay_day\":" \
	"\"10\",\"insurance\":\"依法缴纳\",\"protection\":\"依法提供\"}"
#define DEAL_AGREEMENT                                                                               \
	"{\"employer_address\":\"喀什市工业园区8号\",\"legal_person\":\"王强\","           \
	"\"position\":\"设备工程师\",\"workplace\":\"喀什市\",\"starts_on\":"                \
	"\"2026-12-01\",\"service_years\":\"3\",\"probation\":\"0\",\"salary\":"                     \
	"\"6000\","                                                                                  \
	"\"insurance\":\"依法缴纳\",\"dossier_to\":\"喀什市人才服务中心\",\"penalty\":" \
	"\"0\"}"

static inline void
deal_account(struct client *c, const char *login, const char *name, const char *mobile,
    int64_t employer)
{
	struct account_new n = { .role = ROLE_EMPLOYER,
		.name = str_of(name),
		.login = str_of(login),
		.mobile = str_of(mobile),
		.password = "x",
		.employer_id = employer };
	int64_t id;

	assert_int_equal(db_begin(c->app.db), JY_OK);
	assert_int_equal(db_end(c->app.db, account_create(&c->t->act, &n, &id)), JY_OK);
}

static inline void
deal_people(struct client *c)
{
	world_sql(c->t->world,
	    "INSERT INTO employer(id, name, credit_code, region_code, state, verified_at,"
	    " created_at, updated_at) VALUES"
	    "(1, '昆仑机械有限公司', '000000000000000001', '6531', 'verified', 1, 1, 1),"
	    "(2, '天山职业学院', '000000000000000002', '6501', 'verified', 1, 1, 1),"
	    "(3, '未认证公司', '000000000000000003', '6501', 'pending', NULL, 1, 1);");
	deal_account(c, "000000000000000001", "王经理", "13800000011", FACTORY);
	deal_account(c, "000000000000000002", "赵老师", "13800000012", COLLEGE);
	deal_account(c, "000000000000000003", "钱主任", "13800000013", PENDING_EMPLOYER);
	campus_record(c, TIANSHAN, PHYSICS, 2026, "林晓", LIN_ID);
	campus_record(c, KUNLUN, 0, 2026, "阿依古丽", AYGUL_ID);
	campus_profile(c, LIN, "天山大学");
	campus_profile(c, AYGUL, "昆仑学院");
	world_sql(c->t->world,
	    "UPDATE student SET account_id = 8 WHERE id = 1;"
	    "UPDATE student SET account_id = 9 WHERE id = 2;"
	    "INSERT INTO identity(uid, account_id, state, method, student_id, year,"
	    " created_at, updated_at) VALUES"
	    "('identity-of-lin', 8, 'verified', 'roster', 1, 2026, 1, 1),"
	    "('identity-of-aygul', 9, 'verified', 'roster', 2, 2026, 1, 1);"
	    "INSERT INTO graduate_found VALUES(1, 8, 1), (1, 9, 1), (2, 8, 1), (2, 9, 1),"
	    " (3, 8, 1);");
}

static inline int
deal_setup(void **state)
{
	if (campus_setup(state) != 0)
		return -1;
	deal_people(*state);
	return 0;
}

#define deal_teardown campus_teardown

/* Somebody acts, and sits at the browser. */
static inline void
deal_as(struct client *c, int64_t account)
{
	campus_as(c, account);
	if (account >= BOSS)
		c->t->act.who.employer_id = account - BOSS + 1;
}

static inline struct str
deal_uid_of(struct client *c, int64_t account)
{
	struct str sql = arena_printf(
	    &c->t->arena, "SELECT uid FROM account WHERE id = %d", (int)account);
	struct db_stmt *st = NULL;
	struct str uid;

	assert_int_equal(db_prepare_text(c->app.db, &st, sql), JY_OK);
	assert_int_equal(db_one(st), JY_OK);
	uid = arena_str(&c->t->arena, db_str(st, 0));
	db_finish(st);
	return uid;
}

/* The offer of `boss` to a graduate, until the 28th. */
static inline enum jy_err
deal_send(struct client *c, int64_t boss, enum signing_kind kind, int64_t graduate,
    struct str *uid, const char **why)
{
	const struct invitation_offer offer = {
		.letter = STR("欢迎加入我们。"),
		.terms =
		    kind == SIGNING_CONTRACT ? STR(DEAL_CONTRACT) : STR(DEAL_AGREEMENT),
		.position = STR("设备工程师"),
		.expires_on = STR("2026-11-28"),
	};

	deal_as(c, boss);
	return invitation_send(
	    &c->t->act, kind, deal_uid_of(c, graduate), &offer, uid, why);
}

/* As hex, of the text that she is shown now. */
static inline struct str
deal_digest(struct client *c, struct str uid)
{
	struct invitation i;
	struct val terms;
	struct text text;

	assert_int_equal(invitation_find(&c->t->act, uid, &i), JY_OK);
	assert_int_equal(invitation_texts(&c->t->act, &i, &terms), JY_OK);
	assert_int_equal(
	    text_render(&c->t->act, signing_words[i.kind].name, &terms, &text), JY_OK);
	return text.digest;
}

static inline enum jy_err
deal_accept(struct client *c, int64_t graduate, struct str uid, int64_t *document,
    const char **why)
{
	struct invitation_acceptance how = { .method = "password" };
	enum jy_err err;

	deal_as(c, graduate);
	how.digest = deal_digest(c, uid);
	err = invitation_accept(&c->t->act, uid, &how, why);
	*document = how.document_id;
	return err;
}

/* A step of a document by somebody. */
static inline enum jy_err
deal_step(struct client *c, int64_t account, int64_t document, const char *action,
    const char *reason, const char **why)
{
	const struct flow_input in = { str_of(reason), NULL };

	deal_as(c, account);
	return flow_apply(&c->t->act, &document_flow, document, action, &in, why);
}

static inline void
deal_state_is(struct client *c, int64_t document, const char *state)
{
	struct str sql = arena_printf(&c->t->arena,
	    "SELECT count(*) FROM document WHERE id = %d AND state = '%s'", (int)document,
	    state);

	if (world_number(c->t->world, arena_cstr(&c->t->arena, sql)) != 1)
		fail_msg("document %d is not in %s", (int)document, state);
}

/* Lin's document with the factory, in `review`, or approved. */
static inline int64_t
deal_made(struct client *c, enum signing_kind kind, bool approved)
{
	const char *why;
	struct str uid;
	int64_t id;

	assert_int_equal(deal_send(c, BOSS, kind, LIN, &uid, &why), JY_OK);
	assert_int_equal(deal_accept(c, LIN, uid, &id, &why), JY_OK);
	if (approved)
		assert_int_equal(
		    deal_step(c, AUTHORITY_CLERK, id, "approve", "", &why), JY_OK);
	return id;
}

#endif
