/*
 * paper_pages.c - see paper_pages.h. Whose document it is stands in document_find().
 */
#include "audit/audit.h"
#include "clock.h"
#include "http/json.h"
#include "signing/evidence.h"
#include "signing/paper_pages.h"
#include "signing/qr.h"
#include "signing/text_template.h"

#define PARTIES \
	(ROLE_GRADUATE | ROLE_EMPLOYER | ROLE_FACULTY | ROLE_SCHOOL | ROLE_AUTHORITY)

/* The document, if the viewer may see its text now; and that she has looked. */
static enum jy_err
open_document(struct request *rq, const char *what, struct document *d)
{
	enum jy_err err;

	if ((err = document_find(&rq->act, rq->param, d)) != JY_OK)
		return err;
	if (!document_shows_text(&rq->act, d)) {
		rq->form.error = "审核通过后才能查看和下载。";
		return JY_ECONFLICT;
	}
	if ((err = db_begin(rq->act.db)) != JY_OK)
		return err;
	if ((err = document_looked(&rq->act, d, "正文")) == JY_OK)
		err =
		    audit_act(&rq->act, what, document_flow.kind, d->id, NULL, STR_NONE);
	return db_end(rq->act.db, err);
}

static struct str
minute_of(struct arena *a, int64_t at)
{
	char text[17] = "";

	if (at != 0)
		clock_minute(at, text);
	return arena_str(a, str_of(text));
}

/* Of a time as evidence has it. */
static struct str
minute_text(struct arena *a, struct str rfc3339)
{
	int64_t at;

	return clock_parse(rfc3339, &at) ? minute_of(a, at) : STR("");
}

/* HT2026000001-evidence.html; what has no number yet goes by its kind. */
static void
name_file(struct request *rq, const struct document *d, const char *rest)
{
	struct str number =
	    d->number.n > 0 ? d->number : str_of(signing_words[d->kind].name);

	reply_file_name(rq, "attachment",
	    arena_printf(rq->act.arena, STR_FMT "%s", STR_ARG(number), rest));
}

/* --- paper */

static void
put_signatures(struct request *rq, const struct document *d, struct val *data)
{
	struct arena *a = rq->act.arena;
	const struct val *steps = val_get(data, STR("steps"));

	val_set(data, "accepted", val_str(minute_of(a, d->accepted_at)));
	val_set(data, "effective", val_str(minute_of(a, d->effective_at)));
	val_set(data, "ended", val_str(minute_of(a, d->archived_at)));
	for (size_t i = 0; steps != NULL && i < val_len(steps); i++) {
		struct val step = val_at(steps, i);
		struct str action = val_get(&step, STR("action"))->s;

		if (str_is(action, "send"))
			val_set(data, "offered",
			    val_str(minute_text(a, val_get(&step, STR("at"))->s)));
		if (str_is(action, "approve"))
			val_set(data, "approver", *val_get(&step, STR("office")));
	}
}

static enum jy_err
print_page(struct request *rq)
{
	struct document d;
	struct val data, qr;
	enum jy_err err;

	if ((err = document_find(&rq->act, rq->param, &d)) != JY_OK)
		return err;
	if (!document_prints(&d)) {
		rq->form.error = "审核通过后才能打印。";
		return JY_ECONFLICT;
	}
	if ((err = open_document(rq, "document.print", &d)) != JY_OK ||
	    (err = evidence_val(&rq->act, &d, &data)) != JY_OK ||
	    (err = qr_val(rq->act.arena, val_get(&data, STR("url"))->s, &qr)) != JY_OK)
		return err;
	put_signatures(rq, &d, &data);
	val_set(&data, "qr", qr);
	val_set(&data, "tone", val_text(flow_state(&document_flow, d.state)->tone));
	val_set(&data, "in_force", val_bool(str_is(d.state, "effective")));
	return reply_page(rq, 200, "signing/print",
	    arena_cstr(rq->act.arena, val_get(&data, STR("label"))->s), data);
}

/* --- files */

static void
set_apart(struct request *rq)
{
	reply_header(rq, "content-security-policy", STR("sandbox"));
}

static enum jy_err
text_file(struct request *rq)
{
	struct document d;
	struct text text;
	enum jy_err err;

	if ((err = open_document(rq, "document.text", &d)) != JY_OK ||
	    (err = text_load(&rq->act, d.text_id, &text)) != JY_OK)
		return err;
	name_file(rq, &d, ".html");
	set_apart(rq);
	return reply_bytes(rq, "text/html; charset=utf-8", text.body);
}

static enum jy_err
evidence_page(struct request *rq)
{
	struct document d;
	struct val data;
	enum jy_err err;

	if ((err = open_document(rq, "document.evidence", &d)) != JY_OK ||
	    (err = evidence_val(&rq->act, &d, &data)) != JY_OK)
		return err;
	name_file(rq, &d, "-evidence.html");
	set_apart(rq);
	return reply_page(rq, 200, "signing/evidence", "证据文件", data);
}

static enum jy_err
evidence_json(struct request *rq)
{
	struct document d;
	struct val data;
	enum jy_err err;

	if ((err = open_document(rq, "document.evidence", &d)) != JY_OK ||
	    (err = evidence_val(&rq->act, &d, &data)) != JY_OK)
		return err;
	name_file(rq, &d, "-evidence.json");
	return reply_json(rq, data);
}

/* clang-format off */
#define PATH "/auth/documents"
const struct route paper_routes[] = {
	{ METHOD_GET, PATH "/*/print", PARTIES, CSRF_NO, RATE_PAGE, NO_FIELDS, print_page, NULL, NULL },
	{ METHOD_GET, PATH "/*/text", PARTIES, CSRF_NO, RATE_PAGE, NO_FIELDS, text_file, NULL, NULL },
	{ METHOD_GET, PATH "/*/evidence", PARTIES, CSRF_NO, RATE_PAGE, NO_FIELDS, evidence_page, NULL, NULL },
	{ METHOD_GET, PATH "/*/evidence.json", PARTIES, CSRF_NO, RATE_PAGE, NO_FIELDS, evidence_json, NULL, NULL },
	{ .path = NULL },
};
/* clang-format on */
