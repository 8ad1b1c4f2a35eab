/*
 * saved_search_pages.c - 我保存的搜索, and the page behind the link of an alert.
 */
#include "job/saved_search.h"
#include "job/search.h"
#include "job/search_pages.h"

#define PATH "/my/search/saved"
#define OFF "/auth/unsubscribe"
#define UID_CHARS 22

static const struct field save_fields[] = {
	{ "query", "搜索", FIELD_TEXT, 0, SEARCH_QUERY_MAX, 0, NULL, NULL, NULL, NULL },
	{ "name", "名称", FIELD_TEXT, 0, 30, 0, NULL, NULL, NULL, NULL },
	{ "alert", "有新职位时通知我", FIELD_CHECK, 0, 0, 0, NULL, NULL, NULL, NULL },
};
static const struct field saved_fields[] = {
	{ "remove", "搜索", FIELD_TOKEN, UID_CHARS, UID_CHARS, 0, NULL, NULL, NULL,
	    NULL },
	{ "on", "搜索", FIELD_TOKEN, UID_CHARS, UID_CHARS, 0, NULL, NULL, NULL, NULL },
	{ "off", "搜索", FIELD_TOKEN, UID_CHARS, UID_CHARS, 0, NULL, NULL, NULL, NULL },
};
/* What a mail program posts by itself (RFC 8058); our page posts the same. */
static const struct choice one_click[] = { { "One-Click", "取消通知" }, { NULL, NULL } };
static const struct field off_fields[] = {
	{ "List-Unsubscribe", "取消通知", FIELD_CHOICE, 0, 0, F_HIDDEN | F_REQUIRED, NULL,
	    NULL, one_click, NULL },
};

static enum jy_err
saved_page(struct request *rq)
{
	struct val data = val_map(rq->act.arena), list;
	enum jy_err err;

	if ((err = saved_search_list(&rq->act, &list)) != JY_OK)
		return err;
	val_set(&data, "searches", list);
	val_set(&data, "some", val_bool(val_len(&list) > 0));
	val_set(&data, "csrf", val_str(csrf_token(rq, PATH)));
	return reply_page(rq, 200, "search/saved", "我保存的搜索", data);
}

static enum jy_err
save_post(struct request *rq)
{
	enum jy_err err = saved_search_add(&rq->act, form_get(&rq->form, "name"),
	    form_get(&rq->form, "query"), form_get(&rq->form, "alert").n > 0);

	if (err == JY_ELIMIT)
		return form_fail(
		    &rq->form, NULL, "保存的搜索已达上限，请先删除不再需要的。");
	return err != JY_OK ? err : reply_redirect(rq, PATH "?done=search-saved");
}

static enum jy_err
saved_post(struct request *rq)
{
	struct str remove = form_get(&rq->form, "remove"), on = form_get(&rq->form, "on"),
		   off = form_get(&rq->form, "off");
	enum jy_err err;

	if (remove.n > 0)
		err = saved_search_remove(&rq->act, remove);
	else if (on.n + off.n > 0)
		err = saved_search_alert(&rq->act, on.n > 0 ? on : off, on.n > 0);
	else
		return form_fail(&rq->form, NULL, "请先选择记录。");
	if (err != JY_OK)
		return err;
	return reply_redirect(
	    rq, remove.n > 0 ? PATH "?done=deleted" : PATH "?done=saved");
}

/* --- the link: opening it changes nothing, its one button does. The signature in it is
 * all that is asked for: mail programs press the button without a cookie. */

static enum jy_err
off_page(struct request *rq)
{
	struct str uid = request_query(rq, "s"), token = request_query(rq, "t"), name;
	struct val data = val_map(rq->act.arena);
	enum jy_err err;

	if ((err = unsubscribe_check(&rq->act, uid, token, &name)) != JY_OK)
		return err;
	val_set(&data, "name", val_str(name));
	val_set(&data, "action",
	    val_str(arena_printf(rq->act.arena, OFF "?s=" STR_FMT "&t=" STR_FMT,
		STR_ARG(uid), STR_ARG(token))));
	return reply_page(rq, 200, "search/unsubscribe", "取消通知", data);
}

static enum jy_err
off_post(struct request *rq)
{
	struct val data = val_map(rq->act.arena);
	enum jy_err err;

	err = unsubscribe_off(&rq->act, request_query(rq, "s"), request_query(rq, "t"));
	if (err != JY_OK)
		return err;
	val_set(&data, "text", val_text("以后不会再收到这个搜索的新职位通知。"));
	val_set(&data, "more", val_text("登录后可以在“我保存的搜索”中重新开启。"));
	val_set(&data, "next_href", val_text("/jobs/"));
	val_set(&data, "next_label", val_text("查看招聘信息"));
	return reply_page(rq, 200, "done", "已取消通知", data);
}

const struct route saved_search_routes[] = {
	{ METHOD_GET, PATH, ROLE_GRADUATE, CSRF_NO, RATE_NONE, FIELDS(saved_fields),
	    saved_page, NULL, NULL },
	{ METHOD_POST, PATH, ROLE_GRADUATE, CSRF_YES, RATE_FORM, FIELDS(saved_fields),
	    saved_post, saved_page, NULL },
	{ METHOD_POST, "/my/search/save", ROLE_GRADUATE, CSRF_YES, RATE_FORM,
	    FIELDS(save_fields), save_post, saved_page, NULL },
	{ METHOD_GET, OFF, ROLES_ANYONE, CSRF_NO, RATE_NONE, FIELDS(off_fields), off_page,
	    NULL, NULL },
	{ METHOD_POST, OFF, ROLES_ANYONE, CSRF_SIGNED, RATE_PAGE, FIELDS(off_fields),
	    off_post, NULL, NULL },
	{ .path = NULL },
};
