/*
 * desk_pages.c - the list of a desk, and decisions about many of its cases at once: they
 * are confirmed on a page that says what will happen to each, and answered by a page
 * that says what did.
 */
#include "clock.h"
#include "desk/desk_rows.h"
#include "http/csrf.h"

#define PLACES_OF "65"
#define COUNT_OTHERS 1000 /* what waits for nobody here is counted so far */

SQL(SQL_DESK_DICT, "SELECT code, label FROM dict WHERE kind = :from ORDER BY position");
SQL(SQL_DESK_PLACES, "SELECT code, name FROM region WHERE parent = :from ORDER BY code");

/* clang-format off */
static const struct field pick_fields[] = {
	{ "id", "事项", FIELD_DIGITS, 1, 18, F_LIST, NULL, NULL, NULL, NULL },
	{ "version", "页面", FIELD_DIGITS, 1, 9, F_LIST, NULL, NULL, NULL, NULL }, /* of each id */
	{ "action", "操作", FIELD_TOKEN, 1, 20, F_REQUIRED, NULL, NULL, NULL, NULL },
	{ "reason", "原因", FIELD_LONG, 0, 500, 0, "会原样告知每一位申请人。", NULL, NULL, NULL },
	{ "sure", "确定", FIELD_CHECK, 0, 0, 0, NULL, NULL, NULL, NULL },
};
/* clang-format on */

static const struct desk *
desk_of(const struct request *rq)
{
	return desk_at(rq->route->path);
}

static struct str
list_href(struct request *rq, const struct desk_view *v)
{
	return arena_printf(rq->act.arena, "%s?" STR_FMT, v->desk->path,
	    STR_ARG(desk_query(rq->act.arena, v)));
}

static struct val
crumbs(struct request *rq, const struct desk_view *v)
{
	struct val list = val_list(rq->act.arena), one = val_map(rq->act.arena);

	val_set(&one, "label", val_text(v->desk->title));
	val_set(&one, "path", val_str(list_href(rq, v)));
	val_push(&list, one);
	return list;
}

/* --- the list */

static enum jy_err
put_tabs(struct request *rq, const struct desk_view *v, struct val *data)
{
	struct val list = val_list(rq->act.arena), one;
	struct desk_view tab;
	int64_t n, oldest, most;
	enum jy_err err;

	for (size_t i = 0; i < DESK_STATES && v->desk->states[i] != NULL; i++) {
		tab = *v;
		tab.state = flow_state(v->desk->flow, str_of(v->desk->states[i]));
		tab.waits =
		    flow_waits_for(v->desk->flow, v->desk->states[i], rq->act.who.role);
		most = tab.waits ? DESK_COUNT_MAX : COUNT_OTHERS;
		if ((err = desk_count(&rq->act, &tab, most, &n, &oldest)) != JY_OK)
			return err;
		one = val_map(rq->act.arena);
		val_set(&one, "label", val_text(tab.state->label));
		val_set(&one, "href", val_str(list_href(rq, &tab)));
		val_set(&one, "n",
		    val_str(arena_printf(
			rq->act.arena, "%lld%s", (long long)n, n == most ? "+" : "")));
		val_set(&one, "current", val_bool(tab.state == v->state));
		val_push(&list, one);
	}
	val_set(data, "tabs", list);
	return JY_OK;
}

/* What can be chosen: [{value, label, selected}]. */
static enum jy_err
options(
    struct request *rq, const struct desk_filter *f, struct str chosen, struct val *out)
{
	struct db_stmt *st = NULL;
	struct val one;
	struct str value;
	enum jy_err err;
	bool row;

	*out = val_list(rq->act.arena);
	if ((err = db_prepare(rq->act.db, &st,
		 f->type == FILTER_DICT    ? SQL_DESK_DICT
		 : f->type == FILTER_PLACE ? SQL_DESK_PLACES
					   : f->from)) != JY_OK)
		return err;
	if (f->type == FILTER_OFFICE)
		db_bind_int(st, ":office", rq->act.who.office_id);
	else
		db_bind_text(st, ":from", f->type == FILTER_DICT ? f->from : PLACES_OF);
	while ((err = db_step(st, &row)) == JY_OK && row) {
		value = arena_str(rq->act.arena, db_str(st, 0));
		one = val_map(rq->act.arena);
		val_set(&one, "value", val_str(value));
		val_set(&one, "label", val_str(arena_str(rq->act.arena, db_str(st, 1))));
		val_set(&one, "selected", val_bool(str_eq(value, chosen)));
		val_push(out, one);
	}
	db_finish(st);
	return err;
}

