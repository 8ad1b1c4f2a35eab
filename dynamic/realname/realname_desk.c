/*
 * realname_desk.c - registrations at the offices (8.1.i2): the list of an area with masked
 * names, one person's record (whoever opens it is recorded, and the person sees who), counts by
 * place and type as a page and as a file.
 */
#include "audit/audit.h"
#include "http/csrf.h"
#include "look/look.h"
#include "realname/realname.h"
#include "realname/realname_pages.h"
#include "sheet/pages.h"

#define LIST "/office/realname"
#define COUNTS "/office/realname-counts"
#define PAGE_ROWS 20

static const struct field export_fields[] = {
	{ "region", "地区", FIELD_DIGITS, 2, 12, 0, NULL, NULL, NULL, NULL },
	{ "format", "格式", FIELD_CHOICE, 0, 0, F_REQUIRED, NULL, NULL, sheet_formats,
	    NULL },
};

SQL(SQL_REALNAME_TYPES, "SELECT code, label FROM dict WHERE kind = 'realname'"
			" ORDER BY position");

/* --- the list */

static enum jy_err
put_types(struct request *rq, struct val *data, struct str current)
{
	struct val list = val_list(rq->act.arena), v;
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(rq->act.db, &st, SQL_REALNAME_TYPES);
	bool row;

	if (err != JY_OK)
		return err;
	while ((err = db_step(st, &row)) == JY_OK && row) {
		v = val_map(rq->act.arena);
		val_set(&v, "code", val_str(arena_str(rq->act.arena, db_str(st, 0))));
		val_set(&v, "label", val_str(arena_str(rq->act.arena, db_str(st, 1))));
		val_set(&v, "selected", val_bool(str_eq(db_str(st, 0), current)));
		val_push(&list, v);
	}
	db_finish(st);
	val_set(data, "types", list);
	return err;
}

static struct realname_filter
filter_of(struct request *rq)
{
	return (struct realname_filter){ request_query(rq, "type"),
		request_query(rq, "region"), request_query(rq, "name") };
}

static enum jy_err
list_page(struct request *rq)
{
	struct realname_filter f = filter_of(rq);
	struct desk_place from = desk_place(rq);
	struct val data = val_map(rq->act.arena), list;
	struct str next;
	enum jy_err err = realname_list(&rq->act, &f, from, PAGE_ROWS, &list, &next);

	if (err != JY_OK || (err = put_types(rq, &data, f.type)) != JY_OK)
		return err;
	val_set(&data, "rows", list);
	val_set(&data, "some", val_bool(val_len(&list) > 0));
	val_set(&data, "later", val_bool(from.id != 0));
	val_set(
	    &data, "filtered", val_bool(f.type.n > 0 || f.region.n > 0 || f.name.n > 0));
	val_set(&data, "type", val_str(f.type));
	val_set(&data, "region", val_str(f.region));
	val_set(&data, "name", val_str(f.name));
	if (next.n > 0)
		val_set(&data, "next", val_str(next));
	return reply_page(rq, 200, "realname/list", "实名登记查询", data);
}

/* --- one person */

static enum jy_err
draw_case(struct request *rq, bool whole)
{
	struct str path =
	    arena_printf(rq->act.arena, LIST "/" STR_FMT, STR_ARG(rq->param));
	struct val data;
	enum jy_err err = realname_case(&rq->act, rq->param, &data);

	if (err != JY_OK)
		return err;
	val_set(&data, "whole", val_bool(whole));
	val_set(&data, "action", val_str(path));
	val_set(&data, "csrf", val_str(csrf_token_for(rq, path)));
	return reply_page(rq, 200, "realname/case", "实名登记", data);
}

static enum jy_err
case_page(struct request *rq)
{
	return draw_case(rq, false);
}

/* Her whole record: the person is told who looked. */
static enum jy_err
case_post(struct request *rq)
{
	struct val data;
	int64_t account;
	enum jy_err err = realname_case(&rq->act, rq->param, &data);

	if (err != JY_OK || (err = db_begin(rq->act.db)) != JY_OK)
		return err;
	account = val_get(&data, STR("account_id"))->i;
	if ((err = look_put(&rq->act, account, STR("实名登记信息"))) == JY_OK)
		err = audit_act(
		    &rq->act, "realname.look", "account", account, NULL, STR_NONE);
	err = db_end(rq->act.db, err);
	return err != JY_OK ? err : draw_case(rq, true);
}

/* --- counts */

static enum jy_err
counts_page(struct request *rq)
{
	struct str region = request_query(rq, "region");
	struct val data;
	enum jy_err err = realname_counts(&rq->act, region, &data);

	if (err != JY_OK)
		return err;
	val_set(&data, "some", val_bool(val_len(val_get(&data, STR("rows"))) > 0));
	val_set(&data, "region", val_str(region));
	val_set(&data, "export_csrf", val_str(csrf_token(rq, COUNTS "/export")));
	return reply_page(rq, 200, "realname/counts", "实名登记统计", data);
}

static void
add_row(struct request *rq, struct sheet *sheet, const struct val *row, struct str name)
{
	static const char *const columns[] = { "seeking", "unemployed", "employed",
		"other", "all" };

	sheet_add(sheet, name);
	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
		sheet_add(sheet, arena_printf(rq->act.arena, "%lld",
				     (long long)val_get(row, str_of(columns[i]))->i));
}

static enum jy_err
export_post(struct request *rq)
{
	static const char *const heads[] = { "地区", "求职登记", "失业登记", "就业登记",
		"其他", "合计" };
	struct sheet *sheet = arena_alloc(rq->act.arena, sizeof(*sheet));
	struct val data, row;
	const struct val *rows;
	enum jy_err err = realname_counts(&rq->act, form_get(&rq->form, "region"), &data);

	if (err != JY_OK || sheet == NULL)
		return err != JY_OK ? err : JY_ENOMEM;
	*sheet = SHEET(rq->act.arena, "实名登记统计", heads);
	rows = val_get(&data, STR("rows"));
	for (size_t i = 0; i < val_len(rows); i++) {
		row = val_at(rows, i);
		add_row(rq, sheet, &row, val_get(&row, STR("name"))->s);
	}
	add_row(rq, sheet, val_get(&data, STR("total")), STR("合计"));
	return sheet_reply(rq, sheet, form_get(&rq->form, "format"), "realname");
}

/* clang-format off */
#define OFFICES (ROLE_PREFECTURE | ROLE_AUTHORITY)
const struct route realname_office_routes[] = {
	{ METHOD_GET, LIST, OFFICES, CSRF_NO, RATE_NONE, NO_FIELDS, list_page, NULL, NULL },
	{ METHOD_GET, LIST "/*", OFFICES, CSRF_NO, RATE_NONE, NO_FIELDS, case_page, NULL, NULL },
	{ METHOD_POST, LIST "/*", OFFICES, CSRF_YES, RATE_FORM, NO_FIELDS, case_post, NULL, NULL },
	{ METHOD_GET, COUNTS, OFFICES, CSRF_NO, RATE_NONE, NO_FIELDS, counts_page, NULL, NULL },
	{ METHOD_POST, COUNTS "/export", OFFICES, CSRF_YES, RATE_EXPORT, FIELDS(export_fields), export_post, NULL, NULL },
	{ .path = NULL },
};
/* clang-format on */
