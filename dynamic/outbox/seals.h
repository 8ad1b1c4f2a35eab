/*
 * seals.h - the sealed columns of the outbox. Private to outbox/.
 */
#ifndef OUTBOX_SEALS_H
#define OUTBOX_SEALS_H

#include "arena.h"
#include "seal.h"

#define OUTBOX_RECIPIENT "recipient_sealed"
#define OUTBOX_BODY "body_sealed"

static inline enum jy_err
outbox_seal(const struct keyring *keys, const char *uid, const char *column,
    struct str plain, struct buf *out)
{
	return seal(keys, SEAL_AES, &(struct seal_place){ "outbox", column, str_of(uid) },
	    plain, out);
}

/* Into the arena. */
static inline enum jy_err
outbox_unseal(const struct keyring *keys, struct arena *a, const char *uid,
    const char *column, struct str sealed, struct str *out)
{
	struct buf plain = BUF_INIT;
	enum jy_err err;

	err = unseal(
	    keys, &(struct seal_place){ "outbox", column, str_of(uid) }, sealed, &plain);
	if (err == JY_OK && (*out = arena_str(a, buf_view(&plain))).p == NULL)
		err = JY_ENOMEM;
	if (plain.data != NULL)
		secret_wipe(plain.data, plain.len);
	buf_release(&plain);
	return err;
}

#endif
