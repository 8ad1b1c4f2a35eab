/*
 * batch_pages.c - 求职补贴发放 of the authority: the batches, one of them with its file and
 * its steps; what is paid for each type; the counts by school.
 */
#include "clock.h"
#include "flow/flow_pages.h"
#include "http/csrf.h"
#include "sheet/pages.h"
#include "subsidy/batch.h"
#include "subsidy/pages.h"

#define PATH "/office/payments"
#define RATES_PATH "/office/subsidy-rates"
#define COUNTS_PATH "/office/subsidy-counts"
#define PAGE_ROWS 20

/* clang-format off */
static const struct field make_fields[] = {
	{ "school", "学校", FIELD_DIGITS, 0, 18, 0, NULL, NULL, NULL, NULL },
};
static const struct field act_fields[] = {
	FLOW_FIELDS,
	{ "day", "发放日期", FIELD_DATE, 0, 0, 0, NULL, NULL, NULL, NULL },
};
static const struct field export_fields[] = {
	{ "format", "格式", FIELD_CHOICE, 0, 0, F_REQUIRED, NULL, NULL, sheet_formats, NULL },
};
static const struct field rate_fields[] = {
	{ "type", "申请类型", FIELD_CHOICE, 0, 0, F_REQUIRED, NULL, NULL, NULL, "subsidy" },
	{ "amount", "补贴金额（元）", FIELD_NUMBER, 1, 100000, F_REQUIRED, "一次性发放；已生成的批次仍按原金额", NULL, NULL, NULL },
};
/* clang-format on */

static struct val
crumbs(struct request *rq)
{
	struct val list = val_list(rq->act.arena), one = val_map(rq->act.arena);

	val_set(&one, "label", val_text("求职补贴发放"));
	val_set(&one, "path", val_text(PATH));
	val_push(&list, one);
	return list;
}

static struct str
path_of(struct request *rq, struct str uid, const char *rest)
{
	return arena_printf(rq->act.arena, PATH "/" STR_FMT "%s", STR_ARG(uid), rest);
}

/* --- the batches */

static struct val
batch_val(struct arena *a, const struct batch *b)
{
	const struct flow_state *state = flow_state(&subsidy_batch_flow, b->state);
	struct val v = val_map(a);
	char at[17];

	clock_minute(b->created_at, at);
	val_set(&v, "uid", val_str(b->uid));
	val_set(&v, "name", val_str(b->name));
	val_set(&v, "state", val_text(state->label));
	val_set(&v, "tone", val_text(state->tone));
	val_set(&v, "is_open", val_bool(strcmp(state->name, "prepared") == 0));
	val_set(&v, "by", val_str(b->by));
	val_set(&v, "at", val_text(arena_strdup(a, at)));
	val_set(&v, "count", val_int(b->count));
	val_set(&v, "amount", val_int(b->amount));
	if (b->paid_on.n > 0)
		val_set(&v, "paid_on", val_str(b->paid_on));
	if (b->paid_by.n > 0)
		val_set(&v, "paid_by", val_str(b->paid_by));
	if (b->gone > 0)
		val_set(&v, "gone", val_int(b->gone));
	if (b->refused > 0)
		val_set(&v, "refused", val_int(b->refused));
	if (b->reason.n > 0)
		val_set(&v, "reason", val_str(b->reason));
	return v;
}

SQL(SQL_PAYMENT_SCHOOLS,
    "SELECT o.id, o.name, count(*) FROM subsidy b JOIN office o ON o.id = b.school_id"
    " WHERE b.state = 'approved' AND NOT EXISTS(SELECT 1 FROM subsidy_item i WHERE"
    " i.subsidy_id = b.id AND i.outcome <> 'refused') GROUP BY o.id, o.name, o.code"
    " ORDER BY o.code");

/* The schools that have something waiting. */
static enum jy_err
put_schools(struct request *rq, struct val *data)
{
	struct val list = val_list(rq->act.arena), one;
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(rq->act.db, &st, SQL_PAYMENT_SCHOOLS);
	bool row;

	if (err != JY_OK)
		return err;
	while ((err = db_step(st, &row)) == JY_OK && row) {
		one = val_map(rq->act.arena);
		val_set(&one, "id", val_int(db_int(st, 0)));
		val_set(&one, "name", val_str(arena_str(rq->act.arena, db_str(st, 1))));
		val_set(&one, "count", val_int(db_int(st, 2)));
		val_push(&list, one);
	}
	db_finish(st);
	val_set(data, "schools", list);
	return err;
}

