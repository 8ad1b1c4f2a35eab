/*
 * code_pages.h - the SMS code in forms.
 */
#ifndef CODE_PAGES_H
#define CODE_PAGES_H

#include "code/code.h"
#include "http/request.h"

/* A row of a field table. */
/* clang-format off */
#define CODE_FIELD                                                                       \
	{ "code", "短信验证码", FIELD_DIGITS, CODE_DIGITS, CODE_DIGITS,               \
	  F_REQUIRED | F_SECRET, "6 位数字", "one-time-code", NULL, NULL }
/* clang-format on */

/* What the page says after a send, whether or not anything was sent: "如果 138****8000
 * 填写无误，…". STR_NONE: no memory. */
struct str code_sent_text(struct request *rq, struct str mobile);

#endif
