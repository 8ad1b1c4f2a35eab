/*
 * import_parse.c - cells of an import: one parser a type of column.
 */
#include <stdio.h>

#include "clock.h"
#include "idcheck.h"
#include "import/import.h"
#include "utf8.h"

SQL(SQL_IMPORT_DICT,
    "SELECT code FROM dict WHERE kind = :kind AND (code = :word OR label = :word)");
SQL(SQL_IMPORT_REGION,
    "SELECT code FROM region WHERE level <= 3 AND (code = :word OR name = :word)"
    " ORDER BY CASE WHEN code LIKE '65%' THEN 0 ELSE 1 END, code LIMIT 2");

/* Words that schools use beside those of dict 'education'. */
static const struct {
	const char *word, *code;
} educations[] = {
	{ "专科", "college" },
	{ "高职", "college" },
	{ "大学专科", "college" },
	{ "大学本科", "bachelor" },
	{ "硕士研究生", "master" },
	{ "研究生", "master" },
	{ "博士研究生", "doctor" },
	{ "中专", "vocational" },
	{ "中职", "vocational" },
	{ "技工", "vocational" },
};

/* NULL: parsed into *v. Else the cause. */
typedef const char *parser(struct import *im, const struct import_column *col,
    struct str cell, struct import_value *v);

static const char *
text(struct import *im, const struct import_column *col, enum text_kind kind,
    struct str cell, struct import_value *v)
{
	enum text_fault fault = utf8_clean(im->act->arena, cell, kind, &v->text);
	size_t n;

	if (fault != TEXT_OK)
		return text_fault_zh(fault);
	n = utf8_count(v->text);
	if ((int64_t)n < col->min)
		return "太短";
	return (int64_t)n > col->max ? "太长" : NULL;
}

static const char *
parse_line(struct import *im, const struct import_column *col, struct str cell,
    struct import_value *v)
{
	return text(im, col, TEXT_LINE, cell, v);
}

static const char *
parse_long(struct import *im, const struct import_column *col, struct str cell,
    struct import_value *v)
{
	return text(im, col, TEXT_LONG, cell, v);
}

static const char *
parse_name(struct import *im, const struct import_column *col, struct str cell,
    struct import_value *v)
{
	enum text_fault fault = utf8_clean(im->act->arena, cell, TEXT_NAME, &v->text);

	(void)col;
	return fault != TEXT_OK ? text_fault_zh(fault) : NULL;
}

/* Only characters of `allowed`, min to max of them. */
static const char *
parse_ascii(const struct import_column *col, struct str cell, const char *allowed)
{
	for (size_t i = 0; i < cell.n; i++)
		if (cell.p[i] == '\0' || strchr(allowed, cell.p[i]) == NULL)
			return "含有不允许的字符";
	return (int64_t)cell.n < col->min || (int64_t)cell.n > col->max ? "长度不对"
									: NULL;
}

static const char *
parse_code(struct import *im, const struct import_column *col, struct str cell,
    struct import_value *v)
{
	(void)im;
	v->text = cell;
	return parse_ascii(
	    col, cell, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-");
}

static const char *
parse_phone(struct import *im, const struct import_column *col, struct str cell,
    struct import_value *v)
{
	(void)im;
	v->text = cell;
	return parse_ascii(col, cell, "0123456789+-() ");
}

static const char *
keep(struct import *im, struct import_value *v, const char *parsed, enum id_fault fault)
{
	v->text = arena_str(im->act->arena, str_of(parsed));
	return fault != ID_OK ? id_fault_zh(fault) : NULL;
}

static const char *
parse_id_no(struct import *im, const struct import_column *col, struct str cell,
    struct import_value *v)
{
	struct id_number id;
	enum id_fault fault = id_number_parse(cell, im->today, &id);

	(void)col;
	return keep(im, v, id.text, fault);
}

static const char *
parse_credit(struct import *im, const struct import_column *col, struct str cell,
    struct import_value *v)
{
	char code[19];
	enum id_fault fault = credit_code_parse(cell, code);

	(void)col;
	return keep(im, v, code, fault);
}

static const char *
parse_email(struct import *im, const struct import_column *col, struct str cell,
    struct import_value *v)
{
	char address[EMAIL_SIZE];
	enum id_fault fault = email_parse(cell, address);

	(void)col;
	return keep(im, v, address, fault);
}

static const char *
parse_url(struct import *im, const struct import_column *col, struct str cell,
    struct import_value *v)
{
	const char *cause = parse_line(im, col, cell, v);

	if (cause == NULL && !str_starts(v->text, "http://") &&
	    !str_starts(v->text, "https://"))
		cause = "网址应以 http:// 或 https:// 开头";
	return cause;
}

static const char *
parse_number(struct import *im, const struct import_column *col, struct str cell,
    struct import_value *v)
{
	(void)im;
	return str_int(cell, col->min, col->max, &v->number) ? NULL : "不是范围内的整数";
}

/* Up to three numbers of a date, whatever stands between them. */
static bool
date_parts(struct str s, int part[3])
{
	int n = 0, digits = 0;

	memset(part, 0, 3 * sizeof(part[0]));
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] >= '0' && s.p[i] <= '9') {
			if (++digits > 4)
				return false;
			part[n] = part[n] * 10 + (s.p[i] - '0');
		} else if ((s.p[i] == '-' || s.p[i] == '/') && digits > 0 && n < 2) {
			n++;
			digits = 0;
		} else {
			return false;
		}
	}
	return n == 2 && digits > 0;
}

