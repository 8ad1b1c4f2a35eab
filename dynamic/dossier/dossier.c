/*
 * dossier.c - the rows of dispatches: entering, correcting, reading. What else happens to
 * one is dossier_flow.c's.
 */
#include "clock.h"
#include "confirm/confirm.h"
#include "crypto.h"
#include "dossier/dossier.h"
#include "dossier/dossier_row.h"
#include "message/message.h"

#define UID_BYTES 16
#define MINE_MAX 20

SQL(SQL_DOSSIER_STUDENT, "SELECT coalesce(account_id, 0) FROM student WHERE id = :id"
			 " AND school_id = :school");
SQL(SQL_DOSSIER_CURRENT, "SELECT id, uid FROM dossier WHERE student_id = :student"
			 " AND state IN ('sent', 'received')");
SQL(SQL_DOSSIER_INSERT,
    "INSERT INTO dossier(uid, student_id, school_id, method, number, sent_on, unit,"
    " address, phone, region_code, created_at, updated_at) VALUES(:uid, :student,"
    " :school, :method, :number, :sent_on, :unit, :address, :phone, nullif(:region, ''),"
    " :now, :now)");

#define DOSSIER_COLUMNS                                                              \
	"SELECT w.id, w.uid, s.uid, s.name, o.name, s.year, coalesce(d.label,"       \
	" w.method), w.method, w.number, w.sent_on, w.unit, w.address, w.phone,"     \
	" coalesce(w.region_code, ''), coalesce(r.name, ''), w.state,"               \
	" coalesce(w.received_on, ''), w.receiver, w.created_at FROM dossier w"      \
	" JOIN student s ON s.id = w.student_id JOIN office o ON o.id = w.school_id" \
	" LEFT JOIN dict d ON d.kind = 'dispatch' AND d.code = w.method"             \
	" LEFT JOIN region r ON r.code = w.region_code"

SQL(SQL_DOSSIER_LOAD, DOSSIER_COLUMNS " WHERE w.uid = :uid" DOSSIER_SEEN);
SQL(SQL_DOSSIER_MINE,
    DOSSIER_COLUMNS " WHERE s.account_id = :account AND w.state <> 'void'"
		    " ORDER BY w.id DESC LIMIT 20");
SQL(SQL_DOSSIER_KNOWN, "SELECT 1 FROM student WHERE account_id = :account");
SQL(SQL_DOSSIER_MISSING,
    "SELECT s.id, s.uid, s.name, coalesce(f.name, ''), s.year, s.student_no, s.major"
    " FROM student s LEFT JOIN office f ON f.id = s.faculty_id WHERE s.school_id = "
    ":office"
    " AND (:before = 0 OR s.id < :before) AND (:year = 0 OR s.year = :year)"
    " AND (:faculty = 0 OR s.faculty_id = :faculty)"
    " AND (:name = '' OR instr(s.name, :name) > 0) AND NOT EXISTS(SELECT 1 FROM dossier w"
    " WHERE w.student_id = s.id AND w.state IN ('sent', 'received'))"
    " ORDER BY s.id DESC LIMIT :limit");

/* --- writing */

static struct str
or_empty(struct str s)
{
	return s.p != NULL ? s : STR("");
}

void
dossier_bind(struct db_stmt *st, const struct dossier_data *d)
{
	db_bind_str(st, ":method", d->method);
	db_bind_str(st, ":number", or_empty(d->number));
	db_bind_str(st, ":sent_on", d->sent_on);
	db_bind_str(st, ":unit", d->unit);
	db_bind_str(st, ":address", or_empty(d->address));
	db_bind_str(st, ":phone", or_empty(d->phone));
	db_bind_str(st, ":region", or_empty(d->region));
}

bool
dossier_is_early(const struct act *act, const struct dossier_data *d)
{
	char today[11];

	clock_date(act->now, today);
	return str_cmp(d->sent_on, str_of(today)) > 0;
}

enum jy_err
dossier_current(struct act *act, int64_t student_id, int64_t *id, struct str *uid)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_DOSSIER_CURRENT);

	*id = 0;
	if (err != JY_OK)
		return err;
	db_bind_int(st, ":student", student_id);
	if ((err = db_one(st)) == JY_OK) {
		*id = db_int(st, 0);
		*uid = arena_str(act->arena, db_str(st, 1));
	}
	db_finish(st);
	return err == JY_ENOTFOUND ? JY_OK : err;
}

