/*
 * picture_int.h - what picture.c and its two decoders share.
 */
#ifndef JY_PICTURE_INT_H
#define JY_PICTURE_INT_H

#include "file/picture.h"

struct pixels {
	unsigned width, height;
	uint8_t *rgb;    /* 3 bytes a pixel, no padding; malloc'd; NULL: none */
	int orientation; /* as in EXIF: 1 is upright, 6 is to be turned right */
};

/* May a picture have these sides? */
enum picture_fault pixels_allowed(unsigned width, unsigned height);

/* Decode all of it. JPEG: perhaps made smaller already, but never smaller than
 * `width` by `height`. On a fault p->rgb may still have to be freed. */
enum picture_fault jpeg_read(
    struct str bytes, unsigned width, unsigned height, struct pixels *p);
enum picture_fault jpeg_write(const struct pixels *p, struct buf *out);

#endif
