/*
 * handler.c - between Kore and portal_handle(): a request in, a reply out, the threads
 * for slow work, and one commit for the forms that arrived together. The exchange of a
 * request is Kore's state of it and lives as long, also when the browser has left while
 * a thread still works.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <kore/kore.h>
#include <kore/http.h>
#include <kore/tasks.h>

#include "edge.h"
#include "http/headers.h"

#define REQUEST_MEMORY (16 * 1024 * 1024)
#define READ_MAX (64 * 1024) /* larger files are mapped */
#define WORK_NICE 4

int edge_handle(struct http_request *req);
void edge_headers(struct http_request *req, struct kore_buf *out);
int edge_processed(void);

/* What Kore keeps for us with a request; the task must be its own. */
struct exchange {
	struct kore_task task;
	struct request rq;
	struct arena arena;
	int64_t started_us;
	bool waiting;  /* counted in `queued` */
	bool answered; /* false at its end: the browser had left */
	bool ready;    /* its part of the group is committed, or was taken back */
	struct http_request *req;
	struct exchange *next_held; /* of those that wait for their commit */
	void *map;                  /* the body, when it lies in a file */
	size_t map_n;
};

static int64_t queued; /* exchanges that wait for a thread, or work in one */
static struct exchange *held, **held_end = &held; /* they wait for their commit */

bool
edge_is_working(void)
{
	return queued > 0;
}

/* --- in */

static enum method
method_of(const struct http_request *req)
{
	switch (req->method) {
	case HTTP_METHOD_GET:
		return METHOD_GET;
	case HTTP_METHOD_HEAD:
		return METHOD_HEAD;
	case HTTP_METHOD_POST:
		return METHOD_POST;
	default:
		return METHOD_OTHER;
	}
}

#define HEADER(name, member)                                                \
	{                                                                   \
		name, sizeof(name) - 1, offsetof(struct request_in, member) \
	}

static void
read_headers(struct request_in *in, struct http_request *req)
{
	static const struct {
		const char *name;
		size_t n, offset;
	} wanted[] = {
		HEADER("cookie", cookie),
		HEADER("origin", origin),
		HEADER("sec-fetch-site", sec_fetch_site),
		HEADER("content-type", content_type),
		HEADER("accept-encoding", accept_encoding),
		HEADER("if-none-match", if_none_match),
		HEADER("if-modified-since", if_modified_since),
		HEADER("range", range),
		HEADER("if-range", if_range),
		HEADER("user-agent", user_agent),
		HEADER("x-forwarded-for", forwarded_for),
	};
	struct http_header *h;
	size_t n;

	TAILQ_FOREACH(h, &req->req_headers, list)
	{
		n = strlen(h->header);
		for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
			if (n == wanted[i].n &&
			    strcasecmp(h->header, wanted[i].name) == 0)
				*(struct str *)(void *)((char *)in + wanted[i].offset) =
				    str_of(h->value);
	}
}

static struct str
peer_of(struct arena *a, const struct connection *c)
{
	char text[INET6_ADDRSTRLEN] = "";

	if (c->family == AF_INET)
		inet_ntop(AF_INET, &c->addr.ipv4.sin_addr, text, sizeof(text));
	else if (c->family == AF_INET6)
		inet_ntop(AF_INET6, &c->addr.ipv6.sin6_addr, text, sizeof(text));
	return arena_str(a, str_of(text));
}

static void
read_request(struct request *rq, struct http_request *req)
{
	struct request_in *in = &rq->in;

	in->method = method_of(req);
	in->path = str_of(req->path);
	in->query = str_of(req->query_string);
	in->host = str_of(req->host);
	in->peer = peer_of(rq->act.arena, req->owner);
	read_headers(in, req);
}

/* A short body is in Kore's memory, a long one in a file. */
static bool
read_body(struct exchange *x, struct http_request *req)
{
	struct request_in *in = &x->rq.in;

	if (req->http_body != NULL)
		in->body =
		    (struct str){ (char *)req->http_body->data, req->http_body_length };
	if (req->http_body_fd == -1)
		return true;
	x->map = edge_body_map(req->http_body_fd, req->http_body_length);
	x->map_n = req->http_body_length;
	in->body = (struct str){ x->map, x->map_n };
	return x->map != NULL;
}

