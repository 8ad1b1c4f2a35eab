/*
 * message_pages.c - 站内消息, the inbox page that every role has.
 */
#include "message/message.h"
#include "message/pages.h"

#define PAGE_ROWS 20
#define ID_DIGITS 18

static const struct choice commands[] = {
	{ "read", "标为已读" },
	{ "delete", "删除" },
	{ "read-all", "全部标为已读" },
	{ NULL, NULL },
};
static const struct field inbox_fields[] = {
	{ "command", "操作", FIELD_CHOICE, 0, 0, F_REQUIRED, NULL, NULL, commands, NULL },
	{ "id", "消息", FIELD_DIGITS, 1, ID_DIGITS, F_LIST, NULL, NULL, NULL, NULL },
};
static const struct field open_fields[] = {
	{ "id", "消息", FIELD_DIGITS, 1, ID_DIGITS, F_REQUIRED, NULL, NULL, NULL, NULL },
};

static int64_t
number(struct str text)
{
	int64_t n = 0;

	return str_int(text, 1, INT64_MAX, &n) ? n : 0;
}

static enum jy_err
inbox_page(struct request *rq)
{
	struct val data = val_map(rq->act.arena), list;
	int64_t before = request_before(rq), older;
	enum jy_err err = message_list(&rq->act, before, PAGE_ROWS, &list, &older);

	if (err != JY_OK)
		return err;
	list_put(&data, "messages", list, before, older);
	val_set(&data, "csrf", val_str(csrf_token(rq, "/auth/messages")));
	val_set(&data, "open_csrf", val_str(csrf_token(rq, "/auth/messages/open")));
	return reply_page(rq, 200, "message/inbox", "消息", data);
}

/* Do one thing to each chosen message; one that has gone meanwhile is no error. *n counts. */
static enum jy_err
do_chosen(struct request *rq, bool remove, int64_t *n)
{
	const struct form_value *v = form_value(&rq->form, "id");
	struct str link;
	enum jy_err err = JY_OK;

	if (v->nlist == 0)
		return form_fail(&rq->form, NULL, "没有选中任何消息，请先勾选。");
	*n = 0;
	for (size_t i = 0; i < v->nlist && err == JY_OK; i++) {
		err = remove ? message_delete(&rq->act, number(v->list[i]))
			     : message_read(&rq->act, number(v->list[i]), &link);
		*n += err == JY_OK;
		if (err == JY_ENOTFOUND)
			err = JY_OK;
	}
	return err;
}

static enum jy_err
inbox_post(struct request *rq)
{
	struct str command = form_get(&rq->form, "command");
	bool remove = str_is(command, "delete");
	int64_t n = 0;
	enum jy_err err = str_is(command, "read-all") ? message_read_all(&rq->act)
						      : do_chosen(rq, remove, &n);

	return err != JY_OK ? err
			    : reply_done(rq, STR("/auth/messages"),
				  remove ? "deleted" : "read", n, 0);
}

/* Mark it read and go where it leads. */
static enum jy_err
open_post(struct request *rq)
{
	struct str link;
	enum jy_err err =
	    message_read(&rq->act, number(form_get(&rq->form, "id")), &link);

	if (err != JY_OK)
		return err;
	return reply_redirect_str(rq, link.n > 0 ? link : STR("/auth/messages"));
}

const struct route message_routes[] = {
	{ METHOD_GET, "/auth/messages", ROLES_ACCOUNT, CSRF_NO, RATE_NONE,
	    FIELDS(inbox_fields), inbox_page, NULL, NULL },
	{ METHOD_POST, "/auth/messages", ROLES_ACCOUNT, CSRF_YES, RATE_FORM,
	    FIELDS(inbox_fields), inbox_post, inbox_page, NULL },
	{ METHOD_POST, "/auth/messages/open", ROLES_ACCOUNT, CSRF_YES, RATE_FORM,
	    FIELDS(open_fields), open_post, NULL, NULL },
	{ .path = NULL },
};
