/*
 * archive.c - writing and reading encrypted archives with OpenSSL's AES-256-GCM.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <argon2.h>
#include <openssl/evp.h>

#include "ctl/archive.h"

#define PIECE 65536
#define TAG_SIZE 16
#define SALT_SIZE 16
#define NONCE_SIZE 12
#define HEADER_SIZE (8 + 1 + 1 + KEY_ID_CHARS + SALT_SIZE)
#define INFO "jiuye backup file"

/* Argon2id for a passphrase: 64 MiB, 3 passes. */
#define PASSPHRASE_KIB 65536
#define PASSPHRASE_PASSES 3

struct archive {
	FILE *fp;
	char *path, *tmp; /* tmp: written, not finished */
	bool writing;
	uint8_t header[HEADER_SIZE], key[KEY_SIZE];
	EVP_CIPHER_CTX *evp;
	uint64_t number; /* of the next piece */
	uint8_t piece[PIECE], sealed[PIECE];
	size_t len, at; /* of piece: filled, read */
	bool last;      /* reading: the last piece was opened */
};

static enum jy_err
failed(const struct archive *a, struct diag *d, const char *what)
{
	return diag_set(d, errno == ENOSPC ? JY_ENOSPC : JY_EIO, a->path, 0, 0, "%s: %s",
	    what, strerror(errno));
}

/* A new archive of its kind; NULL: no memory. */
static struct archive *
archive_new(const char *path, bool writing)
{
	struct archive *a = calloc(1, sizeof(*a));

	if (a == NULL)
		return NULL;
	a->writing = writing;
	a->path = strdup(path);
	a->evp = EVP_CIPHER_CTX_new();
	if (a->path == NULL || a->evp == NULL) {
		archive_close(a);
		return NULL;
	}
	return a;
}

/* The file's own key, from the header's source, id and salt. */
static enum jy_err
derive(struct archive *a, const struct archive_key *key, struct diag *d)
{
	struct str id = { (const char *)a->header + 10, KEY_ID_CHARS };
	struct str salt = { (const char *)a->header + 18, SALT_SIZE }, master;

	if (a->header[9] == 'k') {
		master = keyring_find(key->keys, id, KEY_BACKUP);
		if (master.n == 0)
			return diag_set(d, JY_ECRYPTO, a->path, 0, 0,
			    "made with the key " STR_FMT ", which is not in the keyring",
			    STR_ARG(id));
		return hkdf_sha256(master, salt, STR(INFO), a->key, sizeof(a->key));
	}
	if (key->passphrase.n == 0)
		return diag_set(d, JY_ECRYPTO, a->path, 0, 0,
		    "made with a passphrase: give --passphrase-file");
	return argon2id_hash_raw(PASSPHRASE_PASSES, PASSPHRASE_KIB, 1, key->passphrase.p,
		   key->passphrase.n, salt.p, salt.n, a->key, sizeof(a->key)) == ARGON2_OK
		   ? JY_OK
		   : JY_ECRYPTO;
}

static void
nonce_of(uint8_t nonce[NONCE_SIZE], uint64_t number, bool last)
{
	memset(nonce, 0, NONCE_SIZE);
	for (int i = 7; i >= 0; i--, number >>= 8)
		nonce[i] = (uint8_t)(number & 0xff);
	nonce[NONCE_SIZE - 1] = last;
}

enum jy_err
archive_create(
    struct archive **out, const char *path, const struct archive_key *key, struct diag *d)
{
	bool phrase = key->passphrase.n > 0;
	struct archive *a;
	enum jy_err err;

