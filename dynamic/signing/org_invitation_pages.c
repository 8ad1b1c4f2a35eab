/*
 * org_invitation_pages.c - 签约邀请 of employers (5.1.i1): the list with its toolbar, one
 * invitation, and finding whom to invite. Writing is org_compose_pages.c's.
 */
#include "account/pages.h"
#include "http/csrf.h"
#include "signing/pages.h"
#include "signing/parties.h"
#include "signing/view.h"

#define LIST "/org/invitations"
#define APPLICANTS 30

/* clang-format off */
static const struct choice commands[] = {
	{ "withdraw", "撤回" },
	{ NULL, NULL },
};
static const struct field list_fields[] = {
	{ "command", "操作", FIELD_CHOICE, 0, 0, F_REQUIRED, NULL, NULL, commands, NULL },
	SIGNING_SELECTION,
};
static const struct field act_fields[] = { FLOW_FIELDS };
static const struct field find_fields[] = {
	{ "name", "姓名", FIELD_NAME, 0, 0, F_REQUIRED, NULL, NULL, NULL, NULL },
	{ "id_no", "身份证号", FIELD_ID_NUMBER, 0, 0, F_REQUIRED | F_SECRET, "须与姓名完全一致；每次查找都会记录", NULL, NULL, NULL },
};
/* clang-format on */

static const char *const conditions[] = { "graduate", "position", "kind", "state", "from",
	"to" };

/* --- the list */

static enum jy_err
list_page(struct request *rq)
{
	struct invitation_filter f = { .kind = signing_kind_of(signing_query(rq, "kind")),
		.other = signing_query(rq, "graduate"),
		.position = signing_query(rq, "position"),
		.state = signing_query(rq, "state") };
	struct val data = val_map(rq->act.arena), list;
	int64_t older;
	enum jy_err err;

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
	val_set(&data, "is_contract", val_bool(f.kind == SIGNING_CONTRACT));
	val_set(&data, "is_agreement", val_bool(f.kind == SIGNING_AGREEMENT));
	list_put(&data, "invitations", list, f.before, older);
	val_set(&data, "csrf", val_str(csrf_token(rq, LIST)));
	return reply_page(rq, 200, "signing/org_invitations", "签约邀请", data);
}

/* Each by itself: one that was answered meanwhile does not keep the others. One that is
 * not the employer's keeps all. */
static enum jy_err
list_post(struct request *rq)
{
	const struct form_value *ids = form_value(&rq->form, "id");
	struct val results = val_list(rq->act.arena), data = val_map(rq->act.arena);
	struct invitation *all;
	const char *why;
	enum jy_err err;

	if (ids->nlist == 0)
		return form_fail(&rq->form, NULL, "请先选择要撤回的邀请。");
	if ((all = arena_array(rq->act.arena, ids->nlist, sizeof(*all))) == NULL)
		return JY_ENOMEM;
	for (size_t k = 0; k < ids->nlist; k++)
		if ((err = invitation_find(&rq->act, ids->list[k], &all[k])) != JY_OK)
			return err;
	for (size_t k = 0; k < ids->nlist; k++) {
		why = NULL;
		err = flow_apply(
		    &rq->act, &invitation_flow, all[k].id, "withdraw", NULL, &why);
		flow_result(rq->act.arena, &results, all[k].graduate, err, why);
	}
	signing_crumb(rq, &data, "签约邀请", STR(LIST));
	return flow_results(rq, "撤回邀请", results, STR(LIST), data);
}

/* --- one */

static struct str
path_of(struct request *rq, const char *more)
{
	return arena_printf(
	    rq->act.arena, LIST "/" STR_FMT "%s", STR_ARG(rq->param), more);
}

static enum jy_err
one_page(struct request *rq)
{
	struct val data = val_map(rq->act.arena);
	struct str path = path_of(rq, "");
	struct invitation i;
	enum jy_err err;

	if ((err = invitation_find(&rq->act, rq->param, &i)) != JY_OK ||
	    (err = invitation_put(rq, &i, &data)) != JY_OK ||
	    (err = flow_put(rq, &data, &invitation_flow, i.id, "edit", path)) != JY_OK)
		return err;
	if (str_is(i.state, "sent"))
		val_set(&data, "edit",
		    val_str(arena_printf(
			rq->act.arena, "%s/%s", path.p, signing_words[i.kind].name)));
	signing_crumb(rq, &data, "签约邀请", STR(LIST));
	return reply_page(rq, 200, "signing/org_invitation", "签约邀请函", data);
}

