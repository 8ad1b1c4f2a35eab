/*
 * test_fetch.c - HTTP and SMTP against small servers of our own on the loopback.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fetch.h"
#include "unit.h"

/* A server for one connection: it notes what comes and answers from a script. */
struct server {
	int fd;
	unsigned port;
	pthread_t thread;
	const char *script; /* HTTP: the answer. SMTP: the reply to RCPT */
	const char *until;  /* HTTP: how the request ends */
	char heard[8192];
	size_t n;
};

static void
say(int fd, const char *text)
{
	(void)!send(fd, text, strlen(text), MSG_NOSIGNAL);
}

/* Read until the end of what was heard is `until`; false at the end of input. */
static bool
hear(struct server *s, int fd, const char *until)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	ssize_t n;

	while (!str_ends((struct str){ s->heard, s->n }, until)) {
		if (poll(&p, 1, 5000) != 1 ||
		    (n = recv(fd, s->heard + s->n, sizeof(s->heard) - 1 - s->n, 0)) <= 0)
			return false;
		s->n += (size_t)n;
	}
	return true;
}

static int
accept_one(struct server *s)
{
	struct pollfd p = { .fd = s->fd, .events = POLLIN };

	return poll(&p, 1, 5000) == 1 ? accept(s->fd, NULL, NULL) : -1;
}

static void *
serve_http(void *arg)
{
	struct server *s = arg;
	int fd = accept_one(s);

	if (fd == -1)
		return NULL;
	if (hear(s, fd, s->until))
		say(fd, s->script);
	shutdown(fd, SHUT_WR);
	close(fd);
	return NULL;
}

static void *
serve_smtp(void *arg)
{
	struct server *s = arg;
	int fd = accept_one(s);
	const char *line;

	if (fd == -1)
		return NULL;
	say(fd, "220 ready\r\n");
	while (hear(s, fd, "\r\n")) {
		for (line = s->heard + s->n - 2; line > s->heard && line[-1] != '|';)
			line--;
		if (strncmp(line, "DATA", 4) == 0) {
			say(fd, "354 go on\r\n");
			s->heard[s->n++] = '|';
			if (hear(s, fd, "\r\n.\r\n"))
				say(fd, "250 taken\r\n");
		} else if (strncmp(line, "QUIT", 4) == 0) {
			say(fd, "221 bye\r\n");
			break;
		} else {
			say(fd, strncmp(line, "RCPT", 4) == 0 ? s->script : "250 ok\r\n");
		}
		s->heard[s->n++] = '|';
	}
	close(fd);
	return NULL;
}

static void
serve(struct server *s, void *(*how)(void *), const char *script, const char *until)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	socklen_t n = sizeof(a);

	memset(s, 0, sizeof(*s));
	s->script = script;
	s->until = until;
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_true((s->fd = socket(AF_INET, SOCK_STREAM, 0)) != -1);
	assert_int_equal(bind(s->fd, (struct sockaddr *)&a, sizeof(a)), 0);
	assert_int_equal(listen(s->fd, 1), 0);
	assert_int_equal(getsockname(s->fd, (struct sockaddr *)&a, &n), 0);
	s->port = ntohs(a.sin_port);
	assert_int_equal(pthread_create(&s->thread, NULL, how, s), 0);
}

static void
stop(struct server *s)
{
	pthread_join(s->thread, NULL);
	close(s->fd);
	s->heard[s->n] = '\0';
}

static const char *
url_of(const struct server *s, const char *scheme)
{
	static char url[128];

	snprintf(url, sizeof(url), "%s://127.0.0.1:%u/feed?key=secret", scheme, s->port);
	return url;
}

