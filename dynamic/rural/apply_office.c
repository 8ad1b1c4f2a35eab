/*
 * apply_office.c - 三支一扶报名审核 of prefectures and the authority (a desk), and of
 * employers that are named for a post; the page of one application, and lists as files.
 */
#include "flow/flow_pages.h"
#include "http/csrf.h"
#include "rural/pages.h"
#include "sheet/pages.h"

#define LIST_PATH "/office/posts"
#define ORG_PATH "/org/posts"
#define ROWS_MAX 500

#define COLUMNS                                                                    \
	"w.uid, (SELECT name FROM account WHERE id = w.account_id), (SELECT title" \
	" FROM campaign WHERE id = w.campaign_id), (SELECT code || ' ' || name"    \
	" FROM post WHERE id = w.post_id), (SELECT unit FROM post WHERE id ="      \
	" w.post_id)"
#define FILTER                                                                   \
	" AND (:word = '' OR EXISTS(SELECT 1 FROM account h WHERE h.id ="        \
	" w.account_id AND instr(h.name, :word) > 0)) AND (:post = '' OR"        \
	" EXISTS(SELECT 1 FROM post p WHERE p.id = w.post_id AND (instr(p.code," \
	" :post) > 0 OR instr(p.name, :post) > 0))) AND (:campaign = 0 OR"       \
	" w.campaign_id = :campaign)"

DESK_SQL(DESK_POST_OFFICE, COLUMNS, " FROM post_application w",
    " AND w.office_id = :office", FILTER, DESK_PERSON);
DESK_SQL(DESK_POST_ALL, COLUMNS, " FROM post_application w", "", FILTER, DESK_PERSON);
SQL(SQL_POST_CAMPAIGNS, "SELECT id, title FROM campaign WHERE state <> 'draft' AND"
			" :office > 0 ORDER BY closes_at DESC, id DESC");

const struct desk post_desk = {
	.flow = &post_flow,
	.path = LIST_PATH,
	.title = "三支一扶报名审核",
	.noun = "三支一扶报名",
	.scopes = { { ROLE_PREFECTURE, &DESK_POST_OFFICE },
	    { ROLE_AUTHORITY, &DESK_POST_ALL } },
	.states = { "pending", "approved", "rejected" },
	.columns = { { "姓名", NULL }, { "招募", NULL }, { "岗位", NULL },
	    { "服务单位", NULL } },
	.filters = { { "word", "姓名", FILTER_WORD, NULL },
	    { "post", "岗位代码或名称", FILTER_WORD, NULL },
	    { "campaign", "招募", FILTER_OFFICE, SQL_POST_CAMPAIGNS } },
	.approve = "approve",
	.reject = "reject",
};

/* clang-format off */
static const struct field act_fields[] = { FLOW_FIELDS };
static const struct field export_fields[] = {
	{ "format", "格式", FIELD_CHOICE, 0, 0, F_REQUIRED, NULL, NULL, sheet_formats, NULL },
	{ "campaign", "招募", FIELD_DIGITS, 0, 18, 0, NULL, NULL, NULL, NULL },
	{ "whole", "含完整身份证号和联系方式", FIELD_CHECK, 0, 0, 0, NULL, NULL, NULL, NULL },
};
/* clang-format on */

static bool
is_org(const struct request *rq)
{
	return rq->act.who.role == ROLE_EMPLOYER;
}

static struct str
case_path(struct request *rq, struct str uid, const char *rest)
{
	return arena_printf(rq->act.arena, "%s/" STR_FMT "%s",
	    is_org(rq) ? ORG_PATH : LIST_PATH, STR_ARG(uid), rest);
}

/* --- one application */

static enum jy_err
draw(struct request *rq, const struct post_application *p, bool whole)
{
	struct val data = val_map(rq->act.arena);
	struct str reveal = case_path(rq, p->uid, "/id-number");
	enum jy_err err = is_org(rq) ? flow_put(rq, &data, &post_flow, p->id, NULL,
					   case_path(rq, p->uid, ""))
				     : desk_put(rq, &data, &post_desk, p->id);

	if (err != JY_OK)
		return err;
	val_set(&data, "application", application_val(&rq->act, p));
	val_set(&data, "whole", val_bool(whole));
	val_set(&data, "reveal", val_str(reveal));
	val_set(&data, "reveal_csrf", val_str(csrf_token_for(rq, reveal)));
	val_set(&data, "org", val_bool(is_org(rq)));
	return reply_page(rq, 200, "rural/case", "三支一扶报名", data);
}

static enum jy_err
view_page(struct request *rq)
{
	struct post_application p;
	enum jy_err err = apply_get(&rq->act, rq->param, &p);

	return err != JY_OK ? err : draw(rq, &p, false);
}

static enum jy_err
act_post(struct request *rq)
{
	struct post_application p;
	enum jy_err err = apply_get(&rq->act, rq->param, &p);

	return err != JY_OK ? err : desk_post(rq, &post_desk, p.id, NULL, view_page);
}

