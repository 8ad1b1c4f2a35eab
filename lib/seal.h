/*
 * seal.h - values that the store may not read: sealed columns and the blind
 * indexes by which they are found.
 *
 * A sealed value is text: SUITE.KEYID.NONCE.CIPHERTEXT.TAG, the last three as
 * base64url. It is bound to its place (table, column, row), so a value copied
 * into another row does not open.
 *   suite 1  AES-256-GCM, random 96-bit nonce
 *   suite 2  SM4-CBC, random 128-bit IV, then HMAC-SM3 over place, IV and
 *            ciphertext, with keys of its own (GB/T 32907, GB/T 32905)
 * The configuration chooses the suite for new values; unseal() reads both.
 */
#ifndef JY_SEAL_H
#define JY_SEAL_H

#include "buf.h"
#include "err.h"
#include "keys.h"
#include "str.h"

enum seal_suite { SEAL_AES = 1, SEAL_SM4 = 2 };

struct seal_place {
	const char *table, *column; /* constants */
	struct str row;             /* the row's key as text, fixed for its life */
};

#define SEAL_PLAIN_MAX (1024 * 1024) /* bytes */

/* Append the sealed form of `plain` to `out`.
 *   JY_ETOOBIG  plain is longer than SEAL_PLAIN_MAX
 *   JY_ECRYPTO  the library failed
 *   JY_ENOMEM   out is full */
enum jy_err seal(const struct keyring *kr, enum seal_suite suite,
    const struct seal_place *place, struct str plain, struct buf *out) MUST_CHECK;

/* Append the plain text to `out`, after authentication; on error out is as before.
 *   JY_ECRYPTO  malformed, of an unknown key, of another place, or altered
 *   JY_ENOMEM   out is full */
enum jy_err unseal(const struct keyring *kr, const struct seal_place *place,
    struct str sealed, struct buf *out) MUST_CHECK;

/* Is the value sealed by this suite under the current key? If not, rekey it. */
bool seal_current(const struct keyring *kr, enum seal_suite suite, struct str sealed);

/* The keyed digest by which an exact value is found and kept unique. `purpose`
 * names the column ("person.id_number"), so equal values of two columns differ.
 * `value` must be normalised first (idcheck.h). */
enum jy_err blind_index(const struct keyring *kr, const char *purpose, struct str value,
    uint8_t out[SHA256_SIZE]) MUST_CHECK;

#endif