static enum jy_err
put_batches(struct request *rq, struct val *data)
{
	struct batch *all = arena_array(rq->act.arena, PAGE_ROWS + 1, sizeof(*all));
	struct val list = val_list(rq->act.arena);
	enum jy_err err;
	int n;

	if (all == NULL)
		return JY_ENOMEM;
	if ((err = batch_list(&rq->act, request_before(rq), PAGE_ROWS + 1, all, &n)) !=
	    JY_OK)
		return err;
	for (int i = 0; i < n && i < PAGE_ROWS; i++)
		val_push(&list, batch_val(rq->act.arena, &all[i]));
	if (n > PAGE_ROWS)
		val_set(data, "older", val_int(all[PAGE_ROWS - 1].id));
	val_set(data, "batches", list);
	val_set(data, "some", val_bool(n > 0));
	return JY_OK;
}

static enum jy_err
list_page(struct request *rq)
{
	struct val data = val_map(rq->act.arena);
	int64_t count = 0, amount = 0;
	enum jy_err err;

	if ((err = batch_waiting(&rq->act, 0, &count, &amount)) != JY_OK ||
	    (err = put_schools(rq, &data)) != JY_OK ||
	    (err = put_batches(rq, &data)) != JY_OK)
		return err;
	if (count > 0)
		val_set(&data, "count", val_int(count));
	val_set(&data, "amount", val_int(amount));
	val_set(&data, "csrf", val_str(csrf_token(rq, PATH)));
	return reply_page(rq, 200, "subsidy/batches", "求职补贴发放", data);
}

static enum jy_err
make_post(struct request *rq)
{
	int64_t school = 0;
	struct str uid;
	enum jy_err err;

	(void)str_int(form_get(&rq->form, "school"), 1, INT64_MAX, &school);
	err = batch_make(&rq->act, school, &uid);
	if (err == JY_ENOTFOUND)
		return form_fail(&rq->form, NULL, "没有待发放的申请，不能生成批次。");
	return err != JY_OK ? err
			    : reply_redirect_str(rq, path_of(rq, uid, "?done=saved"));
}

/* --- one batch */

static struct val
item_val(struct arena *a, const struct batch_item *it)
{
	const struct {
		const char *key;
		struct str value;
	} texts[] = {
		{ "uid", it->uid },
		{ "number", it->number },
		{ "name", it->name },
		{ "school", it->school },
		{ "faculty", it->faculty },
		{ "type", it->type },
		{ "bank", it->bank },
		{ "card", it->card },
	};
	struct val v = val_map(a);

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		val_set(&v, texts[i].key, val_str(texts[i].value));
	val_set(&v, "amount", val_int(it->amount));
	val_set(&v, "state", val_text(it->state->label));
	val_set(&v, "tone", val_text(it->state->tone));
	if (it->why.n > 0)
		val_set(&v, "why", val_str(it->why));
	else if (!it->is_due)
		val_set(&v, "why", val_text(it->state->label));
	return v;
}

/* data.due: what is paid by it; data.left: what is not, and why. */
static enum jy_err
put_items(struct request *rq, struct val *data, const struct batch *b)
{
	struct val due = val_list(rq->act.arena), left = val_list(rq->act.arena);
	struct batch_item *items;
	size_t n;
	enum jy_err err = batch_items(&rq->act, b->id, &items, &n);

	if (err != JY_OK)
		return err;
	for (size_t i = 0; i < n; i++)
		val_push(
		    items[i].is_due ? &due : &left, item_val(rq->act.arena, &items[i]));
	val_set(data, "due", due);
	val_set(data, "some_due", val_bool(val_len(&due) > 0));
	val_set(data, "left", left);
	val_set(data, "some_left", val_bool(val_len(&left) > 0));
	return JY_OK;
}

static enum jy_err
view_page(struct request *rq)
{
	struct val data = val_map(rq->act.arena);
	struct batch b;
	char today[11];
	enum jy_err err;

	if ((err = batch_get(&rq->act, rq->param, &b)) != JY_OK ||
	    (err = put_items(rq, &data, &b)) != JY_OK ||
	    (err = flow_put(rq, &data, &subsidy_batch_flow, b.id, "pay",
		 path_of(rq, b.uid, ""))) != JY_OK)
		return err;
	clock_date(rq->act.now, today);
	val_set(&data, "batch", batch_val(rq->act.arena, &b));
	val_set(&data, "crumbs", crumbs(rq));
	val_set(&data, "today", val_text(arena_strdup(rq->act.arena, today)));
	val_set(&data, "export_csrf",
	    val_str(csrf_token_for(rq, path_of(rq, b.uid, "/export"))));
	return reply_page(rq, 200, "subsidy/batch", "求职补贴发放批次", data);
}

