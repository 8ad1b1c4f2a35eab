/*
 * seal.c - sealed values and blind indexes. A suite is a row of a table; what
 * the rows share (text form, keys, place) is written once around them.
 */
#include <stdlib.h>

#include <openssl/evp.h>

#include "seal.h"

#define NONCE_MAX 16
#define TAG_MAX 32

/* One sealing or opening at work. */
struct job {
	struct str key, mac_key; /* mac_key: suite 2 only */
	struct str aad;
	uint8_t nonce[NONCE_MAX], tag[TAG_MAX];
};

struct suite {
	const char *name; /* the first part of the text */
	size_t nonce_size, tag_size;
	enum key_purpose key, mac_key;
	bool (*encrypt)(struct job *, struct str plain, struct buf *out);  /* sets tag */
	bool (*decrypt)(struct job *, struct str sealed, struct buf *out); /* checks it */
};

/* Run a cipher that was initialised over `in`; append to out. */
static bool
run_cipher(EVP_CIPHER_CTX *ctx, struct str in, struct buf *out)
{
	unsigned char *to;
	int n = 0, last = 0;

	if (!buf_reserve(out, in.n + NONCE_MAX))
		return false;
	to = (unsigned char *)out->data + out->len;
	if ((in.n > 0 && EVP_CipherUpdate(
			     ctx, to, &n, (const unsigned char *)in.p, (int)in.n) != 1) ||
	    EVP_CipherFinal_ex(ctx, to + n, &last) != 1)
		return false;
	out->len += (size_t)(n + last);
	return true;
}

static EVP_CIPHER_CTX *
cipher_new(const EVP_CIPHER *type, const struct job *job, int encrypt)
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();

	if (ctx == NULL ||
	    EVP_CipherInit_ex(ctx, type, NULL, (const unsigned char *)job->key.p,
		job->nonce, encrypt) != 1) {
		EVP_CIPHER_CTX_free(ctx);
		return NULL;
	}
	return ctx;
}

static bool
gcm_add_aad(EVP_CIPHER_CTX *ctx, struct str aad)
{
	int n;

	return EVP_CipherUpdate(
		   ctx, NULL, &n, (const unsigned char *)aad.p, (int)aad.n) == 1;
}

static bool
aes_encrypt(struct job *job, struct str plain, struct buf *out)
{
	EVP_CIPHER_CTX *ctx = cipher_new(EVP_aes_256_gcm(), job, 1);
	bool ok;

	ok = ctx != NULL && gcm_add_aad(ctx, job->aad) && run_cipher(ctx, plain, out) &&
	     EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, 16, job->tag) == 1;
	EVP_CIPHER_CTX_free(ctx);
	return ok;
}

static bool
aes_decrypt(struct job *job, struct str sealed, struct buf *out)
{
	EVP_CIPHER_CTX *ctx = cipher_new(EVP_aes_256_gcm(), job, 0);
	bool ok;

	ok = ctx != NULL &&
	     EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG, 16, job->tag) == 1 &&
	     gcm_add_aad(ctx, job->aad) && run_cipher(ctx, sealed, out);
	EVP_CIPHER_CTX_free(ctx);
	return ok;
}

/* HMAC-SM3 over nonce, ciphertext, place, and the ciphertext's length, so that
 * nothing can slide from one part into the next. */
static bool
sm3_tag(const struct job *job, struct str cipher, uint8_t tag[TAG_MAX])
{
	uint8_t len[8];
	struct str parts[] = { { (const char *)job->nonce, 16 }, cipher, job->aad,
		STR_BYTES(len) };

	for (size_t i = 0; i < sizeof(len); i++)
		len[i] = (uint8_t)((uint64_t)cipher.n >> (56 - 8 * i));
	return hmac_sm3(job->mac_key, parts, 4, tag) == JY_OK;
}

static bool
sm4_encrypt(struct job *job, struct str plain, struct buf *out)
{
	EVP_CIPHER_CTX *ctx = cipher_new(EVP_sm4_cbc(), job, 1);
	bool ok;

	ok = ctx != NULL && run_cipher(ctx, plain, out) &&
	     sm3_tag(job, buf_view(out), job->tag);
	EVP_CIPHER_CTX_free(ctx);
	return ok;
}

static bool
sm4_decrypt(struct job *job, struct str sealed, struct buf *out)
{
	uint8_t tag[TAG_MAX];
	EVP_CIPHER_CTX *ctx;
	bool ok;

	if (!sm3_tag(job, sealed, tag) || !secret_eq(STR_BYTES(tag), STR_BYTES(job->tag)))
		return false;
	ctx = cipher_new(EVP_sm4_cbc(), job, 0);
	ok = ctx != NULL && run_cipher(ctx, sealed, out);
	EVP_CIPHER_CTX_free(ctx);
	return ok;
}