static enum jy_err
one_post(struct request *rq)
{
	struct invitation i;
	enum jy_err err = invitation_find(&rq->act, rq->param, &i);

	return err != JY_OK ? err
			    : flow_step(rq, &invitation_flow, i.id, one_page,
				  path_of(rq, ""), "withdrawn");
}

/* --- whom to invite */

static enum jy_err
find_page(struct request *rq)
{
	struct val data = val_map(rq->act.arena), list;
	enum jy_err err = invitee_list(&rq->act, APPLICANTS, &list);

	if (err != JY_OK)
		return err;
	val_set(&data, "applicants", list);
	val_set(&data, "some", val_bool(val_len(&list) > 0));
	val_set(&data, "limit", val_int(rq->act.conf->limit.graduate_finds_day));
	val_set(&data, "csrf", val_str(csrf_token(rq, LIST "/find")));
	signing_crumb(rq, &data, "签约邀请", STR(LIST));
	return reply_page(rq, 200, "signing/find", "发送签约邀请", data);
}

static enum jy_err
find_post(struct request *rq)
{
	int64_t wait = 0;
	struct str uid;
	enum jy_err err = invitee_find(&rq->act, form_get(&rq->form, "name"),
	    form_get(&rq->form, "id_no"), &uid, &wait);

	if (err == JY_ELIMIT)
		return wait_fail(rq, NULL, wait);
	if (err == JY_EFORBIDDEN)
		return form_fail(&rq->form, NULL, "单位通过认证后才能查找毕业生。");
	if (err == JY_ENOTFOUND)
		return form_fail(&rq->form, "name",
		    "没有找到姓名和身份证号都相符、且已完成身份认证的毕业生。");
	return err != JY_OK ? err
			    : reply_redirect_str(
				  rq, arena_printf(rq->act.arena,
					  LIST "/choose?to=" STR_FMT, STR_ARG(uid)));
}

/* Which of the two to sign. */
static enum jy_err
choose_page(struct request *rq)
{
	struct val data = val_map(rq->act.arena), v = val_map(rq->act.arena);
	struct str to = request_query(rq, "to");
	struct invitee who;
	enum jy_err err;

	if (to.n == 0)
		return reply_redirect(rq, LIST "/find");
	if ((err = invitee_get(&rq->act, to, &who)) != JY_OK)
		return err;
	val_set(&v, "uid", val_str(who.uid));
	val_set(&v, "name", val_str(who.name));
	val_set(&v, "school", val_str(who.school));
	val_set(&v, "major", val_str(who.major));
	if (who.year != 0)
		val_set(&v, "year", val_int(who.year));
	val_set(&data, "to", v);
	signing_crumb(rq, &data, "签约邀请", STR(LIST));
	return reply_page(rq, 200, "signing/choose", "发送签约邀请", data);
}

/* clang-format off */
const struct route org_invitation_routes[] = {
	{ METHOD_GET, LIST, ROLE_EMPLOYER, CSRF_NO, RATE_NONE, FIELDS(list_fields), list_page, NULL, NULL },
	{ METHOD_POST, LIST, ROLE_EMPLOYER, CSRF_YES, RATE_FORM, FIELDS(list_fields), list_post, list_page, NULL },
	{ METHOD_GET, LIST "/find", ROLE_EMPLOYER, CSRF_NO, RATE_NONE, FIELDS(find_fields), find_page, NULL, NULL },
	{ METHOD_POST, LIST "/find", ROLE_EMPLOYER, CSRF_YES, RATE_FORM, FIELDS(find_fields), find_post, find_page, NULL },
	{ METHOD_GET, LIST "/choose", ROLE_EMPLOYER, CSRF_NO, RATE_NONE, NO_FIELDS, choose_page, NULL, NULL },
	{ METHOD_GET, LIST "/*", ROLE_EMPLOYER, CSRF_NO, RATE_NONE, FIELDS(act_fields), one_page, NULL, NULL },
	{ METHOD_POST, LIST "/*", ROLE_EMPLOYER, CSRF_YES, RATE_FORM, FIELDS(act_fields), one_post, one_page, NULL },
	{ .path = NULL },
};
/* clang-format on */
