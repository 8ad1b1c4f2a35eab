/*
 * subsidy.c - see subsidy.h: applications are written, read and opened here. Steps are
 * subsidy_flow.c's, what a form must be is subsidy_form.c's, attachments subsidy_files.c's,
 * payment batch.c's.
 */
#include "audit/audit.h"
#include "clock.h"
#include "idcheck.h"
#include "identity/identity.h"
#include "look/look.h"
#include "message/message.h"
#include "sealed.h"
#include "subsidy/subsidy_row.h"

#define UID_BYTES 16

SQL(SQL_SUBSIDY_RECORD,
    "SELECT s.id, o.in_region FROM student s JOIN office o ON o.id = s.school_id"
    " WHERE s.account_id = :account");
SQL(SQL_SUBSIDY_OPEN,
    "SELECT id FROM subsidy WHERE student_id = :student AND year = :year AND state IN"
    " ('faculty_review', 'school_review', 'authority_review', 'approved', 'paid',"
    " 'faculty_rejected')");
SQL(SQL_SUBSIDY_INSERT,
    "INSERT INTO subsidy(uid, account_id, student_id, school_id, faculty_id, year, type,"
    " bank, holder, card_sealed, phone_sealed, created_at, updated_at) VALUES(:uid,"
    " :account, :student, :school, :faculty, :year, :type, :bank, :holder, :card, :phone,"
    " :now, :now)");
SQL(SQL_SUBSIDY_STORE,
    "UPDATE subsidy SET type = :type, bank = :bank, holder = :holder, card_sealed = CASE"
    " WHEN :card = '' THEN card_sealed ELSE :card END, phone_sealed = CASE WHEN :phone ="
    " '' THEN phone_sealed ELSE :phone END WHERE id = :id");
SQL(SQL_SUBSIDY_GET, SUBSIDY_ROW " WHERE b.uid = :uid" SUBSIDY_SEEN);
SQL(SQL_SUBSIDY_OWN, SUBSIDY_ROW " WHERE b.account_id = :account AND b.state <> 'deleted'"
				 " ORDER BY b.id DESC LIMIT :limit");
SQL(SQL_SUBSIDY_SECRETS, "SELECT card_sealed, phone_sealed FROM subsidy WHERE id = :id");
SQL(SQL_SUBSIDY_RATES,
    "SELECT d.code, d.label, coalesce(r.amount, 0) FROM dict d LEFT JOIN subsidy_rate r"
    " ON r.type = d.code WHERE d.kind = 'subsidy' ORDER BY d.position");
SQL(SQL_SUBSIDY_SET_RATE,
    "INSERT INTO subsidy_rate(type, amount) SELECT code, :amount FROM dict WHERE kind ="
    " 'subsidy' AND code = :type ON CONFLICT(type) DO UPDATE SET amount ="
    " excluded.amount");

/* --- reading */

void
subsidy_bind_scope(const struct act *act, struct db_stmt *st)
{
	const struct principal *who = &act->who;

	db_bind_int(st, ":account", who->role == ROLE_GRADUATE ? who->account_id : 0);
	db_bind_int(st, ":faculty", who->role == ROLE_FACULTY ? who->office_id : 0);
	db_bind_int(st, ":school", who->role == ROLE_SCHOOL ? who->office_id : 0);
	db_bind_int(st, ":all", who->role == ROLE_AUTHORITY);
}

/* Open a sealed value, and mask it. */
static enum jy_err
masked(struct act *act, enum sealed_column column, struct str uid, struct str sealed,
    struct str *out)
{
	struct buf b = BUF_INIT;
	struct str whole;
	enum jy_err err = sealed_get(act->keys, act->arena, column, uid, sealed, &whole);

	if (err != JY_OK)
		return err;
	if (column == SEALED_SUBSIDY_CARD)
		mask_bank(&b, whole);
	else
		mask_mobile(&b, whole);
	*out = arena_str(act->arena, buf_view(&b));
	buf_release(&b);
	return out->p == NULL ? JY_ENOMEM : JY_OK;
}

