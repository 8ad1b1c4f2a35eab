/*
 * flow_pages.h - a document of a workflow on its page: its state, what the viewer may do
 * with it, what has happened to it, and the POST that takes a step.
 */
#ifndef JY_FLOW_PAGES_H
#define JY_FLOW_PAGES_H

#include "flow/flow.h"
#include "http/route.h"

/* The form of flow/actions.mustache, for the POST row of the page's path; version: see
 * flow_apply_at(). */
#define FLOW_FIELDS                                                                   \
	{ "action", "操作", FIELD_TOKEN, 1, 20, F_REQUIRED, NULL, NULL, NULL, NULL }, \
	    { "version", "页面", FIELD_DIGITS, 0, 9, 0, NULL, NULL, NULL, NULL },     \
	{                                                                             \
		"reason", "原因", FIELD_LONG, 0, 500, 0, NULL, NULL, NULL, NULL       \
	}

/*
 * Set data.state {name, label, tone}, data.plain and data.reasoned (the actions of
 * flow_actions(), without and with a reason), data.some_actions, data.may (flow_may()), data.history,
 * data.reference (flow_reference()), data.next_who (flow_next_words()), data.typed (the reason of a step that was refused),
 * data.version (flow_version()) and data.csrf (of `path`). Actions named in
 * `except`, with blanks between, have pages of their own and are left out (NULL: none).
 *   JY_ENOTFOUND  not there, or not the viewer's
 */
enum jy_err flow_put(struct request *rq, struct val *data, const struct flow *flow,
    int64_t id, const char *except, struct str path) MUST_CHECK;

/*
 * Take a step, if the document's history is as the form's `version` says. *done: it was taken and the caller answers with a redirect. Else the
 * answer is ready or an error: when the workflow says no, `page` is drawn again with the
 * reason (409, or 422 when the reason is missing).
 */
enum jy_err flow_post(struct request *rq, const struct flow *flow, int64_t id,
    const char *action, const struct flow_input *in, handler_fn page,
    bool *done) MUST_CHECK;

/* The same for the step that the form names, with its reason, then back to `path`, where `done` says so (reply_done()). */
enum jy_err flow_step(struct request *rq, const struct flow *flow, int64_t id,
    handler_fn page, struct str path, const char *done) MUST_CHECK;

/* The states as tabs or options: [{name, label, current}], but drafts: those are their
 * authors' own business. */
struct val flow_tabs(
    struct arena *a, const struct flow *flow, const struct flow_state *current);

/* How many lines of a list say that it was done, or can be: their "ok". */
int64_t flow_results_done(const struct val *list);

/* The page of what became of several, with how many were done: `list` as flow_result() fills it, `back` the list's path,
 * data.crumbs the caller's. */
enum jy_err flow_results(struct request *rq, const char *title, struct val list,
    struct str back, struct val data) MUST_CHECK;

/* One line of {{>flow/results}}, what became of one of several: {label, ok, text}. */
void flow_result(struct arena *a, struct val *list, struct str label, enum jy_err err,
    const char *why);

#endif
