/*
 * form.h - forms as tables of fields. A table says what a form may contain; the
 * dispatcher decodes and checks a request against it before the handler runs, and
 * the same table draws the form, with its values and errors.
 */
#ifndef JY_FORM_H
#define JY_FORM_H

#include "act.h"
#include "err.h"
#include "val.h"

enum field_type {
	FIELD_TEXT,      /* one line (TEXT_LINE of utf8.h) */
	FIELD_LONG,      /* several lines (TEXT_LONG) */
	FIELD_NAME,      /* a person's name */
	FIELD_ID_NUMBER, /* GB 11643; normalised */
	FIELD_MOBILE,    /* normalised to 11 digits */
	FIELD_CREDIT,    /* GB 32100; normalised */
	FIELD_EMAIL,
	FIELD_DIGITS,   /* digits only, min to max of them */
	FIELD_NUMBER,   /* a whole number, min to max is its range */
	FIELD_DATE,     /* ISO 8601 */
	FIELD_MONTH,    /* 2026-09 */
	FIELD_CHOICE,   /* one of `choices` or of dict `dict` */
	FIELD_CHECK,    /* a box: "yes" or absent */
	FIELD_PASSWORD, /* taken byte for byte, never shown again */
	FIELD_TOKEN,    /* hidden: base64url, e.g. a captcha's id */
	FIELD_FILE      /* an uploaded file: min to max bytes, `dict` the types for
			 * the browser ("image/jpeg,image/png"); what is in it is
			 * upload.h's business. Its form is multipart/form-data. */
};

enum {
	F_REQUIRED = 1, /* * on the page; blank-only counts as empty */
	F_LIST = 2,     /* may come several times */
	F_SECRET = 4,   /* never kept: passwords, codes */
	F_HIDDEN = 8,   /* not drawn by the generic form */
	F_NEEDED = 16   /* * on the page as well, but form_need() asks for it: for a form
			   that has other buttons than the one that saves */
};

struct choice {
	const char *value, *label;
};

/* A row. min and max are code points, or the range of a number. */
struct field {
	const char *name, *label;
	enum field_type type;
	int64_t min, max;
	unsigned flags;
	const char *hint;             /* under the field; NULL: none */
	const char *autocomplete;     /* WCAG 1.3.5; NULL: "off" */
	const struct choice *choices; /* FIELD_CHOICE; ends with a NULL value */
	const char *dict;             /* FIELD_CHOICE: a kind of table dict instead, or
	                               * "region:65" for the places right below 65 */
};

struct form_value {
	const struct field *field;
	struct str text; /* the cleaned value; what was typed while it has an error */
	const struct str *list; /* F_LIST */
	size_t nlist;
	int64_t number;    /* FIELD_NUMBER; FIELD_DATE, FIELD_MONTH: its first second */
	struct str bytes;  /* FIELD_FILE: in the request's body; text is its name */
	const char *error; /* Chinese, one sentence; NULL: fine */
	const char *hint;  /* instead of the field's; NULL: that one */
	bool given;
};

struct form {
	const struct field *fields;
	size_t n;
	struct form_value *values; /* n, in the table's order */
	const char *error;         /* of the whole form; NULL: none */
};

/*
 * Decode an application/x-www-form-urlencoded body strictly and
 * check it against the table. The field "csrf" is always allowed.
 *   JY_OK      decoded and valid
 *   JY_EINPUT  decoded; some values have errors
 *   JY_EPARSE  not a form of this table: malformed, an unknown field, a field twice
 */
enum jy_err form_decode(struct form *f, struct act *act, const struct field *fields,
    size_t n, struct str body);

/* The same for a multipart/form-data body, for tables with a FIELD_FILE. */
enum jy_err form_decode_parts(struct form *f, struct act *act, const struct field *fields,
    size_t n, struct str content_type, struct str body);

/* Has the table a FIELD_FILE? */
bool fields_have_file(const struct field *fields, size_t n);

/*
 * What the query of a GET says of the table's fields: the conditions of a list. Read as addresses are,
 * forgivingly: other names are passed over, of a name that stands twice the first counts. A value that is refused has its error
 * and stays as it was typed, with the number 0. JY_OK; JY_ENOMEM, JY_EDB.
 */
enum jy_err form_query(struct form *f, struct act *act, const struct field *fields,
    size_t n, struct str query);

/* An empty form of the table, for a GET. */
enum jy_err form_empty(
    struct form *f, struct arena *a, const struct field *fields, size_t n);

/* The value of `name` (which the table must have); "" when not given. */
struct str form_get(const struct form *f, const char *name);
struct form_value *form_value(struct form *f, const char *name);

/* The same, "" also when it has an error; and the number, then 0. */
struct str form_good(struct form *f, const char *name);
int64_t form_number(struct form *f, const char *name);

/* Give a field a value before it is drawn; give it, or the form (name NULL), an
 * error. The text is not copied. form_fail returns JY_EINPUT. */
void form_set(struct form *f, const char *name, struct str value);
enum jy_err form_fail(struct form *f, const char *name, const char *error);
bool form_failed(const struct form *f);

/* Give every F_NEEDED field that is empty its error. JY_EINPUT: some are. */
enum jy_err form_need(struct form *f, struct act *act);

/*
 * What templates get: {error, errors:[{name,label,text}], has_errors, has_file,
 * fields:[{name, label, kind, value, error, hint, required, autocomplete, inputmode,
 * max, accept, options:[{value,label,selected}], checked, is_<kind>: true}],
 * field:{<name>: the same map}}. Secret values are left out. Hidden fields are only in `field`.
 */
struct val form_val(const struct form *f, struct act *act);

#endif
