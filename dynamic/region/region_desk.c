/*
 * region_desk.c - 行政区划维护 of the authority (8.1.i1): down through the levels, and at each
 * place a new part, a new name, its end.
 */
#include "http/csrf.h"
#include "region/pages.h"
#include "region/region.h"
#include "region/region_edit.h"

#define PATH "/office/regions"

/* clang-format off */
static const struct choice steps[] = {
	{ "add", "添加" },
	{ "rename", "改名" },
	{ "end", "撤并" },
	{ "restore", "恢复" },
	{ NULL, NULL },
};
static const struct field desk_fields[] = {
	{ "code", "区划代码", FIELD_DIGITS, 2, 12, 0, "上级代码之后加本级的 2 位（乡镇、村为 3 位）", NULL, NULL, NULL },
	{ "name", "名称", FIELD_TEXT, 1, 100, 0, NULL, NULL, NULL, NULL },
	{ "place", "地区", FIELD_DIGITS, 2, 12, F_HIDDEN, NULL, NULL, NULL, NULL },
	{ "step", "操作", FIELD_CHOICE, 0, 0, F_HIDDEN | F_REQUIRED, NULL, NULL, steps, NULL },
};
/* clang-format on */

static enum jy_err
draw(struct request *rq, struct str code)
{
	struct val data = val_map(rq->act.arena), parts;
	struct region r;
	bool ended = false;
	enum jy_err err;

	if (code.n > 0) {
		if ((err = region_get(&rq->act, code, &r)) != JY_OK ||
		    (err = region_is_ended(&rq->act, code, &ended)) != JY_OK)
			return err;
		val_set(&data, "path", val_str(r.path));
		val_set(&data, "code", val_str(code));
		val_set(&data, "above",
		    val_str((struct str){
			code.p, code.n == REGION_VILLAGE    ? REGION_TOWNSHIP
				: code.n == REGION_TOWNSHIP ? REGION_COUNTY
							    : code.n - 2 }));
	}
	if ((err = region_parts(&rq->act, code, &parts)) != JY_OK)
		return err;
	val_set(&data, "ended", val_bool(ended));
	val_set(&data, "parts", parts);
	val_set(&data, "some", val_bool(val_len(&parts) > 0));
	val_set(&data, "open", val_bool(code.n < REGION_VILLAGE));
	val_set(&data, "csrf", val_str(csrf_token(rq, PATH)));
	return reply_page(rq, 200, "region/desk", "行政区划维护", data);
}

static enum jy_err
desk_page(struct request *rq)
{
	return draw(rq, request_query(rq, "code"));
}

static enum jy_err
again(struct request *rq)
{
	return draw(rq, form_get(&rq->form, "place"));
}

static enum jy_err
step(struct request *rq)
{
	struct str code = form_get(&rq->form, "code"), name = form_get(&rq->form, "name"),
		   place = form_get(&rq->form, "place"),
		   what = form_get(&rq->form, "step");
	bool add = str_is(what, "add");

	if (!add && !str_is(what, "rename"))
		return region_end(&rq->act, place, str_is(what, "end"));
	if (name.n == 0)
		return form_fail(&rq->form, "name", "请填写名称。");
	if (!add)
		return region_rename(&rq->act, place, name);
	if (code.n <= place.n || memcmp(code.p, place.p, place.n) != 0)
		return form_fail(&rq->form, "code",
		    "区划代码须以所属地区的代码开头，并多出本级的几位。");
	return region_add(&rq->act, code, name);
}

static enum jy_err
desk_post(struct request *rq)
{
	enum jy_err err = step(rq);

	if (err == JY_ECONFLICT)
		return form_fail(&rq->form, "code", "已有这个区划代码。");
	if ((err == JY_EINPUT || err == JY_ENOTFOUND) && !form_failed(&rq->form))
		return form_fail(&rq->form, "code",
		    "应为 2、4、6、9 或 12 位数字，并且上级地区已经在列表中。");
	return err != JY_OK
		   ? err
		   : reply_redirect_str(rq,
			 arena_printf(rq->act.arena, PATH "?code=" STR_FMT "&done=saved",
			     STR_ARG(form_get(&rq->form, "place"))));
}

const struct route region_desk_routes[] = {
	{ METHOD_GET, PATH, ROLE_AUTHORITY, CSRF_NO, RATE_NONE, FIELDS(desk_fields),
	    desk_page, NULL, NULL },
	{ METHOD_POST, PATH, ROLE_AUTHORITY, CSRF_YES, RATE_FORM, FIELDS(desk_fields),
	    desk_post, again, NULL },
	{ .path = NULL },
};
