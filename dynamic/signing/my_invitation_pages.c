/*
 * my_invitation_pages.c - 网签合同邀请 and 网签协议书 of graduates (5.1, 6.1): the list with
 * its toolbar, and the letter. Answering is my_answer_pages.c's.
 */
#include "http/csrf.h"
#include "job/job_links.h"
#include "signing/pages.h"
#include "signing/view.h"

#define LIST "/invitations"

/* clang-format off */
static const struct choice commands[] = {
	{ "employer", "查看单位信息" },
	{ "answer", "应约" },
	{ "delete", "删除" },
	{ NULL, NULL },
};
static const struct field list_fields[] = {
	{ "command", "操作", FIELD_CHOICE, 0, 0, F_REQUIRED, NULL, NULL, commands, NULL },
	SIGNING_SELECTION,
};
/* clang-format on */

static const char *const conditions[] = { "employer", "position", "state", "from", "to" };

static enum signing_kind
kind_of(const struct request *rq)
{
	return signing_kind_at(rq->in.path);
}

static enum jy_err
list_page(struct request *rq)
{
	const struct signing_words *words = &signing_words[kind_of(rq)];
	struct invitation_filter f = { .kind = kind_of(rq),
		.other = signing_query(rq, "employer"),
		.position = signing_query(rq, "position"),
		.state = signing_query(rq, "state") };
	struct val data = val_map(rq->act.arena), list;
	struct str path = signing_path(rq, kind_of(rq), LIST);
	int64_t older;
	enum jy_err err;

	if (!signing_gate(rq, words->invitations, &err))
		return err;
	if ((err = signing_conditions(rq)) != JY_OK)
		return err;
	f.from = form_good(&rq->conditions, "from");
	f.to = form_good(&rq->conditions, "to");
	f.before = request_before(rq);
	err = invitation_list(&rq->act, &f, SIGNING_PAGE_ROWS, &list, &older);
	if (err != JY_OK)
		return err;
	signing_put_filter(
	    rq, &data, conditions, FLOW_COUNT(conditions), &invitation_flow);
	list_put(&data, "invitations", list, f.before, older);
	val_set(&data, "label", val_text(words->label));
	val_set(&data, "path", val_str(path));
	val_set(&data, "csrf", val_str(csrf_token_for(rq, path)));
	return reply_page(rq, 200, "signing/invitations", words->invitations, data);
}

/* --- the toolbar */

static enum jy_err
show_employer(struct request *rq)
{
	struct invitation i;
	struct str uid;
	enum jy_err err;

	if ((err = signing_selected(rq, &uid)) != JY_OK ||
	    (err = invitation_find(&rq->act, uid, &i)) != JY_OK)
		return err;
	return reply_redirect_str(rq, employer_href(rq->act.arena, i.employer_id));
}

static enum jy_err
show_answer(struct request *rq)
{
	struct str uid;
	enum jy_err err = signing_selected(rq, &uid);

	return err != JY_OK
		   ? err
		   : reply_redirect_str(
			 rq, arena_printf(rq->act.arena, "%s" LIST "/" STR_FMT "/answer",
				 signing_words[kind_of(rq)].path, STR_ARG(uid)));
}

/* All that were ticked, or none; those that have gone already do not matter. */
static enum jy_err
delete_selected(struct request *rq)
{
	const struct form_value *ids = form_value(&rq->form, "id");
	struct invitation i;
	int64_t n = 0;
	enum jy_err err;

	if (ids->nlist == 0)
		return form_fail(&rq->form, NULL, "请先选择要删除的记录。");
	if ((err = db_begin(rq->act.db)) != JY_OK)
		return err;
	for (size_t k = 0; k < ids->nlist && err == JY_OK; k++) {
		if ((err = invitation_find(&rq->act, ids->list[k], &i)) == JY_OK)
			err = flow_apply(
			    &rq->act, &invitation_flow, i.id, "delete", NULL, NULL);
		n += err == JY_OK;
		if (err == JY_ENOTFOUND)
			err = JY_OK;
	}
	if ((err = db_end(rq->act.db, err)) != JY_OK)
		return err;
	return reply_done(rq, signing_path(rq, kind_of(rq), LIST), "deleted", n, 0);
}

static enum jy_err
list_post(struct request *rq)
{
	struct str command = form_get(&rq->form, "command");

	if (str_is(command, "employer"))
		return show_employer(rq);
	return str_is(command, "answer") ? show_answer(rq) : delete_selected(rq);
}

/* --- the letter */

static enum jy_err
letter_page(struct request *rq)
{
	const struct signing_words *words = &signing_words[kind_of(rq)];
	struct val data = val_map(rq->act.arena);
	struct str path = arena_printf(
	    rq->act.arena, "%s" LIST "/" STR_FMT, words->path, STR_ARG(rq->param));
	struct invitation i;
	enum jy_err err;

	if ((err = invitation_find(&rq->act, rq->param, &i)) != JY_OK)
		return err;
	if (i.kind != kind_of(rq))
		return JY_ENOTFOUND;
	if ((err = invitation_put(rq, &i, &data)) != JY_OK ||
	    (err = flow_put(rq, &data, &invitation_flow, i.id, NULL, path)) != JY_OK)
		return err;
	signing_crumb(rq, &data, words->invitations, signing_path(rq, i.kind, LIST));
	val_set(&data, "path", val_str(path));
	val_set(&data, "documents", val_text(words->path));
	return reply_page(rq, 200, "signing/letter", "签约邀请函", data);
}

#define LETTER(base)                                                                     \
	{ METHOD_GET, base LIST, ROLE_GRADUATE, CSRF_NO, RATE_NONE, FIELDS(list_fields), \
		list_page, NULL, NULL },                                                 \
	    { METHOD_POST, base LIST, ROLE_GRADUATE, CSRF_YES, RATE_FORM,                \
		    FIELDS(list_fields), list_post, list_page, NULL },                   \
	{                                                                                \
		METHOD_GET, base LIST "/*", ROLE_GRADUATE, CSRF_NO, RATE_NONE,           \
		    NO_FIELDS, letter_page, NULL, NULL                                   \
	}

const struct route my_invitation_routes[] = {
	LETTER("/my/contracts"),
	LETTER("/my/agreements"),
	{ .path = NULL },
};
