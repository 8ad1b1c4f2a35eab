/*
 * inbox_pages.c - see inbox_pages.h. Opening a resume is a POST, since it is recorded.
 */
#include "application/application.h"
#include "employer/inbox.h"
#include "employer/inbox_pages.h"
#include "file/upload.h"
#include "flow/flow_pages.h"
#include "http/csrf.h"
#include "sheet/pages.h"

#define PAGE_ROWS 20
#define LIST_PATH "/org/applications"
#define OPEN_PATH "/org/applications/open"
#define BULK_PATH "/org/applications/bulk"

static const struct choice commands[] = {
	{ "invite", "邀请面试" },
	{ "reject", "不合适" },
	{ "hire", "录用" },
	{ NULL, NULL },
};

/* clang-format off */
#define PICKED { "id", "简历", FIELD_TOKEN, 22, 22, F_LIST, NULL, NULL, NULL, NULL }
#define COMMAND { "command", "操作", FIELD_CHOICE, 0, 0, F_REQUIRED, NULL, NULL, commands, NULL }
static const struct field pick_fields[] = { PICKED, COMMAND };
static const struct field bulk_fields[] = {
	PICKED, COMMAND,
	{ "text", "说明", FIELD_LONG, 0, 500, 0, NULL, NULL, NULL, NULL },
};
static const struct field open_fields[] = {
	{ "id", "简历", FIELD_TOKEN, 22, 22, F_REQUIRED, NULL, NULL, NULL, NULL },
};
static const struct field act_fields[] = {
	FLOW_FIELDS,
	{ "invitation", "面试的时间和地点", FIELD_LONG, 0, 500, 0, NULL, NULL, NULL, NULL },
};
static const struct field note_fields[] = {
	{ "note", "备注", FIELD_LONG, 0, INBOX_NOTE_MAX, 0, "仅本单位可见", NULL, NULL, NULL },
};
/* clang-format on */

static struct str
one_path(struct request *rq, struct str uid, const char *rest)
{
	return arena_printf(
	    rq->act.arena, LIST_PATH "/" STR_FMT "%s", STR_ARG(uid), rest);
}

static struct val
crumbs(struct request *rq)
{
	struct val list = val_list(rq->act.arena), one = val_map(rq->act.arena);

	val_set(&one, "label", val_text("收到的简历"));
	val_set(&one, "path", val_text(LIST_PATH));
	val_push(&list, one);
	return list;
}

/* --- the list */

static struct inbox_filter
filter(struct request *rq)
{
	struct inbox_filter f = { 0, request_query(rq, "state"), 0 };
	struct str state = flow_state(&application_flow, f.state)->name != NULL
			       ? str_of(flow_state(&application_flow, f.state)->name)
			       : STR("");

	f.state = state;
	if (!str_int(request_query(rq, "job"), 1, INT64_MAX, &f.job))
		f.job = 0;
	f.before = request_before(rq);
	return f;
}

static enum jy_err
list_page(struct request *rq)
{
	struct val data = val_map(rq->act.arena), list, jobs;
	struct inbox_filter f = filter(rq);
	int64_t older;
	enum jy_err err;

	if ((err = inbox_list(&rq->act, &f, PAGE_ROWS, &list, &older)) != JY_OK ||
	    (err = inbox_jobs(&rq->act, f.job, &jobs)) != JY_OK)
		return err;
	val_set(&data, "jobs", jobs);
	val_set(&data, "states",
	    flow_tabs(rq->act.arena, &application_flow,
		flow_state(&application_flow, f.state)));
	val_set(&data, "filtered", val_bool(f.job != 0 || f.state.n > 0));
	val_set(&data, "query",
	    val_str(arena_printf(rq->act.arena, "job=%lld&state=" STR_FMT,
		(long long)f.job, STR_ARG(f.state))));
	val_set(&data, "all", val_bool(str_is(request_query(rq, "all"), "yes")));
	val_set(&data, "before", val_int(f.before));
	list_put(&data, "applications", list, f.before, older);
	val_set(&data, "csrf", val_str(csrf_token(rq, LIST_PATH)));
	val_set(&data, "open_csrf", val_str(csrf_token(rq, OPEN_PATH)));
	return reply_page(rq, 200, "employer/inbox", "收到的简历", data);
}

