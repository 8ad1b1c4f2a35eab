/*
 * org_compose_pages.c - writing an invitation (5.1.i1): the letter from its template, the
 * terms, the last day; and changing one before it is answered.
 */
#include "clock.h"
#include "employer/employer.h"
#include "http/csrf.h"
#include "signing/pages.h"
#include "signing/parties.h"
#include "signing/terms.h"
#include "signing/view.h"

#define LIST "/org/invitations"

/* clang-format off */
#define LETTER_FIELDS \
	{ "to", "毕业生", FIELD_TOKEN, 0, SIGNING_UID_CHARS, 0, NULL, NULL, NULL, NULL }, \
	{ "letter", "邀请函", FIELD_LONG, 10, INVITATION_LETTER_MAX, F_REQUIRED, NULL, NULL, NULL, NULL }, \
	{ "expires_on", "有效期至", FIELD_DATE, 0, 0, F_REQUIRED, "当天仍可应约，过期自动失效", NULL, NULL, NULL }
static const struct field contract_fields[] = { LETTER_FIELDS, TERMS_CONTRACT };
static const struct field agreement_fields[] = { LETTER_FIELDS, TERMS_AGREEMENT };
/* clang-format on */

/* The form says which kind it is. */
static enum signing_kind
kind_of(const struct request *rq)
{
	return rq->route->fields == agreement_fields ? SIGNING_AGREEMENT
						     : SIGNING_CONTRACT;
}

static enum jy_err
draw(struct request *rq, struct str graduate, struct str back, bool is_new)
{
	struct val data = val_map(rq->act.arena), form = form_val(&rq->form, &rq->act);
	const struct val *fields = val_get(&form, STR("field"));

	val_set(&data, "to", *val_get(fields, STR("to")));
	val_set(&data, "letter", *val_get(fields, STR("letter")));
	val_set(&data, "expires_on", *val_get(fields, STR("expires_on")));
	val_set(&data, "groups", terms_groups(rq->act.arena, kind_of(rq), &form));
	val_set(&data, "graduate", val_str(graduate));
	val_set(&data, "label", val_text(signing_words[kind_of(rq)].label));
	val_set(&data, "new", val_bool(is_new));
	val_set(&data, "cancel", val_str(back));
	val_set(&data, "csrf", val_str(csrf_token_for(rq, rq->in.path)));
	signing_crumb(rq, &data, "签约邀请", STR(LIST));
	return reply_page(
	    rq, 200, "signing/compose", is_new ? "发送签约邀请" : "修改签约邀请", data);
}

/* What was typed, checked together. */
static enum jy_err
offer_of(struct request *rq, struct invitation_offer *offer)
{
	struct str day = form_get(&rq->form, "expires_on");
	const char *fault = invitation_day_fault(&rq->act, day);
	enum jy_err err;

	if (fault != NULL)
		return form_fail(&rq->form, "expires_on", fault);
	if ((err = terms_check(&rq->act, kind_of(rq), &rq->form)) != JY_OK)
		return err;
	*offer = (struct invitation_offer){
		.letter = form_get(&rq->form, "letter"),
		.position = form_get(&rq->form, "position"),
		.expires_on = day,
		.terms = terms_pack(rq->act.arena, kind_of(rq), &rq->form),
	};
	return offer->terms.p == NULL ? JY_ENOMEM : JY_OK;
}

/* --- a new one */

/* The terms of the last one of this kind, else what is known of the employer. */
static enum jy_err
begin(struct request *rq, const struct invitee *to)
{
	char day[11];
	struct employer_profile e;
	struct str terms, letter;
	enum jy_err err;

	if ((err = employer_load(&rq->act, rq->act.who.employer_id, &e)) != JY_OK ||
	    (err = invitation_letter(&rq->act, kind_of(rq), to->name, e.name, &letter)) !=
		JY_OK)
		return err;
	form_set(&rq->form, "employer_address", e.address);
	err = invitation_last_terms(&rq->act, kind_of(rq), &terms);
	if (err == JY_OK)
		err = terms_fill(&rq->act, kind_of(rq), terms, &rq->form);
	else if (err == JY_ENOTFOUND)
		err = JY_OK;
	clock_date(
	    clock_day_start(rq->act.now, (int)rq->act.conf->signing.invitation_days),
	    day);
	form_set(&rq->form, "to", to->uid);
	form_set(&rq->form, "letter", letter);
	form_set(&rq->form, "expires_on", arena_str(rq->act.arena, str_of(day)));
	return err;
}

