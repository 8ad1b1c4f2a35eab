/*
 * fetch.c - one transfer by a libcurl easy handle: what HTTP and SMTP share,
 * then each of the two.
 */
#include <pthread.h>
#include <stdlib.h>

#define CURL_DISABLE_TYPECHECK /* it would need the functions themselves */
#include <curl/curl.h>

#include "escape.h"
#include "fetch.h"
#include "idcheck.h"
#include "late.h"

#define CONNECT_MS_MOST 3000
#define TOTAL_MS_MOST 10000

/* What is used of libcurl; it is loaded by the first transfer. */
#define LIBCURL(F)             \
	F(curl_easy_cleanup)   \
	F(curl_easy_getinfo)   \
	F(curl_easy_header)    \
	F(curl_easy_init)      \
	F(curl_easy_perform)   \
	F(curl_easy_setopt)    \
	F(curl_easy_strerror)  \
	F(curl_free)           \
	F(curl_global_init)    \
	F(curl_slist_append)   \
	F(curl_slist_free_all) \
	F(curl_url)            \
	F(curl_url_cleanup)    \
	F(curl_url_get)        \
	F(curl_url_set)

static struct {
#define POINTER(name) __typeof__(name) *(name);
	LIBCURL(POINTER)
} libcurl;

static const struct late_symbol libcurl_symbols[] = {
#define SYMBOL(name) { #name, &libcurl.name },
	LIBCURL(SYMBOL)
};

/* A transfer under way. */
struct transfer {
	CURL *curl;
	CURLU *url;
	char *scheme, *host;
	struct curl_slist *list; /* header lines or recipients */
	char error[CURL_ERROR_SIZE];
	struct str upload;  /* what is left to send */
	struct buf *answer; /* where to put what comes */
	size_t max;
	bool too_big;
	struct diag *d;
};

static bool loaded;
static struct diag load_diag; /* why it is not */

static void
load_libcurl(void)
{
	loaded = late_load("libcurl.so.4", libcurl_symbols,
		     sizeof(libcurl_symbols) / sizeof(libcurl_symbols[0]),
		     &load_diag) == JY_OK;
	if (loaded)
		(void)libcurl.curl_global_init(CURL_GLOBAL_DEFAULT);
}

static enum jy_err
refuse(struct transfer *t, const char *text)
{
	return diag_set(t->d, JY_EINPUT, t->host, 0, 0, "%s", text);
}

static enum jy_err
no_memory(struct transfer *t)
{
	return diag_set(t->d, JY_ENOMEM, t->host, 0, 0, "no memory");
}

/* 127.0.0.0/8, ::1 and its name. */
static bool
is_loopback(const char *host)
{
	return strcmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0 ||
	       (strncmp(host, "127.", 4) == 0 &&
		   host[strspn(host, "0123456789.")] == '\0');
}

static bool
add_line(struct transfer *t, const char *line)
{
	struct curl_slist *list = libcurl.curl_slist_append(t->list, line);

	if (list == NULL)
		return false;
	t->list = list;
	return true;
}

/* libcurl: a part of the answer came. */
static size_t
on_answer(char *bytes, size_t size, size_t n, void *arg)
{
	struct transfer *t = arg;

	if (t->answer == NULL)
		return size * n;
	if (size * n > t->max - t->answer->len) {
		t->too_big = true;
		return 0;
	}
	buf_add(t->answer, bytes, size * n);
	return buf_ok(t->answer) ? size * n : 0;
}

/* libcurl: give the next part of the message. */
static size_t
on_upload(char *room, size_t size, size_t n, void *arg)
{
	struct transfer *t = arg;
	size_t part = t->upload.n < size * n ? t->upload.n : size * n;

	if (part > 0)
		memcpy(room, t->upload.p, part);
	t->upload = str_from(t->upload, part);
	return part;
}