static enum jy_err
put_filters(struct request *rq, const struct desk_view *v, struct val *data)
{
	const struct desk_filter *f = v->desk->filters;
	struct val list = val_list(rq->act.arena), one, choice;
	enum jy_err err;

	for (size_t i = 0; i < DESK_FILTERS && f[i].name != NULL; i++) {
		one = val_map(rq->act.arena);
		val_set(&one, "name", val_text(f[i].name));
		val_set(&one, "label", val_text(f[i].label));
		val_set(&one, "value", val_str(v->values[i].text));
		if (v->values[i].wrong != NULL) {
			val_set(&one, "value", val_str(v->values[i].wrong->text));
			val_set(&one, "error", val_text(v->values[i].wrong->error));
		}
		val_set(&one, "year", val_bool(f[i].type == FILTER_YEAR));
		if (f[i].type != FILTER_WORD && f[i].type != FILTER_YEAR) {
			if ((err = options(rq, &f[i], v->values[i].text, &choice)) !=
			    JY_OK)
				return err;
			val_set(&one, "chosen", val_bool(true));
			val_set(&one, "options", choice);
		}
		val_push(&list, one);
	}
	val_set(data, "filters", list);
	val_set(data, "days", desk_days(rq));
	val_set(data, "filtered", val_bool(v->filtered));
	return JY_OK;
}

static struct val
row_val(struct act *act, const struct desk_view *v, const struct desk_case *c)
{
	struct val one = val_map(act->arena);
	char at[17];

	clock_minute(c->at, at);
	val_set(&one, "id", val_int(c->id));
	val_set(&one, "name", val_str(c->name));
	val_set(&one, "href", val_str(desk_href(act->arena, v, c->key)));
	val_set(&one, "cells", c->cells);
	val_set(&one, "at", val_text(arena_strdup(act->arena, at)));
	val_set(&one, "age", val_str(desk_age(act, c->at)));
	return one;
}

static enum jy_err
put_rows(struct request *rq, const struct desk_view *v, struct val *data)
{
	struct desk_case *cases =
	    arena_alloc(rq->act.arena, (DESK_PAGE + 1) * sizeof(*cases));
	struct desk_place from = desk_place(rq);
	bool first = from.id == 0;
	struct val list = val_list(rq->act.arena);
	size_t n;
	enum jy_err err;

	if (cases == NULL)
		return JY_ENOMEM;
	if (first)
		from = v->waits ? DESK_OLDEST : DESK_NEWEST;
	if ((err = desk_cases(&rq->act, v, !v->waits, from, DESK_PAGE + 1, cases, &n)) !=
	    JY_OK)
		return err;
	for (size_t i = 0; i < n && i < DESK_PAGE; i++)
		val_push(&list, row_val(&rq->act, v, &cases[i]));
	val_set(data, "rows", list);
	val_set(data, "some", val_bool(n > 0));
	val_set(data, "later", val_bool(!first));
	if (n > DESK_PAGE)
		val_set(data, "next",
		    val_str(desk_place_text(rq->act.arena, cases[DESK_PAGE - 1].at,
			cases[DESK_PAGE - 1].id)));
	return JY_OK;
}

static struct val
column_labels(struct request *rq, const struct desk *desk)
{
	struct val list = val_list(rq->act.arena);

	for (size_t i = 0; i < DESK_COLUMNS && desk->columns[i].label != NULL; i++)
		val_push(&list, val_text(desk->columns[i].label));
	return list;
}