static enum jy_err
new_page(struct request *rq)
{
	struct invitee to;
	struct str uid = rq->in.method == METHOD_POST ? form_get(&rq->form, "to")
						      : request_query(rq, "to");
	enum jy_err err;

	if (uid.n == 0)
		return reply_redirect(rq, LIST "/find");
	if ((err = invitee_get(&rq->act, uid, &to)) != JY_OK ||
	    (rq->in.method != METHOD_POST && (err = begin(rq, &to)) != JY_OK))
		return err;
	return draw(rq, to.name, STR(LIST "/find"), true);
}

static enum jy_err
new_post(struct request *rq)
{
	struct invitation_offer offer;
	const char *why;
	struct str uid;
	enum jy_err err = offer_of(rq, &offer);

	if (err != JY_OK)
		return err;
	err = invitation_send(
	    &rq->act, kind_of(rq), form_get(&rq->form, "to"), &offer, &uid, &why);
	if (err == JY_ECONFLICT)
		return form_fail(
		    &rq->form, NULL, why != NULL ? why : "已有一份邀请正在等待应约。");
	return err != JY_OK ? err
			    : reply_redirect_str(
				  rq, arena_printf(rq->act.arena,
					  LIST "/" STR_FMT "?done=sent", STR_ARG(uid)));
}

/* --- changing one */

static enum jy_err
find(struct request *rq, struct invitation *i)
{
	enum jy_err err = invitation_find(&rq->act, rq->param, i);

	return err == JY_OK && i->kind != kind_of(rq) ? JY_ENOTFOUND : err;
}

static enum jy_err
edit_page(struct request *rq)
{
	struct invitation i;
	enum jy_err err = find(rq, &i);

	if (err != JY_OK)
		return err;
	if (!form_failed(&rq->form)) {
		if ((err = terms_fill(&rq->act, i.kind, i.terms, &rq->form)) != JY_OK)
			return err;
		form_set(&rq->form, "letter", i.letter);
		form_set(&rq->form, "expires_on", i.expires_on);
	}
	return draw(rq, i.graduate,
	    arena_printf(rq->act.arena, LIST "/" STR_FMT, STR_ARG(i.uid)), false);
}

static enum jy_err
edit_post(struct request *rq)
{
	struct invitation_offer offer;
	const struct flow_input in = { STR_NONE, &offer };
	struct invitation i;
	bool done;
	enum jy_err err;

	if ((err = find(rq, &i)) != JY_OK || (err = offer_of(rq, &offer)) != JY_OK)
		return err;
	err = flow_post(rq, &invitation_flow, i.id, "edit", &in, edit_page, &done);
	return !done ? err
		     : reply_redirect_str(
			   rq, arena_printf(rq->act.arena, LIST "/" STR_FMT "?done=saved",
				   STR_ARG(i.uid)));
}

/* clang-format off */
#define COMPOSE(name, fields) \
	{ METHOD_GET, LIST "/" name, ROLE_EMPLOYER, CSRF_NO, RATE_NONE, FIELDS(fields), new_page, NULL, NULL }, \
	{ METHOD_POST, LIST "/" name, ROLE_EMPLOYER, CSRF_YES, RATE_FORM, FIELDS(fields), new_post, new_page, NULL }, \
	{ METHOD_GET, LIST "/*/" name, ROLE_EMPLOYER, CSRF_NO, RATE_NONE, FIELDS(fields), edit_page, NULL, NULL }, \
	{ METHOD_POST, LIST "/*/" name, ROLE_EMPLOYER, CSRF_YES, RATE_FORM, FIELDS(fields), edit_post, edit_page, NULL }
/* clang-format on */

const struct route org_compose_routes[] = {
	COMPOSE("contract", contract_fields),
	COMPOSE("agreement", agreement_fields),
	{ .path = NULL },
};
