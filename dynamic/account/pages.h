/*
 * pages.h - what the handlers of this folder share.
 */
#ifndef ACCOUNT_PAGES_H
#define ACCOUNT_PAGES_H

#include "account/account.h"
#include "http/request.h"
#include "http/route.h"

extern const struct route login_routes[], register_routes[], password_routes[],
    recover_routes[];

/* The browser, as codes and captchas are bound to it. */
struct str browser_of(const struct request *rq);

/* Rows for a new password, typed twice: fields "password" and "password2". */
/* clang-format off */
#define NEW_PASSWORD_FIELDS(label)                                                      \
	{ "password", label, FIELD_PASSWORD, 0, 0, F_REQUIRED | F_SECRET,                \
	  NULL, "new-password", NULL, NULL },                                            \
	{ "password2", "再次输入" label, FIELD_PASSWORD, 0, 0, F_REQUIRED | F_SECRET,    \
	  NULL, "new-password", NULL, NULL }
/* clang-format on */

/* Are both the same, and does the policy take it for this owner? JY_EINPUT: the
 * field has its error now. */
enum jy_err new_password_check(struct request *rq, const struct password_owner *owner);

/* Say below the field "password" what the role's profile asks for. */
void new_password_hint(struct request *rq, enum role role);

/*
 * For a handler to return: is the form's `field` the viewer's password? Then `then` goes on,
 * as request_defer() has it. A wrong one is an error at the field and counts like a failed
 * login, in the audit trail as `act`, refused; too many have to wait, there too.
 */
enum jy_err password_again(
    struct request *rq, const char *field, const char *act, handler_fn then);

/* "fail the field: too often, come back in N seconds". Returns JY_EINPUT. */
enum jy_err wait_fail(struct request *rq, const char *field, int64_t wait);

#endif
