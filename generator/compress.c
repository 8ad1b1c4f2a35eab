/*
 * compress.c - libdeflate and brotli (see compress.h).
 */
#include <string.h>

#include <brotli/encode.h>
#include <libdeflate.h>
#include <pthread.h>

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

/* One compressor for both threads that make files: it is a megabyte. */
static bool
gzip(struct str bytes, struct buf *out)
{
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	static struct libdeflate_compressor *c;
	size_t n = 0;

	pthread_mutex_lock(&lock);
	if (c == NULL)
		c = libdeflate_alloc_compressor(GZIP_LEVEL);
	if (c != NULL && buf_reserve(out, bytes.n))
		n = libdeflate_gzip_compress(
		    c, bytes.p, bytes.n, out->data + out->len, bytes.n);
	pthread_mutex_unlock(&lock);
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

static bool
gunzip(struct str file, char *out, size_t size, size_t *n)
{
	struct libdeflate_decompressor *d = libdeflate_alloc_decompressor();
	bool ok = d != NULL && libdeflate_gzip_decompress(
				   d, file.p, file.n, out, size, n) == LIBDEFLATE_SUCCESS;

	libdeflate_free_decompressor(d);
	return ok;
}

/* Brotli's own reader would be a library more for each build to load. */
bool
variant_is(int variant, struct str file, struct str bytes)
{
	struct buf b = BUF_INIT;
	size_t n;
	bool is;

	if (variant == VARIANT_GZIP)
		is = buf_reserve(&b, bytes.n) && gunzip(file, b.data, bytes.n, &n) &&
		     n == bytes.n && memcmp(b.data, bytes.p, n) == 0;
	else
		is = variant_make(variant, bytes, &b) && str_eq(buf_view(&b), file);
	buf_release(&b);
	return is;
}