/* Take the URL apart; its scheme must be one of two, without credentials. */
static enum jy_err
parse_url(struct transfer *t, const char *url, const char *plain, const char *tls)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	char *user = NULL;
	bool has_user;

	pthread_once(&once, load_libcurl);
	if (!loaded)
		return diag_set(t->d, JY_EREMOTE, "", 0, 0, "%s", load_diag.text);
	if ((t->url = libcurl.curl_url()) == NULL)
		return no_memory(t);
	if (libcurl.curl_url_set(t->url, CURLUPART_URL, url, 0) != CURLUE_OK ||
	    libcurl.curl_url_get(t->url, CURLUPART_SCHEME, &t->scheme, 0) != CURLUE_OK ||
	    libcurl.curl_url_get(t->url, CURLUPART_HOST, &t->host, 0) != CURLUE_OK)
		return refuse(t, "not a URL");
	has_user = libcurl.curl_url_get(t->url, CURLUPART_USER, &user, 0) == CURLUE_OK;
	libcurl.curl_free(user);
	if (has_user)
		return refuse(t, "a URL with a user name is not accepted");
	if (strcmp(t->scheme, plain) != 0 && strcmp(t->scheme, tls) != 0)
		return diag_set(t->d, JY_EINPUT, t->host, 0, 0,
		    "only %s and %s are accepted", plain, tls);
	return JY_OK;
}

static long
at_most(long asked, long most)
{
	return asked > 0 && asked < most ? asked : most;
}

/* A handle with what every transfer has. */
static enum jy_err
transfer_begin(struct transfer *t, long connect_ms, long total_ms)
{
	bool ok;

	if ((t->curl = libcurl.curl_easy_init()) == NULL)
		return no_memory(t);
	ok = libcurl.curl_easy_setopt(t->curl, CURLOPT_CURLU, t->url) == CURLE_OK &&
	     libcurl.curl_easy_setopt(t->curl, CURLOPT_ERRORBUFFER, t->error) ==
		 CURLE_OK &&
	     libcurl.curl_easy_setopt(t->curl, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
	     libcurl.curl_easy_setopt(
		 t->curl, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2) == CURLE_OK &&
	     libcurl.curl_easy_setopt(t->curl, CURLOPT_CONNECTTIMEOUT_MS,
		 at_most(connect_ms, CONNECT_MS_MOST)) == CURLE_OK &&
	     libcurl.curl_easy_setopt(t->curl, CURLOPT_TIMEOUT_MS,
		 at_most(total_ms, TOTAL_MS_MOST)) == CURLE_OK &&
	     libcurl.curl_easy_setopt(t->curl, CURLOPT_WRITEFUNCTION, on_answer) ==
		 CURLE_OK &&
	     libcurl.curl_easy_setopt(t->curl, CURLOPT_WRITEDATA, t) == CURLE_OK &&
	     (!is_loopback(t->host) ||
		 libcurl.curl_easy_setopt(t->curl, CURLOPT_PROXY, "") == CURLE_OK);
	return ok ? JY_OK : no_memory(t);
}

static enum jy_err
transfer_run(struct transfer *t)
{
	CURLcode rc = libcurl.curl_easy_perform(t->curl);

	if (rc == CURLE_OK)
		return JY_OK;
	if (t->too_big || rc == CURLE_FILESIZE_EXCEEDED)
		return diag_set(t->d, JY_ETOOBIG, t->host, 0, 0,
		    "the answer is larger than %zu bytes", t->max);
	if (rc == CURLE_OUT_OF_MEMORY || (t->answer != NULL && !buf_ok(t->answer)))
		return no_memory(t);
	return diag_set(t->d, JY_EREMOTE, t->host, 0, 0, "%s",
	    t->error[0] != '\0' ? t->error : libcurl.curl_easy_strerror(rc));
}

static void
transfer_end(struct transfer *t)
{
	if (t->url == NULL) /* it did not begin */
		return;
	libcurl.curl_easy_cleanup(t->curl);
	libcurl.curl_slist_free_all(t->list);
	libcurl.curl_url_cleanup(t->url);
	libcurl.curl_free(t->scheme);
	libcurl.curl_free(t->host);
}

/* --- HTTP */

/* "Name: value"; a value that would start another header is refused. */
static enum jy_err
add_header(struct transfer *t, const char *name, const char *value)
{
	struct buf line = BUF_INIT;
	enum jy_err err = JY_OK;

	if (value == NULL || value[0] == '\0')
		return JY_OK;
	if (!header_value_ok(str_of(value)))
		return refuse(t, "a header value is not acceptable");
	buf_printf(&line, "%s%s%s", name, name[0] == '\0' ? "" : ": ", value);
	if (!buf_ok(&line) || !add_line(t, line.data))
		err = no_memory(t);
	buf_release(&line);
	return err;
}

static enum jy_err
add_headers(struct transfer *t, const struct fetch_request *req)
{
	const struct {
		const char *name, *value;
	} lines[] = {
		{ "If-None-Match", req->etag },
		{ "If-Modified-Since", req->last_modified },
		{ "Content-Type", req->body.p != NULL ? req->content_type : NULL },
		{ "", "Expect:" }, /* no waiting for 100 Continue */
	};
	enum jy_err err = JY_OK;

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]) && err == JY_OK; i++)
		err = add_header(t, lines[i].name, lines[i].value);
	for (size_t i = 0;
	     req->headers != NULL && req->headers[i] != NULL && err == JY_OK; i++)
		err = add_header(t, "", req->headers[i]);
	return err;
}

