/*
 * dispatch.c - the one way of a request through the portal (request.h). Each gate
 * lets it pass or names the error; the first that does not ends the way.
 */
#include "audit/audit.h"
#include "clock.h"
#include "crypto.h"
#include "csrf.h"
#include "escape.h"
#include "log.h"
#include "multipart.h"
#include "rate.h"
#include "route.h"
#include "session.h"
#include "static.h"
#include "utf8.h"
#include "view.h"

#define BUSY_SECONDS 2
#define PATH_BYTES_MAX 1900 /* Kore itself refuses 1,999 with the query */

/* --- parse */

/* A trusted proxy appends the address that it saw; earlier ones are hearsay. */
static struct str
address_of(const struct request *rq)
{
	struct str rest = rq->in.forwarded_for, part, last = STR_NONE;
	const char *proxy = rq->app->conf->portal.trusted_proxy;

	if (proxy[0] == '\0' || !str_is(rq->in.peer, proxy))
		return rq->in.peer;
	while (str_split(&rest, ',', &part))
		last = str_trim(part);
	return last.n > 0 ? last : rq->in.peer;
}

static enum jy_err
begin(struct request *rq)
{
	static const char digits[] = "0123456789abcdef";
	uint8_t id[8];
	struct app *app = rq->app;

	rq->reply.fd = -1;
	rq->act.db = app->db;
	rq->act.conf = app->conf;
	rq->act.keys = app->keys;
	rq->act.now = clock_now();
	rq->act.who.role = ROLE_VISITOR;
	rq->act.address = address_of(rq);
	if (random_bytes(id, sizeof(id)) != JY_OK)
		return JY_ECRYPTO;
	for (size_t i = 0; i < sizeof(id); i++) {
		rq->id[2 * i] = digits[id[i] >> 4];
		rq->id[2 * i + 1] = digits[id[i] & 15];
	}
	log_context("request", str_of(rq->id));
	return JY_OK;
}

/* --- the gates */

static enum jy_err
gate_host(struct request *rq)
{
	if (rq->in.path.n == 0 || rq->in.path.p[0] != '/')
		return JY_EPARSE;
	if (rq->in.path.n > PATH_BYTES_MAX)
		return JY_ELONGPATH;
	return host_ok(rq) ? JY_OK : JY_EPARSE;
}

/* "GET, HEAD" for a 405. */
static struct str
allow_text(struct arena *a, unsigned allowed)
{
	return arena_printf(a, "%s%s%s", (allowed & METHOD_GET) != 0 ? "GET, HEAD" : "",
	    allowed == (METHOD_GET | METHOD_HEAD | METHOD_POST) ? ", " : "",
	    (allowed & METHOD_POST) != 0 ? "POST" : "");
}

/* The row of the table. No row for the path: rq->route stays NULL, a static file. */
static enum jy_err
gate_route(struct request *rq)
{
	struct app *app = rq->app;
	struct str param;
	unsigned allowed;

	rq->route = route_find(
	    app->routes, app->nroutes, rq->in.method, rq->in.path, &param, &allowed);
	if (rq->route == NULL && allowed != 0) {
		reply_header(rq, "allow", allow_text(rq->act.arena, allowed));
		return JY_EMETHOD;
	}
	if (param.n > 0 &&
	    (url_decode(rq->act.arena, param, false, &rq->param) != JY_OK ||
		!header_value_ok(rq->param)))
		return JY_ENOTFOUND;
	return JY_OK;
}

/* Nobody logged in: to the login page and back; scripts and forms are told so. */
static enum jy_err
ask_to_log_in(struct request *rq)
{
	struct buf b;
	struct str to;

	if ((rq->in.method & (METHOD_GET | METHOD_HEAD)) == 0 ||
	    str_starts(rq->in.path, "/api/"))
		return JY_EAUTH;
	buf_init(&b, 0);
	buf_puts(&b, "/auth/login?next=");
	url_escape(&b, rq->in.path);
	if (rq->in.query.n > 0) {
		url_escape(&b, STR("?"));
		url_escape(&b, rq->in.query);
	}
	to = buf_ok(&b) ? arena_str(rq->act.arena, buf_view(&b)) : STR_NONE;
	buf_release(&b);
	return reply_redirect_str(rq, to.p != NULL ? to : STR("/auth/login"));
}

