/*
 * route.h - the one table that decides access. A route that is not in it does not
 * exist; no handler checks roles by itself.
 */
#ifndef JY_ROUTE_H
#define JY_ROUTE_H

#include "buf.h"
#include "request.h"

/* Who may try how often; limits are in rate.c's table, per account or address. */
enum rate_class {
	RATE_NONE,
	RATE_PAGE,
	RATE_LOOKUP, /* what a script asks while one types */
	RATE_FORM,
	RATE_LOGIN,
	RATE_REGISTER,
	RATE_SMS,
	RATE_EXPORT,
	RATE_UPLOAD
};

/* YES on every POST; a test insists. SIGNED: the address itself carries a signature that
 * only its reader was sent and the handler checks, and the caller is a program without a
 * cookie (RFC 8058). */
enum csrf_rule { CSRF_NO, CSRF_YES, CSRF_SIGNED };

struct route {
	enum method method; /* METHOD_GET serves HEAD too */
	const char *path;   /* exact, or with one segment "*" that becomes rq->param */
	unsigned roles;     /* bits of enum role; others: 303 to the login page, or 403 */
	enum csrf_rule csrf;
	enum rate_class rate;
	const struct field
	    *fields; /* POST: what the body may hold; GET: the form it draws */
	size_t nfields;
	handler_fn handler;
	handler_fn page; /* POST: draws the form again after JY_EINPUT, as 422 */
	const char *act; /* a view that is audited, as this, before it is sent */
};

#define FIELDS(table) (table), sizeof(table) / sizeof((table)[0])
#define NO_FIELDS NULL, 0

/*
 * A capability exports its rows as `const struct route x_routes[]`, ending in a row
 * whose path is NULL, and adds the name to the list in routes.c. routes_all() gives
 * all rows as one table, checked and put together at the first call.
 *   JY_EINTERNAL  a row is wrong or stands twice; d names it
 */
enum jy_err routes_all(const struct route **table, size_t *n, struct diag *d);

/* The table for people: tab-separated, or as Markdown for docs/routes.md. */
void routes_print(const struct route *table, size_t n, bool markdown, struct buf *out);

/* Has its form a FIELD_FILE? Then its body is multipart/form-data. */
bool route_takes_file(const struct route *r);

/* The longest body that a POST of this row may have, in bytes. */
size_t route_body_max(const struct route *r);

/* The row for a method and a path. *allowed gets the methods that the path has
 * (0: no such path) and *param what stood for "*". */
const struct route *route_find(const struct route *table, size_t n, enum method method,
    struct str path, struct str *param, unsigned *allowed);

#endif
