/*
 * view.h - what the pages of this folder share. Private to signing/.
 */
#ifndef JY_SIGNING_VIEW_H
#define JY_SIGNING_VIEW_H

#include "flow/flow_pages.h"
#include "signing/document.h"
#include "signing/invitation.h"

#define SIGNING_UID_CHARS 22
#define SIGNING_PAGE_ROWS 20

/* A row of a list's field table: the boxes that were ticked. */
#define SIGNING_SELECTION                                                                \
	{                                                                                \
		"id", "记录", FIELD_TOKEN, SIGNING_UID_CHARS, SIGNING_UID_CHARS, F_LIST, \
		    NULL, NULL, NULL, NULL                                               \
	}

/*
 * Chapters 5 and 6 are for verified graduates (2.3.q2): true for them. Else the page that
 * says so, titled `title`, is ready and *err is the answer.
 */
bool signing_gate(struct request *rq, const char *title, enum jy_err *err);

/* year, from and to, which may be wrong, into rq->conditions. */
enum jy_err signing_conditions(struct request *rq) MUST_CHECK;

/* A condition of a list from the query, cleaned; "" when there is none. */
struct str signing_query(struct request *rq, const char *name);

/* "a=b&c=d" of the conditions that are given, for the next page. */
struct str signing_query_string(struct request *rq, const char *const *names, size_t n);

/* data.filter: each condition as typed; data.filtered, data.query; data.states for a
 * choice: [{name, label, current}]. */
void signing_put_filter(struct request *rq, struct val *data, const char *const *names,
    size_t n, const struct flow *flow);

/* The one box that is ticked. JY_EINPUT: none or several, and the form says so (0.r1). */
enum jy_err signing_selected(struct request *rq, struct str *uid) MUST_CHECK;

/* "/my/contracts" and what follows; also SIGNING_KINDS' part. */
struct str signing_path(struct request *rq, enum signing_kind kind, const char *more);

/* data.invitation (with letter), data.items. */
enum jy_err invitation_put(
    struct request *rq, const struct invitation *i, struct val *data) MUST_CHECK;

/* data.document (with what is known about it and about a request to terminate), and
 * data.body, the text as it was signed, or data.items, the terms. */
enum jy_err document_put(
    struct request *rq, const struct document *d, struct val *data) MUST_CHECK;

/* One crumb. */
void signing_crumb(
    struct request *rq, struct val *data, const char *label, struct str path);

#endif
