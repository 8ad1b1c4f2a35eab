/*
 * profile.c - see profile.h. The page is profile_pages.c's.
 */
#include "audit/audit.h"
#include "profile/profile.h"
#include "sealed.h"

SQL(SQL_PROFILE_LOAD,
    "SELECT a.uid, a.name, a.id_no_sealed, a.mobile_sealed, p.education, p.school_id,"
    " coalesce(o.name, p.school, ''), coalesce(o.in_region, 0), p.faculty, p.major,"
    " p.year, p.region_code, p.email_sealed, p.address_sealed, i.state, i.method,"
    " s.faculty_id, s.major, s.region_code"
    " FROM account a LEFT JOIN profile p ON p.account_id = a.id"
    " LEFT JOIN office o ON o.id = p.school_id"
    " LEFT JOIN identity i ON i.account_id = a.id"
    " LEFT JOIN student s ON s.id = i.student_id"
    " WHERE a.id = :account AND a.role = 'graduate'");
SQL(SQL_PROFILE_PUT,
    "INSERT INTO profile(account_id, education, school_id, school, faculty, major, year,"
    " region_code, email_sealed, address_sealed, prompted_at, updated_at)"
    " VALUES(:account, :education, (SELECT id FROM office WHERE kind = 'school'"
    " AND name = :school ORDER BY id LIMIT 1), :school, :faculty, :major, :year, "
    ":region, :email, :address,"
    " :now, :now) ON CONFLICT(account_id) DO UPDATE SET education = excluded.education,"
    " school_id = excluded.school_id, school = excluded.school,"
    " faculty = excluded.faculty, major = excluded.major, year = excluded.year,"
    " region_code = excluded.region_code, email_sealed = excluded.email_sealed,"
    " address_sealed = excluded.address_sealed, updated_at = excluded.updated_at");
SQL(SQL_PROFILE_NAME,
    "UPDATE account SET name = :name WHERE id = :account AND name <> :name");
SQL(SQL_PROFILE_TAKE,
    "UPDATE profile SET (education, school_id, school, faculty, major, year,"
    " region_code, updated_at) = (SELECT s.education, s.school_id, o.name,"
    " coalesce(f.name, profile.faculty), coalesce(nullif(s.major, ''), profile.major),"
    " s.year, coalesce(s.region_code, profile.region_code), :now FROM student s"
    " JOIN office o ON o.id = s.school_id LEFT JOIN office f ON f.id = s.faculty_id"
    " WHERE s.id = :student) WHERE account_id = :account");
SQL(SQL_PROFILE_TAKE_NAME,
    "UPDATE account SET name = (SELECT name FROM student WHERE id = :student)"
    " WHERE id = :account");
SQL(SQL_PROFILE_PROMPTED,
    "INSERT INTO profile(account_id, prompted_at, updated_at) VALUES(:account, :now,"
    " :now) ON CONFLICT(account_id) DO UPDATE SET prompted_at = excluded.prompted_at"
    " WHERE profile.prompted_at IS NULL");

SQL(SQL_PROFILE_FIRST, "SELECT 1 FROM profile WHERE account_id = :account"
		       " AND prompted_at >= :since");

#define CHECKED (PROFILE_NAME | PROFILE_EDUCATION | PROFILE_SCHOOL | PROFILE_YEAR)

/* What is locked, by the identity check's state and what the record has. */
static void
read_locks(struct db_stmt *st, struct profile *p)
{
	struct str state = db_str(st, 14), method = db_str(st, 15);

	p->locked = 0;
	p->mark = NULL;
	if (str_is(state, "onsite")) {
		p->locked = CHECKED | PROFILE_FACULTY | PROFILE_MAJOR;
		p->mark = "现场审核中";
	} else if (str_is(state, "verified") && str_is(method, "onsite")) {
		p->locked = CHECKED | PROFILE_FACULTY | PROFILE_MAJOR;
		p->mark = "现场核验";
	} else if (str_is(state, "verified")) {
		p->locked = CHECKED | (db_type(st, 16) != DB_NULL ? PROFILE_FACULTY : 0) |
			    (db_str(st, 17).n > 0 ? PROFILE_MAJOR : 0) |
			    (db_type(st, 18) != DB_NULL ? PROFILE_REGION : 0);
		p->mark = "学校核验";
	}
}

