/*
 * market.h - an actor (actor.h) in a small labour market: places, two verified
 * employers, one that is not, their jobs, two graduates with resumes. Use as fixture:
 * CASE_WITH("...", test, market_setup, market_teardown); *state is a struct actor whose
 * act is the graduate Zhang. The text index is up to date.
 */
#ifndef MARKET_H
#define MARKET_H

#include "actor.h"

#include "job/job_index.h"
#include "sealed.h"

enum { ZHANG = 1, LI = 2, BOSS = 3, OTHER_BOSS = 4 }; /* accounts */
enum { SCHOOL = 1, FACTORY = 2, NOT_VERIFIED = 3 };   /* employers */
enum { TEACHER = 1, WELDER, INTERN, REMOTE, CLOSING, DRAFT, OF_UNVERIFIED, EXPIRED };
enum { ZHANG_WHOLE = 1, ZHANG_PART, ZHANG_SECOND, LI_WHOLE }; /* resumes */

static inline void
market_jobs(struct world *w)
{
	world_sql(w,
	    "INSERT INTO region VALUES('65', '新疆维吾尔自治区', 1, NULL),"
	    "('6501', '乌鲁木齐市', 2, '65'), ('650102', '天山区', 3, '6501'),"
	    "('6531', '喀什地区', 2, '65'), ('653101', '喀什市', 3, '6531'),"
	    "('653101001', '恰萨街道', 4, '653101');"
	    "INSERT INTO employer(id, name, credit_code, kind, industry, state, "
	    "verified_at,"
	    " created_at, updated_at) VALUES"
	    "(1, '天山中学', '000000000000000001', 'institution', 'P', 'verified', 1, 1, "
	    "1),"
	    "(2, '昆仑机械有限公司', '000000000000000002', 'private', 'C', 'verified', "
	    "1, 1, 1),"
	    "(3, '未认证公司', '000000000000000003', 'private', 'C', 'pending', NULL, 1, "
	    "1);");
	/* closes at the end of 30 November in Shanghai, CLOSING a minute from now */
	world_sql(w,
	    "INSERT INTO job(id, employer_id, title, category, employment, region_code,"
	    " salary_min, salary_max, education, description, mailbox, state, closes_on,"
	    " closes_at, published_at, created_at, updated_at) VALUES"
	    "(1, 1, '高中数学教师', '教育', 'full_time', '650102', 6000, 8000, "
	    "'bachelor',"
	    " '教授高一数学', 'hr@school.example', 'published', '2026-11-30', 1796054400,"
	    " 1795000001, 1, 1),"
	    "(2, 2, '焊工', '生产', 'full_time', '653101', 5000, 9000, 'vocational',"
	    " '持证上岗', 'hr@factory.example', 'published', '2026-11-30', 1796054400,"
	    " 1795000002, 1, 1),"
	    "(3, 2, 'Java实习生', '技术', 'intern', '6531', 2000, 3000, 'college',"
	    " '参与软件开发', '', 'published', '2026-11-30', 1796054400, 1795000003, 1, "
	    "1),"
	    "(4, 2, '软件工程师', '技术', 'full_time', '653101001', 0, 0, 'any',"
	    " '远程办公', 'hr@factory.example', 'published', '2026-11-30', 1796054400,"
	    " 1795400000, 1, 1),"
	    "(5, 1, '代课教师', '教育', 'part_time', '6501', 3000, 4000, 'bachelor', '',"
	    " 'hr@school.example', 'published', '2026-11-23', 1795478460, 1795000004, 1, "
	    "1),"
	    "(6, 2, '草稿职位', '', 'full_time', '6501', 0, 0, 'any', '', '', 'draft',"
	    " '2026-11-30', 1796054400, NULL, 1, 1),"
	    "(7, 3, '未认证单位的职位', '', 'full_time', '6501', 0, 0, 'any', '', '',"
	    " 'published', '2026-11-30', 1796054400, 1795000005, 1, 1),"
	    "(8, 1, '过期职位', '', 'full_time', '6501', 0, 0, 'any', '', '', 'expired',"
	    " '2026-11-01', 1793548800, 1790000000, 1, 1);");
}

