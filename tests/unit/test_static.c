/*
 * test_static.c - the generated site's files: no way out of the folder, the right
 * type, and the conditional headers.
 */
#include "visit.h"

#include <sys/time.h>

#include "http/static.h"

static void
paths(void **state)
{
	static const struct {
		const char *path, *file; /* NULL: refused */
		enum jy_err err;
	} cases[] = {
		{ "/", "", JY_OK },
		{ "/a.html", "a.html", JY_OK },
		{ "/a/b/", "a/b/", JY_OK },
		{ "/%E5%BC%A0.html", "张.html", JY_OK },
		{ "/a+b", "a+b", JY_OK },
		{ "/a%2Bb%20c", "a+b c", JY_OK },
		{ "/a%2Fb", "a/b", JY_OK },
		{ "/%252e%252e/x", "%2e%2e/x", JY_OK }, /* decoded once */
		{ "", NULL, JY_EPARSE },
		{ "a.html", NULL, JY_EPARSE },
		{ "/a%", NULL, JY_EPARSE },
		{ "/a%4", NULL, JY_EPARSE },
		{ "/a%zz", NULL, JY_EPARSE },
		{ "/a%00.html", NULL, JY_EPARSE },
		{ "/a%0d%0ax", NULL, JY_EPARSE },
		{ "/a\x1b[0m", NULL, JY_EPARSE },
		{ "/a%7F", NULL, JY_EPARSE },
		{ "/%C0%AE%C0%AE/x", NULL, JY_EPARSE },
		{ "/%ff", NULL, JY_EPARSE },
		{ "//", NULL, JY_ENOTFOUND },
		{ "//etc/passwd", NULL, JY_ENOTFOUND },
		{ "/a//b", NULL, JY_ENOTFOUND },
		{ "/..", NULL, JY_ENOTFOUND },
		{ "/../x", NULL, JY_ENOTFOUND },
		{ "/a/../../x", NULL, JY_ENOTFOUND },
		{ "/%2e%2e/x", NULL, JY_ENOTFOUND },
		{ "/..%2fx", NULL, JY_ENOTFOUND },
		{ "/a/..", NULL, JY_ENOTFOUND },
		{ "/./a", NULL, JY_ENOTFOUND },
		{ "/.git/config", NULL, JY_ENOTFOUND },
		{ "/a/.hidden", NULL, JY_ENOTFOUND },
		{ "/..\\x", NULL, JY_ENOTFOUND },
		{ "/a%5C..%5Cx", NULL, JY_ENOTFOUND },
		{ "/%2f", NULL, JY_ENOTFOUND },
	};
	struct actor *t = *state;
	struct str out;
	enum jy_err err;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		err = static_path(&t->arena, str_of(cases[i].path), &out);
		if (err != cases[i].err)
			fail_msg("%s: %s", cases[i].path, err_info(err)->name);
		if (err == JY_OK)
			assert_str(out, cases[i].file);
	}
}

static void
ranges(void **state)
{
	static const struct {
		const char *header;
		int64_t size;
		enum range range;
		int64_t from, length;
	} cases[] = {
		{ "", 100, RANGE_ALL, 0, 0 },
		{ "bytes=0-9", 100, RANGE_PART, 0, 10 },
		{ "bytes=90-", 100, RANGE_PART, 90, 10 },
		{ "bytes=90-200", 100, RANGE_PART, 90, 10 },
		{ "bytes=-10", 100, RANGE_PART, 90, 10 },
		{ "bytes=-500", 100, RANGE_PART, 0, 100 },
		{ "bytes=99-99", 100, RANGE_PART, 99, 1 },
		{ "bytes=100-", 100, RANGE_BAD, 0, 0 },
		{ "bytes=100-200", 100, RANGE_BAD, 0, 0 },
		{ "bytes=-0", 100, RANGE_BAD, 0, 0 },
		{ "bytes=0-", 0, RANGE_BAD, 0, 0 },
		{ "bytes=-1", 0, RANGE_BAD, 0, 0 },
		{ "bytes=9-0", 100, RANGE_ALL, 0, 0 },
		{ "bytes=0-9,20-29", 100, RANGE_ALL, 0, 0 },
		{ "bytes=a-b", 100, RANGE_ALL, 0, 0 },
		{ "bytes=", 100, RANGE_ALL, 0, 0 },
		{ "bytes=5", 100, RANGE_ALL, 0, 0 },
		{ "bytes=--5", 100, RANGE_ALL, 0, 0 },
		{ "bytes=99999999999999999999-", 100, RANGE_ALL, 0, 0 },
		{ "items=0-9", 100, RANGE_ALL, 0, 0 },
	};
	int64_t from, length;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		from = length = 0;
		if (static_range(str_of(cases[i].header), cases[i].size, &from,
			&length) != cases[i].range ||
		    from != cases[i].from || length != cases[i].length)
			fail_msg("%s of %lld: %lld+%lld", cases[i].header,
			    (long long)cases[i].size, (long long)from, (long long)length);
	}
}