static const char *
parse_date(struct import *im, const struct import_column *col, struct str cell,
    struct import_value *v)
{
	char iso[32];
	int part[3];
	int64_t all;

	(void)col;
	if (cell.n == 8 && str_int(cell, 19000101, 99991231, &all)) {
		part[0] = (int)(all / 10000);
		part[1] = (int)(all / 100 % 100);
		part[2] = (int)(all % 100);
	} else if (!date_parts(cell, part)) {
		return "不是日期（例如 2026-06-30）";
	}
	snprintf(iso, sizeof(iso), "%04d-%02d-%02d", part[0], part[1], part[2]);
	v->text = arena_str(im->act->arena, str_of(iso));
	return clock_parse_date(v->text, &v->number) ? NULL : "没有这一天";
}

/* The first column of the row of `sql` for `word`, and whether there are more. */
static enum jy_err
look_up(struct import *im, const char *sql, const char *kind, struct str word,
    struct str *code, int *count)
{
	struct db_stmt *st = NULL;
	enum jy_err err;
	bool row;

	*count = 0;
	if ((err = db_prepare(im->act->db, &st, sql)) != JY_OK)
		return err;
	if (kind != NULL)
		db_bind_text(st, ":kind", kind);
	db_bind_str(st, ":word", word);
	while ((err = db_step(st, &row)) == JY_OK && row)
		if (++*count == 1)
			*code = arena_str(im->act->arena, db_str(st, 0));
	db_finish(st);
	return err;
}

static const char *
parse_dict(struct import *im, const struct import_column *col, struct str cell,
    struct import_value *v)
{
	bool schooling =
	    strcmp(col->dict, "education") == 0 || strcmp(col->dict, "degree") == 0;
	int count;

	if (look_up(im, SQL_IMPORT_DICT, col->dict, cell, &v->text, &count) != JY_OK)
		return "无法查询";
	if (count > 0)
		return NULL;
	for (size_t i = 0; schooling && i < sizeof(educations) / sizeof(educations[0]);
	     i++) {
		if (str_is(cell, educations[i].word)) {
			v->text = str_of(educations[i].code);
			return NULL;
		}
	}
	return "不在可选项中";
}

static const char *
parse_region(struct import *im, const struct import_column *col, struct str cell,
    struct import_value *v)
{
	struct str first = STR_NONE;
	int count;

	if (look_up(im, SQL_IMPORT_REGION, NULL, cell, &first, &count) != JY_OK)
		return "无法查询";
	if (count == 0)
		return "没有这个地区（请填行政区划代码或全称）";
	if (count > 1 && !str_starts(first, "65"))
		return "有多个同名地区，请填行政区划代码";
	v->text = first;
	return (int64_t)first.n < col->min ? "地区过大，请填到地州市或县市区" : NULL;
}

static const char *
parse_yesno(struct import *im, const struct import_column *col, struct str cell,
    struct import_value *v)
{
	(void)im;
	(void)col;
	v->number = str_is(cell, "是") || str_is(cell, "yes") || str_is(cell, "1");
	return v->number != 0 || str_is(cell, "否") || str_is(cell, "no") ||
		       str_is(cell, "0")
		   ? NULL
		   : "请填“是”或“否”";
}

static parser *const parsers[] = {
	[IMPORT_LINE] = parse_line,
	[IMPORT_LONG] = parse_long,
	[IMPORT_NAME] = parse_name,
	[IMPORT_CODE] = parse_code,
	[IMPORT_ID_NO] = parse_id_no,
	[IMPORT_CREDIT] = parse_credit,
	[IMPORT_PHONE] = parse_phone,
	[IMPORT_EMAIL] = parse_email,
	[IMPORT_URL] = parse_url,
	[IMPORT_NUMBER] = parse_number,
	[IMPORT_DATE] = parse_date,
	[IMPORT_DICT] = parse_dict,
	[IMPORT_REGION] = parse_region,
	[IMPORT_YESNO] = parse_yesno,
};

void
import_parse(struct import *im, struct import_row *row)
{
	const struct import_column *col;
	const char *cause;
	struct str cell;

	for (size_t i = 0; i < im->kind->read; i++) {
		col = &im->kind->columns[i];
		cell = utf8_trim(csv_cell(row->cells, im->index[i]));
		if (cell.n == 0 && col->initial != NULL)
			cell = str_of(col->initial);
		if (cell.n == 0) {
			if (col->required)
				import_fault(im, row, (int)i, "不能为空");
			continue;
		}
		cause = parsers[col->type](im, col, cell, &row->value[i]);
		if (cause != NULL)
			import_fault(im, row, (int)i, "%s", cause);
	}
}

void
import_bind(struct db_stmt *st, const char *name, const struct import *im,
    const struct import_row *row, int column)
{
	if (im->index[column] < 0 && im->kind->columns[column].initial == NULL)
		db_bind_null(st, name);
	else
		db_bind_str(st, name, row->value[column].text);
}

void
import_bind_number(struct db_stmt *st, const char *name, const struct import *im,
    const struct import_row *row, int column)
{
	if (im->index[column] < 0 && im->kind->columns[column].initial == NULL)
		db_bind_null(st, name);
	else
		db_bind_int(st, name, row->value[column].number);
}
