/*
 * employer_desk.c - see employer_desk.h. The rules are employer_flow's.
 */
#include "employer/employer.h"
#include "employer/employer_desk.h"
#include "employer/employer_view.h"
#include "file/upload.h"

#define LIST_PATH "/office/employers"

DESK_SQL(DESK_EMPLOYER,
    "w.id, w.name, w.credit_code, (SELECT label FROM dict WHERE kind = 'employer_kind'"
    " AND code = w.kind), CASE WHEN w.licence_id IS NULL THEN '未上传' ELSE '已上传' END,"
    " (SELECT count(*) FROM job WHERE employer_id = w.id AND deleted_at IS NULL) || ' "
    "个'",
    " FROM employer w", "",
    " AND (:word = '' OR instr(w.name, :word) > 0 OR instr(w.credit_code, :word) > 0)"
    " AND (:kind = '' OR w.kind = :kind)",
    DESK_NAMED("w.name"));

/* clang-format off */
static const struct field act_fields[] = { FLOW_FIELDS };
/* clang-format on */

/* Its licence is looked at: no batch. */
const struct desk employer_desk = {
	.flow = &employer_flow,
	.path = LIST_PATH,
	.title = "单位审核",
	.noun = "单位",
	.scopes = { { ROLE_AUTHORITY, &DESK_EMPLOYER } },
	.states = { "pending", "verified", "rejected", "suspended" },
	.columns = { { "单位名称", NULL }, { "信用代码", NULL }, { "单位类型", NULL },
	    { "证照", NULL }, { "职位", NULL } },
	.filters = { { "word", "单位名称或信用代码", FILTER_WORD, NULL },
	    { "kind", "单位类型", FILTER_DICT, "employer_kind" } },
	.approve = "verify",
	.reject = "reject",
	.one_by_one = true,
};

static enum jy_err
view_page(struct request *rq)
{
	struct val data = val_map(rq->act.arena);
	int64_t id;
	enum jy_err err;

	if (!str_int(rq->param, 1, INT64_MAX, &id))
		return JY_ENOTFOUND;
	if ((err = employer_put(&rq->act, id, &data)) != JY_OK ||
	    (err = desk_put(rq, &data, &employer_desk, id)) != JY_OK)
		return err;
	return reply_page(rq, 200, "employer/desk_one", "单位审核", data);
}

static enum jy_err
act_post(struct request *rq)
{
	int64_t id;

	return str_int(rq->param, 1, INT64_MAX, &id)
		   ? desk_post(rq, &employer_desk, id, NULL, view_page)
		   : JY_ENOTFOUND;
}

static enum jy_err
licence(struct request *rq)
{
	struct employer_profile p;
	struct stored file;
	int64_t id;
	enum jy_err err;

	if (!str_int(rq->param, 1, INT64_MAX, &id))
		return JY_ENOTFOUND;
	if ((err = employer_load(&rq->act, id, &p)) != JY_OK)
		return err;
	if (p.licence_id == 0)
		return JY_ENOTFOUND;
	err = upload_find(&rq->act, p.licence_id, &file);
	return err != JY_OK ? err : upload_reply(rq, &file);
}

/* clang-format off */
const struct route employer_desk_routes[] = {
	{ METHOD_GET, LIST_PATH "/*", ROLE_AUTHORITY, CSRF_NO, RATE_NONE, FIELDS(act_fields), view_page, NULL, NULL },
	{ METHOD_POST, LIST_PATH "/*", ROLE_AUTHORITY, CSRF_YES, RATE_FORM, FIELDS(act_fields), act_post, view_page, NULL },
	{ METHOD_GET, LIST_PATH "/*/licence", ROLE_AUTHORITY, CSRF_NO, RATE_NONE, NO_FIELDS, licence, NULL, "employer.licence" },
	{ .path = NULL },
};
/* clang-format on */
