/*
 * sealed.c - the table of sealed columns.
 */
#include "sealed.h"
#include "seal.h"

static const struct {
	const char *table, *column;
	const char *purpose; /* of the blind index; NULL: there is none */
} columns[SEALED_COUNT] = {
	[SEALED_ACCOUNT_ID_NO] = { "account", "id_no_sealed", "account.id_no" },
	[SEALED_ACCOUNT_MOBILE] = { "account", "mobile_sealed", "account.mobile" },
	[SEALED_STUDENT_ID_NO] = { "student", "id_no_sealed", "student.id_no" },
	[SEALED_PROFILE_EMAIL] = { "profile", "email_sealed", NULL },
	[SEALED_PROFILE_ADDRESS] = { "profile", "address_sealed", NULL },
	[SEALED_APPLICATION_CONTACT] = { "application", "contact_sealed", NULL },
	[SEALED_OBJECTION_CONTACT] = { "cert_objection", "contact_sealed", NULL },
	[SEALED_OUTBOX_RECIPIENT] = { "outbox", "recipient_sealed", NULL },
	[SEALED_OUTBOX_BODY] = { "outbox", "body_sealed", NULL },
	[SEALED_OUTBOX_UNSUBSCRIBE] = { "outbox", "unsubscribe_sealed", NULL },
	[SEALED_DOCUMENT_BODY] = { "document_text", "body_sealed", NULL },
	[SEALED_SUBSIDY_CARD] = { "subsidy", "card_sealed", NULL },
	[SEALED_SUBSIDY_PHONE] = { "subsidy", "phone_sealed", NULL },
	[SEALED_POST_CONTACT] = { "post_application", "contact_sealed", NULL },
	[SEALED_POST_ID_NO] = { "post_application", "id_no_sealed", NULL },
	[SEALED_REGISTRATION] = { "form", "registration", NULL },
};

static struct seal_place
place_of(enum sealed_column column, struct str uid)
{
	return (struct seal_place){ columns[column].table, columns[column].column, uid };
}

bool
sealed_find(const char *name, enum sealed_column *column)
{
	const char *dot = strchr(name, '.');
	struct str table;

	if (dot == NULL)
		return false;
	table = (struct str){ name, (size_t)(dot - name) };
	for (int i = 0; i < SEALED_COUNT; i++)
		if (str_is(table, columns[i].table) &&
		    strcmp(columns[i].column, dot + 1) == 0) {
			*column = (enum sealed_column)i;
			return true;
		}
	return false;
}

enum jy_err
sealed_put(const struct keyring *keys, enum sealed_column column, struct str uid,
    struct str plain, struct buf *out)
{
	struct seal_place place = place_of(column, uid);

	return seal(keys, SEAL_AES, &place, plain, out);
}

enum jy_err
sealed_get(const struct keyring *keys, struct arena *a, enum sealed_column column,
    struct str uid, struct str sealed, struct str *out)
{
	struct seal_place place = place_of(column, uid);
	struct buf plain = BUF_INIT;
	enum jy_err err;

	err = unseal(keys, &place, sealed, &plain);
	if (err == JY_OK && (*out = arena_str(a, buf_view(&plain))).p == NULL)
		err = JY_ENOMEM;
	if (plain.data != NULL)
		secret_wipe(plain.data, plain.len);
	buf_release(&plain);
	return err;
}

enum jy_err
sealed_index(const struct keyring *keys, enum sealed_column column, struct str value,
    uint8_t out[SHA256_SIZE])
{
	if (columns[column].purpose == NULL)
		return JY_EINTERNAL;
	return blind_index(keys, columns[column].purpose, value, out);
}
