/*
 * picture.c - see picture.h: PNG in, making smaller, turning upright. JPEG is
 * picture_jpeg.c's.
 */
#include <stdlib.h>

#include <png.h>

#include "file/picture_int.h"

enum picture_fault
pixels_allowed(unsigned width, unsigned height)
{
	if ((uint64_t)width * height > PICTURE_PIXELS_MAX)
		return PICTURE_LARGE;
	return width < PICTURE_SIDE_MIN || height < PICTURE_SIDE_MIN ? PICTURE_SMALL
								     : PICTURE_OK;
}

const char *
picture_type(struct str bytes)
{
	if (bytes.n >= 3 && memcmp(bytes.p, "\xFF\xD8\xFF", 3) == 0)
		return "image/jpeg";
	if (bytes.n >= 8 && memcmp(bytes.p, "\x89PNG\r\n\x1A\n", 8) == 0)
		return "image/png";
	return NULL;
}

/* What is transparent becomes white. */
static enum picture_fault
png_read(struct str bytes, struct pixels *p)
{
	static const png_color white = { 255, 255, 255 };
	png_image image = { .version = PNG_IMAGE_VERSION };
	enum picture_fault fault;

	if (!png_image_begin_read_from_memory(&image, bytes.p, bytes.n))
		return PICTURE_WRONG;
	if ((fault = pixels_allowed(image.width, image.height)) != PICTURE_OK)
		goto out;
	image.format = PNG_FORMAT_RGB;
	p->width = image.width;
	p->height = image.height;
	p->orientation = 1;
	if ((p->rgb = calloc(image.height, (size_t)image.width * 3)) == NULL)
		fault = PICTURE_MEMORY;
	else if (!png_image_finish_read(&image, &white, p->rgb, 0, NULL))
		fault = PICTURE_WRONG;
out:
	png_image_free(&image);
	return fault;
}

/* The average of the pixels from (x0, y0) up to (x1, y1). */
static void
average(const struct pixels *p, unsigned x0, unsigned x1, unsigned y0, unsigned y1,
    uint8_t out[3])
{
	uint64_t sum[3] = { 0 }, n = (uint64_t)(x1 - x0) * (y1 - y0);
	const uint8_t *at;

	for (unsigned y = y0; y < y1; y++) {
		at = p->rgb + ((size_t)y * p->width + x0) * 3;
		for (unsigned x = x0; x < x1; x++, at += 3)
			for (int i = 0; i < 3; i++)
				sum[i] += at[i];
	}
	for (int i = 0; i < 3; i++)
		out[i] = (uint8_t)(n > 0 ? (sum[i] + n / 2) / n : 0);
}

/* Where the first of `small` steps over `large` begins, and each that follows. */
static unsigned
step(unsigned i, unsigned small, unsigned large)
{
	return (unsigned)((uint64_t)i * large / small);
}

/* The same picture with other sides, none larger than before. */
static bool
shrink(struct pixels *p, unsigned width, unsigned height)
{
	uint8_t *rgb, *at;

	if (width == p->width && height == p->height)
		return true;
	if ((rgb = at = calloc(height, (size_t)width * 3)) == NULL)
		return false;
	for (unsigned y = 0; y < height; y++)
		for (unsigned x = 0; x < width; x++, at += 3)
			average(p, step(x, width, p->width), step(x + 1, width, p->width),
			    step(y, height, p->height), step(y + 1, height, p->height),
			    at);
	free(p->rgb);
	p->rgb = rgb;
	p->width = width;
	p->height = height;
	return true;
}

/* EXIF: from 5 on the sides change places; then what is mirrored, in the turned
 * picture. */
static bool
upright(struct pixels *p)
{
	static const struct {
		bool swap, x, y;
	} turns[9] = { [2] = { false, true, false },
		[3] = { false, true, true },
		[4] = { false, false, true },
		[5] = { true, false, false },
		[6] = { true, true, false },
		[7] = { true, true, true },
		[8] = { true, false, true } };
	bool swap = turns[p->orientation].swap;
	unsigned w = swap ? p->height : p->width, h = swap ? p->width : p->height;
	uint8_t *rgb, *at;

	if (p->orientation == 1)
		return true;
	if ((rgb = at = calloc(h, (size_t)w * 3)) == NULL)
		return false;
	for (unsigned y = 0; y < h; y++)
		for (unsigned x = 0; x < w; x++, at += 3) {
			unsigned tx = turns[p->orientation].x ? w - 1 - x : x;
			unsigned ty = turns[p->orientation].y ? h - 1 - y : y;
			size_t from = swap ? (size_t)tx * p->width + ty
					   : (size_t)ty * p->width + tx;

			memcpy(at, p->rgb + from * 3, 3);
		}
	free(p->rgb);
	*p = (struct pixels){ w, h, rgb, 1 };
	return true;
}

/* Sides that fit into the box; at least one pixel each. */
static void
fit(unsigned *w, unsigned *h, unsigned width, unsigned height)
{
	uint64_t a = *w, b = *h;

	if (a > width) {
		b = b * width / a;
		a = width;
	}
	if (b > height) {
		a = a * height / b;
		b = height;
	}
	*w = a > 0 ? (unsigned)a : 1;
	*h = b > 0 ? (unsigned)b : 1;
}

static enum picture_fault
finish(struct pixels *p, unsigned width, unsigned height, struct buf *out)
{
	bool turned = p->orientation >= 5;
	unsigned w = p->width, h = p->height;

	fit(&w, &h, turned ? height : width, turned ? width : height);
	if (!shrink(p, w, h) || !upright(p))
		return PICTURE_MEMORY;
	return jpeg_write(p, out);
}

enum picture_fault
picture_make(struct str bytes, unsigned width, unsigned height, struct buf *out)
{
	const char *type = picture_type(bytes);
	struct pixels p = { .orientation = 1 };
	enum picture_fault fault;

	if (type == NULL)
		return PICTURE_TYPE;
	fault = strcmp(type, "image/png") == 0 ? png_read(bytes, &p)
					       : jpeg_read(bytes, width, height, &p);
	if (fault == PICTURE_OK)
		fault = finish(&p, width, height, out);
	free(p.rgb);
	return fault;
}