static void
tags_and_codings(void **state)
{
	(void)state;
	assert_true(static_etag_matches(STR("\"a\""), STR("\"a\"")));
	assert_true(static_etag_matches(STR("\"b\", W/\"a\""), STR("\"a\"")));
	assert_true(static_etag_matches(STR(" * "), STR("\"a\"")));
	assert_false(static_etag_matches(STR("\"aa\""), STR("\"a\"")));
	assert_false(static_etag_matches(STR("a"), STR("\"a\"")));
	assert_true(static_accepts(STR("gzip, br;q=0.5"), "br"));
	assert_false(static_accepts(STR("gzip, br;q=0"), "br"));
	assert_false(static_accepts(STR("br; q=0.000"), "br"));
	assert_false(static_accepts(STR("brotli"), "br"));
	assert_false(static_accepts(STR_NONE, "gzip"));
	assert_string_equal(static_type(STR("a/b.html")), "text/html; charset=utf-8");
	assert_string_equal(static_type(STR("a.html.exe")), "application/octet-stream");
}

/* What is read back of a file reply. */
static void
assert_file(struct visit *v, const char *bytes)
{
	char got[256] = "";

	assert_int_equal(v->rq.reply.kind, REPLY_FILE);
	assert_int_equal(v->rq.reply.length, strlen(bytes));
	assert_int_equal(
	    pread(v->rq.reply.fd, got, (size_t)v->rq.reply.length, v->rq.reply.offset),
	    v->rq.reply.length);
	assert_string_equal(got, bytes);
}

static void
files_and_folders(void **state)
{
	struct visit *v = *state;
	char outside[200];

	visit_file(v, "index.html", "home");
	visit_file(v, "jobs/index.html", "jobs");
	visit_file(v, "empty/x.txt", "");
	visit_file(v, "assets/site.1234.js", "js");
	visit_file(v, "404.html", "not here");
	snprintf(outside, sizeof(outside), "%s/jiuye.db", v->actor->world->dir);
	assert_int_equal(symlinkat(outside, v->app.public_fd, "leak.db"), 0);

	assert_int_equal(visit_get(v, "/"), 200);
	assert_file(v, "home");
	assert_string_equal(visit_header(v, "cache-control"), "no-cache");
	assert_string_equal(visit_header(v, "vary"), "accept-encoding");
	assert_non_null(visit_header(v, "content-security-policy"));
	assert_non_null(visit_header(v, "strict-transport-security"));
	assert_int_equal(visit_get(v, "/jobs/"), 200);
	assert_file(v, "jobs");
	assert_int_equal(visit_get(v, "/jobs"), 301);
	assert_string_equal(visit_header(v, "location"), "/jobs/");
	assert_int_equal(visit_get(v, "/assets/site.1234.js"), 200);
	assert_string_equal(
	    visit_header(v, "cache-control"), "public, max-age=31536000, immutable");
	assert_int_equal(visit_get(v, "/empty/x.txt"), 200);
	assert_int_equal(v->rq.reply.length, 0);
	assert_int_equal(visit_get(v, "/empty/"), 404);
	assert_file(v, "not here");
	assert_int_equal(visit_get(v, "/leak.db"), 404);
	assert_int_equal(visit_get(v, "/../jiuye.db"), 404);
	assert_int_equal(visit_get(v, "/jobs/index.html/"), 404);
	assert_int_equal(visit_get(v, "/a%00"), 400);
	assert_int_equal(visit_post(v, "/", ""), 405);
	assert_string_equal(visit_header(v, "allow"), "GET, HEAD");
}

/* Ask for /a.txt with one conditional header. */
static int
ask_with(struct visit *v, size_t header, const char *value)
{
	struct request_in in = { .method = METHOD_GET };

	*(struct str *)((char *)&in + header) = str_of(value);
	return visit_ask_in(v, in, "/a.txt");
}
#define IN(member) offsetof(struct request_in, member)

