/*
 * crypto.h - the few primitives that everything else is made of, from OpenSSL 3
 * and getrandom(2). All are thread-safe. JY_ECRYPTO means that the library
 * itself failed (memory, a missing provider): refuse, never go on without.
 */
#ifndef JY_CRYPTO_H
#define JY_CRYPTO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "err.h"
#include "str.h"

#define SHA256_SIZE 32
#define KEY_SIZE 32

#define MUST_CHECK __attribute__((warn_unused_result))

/* The bytes of an array as a string. */
#define STR_BYTES(array) ((struct str){ (const char *)(array), sizeof(array) })

/* --- chance */
enum jy_err random_bytes(void *out, size_t n) MUST_CHECK;

/* A number in [0, bound), each as likely as the other; bound >= 1. */
enum jy_err random_below(uint32_t bound, uint32_t *out) MUST_CHECK;

/* `bytes` random bytes (at most 64) as base64url into out, which has room for
 * RANDOM_TEXT_SIZE(bytes): ids in URLs take 12 bytes (16 characters). */
#define RANDOM_TEXT_SIZE(bytes) (((bytes)*4 + 2) / 3 + 1)
enum jy_err random_text(char *out, size_t bytes) MUST_CHECK;

/* A session token, a reset token: 32 random bytes, 43 characters and a NUL. */
#define TOKEN_CHARS 43
enum jy_err token_new(char out[TOKEN_CHARS + 1]) MUST_CHECK;
bool token_ok(struct str s); /* has the shape of one */

/* --- digests: FIPS 180-4, RFC 2104, RFC 5869 */
enum jy_err sha256(struct str in, uint8_t out[SHA256_SIZE]) MUST_CHECK;

/* In pieces: init, add ..., done. `done` gives the digest or the first error,
 * and releases the state; to give up early call it with out = NULL. */
struct sha256 {
	void *md;
	bool failed;
};
void sha256_init(struct sha256 *h);
void sha256_add(struct sha256 *h, struct str s);
enum jy_err sha256_done(struct sha256 *h, uint8_t out[SHA256_SIZE]);

/* HMAC over n parts, one behind the other with nothing in between. */
enum jy_err hmac_sha256(struct str key, const struct str *parts, size_t n,
    uint8_t out[SHA256_SIZE]) MUST_CHECK;

/* The same over parts whose borders count: the length of each (8 bytes, big
 * endian) stands before it, so that ("ab","c") and ("a","bc") differ. */
enum jy_err hmac_sha256_framed(struct str key, const struct str *parts, size_t n,
    uint8_t out[SHA256_SIZE]) MUST_CHECK;

/* HMAC-SM3 (GB/T 32905), parts without borders. */
enum jy_err hmac_sm3(struct str key, const struct str *parts, size_t n,
    uint8_t out[SHA256_SIZE]) MUST_CHECK;

/* HKDF-SHA-256 into out[n], n <= 255 * 32. */
enum jy_err hkdf_sha256(
    struct str key, struct str salt, struct str info, void *out, size_t n) MUST_CHECK;

/* --- secrets */
bool secret_eq(struct str a, struct str b); /* in constant time; lengths are public */
void secret_wipe(void *p, size_t n);        /* not optimised away */

/* --- text forms. Decoders are strict: no padding, no blanks, no second way to
 * write the same bytes. */
void hex_encode(struct buf *b, struct str s);
bool hex_decode(struct str in, void *out, size_t n); /* exactly n bytes */
void base64url_encode(struct buf *b, struct str s);  /* without padding */
bool base64url_decode(struct buf *b, struct str in); /* false: b unchanged */
void base64_encode(struct buf *b, struct str s);     /* RFC 4648 section 4, padded */

#endif
