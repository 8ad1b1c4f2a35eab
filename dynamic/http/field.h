/*
 * field.h - what the value of one field may be, by its type.
 */
#ifndef JY_FIELD_H
#define JY_FIELD_H

#include "form.h"

/*
 * Check v->text (decoded, UTF-8, no NUL) against v->field and clean it: text that is
 * fine is replaced by its normal form, text that is not stays as it was typed and
 * v->error says why, naming the field. JY_EPARSE: no honest browser sends this.
 */
enum jy_err field_check(struct act *act, struct form_value *v);

/* Say that a field was left empty, in the words of its type. JY_ENOMEM. */
enum jy_err field_missing(struct act *act, struct form_value *v);

/* The labels of a FIELD_CHOICE in order, from the table or the dict of the store. */
enum jy_err field_choices(struct act *act, const struct field *field, struct val *out);

/* "id_number" for FIELD_ID_NUMBER. */
const char *field_kind(enum field_type type);

#endif
