/*
 * crypto.c - OpenSSL's EVP and MAC interfaces behind a few plain functions.
 */
#include <errno.h>
#include <limits.h>
#include <sys/random.h>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include "crypto.h"

/* --- chance */

enum jy_err
random_bytes(void *out, size_t n)
{
	char *p = out;
	ssize_t got;

	while (n > 0) {
		if ((got = getrandom(p, n, 0)) < 0) {
			if (errno == EINTR)
				continue;
			return JY_ECRYPTO;
		}
		p += got;
		n -= (size_t)got;
	}
	return JY_OK;
}

enum jy_err
random_below(uint32_t bound, uint32_t *out)
{
	uint32_t v, skip = bound == 0 ? 0 : (0 - bound) % bound; /* 2^32 mod bound */
	enum jy_err err;

	if (bound == 0)
		return JY_EINTERNAL;
	do {
		if ((err = random_bytes(&v, sizeof(v))) != JY_OK)
			return err;
	} while (v < skip);
	*out = v % bound;
	return JY_OK;
}

static const char base64url_digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

enum jy_err
random_text(char *out, size_t bytes)
{
	uint8_t raw[64];
	struct buf b = BUF_INIT;
	enum jy_err err;

	if (bytes > sizeof(raw))
		return JY_EINTERNAL;
	if ((err = random_bytes(raw, bytes)) != JY_OK)
		return err;
	base64url_encode(&b, (struct str){ (const char *)raw, bytes });
	if (buf_ok(&b) && b.len == RANDOM_TEXT_SIZE(bytes) - 1)
		memcpy(out, b.data, b.len + 1);
	else
		err = JY_ENOMEM;
	secret_wipe(raw, sizeof(raw));
	if (b.data != NULL)
		secret_wipe(b.data, b.cap);
	buf_release(&b);
	return err;
}

enum jy_err
token_new(char out[TOKEN_CHARS + 1])
{
	return random_text(out, 32);
}

bool
token_ok(struct str s)
{
	if (s.n != TOKEN_CHARS)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '\0' || strchr(base64url_digits, s.p[i]) == NULL)
			return false;
	}
	return true;
}

/* --- digests */

enum jy_err
sha256(struct str in, uint8_t out[SHA256_SIZE])
{
	struct sha256 h;

	sha256_init(&h);
	sha256_add(&h, in);
	return sha256_done(&h, out);
}

void
sha256_init(struct sha256 *h)
{
	EVP_MD_CTX *md = EVP_MD_CTX_new();

	h->md = md;
	h->failed = md == NULL || EVP_DigestInit_ex(md, EVP_sha256(), NULL) != 1;
}

void
sha256_add(struct sha256 *h, struct str s)
{
	if (!h->failed && s.n > 0)
		h->failed = EVP_DigestUpdate(h->md, s.p, s.n) != 1;
}

enum jy_err
sha256_done(struct sha256 *h, uint8_t out[SHA256_SIZE])
{
	if (out != NULL && !h->failed)
		h->failed = EVP_DigestFinal_ex(h->md, out, NULL) != 1;
	EVP_MD_CTX_free(h->md);
	h->md = NULL;
	return h->failed ? JY_ECRYPTO : JY_OK;
}

static bool
mac_add(EVP_MAC_CTX *ctx, struct str part, bool framed)
{
	uint8_t len[8];

	if (framed) {
		for (size_t i = 0; i < sizeof(len); i++)
			len[i] = (uint8_t)((uint64_t)part.n >> (56 - 8 * i));
		if (EVP_MAC_update(ctx, len, sizeof(len)) != 1)
			return false;
	}
	return part.n == 0 ||
	       EVP_MAC_update(ctx, (const unsigned char *)part.p, part.n) == 1;
}

static enum jy_err
hmac(char *digest, struct str key, const struct str *parts, size_t n, bool framed,
    uint8_t out[SHA256_SIZE])
{
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
		OSSL_PARAM_construct_end(),
	};
	EVP_MAC *mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
	EVP_MAC_CTX *ctx = mac != NULL ? EVP_MAC_CTX_new(mac) : NULL;
	static const unsigned char no_key[1];
	size_t len;
	bool ok;

	ok = ctx != NULL &&
	     EVP_MAC_init(ctx, key.n > 0 ? (const unsigned char *)key.p : no_key, key.n,
		 params) == 1;
	for (size_t i = 0; i < n && ok; i++)
		ok = mac_add(ctx, parts[i], framed);
	ok = ok && EVP_MAC_final(ctx, out, &len, SHA256_SIZE) == 1 && len == SHA256_SIZE;
	EVP_MAC_CTX_free(ctx);
	EVP_MAC_free(mac);
	return ok ? JY_OK : JY_ECRYPTO;
}

