/*
 * route.h - the one table that decides access. A route that is not in it does not
 * exist; no handler checks roles by itself.
 */
#ifndef JY_ROUTE_H
#define JY_ROUTE_H

#include "request.h"

/* Who may try how often; limits are in rate.c's table, per account or address. */
enum rate_class {
	RATE_NONE,
	RATE_PAGE,
	RATE_FORM,
	RATE_LOGIN,
	RATE_REGISTER,
	RATE_SMS,
	RATE_EXPORT
};

enum csrf_rule { CSRF_NO, CSRF_YES }; /* YES on every POST; a test insists */

struct route {
	enum method method; /* METHOD_GET serves HEAD too */
	const char *path; /* exact, or with one segment "*" that becomes rq->param */
	unsigned roles; /* bits of enum role; others: 303 to the login page, or 403 */
	enum csrf_rule csrf;
	enum rate_class rate;
	const struct field
	    *fields; /* POST: what the body may hold; GET: the form it draws */
	size_t nfields;
	handler_fn handler;
	handler_fn page; /* POST: draws the form again after JY_EINPUT, as 422 */
	const char *act; /* audited as this; NULL: the domain function audits */
};

#define FIELDS(table) (table), sizeof(table) / sizeof((table)[0])
#define NO_FIELDS NULL, 0

/* All of them (routes.c gathers the capabilities' tables). */
extern const struct route routes[];
extern const size_t routes_count;

/* The row for a method and a path. *allowed gets the methods that the path has
 * (0: no such path) and *param what stood for "*". */
const struct route *route_find(const struct route *table, size_t n, enum method method,
    struct str path, struct str *param, unsigned *allowed);

#endif
