/*
 * identity_pages.c - 身份认证 of graduates: one page that shows the way that fits the
 * school and the state, and 生源信息, the record that is to be confirmed.
 */
#include "clock.h"
#include "http/view.h"
#include "idcheck.h"
#include "identity/identity.h"
#include "identity/pages.h"
#include "region/region.h"
#include "student/student.h"

static const struct field match_fields[] = {
	{ "year", "毕业年度", FIELD_NUMBER, 1950, 2100, F_REQUIRED, "4 位年份，例如 2027",
	    NULL, NULL, NULL },
};
static const struct field apply_fields[] = {
	{ "prefecture", "审核地州", FIELD_DIGITS, 1, 18, F_REQUIRED, NULL, NULL, NULL,
	    NULL },
};

SQL(SQL_IDENTITY_PREFECTURES,
    "SELECT id, name, contact, region_code FROM office WHERE kind = 'prefecture'"
    " ORDER BY code");
SQL(SQL_IDENTITY_SCHOOL_CONTACT, "SELECT name, contact FROM office WHERE id = :id");

static const struct {
	const char *method, *label;
} methods[] = {
	{ "roster", "生源比对" },
	{ "system", "系统审核" },
	{ "onsite", "现场审核" },
};

/* --- what the page shows */

static void
put_text(struct val *v, const char *key, struct str s)
{
	if (s.n > 0)
		val_set(v, key, val_str(s));
}

/* A failure's reasons, one a line, as a list. */
static struct val
lines(struct arena *a, struct str text)
{
	struct val list = val_list(a);
	struct str line;

	while (str_split(&text, '\n', &line))
		if (line.n > 0)
			val_push(&list, val_str(line));
	return list;
}

static enum jy_err
put_state(struct request *rq, struct val *data, const struct identity *i)
{
	const struct flow_state *s = flow_state(&identity_flow, i->state);
	struct val state = val_map(rq->act.arena), history;
	char at[17];
	enum jy_err err = JY_OK;

	val_set(&state, "label", val_text(s->label));
	val_set(&state, "tone", val_text(s->tone));
	val_set_str(
	    &state, arena_printf(rq->act.arena, "is_%s", s->name), val_bool(true));
	for (size_t k = 0; k < sizeof(methods) / sizeof(methods[0]); k++)
		if (str_is(i->method, methods[k].method))
			val_set(&state, "method", val_text(methods[k].label));
	clock_minute(i->updated_at, at);
	val_set(&state, "at", val_text(arena_strdup(rq->act.arena, at)));
	val_set(&state, "reasons", lines(rq->act.arena, i->reason));
	put_text(&state, "prefecture", i->prefecture);
	put_text(&state, "contact", i->prefecture_contact);
	val_set(data, "state", state);
	if (i->id != 0) {
		err = flow_history(&rq->act, &identity_flow, i->id, &history);
		val_set(data, "history", history);
		val_set(data, "has_history", val_bool(val_len(&history) > 0));
	}
	return err;
}

static enum jy_err
put_school(struct request *rq, struct val *data, const struct profile *p)
{
	struct val v = val_map(rq->act.arena);
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(rq->act.db, &st, SQL_IDENTITY_SCHOOL_CONTACT);

	if (err != JY_OK)
		return err;
	val_set(&v, "name", val_str(p->school));
	db_bind_int(st, ":id", p->school_id);
	if ((err = db_one(st)) == JY_OK)
		put_text(&v, "contact", arena_str(rq->act.arena, db_str(st, 1)));
	db_finish(st);
	val_set(data, "school", v);
	return err == JY_ENOTFOUND ? JY_OK : err;
}

/* The prefectures that review; that of the household is chosen first. */
static enum jy_err
put_prefectures(struct request *rq, struct val *data, const struct profile *p)
{
	struct val list = val_list(rq->act.arena), v;
	struct arena *a = rq->act.arena;
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(rq->act.db, &st, SQL_IDENTITY_PREFECTURES);
	struct str chosen, id;
	bool row;

	if (err != JY_OK)
		return err;
	chosen =
	    rq->form.fields == apply_fields ? form_get(&rq->form, "prefecture") : STR("");
	while ((err = db_step(st, &row)) == JY_OK && row) {
		id = arena_printf(a, "%lld", (long long)db_int(st, 0));
		v = val_map(a);
		val_set(&v, "id", val_str(id));
		val_set(&v, "name", val_str(arena_str(a, db_str(st, 1))));
		put_text(&v, "contact", arena_str(a, db_str(st, 2)));
		val_set(&v, "selected",
		    val_bool(chosen.n > 0
				 ? str_eq(id, chosen)
				 : db_str(st, 3).n > 0 &&
				       str_eq((struct str){ p->region.p,
						  p->region.n < 4 ? p->region.n : 4 },
					   db_str(st, 3))));
		val_push(&list, v);
	}
	db_finish(st);
	val_set(data, "prefectures", list);
	return err;
}

