/*
 * picture_int.h - what the picture_*.c files share; nobody else includes it.
 */
#ifndef JY_PICTURE_INT_H
#define JY_PICTURE_INT_H

#include "picture.h"

struct pixels {
	unsigned width, height;
	unsigned channels; /* bytes a pixel: 3 red, green, blue; 4 and how opaque it is */
	uint8_t *bytes;    /* no padding; malloc'd; NULL: none */
	int orientation;   /* as in EXIF: 1 is upright, 6 is to be turned right */
	unsigned sent_width, sent_height; /* before decoding made it smaller */
};

/* Decode all of it, if it has at most `most` pixels. JPEG: perhaps made smaller already,
 * but no side smaller than `side`. PNG: with `alpha` four channels if it has any that is
 * transparent, else on white. On a fault p->bytes may still have to be freed. */
enum picture_fault jpeg_read(
    struct str bytes, unsigned most, unsigned side, struct pixels *p);
enum picture_fault png_read(
    struct str bytes, unsigned most, bool alpha, struct pixels *p);

/* What an EXIF segment says of it: 1 to 8; 1 when it is not said. */
int jpeg_orientation(const uint8_t *p, size_t n);

enum picture_fault jpeg_write(const struct pixels *p, struct buf *out); /* 3 channels */
enum picture_fault png_write(const struct pixels *p, struct buf *out);

/* picture_pixels.c: *to becomes *p with other sides, none larger than before. */
bool pixels_scale(
    const struct pixels *p, unsigned width, unsigned height, struct pixels *to);

/* Turn it as its orientation says. */
bool pixels_upright(struct pixels *p);

#endif
