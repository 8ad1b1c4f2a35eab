/*
 * batch.c - see batch.h.
 */
#include "audit/audit.h"
#include "clock.h"
#include "idcheck.h"
#include "look/look.h"
#include "subsidy/batch.h"
#include "subsidy/subsidy_row.h"

#define UID_BYTES 16
#define WAITING                                                                        \
	" FROM subsidy b JOIN subsidy_rate r ON r.type = b.type WHERE b.state ="       \
	" 'approved' AND (:school = 0 OR b.school_id = :school) AND NOT EXISTS(SELECT" \
	" 1 FROM subsidy_item i WHERE i.subsidy_id = b.id AND i.outcome <> 'refused')"

SQL(SQL_BATCH_WAITING, "SELECT count(*), coalesce(sum(r.amount), 0)" WAITING);
SQL(SQL_BATCH_COUNT, "SELECT count(*) FROM subsidy_batch WHERE name LIKE :year || '-%'");
SQL(SQL_BATCH_INSERT,
    "INSERT INTO subsidy_batch(uid, name, account_id, created_at, updated_at)"
    " VALUES(:uid, :name, :account, :now, :now)");
SQL(SQL_BATCH_FILL, "INSERT INTO subsidy_item(batch_id, subsidy_id, amount) SELECT"
		    " :batch, b.id, r.amount" WAITING " ORDER BY b.id LIMIT :limit");

/* Of an item: its money goes out, or went. */
#define DUE "(i.outcome = 'paid' OR (i.outcome = 'waiting' AND b.state = 'approved'))"
#define BATCH_ROW                                                                  \
	"SELECT k.id, k.uid, k.name, k.state, k.reason, coalesce(k.paid_on, ''),"  \
	" a.name, coalesce(y.name, ''), count(i.subsidy_id) FILTER (WHERE " DUE    \
	"), coalesce(sum(i.amount) FILTER (WHERE " DUE                             \
	"), 0), count(i.subsidy_id) FILTER (WHERE i.outcome ="                     \
	" 'refused'), count(i.subsidy_id) FILTER (WHERE i.outcome = 'waiting' AND" \
	" b.state <> 'approved'), k.created_at FROM subsidy_batch k"               \
	" JOIN account a ON a.id = k.account_id"                                   \
	" LEFT JOIN account y ON y.id = k.paid_by"                                 \
	" LEFT JOIN subsidy_item i ON i.batch_id = k.id"                           \
	" LEFT JOIN subsidy b ON b.id = i.subsidy_id"
SQL(SQL_BATCH_LIST,
    BATCH_ROW " WHERE :before = 0 OR k.id < :before GROUP BY k.id, a.name, y.name"
	      " ORDER BY k.id DESC LIMIT :limit");
SQL(SQL_BATCH_GET, BATCH_ROW " WHERE k.uid = :uid GROUP BY k.id, a.name, y.name");
SQL(SQL_BATCH_ITEMS,
    "SELECT b.id, b.uid, " DUE ", s.name, s.student_no, o.name, f.name,"
    " coalesce(d.label, b.type), b.bank, b.holder, b.card_sealed, b.state, i.amount,"
    " i.outcome, i.why FROM subsidy_item i JOIN subsidy b ON b.id = i.subsidy_id"
    " JOIN student s ON s.id = b.student_id JOIN office o ON o.id = b.school_id"
    " JOIN office f ON f.id = b.faculty_id"
    " LEFT JOIN dict d ON d.kind = 'subsidy' AND d.code = b.type"
    " WHERE i.batch_id = :batch ORDER BY o.code, b.id LIMIT :limit");
LOOK_SQL(SQL_BATCH_LOOK,
    "SELECT DISTINCT b.account_id FROM subsidy_item i JOIN subsidy b ON b.id ="
    " i.subsidy_id WHERE i.batch_id = :batch AND " DUE);
/* Of the maker no row is changed; the step then says why. */
SQL(SQL_BATCH_DAY, "UPDATE subsidy_batch SET paid_on = :day, paid_by = :who WHERE id ="
		   " :id AND state = 'prepared' AND account_id <> :who");
SQL(SQL_BATCH_REFUSE, "UPDATE subsidy_item SET outcome = 'refused', why = :why WHERE"
		      " batch_id = :batch AND subsidy_id = :subsidy");
SQL(SQL_BATCH_RELEASE, "UPDATE subsidy_item SET outcome = 'refused', why = '批次已作废'"
		       " WHERE batch_id = :batch AND outcome = 'waiting'");
