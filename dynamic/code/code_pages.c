/*
 * code_pages.c - see code_pages.h.
 */
#include "code/code_pages.h"
#include "idcheck.h"

struct str
code_sent_text(struct request *rq, struct str mobile)
{
	struct buf masked = BUF_INIT;
	struct str text = STR_NONE;

	mask_mobile(&masked, mobile);
	if (buf_ok(&masked))
		text = arena_printf(rq->act.arena,
		    "如果 " STR_FMT
		    " 填写无误，验证码已发送到该手机，%lld 分钟内有效，请注意查收。",
		    STR_ARG(buf_view(&masked)),
		    (long long)rq->act.conf->sms.code_minutes);
	buf_release(&masked);
	return text;
}
