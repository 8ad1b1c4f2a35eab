/*
 * tell.h - messages about invitations and documents. Private to signing/.
 */
#ifndef JY_SIGNING_TELL_H
#define JY_SIGNING_TELL_H

#include "act.h"
#include "crypto.h"
#include "err.h"
#include "signing/signing.h"

/* Whom it is about. */
struct tell {
	enum signing_kind kind;
	int64_t account_id, employer_id; /* employer 0: has none to tell */
	struct str employer, graduate;   /* names */
	struct str my_link, org_link;    /* where it is read */
};

/* "合同WHAT：昆仑机械有限公司" to the graduate, with `more` as text. */
enum jy_err tell_graduate(
    struct act *act, const struct tell *t, const char *what, struct str more) MUST_CHECK;

/* "合同WHAT：林晓" to the employer. */
enum jy_err tell_employer(
    struct act *act, const struct tell *t, const char *what, struct str more) MUST_CHECK;

enum jy_err tell_both(
    struct act *act, const struct tell *t, const char *what, struct str more) MUST_CHECK;

#endif
