/*
 * org_document_pages.c - 合同和协议书 of employers (5.3.i1, 5.4.i1, 6.4.i1): the list, one
 * document, and asking for or answering a termination.
 */
#include "http/csrf.h"
#include "signing/pages.h"
#include "signing/view.h"

#define LIST "/org/documents"

/* clang-format off */
static const struct field act_fields[] = { FLOW_FIELDS };
/* clang-format on */

static const char *const conditions[] = { "number", "graduate", "kind", "state", "year",
	"from", "to" };

static enum jy_err
list_page(struct request *rq)
{
	struct document_filter f = { .kind = signing_kind_of(signing_query(rq, "kind")),
		.number = signing_query(rq, "number"),
		.graduate = signing_query(rq, "graduate"),
		.state = signing_query(rq, "state") };
	struct val data = val_map(rq->act.arena), list;
	int64_t older;
	enum jy_err err;

	if ((err = signing_conditions(rq)) != JY_OK)
		return err;
	f.year = form_number(&rq->conditions, "year");
	f.from = form_good(&rq->conditions, "from");
	f.to = form_good(&rq->conditions, "to");
	f.before = request_before(rq);
	if ((err = document_list(&rq->act, &f, SIGNING_PAGE_ROWS, &list, &older)) !=
	    JY_OK)
		return err;
	signing_put_filter(rq, &data, conditions, FLOW_COUNT(conditions), &document_flow);
	val_set(&data, "is_contract", val_bool(f.kind == SIGNING_CONTRACT));
	val_set(&data, "is_agreement", val_bool(f.kind == SIGNING_AGREEMENT));
	list_put(&data, "documents", list, f.before, older);
	return reply_page(rq, 200, "signing/org_documents", "合同和协议书", data);
}

static enum jy_err
one_page(struct request *rq)
{
	struct val data = val_map(rq->act.arena);
	struct str path =
	    arena_printf(rq->act.arena, LIST "/" STR_FMT, STR_ARG(rq->param));
	struct document d;
	enum jy_err err;

	if ((err = document_find(&rq->act, rq->param, &d)) != JY_OK ||
	    (err = document_put(rq, &d, &data)) != JY_OK ||
	    (err = flow_put(rq, &data, &document_flow, d.id, NULL, path)) != JY_OK)
		return err;
	val_set(&data, "label", val_text(signing_words[d.kind].label));
	val_set(&data, "path", val_str(path));
	signing_crumb(rq, &data, "合同和协议书", STR(LIST));
	return reply_page(rq, 200, "signing/document", signing_words[d.kind].label, data);
}

static enum jy_err
one_post(struct request *rq)
{
	struct document d;
	enum jy_err err = document_find(&rq->act, rq->param, &d);

	return err != JY_OK
		   ? err
		   : flow_step(rq, &document_flow, d.id, one_page,
			 arena_printf(rq->act.arena, LIST "/" STR_FMT, STR_ARG(d.uid)),
			 "submitted");
}

/* clang-format off */
const struct route org_document_routes[] = {
	{ METHOD_GET, LIST, ROLE_EMPLOYER, CSRF_NO, RATE_NONE, NO_FIELDS, list_page, NULL, NULL },
	{ METHOD_GET, LIST "/*", ROLE_EMPLOYER, CSRF_NO, RATE_NONE, FIELDS(act_fields), one_page, NULL, NULL },
	{ METHOD_POST, LIST "/*", ROLE_EMPLOYER, CSRF_YES, RATE_FORM, FIELDS(act_fields), one_post, one_page, NULL },
	{ .path = NULL },
};
/* clang-format on */