static enum jy_err
export_sheet(struct request *rq)
{
	struct inbox_filter f = filter(rq);
	struct sheet *sheet = arena_alloc(rq->act.arena, sizeof(*sheet));
	enum jy_err err;

	if (sheet == NULL)
		return JY_ENOMEM;
	f.before = 0;
	*sheet = (struct sheet){ .arena = rq->act.arena,
		.title = "收到的简历",
		.heads = inbox_heads,
		.columns = INBOX_COLUMNS };
	if ((err = inbox_sheet(&rq->act, &f, sheet)) != JY_OK)
		return err;
	return sheet_reply(rq, sheet, STR("xlsx"), "applications");
}

/* --- one application */

/* May the employer invite now? From the workflow; NULL: no, else the button's word. */
static const char *
invite_label(struct str state)
{
	for (size_t i = 0; i < application_flow.nsteps; i++)
		if (strcmp(application_flow.steps[i].action, "invite") == 0 &&
		    str_is(state, application_flow.steps[i].from))
			return application_flow.steps[i].label;
	return NULL;
}

static enum jy_err
view_page(struct request *rq)
{
	struct val data, flow = val_map(rq->act.arena);
	struct str path = one_path(rq, rq->param, "");
	const char *label;
	enum jy_err err;

	if ((err = inbox_load(&rq->act, rq->param, &data)) != JY_OK ||
	    (err = flow_put(rq, &flow, &application_flow, val_get(&data, STR("id"))->i,
		 "invite", path)) != JY_OK)
		return err;
	label = invite_label(val_get(&data, STR("state_name"))->s);
	if (label != NULL)
		val_set(&flow, "invite", val_text(label));
	val_set(&flow, "application", data);
	val_set(&flow, "note_csrf",
	    val_str(csrf_token_for(rq, one_path(rq, rq->param, "/note"))));
	val_set(&flow, "open_csrf", val_str(csrf_token(rq, OPEN_PATH)));
	val_set(&flow, "crumbs", crumbs(rq));
	return reply_page(rq, 200, "employer/application", "应聘简历", flow);
}

static enum jy_err
photo_file(struct request *rq)
{
	struct stored file;
	int64_t id;
	enum jy_err err;

	if ((err = inbox_photo(&rq->act, rq->param, &id)) != JY_OK ||
	    (err = upload_find(&rq->act, id, &file)) != JY_OK)
		return err;
	return upload_reply(rq, &file);
}

static enum jy_err
open_post(struct request *rq)
{
	struct str uid = form_get(&rq->form, "id");
	enum jy_err err = inbox_open(&rq->act, uid);

	return err != JY_OK ? err : reply_redirect_str(rq, one_path(rq, uid, ""));
}

static enum jy_err
act_post(struct request *rq)
{
	const char *action = arena_cstr(rq->act.arena, form_get(&rq->form, "action")),
		   *why = NULL;
	enum jy_err err, drawn;

	if (action == NULL)
		return JY_ENOMEM;
	err = inbox_step(&rq->act, rq->param, action,
	    form_get(&rq->form, strcmp(action, "invite") == 0 ? "invitation" : "reason"),
	    &why);
	if (err == JY_OK)
		return reply_redirect_str(rq, one_path(rq, rq->param, "?done=submitted"));
	if (why == NULL)
		return err;
	rq->form.error = why;
	if ((drawn = view_page(rq)) == JY_OK)
		rq->reply.status = err_info(err)->http;
	return drawn;
}

static enum jy_err
note_post(struct request *rq)
{
	enum jy_err err = inbox_note(&rq->act, rq->param, form_get(&rq->form, "note"));

	return err != JY_OK
		   ? err
		   : reply_redirect_str(rq, one_path(rq, rq->param, "?done=saved"));
}

/* --- several at once */

/* The ones that were picked and are this employer's. */
static enum jy_err
picked(struct request *rq, struct val *out)
{
	const struct form_value *v = form_value(&rq->form, "id");
	struct val one;
	enum jy_err err;

	*out = val_list(rq->act.arena);
	for (size_t i = 0; i < v->nlist; i++) {
		err = inbox_load(&rq->act, v->list[i], &one);
		if (err != JY_OK && err != JY_ENOTFOUND)
			return err;
		if (err == JY_OK)
			val_push(out, one);
	}
	return val_len(out) > 0
		   ? JY_OK
		   : form_fail(&rq->form, NULL, "没有选中任何简历，请先勾选。");
}

