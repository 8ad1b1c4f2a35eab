/*
 * field.c - the checks of form fields, one row a type.
 */
#include "clock.h"
#include "field.h"
#include "idcheck.h"
#include "password.h"
#include "utf8.h"

#define FILE_NAME_MAX 120 /* code points */
#define MEBIBYTE (1024 * 1024)

SQL(SQL_DICT_HAS, "SELECT 1 FROM dict WHERE kind = :kind AND code = :code");
SQL(SQL_DICT_LIST,
    "SELECT code, label FROM dict WHERE kind = :kind ORDER BY position, code");
SQL(SQL_PLACE_HAS, "SELECT 1 FROM region WHERE parent = :kind AND code = :code");
SQL(SQL_PLACE_LIST, "SELECT code, name FROM region WHERE parent = :kind ORDER BY code");

/* Why a value is refused. The sentence may hold one %s: the field's label. */
static enum jy_err refuse(struct act *act, struct form_value *v, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static enum jy_err
refuse(struct act *act, struct form_value *v, const char *format, ...)
{
	struct str text;
	va_list ap;

	va_start(ap, format);
	text = arena_vprintf(act->arena, format, ap);
	va_end(ap);
	if (text.p == NULL)
		return JY_ENOMEM;
	v->error = text.p;
	return JY_OK;
}

/* The length of the cleaned text, in code points. */
static enum jy_err
check_length(struct act *act, struct form_value *v, struct str text)
{
	const struct field *f = v->field;
	int64_t n = (int64_t)utf8_count(text);

	if (f->max > 0 && n > f->max)
		return refuse(act, v, "%s最多 %lld 个字，现在有 %lld 个。", f->label,
		    (long long)f->max, (long long)n);
	if (n < f->min)
		return refuse(act, v, "%s至少 %lld 个字，现在有 %lld 个。", f->label,
		    (long long)f->min, (long long)n);
	v->text = text;
	return JY_OK;
}

static enum jy_err
check_text(struct act *act, struct form_value *v, enum text_kind kind)
{
	enum text_fault fault;
	struct str text;

	if ((fault = utf8_clean(act->arena, v->text, kind, &text)) == TEXT_NO_MEMORY)
		return JY_ENOMEM;
	if (fault != TEXT_OK)
		return refuse(act, v, "%s", text_fault_zh(fault));
	if (kind == TEXT_NAME) {
		v->text = text;
		return JY_OK;
	}
	return check_length(act, v, text);
}

static enum jy_err
check_line(struct act *act, struct form_value *v)
{
	return check_text(act, v, TEXT_LINE);
}

static enum jy_err
check_long(struct act *act, struct form_value *v)
{
	return check_text(act, v, TEXT_LONG);
}

static enum jy_err
check_name(struct act *act, struct form_value *v)
{
	return check_text(act, v, TEXT_NAME);
}

/* What idcheck.h found, and the normal form if it found nothing. */
static enum jy_err
check_parsed(
    struct act *act, struct form_value *v, enum id_fault fault, const char *normal)
{
	if (fault != ID_OK)
		return refuse(act, v, "%s", id_fault_zh(fault));
	v->text = arena_str(act->arena, str_of(normal));
	return v->text.p != NULL ? JY_OK : JY_ENOMEM;
}

static enum jy_err
check_id_number(struct act *act, struct form_value *v)
{
	struct id_number id;

	return check_parsed(
	    act, v, id_number_parse(v->text, clock_day_number(act->now), &id), id.text);
}

static enum jy_err
check_mobile(struct act *act, struct form_value *v)
{
	char out[12];

	return check_parsed(act, v, mobile_parse(v->text, out), out);
}

static enum jy_err
check_credit(struct act *act, struct form_value *v)
{
	char out[19];

	return check_parsed(act, v, credit_code_parse(v->text, out), out);
}

static enum jy_err
check_email(struct act *act, struct form_value *v)
{
	char out[EMAIL_SIZE];

	return check_parsed(act, v, email_parse(v->text, out), out);
}

static enum jy_err
check_digits(struct act *act, struct form_value *v)
{
	struct str text = STR_NONE;
	enum jy_err err;

	if ((err = utf8_normalise(act->arena, utf8_trim(v->text), UTF8_NFKC, &text)) ==
	    JY_ENOMEM)
		return err;
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] < '0' || text.p[i] > '9')
			err = JY_EINPUT;
	if (err == JY_OK && (int64_t)text.n >= v->field->min &&
	    (v->field->max == 0 || (int64_t)text.n <= v->field->max)) {
		v->text = text;
		return JY_OK;
	}
	if (v->field->min == v->field->max)
		return refuse(act, v, "%s是 %lld 位数字。", v->field->label,
		    (long long)v->field->min);
	return refuse(act, v, "%s是 %lld 到 %lld 位数字。", v->field->label,
	    (long long)v->field->min, (long long)v->field->max);
}