static char name_sha256[] = "SHA256", name_sm3[] = "SM3";

enum jy_err
hmac_sha256(struct str key, const struct str *parts, size_t n, uint8_t out[SHA256_SIZE])
{
	return hmac(name_sha256, key, parts, n, false, out);
}

enum jy_err
hmac_sha256_framed(
    struct str key, const struct str *parts, size_t n, uint8_t out[SHA256_SIZE])
{
	return hmac(name_sha256, key, parts, n, true, out);
}

enum jy_err
hmac_sm3(struct str key, const struct str *parts, size_t n, uint8_t out[SHA256_SIZE])
{
	return hmac(name_sm3, key, parts, n, false, out);
}

enum jy_err
hkdf_sha256(struct str key, struct str salt, struct str info, void *out, size_t n)
{
	EVP_KDF *kdf = EVP_KDF_fetch(NULL, "HKDF", NULL);
	EVP_KDF_CTX *ctx = kdf != NULL ? EVP_KDF_CTX_new(kdf) : NULL;
	OSSL_PARAM params[5], *p = params;
	bool ok;

	*p++ = OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, name_sha256, 0);
	*p++ =
	    OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, (void *)key.p, key.n);
	if (salt.n > 0)
		*p++ = OSSL_PARAM_construct_octet_string(
		    OSSL_KDF_PARAM_SALT, (void *)salt.p, salt.n);
	if (info.n > 0)
		*p++ = OSSL_PARAM_construct_octet_string(
		    OSSL_KDF_PARAM_INFO, (void *)info.p, info.n);
	*p = OSSL_PARAM_construct_end();
	ok = ctx != NULL && EVP_KDF_derive(ctx, out, n, params) == 1;
	EVP_KDF_CTX_free(ctx);
	EVP_KDF_free(kdf);
	return ok ? JY_OK : JY_ECRYPTO;
}

/* --- secrets */

bool
secret_eq(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || CRYPTO_memcmp(a.p, b.p, a.n) == 0);
}

void
secret_wipe(void *p, size_t n)
{
	OPENSSL_cleanse(p, n);
}

/* --- text forms */

void
hex_encode(struct buf *b, struct str s)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < s.n; i++) {
		buf_char(b, digits[(unsigned char)s.p[i] >> 4]);
		buf_char(b, digits[(unsigned char)s.p[i] & 15]);
	}
}

bool
hex_decode(struct str in, void *out, size_t n)
{
	uint8_t *p = out;

	if (n > SIZE_MAX / 2 || in.n != n * 2)
		return false;
	for (size_t i = 0; i < in.n; i++) {
		if (hex_value(in.p[i]) < 0)
			return false;
	}
	for (size_t i = 0; i < n; i++)
		p[i] =
		    (uint8_t)(hex_value(in.p[2 * i]) * 16 + hex_value(in.p[2 * i + 1]));
	return true;
}

/* Three bytes become four digits; a short group at the end fewer. */
static void
put_base64(struct buf *b, struct str s, const char *digits, bool pad)
{
	const unsigned char *p = (const unsigned char *)s.p;

	for (size_t i = 0; i < s.n; i += 3) {
		size_t left = s.n - i;
		uint32_t v = (uint32_t)p[i] << 16;

		if (left > 1)
			v |= (uint32_t)p[i + 1] << 8;
		if (left > 2)
			v |= p[i + 2];
		buf_char(b, digits[v >> 18]);
		buf_char(b, digits[v >> 12 & 63]);
		if (left > 1)
			buf_char(b, digits[v >> 6 & 63]);
		if (left > 2)
			buf_char(b, digits[v & 63]);
		for (; pad && left < 3; left++)
			buf_char(b, '=');
	}
}

void
base64url_encode(struct buf *b, struct str s)
{
	put_base64(b, s, base64url_digits, false);
}

void
base64_encode(struct buf *b, struct str s)
{
	static const char digits[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	put_base64(b, s, digits, true);
}

bool
base64url_decode(struct buf *b, struct str in)
{
	size_t before = b->len;
	uint32_t v = 0;
	unsigned bits = 0;

	for (size_t i = 0; i < in.n; i++) {
		const char *at =
		    in.p[i] == '\0' ? NULL : strchr(base64url_digits, in.p[i]);

		if (at == NULL)
			goto bad;
		v = v << 6 | (uint32_t)(at - base64url_digits);
		if ((bits += 6) >= 8) {
			bits -= 8;
			buf_char(b, (char)(v >> bits & 0xFF));
		}
	}
	if (bits < 6 && (v & ((1u << bits) - 1)) == 0 && buf_ok(b))
		return true;
bad:
	b->len = before;
	if (b->data != NULL)
		b->data[before] = '\0';
	return false;
}
