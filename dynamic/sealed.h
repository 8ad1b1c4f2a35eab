/*
 * sealed.h - every sealed column of the store in one table: where its values
 * belong (seal.h's place) and under which purpose they are found again. A value is
 * bound to its row's uid.
 */
#ifndef JY_SEALED_H
#define JY_SEALED_H

#include "arena.h"
#include "buf.h"
#include "crypto.h"
#include "err.h"
#include "keys.h"
#include "str.h"

enum sealed_column {
	SEALED_ACCOUNT_ID_NO, /* account.id_no_sealed, id_no_index: id_number_parse()'s text */
	SEALED_ACCOUNT_MOBILE, /* account.mobile_sealed, mobile_index: mobile_parse()'s text */
	SEALED_STUDENT_ID_NO, /* student.id_no_sealed, id_no_index */
	SEALED_PROFILE_EMAIL, /* profile.email_sealed; the row id is the account's uid */
	SEALED_PROFILE_ADDRESS,
	SEALED_APPLICATION_CONTACT, /* application.contact_sealed: JSON, mobile and email */
	SEALED_OBJECTION_CONTACT,   /* cert_objection.contact_sealed */
	SEALED_OUTBOX_RECIPIENT,
	SEALED_OUTBOX_BODY,
	SEALED_OUTBOX_UNSUBSCRIBE,
	SEALED_DOCUMENT_BODY, /* document_text.body_sealed */
	SEALED_SUBSIDY_CARD,  /* subsidy.card_sealed: bank_card_parse()'s text */
	SEALED_SUBSIDY_PHONE, /* subsidy.phone_sealed: mobile_parse()'s text */
	SEALED_POST_CONTACT,  /* post_application.contact_sealed: JSON */
	SEALED_POST_ID_NO,    /* post_application.id_no_sealed: of who has left */
	SEALED_REGISTRATION,  /* no column: a form's hidden field, its uid the browser */
	SEALED_COUNT
};

/* Append the sealed form of `plain` for the row with `uid`. Errors as seal(). */
enum jy_err sealed_put(const struct keyring *keys, enum sealed_column column,
    struct str uid, struct str plain, struct buf *out) MUST_CHECK;

/* The column of "account.mobile_sealed". False: it is none. */
bool sealed_find(const char *name, enum sealed_column *column);

/* Open a value into the arena. Errors as unseal(). */
enum jy_err sealed_get(const struct keyring *keys, struct arena *a,
    enum sealed_column column, struct str uid, struct str sealed,
    struct str *out) MUST_CHECK;

/* The blind index of a normalised value. Those of two columns differ, so a student
 * is found by the index made for SEALED_STUDENT_ID_NO. */
enum jy_err sealed_index(const struct keyring *keys, enum sealed_column column,
    struct str value, uint8_t out[SHA256_SIZE]) MUST_CHECK;

#endif
