/*
 * view.c - see view.h.
 */
#include "clock.h"
#include "escape.h"
#include "http/csrf.h"
#include "idcheck.h"
#include "identity/identity.h"
#include "signing/terms.h"
#include "signing/view.h"

#define QUERY_CHARS 60

bool
signing_gate(struct request *rq, const char *title, enum jy_err *err)
{
	if (identity_is_verified(&rq->act, rq->act.who.account_id))
		return true;
	*err = reply_page(rq, 403, "signing/gate", title, val_map(rq->act.arena));
	return false;
}

/* --- conditions of lists */

enum jy_err
signing_conditions(struct request *rq)
{
	static const struct field fields[] = {
		YEAR_CONDITION,
		{ "from", "起始日期", FIELD_DATE, 0, 0, 0, NULL, NULL, NULL, NULL },
		{ "to", "截止日期", FIELD_DATE, 0, 0, 0, NULL, NULL, NULL, NULL },
	};

	return request_conditions(rq, fields, FLOW_COUNT(fields));
}

struct str
signing_query(struct request *rq, const char *name)
{
	return request_words(rq, name, QUERY_CHARS);
}

struct str
signing_query_string(struct request *rq, const char *const *names, size_t n)
{
	struct buf b = BUF_INIT;
	struct str text, query;

	for (size_t i = 0; i < n; i++) {
		if ((text = signing_query(rq, names[i])).n == 0)
			continue;
		buf_printf(&b, "%s%s=", b.len > 0 ? "&" : "", names[i]);
		url_escape(&b, text);
	}
	query = !buf_ok(&b) ? STR_NONE
		: b.len > 0 ? arena_str(rq->act.arena, buf_view(&b))
			    : STR("");
	buf_release(&b);
	return query;
}

void
signing_put_filter(struct request *rq, struct val *data, const char *const *names,
    size_t n, const struct flow *flow)
{
	const struct flow_state *state = flow_state(flow, signing_query(rq, "state"));
	struct val filter = val_map(rq->act.arena), states = val_list(rq->act.arena), one;
	struct str query = signing_query_string(rq, names, n);

	for (size_t i = 0; i < n; i++)
		val_set(&filter, names[i], val_str(signing_query(rq, names[i])));
	for (size_t i = 0; i < flow->nstates; i++) {
		one = val_map(rq->act.arena);
		val_set(&one, "name", val_text(flow->states[i].name));
		val_set(&one, "label", val_text(flow->states[i].label));
		val_set(&one, "current", val_bool(&flow->states[i] == state));
		val_push(&states, one);
	}
	val_set(data, "filter", filter);
	val_set(data, "filtered", val_bool(query.n > 0));
	val_set(data, "query", val_str(query));
	val_set(data, "states", states);
}

enum jy_err
signing_selected(struct request *rq, struct str *uid)
{
	const struct form_value *ids = form_value(&rq->form, "id");

	if (ids->nlist == 0)
		return form_fail(&rq->form, NULL, "请先选择一条记录。");
	if (ids->nlist > 1)
		return form_fail(&rq->form, NULL, "只能选择一条记录。");
	*uid = ids->list[0];
	return JY_OK;
}

struct str
signing_path(struct request *rq, enum signing_kind kind, const char *more)
{
	return arena_printf(rq->act.arena, "%s%s", signing_words[kind].path, more);
}

void
signing_crumb(struct request *rq, struct val *data, const char *label, struct str path)
{
	struct val list = val_list(rq->act.arena), one = val_map(rq->act.arena);

	val_set(&one, "label", val_text(label));
	val_set(&one, "path", val_str(path));
	val_push(&list, one);
	val_set(data, "crumbs", list);
}

/* --- one invitation, one document */

/* The whole number stands in the signed text; elsewhere its middle is hidden. */
static void
hide_number(struct request *rq, struct val *texts)
{
	const struct val *v = val_get(texts, STR("id_no"));
	struct buf b = BUF_INIT;

	if (v != NULL) {
		mask_id(&b, v->s);
		val_set(texts, "id_no", val_str(arena_str(rq->act.arena, buf_view(&b))));
	}
	buf_release(&b);
}

