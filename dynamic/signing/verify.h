/*
 * verify.h - whoever holds a document, or its text as a file, asks whether it is
 * authentic and in force, without an account. A document's code is a keyed digest of its
 * number: who has not seen the document cannot make one up, and learns nothing about
 * numbers by trying.
 */
#ifndef JY_VERIFY_H
#define JY_VERIFY_H

#include "act.h"
#include "crypto.h"
#include "val.h"

/* Nine characters of the digest and one that checks them, from 31 that are not taken for
 * each other: no 0 O 1 I L. */
#define VERIFY_CODE_CHARS 10

/* The code of a number, made under the key that was current when it was given out.
 *   JY_ECRYPTO  that key is not in the keyring */
enum jy_err verify_code(const struct keyring *keys, struct str key_id, struct str number,
    char out[VERIFY_CODE_CHARS + 1]) MUST_CHECK;

/* As typed to the form in which they are compared: capitals, without blanks and hyphens.
 * False: no number or no code has this form; for the code that is a typing error, since
 * its last character checks the others. */
bool verify_number_parse(struct str typed, char out[16]);
bool verify_code_parse(struct str typed, char out[VERIFY_CODE_CHARS + 1]);

/* A document's code and the address that its QR code holds. JY_ENOTFOUND: no such number. */
enum jy_err verify_of(
    struct act *act, struct str number, struct str *code, struct str *url) MUST_CHECK;

/*
 * What the public is told: {number, label (劳动合同), answer, tone, detail, employer and
 * graduate (masked), entered, signed_on, effective_on, ended_on ("" when there is none),
 * digest}.
 *   JY_ENOTFOUND  no such number, or another code: nobody can tell which
 */
enum jy_err verify_find(
    struct act *act, struct str number, struct str code, struct val *out) MUST_CHECK;

/* The same of the document whose text has this SHA-256. JY_ENOTFOUND: there is none. */
enum jy_err verify_digest(
    struct act *act, const uint8_t sha[SHA256_SIZE], struct val *out) MUST_CHECK;

#endif
