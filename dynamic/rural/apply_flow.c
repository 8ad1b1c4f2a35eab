/*
 * apply_flow.c - the life of an application for a rural post (docs/workflows.md): the table,
 * its guards and effects.
 */
#include "message/message.h"
#include "rural/apply_row.h"

/* Who has a desk for it; an employer that is named for the post may be faster. */
#define REVIEWERS (ROLE_PREFECTURE | ROLE_AUTHORITY)

static const struct flow_state states[] = {
	{ "pending", "待审核", "wait" },
	{ "approved", "审核通过", "good" },
	{ "rejected", "审核不通过", "bad" },
};

SQL(SQL_APPLY_FLOW_LOAD, APPLY_ROW " WHERE a.id = :id" APPLY_SEEN);
SQL(SQL_APPLY_FLOW_MOVE,
    "UPDATE post_application SET state = :to, reason = :reason, updated_at = :now,"
    " reviewed_at = CASE WHEN :to = 'pending' THEN NULL ELSE :now END"
    " WHERE id = :id AND state = :from");
SQL(SQL_APPLY_REVIEWER,
    "UPDATE post_application SET reviewer = coalesce((SELECT name FROM office WHERE id ="
    " :office), (SELECT name FROM employer WHERE id = :employer), '') WHERE id = :id");

static enum jy_err
load(struct act *act, int64_t id, struct flow_doc *doc)
{
	struct post_application *p = arena_alloc(act->arena, sizeof(*p));
	struct db_stmt *st = NULL;
	enum jy_err err;

	if (p == NULL)
		return JY_ENOMEM;
	if ((err = db_prepare(act->db, &st, SQL_APPLY_FLOW_LOAD)) != JY_OK)
		return err;
	db_bind_int(st, ":id", id);
	apply_bind_scope(act, st);
	if ((err = db_one(st)) == JY_OK &&
	    (err = apply_read(act, st, false, p)) == JY_OK) {
		doc->id = p->id;
		doc->state = p->state;
		doc->data = p;
	}
	db_finish(st);
	return err;
}

/* Once the window is over the post is what it is; the rest may be corrected. */
static enum jy_err
on_edit(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	const struct post_application *p = doc->data;
	const struct application_form *form = in->data;
	struct post post;
	enum jy_err err;

	if (form == NULL)
		return JY_EINPUT;
	if (form->post_id != p->post_id &&
	    (!str_is(p->campaign_state, "published") || act->now >= p->closes_at))
		return JY_ECONFLICT;
	if ((err = post_load(act, form->post_id, &post)) != JY_OK)
		return err;
	if (post.campaign_id != p->campaign_id)
		return JY_EINPUT;
	return apply_store(act, p->id, p->uid, form);
}

static enum jy_err
on_review(struct act *act, struct flow_doc *doc, const struct flow_input *in)
{
	const struct post_application *p = doc->data;
	struct str title = arena_printf(
	    act->arena, "三支一扶报名%s", flow_state(doc->flow, doc->state)->label);
	struct db_stmt *st = NULL;
	enum jy_err err = db_prepare(act->db, &st, SQL_APPLY_REVIEWER);

	if (err != JY_OK)
		return err;
	db_bind_int(st, ":id", p->id);
	db_bind_int(st, ":office", act->who.office_id);
	db_bind_int(st, ":employer", act->who.employer_id);
	err = db_run(st);
	db_finish(st);
	if (err != JY_OK || title.p == NULL)
		return err != JY_OK ? err : JY_ENOMEM;
	return message_put(act, p->account_id, title,
	    str_is(doc->state, "approved") ? STR("现在可以打印报名确认表。") : in->reason,
	    str_is(doc->state, "approved") ? STR("/my/posts/form") : STR("/my/posts"));
}

/* clang-format off */
static const struct flow_step steps[] = {
	{ "pending", "edit",	"修改",		ROLE_GRADUATE,	NULL, "=",	  on_edit,   0 },
	{ "pending", "approve",	"审核通过",	REVIEWERS,	NULL, "approved", on_review, FLOW_NEXT },
	{ "pending", "approve",	"审核通过",	ROLE_EMPLOYER,	NULL, "approved", on_review, 0 },
	{ "pending", "reject",	"审核不通过",	REVIEWERS,	NULL, "rejected", on_review, FLOW_REASON | FLOW_NEXT },
	{ "pending", "reject",	"审核不通过",	ROLE_EMPLOYER,	NULL, "rejected", on_review, FLOW_REASON },
};
/* clang-format on */

const struct flow post_flow = {
	.kind = "post_application",
	.label = "三支一扶报名",
	.states = states,
	.nstates = FLOW_COUNT(states),
	.steps = steps,
	.nsteps = FLOW_COUNT(steps),
	.load = load,
	.sql_move = SQL_APPLY_FLOW_MOVE,
};