enum jy_err
invitation_put(struct request *rq, const struct invitation *i, struct val *data)
{
	struct val v = invitation_val(&rq->act, i), texts;
	enum jy_err err = invitation_texts(&rq->act, i, &texts);

	if (err != JY_OK)
		return err;
	hide_number(rq, &texts);
	val_set(&v, "letter", val_str(i->letter));
	val_set(data, "invitation", v);
	val_set(data, "items", terms_items(rq->act.arena, i->kind, &texts));
	return JY_OK;
}

static void
set_time(struct request *rq, struct val *v, const char *key, int64_t at)
{
	char text[17];

	if (at == 0)
		return;
	clock_minute(at, text);
	val_set(v, key, val_text(arena_strdup(rq->act.arena, text)));
}

/* The newest request to terminate, with both statements (5.4.i4). */
static void
put_request(struct request *rq, const struct document *d, struct val *v)
{
	struct val asked = val_map(rq->act.arena);

	if (d->asked_at == 0)
		return;
	val_set(&asked, "by", val_text(role_label(role_of(d->asked_by))));
	set_time(rq, &asked, "at", d->asked_at);
	val_set(&asked, "reason", val_str(d->asked_reason));
	set_time(rq, &asked, "answered", d->answered_at);
	val_set(&asked, "agreed",
	    val_bool(
		str_is(d->state, "awaiting_archive") || str_is(d->state, "terminated")));
	val_set(&asked, "answer", val_str(d->answered_reason));
	val_set(v, "asked", asked);
}

static enum jy_err
put_text(struct request *rq, const struct document *d, struct val *data)
{
	struct text text;
	struct val texts;
	enum jy_err err;

	if (document_shows_text(&rq->act, d)) {
		if ((err = text_load(&rq->act, d->text_id, &text)) != JY_OK)
			return err;
		val_set(data, "body", val_html(text.body));
		val_set(data, "digest", val_str(text.digest));
		return JY_OK;
	}
	if ((err = document_texts(&rq->act, d, &texts)) != JY_OK)
		return err;
	hide_number(rq, &texts);
	val_set(data, "items", terms_items(rq->act.arena, d->kind, &texts));
	return JY_OK;
}

enum jy_err
document_put(struct request *rq, const struct document *d, struct val *data)
{
	struct val v = document_val(&rq->act, d);
	struct str other;

	val_set(&v, "credit_code", val_str(d->credit_code));
	val_set(&v, "shows_text", val_bool(document_shows_text(&rq->act, d)));
	/* a request to terminate is told of by itself */
	val_set(&v, "reason",
	    val_str(
		d->asked_at == 0 || str_is(d->state, "revoked") ? d->reason : STR("")));
	val_set(&v, "scan", val_bool(d->scan_id != 0));
	val_set(&v, "editable",
	    val_bool(str_is(d->state, "draft") || str_is(d->state, "returned")));
	val_set(
	    &v, "waits_text", val_bool(!d->entered && !document_shows_text(&rq->act, d)));
	set_time(rq, &v, "accepted", d->accepted_at);
	val_set(&v, "method",
	    val_text(str_is(d->accepted_method, "sms") ? "短信验证码" : "登录密码"));
	set_time(rq, &v, "effective", d->effective_at);
	set_time(rq, &v, "archived", d->archived_at);
	put_request(rq, d, &v);
	if (d->plan_locked) {
		val_set(&v, "plan_locked", val_bool(true));
		val_set(&v, "plan_reason", val_str(d->plan_reason));
	}
	if (rq->act.who.role == ROLE_AUTHORITY &&
	    (other = document_other_employer(&rq->act, d)).n > 0)
		val_set(&v, "other_employer", val_str(other));
	val_set(data, "document", v);
	return put_text(rq, d, data);
}
