/*
 * student.c - rows of the student records, and what offices do with one of them (see
 * student.h). Lists are student_list.c's, files import_students.c's.
 */
#include "audit/audit.h"
#include "confirm/confirm.h"
#include "look/look.h"
#include "message/message.h"
#include "profile/profile.h"
#include "sealed.h"
#include "student/student.h"
#include "student/student_scope.h"

#define UID_BYTES 16

SQL(SQL_STUDENT_INSERT,
    "INSERT INTO student(uid, school_id, faculty_id, year, student_no, name,"
    " id_no_sealed, id_no_index, education, major, leaving_on, region_code, created_at,"
    " updated_at) VALUES(:uid, :school, :faculty, :year, coalesce(:student_no, ''),"
    " :name, :sealed, :id_no, :education, coalesce(:major, ''), nullif(:leaving, ''),"
    " nullif(:region, ''), :now, :now)");
SQL(SQL_STUDENT_NOW,
    "SELECT uid, name, year, id_no_index, coalesce(account_id, 0) FROM student"
    " WHERE id = :id");
SQL(SQL_STUDENT_UPDATE,
    "UPDATE student SET faculty_id = coalesce(:faculty, faculty_id),"
    " year = coalesce(:year, year), student_no = coalesce(:student_no, student_no),"
    " name = coalesce(:name, name), id_no_sealed = coalesce(:sealed, id_no_sealed),"
    " id_no_index = coalesce(:id_no, id_no_index),"
    " education = coalesce(:education, education), major = coalesce(:major, major),"
    " leaving_on = nullif(coalesce(:leaving, leaving_on, ''), ''),"
    " region_code = nullif(coalesce(:region, region_code, ''), ''), updated_at = :now"
    " WHERE id = :id AND (coalesce(faculty_id, 0) <> coalesce(:faculty, faculty_id, 0)"
    " OR year <> coalesce(:year, year) OR student_no <> coalesce(:student_no, student_no)"
    " OR name <> coalesce(:name, name) OR id_no_index <> coalesce(:id_no, id_no_index)"
    " OR education <> coalesce(:education, education)"
    " OR major <> coalesce(:major, major)"
    " OR coalesce(leaving_on, '') <> coalesce(:leaving, leaving_on, '')"
    " OR coalesce(region_code, '') <> coalesce(:region, region_code, ''))");
SQL(SQL_STUDENT_FIND, "SELECT id FROM student WHERE school_id = :school"
		      " AND year = :year AND id_no_index = :id_no");
SQL(SQL_STUDENT_BY_ID, STUDENT_FIELDS " WHERE s.id = :id");
SQL(SQL_STUDENT_OF_SCHOOL, STUDENT_COLUMNS " AND s.school_id = :office");
SQL(SQL_STUDENT_OF_FACULTY, STUDENT_COLUMNS " AND s.faculty_id = :office");
SQL(SQL_STUDENT_OF_INLAND, STUDENT_COLUMNS " AND o.in_region = 0 AND :office <> 0");
SQL(SQL_STUDENT_KEPT, "SELECT in_region FROM office WHERE id = :id AND kind = 'school'");
SQL(SQL_STUDENT_DELETE, "DELETE FROM student WHERE id = :id AND account_id IS NULL");
SQL(SQL_STUDENT_COMPARED, "SELECT 1 FROM identity WHERE student_id = :id"
			  " AND state IN ('matched', 'verified')");
SQL(SQL_STUDENT_RELEASE, "UPDATE identity SET student_id = NULL WHERE student_id = :id");
SQL(SQL_STUDENT_WAITING,
    "SELECT a.id FROM account a LEFT JOIN identity i ON i.account_id = a.id"
    " WHERE a.id_no_index = :id_no AND coalesce(i.state, 'none') IN ('none', 'failed',"
    " 'matched')");

/* An ID number as it is stored. */
struct secret {
	struct buf sealed;
	uint8_t index[SHA256_SIZE];
	bool given;
};

static enum jy_err
secret_make(struct act *act, struct str uid, struct str id_no, struct secret *s)
{
	enum jy_err err;

	if (!(s->given = id_no.n > 0))
		return JY_OK;
	err = sealed_put(act->keys, SEALED_STUDENT_ID_NO, uid, id_no, &s->sealed);
	return err != JY_OK
		   ? err
		   : sealed_index(act->keys, SEALED_STUDENT_ID_NO, id_no, s->index);
}

