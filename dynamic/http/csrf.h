/*
 * csrf.h - a POST must come from a page of ours: a token bound to the session (or
 * pre-login cookie) and to the path that the form posts to, and what the browser
 * itself says about where the request comes from.
 */
#ifndef JY_CSRF_H
#define JY_CSRF_H

#include "request.h"

/* Is Host ours? On a loopback address any port of 127.0.0.1, localhost and [::1];
 * else only the host of [site] base_url. */
bool host_ok(const struct request *rq);

/* Origin and Sec-Fetch-Site, where sent, must be our own; the form's field "csrf"
 * must be the token for this path. JY_EFORBIDDEN otherwise. */
enum jy_err csrf_check(struct request *rq);

/* csrf_token() for a path that is no constant. */
struct str csrf_token_for(struct request *rq, struct str path);

#endif
