/*
 * compare.c - see compare.h. Reasons are sentences for the graduate; they name what she
 * said, never what the record says.
 */
#include "identity/compare.h"
#include "sealed.h"

/* The record of this ID number that comes nearest: of the year, then of the school. */
SQL(SQL_COMPARE_FIND,
    "SELECT s.id, s.year, coalesce(s.account_id, 0), s.name, o.name, s.education, s.major"
    " FROM student s JOIN office o ON o.id = s.school_id"
    " WHERE s.id_no_index = :id_no AND o.in_region = :in_region"
    " ORDER BY CASE WHEN s.year = :year THEN 0 ELSE 1 END,"
    " CASE WHEN o.name = :school THEN 0 ELSE 1 END, s.id DESC LIMIT 1");

/* What can be compared, by the words of [identity] match; columns of the statement. */
static const struct {
	const char *word, *label;
	int column;
	size_t at; /* in struct profile */
} parts[] = {
	{ "name", "姓名", 3, offsetof(struct profile, name) },
	{ "school", "毕业院校", 4, offsetof(struct profile, school) },
	{ "education", "学历层次", 5, offsetof(struct profile, education) },
	{ "major", "专业", 6, offsetof(struct profile, major) },
};

/* What is asked: one comparison of a profile. */
struct question {
	int64_t account_id, year;
	const struct profile *p;
	bool in_region;
	const char *match; /* words of parts[] */
	const char *where; /* 生源库 */
};

static bool
has_word(const char *list, const char *word)
{
	struct str rest = str_of(list), one;

	while (str_split(&rest, ' ', &one))
		if (str_is(one, word))
			return true;
	return false;
}

static void
differ_parts(const struct question *q, struct db_stmt *st, struct buf *out)
{
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		struct str said = *(const struct str *)((const char *)q->p + parts[i].at);

		if (!has_word(q->match, parts[i].word) ||
		    str_eq(said, db_str(st, parts[i].column)))
			continue;
		if (parts[i].column == 5)
			buf_printf(
			    out, "%s不一致，与%s不符。\n", parts[i].label, q->where);
		else
			buf_printf(out, "%s不一致：您填写的“" STR_FMT "”与%s不符。\n",
			    parts[i].label, STR_ARG(said), q->where);
	}
}

/* The sentences about one record. */
static void
differ(const struct question *q, struct db_stmt *st, struct buf *out)
{
	if (db_int(st, 1) != q->year)
		buf_printf(out,
		    "毕业年度不一致：您的身份证号不存在于%s %lld 年度的数据中。\n",
		    q->where, (long long)q->year);
	differ_parts(q, st, out);
	if (db_int(st, 2) != 0 && db_int(st, 2) != q->account_id)
		buf_puts(out, "该条记录已用于其他账户的身份认证。\n");
}

static enum jy_err
ask(struct act *act, const struct question *q, struct buf *text, struct comparison *out)
{
	uint8_t index[SHA256_SIZE];
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = sealed_index(act->keys, SEALED_STUDENT_ID_NO, q->p->id_no, index)) !=
		JY_OK ||
	    (err = db_prepare(act->db, &st, SQL_COMPARE_FIND)) != JY_OK)
		return err;
	db_bind_blob(st, ":id_no", index, sizeof(index));
	db_bind_int(st, ":in_region", q->in_region);
	db_bind_int(st, ":year", q->year);
	db_bind_str(st, ":school", q->p->school.p != NULL ? q->p->school : STR(""));
	if ((err = db_one(st)) == JY_OK) {
		out->student_id = db_int(st, 0);
		differ(q, st, text);
	} else if (err == JY_ENOTFOUND) {
		buf_printf(text, "%s中没有您的身份证号。\n", q->where);
		err = JY_OK;
	}
	db_finish(st);
	return err;
}

static enum jy_err
compare(struct act *act, const struct question *q, struct comparison *out)
{
	struct buf text = BUF_INIT;
	enum jy_err err;

	*out = (struct comparison){ .differs = STR("") };
	err = ask(act, q, &text, out);
	if (err == JY_OK && text.len > 0)
		out->differs = arena_str(act->arena, str_trim(buf_view(&text)));
	if (err == JY_OK && (!buf_ok(&text) || out->differs.p == NULL))
		err = JY_ENOMEM;
	buf_release(&text);
	return err;
}

enum jy_err
compare_roster(struct act *act, int64_t account_id, const struct profile *p, int64_t year,
    struct comparison *out)
{
	const struct question q = { account_id, year, p, true, act->conf->identity.match,
		"生源库" };

	return compare(act, &q, out);
}

enum jy_err
compare_system(
    struct act *act, int64_t account_id, const struct profile *p, struct comparison *out)
{
	const struct question q = { account_id, p->year, p, false, "school",
		"系统数据库" };
	int64_t first = act->conf->identity.first_year;
	struct str early;

	if (p->year >= first)
		return compare(act, &q, out);
	early = arena_printf(
	    act->arena, "系统数据库只有 %lld 年及以后的毕业生数据。", (long long)first);
	*out = (struct comparison){ .differs = early };
	return early.p == NULL ? JY_ENOMEM : JY_OK;
}
