/*
 * picture_png.c - PNG in and out, through libpng's simple interface.
 */
#include <stdlib.h>

#include <png.h>

#include "picture_int.h"

enum picture_fault
png_read(struct str bytes, unsigned most, bool alpha, struct pixels *p)
{
	static const png_color white = { 255, 255, 255 };
	png_image image = { .version = PNG_IMAGE_VERSION };
	enum picture_fault fault = PICTURE_OK;

	if (!png_image_begin_read_from_memory(&image, bytes.p, bytes.n))
		return PICTURE_WRONG;
	if ((uint64_t)image.width * image.height > most) {
		fault = PICTURE_LARGE;
		goto out;
	}
	p->channels = alpha && (image.format & PNG_FORMAT_FLAG_ALPHA) != 0 ? 4 : 3;
	image.format = p->channels == 4 ? PNG_FORMAT_RGBA : PNG_FORMAT_RGB;
	p->width = p->sent_width = image.width;
	p->height = p->sent_height = image.height;
	p->orientation = 1;
	if ((p->bytes = calloc(image.height, (size_t)image.width * p->channels)) == NULL)
		fault = PICTURE_MEMORY;
	else if (!png_image_finish_read(&image, &white, p->bytes, 0, NULL))
		fault = PICTURE_WRONG;
out:
	png_image_free(&image);
	return fault;
}

enum picture_fault
png_write(const struct pixels *p, struct buf *out)
{
	png_image image = { .version = PNG_IMAGE_VERSION,
		.width = p->width,
		.height = p->height,
		.format = p->channels == 4 ? PNG_FORMAT_RGBA : PNG_FORMAT_RGB };
	png_alloc_size_t n = PNG_IMAGE_PNG_SIZE_MAX(image);
	bool ok =
	    buf_reserve(out, n) && png_image_write_to_memory(&image, out->data + out->len,
				       &n, 0, p->bytes, 0, NULL) != 0;

	if (ok)
		out->len += n;
	png_image_free(&image);
	return ok ? PICTURE_OK : PICTURE_MEMORY;
}