static void
put_tokens(struct request *rq, struct val *data)
{
	static const char *const actions[] = { "match", "confirm", "system", "apply",
		"withdraw" };
	struct val v = val_map(rq->act.arena);

	for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++)
		val_set(&v, actions[i],
		    val_str(csrf_token(rq,
			arena_printf(rq->act.arena, "/my/identity/%s", actions[i]).p)));
	val_set(data, "token", v);
}

static enum jy_err
identity_page(struct request *rq)
{
	struct val data = val_map(rq->act.arena), may;
	struct str next;
	struct profile p;
	struct identity i;
	enum jy_err err;

	if ((err = profile_load(&rq->act, rq->act.who.account_id, &p)) != JY_OK ||
	    (err = identity_own(&rq->act, &i)) != JY_OK ||
	    (err = put_state(rq, &data, &i)) != JY_OK ||
	    (err = identity_may(&rq->act, &i, &may, &next)) != JY_OK ||
	    (err = put_school(rq, &data, &p)) != JY_OK ||
	    (err = put_prefectures(rq, &data, &p)) != JY_OK)
		return err;
	put_tokens(rq, &data);
	val_set(&data, "may", may);
	val_set(&data, "next_who", val_str(next));
	val_set(&data, "complete", val_bool(profile_is_complete(&p)));
	val_set(&data, "in_region", val_bool(p.in_region));
	val_set(&data, "first_year", val_int(rq->act.conf->identity.first_year));
	val_set(&data, "year",
	    rq->form.fields == match_fields && form_get(&rq->form, "year").n > 0
		? val_str(form_get(&rq->form, "year"))
		: val_int(p.year));
	return reply_page(rq, 200, "identity/page", "身份认证", data);
}

/* --- 生源信息 */

struct line {
	const char *label;
	struct str record, said;
	bool plain; /* the profile has nothing of the kind */
};

static void
push_line(struct request *rq, struct val *list, const struct line *l)
{
	struct val v = val_map(rq->act.arena);

	val_set(&v, "label", val_text(l->label));
	val_set(&v, "record", val_str(l->record));
	val_set(&v, "said", val_str(l->said));
	val_set(&v, "differs",
	    val_bool(!l->plain && l->record.n > 0 && !str_eq(l->record, l->said)));
	val_push(list, v);
}

static struct str
number_text(struct request *rq, int64_t n)
{
	return arena_printf(rq->act.arena, "%lld", (long long)n);
}

static struct str
masked_id(struct request *rq, struct str id)
{
	struct buf b = BUF_INIT;
	struct str s;

	mask_id(&b, id);
	s = arena_str(rq->act.arena, buf_view(&b));
	buf_release(&b);
	return s;
}

SQL(SQL_IDENTITY_DEGREE, "SELECT label FROM dict WHERE kind = 'degree' AND code = :code");

static struct str
degree(struct request *rq, struct str code)
{
	struct db_stmt *st = NULL;
	struct str label = code;

	if (db_prepare(rq->act.db, &st, SQL_IDENTITY_DEGREE) != JY_OK)
		return code;
	db_bind_str(st, ":code", code);
	if (db_one(st) == JY_OK)
		label = arena_str(rq->act.arena, db_str(st, 0));
	db_finish(st);
	return label;
}

static struct str
path_of(struct request *rq, struct str code)
{
	struct region r = { STR_NONE, STR_NONE };

	if (code.n == 0 || region_get(&rq->act, code, &r) != JY_OK)
		return STR("");
	return r.path;
}

static struct val
record_lines(struct request *rq, const struct student *s, const struct profile *p)
{
	const struct line all[] = {
		{ "姓名", s->name, p->name, false },
		{ "身份证号", masked_id(rq, s->id_no), masked_id(rq, p->id_no), false },
		{ "毕业院校", s->school, p->school, false },
		{ "院系", s->faculty, p->faculty, false },
		{ "专业", s->major, p->major, false },
		{ "学历层次", s->education_label, degree(rq, p->education), false },
		{ "毕业年度", number_text(rq, s->year), number_text(rq, p->year), false },
		{ "学号", s->student_no, STR(""), true },
		{ "户籍所在地", path_of(rq, s->region), path_of(rq, p->region), false },
		{ "离校日期", s->leaving_on, STR(""), true },
	};
	struct val list = val_list(rq->act.arena);

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		push_line(rq, &list, &all[i]);
	return list;
}