enum jy_err
subsidy_read(struct act *act, struct db_stmt *st, struct subsidy *out)
{
	struct arena *a = act->arena;
	enum jy_err err;

	*out = (struct subsidy){
		.id = db_int(st, 0),
		.uid = arena_str(a, db_str(st, 1)),
		.number = flow_reference(a, &subsidy_flow, db_int(st, 0)),
		.account_id = db_int(st, 2),
		.school_id = db_int(st, 3),
		.faculty_id = db_int(st, 4),
		.name = arena_str(a, db_str(st, 5)),
		.student_no = arena_str(a, db_str(st, 6)),
		.school = arena_str(a, db_str(st, 7)),
		.faculty = arena_str(a, db_str(st, 8)),
		.major = arena_str(a, db_str(st, 9)),
		.year = db_int(st, 10),
		.leaving_on = arena_str(a, db_str(st, 11)),
		.type = arena_str(a, db_str(st, 12)),
		.type_label = arena_str(a, db_str(st, 13)),
		.bank = arena_str(a, db_str(st, 14)),
		.holder = arena_str(a, db_str(st, 15)),
		.state = arena_str(a, db_str(st, 18)),
		.reason = arena_str(a, db_str(st, 19)),
		.amount = db_int(st, 20),
		.batch = arena_str(a, db_str(st, 21)),
		.batch_uid = arena_str(a, db_str(st, 22)),
		.in_payment = db_int(st, 23) != 0,
		.paid_on = arena_str(a, db_str(st, 24)),
		.created_at = db_int(st, 25),
		.updated_at = db_int(st, 26),
	};
	if ((err = masked(act, SEALED_SUBSIDY_CARD, out->uid, db_str(st, 16),
		 &out->card)) != JY_OK)
		return err;
	return masked(act, SEALED_SUBSIDY_PHONE, out->uid, db_str(st, 17), &out->phone);
}

enum jy_err
subsidy_get(struct act *act, struct str uid, struct subsidy *out)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_SUBSIDY_GET);

	if (err != JY_OK)
		return err;
	db_bind_str(st, ":uid", uid);
	subsidy_bind_scope(act, st);
	if ((err = db_one(st)) == JY_OK)
		err = subsidy_read(act, st, out);
	db_finish(st);
	return err;
}

enum jy_err
subsidy_own(struct act *act, struct subsidy *out, int limit, int *n)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_SUBSIDY_OWN);
	bool row;

	*n = 0;
	if (err != JY_OK)
		return err;
	db_bind_int(st, ":account", act->who.account_id);
	db_bind_int(st, ":limit", limit);
	while (*n < limit && (err = db_step(st, &row)) == JY_OK && row)
		if ((err = subsidy_read(act, st, &out[(*n)++])) != JY_OK)
			break;
	db_finish(st);
	return err;
}

/* --- writing */

static enum jy_err
find_record(struct act *act, struct student *record, bool *in_region)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_SUBSIDY_RECORD);
	int64_t id = 0;

	*record = (struct student){ .id = 0 };
	*in_region = false;
	if (err != JY_OK)
		return err;
	db_bind_int(st, ":account", act->who.account_id);
	if ((err = db_one(st)) == JY_OK) {
		id = db_int(st, 0);
		*in_region = db_int(st, 1) != 0;
	}
	db_finish(st);
	if (err != JY_OK)
		return err == JY_ENOTFOUND ? JY_OK : err;
	return student_by_id(act, id, record);
}

const char *
subsidy_leaving_fault(const struct act *act, struct str leaving_on)
{
	const char *why;
	int64_t leaving;

	if (!clock_parse_date(leaving_on, &leaving))
		return "学校还没有登记您的离校日期，请联系学校补全后再申请。";
	if (act->now < leaving)
		return NULL;
	why = arena_printf(act->arena,
	    "求职补贴只能在离校前申请，您的离校日期是 " STR_FMT "。", STR_ARG(leaving_on))
		  .p;
	return why != NULL ? why : "求职补贴只能在离校前申请。";
}

