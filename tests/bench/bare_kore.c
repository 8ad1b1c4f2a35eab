/*
 * bare_kore.c - what a request costs in our Kore without anything of ours: one handler
 * that answers a few bytes. bare_kore PORT WORKERS
 */
#include <stdio.h>
#include <stdlib.h>

#include <kore/kore.h>
#include <kore/hooks.h>
#include <kore/http.h>
#include <kore/seccomp.h>

#include "buf.h"

KORE_SECCOMP_FILTER("bare", KORE_BPF_RET(SECCOMP_RET_ALLOW))

u_int8_t asset_builtin_kore_conf[] = "\n";
u_int32_t asset_len_builtin_kore_conf = 1;

int bare(struct http_request *req);

/* What our patches ask of dynamic/edge/. */
int edge_framing_ok(struct http_request *req, size_t end);
size_t edge_body_max(struct http_request *req);
int edge_body_file(void);
void edge_body_close(int fd);
const char *edge_error(int status, struct kore_buf *headers, size_t *len);
void edge_log(int priority, const char *name, const char *text);
void edge_headers(struct http_request *req, struct kore_buf *headers);
int edge_processed(void);

int
edge_framing_ok(struct http_request *req, size_t end)
{
	(void)req;
	(void)end;
	return KORE_RESULT_OK;
}

size_t
edge_body_max(struct http_request *req)
{
	(void)req;
	return 0;
}

int
edge_body_file(void)
{
	return -1;
}

void
edge_body_close(int fd)
{
	(void)fd;
}

const char *
edge_error(int status, struct kore_buf *headers, size_t *len)
{
	(void)status;
	(void)headers;
	*len = 0;
	return "";
}

void
edge_log(int priority, const char *name, const char *text)
{
	(void)priority;
	(void)name;
	(void)text;
}

void
edge_headers(struct http_request *req, struct kore_buf *headers)
{
	(void)req;
	(void)headers;
}

int
edge_processed(void)
{
	return 0;
}

int
bare(struct http_request *req)
{
	http_response(req, 200, "ok\n", 3);
	return KORE_RESULT_OK;
}

void
kore_parent_configure(int argc, char **argv)
{
	struct buf text;
	FILE *fp;

	if (argc != 3)
		exit(2);
	kore_foreground = skip_chroot = skip_runas = kore_quiet = 1;
	kore_pidfile = NULL;
	buf_init(&text, 0);
	buf_printf(&text,
	    "workers %s\nworker_set_affinity 0\nworker_accept_threshold 1\n"
	    "http_request_ms 4294967295\nhttp_keepalive_time 8\n"
	    "server main {\n\tbind 127.0.0.1 %s\n\ttls no\n}\n"
	    "domain * {\n\tattach main\n\troute ^.* bare\n}\n",
	    argv[2], argv[1]);
	if ((fp = fmemopen(text.data, text.len, "r")) == NULL)
		exit(1);
	kore_parse_config_file(fp);
	fclose(fp);
	buf_release(&text);
}
