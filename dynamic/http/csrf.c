/*
 * csrf.c - see csrf.h.
 */
#include "crypto.h"
#include "csrf.h"
#include "multipart.h"
#include "session.h"

static const char *const loopback_names[] = { "127.0.0.1", "localhost", "[::1]" };

/* "jobs.example.cn:8443" of "https://jobs.example.cn:8443/x", and its scheme. */
static struct str
base_host(const struct conf *conf, struct str *scheme)
{
	struct str url = str_of(conf->site.base_url), host;
	size_t i = 0;

	while (i + 3 <= url.n && memcmp(url.p + i, "://", 3) != 0)
		i++;
	*scheme = (struct str){ url.p, i };
	url = str_from(url, i + 3);
	return str_split(&url, '/', &host) ? host : STR_NONE;
}

bool
host_ok(const struct request *rq)
{
	struct str scheme, host = rq->in.host, port;
	size_t n;

	if (str_eq(host, base_host(rq->app->conf, &scheme)))
		return true;
	if (!conf_is_loopback(rq->app->conf->portal.bind))
		return false;
	for (size_t i = 0; i < sizeof(loopback_names) / sizeof(loopback_names[0]); i++) {
		n = strlen(loopback_names[i]);
		if (!str_starts(host, loopback_names[i]))
			continue;
		port = str_from(host, n);
		if (port.n == 0 ||
		    (port.p[0] == ':' && port.n <= 6 &&
			str_int(str_from(port, 1), 1, 65535, &(int64_t){ 0 })))
			return true;
	}
	return false;
}

/* Where the browser says that the request comes from. */
static bool
source_ok(const struct request *rq)
{
	struct str site = rq->in.sec_fetch_site, origin = rq->in.origin, scheme;

	base_host(rq->app->conf, &scheme);
	if (site.p != NULL && !str_is(site, "same-origin") && !str_is(site, "none"))
		return false;
	if (origin.p == NULL)
		return true;
	return origin.n == scheme.n + 3 + rq->in.host.n && str_starts(origin, "http") &&
	       str_eq((struct str){ origin.p, scheme.n }, scheme) &&
	       str_starts(str_from(origin, scheme.n), "://") &&
	       str_eq(str_from(origin, scheme.n + 3), rq->in.host);
}

static enum jy_err
token_make(struct request *rq, struct str path, struct str *out)
{
	const struct str parts[] = { STR("csrf"), STR_BYTES(rq->session.id), path };
	uint8_t mac[SHA256_SIZE];
	struct buf b;
	enum jy_err err;

	err = hmac_sha256_framed(keyring_key(rq->app->keys, KEY_CSRF), parts, 3, mac);
	if (err != JY_OK)
		return err;
	buf_init(&b, 0);
	base64url_encode(&b, STR_BYTES(mac));
	*out = buf_ok(&b) ? arena_str(rq->act.arena, buf_view(&b)) : STR_NONE;
	buf_release(&b);
	return out->p != NULL ? JY_OK : JY_ENOMEM;
}

struct str
csrf_token_for(struct request *rq, struct str path)
{
	struct str token = STR_NONE;

	if (session_pre(rq) != JY_OK || token_make(rq, path, &token) != JY_OK)
		return STR_NONE; /* a form without a token: its POST is refused */
	return token;
}

struct str
csrf_token(struct request *rq, const char *path)
{
	return csrf_token_for(rq, str_of(path));
}

/* The field's value straight from the body: a token needs no decoding. */
static struct str
sent_token(const struct request *rq)
{
	struct str body = rq->in.body, pair;

	if (multipart_is(rq->in.content_type))
		return multipart_text(rq->in.content_type, body, "csrf");
	while (str_split(&body, '&', &pair))
		if (str_starts(pair, "csrf="))
			return str_from(pair, 5);
	return STR_NONE;
}

enum jy_err
csrf_check(struct request *rq)
{
	struct str expected;
	enum jy_err err;

	if (!source_ok(rq) || (!rq->session.is_login && !rq->session.is_pre))
		return JY_EFORBIDDEN;
	if ((err = token_make(rq, rq->in.path, &expected)) != JY_OK)
		return err;
	return secret_eq(sent_token(rq), expected) ? JY_OK : JY_EFORBIDDEN;
}