/* The buttons over a list, in a state from which they lead somewhere for the viewer. */
static void
put_batch(struct request *rq, const struct desk_view *v, struct val *data)
{
	const char *const both[] = { v->desk->approve, v->desk->reject };
	struct val list = val_list(rq->act.arena), one;

	for (size_t i = 0; i < 2 && v->waits && !v->desk->one_by_one; i++) {
		if (!flow_offers(
			v->desk->flow, v->state->name, both[i], rq->act.who.role))
			continue;
		one = val_map(rq->act.arena);
		val_set(&one, "action", val_text(both[i]));
		val_set(&one, "label",
		    val_text(flow_action_label(v->desk->flow, str_of(both[i]))));
		val_push(&list, one);
	}
	val_set(data, "batch", list);
	val_set(data, "some_batch", val_bool(val_len(&list) > 0));
	val_set(data, "all", val_bool(str_is(request_query(rq, "all"), "yes")));
}

static enum jy_err
list_page(struct request *rq)
{
	struct val data = val_map(rq->act.arena);
	const struct desk *desk = desk_of(rq);
	struct desk_view v;
	enum jy_err err;

	if ((err = desk_view_of(rq, desk, &v)) != JY_OK ||
	    (err = put_tabs(rq, &v, &data)) != JY_OK ||
	    (err = put_filters(rq, &v, &data)) != JY_OK ||
	    (err = put_rows(rq, &v, &data)) != JY_OK)
		return err;
	put_batch(rq, &v, &data);
	val_set(&data, "columns", column_labels(rq, desk));
	val_set(&data, "path", val_text(desk->path));
	val_set(&data, "query", val_str(desk_query(rq->act.arena, &v)));
	val_set(&data, "noun", val_text(desk->noun));
	val_set(&data, "state", val_text(v.state->name));
	val_set(&data, "label", val_text(v.state->label));
	val_set(&data, "waits", val_bool(v.waits));
	val_set(&data, "csrf", val_str(csrf_token_for(rq, str_of(desk->path))));
	return reply_page(rq, 200, "desk/list", desk->title, data);
}

/* --- many at once */

struct batch {
	struct desk_view view;
	const char *action;
	bool with_reason; /* one of them wants one */
	int64_t version;  /* of the one at hand, see flow_apply_at() */
};

/* One of the two actions of the desk, and what to do it to. */
static enum jy_err
read_batch(struct request *rq, struct batch *b)
{
	struct str action = form_get(&rq->form, "action");
	enum jy_err err = desk_view_of(rq, desk_of(rq), &b->view);
	const struct desk *desk = b->view.desk;

	if (err != JY_OK)
		return err;
	b->action = desk->approve != NULL && str_is(action, desk->approve) ? desk->approve
		    : desk->reject != NULL && str_is(action, desk->reject) ? desk->reject
									   : NULL;
	if (b->action == NULL)
		return JY_EPARSE;
	if (form_value(&rq->form, "id")->nlist == 0)
		return form_fail(&rq->form, NULL,
		    arena_printf(rq->act.arena, "没有选中任何%s，请先勾选。", desk->noun)
			.p);
	b->with_reason = false;
	return JY_OK;
}

/* Calls `each` for what was picked, as far as it is in the viewer's scope; it adds a
 * line to the list. */
typedef enum jy_err picked_fn(
    struct request *rq, struct batch *b, const struct desk_case *c, struct val *list);

static enum jy_err
each_picked(struct request *rq, struct batch *b, picked_fn *each, struct val *list)
{
	const struct form_value *v = form_value(&rq->form, "id");
	const struct form_value *version = form_value(&rq->form, "version");
	struct desk_case c;
	int64_t id;
	enum jy_err err = JY_OK;

	*list = val_list(rq->act.arena);
	for (size_t i = 0; i < v->nlist && err == JY_OK; i++) {
		if (!str_int(v->list[i], 1, INT64_MAX, &id))
			continue;
		if (version->nlist != v->nlist ||
		    !str_int(version->list[i], 0, INT64_MAX, &b->version))
			b->version = -1;
		if ((err = desk_case(&rq->act, &b->view, id, &c)) == JY_OK)
			err = each(rq, b, &c, list);
		else if (err == JY_ENOTFOUND)
			err = JY_OK;
	}
	return err != JY_OK ? err : val_len(list) == 0 ? JY_ENOTFOUND : JY_OK;
}

