/*
 * idcheck.h - numbers that name a person or an employer: parsed, normalised and
 * checked; and shown with their middle hidden.
 *
 * Each *_parse() takes what was typed, applies NFKC (full-width digits become
 * plain), cuts blanks, and writes the one form that is stored and indexed. On a
 * fault the output is empty. Pure functions; one pass; input of any length.
 */
#ifndef JY_IDCHECK_H
#define JY_IDCHECK_H

#include <stdbool.h>
#include <stdint.h>

#include "buf.h"
#include "str.h"

enum id_fault {
	ID_OK = 0,
	ID_EMPTY,
	ID_LENGTH15, /* an old 15-digit number */
	ID_LENGTH,   /* not 18 characters */
	ID_CHARS,    /* not 17 digits and a digit or X */
	ID_PROVINCE, /* unknown province code */
	ID_DATE,     /* no real date, before 1900 or in the future */
	ID_AGE,      /* younger than 14 or older than 100 */
	ID_CHECKSUM, /* the last character does not fit */
	CREDIT_LENGTH,
	CREDIT_CHARS,
	CREDIT_CHECKSUM,
	MOBILE_LENGTH, /* not 11 digits */
	MOBILE_CHARS,
	MOBILE_PREFIX, /* not 1[3-9] */
	BANK_LENGTH,   /* not 16 to 19 digits */
	BANK_CHARS,
	BANK_CHECKSUM, /* Luhn, or a leading 0 */
	EMAIL_LENGTH,
	EMAIL_FORM,
	ID_FAULT_COUNT
};

/* A sentence for the person who typed it; "" for ID_OK. */
const char *id_fault_zh(enum id_fault fault);

/* GB 11643-1999. `today` is YYYYMMDD in the portal's zone. */
struct id_number {
	char text[19]; /* 17 digits and a digit or X */
	int born;      /* YYYYMMDD */
	bool female;
};
enum id_fault id_number_parse(struct str in, int today, struct id_number *out);

/* Is the normal form right in itself, whoever's it is: province, a real date from
 * 1900 to 2099, check digit? `text` holds 18 characters. */
bool id_number_ok(const char *text);

/* Do digits (and nothing else) satisfy Luhn? */
bool luhn_ok(struct str digits);

/* GB 32100-2015: the unified social credit code, upper case. */
enum id_fault credit_code_parse(struct str in, char out[19]);

/* 11 digits, 1[3-9]...; +86, 86-, blanks and hyphens are cut. */
enum id_fault mobile_parse(struct str in, char out[12]);

/* 16 to 19 digits, no leading 0, Luhn (ISO/IEC 7812-1). */
enum id_fault bank_card_parse(struct str in, char out[20]);

/* One ASCII address local@domain, at most 254 bytes (RFC 5321), dot-atom local
 * part; the domain in lower case and with a dot. */
#define EMAIL_SIZE 255
enum id_fault email_parse(struct str in, char out[EMAIL_SIZE]);

/* Shown to others: ID 110***********002X, mobile 138****8000, bank card all but
 * the last 4, name the first character and one *. What is too short to hide
 * anything becomes stars altogether. */
void mask_id(struct buf *b, struct str id);
void mask_mobile(struct buf *b, struct str mobile);
void mask_bank(struct buf *b, struct str card);
void mask_name(struct buf *b, struct str name);

/* a***@example.cn; of an address six characters, half of it at most. "" stays "". */
void mask_email(struct buf *b, struct str address);
void mask_address(struct buf *b, struct str address);

enum pii_kind { PII_ID, PII_MOBILE, PII_BANK };

/* One find: bytes [at, at + n) of the text. Return false to stop. */
typedef bool pii_found(void *arg, enum pii_kind kind, size_t at, size_t n);

/*
 * Find every full ID number (18, province, date and check digit right), mobile
 * number (11 digits, 1[3-9], also behind 86) and bank card number (16-19 digits,
 * Luhn, prefix of an issuer: UnionPay 62, 60; Visa 4; Mastercard 51-55, 2221-2720;
 * JCB 3528-3589; Diners 300-305, 36, 38, 39; Discover 644-65; ICBC, ABC and others
 * 9555-9559) in any text, HTML or log line, in one pass that looks at about every
 * eleventh byte.
 *
 * A find is a whole run of digits: nothing inside a longer run, nor in a word of
 * 16 or more hex digits with a letter (a digest). A card number is no part of a
 * decimal fraction. The two hex digits of a %XX belong to no run. Numbers with
 * blanks or hyphens in them are not found.
 */
void pii_scan(struct str text, pii_found *found, void *arg);

#endif
