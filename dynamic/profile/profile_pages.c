/*
 * profile_pages.c - 信息维护 (2.1). The region is chosen in two steps: words, then one of
 * what was found; so the form has two buttons and asks for what is needed only when it
 * is saved.
 */
#include <stdlib.h>

#include "clock.h"
#include "idcheck.h"
#include "profile/pages.h"
#include "profile/profile.h"
#include "region/pages.h"
#include "region/region.h"

#define OTHER_SCHOOL "0"

static const struct choice steps[] = {
	{ "save", "保存" },
	{ "search", "查找地区" },
	{ NULL, NULL },
};

/* clang-format off */
static const struct field profile_fields[] = {
	{ "name", "真实姓名", FIELD_NAME, 0, 0, F_NEEDED, "须与身份证一致", "name", NULL, NULL },
	{ "education", "学历层次", FIELD_CHOICE, 0, 0, F_NEEDED, NULL, NULL, NULL, "degree" },
	{ "school_id", "毕业院校", FIELD_DIGITS, 1, 18, F_HIDDEN | F_NEEDED, NULL, NULL, NULL, NULL },
	{ "school", "院校全称", FIELD_TEXT, 2, 100, F_HIDDEN, "不在列表中的院校（如内地高校）在此填写全称", NULL,
	  NULL, NULL },
	{ "faculty", "院系", FIELD_TEXT, 1, 100, F_NEEDED, NULL, NULL, NULL, NULL },
	{ "major", "专业", FIELD_TEXT, 1, 100, F_NEEDED, NULL, NULL, NULL, NULL },
	{ "year", "毕业年度", FIELD_NUMBER, 1950, 2100, F_NEEDED, "4 位年份，例如 2027", NULL, NULL, NULL },
	{ "region", "户籍所在地", FIELD_DIGITS, 4, 6, F_HIDDEN | F_NEEDED, NULL, NULL, NULL, NULL },
	{ "region_word", "地区名称", FIELD_TEXT, 0, 30, F_HIDDEN, NULL, NULL, NULL, NULL },
	{ "email", "电子邮箱", FIELD_EMAIL, 0, 0, 0, "用于接收办理结果通知", "email", NULL, NULL },
	{ "address", "通讯地址", FIELD_TEXT, 2, 100, 0, NULL, "address-line1", NULL, NULL },
	{ "step", "操作", FIELD_CHOICE, 0, 0, F_HIDDEN | F_REQUIRED, NULL, NULL, steps, NULL },
};
/* clang-format on */

SQL(SQL_PROFILE_SCHOOLS, "SELECT id, name FROM office WHERE kind = 'school'"
			 " AND in_region = 1 ORDER BY code");
SQL(SQL_PROFILE_SCHOOL_NAME, "SELECT name FROM office WHERE id = :id AND kind = 'school'"
			     " AND in_region = 1");

/* Parts that can be locked, by the names of their fields. */
static const struct {
	enum profile_part part;
	const char *field;
} parts[] = {
	{ PROFILE_NAME, "name" },
	{ PROFILE_EDUCATION, "education" },
	{ PROFILE_SCHOOL, "school_id" },
	{ PROFILE_FACULTY, "faculty" },
	{ PROFILE_MAJOR, "major" },
	{ PROFILE_YEAR, "year" },
	{ PROFILE_REGION, "region" },
};

/* --- what the template gets */

static enum jy_err
put_schools(struct request *rq, struct val *data)
{
	struct str chosen = form_get(&rq->form, "school_id"), id;
	struct val list = val_list(rq->act.arena), v;
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(rq->act.db, &st, SQL_PROFILE_SCHOOLS);
	bool row;

	if (err != JY_OK)
		return err;
	while ((err = db_step(st, &row)) == JY_OK && row) {
		id = arena_printf(rq->act.arena, "%lld", (long long)db_int(st, 0));
		v = val_map(rq->act.arena);
		val_set(&v, "id", val_str(id));
		val_set(&v, "name", val_str(arena_str(rq->act.arena, db_str(st, 1))));
		val_set(&v, "selected", val_bool(str_eq(id, chosen)));
		val_push(&list, v);
	}
	db_finish(st);
	val_set(data, "schools", list);
	val_set(data, "other_school", val_bool(str_is(chosen, OTHER_SCHOOL)));
	return err;
}

