/*
 * preview.c - the preview server, on libmicrohttpd.
 */
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <microhttpd.h>

#include "buf.h"
#include "escape.h"
#include "file.h"
#include "late.h"
#include "preview.h"

#define FILE_MAX (64 * 1024 * 1024)

/* What is used of libmicrohttpd; preview_start() loads it. */
#define MICROHTTPD(F)                      \
	F(MHD_add_response_header)         \
	F(MHD_create_response_from_buffer) \
	F(MHD_destroy_response)            \
	F(MHD_get_daemon_info)             \
	F(MHD_queue_response)              \
	F(MHD_start_daemon)                \
	F(MHD_stop_daemon)

static struct {
#define POINTER(name) __typeof__(name) *(name);
	MICROHTTPD(POINTER)
} microhttpd;

static const struct late_symbol microhttpd_symbols[] = {
#define SYMBOL(name) { #name, &microhttpd.name },
	MICROHTTPD(SYMBOL)
};

struct preview {
	struct MHD_Daemon *daemon;
	char dir[4096];
	pthread_mutex_t lock; /* guards the rest */
	unsigned version;
	char error[1024];
};

static const char script[] =
    "let seen;\n"
    "async function look() {\n"
    "  try {\n"
    "    const now = await (await fetch('/.watch/state')).json();\n"
    "    if (seen !== undefined && now.version !== seen) location.reload();\n"
    "    seen = now.version;\n"
    "    let bar = document.getElementById('watch-error');\n"
    "    if (!now.error) { if (bar) bar.remove(); return; }\n"
    "    if (!bar) {\n"
    "      bar = document.createElement('pre');\n"
    "      bar.id = 'watch-error';\n"
    "      bar.setAttribute('role', 'alert');\n"
    "      Object.assign(bar.style, { position: 'fixed', inset: 'auto 0 0 0', margin: "
    "0,\n"
    "        padding: '1rem', background: '#7a1010', color: '#fff', whiteSpace: "
    "'pre-wrap' });\n"
    "      document.body.append(bar);\n"
    "    }\n"
    "    bar.textContent = now.error;\n"
    "  } catch { /* the server is gone; the next look may find it */ }\n"
    "}\n"
    "setInterval(look, 500);\n"
    "look();\n";

static const char tag[] = "<script src=\"/.watch/reload.js\" defer></script>\n";

static const struct {
	const char *ending, *type;
} types[] = {
	{ ".html", "text/html; charset=utf-8" },
	{ ".css", "text/css; charset=utf-8" },
	{ ".js", "text/javascript; charset=utf-8" },
	{ ".json", "application/json" },
	{ ".xml", "application/xml" },
	{ ".svg", "image/svg+xml" },
	{ ".png", "image/png" },
	{ ".jpg", "image/jpeg" },
	{ ".pdf", "application/pdf" },
	{ ".txt", "text/plain; charset=utf-8" },
	{ ".csv", "text/csv; charset=utf-8" },
};

static const char *
type_of(struct str path)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (str_ends(path, types[i].ending))
			return types[i].type;
	return "application/octet-stream";
}

static enum MHD_Result
answer(struct MHD_Connection *c, unsigned status, const char *type, struct str body)
{
	struct MHD_Response *r = microhttpd.MHD_create_response_from_buffer(
	    body.n, (void *)(uintptr_t)body.p, MHD_RESPMEM_MUST_COPY);
	enum MHD_Result queued;

	if (r == NULL)
		return MHD_NO;
	microhttpd.MHD_add_response_header(r, "content-type", type);
	microhttpd.MHD_add_response_header(r, "cache-control", "no-store");
	queued = microhttpd.MHD_queue_response(c, status, r);
	microhttpd.MHD_destroy_response(r);
	return queued;
}

static enum MHD_Result
answer_state(struct preview *p, struct MHD_Connection *c)
{
	struct buf b = BUF_INIT;
	enum MHD_Result queued;

	pthread_mutex_lock(&p->lock);
	buf_printf(&b, "{\"version\":%u,\"error\":\"", p->version);
	json_escape(&b, str_of(p->error));
	pthread_mutex_unlock(&p->lock);
	buf_puts(&b, "\"}");
	queued = answer(c, buf_ok(&b) ? 200 : 503, "application/json", buf_view(&b));
	buf_release(&b);
	return queued;
}