static enum jy_err
set_http(struct transfer *t, const struct fetch_request *req)
{
	const char *redirects = strcmp(t->scheme, "https") == 0 ? "https" : "http,https";
	CURL *c = t->curl;
	bool ok;

	ok = libcurl.curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https") ==
		 CURLE_OK &&
	     libcurl.curl_easy_setopt(c, CURLOPT_REDIR_PROTOCOLS_STR, redirects) ==
		 CURLE_OK &&
	     libcurl.curl_easy_setopt(
		 c, CURLOPT_FOLLOWLOCATION, req->redirects > 0 ? 1L : 0L) == CURLE_OK &&
	     libcurl.curl_easy_setopt(c, CURLOPT_MAXREDIRS, (long)req->redirects) ==
		 CURLE_OK &&
	     libcurl.curl_easy_setopt(c, CURLOPT_ACCEPT_ENCODING, "") == CURLE_OK &&
	     libcurl.curl_easy_setopt(c, CURLOPT_USERAGENT, "jiuye") == CURLE_OK &&
	     libcurl.curl_easy_setopt(c, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)t->max) ==
		 CURLE_OK &&
	     libcurl.curl_easy_setopt(c, CURLOPT_HTTPHEADER, t->list) == CURLE_OK;
	if (ok && req->body.p != NULL)
		ok = libcurl.curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE,
			 (curl_off_t)req->body.n) == CURLE_OK &&
		     libcurl.curl_easy_setopt(c, CURLOPT_POSTFIELDS, req->body.p) ==
			 CURLE_OK;
	return ok ? JY_OK : no_memory(t);
}

/* Copy a header of the last answer; "" when absent or too long. */
static void
take_header(CURL *curl, const char *name, char *out, size_t size)
{
	struct curl_header *h;

	out[0] = '\0';
	if (libcurl.curl_easy_header(curl, name, 0, CURLH_HEADER, -1, &h) == CURLHE_OK &&
	    strlen(h->value) < size)
		memcpy(out, h->value, strlen(h->value) + 1);
}

enum jy_err
fetch(const struct fetch_request *req, struct fetch_answer *ans, struct diag *d)
{
	struct transfer t = { .d = d, .answer = &ans->body };
	enum jy_err err;

	*ans = (struct fetch_answer){ 0 };
	t.max = req->max > 0 ? req->max : FETCH_MAX_DEFAULT;
	buf_init(&ans->body, 0);
	if ((err = parse_url(&t, req->url, "http", "https")) == JY_OK &&
	    (err = add_headers(&t, req)) == JY_OK &&
	    (err = transfer_begin(&t, req->connect_ms, req->total_ms)) == JY_OK &&
	    (err = set_http(&t, req)) == JY_OK)
		err = transfer_run(&t);
	if (err == JY_OK) {
		(void)libcurl.curl_easy_getinfo(
		    t.curl, CURLINFO_RESPONSE_CODE, &ans->status);
		take_header(t.curl, "ETag", ans->etag, sizeof(ans->etag));
		take_header(t.curl, "Last-Modified", ans->last_modified,
		    sizeof(ans->last_modified));
		take_header(
		    t.curl, "Content-Type", ans->content_type, sizeof(ans->content_type));
	}
	transfer_end(&t);
	return err;
}

