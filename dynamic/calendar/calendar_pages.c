/*
 * calendar_pages.c - see pages.h.
 */
#include "calendar/calendar.h"
#include "calendar/pages.h"
#include "clock.h"
#include "http/csrf.h"
#include "import/import_pages.h"

#define LIST_PATH "/office/holidays"
#define REMOVE_PATH LIST_PATH "/remove"

static const struct choice kinds[] = {
	{ "off", "放假" },
	{ "work", "上班（调休）" },
	{ NULL, NULL },
};

/* clang-format off */
static const struct field day_fields[] = {
	{ "day", "日期", FIELD_DATE, 0, 0, F_REQUIRED, NULL, NULL, NULL, NULL },
	{ "kind", "安排", FIELD_CHOICE, 0, 0, F_REQUIRED, NULL, NULL, kinds, NULL },
	{ "name", "名称", FIELD_TEXT, 1, 30, F_REQUIRED, "例如 春节、古尔邦节、春节调休", NULL, NULL, NULL },
};
static const struct field remove_fields[] = {
	{ "day", "日期", FIELD_DATE, 0, 0, F_REQUIRED, NULL, NULL, NULL, NULL },
};
/* clang-format on */

/* The year to show: the one asked for, else the current one. */
static int64_t
shown_year(struct request *rq)
{
	int64_t year;

	if (str_int(request_query(rq, "year"), 2000, 2100, &year))
		return year;
	return clock_day_number(rq->act.now) / 10000;
}

static enum jy_err
put_years(struct request *rq, struct val *data, int64_t shown)
{
	int64_t now = clock_day_number(rq->act.now) / 10000;
	struct val list = val_list(rq->act.arena), one;
	bool has = false;
	enum jy_err err = JY_OK;

	for (int64_t y = now - 1; y <= now + 1 && err == JY_OK; y++) {
		err = calendar_has(&rq->act, y, &has);
		one = val_map(rq->act.arena);
		val_set(&one, "year", val_int(y));
		val_set(&one, "current", val_bool(y == shown));
		val_push(&list, one);
	}
	val_set(data, "years", list);
	if (!has)
		val_set(data, "next_missing", val_int(now + 1));
	return err;
}

static enum jy_err
list_page(struct request *rq)
{
	struct val data = val_map(rq->act.arena), list;
	int64_t year = shown_year(rq);
	enum jy_err err;

	if ((err = calendar_list(&rq->act, year, &list)) != JY_OK ||
	    (err = put_years(rq, &data, year)) != JY_OK)
		return err;
	val_set(&data, "days", list);
	val_set(&data, "some", val_bool(val_len(&list) > 0));
	val_set(&data, "year", val_int(year));
	val_set(&data, "remove_csrf", val_str(csrf_token(rq, REMOVE_PATH)));
	return reply_page(rq, 200, "calendar/list", "节假日安排", data);
}

/* Back to the year of a day. */
static enum jy_err
back(struct request *rq, struct str day, const char *done)
{
	return reply_redirect_str(
	    rq, arena_printf(rq->act.arena, LIST_PATH "?year=%.4s&done=%s", day.p, done));
}

static enum jy_err
add_post(struct request *rq)
{
	struct str day = form_get(&rq->form, "day");
	bool changed;
	enum jy_err err = calendar_put(&rq->act, day, form_get(&rq->form, "kind"),
	    form_get(&rq->form, "name"), &changed);

	return err != JY_OK ? err : back(rq, day, "saved");
}

static enum jy_err
remove_post(struct request *rq)
{
	struct str day = form_get(&rq->form, "day");
	enum jy_err err = calendar_remove(&rq->act, day);

	return err != JY_OK ? err : back(rq, day, "deleted");
}

/* --- from a file */

enum { DAY, KIND, NAME, COLUMNS_READ };

/* clang-format off */
static const struct import_column columns[COLUMNS_READ] = {
	[DAY] = { "day|日期", IMPORT_DATE, true, 0, 0, NULL, NULL },
	[KIND] = { "kind|安排", IMPORT_LINE, true, 2, 10, NULL, NULL },
	[NAME] = { "name|名称", IMPORT_LINE, true, 1, 30, NULL, NULL },
};
/* clang-format on */

static enum jy_err
check(struct import *im, struct import_row *row)
{
	struct import_value *v = row->value;

	if (str_is(v[KIND].text, "放假"))
		v[KIND].text = STR("off");
	else if (str_starts(v[KIND].text, "上班"))
		v[KIND].text = STR("work");
	else
		import_fault(im, row, KIND, "请填“放假”或“上班”");
	row->key = v[DAY].text;
	return JY_OK;
}

static enum jy_err
store(struct import *im, struct import_row *row)
{
	const struct import_value *v = row->value;
	bool changed;
	enum jy_err err =
	    calendar_put(im->act, v[DAY].text, v[KIND].text, v[NAME].text, &changed);

	im->changed += changed;
	return err;
}

static const struct import_kind import_holidays = {
	.name = "holidays",
	.act = "import.holidays",
	.columns = columns,
	.n = COLUMNS_READ,
	.read = COLUMNS_READ,
	.limits = &CSV_IMPORT_LIMITS,
	.check = check,
	.store = store,
};
static const char *const notes[] = { "安排", "放假，或上班（周末因调休上班）", NULL };
static const struct import_page file_page = { &import_holidays, "导入节假日安排",
	LIST_PATH, "节假日安排", LIST_PATH "/template", "日期已有的，更新安排和名称。",
	notes };

static enum jy_err
import_get(struct request *rq)
{
	return import_draw(rq, &file_page);
}

static enum jy_err
import_post(struct request *rq)
{
	return import_take(rq, &file_page);
}

static enum jy_err
blank_get(struct request *rq)
{
	return import_blank(rq, &file_page);
}

/* clang-format off */
const struct route calendar_routes[] = {
	{ METHOD_GET, LIST_PATH, ROLE_AUTHORITY, CSRF_NO, RATE_NONE, FIELDS(day_fields), list_page, NULL, NULL },
	{ METHOD_POST, LIST_PATH, ROLE_AUTHORITY, CSRF_YES, RATE_FORM, FIELDS(day_fields), add_post, list_page, NULL },
	{ METHOD_POST, REMOVE_PATH, ROLE_AUTHORITY, CSRF_YES, RATE_FORM, FIELDS(remove_fields), remove_post, NULL, NULL },
	{ METHOD_GET, LIST_PATH "/import", ROLE_AUTHORITY, CSRF_NO, RATE_NONE, FIELDS(import_fields), import_get, NULL, NULL },
	{ METHOD_POST, LIST_PATH "/import", ROLE_AUTHORITY, CSRF_YES, RATE_UPLOAD, FIELDS(import_fields), import_post, import_get, NULL },
	{ METHOD_GET, LIST_PATH "/template", ROLE_AUTHORITY, CSRF_NO, RATE_NONE, NO_FIELDS, blank_get, NULL, NULL },
	{ .path = NULL },
};
/* clang-format on */
