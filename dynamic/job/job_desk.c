/*
 * job_desk.c - see job_desk.h: which jobs the authority reviews, and the page of one.
 */
#include "job/job.h"
#include "job/job_desk.h"
#include "job/job_edit.h"
#include "job/job_words.h"

#define LIST_PATH "/office/jobs"

/* What its employer has not shown yet is its own business. */
DESK_SQL(DESK_JOB,
    "w.id, w.title, (SELECT name FROM employer WHERE id = w.employer_id),"
    " (SELECT name FROM region WHERE code = substr(w.region_code, 1, 4)),"
    " w.title || ' ' || w.category || ' ' || w.workplace || ' ' || w.description",
    " FROM job w",
    " AND w.deleted_at IS NULL AND (w.state <> 'draft' OR EXISTS(SELECT 1"
    " FROM flow_event f WHERE f.kind = 'job'"
    " AND f.item_id = w.id AND 'pending' IN (f.from_state, f.to_state)))",
    " AND (:word = '' OR instr(w.title, :word) > 0 OR EXISTS(SELECT 1 FROM employer e"
    " WHERE e.id = w.employer_id AND instr(e.name, :word) > 0))"
    " AND (:place = '' OR substr(w.region_code, 1, 4) = :place)",
    DESK_UNIT("w.employer_id"));

/* clang-format off */
static const struct field act_fields[] = { FLOW_FIELDS };
/* clang-format on */

/* How many words of the posting are on the list. */
static void
show_warnings(struct act *act, struct str text, struct val *cell)
{
	struct val found = val_list(act->arena);

	job_words_find(act->arena, text, &found);
	if (val_len(&found) == 0)
		return;
	val_set(cell, "text",
	    val_str(arena_printf(act->arena, "%zu 处需核对", val_len(&found))));
	val_set(cell, "tone", val_text("wait"));
}

const struct desk job_desk = {
	.flow = &job_flow,
	.path = LIST_PATH,
	.title = "职位审核",
	.noun = "职位",
	.scopes = { { ROLE_AUTHORITY, &DESK_JOB } },
	.states = { "pending", "published", "taken_down", "closed", "expired" },
	.columns = { { "职位", NULL }, { "单位", NULL }, { "地区", NULL },
	    { "提示", show_warnings } },
	.filters = { { "word", "职位或单位", FILTER_WORD, NULL },
	    { "place", "地区", FILTER_PLACE, NULL } },
	.approve = "approve",
	.reject = "reject",
};

static enum jy_err
view_page(struct request *rq)
{
	struct val data;
	int64_t id;
	enum jy_err err;

	if (!str_int(rq->param, 1, INT64_MAX, &id))
		return JY_ENOTFOUND;
	if ((err = job_sheet(&rq->act, id, &data)) != JY_OK ||
	    (err = desk_put(rq, &data, &job_desk, id)) != JY_OK)
		return err;
	return reply_page(rq, 200, "jobdesk/job", "职位审核", data);
}

static enum jy_err
act_post(struct request *rq)
{
	int64_t id;

	return str_int(rq->param, 1, INT64_MAX, &id)
		   ? desk_post(rq, &job_desk, id, NULL, view_page)
		   : JY_ENOTFOUND;
}

/* clang-format off */
const struct route job_desk_routes[] = {
	{ METHOD_GET, LIST_PATH "/*", ROLE_AUTHORITY, CSRF_NO, RATE_NONE, FIELDS(act_fields), view_page, NULL, NULL },
	{ METHOD_POST, LIST_PATH "/*", ROLE_AUTHORITY, CSRF_YES, RATE_FORM, FIELDS(act_fields), act_post, view_page, NULL },
	{ .path = NULL },
};
/* clang-format on */
