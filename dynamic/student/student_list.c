/*
 * student_list.c - reading records: one row, and lists by filter in the scope of the
 * acting office.
 */
#include "idcheck.h"
#include "sealed.h"
#include "student/student_scope.h"

#define STUDENT_FILTER                                                           \
	" AND (:before = 0 OR s.id < :before) AND (:year = 0 OR s.year = :year)" \
	" AND (:school = 0 OR s.school_id = :school)"                            \
	" AND (:faculty = 0 OR s.faculty_id = :faculty)"                         \
	" AND (:name = '' OR instr(s.name, :name) > 0)"                          \
	" AND (:student_no = '' OR instr(s.student_no, :student_no) > 0)"        \
	" ORDER BY s.id DESC LIMIT :limit"

SQL(SQL_STUDENT_LIST_SCHOOL,
    STUDENT_FIELDS " WHERE s.school_id = :office" STUDENT_FILTER);
SQL(SQL_STUDENT_LIST_FACULTY,
    STUDENT_FIELDS " WHERE s.faculty_id = :office" STUDENT_FILTER);
SQL(SQL_STUDENT_LIST_INLAND,
    STUDENT_FIELDS " WHERE o.in_region = 0 AND :office <> 0" STUDENT_FILTER);

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

static const char *
sql_of(const struct act *act)
{
	switch (act->who.role) {
	case ROLE_SCHOOL:
		return SQL_STUDENT_LIST_SCHOOL;
	case ROLE_FACULTY:
		return SQL_STUDENT_LIST_FACULTY;
	case ROLE_AUTHORITY:
		return SQL_STUDENT_LIST_INLAND;
	default:
		return NULL;
	}
}

enum jy_err
student_each(struct act *act, const struct student_filter *f, int64_t before, int limit,
    bool whole, student_each_fn *each, void *arg)
{
	const char *sql = sql_of(act);
	struct db_stmt *st = NULL;
	struct student s;
	enum jy_err err;
	bool row;

	if (sql == NULL)
		return JY_EFORBIDDEN;
	if ((err = db_prepare(act->db, &st, sql)) != JY_OK)
		return err;
	db_bind_int(st, ":office", act->who.office_id);
	db_bind_int(st, ":before", before);
	db_bind_int(st, ":year", f->year);
	db_bind_int(st, ":school", f->school_id);
	db_bind_int(st, ":faculty", f->faculty_id);
	db_bind_str(st, ":name", f->name.p != NULL ? f->name : STR(""));
	db_bind_str(st, ":student_no", f->student_no.p != NULL ? f->student_no : STR(""));
	db_bind_int(st, ":limit", limit);
	while ((err = db_step(st, &row)) == JY_OK && row)
		if ((err = student_read(act, st, whole, &s)) != JY_OK || !each(arg, &s))
			break;
	db_finish(st);
	return err;
}
