/*
 * confirm_list.c - 确认进度: how many have confirmed, by faculty, on a page and as a file.
 */
#include "audit/audit.h"
#include "confirm/confirm.h"
#include "confirm/pages.h"
#include "http/csrf.h"
#include "sheet/pages.h"
#include "student/pages.h"

#define PAGE_PATH "/office/confirmations/progress"
#define READERS (ROLE_SCHOOL | ROLE_FACULTY | ROLE_AUTHORITY)

/* clang-format off */
static const struct field export_fields[] = {
	{ "format", "格式", FIELD_CHOICE, 0, 0, F_REQUIRED, NULL, NULL, sheet_formats, NULL },
	{ "year", "毕业年度", FIELD_DIGITS, 0, 4, 0, NULL, NULL, NULL, NULL },
};
/* clang-format on */

/* The page's rows and their sum. */
struct table {
	struct arena *arena;
	struct val rows;
	struct confirm_count all;
};

static void
put_numbers(struct val *v, const struct confirm_count *c)
{
	int64_t total = c->confirmed + c->disputed + c->waiting;

	val_set(v, "confirmed", val_int(c->confirmed));
	val_set(v, "disputed", val_int(c->disputed));
	val_set(v, "waiting", val_int(c->waiting));
	val_set(v, "total", val_int(total));
	val_set(v, "percent", val_int(total > 0 ? c->confirmed * 100 / total : 0));
}

static bool
add_row(void *arg, const struct confirm_count *c)
{
	struct table *t = arg;
	struct val v = val_map(t->arena);

	val_set(&v, "school", val_str(c->school));
	val_set(&v, "faculty", val_str(c->faculty));
	put_numbers(&v, c);
	val_push(&t->rows, v);
	t->all.confirmed += c->confirmed;
	t->all.disputed += c->disputed;
	t->all.waiting += c->waiting;
	return true;
}

static enum jy_err
progress_page(struct request *rq)
{
	struct table t = { .arena = rq->act.arena, .rows = val_list(rq->act.arena) };
	struct val data = val_map(rq->act.arena), all = val_map(rq->act.arena);
	int64_t year = student_number(request_query(rq, "year"));
	enum jy_err err = JY_OK;

	if (year == 0)
		err = confirm_newest_year(&rq->act, &year);
	if (err != JY_OK || (err = confirm_counts(&rq->act, year, add_row, &t)) != JY_OK)
		return err;
	put_numbers(&all, &t.all);
	val_set(&data, "all", all);
	val_set(&data, "rows", t.rows);
	val_set(&data, "some", val_bool(val_len(&t.rows) > 0));
	val_set(&data, "year", val_int(year));
	val_set(&data, "before", val_int(year - 1));
	val_set(&data, "after", val_int(year + 1));
	val_set(&data, "export_csrf", val_str(csrf_token(rq, PAGE_PATH "/export")));
	return reply_page(rq, 200, "confirm/progress", "就业信息确认进度", data);
}

static const char *const heads[] = { "学校", "院系", "毕业生", "已确认", "有误待修改",
	"待确认", "确认率" };

static bool
add_cells(void *arg, const struct confirm_count *c)
{
	struct sheet *s = arg;
	long long total = c->confirmed + c->disputed + c->waiting;

	sheet_add(s, c->school);
	sheet_add(s, c->faculty.n > 0 ? c->faculty : STR("（未填院系）"));
	sheet_add(s, arena_printf(s->arena, "%lld", total));
	sheet_add(s, arena_printf(s->arena, "%lld", (long long)c->confirmed));
	sheet_add(s, arena_printf(s->arena, "%lld", (long long)c->disputed));
	sheet_add(s, arena_printf(s->arena, "%lld", (long long)c->waiting));
	sheet_add(s, arena_printf(s->arena, "%lld%%",
			 total > 0 ? (long long)c->confirmed * 100 / total : 0));
	return !s->failed;
}

static enum jy_err
export_post(struct request *rq)
{
	struct sheet *sheet = arena_alloc(rq->act.arena, sizeof(*sheet));
	int64_t year = student_number(form_get(&rq->form, "year"));
	enum jy_err err;

	if (sheet == NULL)
		return JY_ENOMEM;
	*sheet = SHEET(rq->act.arena, "就业信息确认进度", heads);
	if ((err = confirm_counts(&rq->act, year, add_cells, sheet)) != JY_OK ||
	    (err = db_begin(rq->act.db)) != JY_OK)
		return err;
	err = db_end(rq->act.db, audit_act(&rq->act, "confirmation.export", "office",
				     rq->act.who.office_id, NULL, STR_NONE));
	return err != JY_OK ? err
			    : sheet_reply(rq, sheet, form_get(&rq->form, "format"),
				  "confirmations");
}

/* clang-format off */
const struct route confirm_list_routes[] = {
	{ METHOD_GET, PAGE_PATH, READERS, CSRF_NO, RATE_NONE, NO_FIELDS, progress_page, NULL, NULL },
	{ METHOD_POST, PAGE_PATH "/export", READERS, CSRF_YES, RATE_EXPORT, FIELDS(export_fields), export_post, NULL, NULL },
	{ .path = NULL },
};
/* clang-format on */