/* May this role call this route? Also answers for those who must log in first. */
static enum jy_err
gate_role(struct request *rq)
{
	if ((rq->route->roles & rq->act.who.role) != 0)
		return JY_OK;
	return rq->session.is_login ? JY_EFORBIDDEN : ask_to_log_in(rq);
}

/* Broken percent signs and what is no text: no page looks at such a query. */
static enum jy_err
gate_query(struct request *rq)
{
	struct str text;

	if (rq->in.query.n == 0)
		return JY_OK;
	if (url_decode(rq->act.arena, rq->in.query, true, &text) != JY_OK ||
	    !utf8_valid(text))
		return JY_EPARSE;
	return JY_OK;
}

static enum jy_err
gate_body(struct request *rq)
{
	struct str rest = rq->in.content_type, type = STR_NONE;

	if (rq->route->method != METHOD_POST)
		return rq->in.body.n == 0 ? JY_OK : JY_EPARSE;
	if (rq->in.body.n > route_body_max(rq->route))
		return JY_ETOOBIG;
	if (rq->route->csrf == CSRF_SIGNED && multipart_is(rest))
		return JY_OK; /* as mail programs may (RFC 8058 3.2) */
	if (route_takes_file(rq->route))
		return multipart_is(rest) ? JY_OK : JY_ETYPE;
	str_split(&rest, ';', &type);
	return str_is(str_trim(type), "application/x-www-form-urlencoded") ? JY_OK
									   : JY_ETYPE;
}

static enum jy_err
gate_csrf(struct request *rq)
{
	return rq->route->csrf == CSRF_YES ? csrf_check(rq) : JY_OK;
}

static enum jy_err
gate_rate(struct request *rq)
{
	return rate_gate(&rq->act, rq->route->rate, &rq->retry_after);
}

static enum jy_err
gate_form(struct request *rq)
{
	if (rq->route->method != METHOD_POST)
		return form_empty(
		    &rq->form, rq->act.arena, rq->route->fields, rq->route->nfields);
	if (multipart_is(rq->in.content_type))
		return form_decode_parts(&rq->form, &rq->act, rq->route->fields,
		    rq->route->nfields, rq->in.content_type, rq->in.body);
	return form_decode(
	    &rq->form, &rq->act, rq->route->fields, rq->route->nfields, rq->in.body);
}

static enum jy_err (*const gates[])(struct request *rq) = {
	session_load,
	gate_role,
	gate_query,
	gate_body,
	gate_csrf,
	gate_rate,
	gate_form,
};

/* --- the end of the way */

/* Who was refused, and views that are to be audited, in the audit trail. */
static enum jy_err
record(struct request *rq, const char *act, const char *result)
{
	const struct audit_entry entry = {
		.actor = rq->act.who.account_id,
		.role = role_name(rq->act.who.role),
		.address = arena_cstr(rq->act.arena, rq->act.address),
		.act = act,
		.object = rq->route->path,
		.result = result,
		.reason = STR_NONE,
	};
	enum jy_err err;

	if ((err = db_begin(rq->app->db)) != JY_OK)
		return err;
	return db_end(rq->app->db, audit_append(rq->app->db, rq->app->keys, &entry));
}

/* What the person does not see of an error, under the id that she does see. */
static void
log_cause(const struct request *rq, enum jy_err err)
{
	if (err_info(err)->http < 500 || err == JY_EBUSY)
		return;
	log_error("failed", LOG_STR("error", err_info(err)->name),
	    LOG_STR("route", rq->route != NULL ? rq->route->path : ""),
	    LOG_STR("store", err == JY_EDB ? db_message(rq->app->db) : ""));
}

