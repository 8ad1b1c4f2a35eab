/*
 * my_document_pages.c - 查看 and 解除 of graduates (5.3, 5.4, 6.3, 6.4): the lists, one
 * document with its history and what she may do with it.
 */
#include "file/upload.h"
#include "http/csrf.h"
#include "signing/pages.h"
#include "signing/view.h"

#define TERMINATE "/terminate"

/* clang-format off */
static const struct choice commands[] = {
	{ "terminate", "申请解除" },
	{ NULL, NULL },
};
static const struct field list_fields[] = {
	{ "command", "操作", FIELD_CHOICE, 0, 0, F_REQUIRED, NULL, NULL, commands, NULL },
	SIGNING_SELECTION,
};
static const struct field act_fields[] = { FLOW_FIELDS };
static const struct field reason_fields[] = {
	{ "reason", "解除的原因", FIELD_LONG, 2, 300, F_REQUIRED, "会原样告知对方", NULL, NULL, NULL },
};
/* clang-format on */

static const char *const conditions[] = { "number", "employer", "state", "year", "from",
	"to" };

static enum signing_kind
kind_of(const struct request *rq)
{
	return signing_kind_at(rq->in.path);
}

static struct str
path_of(struct request *rq, const char *more)
{
	return arena_printf(rq->act.arena, "%s/" STR_FMT "%s",
	    signing_words[kind_of(rq)].path, STR_ARG(rq->param), more);
}

/* --- lists */

static enum jy_err
draw_list(struct request *rq, bool terminate)
{
	const struct signing_words *words = &signing_words[kind_of(rq)];
	const char *title = terminate ? words->terminate : words->list;
	struct document_filter f = { .kind = kind_of(rq),
		.number = signing_query(rq, "number"),
		.employer = signing_query(rq, "employer"),
		.state = signing_query(rq, "state") };
	struct str path = signing_path(rq, kind_of(rq), terminate ? TERMINATE : "");
	struct val data = val_map(rq->act.arena), list;
	int64_t older;
	enum jy_err err;

	if (!signing_gate(rq, title, &err))
		return err;
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
	list_put(&data, "documents", list, f.before, older);
	val_set(&data, "terminate", val_bool(terminate));
	val_set(&data, "label", val_text(words->label));
	val_set(&data, "base", val_text(words->path));
	val_set(&data, "path", val_str(path));
	val_set(&data, "csrf", val_str(csrf_token_for(rq, path)));
	return reply_page(rq, 200, "signing/documents", title, data);
}

static enum jy_err
list_page(struct request *rq)
{
	return draw_list(rq, false);
}

static enum jy_err
terminate_list(struct request *rq)
{
	return draw_list(rq, true);
}

static enum jy_err
terminate_select(struct request *rq)
{
	struct str uid;
	enum jy_err err = signing_selected(rq, &uid);

	return err != JY_OK ? err
			    : reply_redirect_str(
				  rq, arena_printf(rq->act.arena, "%s/" STR_FMT TERMINATE,
					  signing_words[kind_of(rq)].path, STR_ARG(uid)));
}

/* --- one */

static enum jy_err
find(struct request *rq, struct document *d)
{
	enum jy_err err = document_find(&rq->act, rq->param, d);

	return err == JY_OK && d->kind != kind_of(rq) ? JY_ENOTFOUND : err;
}

/* What she enters has its own form (my_entry_pages.c). */
static enum jy_err
document_page(struct request *rq)
{
	const struct signing_words *words = &signing_words[kind_of(rq)];
	struct val data = val_map(rq->act.arena);
	struct str path = path_of(rq, "");
	struct document d;
	enum jy_err err;

	if ((err = find(rq, &d)) != JY_OK || (err = document_put(rq, &d, &data)) != JY_OK)
		return err;
	if ((err = flow_put(rq, &data, &document_flow, d.id, "edit", path)) != JY_OK)
		return err;
	val_set(&data, "mine", val_bool(true));
	val_set(&data, "label", val_text(words->label));
	val_set(&data, "path", val_str(path));
	signing_crumb(rq, &data, words->list, str_of(words->path));
	return reply_page(rq, 200, "signing/document", words->label, data);
}