SQL(SQL_BATCH_FLOW_LOAD,
    "SELECT id, state, account_id FROM subsidy_batch WHERE id = :id");
SQL(SQL_BATCH_FLOW_MOVE,
    "UPDATE subsidy_batch SET state = :to, reason = :reason, updated_at = :now"
    " WHERE id = :id AND state = :from");

/* --- the workflow */

static const struct flow_state states[] = {
	{ "prepared", "待发放", "wait" },
	{ "paid", "已发放", "good" },
	{ "cancelled", "已作废", "off" },
};

static enum jy_err
load(struct act *act, int64_t id, struct flow_doc *doc)
{
	int64_t *maker = arena_alloc(act->arena, sizeof(*maker));
	struct db_stmt *st = NULL;
	enum jy_err err;

	if (act->who.role != ROLE_AUTHORITY)
		return JY_ENOTFOUND;
	if (maker == NULL)
		return JY_ENOMEM;
	if ((err = db_prepare(act->db, &st, SQL_BATCH_FLOW_LOAD)) != JY_OK)
		return err;
	db_bind_int(st, ":id", id);
	if ((err = db_one(st)) == JY_OK) {
		doc->id = db_int(st, 0);
		doc->state = arena_str(act->arena, db_str(st, 1));
		*maker = db_int(st, 2);
		doc->data = maker;
	}
	db_finish(st);
	return err;
}

/* Money needs a second person. */
static const char *
four_eyes(const struct act *act, const struct flow_doc *doc)
{
	return act->who.account_id != *(const int64_t *)doc->data
		   ? NULL
		   : "批次由您生成，须由另一位工作人员核对后标记已发放。";
}

static enum jy_err
refuse(struct act *act, int64_t batch, int64_t subsidy, const char *why)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_BATCH_REFUSE);

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":batch", batch);
	db_bind_int(st, ":subsidy", subsidy);
	db_bind_text(st, ":why", why);
	err = db_run(st);
	db_finish(st);
	return err;
}

/* Each application takes its own step; what cannot is named (7.3.r6). */
static enum jy_err
on_pay(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	struct batch_item *items;
	size_t n;
	enum jy_err err = batch_items(act, doc->id, &items, &n);

	(void)in;
	for (size_t i = 0; i < n && err == JY_OK; i++) {
		if (!str_is(items[i].outcome, "waiting"))
			continue;
		err = flow_apply(act, &subsidy_flow, items[i].id, "pay", NULL, NULL);
		if (err == JY_ECONFLICT)
			err = refuse(act, doc->id, items[i].id, items[i].state->label);
	}
	return err;
}

/* Its applications wait for another batch. */
static enum jy_err
on_cancel(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_BATCH_RELEASE);

	(void)in;
	if (err != JY_OK)
		return err;
	db_bind_int(st, ":batch", doc->id);
	err = db_run(st);
	db_finish(st);
	return err;
}

static const struct flow_step steps[] = {
	{ "prepared", "pay", "标记已发放", ROLE_AUTHORITY, four_eyes, "paid", on_pay,
	    FLOW_NEXT },
	{ "prepared", "cancel", "作废批次", ROLE_AUTHORITY, NULL, "cancelled", on_cancel,
	    FLOW_REASON },
};

const struct flow subsidy_batch_flow = {
	.kind = "subsidy_batch",
	.label = "求职补贴发放批次",
	.states = states,
	.nstates = FLOW_COUNT(states),
	.steps = steps,
	.nsteps = FLOW_COUNT(steps),
	.load = load,
	.sql_move = SQL_BATCH_FLOW_MOVE,
};

/* --- making one */

enum jy_err
batch_waiting(struct act *act, int64_t school_id, int64_t *count, int64_t *amount)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_BATCH_WAITING);

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":school", school_id);
	if ((err = db_one(st)) == JY_OK) {
		*count = db_int(st, 0);
		*amount = db_int(st, 1);
	}
	db_finish(st);
	return err;
}

/* 2026-001, 2026-002 … by the year in which they are made. */
static enum jy_err
next_name(struct act *act, struct str *name)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_BATCH_COUNT);
	char today[11];

	if (err != JY_OK)
		return err;
	clock_date(act->now, today);
	today[4] = '\0';
	db_bind_text(st, ":year", today);
	if ((err = db_one(st)) == JY_OK)
		*name = arena_printf(
		    act->arena, "%s-%03lld", today, (long long)db_int(st, 0) + 1);
	db_finish(st);
	return err;
}