/* An account, its mobile number sealed as in the product. */
static inline void
market_account(
    struct world *w, int64_t id, const char *uid, const char *name, int64_t employer)
{
	static const char sql[] =
	    "INSERT INTO account(id, uid, role, login, name, id_no_sealed, id_no_index,"
	    " mobile_sealed, mobile_index, password, password_at, employer_id, "
	    "created_at)"
	    " VALUES(:id, :uid, iif(:employer = 0, 'graduate', 'employer'),"
	    " iif(:employer = 0, NULL, :uid), :name, iif(:employer = 0, 'sealed', NULL),"
	    " iif(:employer = 0, :blind, NULL), :mobile, :blind, 'x', 1,"
	    " nullif(:employer, 0), 1)";
	uint8_t blind[4] = { 9, 9, 9, (uint8_t)id };
	struct buf sealed = BUF_INIT;
	struct db_stmt *st = NULL;

	assert_int_equal(sealed_put(w->keys, SEALED_ACCOUNT_MOBILE, str_of(uid),
			     STR("13800138000"), &sealed),
	    JY_OK);
	assert_int_equal(db_prepare_text(w->db, &st, str_of(sql)), JY_OK);
	db_bind_int(st, ":id", id);
	db_bind_text(st, ":uid", uid);
	db_bind_text(st, ":name", name);
	db_bind_int(st, ":employer", employer);
	db_bind_blob(st, ":blind", blind, sizeof(blind));
	db_bind_str(st, ":mobile", buf_view(&sealed));
	assert_int_equal(db_run(st), JY_OK);
	db_finish(st);
	buf_release(&sealed);
}

#define RESUME_UID \
	"resume0000000000000000" /* of ZHANG_WHOLE; 1, 2, 3 at its end: others */

#define ZHANG_RESUME                                                             \
	"{\"basic\":[{\"school\":\"新疆大学\",\"education\":\"bachelor\"}]," \
	"\"evaluation\":[{\"text\":\"认真负责\"}]}"

static inline void
market_people(struct world *w)
{
	market_account(w, ZHANG, "zhang00000000000000000", "张三", 0);
	market_account(w, LI, "li00000000000000000000", "李四", 0);
	market_account(w, BOSS, "boss000000000000000000", "王校长", SCHOOL);
	market_account(w, OTHER_BOSS, "other00000000000000000", "赵经理", FACTORY);
	world_sql(w,
	    "INSERT INTO resume(id, uid, account_id, name, content, complete, created_at,"
	    " updated_at) VALUES"
	    "(1, 'resume0000000000000000', 1, '教师简历', '" ZHANG_RESUME "', 1, 1, "
	    "1),"
	    "(2, 'resume0000000000000001', 1, '未完成的简历', '{}', 0, 1, 1),"
	    "(3, 'resume0000000000000002', 1, '工程师简历', '{}', 1, 1, "
	    "2),"
	    "(4, 'resume0000000000000003', 2, '李四的简历', '{}', 1, 1, 1);");
}

static inline void
market_as(struct actor *t, enum role role, int64_t account, int64_t employer)
{
	t->act.who = (struct principal){ .role = role,
		.account_id = account,
		.employer_id = employer,
		.uid = STR("zhang00000000000000000"),
		.name = STR("张三") };
}

/* Make the index anew: newest publication first. */
static inline enum jy_err
market_rebuild(struct actor *t)
{
	enum jy_err err = db_begin(t->act.db);

	return err != JY_OK ? err : db_end(t->act.db, job_index_rebuild(t->act.db));
}

/* The text index follows what a test has changed. */
static inline enum jy_err
market_index(struct actor *t)
{
	enum jy_err err = db_begin(t->act.db);

	return err != JY_OK ? err : db_end(t->act.db, job_index_update(t->act.db));
}

static inline int
market_setup(void **state)
{
	struct actor *t;

	if (actor_setup(state) != 0)
		return -1;
	t = *state;
	market_jobs(t->world);
	market_people(t->world);
	market_as(t, ROLE_GRADUATE, ZHANG, 0);
	return market_rebuild(t) == JY_OK ? 0 : -1;
}

static inline int
market_teardown(void **state)
{
	return actor_teardown(state);
}

#endif
