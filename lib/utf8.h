/*
 * utf8.h - code points, and the one gate that text typed by people passes.
 * Normal forms come from utf8proc (Unicode 15). Pure functions, no globals.
 */
#ifndef JY_UTF8_H
#define JY_UTF8_H

#include <stdbool.h>
#include <stdint.h>

#include "arena.h"
#include "buf.h"
#include "err.h"
#include "str.h"

#define UTF8_INVALID 0xFFFFFFFFu

/* Shortest form only, no surrogates, at most U+10FFFF (RFC 3629). */
bool utf8_valid(struct str s);

/* Code points; a byte that is not valid counts as one. */
size_t utf8_count(struct str s);

/* Take one code point off the front of *rest, which must not be empty. A byte
 * that is not valid is taken alone and gives UTF8_INVALID. */
uint32_t utf8_next(struct str *rest);

/* Append one code point; what is no code point becomes U+FFFD. */
void utf8_put(struct buf *b, uint32_t cp);

/* The first `max` code points of `s`; all of it if it has no more. */
struct str utf8_cut(struct str s, size_t max);

/* Han in all planes, U+3007 included: rare characters of names pass. */
bool utf8_is_han(uint32_t cp);

/* Without white space at both ends, as Unicode defines it (U+3000 too). */
struct str utf8_trim(struct str s);

enum utf8_form { UTF8_NFC, UTF8_NFKC };

/* `in` in a normal form; it may be `in` itself when that is ASCII, so `in` must
 * live as long as *out.
 *   JY_EINPUT  not valid UTF-8, or more than 30 combining marks in a row (the
 *              stream-safe form of UAX 15: sorting them must stay cheap)
 *   JY_ENOMEM  memory is exhausted */
enum jy_err utf8_normalise(
    struct arena *a, struct str in, enum utf8_form form, struct str *out);

enum text_kind {
	TEXT_LINE, /* one line: no line end, no tab */
	TEXT_LONG, /* several lines; LF and tab may stay */
	TEXT_NAME  /* a person's name: see below */
};

enum text_fault {
	TEXT_OK = 0,
	TEXT_NOT_UTF8,  /* the request is malformed: answer 400 */
	TEXT_CONTROL,   /* NUL, C0, C1, DEL; in a line also a line end or tab */
	TEXT_BIDI,      /* U+202A-202E, U+2066-2069 */
	TEXT_STACKED,   /* more than 30 combining marks in a row (UAX 15) */
	TEXT_INVISIBLE, /* zero-width in a name */
	TEXT_NAME_CHAR, /* neither Han, middle dot, Latin letter nor blank */
	TEXT_NAME_LENGTH,
	TEXT_NO_MEMORY,
	TEXT_FAULT_COUNT
};

#define TEXT_NAME_MIN 2 /* code points */
#define TEXT_NAME_MAX 50

/*
 * Bring typed text into the form that is stored: NFC, CR LF becomes LF, white
 * space at both ends is cut. *out lives in `a` or in `in`. On a fault *out is
 * left alone. Lengths of lines and long texts are the field's business.
 *
 * A name has 2 to 50 code points: Han in all planes, U+00B7, Latin letters,
 * blanks (several become one). The dots U+2022, U+2027 and U+30FB, which input
 * methods give for U+00B7, become it.
 */
enum text_fault utf8_clean(
    struct arena *a, struct str in, enum text_kind kind, struct str *out);

/* A sentence for the person who typed it; "" for TEXT_OK. */
const char *text_fault_zh(enum text_fault fault);

#endif