static enum jy_err
insert(struct act *act, struct str uid, int64_t *id)
{
	struct db_stmt *st = NULL;
	struct str name;
	enum jy_err err;

	if ((err = next_name(act, &name)) != JY_OK ||
	    (err = db_prepare(act->db, &st, SQL_BATCH_INSERT)) != JY_OK)
		return err;
	db_bind_str(st, ":uid", uid);
	db_bind_str(st, ":name", name);
	db_bind_int(st, ":account", act->who.account_id);
	db_bind_int(st, ":now", act->now);
	if ((err = db_run(st)) == JY_OK)
		*id = db_last_id(act->db);
	db_finish(st);
	return err;
}

/* JY_ENOTFOUND: nothing to put in. */
static enum jy_err
fill(struct act *act, int64_t id, int64_t school_id)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_BATCH_FILL);

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":batch", id);
	db_bind_int(st, ":school", school_id);
	db_bind_int(st, ":limit", BATCH_ITEMS_MAX);
	err = db_run(st);
	if (err == JY_OK && db_changes(act->db) == 0)
		err = JY_ENOTFOUND;
	db_finish(st);
	return err;
}

enum jy_err
batch_make(struct act *act, int64_t school_id, struct str *uid)
{
	char random[RANDOM_TEXT_SIZE(UID_BYTES)];
	int64_t id = 0;
	bool own;
	enum jy_err err;

	if ((err = random_text(random, UID_BYTES)) != JY_OK)
		return err;
	if ((*uid = arena_str(act->arena, str_of(random))).p == NULL)
		return JY_ENOMEM;
	if ((err = db_join(act->db, &own)) != JY_OK)
		return err;
	if ((err = insert(act, *uid, &id)) == JY_OK &&
	    (err = fill(act, id, school_id)) == JY_OK)
		err = flow_created(act, &subsidy_batch_flow, id, "make");
	return db_leave(act->db, own, err);
}

/* --- reading */

static void
read_batch(struct act *act, struct db_stmt *st, struct batch *out)
{
	struct arena *a = act->arena;

	*out = (struct batch){
		.id = db_int(st, 0),
		.uid = arena_str(a, db_str(st, 1)),
		.name = arena_str(a, db_str(st, 2)),
		.state = arena_str(a, db_str(st, 3)),
		.reason = arena_str(a, db_str(st, 4)),
		.paid_on = arena_str(a, db_str(st, 5)),
		.by = arena_str(a, db_str(st, 6)),
		.paid_by = arena_str(a, db_str(st, 7)),
		.count = db_int(st, 8),
		.amount = db_int(st, 9),
		.refused = db_int(st, 10),
		.gone = db_int(st, 11),
		.created_at = db_int(st, 12),
	};
}

enum jy_err
batch_list(struct act *act, int64_t before, int limit, struct batch *out, int *n)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_BATCH_LIST);
	bool row;

	*n = 0;
	if (err != JY_OK)
		return err;
	db_bind_int(st, ":before", before);
	db_bind_int(st, ":limit", limit);
	while (*n < limit && (err = db_step(st, &row)) == JY_OK && row)
		read_batch(act, st, &out[(*n)++]);
	db_finish(st);
	return err;
}

enum jy_err
batch_get(struct act *act, struct str uid, struct batch *out)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_BATCH_GET);

	if (err != JY_OK)
		return err;
	db_bind_str(st, ":uid", uid);
	if ((err = db_one(st)) == JY_OK)
		read_batch(act, st, out);
	db_finish(st);
	return err;
}

static enum jy_err
read_item(struct act *act, struct db_stmt *st, struct batch_item *out)
{
	struct arena *a = act->arena;
	struct buf masked = BUF_INIT;
	struct str card;
	enum jy_err err;

	*out = (struct batch_item){
		.id = db_int(st, 0),
		.uid = arena_str(a, db_str(st, 1)),
		.number = flow_reference(a, &subsidy_flow, db_int(st, 0)),
		.is_due = db_int(st, 2) != 0,
		.name = arena_str(a, db_str(st, 3)),
		.student_no = arena_str(a, db_str(st, 4)),
		.school = arena_str(a, db_str(st, 5)),
		.faculty = arena_str(a, db_str(st, 6)),
		.type = arena_str(a, db_str(st, 7)),
		.bank = arena_str(a, db_str(st, 8)),
		.holder = arena_str(a, db_str(st, 9)),
		.card_sealed = arena_str(a, db_str(st, 10)),
		.state = flow_state(&subsidy_flow, db_str(st, 11)),
		.amount = db_int(st, 12),
		.outcome = arena_str(a, db_str(st, 13)),
		.why = arena_str(a, db_str(st, 14)),
	};
	if ((err = subsidy_card(act, out->uid, out->card_sealed, &card)) != JY_OK)
		return err;
	mask_bank(&masked, card);
	out->card = arena_str(a, buf_view(&masked));
	buf_release(&masked);
	return out->card.p == NULL ? JY_ENOMEM : JY_OK;
}