static const struct suite suites[] = {
	[SEAL_AES] = { "1", 12, 16, KEY_SEAL, KEY_SEAL, aes_encrypt, aes_decrypt },
	[SEAL_SM4] = { "2", 16, 32, KEY_SEAL_SM4, KEY_SEAL_SM3, sm4_encrypt,
	    sm4_decrypt },
};

/* table NUL column NUL row: the first two are constants without a NUL. */
static void
put_place(struct buf *b, const struct seal_place *place)
{
	buf_add(b, place->table, strlen(place->table) + 1);
	buf_add(b, place->column, strlen(place->column) + 1);
	buf_str(b, place->row);
}

static void
wipe_release(struct buf *b)
{
	if (b->data != NULL)
		secret_wipe(b->data, b->cap);
	buf_release(b);
}

enum jy_err
seal(const struct keyring *kr, enum seal_suite suite, const struct seal_place *place,
    struct str plain, struct buf *out)
{
	const struct suite *s = &suites[suite == SEAL_SM4 ? SEAL_SM4 : SEAL_AES];
	struct buf aad = BUF_INIT, cipher = BUF_INIT;
	struct job job = { .key = keyring_key(kr, s->key),
		.mac_key = keyring_key(kr, s->mac_key) };
	enum jy_err err;

	if (plain.n > SEAL_PLAIN_MAX)
		return JY_ETOOBIG;
	put_place(&aad, place);
	job.aad = buf_view(&aad);
	if ((err = random_bytes(job.nonce, s->nonce_size)) != JY_OK)
		goto out;
	err = JY_ECRYPTO;
	if (!buf_ok(&aad) || !s->encrypt(&job, plain, &cipher))
		goto out;
	buf_printf(out, "%s." STR_FMT ".", s->name, STR_ARG(keyring_id(kr)));
	base64url_encode(out, (struct str){ (const char *)job.nonce, s->nonce_size });
	buf_char(out, '.');
	base64url_encode(out, buf_view(&cipher));
	buf_char(out, '.');
	base64url_encode(out, (struct str){ (const char *)job.tag, s->tag_size });
	err = buf_ok(out) ? JY_OK : JY_ENOMEM;
out:
	buf_release(&aad);
	buf_release(&cipher);
	return err;
}

/* The five parts of the text; the suite's row, NULL if it is not one. */
static const struct suite *
split_sealed(struct str sealed, struct str part[5])
{
	size_t n = 0;

	while (n < 5 && str_split(&sealed, '.', &part[n]))
		n++;
	if (n < 5 || sealed.p != NULL)
		return NULL;
	for (size_t i = SEAL_AES; i <= SEAL_SM4; i++) {
		if (str_is(part[0], suites[i].name))
			return &suites[i];
	}
	return NULL;
}

static bool
decode_fixed(struct str text, uint8_t *out, size_t n)
{
	struct buf b = BUF_INIT;
	bool ok = base64url_decode(&b, text) && b.len == n;

	if (ok)
		memcpy(out, b.data, n);
	buf_release(&b);
	return ok;
}

enum jy_err
unseal(const struct keyring *kr, const struct seal_place *place, struct str sealed,
    struct buf *out)
{
	struct buf aad = BUF_INIT, cipher = BUF_INIT, plain = BUF_INIT;
	struct job job = { 0 };
	struct str part[5];
	const struct suite *s;
	enum jy_err err = JY_ECRYPTO;

	if ((s = split_sealed(sealed, part)) == NULL)
		return JY_ECRYPTO;
	job.key = keyring_find(kr, part[1], s->key);
	job.mac_key = keyring_find(kr, part[1], s->mac_key);
	put_place(&aad, place);
	job.aad = buf_view(&aad);
	if (job.key.p == NULL || !buf_ok(&aad) ||
	    part[3].n > SEAL_PLAIN_MAX / 3 * 4 + 64 ||
	    !decode_fixed(part[2], job.nonce, s->nonce_size) ||
	    !base64url_decode(&cipher, part[3]) ||
	    !decode_fixed(part[4], job.tag, s->tag_size) ||
	    !s->decrypt(&job, buf_view(&cipher), &plain))
		goto out;
	if (buf_reserve(out, plain.len)) {
		buf_str(out, buf_view(&plain));
		err = JY_OK;
	} else {
		err = JY_ENOMEM;
	}
out:
	buf_release(&aad);
	buf_release(&cipher);
	wipe_release(&plain);
	return err;
}

bool
seal_current(const struct keyring *kr, enum seal_suite suite, struct str sealed)
{
	struct str part[5];

	return split_sealed(sealed, part) == &suites[suite] &&
	       str_eq(part[1], keyring_id(kr));
}

enum jy_err
blind_index(const struct keyring *kr, const char *purpose, struct str value,
    uint8_t out[SHA256_SIZE])
{
	struct str parts[] = { str_of(purpose), value };

	return hmac_sha256_framed(keyring_key(kr, KEY_BLIND), parts, 2, out);
}
