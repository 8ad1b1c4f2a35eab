/*
 * import_known.c - see import_known.h.
 */
#include "student/import_known.h"
#include "student/student.h"

SQL(SQL_STUDENT_KNOWN_NAME, "SELECT name FROM student WHERE id = :id");

static enum jy_err
check_name(struct import *im, struct import_row *row, int name, int64_t id)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(im->act->db, &st, SQL_STUDENT_KNOWN_NAME);

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":id", id);
	if ((err = db_one(st)) == JY_OK && !str_eq(db_str(st, 0), row->value[name].text))
		import_fault(im, row, name, "与生源信息中的姓名不一致");
	db_finish(st);
	return err;
}

enum jy_err
import_known_student(
    struct import *im, struct import_row *row, int year, int id_no, int name)
{
	const struct import_value *v = row->value;
	int64_t id;
	enum jy_err err = student_find(
	    im->act, im->act->who.office_id, v[year].number, v[id_no].text, &id);

	if (err != JY_OK)
		return err;
	row->key = arena_printf(im->act->arena, "%lld " STR_FMT,
	    (long long)v[year].number, STR_ARG(v[id_no].text));
	if (id != 0)
		return check_name(im, row, name, id);
	import_fault(im, row, id_no, "本校该年度的生源信息中没有这个身份证号");
	return JY_OK;
}
