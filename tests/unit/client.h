/*
 * client.h - a browser for a portal without a server: requests go straight to
 * portal_handle() with the templates of site-src. Keeps the two cookies and the last
 * page. Use as fixture after client_setup; *state is a struct client.
 */
#ifndef CLIENT_H
#define CLIENT_H

#include "actor.h"

#include "escape.h"
#include "http/request.h"
#include "http/route.h"
#include "http/session.h"
#include "http/view.h"
#include "prepare.h"

struct client {
	struct actor *t;
	struct app app;
	char sid[64], pre[64]; /* cookies; "" when there is none */
	struct request rq;
	const char *type; /* of what is posted; NULL: a form */
	bool busy;        /* the queue of work is full */
	int status;
	struct str body, location; /* of the last answer; live in t->arena */
};

static inline void
client_store_cookies(struct client *c)
{
	for (size_t i = 0; i < c->rq.reply.ncookies; i++) {
		struct str rest = c->rq.reply.cookies[i], name, value;

		str_split(&rest, '=', &name);
		str_split(&rest, ';', &value);
		snprintf(str_ends(name, "sid") ? c->sid : c->pre, sizeof(c->sid), STR_FMT,
		    STR_ARG(value));
	}
}

static inline int
client_send(struct client *c, enum method method, const char *url, const char *body)
{
	struct str query = str_of(url), path = STR_NONE;
	struct arena *a = &c->t->arena;

	str_split(&query, '?', &path);
	request_release(&c->rq);
	c->rq = (struct request){
		.app = &c->app,
		.in = { .method = method,
		    .path = path,
		    .query = query,
		    .body = str_of(body),
		    .peer = c->t->act.address,
		    .host = STR("127.0.0.1:8080"),
		    .origin =
			method == METHOD_POST ? STR("http://127.0.0.1:8080") : STR_NONE,
		    .content_type = method != METHOD_POST ? STR_NONE
				    : c->type != NULL
					? str_of(c->type)
					: STR("application/x-www-form-urlencoded"),
		    .user_agent = STR("Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0"),
		    .cookie = arena_printf(a, "sid=%s; pre=%s", c->sid, c->pre) },
		.act = { .arena = a },
	};
	if (portal_handle(&c->rq) == STEP_WORK) {
		if (c->busy) {
			portal_refuse(&c->rq, JY_EBUSY);
		} else {
			c->rq.work(c->rq.work_arg);
			portal_resume(&c->rq);
		}
	}
	client_store_cookies(c);
	c->body = arena_str(a, buf_view(&c->rq.reply.body));
	c->location = c->rq.reply.location;
	return c->status = c->rq.reply.status;
}

static inline int
client_get(struct client *c, const char *url)
{
	return client_send(c, METHOD_GET, url, "");
}

static inline bool
client_sees(struct client *c, const char *text)
{
	return c->body.n > 0 && memmem(c->body.p, c->body.n, text, strlen(text)) != NULL;
}

/* The value of the first <input name="NAME"> behind `from`; "" if there is none. */
static inline struct str
client_input(struct client *c, const char *from, const char *name)
{
	struct str mark = arena_printf(&c->t->arena, "name=\"%s\" value=\"", name);
	const char *at = memmem(c->body.p, c->body.n, from, strlen(from)), *end;

	if (at == NULL)
		return STR("");
	at = memmem(at, c->body.n - (size_t)(at - c->body.p), mark.p, mark.n);
	if (at == NULL)
		return STR("");
	at += mark.n;
	end = memchr(at, '"', c->body.n - (size_t)(at - c->body.p));
	return (struct str){ at, (size_t)(end - at) };
}

/*
 * Send the last page's form that posts to `action`: its hidden fields, then `fields`,
 * pairs of name and value that end in NULL.
 */