static enum jy_err
record_page(struct request *rq)
{
	struct val data = val_map(rq->act.arena);
	struct identity i;
	struct profile p;
	struct student s;
	enum jy_err err;

	if ((err = identity_own(&rq->act, &i)) != JY_OK)
		return err;
	if (!str_is(i.state, "matched"))
		return reply_redirect(rq, "/my/identity");
	if ((err = profile_load(&rq->act, rq->act.who.account_id, &p)) != JY_OK ||
	    (err = student_by_id(&rq->act, i.student_id, &s)) != JY_OK ||
	    (err = put_school(rq, &data, &p)) != JY_OK)
		return err;
	put_tokens(rq, &data);
	val_set(&data, "lines", record_lines(rq, &s, &p));
	return reply_page(rq, 200, "identity/record", "生源信息", data);
}

/* --- the steps */

/* A step that is not possible now: 409, with the reason on the page. */
static enum jy_err
stepped(struct request *rq, enum jy_err err, const char *why, const char *to)
{
	if (err == JY_ECONFLICT)
		rq->form.error = why;
	return err != JY_OK ? err : reply_redirect(rq, to);
}

static enum jy_err
match_post(struct request *rq)
{
	const char *why;
	struct identity i;
	enum jy_err err =
	    identity_match(&rq->act, form_value(&rq->form, "year")->number, &why);

	if (err == JY_OK && (err = identity_own(&rq->act, &i)) != JY_OK)
		return err;
	return stepped(rq, err, why,
	    err == JY_OK && str_is(i.state, "matched") ? "/my/identity/record"
						       : "/my/identity");
}

static enum jy_err
confirm_post(struct request *rq)
{
	const char *why;
	enum jy_err err = identity_confirm(&rq->act, &why);

	return stepped(rq, err, why, "/my/identity?done=verified");
}

static enum jy_err
system_post(struct request *rq)
{
	const char *why;
	enum jy_err err = identity_system(&rq->act, &why);

	return stepped(rq, err, why, "/my/identity");
}

static enum jy_err
apply_post(struct request *rq)
{
	const char *why;
	int64_t id = 0;
	enum jy_err err;

	(void)str_int(form_get(&rq->form, "prefecture"), 1, INT64_MAX, &id);
	err = identity_apply(&rq->act, id, &why);
	if (err == JY_ENOTFOUND)
		return form_fail(&rq->form, "prefecture", "请从列表中选择审核地州。");
	return stepped(rq, err, why, "/my/identity?done=submitted");
}

static enum jy_err
withdraw_post(struct request *rq)
{
	const char *why;
	enum jy_err err = identity_withdraw(&rq->act, &why);

	return stepped(rq, err, why, "/my/identity?done=withdrawn");
}

const struct route identity_routes[] = {
	{ METHOD_GET, "/my/identity", ROLE_GRADUATE, CSRF_NO, RATE_NONE, NO_FIELDS,
	    identity_page, NULL, NULL },
	{ METHOD_GET, "/my/identity/record", ROLE_GRADUATE, CSRF_NO, RATE_NONE, NO_FIELDS,
	    record_page, NULL, NULL },
	{ METHOD_POST, "/my/identity/match", ROLE_GRADUATE, CSRF_YES, RATE_FORM,
	    FIELDS(match_fields), match_post, identity_page, NULL },
	{ METHOD_POST, "/my/identity/confirm", ROLE_GRADUATE, CSRF_YES, RATE_FORM,
	    NO_FIELDS, confirm_post, NULL, NULL },
	{ METHOD_POST, "/my/identity/system", ROLE_GRADUATE, CSRF_YES, RATE_FORM,
	    NO_FIELDS, system_post, NULL, NULL },
	{ METHOD_POST, "/my/identity/apply", ROLE_GRADUATE, CSRF_YES, RATE_FORM,
	    FIELDS(apply_fields), apply_post, identity_page, NULL },
	{ METHOD_POST, "/my/identity/withdraw", ROLE_GRADUATE, CSRF_YES, RATE_FORM,
	    NO_FIELDS, withdraw_post, NULL, NULL },
	{ .path = NULL },
};
