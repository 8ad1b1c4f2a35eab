/*
 * fuzz_text.c - any bytes as typed text, as escaped text and as encoded text.
 * Cleaning twice gives the same as once; what was escaped for a URL or as
 * base64 comes back.
 */
#include <stdlib.h>

#include "crypto.h"
#include "escape.h"
#include "file.h"
#include "mime.h"
#include "utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void
check_clean(struct arena *a, struct str in)
{
	struct str once = STR_NONE, twice = STR_NONE;

	for (int kind = TEXT_LINE; kind <= TEXT_NAME; kind++) {
		enum text_fault fault = utf8_clean(a, in, (enum text_kind)kind, &once);

		if (fault == TEXT_NO_MEMORY || (fault == TEXT_NOT_UTF8) == utf8_valid(in))
			abort();
		if (fault != TEXT_OK)
			continue;
		if (utf8_clean(a, once, (enum text_kind)kind, &twice) != TEXT_OK ||
		    !str_eq(once, twice) || !utf8_valid(once))
			abort();
	}
}

static void
check_escapes(struct arena *a, struct str in, struct buf *b)
{
	struct str out;

	url_escape(b, in);
	if (url_decode(a, buf_view(b), true, &out) != JY_OK || !str_eq(in, out))
		abort();
	(void)url_decode(a, in, false, &out);
	buf_reset(b);
	html_escape(b, in);
	if (b->len > 0 && strpbrk(b->data, "<>\"'") != NULL)
		abort();
	buf_reset(b);
	json_escape_script(b, in);
	if (!utf8_valid(buf_view(b)) || (b->len > 0 && strpbrk(b->data, "<>&\n") != NULL))
		abort();
	buf_reset(b);
	csv_field(b, in);
	mime_header_text(b, in, 9);
	(void)path_is_clean(in);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct str in = { (const char *)bytes, size };
	struct buf b = BUF_INIT, back = BUF_INIT;
	struct arena a;

	arena_init(&a, 0);
	check_clean(&a, in);
	check_escapes(&a, in, &b);
	buf_reset(&b);
	base64url_encode(&b, in);
	if (!base64url_decode(&back, buf_view(&b)) || !str_eq(buf_view(&back), in))
		abort();
	buf_reset(&b);
	if (base64url_decode(&b, in)) { /* then it is the only way to write it */
		buf_reset(&back);
		base64url_encode(&back, buf_view(&b));
		if (!str_eq(buf_view(&back), in))
			abort();
	}
	buf_release(&b);
	buf_release(&back);
	arena_release(&a);
	return 0;
}