enum jy_err
batch_items(struct act *act, int64_t batch, struct batch_item **out, size_t *n)
{
	struct db_stmt *st = NULL;
	enum jy_err err;
	bool row;

	*n = 0;
	*out = arena_array(act->arena, BATCH_ITEMS_MAX, sizeof(**out));
	if (*out == NULL)
		return JY_ENOMEM;
	if ((err = db_prepare(act->db, &st, SQL_BATCH_ITEMS)) != JY_OK)
		return err;
	db_bind_int(st, ":batch", batch);
	db_bind_int(st, ":limit", BATCH_ITEMS_MAX);
	while ((err = db_step(st, &row)) == JY_OK && row)
		if ((err = read_item(act, st, &(*out)[(*n)++])) != JY_OK)
			break;
	db_finish(st);
	return err;
}

/* --- leaving the portal */

static const char *const heads[] = { "序号", "申请编号", "学校", "院系", "学号", "姓名",
	"补贴类型", "金额（元）", "开户银行", "户名", "银行账号" };

static enum jy_err
add_row(struct act *act, struct sheet *out, size_t at, const struct batch_item *it)
{
	struct str card;
	enum jy_err err = subsidy_card(act, it->uid, it->card_sealed, &card);

	if (err != JY_OK)
		return err;
	sheet_add(out, arena_printf(act->arena, "%zu", at));
	sheet_add(out, it->number);
	sheet_add(out, it->school);
	sheet_add(out, it->faculty);
	sheet_add(out, it->student_no);
	sheet_add(out, it->name);
	sheet_add(out, it->type);
	sheet_add(out, arena_printf(act->arena, "%lld", (long long)it->amount));
	sheet_add(out, it->bank);
	sheet_add(out, it->holder);
	sheet_add(out, card);
	return JY_OK;
}

static enum jy_err
note_looks(struct act *act, int64_t batch)
{
	struct db_stmt *st = NULL;
	int64_t n;
	enum jy_err err = db_prepare(act->db, &st, SQL_BATCH_LOOK);

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":batch", batch);
	err = look_each(act, st, STR("求职补贴银行账号（发放文件）"), &n);
	db_finish(st);
	return err;
}

enum jy_err
batch_export(struct act *act, const struct batch *b, struct sheet *out)
{
	struct batch_item *items;
	size_t n, rows = 0;
	enum jy_err err;

	*out = SHEET(act->arena, "求职补贴发放", heads);
	if ((err = db_begin(act->db)) != JY_OK)
		return err;
	err = batch_items(act, b->id, &items, &n);
	for (size_t i = 0; i < n && err == JY_OK; i++)
		if (items[i].is_due)
			err = add_row(act, out, ++rows, &items[i]);
	if (err == JY_OK)
		err = note_looks(act, b->id);
	if (err == JY_OK)
		err = audit_act(act, "subsidy.export", "subsidy_batch", b->id, NULL,
		    arena_printf(act->arena, "%zu rows, whole account numbers", rows));
	return db_end(act->db, err);
}

/* --- paying */

static bool
day_ok(struct act *act, const struct batch *b, struct str day)
{
	int64_t start;

	return clock_parse_date(day, &start) && start <= act->now &&
	       start >= clock_day_start(b->created_at, 0);
}

static enum jy_err
set_day(struct act *act, int64_t id, struct str day)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_BATCH_DAY);

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":id", id);
	db_bind_int(st, ":who", act->who.account_id);
	db_bind_str(st, ":day", day);
	err = db_run(st);
	db_finish(st);
	return err;
}

enum jy_err
batch_pay(struct act *act, const struct batch *b, struct str day, const char **why)
{
	bool own;
	enum jy_err err;

	*why = "发放日期应在批次生成之日到今天之间。";
	if (!day_ok(act, b, day))
		return JY_EINPUT;
	if ((err = db_join(act->db, &own)) != JY_OK)
		return err;
	if ((err = set_day(act, b->id, day)) == JY_OK)
		err = flow_apply(act, &subsidy_batch_flow, b->id, "pay", NULL, why);
	return db_leave(act->db, own, err);
}
