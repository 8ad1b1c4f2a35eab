/*
 * fetch.h - one question to another host, by libcurl: HTTP for remote feeds and
 * message gateways, SMTP for mail. Blocking: for the generator and portalctl,
 * never inside a request of the portal. TLS is verified; hosts come from the
 * configuration only, which is the caller's duty.
 */
#ifndef JY_FETCH_H
#define JY_FETCH_H

#include <stdbool.h>

#include "buf.h"
#include "err.h"
#include "str.h"

#define FETCH_MAX_DEFAULT (1024 * 1024) /* bytes of an answer */

struct fetch_request {
	const char *url;            /* http or https */
	struct str body;            /* POST when .p is not NULL, else GET */
	const char *content_type;   /* of body */
	const char *const *headers; /* "Name: value", NULL-terminated; may be NULL */
	const char *etag;           /* If-None-Match; NULL or "": not sent */
	const char *last_modified;  /* If-Modified-Since, as the host gave it */
	size_t max;                 /* answer bytes; 0: FETCH_MAX_DEFAULT */
	long connect_ms, total_ms;  /* 0: 3,000 and 10,000, which are also the most */
	int redirects; /* how many may be followed; never from https to http */
};

struct fetch_answer {
	long status;     /* of HTTP, 0 when there was no answer */
	struct buf body; /* fetch() makes it ready; the caller releases it */
	char etag[256];  /* "" when absent or longer */
	char last_modified[64];
	char content_type[128];
};

/*
 * JY_OK means that an HTTP answer came, whatever its status; 304 has no body.
 *   JY_EINPUT   the URL or a header is not acceptable
 *   JY_ETOOBIG  the answer is larger than max
 *   JY_EREMOTE  no name, no connection, bad certificate, too slow, cut short
 *   JY_ENOMEM   memory is exhausted
 * d (may be NULL) says it in words, without query string or credentials.
 */
enum jy_err fetch(
    const struct fetch_request *req, struct fetch_answer *ans, struct diag *d);

struct smtp_server {
	const char *url;             /* smtp://host:25, smtps://host:465 */
	const char *user, *password; /* NULL: no login */
	const char *helo;            /* our own host name; NULL: the machine's */
};

/*
 * Hand one message (RFC 5322 bytes with CR LF, see mime.h) to the server. TLS is
 * demanded of every host but the loopback. *reply gets the server's last code:
 * 5xx will not get better by trying again.
 *   JY_EINPUT   an address or the URL is not acceptable: nothing was sent
 *   JY_EREMOTE  the server did not take it; d says why
 */
enum jy_err smtp_send(const struct smtp_server *server, const char *from, const char *to,
    struct str message, long *reply, struct diag *d);

#endif