static void
bind_number(struct db_stmt *st, const char *name, int64_t v)
{
	if (v != 0)
		db_bind_int(st, name, v);
	else
		db_bind_null(st, name);
}

static void
bind_text(struct db_stmt *st, const char *name, struct str v)
{
	if (v.p != NULL)
		db_bind_str(st, name, v);
	else
		db_bind_null(st, name);
}

/* What both statements have. */
static void
bind_data(struct act *act, struct db_stmt *st, const struct student_data *d,
    const struct secret *secret)
{
	bind_number(st, ":faculty", d->faculty_id);
	bind_number(st, ":year", d->year);
	bind_text(st, ":student_no", d->student_no);
	bind_text(st, ":name", d->name.n > 0 ? d->name : STR_NONE);
	bind_text(st, ":education", d->education.n > 0 ? d->education : STR_NONE);
	bind_text(st, ":major", d->major);
	bind_text(st, ":leaving", d->leaving_on);
	bind_text(st, ":region", d->region);
	db_bind_int(st, ":now", act->now);
	if (secret->given) {
		db_bind_str(st, ":sealed", buf_view(&secret->sealed));
		db_bind_blob(st, ":id_no", secret->index, sizeof(secret->index));
	} else {
		db_bind_null(st, ":sealed");
		db_bind_null(st, ":id_no");
	}
}

static enum jy_err
insert(struct act *act, const struct student_data *d, struct str uid, int64_t *id)
{
	struct secret secret = { .sealed = BUF_INIT };
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = secret_make(act, uid, d->id_no, &secret)) != JY_OK ||
	    (err = db_prepare(act->db, &st, SQL_STUDENT_INSERT)) != JY_OK)
		goto out;
	db_bind_str(st, ":uid", uid);
	db_bind_int(st, ":school", d->school_id);
	bind_data(act, st, d, &secret);
	if ((err = db_run(st)) == JY_OK)
		*id = db_last_id(act->db);
out:
	db_finish(st);
	buf_release(&secret.sealed);
	return err;
}

enum jy_err
student_insert(struct act *act, const struct student_data *d, int64_t *id)
{
	char uid[RANDOM_TEXT_SIZE(UID_BYTES)];
	enum jy_err err = random_text(uid, UID_BYTES);

	return err != JY_OK ? err : insert(act, d, str_of(uid), id);
}

/* A record before it changes. */
struct before {
	struct str uid;
	int64_t account_id;
	bool key_changes; /* name, year or ID number */
};

static enum jy_err
look(struct act *act, int64_t id, const struct student_data *d, struct before *b)
{
	uint8_t index[SHA256_SIZE];
	struct db_stmt *st = NULL;
	enum jy_err err = JY_OK;

	if (d->id_no.n > 0)
		err = sealed_index(act->keys, SEALED_STUDENT_ID_NO, d->id_no, index);
	if (err != JY_OK || (err = db_prepare(act->db, &st, SQL_STUDENT_NOW)) != JY_OK)
		return err;
	db_bind_int(st, ":id", id);
	if ((err = db_one(st)) == JY_OK) {
		b->uid = arena_str(act->arena, db_str(st, 0));
		b->account_id = db_int(st, 4);
		b->key_changes =
		    (d->name.n > 0 && !str_eq(d->name, db_str(st, 1))) ||
		    (d->year != 0 && d->year != db_int(st, 2)) ||
		    (d->id_no.n > 0 && !str_eq(STR_BYTES(index), db_blob(st, 3)));
	}
	db_finish(st);
	return err;
}

