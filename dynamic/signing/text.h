/*
 * text.h - the texts that are signed, and their numbers.
 * At acceptance the terms become a text once: an HTML fragment, exact bytes, kept sealed
 * with their SHA-256. It is never made again: pages and paper show the bytes that were
 * kept. Number, state, dates and signatures stand around the text, not in it.
 *
 *   the 应约 page          text_render(): shows body, its form carries digest
 *   accept (flow effect)   text_fix() with the digest that the form brought back; then the
 *                          document's text_id, and the digest in the acceptance record
 *   when it is generated   text_issue(): an agreement in accept, a contract in approve
 */
#ifndef JY_TEXT_H
#define JY_TEXT_H

#include "act.h"
#include "crypto.h"
#include "val.h"

struct text {
	int64_t id;      /* document_text.id; 0: rendered, not kept */
	int64_t version; /* of the template */
	struct str kind, body;
	uint8_t sha256[SHA256_SIZE];
	struct str digest; /* the same as 64 hex digits */
	int64_t made_at;
};

/*
 * The text of `terms` by the newest template of the kind ("contract", "agreement").
 * `terms` is a map from names of text_places[] (text_template.h) to text as it is to be
 * read; what was not agreed is left out or "". The same terms give the same bytes until
 * another template is published.
 *   JY_EPARSE  the template does not render (a published one does)
 */
enum jy_err text_render(struct act *act, const char *kind, const struct val *terms,
    struct text *out) MUST_CHECK;

/*
 * Render once more and keep the bytes, in the caller's open transaction. `digest` is what
 * the signer was shown (hex), or STR_NONE where nobody signs (a document that is entered).
 *   JY_ECONFLICT  the text is not the one that was shown: show it again
 *   JY_EINTERNAL  no transaction is open
 */
enum jy_err text_fix(struct act *act, const char *kind, const struct val *terms,
    struct str digest, struct text *out) MUST_CHECK;

/* The kept bytes. The caller has checked who may see them.
 *   JY_ENOTFOUND  there is none
 *   JY_ECRYPTO    the bytes in the store were altered, or are not those of the digest */
enum jy_err text_load(struct act *act, int64_t id, struct text *out) MUST_CHECK;

/*
 * Give a kept text its number, in the caller's open transaction: HT2026000001 for
 * contracts, XY2026000001 for agreements, without a gap in each kind and year (of
 * act->now). A rollback gives the number back.
 *   JY_ECONFLICT  the text has one already
 *   JY_EINTERNAL  no transaction is open
 */
enum jy_err text_issue(struct act *act, int64_t id, struct str *number) MUST_CHECK;

#define TEXT_NUMBER_CHARS 12

#endif
