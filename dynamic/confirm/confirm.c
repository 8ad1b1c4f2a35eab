/*
 * confirm.c - the three parts of a graduate's employment information, what she says of
 * them, and the certificate that is printed of what she has confirmed.
 */
#include "audit/audit.h"
#include "clock.h"
#include "confirm/confirm_row.h"
#include "confirm/destination.h"
#include "crypto.h"
#include "idcheck.h"
#include "region/region.h"
#include "student/student.h"

SQL(SQL_CONFIRM_MINE, "SELECT id FROM student WHERE account_id = :account");
SQL(SQL_CONFIRM_DOSSIER,
    "SELECT coalesce(d.label, w.method), w.method, w.number, w.sent_on, w.unit, "
    "w.address,"
    " w.phone, coalesce(w.region_code, '') FROM dossier w LEFT JOIN dict d ON d.kind ="
    " 'dispatch' AND d.code = w.method WHERE w.student_id = :student AND w.state IN"
    " ('sent', 'received')");
SQL(SQL_CONFIRM_DIGEST, "UPDATE confirmation SET digest = :digest WHERE id = :id");
SQL(SQL_CONFIRM_NOW,
    "SELECT w.state, w.digest, w.updated_at FROM confirmation w WHERE w.id = :id");
SQL(SQL_CONFIRM_LOAD,
    "SELECT w.id, s.uid, s.name, o.name, coalesce(f.name, ''), w.year, w.state"
    " FROM confirmation w JOIN student s ON s.id = w.id JOIN office o ON o.id ="
    " w.school_id LEFT JOIN office f ON f.id = w.faculty_id WHERE s.uid"
    " = :uid" CONFIRM_SEEN);

/* --- the parts */

/* A part that is being put together: for the page, and for the digest. */
struct part {
	struct arena *arena;
	struct val lines;
	struct buf *raw;
};

/* A value: as it is shown, and as it is kept. */
static void
line(struct part *p, const char *label, struct str shown, struct str kept)
{
	struct val v = val_map(p->arena);

	buf_str(p->raw, kept);
	buf_char(p->raw, '\x1f');
	val_set(&v, "label", val_text(label));
	val_set(&v, "value", val_str(shown));
	val_push(&p->lines, v);
}

static struct str
number(struct arena *a, int64_t n)
{
	return arena_printf(a, "%lld", (long long)n);
}

static struct str
masked(struct arena *a, struct str id_no)
{
	struct buf b = BUF_INIT;
	struct str s;

	mask_id(&b, id_no);
	s = buf_ok(&b) ? arena_str(a, buf_view(&b)) : STR_NONE;
	buf_release(&b);
	return s;
}

static enum jy_err
basic(struct act *act, int64_t student_id, struct part *p)
{
	struct arena *a = act->arena;
	struct region r = { STR_NONE, STR("") };
	struct student s;
	enum jy_err err = student_by_id(act, student_id, &s);

	if (err != JY_OK)
		return err;
	if (s.region.n > 0 && region_get(act, s.region, &r) != JY_OK)
		r.path = s.region;
	line(p, "姓名", s.name, s.name);
	/* it cannot change any more (student.h), and a plain digest would betray it */
	line(p, "身份证号", masked(a, s.id_no), STR(""));
	line(p, "毕业院校", s.school, number(a, s.school_id));
	line(p, "院系", s.faculty, number(a, s.faculty_id));
	line(p, "专业", s.major, s.major);
	line(p, "学历层次", s.education_label, s.education);
	line(p, "毕业年度", number(a, s.year), number(a, s.year));
	line(p, "学号", s.student_no, s.student_no);
	line(p, "离校日期", s.leaving_on, s.leaving_on);
	line(p, "户籍所在地", r.path, s.region);
	return JY_OK;
}

static enum jy_err
destination(struct act *act, int64_t student_id, struct part *p)
{
	struct destination d;
	enum jy_err err = destination_load(act, student_id, &d);

	if (err != JY_OK)
		return err == JY_ENOTFOUND ? JY_OK : err;
	line(p, "报到单位", d.unit, d.unit);
	line(p, "单位地址", d.address, d.address);
	line(p, "报到开始日期", d.report_from, d.report_from);
	line(p, "报到截止日期", d.report_until, d.report_until);
	line(p, "报到证编号", d.certificate_no, d.certificate_no);
	line(p, "签发日期", d.issued_on, d.issued_on);
	return JY_OK;
}

static enum jy_err
dossier(struct act *act, int64_t student_id, struct part *p)
{
	static const char *const labels[] = { "寄送方式", NULL, "单号", "寄送日期",
		"接收单位", "接收单位地址", "联系电话" };
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_CONFIRM_DOSSIER);

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":student", student_id);
	if ((err = db_one(st)) == JY_OK)
		for (int i = 0; i < 7; i++)
			if (labels[i] != NULL)
				line(p, labels[i], arena_str(act->arena, db_str(st, i)),
				    db_str(st, i == 0 ? 1 : i));
	db_finish(st);
	return err == JY_ENOTFOUND ? JY_OK : err;
}