static void
a_page_and_its_validators(void **state)
{
	struct fetch_request req = { .etag = "\"old\"",
		.last_modified = "Sun, 23 Nov 2025 07:00:00 GMT" };
	struct fetch_answer ans;
	struct server s;

	(void)state;
	serve(&s, serve_http,
	    "HTTP/1.1 200 OK\r\nETag: \"new\"\r\nContent-Type: text/csv\r\n"
	    "Last-Modified: Mon, 24 Nov 2025 07:00:00 GMT\r\nContent-Length: "
	    "3\r\n\r\na,b",
	    "\r\n\r\n");
	req.url = url_of(&s, "http");
	assert_int_equal(fetch(&req, &ans, NULL), JY_OK);
	stop(&s);
	assert_int_equal(ans.status, 200);
	assert_str(buf_view(&ans.body), "a,b");
	assert_string_equal(ans.etag, "\"new\"");
	assert_string_equal(ans.last_modified, "Mon, 24 Nov 2025 07:00:00 GMT");
	assert_string_equal(ans.content_type, "text/csv");
	assert_non_null(strstr(s.heard, "GET /feed?key=secret HTTP/1.1\r\n"));
	assert_non_null(strstr(s.heard, "\r\nIf-None-Match: \"old\"\r\n"));
	assert_non_null(strstr(s.heard, "\r\nIf-Modified-Since: Sun, 23 Nov 2025"));
	buf_release(&ans.body);
	serve(&s, serve_http, "HTTP/1.1 304 Not Modified\r\n\r\n", "\r\n\r\n");
	req.url = url_of(&s, "http");
	assert_int_equal(fetch(&req, &ans, NULL), JY_OK);
	stop(&s);
	assert_int_equal(ans.status, 304);
	assert_int_equal(ans.body.len, 0);
	buf_release(&ans.body);
}

static void
a_form_is_posted(void **state)
{
	static const char *const headers[] = { "X-Key: k", NULL };
	struct fetch_request req = { .body = STR("the body"),
		.content_type = "application/json",
		.headers = headers };
	struct fetch_answer ans;
	struct server s;

	(void)state;
	serve(
	    &s, serve_http, "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n", "the body");
	req.url = url_of(&s, "http");
	assert_int_equal(fetch(&req, &ans, NULL), JY_OK);
	stop(&s);
	assert_int_equal(ans.status, 503);
	assert_non_null(strstr(s.heard, "POST /feed"));
	assert_non_null(strstr(s.heard, "\r\nContent-Type: application/json\r\n"));
	assert_non_null(strstr(s.heard, "\r\nX-Key: k\r\n"));
	buf_release(&ans.body);
}

