/*
 * keys.h - the master key and the data keys made from it.
 * A folder outside store, repository and backup holds master.key: 32 random
 * bytes as 64 hex digits and a line end, mode 0400. Keys of earlier times lie
 * beside it as any other NAME.key; they still open old values and make no new
 * ones. Each purpose has its own key by HKDF-SHA-256, so that no key serves two
 * ends. A lost key is an error, never a reason to make a new one.
 */
#ifndef JY_KEYS_H
#define JY_KEYS_H

#include <stdint.h>

#include "crypto.h"
#include "err.h"
#include "str.h"

enum key_purpose {
	KEY_SEAL,     /* sealed columns: AES-256-GCM */
	KEY_SEAL_SM4, /* sealed columns: SM4-CBC; its first 16 bytes */
	KEY_SEAL_SM3, /* sealed columns: HMAC-SM3 */
	KEY_BLIND,    /* blind indexes */
	KEY_CSRF,     /* form tokens */
	KEY_TOKEN,    /* SMS codes, captcha answers, reset tokens */
	KEY_AUDIT,    /* the audit chain */
	KEY_PEPPER,   /* password hashes */
	KEY_BACKUP,   /* backup archives */
	KEY_VERIFY,   /* codes on printed documents */
	KEY_PURPOSE_COUNT
};

#define KEY_ID_CHARS 8 /* a key's public name: hex digits derived from it */

struct keyring;

/*
 * Make dir (0700) and dir/master.key. Only a command that an administrator runs
 * calls this.
 *   JY_ECONFLICT  there is a master key already; nothing was touched
 *   JY_EIO        the folder or file could not be written
 */
enum jy_err keyring_create(const char *dir, struct diag *d) MUST_CHECK;

/*
 * Read the keys of dir.
 *   JY_ECRYPTO  the key is missing, malformed, or its file may be read or
 *               written by others; d says which and what to do
 *   JY_EIO      it cannot be read
 */
enum jy_err keyring_load(
    const char *dir, struct keyring **out, struct diag *d) MUST_CHECK;

/* A keyring of one master key from memory: for tests and vectors. */
enum jy_err keyring_of(const uint8_t master[KEY_SIZE], struct keyring **out) MUST_CHECK;

/* Wipe and free; NULL is fine. */
void keyring_free(struct keyring *kr);

/* The current key for a purpose: KEY_SIZE bytes that live as long as kr. */
struct str keyring_key(const struct keyring *kr, enum key_purpose purpose);

/* The id of the current master key, and the key of any by its id: STR_NONE when
 * there is none of that id. */
struct str keyring_id(const struct keyring *kr);
struct str keyring_find(
    const struct keyring *kr, struct str id, enum key_purpose purpose);

#endif
