/*
 * hooks.c - what our patches of Kore call (patches/): the framing of requests, and
 * the errors that Kore answers by itself.
 */
#include <kore/kore.h>
#include <kore/http.h>

#include "edge.h"
#include "http/headers.h"

int edge_framing_ok(struct http_request *req, size_t surplus);
const char *edge_error(int status, struct kore_buf *headers, size_t *length);

/* Headers that must not be sent twice: a proxy and we might take different ones. */
static bool
is_single(const char *name)
{
	static const char *const single[] = { "content-length", "content-type", "cookie",
		"origin", "authorization" };

	for (size_t i = 0; i < sizeof(single) / sizeof(single[0]); i++)
		if (strcasecmp(name, single[i]) == 0)
			return true;
	return false;
}

static bool
is_repeated(const struct http_header *h)
{
	const struct http_header *o = h;

	while ((o = TAILQ_NEXT(o, list)) != NULL)
		if (strcasecmp(o->header, h->header) == 0)
			return true;
	return false;
}

/*
 * May this request's head be believed? `surplus`: bytes read behind it. A body's
 * length is said once, in digits; there is no Transfer-Encoding, one Host, and not
 * more body than announced (RFC 9112 section 6.3). False: 400 and close.
 */
int
edge_framing_ok(struct http_request *req, size_t surplus)
{
	const struct http_header *h;
	const char *length = NULL;

	TAILQ_FOREACH(h, &req->req_headers, list)
	{
		if (strcasecmp(h->header, "transfer-encoding") == 0 ||
		    strcasecmp(h->header, "host") == 0 ||
		    (is_single(h->header) && is_repeated(h)))
			return 0;
		if (strcasecmp(h->header, "content-length") == 0)
			length = h->value;
	}
	if (length != NULL &&
	    (strspn(length, "0123456789") != strlen(length) || strlen(length) > 18))
		return 0;
	if ((req->flags & HTTP_REQUEST_EXPECT_BODY) == 0)
		return surplus == 0 && (length == NULL || strcmp(length, "0") == 0);
	return length == NULL || surplus <= strtoull(length, NULL, 10);
}

static void
put_header(void *arg, const char *name, const char *value)
{
	kore_buf_appendf(arg, "%s: %s\r\n", name, value);
}

/* Errors that end a request before it reaches our handler. */
const char *
edge_error(int status, struct kore_buf *headers, size_t *length)
{
	static const struct {
		int status;
		const char *text;
	} texts[] = {
		{ 404, "没有找到这个页面。\n" },
		{ 405, "此地址不支持这种请求方式。\n" },
		{ 408, "等待请求超时，请重试。\n" },
		{ 411, "请求缺少长度信息。\n" },
		{ 413, "提交的内容过大。\n" },
		{ 414, "地址过长。\n" },
		{ 431, "请求头过大。\n" },
		{ 500, "系统内部错误，请稍后再试。\n" },
		{ 503, "当前访问人数较多，请稍候几秒再试。\n" },
		{ 505, "不支持的协议版本。\n" },
	};
	const char *text = "请求无法识别。\n";

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (texts[i].status == status)
			text = texts[i].text;
	headers_fixed(edge_app.conf, put_header, headers);
	put_header(headers, "cache-control", "no-store");
	put_header(headers, "content-type", "text/plain; charset=utf-8");
	if (status == 405)
		put_header(headers, "allow", "GET, HEAD, POST");
	if (status == 503)
		put_header(headers, "retry-after", "2");
	edge_log_refused(status);
	*length = strlen(text);
	return text;
}