/* A sealed column of the row, in clear; null gives the empty string. */
static enum jy_err
opened(struct act *act, struct db_stmt *st, int column, enum sealed_column what,
    struct str uid, struct str *out)
{
	*out = STR_NONE;
	if (db_type(st, column) == DB_NULL)
		return JY_OK;
	return sealed_get(act->keys, act->arena, what, uid, db_str(st, column), out);
}

static enum jy_err
read_row(struct act *act, struct db_stmt *st, struct profile *p)
{
	static const struct {
		int column;
		enum sealed_column what;
		size_t at;
	} sealed[] = {
		{ 2, SEALED_ACCOUNT_ID_NO, offsetof(struct profile, id_no) },
		{ 3, SEALED_ACCOUNT_MOBILE, offsetof(struct profile, mobile) },
		{ 12, SEALED_PROFILE_EMAIL, offsetof(struct profile, email) },
		{ 13, SEALED_PROFILE_ADDRESS, offsetof(struct profile, address) },
	};
	static const struct {
		int column;
		size_t at;
	} plain[] = {
		{ 0, offsetof(struct profile, uid) },
		{ 1, offsetof(struct profile, name) },
		{ 4, offsetof(struct profile, education) },
		{ 6, offsetof(struct profile, school) },
		{ 8, offsetof(struct profile, faculty) },
		{ 9, offsetof(struct profile, major) },
		{ 11, offsetof(struct profile, region) },
	};
	enum jy_err err = JY_OK;

	*p = (struct profile){ 0 };
	for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++)
		*(struct str *)((char *)p + plain[i].at) =
		    arena_str(act->arena, db_str(st, plain[i].column));
	p->school_id = db_int(st, 5);
	p->in_region = db_int(st, 7) != 0;
	p->year = db_int(st, 10);
	read_locks(st, p);
	for (size_t i = 0; i < sizeof(sealed) / sizeof(sealed[0]) && err == JY_OK; i++)
		err = opened(act, st, sealed[i].column, sealed[i].what, p->uid,
		    (struct str *)((char *)p + sealed[i].at));
	return err;
}

enum jy_err
profile_load(struct act *act, int64_t account_id, struct profile *out)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_PROFILE_LOAD);

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":account", account_id);
	if ((err = db_one(st)) == JY_OK)
		err = read_row(act, st, out);
	db_finish(st);
	return err;
}

bool
profile_is_complete(const struct profile *p)
{
	return p->name.n > 0 && p->education.n > 0 && p->school.n > 0 &&
	       p->faculty.n > 0 && p->major.n > 0 && p->year != 0 && p->region.n > 0;
}

