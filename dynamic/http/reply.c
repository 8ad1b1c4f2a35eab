/*
 * reply.c - the answers that handlers return, but for pages (view.c).
 */
#include <unistd.h>

#include "escape.h"
#include "request.h"
#include "utf8.h"

void
reply_header(struct request *rq, const char *name, struct str value)
{
	struct reply *r = &rq->reply;

	if (r->nheaders < sizeof(r->headers) / sizeof(r->headers[0])) {
		r->headers[r->nheaders].name = name;
		r->headers[r->nheaders++].value = value;
	}
}

void
reply_file_name(struct request *rq, const char *how, struct str name)
{
	struct buf b = BUF_INIT;

	buf_printf(&b, "%s; filename*=UTF-8''", how);
	url_escape(&b, name);
	if (buf_ok(&b))
		reply_header(
		    rq, "content-disposition", arena_str(rq->act.arena, buf_view(&b)));
	buf_release(&b);
}

/* The part of a Set-Cookie value that names the cookie. */
static struct str
cookie_key(struct str set_cookie)
{
	struct str key;

	return str_split(&set_cookie, '=', &key) ? key : STR_NONE;
}

void
reply_cookie(struct request *rq, struct str set_cookie)
{
	struct reply *r = &rq->reply;
	size_t i;

	for (i = 0; i < r->ncookies; i++)
		if (str_eq(cookie_key(r->cookies[i]), cookie_key(set_cookie)))
			break; /* the later value counts */
	if (i < sizeof(r->cookies) / sizeof(r->cookies[0]))
		r->cookies[i] = set_cookie;
	if (i == r->ncookies && i < sizeof(r->cookies) / sizeof(r->cookies[0]))
		r->ncookies++;
}

enum jy_err
reply_bytes(struct request *rq, const char *type, struct str bytes)
{
	struct reply *r = &rq->reply;

	buf_reset(&r->body);
	buf_str(&r->body, bytes);
	r->status = 200;
	r->kind = REPLY_BODY;
	r->type = type;
	return buf_ok(&r->body) ? JY_OK : JY_ENOMEM;
}

enum jy_err
reply_text(struct request *rq, int status, struct str text)
{
	enum jy_err err = reply_bytes(rq, "text/plain; charset=utf-8", text);

	rq->reply.status = status;
	return err;
}

bool
path_is_local(struct str path)
{
	if (path.n == 0 || path.n > 1024 || path.p[0] != '/')
		return false;
	if (path.n > 1 && (path.p[1] == '/' || path.p[1] == '\\'))
		return false;
	return header_value_ok(path) && memchr(path.p, '\\', path.n) == NULL &&
	       memchr(path.p, ' ', path.n) == NULL;
}

enum jy_err
reply_redirect_str(struct request *rq, struct str path)
{
	struct reply *r = &rq->reply;

	buf_reset(&r->body);
	r->status = 303;
	r->kind = REPLY_BODY;
	r->type = NULL;
	r->location = path_is_local(path) ? path : STR("/");
	return JY_OK;
}

enum jy_err
reply_redirect(struct request *rq, const char *path)
{
	return reply_redirect_str(rq, str_of(path));
}

enum jy_err
reply_done(struct request *rq, struct str path, const char *key, int64_t n, int64_t rest)
{
	struct arena *a = rq->act.arena;
	bool query = memchr(path.p, '?', path.n) != NULL;
	struct str to =
	    arena_printf(a, STR_FMT "%cdone=%s", STR_ARG(path), query ? '&' : '?', key);

	if (n > 1 || rest > 0)
		to = arena_printf(a, STR_FMT "&n=%lld", STR_ARG(to), (long long)n);
	if (rest > 0)
		to = arena_printf(a, STR_FMT "&rest=%lld", STR_ARG(to), (long long)rest);
	return to.p != NULL ? reply_redirect_str(rq, to) : JY_ENOMEM;
}

struct str
request_query(struct request *rq, const char *name)
{
	struct str rest = rq->in.query, pair, key, out;

	while (str_split(&rest, '&', &pair)) {
		if (!str_split(&pair, '=', &key) || !str_is(key, name))
			continue;
		if (url_decode(rq->act.arena, pair, true, &out) == JY_OK)
			return out.p != NULL ? out : STR("");
		return STR_NONE;
	}
	return STR_NONE;
}

struct str
request_words(struct request *rq, const char *name, size_t max)
{
	struct str text = request_query(rq, name), clean;

	if (text.n == 0 || utf8_clean(rq->act.arena, text, TEXT_LINE, &clean) != TEXT_OK)
		return STR("");
	return utf8_cut(clean, max);
}

int64_t
request_before(struct request *rq)
{
	int64_t before = 0;

	(void)str_int(request_query(rq, "before"), 1, INT64_MAX, &before);
	return before;
}

void
list_put(
    struct val *data, const char *name, struct val list, int64_t before, int64_t older)
{
	val_set(data, name, list);
	val_set(data, "some", val_bool(val_len(&list) > 0));
	val_set(data, "later", val_bool(before != 0));
	if (older != 0)
		val_set(data, "older", val_int(older));
}

enum jy_err
request_conditions(struct request *rq, const struct field *fields, size_t n)
{
	return form_query(&rq->conditions, &rq->act, fields, n, rq->in.query);
}

const char *
role_zone(enum role role)
{
	if (role == ROLE_GRADUATE)
		return "/my/";
	if (role == ROLE_EMPLOYER)
		return "/org/";
	return (role & ROLES_STAFF) != 0 ? "/office/" : "/";
}

const char *
role_zone_label(enum role role)
{
	if (role == ROLE_GRADUATE)
		return "个人专区";
	if (role == ROLE_EMPLOYER)
		return "单位专区";
	return (role & ROLES_STAFF) != 0 ? "工作专区" : "首页";
}

enum jy_err
request_defer(struct request *rq, work_fn work, void *arg, handler_fn next)
{
	rq->work = work;
	rq->work_arg = arg;
	rq->next = next;
	return JY_OK;
}

void
request_release(struct request *rq)
{
	if (rq->reply.kind == REPLY_FILE && rq->reply.fd >= 0)
		close(rq->reply.fd);
	rq->reply.fd = -1;
	buf_release(&rq->reply.body);
}
