/*
 * destination.c - see destination.h.
 */
#include "audit/audit.h"
#include "confirm/confirm.h"
#include "confirm/destination.h"

SQL(SQL_DESTINATION_LOAD,
    "SELECT unit, address, report_from, report_until, certificate_no,"
    " issued_on FROM destination WHERE student_id = :student");
SQL(SQL_DESTINATION_PUT,
    "INSERT INTO destination(student_id, unit, address, report_from, report_until,"
    " certificate_no, issued_on, updated_at) VALUES(:student, :unit, :address, :from,"
    " :until, :no, :issued, :now) ON CONFLICT(student_id) DO UPDATE SET unit ="
    " excluded.unit, address = excluded.address, report_from = excluded.report_from,"
    " report_until = excluded.report_until, certificate_no = excluded.certificate_no,"
    " issued_on = excluded.issued_on, updated_at = excluded.updated_at");
SQL(SQL_DESTINATION_KEPT,
    "SELECT 1 FROM student WHERE id = :student AND (:role = 'school'"
    " AND school_id = :office OR :role = 'faculty' AND faculty_id ="
    " :office)");

enum jy_err
destination_load(struct act *act, int64_t student_id, struct destination *out)
{
	struct arena *a = act->arena;
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_DESTINATION_LOAD);

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":student", student_id);
	if ((err = db_one(st)) == JY_OK)
		*out = (struct destination){
			.unit = arena_str(a, db_str(st, 0)),
			.address = arena_str(a, db_str(st, 1)),
			.report_from = arena_str(a, db_str(st, 2)),
			.report_until = arena_str(a, db_str(st, 3)),
			.certificate_no = arena_str(a, db_str(st, 4)),
			.issued_on = arena_str(a, db_str(st, 5)),
		};
	db_finish(st);
	return err;
}

static struct str
or_empty(struct str s)
{
	return s.p != NULL ? s : STR("");
}

static enum jy_err
write_row(struct act *act, int64_t student_id, const struct destination *d)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_DESTINATION_PUT);

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":student", student_id);
	db_bind_str(st, ":unit", d->unit);
	db_bind_str(st, ":address", or_empty(d->address));
	db_bind_str(st, ":from", or_empty(d->report_from));
	db_bind_str(st, ":until", or_empty(d->report_until));
	db_bind_str(st, ":no", or_empty(d->certificate_no));
	db_bind_str(st, ":issued", or_empty(d->issued_on));
	db_bind_int(st, ":now", act->now);
	err = db_run(st);
	db_finish(st);
	return err;
}

/* One line for each value that differs: 报到单位：甲 → 乙. */
static struct str
differences(struct arena *a, const struct destination *was, const struct destination *is)
{
	const struct {
		const char *label;
		struct str was, is;
	} all[] = {
		{ "报到单位", was->unit, is->unit },
		{ "单位地址", was->address, is->address },
		{ "报到开始日期", was->report_from, is->report_from },
		{ "报到截止日期", was->report_until, is->report_until },
		{ "报到证编号", was->certificate_no, is->certificate_no },
		{ "签发日期", was->issued_on, is->issued_on },
	};
	struct str text = STR("");

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (!str_eq(all[i].was, all[i].is))
			text = arena_printf(a, STR_FMT "\n%s：" STR_FMT " → " STR_FMT,
			    STR_ARG(text), all[i].label,
			    STR_ARG(all[i].was.n > 0 ? all[i].was : STR("无")),
			    STR_ARG(all[i].is.n > 0 ? all[i].is : STR("无")));
	return text;
}

enum jy_err
destination_put(
    struct act *act, int64_t student_id, const struct destination *d, bool *changed)
{
	struct destination was = { .unit = STR("") };
	struct str what;
	enum jy_err err = destination_load(act, student_id, &was);

	*changed = false;
	if (err != JY_OK && err != JY_ENOTFOUND)
		return err;
	if (d->report_from.n > 0 && d->report_until.n > 0 &&
	    str_cmp(d->report_from, d->report_until) > 0)
		return JY_EINPUT;
	what = differences(act->arena, &was, d);
	if (what.p == NULL)
		return JY_ENOMEM;
	if (what.n == 0)
		return JY_OK;
	*changed = true;
	if ((err = write_row(act, student_id, d)) != JY_OK)
		return err;
	return confirm_edited(act, student_id,
	    arena_printf(act->arena, "报到信息：" STR_FMT, STR_ARG(what)));
}

static enum jy_err
is_kept(struct act *act, int64_t student_id)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_DESTINATION_KEPT);

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":student", student_id);
	db_bind_text(st, ":role", role_name(act->who.role));
	db_bind_int(st, ":office", act->who.office_id);
	err = db_one(st);
	db_finish(st);
	return err;
}

enum jy_err
destination_save(struct act *act, int64_t student_id, const struct destination *d)
{
	bool changed = false, own;
	enum jy_err err;

	if ((err = db_join(act->db, &own)) != JY_OK)
		return err;
	if ((err = is_kept(act, student_id)) == JY_OK)
		err = destination_put(act, student_id, d, &changed);
	if (err == JY_OK && changed)
		err = audit_act(
		    act, "destination.save", "student", student_id, NULL, STR_NONE);
	return db_leave(act->db, own, err);
}