/* --- out */

static void
put_header(void *arg, const char *name, const char *value)
{
	kore_buf_append(arg, name, strlen(name));
	kore_buf_append(arg, ": ", 2);
	kore_buf_append(arg, value, strlen(value));
	kore_buf_append(arg, "\r\n", 2);
}

/* Called by Kore while it puts the head of a reply together. */
void
edge_headers(struct http_request *req, struct kore_buf *out)
{
	struct exchange *x;

	if (!http_state_exists(req))
		return;
	x = http_state_get(req);
	headers_reply(&x->rq, put_header, out);
}

struct mapping { /* of a part of a file, while it is being sent */
	void *base;
	size_t length;
};

static int
mapping_sent(struct netbuf *nb)
{
	struct mapping *m = nb->extra;

	munmap(m->base, m->length);
	free(m);
	return KORE_RESULT_OK;
}

/* Send a part from a mapping, which starts at a page. Its bytes are only ever handed
 * to send(2), which answers EFAULT where the file was cut short meanwhile. */
static bool
send_mapped(struct http_request *req, const struct reply *r)
{
	struct mapping *m = calloc(1, sizeof(*m));
	int64_t slack = r->offset % sysconf(_SC_PAGESIZE);

	if (m == NULL)
		return false;
	m->length = (size_t)(r->length + slack);
	m->base = mmap(NULL, m->length, PROT_READ, MAP_SHARED, r->fd, r->offset - slack);
	if (m->base == MAP_FAILED) {
		free(m);
		return false;
	}
	http_response_stream(
	    req, r->status, (char *)m->base + slack, (size_t)r->length, mapping_sent, m);
	return true;
}

/* Read a small part whole; Kore sends it along with the head. False also when the
 * file became shorter meanwhile. */
static bool
send_read(struct http_request *req, const struct reply *r)
{
	size_t length = (size_t)r->length, done = 0;
	char *base = malloc(length);
	ssize_t n = 1;

	while (base != NULL && done < length && n > 0) {
		n = pread(r->fd, base + done, length - done, r->offset + (off_t)done);
		if (n > 0)
			done += (size_t)n;
		else if (n < 0 && errno == EINTR)
			n = 1;
	}
	if (done == length)
		http_response(req, r->status, base, length);
	free(base);
	return done == length;
}

static bool
send_file(struct http_request *req, const struct reply *r)
{
	if (req->method == HTTP_METHOD_HEAD && r->length > 0) {
		http_response_stream(req, r->status, NULL, (size_t)r->length, NULL, NULL);
		return true;
	}
	if (r->length == 0) {
		http_response(req, r->status, NULL, 0);
		return true;
	}
	return r->length > READ_MAX ? send_mapped(req, r) : send_read(req, r);
}

/* Returns the number of body bytes; -1: nothing was sent. */
static int64_t
send_reply(struct http_request *req, const struct request *rq)
{
	const struct reply *r = &rq->reply;

	if (r->status == 304)
		req->flags |= HTTP_REQUEST_NO_CONTENT_LENGTH;
	if (r->kind == REPLY_FILE)
		return send_file(req, r) ? r->length : -1;
	http_response(req, r->status, r->body.len > 0 ? r->body.data : NULL, r->body.len);
	return (int64_t)r->body.len;
}

/* --- the way through */

static int64_t
now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void
stop_waiting(struct exchange *x)
{
	if (x->waiting)
		queued--;
	x->waiting = false;
}

static void
forget_held(const struct exchange *x)
{
	held_end = &held;
	for (struct exchange *h = held; h != NULL; h = h->next_held) {
		if (h == x)
			continue;
		*held_end = h;
		held_end = &h->next_held;
	}
	*held_end = NULL;
}