static struct str
masked(struct request *rq, void (*mask)(struct buf *, struct str), struct str value)
{
	struct buf b = BUF_INIT;
	struct str s;

	mask(&b, value);
	s = buf_ok(&b) ? arena_str(rq->act.arena, buf_view(&b)) : STR_NONE;
	buf_release(&b);
	return s;
}

/* The parts that follow from the ID number, and the number itself with its middle
 * hidden. */
static void
put_person(struct request *rq, struct val *data, const struct profile *p)
{
	struct id_number id;

	val_set(data, "id_no", val_str(masked(rq, mask_id, p->id_no)));
	val_set(data, "mobile", val_str(masked(rq, mask_mobile, p->mobile)));
	if (id_number_parse(p->id_no, clock_day_number(rq->act.now), &id) != ID_OK)
		return;
	val_set(data, "sex", val_text(id.female ? "女" : "男"));
	val_set(data, "born",
	    val_str(arena_printf(rq->act.arena, "%04d-%02d-%02d", id.born / 10000,
		id.born / 100 % 100, id.born % 100)));
}

static enum jy_err
put_locked(struct request *rq, struct val *data, const struct profile *p)
{
	struct val locked = val_map(rq->act.arena);
	struct region r = { STR_NONE, STR_NONE };
	enum jy_err err;

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if ((p->locked & parts[i].part) != 0)
			val_set(&locked, parts[i].field, val_bool(true));
	if (p->region.n > 0 && (err = region_get(&rq->act, p->region, &r)) != JY_OK &&
	    err != JY_ENOTFOUND)
		return err;
	val_set(data, "locked", locked);
	val_set(data, "some_locked", val_bool(p->locked != 0));
	val_set(data, "mark", val_text(p->mark));
	val_set(data, "school", val_str(p->school));
	val_set(data, "region_path", val_str(r.path));
	return JY_OK;
}

static enum jy_err
draw(struct request *rq, const struct profile *p)
{
	struct val data = val_map(rq->act.arena);
	enum jy_err err;

	if ((err = put_schools(rq, &data)) != JY_OK ||
	    (err = put_locked(rq, &data, p)) != JY_OK ||
	    (err = region_put(rq, &data, form_get(&rq->form, "region"),
		 form_get(&rq->form, "region_word"))) != JY_OK)
		return err;
	put_person(rq, &data, p);
	val_set(&data, "complete", val_bool(profile_is_complete(p)));
	return reply_page(rq, 200, "profile/page", "信息维护", data);
}

/* --- between the form and the profile */

static void
fill(struct request *rq, const struct profile *p)
{
	struct arena *a = rq->act.arena;
	const struct {
		const char *field;
		struct str value;
	} values[] = {
		{ "name", p->name },
		{ "education", p->education },
		{ "faculty", p->faculty },
		{ "major", p->major },
		{ "region", p->region },
		{ "email", p->email },
		{ "address", p->address },
		{ "year", p->year != 0 ? arena_printf(a, "%lld", (long long)p->year)
				       : STR_NONE },
		{ "school", p->in_region ? STR_NONE : p->school },
		{ "school_id", p->in_region
				   ? arena_printf(a, "%lld", (long long)p->school_id)
			       : p->school.n > 0 ? STR(OTHER_SCHOOL)
						 : STR_NONE },
	};

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		form_set(&rq->form, values[i].field, values[i].value);
}

/* Whatever was sent for a part that is locked, it is what it was. */
static void
fill_locked(struct request *rq, const struct profile *p)
{
	struct form sent = rq->form;
	struct form_value *v;

	if (form_empty(&rq->form, rq->act.arena, profile_fields,
		sizeof(profile_fields) / sizeof(profile_fields[0])) != JY_OK)
		return;
	fill(rq, p);
	for (size_t i = 0; i < rq->form.n; i++) {
		bool keep = false;

		v = &rq->form.values[i];
		for (size_t k = 0; k < sizeof(parts) / sizeof(parts[0]); k++)
			keep = keep || ((p->locked & parts[k].part) != 0 &&
					   strcmp(parts[k].field, v->field->name) == 0);
		if ((p->locked & PROFILE_SCHOOL) != 0 &&
		    strcmp(v->field->name, "school") == 0)
			keep = true;
		if (!keep)
			*v = sent.values[i];
	}
	rq->form.error = sent.error;
}