enum jy_err
student_update(struct act *act, int64_t id, const struct student_data *d, bool *changed,
    const char **why)
{
	struct secret secret = { .sealed = BUF_INIT };
	struct db_stmt *st = NULL;
	struct before b;
	enum jy_err err;

	*why = NULL;
	if ((err = look(act, id, d, &b)) != JY_OK)
		return err;
	if (b.account_id != 0 && b.key_changes) {
		*why = "该生已用此记录通过身份认证，姓名、身份证号和毕业年度不能再修改。";
		return JY_ECONFLICT;
	}
	if ((err = secret_make(act, b.uid, d->id_no, &secret)) != JY_OK ||
	    (err = db_prepare(act->db, &st, SQL_STUDENT_UPDATE)) != JY_OK)
		goto out;
	db_bind_int(st, ":id", id);
	bind_data(act, st, d, &secret);
	if ((err = db_run(st)) == JY_OK)
		*changed = db_changes(act->db) > 0;
out:
	db_finish(st);
	buf_release(&secret.sealed);
	if (err == JY_OK && *changed && b.account_id != 0)
		err = profile_take(act, b.account_id, id);
	if (err == JY_OK && *changed)
		err = confirm_edited(act, id, STR("基本信息：生源信息有更正"));
	return err;
}

enum jy_err
student_find(
    struct act *act, int64_t school_id, int64_t year, struct str id_no, int64_t *id)
{
	uint8_t index[SHA256_SIZE];
	struct db_stmt *st = NULL;
	enum jy_err err;

	*id = 0;
	if ((err = sealed_index(act->keys, SEALED_STUDENT_ID_NO, id_no, index)) !=
		JY_OK ||
	    (err = db_prepare(act->db, &st, SQL_STUDENT_FIND)) != JY_OK)
		return err;
	db_bind_int(st, ":school", school_id);
	db_bind_int(st, ":year", year);
	db_bind_blob(st, ":id_no", index, sizeof(index));
	if ((err = db_one(st)) == JY_OK)
		*id = db_int(st, 0);
	db_finish(st);
	return err == JY_ENOTFOUND ? JY_OK : err;
}

/* --- acts of an office */

static const char *
sql_of(const struct act *act)
{
	switch (act->who.role) {
	case ROLE_SCHOOL:
		return SQL_STUDENT_OF_SCHOOL;
	case ROLE_FACULTY:
		return SQL_STUDENT_OF_FACULTY;
	case ROLE_AUTHORITY:
		return SQL_STUDENT_OF_INLAND;
	default:
		return NULL;
	}
}

enum jy_err
student_get(struct act *act, struct str uid, struct student *out)
{
	const char *sql = sql_of(act);
	struct db_stmt *st = NULL;
	enum jy_err err;

	if (sql == NULL)
		return JY_EFORBIDDEN;
	if ((err = db_prepare(act->db, &st, sql)) != JY_OK)
		return err;
	db_bind_str(st, ":uid", uid);
	db_bind_int(st, ":office", act->who.office_id);
	if ((err = db_one(st)) == JY_OK)
		err = student_read(act, st, true, out);
	db_finish(st);
	return err;
}

enum jy_err
student_by_id(struct act *act, int64_t id, struct student *out)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_STUDENT_BY_ID);

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":id", id);
	if ((err = db_one(st)) == JY_OK)
		err = student_read(act, st, true, out);
	db_finish(st);
	return err;
}

/* May the acting office keep records of this school? */
static enum jy_err
keeps(struct act *act, int64_t school_id)
{
	struct db_stmt *st = NULL;
	bool inland = false;
	enum jy_err err;

	if (act->who.role == ROLE_SCHOOL)
		return school_id == act->who.office_id ? JY_OK : JY_EFORBIDDEN;
	if (act->who.role != ROLE_AUTHORITY)
		return JY_EFORBIDDEN;
	if ((err = db_prepare(act->db, &st, SQL_STUDENT_KEPT)) != JY_OK)
		return err;
	db_bind_int(st, ":id", school_id);
	if ((err = db_one(st)) == JY_OK)
		inland = db_int(st, 0) == 0;
	db_finish(st);
	return err == JY_ENOTFOUND || (err == JY_OK && !inland) ? JY_EFORBIDDEN : err;
}

enum jy_err
student_add(struct act *act, const struct student_data *d, struct str *uid)
{
	char text[RANDOM_TEXT_SIZE(UID_BYTES)];
	int64_t id;
	enum jy_err err;

	if ((err = keeps(act, d->school_id)) != JY_OK ||
	    (err = random_text(text, UID_BYTES)) != JY_OK ||
	    (err = db_begin(act->db)) != JY_OK)
		return err;
	if ((err = insert(act, d, str_of(text), &id)) == JY_OK)
		err = audit_act(act, "student.add", "student", id, NULL, STR_NONE);
	*uid = arena_str(act->arena, str_of(text));
	return db_end(act->db, err);
}