static enum jy_err
foresee(struct request *rq, struct batch *b, const struct desk_case *c, struct val *list)
{
	struct val one = row_val(&rq->act, &b->view, c);
	struct flow_preview p;
	enum jy_err err =
	    flow_preview(&rq->act, b->view.desk->flow, c->id, b->action, &p);

	if (err != JY_OK || (err = flow_version(&rq->act, b->view.desk->flow, c->id,
				 &b->version)) != JY_OK)
		return err;
	val_set(&one, "version", val_int(b->version));
	b->with_reason = b->with_reason || p.reason;
	val_set(&one, "ok", val_bool(p.to != NULL));
	val_set(&one, "text", val_text(p.to != NULL ? p.to->label : p.why));
	if (p.to != NULL)
		val_set(&one, "tone", val_text(p.to->tone));
	val_push(list, one);
	return JY_OK;
}

/* What the workflow refuses is a line of the result; what is broken ends the batch. */
static enum jy_err
carry_out(
    struct request *rq, struct batch *b, const struct desk_case *c, struct val *list)
{
	const struct flow_input in = { form_get(&rq->form, "reason"), NULL };
	const char *why = NULL;
	enum jy_err err = flow_apply_at(
	    &rq->act, b->view.desk->flow, c->id, b->action, &in, b->version, &why);

	if (err != JY_OK && err != JY_ECONFLICT && err != JY_EFORBIDDEN &&
	    err != JY_ENOTFOUND && err != JY_EINPUT && err != JY_EBUSY)
		return err;
	flow_result(rq->act.arena, list, c->name, err, why);
	return JY_OK;
}

/* What will happen to each, once more to be confirmed. */
static enum jy_err
confirm_page(struct request *rq, const struct batch *b, struct val list, int status)
{
	const struct desk *desk = b->view.desk;
	const char *label = flow_action_label(desk->flow, str_of(b->action));
	struct val data = val_map(rq->act.arena);
	int64_t ok = flow_results_done(&list);

	val_set(&data, "rows", list);
	val_set(&data, "ok", val_int(ok));
	val_set(&data, "some_ok", val_bool(ok > 0));
	if ((int64_t)val_len(&list) > ok)
		val_set(&data, "refused", val_int((int64_t)val_len(&list) - ok));
	val_set(&data, "noun", val_text(desk->noun));
	val_set(&data, "action", val_text(b->action));
	val_set(&data, "label", val_text(label));
	val_set(&data, "with_reason", val_bool(b->with_reason));
	val_set(&data, "back", val_str(list_href(rq, &b->view)));
	val_set(&data, "crumbs", crumbs(rq, &b->view));
	val_set(&data, "csrf", val_str(csrf_token_for(rq, str_of(desk->path))));
	return reply_page(rq, status, "desk/confirm",
	    arena_printf(rq->act.arena, "批量%s", label).p, data);
}

static enum jy_err
results_page(struct request *rq, struct batch *b)
{
	struct val data = val_map(rq->act.arena), list;
	enum jy_err err = each_picked(rq, b, carry_out, &list);

	if (err != JY_OK)
		return err;
	val_set(&data, "crumbs", crumbs(rq, &b->view));
	return flow_results(rq, "办理结果", list, list_href(rq, &b->view), data);
}

static enum jy_err
pick_post(struct request *rq)
{
	struct val list;
	struct batch b;
	enum jy_err err;

	if ((err = read_batch(rq, &b)) != JY_OK ||
	    (err = each_picked(rq, &b, foresee, &list)) != JY_OK)
		return err;
	if (!str_is(form_get(&rq->form, "sure"), "yes"))
		return confirm_page(rq, &b, list, 200);
	if (b.with_reason && form_get(&rq->form, "reason").n == 0) {
		(void)form_fail(&rq->form, "reason", "请填写原因。");
		return confirm_page(rq, &b, list, 422);
	}
	return results_page(rq, &b);
}

/* --- the routes */

size_t
desk_route_rows(const struct desk *desk, struct route rows[DESK_ROUTES])
{
	unsigned roles = 0;

	for (size_t i = 0; i < DESK_SCOPES; i++)
		roles |= desk->scopes[i].role;
	rows[0] = (struct route){ METHOD_GET, desk->path, roles, CSRF_NO, RATE_NONE,
		NO_FIELDS, list_page, NULL, NULL };
	rows[1] = (struct route){ METHOD_POST, desk->path, roles, CSRF_YES, RATE_FORM,
		FIELDS(pick_fields), pick_post, list_page, NULL };
	return desk->one_by_one ? 1 : 2;
}
