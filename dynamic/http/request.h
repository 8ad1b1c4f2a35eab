/*
 * request.h - one request on its only way through the portal:
 *   parse → session → who → may this role call this route → CSRF → form →
 *   handler → domain function → view → reply.
 * No Kore here: the edge fills `in`, calls portal_handle(), runs `work` in a
 * thread if asked to, and sends `reply`. Tests do the same without a server.
 */
#ifndef JY_REQUEST_H
#define JY_REQUEST_H

#include "act.h"
#include "form.h"
#include "template.h"

struct route;

enum method { METHOD_GET = 1, METHOD_HEAD = 2, METHOD_POST = 4, METHOD_OTHER = 8 };

/* What the edge hands over; everything lives as long as the request. A header that
 * was not sent is STR_NONE. */
struct request_in {
	enum method method;
	struct str path;  /* as sent: not decoded, not normalised */
	struct str query; /* without '?' */
	struct str body;
	struct str peer; /* the connection's address */
	struct str host, origin, sec_fetch_site, cookie, content_type, accept_encoding,
	    if_none_match, if_modified_since, range, if_range, user_agent, forwarded_for;
};

enum reply_kind { REPLY_BODY, REPLY_FILE };

struct reply {
	int status;
	enum reply_kind kind;
	const char *type;       /* Content-Type, whole */
	struct buf body;        /* REPLY_BODY */
	int fd;                 /* REPLY_FILE: owned, closed by the edge; else -1 */
	int64_t offset, length; /* REPLY_FILE: the part to send */
	struct str location;    /* a redirect; checked for control bytes */
	const char *cache;      /* Cache-Control; NULL: "no-store" */
	struct str cookies[4];  /* whole Set-Cookie values */
	size_t ncookies;
	struct {
		const char *name;
		struct str value;
	} headers[8]; /* others */
	size_t nheaders;
};

/* One worker's world: opened once, used by all its requests. */
struct app {
	struct conf *conf;
	struct db *db;
	struct keyring *keys;
	struct template_set *templates;
	const struct route *routes;
	size_t nroutes;
	int public_fd;     /* the generated site; -1: not served here */
	struct val assets; /* name → fingerprinted path */
	struct val site;   /* what templates may say about the portal */
	struct arena arena, assets_arena;
};

struct session {
	uint8_t id[32]; /* SHA-256 of the cookie's value; of the pre-login cookie for a
			   visitor */
	bool is_login;
	bool is_pre; /* a visitor with a pre-login cookie */
	int64_t created_at, seen_at;
};

typedef void (*work_fn)(void *arg);
struct request;
typedef enum jy_err (*handler_fn)(struct request *rq);

struct request {
	struct app *app;
	struct request_in in;
	struct act act; /* act.who is the viewer, act.arena the request's */
	const struct route *route;
	struct str param; /* what stood for "*" in the route's path, decoded */
	struct session session;
	struct form form, conditions; /* of a POST; of a list, see request_conditions() */
	struct reply reply;
	char id[17];  /* 16 hex digits: in the log and on error pages */
	work_fn work; /* set by request_defer() */
	void *work_arg;
	handler_fn next;
	void (*refused)(
	    struct request *rq); /* the work was not taken on; NULL: nothing to undo */
	int64_t retry_after;     /* seconds; with JY_ELIMIT and JY_EBUSY */
};

/*
 * DONE: the reply is ready. WORK: call rq->work(rq->work_arg) in any thread, then
 * portal_resume() on this one; or portal_refuse() instead of both. When what a request did
 * could not be committed after all (db_group() in db.h), portal_undo() replaces the reply. The caller has
 * filled rq->app, rq->in and rq->act.arena, all else is zero. Afterwards it calls
 * request_release(), which closes and frees what the reply holds (not the arena).
 */
enum step { STEP_DONE, STEP_WORK };
enum step portal_handle(struct request *rq);
enum step portal_resume(struct request *rq);
void portal_refuse(struct request *rq, enum jy_err err); /* the queue is full */
void portal_undo(struct request *rq, enum jy_err err);   /* the store took it back */
void request_release(struct request *rq);

/* For a handler: `return request_defer(rq, work, arg, next);`. `work` may touch
 * `arg` only (no store, no arena); `next` goes on as a handler would, unless the
 * browser has left meanwhile: then it is not called. What must be counted is
 * counted before; rq->refused takes it back when the queue of work is full. */
enum jy_err request_defer(struct request *rq, work_fn work, void *arg, handler_fn next);

/*
 * Answers, for handlers to return. `template` is rendered with `data` and what
 * every page gets: site, asset, viewer{role, name, logged_in}, csrf, page{title,
 * path}, form (if the route has fields), conditions (if there are), flash. Status 200 becomes 422 where a
 * condition has an error.
 */
enum jy_err reply_page(struct request *rq, int status, const char *template,
    const char *title, struct val data);
enum jy_err reply_fragment(struct request *rq, const char *template,
    struct val data); /* HTML that a script puts into a static page */
enum jy_err reply_json(struct request *rq, struct val data);
enum jy_err reply_text(struct request *rq, int status, struct str text);
enum jy_err reply_bytes(struct request *rq, const char *type, struct str bytes);
enum jy_err reply_redirect(struct request *rq, const char *path); /* 303, a constant */
enum jy_err reply_redirect_str(
    struct request *rq, struct str path); /* "/" when it is not local */

/* 303 to `path` (which may have a query), where ?done=KEY says what was done: to how many, where those were several,
 * and that `rest` others were passed over. The keys are in view.c. */
enum jy_err reply_done(
    struct request *rq, struct str path, const char *key, int64_t n, int64_t rest);
void reply_cookie(struct request *rq, struct str set_cookie);
void reply_header(struct request *rq, const char *name, struct str value);

/* Content-Disposition: `how` is "inline" or "attachment", `name` any text. */
void reply_file_name(struct request *rq, const char *how, struct str name);

/* The hidden field's value for forms that post to `path`. Gives a visitor the
 * pre-login cookie that it is bound to. */
struct str csrf_token(struct request *rq, const char *path);

/* A query parameter of a GET, decoded; STR_NONE when absent or malformed. */
struct str request_query(struct request *rq, const char *name);

/* A query parameter in words: one line, cleaned, cut to `max` code points; "" when there is none or it is no text. */
struct str request_words(struct request *rq, const char *name, size_t max);

/*
 * The conditions of a list into rq->conditions: the query by form_query(). A template shows one with
 * {{#conditions.field.year}}{{>field}}{{/conditions.field.year}}, and {{>conditions}} above them what is wrong.
 */
enum jy_err request_conditions(
    struct request *rq, const struct field *fields, size_t n) MUST_CHECK;

/* The row of a table of conditions that many lists have. */
#define YEAR_CONDITION                                                                  \
	{                                                                               \
		"year", "毕业年度", FIELD_NUMBER, 1950, 2100, 0, NULL, NULL, NULL, NULL \
	}

/* Lists whose pages begin before an id: the one in the query, 0 for the first page; and data.NAME, some, later (not the
 * first page), older (where the next one begins; absent: there is none). */
int64_t request_before(struct request *rq);
void list_put(
    struct val *data, const char *name, struct val list, int64_t before, int64_t older);

/* The value of a cookie; STR_NONE when it is absent or there twice. */
struct str request_cookie(const struct request *rq, const char *name);

/* A path that a redirect may lead to: local, without control bytes. */
bool path_is_local(struct str path);

/* The entry page of a role: "/my/", "/org/", "/office/"; "/" for visitors. */
const char *role_zone(enum role role);
const char *role_zone_label(enum role role); /* 个人专区; 首页 */

#endif