/* What was checked stays as it is. */
static void
keep_locked(const struct profile *now, struct profile *p)
{
	static const struct {
		enum profile_part part;
		size_t at;
	} texts[] = {
		{ PROFILE_NAME, offsetof(struct profile, name) },
		{ PROFILE_EDUCATION, offsetof(struct profile, education) },
		{ PROFILE_SCHOOL, offsetof(struct profile, school) },
		{ PROFILE_FACULTY, offsetof(struct profile, faculty) },
		{ PROFILE_MAJOR, offsetof(struct profile, major) },
		{ PROFILE_REGION, offsetof(struct profile, region) },
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if ((now->locked & texts[i].part) != 0)
			*(struct str *)((char *)p + texts[i].at) =
			    *(const struct str *)((const char *)now + texts[i].at);
	if ((now->locked & PROFILE_YEAR) != 0)
		p->year = now->year;
}

static struct str
some(struct str s)
{
	return s.p != NULL ? s : STR("");
}

/* Seal a value that may be empty; bind null then. */
static enum jy_err
bind_sealed(struct act *act, struct db_stmt *st, const char *name,
    enum sealed_column column, struct str uid, struct str value, struct buf *sealed)
{
	enum jy_err err;

	if (value.n == 0) {
		db_bind_null(st, name);
		return JY_OK;
	}
	if ((err = sealed_put(act->keys, column, uid, value, sealed)) == JY_OK)
		db_bind_str(st, name, buf_view(sealed));
	return err;
}

static enum jy_err
put(struct act *act, const struct profile *p, struct str uid)
{
	struct buf email = BUF_INIT, address = BUF_INIT;
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_prepare(act->db, &st, SQL_PROFILE_PUT)) != JY_OK ||
	    (err = bind_sealed(act, st, ":email", SEALED_PROFILE_EMAIL, uid, p->email,
		 &email)) != JY_OK ||
	    (err = bind_sealed(act, st, ":address", SEALED_PROFILE_ADDRESS, uid,
		 p->address, &address)) != JY_OK)
		goto out;
	db_bind_int(st, ":account", act->who.account_id);
	db_bind_str(st, ":education", some(p->education));
	db_bind_str(st, ":school", some(p->school));
	db_bind_str(st, ":faculty", some(p->faculty));
	db_bind_str(st, ":major", some(p->major));
	if (p->year != 0)
		db_bind_int(st, ":year", p->year);
	else
		db_bind_null(st, ":year");
	if (p->region.n > 0)
		db_bind_str(st, ":region", p->region);
	else
		db_bind_null(st, ":region");
	db_bind_int(st, ":now", act->now);
	err = db_run(st);
out:
	db_finish(st);
	buf_release(&email);
	buf_release(&address);
	return err;
}

/* The name is the account's; a change of it is recorded by itself. */
static enum jy_err
put_name(struct act *act, struct str name)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_PROFILE_NAME);

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":account", act->who.account_id);
	db_bind_str(st, ":name", name);
	if ((err = db_run(st)) == JY_OK && db_changes(act->db) > 0)
		err = audit_act(
		    act, "account.name", "account", act->who.account_id, NULL, STR_NONE);
	db_finish(st);
	return err;
}

enum jy_err
profile_save(struct act *act, const struct profile *given)
{
	struct profile now, p = *given;
	bool own;
	enum jy_err err;

	if ((err = db_join(act->db, &own)) != JY_OK)
		return err;
	if ((err = profile_load(act, act->who.account_id, &now)) == JY_OK) {
		keep_locked(&now, &p);
		err = put(act, &p, now.uid);
	}
	if (err == JY_OK)
		err = put_name(act, p.name);
	if (err == JY_OK)
		err = audit_act(
		    act, "profile.save", "account", act->who.account_id, NULL, STR_NONE);
	return db_leave(act->db, own, err);
}

/* Run one of the statements that have :account and :student, or :now. */
static enum jy_err
run(struct act *act, const char *sql, int64_t account_id, int64_t student_id)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, sql);

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":account", account_id);
	if (sql != SQL_PROFILE_PROMPTED)
		db_bind_int(st, ":student", student_id);
	if (sql != SQL_PROFILE_TAKE_NAME)
		db_bind_int(st, ":now", act->now);
	err = db_run(st);
	db_finish(st);
	return err;
}

enum jy_err
profile_take(struct act *act, int64_t account_id, int64_t student_id)
{
	enum jy_err err;

	if ((err = run(act, SQL_PROFILE_TAKE, account_id, student_id)) != JY_OK)
		return err;
	return run(act, SQL_PROFILE_TAKE_NAME, account_id, student_id);
}

enum jy_err
profile_login(struct act *act, int64_t account_id)
{
	return run(act, SQL_PROFILE_PROMPTED, account_id, 0);
}

enum jy_err
profile_first(struct act *act, int64_t since, bool *first)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_PROFILE_FIRST);

	*first = false;
	if (err != JY_OK)
		return err;
	db_bind_int(st, ":account", act->who.account_id);
	db_bind_int(st, ":since", since);
	err = db_step(st, first);
	db_finish(st);
	return err;
}
