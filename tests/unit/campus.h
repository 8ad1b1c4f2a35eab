/*
 * campus.h - a client (client.h) among schools and their graduates: regions, offices
 * of every kind with an account each, two graduates without a profile. Use as fixture:
 * CASE_WITH("...", test, campus_setup, campus_teardown); *state is a struct client that
 * nobody is logged in at.
 */
#ifndef CAMPUS_H
#define CAMPUS_H

#include "client.h"

#include "account/create.h"
#include "crypto.h"
#include "profile/profile.h"
#include "sealed.h"
#include "student/student.h"

enum { AUTHORITY = 1, URUMQI, KASHGAR, TIANSHAN, PHYSICS, KUNLUN, XIAN }; /* offices */
/* Accounts: 1 to 7 are the offices' own; then the graduates. */
enum { LIN = 8, AYGUL = 9 };

#define LIN_ID "65010220030516001X"
#define AYGUL_ID "653101200309020029"

/* fontconfig keeps its caches until the process ends. */
const char *__lsan_default_suppressions(void);
const char *
__lsan_default_suppressions(void)
{
	return "leak:libfontconfig";
}

static inline void
campus_account(struct client *c, enum role role, const char *login, const char *name,
    int64_t office, const char *mobile)
{
	struct account_new n = { .role = role,
		.name = str_of(name),
		.login = role == ROLE_GRADUATE ? STR("") : str_of(login),
		.id_no = role == ROLE_GRADUATE ? str_of(login) : STR(""),
		.mobile = str_of(mobile),
		.password = "x",
		.office_id = office };
	int64_t id;

	assert_int_equal(db_begin(c->app.db), JY_OK);
	assert_int_equal(db_end(c->app.db, account_create(&c->t->act, &n, &id)), JY_OK);
}

static inline int
campus_setup(void **state)
{
	struct client *c;

	if (client_setup(state) != 0)
		return -1;
	c = *state;
	c->t->act.conf = &c->t->conf;
	world_sql(c->t->world,
	    "INSERT INTO region VALUES('65', '新疆维吾尔自治区', 1, NULL),"
	    "('61', '陕西省', 1, NULL), ('6101', '西安市', 2, '61'),"
	    "('610103', '碑林区', 3, '6101'), ('6501', '乌鲁木齐市', 2, '65'),"
	    "('650102', '天山区', 3, '6501'), ('6531', '喀什地区', 2, '65'),"
	    "('653101', '喀什市', 3, '6531'), ('653121', '疏附县', 3, '6531'),"
	    "('653122', '疏勒县', 3, '6531');"
	    "INSERT INTO office(id, kind, code, name, parent_id, region_code, in_region,"
	    " contact) VALUES(1, 'authority', 'authority', '自治区人社厅', NULL, '65', "
	    "1, ''),"
	    "(2, 'prefecture', '6501', '乌鲁木齐市人社局', NULL, '6501', 1, ''),"
	    "(3, 'prefecture', '6531', '喀什地区人社局', NULL, '6531', 1,"
	    " '喀什市解放北路1号，工作日10:00至18:00'),"
	    "(4, 'school', '99001', '天山大学', NULL, '6501', 1, '就业处 0991-1234567'),"
	    "(5, 'faculty', '99001-1', '物理学院', 4, NULL, 1, ''),"
	    "(6, 'school', '99002', '昆仑学院', NULL, '6531', 1, ''),"
	    "(7, 'school', '99101', '秦岭科技大学', NULL, '6101', 0, '');");
	campus_account(c, ROLE_AUTHORITY, "renshe", "顾明", 1, "");
	campus_account(c, ROLE_PREFECTURE, "wulumuqi", "周立", 2, "");
	campus_account(c, ROLE_PREFECTURE, "kashi", "艾力", 3, "");
	campus_account(c, ROLE_SCHOOL, "tianshan", "沈国", 4, "");
	campus_account(c, ROLE_FACULTY, "wuli", "何静", 5, "");
	campus_account(c, ROLE_SCHOOL, "kunlun", "罗燕", 6, "");
	campus_account(c, ROLE_ADMIN, "admin", "秦远", 0, "");
	campus_account(c, ROLE_GRADUATE, LIN_ID, "林晓", 0, "13800000001");
	campus_account(c, ROLE_GRADUATE, AYGUL_ID, "阿依古丽", 0, "13800000002");
	return 0;
}