/* What the record says against it (7.3.r2, 7.3.i3). */
static const char *
record_fault(struct act *act, const struct student *record, bool in_region)
{
	if (record->id == 0 || !in_region)
		return "求职补贴由就读的新疆高校受理，系统中没有您在新疆高校的生源信息。";
	if (record->faculty_id == 0)
		return "学校登记的生源信息中没有您的院系，请联系学校补全后再申请。";
	return subsidy_leaving_fault(act, record->leaving_on);
}

/* By her student record: she may have had another account before (7.3.q2). */
static enum jy_err
find_open(struct act *act, const struct student *record, bool *found)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_SUBSIDY_OPEN);

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":student", record->id);
	db_bind_int(st, ":year", record->year);
	err = db_step(st, found);
	db_finish(st);
	return err;
}

enum jy_err
subsidy_may_apply(struct act *act, struct student *record, const char **why)
{
	bool in_region = false, open = false;
	enum jy_err err = find_record(act, record, &in_region);

	*why = NULL;
	if (err != JY_OK)
		return err;
	if (!identity_is_verified(act, act->who.account_id)) {
		*why = "请先完成身份认证，再申请求职补贴。";
		return JY_OK;
	}
	if ((*why = record_fault(act, record, in_region)) != NULL)
		return JY_OK;
	if ((err = find_open(act, record, &open)) == JY_OK && open)
		*why = "您本年度已有一份求职补贴申请，不能重复申请。";
	return err;
}

/* The sealed forms of card and phone; an empty value stays empty. */
static enum jy_err
seal_both(struct act *act, struct str uid, const struct subsidy_form *form,
    struct buf *card, struct buf *phone)
{
	char digits[20];
	enum jy_err err = JY_OK;

	if (bank_card_parse(form->card, digits) == ID_OK)
		err =
		    sealed_put(act->keys, SEALED_SUBSIDY_CARD, uid, str_of(digits), card);
	if (err == JY_OK && form->phone.n > 0)
		err =
		    sealed_put(act->keys, SEALED_SUBSIDY_PHONE, uid, form->phone, phone);
	return err;
}

/* Bind what a form says and run. */
static enum jy_err
run_form(
    struct act *act, struct db_stmt *st, struct str uid, const struct subsidy_form *form)
{
	struct buf card = BUF_INIT, phone = BUF_INIT;
	enum jy_err err = seal_both(act, uid, form, &card, &phone);

	if (err == JY_OK) {
		db_bind_str(st, ":type", form->type);
		db_bind_str(st, ":bank", form->bank);
		db_bind_str(st, ":holder", form->holder);
		db_bind_str(st, ":card", card.len > 0 ? buf_view(&card) : STR(""));
		db_bind_str(st, ":phone", phone.len > 0 ? buf_view(&phone) : STR(""));
		err = db_run(st);
	}
	buf_release(&card);
	buf_release(&phone);
	return err;
}

enum jy_err
subsidy_store(
    struct act *act, int64_t id, struct str uid, const struct subsidy_form *form)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_SUBSIDY_STORE);

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":id", id);
	err = run_form(act, st, uid, form);
	db_finish(st);
	return err;
}

static enum jy_err
insert(struct act *act, const struct student *record, struct str uid,
    const struct subsidy_form *form)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_SUBSIDY_INSERT);

	if (err != JY_OK)
		return err;
	db_bind_str(st, ":uid", uid);
	db_bind_int(st, ":account", act->who.account_id);
	db_bind_int(st, ":student", record->id);
	db_bind_int(st, ":school", record->school_id);
	db_bind_int(st, ":faculty", record->faculty_id);
	db_bind_int(st, ":year", record->year);
	db_bind_int(st, ":now", act->now);
	err = run_form(act, st, uid, form);
	db_finish(st);
	return err;
}

enum jy_err
subsidy_create(
    struct act *act, const struct subsidy_form *form, struct str *uid, const char **why)
{
	char random[RANDOM_TEXT_SIZE(UID_BYTES)];
	struct student record;
	struct subsidy_faults faults;
	enum jy_err err;

