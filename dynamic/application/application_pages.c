/*
 * application_pages.c - the graduate's pages of applications.
 */
#include "application/application.h"
#include "application/application_pages.h"
#include "http/csrf.h"
#include "job/job_links.h"

#define PATH "/my/applications"
#define PAGE_ROWS 20
#define UID_CHARS 22
#define ROWS_MAX 50

static const struct field apply_fields[] = {
	{ "resume", "投递的简历", FIELD_TOKEN, UID_CHARS, UID_CHARS, 0, NULL, NULL, NULL,
	    NULL },
	{ "knows", "我已屏蔽该单位，仍要投递", FIELD_CHECK, 0, 0, 0, NULL, NULL, NULL,
	    NULL },
};

static const struct choice commands[] = {
	{ "delete", "删除" },
	{ NULL, NULL },
};
static const struct field list_fields[] = {
	{ "command", "操作", FIELD_CHOICE, 0, 0, 0, NULL, NULL, commands, NULL },
	{ "id", "记录", FIELD_TOKEN, UID_CHARS, UID_CHARS, F_LIST, NULL, NULL, NULL,
	    NULL },
	{ "remove", "记录", FIELD_TOKEN, UID_CHARS, UID_CHARS, 0, NULL, NULL, NULL,
	    NULL },
	{ "withdraw", "记录", FIELD_TOKEN, UID_CHARS, UID_CHARS, 0, NULL, NULL, NULL,
	    NULL },
};

/* --- sending */

static bool
job_of(struct request *rq, int64_t *id)
{
	return str_int(rq->param, 1, INT64_MAX, id);
}

/* No complete resume yet: to the first step, and back here afterwards (4.1.i1). */
static enum jy_err
make_resume_first(struct request *rq)
{
	return reply_redirect_str(
	    rq, arena_printf(rq->act.arena, "/my/resumes/new?next=" STR_FMT,
		    STR_ARG(rq->in.path)));
}

/* After a refusal the resume that was chosen stays so. */
static void
keep_choice(struct request *rq, const struct val *resumes)
{
	struct str chosen = form_get(&rq->form, "resume");

	for (size_t i = 0; chosen.n > 0 && i < val_len(resumes); i++) {
		struct val v = val_at(resumes, i);

		val_set(
		    &v, "first", val_bool(str_eq(val_get(&v, STR("uid"))->s, chosen)));
	}
}

static enum jy_err
apply_page(struct request *rq)
{
	struct val data = val_map(rq->act.arena), resumes;
	struct apply_result r;
	enum jy_err err;
	int64_t job;

	if (!job_of(rq, &job))
		return JY_ENOTFOUND;
	if ((err = application_ask(&rq->act, job, &r)) != JY_OK ||
	    (err = application_resumes(&rq->act, &resumes)) != JY_OK)
		return err;
	if (r.answer == APPLY_SENT && val_len(&resumes) == 0)
		return make_resume_first(rq);
	val_set(&data, "title", val_str(r.title));
	val_set(&data, "employer", val_str(r.employer));
	val_set(&data, "job_href", val_str(job_href(rq->act.arena, job)));
	val_set(
	    &data, "employer_href", val_str(employer_href(rq->act.arena, r.employer_id)));
	if (r.answer != APPLY_SENT)
		val_set(&data, "refused", val_str(apply_text(rq->act.arena, &r)));
	val_set(&data, "blocked", val_bool(r.blocked));
	keep_choice(rq, &resumes);
	val_set(&data, "resumes", resumes);
	val_set(&data, "csrf", val_str(csrf_token_for(rq, rq->in.path)));
	return reply_page(rq, 200, "application/apply", "投递简历", data);
}

static enum jy_err
apply_post(struct request *rq)
{
	bool knows = form_get(&rq->form, "knows").n > 0;
	struct apply_result r;
	struct str text;
	enum jy_err err;
	int64_t job;

	if (!job_of(rq, &job))
		return JY_ENOTFOUND;
	err = application_send(&rq->act, job, form_get(&rq->form, "resume"), knows, &r);
	if (err != JY_OK)
		return err;
	if (r.answer == APPLY_SENT)
		return reply_redirect(rq, PATH "?done=applied");
	if (r.answer == APPLY_RESUME)
		return form_fail(&rq->form, "resume", "请选择一份已填写完整的简历。");
	if (r.answer == APPLY_BLOCKED)
		return form_fail(&rq->form, "knows",
		    "您已屏蔽该单位。如仍要投递，请勾选确认；投递的简历该单位可以看到。");
	text = apply_text(rq->act.arena, &r);
	return text.p == NULL ? JY_ENOMEM : form_fail(&rq->form, NULL, text.p);
}

/* --- the list */

static enum jy_err
list_page(struct request *rq)
{
	struct val data = val_map(rq->act.arena), list;
	int64_t before = request_before(rq), older;
	enum jy_err err;

	if ((err = application_list(&rq->act, before, PAGE_ROWS, &list, &older)) != JY_OK)
		return err;
	list_put(&data, "applications", list, before, older);
	val_set(&data, "all", val_bool(str_is(request_query(rq, "all"), "yes")));
	val_set(&data, "csrf", val_str(csrf_token(rq, PATH)));
	return reply_page(rq, 200, "application/list", "已申请职位", data);
}

static enum jy_err
hide(struct request *rq, const struct str *uids, size_t n)
{
	enum jy_err err;
	int hidden;

	if (n > ROWS_MAX)
		return JY_EPARSE;
	if ((err = application_hide(&rq->act, uids, n, &hidden)) != JY_OK)
		return err;
	return reply_done(rq, STR(PATH), "deleted", hidden, 0);
}

static enum jy_err
withdraw(struct request *rq, struct str uid)
{
	const char *why;
	enum jy_err err = application_withdraw(&rq->act, uid, &why);

	if (err == JY_ECONFLICT && why != NULL)
		return form_fail(&rq->form, NULL, why);
	return err != JY_OK ? err : reply_redirect(rq, PATH "?done=withdrawn");
}

static enum jy_err
list_post(struct request *rq)
{
	const struct form_value *ids = form_value(&rq->form, "id");
	struct str one = form_get(&rq->form, "remove");

	if (form_get(&rq->form, "withdraw").n > 0)
		return withdraw(rq, form_get(&rq->form, "withdraw"));
	if (one.n > 0)
		return hide(rq, &one, 1);
	if (ids->nlist == 0)
		return form_fail(&rq->form, NULL, "请先选择记录。");
	return hide(rq, ids->list, ids->nlist);
}

const struct route application_routes[] = {
	{ METHOD_GET, "/my/jobs/*/apply", ROLE_GRADUATE, CSRF_NO, RATE_NONE,
	    FIELDS(apply_fields), apply_page, NULL, NULL },
	{ METHOD_POST, "/my/jobs/*/apply", ROLE_GRADUATE, CSRF_YES, RATE_FORM,
	    FIELDS(apply_fields), apply_post, apply_page, NULL },
	{ METHOD_GET, PATH, ROLE_GRADUATE, CSRF_NO, RATE_NONE, FIELDS(list_fields),
	    list_page, NULL, NULL },
	{ METHOD_POST, PATH, ROLE_GRADUATE, CSRF_YES, RATE_FORM, FIELDS(list_fields),
	    list_post, list_page, NULL },
	{ .path = NULL },
};