static enum jy_err
check_number(struct act *act, struct form_value *v)
{
	struct str text = STR_NONE;
	enum jy_err err;

	err = utf8_normalise(act->arena, utf8_trim(v->text), UTF8_NFKC, &text);
	if (err == JY_ENOMEM)
		return err;
	if (err != JY_OK || !str_int(text, v->field->min, v->field->max, &v->number))
		return refuse(act, v, "%s是 %lld 到 %lld 之间的整数。", v->field->label,
		    (long long)v->field->min, (long long)v->field->max);
	v->text = text;
	return JY_OK;
}

static enum jy_err
check_date(struct act *act, struct form_value *v)
{
	if (!clock_parse_date(str_trim(v->text), &v->number))
		return refuse(act, v, "%s不是有效日期，请按 2026-01-31 的格式填写。",
		    v->field->label);
	v->text = str_trim(v->text);
	return JY_OK;
}

/* Also as people write it: 2026/9, 2026年9月. */
static enum jy_err
check_month(struct act *act, struct form_value *v)
{
	struct str text = STR_NONE, day;
	int64_t year, month = 0;
	size_t n = 4;
	enum jy_err err;

	err = utf8_normalise(act->arena, utf8_trim(v->text), UTF8_NFKC, &text);
	if (err == JY_ENOMEM)
		return err;
	if (str_ends(text, "月"))
		text.n -= strlen("月");
	if (err == JY_OK &&
	    str_int((struct str){ text.p, text.n < n ? text.n : n }, 1900, 2200, &year)) {
		text = str_from(text, n);
		n = str_starts(text, "年") ? strlen("年") : 1;
		str_int(str_from(text, n), 1, 12, &month);
	}
	if (month == 0)
		return refuse(
		    act, v, "%s不是有效年月，请按 2026-09 的格式填写。", v->field->label);
	text = arena_printf(act->arena, "%04d-%02d", (int)year, (int)month);
	day = arena_printf(act->arena, STR_FMT "-01", STR_ARG(text));
	if (day.p == NULL || !clock_parse_date(day, &v->number))
		return JY_ENOMEM;
	v->text = text;
	return JY_OK;
}

/* "region:65" as a dict is the places right below 65. */
static const char *
places_of(const char *dict)
{
	return strncmp(dict, "region:", 7) == 0 ? dict + 7 : NULL;
}

/* Is the value one that the page offered? */
static enum jy_err
choice_known(struct act *act, const struct field *f, struct str value, bool *known)
{
	struct db_stmt *st = NULL;
	enum jy_err err;

	*known = false;
	for (const struct choice *c = f->choices; c != NULL && c->value != NULL; c++)
		if (str_is(value, c->value))
			*known = true;
	if (f->dict == NULL || *known)
		return JY_OK;
	const char *parent = places_of(f->dict);

	err = db_prepare(act->db, &st, parent != NULL ? SQL_PLACE_HAS : SQL_DICT_HAS);
	if (err != JY_OK)
		return err;
	db_bind_text(st, ":kind", parent != NULL ? parent : f->dict);
	db_bind_str(st, ":code", value);
	err = db_step(st, known);
	db_finish(st);
	return err;
}

static enum jy_err
check_choice(struct act *act, struct form_value *v)
{
	bool known;
	enum jy_err err;

	if ((err = choice_known(act, v->field, v->text, &known)) != JY_OK || known)
		return err;
	return refuse(act, v, "请从列表中选择%s。", v->field->label);
}

static enum jy_err
check_box(struct act *act, struct form_value *v)
{
	(void)act;
	return str_is(v->text, "yes") ? JY_OK : JY_EPARSE;
}

/* Byte for byte as sent; what makes a password good is password.h's business. */
static enum jy_err
check_password(struct act *act, struct form_value *v)
{
	if (v->text.n > PASSWORD_BYTES_MAX)
		return refuse(act, v, "%s过长。", v->field->label);
	return JY_OK;
}

static enum jy_err
check_token(struct act *act, struct form_value *v)
{
	const struct field *f = v->field;

	(void)act;
	for (size_t i = 0; i < v->text.n; i++)
		if (strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
			   "0123456789-_",
			v->text.p[i]) == NULL)
			return JY_EPARSE;
	return f->max > 0 && (int64_t)v->text.n > f->max ? JY_EPARSE : JY_OK;
}

/* "300 KB", "1 MB", "1.5 MB". */
static struct str
size_text(struct arena *a, int64_t bytes)
{
	int64_t tenths = (bytes * 10 + MEBIBYTE - 1) / MEBIBYTE;

	if (bytes < MEBIBYTE)
		return arena_printf(a, "%lld KB", (long long)(bytes + 1023) / 1024);
	return tenths % 10 == 0 ? arena_printf(a, "%lld MB", (long long)tenths / 10)
				: arena_printf(a, "%lld.%lld MB", (long long)tenths / 10,
				      (long long)tenths % 10);
}

