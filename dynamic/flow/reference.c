/*
 * reference.c - the numbers by which people name documents (flow_reference() in flow.h), and
 * the way back from such a number, or from its end, to the document.
 */
#include <string.h>

#include "flow/flow.h"

#define LETTERS 3
#define DIGITS 6
#define TAIL_MIN 4
#define FACTOR 693641137u /* odd: times it modulo a power of two can be undone */
#define OFFSET 271828183u

static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/* SUB for "subsidy", SBA for "subsidy_batch". */
static size_t
letters(const char *kind, char out[LETTERS])
{
	const char *second = strchr(kind, '_');
	size_t k = 0;

	if (second != NULL)
		out[k++] = (char)(*kind - 'a' + 'A');
	for (const char *p = second != NULL ? second : kind; *p != '\0' && k < LETTERS;
	     p++)
		if (*p >= 'a' && *p <= 'z')
			out[k++] = (char)(*p - 'a' + 'A');
	return k;
}

/* Letters of the kind; then the id times an odd number modulo 2^30, which no two ids share, in
 * Crockford's digits (no I, L, O, U). */
struct str
flow_reference(struct arena *a, const struct flow *flow, int64_t id)
{
	uint32_t n = (uint32_t)id * FACTOR + OFFSET;
	char text[LETTERS + 1 + DIGITS];
	size_t k = letters(flow->kind, text);

	text[k++] = '-';
	for (int shift = 5 * (DIGITS - 1); shift >= 0; shift -= 5)
		text[k++] = digits[n >> shift & 31];
	return arena_str(a, (struct str){ text, k });
}

/* Letters and digits only, in capitals. 0: there is something else, or too much. */
static size_t
squeeze(struct str text, char out[LETTERS + DIGITS])
{
	size_t n = 0;

	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];

		if (c == ' ' || c == '-')
			continue;
		if (c >= 'a' && c <= 'z')
			c = (char)(c - 'a' + 'A');
		if (n == LETTERS + DIGITS ||
		    !((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z')))
			return 0;
		out[n++] = c;
	}
	return n;
}

/* The value of digits as people write them. False: one is none. */
static bool
value(const char *text, size_t n, uint32_t *out)
{
	*out = 0;
	for (size_t i = 0; i < n; i++) {
		char c = text[i] == 'O'                     ? '0'
			 : text[i] == 'I' || text[i] == 'L' ? '1'
							    : text[i];
		const char *p = strchr(digits, c);

		if (p == NULL)
			return false;
		*out = *out << 5 | (uint32_t)(p - digits);
	}
	return true;
}

size_t
flow_reference_ids(const struct flow *flow, struct str text, int64_t *ids, size_t max)
{
	char typed[LETTERS + DIGITS] = "", kind[LETTERS] = "";
	size_t skip = 0, n = squeeze(text, typed), count = 0;
	uint32_t end, inverse = FACTOR;
	int64_t step, id;

	if (letters(flow->kind, kind) == LETTERS && n == LETTERS + DIGITS &&
	    memcmp(typed, kind, LETTERS) == 0)
		skip = LETTERS;
	n -= skip;
	if (n < TAIL_MIN || n > DIGITS || !value(typed + skip, n, &end))
		return 0;
	for (int i = 0; i < 5; i++) /* Newton: the bits that are right double */
		inverse *= 2 - FACTOR * inverse;
	step = (int64_t)1 << (5 * n);
	id = (int64_t)((end - OFFSET) * inverse) & (step - 1);
	for (; id < (int64_t)1 << (5 * DIGITS) && count < max; id += step)
		if (id > 0)
			ids[count++] = id;
	return count;
}
