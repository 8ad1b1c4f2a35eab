/*
 * application_mail.c - a resume as the plain text of a mail.
 */
#include "application/application_mail.h"
#include "outbox/outbox.h"
#include "resume/resume.h"

static struct str
text_of(const struct val *map, struct str key)
{
	const struct val *v = val_get(map, key);

	return v != NULL ? v->s : STR_NONE;
}

static void
put_entry(struct buf *out, const struct val *entry)
{
	const struct val *lines = val_get(entry, STR("lines"));
	struct str title = text_of(entry, STR("title"));

	if (title.n > 0)
		buf_printf(out, STR_FMT "\n", STR_ARG(title));
	for (size_t i = 0; i < val_len(lines); i++) {
		struct val line = val_at(lines, i);

		buf_printf(out, STR_FMT "：%s" STR_FMT "\n",
		    STR_ARG(text_of(&line, STR("label"))),
		    val_true(val_get(&line, STR("long"))) ? "\n" : "",
		    STR_ARG(text_of(&line, STR("value"))));
	}
}

/* Each section under its name, entries parted by an empty line. */
static enum jy_err
put_resume(struct act *act, struct str content, struct buf *out)
{
	struct val sections;
	enum jy_err err;

	if ((err = resume_view(act, content, &sections)) != JY_OK)
		return err;
	for (size_t i = 0; i < val_len(&sections); i++) {
		struct val section = val_at(&sections, i);
		const struct val *entries = val_get(&section, STR("entries"));

		if (val_len(entries) == 0)
			continue;
		buf_printf(
		    out, "\n【" STR_FMT "】\n", STR_ARG(text_of(&section, STR("label"))));
		for (size_t k = 0; k < val_len(entries); k++) {
			struct val entry = val_at(entries, k);

			buf_puts(out, k > 0 ? "\n" : "");
			put_entry(out, &entry);
		}
	}
	return JY_OK;
}

static enum jy_err
put_body(struct act *act, const struct application_letter *l, struct buf *out)
{
	enum jy_err err;

	buf_printf(out,
	    STR_FMT "：\n\n求职者 " STR_FMT
		    " 通过%s向贵单位投递了简历。\n\n职位：" STR_FMT "\n简历：" STR_FMT
		    "\n手机：" STR_FMT "\n",
	    STR_ARG(l->employer), STR_ARG(act->who.name), act->conf->site.name,
	    STR_ARG(l->title), STR_ARG(l->resume), STR_ARG(l->mobile));
	if (l->email.n > 0)
		buf_printf(out, "邮箱：" STR_FMT "\n", STR_ARG(l->email));
	if ((err = put_resume(act, l->content, out)) != JY_OK)
		return err;
	buf_printf(out, "\n登录后可以查看照片、邀请面试或回复：%s/org/applications/%s\n",
	    act->conf->site.base_url, l->uid);
	return buf_ok(out) ? JY_OK : JY_ENOMEM;
}

enum jy_err
application_mail(struct act *act, const struct application_letter *letter)
{
	struct outbox_message m = { .channel = OUTBOX_MAIL,
		.recipient = letter->mailbox };
	struct buf body = BUF_INIT;
	enum jy_err err;

	m.subject =
	    arena_printf(act->arena, "【职位投递】" STR_FMT, STR_ARG(letter->title));
	if (m.subject.p == NULL)
		return JY_ENOMEM;
	if ((err = put_body(act, letter, &body)) == JY_OK) {
		m.body = buf_view(&body);
		err = outbox_put(act->db, act->keys, &m);
	}
	if (body.data != NULL)
		secret_wipe(body.data, body.len);
	buf_release(&body);
	return err;
}