static enum jy_err
pay(struct request *rq, const struct batch *b)
{
	const char *why = NULL;
	enum jy_err err = batch_pay(&rq->act, b, form_get(&rq->form, "day"), &why), drawn;

	if (err == JY_EINPUT)
		return form_fail(&rq->form, "day", why);
	if (err == JY_OK)
		return reply_redirect_str(rq, path_of(rq, b->uid, "?done=saved"));
	if (err != JY_ECONFLICT || why == NULL)
		return err;
	rq->form.error = why;
	if ((drawn = view_page(rq)) == JY_OK)
		rq->reply.status = err_info(err)->http;
	return drawn;
}

static enum jy_err
act_post(struct request *rq)
{
	struct batch b;
	enum jy_err err = batch_get(&rq->act, rq->param, &b);

	if (err != JY_OK)
		return err;
	if (str_is(form_get(&rq->form, "action"), "pay"))
		return pay(rq, &b);
	return flow_step(rq, &subsidy_batch_flow, b.id, view_page, path_of(rq, b.uid, ""),
	    "submitted");
}

static enum jy_err
export_post(struct request *rq)
{
	struct sheet *sheet = arena_alloc(rq->act.arena, sizeof(*sheet));
	struct batch b;
	enum jy_err err;

	if (sheet == NULL)
		return JY_ENOMEM;
	if ((err = batch_get(&rq->act, rq->param, &b)) != JY_OK ||
	    (err = batch_export(&rq->act, &b, sheet)) != JY_OK)
		return err;
	return sheet_reply(rq, sheet, form_get(&rq->form, "format"),
	    arena_printf(rq->act.arena, "subsidy-" STR_FMT, STR_ARG(b.name)).p);
}

/* --- what is paid */

static enum jy_err
rates_page(struct request *rq)
{
	struct val data = val_map(rq->act.arena), rates;
	enum jy_err err = subsidy_rates(&rq->act, &rates);

	if (err != JY_OK)
		return err;
	val_set(&data, "rates", rates);
	val_set(&data, "crumbs", crumbs(rq));
	val_set(&data, "csrf", val_str(csrf_token(rq, RATES_PATH)));
	return reply_page(rq, 200, "subsidy/rates", "求职补贴标准", data);
}

static enum jy_err
rates_post(struct request *rq)
{
	enum jy_err err = subsidy_set_rate(&rq->act, form_get(&rq->form, "type"),
	    form_value(&rq->form, "amount")->number);

	return err != JY_OK ? err : reply_redirect(rq, RATES_PATH "?done=saved");
}

/* --- how many */

static enum jy_err
counts_page(struct request *rq)
{
	static const struct field conditions[] = { YEAR_CONDITION };
	struct val data = val_map(rq->act.arena), rows, first;
	enum jy_err err;

	if ((err = request_conditions(rq, conditions, 1)) != JY_OK ||
	    (err = subsidy_counts(
		 &rq->act, form_number(&rq->conditions, "year"), &rows)) != JY_OK)
		return err;
	val_set(&data, "rows", rows);
	val_set(&data, "some", val_bool(val_len(&rows) > 0));
	if (val_len(&rows) > 0) {
		first = val_at(&rows, 0);
		val_set(&data, "heads", *val_get(&first, STR("counts")));
	}
	return reply_page(rq, 200, "subsidy/counts", "求职补贴统计", data);
}

/* clang-format off */
const struct route subsidy_batch_routes[] = {
	{ METHOD_GET, PATH, ROLE_AUTHORITY, CSRF_NO, RATE_NONE, FIELDS(make_fields), list_page, NULL, NULL },
	{ METHOD_POST, PATH, ROLE_AUTHORITY, CSRF_YES, RATE_FORM, FIELDS(make_fields), make_post, list_page, NULL },
	{ METHOD_GET, PATH "/*", ROLE_AUTHORITY, CSRF_NO, RATE_NONE, FIELDS(act_fields), view_page, NULL, NULL },
	{ METHOD_POST, PATH "/*", ROLE_AUTHORITY, CSRF_YES, RATE_FORM, FIELDS(act_fields), act_post, view_page, NULL },
	{ METHOD_POST, PATH "/*/export", ROLE_AUTHORITY, CSRF_YES, RATE_EXPORT, FIELDS(export_fields), export_post, view_page, NULL },
	{ METHOD_GET, RATES_PATH, ROLE_AUTHORITY, CSRF_NO, RATE_NONE, FIELDS(rate_fields), rates_page, NULL, NULL },
	{ METHOD_POST, RATES_PATH, ROLE_AUTHORITY, CSRF_YES, RATE_FORM, FIELDS(rate_fields), rates_post, rates_page, NULL },
	{ METHOD_GET, COUNTS_PATH, ROLE_AUTHORITY, CSRF_NO, RATE_NONE, NO_FIELDS, counts_page, NULL, NULL },
	{ .path = NULL },
};
/* clang-format on */