static const struct {
	const char *key, *title;
	enum jy_err (*fill)(struct act *act, int64_t student_id, struct part *p);
} parts[CONFIRM_PARTS] = {
	[CONFIRM_BASIC] = { "basic", "基本信息", basic },
	[CONFIRM_DESTINATION] = { "destination", "报到信息", destination },
	[CONFIRM_DOSSIER] = { "dossier", "档案寄送信息", dossier },
};

static enum jy_err
digest_of(const struct buf *raw, char digest[CONFIRM_DIGEST])
{
	uint8_t hash[SHA256_SIZE];
	struct buf hex = BUF_INIT;
	enum jy_err err;

	if (!buf_ok(raw))
		return JY_ENOMEM;
	if ((err = sha256(buf_view(raw), hash)) != JY_OK)
		return err;
	hex_encode(&hex, STR_BYTES(hash));
	if (!buf_ok(&hex) || hex.len != CONFIRM_DIGEST - 1)
		err = JY_ENOMEM;
	else
		memcpy(digest, hex.data, CONFIRM_DIGEST);
	buf_release(&hex);
	return err;
}

enum jy_err
confirm_blocks(
    struct act *act, int64_t student_id, struct val *out, char digest[CONFIRM_DIGEST])
{
	struct buf raw = BUF_INIT;
	enum jy_err err = JY_OK;
	struct val one;

	*out = val_list(act->arena);
	for (size_t i = 0; i < CONFIRM_PARTS && err == JY_OK; i++) {
		struct part p = { act->arena, val_list(act->arena), &raw };

		if ((err = parts[i].fill(act, student_id, &p)) != JY_OK)
			break;
		buf_char(&raw, '\x1e');
		one = val_map(act->arena);
		val_set(&one, "key", val_text(parts[i].key));
		val_set(&one, "title", val_text(parts[i].title));
		val_set(&one, "lines", p.lines);
		val_set(&one, "some", val_bool(val_len(&p.lines) > 0));
		val_push(out, one);
	}
	if (err == JY_OK)
		err = digest_of(&raw, digest);
	if (raw.data != NULL)
		secret_wipe(raw.data, raw.len);
	buf_release(&raw);
	return err;
}

/* --- the graduate */

enum jy_err
confirm_mine(struct act *act, int64_t *student_id)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if (act->who.role != ROLE_GRADUATE)
		return JY_ENOTFOUND;
	if ((err = db_prepare(act->db, &st, SQL_CONFIRM_MINE)) != JY_OK)
		return err;
	db_bind_int(st, ":account", act->who.account_id);
	if ((err = db_one(st)) == JY_OK)
		*student_id = db_int(st, 0);
	db_finish(st);
	return err;
}

/* What she has seen is what is there; it is noted. */
static enum jy_err
note_seen(struct act *act, int64_t student_id, struct str seen, const char **why)
{
	char digest[CONFIRM_DIGEST];
	struct db_stmt *st = NULL;
	struct val blocks;
	enum jy_err err = confirm_blocks(act, student_id, &blocks, digest);

	if (err != JY_OK)
		return err;
	if (!str_is(seen, digest)) {
		*why = "就业信息刚刚有修改，请重新核对后再确认。";
		return JY_ECONFLICT;
	}
	if ((err = db_prepare(act->db, &st, SQL_CONFIRM_DIGEST)) != JY_OK)
		return err;
	db_bind_int(st, ":id", student_id);
	db_bind_text(st, ":digest", digest);
	err = db_run(st);
	db_finish(st);
	return err;
}

static enum jy_err
decide(struct act *act, const char *action, struct str seen, struct str reason,
    const char **why)
{
	const struct flow_input in = { reason, NULL };
	int64_t student_id;
	enum jy_err err;
	bool own;

	*why = NULL;
	if ((err = db_join(act->db, &own)) != JY_OK)
		return err;
	if ((err = confirm_mine(act, &student_id)) == JY_OK &&
	    (err = note_seen(act, student_id, seen, why)) == JY_OK)
		err = flow_apply(act, &confirm_flow, student_id, action, &in, why);
	return db_leave(act->db, own, err);
}

enum jy_err
confirm_agree(struct act *act, struct str seen, const char **why)
{
	return decide(act, "confirm", seen, STR(""), why);
}