/* After the way: a page with the form's errors, or an error page. */
static void
refuse(struct request *rq, enum jy_err err)
{
	const struct route *route = rq->route;

	if (err == JY_EINPUT && route != NULL && route->page != NULL &&
	    (err = route->page(rq)) == JY_OK) {
		rq->reply.status = err_info(JY_EINPUT)->http;
		return;
	}
	if (err == JY_EFORBIDDEN && rq->session.is_login && route != NULL)
		(void)record(rq, "request.refused", "refused");
	if ((err_info(err)->http == 503 || err == JY_ELIMIT) && rq->retry_after == 0)
		rq->retry_after = BUSY_SECONDS;
	log_cause(rq, err);
	reply_error(rq, err);
}

static enum step
finish(struct request *rq, enum jy_err err)
{
	if (err == JY_OK && rq->work != NULL) {
		db_let_go(rq->app->db);
		return STEP_WORK;
	}
	if (err == JY_OK && rq->reply.status == 0)
		err = JY_EINTERNAL; /* a handler that forgot to answer */
	if (err == JY_OK && rq->route != NULL && rq->route->act != NULL &&
	    rq->reply.status < 400)
		err = record(rq, rq->route->act, NULL);
	if (err != JY_OK)
		refuse(rq, err);
	db_let_go(rq->app->db);
	log_context(NULL, STR_NONE);
	return STEP_DONE;
}

/* The portal's own part of the address space: nothing there is a file. */
static bool
is_dynamic(struct str path)
{
	static const char *const prefixes[] = { "/auth/", "/my/", "/org/", "/office/",
		"/api/", "/verify/" };

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
		if (str_starts(path, prefixes[i]))
			return true;
	return false;
}

/* Does only the last slash lack to a page, as in /my? */
static bool
lacks_slash(struct request *rq)
{
	struct str path = arena_printf(rq->act.arena, STR_FMT "/", STR_ARG(rq->in.path)),
		   param;
	unsigned allowed;

	return path.p != NULL && (rq->in.method & (METHOD_GET | METHOD_HEAD)) != 0 &&
	       route_find(rq->app->routes, rq->app->nroutes, METHOD_GET, path, &param,
		   &allowed) != NULL &&
	       param.n == 0;
}

/* What is no route: a file of the site. */
static enum jy_err
serve_site(struct request *rq)
{
	enum jy_err err;

	if (is_dynamic(rq->in.path))
		return JY_ENOTFOUND;
	err = static_serve(rq);
	if (err == JY_ENOTFOUND && lacks_slash(rq))
		return static_slash(rq);
	if (err == JY_EMETHOD)
		reply_header(rq, "allow", STR("GET, HEAD"));
	if (err == JY_ENOTFOUND)
		err = static_not_found(rq);
	return err;
}

enum step
portal_handle(struct request *rq)
{
	enum jy_err err;

	if ((err = begin(rq)) != JY_OK || (err = gate_host(rq)) != JY_OK ||
	    (err = gate_route(rq)) != JY_OK)
		return finish(rq, err);
	if (rq->route == NULL)
		return finish(rq, serve_site(rq));
	if (rq->route->method == METHOD_GET)
		db_hold(rq->app->db);
	for (size_t i = 0; i < sizeof(gates) / sizeof(gates[0]); i++) {
		err = gates[i](rq);
		if (err != JY_OK || rq->reply.status != 0)
			return finish(rq, err);
	}
	return finish(rq, rq->route->handler(rq));
}

enum step
portal_resume(struct request *rq)
{
	handler_fn next = rq->next;

	rq->work = NULL;
	rq->next = NULL;
	log_context("request", str_of(rq->id));
	return finish(rq, next(rq));
}

void
portal_refuse(struct request *rq, enum jy_err err)
{
	rq->work = NULL;
	rq->next = NULL;
	log_context("request", str_of(rq->id));
	if (rq->refused != NULL)
		rq->refused(rq);
	rq->refused = NULL;
	finish(rq, err);
}

void
portal_undo(struct request *rq, enum jy_err err)
{
	rq->act.after = NULL;
	request_release(rq);
	if (rq->reply.ncookies > 0) { /* it changed who is logged in, or thought so */
		rq->session = (struct session){ 0 };
		rq->act.who = (struct principal){ .role = ROLE_VISITOR };
	}
	rq->reply.nheaders = rq->reply.ncookies = 0;
	portal_refuse(rq, err);
}