static enum jy_err
confirm(struct request *rq)
{
	struct val data = val_map(rq->act.arena), list;
	struct str command = form_get(&rq->form, "command");
	enum jy_err err;

	if ((err = picked(rq, &list)) != JY_OK)
		return err;
	val_set(&data, "applications", list);
	val_set(&data, "count", val_int((int64_t)val_len(&list)));
	val_set(&data, "command", val_str(command));
	for (const struct choice *c = commands; c->value != NULL; c++)
		if (str_is(command, c->value))
			val_set(&data, "label", val_text(c->label));
	val_set(&data, "invite", val_bool(str_is(command, "invite")));
	val_set(&data, "wants_text", val_bool(!str_is(command, "hire")));
	val_set(&data, "csrf", val_str(csrf_token(rq, BULK_PATH)));
	val_set(&data, "crumbs", crumbs(rq));
	return reply_page(rq, 200, "employer/bulk", "批量处理", data);
}

static enum jy_err
bulk_post(struct request *rq)
{
	struct val data = val_map(rq->act.arena), list, results = val_list(rq->act.arena),
		   one;
	const char *command = arena_cstr(rq->act.arena, form_get(&rq->form, "command")),
		   *why;
	struct str text = form_get(&rq->form, "text");
	enum jy_err err;

	if (command == NULL)
		return JY_ENOMEM;
	if ((err = picked(rq, &list)) != JY_OK)
		return err;
	if (strcmp(command, "hire") != 0 && text.n == 0)
		return form_fail(&rq->form, "text",
		    strcmp(command, "invite") == 0 ? "请填写面试的时间和地点。"
						   : "请填写原因。");
	for (size_t i = 0; i < val_len(&list); i++) {
		one = val_at(&list, i);
		err = inbox_step(
		    &rq->act, val_get(&one, STR("uid"))->s, command, text, &why);
		flow_result(rq->act.arena, &results,
		    arena_printf(rq->act.arena, STR_FMT "　" STR_FMT,
			STR_ARG(val_get(&one, STR("applicant"))->s),
			STR_ARG(val_get(&one, STR("title"))->s)),
		    err, why);
	}
	val_set(&data, "crumbs", crumbs(rq));
	return flow_results(rq, "办理结果", results, STR(LIST_PATH), data);
}

/* After an error: the question again, or the list when nothing was picked. */
static enum jy_err
bulk_again(struct request *rq)
{
	struct val list;
	enum jy_err err = picked(rq, &list);

	return err == JY_OK ? confirm(rq) : err == JY_EINPUT ? list_page(rq) : err;
}

/* clang-format off */
const struct route inbox_routes[] = {
	{ METHOD_GET, LIST_PATH, ROLE_EMPLOYER, CSRF_NO, RATE_NONE, FIELDS(pick_fields), list_page, NULL, NULL },
	{ METHOD_POST, LIST_PATH, ROLE_EMPLOYER, CSRF_YES, RATE_FORM, FIELDS(pick_fields), confirm, list_page, NULL },
	{ METHOD_POST, BULK_PATH, ROLE_EMPLOYER, CSRF_YES, RATE_FORM, FIELDS(bulk_fields), bulk_post, bulk_again, NULL },
	{ METHOD_GET, LIST_PATH "/export", ROLE_EMPLOYER, CSRF_NO, RATE_EXPORT, NO_FIELDS, export_sheet, NULL, "application.export" },
	{ METHOD_POST, OPEN_PATH, ROLE_EMPLOYER, CSRF_YES, RATE_FORM, FIELDS(open_fields), open_post, NULL, NULL },
	{ METHOD_GET, LIST_PATH "/*", ROLE_EMPLOYER, CSRF_NO, RATE_NONE, FIELDS(act_fields), view_page, NULL, NULL },
	{ METHOD_POST, LIST_PATH "/*", ROLE_EMPLOYER, CSRF_YES, RATE_FORM, FIELDS(act_fields), act_post, view_page, NULL },
	{ METHOD_GET, LIST_PATH "/*/photo", ROLE_EMPLOYER, CSRF_NO, RATE_NONE, NO_FIELDS, photo_file, NULL, NULL },
	{ METHOD_POST, LIST_PATH "/*/note", ROLE_EMPLOYER, CSRF_YES, RATE_FORM, FIELDS(note_fields), note_post, NULL, NULL },
	{ .path = NULL },
};
/* clang-format on */
