/*
 * sms.c - the table of texts.
 */
#include "clock.h"
#include "code/sms.h"
#include "outbox/outbox.h"

/* {site} the portal's name, {code}, {minutes} a code's life, {time} now. */
static const char *const texts[SMS_TEXT_COUNT] = {
	[SMS_CODE_REGISTER] = "【{site}】您的注册验证码是{code}，{minutes}"
			      "分钟内有效。如非本人操作，请忽略。",
	[SMS_CODE_RESET] =
	    "【{site}】您正在找回登录密码，验证码是{code}，{minutes}分钟内有效。请勿"
	    "告诉任何人，工作人员不会向您索要。",
	[SMS_CODE_MOBILE] =
	    "【{site}】您正在变更注册手机号，验证码是{code}，{minutes}分钟内有效。",
	[SMS_CODE_SIGN] = "【{site}】您正在签署文件，验证码是{code}，{minutes}"
			  "分钟内有效。请勿告诉任何人。",
	[SMS_REGISTERED] = "【{site}】您已于{time}"
			   "注册成功。登录用户名为您注册时填写的证件号码，也可以用本手"
			   "机号登录。",
	[SMS_PASSWORD_CHANGED] =
	    "【{site}】您的登录密码已于{time}修改。如非本人操作，请立即用“忘记密码”"
	    "找回。",
	[SMS_PASSWORD_RESET] = "【{site}】您的登录密码已于{time}"
			       "通过本手机号重置，其他登录均已结束。如非本人操作"
			       "，请立即联系我们。",
	[SMS_MOBILE_CHANGED] = "【{site}】您的注册手机号已于{time}"
			       "变更，其他登录均已结束。如非本人操作，请立即联系我们。",
};

static void
put_blank(struct buf *out, const struct act *act, struct str name, struct str code)
{
	char minute[17];

	if (str_is(name, "site")) {
		buf_puts(out, act->conf->site.name);
	} else if (str_is(name, "code")) {
		buf_str(out, code);
	} else if (str_is(name, "minutes")) {
		buf_int(out, act->conf->sms.code_minutes);
	} else if (str_is(name, "time")) {
		clock_minute(act->now, minute);
		buf_puts(out, minute);
	}
}

struct str
sms_compose(const struct act *act, enum sms_text text, struct str code)
{
	struct str rest = str_of(texts[text]), part;
	struct buf out = BUF_INIT;
	struct str whole;

	while (str_split(&rest, '{', &part)) {
		buf_str(&out, part);
		if (rest.n > 0 && str_split(&rest, '}', &part))
			put_blank(&out, act, part, code);
	}
	whole = buf_ok(&out) ? arena_str(act->arena, buf_view(&out)) : STR_NONE;
	secret_wipe(out.data, out.len);
	buf_release(&out);
	return whole;
}

enum jy_err
sms_notify(struct act *act, enum sms_text text, struct str mobile)
{
	struct outbox_message m = { .channel = OUTBOX_SMS, .recipient = mobile };

	if (mobile.n == 0)
		return JY_OK;
	m.body = sms_compose(act, text, STR_NONE);
	return m.body.p == NULL ? JY_ENOMEM : outbox_put(act->db, act->keys, &m);
}
