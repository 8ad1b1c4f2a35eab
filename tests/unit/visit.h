/*
 * visit.h - a portal without a server (actor.h's world): routes and templates of the
 * test's own, a folder as the generated site, and a browser that keeps cookies.
 * Fixture: visit_setup, visit_teardown; *state is a struct visit. The host is
 * jobs.example.cn behind TLS.
 */
#ifndef VISIT_H
#define VISIT_H

#include "actor.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "crypto.h"
#include "http/cookie.h"
#include "http/csrf.h"
#include "http/headers.h"
#include "http/route.h"
#include "http/session.h"
#include "http/view.h"

struct visit {
	struct actor *actor;
	struct app app;
	struct request rq;  /* the last one asked */
	struct arena arena; /* its memory */
	char site[80];
	char sid[64], pre[64]; /* what the browser keeps; "" for none */
};

static inline int
visit_setup(void **state)
{
	struct visit *v = calloc(1, sizeof(*v));
	void *actor = NULL;

	if (actor_setup(&actor) != 0)
		return -1;
	v->actor = actor;
	v->actor->conf.site.base_url = "https://jobs.example.cn";
	v->actor->conf.portal.bind = "10.0.0.1";
	v->app = (struct app){ .conf = &v->actor->conf,
		.db = v->actor->act.db,
		.keys = v->actor->world->keys,
		.templates = template_set_new(NULL) };
	arena_init(&v->app.arena, 0);
	arena_init(&v->arena, 0);
	snprintf(v->site, sizeof(v->site), "%s/site", v->actor->world->dir);
	if (mkdir(v->site, 0755) != 0 || v->app.templates == NULL ||
	    template_add(v->app.templates, "error", "error",
		STR("{{status}} {{page.title}} {{text}} {{incident}}"), NULL) != JY_OK)
		return -1;
	v->actor->conf.path.public_dir = v->site;
	v->app.public_fd = open(v->site, O_PATH | O_DIRECTORY | O_CLOEXEC);
	*state = v;
	return 0;
}

static inline void
visit_forget(struct visit *v)
{
	request_release(&v->rq);
	arena_release(&v->arena);
	memset(&v->rq, 0, sizeof(v->rq));
	v->rq.reply.fd = -1;
}

static inline int
visit_teardown(void **state)
{
	struct visit *v = *state;
	void *actor = v->actor;

	visit_forget(v);
	if (v->app.public_fd >= 0)
		close(v->app.public_fd);
	template_set_free(v->app.templates);
	arena_release(&v->app.arena);
	arena_release(&v->app.assets_arena);
	free(v);
	return actor_teardown(&actor);
}

/* The browser takes the cookies of a reply. */
static inline void
visit_keep(struct visit *v)
{
	struct str rest, name, value;

	for (size_t i = 0; i < v->rq.reply.ncookies; i++) {
		rest = v->rq.reply.cookies[i];
		assert_true(str_split(&rest, '=', &name));
		assert_true(str_split(&rest, ';', &value));
		snprintf(str_is(name, "__Host-sid") ? v->sid : v->pre, sizeof(v->sid),
		    STR_FMT, STR_ARG(value));
	}
}

/* Ask for `path` ("?query" included) and run deferred work at once. */
static inline int
visit_ask_in(struct visit *v, struct request_in in, const char *path)
{
	struct str rest = str_of(path), head;
	char cookie[160];

	visit_forget(v);
	str_split(&rest, '?', &head);
	in.path = head;
	in.query = rest;
	if (in.host.p == NULL)
		in.host = STR("jobs.example.cn");
	if (in.peer.p == NULL)
		in.peer = STR("192.0.2.7");
	snprintf(cookie, sizeof(cookie), "other=1; __Host-sid=%s; __Host-pre=%s", v->sid,
	    v->pre);
	if (in.cookie.p == NULL)
		in.cookie = arena_str(&v->arena, str_of(cookie));
	v->rq.app = &v->app;
	v->rq.in = in;
	v->rq.act.arena = &v->arena;
	if (portal_handle(&v->rq) == STEP_WORK) {
		v->rq.work(v->rq.work_arg);
		assert_int_equal(portal_resume(&v->rq), STEP_DONE);
	}
	visit_keep(v);
	return v->rq.reply.status;
}

static inline int
visit_get(struct visit *v, const char *path)
{
	return visit_ask_in(v, (struct request_in){ .method = METHOD_GET }, path);
}

static inline int
visit_post(struct visit *v, const char *path, const char *body)
{
	return visit_ask_in(v,
	    (struct request_in){ .method = METHOD_POST,
		.content_type = STR("application/x-www-form-urlencoded; charset=UTF-8"),
		.origin = STR("https://jobs.example.cn"),
		.sec_fetch_site = STR("same-origin"),
		.body = str_of(body) },
	    path);
}

/* A header of the reply; NULL when it has none. */
struct visit_header {
	const char *name;
	char value[1024];
	bool found;
};

static inline void
visit_see(void *arg, const char *name, const char *value)
{
	struct visit_header *h = arg;

	if (strcmp(name, h->name) == 0) {
		snprintf(h->value, sizeof(h->value), "%s", value);
		h->found = true;
	}
}

static inline const char *
visit_header(struct visit *v, const char *name)
{
	static struct visit_header h;

	h = (struct visit_header){ .name = name };
	headers_reply(&v->rq, visit_see, &h);
	return h.found ? h.value : NULL;
}

static inline struct str
visit_body(struct visit *v)
{
	return buf_view(&v->rq.reply.body);
}

/* An account without a password that works. Its id. */
static inline int64_t
visit_account(struct visit *v, const char *role)
{
	char sql[512];
	int64_t id = world_number(v->actor->world, "SELECT count(*) + 1 FROM account");
	bool office = role_of(str_of(role)) & ROLES_OFFICE;

	if (office)
		world_sql(v->actor->world, "INSERT INTO office(id, kind, code, name) "
					   "VALUES(1, 'authority', 'a', 'A')"
					   " ON CONFLICT DO NOTHING");
	snprintf(sql, sizeof(sql),
	    "INSERT INTO account(id, uid, role, login, name, id_no_sealed, id_no_index,"
	    " mobile_sealed, mobile_index, password, password_at, office_id, created_at)"
	    " VALUES(%lld, 'uid-%018lld', '%s', 'login%lld', '张三', %s, '', 0, %s, 0)",
	    (long long)id, (long long)id, role, (long long)id,
	    strcmp(role, "graduate") == 0 ? "'x', randomblob(32), 'x', randomblob(32)"
					  : "NULL, NULL, NULL, NULL",
	    office ? "1" : "NULL");
	world_sql(v->actor->world, sql);
	return id;
}

/* Put the browser of an account in order, as a login would. */
static inline void
visit_log_in(struct visit *v, int64_t account)
{
	visit_forget(v);
	v->rq.app = &v->app;
	v->rq.act = v->actor->act;
	v->rq.act.arena = &v->arena;
	assert_int_equal(session_start(&v->rq, account), JY_OK);
	visit_keep(v);
}

/* A file of the generated site. */
static inline void
visit_file(struct visit *v, const char *path, const char *bytes)
{
	char full[300];
	FILE *fp;

	snprintf(full, sizeof(full), "%s/%s", v->site, path);
	for (char *p = full + strlen(v->site) + 1; (p = strchr(p, '/')) != NULL; p++) {
		*p = '\0';
		mkdir(full, 0755);
		*p = '/';
	}
	assert_non_null(fp = fopen(full, "w"));
	fputs(bytes, fp);
	fclose(fp);
}

#endif
