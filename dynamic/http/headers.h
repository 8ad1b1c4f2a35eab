/*
 * headers.h - the headers of an answer, made in one place: those that every answer
 * carries and those of the reply itself.
 */
#ifndef JY_HEADERS_H
#define JY_HEADERS_H

#include "conf.h"
#include "request.h"

/* Called once for each header line; both strings end in a NUL and hold no control
 * bytes. */
typedef void header_fn(void *arg, const char *name, const char *value);

/* The fixed ones: on every answer, those that Kore makes itself included. */
void headers_fixed(const struct conf *conf, header_fn *put, void *arg);

/* All headers of a reply but Content-Length, Connection and Server. */
void headers_reply(const struct request *rq, header_fn *put, void *arg);

#endif