/* The school's name: of the one chosen, or as typed. */
static enum jy_err
take_school(struct request *rq, struct str *name)
{
	struct str id = form_get(&rq->form, "school_id");
	struct db_stmt *st = NULL;
	int64_t number = 0;
	enum jy_err err;

	*name = form_get(&rq->form, "school");
	if (str_is(id, OTHER_SCHOOL)) {
		if (name->n == 0)
			return form_fail(&rq->form, "school", "请填写院校全称。");
		return JY_OK;
	}
	if (!str_int(id, 1, INT64_MAX, &number))
		return JY_OK; /* form_need() says so */
	if ((err = db_prepare(rq->act.db, &st, SQL_PROFILE_SCHOOL_NAME)) != JY_OK)
		return err;
	db_bind_int(st, ":id", number);
	if ((err = db_one(st)) == JY_OK)
		*name = arena_str(rq->act.arena, db_str(st, 0));
	db_finish(st);
	if (err == JY_ENOTFOUND)
		return form_fail(&rq->form, "school_id", "请从列表中选择毕业院校。");
	return err;
}

static enum jy_err
take_region(struct request *rq)
{
	struct str code = form_get(&rq->form, "region");
	struct region r;
	enum jy_err err;

	if (code.n == 0 && form_get(&rq->form, "region_word").n > 0)
		return form_fail(
		    &rq->form, "region", "请从查到的地区中选择一个，再保存。");
	if (code.n == 0)
		return JY_OK;
	err = region_get(&rq->act, code, &r);
	if (err == JY_ENOTFOUND)
		return form_fail(&rq->form, "region", "没有这个地区，请重新查找。");
	return err;
}

static enum jy_err
take_year(struct request *rq, int64_t *year)
{
	*year = 0;
	(void)str_int(form_get(&rq->form, "year"), 1950, 2100, year);
	if (*year > clock_day_number(rq->act.now) / 10000 + 6)
		return form_fail(&rq->form, "year", "毕业年度太晚，请核对。");
	return JY_OK;
}

/* --- handlers */

static enum jy_err
profile_get(struct request *rq)
{
	struct profile p;
	enum jy_err err = profile_load(&rq->act, rq->act.who.account_id, &p);

	if (err != JY_OK)
		return err;
	fill(rq, &p);
	return draw(rq, &p);
}

/* What was typed, after a search or with errors. */
static enum jy_err
profile_again(struct request *rq)
{
	struct profile p;
	enum jy_err err = profile_load(&rq->act, rq->act.who.account_id, &p);

	if (err != JY_OK)
		return err;
	fill_locked(rq, &p);
	if (str_is(form_get(&rq->form, "step"), "save") &&
	    (err = form_need(&rq->form, &rq->act)) != JY_OK && err != JY_EINPUT)
		return err;
	return draw(rq, &p);
}

static enum jy_err
save(struct request *rq, const struct profile *now)
{
	struct profile p = { .in_region = now->in_region };
	enum jy_err err, more;

	fill_locked(rq, now);
	p.school = now->school;
	err = (now->locked & PROFILE_SCHOOL) != 0 ? JY_OK : take_school(rq, &p.school);
	if (err != JY_OK && err != JY_EINPUT)
		return err;
	if (((more = take_region(rq)) != JY_OK && more != JY_EINPUT) ||
	    ((more = take_year(rq, &p.year)) != JY_OK && more != JY_EINPUT))
		return more;
	if ((err = form_need(&rq->form, &rq->act)) != JY_OK)
		return err;
	p.name = form_get(&rq->form, "name");
	p.education = form_get(&rq->form, "education");
	p.faculty = form_get(&rq->form, "faculty");
	p.major = form_get(&rq->form, "major");
	p.region = form_get(&rq->form, "region");
	p.email = form_get(&rq->form, "email");
	p.address = form_get(&rq->form, "address");
	err = profile_save(&rq->act, &p);
	return err != JY_OK ? err : reply_redirect(rq, "/my/profile?done=saved");
}

static enum jy_err
profile_post(struct request *rq)
{
	struct profile now;
	enum jy_err err;

	if (str_is(form_get(&rq->form, "step"), "search"))
		return profile_again(rq);
	err = profile_load(&rq->act, rq->act.who.account_id, &now);
	return err != JY_OK ? err : save(rq, &now);
}

const struct route profile_routes[] = {
	{ METHOD_GET, "/my/profile", ROLE_GRADUATE, CSRF_NO, RATE_NONE,
	    FIELDS(profile_fields), profile_get, NULL, NULL },
	{ METHOD_POST, "/my/profile", ROLE_GRADUATE, CSRF_YES, RATE_FORM,
	    FIELDS(profile_fields), profile_post, profile_again, NULL },
	{ .path = NULL },
};