	*out = NULL;
	if (access(path, F_OK) == 0)
		return diag_set(d, JY_ECONFLICT, path, 0, 0, "exists already");
	if ((a = archive_new(path, true)) == NULL)
		return JY_ENOMEM;
	memcpy(a->header, "JYBACKUP\1", 9);
	a->header[9] = phrase ? 'p' : 'k';
	memset(a->header + 10, '0', KEY_ID_CHARS);
	if (!phrase)
		memcpy(a->header + 10, keyring_id(key->keys).p, KEY_ID_CHARS);
	if ((err = random_bytes(a->header + 18, SALT_SIZE)) != JY_OK ||
	    (err = derive(a, key, d)) != JY_OK)
		goto out;
	if (asprintf(&a->tmp, "%s.part", path) < 0) {
		a->tmp = NULL;
		err = JY_ENOMEM;
	} else if ((a->fp = fopen(a->tmp, "wxe")) == NULL ||
		   fwrite(a->header, 1, HEADER_SIZE, a->fp) != HEADER_SIZE) {
		err = failed(a, d, "cannot be written");
	}
out:
	if (err != JY_OK)
		archive_close(a);
	else
		*out = a;
	return err;
}

/* Encrypt what is in the piece and write it. */
static enum jy_err
flush(struct archive *a, bool last, struct diag *d)
{
	uint8_t nonce[NONCE_SIZE], tag[TAG_SIZE];
	uint8_t length[4] = { 0, (uint8_t)(a->len >> 16), (uint8_t)(a->len >> 8),
		(uint8_t)a->len };
	int n = 0;

	nonce_of(nonce, a->number++, last);
	if (EVP_EncryptInit_ex(a->evp, EVP_aes_256_gcm(), NULL, a->key, nonce) != 1 ||
	    EVP_EncryptUpdate(a->evp, NULL, &n, a->header, HEADER_SIZE) != 1 ||
	    EVP_EncryptUpdate(a->evp, a->sealed, &n, a->piece, (int)a->len) != 1 ||
	    EVP_EncryptFinal_ex(a->evp, a->sealed + n, &n) != 1 ||
	    EVP_CIPHER_CTX_ctrl(a->evp, EVP_CTRL_GCM_GET_TAG, TAG_SIZE, tag) != 1)
		return JY_ECRYPTO;
	if (fwrite(length, 1, 4, a->fp) != 4 ||
	    fwrite(a->sealed, 1, a->len, a->fp) != a->len ||
	    fwrite(tag, 1, TAG_SIZE, a->fp) != TAG_SIZE)
		return failed(a, d, "cannot be written");
	a->len = 0;
	return JY_OK;
}

enum jy_err
archive_write(struct archive *a, struct str bytes, struct diag *d)
{
	enum jy_err err = JY_OK;
	size_t n;

	while (bytes.n > 0 && err == JY_OK) {
		n = bytes.n < PIECE - a->len ? bytes.n : PIECE - a->len;
		memcpy(a->piece + a->len, bytes.p, n);
		a->len += n;
		bytes = str_from(bytes, n);
		if (a->len == PIECE)
			err = flush(a, false, d);
	}
	return err;
}

enum jy_err
archive_finish(struct archive *a, struct diag *d)
{
	enum jy_err err;
	FILE *fp = a->fp;

	if ((err = flush(a, true, d)) != JY_OK)
		return err;
	if (fflush(fp) != 0 || fsync(fileno(fp)) != 0)
		return failed(a, d, "cannot be written");
	a->fp = NULL;
	if (fclose(fp) != 0 || rename(a->tmp, a->path) != 0)
		return failed(a, d, "cannot be written");
	free(a->tmp);
	a->tmp = NULL;
	return JY_OK;
}

enum jy_err
archive_open(
    struct archive **out, const char *path, const struct archive_key *key, struct diag *d)
{
	struct archive *a = archive_new(path, false);
	enum jy_err err = JY_OK;