static inline int
client_submit(struct client *c, const char *action, const char *const *fields)
{
	static const char *const hidden[] = { "csrf", "captcha_id", "pending", "mobile",
		"next" };
	struct str from = arena_printf(&c->t->arena, "action=\"%s\"", action), v;
	struct buf body = BUF_INIT;
	int status;

	for (size_t i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++) {
		bool typed = false;

		for (size_t k = 0; fields[k] != NULL; k += 2)
			typed = typed || strcmp(fields[k], hidden[i]) == 0;
		v = client_input(c, from.p, hidden[i]);
		if (typed || v.n == 0)
			continue;
		buf_printf(&body, "%s%s=", body.len > 0 ? "&" : "", hidden[i]);
		url_escape(&body, v);
	}
	for (size_t k = 0; fields[k] != NULL; k += 2) {
		buf_printf(&body, "%s%s=", body.len > 0 ? "&" : "", fields[k]);
		url_escape(&body, str_of(fields[k + 1]));
	}
	status = client_send(
	    c, METHOD_POST, action, arena_cstr(&c->t->arena, buf_view(&body)));
	buf_release(&body);
	return status;
}
#define PART "--b0undary\r\nContent-Disposition: form-data; name=\"%s\""

/* The same as multipart/form-data, with a file of text ("": none chosen). */
static inline int
client_send_file(struct client *c, const char *action, const char *const *fields,
    const char *file, const char *name, const char *bytes)
{
	struct str from = arena_printf(&c->t->arena, "action=\"%s\"", action);
	struct buf body = BUF_INIT;
	static const char *const hidden[] = { "csrf", "captcha_id" };
	int status;

	for (size_t i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++) {
		buf_printf(&body, PART, hidden[i]);
		buf_printf(&body, "\r\n\r\n" STR_FMT "\r\n",
		    STR_ARG(client_input(c, from.p, hidden[i])));
	}
	for (size_t k = 0; fields[k] != NULL; k += 2) {
		buf_printf(&body, PART, fields[k]);
		buf_printf(&body, "\r\n\r\n%s\r\n", fields[k + 1]);
	}
	buf_printf(&body, PART, file);
	buf_printf(&body, "; filename=\"%s\"\r\n\r\n%s\r\n--b0undary--\r\n", name, bytes);
	c->type = "multipart/form-data; boundary=b0undary";
	status = client_send(
	    c, METHOD_POST, action, arena_cstr(&c->t->arena, buf_view(&body)));
	c->type = NULL;
	buf_release(&body);
	return status;
}

#define SUBMIT(c, action, ...) \
	client_submit(         \
	    (c), (action), (const char *const[]){ __VA_ARGS__ __VA_OPT__(, ) NULL })

static inline int
client_setup(void **state)
{
	struct client *c = calloc(1, sizeof(*c));
	struct diag d = { .text = "" };
	void *actor = NULL;

	if (actor_setup(&actor) != 0)
		return -1;
	c->t = actor;
	c->t->conf.captcha.mode = "test";
	c->t->conf.portal.plain_http = true;
	c->t->conf.path.source = "site-src";
	c->app = (struct app){ .conf = &c->t->conf,
		.db = c->t->act.db,
		.keys = c->t->world->keys,
		.public_fd = -1 };
	c->rq.reply.fd = -1;
	*state = c;
	if (portal_prepare(&c->t->conf, &d) != JY_OK ||
	    (c->app.templates = template_set_new("site-src/templates")) == NULL ||
	    template_load_all(c->app.templates, &d) != JY_OK ||
	    routes_all(&c->app.routes, &c->app.nroutes, &d) != JY_OK ||
	    view_site(&c->app) != JY_OK) {
		fprintf(stderr, "%s:%u: %s\n", d.file, d.line, d.text);
		return -1;
	}
	return 0;
}

/* Log the browser in as this account, without a password. */
static inline bool
client_login(struct client *c, int64_t account)
{
	struct request rq = { .app = &c->app, .act = c->t->act };
	enum jy_err err;

	rq.reply.fd = -1;
	if ((err = db_begin(c->t->act.db)) != JY_OK)
		return false;
	err = db_end(c->t->act.db, session_start(&rq, account));
	c->rq.reply.ncookies = rq.reply.ncookies;
	memcpy(c->rq.reply.cookies, rq.reply.cookies, sizeof(rq.reply.cookies));
	client_store_cookies(c);
	return err == JY_OK;
}

static inline int
client_teardown(void **state)
{
	struct client *c = *state;
	void *actor = c->t;

	request_release(&c->rq);
	template_set_free(c->app.templates);
	arena_release(&c->app.arena);
	arena_release(&c->app.assets_arena);
	free(c);
	return actor_teardown(&actor);
}

#endif