/* Whose the record is; JY_ENOTFOUND when it is not the acting school's. */
static enum jy_err
find_student(struct act *act, int64_t student_id, int64_t *account)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if (act->who.role != ROLE_SCHOOL)
		return JY_ENOTFOUND;
	if ((err = db_prepare(act->db, &st, SQL_DOSSIER_STUDENT)) != JY_OK)
		return err;
	db_bind_int(st, ":id", student_id);
	db_bind_int(st, ":school", act->who.office_id);
	if ((err = db_one(st)) == JY_OK)
		*account = db_int(st, 0);
	db_finish(st);
	return err;
}

static enum jy_err
insert(struct act *act, int64_t student_id, const struct dossier_data *d, const char *uid)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_DOSSIER_INSERT);

	if (err != JY_OK)
		return err;
	db_bind_text(st, ":uid", uid);
	db_bind_int(st, ":student", student_id);
	db_bind_int(st, ":school", act->who.office_id);
	dossier_bind(st, d);
	db_bind_int(st, ":now", act->now);
	err = db_run(st);
	db_finish(st);
	return err != JY_OK
		   ? err
		   : flow_created(act, &dossier_flow, db_last_id(act->db), "send");
}

static enum jy_err
add(struct act *act, int64_t student_id, const struct dossier_data *d, struct str *uid)
{
	char text[RANDOM_TEXT_SIZE(UID_BYTES)];
	int64_t account, there;
	enum jy_err err;

	if (dossier_is_early(act, d))
		return JY_EINPUT;
	if ((err = find_student(act, student_id, &account)) != JY_OK ||
	    (err = dossier_current(act, student_id, &there, uid)) != JY_OK)
		return err;
	if (there != 0)
		return JY_ECONFLICT;
	if ((err = random_text(text, UID_BYTES)) != JY_OK ||
	    (err = insert(act, student_id, d, text)) != JY_OK)
		return err;
	*uid = arena_str(act->arena, str_of(text));
	if (account != 0 &&
	    (err = message_put(act, account, STR("学校登记了您的档案寄送情况"),
		 arena_printf(act->arena, "接收单位：" STR_FMT, STR_ARG(d->unit)),
		 STR("/my/dossier"))) != JY_OK)
		return err;
	return confirm_edited(act, student_id, STR("档案寄送信息：已登记寄送"));
}

enum jy_err
dossier_add(
    struct act *act, int64_t student_id, const struct dossier_data *d, struct str *uid)
{
	bool own;
	enum jy_err err = db_join(act->db, &own);

	return err != JY_OK ? err : db_leave(act->db, own, add(act, student_id, d, uid));
}

/* --- correcting */

/* One line for each value that differs: 单号：A → B. */
static struct str
differences(
    struct arena *a, const struct dossier_data *was, const struct dossier_data *is)
{
	const struct {
		const char *label;
		struct str was, is;
	} all[] = {
		{ "寄送方式", was->method, is->method },
		{ "单号", was->number, is->number },
		{ "寄送日期", was->sent_on, is->sent_on },
		{ "接收单位", was->unit, is->unit },
		{ "接收单位地址", was->address, is->address },
		{ "联系电话", was->phone, is->phone },
		{ "接收单位所在地", was->region, is->region },
	};
	struct str text = STR("");

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (!str_eq(all[i].was, all[i].is))
			text = arena_printf(a, STR_FMT "%s%s：" STR_FMT " → " STR_FMT,
			    STR_ARG(text), text.n > 0 ? "\n" : "", all[i].label,
			    STR_ARG(all[i].was.n > 0 ? all[i].was : STR("无")),
			    STR_ARG(all[i].is.n > 0 ? all[i].is : STR("无")));
	return text;
}

SQL(SQL_DOSSIER_WORDS, "SELECT (SELECT label FROM dict WHERE kind = 'dispatch' AND code ="
		       " :method), (SELECT name FROM region WHERE code = :region)");

/* The same with labels in place of codes, for people. */
static enum jy_err
in_words(struct act *act, const struct dossier_data *d, struct dossier_data *out)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_DOSSIER_WORDS);

	*out = *d;
	if (err != JY_OK)
		return err;
	db_bind_str(st, ":method", d->method);
	db_bind_str(st, ":region", or_empty(d->region));
	if ((err = db_one(st)) == JY_OK) {
		out->method = arena_str(act->arena, db_str(st, 0));
		out->region = arena_str(act->arena, db_str(st, 1));
	}
	db_finish(st);
	return err;
}