/* The page with the script before its last </body>; other files as they are. */
static void
add_script(struct buf *page)
{
	static const char end[] = "</body>";
	char *at = NULL, *next = page->data;
	struct buf with = BUF_INIT;

	while ((next = strstr(next, end)) != NULL)
		at = next++;
	if (at == NULL)
		return;
	buf_add(&with, page->data, (size_t)(at - page->data));
	buf_puts(&with, tag);
	buf_add(&with, at, page->len - (size_t)(at - page->data));
	buf_release(page);
	*page = with;
}

static enum MHD_Result
answer_file(
    struct preview *p, struct MHD_Connection *c, const char *name, unsigned status)
{
	char path[sizeof(p->dir) + 1100];
	struct buf b = BUF_INIT;
	enum MHD_Result queued;

	snprintf(path, sizeof(path), "%s/%s", p->dir, name);
	if (file_read(path, FILE_MAX, &b, NULL) != JY_OK) {
		buf_release(&b);
		return status == 200 ? answer_file(p, c, "404.html", 404)
				     : answer(c, 404, types[0].type,
					   STR("<p>This page is not there.</p>"));
	}
	if (str_ends(str_of(name), ".html"))
		add_script(&b);
	queued =
	    answer(c, buf_ok(&b) ? status : 503, type_of(str_of(name)), buf_view(&b));
	buf_release(&b);
	return queued;
}

static enum MHD_Result
handle(void *arg, struct MHD_Connection *c, const char *url, const char *method,
    const char *version, const char *body, size_t *body_size, void **state)
{
	struct preview *p = arg;
	char name[1100];
	size_t n;

	(void)version;
	(void)body;
	(void)body_size;
	(void)state;
	if (strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0)
		return answer(c, 405, types[0].type, STR("<p>This is a preview.</p>"));
	if (strcmp(url, "/.watch/state") == 0)
		return answer_state(p, c);
	if (strcmp(url, "/.watch/reload.js") == 0)
		return answer(c, 200, types[2].type, STR(script));
	n = strlen(url);
	snprintf(name, sizeof(name), "%s%s", url + 1,
	    n > 0 && url[n - 1] == '/' ? "index.html" : "");
	if (!path_is_clean(str_of(name)))
		return answer_file(p, c, "404.html", 404);
	return answer_file(p, c, name, 200);
}

enum jy_err
preview_start(struct preview **out, const char *dir, int64_t port, struct diag *d)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct preview *p;
	enum jy_err err;

	*out = NULL;
	if ((err = late_load("libmicrohttpd.so.12", microhttpd_symbols,
		 sizeof(microhttpd_symbols) / sizeof(microhttpd_symbols[0]), d)) != JY_OK)
		return err;
	if ((p = calloc(1, sizeof(*p))) == NULL)
		return JY_ENOMEM;
	pthread_mutex_init(&p->lock, NULL);
	snprintf(p->dir, sizeof(p->dir), "%s", dir);
	p->daemon = microhttpd.MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD,
	    (uint16_t)port, NULL, NULL, handle, p, MHD_OPTION_SOCK_ADDR,
	    (struct sockaddr *)&at, MHD_OPTION_END);
	if (p->daemon == NULL) {
		preview_stop(p);
		return diag_set(d, JY_EBUSY, "", 0, 0,
		    "cannot listen on 127.0.0.1:%lld; another --port?", (long long)port);
	}
	*out = p;
	return JY_OK;
}

int
preview_port(const struct preview *p)
{
	const union MHD_DaemonInfo *info =
	    microhttpd.MHD_get_daemon_info(p->daemon, MHD_DAEMON_INFO_BIND_PORT);

	return info != NULL ? info->port : 0;
}

void
preview_changed(struct preview *p)
{
	pthread_mutex_lock(&p->lock);
	p->version++;
	pthread_mutex_unlock(&p->lock);
}

void
preview_error(struct preview *p, const char *error)
{
	pthread_mutex_lock(&p->lock);
	snprintf(p->error, sizeof(p->error), "%s", error != NULL ? error : "");
	pthread_mutex_unlock(&p->lock);
}

void
preview_stop(struct preview *p)
{
	if (p == NULL)
		return;
	if (p->daemon != NULL)
		microhttpd.MHD_stop_daemon(p->daemon);
	pthread_mutex_destroy(&p->lock);
	free(p);
}
