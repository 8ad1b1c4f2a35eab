/*
 * body.c - how long a request's body may be, and where long ones are kept while they
 * come in: in a file that has no name any more, so that nothing of it can remain. Called
 * by our patch of Kore (patches/0010-body-limits.patch).
 */
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include <kore/kore.h>
#include <kore/http.h>

#include "crypto.h"
#include "edge.h"
#include "http/cookie.h"
#include "http/route.h"

#define SLACK (256 * 1024) /* above our own limits, so that they give our 413 */
#define FILES_MAX 32       /* at once, a worker */

size_t edge_body_max(struct http_request *req);
int edge_body_file(void);
void edge_body_close(int fd);

static int files;

/* Only who may be logged in sends files, or who has been shown the form that takes one
 * before there is an account; whether that is so, the session and the token say later. */
static bool
may_send_file(struct http_request *req, const struct route *r)
{
	const char *cookie;

	if (http_request_header(req, "cookie", &cookie) != KORE_RESULT_OK)
		return false;
	return strstr(cookie, cookie_name(edge_app.conf, COOKIE_SESSION)) != NULL ||
	       (r->roles == ROLES_ANYONE &&
		   strstr(cookie, cookie_name(edge_app.conf, COOKIE_PRE)) != NULL);
}

/* The longest body that this request may have. */
size_t
edge_body_max(struct http_request *req)
{
	struct str param;
	unsigned allowed;
	const struct route *r = route_find(edge_app.routes, edge_app.nroutes, METHOD_POST,
	    str_of(req->path), &param, &allowed);

	if (r == NULL || (route_takes_file(r) && !may_send_file(req, r)))
		return SLACK;
	return route_body_max(r) + SLACK;
}

/* -1: too many at once, or the disk says no. */
int
edge_body_file(void)
{
	char path[4200], name[RANDOM_TEXT_SIZE(16)];
	int fd;

	if (files >= FILES_MAX || random_text(name, 16) != JY_OK)
		return -1;
	snprintf(path, sizeof(path), "%s/.body-%s", edge_app.conf->path.files, name);
	fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd == -1)
		return -1;
	unlink(path);
	files++;
	return fd;
}

void
edge_body_close(int fd)
{
	close(fd);
	files--;
}

void *
edge_body_map(int fd, size_t length)
{
	void *at = mmap(NULL, length, PROT_READ, MAP_PRIVATE, fd, 0);

	return at == MAP_FAILED ? NULL : at;
}