enum jy_err
confirm_dispute(struct act *act, struct str seen, const struct str wrong[CONFIRM_PARTS],
    const char **why)
{
	struct str all = STR("");

	for (size_t i = 0; i < CONFIRM_PARTS; i++)
		if (wrong[i].n > 0)
			all = arena_printf(act->arena, STR_FMT "%s%s：" STR_FMT,
			    STR_ARG(all), all.n > 0 ? "\n" : "", parts[i].title,
			    STR_ARG(wrong[i]));
	*why = "请至少写明一项哪里有误。";
	return all.n == 0 ? JY_EINPUT : decide(act, "dispute", seen, all, why);
}

/* --- offices */

enum jy_err
confirm_load(struct act *act, struct str uid, struct val *out)
{
	static const char *const names[] = { NULL, "uid", "name", "school", "faculty" };
	const struct flow_state *state;
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_CONFIRM_LOAD);

	*out = val_map(act->arena);
	if (err != JY_OK)
		return err;
	db_bind_str(st, ":uid", uid);
	confirm_bind_seen(act, st);
	if ((err = db_one(st)) == JY_OK) {
		val_set(out, "id", val_int(db_int(st, 0)));
		for (int i = 1; i < 5; i++)
			val_set(
			    out, names[i], val_str(arena_str(act->arena, db_str(st, i))));
		val_set(out, "year", val_int(db_int(st, 5)));
		state = flow_state(&confirm_flow, db_str(st, 6));
		val_set(out, "state", val_text(state->name));
		val_set(out, "label", val_text(state->label));
		val_set(out, "tone", val_text(state->tone));
	}
	db_finish(st);
	return err;
}

/* --- the certificate */

/* Is it confirmed, and just as it is now? */
static enum jy_err
check_confirmed(struct act *act, int64_t student_id, struct val *out, const char **why)
{
	char digest[CONFIRM_DIGEST], at[11];
	struct db_stmt *st = NULL;
	struct val blocks;
	enum jy_err err = confirm_blocks(act, student_id, &blocks, digest);

	if (err != JY_OK || (err = db_prepare(act->db, &st, SQL_CONFIRM_NOW)) != JY_OK)
		return err;
	db_bind_int(st, ":id", student_id);
	if ((err = db_one(st)) == JY_OK &&
	    (!str_is(db_str(st, 0), "confirmed") || !str_is(db_str(st, 1), digest))) {
		*why = "毕业生本人确认就业信息后，才能打印报到证。";
		err = JY_ECONFLICT;
	} else if (err == JY_OK) {
		clock_date(db_int(st, 2), at);
		val_set(out, "confirmed", val_text(arena_strdup(act->arena, at)));
	}
	db_finish(st);
	return err;
}

/* The day before last digit of the number is odd for men (GB 11643). */
static const char *
gender(struct str id_no)
{
	return id_no.n == 18 && (id_no.p[16] - '0') % 2 == 1 ? "男" : "女";
}

static void
put_certificate(struct act *act, const struct student *s, const struct destination *d,
    struct val *out)
{
	val_set(out, "name", val_str(s->name));
	val_set(out, "gender", val_text(gender(s->id_no)));
	val_set(out, "school", val_str(s->school));
	val_set(out, "faculty", val_str(s->faculty));
	val_set(out, "major", val_str(s->major));
	val_set(out, "education", val_str(s->education_label));
	val_set(out, "year", val_str(number(act->arena, s->year)));
	val_set(out, "uid", val_str(s->uid));
	val_set(out, "unit", val_str(d->unit));
	val_set(out, "address", val_str(d->address));
	val_set(out, "report_from", val_str(d->report_from));
	val_set(out, "report_until", val_str(d->report_until));
	val_set(out, "certificate_no", val_str(d->certificate_no));
	val_set(out, "issued_on", val_str(d->issued_on));
}

enum jy_err
confirm_certificate(
    struct act *act, int64_t student_id, struct val *out, const char **why)
{
	struct flow_doc doc = { .flow = &confirm_flow };
	struct destination d;
	struct student s;
	enum jy_err err;

	*why = NULL;
	*out = val_map(act->arena);
	if ((err = confirm_flow.load(act, student_id, &doc)) != JY_OK ||
	    (err = check_confirmed(act, student_id, out, why)) != JY_OK ||
	    (err = student_by_id(act, student_id, &s)) != JY_OK)
		return err;
	if ((err = destination_load(act, student_id, &d)) == JY_ENOTFOUND) {
		*why = "学校还没有登记报到信息，不能打印报到证。";
		return JY_ECONFLICT;
	}
	if (err == JY_OK)
		put_certificate(act, &s, &d, out);
	return err;
}

enum jy_err
confirm_printed(struct act *act, int64_t student_id)
{
	enum jy_err err = db_begin(act->db);

	if (err != JY_OK)
		return err;
	return db_end(act->db,
	    audit_act(act, "confirmation.print", "student", student_id, NULL, STR_NONE));
}
