/*
 * plan_pages.c - 就业方案 of a school, /office/plan (5.4.i3): its years, locked or not.
 */
#include "http/csrf.h"
#include "signing/pages.h"
#include "signing/plan.h"
#include "signing/view.h"

#define PATH "/office/plan"

/* clang-format off */
static const struct field act_fields[] = {
	{ "year", "毕业年度", FIELD_NUMBER, 1950, 2100, F_REQUIRED, NULL, NULL, NULL, NULL },
	FLOW_FIELDS,
};
/* clang-format on */

static enum jy_err
plan_page(struct request *rq)
{
	struct val data = val_map(rq->act.arena), list;
	enum jy_err err = plan_list(&rq->act, &list);

	if (err != JY_OK)
		return err;
	val_set(&data, "plans", list);
	val_set(&data, "some", val_bool(val_len(&list) > 0));
	val_set(&data, "csrf", val_str(csrf_token(rq, PATH)));
	return reply_page(rq, 200, "signing/plan", "就业方案", data);
}

static enum jy_err
plan_post(struct request *rq)
{
	int64_t id;
	enum jy_err err = plan_open(&rq->act, form_value(&rq->form, "year")->number, &id);

	return err != JY_OK
		   ? err
		   : flow_step(rq, &plan_flow, id, plan_page, STR(PATH), "saved");
}

/* clang-format off */
const struct route plan_routes[] = {
	{ METHOD_GET, PATH, ROLE_SCHOOL, CSRF_NO, RATE_NONE, FIELDS(act_fields), plan_page, NULL, NULL },
	{ METHOD_POST, PATH, ROLE_SCHOOL, CSRF_YES, RATE_FORM, FIELDS(act_fields), plan_post, plan_page, NULL },
	{ .path = NULL },
};
/* clang-format on */
