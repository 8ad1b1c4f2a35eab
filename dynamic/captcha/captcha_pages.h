/*
 * captcha_pages.h - the captcha in forms: rows for their tables, what templates
 * draw (captcha.mustache), and the check.
 */
#ifndef CAPTCHA_PAGES_H
#define CAPTCHA_PAGES_H

#include "captcha/captcha.h"
#include "http/route.h"

/* Rows of a field table; captcha.mustache draws them. Never shown again. */
/* clang-format off */
#define CAPTCHA_FIELDS                                                                  \
	{ "captcha", "验证码", FIELD_TEXT, 0, 32, F_SECRET | F_HIDDEN,                   \
	  NULL, NULL, NULL, NULL },                                                      \
	{ "captcha_id", "验证码编号", FIELD_TOKEN, 0, TOKEN_CHARS, F_SECRET | F_HIDDEN,  \
	  NULL, NULL, NULL, NULL },                                                      \
	{ "captcha_proof", "免图片验证", FIELD_TEXT, 0, 64, F_SECRET | F_HIDDEN,         \
	  NULL, NULL, NULL, NULL }
/* clang-format on */

/* Set data.captcha: a new picture and proof for this browser; nothing when the
 * configuration wants none. `again`: a page that shows the form anew. */
enum jy_err captcha_put(
    struct request *rq, struct val *data, const char *again) MUST_CHECK;

/* Check what the form brought. JY_EINPUT: the field has its error now. */
enum jy_err captcha_field(struct request *rq) MUST_CHECK;

/* Beside other errors: name it when nothing was typed. A captcha that was is not used up. */
void captcha_missing(struct request *rq);

extern const struct route captcha_routes[];

#endif
