/*
 * student_list.c - reading records: one row, and lists by filter in the scope of the
 * acting office.
 */
#include "idcheck.h"
#include "look/look.h"
#include "sealed.h"
#include "student/student_scope.h"

#define STUDENT_WHERE                                                            \
	" AND (:before = 0 OR s.id < :before) AND (:year = 0 OR s.year = :year)" \
	" AND (:school = 0 OR s.school_id = :school)"                            \
	" AND (:faculty = 0 OR s.faculty_id = :faculty)"                         \
	" AND (:name = '' OR instr(s.name, :name) > 0)"                          \
	" AND (:student_no = '' OR instr(s.student_no, :student_no) > 0)"
#define OF_SCHOOL " WHERE s.school_id = :office" STUDENT_WHERE
#define OF_FACULTY " WHERE s.faculty_id = :office" STUDENT_WHERE
#define INLAND " WHERE o.in_region = 0 AND :office <> 0" STUDENT_WHERE
#define NEWEST " ORDER BY s.id DESC LIMIT :limit"
#define PEOPLE(scope)                                                         \
	"SELECT DISTINCT s.account_id FROM student s JOIN office o ON o.id =" \
	" s.school_id" scope " AND s.account_id IS NOT NULL"

SQL(SQL_STUDENT_LIST_SCHOOL, STUDENT_FIELDS OF_SCHOOL NEWEST);
SQL(SQL_STUDENT_LIST_FACULTY, STUDENT_FIELDS OF_FACULTY NEWEST);
SQL(SQL_STUDENT_LIST_INLAND, STUDENT_FIELDS INLAND NEWEST);
LOOK_SQL(SQL_STUDENT_LOOK_SCHOOL, PEOPLE(OF_SCHOOL));
LOOK_SQL(SQL_STUDENT_LOOK_INLAND, PEOPLE(INLAND));

static const struct {
	enum role role;
	const char *list, *look; /* NULL: it takes no lists away */
} scopes[] = {
	{ ROLE_SCHOOL, SQL_STUDENT_LIST_SCHOOL, SQL_STUDENT_LOOK_SCHOOL },
	{ ROLE_FACULTY, SQL_STUDENT_LIST_FACULTY, NULL },
	{ ROLE_AUTHORITY, SQL_STUDENT_LIST_INLAND, SQL_STUDENT_LOOK_INLAND },
};

static enum jy_err
read_id_no(struct act *act, struct db_stmt *st, bool whole, struct student *s)
{
	struct buf masked = BUF_INIT;
	enum jy_err err;

	err = sealed_get(act->keys, act->arena, SEALED_STUDENT_ID_NO, s->uid,
	    db_str(st, 9), &s->id_no);
	if (err != JY_OK || whole)
		return err;
	mask_id(&masked, s->id_no);
	s->id_no = buf_ok(&masked) ? arena_str(act->arena, buf_view(&masked)) : STR_NONE;
	buf_release(&masked);
	return s->id_no.p == NULL ? JY_ENOMEM : JY_OK;
}

enum jy_err
student_read(struct act *act, struct db_stmt *st, bool whole, struct student *s)
{
	struct arena *a = act->arena;

	*s = (struct student){
		.id = db_int(st, 0),
		.uid = arena_str(a, db_str(st, 1)),
		.school_id = db_int(st, 2),
		.faculty_id = db_int(st, 3),
		.school = arena_str(a, db_str(st, 4)),
		.faculty = arena_str(a, db_str(st, 5)),
		.year = db_int(st, 6),
		.student_no = arena_str(a, db_str(st, 7)),
		.name = arena_str(a, db_str(st, 8)),
		.education = arena_str(a, db_str(st, 10)),
		.education_label = arena_str(a, db_str(st, 11)),
		.major = arena_str(a, db_str(st, 12)),
		.leaving_on = arena_str(a, db_str(st, 13)),
		.region = arena_str(a, db_str(st, 14)),
		.account_id = db_int(st, 15),
	};
	return s->uid.p == NULL ? JY_ENOMEM : read_id_no(act, st, whole, s);
}

/* The statement of the acting office's scope, with a filter. */
static enum jy_err
prepare(struct act *act, bool look, const struct student_filter *f, int64_t before,
    struct db_stmt **st)
{
	const char *sql = NULL;
	enum jy_err err;

	for (size_t i = 0; i < sizeof(scopes) / sizeof(scopes[0]); i++)
		if (scopes[i].role == act->who.role)
			sql = look ? scopes[i].look : scopes[i].list;
	if (sql == NULL)
		return JY_EFORBIDDEN;
	if ((err = db_prepare(act->db, st, sql)) != JY_OK)
		return err;
	db_bind_int(*st, ":office", act->who.office_id);
	db_bind_int(*st, ":before", before);
	db_bind_int(*st, ":year", f->year);
	db_bind_int(*st, ":school", f->school_id);
	db_bind_int(*st, ":faculty", f->faculty_id);
	db_bind_str(*st, ":name", f->name.p != NULL ? f->name : STR(""));
	db_bind_str(
	    *st, ":student_no", f->student_no.p != NULL ? f->student_no : STR(""));
	return JY_OK;
}

enum jy_err
student_each(struct act *act, const struct student_filter *f, int64_t before, int limit,
    bool whole, student_each_fn *each, void *arg)
{
	struct db_stmt *st = NULL;
	struct student s;
	enum jy_err err = prepare(act, false, f, before, &st);
	bool row;

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":limit", limit);
	while ((err = db_step(st, &row)) == JY_OK && row)
		if ((err = student_read(act, st, whole, &s)) != JY_OK || !each(arg, &s))
			break;
	db_finish(st);
	return err;
}

enum jy_err
student_shown_all(struct act *act, const struct student_filter *f)
{
	struct db_stmt *st = NULL;
	int64_t n;
	enum jy_err err = prepare(act, true, f, 0, &st);

	if (err != JY_OK)
		return err;
	err = look_each(act, st, STR("生源信息中的身份证号（导出）"), &n);
	db_finish(st);
	return err;
}
