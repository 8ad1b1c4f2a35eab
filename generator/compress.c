/*
 * compress.c - libdeflate and brotli (see compress.h).
 */
#include <string.h>

#include <brotli/encode.h>
#include <libdeflate.h>

#include "compress.h"

#define LEAST_BYTES 512 /* below that headers outweigh what is saved */
#define GZIP_LEVEL 9
#define BROTLI_LEVEL 6 /* a page in a fraction of a millisecond */

int
variants_parse(const char *words)
{
	return (strstr(words, "gzip") != NULL ? VARIANT_GZIP : 0) |
	       (strstr(words, "brotli") != NULL ? VARIANT_BROTLI : 0);
}

int
variants_for(int wanted, struct str path, struct str bytes)
{
	static const char *const text[] = { ".html", ".xml", ".json", ".txt", ".css",
		".js", ".svg", ".csv", ".bin" };
	size_t i;

	if (bytes.n < LEAST_BYTES)
		return 0;
	for (i = 0; i < sizeof(text) / sizeof(text[0]); i++) {
		if (str_ends(path, text[i]))
			return wanted;
	}
	return 0;
}

const char *
variant_suffix(int variant)
{
	return variant == VARIANT_GZIP ? ".gz" : ".br";
}

static bool
gzip(struct str bytes, struct buf *out)
{
	static struct libdeflate_compressor *c;
	size_t n = 0;

	if (c == NULL && (c = libdeflate_alloc_compressor(GZIP_LEVEL)) == NULL)
		return false;
	if (buf_reserve(out, bytes.n))
		n = libdeflate_gzip_compress(
		    c, bytes.p, bytes.n, out->data + out->len, bytes.n);
	out->len += n;
	return n > 0;
}

static bool
brotli(struct str bytes, struct buf *out)
{
	size_t n = bytes.n;

	if (!buf_reserve(out, n) ||
	    !BrotliEncoderCompress(BROTLI_LEVEL, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT,
		bytes.n, (const uint8_t *)bytes.p, &n, (uint8_t *)out->data + out->len))
		return false;
	out->len += n;
	return true;
}

bool
variant_make(int variant, struct str bytes, struct buf *out)
{
	return variant == VARIANT_GZIP ? gzip(bytes, out) : brotli(bytes, out);
}