static enum jy_err
org_post(struct request *rq)
{
	struct post_application p;
	enum jy_err err = apply_get(&rq->act, rq->param, &p);

	return err != JY_OK ? err
			    : flow_step(rq, &post_flow, p.id, view_page, STR(ORG_PATH),
				  "submitted");
}

static enum jy_err
reveal_post(struct request *rq)
{
	struct post_application p;
	enum jy_err err = apply_reveal(&rq->act, rq->param, &p);

	return err != JY_OK ? err : draw(rq, &p, true);
}

/* --- lists */

static enum jy_err
org_list(struct request *rq)
{
	struct post_application *all = arena_array(rq->act.arena, ROWS_MAX, sizeof(*all));
	struct val data = val_map(rq->act.arena), list = val_list(rq->act.arena);
	enum jy_err err;
	int n;

	if (all == NULL)
		return JY_ENOMEM;
	if ((err = apply_of_employer(&rq->act, all, ROWS_MAX, &n)) != JY_OK)
		return err;
	for (int i = 0; i < n; i++)
		val_push(&list, application_val(&rq->act, &all[i]));
	val_set(&data, "list", list);
	val_set(&data, "some", val_bool(n > 0));
	val_set(&data, "export_csrf", val_str(csrf_token(rq, ORG_PATH "/export")));
	return reply_page(rq, 200, "rural/org", "三支一扶报名审核", data);
}

/* What to export, for offices: their desk's list has no room for it. */
static enum jy_err
export_page(struct request *rq)
{
	struct campaign *all = arena_array(rq->act.arena, ROWS_MAX, sizeof(*all));
	struct val data = val_map(rq->act.arena), list = val_list(rq->act.arena);
	enum jy_err err;
	int n;

	if (all == NULL)
		return JY_ENOMEM;
	if ((err = campaign_list(&rq->act, all, ROWS_MAX, &n)) != JY_OK)
		return err;
	for (int i = 0; i < n; i++)
		val_push(&list, campaign_val(&rq->act, &all[i]));
	val_set(&data, "campaigns", list);
	val_set(&data, "csrf", val_str(csrf_token(rq, "/office/post-lists")));
	return reply_page(rq, 200, "rural/export", "三支一扶报名名单", data);
}

static enum jy_err
export_post(struct request *rq)
{
	struct sheet *sheet = arena_alloc(rq->act.arena, sizeof(*sheet));
	int64_t campaign = 0;
	enum jy_err err;

	if (sheet == NULL)
		return JY_ENOMEM;
	(void)str_int(form_get(&rq->form, "campaign"), 1, INT64_MAX, &campaign);
	err = apply_export(
	    &rq->act, campaign, str_is(form_get(&rq->form, "whole"), "yes"), sheet);
	if (err == JY_ETOOBIG)
		rq->form.error = "超过 5000 条，请选择一次招募后再导出。";
	return err != JY_OK ? err
			    : sheet_reply(rq, sheet, form_get(&rq->form, "format"),
				  "post-applications");
}

#define OFFICES (ROLE_PREFECTURE | ROLE_AUTHORITY)

/* clang-format off */
const struct route apply_office_routes[] = {
	{ METHOD_GET, LIST_PATH "/*", OFFICES, CSRF_NO, RATE_NONE, FIELDS(act_fields), view_page, NULL, NULL },
	{ METHOD_POST, LIST_PATH "/*", OFFICES, CSRF_YES, RATE_FORM, FIELDS(act_fields), act_post, view_page, NULL },
	{ METHOD_POST, LIST_PATH "/*/id-number", OFFICES, CSRF_YES, RATE_FORM, NO_FIELDS, reveal_post, NULL, NULL },
	{ METHOD_GET, "/office/post-lists", OFFICES, CSRF_NO, RATE_NONE, FIELDS(export_fields), export_page, NULL, NULL },
	{ METHOD_POST, "/office/post-lists", OFFICES, CSRF_YES, RATE_EXPORT, FIELDS(export_fields), export_post, export_page, NULL },
	{ METHOD_GET, ORG_PATH, ROLE_EMPLOYER, CSRF_NO, RATE_NONE, NO_FIELDS, org_list, NULL, NULL },
	{ METHOD_POST, ORG_PATH "/export", ROLE_EMPLOYER, CSRF_YES, RATE_EXPORT, FIELDS(export_fields), export_post, org_list, NULL },
	{ METHOD_GET, ORG_PATH "/*", ROLE_EMPLOYER, CSRF_NO, RATE_NONE, FIELDS(act_fields), view_page, NULL, NULL },
	{ METHOD_POST, ORG_PATH "/*", ROLE_EMPLOYER, CSRF_YES, RATE_FORM, FIELDS(act_fields), org_post, view_page, NULL },
	{ METHOD_POST, ORG_PATH "/*/id-number", ROLE_EMPLOYER, CSRF_YES, RATE_FORM, NO_FIELDS, reveal_post, NULL, NULL },
	{ .path = NULL },
};
/* clang-format on */