/* Its name and its size; what is in it is looked at where it is kept (upload.h). */
static enum jy_err
check_file(struct act *act, struct form_value *v)
{
	struct str most = size_text(act->arena, v->field->max),
		   has = size_text(act->arena, (int64_t)v->bytes.n), text;
	enum text_fault fault;

	if ((fault = utf8_clean(act->arena, v->text, TEXT_LINE, &text)) == TEXT_NO_MEMORY)
		return JY_ENOMEM;
	if (fault != TEXT_OK || utf8_count(text) > FILE_NAME_MAX)
		return refuse(act, v, "%s的文件名过长或含有特殊字符，请改名后再选择。",
		    v->field->label);
	v->text = text;
	if (v->bytes.n == 0)
		return refuse(act, v, "%s是空文件，请重新选择。", v->field->label);
	if (v->field->max > 0 && (int64_t)v->bytes.n > v->field->max)
		return refuse(act, v, "%s最大 " STR_FMT "，所选文件有 " STR_FMT "。",
		    v->field->label, STR_ARG(most), STR_ARG(has));
	return JY_OK;
}

static const struct {
	const char *kind;
	enum jy_err (*check)(struct act *act, struct form_value *v);
} types[] = {
	[FIELD_TEXT] = { "text", check_line },
	[FIELD_LONG] = { "long", check_long },
	[FIELD_NAME] = { "name", check_name },
	[FIELD_ID_NUMBER] = { "id_number", check_id_number },
	[FIELD_MOBILE] = { "mobile", check_mobile },
	[FIELD_CREDIT] = { "credit", check_credit },
	[FIELD_EMAIL] = { "email", check_email },
	[FIELD_DIGITS] = { "digits", check_digits },
	[FIELD_NUMBER] = { "number", check_number },
	[FIELD_DATE] = { "date", check_date },
	[FIELD_MONTH] = { "month", check_month },
	[FIELD_CHOICE] = { "choice", check_choice },
	[FIELD_CHECK] = { "check", check_box },
	[FIELD_PASSWORD] = { "password", check_password },
	[FIELD_TOKEN] = { "token", check_token },
	[FIELD_FILE] = { "file", check_file },
};

const char *
field_kind(enum field_type type)
{
	return types[type].kind;
}

/* Each value of a list is checked like the value of a plain field. */
static enum jy_err
check_list(struct act *act, struct form_value *v)
{
	struct str *list = (struct str *)v->list;
	enum jy_err err = JY_OK;

	for (size_t i = 0; i < v->nlist && err == JY_OK && v->error == NULL; i++) {
		v->text = list[i];
		err = types[v->field->type].check(act, v);
		list[i] = v->text;
	}
	v->text = STR_NONE;
	return err;
}

enum jy_err
field_missing(struct act *act, struct form_value *v)
{
	const struct field *f = v->field;

	return refuse(act, v,
	    f->type == FIELD_CHECK                             ? "请勾选“%s”。"
	    : f->type == FIELD_CHOICE || f->type == FIELD_FILE ? "请选择%s。"
							       : "请填写%s。",
	    f->label);
}

enum jy_err
field_check(struct act *act, struct form_value *v)
{
	const struct field *f = v->field;

	if (v->nlist > 0)
		return check_list(act, v);
	/* a password may be of blanks; anything else that is blank is empty */
	if (f->type == FIELD_PASSWORD ? v->text.n == 0 : utf8_trim(v->text).n == 0) {
		v->text = v->bytes = STR_NONE;
		v->given = false;
		return (f->flags & F_REQUIRED) == 0 ? JY_OK : field_missing(act, v);
	}
	return types[f->type].check(act, v);
}

/* One entry of a list of choices. */
static void
push_choice(struct arena *a, struct val *list, struct str value, struct str label)
{
	struct val one = val_map(a);

	val_set(&one, "value", val_str(value));
	val_set(&one, "label", val_str(label));
	val_push(list, one);
}

enum jy_err
field_choices(struct act *act, const struct field *field, struct val *out)
{
	struct db_stmt *st = NULL;
	bool row;
	enum jy_err err;

	*out = val_list(act->arena);
	for (const struct choice *c = field->choices; c != NULL && c->value != NULL; c++)
		push_choice(act->arena, out, str_of(c->value), str_of(c->label));
	if (field->dict == NULL)
		return JY_OK;
	const char *parent = places_of(field->dict);

	err = db_prepare(act->db, &st, parent != NULL ? SQL_PLACE_LIST : SQL_DICT_LIST);
	if (err != JY_OK)
		return err;
	db_bind_text(st, ":kind", parent != NULL ? parent : field->dict);
	while ((err = db_step(st, &row)) == JY_OK && row)
		push_choice(act->arena, out, arena_str(act->arena, db_str(st, 0)),
		    arena_str(act->arena, db_str(st, 1)));
	db_finish(st);
	return err;
}