/* Tell the graduate with this ID number, if there is one who is not verified. */
static enum jy_err
tell_waiting(struct act *act, struct str id_no)
{
	uint8_t index[SHA256_SIZE];
	struct db_stmt *st = NULL;
	int64_t account = 0;
	enum jy_err err;

	if ((err = sealed_index(act->keys, SEALED_ACCOUNT_ID_NO, id_no, index)) !=
		JY_OK ||
	    (err = db_prepare(act->db, &st, SQL_STUDENT_WAITING)) != JY_OK)
		return err;
	db_bind_blob(st, ":id_no", index, sizeof(index));
	if ((err = db_one(st)) == JY_OK)
		account = db_int(st, 0);
	db_finish(st);
	if (account == 0)
		return err == JY_ENOTFOUND ? JY_OK : err;
	return message_put(act, account, STR("学校更新了您的生源信息"),
	    STR("您可以重新进行生源比对。"), STR("/my/identity"));
}

enum jy_err
student_correct(
    struct act *act, struct str uid, const struct student_data *d, const char **why)
{
	struct student s;
	bool changed = false;
	enum jy_err err;

	*why = NULL;
	if (act->who.role == ROLE_FACULTY)
		return JY_EFORBIDDEN;
	if ((err = db_begin(act->db)) != JY_OK)
		return err;
	if ((err = student_get(act, uid, &s)) == JY_OK)
		err = student_update(act, s.id, d, &changed, why);
	if (err == JY_OK && changed)
		err = audit_act(act, "student.correct", "student", s.id, NULL, STR_NONE);
	if (err == JY_OK && changed)
		err = tell_waiting(act, d->id_no.n > 0 ? d->id_no : s.id_no);
	return db_end(act->db, err);
}

/* JY_ECONFLICT if the identity check of anybody rests on the record; one that failed
 * against it lets go of it. */
static enum jy_err
release(struct act *act, int64_t id)
{
	struct db_stmt *st = NULL;
	bool compared = false;
	enum jy_err err;

	if ((err = db_prepare(act->db, &st, SQL_STUDENT_COMPARED)) != JY_OK)
		return err;
	db_bind_int(st, ":id", id);
	err = db_step(st, &compared);
	db_finish(st);
	if (err != JY_OK || compared)
		return err != JY_OK ? err : JY_ECONFLICT;
	if ((err = db_prepare(act->db, &st, SQL_STUDENT_RELEASE)) != JY_OK)
		return err;
	db_bind_int(st, ":id", id);
	err = db_run(st);
	db_finish(st);
	return err;
}

static enum jy_err
delete_row(struct act *act, int64_t id)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_STUDENT_DELETE);

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":id", id);
	if ((err = db_run(st)) == JY_OK && db_changes(act->db) == 0)
		err = JY_ECONFLICT;
	db_finish(st);
	return err;
}

enum jy_err
student_delete(struct act *act, struct str uid)
{
	struct student s;
	enum jy_err err;

	if (act->who.role == ROLE_FACULTY)
		return JY_EFORBIDDEN;
	if ((err = db_begin(act->db)) != JY_OK)
		return err;
	if ((err = student_get(act, uid, &s)) == JY_OK &&
	    (err = release(act, s.id)) == JY_OK && (err = delete_row(act, s.id)) == JY_OK)
		err = audit_act(act, "student.delete", "student", s.id, NULL, STR_NONE);
	return db_end(act->db, err);
}

enum jy_err
student_shown(struct act *act, const struct student *s)
{
	enum jy_err err = db_begin(act->db);

	if (err != JY_OK)
		return err;
	if (s->account_id != 0)
		err = look_put(act, s->account_id, STR("生源信息中的身份证号"));
	if (err == JY_OK)
		err =
		    audit_act(act, "student.id_number", "student", s->id, NULL, STR_NONE);
	return db_end(act->db, err);
}