#define campus_teardown client_teardown

/* Somebody sits down at the browser, logged in; and acts, for domain functions. */
static inline void
campus_as(struct client *c, int64_t account)
{
	struct str token = arena_printf(&c->t->arena, "%043d", (int)account);
	struct principal *who = &c->t->act.who;
	struct db_stmt *st = NULL;
	uint8_t hash[SHA256_SIZE];

	assert_int_equal(sha256(token, hash), JY_OK);
	assert_int_equal(db_prepare_text(c->app.db, &st,
			     STR("INSERT OR IGNORE INTO session(token_hash, account_id,"
				 " created_at, seen_at) VALUES(:hash, :id, :now, :now)")),
	    JY_OK);
	db_bind_blob(st, ":hash", hash, sizeof(hash));
	db_bind_int(st, ":id", account);
	db_bind_int(st, ":now", c->t->act.now);
	assert_int_equal(db_run(st), JY_OK);
	db_finish(st);
	snprintf(c->sid, sizeof(c->sid), STR_FMT, STR_ARG(token));
	assert_int_equal(db_prepare_text(c->app.db, &st,
			     STR("SELECT role, coalesce(office_id, 0), uid, name"
				 " FROM account WHERE id = :id")),
	    JY_OK);
	db_bind_int(st, ":id", account);
	assert_int_equal(db_one(st), JY_OK);
	*who = (struct principal){ .role = role_of(db_str(st, 0)),
		.account_id = account,
		.office_id = db_int(st, 1),
		.uid = arena_str(&c->t->arena, db_str(st, 2)),
		.name = arena_str(&c->t->arena, db_str(st, 3)) };
	db_finish(st);
}

/* The page without its frame, for messages. */
static inline struct str
campus_main(struct client *c)
{
	const char *at = memmem(c->body.p, c->body.n, "<main", 5);

	return at == NULL ? c->body
			  : (struct str){ at, c->body.n - (size_t)(at - c->body.p) };
}

static inline void
status_is(struct client *c, int want)
{
	if (c->status != want)
		fail_msg("status %d, wanted %d: " STR_FMT, c->status, want,
		    STR_ARG(campus_main(c)));
}

static inline void
sees(struct client *c, const char *text)
{
	if (!client_sees(c, text))
		fail_msg("no \"%s\" in " STR_FMT, text, STR_ARG(campus_main(c)));
}

static inline void
sees_not(struct client *c, const char *text)
{
	if (client_sees(c, text))
		fail_msg("\"%s\" in " STR_FMT, text, STR_ARG(campus_main(c)));
}

/* A record of a school, by nobody in particular. */
static inline int64_t
campus_record(struct client *c, int64_t school, int64_t faculty, int64_t year,
    const char *name, const char *id_no)
{
	struct student_data d = { .school_id = school,
		.faculty_id = faculty,
		.year = year,
		.name = str_of(name),
		.id_no = str_of(id_no),
		.education = STR("bachelor"),
		.major = STR("应用物理"),
		.student_no = STR("20220001"),
		.region = STR("653122") };
	int64_t id;

	assert_int_equal(db_begin(c->app.db), JY_OK);
	assert_int_equal(db_end(c->app.db, student_insert(&c->t->act, &d, &id)), JY_OK);
	return id;
}

/* A complete profile. */
static inline void
campus_profile(struct client *c, int64_t account, const char *school)
{
	struct profile p = { .name = account == LIN ? STR("林晓") : STR("阿依古丽"),
		.education = STR("bachelor"),
		.school = str_of(school),
		.faculty = STR("物理学院"),
		.major = STR("物理学"),
		.year = 2026,
		.region = STR("653121") };

	campus_as(c, account);
	assert_int_equal(profile_save(&c->t->act, &p), JY_OK);
}

#endif
