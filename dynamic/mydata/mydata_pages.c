/*
 * mydata_pages.c - see mydata_pages.h.
 */
#include "account/pages.h"
#include "clock.h"
#include "http/csrf.h"
#include "http/json.h"
#include "mydata/mydata.h"
#include "mydata/mydata_pages.h"

#define HOME "/my/data"
#define PAGE_ROWS 20
#define PAGES_MAX 1000

static const struct choice formats[] = {
	{ "html", "网页文件" },
	{ "json", "JSON 文件" },
	{ NULL, NULL },
};

/* clang-format off */
static const struct field export_fields[] = {
	{ "format", "格式", FIELD_CHOICE, 0, 0, F_REQUIRED, NULL, NULL, formats, NULL },
	{ "password", "登录密码", FIELD_PASSWORD, 0, 0, F_REQUIRED | F_SECRET, "请再输入一次，确认是本人操作",
	  "current-password", NULL, NULL },
};
static const struct field close_fields[] = {
	{ "old_password", "登录密码", FIELD_PASSWORD, 0, 0, F_REQUIRED | F_SECRET, "请再输入一次登录密码，确认是本人操作",
	  "current-password", NULL, NULL },
	{ "sure", "我已下载需要的数据，确认注销账号", FIELD_CHECK, 0, 0, F_REQUIRED, NULL, NULL, NULL, NULL },
};
/* clang-format on */

/* --- who looked */

static enum jy_err
data_page(struct request *rq)
{
	struct val data = val_map(rq->act.arena), looks;
	int64_t page = 1;
	bool more;
	enum jy_err err;

	(void)str_int(request_query(rq, "page"), 1, PAGES_MAX, &page);
	if ((err = mydata_looks(&rq->act, (int)(page - 1) * PAGE_ROWS, PAGE_ROWS, &looks,
		 &more)) != JY_OK)
		return err;
	val_set(&data, "looks", looks);
	val_set(&data, "some", val_bool(val_len(&looks) > 0));
	val_set(&data, "later", val_bool(page > 1));
	if (more)
		val_set(&data, "next", val_int(page + 1));
	val_set(&data, "export_csrf", val_str(csrf_token(rq, HOME "/export")));
	return reply_page(rq, 200, "mydata/page", "我的数据", data);
}

/* --- the export */

/* {部分: [{列: 值}]} */
static struct val
plain(struct arena *a, const struct val *parts)
{
	struct val all = val_map(a), part, rows, row, cells, one, out;

	for (size_t i = 0; i < val_len(parts); i++) {
		part = val_at(parts, i);
		rows = val_list(a);
		for (size_t k = 0; k < val_len(val_get(&part, STR("rows"))); k++) {
			row = val_at(val_get(&part, STR("rows")), k);
			cells = *val_get(&row, STR("cells"));
			out = val_map(a);
			for (size_t c = 0; c < val_len(&cells); c++) {
				one = val_at(&cells, c);
				val_set_str(&out, val_get(&one, STR("label"))->s,
				    *val_get(&one, STR("value")));
			}
			val_push(&rows, out);
		}
		val_set_str(&all, val_get(&part, STR("label"))->s, rows);
	}
	return all;
}

static enum jy_err
send_json(struct request *rq, const struct val *parts)
{
	struct val all = plain(rq->act.arena, parts);
	struct buf json = BUF_INIT;
	enum jy_err err = JY_ENOMEM;

	json_put(&json, &all);
	if (buf_ok(&json))
		err = reply_bytes(rq, "application/json; charset=utf-8", buf_view(&json));
	buf_release(&json);
	return err;
}

static enum jy_err
exported(struct request *rq)
{
	bool json = str_is(form_get(&rq->form, "format"), "json");
	struct val data = val_map(rq->act.arena), parts;
	char at[17];
	enum jy_err err = mydata_export(&rq->act, &parts);

	if (err != JY_OK)
		return err;
	reply_file_name(
	    rq, "attachment", str_of(json ? "我的数据.json" : "我的数据.html"));
	if (json)
		return send_json(rq, &parts);
	clock_minute(rq->act.now, at);
	val_set(&data, "parts", parts);
	val_set(&data, "name", val_str(rq->act.who.name));
	val_set(&data, "at", val_text(arena_strdup(rq->act.arena, at)));
	reply_header(rq, "content-security-policy", STR("sandbox"));
	return reply_page(rq, 200, "mydata/export", "我的数据", data);
}

static enum jy_err
export_post(struct request *rq)
{
	return password_again(rq, "password", "mydata.export", exported);
}

/* --- closing */

static enum jy_err
close_page(struct request *rq)
{
	struct val data = val_map(rq->act.arena), blocked;
	enum jy_err err = mydata_blocked(&rq->act, &blocked);

	if (err != JY_OK)
		return err;
	val_set(&data, "blocked", blocked);
	val_set(&data, "is_blocked", val_bool(val_len(&blocked) > 0));
	val_set(&data, "fate", mydata_fate(rq->act.arena));
	val_set(&data, "csrf", val_str(csrf_token(rq, HOME "/close")));
	return reply_page(rq, 200, "mydata/close", "注销账号", data);
}

static enum jy_err
closed(struct request *rq)
{
	enum jy_err err = mydata_close(&rq->act);

	if (err == JY_ECONFLICT)
		rq->form.error = "还有未办完的事项，暂时不能注销。";
	return err != JY_OK ? err : reply_redirect(rq, "/auth/login?done=closed");
}

static enum jy_err
close_post(struct request *rq)
{
	return password_again(rq, "old_password", "account.close", closed);
}

/* clang-format off */
const struct route mydata_routes[] = {
	{ METHOD_GET, HOME, ROLE_GRADUATE, CSRF_NO, RATE_NONE, FIELDS(export_fields), data_page, NULL, NULL },
	{ METHOD_POST, HOME "/export", ROLE_GRADUATE, CSRF_YES, RATE_EXPORT, FIELDS(export_fields), export_post, data_page, NULL },
	{ METHOD_GET, HOME "/close", ROLE_GRADUATE, CSRF_NO, RATE_NONE, FIELDS(close_fields), close_page, NULL, NULL },
	{ METHOD_POST, HOME "/close", ROLE_GRADUATE, CSRF_YES, RATE_FORM, FIELDS(close_fields), close_post, close_page, NULL },
	{ .path = NULL },
};
/* clang-format on */
