/*
 * cookie.h - the portal's two cookies. Both last until the browser is closed.
 * [portal] plain_http (loopback only) drops Secure and with it the __Host- prefix.
 */
#ifndef JY_COOKIE_H
#define JY_COOKIE_H

#include "request.h"

enum cookie {
	COOKIE_SESSION, /* __Host-sid */
	COOKIE_PRE      /* __Host-pre: before login */
};

const char *cookie_name(const struct conf *conf, enum cookie cookie);

/* Value: base64url. */
void cookie_set(struct request *rq, enum cookie cookie, struct str value);
void cookie_clear(struct request *rq, enum cookie cookie);

#endif
