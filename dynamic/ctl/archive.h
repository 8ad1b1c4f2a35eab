/*
 * archive.h - a backup's file format: a stream, encrypted and authenticated in
 * pieces, so that its size does not matter and one flipped, missing or added byte
 * is found before the piece that holds it is used.
 *
 *   header  "JYBACKUP", version 1, key source 'k' or 'p', key id (8 bytes), salt (16)
 *   pieces  length (4 bytes, big endian, at most 65,536), that many bytes of
 *           ciphertext, tag (16)
 * AES-256-GCM; nonce: number of the piece (8 bytes, big endian), 3 zero bytes, 1 in
 * the last piece and 0 before; the header is authenticated with every piece. The key
 * is made by HKDF-SHA-256 from KEY_BACKUP of the keyring ('k'), or by Argon2id from a
 * passphrase ('p'), with the salt, so no two archives share one.
 */
#ifndef CTL_ARCHIVE_H
#define CTL_ARCHIVE_H

#include "crypto.h"
#include "err.h"
#include "keys.h"
#include "str.h"

/* Where the key comes from: a passphrase if it is not empty, else the keyring. */
struct archive_key {
	const struct keyring *keys;
	struct str passphrase;
};

struct archive;

/*
 * Begin a new file beside `path` (mode 0600). Not there under its own name before
 * archive_finish().
 *   JY_ECONFLICT  path exists
 *   JY_EIO, JY_ENOSPC, JY_ECRYPTO, JY_ENOMEM
 */
enum jy_err archive_create(struct archive **out, const char *path,
    const struct archive_key *key, struct diag *d) MUST_CHECK;

enum jy_err archive_write(struct archive *a, struct str bytes, struct diag *d) MUST_CHECK;

/* Write the last piece, sync, and give the file its name. */
enum jy_err archive_finish(struct archive *a, struct diag *d) MUST_CHECK;

/*
 * Open an archive for reading.
 *   JY_EPARSE   it is none, or of another version
 *   JY_ECRYPTO  it was made with another key: d says with which kind
 *   JY_ENOTFOUND, JY_EIO, JY_ENOMEM
 */
enum jy_err archive_open(struct archive **out, const char *path,
    const struct archive_key *key, struct diag *d) MUST_CHECK;

/* Exactly n bytes. JY_ECRYPTO: altered, or it ends before them. */
enum jy_err archive_read(
    struct archive *a, void *out, size_t n, struct diag *d) MUST_CHECK;

/* Nothing may be left. JY_ECRYPTO: something is, or the end is missing. */
enum jy_err archive_at_end(struct archive *a, struct diag *d) MUST_CHECK;

/* Close; what was not finished is removed. NULL is fine. */
void archive_close(struct archive *a);

#endif
