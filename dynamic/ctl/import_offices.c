/*
 * import_offices.c - authorities, prefectures, schools and faculties from a file. A
 * faculty's school stands above it in the file or in the store already.
 */
#include "ctl/import.h"
#include "office/office.h"

enum { KIND, CODE, NAME, PARENT, REGION, IN_REGION, COLUMNS_READ };

static const struct import_column columns[] = {
	[KIND] = { "kind|类别", IMPORT_LINE, true, 1, 20, NULL, NULL },
	[CODE] = { "code|代码|机构代码", IMPORT_CODE, true, 1, 32, NULL, NULL },
	[NAME] = { "name|名称|机构名称", IMPORT_LINE, true, 2, 100, NULL, NULL },
	[PARENT] = { "parent|上级代码|学校代码", IMPORT_CODE, false, 1, 32, NULL, NULL },
	[REGION] = { "region|地区|所在地", IMPORT_REGION, false, 2, 6, NULL, NULL },
	[IN_REGION] = { "in_region|疆内", IMPORT_YESNO, false, 0, 1, NULL, "是" },
};

SQL(SQL_IMPORT_OFFICE_CHANGE,
    "UPDATE office SET name = :name, region_code = coalesce(:region, region_code)"
    " WHERE id = :id AND (name <> :name OR coalesce(region_code, '') <>"
    " coalesce(:region, region_code, ''))");

static const struct {
	const char *kind, *word;
} words[] = {
	{ "authority", "主管部门" },
	{ "prefecture", "地州人社部门" },
	{ "school", "学校" },
	{ "faculty", "院系" },
};

static const char *
kind_of(struct str word)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (str_is(word, words[i].kind) || str_is(word, words[i].word))
			return words[i].kind;
	return NULL;
}

static enum jy_err
check(struct import *im, struct import_row *row)
{
	const char *kind = kind_of(row->value[KIND].text);
	bool faculty = kind != NULL && strcmp(kind, "faculty") == 0;

	if (kind == NULL)
		import_fault(im, row, KIND, "应为 主管部门、地州人社部门、学校 或 院系");
	else if (faculty != (row->value[PARENT].text.n > 0))
		import_fault(im, row, PARENT, "院系须填学校代码，其他类别不填");
	row->key = row->value[CODE].text;
	return JY_OK;
}

static enum jy_err
change(struct import *im, struct import_row *row, int64_t id)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	if ((err = db_prepare(im->act->db, &st, SQL_IMPORT_OFFICE_CHANGE)) != JY_OK)
		return err;
	db_bind_int(st, ":id", id);
	db_bind_str(st, ":name", row->value[NAME].text);
	if (row->value[REGION].text.n > 0)
		db_bind_str(st, ":region", row->value[REGION].text);
	else
		db_bind_null(st, ":region");
	if ((err = db_run(st)) == JY_OK)
		im->changed += db_changes(im->act->db) > 0;
	db_finish(st);
	return err;
}

static enum jy_err
store(struct import *im, struct import_row *row)
{
	const struct import_value *v = row->value;
	struct office_new o = { .kind = kind_of(v[KIND].text),
		.code = v[CODE].text,
		.name = v[NAME].text,
		.region = v[REGION].text,
		.inland = v[IN_REGION].number == 0 };
	char kind[OFFICE_KIND_SIZE];
	int64_t id;
	enum jy_err err;

	if ((err = office_find(im->act->db, o.code, &id, kind)) == JY_OK) {
		if (str_is(str_of(kind), o.kind))
			return change(im, row, id);
		import_fault(im, row, KIND, "该代码已属于另一类机构");
		return JY_OK;
	}
	if (err != JY_ENOTFOUND)
		return err;
	if (v[PARENT].text.n > 0) {
		err = office_find(im->act->db, v[PARENT].text, &o.parent, kind);
		if (err == JY_ENOTFOUND ||
		    (err == JY_OK && strcmp(kind, "school") != 0)) {
			import_fault(im, row, PARENT, "没有这个学校");
			return JY_OK;
		}
		if (err != JY_OK)
			return err;
	}
	if ((err = office_add(im->act, &o, &id)) == JY_OK)
		im->added++;
	return err;
}

const struct import_kind import_offices = {
	.name = "offices",
	.act = "import.offices",
	.columns = columns,
	.n = sizeof(columns) / sizeof(columns[0]),
	.read = COLUMNS_READ,
	.limits = &CSV_IMPORT_LIMITS,
	.check = check,
	.store = store,
};