	if ((err = subsidy_may_apply(act, &record, why)) != JY_OK || *why != NULL)
		return err != JY_OK ? err : JY_ECONFLICT;
	if (form->card.n == 0 || !subsidy_form_ok(act, form, record.name, &faults))
		return JY_EINPUT;
	if ((err = random_text(random, UID_BYTES)) != JY_OK)
		return err;
	if ((*uid = arena_str(act->arena, str_of(random))).p == NULL)
		return JY_ENOMEM;
	if ((err = insert(act, &record, *uid, form)) != JY_OK ||
	    (err = flow_created(act, &subsidy_flow, db_last_id(act->db), "apply")) !=
		JY_OK)
		return err;
	return message_put_office(act, record.faculty_id, STR("有新的求职补贴申请待初审"),
	    STR(""), STR("/office/subsidy"));
}

/* --- whole numbers */

enum jy_err
subsidy_card(struct act *act, struct str uid, struct str sealed, struct str *out)
{
	return sealed_get(act->keys, act->arena, SEALED_SUBSIDY_CARD, uid, sealed, out);
}

static enum jy_err
open_secret(
    struct act *act, const struct subsidy *s, enum subsidy_secret what, struct str *out)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_SUBSIDY_SECRETS);

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":id", s->id);
	if ((err = db_one(st)) == JY_OK)
		err = sealed_get(act->keys, act->arena,
		    what == SUBSIDY_CARD ? SEALED_SUBSIDY_CARD : SEALED_SUBSIDY_PHONE,
		    s->uid, db_str(st, what == SUBSIDY_CARD ? 0 : 1), out);
	db_finish(st);
	return err;
}

enum jy_err
subsidy_reveal(
    struct act *act, const struct subsidy *s, enum subsidy_secret what, struct str *out)
{
	bool card = what == SUBSIDY_CARD;
	unsigned may =
	    card ? ROLE_AUTHORITY : ROLE_FACULTY | ROLE_SCHOOL | ROLE_AUTHORITY;
	enum jy_err err;

	if ((act->who.role & may) == 0)
		return JY_EFORBIDDEN;
	if ((err = db_begin(act->db)) != JY_OK)
		return err;
	if ((err = open_secret(act, s, what, out)) == JY_OK &&
	    (err = look_put(act, s->account_id,
		 card ? STR("求职补贴银行账号") : STR("求职补贴联系电话"))) == JY_OK)
		err = audit_act(act, card ? "subsidy.card" : "subsidy.phone", "subsidy",
		    s->id, NULL, STR_NONE);
	return db_end(act->db, err);
}

/* --- what is paid */

enum jy_err
subsidy_rates(struct act *act, struct val *out)
{
	struct db_stmt *st = NULL;
	struct val one;
	enum jy_err err = db_prepare(act->db, &st, SQL_SUBSIDY_RATES);
	bool row;

	*out = val_list(act->arena);
	if (err != JY_OK)
		return err;
	while ((err = db_step(st, &row)) == JY_OK && row) {
		one = val_map(act->arena);
		val_set(&one, "type", val_str(arena_str(act->arena, db_str(st, 0))));
		val_set(&one, "label", val_str(arena_str(act->arena, db_str(st, 1))));
		val_set(&one, "amount", val_int(db_int(st, 2)));
		val_push(out, one);
	}
	db_finish(st);
	return err;
}

enum jy_err
subsidy_set_rate(struct act *act, struct str type, int64_t yuan)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if (yuan < 1 || yuan > 100000)
		return JY_EINPUT;
	if ((err = db_begin(act->db)) != JY_OK)
		return err;
	if ((err = db_prepare(act->db, &st, SQL_SUBSIDY_SET_RATE)) == JY_OK) {
		db_bind_str(st, ":type", type);
		db_bind_int(st, ":amount", yuan);
		if ((err = db_run(st)) == JY_OK && db_changes(act->db) == 0)
			err = JY_EINPUT;
		db_finish(st);
	}
	if (err == JY_OK)
		err = audit_act(act, "subsidy.rate", "subsidy_rate", 0, NULL,
		    arena_printf(
			act->arena, STR_FMT " %lld", STR_ARG(type), (long long)yuan));
	return db_end(act->db, err);
}
