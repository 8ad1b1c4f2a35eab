/*
 * captcha.h - is a person typing? Two ways to say so: the characters of a picture,
 * or a proof of work that the browser computes by itself, for those who cannot see
 * the picture (WCAG 1.1.1, 3.3.8). Checked here, for one use, of short life, bound to
 * the pre-login cookie, at least 20 bits, never the only barrier.
 *
 * Nothing is stored when one is given out, so that a GET writes nothing: an id is
 * its end and some random bytes under a MAC that covers the browser's cookie, and
 * the answer is derived from the id by a key. What is stored is that an id was
 * answered: a second answer is refused (1.2.i4).
 */
#ifndef CAPTCHA_H
#define CAPTCHA_H

#include "act.h"
#include "buf.h"
#include "crypto.h"

/* 5 of 25 characters: 23 bits. */
#define CAPTCHA_CHARS 5
#define CAPTCHA_ALPHABET "ACDEFGHJKMNPQRTUVWXY34679"
#define CAPTCHA_TEST_ANSWER "0000"

/* The proof's number lies below this: about a second of a browser's work. */
#define CAPTCHA_WORK 60000

/* `presession` below is the browser: SHA-256 of its pre-login cookie. */

/* What a form brings back. Either text (with its id) or proof. */
struct captcha_answer {
	struct str id, text; /* any case; blanks do not count */
	struct str proof;    /* "SALT.NUMBER", SALT as captcha_challenge() gave it */
};

/*
 * Fetch the characters' outlines from the system's fonts, once, before a sandbox
 * closes the file system. Thread-safe afterwards.
 *   JY_EIO  there is no font that has them
 */
enum jy_err captcha_prepare(void) MUST_CHECK;

/* Does the configuration ask for a captcha at all? */
bool captcha_wanted(const struct act *act);

/* A new picture's id for this browser, in act->arena. */
enum jy_err captcha_new(
    struct act *act, struct str presession, struct str *id) MUST_CHECK;

/* Append the picture of an id as PNG: the same bytes each time.
 *   JY_ENOTFOUND  not an id of this browser, or too old
 *   JY_ENOMEM     out is full */
enum jy_err captcha_picture(
    struct act *act, struct str presession, struct str id, struct buf *out) MUST_CHECK;

/* The parts of a proof of work: find the number below `work` for which
 * SHA-256(salt followed by the number in decimal) is `challenge` (hex). */
struct captcha_challenge {
	struct str salt, challenge;
	int64_t work;
};
enum jy_err captcha_challenge(
    struct act *act, struct str presession, struct captcha_challenge *out) MUST_CHECK;

/*
 * Check an answer and use it up, right or wrong. Own transaction.
 *   JY_OK      right, or the configuration wants none
 *   JY_EINPUT  not right; *why is a sentence for the person
 */
enum jy_err captcha_check(struct act *act, struct str presession,
    const struct captcha_answer *answer, const char **why) MUST_CHECK;

/* The picture of any text (of CAPTCHA_ALPHABET) as PNG; `seed` decides its noise.
 *   JY_EINTERNAL  captcha_prepare() was not called, or a character is unknown */
enum jy_err captcha_draw(struct str text, uint64_t seed, struct buf *out) MUST_CHECK;

#endif