	*out = NULL;
	if (a == NULL)
		return JY_ENOMEM;
	if ((a->fp = fopen(path, "re")) == NULL)
		err = diag_set(d, errno == ENOENT ? JY_ENOTFOUND : JY_EIO, path, 0, 0,
		    "%s", strerror(errno));
	else if (fread(a->header, 1, HEADER_SIZE, a->fp) != HEADER_SIZE ||
		 memcmp(a->header, "JYBACKUP\1", 9) != 0 ||
		 (a->header[9] != 'k' && a->header[9] != 'p'))
		err = diag_set(d, JY_EPARSE, path, 0, 0, "not a backup of this version");
	else
		err = derive(a, key, d);
	if (err != JY_OK)
		archive_close(a);
	else
		*out = a;
	return err;
}

static bool
open_piece(struct archive *a, uint8_t tag[TAG_SIZE], size_t length, bool last)
{
	uint8_t nonce[NONCE_SIZE];
	int n = 0, rest = 0;

	nonce_of(nonce, a->number, last);
	return EVP_DecryptInit_ex(a->evp, EVP_aes_256_gcm(), NULL, a->key, nonce) == 1 &&
	       EVP_DecryptUpdate(a->evp, NULL, &n, a->header, HEADER_SIZE) == 1 &&
	       EVP_DecryptUpdate(a->evp, a->piece, &n, a->sealed, (int)length) == 1 &&
	       EVP_CIPHER_CTX_ctrl(a->evp, EVP_CTRL_GCM_SET_TAG, TAG_SIZE, tag) == 1 &&
	       EVP_DecryptFinal_ex(a->evp, a->piece + n, &rest) == 1;
}

/* Read and open the next piece. The last one is known by its nonce: behind it the
 * file must end. */
static enum jy_err
fill(struct archive *a, struct diag *d)
{
	uint8_t head[4], tag[TAG_SIZE];
	size_t length;
	bool ok = false;
	int next;

	if (!a->last && fread(head, 1, 4, a->fp) == 4 && head[0] == 0) {
		length = (size_t)head[1] << 16 | (size_t)head[2] << 8 | head[3];
		if (length <= PIECE && fread(a->sealed, 1, length, a->fp) == length &&
		    fread(tag, 1, TAG_SIZE, a->fp) == TAG_SIZE) {
			if ((next = getc(a->fp)) != EOF)
				ungetc(next, a->fp);
			a->last = next == EOF;
			ok = open_piece(a, tag, length, a->last);
			a->len = length;
		}
	}
	a->at = 0;
	if (!ok) {
		a->len = 0;
		return diag_set(d, JY_ECRYPTO, a->path, 0, 0,
		    "damaged, cut short or opened with the wrong key: piece %llu does "
		    "not "
		    "authenticate",
		    (unsigned long long)a->number);
	}
	a->number++;
	return JY_OK;
}

enum jy_err
archive_read(struct archive *a, void *out, size_t n, struct diag *d)
{
	uint8_t *to = out;
	enum jy_err err;
	size_t take;

	while (n > 0) {
		if (a->at == a->len && (err = fill(a, d)) != JY_OK)
			return err;
		take = n < a->len - a->at ? n : a->len - a->at;
		memcpy(to, a->piece + a->at, take);
		a->at += take;
		to += take;
		n -= take;
	}
	return JY_OK;
}

enum jy_err
archive_at_end(struct archive *a, struct diag *d)
{
	enum jy_err err = JY_OK;

	if (!a->last && a->at == a->len)
		err = fill(a, d);
	if (err == JY_OK && (!a->last || a->at != a->len))
		err = diag_set(
		    d, JY_ECRYPTO, a->path, 0, 0, "longer than its manifest says");
	return err;
}

void
archive_close(struct archive *a)
{
	if (a == NULL)
		return;
	if (a->fp != NULL)
		fclose(a->fp);
	if (a->tmp != NULL)
		unlink(a->tmp);
	EVP_CIPHER_CTX_free(a->evp);
	secret_wipe(a->key, sizeof(a->key));
	secret_wipe(a->piece, sizeof(a->piece));
	free(a->tmp);
	free(a->path);
	free(a);
}