static void
what_the_browser_has_is_not_sent_again(void **state)
{
	struct visit *v = *state;
	char etag[1024], date[1024];
	struct request_in in = { .method = METHOD_GET };

	visit_file(v, "a.txt", "0123456789");
	assert_int_equal(visit_get(v, "/a.txt"), 200);
	snprintf(etag, sizeof(etag), "%s", visit_header(v, "etag"));
	snprintf(date, sizeof(date), "%s", visit_header(v, "last-modified"));
	assert_int_equal(ask_with(v, IN(if_none_match), etag), 304);
	assert_null(visit_header(v, "content-type"));
	assert_string_equal(visit_header(v, "etag"), etag);
	assert_int_equal(ask_with(v, IN(if_none_match), "\"other\""), 200);
	assert_int_equal(ask_with(v, IN(if_modified_since), date), 304);
	assert_int_equal(
	    ask_with(v, IN(if_modified_since), "Mon, 01 Jan 2001 00:00:00 GMT"), 200);
	assert_int_equal(ask_with(v, IN(if_modified_since), "yesterday"), 200);
	in.if_none_match = STR("\"other\""); /* goes before the date */
	in.if_modified_since = str_of(date);
	assert_int_equal(visit_ask_in(v, in, "/a.txt"), 200);

	assert_int_equal(ask_with(v, IN(range), "bytes=2-4"), 206);
	assert_file(v, "234");
	assert_string_equal(visit_header(v, "content-range"), "bytes 2-4/10");
	assert_int_equal(ask_with(v, IN(range), "bytes=10-"), 416);
	assert_string_equal(visit_header(v, "content-range"), "bytes */10");
	in = (struct request_in){ .method = METHOD_GET, .range = STR("bytes=2-4") };
	in.if_range = str_of(etag);
	assert_int_equal(visit_ask_in(v, in, "/a.txt"), 206);
	in.if_range = STR("\"old\"");
	assert_int_equal(visit_ask_in(v, in, "/a.txt"), 200);

	/* another version of the same length has another tag */
	visit_file(v, "b.txt", "abcdefghij");
	assert_int_equal(
	    renameat(AT_FDCWD, arena_printf(&v->app.arena, "%s/b.txt", v->site).p,
		AT_FDCWD, arena_printf(&v->app.arena, "%s/a.txt", v->site).p),
	    0);
	assert_int_equal(ask_with(v, IN(if_none_match), etag), 200);
}

static void
exchanged(void **state)
{
	struct visit *v = *state;
	char old[100];

	visit_file(v, "index.html", "old");
	assert_int_equal(visit_get(v, "/"), 200);
	snprintf(old, sizeof(old), "%s.old", v->site);
	assert_int_equal(rename(v->site, old), 0);
	assert_int_equal(mkdir(v->site, 0755), 0);
	visit_file(v, "new.html", "new");
	assert_int_equal(visit_get(v, "/new.html"), 200);
	assert_file(v, "new");
	assert_int_equal(visit_get(v, "/"), 404);
}

static void
compressed_variants(void **state)
{
	struct visit *v = *state;
	struct request_in in = { .method = METHOD_GET,
		.accept_encoding = STR("gzip, deflate, br") };
	struct timeval old[2] = { { 1000, 0 }, { 1000, 0 } };

	visit_file(v, "a.html", "plain");
	visit_file(v, "a.html.gz", "gz");
	assert_int_equal(visit_ask_in(v, in, "/a.html"), 200);
	assert_file(v, "gz");
	assert_string_equal(visit_header(v, "content-encoding"), "gzip");
	assert_string_equal(visit_header(v, "content-type"), "text/html; charset=utf-8");
	visit_file(v, "a.html.br", "br");
	assert_int_equal(visit_ask_in(v, in, "/a.html"), 200);
	assert_file(v, "br");
	assert_int_equal(visit_get(v, "/a.html"), 200);
	assert_file(v, "plain");
	assert_null(visit_header(v, "content-encoding"));
	assert_string_equal(visit_header(v, "vary"), "accept-encoding");
	/* one that is older than the page is of an older page */
	assert_int_equal(
	    utimes(arena_printf(&v->app.arena, "%s/a.html.br", v->site).p, old), 0);
	assert_int_equal(visit_ask_in(v, in, "/a.html"), 200);
	assert_file(v, "gz");
}

int
main(void)
{
	const struct CMUnitTest cases[] = {
		CASE_WITH("V5.3.2 a path is decoded once and stays in the folder", paths,
		    actor_setup, actor_teardown),
		CASE("one range of bytes is served, others are ignored", ranges),
		CASE("tags and codings are compared as RFC 9110 says", tags_and_codings),
		CASE_WITH("files, folders, 404 and no way out", files_and_folders,
		    visit_setup, visit_teardown),
		CASE_WITH("304, 206, 416 and If-Range",
		    what_the_browser_has_is_not_sent_again, visit_setup, visit_teardown),
		CASE_WITH("a site that took the old one's place is served at once",
		    exchanged, visit_setup, visit_teardown),
		CASE_WITH("a compressed variant is sent to who reads it",
		    compressed_variants, visit_setup, visit_teardown),
	};

	return RUN(cases);
}