static enum jy_err
correct(struct act *act, int64_t id, const struct dossier_data *d, bool *changed,
    const char **why)
{
	struct flow_doc doc = { .flow = &dossier_flow };
	struct flow_input in = { STR(""), d };
	struct dossier_data was, is;
	enum jy_err err;

	if (dossier_is_early(act, d))
		return JY_EINPUT;
	if ((err = dossier_flow.load(act, id, &doc)) != JY_OK ||
	    (err = in_words(act, &((struct dossier_case *)doc.data)->data, &was)) !=
		JY_OK ||
	    (err = in_words(act, d, &is)) != JY_OK)
		return err;
	in.reason = differences(act->arena, &was, &is);
	if (in.reason.p == NULL)
		return JY_ENOMEM;
	if (in.reason.n == 0)
		return JY_OK;
	*changed = true;
	return flow_apply(act, &dossier_flow, id, "correct", &in, why);
}

enum jy_err
dossier_correct(struct act *act, int64_t id, const struct dossier_data *d, bool *changed,
    const char **why)
{
	bool own;
	enum jy_err err;

	*changed = false;
	*why = NULL;
	if ((err = db_join(act->db, &own)) != JY_OK)
		return err;
	return db_leave(act->db, own, correct(act, id, d, changed, why));
}

/* --- reading */

static struct val
row_val(struct act *act, struct db_stmt *st)
{
	static const char *const names[] = { NULL, "uid", "student", "name", "school",
		NULL, "method", "method_code", "number", "sent_on", "unit", "address",
		"phone", "region", "place", NULL, "received_on", "receiver" };
	const struct flow_state *state = flow_state(&dossier_flow, db_str(st, 15));
	struct val v = val_map(act->arena);
	char at[17];

	for (int i = 0; i < 18; i++)
		if (names[i] != NULL)
			val_set(
			    &v, names[i], val_str(arena_str(act->arena, db_str(st, i))));
	val_set(&v, "id", val_int(db_int(st, 0)));
	val_set(&v, "year", val_int(db_int(st, 5)));
	val_set(&v, "state", val_text(state->name));
	val_set(&v, "label", val_text(state->label));
	val_set(&v, "tone", val_text(state->tone));
	clock_minute(db_int(st, 18), at);
	val_set(&v, "at", val_text(arena_strdup(act->arena, at)));
	return v;
}

enum jy_err
dossier_load(struct act *act, struct str uid, struct val *out)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_DOSSIER_LOAD);

	if (err != JY_OK)
		return err;
	db_bind_str(st, ":uid", uid);
	dossier_bind_seen(act, st);
	if ((err = db_one(st)) == JY_OK)
		*out = row_val(act, st);
	db_finish(st);
	return err;
}

static enum jy_err
is_known(struct act *act, bool *known)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_DOSSIER_KNOWN);

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":account", act->who.account_id);
	err = db_step(st, known);
	db_finish(st);
	return err;
}

enum jy_err
dossier_mine(struct act *act, struct val *out, bool *known)
{
	struct db_stmt *st = NULL;
	enum jy_err err;
	bool row;

	*out = val_list(act->arena);
	if ((err = is_known(act, known)) != JY_OK ||
	    (err = db_prepare(act->db, &st, SQL_DOSSIER_MINE)) != JY_OK)
		return err;
	db_bind_int(st, ":account", act->who.account_id);
	while ((err = db_step(st, &row)) == JY_OK && row)
		val_push(out, row_val(act, st));
	db_finish(st);
	return err;
}

enum jy_err
dossier_missing(struct act *act, const struct dossier_filter *f, int64_t before,
    int limit, struct val *out, int64_t *older)
{
	static const char *const names[] = { NULL, "uid", "name", "faculty", NULL,
		"student_no", "major" };
	struct db_stmt *st = NULL;
	int64_t last = 0;
	struct val v;
	enum jy_err err;
	bool row;

	*older = 0;
	*out = val_list(act->arena);
	if ((err = db_prepare(act->db, &st, SQL_DOSSIER_MISSING)) != JY_OK)
		return err;
	db_bind_int(st, ":office", act->who.office_id);
	db_bind_int(st, ":before", before);
	db_bind_int(st, ":year", f->year);
	db_bind_int(st, ":faculty", f->faculty_id);
	db_bind_str(st, ":name", or_empty(f->name));
	db_bind_int(st, ":limit", limit + 1);
	while ((err = db_step(st, &row)) == JY_OK && row) {
		if (val_len(out) == (size_t)limit) {
			*older = last;
			break;
		}
		last = db_int(st, 0);
		v = val_map(act->arena);
		for (int i = 1; i < 7; i++)
			if (names[i] != NULL)
				val_set(&v, names[i],
				    val_str(arena_str(act->arena, db_str(st, i))));
		val_set(&v, "year", val_int(db_int(st, 4)));
		val_push(out, v);
	}
	db_finish(st);
	return err;
}
