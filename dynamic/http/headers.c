/*
 * headers.c - see headers.h.
 */
#include "escape.h"
#include "headers.h"

static const struct {
	const char *name, *value;
	bool https;
} fixed[] = {
	{ "content-security-policy",
	    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
	    "font-src 'self'; connect-src 'self'; form-action 'self'; manifest-src "
	    "'self'; "
	    "object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
	    false },
	{ "strict-transport-security", "max-age=31536000; includeSubDomains", true },
	{ "x-content-type-options", "nosniff", false },
	{ "referrer-policy", "same-origin", false },
	{ "cross-origin-opener-policy", "same-origin", false },
	{ "cross-origin-resource-policy", "same-origin", false },
	{ "permissions-policy", "camera=(), microphone=(), geolocation=()", false },
};

void
headers_fixed(const struct conf *conf, header_fn *put, void *arg)
{
	bool https = strncmp(conf->site.base_url, "https:", 6) == 0;

	for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++)
		if (https || !fixed[i].https)
			put(arg, fixed[i].name, fixed[i].value);
}

/* A value made from data: left out when it is not fit for a header. */
static void
put_value(const struct request *rq, header_fn *put, void *arg, const char *name,
    struct str value)
{
	char *text;

	if (header_value_ok(value) && (text = arena_cstr(rq->act.arena, value)) != NULL)
		put(arg, name, text);
}

void
headers_reply(const struct request *rq, header_fn *put, void *arg)
{
	const struct reply *r = &rq->reply;

	headers_fixed(rq->app->conf, put, arg);
	put(arg, "cache-control", r->cache != NULL ? r->cache : "no-store");
	if (r->type != NULL)
		put(arg, "content-type", r->type);
	if (r->location.n > 0)
		put_value(rq, put, arg, "location", r->location);
	for (size_t i = 0; i < r->ncookies; i++)
		put_value(rq, put, arg, "set-cookie", r->cookies[i]);
	for (size_t i = 0; i < r->nheaders; i++)
		put_value(rq, put, arg, r->headers[i].name, r->headers[i].value);
}
