/*
 * password.h - how passwords are stored, and which are accepted.
 *
 * Stored form (like a PHC string):
 *   $argon2id$v=19$m=19456,t=2,p=1,keyid=KEYID$SALT$TAG
 * where TAG is HMAC-SHA-256 under the pepper of the argon2id tag, SALT is 16
 * random bytes, both base64url. One hash takes about 30 ms and
 * 19 MiB: run it in a worker thread behind a bounded queue. All functions are
 * pure and thread-safe. Wiping the password is the caller's part.
 */
#ifndef JY_PASSWORD_H
#define JY_PASSWORD_H

#include <stdbool.h>

#include "err.h"
#include "keys.h"
#include "str.h"

#define PASSWORD_STORED_SIZE 160 /* with its NUL */
#define PASSWORD_BYTES_MAX 512   /* longer input is never hashed */

/* Hash a new password into out.
 *   JY_ETOOBIG  longer than PASSWORD_BYTES_MAX
 *   JY_ENOMEM   no memory for Argon2
 *   JY_ECRYPTO  the library failed */
enum jy_err password_hash(const struct keyring *kr, struct str password,
    char out[PASSWORD_STORED_SIZE]) MUST_CHECK;

/*
 * Is it the password? The answer goes to *match; *rehash says that it is and
 * that the stored form should be made anew (other parameters, older pepper).
 * `stored` NULL means an unknown account: the same work is done and *match is
 * false, so that time does not tell. A malformed `stored` costs the same too.
 *   JY_OK       *match and *rehash are set
 *   JY_ENOMEM   no memory for Argon2; *match is false
 *   JY_ECRYPTO  stored is malformed or its pepper is lost; *match is false
 */
enum jy_err password_verify(const struct keyring *kr, struct str password,
    const char *stored, bool *match, bool *rehash) MUST_CHECK;

enum password_profile {
	PASSWORD_MANUAL, /* 1.3.r2: 6 to 10 digits or letters */
	PASSWORD_STRONG  /* 10 to 128 code points, any */
};

enum password_fault {
	PASSWORD_OK = 0,
	PASSWORD_LENGTH,
	PASSWORD_CHARS,    /* manual: something else than digits and letters; strong:
			      not UTF-8 */
	PASSWORD_COMMON,   /* one of the 10,000 most common; case does not count */
	PASSWORD_PERSONAL, /* holds a forbidden word, or is a part of one */
	PASSWORD_FAULT_COUNT
};

/*
 * May this become somebody's password? `words` are the person's phone, ID
 * number, names, user name and the site's words. A word of at least three bytes
 * may not stand in the password, and the password may not be a part of a word;
 * ASCII case does not count. Empty words are passed over.
 */
enum password_fault password_check(enum password_profile profile, struct str password,
    const struct str *words, size_t n);

/* A sentence for the person; "" for PASSWORD_OK. */
const char *password_fault_zh(enum password_profile profile, enum password_fault fault);

#endif
