/*
 * identity_office.c - the prefecture's desk (2.3.i1): the queue of on-site applications,
 * oldest first, and one application with its decision.
 */
#include <inttypes.h>

#include "clock.h"
#include "http/view.h"
#include "idcheck.h"
#include "identity/identity.h"
#include "identity/pages.h"
#include "region/region.h"
#include "audit/audit.h"

#define PAGE_ROWS 20

static const struct choice actions[] = {
	{ "approve", "审核通过" },
	{ "refuse", "审核不通过" },
	{ NULL, NULL },
};
static const struct field decide_fields[] = {
	{ "action", "审核结果", FIELD_CHOICE, 0, 0, F_REQUIRED, NULL, NULL, actions,
	    NULL },
	{ "reason", "原因", FIELD_LONG, 2, 300, 0,
	    "不通过时必填，申请人会看到；不要填写证件号码", NULL, NULL, NULL },
};

/* "1795478400-12": the last application of the page before. */
static struct identity_cursor
cursor_of(struct str text)
{
	struct identity_cursor c = { 0, 0 };
	struct str at;

	if (!str_split(&text, '-', &at) || !str_int(at, 0, INT64_MAX, &c.at) ||
	    !str_int(text, 1, INT64_MAX, &c.id))
		return (struct identity_cursor){ 0, 0 };
	return c;
}

static enum jy_err
queue_page(struct request *rq)
{
	bool decided = str_is(request_query(rq, "view"), "decided");
	struct identity_cursor from = cursor_of(request_query(rq, "after")), next;
	struct val data = val_map(rq->act.arena), list;
	enum jy_err err =
	    identity_queue(&rq->act, decided, &from, PAGE_ROWS, &list, &next);

	if (err != JY_OK)
		return err;
	val_set(&data, "rows", list);
	val_set(&data, "some", val_bool(val_len(&list) > 0));
	val_set(&data, "decided", val_bool(decided));
	val_set(&data, "later", val_bool(from.id != 0));
	if (next.id != 0)
		val_set(&data, "next",
		    val_str(arena_printf(
			rq->act.arena, "%" PRId64 "-%" PRId64, next.at, next.id)));
	return reply_page(rq, 200, "identity/queue", "现场审核", data);
}

static void
put_profile(struct request *rq, struct val *v, const struct profile *p, bool whole)
{
	struct region r;
	struct arena *a = rq->act.arena;
	struct buf b = BUF_INIT;

	if (whole)
		buf_str(&b, p->id_no);
	else
		mask_id(&b, p->id_no);
	val_set(v, "id_no", val_str(arena_str(a, buf_view(&b))));
	buf_reset(&b);
	mask_mobile(&b, p->mobile);
	val_set(v, "mobile", val_str(arena_str(a, buf_view(&b))));
	buf_release(&b);
	if (region_get(&rq->act, p->region, &r) == JY_OK)
		val_set(v, "region", val_str(r.path));
	val_set(v, "name", val_str(p->name));
	val_set(v, "school", val_str(p->school));
	val_set(v, "faculty", val_str(p->faculty));
	val_set(v, "major", val_str(p->major));
	val_set(v, "year", val_int(p->year));
}

SQL(SQL_CASE_DEGREE, "SELECT label FROM dict WHERE kind = 'degree' AND code = :code");

static enum jy_err
put_degree(struct request *rq, struct val *v, struct str code)
{
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(rq->act.db, &st, SQL_CASE_DEGREE);

	if (err != JY_OK)
		return err;
	db_bind_str(st, ":code", code);
	if ((err = db_one(st)) == JY_OK)
		val_set(v, "education", val_str(arena_str(rq->act.arena, db_str(st, 0))));
	db_finish(st);
	return err == JY_ENOTFOUND ? JY_OK : err;
}

static enum jy_err
draw_case(struct request *rq, bool whole)
{
	struct val data = val_map(rq->act.arena), history,
		   person = val_map(rq->act.arena);
	struct identity i;
	struct profile p;
	const struct flow_state *s;
	struct str base =
	    arena_printf(rq->act.arena, "/office/identity/" STR_FMT, STR_ARG(rq->param));
	enum jy_err err;

	if ((err = identity_case(&rq->act, rq->param, &i, &p)) != JY_OK ||
	    (err = flow_history(&rq->act, &identity_flow, i.id, &history)) != JY_OK ||
	    (err = put_degree(rq, &person, p.education)) != JY_OK)
		return err;
	s = flow_state(&identity_flow, i.state);
	put_profile(rq, &person, &p, whole);
	val_set(&data, "person", person);
	val_set(&data, "whole", val_bool(whole));
	val_set(&data, "label", val_text(s->label));
	val_set(&data, "tone", val_text(s->tone));
	val_set(&data, "waits",
	    val_bool(flow_waits_for(&identity_flow, s->name, ROLE_PREFECTURE)));
	val_set(&data, "history", history);
	val_set(&data, "base", val_str(base));
	val_set(&data, "csrf",
	    val_str(csrf_token(rq, arena_printf(rq->act.arena, "%s/decide", base.p).p)));
	val_set(&data, "id_csrf",
	    val_str(
		csrf_token(rq, arena_printf(rq->act.arena, "%s/id-number", base.p).p)));
	return reply_page(rq, 200, "identity/case", "现场审核申请", data);
}

static enum jy_err
case_page(struct request *rq)
{
	return draw_case(rq, false);
}

/* The whole ID number, once, with its record. */
static enum jy_err
id_number_post(struct request *rq)
{
	struct identity i;
	struct profile p;
	enum jy_err err = identity_case(&rq->act, rq->param, &i, &p);

	if (err != JY_OK || (err = db_begin(rq->act.db)) != JY_OK)
		return err;
	err = audit_act(
	    &rq->act, "identity.id_number", "account", i.account_id, NULL, STR_NONE);
	err = db_end(rq->act.db, err);
	return err != JY_OK ? err : draw_case(rq, true);
}

static enum jy_err
decide_post(struct request *rq)
{
	struct str action = form_get(&rq->form, "action");
	bool approve = str_is(action, "approve");
	const char *why;
	enum jy_err err =
	    identity_decide(&rq->act, rq->param, approve ? "approve" : "refuse",
		approve ? STR("") : form_get(&rq->form, "reason"), &why);

	if (err == JY_EINPUT)
		return form_fail(&rq->form, "reason", why);
	if (err == JY_ECONFLICT)
		rq->form.error = why;
	if (err != JY_OK)
		return err;
	return reply_redirect(rq, approve ? "/office/identity?done=approved"
					  : "/office/identity?done=rejected");
}

const struct route identity_office_routes[] = {
	{ METHOD_GET, "/office/identity", ROLE_PREFECTURE, CSRF_NO, RATE_NONE, NO_FIELDS,
	    queue_page, NULL, NULL },
	{ METHOD_GET, "/office/identity/*", ROLE_PREFECTURE, CSRF_NO, RATE_NONE,
	    FIELDS(decide_fields), case_page, NULL, NULL },
	{ METHOD_POST, "/office/identity/*/decide", ROLE_PREFECTURE, CSRF_YES, RATE_FORM,
	    FIELDS(decide_fields), decide_post, case_page, NULL },
	{ METHOD_POST, "/office/identity/*/id-number", ROLE_PREFECTURE, CSRF_YES,
	    RATE_FORM, NO_FIELDS, id_number_post, NULL, NULL },
	{ .path = NULL },
};
