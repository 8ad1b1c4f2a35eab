/*
 * identity_office.c - the prefecture's desk (2.3.i1): the queue of on-site applications,
 * oldest first, and one application with its decision.
 */
#include "http/view.h"
#include "idcheck.h"
#include "identity/identity.h"
#include "identity/pages.h"
#include "look/look.h"
#include "region/region.h"
#include "audit/audit.h"

#define LIST_PATH "/office/identity"

/* Those that have applied on site to the viewer's prefecture. */
DESK_SQL(DESK_IDENTITY,
    "w.uid, (SELECT name FROM account WHERE id = w.account_id),"
    " (SELECT coalesce(s.name, p.school) FROM profile p LEFT JOIN office s"
    " ON s.id = p.school_id WHERE p.account_id = w.account_id),"
    " (SELECT major FROM profile WHERE account_id = w.account_id),"
    " (SELECT d.label FROM profile p JOIN dict d ON d.kind = 'degree'"
    " AND d.code = p.education WHERE p.account_id = w.account_id),"
    " (SELECT year FROM profile WHERE account_id = w.account_id)",
    " FROM identity w",
    " AND w.prefecture_id = :office AND w.method = 'onsite' AND w.state <> 'none'",
    " AND (:word = '' OR EXISTS(SELECT 1 FROM account a WHERE a.id = w.account_id"
    " AND instr(a.name, :word) > 0)) AND (:year = 0 OR EXISTS(SELECT 1 FROM profile p"
    " WHERE p.account_id = w.account_id AND p.year = :year))",
    DESK_PERSON);

/* clang-format off */
static const struct field act_fields[] = { FLOW_FIELDS };
/* clang-format on */

/* Who applies stands before the counter with the originals: no batch. */
const struct desk identity_desk = {
	.flow = &identity_flow,
	.path = LIST_PATH,
	.title = "现场审核",
	.noun = "现场审核申请",
	.scopes = { { ROLE_PREFECTURE, &DESK_IDENTITY } },
	.states = { "onsite", "verified", "failed" },
	.columns = { { "姓名", NULL }, { "毕业院校", NULL }, { "专业", NULL },
	    { "学历", NULL }, { "毕业年度", NULL } },
	.filters = { { "word", "姓名", FILTER_WORD, NULL },
	    { "year", "毕业年度", FILTER_YEAR, NULL } },
	.approve = "approve",
	.reject = "refuse",
	.one_by_one = true,
};

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
	struct val data = val_map(rq->act.arena), person = val_map(rq->act.arena);
	struct identity i;
	struct profile p;
	struct str base =
	    arena_printf(rq->act.arena, LIST_PATH "/" STR_FMT, STR_ARG(rq->param));
	enum jy_err err;

	if ((err = identity_case(&rq->act, rq->param, &i, &p)) != JY_OK ||
	    (err = desk_put(rq, &data, &identity_desk, i.id)) != JY_OK ||
	    (err = put_degree(rq, &person, p.education)) != JY_OK)
		return err;
	put_profile(rq, &person, &p, whole);
	val_set(&data, "person", person);
	val_set(&data, "whole", val_bool(whole));
	val_set(&data, "base", val_str(base));
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
	if ((err = look_put(&rq->act, i.account_id, STR("现场审核中的身份证号"))) ==
	    JY_OK)
		err = audit_act(&rq->act, "identity.id_number", "account", i.account_id,
		    NULL, STR_NONE);
	err = db_end(rq->act.db, err);
	return err != JY_OK ? err : draw_case(rq, true);
}

static enum jy_err
act_post(struct request *rq)
{
	struct identity i;
	struct profile p;
	enum jy_err err = identity_case(&rq->act, rq->param, &i, &p);

	return err != JY_OK ? err : desk_post(rq, &identity_desk, i.id, NULL, case_page);
}

/* clang-format off */
const struct route identity_office_routes[] = {
	{ METHOD_GET, LIST_PATH "/*", ROLE_PREFECTURE, CSRF_NO, RATE_NONE, FIELDS(act_fields), case_page, NULL, NULL },
	{ METHOD_POST, LIST_PATH "/*", ROLE_PREFECTURE, CSRF_YES, RATE_FORM, FIELDS(act_fields), act_post, case_page, NULL },
	{ METHOD_POST, LIST_PATH "/*/id-number", ROLE_PREFECTURE, CSRF_YES, RATE_FORM, NO_FIELDS, id_number_post, NULL, NULL },
	{ .path = NULL },
};
/* clang-format on */
