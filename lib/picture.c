/*
 * picture.c - see picture.h. Decoding and encoding are picture_png.c's and
 * picture_jpeg.c's, the pixels picture_pixels.c's.
 */
#include <stdlib.h>
#include <string.h>

#include "picture_int.h"

static const char JPEG[] = "image/jpeg", PNG[] = "image/png";

const char *
picture_type(struct str bytes)
{
	if (bytes.n >= 3 && memcmp(bytes.p, "\xFF\xD8\xFF", 3) == 0)
		return JPEG;
	if (bytes.n >= 8 && memcmp(bytes.p, "\x89PNG\r\n\x1A\n", 8) == 0)
		return PNG;
	return NULL;
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
	struct pixels small;
	enum picture_fault fault = PICTURE_MEMORY;

	fit(&w, &h, turned ? height : width, turned ? width : height);
	if (pixels_scale(p, w, h, &small) && pixels_upright(&small))
		fault = jpeg_write(&small, out);
	free(small.bytes);
	return fault;
}

enum picture_fault
picture_make(struct str bytes, unsigned width, unsigned height, struct buf *out)
{
	const char *type = picture_type(bytes);
	struct pixels p = { .orientation = 1 };
	enum picture_fault fault;
	unsigned side = width > height ? width : height; /* it may have to be turned */

	if (type == NULL)
		return PICTURE_TYPE;
	fault = type == PNG ? png_read(bytes, PICTURE_PIXELS_MAX, false, &p)
			    : jpeg_read(bytes, PICTURE_PIXELS_MAX, side, &p);
	if (fault == PICTURE_OK &&
	    (p.sent_width < PICTURE_SIDE_MIN || p.sent_height < PICTURE_SIDE_MIN))
		fault = PICTURE_SMALL;
	if (fault == PICTURE_OK)
		fault = finish(&p, width, height, out);
	free(p.bytes);
	return fault;
}

enum picture_fault
picture_open(struct picture *p, struct str bytes, unsigned most, unsigned widest)
{
	enum picture_fault fault;
	bool turned;

	memset(p, 0, sizeof(*p));
	p->bytes = bytes;
	if ((p->type = picture_type(bytes)) == NULL)
		return PICTURE_TYPE;
	if ((p->pixels = calloc(1, sizeof(*p->pixels))) == NULL)
		return PICTURE_MEMORY;
	fault = p->type == PNG ? png_read(bytes, most, true, p->pixels)
			       : jpeg_read(bytes, most, widest, p->pixels);
	if (fault != PICTURE_OK)
		return fault;
	turned = p->pixels->orientation >= 5;
	p->upright = p->pixels->orientation == 1;
	p->width = turned ? p->pixels->sent_height : p->pixels->sent_width;
	p->height = turned ? p->pixels->sent_width : p->pixels->sent_height;
	return pixels_upright(p->pixels) ? PICTURE_OK : PICTURE_MEMORY;
}

void
picture_close(struct picture *p)
{
	if (p->pixels != NULL)
		free(p->pixels->bytes);
	free(p->pixels);
	p->pixels = NULL;
}

unsigned
picture_height(const struct picture *p, unsigned width)
{
	uint64_t h = ((uint64_t)p->height * width + p->width / 2) / p->width;

	return h > 0 ? (unsigned)h : 1;
}

/* Its own pixels instead of `encoded`, where that is shorter. */
static void
put_shorter(const struct picture *p, struct str encoded, struct buf *out)
{
	struct buf own = BUF_INIT;

	if (p->upright && picture_strip(p->bytes, &own) == PICTURE_OK &&
	    own.len < encoded.n)
		encoded = buf_view(&own);
	buf_str(out, encoded);
	buf_release(&own);
}

enum picture_fault
picture_write(const struct picture *p, unsigned width, struct buf *out)
{
	const struct pixels *all = p->pixels;
	struct buf encoded = BUF_INIT;
	enum picture_fault fault = PICTURE_MEMORY;
	struct pixels small;
	unsigned height;

	if (width > all->width)
		width = all->width;
	height = picture_height(p, width);
	if (height > all->height)
		height = all->height;
	if (pixels_scale(all, width, height, &small))
		fault = p->type == PNG ? png_write(&small, &encoded)
				       : jpeg_write(&small, &encoded);
	if (fault == PICTURE_OK && width == p->width)
		put_shorter(p, buf_view(&encoded), out);
	else if (fault == PICTURE_OK)
		buf_str(out, buf_view(&encoded));
	buf_release(&encoded);
	free(small.bytes);
	return fault == PICTURE_OK && !buf_ok(out) ? PICTURE_MEMORY : fault;
}
