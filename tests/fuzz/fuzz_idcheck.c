/*
 * fuzz_idcheck.c - any bytes as a number of a person, and as a text with such
 * numbers in it. What is accepted is its own normal form; finds stay inside the
 * text, in order, and agree with the checks.
 */
#include <stdlib.h>

#include "idcheck.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

struct scan {
	struct str text;
	size_t after; /* where the last find ended */
};

/* The scanner knows no today; somebody of that date is of age at some time. */
static bool
is_id_at_some_time(struct str s)
{
	struct id_number id;

	for (int year = 1920; year <= 2120; year += 50) {
		if (id_number_parse(s, year * 10000 + 1231, &id) == ID_OK)
			return true;
	}
	return false;
}

static bool
check_find(void *arg, enum pii_kind kind, size_t at, size_t n)
{
	struct scan *s = arg;
	char out[EMAIL_SIZE];
	struct str found;

	if (at < s->after || n > s->text.n || at > s->text.n - n)
		abort();
	s->after = at + n;
	found = (struct str){ s->text.p + at, n };
	if (kind == PII_ID && !is_id_at_some_time(found))
		abort();
	if (kind == PII_MOBILE && mobile_parse(found, out) != ID_OK)
		abort();
	if (kind == PII_BANK && bank_card_parse(found, out) != ID_OK)
		abort();
	return true;
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct str in = { (const char *)bytes, size };
	struct scan scan = { in, 0 };
	struct id_number id;
	char out[EMAIL_SIZE], again[EMAIL_SIZE];
	struct buf b = BUF_INIT;

	pii_scan(in, check_find, &scan);
	if (id_number_parse(in, 20261123, &id) == ID_OK &&
	    (!id_number_ok(id.text) ||
		id_number_parse(str_of(id.text), 20261123, &id) != ID_OK))
		abort();
	if (credit_code_parse(in, out) == ID_OK &&
	    (credit_code_parse(str_of(out), again) != ID_OK || strcmp(out, again) != 0))
		abort();
	if (mobile_parse(in, out) == ID_OK &&
	    (mobile_parse(str_of(out), again) != ID_OK || strcmp(out, again) != 0))
		abort();
	if (bank_card_parse(in, out) == ID_OK && !luhn_ok(str_of(out)))
		abort();
	if (email_parse(in, out) == ID_OK && strpbrk(out, " \r\n,<>") != NULL)
		abort();
	mask_id(&b, in);
	mask_name(&b, in);
	mask_bank(&b, in);
	buf_release(&b);
	return 0;
}
