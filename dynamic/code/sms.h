/*
 * sms.h - the texts that go to people's phones, in one table, and the way into
 * the outbox. Who gets which is the caller's part.
 */
#ifndef CODE_SMS_H
#define CODE_SMS_H

#include "act.h"
#include "crypto.h"

enum sms_text {
	SMS_CODE_REGISTER, /* with a code */
	SMS_CODE_RESET,    /* with a code */
	SMS_CODE_MOBILE,   /* with a code */
	SMS_CODE_SIGN,     /* with a code */
	SMS_REGISTERED,
	SMS_PASSWORD_CHANGED,
	SMS_PASSWORD_RESET,
	SMS_MOBILE_CHANGED,
	SMS_TEXT_COUNT
};

/* The whole text in act->arena; `code` is put where the text wants one. STR_NONE:
 * no memory. */
struct str sms_compose(const struct act *act, enum sms_text text, struct str code);

/* Queue a notice (a text without a code) to a mobile_parse()d number, in the
 * caller's transaction. No number: nothing is sent. Errors as outbox_put(). */
enum jy_err sms_notify(struct act *act, enum sms_text text, struct str mobile) MUST_CHECK;

#endif