static void
what_goes_wrong(void **state)
{
	static const struct {
		const char *answer;
		enum jy_err err;
		int redirects;
	} cases[] = {
		{ "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n123456789", JY_ETOOBIG,
		    0 },
		{ "HTTP/1.1 200 OK\r\n\r\n123456789", JY_ETOOBIG, 0 },
		{ "HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n1234", JY_EREMOTE, 0 },
		{ "nonsense", JY_EREMOTE, 0 },
		{ "", JY_EREMOTE, 0 },
		{ "HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\n"
		  "Content-Length: 0\r\n\r\n",
		    JY_EREMOTE, 3 },
		{ "HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\n"
		  "Content-Length: 0\r\n\r\n",
		    JY_OK, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct fetch_request req = { .max = 8, .redirects = cases[i].redirects };
		struct fetch_answer ans;
		struct diag d = { 0 };
		struct server s;

		serve(&s, serve_http, cases[i].answer, "\r\n\r\n");
		req.url = url_of(&s, "http");
		assert_int_equal(fetch(&req, &ans, &d), cases[i].err);
		stop(&s);
		assert_int_equal(d.text[0] == '\0', cases[i].err == JY_OK);
		assert_null(strstr(d.text, "secret"));
		buf_release(&ans.body);
	}
}

static void
what_is_not_sent(void **state)
{
	static const char *const bad_headers[] = { "X: a\r\nY: b", NULL };
	static const struct {
		struct fetch_request req;
		enum jy_err err;
	} cases[] = {
		{ { .url = "file:///etc/passwd" }, JY_EINPUT },
		{ { .url = "ftp://127.0.0.1/" }, JY_EINPUT },
		{ { .url = "not a url" }, JY_EINPUT },
		{ { .url = "http://user:pw@127.0.0.1/" }, JY_EINPUT },
		{ { .url = "http://127.0.0.1:1/", .etag = "a\r\nX: y" }, JY_EINPUT },
		{ { .url = "http://127.0.0.1:1/", .headers = bad_headers }, JY_EINPUT },
		{ { .url = "http://127.0.0.1:1/" }, JY_EREMOTE }, /* nobody listens */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct fetch_answer ans;
		struct diag d = { 0 };

		assert_int_equal(fetch(&cases[i].req, &ans, &d), cases[i].err);
		assert_true(d.text[0] != '\0');
		buf_release(&ans.body);
	}
}

static void
a_slow_host_is_left(void **state)
{
	struct fetch_request req = { .total_ms = 200 };
	struct fetch_answer ans;
	struct sockaddr_in a = { .sin_family = AF_INET };
	socklen_t n = sizeof(a);
	struct server s = { 0 };

	(void)state;
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_true((s.fd = socket(AF_INET, SOCK_STREAM, 0)) != -1);
	assert_int_equal(bind(s.fd, (struct sockaddr *)&a, sizeof(a)), 0);
	assert_int_equal(listen(s.fd, 1), 0); /* and nobody accepts */
	assert_int_equal(getsockname(s.fd, (struct sockaddr *)&a, &n), 0);
	s.port = ntohs(a.sin_port);
	req.url = url_of(&s, "http");
	assert_int_equal(fetch(&req, &ans, NULL), JY_EREMOTE);
	buf_release(&ans.body);
	close(s.fd);
}

static void
mail_is_handed_over(void **state)
{
	static const struct {
		const char *rcpt, *message;
		enum jy_err err;
		long reply;
	} cases[] = {
		{ "250 ok\r\n", "Subject: x\r\n\r\none\r\n.two\r\n", JY_OK, 250 },
		{ "550 no such mailbox\r\n", "x\r\n", JY_EREMOTE, 550 },
		{ "451 later\r\n", "x\r\n", JY_EREMOTE, 451 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct smtp_server server = { .helo = "jobs.example.cn" };
		struct server s;
		char url[64];
		long reply;

		serve(&s, serve_smtp, cases[i].rcpt, NULL);
		snprintf(url, sizeof(url), "smtp://127.0.0.1:%u", s.port);
		server.url = url;
		assert_int_equal(smtp_send(&server, "noreply@jobs.example.cn", "a@b.cn",
				     str_of(cases[i].message), &reply, NULL),
		    cases[i].err);
		stop(&s);
		assert_int_equal(reply, cases[i].reply);
		assert_non_null(strstr(s.heard, "EHLO jobs.example.cn\r\n"));
		assert_non_null(strstr(s.heard, "RCPT TO:<a@b.cn>\r\n"));
		if (cases[i].err == JY_OK)
			assert_non_null(strstr(s.heard, "one\r\n..two\r\n.\r\n"));
	}
}

static void
mail_that_is_not_sent(void **state)
{
	static const struct {
		const char *url, *from, *to, *message;
	} cases[] = {
		{ "smtp://127.0.0.1:1", "a@b.cn", "a@b.cn>\r\nRCPT TO:<c@d.cn", "x\r\n" },
		{ "smtp://127.0.0.1:1", "a@b.cn", "a@b.cn,c@d.cn", "x\r\n" },
		{ "smtp://127.0.0.1:1", "", "a@b.cn", "x\r\n" },
		{ "smtp://127.0.0.1:1", "a@b.cn", "a@b.cn",
		    "x\n.\nMAIL FROM:<e@f.cn>\r\n" },
		{ "smtp://127.0.0.1:1", "a@b.cn", "a@b.cn", "x\r.\r\n" },
		{ "http://127.0.0.1:1", "a@b.cn", "a@b.cn", "x\r\n" },
	};
	struct smtp_server server = { 0 };
	long reply;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		server.url = cases[i].url;
		assert_int_equal(smtp_send(&server, cases[i].from, cases[i].to,
				     str_of(cases[i].message), &reply, NULL),
		    JY_EINPUT);
	}
	server.url = "smtp://127.0.0.1:1";
	assert_int_equal(
	    smtp_send(&server, "a@b.cn", "a@b.cn", STR("x\r\n"), &reply, NULL),
	    JY_EREMOTE);
	assert_int_equal(reply, 0);
}

static const struct CMUnitTest cases[] = {
	CASE("a page comes with its validators, and 304 without a body",
	    a_page_and_its_validators),
	CASE("a body is posted with its type", a_form_is_posted),
	CASE(
	    "too big, cut short, nonsense and other schemes are errors", what_goes_wrong),
	CASE("what is not acceptable is never sent", what_is_not_sent),
	CASE("a slow host is left after the time allowed", a_slow_host_is_left),
	CASE(
	    "mail is handed over, and the server's code comes back", mail_is_handed_over),
	CASE("mail with a second recipient or command inside is never sent",
	    mail_that_is_not_sent),
};

int
main(void)
{
	return RUN(cases);
}
