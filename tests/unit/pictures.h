/*
 * pictures.h - pictures that tests look at: halves of two colours, as PNG and as JPEG.
 */
#ifndef PICTURES_H
#define PICTURES_H

#include "unit.h"

#include <png.h>
#include <stdlib.h>

#include "arena.h"
#include "picture.h"

/* A PNG, its left half red, its right half blue: opaque with 255, clear with 0. */
static inline struct str
make_png(struct arena *a, unsigned w, unsigned h, uint8_t right)
{
	png_image image = { .version = PNG_IMAGE_VERSION,
		.width = w,
		.height = h,
		.format = PNG_FORMAT_RGBA };
	uint8_t *rgba = calloc((size_t)w * h, 4);
	png_alloc_size_t n = 0;
	char *out;

	for (size_t i = 0; i < (size_t)w * h; i++) {
		rgba[i * 4 + (i % w < w / 2 ? 0 : 2)] = 255;
		rgba[i * 4 + 3] = i % w < w / 2 ? 255 : right;
	}
	assert_true(png_image_write_to_memory(&image, NULL, &n, 0, rgba, 0, NULL));
	out = arena_alloc(a, n);
	assert_true(png_image_write_to_memory(&image, out, &n, 0, rgba, 0, NULL));
	free(rgba);
	return (struct str){ out, n };
}

/* A JPEG with EXIF that says `orientation` and a place, a comment, and bytes behind it. */
static inline struct str
make_jpeg(struct arena *a, unsigned w, unsigned h, int orientation)
{
	static const char exif[] =
	    "Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0@\0\0\0"
	    "SECRET PLACE";
	struct buf plain = BUF_INIT, b = BUF_INIT;
	struct str out;

	assert_int_equal(picture_make(make_png(a, w, h, 255), w, h, &plain), PICTURE_OK);
	buf_add(&b, plain.data, 2);
	buf_printf(&b, "\xFF\xE1%c%c", 0, (int)sizeof(exif) + 1);
	buf_add(&b, exif, sizeof(exif) - 1);
	*strchr(b.data + 30, '@') = (char)orientation;
	buf_printf(&b, "\xFF\xFE%c%cSECRET", 0, 8);
	buf_add(&b, plain.data + 2, plain.len - 2);
	buf_puts(&b, "SECRET behind it");
	out = arena_str(a, buf_view(&b));
	buf_release(&plain);
	buf_release(&b);
	return out;
}

#endif