/* Called by Kore once, when nothing of the request runs any more. */
static void
exchange_free(struct http_request *req)
{
	struct exchange *x = http_state_get(req);

	stop_waiting(x);
	forget_held(x);
	if (!x->answered)
		edge_log_request(&x->rq, -1, now_us() - x->started_us);
	request_release(&x->rq);
	arena_release(&x->arena);
	if (x->map != NULL)
		munmap(x->map, x->map_n);
}

static struct exchange *
exchange_new(struct http_request *req)
{
	struct exchange *x = http_state_create(req, sizeof(*x), exchange_free);

	x->req = req;
	x->started_us = now_us();
	arena_init(&x->arena, REQUEST_MEMORY);
	x->rq.app = &edge_app;
	x->rq.act.arena = &x->arena;
	x->rq.reply.fd = -1;
	read_request(&x->rq, req);
	return x;
}

/* In a thread: the work's own argument and nothing else. It gives way to the event loop,
 * where everybody else waits. */
static int
run_work(struct kore_task *task)
{
	static _Thread_local bool gives_way;
	struct exchange *x = (struct exchange *)task;

	if (!gives_way)
		(void)setpriority(PRIO_PROCESS, 0, WORK_NICE);
	gives_way = true;
	x->rq.work(x->rq.work_arg);
	return KORE_RESULT_OK;
}

static int
answer(struct http_request *req, struct exchange *x)
{
	int64_t bytes = send_reply(req, &x->rq);

	x->answered = true;
	edge_log_request(&x->rq, bytes, now_us() - x->started_us);
	return bytes >= 0 ? KORE_RESULT_OK : KORE_RESULT_ERROR;
}

/* Put the work in a thread's queue; refuse where it is full. */
static int
start_work(struct http_request *req, struct exchange *x)
{
	if (queued >= edge_app.conf->portal.hash_queue) {
		portal_refuse(&x->rq, JY_EBUSY);
		return answer(req, x);
	}
	queued++;
	x->waiting = true;
	kore_task_create(&x->task, run_work);
	kore_task_bind_request(&x->task, req);
	kore_task_run(&x->task);
	return KORE_RESULT_RETRY;
}

/* --- one commit for the forms that arrived together */

/* Commit what the held exchanges did, and let them be answered: with an error, every
 * one, when it failed. */
static bool
settle(void)
{
	enum jy_err err = db_group_end(edge_app.db);
	bool some = held != NULL;

	for (struct exchange *x = held; x != NULL; x = x->next_held) {
		x->ready = true;
		if (err == JY_OK)
			act_committed(&x->rq.act);
		else
			portal_undo(&x->rq, err);
		http_request_wakeup(x->req);
	}
	held = NULL;
	held_end = &held;
	return some;
}

/* Called by Kore when every request that is there was handled. */
int
edge_processed(void)
{
	bool more = settle();

	edge_log_flush();
	return more;
}

/* Nobody is told what is not committed. */
static int
hold(struct http_request *req, struct exchange *x)
{
	*held_end = x;
	held_end = &x->next_held;
	http_request_sleep(req);
	return KORE_RESULT_RETRY;
}

/* Forms join the group; who only reads sees what was committed. */
static enum step
handle(struct exchange *x)
{
	if (x->rq.in.method == METHOD_POST)
		db_group(edge_app.db);
	else
		(void)settle();
	return portal_handle(&x->rq);
}

static enum step
resume(struct exchange *x)
{
	kore_task_destroy(&x->task);
	stop_waiting(x);
	db_group(edge_app.db);
	return portal_resume(&x->rq);
}

/* The handler of every request. */
int
edge_handle(struct http_request *req)
{
	struct exchange *x;
	enum step step;

	if (!http_state_exists(req)) {
		x = exchange_new(req);
		if (!read_body(x, req))
			return KORE_RESULT_ERROR;
		step = handle(x);
	} else {
		x = http_state_get(req);
		if (x->ready)
			return answer(req, x);
		if (!kore_task_finished(&x->task)) {
			http_request_sleep(req);
			return KORE_RESULT_RETRY;
		}
		step = resume(x);
	}
	if (step == STEP_WORK)
		return start_work(req, x);
	return db_grouped(edge_app.db) ? hold(req, x) : answer(req, x);
}