static enum jy_err
document_post(struct request *rq)
{
	struct document d;
	enum jy_err err = find(rq, &d);

	return err != JY_OK ? err
			    : flow_step(rq, &document_flow, d.id, document_page,
				  path_of(rq, ""), "submitted");
}

static enum jy_err
scan_page(struct request *rq)
{
	struct document d;
	struct stored file;
	enum jy_err err;

	if ((err = find(rq, &d)) != JY_OK)
		return err;
	if (d.scan_id == 0)
		return JY_ENOTFOUND;
	err = upload_find(&rq->act, d.scan_id, &file);
	return err != JY_OK ? err : upload_reply(rq, &file);
}

/* --- 申请解除, with its reason */

static enum jy_err
reason_page(struct request *rq)
{
	const struct signing_words *words = &signing_words[kind_of(rq)];
	struct val data = val_map(rq->act.arena);
	struct flow_preview would = { .to = NULL };
	struct document d;
	enum jy_err err;

	if ((err = find(rq, &d)) != JY_OK ||
	    (err = document_put(rq, &d, &data)) != JY_OK ||
	    (err = flow_preview(&rq->act, &document_flow, d.id, "terminate", &would)) !=
		JY_OK)
		return err;
	val_set(&data, "open", val_bool(would.to != NULL));
	if (would.to == NULL)
		val_set(&data, "why",
		    val_text(would.why != NULL ? would.why : "现在不能申请解除。"));
	val_set(&data, "label", val_text(words->label));
	val_set(&data, "path", val_str(path_of(rq, TERMINATE)));
	val_set(&data, "csrf", val_str(csrf_token_for(rq, path_of(rq, TERMINATE))));
	val_set(&data, "list", val_str(signing_path(rq, d.kind, TERMINATE)));
	signing_crumb(rq, &data, words->terminate, signing_path(rq, d.kind, TERMINATE));
	return reply_page(rq, 200, "signing/terminate", "申请解除", data);
}

static enum jy_err
reason_post(struct request *rq)
{
	const struct flow_input in = { form_get(&rq->form, "reason"), NULL };
	struct document d;
	bool done;
	enum jy_err err = find(rq, &d);

	if (err != JY_OK)
		return err;
	err = flow_post(rq, &document_flow, d.id, "terminate", &in, reason_page, &done);
	return !done ? err : reply_redirect_str(rq, path_of(rq, "?done=submitted"));
}

/* clang-format off */
#define DOCUMENTS(base) \
	{ METHOD_GET, base, ROLE_GRADUATE, CSRF_NO, RATE_NONE, NO_FIELDS, list_page, NULL, NULL }, \
	{ METHOD_GET, base TERMINATE, ROLE_GRADUATE, CSRF_NO, RATE_NONE, FIELDS(list_fields), terminate_list, NULL, NULL }, \
	{ METHOD_POST, base TERMINATE, ROLE_GRADUATE, CSRF_YES, RATE_FORM, FIELDS(list_fields), terminate_select, terminate_list, NULL }, \
	{ METHOD_GET, base "/*", ROLE_GRADUATE, CSRF_NO, RATE_NONE, FIELDS(act_fields), document_page, NULL, NULL }, \
	{ METHOD_POST, base "/*", ROLE_GRADUATE, CSRF_YES, RATE_FORM, FIELDS(act_fields), document_post, document_page, NULL }, \
	{ METHOD_GET, base "/*/scan", ROLE_GRADUATE, CSRF_NO, RATE_NONE, NO_FIELDS, scan_page, NULL, NULL }, \
	{ METHOD_GET, base "/*" TERMINATE, ROLE_GRADUATE, CSRF_NO, RATE_NONE, FIELDS(reason_fields), reason_page, NULL, NULL }, \
	{ METHOD_POST, base "/*" TERMINATE, ROLE_GRADUATE, CSRF_YES, RATE_FORM, FIELDS(reason_fields), reason_post, reason_page, NULL }
/* clang-format on */

const struct route my_document_routes[] = {
	DOCUMENTS("/my/contracts"),
	DOCUMENTS("/my/agreements"),
	{ .path = NULL },
};