/* --- SMTP */

/* Every line end is CR LF: a bare one could end the message early. */
static bool
has_clean_lines(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '\r' && (i + 1 == s.n || s.p[i + 1] != '\n'))
			return false;
		if (s.p[i] == '\n' && (i == 0 || s.p[i - 1] != '\r'))
			return false;
	}
	return true;
}

/* libcurl takes our own name from the URL's path. */
static bool
set_helo(struct transfer *t, const char *name)
{
	struct buf path = BUF_INIT;
	bool ok;

	if (name == NULL)
		return true;
	buf_printf(&path, "/%s", name);
	ok = buf_ok(&path) && header_value_ok(str_of(name)) &&
	     libcurl.curl_url_set(t->url, CURLUPART_PATH, path.data, CURLU_URLENCODE) ==
		 CURLUE_OK;
	buf_release(&path);
	return ok;
}

static enum jy_err
set_smtp(struct transfer *t, const struct smtp_server *server, const char *from)
{
	CURL *c = t->curl;
	bool ok;

	ok = libcurl.curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "smtp,smtps") ==
		 CURLE_OK &&
	     libcurl.curl_easy_setopt(c, CURLOPT_PROXY, "") == CURLE_OK &&
	     libcurl.curl_easy_setopt(c, CURLOPT_USE_SSL,
		 is_loopback(t->host) ? (long)CURLUSESSL_TRY : (long)CURLUSESSL_ALL) ==
		 CURLE_OK &&
	     libcurl.curl_easy_setopt(c, CURLOPT_MAIL_FROM, from) == CURLE_OK &&
	     libcurl.curl_easy_setopt(c, CURLOPT_MAIL_RCPT, t->list) == CURLE_OK &&
	     libcurl.curl_easy_setopt(c, CURLOPT_UPLOAD, 1L) == CURLE_OK &&
	     libcurl.curl_easy_setopt(c, CURLOPT_READFUNCTION, on_upload) == CURLE_OK &&
	     libcurl.curl_easy_setopt(c, CURLOPT_READDATA, t) == CURLE_OK &&
	     libcurl.curl_easy_setopt(
		 c, CURLOPT_INFILESIZE_LARGE, (curl_off_t)t->upload.n) == CURLE_OK;
	if (ok && server->user != NULL)
		ok = libcurl.curl_easy_setopt(c, CURLOPT_USERNAME, server->user) ==
			 CURLE_OK &&
		     libcurl.curl_easy_setopt(c, CURLOPT_PASSWORD, server->password) ==
			 CURLE_OK;
	return ok ? JY_OK : no_memory(t);
}

enum jy_err
smtp_send(const struct smtp_server *server, const char *from, const char *to,
    struct str message, long *reply, struct diag *d)
{
	struct transfer t = { .d = d, .upload = message };
	char sender[EMAIL_SIZE], receiver[EMAIL_SIZE];
	enum jy_err err;

	*reply = 0;
	if ((err = parse_url(&t, server->url, "smtp", "smtps")) != JY_OK)
		goto out;
	if (email_parse(str_of(from), sender) != ID_OK ||
	    email_parse(str_of(to), receiver) != ID_OK)
		err = refuse(&t, "not a mail address");
	else if (!has_clean_lines(message))
		err = refuse(&t, "a line of the message does not end in CR LF");
	else if (!set_helo(&t, server->helo))
		err = refuse(&t, "not a host name");
	else if (!add_line(&t, receiver))
		err = no_memory(&t);
	if (err == JY_OK && (err = transfer_begin(&t, 0, 0)) == JY_OK &&
	    (err = set_smtp(&t, server, sender)) == JY_OK) {
		err = transfer_run(&t);
		(void)libcurl.curl_easy_getinfo(t.curl, CURLINFO_RESPONSE_CODE, reply);
	}
out:
	transfer_end(&t);
	return err;
}
